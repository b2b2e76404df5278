"""What stands of several workbooks of one unit: a later version replaces an earlier one, a further part does not."""

import datetime as dt

import built
from test_arrival import of, reading

from pyfuncs import arrival
from pyfuncs.file_receipts import REFUSED, REPLACED, TAKEN, Receipt
from pyfuncs.submissions import Intake, most_common, newest, refuse_doubles, refuse_others

NOTICE = built.notice("2018").as_merged()


def intake(*files, unit="太原"):
    """(name, day, groups kept) of each file."""
    made = Intake()
    for number, (name, day, rows) in enumerate(files):
        read = reading("2018太原")
        read.season.ledgers = {"小组": read.season.ledgers["小组"][rows]}
        read.season.single["首页"]["填表日期"] = day and dt.date(2018, 6, day)
        held = of(read, unit)
        held.digest = arrival.digest(held)
        receipt = Receipt(name)
        receipt.fill_in(held)
        made.receipts.append(receipt)
        made.held[number] = held
    return made


def states(made):
    sent, changes = newest(made, NOTICE)
    return [receipt.state for receipt in made.receipts], [each.file for each in sent], changes


def test_the_later_day_stands_whatever_the_names():
    made = intake(("甲.xlsx", 9, slice(0, 4)), ("乙.xlsx", 5, slice(0, 5)))
    told, sent, changes = states(made)
    assert (told, sent) == ([TAKEN, REPLACED], ["甲.xlsx"])
    assert [item.kind for item in changes if item.ledger == "小组"] == ["删去"]
    assert "填表日期2018年6月9日晚于2018年6月5日" in made.receipts[1].why
    assert "替换了“乙.xlsx”" in made.receipts[0].why


def test_three_versions_leave_the_last():
    made = intake(("一.xlsx", 1, slice(0, 4)), ("三.xlsx", 8, slice(1, 4)), ("二.xlsx", 5, slice(0, 3)))
    assert states(made)[:2] == ([REPLACED, TAKEN, REPLACED], ["三.xlsx"])


def test_workbooks_with_other_entries_are_parts_and_all_stand():
    made = intake(("一.xlsx", 1, slice(0, 4)), ("二.xlsx", 5, slice(4, 8)))
    assert states(made)[:2] == ([TAKEN, TAKEN], ["一.xlsx", "二.xlsx"])
    assert made.receipts[0].notes[-1] == "“太原”共有2本，所报的不同，都收入（另见“二.xlsx”）。"


def test_of_many_parts_the_first_others_are_named():
    made = intake(*((f"{number}.xlsx", 5, slice(4 * number, 4 * number + 4)) for number in range(5)))
    assert states(made)[0] == [TAKEN] * 5
    assert "都收入（另见“0.xlsx”、“1.xlsx”、“2.xlsx”等）。" in made.receipts[4].notes[-1]


def test_where_nothing_tells_the_later_the_name_does():
    made = intake(("一.xlsx", None, slice(0, 4)), ("二.xlsx", None, slice(0, 3)))
    assert states(made)[1] == ["二.xlsx"] and "按文件名取后面的" in made.receipts[0].why


def test_another_notice_a_master_no_unit_and_the_same_again_are_refused():
    made = intake(*((f"{name}.xlsx", 1, slice(0, 2)) for name in "一二三四五"))
    made.held[0].notice, made.held[1].merged, made.held[2].unit = "2023", True, ""
    assert most_common(made) == "2018"
    refuse_others(made, NOTICE)
    refuse_doubles(made)
    assert sorted(made.held) == [3]
    assert [receipt.state for receipt in made.receipts] == [REFUSED] * 5
    whys = [receipt.why for receipt in made.receipts]
    for why, word in zip(
        (*whys[:3], whys[4]), ("2023通知", "合并工作簿", "没有选推荐单位", "“四.xlsx”内容完全相同"), strict=True
    ):
        assert word in why


def test_a_unit_that_the_notice_does_not_list_is_taken_and_told():
    made = intake(("一.xlsx", 1, slice(0, 2)), unit="火星")
    assert states(made)[0] == [TAKEN] and "名额表里没有“火星”" in made.receipts[0].notes[-1]


def test_what_a_mail_program_numbers_came_later_where_neither_day_nor_time_tells():
    made = intake(("太原(1).xlsx", None, slice(0, 3)), ("太原.xlsx", None, slice(0, 4)))
    assert states(made)[:2] == ([TAKEN, REPLACED], ["太原(1).xlsx"])
