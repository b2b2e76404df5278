"""Cells that take the colour of their finding: a conditional format looks each cell up in 校验结果.

So a clerk's own fills are never touched, and a colour goes away when its line leaves the list.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from .book import Book
from .check import mark
from .formulas import literal
from .notice import LEVELS

LEVEL_COLORS = dict(zip(LEVELS, ("#F8CBAD", "#FFE699", "#DDEBF7"), strict=True))
MARKS = "校验_位置"
"""Name of the column of 校验结果 that lists marks: Excel's file format has no reference to another tab in a
conditional format, only names."""


def highlight(book: Book, sheet: Worksheet, scope: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Colours the cells from `first` to `last` (row, col from 0) by what 校验结果 lists; the gravest level wins.

    `scope` is the ledger, 首页 or form the cells belong to: the colours outlive a renamed tab.
    """
    for level, color in LEVEL_COLORS.items():
        look = book.file.add_format({"bg_color": color})
        rule = {"type": "formula", "criteria": listed(level, scope), "format": look, "stop_if_true": True}
        sheet.conditional_format(*first, *last, rule)


def listed(level: str, scope: str) -> str:
    """The condition; MATCH, for it stops at the first line found."""
    return f"=ISNUMBER(MATCH({literal(mark(level, scope))}&ADDRESS(ROW(),COLUMN(),4),{MARKS},0))"
