"""获奖名单: frozen names, numbers that stay, changes told and never slipped in."""

import dataclasses
import datetime as dt

import honoured
import pytest

from pyfuncs.check import Finding
from pyfuncs.rules import Season
from pyfuncs.winners import (
    NotConfirmed,
    choose,
    confirmed_row,
    names_of,
    number,
    read_winners,
    renamed,
    renamed_sentence,
    twice_numbered,
    winners_ledger,
)


def test_nothing_is_made_before_the_list_is_confirmed():
    season, notice, honours = honoured.province()
    with pytest.raises(NotConfirmed, match="请先确认获奖名单"):
        read_winners(season, notice, honours)


def test_an_award_that_nobody_honours_is_named_with_its_cell():
    season, notice, honours = honoured.contest()
    ledger = winners_ledger(notice)
    season.ledgers[ledger.name][2][ledger.named("award")] = "最佳组织奖"
    with pytest.raises(NotConfirmed, match="获奖名单!A7写的奖项是“最佳组织奖”"):
        read_winners(season, notice, honours)


def test_who_is_promoted_without_a_prize_gets_no_certificate():
    season, notice, honours = honoured.contest()
    winners = read_winners(season, notice, honours)
    assert [item.level for item in winners] == ["一等奖", "二等奖", "二等奖", "三等奖", "三等奖", "三等奖"]
    assert [item.number for item in winners] == [f"2023-00{place}" for place in range(1, 7)]


def test_all_475_groups_have_a_number_of_their_own_and_the_same_one_the_next_time():
    winners, season, notice, honours = honoured.winners()
    assert len({item.number for item in winners}) == len(winners) == honoured.GROUPS + 40
    assert winners[0].number == "2018-01-001"
    assert twice_numbered(winners) == ""
    assert read_winners(season, notice, honours) == winners
    assert number(winners, honours) == winners


def test_numbers_typed_by_hand_stay_and_are_not_given_again():
    winners, _, _, honours = honoured.winners()
    typed = [dataclasses.replace(item, number="") for item in winners[:4]]
    typed[2] = dataclasses.replace(typed[2], number="2018-01-002")
    assert [item.number for item in number(typed, honours)] == [
        "2018-01-001", "2018-01-003", "2018-01-002", "2018-01-004",
    ]  # fmt: skip


def test_a_number_given_twice_is_told():
    twice = [dataclasses.replace(item, number="晋-1") for item in honoured.winners()[0][:2]]
    assert twice_numbered(twice).startswith("编号晋-1有重复")


def test_entries_with_faults_are_left_out_unless_they_are_chosen_by_hand():
    season, notice, honours = honoured.province()
    bad = season.ledgers["小组"][3]
    fault = Finding("错误", "小组", "A8", "", "", "", "", "", "", "小组", bad.row)
    doubt = dataclasses.replace(fault, level="核实", row=9)
    choice = choose(season, notice, honours, [fault, doubt])
    assert choice.faulty == [bad]
    assert len(choice.chosen) == honoured.GROUPS + 40 - 1
    assert [record for _, record in choose(season, notice, honours, [fault], [bad]).chosen] == [bad]


def test_a_row_keeps_names_byte_for_byte_and_says_where_they_were_typed():
    _season, notice, honours = honoured.province()
    [honour, *_] = honours.honour
    entry = honoured.record(
        notice, "小组", 9, 企业名称="  太原 ＡＢ（集团）", 小组名称="“甲”组", 课题名称="a", 报送单位="太原"
    )
    ledger = winners_ledger(notice)
    row = confirmed_row(entry, honour, ledger, honours, dt.date(2018, 7, 1), "1")
    assert (row["单位名称"], row["获奖名称"]) == ("  太原 ＡＢ（集团）", "“甲”组")
    assert (row["来源"], row["报送单位"]) == ("小组!B9", "太原")


# -- names that changed since 确认 ---------------------------------------------------------------------


def changed(field, text):
    """The list as confirmed, and the season in which the first group's field was typed anew."""
    winners, season, notice, _ = honoured.winners()
    entries = list(season.ledgers["小组"])
    first = honoured.record(notice, "小组", entries[0].row, **entries[0])
    first[field] = text
    now = Season({**season.ledgers, "小组": [first, *entries[1:]]}, season.single)
    return winners, list(renamed(winners, now, notice))


def test_nothing_changed_is_nothing_told():
    winners, season, notice, _ = honoured.winners()
    assert list(renamed(winners, season, notice)) == []


@pytest.mark.parametrize("field", ["企业名称", "小组名称", "课题名称"])
def test_a_single_sign_changed_is_told_with_both_and_the_list_stands(field):
    was = honoured.province()[0].ledgers["小组"][0][field]
    winners, [found] = changed(field, was + " ")
    assert (found.field, found.old, found.now) == (field, was, was + " ")
    assert found.where.startswith("小组!") and found.where.endswith("5")
    assert f"确认时 {was}｜现在 {was} " in renamed_sentence(found)
    assert winners[0].names == names_of(honoured.province()[0].ledgers["小组"][0], winners[0].honour)


def test_an_entry_that_was_taken_out_is_told():
    winners, season, notice, _ = honoured.winners()
    now = Season({**season.ledgers, "小组": season.ledgers["小组"][1:]}, season.single)
    [found] = renamed(winners, now, notice)
    assert found.now is None and found.old.startswith(honoured.LONG_UNIT)
    assert "台账里已经没有" in renamed_sentence(found)
