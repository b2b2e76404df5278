"""Scores as printed: three ways of rounding, all of them of the exact number."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.rounding import DOWN, HALF_EVEN, HALF_UP, WAYS, printed, unrounded


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
