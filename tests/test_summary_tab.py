"""The summary's tab in an open workbook: its lists filled, one too long says so, foreign words are let alone."""

import copy

import built
import desks
import pytest

from pyfuncs import summary_tab
from pyfuncs.values import text_of

SUMMARY = {built.PROVINCE: "2018附件10", built.CONTEST: "2023附件8"}


def form_of(name, desk):
    return next(form for form in desk.notice.forms.values() if form.tab == SUMMARY[name])


def fill(desk, name):
    return summary_tab.fill(form_of(name, desk), desk.notice, desk.reading.season, desk.sheets[SUMMARY[name]])


def applied(sheet, puts):
    """What the tab says after the puts, rows of texts without the empty ones."""
    for item in puts:
        desks.write(sheet, item.row, item.col, item.text)
    return [[text for value in row if (text := text_of(value))] for row in sheet.rows]


@pytest.mark.parametrize("name", SUMMARY)
def test_a_tab_built_for_its_entries_needs_nothing(name):
    filled = fill(desks.desk(name), name)
    assert (filled.puts, filled.short) == ([], [])


@pytest.mark.parametrize("name", SUMMARY)
def test_an_emptied_tab_is_filled_as_the_builder_fills_it(name):
    desk = desks.desk(name)
    tab = SUMMARY[name]
    before = copy.deepcopy(desk.sheets[tab])
    blank = desks.desk(name)
    for ledger in ("小组", "班组", "企业", "个人", "评委"):
        desks.clear_ledger(blank, ledger)
    emptied = fill(blank, name)
    assert emptied.puts
    for item in emptied.puts:
        assert item.kind == "blank"
        desks.write(desk.sheets[tab], item.row, item.col, None)
    filled = fill(desk, name)
    assert len(filled.puts) == len(emptied.puts)
    assert applied(desk.sheets[tab], filled.puts) == applied(before, [])


def in_a_blank_workbook(name):
    """A sample's ledgers in a workbook drawn without entries, with as many rows as printed."""
    desk, blank = desks.desk(name), desks.desk(built.BLANK)
    desks.sheets_of(desk)[SUMMARY[name]] = blank.sheets[SUMMARY[name]]
    return desk


@pytest.mark.parametrize("name", SUMMARY)
def test_a_list_that_is_too_long_says_where_all_of_it_is(name):
    desk = in_a_blank_workbook(name)
    filled = fill(desk, name)
    assert filled.short
    rows = applied(desk.sheets[SUMMARY[name]], filled.puts)
    for ledger, count, listed in filled.short:
        assert f"共{count}条，这里列出{listed}条，全部见Word汇总表" in {text for row in rows for text in row}
        assert listed < count <= len(desk.reading.season.ledgers[ledger])


def test_rows_that_were_added_by_hand_are_used():
    desk = in_a_blank_workbook(built.PROVINCE)
    sheet = desk.sheets[SUMMARY[built.PROVINCE]]
    at = next(number for number, row in enumerate(sheet.rows) if "小组人数总计" in row)
    sheet.rows[at:at] = [[] for _ in range(60)]
    filled = fill(desk, built.PROVINCE)
    names = [group.text("小组名称") for group in desk.reading.season.ledgers["小组"]]
    assert len(names) > 10
    assert ("小组", len(names)) not in [(ledger, count) for ledger, count, _ in filled.short]
    rows = applied(sheet, filled.puts)[: at + 60]
    assert [row[2] for row in rows if len(row) > 2 and row[2] in names] == names


def test_the_sum_is_over_all_records():
    desk = in_a_blank_workbook(built.PROVINCE)
    rows = applied(desk.sheets["2018附件10"], fill(desk, built.PROVINCE).puts)
    total = sum(group["人数"] for group in desk.reading.season.ledgers["小组"])
    assert ["小组人数总计", str(total)] in rows


def test_foreign_words_are_let_alone():
    desk = in_a_blank_workbook(built.PROVINCE)
    sheet = desk.sheets["2018附件10"]
    at = next(number for number, row in enumerate(sheet.rows) if "小组人数总计" in row)
    sheet.rows[at] = ["合计" if value == "小组人数总计" else value for value in sheet.rows[at]]
    assert fill(desk, built.PROVINCE) is None


def test_what_begins_with_a_formula_sign_stays_text():
    desk = in_a_blank_workbook(built.PROVINCE)
    desks.enter(desk, "小组", desks.first_row(desk, "小组"), 小组名称="=1+1")
    kinds = {item.kind for item in fill(desk, built.PROVINCE).puts if item.text == "=1+1"}
    assert kinds == {"text"}
