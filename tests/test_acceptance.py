"""What accepted lines write: checked against the workbook as it is then, never over what the clerk has not seen."""

from __future__ import annotations

import datetime as dt

import built
import filled_forms as forms
import pytest
import seasons
from filled_forms import ENTERPRISE, GROUP, TOPIC

from pyfuncs.acceptance import accept, stored
from pyfuncs.difference import differences
from pyfuncs.joining import join
from pyfuncs.offers import CHANGED, NEW, NO, TWO_WAYS, UNREAD, YES, Offer
from pyfuncs.renewal import season_with

NOTICE = built.notice("2018")
KEY = {"企业名称": ENTERPRISE, "小组名称": GROUP, "课题名称": TOPIC}
TEAM = {"企业名称": ENTERPRISE, "小组名称": GROUP}
NOW = dt.datetime(2018, 6, 1, 9, 30)
NONE = {"小组": [], "小组成员": []}


def listed(files, **ledgers):
    season = seasons.season_of("太原", NONE | ledgers)
    return season, differences(files, join(files, NOTICE, season), NOTICE, season, NOW)


def after(season, lines, **more):
    accepted = accept(lines, NOTICE, season, **more)
    return accepted, season_with(season, NOTICE, accepted)


def test_a_new_group_with_all_its_fields_and_members_and_where_they_come_from():
    season, lines = listed(forms.group())
    accepted, made = after(season, lines)
    [group] = made.ledgers["小组"]
    for name, text in (forms.REPORT | forms.REGISTER).items():
        assert group.text(name) == text
    assert group["成立日期"] == dt.date(2016, 3, 1) and group["人数"] == 3
    assert group["来源"].startswith("Word 2018-06-01 09:30 申报表.docx　表1；登记表.docx　表1")
    assert [row["姓名"] for row in made.ledgers["小组成员"]] == ["苗雨", "𠮷祥"]
    assert made.ledgers["小组成员"][1]["来源"] == "Word 2018-06-01 09:30 登记表.docx　表1第6行"
    assert made.ledgers["小组成员"][0]["企业名称"] == ENTERPRISE
    assert len(accepted.done) == sum(line.accept == YES for line in lines) and accepted.refused == 0
    assert len(accepted.done) + len(accepted.kept) == len(lines)
    assert (accepted.added("小组"), accepted.added("小组成员"), accepted.cells) == (1, 2, 0)


def test_what_is_refused_is_not_written_and_stays_in_the_list():
    season, lines = listed(forms.group())
    for line in lines:
        if line.field == "邮编" or "𠮷祥" in line.new:
            line.accept = NO
    accepted, made = after(season, lines)
    assert made.ledgers["小组"][0].get("邮编") is None
    assert [row["姓名"] for row in made.ledgers["小组成员"]] == ["苗雨"]
    assert [line.field for line in accepted.kept if line.accept == NO] == ["邮编", "姓名"]


def test_a_change_is_written_only_when_chosen_and_the_rest_of_the_record_stays():
    row = KEY | {"人数": 7, "传真": "0351-7654321", "来源": "自己录的"}
    season, lines = listed(forms.group(), 小组=[row])
    assert after(season, lines)[1].ledgers["小组"][0]["人数"] == 7
    for line in lines:
        line.accept = YES if line.kind == CHANGED else ""
    accepted, made = after(season, lines)
    [group] = made.ledgers["小组"]
    assert (group["人数"], group["传真"], accepted.cells) == (3, "0351-7654321", 1)
    assert group["来源"] == "自己录的；Word 2018-06-01 09:30 申报表.docx　表1第5行"


def test_what_has_changed_in_the_workbook_since_the_list_was_made_is_not_overwritten():
    _, lines = listed(forms.group(), 小组=[KEY | {"人数": 7}])
    for line in lines:
        line.accept = YES if line.field == "人数" else ""
    later = seasons.season_of("太原", NONE | {"小组": [KEY | {"人数": 9}]})
    accepted, made = after(later, lines)
    assert made.ledgers["小组"][0]["人数"] == 9 and accepted.refused == 1
    [kept] = [line for line in accepted.kept if line.accept == YES]
    assert "原来是“7”，现在是“9”" in kept.note


def test_accepting_the_same_list_twice_adds_nothing():
    season, lines = listed(forms.group())
    _, made = after(season, lines)
    accepted, again = after(made, lines)
    assert again.ledgers == made.ledgers and accepted.cells == 0 and accepted.refused == 0


