"""What the check finds in cells and records: at which cell, how serious, on whose word; all at once, in order."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.check import (
    RAW_ERROR,
    Finding,
    _field_problems,
    _kind,
    check,
    check_losses,
    check_reading,
    count_levels,
    doubtful_values,
    record_name,
    run_rule,
    summary,
)
from pyfuncs.check import Table as CheckTable
from pyfuncs.columns import Columns
from pyfuncs.notice import HOME, LEVELS, Notice, load_notice
from pyfuncs.records import Loss, Reading, typed_record
from pyfuncs.rules import Record, Season, View
from pyfuncs.samples import load_sample, sample_names, sample_notice

GROUP = {
    "企业名称": "太原华岭机械有限公司",
    "小组名称": "星火QC小组",
    "课题名称": "降低齿轮箱返修率",
    "课题类型": "现场",
    "人数": "3",
    "成立日期": "2016年3月1日",
    "邮编": "030001",
    "电话": "0351-7654321",
    "组长姓名": "郝一帆",
    "组长性别": "男",
}


def season_with(notice: Notice, ledger: str, *rows: dict[str, Any]) -> Season:
    """A season of one ledger whose records stand in rows 5, 6, …, a field a column."""
    fields = notice.fields_of(ledger)
    season = Season()
    for number, row in enumerate(rows, start=5):
        record = typed_record(fields, dict(row), ledger, number)
        record.columns = {name: col for col, name in enumerate(fields, start=1)}
        season.ledgers.setdefault(ledger, []).append(record)
    season.single[HOME] = typed_record(notice.fields_of(HOME), {"当前通知": notice.id, "推荐单位": "太原"}, HOME, 0)
    return season


def at(
    notice: Notice, field: str, value: Any, ledger: str = "小组", row: dict[str, Any] | None = None
) -> list[Finding]:
    """Findings at one field of a record that is right but for this value."""
    season = season_with(notice, ledger, (GROUP if row is None else row) | {field: value})
    return [item for item in check(season, notice) if item.scope == ledger and item.field == field]


# -- types -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "level", "says"),
    [
        ("人数", "三人", "错误", "应为整数"),
        ("人数", 2.5, "错误", "应为整数"),
        ("人数", 0, "错误", "应不小于1人"),
        ("人数", -1, "错误", "应不小于1人"),
        ("人数", "３", "提示", "按“3”理解"),
        ("成立日期", "2018.6.31", "错误", "日历上没有这一天"),
        ("成立日期", "2016.3.1", "提示", "按“2016年3月1日”理解"),
        ("邮编", 30001.0, "错误", "开头的0已丢失"),
        ("电话", "12345", "错误", "应为11位手机号"),
        ("课题类型", "创薪", "错误", "应为现场、攻关、管理、服务、创新之一"),
        ("课题类型", "现场 ", "错误", "空格"),
        ("课题类型", "现场、攻关", "错误", "之一"),
        ("组长性别", "先生", "错误", "应为男、女之一"),
        ("组长姓名", "郝一帆13800000000", "核实", "不应有数字"),
        ("小组名称", 123456789012345678.0, "错误", "超过15位"),
        ("小组简介", "长" * 32_768, "错误", "一格最多放32767个字"),
    ],
)
def test_type(notice_2018: Notice, field: str, value: Any, level: str, says: str) -> None:
    found = at(notice_2018, field, value)
    assert [item.level for item in found if says in item.message] == [level], [item.message for item in found]


@pytest.mark.parametrize(
    ("field", "value"), [("人数", 3), ("成立日期", "2016年3月1日"), ("课题类型", "攻关"), ("传真", None)]
)
def test_what_is_right_is_not_found(notice_2018: Notice, field: str, value: Any) -> None:
    assert [item for item in at(notice_2018, field, value) if item.level == "错误"] == []


def test_the_near_option_is_offered(notice_2018: Notice) -> None:
    (found,) = at(notice_2018, "课题类型", "创新型")
    assert found.fix == "改为“创新”"
    (found,) = at(notice_2018, "课题类型", "XYZ")
    assert found.fix == "从下拉框中选择"


def test_every_wrong_word_of_several_is_found(notice_2018: Notice) -> None:
    fields = notice_2018.fields_of("2018附件9")
    season = season_with(notice_2018, "小组")
    row = {"评审形式": "发表评审、函审、现场评审，电话评审"}
    season.single["2018附件9"] = typed_record(fields, row, "2018附件9", 0)
    found = [item for item in check(season, notice_2018) if item.field == "评审形式"]
    assert len(found) == 2 and all(item.level == "错误" for item in found)


@pytest.mark.parametrize(
    ("value", "level"),
    [(0.95, "核实"), (1, "核实"), (1.01, None), (95, None), (100, None), (101, "错误"), (-1, "错误"), (0, None)],
)
def test_rate_typed_as_a_fraction(notice_2018: Notice, value: float, level: str | None) -> None:
    found = at(notice_2018, "质量考核合格率", value, "班组", {"企业名称": "甲公司", "班组名称": "一班"})
    assert [item.level for item in found] == ([level] if level else [])


def test_an_error_value_is_not_an_empty_cell(notice_2018: Notice) -> None:
    season = season_with(notice_2018, "小组", GROUP | {"传真": None})
    season.ledgers["小组"][0].bad.add("传真")
    (found,) = [item for item in check(season, notice_2018) if item.field == "传真"]
    assert (found.level, found.cell) == ("错误", "P5") and RAW_ERROR in found.message


def test_a_wrong_type_silences_the_rules_of_its_cell(notice_2018: Notice) -> None:
    members = [
        {"企业名称": GROUP["企业名称"], "小组名称": GROUP["小组名称"], "姓名": name} for name in ("苗雨", "贺文")
    ]
    season = season_with(notice_2018, "小组", GROUP | {"人数": "四人"})
    season.ledgers["小组成员"] = season_with(notice_2018, "小组成员", *members).ledgers["小组成员"]
    (found,) = [item for item in check(season, notice_2018) if (item.scope, item.field) == ("小组", "人数")]
    assert "应为整数" in found.message


# -- what is asked for -----------------------------------------------------------------------------


def test_required_where_a_form_of_the_notice_prints_it(notice_2018: Notice, notice_2023: Notice) -> None:
    for notice in (notice_2018, notice_2023):
        empty = {
            item.field for item in at_all(notice, {"企业名称": "甲公司", "小组名称": "星火", "课题名称": "降低返修率"})
        }
        for item in notice.ledgers["小组"].field:
            asked = item.required and bool(notice.printed_on("小组", item.name))
            given = item.name in ("企业名称", "小组名称", "课题名称")
            assert (item.name in empty) == (asked and not given), item.name


def at_all(notice: Notice, row: dict[str, Any]) -> list[Finding]:
    findings = check(season_with(notice, "小组", row), notice)
    return [item for item in findings if item.scope == "小组" and "不能空着" in item.message and item.level == "错误"]


def test_home_asks_for_what_the_notices_forms_print(notice_2018: Notice, notice_2023: Notice) -> None:
    """附件10 of 2018 has a foot with 填表人 and 电话; no form of 2023 has one."""
    asked = [
        [item.field for item in check(season_with(notice, "小组", GROUP), notice) if item.tab == HOME]
        for notice in (notice_2018, notice_2023)
    ]
    assert asked == [["填表人", "填表人电话"], []]


def test_a_number_that_is_missing_is_asked_for_once_and_on_the_word_of_its_form(
    notice_2018: Notice, notice_2023: Notice
) -> None:
    """Of what only the rates are reckoned from too: no form prints it, the form's formula names it."""
    for notice, tab, clause in ((notice_2018, "2018附件9", "附件9"), (notice_2023, "2023附件7", "附件7")):
        found = [item for item in check(season_with(notice, "小组", GROUP), notice) if item.tab == tab]
        assert [item.source for item in found if item.field in ("职工总数", "参加QC小组人数")] == [clause, clause]
        assert len({item.field for item in found}) == len(found)
        assert not [item for item in found if item.field in ("普及率", "成果率", "活动率")]


