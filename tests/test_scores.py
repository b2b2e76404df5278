"""Judges' scores: who counts, who is left out and why, trimming, mean, median, spread, as printed."""

from fractions import Fraction

import pytest
from contests import GROUPS, WEIGHTS, contest, setting
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.contest import Item, Phase, ScoreTable
from pyfuncs.judging import judge as judge_all
from pyfuncs.jury_files import in_order, seen_by
from pyfuncs.rules import Record
from pyfuncs.scores import Mark, Panel, _trim, collect, item_fault, leanings

totals = st.lists(st.integers(0, 200).map(lambda number: Fraction(number, 2)), min_size=1, max_size=9)


def panel(values, least=3, each=1):
    marks = [Mark(f"评委{number}", [], value) for number, value in enumerate(values)]
    _trim(marks, least, each)
    table = ScoreTable(name="表", source="", total=10, item=[Item(name="项", points=10)])
    return Panel(Phase(name="发表", source="", tables={}, tables_source=""), table, marks)


def of(entries, name, phase):
    return next(entry for entry in entries if entry.name == name).panel(phase)


def test_a_judge_of_the_own_enterprise_is_left_out_by_himself_and_one_by_his_mark():
    season, notice = contest(*WEIGHTS)
    entries = collect(season, notice)
    own = {mark.judge: mark.fate for mark in of(entries, "倾听QC小组", "现场发表").marks}
    asked = {mark.judge: mark.fate for mark in of(entries, "灵光QC小组", "资料初审").marks}
    assert own["申玉梅"] == "回避（本单位）" and asked["郎建勋"] == "回避"
    assert len(of(entries, "倾听QC小组", "现场发表").valid) == len(of(entries, "灵光QC小组", "资料初审").valid) == 6


def test_scores_typed_for_the_own_enterprise_do_not_count():
    season, notice = contest(*WEIGHTS)
    row = next(row for row in season.ledgers["评分"] if row["小组名称"] == "倾听QC小组" and row["评委"] == "乔永平")
    row["评委"] = "申玉梅"
    mark = next(m for m in of(collect(season, notice), "倾听QC小组", row["阶段"]).marks if m.judge == "申玉梅")
    assert (mark.fate, mark.total) == ("回避（本单位）", None)


def test_a_sheet_with_an_item_missing_is_left_out_and_the_item_is_named():
    season, notice = contest(*WEIGHTS)
    found = of(collect(season, notice), "满格信号QC小组", "现场发表")
    assert [mark.fate for mark in found.marks if mark.judge == "巩立功"] == ["缺（成果报告）"]
    assert len(found.valid) == 6


def test_a_judge_typed_twice_counts_neither_time():
    season, notice = contest(*WEIGHTS)
    season.ledgers["评分"].append(season.ledgers["评分"][0])
    first = season.ledgers["评分"][0]
    marks = of(collect(season, notice), first["小组名称"], first["阶段"]).marks
    assert [mark.fate for mark in marks if mark.judge == first["评委"]] == ["重复2行"]


@pytest.mark.parametrize("again", ["乔 永平", "乔永平"])
def test_a_judge_who_is_listed_twice_scores_once(again):
    """A blank in the name, and his sheets would count double for each entry."""
    season, notice = contest(*WEIGHTS)
    before = [
        [(mark.judge, mark.fate) for mark in panel.marks] for entry in collect(season, notice) for panel in entry.panels
    ]
    season.ledgers["评委"].append(Record(dict(season.ledgers["评委"][0]) | {"姓名": again}, "评委", 12))
    after = [
        [(mark.judge, mark.fate) for mark in panel.marks] for entry in collect(season, notice) for panel in entry.panels
    ]
    assert after == before and season.ledgers["评委"][0]["姓名"] == "乔永平"


def test_a_judge_who_is_listed_with_two_enterprises_scores_for_neither():
    season, notice = contest(*WEIGHTS)
    own = next(row for row in season.ledgers["评委"] if row["姓名"] == "申玉梅")
    season.ledgers["评委"].append(Record(dict(own) | {"工作单位": "山西云冈通信有限公司"}, "评委", 12))
    entries = collect(season, notice)
    for group in ("倾听QC小组", "云端QC小组"):
        marks = of(entries, group, "现场发表").marks
        assert [mark.fate for mark in marks if mark.judge == "申玉梅"] == ["回避（本单位）"]


def test_an_unknown_judge_does_not_count_but_is_shown():
    season, notice = contest(*WEIGHTS)
    first = season.ledgers["评分"][0]
    first["评委"] = "路人"
    marks = of(collect(season, notice), first["小组名称"], first["阶段"]).marks
    assert [mark.fate for mark in marks if mark.judge == "路人"] == ["不在评委名单"]


def test_judges_of_another_venue_are_not_missing():
    season, notice = contest(*WEIGHTS)
    for row in season.ledgers["小组"]:
        row["会场"] = "一"
    season.ledgers["评委"][0]["会场"] = "二"
    season.ledgers["评分"] = [row for row in season.ledgers["评分"] if row["评委"] != "乔永平"]
    names = [mark.judge for mark in of(collect(season, notice), "云端QC小组", "现场发表").marks]
    assert "乔永平" not in names and len(names) == 6


