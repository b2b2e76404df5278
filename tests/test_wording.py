"""Printed words compared: what people change in passing does not count, the words do."""

import pytest

from pyfuncs import wording


@pytest.mark.parametrize(
    "text", ["企业名称", "企 业 名　称", "企业\n名称：", "企业名称（以公章为准）", "企业名称(公章为准):"]
)
def test_one_label_written_in_many_ways(text):
    assert wording.key(text) == "企业名称"
    assert wording.loose("企业名称（以公章为准）").fullmatch(text)
    assert wording.loose("企业名称").match(text + "某某公司")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("质量考核\n合格率%", "质量考核合格率％："),
        ("QC小组简介：", "ＱＣ小组 简介:"),
        ("年培训\n人数/时数", "年培训人数／时数"),
    ],
)
def test_signs_and_width_do_not_matter(words, text):
    assert wording.loose(words).fullmatch(text)
    assert wording.key(words) == wording.key(text)


def test_other_words_are_other_words():
    assert not wording.loose("企业名称").match("企业简称")
    assert wording.key("人数") != wording.key("人次")


def test_words_in_brackets_alone_are_words():
    assert wording.key("（公章）") == "公章"
    assert wording.loose("（公章）").search("( 公 章 )")


def test_a_date_filled_in_is_still_the_place_for_a_date():
    assert {wording.day_key(text) for text in ("年    月    日", "2018年5月20日", "二〇一八年五月二十日")} == {"年月日"}


@pytest.mark.parametrize(
    ("text", "ticked", "mark"), [("☑", True, True), ("□", False, True), ("（√）", True, True), ("甲", False, False)]
)
def test_ticks(text, ticked, mark):
    assert (wording.is_ticked(text), wording.is_mark(text)) == (ticked, mark)


def test_same_words_tells_signs_apart():
    assert wording.same_words(" ％ ") == "%" != wording.same_words("‰")


def test_exactly_as_printed():
    assert wording.strict(["电话：", None, "\t邮编：", None]).fullmatch("电话：1  \t邮编： 2").groups() == ("1  ", " 2")


def test_empty_lines_at_the_ends_are_layout():
    assert wording.trimmed(["", " ", "甲", "", "乙", ""]) == ["甲", "", "乙"]
    assert wording.trimmed(["", ""]) == []
