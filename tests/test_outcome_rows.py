"""The outcome as rows: of the results, the winners and the detail."""

import pytest
from contests import WEIGHTS, contest, rule

from pyfuncs.judging import judge, read_rulings
from pyfuncs.outcome_rows import detail_table, following_number, result_rows, winner_rows, winners_summary
from pyfuncs.rules import Record
from pyfuncs.scores import leanings

DECISIONS = {"稳盾QC小组": 2, "忻州轻骑QC小组": 1, "巧匠QC小组": 1, "启明QC小组": 2}


@pytest.fixture(scope="module")
def decided():
    season, notice = contest(*WEIGHTS)
    rule(season, judge(season, notice), DECISIONS)
    return season, notice, judge(season, notice)


def test_every_entry_of_every_ranked_award_is_a_row(decided):
    season, notice, outcome = decided
    rows = result_rows(outcome, notice.judging, read_rulings(season, notice))
    assert len(rows) == 24 + 3 + 3 and rows[0]["phases"] == "资料初审 93.50；现场发表 94.40"
    assert {row["name"]: row["ruling"] for row in rows if "ruling" in row} == DECISIONS


def test_a_setting_mistyped_for_a_moment_loses_no_decision():
    """Nothing can be ranked while a weight is missing; once it is there again the decisions hold as before."""
    season, notice = contest(*WEIGHTS)
    rule(season, judge(season, notice), DECISIONS)
    before, weight = read_rulings(season, notice), notice.judging.phase[0].weight
    notice.judging.phase[0].weight = None
    outcome = judge(season, notice)
    rows = result_rows(outcome, notice.judging, before)
    assert outcome.refused and not any("rank" in row for row in rows[:24])
    names = {role: notice.ledger_for("results").named(role) for role in rows[0] | {"ruling": "", "exact": ""}}
    season.ledgers["评审结果"] = [
        Record({names[role]: value for role, value in row.items() if role in names}, "评审结果") for row in rows
    ]
    notice.judging.phase[0].weight = weight
    assert read_rulings(season, notice) == before and not judge(season, notice).open_ties


def test_a_typed_place_is_no_score(decided):
    season, notice, outcome = decided
    rows = result_rows(outcome, notice.judging, read_rulings(season, notice))
    assert [(row["exact"], "final" in row) for row in rows[24:]] == [
        ("93.5", True), ("91", True), ("88.5", True), ("第1名", False), ("第2名", False), ("第3名", False),
    ]  # fmt: skip


def test_winners_are_those_with_a_prize_or_who_go_on_with_their_names_as_typed(decided):
    season, notice, outcome = decided
    rows = winner_rows(outcome, notice.judging, 45000)
    assert [row["level"] for row in rows[:7]] == ["一等奖", "二等奖", "二等奖", "三等奖", "三等奖", "三等奖", ""]
    assert sum(row["promoted"] == "是" for row in rows) == 10 and len(rows) == 10 + 3 + 3
    assert [row["number"] for row in rows if row["level"]] == [f"2023-{number:03}" for number in range(1, 13)]
    assert not any("number" in row for row in rows if not row["level"]), "without a prize there is no certificate"
    typed = {(row.raw["企业名称"], row.raw["小组名称"], row.raw["课题名称"]) for row in season.ledgers["小组"]}
    assert {(row["unit"], row["name"], row["topic"]) for row in rows[:10]} <= typed


def test_counts_and_names_for_the_preview(decided):
    lines = winners_summary(winner_rows(decided[2], decided[1].judging, 0))
    assert lines[1] == "QC小组成果 二等奖2个：绿能QC小组、忻州轻骑QC小组"
    assert lines[-1].startswith("报省10个：拓界QC小组、")
    assert "质量管理小组活动优秀企业3个：" in lines[-2]


@pytest.mark.parametrize(("number", "after"), [("2023-009", "2023-010"), ("099", "100"), ("甲", "甲"), ("", "")])
def test_certificates_are_numbered_on(number, after):
    assert following_number(number) == after


def test_the_detail_shows_every_judge_and_why_one_is_left_out(decided):
    _, notice, outcome = decided
    heads, *rows = detail_table(outcome, notice, leanings(outcome.entries))
    assert heads[-7:] == ["乔永平", "燕秀芳", "郎建勋", "师文霞", "巩立功", "申玉梅", "双喜才"]
    assert all(len(row) == len(heads) for row in rows) and len(rows) == 24 * 2 + 2
    row = next(row for row in rows if row[2] == "满格信号QC小组" and row[4] == "现场发表")
    assert row[-3] == "缺（成果报告）" and "75 去低" in row and "78.5 去高" in row and row[6] == 6
    own = next(row for row in rows if row[2] == "倾听QC小组")
    assert "回避（本单位）" in own
    assert rows[-1][1].startswith("评委平均偏离") and rows[-1][-3] == "-2.77"