def test_scores_of_a_judge_of_another_venue_do_not_count_but_are_shown():
    season, notice = contest(*WEIGHTS)
    for row in season.ledgers["小组"]:
        row["会场"] = "一"
    season.ledgers["评委"][0]["会场"] = "二"
    found = of(collect(season, notice), "云端QC小组", "现场发表")
    [mark] = [mark for mark in found.marks if mark.judge == "乔永平"]
    assert (mark.fate, mark.total) == ("别的会场", None) and len(found.valid) == 6


@pytest.mark.parametrize(("judge", "group"), [("一会场 ", "一会场"), ("1会场", "１会场"), ("A　厅", "a厅")])
def test_a_venue_written_a_little_otherwise_is_the_same_one(judge, group):
    """A blank behind it, and every score would count for nothing, of a venue that looks the same."""
    season, notice = contest(*WEIGHTS)
    before = [len(panel.valid) for entry in collect(season, notice) for panel in entry.panels]
    for row in season.ledgers["小组"]:
        row["会场"] = row.raw["会场"] = group
    for row in season.ledgers["评委"]:
        row["会场"] = row.raw["会场"] = judge
    entries = collect(season, notice)
    assert [len(panel.valid) for entry in entries for panel in entry.panels] == before
    assert seen_by(season.ledgers["评委"][0], in_order(season, notice), notice) == in_order(season, notice)
    season.ledgers["小组"][0]["会场"] = season.ledgers["小组"][0].raw["会场"] = judge
    setting(notice, "venues", "是")
    first = [item for item in judge_all(season, notice).of(GROUPS) if item.place and item.place.rank == 1]
    assert len(first) == 1, "one ranking, not two with a first place each"


def test_from_three_on_one_highest_and_one_lowest_go():
    assert [mark.fate for mark in panel([Fraction(9), Fraction(7), Fraction(8)]).marks] == ["去高", "去低", "有效"]
    assert [mark.fate for mark in panel([Fraction(9), Fraction(7)]).marks] == ["有效", "有效"]
    assert [mark.fate for mark in panel([Fraction(9), Fraction(7), Fraction(8)], None).marks] == ["有效"] * 3


def test_two_highest_and_two_lowest_go_where_the_jury_says_so_and_any_are_left():
    found = [Fraction(n) for n in (9, 7, 8, 6, 5)]
    assert [mark.fate for mark in panel(found, each=2).marks] == ["去高", "有效", "去高", "去低", "去低"]
    assert panel(found, each=2).score == 7
    assert [mark.fate for mark in panel(found[:4], each=2).marks] == ["有效"] * 4


def test_mean_median_and_spread_are_of_all_valid_totals():
    found = panel([Fraction(n) for n in (90, 80, 84, 91)])
    assert (found.mean, found.median, found.spread, found.score) == (Fraction(345, 4), 87, 11, 87)


@given(totals, st.randoms())
def test_the_order_of_the_judges_makes_no_difference(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert panel(values).score == panel(shuffled).score


@given(totals)
def test_the_score_lies_between_the_lowest_and_the_highest(values):
    assert min(values) <= panel(values).score <= max(values)
    kept = sorted(values)[1:-1] if len(values) >= 3 else values
    assert panel(values).score == sum(kept, Fraction()) / len(kept)


@given(totals, st.integers(0, 8), st.integers(1, 20))
def test_a_higher_total_never_lowers_the_score(values, at, more):
    raised = list(values)
    raised[at % len(values)] += more
    assert panel(raised).score >= panel(values).score


def test_harsh_and_lenient_judges_are_shown_and_leave_the_scores_alone():
    season, notice = contest(*WEIGHTS)
    entries = collect(season, notice)
    found = leanings(entries)
    assert min(found, key=found.get) == ("现场发表", "巩立功") and max(found, key=found.get) == ("资料初审", "双喜才")
    assert found["现场发表", "巩立功"] < -2


@pytest.mark.parametrize(
    ("value", "most", "step", "says"),
    [
        (Fraction(15), Fraction(15), None, ""),
        (Fraction(31, 2), Fraction(15), None, "应在0至15分之间"),
        (Fraction(-1), Fraction(15), None, "应在0至15分之间"),
        (Fraction(1, 4), Fraction(15), Fraction(1, 2), "应是0.5的整数倍"),
        (Fraction(1), None, None, "没有这一项，应空着"),
    ],
)
def test_the_score_of_an_item(value, most, step, says):
    assert item_fault(value, most, step) == says


def test_the_step_that_the_jury_sets_is_exact():
    _, notice = contest(*WEIGHTS)
    setting(notice, "step", 0.1)
    assert item_fault(Fraction("0.3"), Fraction(5), Fraction(str(notice.judging.value("step")))) == ""
