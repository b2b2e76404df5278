"""The outcome of the sample contest, equal to a reckoning by other means; and what keeps it from being made."""

from fractions import Fraction

import pytest
from contests import GROUPS, WEIGHTS, by_hand, contest, names, rule, setting

from pyfuncs.judging import OPEN, judge
from pyfuncs.scores import NoJudging

THIRD, TENTH = ["稳盾QC小组", "忻州轻骑QC小组"], ["巧匠QC小组", "启明QC小组"]


@pytest.mark.parametrize("weights", [WEIGHTS, (50, 50), (0, 100), (12.5, 87.5)])
def test_final_scores_equal_an_independent_reckoning(weights):
    season, notice = contest(*weights)
    hand = by_hand(season)
    shares = [Fraction(str(weight)) / 100 for weight in weights]
    wanted = {
        row["小组名称"]: shares[0] * hand[row["小组名称"], "资料初审"] + shares[1] * hand[row["小组名称"], "现场发表"]
        for row in season.ledgers["小组"]
    }
    standings = judge(season, notice).of(GROUPS)
    assert {item.entry.name: item.final for item in standings} == wanted
    assert {item.entry.name: item.place.rank for item in standings} == {
        name: 1 + sum(other > final for other in wanted.values()) for name, final in wanted.items()
    }
    assert len(standings) == 24


def test_while_a_weight_is_empty_nothing_is_ranked_and_the_clause_is_named():
    season, notice = contest()
    outcome = judge(season, notice)
    assert "“资料初审”的权重还空着" in outcome.refused and "四（四）1" in outcome.refused
    assert all(item.place is None and not item.level for item in outcome.of(GROUPS))


@pytest.mark.parametrize(("weights", "says"), [((40, None), "“现场发表”的权重还空着"), ((40, 50), "之和为90，应为100")])
def test_weights_must_all_be_there_and_make_a_hundred(weights, says):
    season, notice = contest(*weights)
    assert says in judge(season, notice).refused


def test_a_tie_across_a_line_is_left_open_and_both_are_named():
    season, notice = contest(*WEIGHTS)
    outcome = judge(season, notice)
    third, tenth = outcome.open_ties
    assert "第3名有2个得分相同" in third and "“二等奖”" in third and all(name in third for name in THIRD)
    assert "第10名有2个得分相同" in tenth and "报省" in tenth and all(name in tenth for name in TENTH)
    found = {item.entry.name: (item.place.rank, item.level, item.promoted) for item in outcome.of(GROUPS)}
    assert [found[name] for name in THIRD] == [(3, OPEN, "是")] * 2
    assert [found[name] for name in TENTH] == [(10, "", OPEN)] * 2
    levels = [item.level for item in outcome.of(GROUPS)]
    assert levels[:7] == ["一等奖", "二等奖", OPEN, OPEN, "三等奖", "三等奖", ""]


def test_the_jurys_decision_settles_a_tie_and_says_so():
    season, notice = contest(*WEIGHTS)
    decisions = dict(zip([*THIRD, *TENTH], (2, 1, 1, 2), strict=True))
    rule(season, judge(season, notice), decisions)
    outcome = judge(season, notice)
    found = {item.entry.name: item for item in outcome.of(GROUPS)}
    assert outcome.open_ties == []
    assert [(found[name].place.rank, found[name].level) for name in THIRD] == [(4, "三等奖"), (3, "二等奖")]
    assert [found[name].promoted for name in TENTH] == ["是", ""]
    assert found[THIRD[0]].remark == "同分，评委会裁定先后"


@pytest.mark.parametrize("decisions", [{THIRD[0]: 1}, {THIRD[0]: 1, THIRD[1]: 1}])
def test_half_a_decision_decides_nothing(decisions):
    season, notice = contest(*WEIGHTS)
    rule(season, judge(season, notice), decisions)
    assert len(judge(season, notice).open_ties) == 2


def test_a_decision_for_another_score_does_not_hold():
    season, notice = contest(*WEIGHTS)
    rule(season, judge(season, notice), dict(zip(THIRD, (1, 2), strict=True)))
    for phase, weight in zip(notice.judging.phase, (50, 50), strict=True):
        phase.weight = weight
    assert len(judge(season, notice).open_ties) == 2


def test_a_tie_key_that_is_set_decides_and_is_named():
    season, notice = contest(*WEIGHTS)
    setting(notice, "tie_keys", "现场发表、效果")
    outcome = judge(season, notice)
    settled = [item.remark for item in outcome.of(GROUPS) if "按“" in item.remark]
    assert settled and set(settled) == {"同分，按“效果”定先后"}


def test_promoters_by_mark_and_enterprises_by_place():
    season, notice = contest(*WEIGHTS)
    outcome = judge(season, notice)
    assert [item.level for item in outcome.of("质量管理小组活动优秀推进者")] == ["一等奖", "二等奖", "二等奖"]
    companies = outcome.of("质量管理小组活动优秀企业")
    assert [item.place.rank for item in companies] == [1, 2, 3]
    assert {item.level for item in companies} == {"质量管理小组活动优秀企业"}


def test_teams_whose_table_is_empty_are_told_not_ranked():
    season, notice = contest(*WEIGHTS)
    outcome = judge(season, notice)
    assert outcome.of("质量信得过班组") == []
    assert outcome.notes == ["质量信得过班组：“质量信得过班组评审表”还没有项目，没有排名。"]


def test_a_phase_of_no_weight_need_not_be_scored():
    season, notice = contest(0, 100)
    season.ledgers["评分"] = [row for row in season.ledgers["评分"] if row["阶段"] == "现场发表"]
    assert all(item.place for item in judge(season, notice).of(GROUPS))


def test_an_entry_that_too_few_judges_scored_is_not_ranked_and_says_why():
    season, notice = contest(*WEIGHTS)
    kept = season.ledgers["评分"]
    own = [row for row in kept if row["小组名称"] == "云端QC小组" and row["阶段"] == "现场发表"]
    season.ledgers["评分"] = [row for row in kept if not any(row is other for other in own[2:])]
    last = judge(season, notice).of(GROUPS)[-1]
    assert (last.entry.name, last.final, last.remark) == ("云端QC小组", None, "“现场发表”有效评委2名，少于3名，未排名")


def test_venues_rank_apart_when_the_jury_says_so():
    season, notice = contest(*WEIGHTS)
    for number, row in enumerate(season.ledgers["小组"]):
        row["会场"] = "一" if number % 2 else "二"
    together = judge(season, notice).of(GROUPS)
    assert sum(item.place.rank == 1 for item in together) == 1
    setting(notice, "venues", "是")
    apart = judge(season, notice).of(GROUPS)
    assert [item.entry.venue for item in apart if item.place.rank == 1] == ["一", "二"]
    for venue in "一二":
        assert names(item for item in apart if item.entry.venue == venue) == names(
            item for item in together if item.entry.venue == venue
        )


def test_a_notice_that_does_not_judge_says_so(notice_2018):
    with pytest.raises(NoJudging, match="没有评审的规定"):
        judge(contest()[0], notice_2018)
