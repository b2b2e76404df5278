"""The jury's tabs in an open workbook: where they stand, and their rows written anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .changes import Change, Put, Wipe, put
from .contest import Judging
from .definitions import Ledger
from .desk import Desk, warned
from .formulas import column_number
from .listing import runs
from .margin import Moved, follow
from .mirror_tab import LedgerPlace, Refused
from .notice import Notice
from .records import Sheet, find_ledger
from .scores import NoJudging, ledger_with

ADDRESS = re.compile(r"([A-Z]+)(\d+)")


spoken = warned(NoJudging, Refused)
"""A button that answers with a plain sentence, and changes nothing, where there is nothing to judge."""


def judged(desk: Desk) -> tuple[Notice, Judging]:
    """The notice in use and its judging as the workbook sets it. Raises NoJudging."""
    notice = desk.reading.notice
    if notice.judging is None:
        raise NoJudging(f"“{notice.name}”没有评审的规定，用不着这个按钮")
    return notice, notice.judging


def stand(desk: Desk, role: str) -> LedgerPlace:
    """Where the jury's ledger with this role stands. Raises NoJudging without a jury, or as `stand_of` does."""
    return stand_of(desk, ledger_with(desk.reading.notice, role))


def stand_of(desk: Desk, ledger: Ledger) -> LedgerPlace:
    """Where a ledger stands. Raises NoJudging when the workbook has no such tab."""
    sheet, heading, columns = find_ledger(ledger, desk.sheets)
    if sheet is None:
        raise NoJudging(f"工作簿里没有“{ledger.name}”表，请用“新建申报簿”另建一本，把台账粘贴过去")
    return LedgerPlace(ledger, sheet, heading, columns)


def rewrite(desk: Desk, place: LedgerPlace, rows: Sequence[Mapping[str, Any]]) -> Moved:
    """Empties the columns that the program fills under the headings and writes `rows` there, by role, or by name where
    a field has none; what stands in other columns goes with its record."""
    said = set().union(*rows)
    fields = [item for item in place.ledger.field if item.name in place.columns and (item.role or item.name in said)]
    ours = {item.role or item.name: place.columns[item.name] for item in fields}
    moved = follow(place, rows, ours.values(), desk.formulas)
    changes: list[Change] = []
    if place.used > place.heading:
        for first, last in runs(ours.values()):
            changes.append(Wipe(place.sheet.name, place.heading + 1, first, place.used, last))
    for row, values in enumerate(rows, start=place.heading + 1):
        for role, value in values.items():
            if role in ours and value not in (None, ""):
                changes.append(put(place.sheet.name, row, ours[role], value))
    return Moved([*changes, *moved.changes], moved.says)


def rewrite_table(sheet: Sheet, row: int, table: Sequence[Sequence[Any]]) -> Iterator[Change]:
    """Empties a tab from `row` (from 1) on and writes the table there, its headings first."""
    last = sheet.first_row + len(sheet.rows) - 1
    width = max([sheet.first_col - 1 + max(map(len, sheet.rows), default=0), *map(len, table)], default=1)
    if last >= row:
        yield Wipe(sheet.name, row, 1, last, width)
    for number, line in enumerate(table, start=row):
        for col, value in enumerate(line, start=1):
            if value not in (None, ""):
                yield put(sheet.name, number, col, value)


def put_at(tab: str, cell: str, value: object) -> Put:
    """A put for a cell named by its address."""
    found = ADDRESS.fullmatch(cell)
    assert found is not None
    return put(tab, int(found[2]), column_number(found[1]), value)
