"""Many rows of a tab, written as they will stand in the file: no object is made for a cell.

XlsxWriter keeps every cell until the end and writes each by itself. What it writes for these rows is written here in
one go, its formats and its list of texts used; `splice` puts it where the rows belong.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from .formulas import column_letters

CHUNK = 1000
DIMENSION = re.compile(rb'<dimension ref="[A-Z]+[0-9]+(?::([A-Z]+)[0-9]+)?"/>')
ROW = re.compile(rb'<row r="([0-9]+)"')
END = b"</sheetData>"


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
    """The rows from `first` (from 1) on: a value a column, None and "" are left out; text stays text.

    looks  the format of each column's cells
    """
    made = BulkRows(first, first - 1, len(looks))
    heads = [(column_letters(col), look._get_xf_index()) for col, look in enumerate(looks, start=1)]
    texts, count = book.str_table.string_table, 0
    lines: list[str] = []
    for number, row in enumerate(rows, start=first):
        cells = [f'<row r="{number}">']
        for (letters, style), value in zip(heads, row, strict=True):
            kind = type(value)
            if kind is str:
                if value:
                    index = texts.setdefault(value, len(texts))
                    count += 1
                    cells.append(f'<c r="{letters}{number}" s="{style}" t="s"><v>{index}</v></c>')
            elif value is not None:
                cells.append(f'<c r="{letters}{number}" s="{style}"{_other(sheet, value)}</v></c>')
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


def _other(sheet: Worksheet, value: Any) -> str:
    """The rest of a cell that holds a number, a day or a yes or no."""
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
