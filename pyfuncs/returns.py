"""退回单: what goes back to a unit whose entries have 错误: a letter, its own workbook marked, an e-mail's text.

Findings stand under the attachment they show on, in the order of the notice; nothing is sent.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import tabs
from .arrival import own_list
from .changes import INFO, Changes, Log, Say
from .check import MUST_MEND, TO_CONFIRM, TO_NOTE, Finding, count_levels
from .closed import read_sheets
from .desk import Desk, Progress
from .files import Names, publish, safe_name, staging, sweep, write_new
from .folders import RETURNS, new_folder_name, not_followed
from .letters import Tables, load_letter
from .listing import cut
from .loose import formulas_of
from .notice import HOME, LEVELS, Form, Notice
from .placement import FIRST_ROW
from .preflight import Unreadable
from .records import ForeignWorkbook
from .report import FILLS
from .rules import Record, Season, matches
from .sent import Entry, entries_of, workbooks
from .table_book import Link, Table, report, to_file

LETTER, MAIL, LIST = "退回单", "退回邮件", "退回清单.xlsx"
LETTER_FILE, MAIL_FILE = f"{LETTER}.docx", f"{MAIL}.txt"
LONGEST_VALUE, MOST_NAMED = 60, 6
EMPTY = "（空）"
UNREAD, OWN = "没有读成", "本程序的清单"
WHOLE_BOOK = f"{HOME}和整本申报簿"
"""Group of what stands on no attachment: 首页, a tab that is missing."""


@dataclass(slots=True)
class Group:
    """The findings of one attachment, the gravest first."""

    name: str
    findings: list[Finding] = field(default_factory=list)


def groups(findings: Sequence[Finding], notice: Notice, season: Season) -> list[Group]:
    """The findings (at the cells of a workbook newly made of `season`) that must be mended or confirmed, by
    attachment in the notice's order."""
    rows = season.ledgers.items()
    records = {(name, row): record for name, listed in rows for row, record in enumerate(listed, start=FIRST_ROW)}
    order = [WHOLE_BOOK, *(_title(form) for form in notice.forms.values()), *notice.ledgers]
    found: dict[str, Group] = {}
    for finding in sorted(findings, key=lambda item: LEVELS.index(item.level)):
        if finding.level != TO_NOTE:
            name = attachment(finding, notice, records.get((finding.scope, finding.row)))
            found.setdefault(name, Group(name)).findings.append(finding)
    return sorted(found.values(), key=lambda group: order.index(group.name))


def attachment(finding: Finding, notice: Notice, record: Record | None) -> str:
    """The attachment a finding shows on; one that prints not its field but its record; else the ledger."""
    scope = finding.scope
    if scope == HOME or not scope:
        return WHOLE_BOOK
    own = [form for form in notice.forms.values() if scope == form.tab or _is_made_for(form, scope, record, notice)]
    printing = [form for form in own if (scope, finding.field) in form.prints]
    printing += [form for form in notice.forms.values() if not form.ledger and (scope, finding.field) in form.prints]
    return next((_title(form) for form in [*printing, *own]), scope)


def _is_made_for(form: Form, scope: str, record: Record | None, notice: Notice) -> bool:
    """True when the form is made for the record, or for the one its member row belongs to."""
    if form.ledger == scope:
        return record is None or matches(record, form.where)
    return bool(form.ledger) and scope in notice.ledgers and notice.ledgers[scope].parent == form.ledger


def _title(form: Form) -> str:
    return f"{form.id} {form.name}"


def tables(grouped: Sequence[Group]) -> Tables:
    """The lists of the letter: its attachments, and the findings of each."""
    return {
        "附件组": [{"附件名": group.name, "处数": len(group.findings)} for group in grouped],
        "问题": [_row(group.name, finding) for group in grouped for finding in group.findings],
    }


def _row(group: str, finding: Finding) -> dict[str, str]:
    return {
        "附件名": group,
        "级别": finding.level,
        "在哪里": "\n".join(filter(None, (finding.record, _place(finding)))),
        "项目": finding.field,
        "写的是": cut(finding.value, LONGEST_VALUE) if finding.value.strip() else EMPTY if finding.field else "",
        "改法": f"{finding.says}，请{finding.fix}" if finding.says else finding.message,
        "依据": finding.source,
    }


