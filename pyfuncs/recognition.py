"""Which forms of which notices a document holds, and what is filled in on each: by the printed words alone."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from .alignment import Laid, Spot, lay_exactly, spots_of
from .document import Block, Document, Table
from .entry import Entry, find_words, read_entry
from .fill import NAME_MARK
from .filled import FormTaken, RowTaken, Unread
from .notice import Notice
from .outline import FIRST_WORDS, GridOutline, Listed, Outline, Text, outline
from .search import NO_PLACE, lay_loosely
from .wording import LONGEST_KEYED, NOT_WORDS, full_key, key

COLON = re.compile("[:：]")
LEAST_PART = 0.3
"""Of a form's labels so many must stand in a table for it to be taken for that form's."""
LEAST_TITLE = 6
"""A line of a title of fewer letters stands in other sentences too."""
LIKE_PRINTED = 0.8
LONGEST_LABEL = 120
LEAST_END, LEAST_PIECE = 4, 10
"""So many letters tell the end of a printed line, or a piece of one, from what was typed."""
NOT_A_FORM = "不是哪份通知的表，没有读入"
NOT_TAKEN = "这份表由台账得出或只供阅读，不从这里读入"
TWICE = "与这份表上另一处填的不同"
UNCLEAR = "看不出选的是哪一项，没有导入；请看原表，在台账里填"


@dataclass(slots=True)
class _Table:
    """A table of the document and the labels in it; `before` the paragraphs since the table in front of it."""

    table: Table
    rows: list[list[Spot]]
    keys: Counter[str]
    before: list[Spot]
    form: Outline | None = None


@dataclass(slots=True)
class _Piece:
    """A part of the document that one form takes up."""

    form: Outline
    tables: list[_Table] = field(default_factory=list)
    paragraphs: list[Spot] = field(default_factory=list)


class Recognizer:
    """Knows the forms of some notices; of forms that read alike the first notice's counts."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        self.outlines = [outline(form, notice) for notice in notices for form in notice.forms.values()]
        self.by_key: dict[str, list[Outline]] = {}
        for item in self.outlines:
            for label in {label for grid in item.grids for label in grid.label_keys}:
                self.by_key.setdefault(label, []).append(item)

    def read(self, document: Document) -> tuple[list[FormTaken], list[Unread]]:
        """The forms of a document in reading order, and the text that belongs to none."""
        tables, after = _tables(document, self)
        left: list[Unread] = []
        pieces: list[_Piece] = []
        for item in tables:
            self._place(item, pieces, after if item is tables[-1] else [], left)
        last = pieces[-1].paragraphs if pieces else None
        for spot in after:
            if last is None:
                _tell([spot], left)
            else:
                last.append(spot)
        left += [Unread(item.place, item.text, NO_PLACE) for item in document.asides]
        return [read_piece(piece) for piece in pieces], left

    def labels_in(self, rows: list[list[Spot]]) -> Counter[str]:
        """How many cells of a table hold each label of a form that is known."""
        found = [word for row in rows for spot in row for word in _keys(spot.lines) if word in self.by_key]
        return Counter(found)

    def _place(self, item: _Table, pieces: list[_Piece], after: list[Spot], left: list[Unread]) -> None:
        """Puts a table to the form it belongs to, and shares out the paragraphs in front of it."""
        current = pieces[-1] if pieces else None
        region = _Region(item.before)
        chosen = self.choose(item, region, _Region(after))
        if current and self._goes_on(current, item, chosen, region):
            current.tables.append(item)
            current.paragraphs += item.before
            return
        if chosen is None:
            if current:
                current.paragraphs += item.before
            else:
                _tell(item.before, left)
            _tell([spot for row in item.rows for spot in row], left)
            return
        at = _begin(item.before, chosen) if current else 0
        if current:
            current.paragraphs += item.before[:at]
        pieces.append(_Piece(chosen, [item], item.before[at:]))

    def choose(self, item: _Table, region: _Region, behind: _Region) -> Outline | None:
        """The form whose words a table and the paragraphs in front of it show best; None when it shows none."""
        hits: Counter[int] = Counter()
        known: dict[int, Outline] = {}
        for word in item.keys:
            for candidate in self.by_key.get(word, ()):
                hits[id(candidate)] += 1
                known[id(candidate)] = candidate
        best, most = None, 0.0
        for candidate in (item for item in self.outlines if id(item) in known):
            count = hits[id(candidate)]
            part = count / candidate.weight
            titled = region.titled(candidate)
            if count and (part >= LEAST_PART or titled == 1 or (titled and count >= 2)):
                score = 10 * part + 6 * titled + 2 * (titled == 0) * behind.titled(candidate)
                score += any(head in region.lines for head in candidate.heads)
                score += sum(1 for text in candidate.lines if text.words and key(text.words[0].text) in region.text)
                if score > most:
                    best, most = candidate, score
        return best

    def _goes_on(self, current: _Piece, item: _Table, chosen: Outline | None, region: _Region) -> bool:
        """True for a table that carries on the form in front of it: no new title, no label a second time."""
        if any(region.titled(form) for form in self.outlines):
            return False
        if not current.form.is_taken:
            return True
        labels = {label for grid in current.form.grids for label in grid.label_keys}
        here = set(item.keys) & labels
        if here:
            seen = sum((table.keys for table in current.tables), item.keys)
            again = any(seen[word] > max(1, current.form.label_counts[word]) for word in here)
            return not again and (chosen in (None, current.form) or len(here) > 1)
        if chosen is None and all(_is_printed(spot.text, current.form) for row in item.rows for spot in row):
            return True
        widths = {len(row) for row in item.rows}
        return chosen is None and bool(widths) and widths <= {len(row) for row in current.tables[-1].rows}


