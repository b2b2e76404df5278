"""The 2023 notice as data: word for word as printed, and every rule of it at its place."""

import datetime as dt
import re
from pathlib import Path

import pytest

from pyfuncs.check import check
from pyfuncs.notice import load_notice
from pyfuncs.records import typed_record
from pyfuncs.rules import Record, Season, View, topic_wording

PRINTED = Path(__file__).parent / "printed"
NOTICE = load_notice("2023")
FORMS = [f"附件{number}" for number in range(1, 9)]
TICK_BOX = "□"
"""Drawn where the notice's text lost its sign: 在 上打V."""


def bare(text):
    """Without white space, which the notice's PDF puts anywhere."""
    return re.sub(rf"[\s{TICK_BOX}]", "", text)


def words(form):
    """All words of a form as printed while empty, in order, without white space."""
    found = []
    for part in form.part:
        found += [cell.words for cell in part.grid.cells()] if part.grid else [line.words for line in part.lines]
    return bare("".join(found))


def test_every_attachment_is_there():
    assert list(NOTICE.forms) == FORMS


@pytest.mark.parametrize("form", FORMS)
def test_words_as_printed(form):
    rest = words(NOTICE.forms[form])
    for phrase in (PRINTED / f"2023{form}.txt").read_text("utf-8").splitlines():
        assert bare(phrase) in rest, phrase
        rest = rest.split(bare(phrase), 1)[1]


@pytest.mark.parametrize("form", FORMS)
def test_no_word_is_added_or_lost(form):
    assert words(NOTICE.forms[form]) == bare((PRINTED / f"2023{form}.txt").read_text("utf-8"))


MODES = {
    "附件1": ("阅览", ""),
    "附件2": ("逐条", "小组"),
    "附件3": ("逐条", "企业"),
    "附件4": ("逐条", "个人"),
    "附件5": ("逐条", "小组"),
    "附件6": ("逐条", "班组"),
    "附件7": ("单份", ""),
    "附件8": ("汇总", ""),
}


@pytest.mark.parametrize(("form", "mode", "ledger"), [(form, *what) for form, what in MODES.items()])
def test_mode_and_ledger(form, mode, ledger):
    assert (NOTICE.forms[form].mode, NOTICE.forms[form].ledger) == (mode, ledger)


@pytest.mark.parametrize("form", FORMS)
def test_a_grid_fills_the_width_of_the_page(form):
    widths = [sum(part.grid.widths) for part in NOTICE.forms[form].part if part.grid]
    assert all(width == 160 for width in widths)


def tables():
    """Everything of the notice that bears an id: (id, table)."""
    lists = (NOTICE.fact, NOTICE.deadline, NOTICE.period, NOTICE.option, NOTICE.word_limit, NOTICE.material)
    for table in [*(item for items in lists for item in items), *NOTICE.prize, *NOTICE.rule]:
        yield table.id, table
    for award in NOTICE.award:
        yield award.limit_id, award


@pytest.mark.parametrize("number", range(1, 26))
def test_every_rule_of_the_notice_is_at_its_place(number):
    assert f"B{number:02}" in {table_id for table_id, _ in tables()}


def test_no_id_is_made_up():
    known = {f"B{number:02}" for number in range(1, 26)} | {""}
    assert {table_id for table_id, _ in tables()} <= known


def test_what_the_notice_does_not_state_is_never_an_error():
    assert {rule.level for rule in NOTICE.rule if "通知未载" in rule.source} <= {"核实", "提示"}


DEADLINES = {
    "B01": (None, dt.date(2023, 3, 3)),
    "B02": (dt.date(2023, 3, 6), dt.date(2023, 3, 17)),
    "B03": (None, dt.date(2023, 3, 21)),
    "B04": (dt.date(2023, 3, 29), dt.date(2023, 3, 31)),
}


def test_dates():
    assert {item.id: (item.start, item.date) for item in NOTICE.deadline} == DEADLINES
    (period,) = NOTICE.period
    assert (period.start, period.end) == (dt.date(2022, 3, 1), dt.date(2023, 2, 28))


