"""The order of the roll: awards and units as the notice has them."""

import dataclasses

import honoured
import pytest

from pyfuncs.honour_list import chinese, list_rows, sections, tables
from pyfuncs.winners import read_winners


def test_groups_stand_by_unit_in_the_order_of_the_quota_table():
    winners, _, notice, honours = honoured.winners()
    found = sections(winners, honours, notice)
    groups = [item for item in found if item.chapter == 1]
    assert [item.title for item in groups] == list(notice.quota.rows)
    assert [len(item.winners) for item in groups][:3] == [40, 40, 20]
    assert sum(len(item.winners) for item in groups) == honoured.GROUPS
    assert [item.first for item in groups] == [True] + [False] * 26


def test_awards_with_few_winners_are_one_list_in_the_order_of_the_units():
    winners, _, notice, honours = honoured.winners()
    companies, people = (item for item in sections(winners, honours, notice) if item.chapter > 1)
    assert (companies.honour.award, companies.title, people.honour.award) == ("优秀企业", "", "优秀推进者")
    assert [item.sender for item in companies.winners] == list(notice.quota.rows)[:20]


def test_a_contest_is_listed_by_level():
    season, notice, honours = honoured.contest()
    found = sections(read_winners(season, notice, honours), honours, notice)
    assert [(item.title, len(item.winners)) for item in found] == [("一等奖", 1), ("二等奖", 2), ("三等奖", 3)]


def test_awards_stand_in_the_order_they_are_numbered_and_a_level_that_says_the_same_is_no_heading():
    season, notice, honours = honoured.contest()
    winners = read_winners(season, notice, honours)
    more = [
        dataclasses.replace(winners[0], honour=honour, level=level)
        for honour, level in zip(honours.honour[:0:-1], ("质量管理小组活动优秀企业", "一等奖"), strict=True)
    ]
    found = sections([*more, *winners], honours, notice)
    assert [(item.chapter, item.honour.code, item.title) for item in found][-2:] == [(2, "02", "一等奖"), (3, "03", "")]


def test_every_winner_is_in_one_table_and_one_line():
    winners, _, notice, honours = honoured.winners()
    found = sections(winners, honours, notice)
    made = tables(found)
    assert [len(made[name]) for name in ("成果", "名称", "单位")] == [honoured.GROUPS, 20, 20]
    assert len(list(list_rows(found))) == len(winners)


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")])
def test_chapters_are_numbered_in_words(number, words):
    assert chinese(number) == words
