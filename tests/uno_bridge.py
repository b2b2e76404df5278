"""A live LibreOffice Calc, driven by one JSON line a call on stdin and stdout: the far side of tests/uno_engine.py.

It runs on the Python that python3-uno belongs to, which may be another than the tests' own; so it uses the standard
library and uno alone. Rows and columns count from 0; a box is [row, column, last row, last column]. A value is
a number, a text, null (empty), or a pair: ["d", serial number] a date, ["b", 0 or 1] a Boolean, ["e", "#N/A"] an error.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.append("/usr/lib/python3/dist-packages")

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import Locale
from com.sun.star.table import CellAddress, CellRangeAddress

CONTENTS = 1 | 2 | 4 | 16  # VALUE, DATETIME, STRING, FORMULA
FORMULAS, ERRORS, NOTES = 16, 4, 8
DATES, LOGICAL, TEXTS = 2 | 4, 1024, 256  # com.sun.star.util.NumberFormat
START_SECONDS = 180
EXCEL_A1, OWN_A1 = 1, 0  # com.sun.star.sheet.AddressConvention XL_A1, OOO
LOOKS = (
    "CellStyle", "NumberFormat", "CellBackColor", "CharColor", "CharHeight", "CharHeightAsian", "CharWeight",
    "CharFontName", "CharFontNameAsian", "HoriJustify", "VertJustify", "IsTextWrapped", "ShrinkToFit",
    "CellProtection", "TopBorder", "BottomBorder", "LeftBorder", "RightBorder",
)  # fmt: skip
QUOTED = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*')""")
ENGLISH = Locale("en", "US", "")
NUMBER_LIKE = re.compile(r"^[\s=+\-@'#]|\d")


