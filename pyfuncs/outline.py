"""A form's printed words and blanks, made ready for finding them in a document: compiled once a form."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from .definitions import Part
from .grid import Blank, Cell, Line, Row
from .notice import Form, Notice
from .wording import NOT_WORDS, day_key, full_key, key, loose, same_words, strict

FIRST_WORDS = 12
"""So many letters of a note's beginning tell it from what was typed."""


@dataclass
class Words:
    """Printed words of a place with blanks: `blanks` are those that follow them up to the next words."""

    text: str
    blanks: list[Blank] = field(default_factory=list)
    separators: list[str] = field(default_factory=list)

    @cached_property
    def find(self) -> re.Pattern[str]:
        """Finds them; made when first asked for, as few are."""
        return loose(self.text)


@dataclass(slots=True)
class Text:
    """The lines of a cell, or a line outside tables.

    exact   a pattern a line, as the program prints it; body the same without the seal lines
    words   printed words in order, each with the blanks behind it; the first may be "" (blanks that come first)
    seal    the keys of its seal lines, numbers left out, alone and joined
    blanks  of all its lines, in order
    only    its blank, where that is all of its one line
    is_headed  printed words come first, so that they tell what the blanks are
    """

    lines: tuple[Line, ...]
    exact: list[re.Pattern[str]]
    body: list[re.Pattern[str]]
    words: list[Words]
    seal: frozenset[str]

    blanks: list[Blank] = field(init=False)
    only: Blank | None = field(init=False)
    has_words: bool = field(init=False)
    is_headed: bool = field(init=False)

    def __post_init__(self) -> None:
        self.blanks = [blank for line in self.lines for blank in line.blanks]
        is_bare = bool(self.exact) and [list(line.pieces) for line in self.lines] == [self.blanks]
        self.only = self.blanks[0] if is_bare and len(self.blanks) == 1 else None
        self.has_words = any(item.text for item in self.words)
        self.is_headed = bool(self.words) and bool(self.words[0].text)


@dataclass(slots=True)
class Place:
    """A cell of the form: printed words alone (`text` None), or with blanks."""

    cell: Cell
    keys: tuple[str, str]
    text: Text | None = None

    @property
    def is_printed(self) -> bool:
        """True for printed words alone, a sign such as % among them."""
        return self.text is None and bool(self.cell.words.strip())

    @property
    def is_label(self) -> bool:
        return self.text is None and bool(self.keys[0])


@dataclass
class Label:
    """Printed words that blanks go by. `place` holds them; `blanks` are the cells to its right, or below it.

    beside  what is printed in cells between it and its blanks
    names   keys of other words for it: what its field is called, and that field's aliases
    """

    place: Place
    blanks: list[Place] = field(default_factory=list)
    below: bool = False
    beside: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @cached_property
    def find(self) -> re.Pattern[str]:
        """Finds its words; made when first asked for, as few are."""
        return self.place.text.words[0].find if self.place.text else loose(self.place.cell.words)


@dataclass
class Listed:
    """A member table: `row` as defined, its number in the grid, and for each cell the keys its heading may have."""

    row: Row
    number: int
    cells: list[Place]
    heads: list[frozenset[str]]

    @property
    def width(self) -> int:
        """Cells of one record."""
        return len(self.cells) // self.row.across

    @cached_property
    def records(self) -> list[list[tuple[int, Text]]]:
        """The cells with blanks of each of the records that stand side by side in a row, by their numbers."""
        texts = [(number, place.text) for number, place in enumerate(self.cells)]
        return [
            [(number, text) for number, text in texts[at : at + self.width] if text is not None]
            for at in range(0, len(texts), self.width)
        ]


@dataclass(slots=True)
class GridOutline:
    """One grid of a form."""

    part: Part
    rows: list[list[Place]]
    labels: list[Label]
    listed: Listed | None
    label_keys: frozenset[str]


@dataclass
class Outline:
    """One form of one notice."""

    notice: Notice
    form: Form
    grids: list[GridOutline]
    lines: list[Text]
    titles: list[str]
    heads: list[str]
    printed: str = ""

    @property
    def is_taken(self) -> bool:
        """False for forms that are only read, or made of the ledgers: nothing on them is anybody's to fill in."""
        return self.form.mode in ("逐条", "单份")

    @cached_property
    def label_counts(self) -> Counter[str]:
        """How often each label is printed, told by its words outside brackets."""
        return Counter(place.keys[1] for grid in self.grids for row in grid.rows for place in row if place.is_label)

    @cached_property
    def weight(self) -> int:
        return sum(len(grid.label_keys) for grid in self.grids) or 1


def outline(form: Form, notice: Notice) -> Outline:
    """The outline of a form."""
    made = Outline(notice, form, [], [], [], [])
    words: list[str] = []
    for part in form.part:
        if part.grid:
            if any(cell.blanks for cell in part.grid.cells()):
                made.grids.append(_grid(part, form, notice))
            words += [_letters(line.words) for cell in part.grid.cells() for line in cell.lines]
            words += [_letters(cell.words.replace("\n", "")) for cell in part.grid.cells()]
            continue
        keys = [_letters(line.words) for line in part.lines]
        words += keys
        if part.kind == "title":
            made.titles += [item for item in keys if item]
        elif part.kind == "label":
            made.heads += [item for item in keys if item]
        made.lines += [_text((line,)) for line in part.lines if line.blanks]
    made.printed = "\n".join(filter(None, words))
    return made


