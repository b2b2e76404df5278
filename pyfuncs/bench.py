"""The workbook open in Excel as the live host works on it: tabs unlocked while written to, notes, contents, formats.

All of it through the free part of xlwings; where that has no name for a thing (protection), through Excel's own.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from .blocks import Box, Cell, boxes
from .changes import BLANK, FORMULA, NUMBER, TEXT
from .patience import Patience, is_busy
from .undo import NOTHING, Old, Place
from .values import serial

if TYPE_CHECKING:
    from xlwings import Book, Range
    from xlwings import Sheet as Tab

NOTE_LINE = "———校验———"
"""Parts the clerk's own note (above) from the program's (below) in the one note a cell can have."""
TEXT_FORMAT, PLAIN_FORMAT = "@", "General"
ALLOWED = (
    "AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns",
    "AllowInsertingRows", "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows",
    "AllowSorting", "AllowFiltering", "AllowUsingPivotTables",
)  # fmt: skip
"""What protection lets the clerk do, by Excel's names; kept as it was when a tab is protected again."""

USUALLY_ALLOWED = {"DrawingObjects": True, "AllowFormattingColumns": True, "AllowFormattingRows": True}
"""What the builder lets the clerk do on a protected tab."""


class LiveError(Exception):
    """The open workbook cannot take or give what is needed; the message is one Chinese sentence."""


class PasswordSet(LiveError):
    """A tab that the clerk has protected with a password."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”设有保护密码，程序写不进去，请先撤销该表的保护再按")


def own_part(note: str) -> str:
    """The clerk's own words in a note."""
    return _lines(note).partition(NOTE_LINE)[0].rstrip("\n")


def program_part(note: str) -> str:
    """The program's words in a note; "" where it has none."""
    return _lines(note).partition(NOTE_LINE)[2].strip("\n")


def joined(own: str, ours: str) -> str:
    """A note of both parts."""
    if not ours:
        return own
    return f"{own}\n{NOTE_LINE}\n{ours}" if own else f"{NOTE_LINE}\n{ours}"


def _lines(text: str) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


