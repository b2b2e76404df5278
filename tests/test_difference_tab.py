"""The list on its tab: what a press writes there is what the next one reads, wherever the clerk has moved it."""

from __future__ import annotations

import random

import applied
import built
import desks
import pytest
from payloads import FORMULAS, STRANGE

from pyfuncs import difference_tab
from pyfuncs.changes import Changes, Put, Wipe
from pyfuncs.difference_tab import HEADS, OFFER, TAB, NoList
from pyfuncs.offers import CHANGED, NEW, NO, YES, Line, Offer

OFFERED = Offer(
    "小组", {"企业名称": "甲"}, {"小组简介": "一\n二"}, {"小组简介": ""}, origin="表.docx", time="2018-06-01 09:30"
)


def lines(*texts: str) -> list[Line]:
    return [
        Line(YES, NEW, "小组", f"第{n}组", "小组简介", "", text, "", "表.docx", OFFERED) for n, text in enumerate(texts)
    ]


def written(desk, given):
    return applied.make(desk, Changes(list(difference_tab.rewrite(difference_tab.find(desk.sheets), given))))


def test_lines_come_back_as_they_were_written():
    given = [*lines("一\n二", *FORMULAS, *STRANGE), Line("", CHANGED, "", "", "", "旧", "新", "说明", "")]
    desk = written(desks.desk(built.BLANK), given)
    assert difference_tab.read(difference_tab.find(desk.sheets)) == given


def test_nothing_from_outside_becomes_a_formula():
    desk = desks.desk(built.BLANK)
    changes = list(difference_tab.rewrite(difference_tab.find(desk.sheets), lines(*FORMULAS)))
    assert {item.kind for item in changes if isinstance(item, Put)} == {"text"}


def test_a_shorter_list_leaves_nothing_of_the_longer_one_and_the_clerks_column_alone():
    desk = written(desks.desk(built.BLANK), lines(*"甲乙丙丁"))
    sheet = desk.sheets[TAB]
    desks.write(sheet, 6, len(HEADS) + 3, "我的备注")
    again = written(desk, lines("戊"))
    found = difference_tab.find(again.sheets)
    assert [line.new for line in difference_tab.read(found)] == ["戊"]
    assert again.sheets[TAB].at(6, len(HEADS) + 3) == "我的备注"


def test_columns_that_were_moved_and_rows_that_were_sorted_are_found_by_their_headings():
    desk = written(desks.desk(built.BLANK), lines(*"甲乙丙"))
    sheet = desk.sheets[TAB]
    order = list(range(len(HEADS) + 1))
    random.Random(4).shuffle(order)
    sheet.rows = [[(row + [None] * 10)[at] for at in order] for row in sheet.rows]
    sheet.rows[4:7] = sheet.rows[6:3:-1]
    assert [line.new for line in difference_tab.read(difference_tab.find(desk.sheets))] == ["丙", "乙", "甲"]


def test_a_workbook_without_the_list_says_what_to_do():
    desk = desks.desk(built.BLANK)
    sheets = dict(desk.sheets)
    del sheets[TAB]
    with pytest.raises(NoList, match="新建一本"):
        difference_tab.find(sheets)
    with pytest.raises(NoList, match=r"核对\.xlsx"):
        difference_tab.find(sheets, "核对.xlsx")


def test_the_words_of_a_line_are_in_the_order_of_the_headings():
    [line] = lines("字")
    line.accept, line.old = NO, "旧"
    words = dict(zip((*HEADS, OFFER), difference_tab.words_of(line), strict=True))
    assert (words["接受"], words["台账里写的"], words["表上写的"]) == (NO, "旧", "字")
    assert Offer.of_text(words[OFFER]) == OFFERED


def test_what_is_wiped_is_the_list_alone():
    desk = written(desks.desk(built.BLANK), lines("甲"))
    wipes = [item for item in difference_tab.rewrite(difference_tab.find(desk.sheets), []) if isinstance(item, Wipe)]
    assert [(item.row, item.col, item.last_row, item.last_col) for item in wipes] == [(5, 1, 5, len(HEADS) + 1)]
