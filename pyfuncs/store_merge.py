"""合并入库: the workbooks of a folder into a store, with the checks and the receipts of 合并; all of it or nothing.

A unit's workbooks take the place of all that the store held of it for this notice; other units stay as they are.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import parquet
from .cluster import Cluster, Here
from .file_receipts import REFUSED, REPLACED, TAKEN
from .files import TEMPORARY, mark_of_owner, safe_name
from .master import Sent
from .merge import files_of
from .merge_book import (
    MOST_FINDINGS,
    Outcome,
    balance_table,
    changes_table,
    files_table,
    strays_table,
)
from .notice import ORIGIN, TEMPLATES, Notice
from .report import FILLS, FINDING_HEADS, FINDING_WIDTHS
from .rules import Season
from .store import RECEIPTS, Part, Store, commit, open_or_new, path_of, staged_path, sweep, writing, year_of
from .store_book import Count, count, tables
from .stowing import Place
from .submissions import Intake, NotMerged, Step, decide, read
from .table_book import Table, report
from .workbook import PROGRAM_TABS

ALL = "全部问题"
NOT_ROWS = (parquet.SINGLES, parquet.FINDINGS)
"""The datasets that hold no rows of ledgers."""


@dataclass(slots=True)
class Stored:
    """What a merge into a store has made: what became of each file, and what the store then holds for the notice."""

    store: Store
    receipt: Path
    outcome: Outcome
    told: Count

    def count(self, state: str) -> int:
        """The number of files in a state."""
        return sum(1 for each in self.outcome.receipts if each.state == state)


def merge_into(
    folder: Path,
    root: Path,
    notice_id: str = "",
    area: str = "",
    templates: Path = TEMPLATES,
    step: Step | None = None,
    where: Here | Cluster | None = None,
) -> Stored:
    """Merges every workbook in `folder` and the folders in it into the store at `root`.

    notice_id  the notice to merge for, "" = the one most workbooks are for;  area  "" = the notice's own
    where      who reads and counts; None = this computer
    Raises NotMerged, NotAStore, NoCluster, OSError; the store is then what it was.
    """
    where = where or Here()
    with writing(root):
        store = open_or_new(root)
        paths = [path for path in files_of(folder, root) if root not in path.parents]
        if not paths:
            raise NotMerged(f"“{folder.name}”里没有文件，请把各单位报来的申报簿放进去再合并")
        work = Path(tempfile.mkdtemp(prefix=mark_of_owner(), suffix=TEMPORARY, dir=root.resolve()))
        try:
            return _merge(store, paths, folder, work, notice_id, area, templates, step, where)
        finally:
            sweep(open_or_new(root))


def _merge(
    store: Store,
    paths: Sequence[Path],
    folder: Path,
    work: Path,
    notice_id: str,
    area: str,
    templates: Path,
    step: Step | None,
    where: Here | Cluster,
) -> Stored:
    place = Place(templates.resolve(), work, folder.resolve(), area)
    full = [place.folder / path.relative_to(folder) for path in paths]
    intake = read(full, place.folder, templates, step, PROGRAM_TABS, lambda those, _: where.stow(those, place))
    notice, taken, changes = decide(intake, folder.name, notice_id, templates)
    parts = [_part(each, notice, area or notice.whole) for each in taken]
    _note_replaced(store, intake, parts)
    balance = _balance(store, intake, parts, work)

    def path(part: Part, dataset: str) -> Path:
        staged = staged_path(work, part.id, dataset)
        return staged if part.id in fresh else path_of(store.root.resolve(), part, dataset)

    fresh, owners = {part.id for part in parts}, {part.owner for part in parts}
    season, own = (year_of(notice), notice.id), area or notice.whole
    whole = [part for part in store.chosen(notice.id, own) if part.season == season and part.owner not in owners]
    told = count([*whole, *parts], notice, path, where, step)
    outcome = Outcome(notice, folder.name, intake.receipts, changes, taken, Season(), [], [], {}, balance)
    sheets = [files_table(outcome), changes_table(outcome), strays_table(outcome), _findings(outcome, parts, work)]
    sheets += [*tables(told, f"{notice.name}　{own}"), balance_table(outcome)]
    name = f"{safe_name(notice.id)}-{dt.datetime.now():%Y%m%d-%H%M%S-%f}.xlsx"
    new = commit(store, parts, work, (name, report(sheets)))
    return Stored(new, new.root / RECEIPTS / name, outcome, told)


def _part(sent: Sent, notice: Notice, area: str) -> Part:
    held: Any = sent.arrival.ledgers
    return Part(held.id, year_of(notice), notice.id, area, sent.unit, sent.file, sent.arrival.digest, held.counts)


def _rows(part: Part) -> int:
    return sum(rows for name, rows in part.rows.items() if name not in NOT_ROWS)


def _note_replaced(store: Store, intake: Intake, parts: Sequence[Part]) -> None:
    """Says in the receipts what of the store a unit's workbooks take the place of."""
    receipts = {each.file: each for each in intake.receipts}
    known = {part.id for part in store.parts}
    for part in parts:
        if part.id in known:
            receipts[part.file].notes.append("库里已有同样的一本，没有变动。")
    new, first = {part.id for part in parts}, {part.owner: part for part in reversed(parts)}
    for old in store.parts:
        if old.owner in first and old.id not in new:
            says = f"库里该单位原有的“{old.file}”（{_rows(old)}行）由这次报来的替换。"
            receipts[first[old.owner].file].notes.append(says)