def test_blank_text_is_empty(notice_2018: Notice) -> None:
    (found,) = [item for item in at(notice_2018, "组长姓名", "　 ") if "不能空着" in item.message]
    assert found.level == "错误"


def test_asked_only_of_the_award_whose_form_prints_it(notice_2018: Notice) -> None:
    """附件6 prints no 岗位, 附件8 does: only there is it asked for."""
    for award, asked in (("卓越领导者", False), ("质量信得过班组建设先进个人", True)):
        row = {"姓名": "林晓", "工作单位": "甲公司", "申报奖项": award}
        found = [item for item in at(notice_2018, "岗位", None, "个人", row) if "不能空着" in item.message]
        printing = [notice_2018.forms[name] for name in notice_2018.printed_on("个人", "岗位")]
        printed = any(form.mode == "逐条" and award in form.where["申报奖项"] for form in printing)
        assert bool(found) == printed == asked


def test_everything_of_an_empty_season_is_found_at_once(notice_2018: Notice, notice_2023: Notice) -> None:
    for notice in (notice_2018, notice_2023):
        findings = check(Season(), notice)
        assert {item.tab for item in findings} == {HOME, *(f.tab for f in notice.forms.values() if f.mode == "单份")}
        assert count_levels(findings)["错误"] > 10