def _place(finding: Finding) -> str:
    """The cell, or the row where the finding's own cell is in another workbook, else the tab."""
    if finding.cell:
        return f"{finding.tab}!{finding.cell}"
    return f"{finding.tab} 第{finding.row}行" if finding.row else finding.tab


# -- one unit ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Line:
    """A line of 退回清单: what became of one unit's workbook. folder "" = nothing went back; refused: why unread.

    is_own  it is no unit's but a list that the program has written
    """

    file: str
    unit: str = ""
    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    folder: str = ""
    note: str = ""
    refused: str = ""
    is_own: bool = False


def return_set(entry: Entry, today: dt.date) -> tuple[dict[str, bytes], dict[str, int]]:
    """The files that go back to a unit by name, none when it has no 错误; and its findings by level.

    Raises TemplateError or DefinitionError for a letter that cannot be used.
    """
    from .workbook import CONF, season_bytes

    book, findings = season_bytes(entry.season, entry.notice, True, entry.lost, conf=CONF)
    if not entry.whole:
        findings = [finding for finding in findings if finding.scope in entry.season.ledgers]
    counts = count_levels(findings)
    if not counts[MUST_MEND]:
        return {}, counts
    file = safe_name(f"{Path(entry.file).stem if entry.whole else entry.unit}-退回修改") + ".xlsm"
    fields = {
        "收件单位": entry.unit,
        "通知名称": entry.notice.name,
        "收到文件": Path(entry.file).name if entry.whole else entry.file,
        "错误总数": counts[MUST_MEND],
        "核实总数": counts[TO_CONFIRM],
        "退回日期": today,
    }
    rows = tables(groups(findings, entry.notice, entry.season))
    letter = load_letter(LETTER, entry.notice).one(fields, rows, entry.notice)
    fields["退回文件"] = f"{LETTER_FILE}、{file}"
    left = [{"未带处": left_words(entry)}] if entry.left else []
    mail = load_letter(MAIL, entry.notice).text(fields, {"附件组": rows["附件组"], "未带": left}, entry.notice)
    text = f"{mail}\n".replace("\n", "\r\n").encode("utf-8-sig", "replace")
    return {LETTER_FILE: letter, file: book, MAIL_FILE: text}, counts


def left_words(entry: Entry) -> str:
    """What of the unit's own the workbook that goes back does not have; "" = nothing."""
    named = "、".join(map(str, entry.left[:MOST_NAMED]))
    return f"{named}等{len(entry.left)}处" if len(entry.left) > MOST_NAMED else named


# -- all units ---------------------------------------------------------------------------------------


class NothingToReturn(Exception):
    """There is no workbook to look at, or no place to write to; the message is one Chinese sentence."""


def return_all(place: Path, out: Path, progress: Progress | None = None) -> list[Line]:
    """Writes, for every workbook of a folder (or of a merged one: every unit) with 错误, what goes back to it.

    Each in a folder of the unit's name below the new folder `out`, with 退回清单.xlsx: all or none. A file that
    cannot be read keeps no other back. Raises NothingToReturn, OSError; whatever `progress` raises stops it.
    """
    if not place.exists():
        raise NothingToReturn(f"找不到“{place.name}”，请核对收到的申报簿放在哪个文件夹")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise NothingToReturn(f"“{out.name}”已经有内容，没有改动它，请换一个新的文件夹")
    files = workbooks(place)
    if not files:
        raise NothingToReturn(f"“{place.name}”里没有申报簿（.xlsm、.xlsx），请把收到的放进去再试")
    return write_sets(_read(files, place, progress), out, dt.date.today())


def _read(files: list[Path], place: Path, progress: Progress | None) -> Iterator[Entry | Line]:
    for number, path in enumerate(files):
        name = path.name if path == place else path.relative_to(place).as_posix()
        if progress:
            progress(number, len(files), name)
        yield from _entries(path, name)
    if progress:
        progress(len(files), len(files), LIST)


def _entries(path: Path, name: str) -> list[Entry] | list[Line]:
    if path.is_dir():
        return [Line(name, refused=not_followed(path))]
    try:
        return entries_of(read_sheets(path), name, _drawn(), formulas_of(path))
    except Unreadable as fault:
        return [Line(name, refused=str(fault))]
    except ForeignWorkbook as fault:
        own = own_list(path)
        return [Line(name, is_own=True, note=own) if own else Line(name, refused=str(fault))]


def _drawn() -> Container[str]:
    from .workbook import PROGRAM_TABS

    return PROGRAM_TABS


