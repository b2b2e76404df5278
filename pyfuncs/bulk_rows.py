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
    styles = [look._get_xf_index() for look in looks]
    return _made(book, sheet, first, len(looks), ((styles, "", row) for row in rows))


def table_rows(
    book: Workbook,
    sheet: Worksheet,
    first: int,
    columns: int,
    rows: Iterable[tuple[Sequence[Format], float, Sequence[Any]]],
) -> BulkRows:
    """As `bulk_rows`, for a table of `columns` columns: each row with the formats of its cells and its height (pt),
    None a cell that is empty but looks like the others."""
    lines = (
        ([look._get_xf_index() for look in looks], f' ht="{height:g}" customHeight="1"', row)
        for looks, height, row in rows
    )
    return _made(book, sheet, first, columns, lines, True)


def _made(
    book: Workbook,
    sheet: Worksheet,
    first: int,
    columns: int,
    rows: Iterable[tuple[Sequence[int], str, Sequence[Any]]],
    blanks: bool = False,
) -> BulkRows:
    """rows  formats of the cells, what is said of the row, values;  blanks  cells of None are written too"""
    made = BulkRows(first, first - 1, columns)
    heads = [column_letters(col) for col in range(1, columns + 1)]
    texts, count = book.str_table.string_table, 0
    lines: list[str] = []
    for number, (styles, more, row) in enumerate(rows, start=first):
        cells = [f'<row r="{number}"{more}>']
        for letters, style, value in zip(heads, styles, row, strict=True):
            if type(value) is not str and value is not None and not _is_kept(value):
                value = str(value)
            if type(value) is str:
                if value:
                    index = texts.get(value)
                    if index is None:
                        index = texts.setdefault(in_cell(value), len(texts))
                    count += 1
                    cells.append(f'<c r="{letters}{number}" s="{style}" t="s"><v>{index}</v></c>')
            elif value is not None:
                cells.append(f'<c r="{letters}{number}" s="{style}"{_other(sheet, value)}</v></c>')
            elif blanks:
                cells.append(f'<c r="{letters}{number}" s="{style}"/>')
        cells.append("</row>")
        lines.append("".join(cells))
        made.last = number
        if len(lines) == CHUNK:
            made.chunks.append("".join(lines).encode())
            lines.clear()
    made.chunks.append("".join(lines).encode())
    book.str_table.count += count
    book.str_table.unique_count = len(texts)
    return made


def _is_kept(value: Any) -> bool:
    """False for what only text can show: a time of day, a span of time, a number without end."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, (int, dt.date, Formula))


def _other(sheet: Worksheet, value: Any) -> str:
    """The rest of a cell that holds a number, a day, a yes or no, or a formula."""
    if isinstance(value, Formula):
        return f' t="str"><f>{escape(value.formula)}</f><v>{escape(in_cell(value.shown))}'
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
