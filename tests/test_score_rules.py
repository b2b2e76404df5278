"""The rules about scores: a sheet as it should be is silent, every fault is named at its cell."""

import pytest
from contests import contest, setting

from pyfuncs.check import check
from pyfuncs.score_rules import is_kin


def found(season, notice, part=""):
    scopes = ("评分", "小组", "评委")
    return [
        (item.level, item.field, item.says)
        for item in check(season, notice)
        if item.scope in scopes and part in item.says
    ]


def first(season):
    return season.ledgers["评分"][0]


def test_the_sample_has_the_one_missing_score_and_nothing_else():
    season, notice = contest()
    assert [item for item in found(season, notice) if item[0] != "提示"] == [
        ("错误", "第5项", "“问题解决型发表评审表”的“成果报告”没有分，这张评分表不计")
    ]


@pytest.mark.parametrize(
    ("field", "value", "part"),
    [
        ("第1项", 40, "“选题”应在0至15分之间"),
        ("第1项", -1, "“选题”应在0至15分之间"),
        ("第1项", None, "“选题”没有分"),
        ("第7项", 3, "“问题解决型发表评审表”没有这一项，应空着"),
        ("总分", 50, "应为各项之和"),
        ("评委", "路人", "在“评委”中找不到"),
        ("课题名称", "别的课题", "在参评的台账中找不到这一项"),
    ],
)
def test_a_fault_in_a_score_sheet(field, value, part):
    season, notice = contest()
    row = next(row for row in season.ledgers["评分"] if row["小组名称"] == "云端QC小组")
    row[field] = row.raw[field] = value
    [(level, at, _)] = found(season, notice, part)
    assert level == "错误" and at in (field, "小组名称")


def test_a_judge_who_scored_an_entry_twice():
    season, notice = contest()
    again = type(first(season))(dict(first(season)), "评分", 999)
    again.raw = dict(first(season).raw)
    season.ledgers["评分"].append(again)
    [(level, field, says)] = found(season, notice, "同一评委、同一阶段、同一项成果")
    assert (level, field) == ("错误", "评委") and "第2行" in says


def test_the_step_where_one_is_set():
    season, notice = contest()
    assert not found(season, notice, "整数倍")
    setting(notice, "step", 1)
    assert found(season, notice, "应是1的整数倍")


def test_the_own_judge_is_told_and_a_like_name_is_to_confirm():
    season, notice = contest()
    judge = season.ledgers["评委"][0]
    judge["工作单位"] = "山西云冈通信有限公司"
    assert {item[0] for item in found(season, notice, "本单位的评委，自动回避")} == {"提示"}
    judge["工作单位"] = "山西云冈通信有限公司大同分公司"
    assert {item[0] for item in found(season, notice, "名称相近，疑为上下级")} == {"核实"}


@pytest.mark.parametrize(
    ("one", "other", "kin"),
    [
        ("山西云冈通信有限公司", "山西云冈通信有限公司太原分公司", True),
        ("山西云冈通信有限公司", "山西太行宽带网络有限公司", False),
        ("山西云冈通信有限公司", "山西 云冈通信有限公司", False),
        ("太原市信息通信企业联合会", "太原市信息通信有限公司", True),
    ],
)
def test_names_that_begin_alike(one, other, kin):
    assert is_kin(one, other) is kin


def test_an_entrant_that_too_few_judges_scored():
    season, notice = contest()
    own = [row for row in season.ledgers["评分"] if row["小组名称"] == "云端QC小组" and row["阶段"] == "资料初审"]
    season.ledgers["评分"] = [row for row in season.ledgers["评分"] if not any(row is item for item in own[2:])]
    assert found(season, notice, "只有2名评委的有效评分，应不少于3名") == [
        ("错误", "小组名称", "“资料初审”只有2名评委的有效评分，应不少于3名")
    ]


def test_a_judge_who_scored_in_a_venue_that_is_not_his():
    season, notice = contest()
    for row in season.ledgers["小组"]:
        row["会场"] = "二" if row["小组名称"] == "云端QC小组" else "一"
    for judge in season.ledgers["评委"][1:]:
        judge["会场"] = "二"
    season.ledgers["评委"][0]["会场"] = "一"
    season.ledgers["评分"] = [
        row
        for row in season.ledgers["评分"]
        if row["小组名称"] == "云端QC小组" and (row["阶段"] == "现场发表" or row["评委"] != "乔永平")
    ]
    assert found(season, notice, "会场") == [("错误", "评委", "是“一”会场的评委，这一项在“二”会场，打的分不计")]


def test_a_judge_who_left_one_entrant_out_is_named():
    """A sheet that was forgotten changes the score without a word; a judge who has not begun is not asked for."""
    season, notice = contest()
    rows = season.ledgers["评分"]
    season.ledgers["评分"] = [
        row
        for row in rows
        if (row["小组名称"], row["阶段"], row["评委"]) != ("云端QC小组", "资料初审", "乔永平")
        and (row["阶段"], row["评委"]) != ("现场发表", "双喜才")
    ]
    assert found(season, notice, "没有给它打分") == [
        ("核实", "小组名称", "“资料初审”评委乔永平没有给它打分，给别的打了")
    ]


def test_an_entrant_that_nobody_scored_is_to_confirm():
    season, notice = contest()
    season.ledgers["评分"] = [row for row in season.ledgers["评分"] if row["小组名称"] != "云端QC小组"]
    assert [item[0] for item in found(season, notice, "没有有效评分，不进入排名")] == ["核实", "核实"]


def test_two_judges_of_one_name():
    season, notice = contest()
    season.ledgers["评委"][1]["姓名"] = season.ledgers["评委"][0]["姓名"]
    assert found(season, notice, "评分按姓名认评委")
