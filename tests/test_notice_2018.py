"""The 2018 notice as data: word for word as printed, its four kinds of quota, and every rule at its place."""

import datetime as dt
import difflib
import re
from pathlib import Path

import pytest

from pyfuncs import fees
from pyfuncs.notice import load_notice
from pyfuncs.quota import totals
from pyfuncs.rules import Record, Season, View, parent_body

PRINTED = Path(__file__).parent / "printed"
NOTICE = load_notice("2018")
FORMS = ["附件1", "附件2", "附件3.1", "附件3.2", *(f"附件{number}" for number in range(4, 11))]
RESTORED = re.compile(r"([一二]、|\d\.|（\d）)+")
"""Leading numbers that the text of the notice lost."""
TICK_BOX = "□"
"""Drawn where the notice's text lost its sign: 在 上打V."""


def bare(text):
    """Without white space, which the notice's text puts anywhere."""
    return re.sub(rf"[\s{TICK_BOX}]", "", text)


def printed(form):
    return (PRINTED / f"2018{form}.txt").read_text("utf-8")


def words(form):
    """All words of a form as printed while empty, in order, without white space."""
    found = []
    for part in form.part:
        found += [cell.words for cell in part.grid.cells()] if part.grid else [line.words for line in part.lines]
    return bare("".join(found))


def test_every_attachment_is_there_in_order():
    assert list(NOTICE.forms) == FORMS


@pytest.mark.parametrize("form", FORMS)
def test_every_printed_phrase_in_order(form):
    rest = words(NOTICE.forms[form])
    for phrase in printed(form).splitlines():
        assert bare(phrase) in rest, phrase
        rest = rest.split(bare(phrase), 1)[1]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_added_but_lost_numbers(form):
    ours, theirs = words(NOTICE.forms[form]), bare(printed(form))
    changes = difflib.SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes()
    added = [ours[at:to] for kind, start, end, at, to in changes if kind != "equal" and end == start]
    assert [text for text in added if not RESTORED.fullmatch(text)] == []
    assert [change for change in changes if change[0] in ("delete", "replace")] == []


MODES = {"附件1": "阅览", "附件2": "阅览", "附件9": "单份", "附件10": "汇总"}


@pytest.mark.parametrize("form", FORMS)
def test_mode_and_width(form):
    this = NOTICE.forms[form]
    assert this.mode == MODES.get(form, "逐条")
    assert {sum(part.grid.widths) for part in this.part if part.grid} <= {247 if this.landscape else 160}


NUMBERED = dict.fromkeys(("附件3.1", "附件4", "附件5", "附件6", "附件9"), "总编号：")
NUMBERED |= {"附件7": "序号", "附件8": "编号", "附件10": "编号："}


@pytest.mark.parametrize(("form", "words_before"), NUMBERED.items())
def test_the_number_that_nobody_is_told_to_fill_has_no_blank(form, words_before):
    head = next(part for part in NOTICE.forms[form].part if part.kind == "line").lines[0]
    assert head.pieces[-1] == f"\t{words_before}"


# -- the quota table ---------------------------------------------------------------------------------


def test_quota_sums_beside_the_printed_totals():
    assert [total.sum for total in totals(NOTICE)] == [474, 75, 114, 26, 27, 30, 51]
    assert [total.printed for total in totals(NOTICE)] == [475, 75, 100, 30, 30, 40, 60]


def test_the_quota_table_is_the_printed_one():
    """Row by row the same cells as 附件2's grid."""
    (grid,) = [part.grid for part in NOTICE.forms["附件2"].part if part.grid]
    cells = [[cell.words for cell in row.cells] for row in grid.rows]
    assert [row[1:2] + row[2:] for row in cells[1:-1]] == [
        [unit, *map(str, row)] for unit, row in NOTICE.quota.rows.items()
    ]
    assert cells[0][2:] == NOTICE.quota.columns
    assert cells[-1] == ["合计", *map(str, NOTICE.quota.printed_total)]


STATES = [
    ("太原", "优秀QC小组", "名额", 40),
    ("科协", "质量信得过班组", "自定", None),
    ("科协", "优秀企业", "未列", None),
    ("科协", "上会发表班组", "名额", 1),
    ("烟草", "优秀QC小组", "幅度", 5),
    ("烟草", "质量信得过班组", "幅度", 5),
    ("其他", "优秀QC小组", "幅度", 5),
    ("烟草", "上会发表小组", "名额", 2),
    ("烟草", "优秀推进者", "未列", None),
    ("太原", "班组建设优秀企业", "限额", 1),
    ("妇联", "班组建设先进个人", "限额", 1),
]


