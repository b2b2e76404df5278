"""How much room text takes on paper: an estimate for cells that no program fits to their text by itself.

Widths of cells are mm, fonts and heights pt.
"""

from __future__ import annotations

import math
import unicodedata

PT_PER_MM = 72 / 25.4
PADDING = 10
"""What a cell's own margins take of its width, in pt."""
WIDER, LEADING = 1.04, 1.32
"""Programs round signs up to whole pixels; a line is higher than its font."""


def text_width(text: str, font: float) -> float:
    """Width in pt of one line: Chinese signs as wide as the font is high, others half of it."""
    wide = sum(unicodedata.east_asian_width(sign) in "WFA" for sign in text)
    return font * (wide + 0.55 * (len(text) - wide))


def line_count(text: str, width: float, font: float) -> int:
    """Printed lines of `text`, wrapped at `width` mm."""
    room = max(width * PT_PER_MM - PADDING, font)
    return sum(max(1, math.ceil(text_width(line.rstrip(), font) * WIDER / room)) for line in text.split("\n"))


def text_height(text: str, width: float, font: float) -> float:
    """Height that a text needs in a cell, in pt; width in mm as in `line_count`, font in pt."""
    return line_count(text, width, font) * font * LEADING + 4


def capacity(width: float, height: float, font: float) -> int:
    """How many Chinese characters fit `width` mm × `height` pt."""
    lines = int((height - 4) // (font * LEADING))
    return lines * int((width * PT_PER_MM - PADDING) / (font * WIDER))
