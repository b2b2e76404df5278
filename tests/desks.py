"""Desks for the tests of buttons: a built workbook as read from its file, the clerk wherever the test wants."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, TypeVar

import built

from pyfuncs import closed
from pyfuncs.changes import Changes, Put, Say, Wipe
from pyfuncs.desk import Desk
from pyfuncs.layout import home_cells, input_cells
from pyfuncs.notice import HOME
from pyfuncs.records import Sheet, find_ledger, read_cells

SHEETS: dict[str, dict[str, Sheet]] = {}
Kind = TypeVar("Kind")


def desk(name: str, path: Path | None = None, **where: Any) -> Desk:
    """A desk over a built workbook (built.BLANK or a sample), with sheets of its own; `path` where it is saved."""
    if name not in SHEETS:
        SHEETS[name] = closed.read_sheets(built.workbook(name))
    return Desk(copy.deepcopy(SHEETS[name]), path, **where)


def sheets_of(at: Desk) -> dict[str, Sheet]:
    """The tabs of a desk, for taking one away or putting one there."""
    assert isinstance(at.sheets, dict)
    return at.sheets


def write(sheet: Sheet, row: int, col: int, value: Any) -> None:
    """Types a value into a cell (from 1), the used range growing as it must."""
    if row < sheet.first_row or col < sheet.first_col:
        pad_rows, pad_cols = max(0, sheet.first_row - row), max(0, sheet.first_col - col)
        sheet.rows = [[] for _ in range(pad_rows)] + [[None] * pad_cols + line for line in sheet.rows]
        sheet.first_row, sheet.first_col = sheet.first_row - pad_rows, sheet.first_col - pad_cols
    while len(sheet.rows) <= row - sheet.first_row:
        sheet.rows.append([])
    line = sheet.rows[row - sheet.first_row]
    line += [None] * (col - sheet.first_col + 1 - len(line))
    line[col - sheet.first_col] = value


def choose(at: Desk, name: str, value: Any) -> None:
    """Types a field of 首页."""
    _, row, col = read_cells(at.sheets[HOME], home_cells())[name]
    write(at.sheets[HOME], row, col, value)


def enter(at: Desk, ledger: str, row: int, **fields: Any) -> None:
    """Types fields into a row of a ledger (from 1)."""
    sheet, _, columns = find_ledger(built.notices()[0].ledgers[ledger], at.sheets)
    for name, value in fields.items():
        write(sheet, row, columns[name], value)


def first_row(at: Desk, ledger: str) -> int:
    """The row (from 1) below a ledger's headings."""
    return find_ledger(built.notices()[0].ledgers[ledger], at.sheets)[1] + 1


def clear_ledger(at: Desk, ledger: str) -> None:
    """Empties a ledger below its headings."""
    sheet, heading, _ = find_ledger(built.notices()[0].ledgers[ledger], at.sheets)
    del sheet.rows[heading - sheet.first_row + 1 :]


def statistic(at: Desk, tab: str, name: str) -> tuple[int, int]:
    """The cell (from 1) of a field typed on an attachment's own tab."""
    notice = at.notice
    form = next(form for form in notice.forms.values() if form.tab == tab)
    _, row, col = read_cells(at.sheets[tab], input_cells(form, notice))[name]
    return row, col


def apply(at: Desk, changes: Changes) -> Desk:
    """The same workbook with the cells changed, read anew (formulas as their text)."""
    for item in changes.items:
        if isinstance(item, Wipe):
            for row in range(item.row, item.last_row + 1):
                for col in range(item.col, item.last_col + 1):
                    write(at.sheets[item.tab], row, col, None)
        elif isinstance(item, Put):
            value = float(item.text) if item.kind == "number" else item.text or None
            write(at.sheets[item.tab], item.row, item.col, value)
    return Desk(at.sheets, at.path)


def of(changes: Changes, kind: type[Kind]) -> list[Kind]:
    """The changes of one kind, in order."""
    return [item for item in changes.items if isinstance(item, kind)]


def said(changes: Changes) -> str:
    """The text of the one message box."""
    [box] = of(changes, Say)
    return box.text


def puts(changes: Changes) -> dict[tuple[str, int, int], str]:
    """What is put where."""
    return {(item.tab, item.row, item.col): item.text for item in of(changes, Put)}
