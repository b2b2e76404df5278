"""What stands in a workbook beside its notice's columns: carried where another notice asks for it, else told."""

from __future__ import annotations

import built
import desks
import openpyxl
import pytest

from pyfuncs import layout, strays
from pyfuncs.closed import read_sheets
from pyfuncs.records import read_season
from pyfuncs.strays import NO_HEADING, Stray, find_ledgers
from pyfuncs.workbook import PROGRAM_TABS

NOTICES = built.notice("2018"), built.notice("2023")
ROW = layout.LEDGER_HEADER_ROW + 1
"""Row of the headings, from 1."""


@pytest.fixture
def sheets():
    return read_sheets(built.workbook(built.PROVINCE))


def test_a_workbook_of_ours_holds_no_strays(sheets):
    assert list(strays.own_columns(find_ledgers(sheets, NOTICES), NOTICES)) == []
    forms = {form.tab for _, form in layout.forms_of(NOTICES)}
    assert list(strays.own_tabs(sheets, find_ledgers(sheets, NOTICES), PROGRAM_TABS | forms)) == []


def test_every_stray_column_is_told_with_its_rows(sheets):
    desks.write(sheets["小组"], ROW, 40, "我的备注")
    for row in (ROW + 1, ROW + 4):
        desks.write(sheets["小组"], row, 40, "看过")
    desks.write(sheets["小组"], ROW + 2, 41, 7)
    desks.write(sheets["小组"], ROW, 42, "课题名称")
    desks.write(sheets["小组"], ROW + 3, 42, "又一个课题")
    desks.write(sheets["小组"], ROW, 43, "留着没填")
    assert list(strays.own_columns(find_ledgers(sheets, NOTICES), NOTICES)) == [
        Stray("小组", f"AN{ROW}", "我的备注", 2),
        Stray("小组", f"AO{ROW}", NO_HEADING, 1),
        Stray("小组", f"AP{ROW}", "课题名称", 1),
        Stray("小组", f"AQ{ROW}", "留着没填", 0),
    ]


def test_a_tab_of_the_clerk_is_told_a_renamed_ledger_is_not(tmp):
    book = openpyxl.load_workbook(built.workbook(built.PROVINCE))
    book["小组"].title = "各小组"
    own = book.create_sheet("我的账")
    own["B2"], own["C9"] = "账", "目"
    book.create_sheet("空的")
    book.save(tmp / "太原.xlsx")
    forms = {form.tab for _, form in layout.forms_of(NOTICES)}
    sheets = read_sheets(tmp / "太原.xlsx")
    found = strays.own_tabs(sheets, find_ledgers(sheets, NOTICES), PROGRAM_TABS | forms)
    assert list(found) == [Stray("我的账", "", "", 2)]


def test_a_column_that_only_the_other_notice_asks_for_goes_along(sheets):
    own, other = NOTICES
    further = [item for item in other.field if item.ledger == "小组" and item.name not in own.ledgers["小组"].fields]
    heads = sheets["小组"].rows[ROW - sheets["小组"].first_row]
    at = {item.name: heads.index(item.heading) + sheets["小组"].first_col for item in further}
    number = next(item.name for item in further if item.type == "整数")
    desks.write(sheets["小组"], ROW + 1, at[number], "三")
    desks.write(sheets["小组"], ROW + 2, at[number], "12")
    reading = read_season(sheets, own)
    strays.carry(reading, find_ledgers(sheets, NOTICES), [other])
    first, second, third = reading.season.ledgers["小组"][:3]
    assert (first.raw[number], first.bad, second[number], third[number]) == ("三", {number}, 12, None)
    assert first.columns[number] == at[number] and set(first) >= set(at)


def test_rows_that_name_another_unit_are_counted(sheets):
    reading = read_season(sheets, NOTICES[0])
    assert strays.other_senders(reading) == 0
    for row, unit in zip(reading.season.ledgers["小组"], ("大同", " 太 原 ", "晋城"), strict=False):
        row["报送单位"] = unit
    assert strays.other_senders(reading) == 2