def write_sets(found: Iterator[Entry | Line], out: Path, today: dt.date) -> list[Line]:
    """The sets of all entries and the list of them in `out`; a Line stands for what could not be read."""
    names = Names()
    lines: list[Line] = []
    with staging(out) as work:
        for item in found:
            line = _write_set(item, work, names, today) if isinstance(item, Entry) else item
            if any(line.unit and line.unit == other.unit for other in lines):
                line.note = "；".join(filter(None, (line.note, "这个单位不止一本，请核对以哪本为准")))
            lines.append(line)
        lost = [line.folder for line in lines if line.folder and not (work / line.folder / LETTER_FILE).exists()]
        if lost:  # the disk went away meanwhile and came again
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(out / lost[0]))
        write_new(work / LIST, report([_list(lines)]))
        publish(work, out, last=LIST)
    return lines


def _write_set(entry: Entry, work: Path, names: Names, today: dt.date) -> Line:
    files, counts = return_set(entry, today)
    rows = sum(len(records) for records in entry.season.ledgers.values())
    line = Line(entry.file, entry.unit, rows, counts)
    line.note = "" if entry.whole else f"合并的申报簿里没有这个单位的{HOME}和统计表，没有核对它们"
    if files:
        if entry.left:
            says = f"退回的那一本不带单位自己加的内容（{left_words(entry)}），邮件里写明了，原件里都在"
            line.note = "；".join(filter(None, (line.note, says)))
        line.folder = names.give("", entry.unit or Path(entry.file).stem)
        for name, data in files.items():
            write_new(work / line.folder / name, data)
    return line


def _list(lines: list[Line]) -> Table:
    rows, fills = [], {}
    for number, line in enumerate(lines):
        done = UNREAD if line.refused else OWN if line.is_own else "已退回" if line.folder else "没有错误，不用退"
        if line.folder or line.refused:
            fills[number] = FILLS[MUST_MEND]
        counts = [line.counts.get(level) for level in LEVELS]
        link = Link(line.folder, to_file(f"{line.folder}/{LETTER_FILE}")) if line.folder else ""
        rows.append([number + 1, line.file, line.unit, line.rows, *counts, done, link, line.refused or line.note])
    heads = ("序号", "收到的文件", "单位", "台账行数", *LEVELS, "处理", f"{LETTER}", "说明")
    return Table("退回清单", heads, rows, (6, 36, 24, 10, 8, 8, 8, 18, 24, 50), (f"退回清单　{told(lines)}",), fills)


def told(lines: list[Line]) -> str:
    """How many came in, went back, need not go back, could not be read and are lists of ours: the rest sums up to the
    first."""
    back, unread = sum(bool(line.folder) for line in lines), sum(bool(line.refused) for line in lines)
    own = sum(line.is_own for line in lines)
    fine = len(lines) - back - unread - own
    says = f"共 {len(lines)} 份：退回 {back} 份，没有错误不用退 {fine} 份，{UNREAD} {unread} 份"
    return f"{says}，{OWN} {own} 份" if own else says


# -- the button --------------------------------------------------------------------------------------


def returns(desk: Desk) -> Changes:
    """退回单: for the open workbook what goes back to its unit; for a merged one a set for each unit with 错误."""
    if desk.path is None:
        return Changes([tabs.unsaved("退回的文件")], undoable=False)
    found = entries_of(desk.sheets, desk.path.name, _drawn(), desk.formulas, desk.templates)
    if len(found) == 1 and not any(finding.level == MUST_MEND for finding in desk.findings):
        return Changes([Say(INFO, f"“{desk.path.name}”没有错误，不用退回。")], undoable=False)
    sweep(desk.path.parent)
    out = new_folder_name(desk.path, RETURNS, dt.datetime.now())
    lines = write_sets(_stepping(found, desk), out, dt.date.today())
    back = sum(bool(line.folder) for line in lines)
    says = f"{told(lines)}。{LETTER}、标出问题的申报簿和邮件的文字放在“{out.name}”文件夹，可点“打开文件夹”查看。"
    says += "没有发送任何东西。"
    log = Log(RETURNS, f"{back}份", out.name)
    return Changes([Say(INFO, says), log], undoable=False)


def _stepping(found: list[Entry], desk: Desk) -> Iterator[Entry]:
    for number, entry in enumerate(found):
        desk.step(number, len(found), entry.unit)
        yield entry
