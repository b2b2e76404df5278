"""Finds a form's blanks in tables that people have reshaped: by the printed words, wherever these have gone."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator

from .alignment import SEAL_DATE, Laid, Spot
from .entry import cut_seal, is_seal
from .outline import GridOutline, Label, Listed, Place
from .wording import key, same_words

LEAST_LIKENESS = 0.75
LEAST_GUESSED = 4
"""Labels of fewer letters are not guessed."""
NO_PLACE = "没有对应的栏目"


def lay_loosely(rows: list[list[Spot]], grid: GridOutline, paragraphs: list[Spot]) -> Laid:
    """The grid over rows of any shape, and over paragraphs that hold a label and its text in one line."""
    return _Search(rows, grid, paragraphs).run()


class _Search:
    def __init__(self, rows: list[list[Spot]], grid: GridOutline, paragraphs: list[Spot]) -> None:
        self.rows, self.grid, self.paragraphs = rows, grid, paragraphs
        self.laid = Laid()
        self.labels: dict[int, Spot] = {}
        self.printed = {item for row in grid.rows for place in row if place.text is None for item in place.keys}
        self.missing = list(grid.labels)
        self.tall = [
            (n, n + spot.cell.rowspan, spot)
            for n, row in enumerate(rows)
            for spot in row
            if spot.cell and spot.cell.rowspan > 1
        ]

    def run(self) -> Laid:
        if self.grid.listed:
            self.take_members(self.grid.listed)
        for same in (_is_whole, _is_short, _is_other_name):
            self.find(same)
        for spot in [spot for spot in self.free() if spot not in self.labels.values()]:
            self.take_composite(spot, whole_cells=True)
        for label, at in [(label, at) for label in self.grid.labels if (at := self.labels.get(id(label)))]:
            self.take(label, at)
        for spot in [*self.free(), *self.paragraphs]:
            self.take_composite(spot)
        self.guess()
        self.finish()
        return self.laid

    def free(self) -> Iterator[Spot]:
        """Cells not accounted for, in reading order."""
        yield from (spot for row in self.rows for spot in row if not spot.used)

    # -- members

    def take_members(self, listed: Listed) -> None:
        heading: dict[int, Spot] = {}
        last: dict[int, list[str]] | None = None
        names = {item for label in self.grid.labels for item in (*label.place.keys, *label.names)}
        for number, row in enumerate(self.rows):
            found = _heading(row, listed)
            if found:
                heading = found
                for spot in row:
                    spot.used = True
                continue
            if not heading:
                continue
            alike = [spot.cell.col for spot in row if spot.cell] == [
                spot.cell.col for spot in heading.values() if spot.cell
            ]
            if not alike and (any(set(spot.keys) & names for spot in row) or self.is_mixed(row)):
                heading = {}
                continue
            if len(row) == 1 and len(heading) > 2:
                continue
            last = self.take_row(number, row, heading, listed, last)

    def is_mixed(self, row: list[Spot]) -> bool:
        """True when a cell begins with words printed above its own blank."""
        return any(
            label.find.match(spot.text) for label in self.grid.labels if label.place.text for spot in row if spot.lines
        )

    def take_row(
        self, number: int, row: list[Spot], heading: dict[int, Spot], listed: Listed, last: dict[int, list[str]] | None
    ) -> dict[int, list[str]] | None:
        """A row of members; a cell merged over several rows counts in each, a name so merged is one person."""
        cells: dict[int, list[str]] = {}
        begun: set[int] = set()
        reaching = [spot for first, end, spot in self.tall if first < number < end]
        for spot in [*reaching, *row]:
            index = _column(spot, heading) if spot not in heading.values() else None
            if index is not None:
                cells[index] = cells[index] + spot.lines if index in cells else list(spot.lines)
                begun |= {index} if spot in row else set()
                spot.used = True
        first = min(cells, default=0)
        if last is not None and first in cells and first not in begun:
            for index in begun:
                last[index] = last.get(index, []) + cells[index]
            return last
        self.laid.rows.append((cells, row[0].place if row else ""))
        return cells

    # -- labels

    def find(self, same: Callable[[Label, Spot], bool]) -> None:
        """Labels to cells, in reading order: the next cell that says the same, else the first."""
        at = 0
        free = [spot for spot in self.free() if spot not in self.labels.values()]
        for label in list(self.missing):
            fits = [n for n, spot in enumerate(free) if spot.lines and same(label, spot)]
            number = next((n for n in fits if n >= at), fits[0] if fits else None)
            if number is not None:
                self.labels[id(label)] = free[number]
                self.missing.remove(label)
                free[number] = Spot("", [])
                at = number + 1

    def take(self, label: Label, spot: Spot) -> None:
        """What goes by a label: in its own cell behind it, in the cells to its right, or below."""
        if spot.used:
            return
        spot.used = True
        text = label.place.text
        if text is not None and (len(text.blanks) > 1 or _rest(label, spot)):
            self.put(label.place, spot.lines, spot)
            return
        cells = self.below(spot) if label.below else self.right(label, spot)
        cells = cells or (self.right(label, spot) if label.below else self.below(spot))
        places = label.blanks or [label.place]
        if len(places) > 1 and len(places) == len(cells):
            for place, cell in zip(places, cells, strict=True):
                self.put(place, cell.lines, cell)
        elif cells:
            written = [cell for cell in cells if cell.text.strip()]
            split = len(written) > 1 and all(len(cell.text.strip()) == 1 for cell in written)
            lines = (
                ["".join(cell.text.strip() for cell in written)]
                if split
                else [x for cell in written for x in cell.lines]
            )
            self.put(places[0], lines, (written or cells)[0])
        for cell in cells:
            cell.used = True

    def put(self, place: Place, lines: list[str], spot: Spot) -> None:
        self.laid.scalars.append((place, lines, spot.place))

    def is_printed(self, spot: Spot) -> bool:
        return bool(set(spot.keys) & self.printed - {""})

    def right(self, label: Label, spot: Spot) -> list[Spot]:
        """The cells between a label and the next printed words."""
        row = self.rows[self.index(spot)]
        found = []
        for other in row[row.index(spot) + 1 :]:
            if other.used or other in self.labels.values():
                break
            if other.text.strip() and same_words(other.text) in label.beside:
                other.used = True
                continue
            found.append(other)
        return found

    def below(self, spot: Spot) -> list[Spot]:
        """The cells under a label, as far as they are not labels themselves."""
        under = self.index(spot) + (spot.cell.rowspan if spot.cell else 1)
        if under >= len(self.rows):
            return []
        cells = [other for other in self.rows[under] if _overlap(spot, other) and not other.used]
        return [] if any(other in self.labels.values() or self.is_printed(other) for other in cells) else cells

    def index(self, spot: Spot) -> int:
        return next(number for number, row in enumerate(self.rows) if any(other is spot for other in row))

    # -- the rest

    def take_composite(self, spot: Spot, whole_cells: bool = False) -> None:
        """A cell or paragraph that holds labels and their text: 联系人：某某  电话：…

        whole_cells  only where it begins with one: words further in may be part of what was typed
        """
        if spot.used or not spot.text.strip() or not self.missing:
            return
        whole = spot.text
        hits: list[tuple[int, int, Label]] = []
        for label in self.missing:
            for match in label.find.finditer(whole):
                if match.end() > match.start() and _is_set_off(whole, match):
                    hits.append((match.start(), match.end(), label))
                    break
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        kept = [hit for n, hit in enumerate(hits) if not n or hit[0] >= hits[n - 1][1]]
        if not kept or (whole_cells and whole[: kept[0][0]].strip()):
            return
        spot.used = True
        if head := whole[: kept[0][0]].strip():
            self.laid.extra.append((spot.place, head, NO_PLACE))
        for number, (start, end, label) in enumerate(kept):
            until = kept[number + 1][0] if number + 1 < len(kept) else len(whole)
            if label.place.text is not None:
                self.put(label.place, whole[start:until].split("\n"), spot)
            elif text := whole[end:until].strip():
                self.put(label.blanks[0], text.split("\n"), spot)
            self.missing.remove(label)

    def guess(self) -> None:
        """Labels with a slip of the pen: the likest cell that says nothing else."""
        for label in list(self.missing):
            wanted = label.place.keys[1] if label.place.text is None else key(label.place.text.words[0].text)
            if len(wanted) < LEAST_GUESSED:
                continue
            likeness = {
                id(spot): difflib.SequenceMatcher(None, wanted, _first_key(spot)).ratio() for spot in self.free()
            }
            best = max(self.free(), key=lambda spot: likeness[id(spot)], default=None)
            if best is not None and likeness[id(best)] >= LEAST_LIKENESS and not self.is_printed(best):
                self.missing.remove(label)
                self.labels[id(label)] = best
                self.take(label, best)

    def finish(self) -> None:
        """What is left is told."""
        seals = [place.text for row in self.grid.rows for place in row if place.text and place.text.seal]
        for spot in self.free():
            if not spot.text.strip() or self.is_printed(spot):
                continue
            lines = spot.lines
            for text in seals:
                if any(is_seal(line, text) for line in lines if line.strip()):
                    typed: list[str] = []
                    lines = cut_seal(lines, text, typed)
                    self.laid.extra += [(spot.place, line, SEAL_DATE) for line in typed]
            if left := "\n".join(lines).strip():
                self.laid.extra.append((spot.place, left, NO_PLACE))


def _is_whole(label: Label, spot: Spot) -> bool:
    if label.place.text is not None:
        return bool(label.find.match(spot.text.lstrip()))
    return label.place.keys[0] == spot.keys[0]


def _is_short(label: Label, spot: Spot) -> bool:
    return label.place.text is None and label.place.keys[1] == spot.keys[1] != ""


def _is_other_name(label: Label, spot: Spot) -> bool:
    return spot.keys[1] in label.names


def _rest(label: Label, spot: Spot) -> str:
    """What stands behind the words in the label's own cell."""
    match = label.find.match(spot.text.lstrip())
    return spot.text.lstrip()[match.end() :].strip() if match else ""


