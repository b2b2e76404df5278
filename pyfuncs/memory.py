"""撤销记录 in the open workbook: what a press overwrites is written there first, so that it can be brought back.

Beside what `undo` reads there are, for the live host alone: column I, the number format of a cell whose format the
press changes; L1, filled while a press is being applied; M1, the calculation mode to go back to; N1, the tabs to
protect again. A press whose process was ended in the middle is known by them, and the next one puts all right first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .bench import TEXT_FORMAT, Bench, hide_well
from .blocks import LONGEST_IN_BLOCK, Box
from .changes import Changes, Note, Put, Wipe
from .records import Sheet
from .undo import HEADS, NOTE, UNDO, Place, read_steps, snapshot_rows, touched

FORMAT_HEAD = "原格式"
FORMAT_COLUMN, STATE_COLUMN, LOCKED_COLUMN = 9, 12, 14
TAB_MARK = "/"
"""Parts the names of tabs: no name may hold it."""
AT_WORK = "写入中"
Row = tuple[str, ...]


@dataclass(slots=True)
class Record:
    """What a press is about to overwrite: rows as in `undo`, and the formats of cells that get another."""

    rows: list[Row]
    formats: dict[Place, str] = field(default_factory=dict)

    def back(self) -> list[Put | Note]:
        """The changes that bring everything back, the last first."""
        items: list[Put | Note] = []
        for tab, row, col, kind, text, note, *_ in reversed(self.rows):
            place = tab, int(row), int(col)
            items.append(Note(*place, note) if kind == NOTE else Put(*place, kind, text))
        return items


def record_of(bench: Bench, changes: Changes, formats: dict[Place, str]) -> Record:
    """What `changes` will overwrite; `formats` are those of cells that will get another."""
    written = {item.tab for item in changes.items if isinstance(item, Put | Wipe)}
    rows = snapshot_rows(changes, bench.old(written) | bench.old_notes(set(touched(changes)) - written))
    kept = {(row[0], int(row[1]), int(row[2])) for row in rows}
    return Record(rows, {place: form for place, form in formats.items() if place in kept})


def write(bench: Bench, record: Record, label: str, mode: str) -> None:
    """Puts the record in place of the one before, and says in the same breath that a press is being applied.

    mode  the calculation mode to go back to
    """
    table = [[*row, record.formats.get((row[0], int(row[1]), int(row[2])), "")] for row in record.rows]
    rewrite(bench, [[*HEADS, FORMAT_HEAD, "", label, AT_WORK, mode], *table])


def rewrite(bench: Bench, table: Sequence[Sequence[str]]) -> None:
    """Replaces what is on 撤销记录 (created where missing) by rows of text; what `mark` said stays till the last."""
    tab = _tab(bench)
    bench.block(UNDO, Box(1, 1, max(2, tab.used_range.last_cell.row), STATE_COLUMN - 1)).clear_contents()
    width = max(map(len, table))
    rows = [[*row, *[""] * (width - len(row))] for row in table]
    block = bench.block(UNDO, Box(1, 1, len(rows), width))
    block.number_format = TEXT_FORMAT
    block.value = [[text if len(text) <= LONGEST_IN_BLOCK else None for text in row] for row in rows]
    for r, row in enumerate(rows, start=1):
        for c, text in enumerate(row, start=1):
            if len(text) > LONGEST_IN_BLOCK:
                tab.range((r, c)).value = text


def _tab(bench: Bench) -> Any:
    if UNDO not in bench.tabs:
        active = bench.book.sheets.active
        bench.tabs[UNDO] = bench.book.sheets.add(UNDO, after=bench.book.sheets[len(bench.book.sheets) - 1])
        active.activate()
        hide_well(bench.tabs[UNDO])
    return bench.tabs[UNDO]


def mark(bench: Bench, state: str, mode: str, locked: Sequence[str] = ()) -> None:
    """Says whether a press is being applied, the calculation mode to go back to and the tabs to protect again."""
    cells = _tab(bench).range((1, STATE_COLUMN), (1, LOCKED_COLUMN))
    cells.number_format = TEXT_FORMAT
    cells.value = [[state or None, mode or None, TAB_MARK.join(locked) or None]]


def marked(sheet: Sheet | None) -> tuple[str, str, list[str]]:
    """What `mark` left: state, calculation mode, tabs."""
    if sheet is None:
        return "", "", []
    state, mode, locked = (str(sheet.at(1, col) or "") for col in range(STATE_COLUMN, LOCKED_COLUMN + 1))
    return state, mode, locked.split(TAB_MARK) if locked else []


def read(sheet: Sheet | None) -> Record:
    """The record as it stands on the tab."""
    if sheet is None:
        return Record([])
    rows: list[tuple[str, ...]] = []
    for step in read_steps(sheet):
        tab, row, col = step.place
        rows.append((tab, str(row), str(col), step.kind, step.text, step.note, step.new_kind, step.new_text))
    return Record(rows, formats(sheet))


def formats(sheet: Sheet | None) -> dict[Place, str]:
    """The formats that cells had before the last press."""
    found: dict[Place, str] = {}
    if sheet is None:
        return found
    for row in range(2, sheet.first_row + len(sheet.rows)):
        tab, at_row, at_col, form = (sheet.at(row, col) for col in (1, 2, 3, FORMAT_COLUMN))
        if tab and at_row and at_col and form:
            found[str(tab), int(at_row), int(at_col)] = str(form)
    return found