def _balance(store: Store, intake: Intake, parts: Sequence[Part], work: Path) -> list[tuple[str, int, str]]:
    """Files and rows in, and where they went. Raises NotMerged when something is missing or too much."""
    receipts = intake.receipts
    states = {state: [each for each in receipts if each.state == state] for state in (TAKEN, REPLACED, REFUSED)}
    came = sum(each.count for number, each in enumerate(receipts) if number in intake.held)
    later = sum(each.count for each in states[REPLACED])
    written = sum(
        parquet.row_count(staged_path(work, part.id, name))
        for part in parts
        for name in part.rows
        if name not in NOT_ROWS
    )
    owners = {part.owner for part in parts}
    before = sum(map(_rows, store.parts))
    gone = sum(_rows(part) for part in store.parts if part.owner in owners)
    lines = [("文件", len(receipts), "文件夹里的全部文件")]
    lines += [(f"　其中{state}", len(found), "") for state, found in states.items()]
    lines += [
        ("读入的行", came, "收入和被替换的文件里各台账的行"),
        ("　写进库里的行", written, "从写好的 Parquet 文件里重新数出"),
        ("　被替换的行", later, "在被替换的文件里，没有进库"),
        ("库里原有的行", before, "这次以前，各年度、通知、地区合计"),
        ("　其中由这次替换的行", gone, "这次报来的单位在库里原有的行"),
        ("库里现有的行", before - gone + written, "各年度、通知、地区合计"),
    ]
    if len(receipts) != sum(map(len, states.values())) or came != written + later:
        says = f"读入{came}行，写进库里{written}行，被替换{later}行"
        raise NotMerged(f"合并前后的行数对不上（{says}），汇总库没有改动，请把这些文件发给维护者")
    return lines


def _findings(outcome: Outcome, parts: Sequence[Part], work: Path) -> Table:
    """What was found in each workbook, at its cells there."""
    heads = (*FINDING_HEADS, ORIGIN)
    rows: list[list[Any]] = []
    for part in parts:
        if parquet.FINDINGS in part.rows and len(rows) < MOST_FINDINGS:
            rows += parquet.read_rows(staged_path(work, part.id, parquet.FINDINGS), heads)
    total = sum(part.rows.get(parquet.FINDINGS, 0) for part in parts)
    rows = rows[:MOST_FINDINGS]
    says = f"共 {total} 条；单元格是各单位自己的申报簿里的，文件见最后一列。"
    says += "只列出前面的。" if total > len(rows) else ""
    fills = {number: FILLS[row[0]] for number, row in enumerate(rows)}
    intro = (f"{ALL}　{outcome.notice.name}　{outcome.folder}", says)
    return Table(ALL, heads, rows, (*FINDING_WIDTHS, 30), intro, fills)
