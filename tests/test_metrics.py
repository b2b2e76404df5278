import hypothesis.strategies as st
import pytest
from hypothesis import given

from pyfuncs import metrics
from pyfuncs.metrics import Fitted, capacity, fitted, line_count, text_height, text_width


def test_chinese_signs_are_as_wide_as_the_font_and_others_about_half():
    assert text_width("质量", 11) == 22
    assert text_width("（集团）", 10) == 40
    assert 20 < text_width("ABCD", 10) < 25


def test_lines_wrap_at_the_width_and_at_every_break():
    assert line_count("", 50, 11) == 1
    assert line_count("一\n二\n\n四", 50, 11) == 4
    assert line_count("字" * 100, 160, 11) == 3
    assert line_count("字" * 100, 16, 11) > 20


def test_a_higher_text_never_gets_less_room():
    heights = [text_height("字" * count, 60, 11) for count in range(0, 400, 10)]
    assert heights == sorted(heights)


def test_a_text_of_the_stated_capacity_fits_and_twice_as_much_does_not():
    room = capacity(160, 200, 11)
    assert text_height("字" * room, 160, 11) <= 200 + 11 * 1.4
    assert text_height("字" * room * 2, 160, 11) > 200


ENDINGS = (" ", "公司", "中心")


def test_a_name_stays_in_one_line_then_gets_smaller_then_stands_in_two():
    assert fitted("太原钢铁有限公司 先锋QC小组", 690, 28, 14, 2, ENDINGS) == Fitted(28, ["太原钢铁有限公司 先锋QC小组"])
    smaller = fitted("字" * 28, 690, 28, 14, 2, ENDINGS)
    assert 22 < smaller.font < 28 and len(smaller.lines) == 1
    assert len(fitted("字" * 40, 690, 28, 14, 2, ENDINGS).lines) == 2


def test_two_lines_part_enterprise_and_group_where_that_is_possible():
    name = "湖北省电力勘测设计院有限公司工程管理部 风电场项目成本控制质量管理小组"
    assert fitted(name, 690, 28, 14, 2, ENDINGS) == Fitted(28, name.split(" "))


def test_no_line_begins_with_a_closing_sign_or_parts_a_word():
    for length in range(30, 60):
        broken = fitted("字" * length + "”PDCA循环，降低200m³/h", 690, 28, 14, 2).lines
        assert not any(line[0] in "”，" for line in broken)
        assert any("PDCA" in line for line in broken) and any("200m³/h" in line for line in broken)


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), max_size=300), st.integers(14, 40))
def test_nothing_is_cut_and_every_line_has_room(text, font):
    made = fitted(text, 600, font, 14, 2, ENDINGS)
    assert "".join(made.lines) == text
    assert all(text_width(line, made.font) <= 600 for line in made.lines)
    assert 14 <= made.font <= font


@pytest.mark.parametrize(("text", "whole"), [("字" * 32_767, True), ("字" * 32_768, False), ("😀" * 16_383, True)])
def test_what_a_cell_holds_is_counted_as_excel_does(text, whole):
    assert metrics.is_too_long(text) is not whole and (metrics.in_cell(text) == text) is whole


@pytest.mark.parametrize("sign", ["字", "😀", "a😀"])
def test_of_a_text_that_is_too_long_a_cell_holds_the_beginning_and_says_where_the_rest_is(sign):
    held = metrics.in_cell(sign * 40_000)
    assert not metrics.is_too_long(held) and held.endswith("…（全文见原文件）")
    assert held.removesuffix(metrics.REST).rstrip("a") == sign * (len(held.removesuffix(metrics.REST)) // len(sign))
