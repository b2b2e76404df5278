"""Who goes on past the first phase: 否 alone takes out, some 是 mean those only, a blank asks what the others say."""

import pytest
from contests import GROUPS, WEIGHTS, contest, names

from pyfuncs.check import check
from pyfuncs.finalists import passed_over
from pyfuncs.judging import judge
from pyfuncs.scores import entries_of

MARK = "进入现场发表"


def marked(season, *marks):
    """Types the marks of the groups in their order; those beyond are left blank."""
    for number, row in enumerate(season.ledgers["小组"]):
        row[MARK] = row.raw[MARK] = marks[number] if number < len(marks) else None
    return [row["小组名称"] for row in season.ledgers["小组"]]


@pytest.mark.parametrize(
    ("marks", "out"),
    [
        ([], []),
        (["否", "否"], [0, 1]),
        (["是", None, "是"], [1, *range(3, 24)]),
        (["是", "否", "是"], [1, *range(3, 24)]),
        (["是"] * 24, []),
        (["否"] * 24, list(range(24))),
        (["是", "弃权"], list(range(1, 24))),
        (["弃权"], []),
    ],
)
def test_who_takes_no_part(marks, out):
    season, notice = contest()
    groups = marked(season, *marks)
    entries = entries_of(season, notice)
    over = passed_over(entries)
    assert [entry.name for entry in entries if id(entry) in over] == [groups[number] for number in out]


def test_what_is_neither_yes_nor_no_is_said_as_it_is_written():
    season, notice = contest()
    marked(season, "是", "待定")
    entries = entries_of(season, notice)
    assert passed_over(entries)[id(entries[1])] == "“进入现场发表”写的是“待定”，别的填了“是”"


def test_a_group_that_withdrew_wins_nothing_and_its_scores_are_told():
    season, notice = contest(*WEIGHTS)
    second = names(judge(season, notice).of(GROUPS))[1]
    groups = marked(season)
    marked(season, *["否" if name == second else None for name in groups])
    outcome = judge(season, notice)
    assert second not in names(outcome.of(GROUPS))[:23]
    last = outcome.of(GROUPS)[-1]
    assert (last.entry.name, last.final, last.level, last.promoted) == (second, None, "", "")
    assert last.remark == "“进入现场发表”写的是“否”，“现场发表”的评分不计，未排名"
    [note] = [note for note in outcome.notes if second in note]
    assert note == (
        f"QC小组成果：{second}的“进入现场发表”写的是“否”，却有“现场发表”的评分，没有计入，"
        "上了场的请把“进入现场发表”改成“是”，没有上场的请在“评分”里删去这些行。"
    )
    rows = [item for item in check(season, notice) if item.scope == "评分" and "写的是“否”" in item.says]
    scored = [row for row in season.ledgers["评分"] if (row["小组名称"], row["阶段"]) == (second, "现场发表")]
    assert [item.row for item in rows] == [row.row for row in scored] and {item.level for item in rows} == {"错误"}


def test_of_three_finalists_only_these_are_ranked_by_what_they_presented():
    season, notice = contest(*WEIGHTS)
    chosen = names(judge(season, notice).of(GROUPS))[4:7]
    groups = marked(season)
    marked(season, *["是" if name in chosen else None for name in groups])
    outcome = judge(season, notice)
    assert [item.entry.name for item in outcome.of(GROUPS) if item.final is not None] == chosen
    [note] = [note for note in outcome.notes if MARK in note]
    assert "等21个的“进入现场发表”没有填“是”，别的填了“是”，却有" in note


def test_where_the_first_phase_alone_counts_the_mark_changes_nothing():
    season, notice = contest(100, 0)
    before = [(item.entry.name, item.final) for item in judge(season, notice).of(GROUPS)]
    marked(season, "否", "否")
    assert [(item.entry.name, item.final) for item in judge(season, notice).of(GROUPS)] == before


def test_a_group_that_did_not_get_through_and_was_not_scored_again_is_told_of_no_more_than_before():
    season, notice = contest(*WEIGHTS)
    groups = marked(season, "否")
    kept = [row for row in season.ledgers["评分"] if (row["小组名称"], row["阶段"]) != (groups[0], "现场发表")]
    season.ledgers["评分"] = kept
    outcome = judge(season, notice)
    assert outcome.of(GROUPS)[-1].remark == "“现场发表”没有有效评分，未排名"
    assert not [note for note in outcome.notes if MARK in note]
    assert not [item for item in check(season, notice) if "写的是“否”" in item.says]
