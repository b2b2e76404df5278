"""合并: the workbooks of a folder into one master, a receipt for each file; a bad file never stops the others."""

from __future__ import annotations

import datetime as dt
import filecmp
import glob
import os
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import unescape

from . import rules
from .check import Finding, Table, run_rule
from .closed import read_sheets
from .collector import keeping_all
from .file_receipts import REFUSED, REPLACED, TAKEN, Change
from .files import publish, staging
from .folders import walk
from .master import Kept, Sent, kept_of, merged_season
from .merge_book import Outcome, receipt_book, register
from .notice import TEMPLATES, Notice
from .placement import FIRST_ROW
from .preflight import Unreadable
from .records import ForeignWorkbook, current_notice, read_season
from .rules import Season
from .submissions import Intake, NotMerged, Step, decide, read
from .unit_tabs import Units, write_unit_tabs
from .workbook import PROGRAM_TABS, season_bytes

RECEIPT_SUFFIX, EARLIER_SUFFIX = "-回执.xlsx", "-合并前-"
ACROSS = rules.across_units.__name__
SHEET = re.compile(r'<sheet name="([^"]*)"')
FILLED_ROW = re.compile(rb'<row r="([0-9]+)"[^>]*><c')


@dataclass(slots=True)
class Merged:
    """What a merge has made. earlier: where the master that stood there before has gone, None where none did."""

    master: Path
    receipt: Path
    outcome: Outcome
    earlier: Path | None = None

    def count(self, state: str) -> int:
        """The number of files in a state."""
        return sum(1 for each in self.outcome.receipts if each.state == state)


def receipt_path(out: Path) -> Path:
    """Where the receipt of a master is written: beside it."""
    return out.with_name(out.stem + RECEIPT_SUFFIX)


def merge(
    folder: Path,
    out: Path,
    notice_id: str = "",
    templates: Path = TEMPLATES,
    step: Step | None = None,
    kept: Kept | None = None,
) -> Merged:
    """Merges every workbook in `folder` and the folders in it into the master `out`, and writes its receipt.

    notice_id  the notice to merge for, "" = the earlier master's, else the one most workbooks are for
    step       told files done, files in all and the unit; what it raises stops the merge and leaves all as it was
    kept       what the clerk typed in a master that is open; None = what the master at `out` holds, if there is one
    Raises NotMerged, OSError. A master that stood at `out` is kept under another name, for the clerk may have
    changed rows in it.
    """
    with keeping_all():
        return _merge(folder, out, notice_id, templates, step, kept)


def _merge(folder: Path, out: Path, notice_id: str, templates: Path, step: Step | None, kept: Kept | None) -> Merged:
    earlier = _earlier(out, templates)
    notice_id = notice_id or (earlier[0] if earlier else "")
    paths = list(files_of(folder, out))
    if not paths:
        raise NotMerged(f"“{folder.name}”里没有文件，请把各单位报来的申报簿放进去再合并")
    intake = read(paths, folder, templates, step, PROGRAM_TABS)
    notice, taken, changes = decide(intake, folder.name, notice_id, templates)
    kept = kept or (earlier[1] if earlier else Kept())
    with staging(out) as work:
        outcome = _write(work, out, folder, notice, intake, taken, changes, kept, step)
        backup = _keep_earlier(out, work) if out.exists() else None
        publish(work, out.parent, out.name)
    return Merged(out, receipt_path(out), outcome, out.with_name(backup) if backup else None)


# -- reading -------------------------------------------------------------------------------------------


def _earlier(out: Path, templates: Path) -> tuple[str, Kept] | None:
    """(notice, what the clerk typed) of the master at `out`; None where there is no file. Raises NotMerged."""
    if not out.exists():
        return None
    try:
        sheets = read_sheets(out)
        notice = current_notice(sheets, templates)
    except (Unreadable, ForeignWorkbook):
        raise NotMerged(f"“{out.name}”已经存在，又不是合并工作簿，没有改动它，请换一个文件名") from None
    if not notice.merged:
        raise NotMerged(f"“{out.name}”已经存在，是一个单位的申报簿，不是合并工作簿，没有改动它，请换一个文件名")
    return notice.id, kept_of(sheets, read_season(sheets, notice))


def files_of(folder: Path, out: Path) -> Iterator[Path]:
    """Every file of the folder and the folders in it, in order, and links to folders; not what a merge itself writes.

    Raises NotMerged for a folder that cannot be looked into: what lies there would be missing unseen.
    """
    own, beside = {os.path.realpath(out), os.path.realpath(receipt_path(out))}, os.path.realpath(out.parent)
    for path in walk(folder, _closed_folder):
        backup = path.name.startswith(out.stem + EARLIER_SUFFIX) and os.path.realpath(path.parent) == beside
        if os.path.realpath(path) not in own and not backup:
            yield path


