"""An Excel for xlwings on any machine, in memory: it answers the calls that tests/uno_bridge.py answers.

    with open_book(path) as (book, app): …     app.bridge is the Fake: its cells, and faults to be raised

It computes no formulas. As in Excel, text that reads as a number or a formula becomes one unless the cell is text,
an 18-digit number loses its last digits, and nothing can be written to a protected tab.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import uno_engine
import xlwings
from openpyxl.worksheet.worksheet import Worksheet

FIRST_DAY = dt.datetime(1899, 12, 30)
NUMBER = re.compile(r"-?\d+(\.\d+)?")
Cell = tuple[int, int]


class FakeError(RuntimeError):
    """What Excel would refuse."""


@dataclass
class Tab:
    """A tab's cells by place from 0: contents (text, number, formula), computed values, formats, notes."""

    cells: dict[Cell, Any] = field(default_factory=dict)
    computed: dict[Cell, Any] = field(default_factory=dict)
    looks: dict[Cell, str] = field(default_factory=dict)
    notes: dict[Cell, str] = field(default_factory=dict)
    tables: dict[str, list[int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    filtered: bool = False
    shown: bool = True
    password: str | None = None
    free: set[Cell] = field(default_factory=set)
    fills: dict[Cell, int] = field(default_factory=dict)


class Fake:
    """`faults` maps a call's name to a function of its arguments that may raise; `calls` are the names so far."""

    def __init__(self) -> None:
        self.tabs: dict[str, Tab] = {}
        self.faults: dict[str, Callable[..., None]] = {}
        self.calls: list[str] = []
        self.is_automatic = self.draws = True
        self.written_while_drawing = 0
        self.picked: list = ["", [[0, 0, 0, 0]]]

    def __call__(self, name: str, *arguments: Any) -> Any:
        self.calls.append(name)
        if name in self.faults:
            self.faults[name](*arguments)
        return getattr(self, name)(*arguments)

    # -- the workbook ----------------------------------------------------------------------------------

    def open(self, path: str) -> int:
        file = openpyxl.load_workbook(path)
        values = openpyxl.load_workbook(path, data_only=True)
        self.tabs = {sheet.title: _load(sheet, values[sheet.title]) for sheet in file.worksheets}
        self.picked[0] = file.active.title
        return 0

    def close(self, book: int) -> None:
        pass

    def pid(self) -> int:
        return 1

    def names(self, book: int) -> list[str]:
        return list(self.tabs)

    def add(self, book: int, name: str, place: int) -> None:
        rest = list(self.tabs.items())
        self.tabs = dict([*rest[:place], (name, Tab()), *rest[place:]])

    def automatic(self, book: int, on: bool | None = None) -> bool:
        self.is_automatic = self.is_automatic if on is None else on
        return self.is_automatic

    def draw(self, book: int, on: bool) -> None:
        self.draws = on

    # -- tabs ------------------------------------------------------------------------------------------

    def active(self, book: int, name: str | None = None) -> str:
        if name is not None:
            self.picked = [name, [[0, 0, 0, 0]]]
        return self.picked[0]

    def visible(self, book: int, name: str, on: bool | None = None) -> bool:
        tab = self.tabs[name]
        tab.shown = tab.shown if on is None else on
        return tab.shown

    def protected(self, book: int, name: str, on: bool | None = None, password: str = "") -> bool:
        tab = self.tabs[name]
        if on is True:
            tab.password = password
        elif on is False and tab.password == password:
            tab.password = None
        return tab.password is not None

    def used(self, book: int, name: str) -> list[int]:
        cells = self.tabs[name].cells or {(0, 0): None}
        rows, cols = [row for row, _ in cells], [col for _, col in cells]
        return [min(rows), min(cols), max(rows), max(cols)]

    def select(self, book: int, name: str, boxes: list[list[int]]) -> None:
        self.picked = [name, boxes]

    def selection(self, book: int) -> list:
        return self.picked

    def hidden(self, book: int, name: str, first: int, last: int, on: bool | None = None) -> list[int]:
        return [row for row in range(first, last + 1) if row in self.tabs[name].hidden_rows]

    def filtered(self, book: int, name: str) -> bool:
        return self.tabs[name].filtered

    def tables(self, book: int, name: str) -> list:
        return [[key, box] for key, box in self.tabs[name].tables.items()]

    def resize(self, book: int, table: str, box: list[int]) -> None:
        tab = next(tab for tab in self.tabs.values() if table in tab.tables)
        tab.tables[table] = list(box)

    # -- cells -----------------------------------------------------------------------------------------

    def _open_tab(self, name: str) -> Tab:
        self.written_while_drawing += self.draws
        tab = self.tabs[name]
        if tab.password is not None:
            raise FakeError(f"{name} is protected")
        return tab

    def values(self, book: int, name: str, box: list[int]) -> list[list]:
        return [[_shown(self.tabs[name], cell) for cell in row] for row in _rows(box)]

    def formulas(self, book: int, name: str, box: list[int]) -> list[list[str]]:
        return [[str(self.tabs[name].cells.get(cell, "")) for cell in row] for row in _rows(box)]

    def write(self, book: int, name: str, box: list[int], rows: list[list]) -> None:
        tab = self._open_tab(name)
        for cells, row in zip(_rows(box), rows, strict=True):
            for cell, value in zip(cells, row, strict=True):
                _enter(tab, cell, value)

    write_formulas = write

    def clear(self, book: int, name: str, box: list[int]) -> None:
        tab = self._open_tab(name)
        for row in _rows(box):
            for cell in row:
                _enter(tab, cell, None)

    def format(self, book: int, name: str, box: list[int], code: str | None = None) -> str | None:
        tab = self.tabs[name]
        cells = [cell for row in _rows(box) for cell in row]
        if code is not None:
            self._open_tab(name).looks.update(dict.fromkeys(cells, code))
        found = {tab.looks.get(cell, "General") for cell in cells}
        return found.pop() if len(found) == 1 else None

    def color(self, book: int, name: str, box: list[int], color: int | None = None) -> int | None:
        fills = self.tabs[name].fills
        if color is not None:
            self._open_tab(name)
            fills.update(dict.fromkeys((cell for row in _rows(box) for cell in row), color))
        found = {fills.get(cell, -1) for row in _rows(box) for cell in row}
        return found.pop() if len(found) == 1 else None

    def locked(self, book: int, name: str, box: list[int], on: bool | None = None) -> bool:
        free = self.tabs[name].free
        if on is not None:
            self._open_tab(name)
            (free.discard if on else free.add)((box[0], box[1]))
        return (box[0], box[1]) not in free

    def copy_looks(self, book: int, source: list, target: list, part: str) -> None:
        (tab, box), (other, block) = source, target
        for row in _rows(block) if part == "formats" else ():
            for cell in row:
                pattern = box[0], box[1] + cell[1] - block[1]
                self._open_tab(other).looks[cell] = self.tabs[tab].looks.get(pattern, "General")

    def notes(self, book: int, name: str) -> list:
        return [[*cell, text] for cell, text in self.tabs[name].notes.items()]

    def note(self, book: int, name: str, row: int, col: int, text: str | None) -> None:
        tab = self._open_tab(name)
        tab.notes.pop((row, col), None)
        if text is not None:
            tab.notes[row, col] = text


def _rows(box: list[int]) -> list[list[Cell]]:
    return [[(row, col) for col in range(box[1], box[3] + 1)] for row in range(box[0], box[2] + 1)]


def _shown(tab: Tab, cell: Cell) -> Any:
    """A number in a cell with the format of a date is one."""
    value = tab.computed.get(cell)
    return ["d", value] if isinstance(value, float) and "yy" in tab.looks.get(cell, "") else value


def _enter(tab: Tab, cell: Cell, value: Any) -> None:
    """As Excel takes it."""
    tab.cells.pop(cell, None), tab.computed.pop(cell, None)
    if value is None or value == "":
        return
    if tab.looks.get(cell) == "@":
        tab.cells[cell] = tab.computed[cell] = str(value)
    elif isinstance(value, str) and value.startswith("="):
        tab.cells[cell], tab.computed[cell] = value, None
    elif isinstance(value, str) and NUMBER.fullmatch(value):
        kept = value if len(value) <= 15 else value[:15] + "0" * (len(value) - 15)
        tab.cells[cell] = tab.computed[cell] = float(kept)
    else:
        tab.cells[cell] = tab.computed[cell] = value


def _load(sheet: Worksheet, values: Worksheet) -> Tab:
    tab = Tab(shown=sheet.sheet_state == "visible", password="" if sheet.protection.sheet else None)
    tab.tables = {name: _box(area) for name, area in sheet.tables.items()}
    tab.hidden_rows = {row - 1 for row, look in sheet.row_dimensions.items() if look.hidden}
    for row in sheet.iter_rows():
        for cell in row:
            place = cell.row - 1, cell.column - 1
            if cell.comment:
                tab.notes[place] = cell.comment.text
            if cell.number_format != "General":
                tab.looks[place] = cell.number_format
            if not cell.protection.locked:
                tab.free.add(place)
            if cell.value is not None:
                tab.cells[place] = _plain(cell.value)
                tab.computed[place] = _typed(values.cell(cell.row, cell.column))
    return tab


def _box(area: str) -> list[int]:
    left, top, right, bottom = openpyxl.utils.range_boundaries(area)
    return [top - 1, left - 1, bottom - 1, right - 1]


def _plain(value: Any) -> Any:
    return (value - FIRST_DAY) / dt.timedelta(days=1) if isinstance(value, dt.datetime) else value


def _typed(cell: Any) -> Any:
    """As the bridge gives it."""
    if isinstance(cell.value, dt.datetime):
        return _plain(cell.value)
    if isinstance(cell.value, bool):
        return ["b", int(cell.value)]
    if cell.data_type == "e":
        return ["e", cell.value]
    return float(cell.value) if isinstance(cell.value, int) else cell.value


@contextmanager
def open_book(path: Path, saved: bool = True) -> Iterator[tuple[xlwings.Book, uno_engine.App]]:
    """The workbook at `path` as the book whose button was pressed; app.bridge is the Fake. Nothing is written back."""
    with uno_engine.open_book(path, saved, Fake()) as pair:
        yield pair
