"""A season placed where a workbook built from it will hold it: every record with the cell of each of its fields."""

from __future__ import annotations

from collections.abc import Sequence

from . import layout
from .notice import HOME, Notice
from .records import address
from .rules import Record, Season

FIRST_ROW = layout.LEDGER_HEADER_ROW + 2
"""Row (from 1) of a ledger's first record."""


def placed(season: Season, notices: Sequence[Notice], merged: bool = False, given: bool = False) -> Season:
    """A copy: rows in the order of `season` without gaps, columns as the workbook of `notices` has them.

    What `check` finds in the copy stands at the cells of the new workbook. Values and raw values are shared with
    the records of `season`.
    merged  as for `layout.columns_of`
    given   the rows of `season` are not needed where they stood: they are placed themselves, not copies of them
    """
    place = _put if given else _row
    copy = Season()
    for name in layout.ledger_names(notices):
        items = layout.columns_of(notices, name, merged)
        columns = {item.name: number for number, item in enumerate(items, start=1)}
        records = season.ledgers.get(name, [])
        copy.ledgers[name] = [place(record, name, row, columns) for row, record in enumerate(records, start=FIRST_ROW)]
    if HOME in season.single:
        copy.single[HOME] = _single(season.single[HOME], HOME, layout.home_cells())
    for notice, form in layout.forms_of(notices):
        if form.tab in season.single:
            copy.single[form.tab] = _single(season.single[form.tab], form.tab, layout.input_cells(form, notice))
    return copy


def _row(record: Record, ledger: str, row: int, columns: dict[str, int]) -> Record:
    copy = Record(record, ledger, row)
    copy.raw, copy.bad, copy.columns = record.raw, set(record.bad), columns
    return copy


def _put(record: Record, ledger: str, row: int, columns: dict[str, int]) -> Record:
    record.tab, record.scope, record.row, record.columns = ledger, ledger, row, columns
    return record


def _single(record: Record, tab: str, places: dict[str, layout.Spot]) -> Record:
    copy = Record(record, tab)
    copy.raw, copy.bad = record.raw, set(record.bad)
    copy.cells = {name: address(row + 1, col + 1) for name, (*_, row, col) in places.items()}
    return copy
