"""How much text a cell holds, and how much room it takes on paper: an estimate for cells that no program fits to their
text by itself.

Widths of cells are mm, fonts and heights pt.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from .shapes import shape

PT_PER_MM = 72 / 25.4
A4 = (210, 297)
LEAST_ROW = 8.0
"""In mm: the paper, and the least height of a printed row."""
PADDING = 10
"""What a cell's own margins take of its width, in pt."""
WIDE = frozenset("WFA")
WIDER, LEADING = 1.04, 1.32
"""Programs round signs up to whole pixels; a line is higher than its font."""

KEPT = 256
"""So many texts are remembered with the lines they take."""
SQUEEZED = 0.8
"""How far a line is made smaller before it is broken in two."""
EVEN = 0.4
"""How unequal two lines may be, for the sake of a break at a fit place."""
LONGEST_CELL = 32_767
"""What a cell of a workbook holds, in units of UTF-16, as Excel counts."""
REST = "…（全文见原文件）"
CLOSING, OPENING = "，。、；：？！）》”’〉】」』)]}>%℃·-—", "（《“‘〈【「『([{<"


@shape(frozen=True)
class Fitted:
    """A text as it stands in its place: font in pt, and its lines."""

    font: float
    lines: list[str]


def is_too_long(text: str) -> bool:
    """True of a text that no cell holds whole: Excel wants to repair a file with such a one."""
    return 2 * len(text) > LONGEST_CELL and units(text) > LONGEST_CELL


def in_cell(text: str) -> str:
    """The text as a cell holds it: of one that is too long the beginning, and where the rest is."""
    if not is_too_long(text):
        return text
    return _utf16(text)[: 2 * (LONGEST_CELL - len(REST))].decode("utf-16-le", "ignore") + REST


def units(text: str) -> int:
    """The length of a text as Excel counts it, in units of UTF-16."""
    return len(text) if text.isascii() else len(_utf16(text)) // 2


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def text_width(text: str, font: float) -> float:
    """Width in pt of one line: Chinese signs as wide as the font is high, others half of it."""
    wide = sum(map(WIDE.__contains__, map(unicodedata.east_asian_width, text)))
    return font * (wide + 0.55 * (len(text) - wide))


def line_count(text: str, width: float, font: float) -> int:
    """Printed lines of `text`, wrapped at `width` mm."""
    room = max(width * PT_PER_MM - PADDING, font)
    if len(text) * font * WIDER <= room and "\n" not in text:
        return 1  # so few signs fit, however wide they are
    return _broken_lines(text, room, font)


@lru_cache(maxsize=KEPT)
def _broken_lines(text: str, room: float, font: float) -> int:
    """Lists say the same again and again: sign by sign a text is looked at once."""
    return sum(max(1, math.ceil(text_width(line.rstrip(), font) * WIDER / room)) for line in text.split("\n"))


def text_height(text: str, width: float, font: float) -> float:
    """Height that a text needs in a cell, in pt; width in mm as in `line_count`, font in pt."""
    return line_count(text, width, font) * font * LEADING + 4


def capacity(width: float, height: float, font: float) -> int:
    """How many Chinese characters fit `width` mm × `height` pt."""
    lines = int((height - 4) // (font * LEADING))
    return lines * signs_in_line(width, font)


def signs_in_line(width: float, font: float) -> int:
    """How many Chinese characters stand in a line of `width` mm."""
    return int((width * PT_PER_MM - PADDING) / (font * WIDER))


def fitted(text: str, room: float, font: float, least: float, lines: int, endings: Sequence[str] = ()) -> Fitted:
    """The largest font from `font` down to `least` (pt) at which a text stands in `room` (pt), and its lines.

    A designer's order: one line as it is; one line a little smaller (to SQUEEZED of it); then, up to `lines` lines of
    about equal length, broken after one of the `endings` where that can be had at all. Nothing is cut: where even the
    least font does not do, there are more lines, and a word too long for one is parted.
    """
    for size in _sizes(font, max(least, font * SQUEEZED)):
        if text_width(text, size) * WIDER <= room:
            return Fitted(size, [text])
    for wanted in (endings, ("",)):
        for count in range(2, lines + 1 if wanted else 0):
            for size in _sizes(font, least):
                broken = _balanced(text, room / (size * WIDER), count, wanted)
                if broken:
                    return Fitted(size, broken)
    return Fitted(least, _wrapped(text, room / (least * WIDER)))


def _sizes(font: float, least: float) -> Iterator[float]:
    size = font
    while size > least:
        yield size
        size -= 1
    yield least


def _balanced(text: str, room: float, count: int, endings: Sequence[str]) -> list[str]:
    """The text in `count` lines of at most `room` (in heights of a sign); [] when it does not fit."""
    if count == 1:
        return [text] if text_width(text, 1) <= room else []
    target = text_width(text, 1) / count
    cuts = [at for at in range(1, len(text)) if _may_break(text, at) and text_width(text[:at], 1) <= room]
    skew = {at: abs(text_width(text[:at], 1) - target) for at in cuts}
    good = [at for at in cuts if text[:at].endswith(tuple(endings)) and skew[at] <= target * EVEN]
    for at in sorted(good, key=lambda at: skew[at]):
        rest = _balanced(text[at:].lstrip(), room, count - 1, endings)
        if rest:
            return [text[:at].rstrip(), *rest]
    return []


def _wrapped(text: str, room: float) -> list[str]:
    """Lines as long as `room` allows, broken where a sign may stand apart, else anywhere."""
    lines, start = [], 0
    while start < len(text):
        end = start + 1
        while end < len(text) and text_width(text[start : end + 1], 1) <= room:
            end += 1
        place = next((at for at in range(end, start, -1) if at == len(text) or _may_break(text, at)), end)
        lines.append(text[start:place].strip())
        start = place
    return lines


def _may_break(text: str, at: int) -> bool:
    """Never inside a word or number, before a closing sign or after an opening one."""
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii() and not before.isspace() and not after.isspace():
        return False
    return after not in CLOSING and before not in OPENING
