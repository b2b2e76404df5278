"""Amounts of money: exact from what was typed, as printed in 元, and in words (大写) as a receipt has to say it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

FEN = Decimal("0.01")
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
SECTIONS = ("", "万", "亿", "万亿")
WHOLE, DIME, CENT, EXACT, MINUS = "元", "角", "分", "整", "负"
MOST = 10 ** (len(PLACES) * len(SECTIONS))


def exact(value: Any) -> Decimal | None:
    """The number a cell holds, as it is written there; None for what is no finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:  # pragma: no cover - str of a number is one
        return None
    return number if number.is_finite() else None


def printed(amount: Decimal | int) -> str:
    """16500 → 16,500；0.5 → 0.50: no 角分 where there are none."""
    amount = Decimal(amount)
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def in_words(amount: Decimal | int) -> str:
    """壹万陆仟伍佰元整: zeros between two figures as one 零, across 元 too; 整 after 元 and 角, never after 分.

    The rules are those of the 支付结算办法 (附一); where it leaves a 零 free, it is written.
    Raises ValueError for parts of a 分, and from 10^16 元 on.
    """
    amount = Decimal(amount)
    if amount != amount.quantize(FEN) or abs(amount) >= MOST:
        raise ValueError(f"not an amount of money: {amount}")
    whole, cents = divmod(int(abs(amount) * 100), 100)
    words = _whole(whole) + WHOLE if whole or not cents else ""
    dime, cent = divmod(cents, 10)
    gap = whole and cents and (not dime or not whole % 10)
    words += DIGITS[0] if gap else ""
    words += DIGITS[dime] + DIME if dime else ""
    words += DIGITS[cent] + CENT if cent else EXACT
    return (MINUS if amount < 0 else "") + words


def _whole(number: int) -> str:
    """A whole number of 元 without the word 元; 零 for 0."""
    if not number:
        return DIGITS[0]
    words, gap = "", False
    figures = str(number)
    for at, figure in enumerate(figures):
        section, place = divmod(len(figures) - 1 - at, len(PLACES))
        if figure == "0":
            gap = bool(words)
        else:
            words += (DIGITS[0] if gap else "") + DIGITS[int(figure)] + PLACES[place]
            gap = False
        if not place and _section(figures, section):
            words += SECTIONS[section]
    return words


def _section(figures: str, section: int) -> bool:
    """True when the four figures of a section (万, 亿 …) are not all 0."""
    end = len(figures) - section * len(PLACES)
    return bool(int(figures[max(0, end - len(PLACES)) : end]))
