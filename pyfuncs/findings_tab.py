"""校验结果 of a workbook that is being built, as the button 校验全部 leaves it: lines, marks, notes at the cells."""

from __future__ import annotations

from collections.abc import Sequence

from .bench import joined
from .book import Book
from .bulk_rows import Formula
from .check import Finding
from .listing import CELL, HEADS, MOST_LINES, Place, line_of, link
from .marks import MOST_NOTES, note_of
from .results import FINDINGS, TABLE_ROW, cell_look, link_look

NOTE_BOX = {"author": "", "width": 320, "height": 130}


def write_found(book: Book, findings: Sequence[Finding]) -> None:
    """Lists `findings` and puts a note at each cell that has some; the cells take their colours from the list.

    The tabs must be drawn already. Of more findings or cells than a workbook takes, the first are shown and the
    tab says so.
    """
    sheet = book.sheets[FINDINGS]
    looks = [cell_look(book) if head != CELL else link_look(book) for head in HEADS]
    book.write_rows(sheet, TABLE_ROW + 1, looks, map(_cells, findings[:MOST_LINES]))
    by_cell: dict[Place, list[Finding]] = {}
    for finding in findings:
        place = line_of(finding).place
        if place and finding.tab in book.sheets:
            by_cell.setdefault(place, []).append(finding)
    for tab, row, col in list(by_cell)[:MOST_NOTES]:
        book.sheets[tab].write_comment(row - 1, col - 1, joined("", note_of(by_cell[tab, row, col])), NOTE_BOX)
    _say_what_is_left_out(book, len(findings), len(by_cell))


def _cells(finding: Finding) -> list[str | Formula]:
    line = line_of(finding)
    return [
        Formula(link(line).removeprefix("="), word) if head == CELL and word else word
        for head, word in zip(HEADS, line.words, strict=True)
    ]


def _say_what_is_left_out(book: Book, findings: int, cells: int) -> None:
    words = [f"共{findings}条，只列出前{MOST_LINES}条，改正后再校验。"] if findings > MOST_LINES else []
    words += [f"只在前{MOST_NOTES}格加了批注，其余见列表。"] if cells > MOST_NOTES else []
    if words:
        look = book.format(bold=True, font_size=10)
        book.sheets[FINDINGS].write_string(TABLE_ROW - 1, 0, "".join(words), look)
