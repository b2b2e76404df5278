"""The tables of an OpenDocument spreadsheet as its text tells of them: how far they reach, which cells hold errors.

A cell and a row may say that they stand there many times; what is empty at the end of a row or a table counts for
nothing, as readers take it.
"""

from __future__ import annotations

from xml.parsers.expat import XMLParserType

from .shapes import field, shape

MOST_REPEATED = 1 << 31
TABLE, ROW, CELLS = "table:table", "table:table-row", ("table:table-cell", "table:covered-table-cell")
NAME, ROWS, COLUMNS, DOWN = (
    "table:name",
    "table:number-rows-repeated",
    "table:number-columns-repeated",
    "table:number-rows-spanned",
)
TYPE, ERROR_TYPE, ERROR = "office:value-type", "calcext:value-type", "error"
TEXT = "text:p"


@shape()
class Extent:
    """How far one table is filled.

    rows, columns  of the last filled cell, from 1; 0 where nothing is
    filled         how many cells are
    errors         (row, column) of the cells that hold an error value
    down           what is merged down a column: (column, first row, last row)
    """

    rows: int = 0
    columns: int = 0
    filled: int = 0
    errors: set[tuple[int, int]] = field(default_factory=set)
    down: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def area(self) -> int:
        return self.rows * self.columns


class OpenTables:
    """Listens to a parser that reads content.xml; `tables` are the extents by name."""

    def __init__(self, parser: XMLParserType) -> None:
        self.tables: dict[str, Extent] = {}
        self._table, self._row, self._column = Extent(), 0, 0
        self._rows = self._width = self._filled = self._repeated = 0
        self._is_filled = False
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end

    def _start(self, tag: str, held: dict[str, str]) -> None:
        if tag in CELLS:
            self._repeated = _times(held, COLUMNS)
            self._is_filled = TYPE in held
            place = self._row + 1, self._column + 1
            if ERROR in (held.get(ERROR_TYPE), held.get(TYPE)):
                self._table.errors.add(place)
            if (down := _times(held, DOWN)) > 1 and self._is_filled:
                self._table.down.append((place[1], place[0], place[0] + down - 1))
        elif tag == TEXT:
            self._is_filled = True
        elif tag == ROW:
            self._rows, self._column, self._width, self._filled = _times(held, ROWS), 0, 0, 0
        elif tag == TABLE:
            self._table = self.tables.setdefault(held.get(NAME, ""), Extent())
            self._row = 0

    def _end(self, tag: str) -> None:
        if tag in CELLS:
            self._column += self._repeated
            if self._is_filled:
                self._width, self._filled = self._column, self._filled + self._repeated
            self._is_filled = False
        elif tag == ROW:
            self._row += self._rows
            if self._filled:
                table = self._table
                table.rows, table.columns = self._row, max(table.columns, self._width)
                table.filled += self._filled * self._rows


def _times(held: dict[str, str], name: str) -> int:
    text = held.get(name, "1").strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    return min(int(text), MOST_REPEATED) if len(text) <= len(str(MOST_REPEATED)) else MOST_REPEATED