class Bridge:
    """Every public method is a call."""

    def __init__(self, soffice: str, profile: str) -> None:
        pipe = f"name=qc{Path(profile).name.replace('-', '')}"
        command = [soffice, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore", "--nologo"]
        self.office = subprocess.Popen(
            [*command, f"--accept=pipe,{pipe};urp;"], stdin=subprocess.DEVNULL, stdout=sys.stderr, stderr=sys.stderr
        )
        self.desktop = _connect(f"uno:pipe,{pipe};urp;StarOffice.ComponentContext", self.office)
        self.books: dict[int, Any] = {}
        self.parsers: dict[int, Any] = {}
        self.kinds: dict[tuple[int, int], int] = {}  # book and key of a number format; a key's kind never changes

    # -- the workbook ----------------------------------------------------------------------------------

    def open(self, path: str) -> int:
        hidden = PropertyValue(Name="Hidden", Value=True)
        macros = PropertyValue(Name="MacroExecutionMode", Value=0)
        book = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, (hidden, macros))
        if book is None:
            raise ValueError(f"LibreOffice cannot open {path}")
        number = max(self.books, default=-1) + 1
        self.books[number] = book
        self.parsers[number] = [_parser(book, convention) for convention in (EXCEL_A1, OWN_A1)]
        return number

    def save(self, book: int) -> None:
        self.books[book].store()

    def close(self, book: int) -> None:
        self.books.pop(book).close(True)
        del self.parsers[book]
        self.kinds = {place: kind for place, kind in self.kinds.items() if place[0] != book}

    def pid(self) -> int:
        return self.office.pid

    def is_there(self) -> bool:
        """Asks LibreOffice itself."""
        try:
            return self.desktop.ImplementationName != ""
        except Exception:
            return False

    def names(self, book: int) -> list[str]:
        return list(self.books[book].Sheets.ElementNames)

    def add(self, book: int, name: str, place: int) -> None:
        self.books[book].Sheets.insertNewByName(name, place)

    def remove(self, book: int, name: str) -> None:
        self.books[book].Sheets.removeByName(name)

    def automatic(self, book: int, on: bool | None = None) -> bool:
        if on is not None:
            self.books[book].enableAutomaticCalculation(on)
        return self.books[book].isAutomaticCalculationEnabled()

    def calculate(self, book: int) -> None:
        self.books[book].calculateAll()

    def draw(self, book: int, on: bool) -> None:
        if on:
            self.books[book].unlockControllers()
        else:
            self.books[book].lockControllers()

    def refers_to(self, book: int, name: str) -> list | None:
        """Tab, row and column of the cell that a defined name means."""
        names = self.books[book].NamedRanges
        cells = names.getByName(name).ReferredCells if names.hasByName(name) else None
        if cells is None:
            return None
        place = cells.RangeAddress
        return [cells.Spreadsheet.Name, place.StartRow, place.StartColumn]

    # -- tabs ------------------------------------------------------------------------------------------

    def _tab(self, book: int, name: str):
        return self.books[book].Sheets.getByName(name)

    def active(self, book: int, name: str | None = None) -> str:
        controller = self.books[book].CurrentController
        if name is not None:
            controller.setActiveSheet(self._tab(book, name))
        return controller.ActiveSheet.Name

    def visible(self, book: int, name: str, on: bool | None = None) -> bool:
        tab = self._tab(book, name)
        if on is not None:
            tab.IsVisible = on
        return tab.IsVisible

    def protected(self, book: int, name: str, on: bool | None = None, password: str = "") -> bool:
        tab = self._tab(book, name)
        if on is True:
            tab.protect(password)
        elif on is False:
            tab.unprotect(password)
        return tab.isProtected()

    def used(self, book: int, name: str) -> list[int]:
        cursor = self._tab(book, name).createCursor()
        cursor.gotoEndOfUsedArea(False)
        cursor.gotoStartOfUsedArea(True)
        return _box(cursor.RangeAddress)

    def select(self, book: int, name: str, boxes: list[list[int]]) -> None:
        picked = self.books[book].createInstance("com.sun.star.sheet.SheetCellRanges")
        for box in boxes:
            picked.addRangeAddress(self._block(book, name, box).RangeAddress, False)
        self.books[book].CurrentController.select(picked if len(boxes) > 1 else self._block(book, name, boxes[0]))

    def selection(self, book: int) -> list | None:
        """Tab and boxes of the selected cells; null when something else is selected."""
        picked = self.books[book].CurrentSelection
        if hasattr(picked, "RangeAddresses"):
            places = list(picked.RangeAddresses)
        elif hasattr(picked, "RangeAddress"):
            places = [picked.RangeAddress]
        elif hasattr(picked, "CellAddress"):
            cell = picked.CellAddress
            places = [CellRangeAddress(cell.Sheet, cell.Column, cell.Row, cell.Column, cell.Row)]
        else:
            return None
        return [self.names(book)[places[0].Sheet], [_box(place) for place in places]]

    def hidden(self, book: int, name: str, first: int, last: int, on: bool | None = None) -> list[int]:
        """The hidden rows among these; `on` hides or shows them all first."""
        rows = self._tab(book, name).Rows
        for row in range(first, last + 1) if on is not None else ():
            rows.getByIndex(row).IsVisible = not on
        column = self._tab(book, name).getCellRangeByPosition(0, first, 0, last)
        seen = {r for part in column.queryVisibleCells().RangeAddresses for r in range(part.StartRow, part.EndRow + 1)}
        return [row for row in range(first, last + 1) if row not in seen]

    def filtered(self, book: int, name: str) -> bool:
        first, _, last, _ = self.used(book, name)
        rows = self._tab(book, name).Rows
        return any(rows.getByIndex(row).IsFiltered for row in self.hidden(book, name, first, last))

    def filter(self, book: int, name: str, box: list[int], field: int, text: str) -> None:
        """Shows only the rows of the box whose column `field` (from 0) holds `text`; "" shows them all."""
        block = self._block(book, name, box)
        rule = block.createFilterDescriptor(True)
        if text:
            one = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
            one.Field, one.IsNumeric, one.StringValue = field, False, text
            one.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
            rule.setFilterFields((one,))
        rule.ContainsHeader = True
        block.filter(rule)

    def tables(self, book: int, name: str) -> list:
        """Name and box of the tables of a tab."""
        number = self.names(book).index(name)
        ranges = self.books[book].DatabaseRanges
        areas = [(key, ranges.getByName(key).DataArea) for key in ranges.ElementNames]
        return [[key, _box(area)] for key, area in areas if area.Sheet == number]

    def resize(self, book: int, table: str, box: list[int]) -> None:
        found = self.books[book].DatabaseRanges.getByName(table)
        found.DataArea = CellRangeAddress(found.DataArea.Sheet, box[1], box[0], box[3], box[2])

    # -- cells -----------------------------------------------------------------------------------------

    def _block(self, book: int, name: str, box: list[int]):
        row, col, last_row, last_col = box
        return self._tab(book, name).getCellRangeByPosition(col, row, last_col, last_row)

    def values(self, book: int, name: str, box: list[int]) -> list[list]:
        block = self._block(book, name, box)
        rows = [[None if value == "" else value for value in row] for row in block.DataArray]
        numbers = any(isinstance(value, float) for row in rows for value in row)
        for part, kind in self._kinds(book, block, LOGICAL | DATES) if numbers else ():
            mark = "b" if kind & LOGICAL else "d"
            for r, c in _cells(part, box):
                if isinstance(rows[r][c], float):
                    rows[r][c] = [mark, rows[r][c]]
        for part in block.queryFormulaCells(ERRORS).RangeAddresses:
            for r, c in _cells(part, box):
                rows[r][c] = ["e", block.getCellByPosition(c, r).String]
        return rows

    def _kinds(self, book: int, block, wanted: int) -> list:
        """(range, kind of its number format) of every part of a block whose format is one of the wanted kinds."""
        formats = self.books[book].NumberFormats
        found = []
        for ranges in block.UniqueCellFormatRanges:
            key = ranges.NumberFormat
            if (book, key) not in self.kinds:
                self.kinds[book, key] = formats.getByKey(key).Type
            kind = self.kinds[book, key]
            found += [(place, kind) for place in ranges.RangeAddresses] if kind & wanted else []
        return found

    def formulas(self, book: int, name: str, box: list[int]) -> list[list[str]]:
        """As Excel gives them: formulas in English with Excel's addresses, numbers and texts as words."""
        block = self._block(book, name, box)
        data = block.DataArray
        rows = [list(row) for row in block.FormulaArray]
        for r, row in enumerate(rows):
            for c, words in enumerate(row):
                if isinstance(data[r][c], str) and words[:1] == "'" and words[1:] == data[r][c]:
                    row[c] = words[1:]
                elif isinstance(data[r][c], float) and words[:1] != "=":
                    row[c] = f"{data[r][c]:.15g}"
        parser, _ = self.parsers[book]
        for part in block.queryContentCells(FORMULAS).RangeAddresses:
            for r, c in _cells(part, box):
                cell = block.getCellByPosition(c, r)
                rows[r][c] = "=" + _swap(parser.printFormula(cell.Tokens, cell.CellAddress), ";", ",")
        return rows

    def write(self, book: int, name: str, box: list[int], rows: list[list]) -> None:
        """Values as Excel takes them: text that reads as a number, a date or a formula becomes one, unless the cell
        is text; a number in a text cell becomes text."""
        block = self._block(book, name, box)
        text = [[False] * len(rows[0]) for _ in rows]
        doubtful = any(
            not isinstance(value, str) or NUMBER_LIKE.search(value) for row in rows for value in row if value
        )
        for part, _ in self._kinds(book, block, TEXTS) if doubtful else ():
            for r, c in _cells(part, box):
                text[r][c] = True
        typed = []
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if text[r][c] and isinstance(value, int | float):
                    row[c] = repr(value)
                elif doubtful and not text[r][c] and isinstance(value, str) and NUMBER_LIKE.search(value):
                    typed.append((r, c, value))
        kept = self.notes(book, name, box)
        block.DataArray = tuple(tuple("" if value is None else value for value in row) for row in rows)
        for note in kept:  # LibreOffice takes them away with the old contents; Excel does not
            self.note(book, name, *note)
        for r, c, value in typed:
            if value[:1] == "=":
                self._formula(book, block.getCellByPosition(c, r), value)
            else:
                block.getCellByPosition(c, r).setFormula(value)

    def write_formulas(self, book: int, name: str, box: list[int], rows: list[list]) -> None:
        block = self._block(book, name, box)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                cell = block.getCellByPosition(c, r)
                is_text = self.books[book].NumberFormats.getByKey(cell.NumberFormat).Type & TEXTS
                if is_text or not str(value).startswith("="):
                    cell.setString(value or "")
                else:
                    self._formula(book, cell, value)

    def _formula(self, book: int, cell, words: str) -> None:
        excel, own = self.parsers[book]  # setTokens would break IF (Err:508)
        tokens = excel.parseFormula(_swap(words[1:], ",", ";"), cell.CellAddress)
        cell.setFormula("=" + own.printFormula(tokens, cell.CellAddress))

    def clear(self, book: int, name: str, box: list[int]) -> None:
        self._block(book, name, box).clearContents(CONTENTS)

    def format(self, book: int, name: str, box: list[int], code: str | None = None) -> str | None:
        """The number format of a block, null when it has several; `code` sets it first."""
        block, formats = self._block(book, name, box), self.books[book].NumberFormats
        if code is not None:
            key = formats.queryKey(code, ENGLISH, False)
            block.NumberFormat = key if key >= 0 else formats.addNew(code, ENGLISH)
        found = {formats.getByKey(ranges.NumberFormat).FormatString for ranges in block.UniqueCellFormatRanges}
        return found.pop() if len(found) == 1 else None

    def locked(self, book: int, name: str, box: list[int], on: bool | None = None) -> bool:
        """Whether protection keeps a cell from being typed in."""
        block = self._block(book, name, box)
        if on is not None:
            look = block.CellProtection
            look.IsLocked = on
            block.CellProtection = look
        return block.CellProtection.IsLocked

    def color(self, book: int, name: str, box: list[int], color: int | None = None) -> int | None:
        """Red, green and blue as one number, -1 = none; null when a block has several."""
        block = self._block(book, name, box)
        if color is not None:
            block.CellBackColor = color
        found = {ranges.CellBackColor for ranges in block.UniqueCellFormatRanges}
        return found.pop() if len(found) == 1 else None

    def copy_looks(self, book: int, source: list, target: list, part: str) -> None:
        """Formats ("formats") or drop-downs ("validation") of a row of cells [tab, box], column by column."""
        names = LOOKS if part == "formats" else ("Validation",)
        (tab, box), (other, block) = source, target
        width = box[3] - box[1] + 1
        for c in range(block[1], block[3] + 1):
            at = box[1] + (c - block[1]) % width
            pattern = self._block(book, tab, [box[0], at, box[0], at])
            cells = self._block(book, other, [block[0], c, block[2], c])
            for name in names:
                cells.setPropertyValue(name, pattern.getPropertyValue(name))

    def validation(self, book: int, name: str, row: int, col: int) -> str:
        """What a drop-down offers: its formula or list; "" where there is none."""
        rule = self._block(book, name, [row, col, row, col]).Validation
        return "" if rule.Type.value == "ANY" else rule.getFormula1()

    # -- notes -----------------------------------------------------------------------------------------

    def notes(self, book: int, name: str, box: list[int] | None = None) -> list:
        """Row, column and text of the notes in a box, or on the whole tab."""
        tab = self._tab(book, name)
        found = []
        for part in (self._block(book, name, box) if box else tab).queryContentCells(NOTES).RangeAddresses:
            for row, col in _cells(part, [0, 0]):
                found.append([row, col, tab.getCellByPosition(col, row).Annotation.String])
        return found

    def note(self, book: int, name: str, row: int, col: int, text: str | None) -> None:
        """Sets a cell's note; null takes it away."""
        cell, notes = self._tab(book, name).getCellByPosition(col, row), self._tab(book, name).Annotations
        if text is None:
            cell.clearContents(NOTES)
        elif self.notes(book, name, [row, col, row, col]):
            cell.Annotation.setString(text)
        else:
            notes.insertNew(CellAddress(self.names(book).index(name), col, row), text)