def _letters(words: str) -> str:
    """Words as compared, however long they are."""
    return NOT_WORDS.sub("", unicodedata.normalize("NFKC", words).casefold())


def _text(lines: tuple[Line, ...], seal: tuple[Line, ...] = ()) -> Text:
    body = lines[: len(lines) - len(seal)]
    exact = [strict([piece if isinstance(piece, str) else None for piece in line.pieces]) for line in lines]
    keys = [day_key(line.words) for line in seal if day_key(line.words)]
    joined = {"".join(keys[a:b]) for a in range(len(keys)) for b in range(a + 1, len(keys) + 1)}
    end = len(body)
    while end and not body[end - 1].pieces:
        end -= 1
    return Text(lines, exact, exact[:end] if seal else exact, _words(body), frozenset(joined))


def _words(lines: tuple[Line, ...]) -> list[Words]:
    """Words in order with the blanks behind each; signs between two blanks part them."""
    found = [Words("")]
    for line in lines:
        for piece in (part for item in line.pieces for part in ([item] if isinstance(item, Blank) else _parts(item))):
            if isinstance(piece, Blank):
                found[-1].blanks.append(piece)
            elif NOT_WORDS.sub("", piece):
                found.append(Words(piece))
            elif found[-1].blanks and piece.strip():
                found[-1].separators.append(piece.strip())
    return found if found[0].blanks else found[1:]


def _parts(words: str) -> list[str]:
    """A tab parts printed words that may be moved apart."""
    return [part for part in words.split("\t") if part]


def _grid(part: Part, form: Form, notice: Notice) -> GridOutline:
    assert part.grid is not None
    rows = [[_place(cell) for cell in row.cells] for row in part.grid.rows]
    at: dict[tuple[int, int], Place] = {}
    for row in rows:
        for place in row:
            cell = place.cell
            for r in range(cell.row, cell.row + cell.rowspan):
                at |= {(r, c): place for c in range(cell.col, cell.col + cell.colspan)}
    listed = None
    labels: list[Label] = []
    counts: dict[str, int] = {}
    for row in rows:
        for place in row:
            if place.is_label:
                counts[place.keys[0]] = counts.get(place.keys[0], 0) + 1
    by_place: dict[int, Label] = {}
    for number, (row, defined) in enumerate(zip(rows, part.grid.rows, strict=True)):
        if defined.repeats:
            heads = [frozenset(_head_keys(_above(at, place.cell), place, defined, notice)) for place in row]
            listed = Listed(defined, number, row, heads)
            continue
        for index, place in enumerate(row):
            if place.text is None:
                continue
            if place.text.is_headed:
                labels.append(Label(place))
                continue
            beside = _beside(row, index)
            owner = max(beside, key=lambda item: (counts.get(item.keys[0]) == 1, len(item.keys[0])), default=None)
            below = owner is None
            owner = _above(at, place.cell) if owner is None else owner
            if owner is None:
                continue
            if id(owner) not in by_place:
                others = [same_words(item.cell.words) for item in beside if item is not owner]
                label = Label(owner, below=below, beside=others)
                by_place[id(owner)] = label
                labels.append(label)
            by_place[id(owner)].blanks.append(place)
    for label in labels:
        label.names = list(_other_names(label, form, notice))
    keys = {place.keys[1] for row in rows for place in row if place.is_label}
    keys |= {key(item.place.text.words[0].text) for item in labels if item.place.text}
    return GridOutline(part, rows, labels, listed, frozenset(keys - {""}))


def _place(cell: Cell) -> Place:
    words = cell.words.replace("\n", "")
    blanks = cell.blanks
    return Place(cell, (full_key(words), key(words)), _text(cell.lines, cell.seal) if blanks else None)


def _beside(row: list[Place], index: int) -> list[Place]:
    """The label cells in one piece on the left of a blank one; blanks may lie between."""
    while index and (text := row[index - 1].text) is not None and not text.is_headed:
        index -= 1
    found = []
    while index and row[index - 1].is_printed:
        found.append(row[index - 1])
        index -= 1
    return found


def _above(at: dict[tuple[int, int], Place], cell: Cell) -> Place | None:
    """The nearest printed words above a cell."""
    for row in range(cell.row - 1, -1, -1):
        place = at.get((row, cell.col))
        if place is not None and place.is_label:
            return place
    return None


def _head_keys(above: Place | None, place: Place, row: Row, notice: Notice) -> Iterator[str]:
    """What the heading of a member column may say."""
    yield from above.keys if above else ()
    fields = notice.fields_of(row.ledger)
    for blank in place.text.blanks if place.text else ():
        if blank.field in fields and not blank.option:
            yield from map(key, (blank.field, *fields[blank.field].alias))


def _other_names(label: Label, form: Form, notice: Notice) -> Iterator[str]:
    """What else the words of a label with one blank may say: its field's name, label and aliases."""
    blanks = [blank for place in label.blanks if place.text for blank in place.text.blanks]
    if len(blanks) == 1 and not blanks[0].scope:
        item = notice.fields_of(form.scope).get(blanks[0].field)
        if item:
            own = label.place.keys
            yield from (key(name) for name in (item.name, item.label, *item.alias) if name and key(name) not in own)
