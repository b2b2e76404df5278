"""What was entered in one cell or line: the text in each blank, told apart from the printed words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .grid import NUMBER, Blank
from .outline import Text, Words
from .ticks import is_plain_mark, read_ticks
from .wording import NOT_WORDS, day_key, full_key, is_mark, is_ticked, trimmed

LONGEST_SEAL = 40
SIGN_VARIANTS = {"/": "[/／、]", "、": "[、/／]"}


@dataclass(slots=True)
class Entry:
    """The text of blanks in the order they are printed, and what stands there besides.

    unclear  options with marks that could belong to one or to another, or with none
    """

    filled: list[tuple[Blank, str]] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)

    def put(self, blank: Blank, text: str) -> None:
        """Text in a blank; its default words and blanks alone are nothing, a running number is nobody's entry."""
        if not text.strip() or (full_key(blank.default) and full_key(text) == full_key(blank.default)):
            return
        if blank.field == NUMBER:
            if not text.strip().isdecimal():
                self.extra.append(text)
        elif not blank.option:
            self.filled.append((blank, text))
        elif is_ticked(text):
            self.filled.append((blank, blank.option))
        elif not is_mark(text):
            self.extra.append(text)


def read_entry(lines: list[str], text: Text) -> Entry:
    """What the paragraphs of a cell hold: to the letter where they stand as printed, else by the printed words."""
    if text.only is not None and len(lines) == 1:
        entry = Entry()
        entry.put(text.only, lines[0])
        return entry
    for patterns in (text.exact, text.body):
        if len(lines) == len(patterns):
            found = [pattern.fullmatch(line) for pattern, line in zip(patterns, lines, strict=True)]
            entered = [piece for match in found if match for piece in match.groups()]
            if all(found) and _is_as_printed(text.blanks, entered):
                entry = Entry()
                for blank, piece in zip(text.blanks, entered, strict=True):
                    entry.put(blank, piece)
                return entry
    return _read_loosely(lines, text)


def _read_loosely(lines: list[str], text: Text) -> Entry:
    entry = Entry()
    if text.seal:
        lines = cut_seal([piece for line in lines for piece in line.split("\n")], text, entry.extra)
    if any(blank.option for blank in text.blanks):
        _read_ticks("\n".join(lines), text, entry)
        return entry
    if not text.has_words and len(text.blanks) == 1:
        entry.put(text.blanks[0], "\n".join(trimmed(lines)))
        return entry
    whole = "\n".join(trimmed(lines))
    found = find_words(whole, text.words)
    starts = [match.start() for _, match in found] + [len(whole)]
    if whole[: starts[0]].strip():
        first = text.words[0] if not text.words[0].text else None
        _share(whole[: starts[0]], first, entry)
    for number, (item, match) in enumerate(found):
        _share(whole[match.end() : starts[number + 1]], item, entry)
    return entry


def find_words(whole: str, words: list[Words]) -> list[tuple[Words, re.Match[str]]]:
    """The printed words that stand in a text, in their order; those that do not are left out."""
    found, at = [], 0
    for item in words:
        if item.text and (match := item.find.search(whole, at)):
            found.append((item, match))
            at = match.end()
    return found


def cut_seal(lines: list[str], text: Text, extra: list[str]) -> list[str]:
    """The lines above the place for seal and date; a date or name that was typed there goes to `extra`."""
    end = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if not line.strip():
            continue
        if not is_seal(line, text):
            break
        end = number
        if re.search(r"\d", line):
            extra.append(line)
    return lines[:end]


def is_seal(line: str, text: Text) -> bool:
    """True for printed seal lines, a date filled in or not."""
    return bool(text.seal) and len(line) <= LONGEST_SEAL + line.count(" ") and day_key(line) in text.seal


def _share(region: str, words: Words | None, entry: Entry) -> None:
    """The text behind some printed words, among the blanks that follow them."""
    region = region.strip(" 　\t\n")
    if not NOT_WORDS.sub("", region) and not is_ticked(region):
        return
    blanks = words.blanks if words else []
    if not blanks:
        entry.extra.append(region)
        return
    parts = [region]
    if len(blanks) > 1 and words:
        signs = [SIGN_VARIANTS.get(sign[0], re.escape(sign[0])) for sign in words.separators]
        parts = re.split("|".join(signs), region) if signs else [line for line in region.split("\n") if line.strip()]
        if len(parts) != len(blanks):
            if signs:
                entry.extra.append(region)
                return
            blanks, parts = blanks[-1:], [region]
    for blank, part in zip(blanks, parts, strict=True):
        entry.put(blank, part.strip(" 　\t\n"))


def _read_ticks(whole: str, text: Text, entry: Entry) -> None:
    """Options with ticks beside their words; words that are no option are told, and what cannot be told whole."""
    options = [option for number in range(len(text.words)) for option in _options(text.words, number)]
    read = read_ticks(whole, [item.find for _, item in options])
    if not read.found:
        if not is_mark(whole):
            entry.extra.append(whole)
        elif is_ticked(whole):
            entry.unclear.append(whole)
    elif read.is_clear and (read.has_marks or _is_unfilled(whole, text)):
        entry.filled += [(blank, blank.option) for blank, _ in (options[number] for number in read.chosen)]
        entry.extra += read.words
    else:
        entry.unclear.append(whole.strip())


def _options(words: list[Words], number: int) -> Iterator[tuple[Blank, Words]]:
    """The options whose boxes follow some printed words, each with its own words: mostly those behind the box."""
    own, following = words[number], words[number + 1] if number + 1 < len(words) else None
    for blank in own.blanks:
        if blank.option and following and full_key(blank.option) in full_key(following.text):
            yield blank, following
        elif blank.option and full_key(blank.option) in full_key(own.text):
            yield blank, own
        elif blank.option and following:
            yield blank, following


def _is_unfilled(whole: str, text: Text) -> bool:
    """True for options as printed on a form that has no boxes."""
    printed = "".join(item.text for item in text.words)
    return not any(blank.default for blank in text.blanks) and full_key(whole) == full_key(printed)


def _is_as_printed(blanks: list[Blank], entered: list[str]) -> bool:
    """False for options with anything but a box, or one mark in its place: a tick may belong to the words before it."""
    return not all(blank.option for blank in blanks) or all(
        piece == blank.default or (is_plain_mark(piece) and is_mark(piece))
        for blank, piece in zip(blanks, entered, strict=True)
    )
