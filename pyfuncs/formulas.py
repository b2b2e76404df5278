"""Spreadsheet formulas as text: references, literals and the few plain functions that Excel 2016, WPS and
LibreOffice share. Rows and columns count from 0."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence

from .shapes import shape

LONGEST_LITERAL = 200
"""Excel refuses text of more than 255 characters inside a formula."""


@functools.lru_cache(1 << 14)
def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@functools.lru_cache(1 << 14)
def column_number(letters: bytes | str) -> int:
    """A → 1, XFD → 16384."""
    number = 0
    for letter in letters.upper() if isinstance(letters, bytes) else letters.upper().encode():
        number = number * 26 + letter - 64
    return number


def quoted(tab: str) -> str:
    """A tab's name as a formula writes it, in apostrophes."""
    return "'" + tab.replace("'", "''") + "'"


def cell(tab: str, row: int, col: int) -> str:
    """'首页'!$C$5; without the tab where `tab` is ""."""
    place = f"${column_letters(col + 1)}${row + 1}"
    return f"{quoted(tab)}!{place}" if tab else place


def area(tab: str, first_row: int, first_col: int, last_row: int, last_col: int) -> str:
    """A rectangle of a tab, absolute; rows and columns from 0, the last ones included."""
    first, last = cell("", first_row, first_col), cell("", last_row, last_col)
    return f"{quoted(tab)}!{first}" + (f":{last}" if last != first else "")


def literal(text: str) -> str:
    """Text as a formula's literal, long ones in pieces, line breaks as CHAR(10)."""
    pieces: list[str] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            pieces.append("CHAR(10)")
        for at in range(0, len(line), LONGEST_LITERAL):
            pieces.append('"' + line[at : at + LONGEST_LITERAL].replace('"', '""') + '"')
    return "&".join(pieces) or '""'


def joined(pieces: Iterable[str]) -> str:
    """The pieces put together as one text; an empty text for none."""
    return "&".join(pieces) or '""'


def shown(expression: str, kind: str) -> str:
    """A cell's value as a form prints it: "" when empty, dates as 2018年6月10日."""
    if kind != "日期":
        return f'{expression}&""'
    day = f'YEAR({expression})&"年"&MONTH({expression})&"月"&DAY({expression})&"日"'
    return f'IF(ISNUMBER({expression}),{day},{expression}&"")'


def choose(condition_values: Sequence[tuple[str, str]], otherwise: str) -> str:
    """IF(a,x,IF(b,y,otherwise))."""
    result = otherwise
    for condition, value in reversed(condition_values):
        result = f"IF({condition},{value},{result})"
    return result


@shape(frozen=True)
class Columns:
    """A ledger's table on its tab: rows first…last, the column of each field."""

    tab: str
    first: int
    last: int
    column: Mapping[str, int]
    key: tuple[str, ...]

    def range(self, name: str) -> str:
        return area(self.tab, self.first, self.column[name], self.last, self.column[name])

    def entry(self) -> str:
        """An array that is TRUE for rows with any part of the key filled."""
        return "&".join(self.range(name) for name in self.key) + '<>""'

    def chosen(self, where: Mapping[str, Sequence[str]]) -> str:
        """An array that is TRUE (or 1) for entries that match `where`."""
        if not where:
            return f"({self.entry()})"
        tests = ["+".join(f"({self.range(name)}={literal(option)})" for option in where[name]) for name in where]
        return "*".join(f"(({test})>0)" for test in tests)

    def count(self, where: Mapping[str, Sequence[str]]) -> str:
        """How many entries match `where`."""
        if not where:
            return f"SUMPRODUCT(--({self.entry()}))"
        if all(len(options) == 1 for options in where.values()):
            tests = ",".join(f"{self.range(name)},{literal(options[0])}" for name, options in where.items())
            return f"COUNTIFS({tests})"
        return f"SUMPRODUCT(--({self.chosen(where)}))"

    def nth(self, condition: str, number: str) -> str:
        """Array formula: the place in the table of the `number`-th row where `condition` holds; 0 = none."""
        any_column = next(iter(self.column))
        return f"IFERROR(SMALL(IF({condition},ROW({self.range(any_column)})-{self.first}),{number}),0)"