@pytest.mark.parametrize(("unit", "award", "state", "most"), STATES)
def test_quota_states(unit, award, state, most):
    found = NOTICE.quota_of(unit, award)
    assert (found.state, found.most) == (state, most)


def test_units_are_the_26_of_the_table_and_the_20_of_the_note():
    assert len(NOTICE.quota.rows) == 27
    assert len(NOTICE.units()) == len(set(NOTICE.units())) == 46


GOLDEN = [("太原", False, 16500), ("太原", True, 17800), ("通信", False, 6000), ("通信", True, 7300)]


@pytest.mark.parametrize(("unit", "with_limits", "amount"), GOLDEN)
def test_fees_at_full_quota(unit, with_limits, amount):
    assert fees.full_quota(NOTICE, unit, with_limits) == amount


def test_fees_of_all_rows_but_the_others():
    units = [unit for unit in NOTICE.quota.rows if unit != NOTICE.quota.star_row]
    assert sum(fees.full_quota(NOTICE, unit) for unit in units) == 216_900


# -- rules -------------------------------------------------------------------------------------------


def ids(table):
    """Every id a table of the notice carries, of the tables in it too."""
    if isinstance(table, list):
        return {name for item in table for name in ids(item)}
    if not hasattr(table, "__dataclass_fields__"):
        return set()
    names = [name for name in table.__dataclass_fields__ if name == "id" or name.endswith("_id")]
    return {getattr(table, name) for name in names}


def all_ids():
    return {name for field in NOTICE.__dataclass_fields__ for name in ids(getattr(NOTICE, field))} - {""}


def test_every_rule_of_the_notice_is_at_its_place_and_none_is_made_up():
    assert all_ids() == {f"A{number:02}" for number in range(1, 38)}


def test_what_the_notice_does_not_state_is_never_an_error():
    assert {rule.level for rule in NOTICE.rule if "通知未载" in rule.source} == {"核实", "提示"}


def test_every_award_is_checked_against_its_quota_on_its_own_records():
    checked = {rule.params["award"]: (rule.ledger, rule.where) for rule in NOTICE.rule if rule.call == "within_quota"}
    assert checked == {award.name: (award.ledger, award.where) for award in NOTICE.award}


def test_dates():
    assert [item.date for item in NOTICE.deadline] == [dt.date(2018, 6, 10), dt.date(2018, 6, 20)]
    (period,) = NOTICE.period
    assert (period.start, period.end) == (dt.date(2017, 6, 1), dt.date(2018, 5, 31))


def test_materials_name_awards_and_forms_that_exist():
    assert {item.per for item in NOTICE.material} == {award.name for award in NOTICE.award} | {"单位"}
    assert {item.form for item in NOTICE.material} - {""} == set(FORMS) - {"附件1", "附件2"}


def test_copies_at_check_in():
    copies = {item.per: item.copies for item in NOTICE.material if item.id == "A19"}
    assert copies == {"上会发表小组": 18, "上会发表班组": 8}


def test_a_word_limit_is_checked_by_a_rule_of_the_same_number():
    checked = [(rule.id, rule.params["most"]) for rule in NOTICE.rule if rule.params.get("unit") == "字"]
    assert sorted(checked) == sorted((item.id, item.most) for item in NOTICE.word_limit)


def test_a_section_of_the_summary_lists_every_award_but_that_of_form_7():
    headings = [part.text[0] for part in NOTICE.forms["附件10"].part if part.kind == "heading"]
    assert headings == list("一二三四五六七八")
    assert [award.name for award in NOTICE.award if award.summary not in headings] == ["班组建设优秀企业"]


@pytest.mark.parametrize("item", NOTICE.contradiction, ids=lambda item: item.topic)
def test_a_contradiction_shows_every_wording_with_its_clause(item):
    assert len(item.says) >= 2
    assert all(says["text"] and says["source"] for says in item.says)
    assert item.shown


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("太原汾河重型机械（集团）有限公司", False),
        ("太原汾河重型机械(集团)股份有限公司", False),
        ("晋原集团有限公司", False),
        ("晋原（集团）有限公司华岭机械厂", True),
        ("晋原集团华岭机械厂", True),
        ("晋原有限公司太原分公司", False),
    ],
)
def test_the_word_group_in_an_enterprises_own_name_is_no_parent_body(name, odd):
    rule = next(rule for rule in NOTICE.rule if rule.call == "parent_body")
    rows = [Record({"企业名称": name}, "企业", 5)]
    assert bool(list(parent_body(View(rows, Season({"企业": rows}), NOTICE), **rule.params))) == odd
