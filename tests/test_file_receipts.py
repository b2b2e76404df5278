"""A receipt for each file, and what a resent workbook changes: rows and cells, named as the clerk names them."""

import built
from test_arrival import of, reading

from pyfuncs.file_receipts import Receipt, changes_between
from pyfuncs.master import Sent

NOTICE = built.notice("2018").as_merged()


def changed(edit):
    old, new = reading("2018太原"), reading("2018太原")
    edit(new.season)
    found = changes_between(Sent("旧.xlsx", "太原", of(old)), Sent("新.xlsx", "太原", of(new)), NOTICE)
    return [(item.ledger, item.kind, item.field, item.old, item.new) for item in found]


def test_the_same_workbook_changes_nothing():
    assert changed(lambda season: None) == []


def test_rows_added_removed_and_changed_are_told():
    def edit(season):
        season.ledgers["小组"][0].update({"人数": 99})
        del season.ledgers["评委"][1]
        season.ledgers["个人"][0]["姓名"] = "郝一帆"

    told = changed(edit)
    assert ("小组", "改动", "人数") in [item[:3] for item in told] and told[0][4] == "99"
    assert ("评委", "删去", "", "", "") in told
    assert [item[1] for item in told if item[0] == "个人"] == ["删去", "新增"]


def test_rows_moved_up_and_down_change_nothing():
    assert changed(lambda season: season.ledgers["小组成员"].reverse()) == []


def test_cells_of_home_and_of_the_statistics_form_are_told():
    def edit(season):
        season.single["首页"]["填表人"] = "苗雨"
        season.single["2018附件9"]["注册小组数"] = 1

    assert [(item[0], item[2], item[4]) for item in changed(edit)] == [
        ("首页", "填表人", "苗雨"),
        ("2018附件9", "注册小组数", "1"),
    ]


def test_a_receipt_says_what_the_file_holds():
    held = of(reading("2018太原"))
    held.macros, held.others = True, ["2023"]
    receipt = Receipt("太原.xlsm")
    receipt.fill_in(held)
    assert (receipt.unit, receipt.count, str(receipt.date)) == ("太原", sum(held.rows_taken.values()), "2018-06-05")
    assert "有宏，没有运行" in receipt.notes[0] and "2023通知的统计表" in receipt.notes[1]
    assert receipt.home["填表人"] and "推荐单位" not in receipt.home