# -- what a finding says ---------------------------------------------------------------------------


def test_finding_names_cell_record_value_limit_and_clause(notice_2018: Notice) -> None:
    (found,) = at(notice_2018, "邮编", "0300")
    assert (found.tab, found.cell, found.record, found.value) == ("小组", "M5", "星火QC小组", "0300")
    assert found.message == f"小组!M5（星火QC小组）“邮编”写的是“0300”，应为6位数字，请改正（依据：{found.source}）。"
    assert "附件3.1" in found.source


def test_member_is_named_with_its_group(notice_2018: Notice) -> None:
    ledger = notice_2018.ledgers["小组成员"]
    assert record_name(Record({"企业名称": "甲公司", "小组名称": "星火", "姓名": "苗雨"}), ledger) == "星火 苗雨"
    assert record_name(Record({"姓名": "苗雨"}), ledger) == "苗雨"
    assert record_name(Record({"姓名": "苗雨"}), None) == ""


@pytest.mark.parametrize("text", ["长" * 5000, "一\n二\t三", "坏\x01字", "“引号”。", "%s{0}"])
def test_any_text_gives_one_line(notice_2018: Notice, text: str) -> None:
    for item in at(notice_2018, "邮编", text):
        assert "\n" not in item.message and item.message.endswith("。") and len(item.message) < 200
        assert item.value == text


def test_findings_come_in_the_order_of_the_workbook(notice_2018: Notice) -> None:
    findings = check(load_sample("2018太原-待改", notice_2018), notice_2018)
    scopes = [*notice_2018.ledgers, "2018附件9"]
    places = [(scopes.index(item.scope), item.row) for item in findings]
    assert places == sorted(places)
    assert len(findings) == len(set(findings))


def test_two_checks_find_the_same(notice_2018: Notice) -> None:
    season = load_sample("2018太原-待改", notice_2018)
    assert check(season, notice_2018) == check(season, notice_2018)


def test_what_several_rules_say_alike_of_a_cell_is_said_once(notice_2018: Notice) -> None:
    season = load_sample("2018太原-待改", notice_2018)
    twice = copy.copy(notice_2018)
    twice.rule = [*notice_2018.rule, *notice_2018.rule]
    findings = check(season, twice)
    assert len(findings) == len(set(findings)) and set(findings) == set(check(season, notice_2018))


