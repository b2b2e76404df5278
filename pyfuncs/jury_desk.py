"""The jury's tabs in an open workbook: where they stand, and their rows written anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .changes import Change, Put, Wipe, put
from .contest import Judging
from .definitions import Ledger
from .desk import Desk, warned
from .listing import column_number, runs
from .notice import Notice
from .records import Sheet, find_ledger
from .scores import NoJudging, ledger_with
from .values import text_of

ADDRESS = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Stand:
    """A ledger of the jury as it stands: its sheet, heading row and column of each field (from 1)."""

    ledger: Ledger
    sheet: Sheet
    heading: int
    columns: dict[str, int]

    @property
    def last(self) -> int:
        """The last row (from 1) that the tab uses."""
        return max(self.heading, self.sheet.first_row + len(self.sheet.rows) - 1)

    def column(self, role: str) -> int:
        """Column of the field with this role; 0 where the tab has none."""
        return self.columns.get(self.ledger.named(role), 0)

    def free_rows(self) -> Iterator[int]:
        """Rows below the last one in which any column of the ledger holds something."""
        used = [
            row
            for row in range(self.heading + 1, self.last + 1)
            if any(text_of(self.sheet.at(row, col)).strip() for col in self.columns.values())
        ]
        row = max(used, default=self.heading)
        while row < self.heading + self.ledger.rows:
            row += 1
            yield row
        raise NoJudging(f"“{self.sheet.name}”已写满{self.ledger.rows}行，没有空行可以再写")


spoken = warned(NoJudging)
"""A button that answers with a plain sentence, and changes nothing, where there is nothing to judge."""


def judged(desk: Desk) -> tuple[Notice, Judging]:
    """The notice in use and its judging as the workbook sets it. Raises NoJudging."""
    notice = desk.reading.notice
    if notice.judging is None:
        raise NoJudging(f"“{notice.name}”没有评审的规定，用不着这个按钮")
    return notice, notice.judging


def stand(desk: Desk, role: str) -> Stand:
    """Where the jury's ledger with this role stands. Raises NoJudging without a jury, or as `stand_of` does."""
    return stand_of(desk, ledger_with(desk.reading.notice, role))


def stand_of(desk: Desk, ledger: Ledger) -> Stand:
    """Where a ledger stands. Raises NoJudging when the workbook has no such tab."""
    sheet, heading, columns = find_ledger(ledger, desk.sheets)
    if sheet is None:
        raise NoJudging(f"工作簿里没有“{ledger.name}”表，请用“新建申报簿”另建一本，把台账粘贴过去")
    return Stand(ledger, sheet, heading, columns)


def rewrite(place: Stand, rows: Iterable[Mapping[str, Any]]) -> Iterator[Change]:
    """Empties the fields that have a role under the headings and writes `rows` (values by role) there."""
    columns = {item.role: place.columns[item.name] for item in place.ledger.field if item.name in place.columns}
    columns.pop("", None)
    if place.last > place.heading:
        for first, last in runs(columns.values()):
            yield Wipe(place.sheet.name, place.heading + 1, first, place.last, last)
    for row, values in enumerate(rows, start=place.heading + 1):
        for role, value in values.items():
            if role in columns and value not in (None, ""):
                yield put(place.sheet.name, row, columns[role], value)


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