class Bench:
    """One open workbook during one press. `patience` bounds all waiting for a busy Excel; `mode` is the
    calculation mode to go back to; `torn` is True while the workbook is neither as before nor as after."""

    def __init__(self, book: Book, patience: Patience | None = None) -> None:
        self.book = book
        self.patience = patience or Patience()
        self.mode = ""
        self.torn = False
        self.tabs = {tab.name: tab for tab in book.sheets}
        self._unlocked: dict[str, dict[str, Any]] = {}
        self._notes: dict[str, dict[Cell, Any]] = {}

    def tab(self, name: str) -> Tab:
        """Raises LiveError where there is none."""
        if name not in self.tabs:
            raise LiveError(f"工作簿里没有“{name}”表，可能已改名或删除，请改回原名或用本程序新建的工作簿")
        return self.tabs[name]

    def block(self, name: str, box: Box) -> Range:
        return self.tab(name).range((box.row, box.col), (box.last_row, box.last_col))

    # -- protection ------------------------------------------------------------------------------------

    def unlock(self, name: str) -> None:
        """Takes the protection off a tab until `lock_again`. Raises LiveError where it has a password."""
        if name in self._unlocked:
            return
        tab = self.tab(name)
        if not _is_protected(tab):
            self._unlocked[name] = {}
            return
        allowed = _allowed(tab)
        try:
            _unprotect(tab)
        except Exception as fault:
            if is_busy(fault):
                raise
            raise PasswordSet(name) from fault
        self._unlocked[name] = allowed
        if _is_protected(tab):
            del self._unlocked[name]
            raise PasswordSet(name)

    def guard(self, name: str, cell: Cell, on: bool) -> None:
        """On a tab that is protected, lets the clerk type in a cell or keeps him from it (`on`)."""
        if self._unlocked.get(name):
            _set_locked(self.tab(name).range(cell).merge_area, on)

    def lock_again(self) -> None:
        """Protects the tabs that were protected, each as it was."""
        for name, allowed in self._unlocked.items():
            if allowed:
                self.patience.run(partial(_protect, self.tabs[name], allowed))
        self._unlocked.clear()

    def protected(self, names: Iterable[str]) -> list[str]:
        """Those of the tabs that are there and protected."""
        return [name for name in names if name in self.tabs and _is_protected(self.tabs[name])]

    def protect(self, names: Iterable[str]) -> None:
        """Protects tabs that a press ended in the middle left open, as the builder protects them."""
        self.lock_again()
        for name in names:
            if name in self.tabs and not _is_protected(self.tabs[name]):
                _protect(self.tabs[name], USUALLY_ALLOWED)

    # -- notes -----------------------------------------------------------------------------------------

    def notes(self, name: str) -> dict[Cell, Any]:
        """Every note of a tab by cell."""
        if name not in self._notes:
            found = {}
            for note in self.tab(name).notes:
                place = note.location
                found[place.row, place.column] = note
            self._notes[name] = found
        return self._notes[name]

    def write_note(self, name: str, cell: Cell, ours: str) -> None:
        """Sets the program's part of a cell's note; the clerk's own stays. "" takes the program's away."""
        note = self.notes(name).get(cell)
        have = note.text if note is not None else ""
        wanted = joined(own_part(have), ours)
        if note is None:
            if wanted:
                self.notes(name)[cell] = self.tab(name).range(cell).add_note(wanted)
        elif not wanted:
            note.delete()
            del self.notes(name)[cell]
        elif wanted != _lines(have):
            note.text = wanted

    # -- contents --------------------------------------------------------------------------------------

    def old(self, names: Iterable[str]) -> dict[Place, Old]:
        """What the cells of these tabs hold: all that have content, or a note of the program."""
        found: dict[Place, Old] = {}
        for name in names:
            notes = self.old_notes([name])
            for cell, (kind, text) in self.contents(name).items():
                found[name, *cell] = Old(kind, text, notes.pop((name, *cell), NOTHING).note)
            found |= notes
        return found

    def old_notes(self, names: Iterable[str]) -> dict[Place, Old]:
        """The program's notes on these tabs alone."""
        return {
            (name, *cell): Old(note=part)
            for name in names
            for cell, note in self.notes(name).items()
            if (part := program_part(note.text))
        }

    def contents(self, name: str) -> dict[Cell, tuple[str, str]]:
        """Kind and text (as in changes.Put) of every cell of a tab that is not empty."""
        used = self.tab(name).used_range
        values, formulas = values_of(used), _square(used.formula, used.shape)
        found = {}
        for r, (row, words) in enumerate(zip(values, formulas, strict=True)):
            for c, (value, formula) in enumerate(zip(row, words, strict=True)):
                if value is not None or formula not in ("", None):
                    found[used.row + r, used.column + c] = content(value, formula)
        return found

    def formulas(self, name: str) -> set[Cell]:
        """The cells of a tab that hold a formula."""
        return {cell for cell, (kind, _) in self.contents(name).items() if kind == FORMULA}

    def formats(self, name: str, cells: Iterable[Cell]) -> dict[Cell, str]:
        """The number format of each cell, asked for by whole boxes as long as a box has but one."""
        found: dict[Cell, str] = {}
        for box in boxes(cells):
            for part, form in self._formats(name, box):
                found.update(dict.fromkeys(part.cells, form))
        return found

    def _formats(self, name: str, box: Box) -> Iterator[tuple[Box, str]]:
        form = self.block(name, box).number_format
        if form is not None or (box.row, box.col) == (box.last_row, box.last_col):
            yield box, form or PLAIN_FORMAT
            return
        for half in _halves(box):
            yield from self._formats(name, half)

    def set_formats(self, name: str, formats: dict[Cell, str]) -> None:
        """Gives each cell its number format, by whole boxes."""
        for form in dict.fromkeys(formats.values()):
            for box in boxes(cell for cell, wanted in formats.items() if wanted == form):
                self.block(name, box).number_format = form


