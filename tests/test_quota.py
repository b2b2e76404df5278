"""Quotas: the printed table and its sums, the four states of its cells, and what is over at which record."""

from __future__ import annotations

import pytest
from seasons import filled, season_of

from pyfuncs import check, quota
from pyfuncs.notice import HOME, Notice
from pyfuncs.quota import QuotaRow

GROUPS, TEAMS = "优秀QC小组", "质量信得过班组"


def row_of(notice: Notice, unit: str, award: str, count: int = 0) -> QuotaRow:
    """The line of one award when `unit` has entered `count` records of it."""
    wanted = notice.award_named(award)
    where = {name: options[0] for name, options in wanted.where.items()}
    season = season_of(unit, {wanted.ledger: [{wanted.at: f"第{number}个"} | where for number in range(count)]})
    return next(row for row in quota.rows(season, notice) if row.category == award)


def over_quota(notice: Notice, unit: str, award: str, count: int) -> list[check.Finding]:
    """Findings about the quota when `unit` has entered `count` records of an award."""
    wanted = notice.award_named(award)
    where = {name: options[0] for name, options in wanted.where.items()}
    rows = [{wanted.at: f"第{number}个"} | where for number in range(count)]
    return [item for item in check.check(season_of(unit, {wanted.ledger: rows}), notice) if "名额" in item.message]


# -- the printed table -----------------------------------------------------------------------------


def test_sums_beside_the_printed_ones(notice_2018: Notice) -> None:
    totals = quota.totals(notice_2018)
    assert [total.sum for total in totals] == [474, 75, 114, 26, 27, 30, 51]
    assert [total.printed for total in totals] == [475, 75, 100, 30, 30, 40, 60]
    assert notice_2018.quota and [total.category for total in totals] == notice_2018.quota.columns


def test_a_notice_without_a_table_has_no_sums(notice_2023: Notice) -> None:
    assert quota.totals(notice_2023) == []


# -- the states of a cell --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "award", "count", "shown", "left"),
    [
        ("太原", GROUPS, 0, 40, 40),
        ("太原", GROUPS, 40, 40, 0),
        ("太原", GROUPS, 41, 40, -1),
        ("通信", GROUPS, 10, 10, 0),
        ("科协", TEAMS, 50, "自定", None),
        ("科协", GROUPS, 5, 5, 0),
        ("科协", "优秀企业", 1, None, None),
        ("建材", GROUPS, 5, "1–5", 0),
        ("建材", GROUPS, 6, "1–5", -1),
        ("建材", TEAMS, 0, "1–5", 5),
        ("建材", "上会发表小组", 1, 2, 1),
        ("建材", "优秀企业", 0, None, None),
        ("太原", "班组建设优秀企业", 1, 1, 0),
        ("太原", "班组建设先进个人", 2, 1, -1),
        ("没有的单位", GROUPS, 3, quota.UNCHECKED, None),
        ("太 原", GROUPS, 41, quota.UNCHECKED, None),
        ("太 原", "班组建设先进个人", 2, 1, -1),
        ("", GROUPS, 3, quota.UNCHECKED, None),
    ],
)
def test_row(notice_2018: Notice, unit: str, award: str, count: int, shown: int | str | None, left: int | None) -> None:
    row = row_of(notice_2018, unit, award, count)
    assert (row.declared, row.quota, row.left) == (count, shown, left)
    assert row.over == (left is not None and left < 0)
    assert row.source


@pytest.mark.parametrize(
    ("unit", "says"),
    [
        ("太 原", "名额没有核对，请照名额表（附件2）改正推荐单位：名额表中没有“太 原”，是否为“太原”？"),
        ("", "名额没有核对，请先在首页选推荐单位（名额表见附件2）。"),
        ("太原", ""),
        ("建材", ""),
    ],
)
def test_a_unit_that_the_table_does_not_name_is_told(notice_2018: Notice, unit: str, says: str) -> None:
    season = season_of(unit)
    assert quota.unlisted_says(season, notice_2018) == says
    sources = {row.source for row in quota.rows(season, notice_2018) if row.quota == quota.UNCHECKED}
    assert sources == ({f"名额表中没有“{unit}”" if unit else "没有选推荐单位"} if says else set())


def test_of_many_units_those_that_the_table_does_not_name_are_told(notice_2018: Notice) -> None:
    names = ["太原", "大同市", "太原市质量协会", "大同市"]
    season = season_of("全部单位", {"小组": [{"报送单位": name, "小组名称": name} for name in names]})
    says = quota.unlisted_says(season, notice_2018.as_merged())
    assert says == "名额没有核对，请照名额表（附件2）改正推荐单位：名额表中没有“大同市”、“太原市质量协会”。"


def test_a_notice_without_a_table_names_no_unit_and_misses_none(notice_2023: Notice) -> None:
    assert quota.unlisted_says(season_of("某单位"), notice_2023) == ""
    assert quota.unlisted_says(season_of(""), notice_2023) == ""


def test_every_listed_industry_has_the_span(notice_2018: Notice) -> None:
    assert notice_2018.quota and len(notice_2018.quota.star_units) == 20
    for unit in notice_2018.quota.star_units:
        assert [row_of(notice_2018, unit, award).quota for award in (GROUPS, TEAMS)] == ["1–5", "1–5"]


# -- over the quota --------------------------------------------------------------------------------


def test_full_quota_is_not_over(notice_2018: Notice) -> None:
    season = filled(notice_2018, "太原")
    assert [row.left for row in quota.rows(season, notice_2018)] == [0] * len(notice_2018.award)
    assert not [item for item in check.check(season, notice_2018) if "名额" in item.message]


