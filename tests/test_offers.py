"""The lines of a difference list and what they offer to write."""

import json

import built
import pytest
from payloads import FORMULAS

from pyfuncs.metrics import LONGEST_CELL
from pyfuncs.offers import CHANGED, NEW, NO, TWO_WAYS, UNREAD, YES, Line, Offer, fitted, judged, line_text

FIELDS = built.notice("2018").ledgers["小组"].fields
KEY = {"企业名称": "甲厂", "小组名称": "乙组", "课题名称": "丙"}


def line(old: str = "", offer: Offer | None = None) -> Line:
    return Line("", "", "小组", "乙组", "人数", old, "", "", "表.docx", offer)


@pytest.mark.parametrize("text", [*FORMULAS, "两行\n字", '引"号', "首尾 "])
def test_an_offer_comes_back_from_its_cell_to_the_letter_and_is_never_a_formula(text):
    offer = Offer(
        "小组", KEY, {"小组简介": text}, {"小组简介": ""}, None, 1, False, 7, "表.docx　表1", "2018-06-01 09:30"
    )
    assert Offer.of_text(offer.as_text()) == offer and offer.as_text().startswith("{")


@pytest.mark.parametrize(
    "text",
    ["", "接受", "[]", '{"scope": "小组"}', '{"rm": 1}', "{", "null", '{"scope":"小组","key":{},"values":{"人数":3}}'],
)
def test_a_cell_that_was_meddled_with_holds_no_offer(text):
    assert Offer.of_text(text) is None


def test_numbers_of_a_kind_are_kept_as_numbers():
    told = json.loads(Offer("小组", KEY, {}).as_text())
    assert Offer.of_text(json.dumps(told | {"number": "1"})) is None
    assert Offer.of_text(json.dumps(told | {"member": 3})) is None


@pytest.mark.parametrize(
    ("old", "field", "text", "two", "kind", "accept", "note"),
    [
        ("", "人数", "8", False, NEW, YES, ""),
        ("7", "人数", "8", False, CHANGED, NO, ""),
        ("", "人数", "八人", False, UNREAD, YES, "应为整数"),
        ("7", "人数", "八人", False, UNREAD, NO, "应为整数"),
        ("", "人数", "8", True, TWO_WAYS, NO, "最多接受一行"),
        ("", "课题类型", "改进", False, NEW, YES, "现场、攻关、管理、服务、创新"),
        ("", "成立日期", "2018.6.31", False, UNREAD, YES, "没有这一天"),
    ],
)
def test_new_is_accepted_and_what_would_overwrite_is_for_the_clerk_to_choose(old, field, text, two, kind, accept, note):
    item = FIELDS[field]
    judgement = judged(line(old), item, text, built.notice("2018").options_of(item), two)
    assert (judgement.kind, judgement.accept, judgement.new) == (kind, accept, text)
    assert note in judgement.note


def test_a_text_longer_than_a_cell_is_told_and_not_offered():
    long = fitted(line("", Offer("小组", KEY, {"小组简介": "字" * LONGEST_CELL})))
    assert (long.accept, long.kind, long.offer) == ("", UNREAD, None) and "放不下" in long.note


def test_a_member_shows_what_is_its_own_and_not_its_teams_key():
    offer = Offer("小组成员", KEY, KEY | {"姓名": "苗雨", "年龄": "30", "职务(或职称)": ""}, member="苗雨", is_new=True)
    assert line_text(offer) == "姓名：苗雨；年龄：30"


def test_where_long_texts_part_is_told_for_the_list_shows_only_their_beginning():
    old = "活动" * 200 + "一次合格率由88%提高到95%。"
    new = "活动" * 200 + "一次合格率由88%提高到96%。"
    told = judged(
        line(old, Offer("小组", KEY, {"小组简介": new}, {"小组简介": old})), FIELDS["小组简介"], new, [], False
    )
    assert (
        told.kind == CHANGED and "从第414字起不同" in told.note and "到95%。”" in told.note and "到96%。”" in told.note
    )
    assert len(told.new) < 340
    longer = judged(
        line(old, Offer("小组", KEY, {"小组简介": old + "完"}, {"小组简介": old})),
        FIELDS["小组简介"],
        old + "完",
        [],
        False,
    )
    assert "（到此为止）" not in longer.note and "完”" in longer.note