def _halves(box: Box) -> tuple[Box, Box]:
    """Columns first, for a column mostly has one format."""
    if box.col < box.last_col:
        middle = (box.col + box.last_col) // 2
        return Box(box.row, box.col, box.last_row, middle), Box(box.row, middle + 1, box.last_row, box.last_col)
    middle = (box.row + box.last_row) // 2
    return Box(box.row, box.col, middle, box.col), Box(middle + 1, box.col, box.last_row, box.col)


def values_of(block: Range) -> list[list[Any]]:
    """Rows × columns of values; error values as their words."""
    return block.options(ndim=2, err_to_str=True).value


def _square(data: Any, shape: tuple[int, int]) -> list[list[Any]]:
    """Rows × columns, however an engine gives a single cell or row."""
    if not isinstance(data, list | tuple):
        return [[data]]
    if not isinstance(data[0], list | tuple):
        return [list(data)] if shape[0] == 1 else [[item] for item in data]
    return [list(row) for row in data]


def content(value: Any, formula: Any) -> tuple[str, str]:
    """Kind and text (as in changes.Put) of a cell that shows `value` and whose formula bar says `formula`."""
    if isinstance(formula, str) and formula.startswith("=") and value != formula:
        return FORMULA, formula
    if isinstance(value, bool):
        return FORMULA, f"={str(value).upper()}"
    if isinstance(value, dt.datetime):
        return NUMBER, _plain(_number(formula, serial(value)))
    if isinstance(value, int | float):
        return NUMBER, _plain(_number(formula, value))
    return (TEXT, value) if value else (BLANK, "")


def _number(written: Any, else_: float) -> float:
    """The number as written, for a format may show less of it than there is."""
    try:
        return float(written)
    except (TypeError, ValueError):
        return else_


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e15 else repr(float(number))


# -- what xlwings has no name for -------------------------------------------------------------------------


def is_shown(tab: Tab) -> bool:
    """True for a tab that is neither hidden nor very hidden."""
    return tab.visible in (True, -1)


def is_filtered(tab: Tab) -> bool:
    """True when a filter hides rows; False also where the platform cannot say."""
    with suppress(Exception):
        if tab.api.FilterMode:
            return True
    for table in tab.tables:
        with suppress(Exception):
            if table.api.AutoFilter.FilterMode:
                return True
    return False


def hide_well(tab: Tab) -> None:
    """Hides a tab so that the clerk's menu does not offer to show it, where the platform can."""
    try:
        tab.api.Visible = 2
    except Exception:
        tab.visible = False


def _set_locked(area: Range, on: bool) -> None:
    if sys.platform == "darwin":
        area.api.locked.set(on)
    elif area.api.Locked is not on:
        area.api.Locked = on


def _is_protected(tab: Tab) -> bool:
    if sys.platform == "darwin":
        return bool(tab.api.protect_contents.get())
    return bool(tab.api.ProtectContents)


def _unprotect(tab: Tab) -> None:
    if sys.platform == "darwin":
        tab.api.unprotect(password="")
    else:
        tab.api.Unprotect("")


def _allowed(tab: Tab) -> dict[str, Any]:
    if sys.platform == "darwin":
        return {"Contents": True}
    kept = {name: bool(getattr(tab.api.Protection, name)) for name in ALLOWED}
    return kept | {"DrawingObjects": bool(tab.api.ProtectDrawingObjects), "Scenarios": bool(tab.api.ProtectScenarios)}


def _protect(tab: Tab, allowed: dict[str, Any]) -> None:
    if sys.platform == "darwin":
        tab.api.protect_worksheet()
    else:
        tab.api.Protect(**(allowed | {"Contents": True}))
