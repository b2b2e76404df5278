"""All units as one season: every row says its file and unit, sums are sums, what the clerk typed is found again."""

from typing import Any

import built
import pytest

from pyfuncs.arrival import Arrival, pack
from pyfuncs.fill import ratio
from pyfuncs.master import FEES_TAB, Kept, Sent, kept_of, merged_season, paid_of, statistics_of, summed_fields
from pyfuncs.records import Reading, Sheet, typed_record
from pyfuncs.rules import Record, Season

NOTICE = built.notice("2018").as_merged()
FORM = NOTICE.forms["附件9"]


def sent(unit, judges=(), file="", **numbers) -> Sent:
    rows = []
    for row, (name, origin) in enumerate(judges, start=5):
        rows.append(typed_record(NOTICE.ledgers["评委"].fields, {"姓名": name, "来源": origin}, "评委", row))
        rows[-1].columns = {"姓名": 1, "来源": 2}
    single = {FORM.tab: typed_record(NOTICE.fields_of(FORM.tab), numbers, FORM.tab, 0)}
    return Sent(
        file or f"{unit}.xlsx", unit, Arrival("2018", unit, False, {"评委": pack(rows, {})}, single, {}, {}, {}, [])
    )


def test_every_row_says_its_file_and_unit_and_where_it_came_from_before():
    units = [sent("太原", [("苗雨", None), ("郝一帆", "报来的.docx")]), sent("大同", [("贺文", None)])]
    season = merged_season(units, NOTICE, Kept(ledgers={"评委": [Record({"姓名": "林晓"})]}))
    told = [(row["姓名"], row.get("报送单位"), row.get("来源")) for row in season.ledgers["评委"]]
    assert told == [
        ("苗雨", "太原", "太原.xlsx"),
        ("郝一帆", "太原", "太原.xlsx；报来的.docx"),
        ("贺文", "大同", "大同.xlsx"),
        ("林晓", None, None),
    ]
    assert (season.single["首页"]["推荐单位"], season.single["首页"]["当前通知"]) == ("全省", "2018")


def test_rates_follow_from_the_sums_never_from_their_average():
    """1 of 10 and 90 of 100: 91 of 110, not the mean of 10 % and 90 %."""
    units = [sent("太原", 取得成果小组数=1, 注册小组数=10), sent("大同", 取得成果小组数=90, 注册小组数=100)]
    total = merged_season(units, NOTICE, Kept()).single[FORM.tab]
    item = next(item for item in FORM.field if item.name == "成果率")
    assert (total["取得成果小组数"], total["注册小组数"]) == (91, 110)
    assert ratio(total, item) == pytest.approx(91 / 110 * 100)


def test_only_numbers_of_the_form_are_summed_and_broken_ones_do_not_count():
    names = summed_fields(FORM)
    assert {"注册小组数", "职工总数", "可计算经济价值"} <= set(names)
    assert not {"普及率", "负责人", "邮政编码", "QC小组工作总结字数"} & set(names)
    units = [sent("太原", 注册小组数="十个"), sent("大同", 注册小组数=4, 负责人="苗雨")]
    total = merged_season(units, NOTICE, Kept()).single[FORM.tab]
    assert dict(total) == {"注册小组数": 4}


def test_the_same_table_in_two_parts_of_a_unit_counts_once():
    parts = [
        sent("太原", file="一.xlsx", 注册小组数=5),
        sent("太原", file="二.xlsx", 注册小组数=5),
        sent("大同", 注册小组数=5),
    ]
    assert [each.file for each, _ in statistics_of(FORM, [*parts, sent("阳泉")])] == ["一.xlsx", "大同.xlsx"]


def test_what_the_clerk_typed_in_a_master_is_found_by_its_headings():
    heads = ["推荐单位", "应缴（元）", "备注", "实缴（元）"]
    rows: list[list[Any]] = [["各单位费用"], [], heads, ["太原", 900, "回单3号", 600]]
    rows += [["大同", 300, "", ""], ["合计", 1200, "", 600]]
    fees = Sheet(FEES_TAB, rows)
    assert paid_of(fees) == {"太原": (600, "回单3号")}
    assert paid_of(None) == {} and paid_of(Sheet(FEES_TAB, [["别的"]])) == {}
    own = Record({"付款单位": "太原"})
    home = Record({"填表人": "林晓", "推荐单位": "全省"})
    home.raw = dict(home)
    season = Season({"收费": [own, Record({"付款单位": "大同", "来源": "大同.xlsx"})]}, {"首页": home})
    kept = kept_of({FEES_TAB: fees}, Reading(NOTICE, season))
    assert kept.ledgers == {"收费": [own]} and kept.home == {"填表人": "林晓"} and kept.count() == 1
