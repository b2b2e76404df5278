"""Scores and rates as printed: three ways of rounding, all of them of the exact number."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.rounding import DOWN, HALF_EVEN, HALF_UP, WAYS, percent, printed, unrounded


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(885, 1000), {HALF_UP: "0.89", HALF_EVEN: "0.88", DOWN: "0.88"}),
        (Fraction(895, 1000), {HALF_UP: "0.90", HALF_EVEN: "0.90", DOWN: "0.89"}),
        (Fraction(-885, 1000), {HALF_UP: "-0.89", HALF_EVEN: "-0.88", DOWN: "-0.88"}),
        (Fraction(88501, 100000), {HALF_UP: "0.89", HALF_EVEN: "0.89", DOWN: "0.88"}),
        (Fraction(-1, 1000), {HALF_UP: "0.00", HALF_EVEN: "0.00", DOWN: "0.00"}),
        (Fraction(88), dict.fromkeys(WAYS, "88.00")),
    ],
)
def test_each_way(value, shown):
    assert {way: printed(value, 2, way) for way in WAYS} == shown


def test_without_decimals_no_point_is_printed():
    assert printed(Fraction(175, 2), 0) == "88" and printed(Fraction(175, 2), 0, DOWN) == "87"


@given(st.fractions(-100, 100), st.integers(0, 4), st.sampled_from(WAYS))
def test_print_is_near_and_what_is_printed_is_printed_alike(value, decimals, way):
    shown = Fraction(printed(value, decimals, way))
    unit = Fraction(1, 10**decimals)
    assert abs(shown - value) < unit if way == DOWN else abs(shown - value) <= unit / 2
    assert Fraction(printed(shown, decimals, way)) == shown


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        (Fraction(885, 1000), "0.885"),
        (Fraction(-885, 1000), "-0.885"),
        (Fraction(250, 3), "83.3333333333…"),
        (Fraction(88), "88"),
        (Fraction(-1, 1000), "-0.001"),
    ],
)
def test_all_decimals_are_kept_as_far_as_they_go(value, whole):
    assert unrounded(value) == whole


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (870, 1600, "54.38"),
        (23, 160, "14.38"),
        (41, 160, "25.63"),
        (2, 3, "66.67"),
        (0, 5, "0.00"),
        (5, 5, "100.00"),
        (1, 20_000, "0.01"),
        (-1, 800, "-0.13"),
        (0.1 + 0.2, 160, "0.19"),
        (0.7 + 0.1, 64, "1.25"),
        (999_999_999_999_999, 1e-38, "9" * 15 + "0" * 40 + ".00"),
    ],
)
def test_a_rate_is_that_of_the_numbers_as_the_sheet_shows_them(part, whole, shown):
    assert printed(percent(part, whole), 2) == shown


NUMBERS = st.integers(0, 10**12) | st.decimals(0, 10**6, places=2).map(float)


@given(NUMBERS, NUMBERS.filter(bool))
def test_a_rate_is_rounded_as_on_paper(part, whole):
    paper = Context(prec=80)
    rate = paper.divide(Decimal(repr(part)) * 100, Decimal(repr(whole)))
    assert printed(percent(part, whole), 2) == str(rate.quantize(Decimal("0.01"), ROUND_HALF_UP, paper))


@given(st.integers(0, 10**6), st.integers(1, 10**4))
def test_a_half_goes_up(hundredths, size):
    """What lies right between two hundredths, of however many."""
    part, whole = (2 * hundredths + 1) * size, 20_000 * size
    assert printed(percent(part, whole), 2) == f"{Decimal(hundredths + 1) / 100:.2f}"
