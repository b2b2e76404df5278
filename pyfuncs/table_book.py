"""Plain .xlsx reports: a heading, tables of text and numbers, links; nothing in a cell is ever a formula."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from .file_kinds import AUTHOR
from .formulas import column_letters
from .metrics import in_cell, line_count

if TYPE_CHECKING:
    from .bulk_rows import BulkRows
    from .plain_workbook import FileLink

CREATED = dt.datetime(2018, 4, 27)
HEAD = "#1F4E79"
URL_UNSAFE = re.compile(r"""[\x00-\x20"%#<>\[\]^`{|}]""")
LONGEST_TAB, TAB = 31, "表"
NOT_IN_TABS = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
FONT, LINE, MOST_LINES = 11, 16, 25
"""Font and line in pt; a row of Excel is at most 409 pt high."""
MM_PER_CHARACTER = 1.9


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to another file, and there to a place: `url` as `to_file` gives it ("book.xlsm#'小组'!C5")."""

    text: str
    url: str


@dataclass(slots=True)
class Table:
    """One sheet: `intro` lines above, `heads` and `rows` (rows × len(heads)); widths in characters.

    fills    background colour by row number (from 0)
    choices  what a cell of a column (number from 0) may say, as a drop-down;  hidden  columns that are not shown
    decimals with how many the numbers of a column (number from 0) are shown; of others as many as they have
    """

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    widths: Sequence[float]
    intro: Sequence[str] = ()
    fills: dict[int, str] = field(default_factory=dict)
    choices: dict[int, Sequence[str]] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    decimals: Mapping[int, int] = field(default_factory=dict)


def report(tables: Sequence[Table]) -> bytes:
    """The .xlsx of several tables, each frozen below its heads, filtered, and printed one page wide."""
    from . import package
    from .bulk_rows import splice
    from .plain_workbook import PlainWorkbook

    buffer = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = PlainWorkbook(buffer, options)
    book.set_properties({"created": CREATED, "author": AUTHOR})
    filled: dict[str, Callable[..., Any]] = {}
    for number, (name, table) in enumerate(zip(_tab_names(tables), tables, strict=True), start=1):
        rows = _sheet(book, table, name)
        filled |= {f"xl/worksheets/sheet{number}.xml": partial(splice, rows=rows)} if rows else {}
    book.close()
    return package.changed(buffer.getvalue(), filled)


def _tab_names(tables: Iterable[Table]) -> Iterator[str]:
    """A name for each tab that Excel accepts and no other has: a table may be named after what somebody typed."""
    taken: set[str] = set()
    for table in tables:
        plain = NOT_IN_TABS.sub("_", fit(table.name)).strip("'") or TAB
        name, number = plain[:LONGEST_TAB].rstrip("'"), 1
        while name.lower() in taken:
            number += 1
            mark = f"({number})"
            name = plain[: LONGEST_TAB - len(mark)] + mark
        taken.add(name.lower())
        yield name


def _sheet(book: Any, table: Table, name: str) -> BulkRows | None:
    """Draws a table; its rows, which are written in one go, are given back; None where it has none."""
    sheet = book.add_worksheet(name)
    title = book.add_format({"font_name": "宋体", "font_size": 12, "bold": True})
    head = book.add_format(
        {"font_name": "宋体", "bold": True, "font_color": "white", "bg_color": HEAD, "border": 1, "text_wrap": True}
        | {"align": "center", "valign": "vcenter"}
    )
    for number, line in enumerate(table.intro):
        sheet.write_string(number, 0, fit(line), title)
    top = len(table.intro) + bool(table.intro)
    for col, (heading, width) in enumerate(zip(table.heads, table.widths, strict=True)):
        sheet.set_column(col, col, width, None, {"hidden": True} if col in table.hidden else None)
        sheet.write_string(top, col, heading, head)
    formats: dict[tuple[str, bool, int | None], Any] = {}
    widths = [width for col, width in enumerate(table.widths) if col not in table.hidden]

    def look(fill: str, link: bool = False, decimals: int | None = None) -> Any:
        if (fill, link, decimals) not in formats:
            formats[fill, link, decimals] = book.add_format(_look(fill, link, decimals))
        return formats[fill, link, decimals]

    def looks(number: int, row: Sequence[Any]) -> list[Any]:
        fill = table.fills.get(number, "")
        if not has_links and not table.decimals:
            return [look(fill)] * len(row)
        return [look(fill, isinstance(value, Link), table.decimals.get(col)) for col, value in enumerate(row)]

    def height(row: Sequence[Any]) -> float:
        shown = [value for col, value in enumerate(row) if col not in table.hidden] if table.hidden else row
        return LINE * min(_lines(shown, widths), MOST_LINES)

    has_links = any(isinstance(value, Link) for row in table.rows for value in row)
    sheet.links = _file_links(table.rows, top + 2) if has_links else ()
    for col, words in table.choices.items():
        rule = {"validate": "list", "source": list(words)}
        sheet.data_validation(top + 1, col, top + max(len(table.rows), 1), col, rule)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, top + max(len(table.rows), 1), len(table.heads) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    if not table.rows:
        return None
    rows = ((looks(number, row), height(row), list(map(_plain, row))) for number, row in enumerate(table.rows))
    from .bulk_rows import table_rows

    return table_rows(book, sheet, top + 2, len(table.heads), rows)


def _file_links(rows: Iterable[Sequence[Any]], first: int) -> Iterator[FileLink]:
    from .plain_workbook import FileLink

    for number, row in enumerate(rows, start=first):
        for col, value in enumerate(row, start=1):
            if isinstance(value, Link):
                file, _, place = fit(value.url).partition("#")
                yield FileLink(f"{column_letters(col)}{number}", file.replace("/", "\\"), place)


def _plain(value: Any) -> Any:
    """What a cell is given: numbers and texts, None for an empty one."""
    if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return value
    return fit(value.text if isinstance(value, Link) else str(value)) or None


def _lines(row: Sequence[Any], widths: Sequence[float]) -> int:
    """How many lines its tallest cell needs: not every program fits a row to its text by itself."""
    texts = [value.text if isinstance(value, Link) else str(value or "") for value in row]
    return max(line_count(text, width * MM_PER_CHARACTER, FONT) for text, width in zip(texts, widths, strict=True))


def _look(fill: str, link: bool, decimals: int | None) -> dict[str, Any]:
    look: dict[str, Any] = {"font_name": "宋体", "border": 1, "text_wrap": True, "valign": "top"}
    if fill:
        look["bg_color"] = fill
    if link:
        look |= {"font_color": "#0563C1", "underline": 1}
    if decimals is not None:
        look["num_format"] = f"{0:.{decimals}f}"
    return look


def to_file(path: str, place: str = "") -> str:
    """The url of a file, its path relative to the report, and of a `place` in it ("'小组'!C5")."""
    quoted = URL_UNSAFE.sub(lambda sign: f"%{ord(sign[0]):02X}", path)
    return f"{quoted}#{place}" if place else quoted


def fit(text: str) -> str:
    """Text that a cell can hold: without signs that no file may hold, of one that is too long the beginning."""
    if not text.isprintable():
        from .word import ILLEGAL, STAND_IN

        text = ILLEGAL.sub(STAND_IN, text)
    return in_cell(text)
