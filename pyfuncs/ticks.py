"""Options with ticks beside their words, as people draw them: which are ticked, or that it cannot be told.

A mark goes to the words it stands nearer to: touching, then blanks, then signs such as 、, then another line. Where
that does not tell, a line in which each option has one mark before it (or each one behind it) does. Where both tell
and differ, or neither tells, nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .wording import BOXES, TICKS, is_ticked, loose

SIGNS = "".join(sorted(sign for sign in (TICKS | BOXES) if not sign.isalpha()))
LETTERS = "".join(sorted(sign for sign in (TICKS | BOXES) if sign.isalpha()))
MARK = rf"[{re.escape(SIGNS)}口]|(?<![A-Za-z0-9])[{LETTERS}](?![A-Za-z0-9])"
BRACKETED_MARK = rf"[(（\[【〔]\s*(?:{MARK})?\s*[)）\]】〕]"
PIECES = re.compile(
    rf"(?P<mark>(?:{BRACKETED_MARK}|{MARK})+)|(?P<apart>[\s,，、;；。.:：/／|]+)|(?P<word>.)", re.DOTALL
)
TAIL = re.compile(rf"(?:\s|[,，、;；。.:：/／|]|{BRACKETED_MARK})+$")
ONE_MARK = re.compile(rf"{BRACKETED_MARK}|{MARK}")
LONGEST = 1200
"""A longer text is no line of options."""
BEFORE, BEHIND = 0, 1
TOUCHING, BLANK, SIGN, LINE = range(4)


@dataclass(slots=True)
class Ticks:
    """What was read: numbers of the options that stand there and of those ticked, other words, whether marks stand
    there at all; `is_clear` False when a tick cannot be given to one option."""

    found: list[int] = field(default_factory=list)
    chosen: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    has_marks: bool = False
    is_clear: bool = True


@dataclass(slots=True)
class _Mark:
    """Marks in one piece between option `gap` - 1 and option `gap`, and how far they are from each; None where other
    words lie between, or there is no option on that side."""

    text: str
    gap: int
    to_last: int | None
    to_next: int | None

    def side(self) -> int | None:
        """Whether it stands before its option or behind it, as far as the distances tell."""
        if self.to_last is None or self.to_next is None:
            if self.to_last is None and self.to_next is None:
                return None
            side, distance = (BEHIND, self.to_last) if self.to_next is None else (BEFORE, self.to_next)
            return side if distance is not None and distance < LINE else None
        if self.to_last == self.to_next:
            return None
        return BEHIND if self.to_last < self.to_next else BEFORE


def is_plain_mark(text: str) -> bool:
    """True for one sign, or one in brackets, and nothing else."""
    return bool(ONE_MARK.fullmatch(text))


def read_ticks(text: str, patterns: Sequence[re.Pattern[str]]) -> Ticks:
    """What is ticked among the options that the patterns find; none is found in a text that is too long."""
    places = _places(text, patterns) if len(text) <= LONGEST else []
    read = Ticks([number for number, _, _ in places])
    if not places:
        return read
    ends = [0, *(end for _, _, end in places)]
    starts = [*(start for _, start, _ in places), len(text)]
    marks: list[_Mark] = []
    for gap, (start, end) in enumerate(zip(ends, starts, strict=True)):
        marks += _marks(text[start:end], gap, len(places), read)
    read.has_marks = bool(marks)
    _choose(marks, len(places), read)
    return read


def ticked_one(text: str, options: Sequence[str]) -> str:
    """The one option that is ticked in a text that holds nothing besides options and marks; else the text itself."""
    if text.strip() in options or not is_ticked(text):
        return text
    read = read_ticks(text, [loose(option) for option in options])
    return options[read.chosen[0]] if read.is_clear and len(read.chosen) == 1 and not read.words else text


def _places(text: str, patterns: Sequence[re.Pattern[str]]) -> list[tuple[int, int, int]]:
    """Number, start and end of each option's words in the order they stand; longer words first, for one may stand
    within another."""
    found: list[tuple[int, int, int]] = []
    for number in sorted(range(len(patterns)), key=lambda at: -len(patterns[at].pattern)):
        for match in patterns[number].finditer(text):
            start, end = match.span()
            tail = TAIL.search(text, start, end)
            end = tail.start() if tail else end
            is_free = all(end <= other or start >= until for _, other, until in found)
            if is_free and start < end and not any(sign in SIGNS for sign in text[start:end]):
                found.append((number, start, end))
                break
    return sorted(found, key=lambda place: place[1])


def _marks(text: str, gap: int, count: int, read: Ticks) -> list[_Mark]:
    """The marks between two options; words there, and marks that touch those alone, go to `read.words`."""
    pieces = [(match.lastgroup, match[0]) for match in PIECES.finditer(text)]
    first, last = (0, len(pieces) - 1)
    kinds = [str(kind) for kind, _ in pieces]
    for number, kind in enumerate(kinds):
        at_option = (number == first and gap > 0) or (number == last and gap < count)
        beside = kinds[max(0, number - 1) : number] + kinds[number + 1 : number + 2]
        if kind == "mark" and "word" in beside:
            kinds[number] = "unclear" if at_option else "of words"
    read.words += _words(list(zip(kinds, [piece for _, piece in pieces], strict=True)))
    marks = []
    for number, kind in enumerate(kinds):
        if kind in ("mark", "unclear"):
            to_last = _distance(pieces[:number], kinds[:number]) if gap else None
            to_next = _distance(pieces[number + 1 :], kinds[number + 1 :]) if gap < count else None
            if kind == "unclear" or (0 < gap < count and _is_parted(kinds, to_last, to_next)):
                to_last = to_next = None
            marks.append(_Mark(pieces[number][1], gap, to_last, to_next))
    return marks


def _is_parted(kinds: list[str], to_last: int | None, to_next: int | None) -> bool:
    """True where other words lie between two options and the mark touches neither of those."""
    return any(kind in ("word", "of words") for kind in kinds) and TOUCHING not in (to_last, to_next)


def _words(pieces: list[tuple[str, str]]) -> list[str]:
    """The other words of a gap, with the blanks and marks within them."""
    held = [number for number, (kind, _) in enumerate(pieces) if kind in ("word", "of words")]
    if not held:
        return []
    runs: list[str] = [""]
    for kind, piece in pieces[held[0] : held[-1] + 1]:
        if kind in ("mark", "unclear"):
            runs.append("")
        else:
            runs[-1] += piece
    return [run.strip() for run in runs if run.strip()]


def _distance(pieces: list[tuple[str | None, str]], kinds: list[str]) -> int | None:
    """How far it is over some pieces to an option; None where words lie between."""
    if any(kind in ("word", "of words", "unclear") for kind in kinds):
        return None
    apart = "".join(piece for kind, piece in pieces if kind == "apart")
    if "\n" in apart or "\r" in apart:
        return LINE
    signs = apart.strip()
    if signs and signs not in ":：":
        return SIGN
    return BLANK if pieces and not signs else TOUCHING


def _choose(marks: list[_Mark], count: int, read: Ticks) -> None:
    """Gives each tick to an option; where that cannot be told the whole is not clear."""
    style = _style(marks, count)
    chosen = set()
    for mark in marks:
        if not is_ticked(mark.text):
            continue
        side = mark.side()
        if style is not None and side is not None and side != style:
            side = None
        elif side is None and (mark.to_last, mark.to_next) != (None, None):
            side = style
        place = mark.gap - (side == BEHIND)
        if side is None or not 0 <= place < count:
            read.is_clear = False
            read.chosen = []
            return
        chosen.add(place)
    read.chosen = sorted(read.found[place] for place in chosen)


def _style(marks: list[_Mark], count: int) -> int | None:
    """Whether each option has one mark before it, or each one behind it; a line of ticks alone tells it by its ends."""
    gaps = sorted(mark.gap for mark in marks)
    is_one = all(len(ONE_MARK.findall(mark.text)) == 1 for mark in marks)
    if not gaps or not is_one:
        return None
    if gaps == list(range(count)):
        return BEFORE
    if gaps == list(range(1, count + 1)):
        return BEHIND
    ends = {mark.side() for mark in marks if mark.gap in (0, count)}
    if all(is_ticked(mark.text) for mark in marks) and len(set(gaps)) == len(gaps) and len(ends) == 1:
        return ends.pop()
    return None
