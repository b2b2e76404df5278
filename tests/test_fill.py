"""What a form prints: which records, and the text of each blank."""

import pytest

from pyfuncs.fill import Filling, ratio, records_of, unprinted, unread, value_text, written
from pyfuncs.grid import Blank
from pyfuncs.notice import load_notice
from pyfuncs.records import typed_record
from pyfuncs.rules import Record, Season
from pyfuncs.samples import load_sample

NOTICE = load_notice("2018")
UNIT = "太原某某机械有限公司"


def record(ledger, **fields):
    return typed_record(NOTICE.ledgers[ledger].fields, fields, ledger, 5)


@pytest.fixture
def season():
    made = Season()
    made.ledgers["小组"] = [
        record("小组", 企业名称=UNIT, 小组名称="星火", 课题类型="创新", 成立日期="2017.3.1", 人数=3),
        record("小组", 企业名称="别的公司", 小组名称="星火", 人数="四"),
    ]
    made.ledgers["小组成员"] = [
        record("小组成员", 企业名称=UNIT, 小组名称="星火", 姓名="甲"),
        record("小组成员", 企业名称="别的公司", 小组名称="星火", 姓名="丙"),
        record("小组成员", 企业名称=UNIT, 小组名称="星火", 姓名="乙"),
    ]
    made.single["首页"] = record("首页", 推荐单位="太原")
    return made


def filling(season, form="附件3.2", number=0):
    return Filling(NOTICE, NOTICE.forms[form], season, season.ledgers["小组"][number])


@pytest.mark.parametrize(
    ("blank", "text"),
    [
        (Blank("小组名称"), "星火"),
        (Blank("成立日期", default="年   月   日"), "2017年3月1日"),
        (Blank("登记注册号", default="（无）"), "（无）"),
        (Blank("推荐单位", scope="首页"), "太原"),
        (Blank("课题类型", option="创新"), "√"),
        (Blank("课题类型", option="现场", default="□"), "□"),
        (Blank("成员名单"), "甲、乙"),
    ],
)
def test_the_text_of_a_blank(season, blank, text):
    assert filling(season).text(blank) == text


def test_members_are_those_of_the_same_enterprise_and_group(season):
    part = next(part for part in NOTICE.forms["附件3.2"].part if part.listed)
    assert [row["姓名"] for row in filling(season).rows(part, "小组成员")] == ["甲", "乙"]
    assert [row["姓名"] for row in filling(season, number=1).rows(part, "小组成员")] == ["丙"]


def test_printed_rows_are_filled_up_with_blank_ones(season):
    part = next(part for part in NOTICE.forms["附件3.2"].part if part.listed)
    row = next(row for row in part.grid.rows if row.repeats)
    printed = filling(season).sheet_rows(part, row)
    assert len(printed) == 12
    assert printed[2] == [None]


def test_a_sum_passes_over_what_is_no_number(season):
    form = NOTICE.forms["附件10"]
    part = form.part[[bool(part.grid) for part in form.part].index(True)]
    assert Filling(NOTICE, form, season).sum(part, Blank("人数", sum=True)) == "3"
    assert Filling(NOTICE, form, Season()).sum(part, Blank("人数", sum=True)) == ""


def test_what_could_not_be_typed_is_printed_as_written(season):
    assert written(NOTICE.fields_of("小组")["人数"], season.ledgers["小组"][1]) == "四"


def test_what_could_not_be_typed_is_told_from_what_is_empty_and_from_what_only_a_rule_refuses():
    fields = NOTICE.fields_of("2018附件9")
    raw = {"职工总数": "46200人", "培训交流次数": 6.5, "注册小组数": None, "活动经费投入": -5}
    record = typed_record(fields, raw, "2018附件9", 0)
    record.bad.add("活动经费投入")
    assert [unread(record, name) for name in (*raw, "负责人")] == ["46200人", "6.5", "", "", ""]


def test_a_rate_has_two_decimals_and_is_empty_without_a_denominator():
    rate = NOTICE.fields_of("2018附件9")["普及率"]
    assert value_text(rate, Record({"参加QC小组人数": 1, "职工总数": 3}), Season(), NOTICE.ledgers) == "33.33"
    assert ratio(Record({"参加QC小组人数": 1, "职工总数": 0}), rate) is None
    assert value_text(rate, Record({"参加QC小组人数": 1}), Season(), NOTICE.ledgers) == ""


@pytest.mark.parametrize(("part", "whole", "shown"), [(870, 1600, "54.38"), (23, 160, "14.38"), (41, 160, "25.63")])
def test_a_rate_right_between_two_hundredths_is_printed_as_the_sheet_rounds_it(part, whole, shown):
    rate = NOTICE.fields_of("2018附件9")["普及率"]
    record = Record({"参加QC小组人数": part, "职工总数": whole})
    assert value_text(rate, record, Season(), NOTICE.ledgers) == shown


def test_a_form_is_made_for_the_records_its_award_names():
    entries = load_sample("2018太原", NOTICE)
    assert len(records_of(NOTICE.forms["附件6"], entries)) == 5
    assert records_of(NOTICE.forms["附件7"], entries) == []
    assert len(records_of(NOTICE.forms["附件9"], entries)) == 1


def test_inputs_that_are_not_printed_stand_beside_the_form():
    names = {item.name for item in unprinted(NOTICE.forms["附件9"])}
    assert {"职工总数", "参加QC小组人数", "取得成果小组数", "活动率"} <= names
    assert "普及率" not in names


def test_a_column_of_a_row_says_what_text_says():
    season, rows = load_sample("2018太原-待改", NOTICE), 0
    for form in NOTICE.forms.values():
        for part in form.part:
            for row in (row for row in (part.grid.rows if part.grid else ()) if row.repeats):
                filled = Filling(NOTICE, form, season, next(iter(records_of(form, season))))
                for blank in (blank for cell in row.cells for blank in cell.blanks):
                    records = season.ledgers[row.ledger]
                    said = [filled.text(blank, record, row.ledger, number) for number, record in enumerate(records, 1)]
                    assert filled.column(blank, row.ledger, [*records, None]) == [*said, blank.default]
                    every_other = filled.column(blank, row.ledger, records[1::2], 2, 2)
                    assert every_other == said[1::2]
                    rows += len(records)
    assert rows > 1000
