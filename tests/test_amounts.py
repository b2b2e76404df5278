"""Amounts in words: the examples of the 支付结算办法, zeros in every place, and the way back for any amount."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.amounts import DIGITS, EXACT, exact, in_words, printed

PRESCRIBED = {
    "1409.50": {"壹仟肆佰零玖元伍角", "壹仟肆佰零玖元伍角整"},
    "6007.14": {"陆仟零柒元壹角肆分"},
    "1680.32": {"壹仟陆佰捌拾元零叁角贰分", "壹仟陆佰捌拾元叁角贰分"},
    "107000.53": {"壹拾万柒仟元零伍角叁分", "壹拾万零柒仟元伍角叁分", "壹拾万零柒仟元零伍角叁分"},
    "16409.02": {"壹万陆仟肆佰零玖元零贰分"},
    "325.04": {"叁佰贰拾伍元零肆分"},
}
"""What 附一 of the 支付结算办法 gives, each in all the ways that its rules on 零 and 整 allow."""


@pytest.mark.parametrize(("amount", "allowed"), PRESCRIBED.items())
def test_the_examples_of_the_rules_of_payment(amount, allowed):
    assert in_words(Decimal(amount)) in allowed


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("16500", "壹万陆仟伍佰元整"),
        ("216900", "贰拾壹万陆仟玖佰元整"),
        ("0", "零元整"),
        ("300", "叁佰元整"),
        ("10", "壹拾元整"),
        ("1010", "壹仟零壹拾元整"),
        ("10005", "壹万零伍元整"),
        ("100000", "壹拾万元整"),
        ("20001000", "贰仟万零壹仟元整"),
        ("100000005", "壹亿零伍元整"),
        ("100050000", "壹亿零伍万元整"),
        ("1000000000000", "壹万亿元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1.10", "壹元壹角整"),
        ("10.05", "壹拾元零伍分"),
        ("-300", "负叁佰元整"),
    ],
)
def test_zeros_and_the_end(amount, words):
    assert in_words(Decimal(amount)) == words


def value_of(words):
    """The amount that words say, by adding up figure by figure: an independent way back."""
    sign, words = (-1, words[1:]) if words.startswith("负") else (1, words)
    whole, _, rest = words.rpartition("元")
    total = section = Decimal(0)
    figure = 0
    for sign_ in whole:
        if sign_ in DIGITS:
            figure = DIGITS.index(sign_)
        elif sign_ in "拾佰仟":
            section, figure = section + figure * 10 ** ("拾佰仟".index(sign_) + 1), 0
        elif sign_ == "亿" and not section + figure:
            total *= 10000
        else:
            scale = 10**4 if sign_ == "万" else 10**8
            total, section, figure = total + (section + figure) * scale, Decimal(0), 0
    total += section + figure
    for figure_, unit in itertools.pairwise(rest):
        if unit in "角分":
            total += DIGITS.index(figure_) * (Decimal("0.1") if unit == "角" else Decimal("0.01"))
    return sign * total


@given(st.integers(min_value=-(10**12) + 1, max_value=10**12 - 1))
def test_any_amount_reads_back_and_no_zero_stands_twice_or_last(cents):
    words = in_words(Decimal(cents) / 100)
    assert value_of(words) == Decimal(cents) / 100
    assert "零零" not in words
    assert words == "零元整" or not words.removesuffix(EXACT).removesuffix("元").endswith("零")
    assert words.endswith("分") == bool(cents % 10)


@pytest.mark.parametrize("amount", ["0.005", "12.345", "1e16"])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(ValueError):
        in_words(Decimal(amount))


def test_what_a_cell_holds_is_taken_as_written():
    assert exact(0.1) + exact(0.2) == Decimal("0.3")
    assert [exact(value) for value in (True, "300", None, float("nan"), float("inf"))] == [None] * 5


def test_printed_with_cents_only_where_there_are_some():
    assert [printed(value) for value in (16500, Decimal("0.5"), Decimal("300.00"), -300)] == [
        "16,500",
        "0.50",
        "300",
        "-300",
    ]