def test_no_fee_and_no_quota_table():
    assert (NOTICE.payee, NOTICE.quota, NOTICE.units()) == (None, None, [])
    assert {award.fee for award in NOTICE.award} == {None}


LIMITS = {
    "QC小组成果": (20, "企业名称", ""),
    "质量管理小组活动优秀企业": (1, "会员单位", "企业名称"),
    "质量管理小组活动优秀推进者": (1, "会员单位", "工作单位"),
    "质量信得过班组": (None, "", ""),
}


def test_limits():
    assert {item.name: (item.limit, item.limit_per, item.limit_fallback) for item in NOTICE.award} == LIMITS


@pytest.mark.parametrize("award", [award for award in NOTICE.award if award.limit], ids=lambda award: award.name)
def test_a_limit_is_checked_by_a_rule_of_the_same_numbers(award):
    (rule,) = [item for item in NOTICE.rule if item.call == "at_most_per" and item.ledger == award.ledger]
    params = rule.params
    assert (params["most"], params["field"]) == (award.limit, award.limit_per)
    assert params.get("fallback", "") == award.limit_fallback


def test_prizes():
    prizes = [(item.award, item.level, item.count) for item in NOTICE.prize]
    levels = [("一等奖", 1), ("二等奖", 2), ("三等奖", 3)]
    assert prizes == [
        *(("QC小组成果", *level) for level in levels),
        *(("质量管理小组活动优秀推进者", *level) for level in levels),
        ("质量管理小组活动优秀企业", "质量管理小组活动优秀企业", 6),
    ]
    assert {item.name: item.value for item in NOTICE.fact}["报省名额"] == 10


def test_course_types_and_word_limits():
    assert NOTICE.words["课题类型"] == ["问题解决型", "创新型"]
    assert [(item.id, item.most) for item in NOTICE.word_limit] == [
        ("B13", 700),
        ("B13", 700),
        ("B15", 5000),
        ("B16", 3000),
        ("B16", 2000),
    ]


@pytest.mark.parametrize(
    ("topic", "kind", "odd"),
    [
        ("研制基站告警自动派单装置", "问题解决型", True),
        ("研制基站告警自动派单装置", "创新型", False),
        ("提高软件研发一次通过率", "问题解决型", False),
        ("缩短新业务开发周期", "问题解决型", False),
        ("缩短新业务开发周期", "创新型", True),
        ("减少投诉", "问题解决型", False),
    ],
)
def test_a_topic_that_betters_something_is_no_invention(topic, kind, odd):
    rule = next(rule for rule in NOTICE.rule if rule.call == "topic_wording")
    rows = [Record({"课题名称": topic, "课题类型": kind}, "小组", 5)]
    found = list(topic_wording(View(rows, Season({"小组": rows}), NOTICE), **rule.params))
    assert [problem.field for problem in found] == (["课题类型"] if odd else [])


@pytest.mark.parametrize(("word", "level"), [("是", None), ("不适用", None), ("否", "核实"), ("", "核实")])
def test_only_cities_take_off_the_enterprises_of_the_province(word, level):
    """An enterprise or an industry has none to take off, and says so."""
    record = typed_record(NOTICE.fields_of("2023附件7"), {"已扣除省直部门直属企业": word}, "2023附件7", 0)
    found = [item for item in check(Season(single={"2023附件7": record}), NOTICE) if item.field.startswith("已扣除")]
    assert [item.level for item in found] == ([level] if level else [])


def test_the_entry_form_goes_in_twice_and_the_others_once():
    copies = {item.form: item.original for item in NOTICE.material if item.form}
    assert copies == {"附件2": 2, "附件3": 1, "附件4": 1, "附件5": 1, "附件6": 1, "附件7": 1, "附件8": 1}


@pytest.mark.parametrize("item", NOTICE.contradiction, ids=lambda item: item.topic)
def test_a_contradiction_shows_every_wording_with_its_clause(item):
    assert len(item.says) >= 2
    assert all(says["text"] and says["source"] for says in item.says)
    assert item.shown


def test_contradictions_are_all_shown():
    assert len(NOTICE.contradiction) == 11