def test_every_finding_has_all_it_needs(notice_2018: Notice, notice_2023: Notice) -> None:
    seasons = [(load_sample("2018太原-待改", notice_2018), notice_2018), (Season(), notice_2023)]
    for season, notice in seasons:
        for item in check(season, notice):
            assert item.level in LEVELS and item.tab and item.field and item.fix and item.source
            assert item.message.endswith("。") and item.message.count("依据：") == 1
            assert "None" not in item.message and "。。" not in item.message


# -- rules and their definitions -------------------------------------------------------------------


def test_a_fix_of_the_definition_takes_the_place_of_the_rules_own(notice_2018: Notice) -> None:
    rule = next(rule for rule in notice_2018.rule if rule.call == "filled" and rule.fix)
    where = {name: options[0] for name, options in rule.where.items()}
    table = CheckTable(rule.ledger, Columns([Record(where, rule.ledger)]), {}, None)
    (problem,) = run_rule(rule, table, Season(), notice_2018)
    assert problem.fix == rule.fix


@pytest.mark.parametrize("number", ["2018", "2023"])
def test_a_fix_reads_on_from_please(number: str) -> None:
    """The sentence says 请 before it: a second one, or an end of its own, would make two sentences of it."""
    for rule in load_notice(number).rule:
        assert "请" not in rule.fix and not rule.fix.endswith("。"), rule.fix


@pytest.mark.parametrize("name", ["2018", "2023"])
def test_every_rule_runs_on_anything(name: str) -> None:
    """Empty, mistyped and odd cells in every field: each is a finding or none, never a fault of the program."""
    notice = load_notice(name)
    odd: list[Any] = [None, "", "文字", -1, 0, 1e14, 0.5, True, "2018.6.31", "坏\x01", "=1+1", "甲、乙", "是", "９９"]
    season = Season()
    for ledger in notice.ledgers.values():
        rows = [{item.name: value for item in ledger.field if item.typed} for value in odd]
        made = season_with(notice, ledger.name, *rows).ledgers[ledger.name]
        season.ledgers[ledger.name] = made
    for number in range(len(odd)):
        season.single[HOME] = season.ledgers[HOME][number]
        for form in notice.forms.values():
            if form.mode == "单份":
                row = {item.name: odd[number] for item in form.field if item.typed}
                fields = {item.name: item for item in form.field}
                season.single[form.tab] = typed_record(fields, row, form.tab, 0)
        assert check(season, notice)


def test_the_program_is_the_same_on_the_sample_of_each_notice(notice_2023: Notice) -> None:
    assert count_levels(check(load_sample("2023信息通信", notice_2023), notice_2023))["错误"] == 0


# -- what was lost, and the whole as data ----------------------------------------------------------


def test_losses_come_first(notice_2018: Notice) -> None:
    reading = Reading(notice_2018, Season(), [Loss("班组", "", "找不到“班组”台账"), Loss("小组", "A9", "没有读入")])
    lost = check_losses(reading)
    assert [(item.level, item.tab, item.cell, item.message) for item in lost] == [
        ("错误", "班组", "", "找不到“班组”台账。"),
        ("核实", "小组", "A9", "没有读入。"),
    ]
    assert check_reading(reading)[:2] == lost


def test_summary(notice_2018: Notice) -> None:
    findings = at(notice_2018, "邮编", "0300")
    data = summary(findings, notice_2018, "太原")
    assert list(data) == ["notice", "unit", "counts", "findings"]
    assert data["counts"] == {"错误": 1, "核实": 0, "提示": 0}
    (item,) = data["findings"]
    assert list(item) == ["level", "tab", "cell", "record", "field", "value", "message", "fix", "source"]


def test_summary_of_nothing(notice_2018: Notice) -> None:
    assert summary(iter([]), notice_2018, "")["counts"] == {"错误": 0, "核实": 0, "提示": 0}