def _tables(document: Document, recognizer: Recognizer) -> tuple[list[_Table], list[Spot]]:
    """The tables with the paragraphs in front of each, and the paragraphs after the last one."""
    found: list[_Table] = []
    waiting: list[Spot] = []
    number = 0
    for block in _opened(document.blocks, recognizer):
        if isinstance(block, Table):
            rows = spots_of(block)
            found.append(_Table(block, rows, recognizer.labels_in(rows), waiting))
            waiting = []
        else:
            number += 1
            if block.strip():
                waiting.append(Spot(f"第{number}段", [block]))
    return found, waiting


def _opened(blocks: list[Block], recognizer: Recognizer) -> list[Block]:
    """Blocks with tables that only hold another form's table opened: a form pasted into a cell."""
    out = []
    for block in blocks:
        inner = [] if isinstance(block, str) else [cell for row in block.rows for cell in row]
        nested = [item for cell in inner for item in cell.blocks if isinstance(item, Table)]
        if any(_is_form(item, recognizer) for item in nested):
            out += _opened([item for cell in inner for item in cell.blocks], recognizer)
        else:
            out.append(block)
    return out


def _is_form(table: Table, recognizer: Recognizer) -> bool:
    rows, nothing = spots_of(table), _Region([])
    return recognizer.choose(_Table(table, rows, recognizer.labels_in(rows), []), nothing, nothing) is not None


def _keys(lines: list[str]) -> set[str]:
    """The keys of a cell's words, and of the first of its lines where it has several."""
    if len(lines) == 1:
        return {_head_key(lines[0])} if len(lines[0]) <= LONGEST_LABEL else set()
    words = {_head_key(line) for line in lines[:3] if len(line) <= LONGEST_LABEL}
    if 1 < len(lines) < 4:
        words.add(key("".join(lines)))
    return words


@lru_cache(maxsize=8192)
def _head_key(line: str) -> str:
    """The key of a line up to its colon."""
    return key(COLON.split(line, 1)[0])


class _Region:
    """The words of some paragraphs."""

    def __init__(self, spots: list[Spot]) -> None:
        self.lines = {spot.keys[0] for spot in spots}
        self.text = "".join(spot.keys[0] for spot in spots)

    def titled(self, form: Outline) -> float:
        """What part of a form's title stands here, from 0 to 1; a short line of it must stand by itself."""
        if not form.titles or not self.text:
            return 0.0
        found = [title for title in form.titles if title in (self.text if len(title) >= LEAST_TITLE else self.lines)]
        return sum(map(len, found)) / sum(map(len, form.titles))


def _begin(spots: list[Spot], form: Outline) -> int:
    """Where a form begins among the paragraphs in front of its table: at its number, title, or first line."""
    heads = {*form.heads, *form.titles}
    starts = [item.words[0].find for item in form.lines if item.words and item.words[0].text]
    for number, spot in enumerate(spots):
        words = spot.keys[0]
        if words in heads or any(title in words for title in form.titles if len(title) >= LEAST_TITLE):
            return number
    for number, spot in enumerate(spots):
        if any(pattern.match(spot.text.lstrip()) for pattern in starts):
            return number
    return len(spots)


def _tell(spots: list[Spot], left: list[Unread]) -> None:
    left += [Unread(spot.place, spot.text, NOT_A_FORM) for spot in spots if spot.text.strip()]


