"""A workbook as a button sees it, the changes of each press applied in memory: a host without an application."""

from __future__ import annotations

import copy
import datetime as dt
import functools
from pathlib import Path
from typing import Any

import built

from pyfuncs import closed
from pyfuncs.changes import FORMULA, NUMBER, Ask, Changes, Go, Put, Say, Wipe, decode, encode
from pyfuncs.desk import Desk
from pyfuncs.layout import LEDGER_HEADER_ROW
from pyfuncs.press import press
from pyfuncs.records import Sheet

FIRST_DAY = dt.datetime(1899, 12, 30)
FIRST_RECORD = LEDGER_HEADER_ROW + 2


@functools.cache
def read(path: Path) -> dict[str, Sheet]:
    return closed.read_sheets(path)


class DeskBook:
    """The built workbook `name` (see built.py), open. Each press goes through the changes file, as without COM."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sheets = copy.deepcopy(read(built.workbook(name)))
        self.formulas: dict[tuple[str, int, int], str] = {}
        self.written: list[Put] = []
        self.tab = ""

    def desk(self, row: int = 1, col: int = 1, answer: str = "") -> Desk:
        return Desk(copy.deepcopy(self.sheets), tab=self.tab, row=row, col=col, answer=answer)

    def press(self, button: str, row: int = 1, col: int = 1, answer: str = "") -> Changes:
        """Presses a button on the active tab and applies what it asks for."""
        changes = decode(encode(press(button, self.desk(row, col, answer))))
        self.apply(changes)
        return changes

    def apply(self, changes: Changes) -> None:
        for item in changes.items:
            if isinstance(item, Put):
                self.put(item)
            elif isinstance(item, Wipe):
                for row in range(item.row, item.last_row + 1):
                    for col in range(item.col, item.last_col + 1):
                        self.type(item.tab, row, col, "")
            elif isinstance(item, Go):
                self.tab = item.tab

    def put(self, item: Put) -> None:
        self.written.append(item)
        place = item.tab, item.row, item.col
        self.formulas.pop(place, None)
        if item.kind == FORMULA:
            self.formulas[place] = item.text
        is_day = item.kind == NUMBER and self.is_day(item)
        number = FIRST_DAY + dt.timedelta(days=float(item.text)) if is_day else item.text
        self.type(*place, (number if is_day else float(item.text)) if item.kind == NUMBER else item.text)

    def is_day(self, item: Put) -> bool:
        """True where the column is formatted for days, as its first record shows."""
        book = built.formulas(self.name)
        known = item.row >= FIRST_RECORD and item.tab in book.sheetnames
        return known and getattr(book[item.tab].cell(FIRST_RECORD, item.col), "is_date", False)

    def type(self, tab: str, row: int, col: int, value: Any) -> None:
        """Writes a cell as a clerk would."""
        sheet = self.sheets[tab]
        sheet.rows[:0] = [[] for _ in range(sheet.first_row - 1)]
        if sheet.first_col > 1:
            sheet.rows[:] = [["" for _ in range(sheet.first_col - 1)] + line if line else [] for line in sheet.rows]
        sheet.first_row = sheet.first_col = 1
        sheet.rows += [[] for _ in range(row - len(sheet.rows))]
        line = sheet.rows[row - 1]
        line += [""] * (col - len(line))
        line[col - 1] = value

    def at(self, tab: str, row: int, col: int) -> Any:
        return self.sheets[tab].at(row, col)

    def ledgers(self) -> dict[str, list[tuple[int, dict[str, Any]]]]:
        """Every ledger as its records read: row and raw values."""
        season = self.desk().reading.season
        return {name: [(row.row, dict(row.raw)) for row in rows] for name, rows in season.ledgers.items()}


def said(changes: Changes) -> str:
    """The messages of a press."""
    return "\n".join(item.text for item in changes.items if isinstance(item, Say | Ask))


def puts(changes: Changes) -> list[Put]:
    return [item for item in changes.items if isinstance(item, Put)]
