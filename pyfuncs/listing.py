"""The list on 校验结果: found by its headings, read as it stands, and written anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from . import values
from .changes import FORMULA, Change, Put, Wipe, put_rows
from .check import Finding
from .desk import Desk
from .formulas import column_number
from .records import Sheet
from .report import FINDING_HEADS, finding_row
from .shapes import field, shape
from .tabs import FINDINGS

PLACE = "位置"
"""Heading of the column (hidden in our workbook) by which cells find their colour."""
HEADS = (*FINDING_HEADS, PLACE)
LEVEL, TAB, CELL = FINDING_HEADS[:3]
HEADING_ROW = 4
MOST_LINES = 20_000
"""As many lines as the colours look through."""
LONGEST = 1024
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")

Place = tuple[str, int, int]
"""Tab, row and column (from 1) of a cell."""


class NoListing(Exception):
    """The workbook has no tab for the list; the message is one Chinese sentence."""


@shape(frozen=True)
class Line:
    """A line of the list: its words in the order of HEADS; row, where it stands now (0 = it does not yet)."""

    words: tuple[str, ...]
    row: int = 0

    @property
    def level(self) -> str:
        return self.words[0]

    @property
    def tab(self) -> str:
        return self.words[1]

    @property
    def cell(self) -> str:
        return self.words[2]

    @property
    def place(self) -> Place | None:
        """The cell it is about; None where it is about none."""
        found = ADDRESS.fullmatch(self.cell)
        return (self.tab, int(found[2]), column_number(found[1])) if found else None


@shape()
class Listing:
    """The list as it stands. heading: its row; columns: column by heading; last: the tab's last used row;
    is_new: the headings are gone and must be written again."""

    tab: str
    heading: int
    columns: dict[str, int]
    last: int
    is_new: bool = False
    lines: list[Line] = field(default_factory=list)


def line_of(finding: Finding) -> Line:
    """A finding as a line, long texts cut so that it shows."""
    return Line((*(cut(text) for text in finding_row(finding)), finding.mark))


def cut(text: str, longest: int = LONGEST) -> str:
    """The text; a long one only in its beginning, and how long it is."""
    return text if len(text) <= longest else f"{text[:longest]}…（共{len(text)}字，这里只列开头）"


# -- reading -------------------------------------------------------------------------------------------


def read_listing(desk: Desk) -> Listing:
    """The list as it stands in the workbook. Raises NoListing when its tab is gone."""
    named = desk.sheets.get(FINDINGS)
    for sheet in filter(None, chain([named], desk.sheets.values())):
        listing = _found(sheet)
        if listing:
            return listing
    if named is None:
        raise NoListing(f"工作簿里没有“{FINDINGS}”表，请用“新建申报簿”另建一本，把台账粘贴过去")
    columns = {head: col for col, head in enumerate(HEADS, start=1)}
    return Listing(named.name, HEADING_ROW, columns, _last_row(named), is_new=True)


def _found(sheet: Sheet) -> Listing | None:
    for number, row in enumerate(sheet.rows, start=sheet.first_row):
        if FINDING_HEADS[0] not in row:
            continue
        columns = {text: col for col, text in enumerate(row, start=sheet.first_col) if text in HEADS}
        if all(head in columns for head in FINDING_HEADS):
            columns.setdefault(PLACE, max(columns.values()) + 1)
            listing = Listing(sheet.name, number, columns, _last_row(sheet))
            listing.lines = list(_lines(sheet, listing))
            return listing
    return None


def _lines(sheet: Sheet, listing: Listing) -> Iterator[Line]:
    for row in range(listing.heading + 1, listing.last + 1):
        words = tuple(values.text_of(sheet.at(row, listing.columns[head])) for head in HEADS)
        if any(words[: len(FINDING_HEADS)]):
            yield Line(words, row)


def _last_row(sheet: Sheet) -> int:
    return sheet.first_row + len(sheet.rows) - 1


# -- writing -------------------------------------------------------------------------------------------


def rewrite(listing: Listing, lines: Iterable[Line]) -> Iterator[Change]:
    """Empties what stands under the headings and writes `lines` there; columns of the clerk's own stay."""
    if listing.is_new:
        yield from put_rows(listing.tab, listing.heading, 1, [HEADS])
    if listing.last > listing.heading:
        for first, last in runs(listing.columns.values()):
            yield Wipe(listing.tab, listing.heading + 1, first, listing.last, last)
    for row, line in enumerate(lines, start=listing.heading + 1):
        yield from _line_puts(listing, row, line)


def _line_puts(listing: Listing, row: int, line: Line) -> Iterator[Put]:
    for head, word in zip(HEADS, line.words, strict=True):
        if head == CELL and word:
            yield Put(listing.tab, row, listing.columns[head], FORMULA, link(line))
        elif word:
            yield Put(listing.tab, row, listing.columns[head], "text", word)


def link(line: Line) -> str:
    """The formula that shows the cell's address and leads there."""
    place = f"#'{line.tab.replace(chr(39), chr(39) * 2)}'!{line.cell}".replace('"', '""')
    return f'=HYPERLINK("{place}","{line.cell}")'


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as spans: 1 2 3 7 → (1, 3) (7, 7)."""
    spans: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans


def ordered(lines: Sequence[Line], tabs: Sequence[str]) -> list[Line]:
    """The lines tab by tab as in `tabs`, those of other tabs last, each tab's in their order."""
    rank = {tab: number for number, tab in enumerate(tabs)}
    return sorted(lines, key=lambda line: rank.get(line.tab, len(rank)))
