"""Lays the grid of a form over tables of a document that has its shape: cell by cell, to the letter."""

from __future__ import annotations

from dataclasses import dataclass, field

from .document import Cell, Table
from .entry import cut_seal, is_seal
from .outline import GridOutline, Place, Text
from .wording import full_key, key

SEAL_DATE = "盖章处填的日期没有对应的栏目"


@dataclass(slots=True, eq=False)
class Spot:
    """A piece of a document that holds text: a cell, or a paragraph outside tables (`cell` None).

    place  as 表1第3行 or 第4段; row from 0; keys of its text; `used` once its text is accounted for
    """

    place: str
    lines: list[str]
    row: int = 0
    cell: Cell | None = None
    used: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def keys(self) -> tuple[str, str]:
        text = "".join(self.lines)
        return full_key(text), key(text)


@dataclass(slots=True)
class Laid:
    """Where a form's blanks lie in a document.

    scalars  a printed place, the lines that stand there, and where that is
    rows     of member tables: lines by the number of the cell, and where that is
    extra    what was not taken: where, what, why
    """

    scalars: list[tuple[Place, list[str], str]] = field(default_factory=list)
    rows: list[tuple[dict[int, list[str]], str]] = field(default_factory=list)
    extra: list[tuple[str, str, str]] = field(default_factory=list)


def spots_of(table: Table) -> list[list[Spot]]:
    """The cells of a table, row by row."""
    rows = []
    for number, row in enumerate(table.rows):
        place = f"表{table.number}第{number + 1}行"
        rows.append([Spot(place, cell.lines, number, cell) for cell in row])
    return rows


def lay_exactly(rows: list[list[Spot]], grid: GridOutline) -> Laid | None:
    """The grid over rows of its own shape, member rows added or taken out; None when they have another."""
    laid, at, total = Laid(), 0, len(rows)
    for number, places in enumerate(grid.rows):
        if grid.listed and number == grid.listed.number:
            end = total
            if number + 1 < len(grid.rows):
                following = grid.rows[number + 1]
                end = next((n for n in range(total - 1, at - 1, -1) if _suits(rows[n], following)), -1)
            if not _take_rows(rows, at, end, len(places), laid):
                return None
            at = end
        elif at < total and _suits(rows[at], places):
            taken = [(place, spot) for place, spot in zip(places, rows[at], strict=True) if place.text is not None]
            laid.scalars += [(place, spot.lines, spot.place) for place, spot in taken]
            at += 1
            while at < total and any(_is_seal_row(rows[at], place.text, laid) for place, _ in taken if place.text):
                at += 1
        else:
            return None
    return laid if at == total else None


def _take_rows(rows: list[list[Spot]], at: int, end: int, width: int, laid: Laid) -> bool:
    """Rows at…end as members, headings repeated on further pages left out; False when one has another shape."""
    if end < at or any(len(row) != width for row in rows[at:end]):
        return False
    heading = rows[at - 1] if at else []
    for row in rows[at:end]:
        if not _says_same(row, heading):
            laid.rows.append(({number: spot.lines for number, spot in enumerate(row)}, row[0].place))
    return True


def _says_same(row: list[Spot], other: list[Spot]) -> bool:
    return len(row) == len(other) and all(map(_is_same, row, other))


def _is_same(spot: Spot, other: Spot) -> bool:
    return spot.keys[0] == other.keys[0]


def _is_seal_row(row: list[Spot], text: Text, laid: Laid) -> bool:
    """True for a row that holds the place for the seal alone."""
    if len(row) != 1 or not text.seal or not all(is_seal(line, text) for line in row[0].lines if line.strip()):
        return False
    typed: list[str] = []
    cut_seal(row[0].lines, text, typed)
    laid.extra += [(row[0].place, line, SEAL_DATE) for line in typed]
    return True


def _suits(row: list[Spot], places: list[Place]) -> bool:
    """True when a row has the cells of a defined one, its printed words where they are printed."""
    if len(row) != len(places):
        return False
    for spot, place in zip(row, places, strict=True):
        if place.text is None:
            words, outside = spot.keys
            if words not in place.keys and outside not in place.keys:
                return False
        elif place.text.is_headed and not place.text.words[0].find.match(spot.text):
            return False
    return True
