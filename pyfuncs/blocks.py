"""Scattered cells gathered into rectangles, for a spreadsheet takes one rectangle faster than a hundred cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .changes import BLANK, FORMULA, NUMBER, TEXT, Put
from .shapes import shape

Cell = tuple[int, int]
LONGEST_IN_BLOCK = 8000
"""Older Excel refuses a whole block for one text beyond 8,203 signs: such a cell is written alone."""
READ_AS_OTHER = frozenset("=+-@'")
WORDS_READ_AS_OTHER = frozenset({"true", "false"})


@shape(frozen=True)
class Box:
    """A rectangle of cells, both ends included, from 1."""

    row: int
    col: int
    last_row: int
    last_col: int

    @property
    def cells(self) -> Iterator[Cell]:
        for row in range(self.row, self.last_row + 1):
            for col in range(self.col, self.last_col + 1):
                yield row, col

    @property
    def columns(self) -> Iterator[Box]:
        """Each column as a box of its own."""
        for col in range(self.col, self.last_col + 1):
            yield Box(self.row, col, self.last_row, col)


def boxes(cells: Iterable[Cell]) -> list[Box]:
    """Rectangles that hold exactly `cells`: runs of a row, joined with the same run of the row above."""
    open_runs: dict[tuple[int, int], Box] = {}
    done: list[Box] = []
    for row, runs in _runs(cells):
        kept: dict[tuple[int, int], Box] = {}
        for run in runs:
            above = open_runs.pop(run, None)
            joins = above is not None and above.last_row == row - 1
            if above and not joins:
                done.append(above)
            kept[run] = Box(above.row if above and joins else row, run[0], row, run[1])
        done += open_runs.values()
        open_runs = kept
    return sorted([*done, *open_runs.values()], key=lambda box: (box.row, box.col))


def _runs(cells: Iterable[Cell]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Each row that holds any of the cells, with its runs of neighbouring columns (first, last)."""
    rows: dict[int, list[int]] = {}
    for row, col in sorted(set(cells)):
        rows.setdefault(row, []).append(col)
    for row, cols in rows.items():
        seen = set(cols)
        starts = [col for col in cols if col - 1 not in seen]
        ends = [col for col in cols if col + 1 not in seen]
        yield row, list(zip(starts, ends, strict=True))


def put_boxes(puts: dict[Cell, Put]) -> list[Box]:
    """Rectangles to write at once: formulas apart from values, very long texts alone."""
    alone = [cell for cell, put in puts.items() if len(put.text) > LONGEST_IN_BLOCK]
    rest = {cell: put.kind == FORMULA for cell, put in puts.items() if len(put.text) <= LONGEST_IN_BLOCK}
    found = [Box(*cell, *cell) for cell in alone]
    for wanted in (False, True):
        found += boxes(cell for cell, is_formula in rest.items() if is_formula is wanted)
    return found


def value_of(put: Put) -> str | float | None:
    """What is written in the cell: text or formula, a number, None for an empty one."""
    if put.kind == BLANK:
        return None
    return float(put.text) if put.kind == NUMBER else put.text


def needs_text_format(put: Put) -> bool:
    """True for text that a spreadsheet would take for a number, a date or a formula unless the cell is text; also
    for the empty text, whose cell is to take what is typed there as text."""
    if put.kind != TEXT or not put.text:
        return put.kind == TEXT
    first = put.text.lstrip()[:1]
    sign = first in READ_AS_OTHER or first == "#"
    return sign or any(ch.isdigit() for ch in put.text) or put.text.strip().casefold() in WORDS_READ_AS_OTHER