def _closed_folder(path: Path) -> None:
    raise NotMerged(f"打不开文件夹“{path.name}”，没有合并，请核对它的读取权限、网盘是否连着再合并")


# -- writing -------------------------------------------------------------------------------------------


def _write(
    work: Path,
    out: Path,
    folder: Path,
    notice: Notice,
    intake: Intake,
    taken: Sequence[Sent],
    changes: Sequence[Change],
    kept: Kept,
    step: Step | None,
) -> Outcome:
    """Master and receipt into the working folder."""
    total = len(intake.receipts)
    if step:
        step(total, total, "写合并工作簿")
    season = merged_season(taken, notice, kept)
    heads, lines = register(intake.receipts, notice)
    units = Units(taken, kept.paid, heads, lines)
    data, findings = season_bytes(
        season, notice, True, more=lambda book: write_unit_tabs(book, notice, units), given=True
    )
    (work / out.name).write_bytes(data)
    balance = _balance(intake, kept, _rows_in(work / out.name, notice))
    across = _across(season, notice, findings)
    outcome = Outcome(
        notice, folder.name, intake.receipts, changes, taken, season, findings, across, kept.paid, balance
    )
    if step:
        step(total, total, "写回执")
    (work / receipt_path(out).name).write_bytes(receipt_book(outcome))
    return outcome


def _rows_in(path: Path, notice: Notice) -> int:
    """The rows with content that the master's own file holds, counted anew."""
    with zipfile.ZipFile(path) as archive:
        names = SHEET.findall(archive.read("xl/workbook.xml").decode("utf-8"))
        count = 0
        for number, name in enumerate(names, start=1):
            ledger = notice.ledgers.get(unescape(name))
            if ledger is not None and not ledger.single:
                part = archive.read(f"xl/worksheets/sheet{number}.xml")
                count += sum(int(row[1]) >= FIRST_ROW for row in FILLED_ROW.finditer(part))
    return count


def _balance(intake: Intake, kept: Kept, in_master: int) -> list[tuple[str, int, str]]:
    """Files and rows in, and where they went. Raises NotMerged when something is missing or too much."""
    receipts = intake.receipts
    states = {state: [each for each in receipts if each.state == state] for state in (TAKEN, REPLACED, REFUSED)}
    rows = {state: sum(each.count for each in found) for state, found in states.items()}
    came = sum(each.count for number, each in enumerate(receipts) if number in intake.held)
    lines = [("文件", len(receipts), "文件夹里的全部文件")]
    lines += [(f"　其中{state}", len(found), "") for state, found in states.items()]
    lines += [
        ("读入的行", came, "收入和被替换的文件里各台账的行"),
        ("　合并工作簿里的行", in_master, "从写好的合并工作簿里重新数出"),
        ("　其中自己录的行", kept.count(), "上一次的合并工作簿里没有来源的行，照留"),
        ("　被替换的行", rows[REPLACED], "在被替换的文件里，没有进合并工作簿"),
    ]
    if len(receipts) != sum(map(len, states.values())) or came + kept.count() != in_master + rows[REPLACED]:
        says = f"读入{came}行，自己录的{kept.count()}行，合并工作簿里{in_master}行，被替换{rows[REPLACED]}行"
        raise NotMerged(f"合并前后的行数对不上（{says}），没有写合并工作簿，请把这些文件发给维护者")
    return lines


def _across(season: Season, notice: Notice, findings: Iterable[Finding]) -> list[Finding]:
    """Those findings that are about two units."""
    said = set()
    for rule in (rule for rule in notice.rule if rule.call == ACROSS):
        ledger = notice.ledgers[rule.ledger]
        table = Table(rule.ledger, season.columns(rule.ledger), ledger.fields, ledger)
        said |= {(rule.ledger, item.record.row, item.says) for item in run_rule(rule, table, season, notice)}
    return [item for item in findings if (item.scope, item.row, item.says) in said]


def _keep_earlier(out: Path, work: Path) -> str:
    """Copies the master that stands at `out` into the working folder under another name; gives the name.

    A merge that was killed may have done so already: what stands there under such a name and is the same will do.
    """
    for path in out.parent.glob(f"{glob.escape(out.stem + EARLIER_SUFFIX)}*{out.suffix}"):
        if filecmp.cmp(path, out, shallow=False):
            return path.name
    name = f"{out.stem}{EARLIER_SUFFIX}{dt.datetime.now():%Y%m%d-%H%M%S}{out.suffix}"
    shutil.copy2(out, work / name)
    return name
