"""Many rows of a tab, written as they will stand in the file: no object is made for a cell.

XlsxWriter keeps every cell until the end and writes each by itself. What it writes for these rows is written here in
one go, its formats and its list of texts used; `splice` puts it where the rows belong.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import NoneType
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from .formulas import column_letters
from .metrics import in_cell

CHUNK = 4096
DIMENSION = re.compile(rb'<dimension ref="[A-Z]+[0-9]+(?::([A-Z]+)[0-9]+)?"/>')
ROW = re.compile(rb'<row r="([0-9]+)"')
END = b"</sheetData>"
NUMBER, TEXT_CELL = "\0", ' t="s"><v>'


class Formula(NamedTuple):
    """A formula without =, and the text it gives."""

    formula: str
    shown: str


class NotEmpty(Exception):
    """A row is written twice: here, and cell by cell."""


@dataclass(slots=True)
class BulkRows:
    """The rows of one sheet from `first` (from 1) to `last`, as XML; `columns` is the number of columns."""

    first: int
    last: int
    columns: int
    chunks: list[bytes] = field(default_factory=list)


def bulk_rows(
    book: Workbook, sheet: Worksheet, first: int, looks: Sequence[Format], rows: Iterable[Sequence[Any]]
) -> BulkRows:
    """The rows from `first` (from 1) on: a value a column, None and "" are left out; text stays text, one
    that is too long as `metrics.in_cell` has it.

    looks  the format of each column's cells
    """
    styles = tuple(look._get_xf_index() for look in looks)
    return _made(book, sheet, first, len(looks), ((styles, "", row) for row in rows))


def table_rows(
    book: Workbook,
    sheet: Worksheet,
    first: int,
    columns: int,
    rows: Iterable[tuple[Sequence[Format], float, Sequence[Any]]],
) -> BulkRows:
    """As `bulk_rows`, for a table of `columns` columns: each row with the formats of its cells and its height (pt),
    None and "" a cell that is empty but looks like the others."""
    lines = (
        (tuple(look._get_xf_index() for look in looks), f' ht="{height:g}" customHeight="1"', row)
        for looks, height, row in rows
    )
    return _made(book, sheet, first, columns, lines, True)


def _made(
    book: Workbook,
    sheet: Worksheet,
    first: int,
    columns: int,
    rows: Iterable[tuple[tuple[int, ...], str, Sequence[Any]]],
    blanks: bool = False,
) -> BulkRows:
    """rows  formats of the cells, what is said of the row, values;  blanks  empty cells are written too

    The markup is made once for all rows with the same formats and the same kinds of values.
    """
    made = BulkRows(first, first - 1, columns)
    letters = [column_letters(col) for col in range(1, columns + 1)]
    markups: dict[Any, str] = {}
    texts, lines = _Texts(book), list[str]()
    place = texts.places.get
    for number, (styles, more, row) in enumerate(rows, start=first):
        if "" in row:
            row = [None if value == "" else value for value in row]
        alike = styles, more, tuple(map(type, row))
        markup = markups.get(alike)
        if markup is None:
            markup = markups[alike] = _markup(letters, *alike, blanks)
        held = [
            (place(value) or texts.place(value)) if type(value) is str else _other(sheet, texts, value)
            for value in row
            if value is not None
        ]
        lines.append(markup.replace(NUMBER, str(number)) % tuple(held))
        made.last = number
        if len(lines) == CHUNK:
            made.chunks.append(texts.counted(lines))
            lines.clear()
    made.chunks.append(texts.counted(lines))
    return made


def _markup(letters: Sequence[str], styles: Sequence[int], more: str, kinds: Sequence[type], blanks: bool) -> str:
    """A row in which NUMBER stands for its number, and %s for what each of its values brings."""
    cells = [f'<row r="{NUMBER}"{more}>']
    for where, style, kind in zip(letters, styles, kinds, strict=True):
        start = f'<c r="{where}{NUMBER}" s="{style}"'
        if kind is str:
            cells.append(f"{start}{TEXT_CELL}%s</v></c>")
        elif kind is not NoneType:
            cells.append(f"{start}%s</v></c>")
        elif blanks:
            cells.append(f"{start}/>")
    return "".join([*cells, "</row>"])


class _Texts:
    """The workbook's list of texts."""

    def __init__(self, book: Workbook) -> None:
        self.table = book.str_table
        self.places: dict[str, int] = self.table.string_table

    def place(self, text: str) -> int:
        """Where a text stands in the list; one that it lacks, as a cell takes it, is put there."""
        place = self.places.setdefault(in_cell(text), len(self.places))
        self.table.unique_count = len(self.places)
        return place

    def counted(self, lines: Iterable[str]) -> bytes:
        """The lines as they are written, their texts counted."""
        text = "".join(lines)
        self.table.count += text.count(TEXT_CELL)
        return text.encode()


def _is_kept(value: Any) -> bool:
    """False for what only text can show: a time of day, a span of time, a number without end."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, (int, dt.date))


def _other(sheet: Worksheet, texts: _Texts, value: Any) -> str:
    """The rest of a cell that holds a number, a day, a yes or no, or a formula; else its text."""
    if isinstance(value, Formula):
        return f' t="str"><f>{escape(value.formula)}</f><v>{escape(in_cell(value.shown))}'
    if not _is_kept(value):
        return f"{TEXT_CELL}{texts.place(str(value))}"
    if isinstance(value, bool):
        return f' t="b"><v>{int(value)}'
    if isinstance(value, (dt.date, dt.datetime)):
        value = sheet._convert_date_time(value)
    return f"><v>{value:.16G}"


def splice(part: bytes, rows: BulkRows) -> list[bytes]:
    """The sheet's part with `rows` in it, in pieces. Raises NotEmpty when one of them has cells already.

    XlsxWriter writes an empty row for each that has a note: those go.
    """
    head, end, tail = part.partition(END)
    start = next((found.start() for found in ROW.finditer(head) if int(found[1]) >= rows.first), len(head))
    if b"<c " in head[start:]:
        raise NotEmpty
    wide = column_letters(rows.columns).encode()
    head = DIMENSION.sub(lambda old: _dimension(old[1] or b"A", wide, rows.last), head[:start], count=1)
    return [head, *rows.chunks, end, tail]


def _dimension(have: bytes, wide: bytes, last: int) -> bytes:
    widest = max(have, wide, key=lambda letters: (len(letters), letters))
    return b'<dimension ref="A1:%s%d"/>' % (widest, last)