def _swap(words: str, old: str, new: str) -> str:
    """Another separator between arguments; texts and names of tabs stay."""
    parts = QUOTED.split(words)
    return "".join(part if number % 2 else part.replace(old, new) for number, part in enumerate(parts))


def _parser(book, convention: int):
    parser = book.createInstance("com.sun.star.sheet.FormulaParser")
    parser.CompileEnglish, parser.FormulaConvention = True, convention
    return parser


def _box(place) -> list[int]:
    return [place.StartRow, place.StartColumn, place.EndRow, place.EndColumn]


def _cells(place, box: list[int]):
    """The cells of a range as places in the rows of a box."""
    for row in range(place.StartRow, place.EndRow + 1):
        for col in range(place.StartColumn, place.EndColumn + 1):
            yield row - box[0], col - box[1]


def _connect(address: str, office: subprocess.Popen):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            context = resolver.resolve(address)
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            if time.monotonic() > until or office.poll() not in (None, 0):
                raise
            time.sleep(0.1)


def serve(kind: type) -> None:
    """Answers calls until stdin ends; then all that was started ends, for those who asked may have died."""
    try:
        _answer(kind(*sys.argv[1:3]))
    finally:
        os.killpg(os.getpid(), signal.SIGKILL)


def _answer(bridge: Bridge) -> None:
    print(json.dumps({"result": "ready"}), flush=True)
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            answer = {"result": getattr(bridge, name)(*arguments)}
        except Exception as fault:
            kind = "error" if bridge.is_there() else "lost"
            answer = {kind: f"{name}: {type(fault).__name__}: {fault}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve(Bridge)