def test_ten_thousand_rows_are_checked_in_seconds(notice_2018: Notice, tmp_path: Path) -> None:
    import time

    rows = [GROUP | {"小组名称": f"小组{number}", "企业名称": f"太原{number % 900}有限公司"} for number in range(2000)]
    season = season_with(notice_2018, "小组", *rows)
    members = [
        {"企业名称": row["企业名称"], "小组名称": row["小组名称"], "姓名": f"成员{number}"}
        for row in rows
        for number in range(5)
    ]
    season.ledgers["小组成员"] = season_with(notice_2018, "小组成员", *members).ledgers["小组成员"]
    start = time.process_time()
    assert check(season, notice_2018)
    assert time.process_time() - start < 10


ANY_CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**16),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            " ",
            "是",
            "否",
            "张三",
            "张3",
            "95%",
            "0.5",
            "1,200",
            "2018.6.10",
            "2018年6月10日",
            "13800000000",
            "030001",
        ]
    ),
)


@given(raws=st.lists(ANY_CELL, min_size=1, max_size=4))
def test_the_quick_look_at_a_column_passes_only_what_nothing_is_said_against(
    notice_2018: Notice, notice_2023: Notice, raws: list[Any]
) -> None:
    for notice in (notice_2018, notice_2023):
        for ledger in notice.ledgers.values():
            for item in ledger.fields.values():
                column = {raw for raw in raws if raw is not None}
                doubtful = doubtful_values(column, item, notice)
                for raw in (raw for raw in raws if raw is not None and raw not in doubtful):
                    record = Record({item.name: raw}, ledger.name, 5)
                    record.raw = {item.name: raw}
                    assert list(_field_problems(record, item, notice, raw, None)) == []


@pytest.mark.parametrize("name", sample_names())
def test_a_rule_without_records_has_nothing_to_say_whatever_stands_in_the_other_ledgers(name: str) -> None:
    notice = load_notice(sample_notice(name))
    season = load_sample(name, notice)
    for rule in notice.rule:
        key = notice.ledgers[rule.ledger].key if rule.ledger in notice.ledgers else ()
        found = list(_kind(rule.call)(View([], season, notice, key), **rule.params))
        if rule.call != "look_alike":  # asked of 首页, which is always there
            assert found == [], rule.call


# -- the headings once more ------------------------------------------------------------------------


@pytest.mark.parametrize("merged", [False, True])
def test_headings_repeated_lower_down_are_one_finding(notice_2018: Notice, merged: bool) -> None:
    """As where two tables have been put one below the other: the row is to be deleted, not to be filled in."""
    notice = notice_2018.as_merged() if merged else notice_2018
    sender = {"报送单位": "太原"} if merged else {}
    again = {item.name: item.heading for item in notice.ledgers["小组"].field if item.typed and not item.program}
    again |= {"课题名称": "课 题\n名 称", "登记注册号": "注册登记号", "传真": None} | sender
    season = season_with(notice, "小组", GROUP | sender, again)
    season.ledgers["小组"][1].raw["进入现场发表"] = "进入现场发表"  # of another notice's column, in the same workbook
    (found,) = [item for item in check(season, notice) if item.scope == "小组" and item.row == 6]
    assert (found.level, found.cell, found.field, found.fix) == ("错误", "A6", "企业名称", "删去这一行")
    assert "整行都是表头的字，不是一条记录，请删去这一行" in found.message
    assert [item for item in check(season, notice) if item.scope == "小组" and item.row == 5] == [
        item for item in check(season_with(notice, "小组", GROUP | sender), notice) if item.scope == "小组"
    ]


@pytest.mark.parametrize("row", [{"小组名称": "小组名称"}, {"企业名称": "小组名称", "小组名称": "企业名称"}])
def test_one_word_of_the_headings_makes_no_heading_row(notice_2018: Notice, row: dict[str, Any]) -> None:
    """What stands there may be a slip in one cell: all that is wrong with the record is told."""
    assert len([item for item in check(season_with(notice_2018, "小组", row), notice_2018) if item.row == 5]) > 10