def _first_key(spot: Spot) -> str:
    line = next((line for line in spot.lines if line.strip()), "")
    return key(re.split("[:：]", line)[0])


def _is_set_off(whole: str, match: re.Match[str]) -> bool:
    """True for words at the head of a line or behind a blank, with a colon or a blank after them."""
    before, after = whole[: match.start()], whole[match.end() :]
    line_start = not before or before.endswith("\n") or not before.rpartition("\n")[2].strip()
    colon = match[0].rstrip().endswith((":", "："))
    return (colon and (line_start or before[-1].isspace())) or (line_start and (not after or after[0].isspace()))


def _heading(row: list[Spot], listed: Listed) -> dict[int, Spot]:
    """The heading cells of a row by the number of the member cell they head; {} for no heading row."""
    found: dict[int, Spot] = {}
    for spot in row:
        keys = set(spot.keys) - {""}
        index = next((n for n, head in enumerate(listed.heads) if n not in found and keys & head), None)
        if index is not None:
            found[index] = spot
    least = max(2, (listed.width + 1) // 2)
    return found if len(found) >= least and 2 * len(found) >= len(row) else {}


def _column(spot: Spot, heading: dict[int, Spot]) -> int | None:
    """The member cell that a cell stands for: the one whose heading it lies under most."""
    shared = {index: _overlap(spot, head) for index, head in heading.items()}
    best = max(shared, key=lambda index: shared[index], default=None)
    return best if best is not None and shared[best] else None


def _overlap(one: Spot, other: Spot) -> int:
    """Columns that two cells share."""
    if one.cell is None or other.cell is None:
        return 0
    end = min(one.cell.col + one.cell.colspan, other.cell.col + other.cell.colspan)
    return max(0, end - max(one.cell.col, other.cell.col))