def test_fields_and_members_of_a_group_that_is_not_accepted_wait():
    season, lines = listed(forms.group())
    lines[[line.ledger for line in lines].index("小组")].accept = NO
    accepted, made = after(season, lines)
    assert made.ledgers["小组"] == [] == made.ledgers["小组成员"]
    assert accepted.refused == sum(line.accept == YES for line in lines) > 0
    assert all("也选“接受”" in line.note for line in accepted.kept if line.accept == YES)


def test_of_two_values_one_can_be_taken_and_not_both():
    season, lines = listed(forms.group("甲") + forms.group("乙", 人数="4"))
    both = [line for line in lines if line.kind == TWO_WAYS]
    both[1].accept = YES
    assert after(season, lines)[1].ledgers["小组"][0]["人数"] == 4
    both[0].accept = YES
    accepted, made = after(season, lines)
    assert made.ledgers["小组"][0].get("人数") is None and accepted.refused == 2


def test_a_filled_in_part_of_the_key_goes_with_the_record_and_its_members():
    season, lines = listed(forms.group()[1:])
    asked = {line.field: line for line in lines if line.kind == UNREAD}
    assert set(asked) == {"企业名称", "课题名称"}
    asked["企业名称"].new, asked["企业名称"].accept = ENTERPRISE, YES
    accepted, made = after(season, lines)
    assert made.ledgers["小组"][0]["企业名称"] == ENTERPRISE and accepted.refused == 0
    assert {row["企业名称"] for row in made.ledgers["小组成员"]} == {ENTERPRISE}


def test_without_it_nothing_is_lost():
    season, lines = listed(forms.group()[1:])
    _, made = after(season, lines)
    assert made.ledgers["小组"][0]["组长姓名"] == "郝一帆" and len(made.ledgers["小组成员"]) == 2


def test_what_the_clerk_typed_over_in_the_list_is_written_as_typed():
    season, lines = listed(forms.group())
    next(line for line in lines if line.field == "邮编").new = "030002"
    next(line for line in lines if "苗雨" in line.new).new = "姓名：苗雨；年龄：31"
    accepted, made = after(season, lines)
    assert made.ledgers["小组"][0]["邮编"] == "030002"
    assert [row["姓名"] for row in made.ledgers["小组成员"]] == ["𠮷祥"] and accepted.refused == 1


def test_a_long_text_that_the_list_shows_in_part_is_written_whole_or_not_at_all():
    season, lines = listed(forms.group())
    long = "活动" * 2000
    files = [forms.file("申报表.docx", forms.form("附件3.1", forms.REPORT | {"小组简介": long}))]
    season, lines = listed(files)
    [line] = [line for line in lines if line.field == "小组简介"]
    assert len(line.new) < len(long) and after(season, lines)[1].ledgers["小组"][0]["小组简介"] == long
    line.new = "改过" + line.new
    accepted, made = after(season, lines)
    assert made.ledgers["小组"][0].get("小组简介") is None and accepted.refused == 1


def test_a_column_that_the_workbook_lacks_is_said():
    season, lines = listed(forms.group())
    accepted, made = after(season, lines, holds=lambda scope, name: name != "邮编")
    assert made.ledgers["小组"][0].get("邮编") is None
    assert ["找不到“邮编”" in line.note for line in accepted.kept if line.accept == YES] == [True]


@pytest.mark.parametrize(
    "offer",
    [
        Offer("不是台账", {}, {"人数": "3"}),
        Offer("首页", {}, {"推荐单位": "太原"}, is_new=True),
        Offer("小组", KEY, {"成员名单": "甲"}),
        Offer("小组", KEY, {"没有的栏": "甲"}),
    ],
)
def test_an_offer_that_the_program_did_not_make_writes_nothing(offer):
    season, lines = listed(forms.group(), 小组=[KEY])
    line = next(line for line in lines if line.kind == NEW)
    line.offer, line.accept = offer, YES
    line.new = next(iter(offer.values.values()))
    accepted, made = after(season, [line])
    assert made.ledgers["小组"] == season.ledgers["小组"] and accepted.refused == 1


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("人数", "３", 3),
        ("人数", "三", "三"),
        ("成立日期", "2016.3.1", dt.date(2016, 3, 1)),
        ("邮编", "030001", "030001"),
        ("电话", "１３８０００００００１", "１３８０００００００１"),
        ("小组名称", " 星火 ", " 星火 "),
    ],
)
def test_a_cell_keeps_days_and_numbers_as_such_and_all_else_as_written(field, text, kept):
    assert stored(NOTICE.ledgers["小组"].fields[field], text) == kept
