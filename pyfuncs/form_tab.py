"""One attachment's tab while it is drawn: its places, its formulas, and the text each box shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xlsxwriter.worksheet import Worksheet

from .book import Book
from .definitions import Part
from .expressions import Expressions, trimmed
from .fill import Filling
from .grid import Blank
from .layout import Box, Layout
from .notice import Form, Notice
from .rules import Record, Season
from .summary_tab import left_out_words


@dataclass(slots=True)
class FormTab:
    """One attachment being drawn. `season` is the one whose values its cells show.

    said  what boxes say by themselves, by row and column: the last row of a list that is longer than the tab
    """

    book: Book
    notice: Notice
    form: Form
    sheet: Worksheet
    layout: Layout
    filling: Filling
    formulas: Expressions
    said: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def season(self) -> Season:
        return self.filling.season


def box_record(tab: FormTab, box: Box) -> Record | None:
    """The record a repeated row shows in this box; an empty one where there is none, None outside such rows."""
    if not box.number:
        return None
    listed = tab.filling.rows(tab.form.part[box.part], box.scope)
    return listed[box.number - 1] if box.number <= len(listed) else Record()


def box_text(tab: FormTab, box: Box) -> str:
    """What the box shows."""
    if (box.row, box.col) in tab.said:
        return tab.said[box.row, box.col]
    record = box_record(tab, box)
    number = box.number if record else 0
    part = tab.form.part[box.part]
    return "\n".join(
        "".join(_piece(tab, part, piece, record, box, number) for piece in line.pieces) for line in trimmed(box.lines)
    )


def say_left_out(tab: FormTab, room: Mapping[tuple[int, int], int]) -> None:
    """Has the last row of each list that has room only for some of its records tell how many there are.

    room  records the list was drawn for, by (part, row of its grid)
    """
    for (part, row), most in room.items():
        boxes = [box for box in tab.layout.boxes if (box.part, box.grid_row) == (part, row) and box.number]
        records = len(tab.filling.rows(tab.form.part[part], boxes[0].scope)) if boxes else 0
        drawn = max((box.number for box in boxes), default=0)
        if most and records > drawn:
            grid = tab.form.part[part].grid
            assert grid is not None
            across = grid.rows[row].across
            last = [box for box in boxes if box.number > drawn - across]
            tab.said |= {(box.row, box.col): "" for box in last}
            widest = max((box for box in last if box.row == last[0].row), key=lambda box: box.width)
            tab.said[widest.row, widest.col] = left_out_words(records, drawn - across)


def _piece(tab: FormTab, part: Part, piece: str | Blank, record: Record | None, box: Box, number: int) -> str:
    if isinstance(piece, str):
        return piece
    if piece.sum:
        return tab.filling.sum(part, piece) or piece.default
    return tab.filling.text(piece, record, box.scope if box.number else "", number)