def test_the_41st_group_is_found_at_its_row(notice_2018: Notice) -> None:
    (found,) = over_quota(notice_2018, "太原", GROUPS, 41)
    assert (found.level, found.tab, found.field, found.row) == ("错误", "小组", "小组名称", 45)
    assert found.cell == "A45" and "是第41个" in found.message and "名额为40" in found.message
    assert "附件2" in found.source


def test_the_21st_group_of_one_enterprise_is_found_at_its_row(notice_2023: Notice) -> None:
    rows = [
        {"企业名称": "太原联信通信有限公司", "小组名称": f"小组{number}", "课题名称": f"课题{number}"}
        for number in range(21)
    ]
    rows.insert(3, {"企业名称": "晋中联信通信有限公司", "小组名称": "小组", "课题名称": "课题"})
    season = season_of("某单位", {"小组": rows})
    found = [item for item in check.check(season, notice_2023) if "最多20个" in item.message]
    assert [(item.level, item.field, item.row, item.source) for item in found] == [("错误", "企业名称", 26, "四（三）")]
    by_name = {row.category: (row.declared, row.left) for row in quota.rows(season, notice_2023)}
    assert by_name["QC小组成果（太原联信通信有限公司）"] == (21, -1)
    assert by_name["QC小组成果（晋中联信通信有限公司）"] == (1, 19)


@pytest.mark.parametrize(
    ("award", "ledger"), [("质量管理小组活动优秀企业", "企业"), ("质量管理小组活动优秀推进者", "个人")]
)
def test_one_of_each_member_unit(notice_2023: Notice, award: str, ledger: str) -> None:
    rows = [
        {"会员单位": "甲集团", "企业名称": "甲一公司", "工作单位": "甲一公司", "姓名": "林晓", "申报奖项": award},
        {"会员单位": "甲 集团", "企业名称": "甲二公司", "工作单位": "甲二公司", "姓名": "苗雨", "申报奖项": award},
        {"企业名称": "乙公司", "工作单位": "乙公司", "姓名": "贺文", "申报奖项": award},
    ]
    season = season_of("某单位", {ledger: rows})
    found = [item for item in check.check(season, notice_2023) if "每个会员单位" in item.message]
    assert [(item.level, item.row) for item in found] == [("错误", 6)]
    lines = [row for row in quota.rows(season, notice_2023) if row.category.startswith(award)]
    assert [(row.declared, row.quota, row.left) for row in lines] == [(2, 1, -1), (1, 1, 0)]


def test_no_entries_still_have_a_row(notice_2023: Notice) -> None:
    first = quota.rows(season_of("某单位"), notice_2023)[0]
    assert (first.category, first.declared, first.quota, first.left) == ("QC小组成果", 0, 20, 20)


def test_free_is_free(notice_2018: Notice) -> None:
    assert over_quota(notice_2018, "科协", TEAMS, 60) == []


def test_an_industry_of_the_note(notice_2018: Notice) -> None:
    assert over_quota(notice_2018, "建材", GROUPS, 5) == []
    (found,) = over_quota(notice_2018, "建材", GROUPS, 6)
    assert (found.level, found.row) == ("错误", 10)
    assert "按附件2注*，建材“优秀QC小组”的名额为1–5" in found.message


def test_blank_is_to_confirm(notice_2018: Notice) -> None:
    (found,) = over_quota(notice_2018, "科协", "优秀企业", 2)
    assert (found.level, found.row) == ("核实", 5)
    assert "没有列“优秀企业”的名额" in found.message
    assert over_quota(notice_2018, "科协", "优秀企业", 0) == []


@pytest.mark.parametrize("award", ["班组建设优秀企业", "班组建设先进个人"])
def test_a_limit_in_the_text_alone(notice_2018: Notice, award: str) -> None:
    assert over_quota(notice_2018, "科协", award, 1) == []
    (found,) = over_quota(notice_2018, "科协", award, 2)
    assert (found.level, found.row) == ("错误", 6)
    assert found.source.startswith("附件1")


def test_every_award_with_a_quota_is_checked(notice_2018: Notice, notice_2023: Notice) -> None:
    """The rule counts the very records that the table counts."""
    for notice in (notice_2018, notice_2023):
        ruled = {rule.params["award"]: rule for rule in notice.rule if rule.call == "within_quota"}
        for award in notice.award:
            if award.quota_column or (award.limit is not None and not award.limit_per):
                rule = ruled[award.name]
                assert (rule.ledger, rule.where) == (award.ledger, award.where)
            elif award.limit_per:
                assert [rule for rule in notice.rule if rule.call == "at_most_per" and rule.ledger == award.ledger]


# -- as data ---------------------------------------------------------------------------------------


def test_table(notice_2018: Notice) -> None:
    table = quota.table(filled(notice_2018, "太原", {GROUPS: 1}), notice_2018)
    assert set(table) == {"rows", "totals"}
    assert all(list(row) == ["category", "declared", "quota", "left", "source"] for row in table["rows"])
    assert all(list(total) == ["category", "printed", "sum"] for total in table["totals"])
    first = dict(table["rows"][0])
    assert first == {"category": GROUPS, "declared": 41, "quota": 40, "left": -1, "source": "附件2"}


def test_home_is_where_the_unit_stands(notice_2018: Notice) -> None:
    season = season_of("太原")
    del season.single[HOME]
    assert {row.left for row in quota.rows(season, notice_2018) if row.category == GROUPS} == {None}


def test_counts_of_a_unit_that_come_in_pieces_are_added(notice_2018):
    """As they come from a store that holds a unit's entries in several files."""
    award = next(award for award in notice_2018.award if not quota.is_per_name(award))
    [row, *_] = quota.counted_rows({award.name: [("太原", 1), ("太原", 2)]}, ["太原"], notice_2018)
    assert row.declared == 3