# -- one form ----------------------------------------------------------------------------------------


def read_piece(piece: _Piece) -> FormTaken:
    """What is filled in on one form."""
    form = piece.form
    first = piece.tables[0].table.number if piece.tables else 0
    taken = FormTaken(form.form, form.notice.id, f"表{first}" if first else "")
    if not form.is_taken:
        taken.left.append(Unread(taken.where, form.form.name, NOT_TAKEN))
        return taken
    for text in form.lines:
        _read_line(piece.paragraphs, text, taken)
    rows = [row for table in piece.tables for row in table.rows]
    for grid in form.grids:
        laid = lay_exactly(rows, grid)
        if laid is None:
            loose = [spot for spot in piece.paragraphs if not spot.used and not _is_printed(spot.text, form)]
            laid = lay_loosely(rows, grid, loose)
        _take(laid, grid, taken)
    taken.left = [item for item in taken.left if item.why == UNCLEAR or not _is_printed(item.text, form)]
    for spot in piece.paragraphs:
        if not spot.used and not _is_printed(spot.text, form):
            taken.left.append(Unread(spot.place, spot.text, NO_PLACE))
    return taken


def _read_line(paragraphs: list[Spot], text: Text, taken: FormTaken) -> None:
    """A line outside tables; its parts may have become lines of their own."""
    for spot in paragraphs:
        if not spot.used and text.exact[0].fullmatch(spot.text):
            spot.used = True
            _enter(read_entry(spot.lines, text), spot.place, taken)
            return
    words = [item for item in text.words if item.text]
    for spot in paragraphs:
        if spot.used or not words:
            continue
        found = find_words(spot.text, words)
        if found and not spot.text[: found[0][1].start()].strip():
            here = [item for item, _ in found]
            spot.used = True
            _enter(read_entry(spot.lines, replace(text, exact=[], body=[], words=here)), spot.place, taken)
            words = [item for item in words if item not in here]


def _take(laid: Laid, grid: GridOutline, taken: FormTaken) -> None:
    for place, lines, where in laid.scalars:
        assert place.text is not None
        _enter(read_entry(lines, place.text), where, taken)
    if grid.listed:
        _take_rows(laid, grid.listed, taken)
    taken.left += [Unread(*item) for item in laid.extra]


def _take_rows(laid: Laid, listed: Listed, taken: FormTaken) -> None:
    for cells, where in laid.rows:
        for places in listed.records:
            row = RowTaken({}, where)
            for number, text in places:
                if number in cells:
                    entry = read_entry(cells[number], text)
                    row.values |= _by_field(entry)
                    taken.left += _not_taken(entry, where)
            if row.values:
                taken.members.setdefault(listed.row.ledger, []).append(row)


def _by_field(entry: Entry) -> dict[str, str]:
    """Text by field (首页.字段 for those of another record); ticked options joined."""
    found: dict[str, str] = {}
    for blank, text in entry.filled:
        name = f"{blank.scope}.{blank.field}" if blank.scope else blank.field
        found[name] = f"{found[name]}{NAME_MARK}{text}" if blank.option and name in found else text
    return found


def _enter(entry: Entry, where: str, taken: FormTaken) -> None:
    for name, text in _by_field(entry).items():
        target = taken.home if "." in name else taken.values
        if name not in target:
            target[name], taken.places[name] = text, where
        elif key(target[name]) != key(text):
            taken.left.append(Unread(where, text, TWICE))
    taken.left += _not_taken(entry, where)


def _not_taken(entry: Entry, where: str) -> list[Unread]:
    left = [Unread(where, text, NO_PLACE) for text in entry.extra]
    return left + [Unread(where, text, UNCLEAR) for text in entry.unclear]


def _is_printed(text: str, form: Outline) -> bool:
    """True for words of the form, notes that were slightly changed included."""
    words = full_key(text)
    if len(text) > LONGEST_KEYED:
        words = NOT_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold())
    lines = form.printed.split("\n")
    if not words or words in lines or (len(words) >= LEAST_PIECE and words in form.printed):
        return True
    if len(words) >= LEAST_END and any(line.startswith(words) or line.endswith(words) for line in lines):
        return True
    if len(words) <= FIRST_WORDS:
        return False
    for line in lines:
        if line[:FIRST_WORDS] == words[:FIRST_WORDS]:
            matcher = difflib.SequenceMatcher(None, line, words, autojunk=False)
            if matcher.quick_ratio() >= LIKE_PRINTED and matcher.ratio() >= LIKE_PRINTED:
                return True
    return False
