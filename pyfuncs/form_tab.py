"""One attachment's tab while it is drawn: its places, its formulas, and the text each box shows."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from .book import Book
from .definitions import Part
from .expressions import Expressions, trimmed
from .fill import Filling
from .grid import Blank
from .layout import Box, Layout
from .notice import Form, Notice
from .rules import Record, Season


@dataclass(slots=True)
class FormTab:
    """One attachment being drawn. `season` is the one whose values its cells show."""

    book: Book
    notice: Notice
    form: Form
    sheet: Worksheet
    layout: Layout
    filling: Filling
    formulas: Expressions

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
    record = box_record(tab, box)
    number = box.number if record else 0
    part = tab.form.part[box.part]
    return "\n".join(
        "".join(_piece(tab, part, piece, record, box, number) for piece in line.pieces) for line in trimmed(box.lines)
    )


def _piece(tab: FormTab, part: Part, piece: str | Blank, record: Record | None, box: Box, number: int) -> str:
    if isinstance(piece, str):
        return piece
    if piece.sum:
        return tab.filling.sum(part, piece) or piece.default
    return tab.filling.text(piece, record, box.scope if box.number else "", number)
