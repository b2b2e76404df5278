"""How far the contents of a sheet spread, and which cells hold no value: found in its bytes before it is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .file_kinds import Unreadable
from .formulas import column_number
from .plain_rows import PlainRows

MOST_CELLS_SPREAD = 30_000_000
MOST_SPARSE, LEAST_DENSE = 3_000_000, 8
"""Beyond so many cells a sheet is refused where not one in eight is filled: readers keep room for every one."""
MOST_ROWS = 800_000
TAIL = 2048
"""So much of the end of a piece is looked at again with the next one: no tag of a cell is longer."""
REFERENCE = rb"""\s*=\s*["']\$?([A-Za-z]{1,7})\$?(\d{1,10})"""
CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br" + REFERENCE)
PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,7})[0-9]')
"""A cell as Excel, WPS and LibreOffice write it; found many times faster than one written in any other way."""
START = b"<c "
FOLDED = bytes.maketrans(b":\n\r\t", b"<   ")
"""With these signs as one every cell begins with START, however it is written: with a prefix, with another blank."""
ERROR = re.compile(rb"""<(?:\w+:)?c\s(?=[^<>]*?\bt\s*=\s*["']e["'])[^<>]*?\br""" + REFERENCE)
FORMULA = re.compile(rb"<(?:\w+:)?c\s(?=[^<>]*?\br" + REFERENCE + rb""")[^<>]*>\s*<(?:\w+:)?f[\s/>]""")
NO_VALUE = rb"\s*(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</)"
UNRECKONED = re.compile(rb"</(?:\w+:)?f>" + NO_VALUE)
FORMULA_END = b"f>"
EMPTY_VALUE = b"<v></v>"
"""What a formula that was never reckoned has in a plain row, for it has a value there."""
UNRECKONED_SHARED = re.compile(rb"<(?:\w+:)?f\s[^<>]*/>" + NO_VALUE)
SHARED = b"shared"
"""A formula that was filled down: its words stand in the first of its cells alone."""
ODD_CELL = re.compile(rb"""<c\s(?:[^<>"']|"[^"<>]*"|'[^'<>]*')*["'][^"'<>]*>""")
"""A cell with the end of a tag between its quotation marks."""
TEXT_RESULT = re.compile(rb"""\bt\s*=\s*["']str["']""")
FILLED = (b"</v>", b"</is>", b":v>", b":is>")
"""What ends a cell that is filled."""
SHEET, MERGE_WORD, ERROR_WORDS = b"sheetData", b"mergeCell", (b'"e"', b"'e'")
"""Without them a part holds no cells, no merged cells, no errors."""
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?\bref" + REFERENCE + rb":([A-Za-z]{1,7})(\d{1,10})")


def refuse_spread(area: int, first: int, last: int, name: str) -> None:
    """A rectangle of so many cells, of these rows."""
    if area > MOST_CELLS_SPREAD:
        raise Unreadable(f"“{name}”有工作表的内容或合并单元格铺得过大（如到最末行末列），请删去多余的内容再试")
    if last - first >= MOST_ROWS:
        raise Unreadable(
            f"“{name}”有工作表的内容从第{first}行到第{last}行，铺得过大，"
            f"一张表最多{MOST_ROWS}行，请删去多余的内容或分成几本"
        )


def refuse_thin(area: int, filled: int, last: int, name: str) -> None:
    """A few cells far from each other."""
    if area > max(MOST_SPARSE, LEAST_DENSE * filled):
        raise Unreadable(f"“{name}”有工作表的内容铺得过大（到第{last}行，其间多是空格），请删去远处多余的内容再试")


