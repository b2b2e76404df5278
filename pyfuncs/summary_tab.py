"""The summary table on its own tab: the ledgers' records put into the rows that the open workbook has drawn.

The tab is drawn with as many rows as its workbook was built for, and no host can add merged rows as another
does. So a list that is longer ends in a row that says how many stand there and where all of them are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .changes import Put, put
from .fill import Filling
from .layout import Box, Layout, box_words, lay_out
from .notice import Form, Notice
from .records import Sheet
from .rules import Record, Season
from .values import match_key, text_of

Rows = dict[int, int]
"""Sheet row (from 1) by row of the layout (from 0), for rows with printed words."""


@dataclass(slots=True)
class Filled:
    """Cells to put, and for each list that is too long: ledger, records, and how many of them are listed."""

    puts: list[Put] = field(default_factory=list)
    short: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Block:
    """A repeated row as drawn on the sheet: its boxes for one copy, first sheet row, copies and rows a copy."""

    boxes: list[Box]
    start: int
    copies: int
    height: int

    @property
    def across(self) -> int:
        return max(box.number for box in self.boxes)


def fill(form: Form, notice: Notice, season: Season, sheet: Sheet) -> Filled | None:
    """The puts that list `season` on the form's tab; None where its printed words are not found there."""
    layout = lay_out(form, notice, {})
    rows = _find_rows(layout, sheet)
    if rows is None:
        return None
    filling, filled = Filling(notice, form, season), Filled()
    for block in _blocks(layout, rows):
        _fill_block(filling, block, sheet, filled)
    for box in layout.boxes:
        if box.row in rows and any(blank.sum for line in box.lines for blank in line.blanks):
            part = form.part[box.part]
            text = "".join(p if isinstance(p, str) else filling.sum(part, p) for p in box.lines[0].pieces)
            _put(filled, sheet, rows[box.row], box.col + 1, text)
    return filled


def _find_rows(layout: Layout, sheet: Sheet) -> Rows | None:
    """Where each row of printed words stands: in order, never higher than drawn without entries."""
    anchors: dict[int, list[Box]] = {}
    for box in layout.boxes:
        if not box.number and box_words(box).strip() and not any(line.blanks for line in box.lines):
            anchors.setdefault(box.row, []).append(box)
    rows, down, last = {}, 1, sheet.first_row + len(sheet.rows)
    for row in sorted(anchors):
        found = next((at for at in range(row + down, last) if _stands(sheet, at, anchors[row])), None)
        if found is None:
            return None
        rows[row], down = found, found - row
    return rows


def _stands(sheet: Sheet, row: int, boxes: list[Box]) -> bool:
    return all(match_key(text_of(sheet.at(row, box.col + 1))) == match_key(box_words(box)) for box in boxes)


def _blocks(layout: Layout, rows: Rows) -> Iterator[_Block]:
    groups: dict[tuple[int, int], list[Box]] = {}
    for box in layout.boxes:
        if box.number:
            groups.setdefault((box.part, box.grid_row), []).append(box)
    for boxes in groups.values():
        first = min(box.row for box in boxes)
        copy = [box for box in boxes if box.row == first]
        height = max(box.last_row for box in copy) - first + 1
        below = max(box.last_row for box in boxes) + 1
        above = max((row for row in rows if row < first), default=None)
        under = min((row for row in rows if row >= below), default=None)
        if above is not None and under is not None:
            start, end = rows[above] + first - above, rows[under] - (under - below)
            yield _Block(copy, start, (end - start) // height, height)


def _fill_block(filling: Filling, block: _Block, sheet: Sheet, filled: Filled) -> None:
    scope = block.boxes[0].scope
    records = filling.rows(filling.form.part[block.boxes[0].part], scope)
    room = block.copies * block.across
    listed = len(records) if len(records) <= room else room - block.across
    if listed < len(records):
        filled.short.append((scope, len(records), listed))
    for at in range(room):
        record = records[at] if at < listed else Record()
        row = block.start + at // block.across * block.height
        for box in block.boxes:
            if box.number == at % block.across + 1:
                text = _text(filling, box, record, at + 1 if at < listed else 0)
                _put(filled, sheet, row, box.col + 1, text)
    if listed < len(records):
        widest = max(block.boxes, key=lambda box: box.width)
        row = block.start + (block.copies - 1) * block.height
        _put(filled, sheet, row, widest.col + 1, left_out_words(len(records), listed))


def left_out_words(count: int, listed: int) -> str:
    """What the last row of a list says that has room only for some of its records."""
    return f"共{count}条，这里列出{listed}条，全部见Word汇总表"


def _text(filling: Filling, box: Box, record: Record, number: int) -> str:
    lines = (filling.line(line, record, box.scope, number) for line in box.lines)
    return "\n".join(lines).rstrip("\n")


def _put(filled: Filled, sheet: Sheet, row: int, col: int, text: str) -> None:
    """A put where something else stands; of two for one cell the later holds."""
    filled.puts[:] = [item for item in filled.puts if (item.row, item.col) != (row, col)]
    if text_of(sheet.at(row, col)).rstrip("\n") != text:
        filled.puts.append(put(sheet.name, row, col, text))
