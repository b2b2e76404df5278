"""Scores and rates as printed: exact fractions to so many decimals, by the way of rounding that the jury has chosen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

HALF_UP, HALF_EVEN, DOWN = "四舍五入", "四舍六入五成双", "只舍不入"
SHOWN_DECIMALS, SHEET_DIGITS = 10, 15
WAYS = (HALF_UP, HALF_EVEN, DOWN)


def printed(value: Fraction, decimals: int, way: str = HALF_UP) -> str:
    """With exactly so many decimals; what is below 0 is rounded as the same above it."""
    scaled = abs(value) * 10**decimals
    whole, rest = divmod(_whole(scaled, way), 10**decimals)
    sign = "-" if value < 0 and (whole or rest) else ""
    return f"{sign}{whole}" + (f".{rest:0{decimals}d}" if decimals else "")


def _whole(number: Fraction, way: str) -> int:
    if way == DOWN:
        return math.floor(number)
    return round(number) if way == HALF_EVEN else (math.floor(2 * number) + 1) // 2


def unrounded(value: Fraction) -> str:
    """All its decimals; those of a number without end as far as ten, with … for the rest."""
    for decimals in range(SHOWN_DECIMALS + 1):
        if (value * 10**decimals).denominator == 1:
            return printed(value, decimals)
    cut = math.floor(abs(value) * 10**SHOWN_DECIMALS)
    whole, rest = divmod(cut, 10**SHOWN_DECIMALS)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{SHOWN_DECIMALS}d}…"


def percent(part: float, whole: float) -> Fraction:
    """part ÷ whole in %, exactly, of the numbers as a spreadsheet shows them; `whole` is not 0."""
    return _as_shown(part) / _as_shown(whole) * 100


def _as_shown(number: float) -> Fraction:
    from fractions import Fraction  # a press that prints no rate need not load it

    return Fraction(f"{number:.{SHEET_DIGITS}g}") if isinstance(number, float) else Fraction(number)
