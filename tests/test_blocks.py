"""Cells gathered into rectangles: exactly those cells, few rectangles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.blocks import LONGEST_IN_BLOCK, Box, boxes, needs_text_format, put_boxes, value_of
from pyfuncs.changes import Put, put, put_rows

CELLS = st.sets(st.tuples(st.integers(1, 9), st.integers(1, 9)))


@given(CELLS)
def test_boxes_hold_each_cell_once_and_no_other(cells):
    held = [cell for box in boxes(cells) for cell in box.cells]
    assert len(held) == len(set(held))
    assert set(held) == cells


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 30), st.integers(1, 12))
def test_a_block_is_one_box(row, col, height, width):
    cells = [(r, c) for r in range(row, row + height) for c in range(col, col + width)]
    assert boxes(reversed(cells)) == [Box(row, col, row + height - 1, col + width - 1)]


def test_two_blocks_in_the_same_columns_stay_apart():
    assert boxes([(1, 1), (2, 1), (4, 1)]) == [Box(1, 1, 2, 1), Box(4, 1, 4, 1)]


def test_columns_of_a_box():
    assert list(Box(2, 3, 5, 4).columns) == [Box(2, 3, 5, 3), Box(2, 4, 5, 4)]


def test_formulas_and_very_long_texts_are_written_apart():
    puts = {(item.row, item.col): item for item in put_rows("小组", 1, 1, [["甲", 1, None]] * 3)}
    puts[2, 2] = Put("小组", 2, 2, "formula", "=1")
    puts[3, 3] = put("小组", 3, 3, "长" * (LONGEST_IN_BLOCK + 1))
    found = put_boxes(puts)
    assert Box(2, 2, 2, 2) in found and Box(3, 3, 3, 3) in found
    assert sorted(cell for box in found for cell in box.cells) == sorted(puts)


@pytest.mark.parametrize(("value", "written"), [(None, None), ("", None), (3, 3.0), (2.5, 2.5), ("=1", "=1")])
def test_what_is_written(value, written):
    assert value_of(put("小组", 1, 1, value)) == written


@pytest.mark.parametrize(
    "text", ["0012", "=1+1", "+86", "-", "@某", "'引号", "2018年6月10日", "１２", "TRUE", "#N/A", " 7"]
)
def test_text_that_would_be_taken_for_something_else(text):
    assert needs_text_format(put("小组", 1, 1, text))


def test_an_empty_text_makes_a_cell_that_takes_text():
    assert needs_text_format(Put("小组", 1, 1, "text", ""))


@pytest.mark.parametrize("value", ["星火QC小组", "是", "", None, 12, "三"])
def test_what_stays_what_it_is(value):
    assert not needs_text_format(put("小组", 1, 1, value))