class Spread:
    """The rectangle that a sheet's contents span, and the cells whose value is an error or was never reckoned."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.merged = self.filled = 0
        self.is_sheet = self.is_odd = False
        self.errors: set[tuple[int, int]] = set()
        self.down: list[tuple[int, int, int]] = []

    def take(self, text: bytes) -> None:
        self.is_sheet = self.is_sheet or SHEET in text
        if self.is_sheet and (START in text or START in text.translate(FOLDED)):
            self._take_cells(text)
        for left, top, right, bottom in MERGE.findall(text) if self.is_sheet and MERGE_WORD in text else ():
            area = (int(bottom) - int(top) + 1) * (column_number(right) - column_number(left) + 1)
            self.merged = max(self.merged, area)
            if left == right and top != bottom:
                self.down.append((column_number(left), int(top), int(bottom)))

    def _take_cells(self, text: bytes) -> None:
        if text.count(START) > text.count(b'<c r="'):  # of another order, or written so as not to be seen
            self.is_odd = self.is_odd or ODD_CELL.search(text) is not None
        ends = [end for end in FILLED if end in text]
        self.rows = _ends(self.rows | _filled_rows(text, ends))
        self.columns = _ends(self.columns | {column_number(letters) for letters in _column_letters(text)})
        self.filled += sum(map(text.count, ends))
        if any(word in text for word in ERROR_WORDS):  # rarely: the expressions are slow
            self.errors |= {(int(digits), column_number(letters)) for letters, digits in ERROR.findall(text)}
        self.errors |= set(_unreckoned(text))

    def take_plain(self, rows: bytes, plain: PlainRows) -> None:
        """As `take`, for whole rows that `plain` has divided from the text."""
        if not rows:
            return
        ends = sorted(plain.ends)
        self.rows = _ends(self.rows | _filled_rows(rows, ends))
        self.columns = _ends(self.columns | {column_number(letters) for letters in plain.columns})
        self.filled += sum(map(rows.count, ends))
        if plain.has_formulas and EMPTY_VALUE in rows:
            self.errors |= set(_unreckoned(rows))

    def refuse(self, name: str) -> None:
        if self.is_odd:
            raise Unreadable(f"“{name}”有工作表的写法不正常，读不准，请用Excel或WPS打开后另存一份再试")
        refuse_spread(max(self.spread, self.merged), min(self.rows, default=0), max(self.rows, default=0), name)

    def refuse_thin(self, name: str) -> None:
        """At the end of a sheet."""
        refuse_thin(self.spread, self.filled, max(self.rows, default=0), name)

    @property
    def spread(self) -> int:
        return _span(self.rows) * _span(self.columns)


def _column_letters(text: bytes) -> set[bytes]:
    """The letters of every cell; the last is looked at by itself, for it may be cut in two."""
    last = max(text.rfind(START), 0)
    plain = PLAIN_CELL.findall(text, 0, last)
    is_plain = len(plain) == text.count(START, 0, last) and text.count(START) == text.translate(FOLDED).count(START)
    return {*(plain if is_plain else ()), *(letters for letters, _ in CELL.findall(text, last if is_plain else 0))}


def _filled_rows(text: bytes, ends: Sequence[bytes]) -> set[int]:
    """The first and the last row that hold a value; rows that are only coloured do not count.

    ends  which of FILLED there are: to look backwards for one that is not there is slow
    """
    begin = text.find(b"<c", 0, TAIL)  # what is cut in two before it was whole at the end of the piece before
    firsts = [at for end in ends if (at := text.find(end, max(begin, 0))) >= 0]
    if not firsts:
        return set()
    found = [CELL.match(text, text.rfind(b"<c", 0, at)) for at in (min(firsts), max(map(text.rfind, ends)))]
    if not all(found):  # of a cell that is cut in two or oddly written all rows count
        return _ends({int(digits) for digits in {digits for _, digits in CELL.findall(text)}})
    return {int(cell[2]) for cell in found if cell}


def _unreckoned(text: bytes) -> Iterator[tuple[int, int]]:
    """Cells with a formula and no value beside it, as programs write that cannot reckon."""
    starts = [text.rfind(b"<", 0, end.start()) for end in UNRECKONED.finditer(text)] if FORMULA_END in text else []
    starts += [found.start() for found in UNRECKONED_SHARED.finditer(text)] if SHARED in text else []
    for start in starts:
        cell = CELL.match(text, text.rfind(b"<", 0, start))
        if cell and not TEXT_RESULT.search(text[cell.start() : text.find(b">", cell.end())]):
            yield int(cell[2]), column_number(cell[1])


def _ends(numbers: set[int]) -> set[int]:
    return {min(numbers), max(numbers)} if numbers else numbers


def _span(numbers: set[int]) -> int:
    return max(numbers) - min(numbers) + 1 if numbers else 0
