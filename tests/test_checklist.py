"""The button 材料清单: fills the lines in once, keeps what was typed, marks what nothing asks for any more."""

import datetime as dt

import built
import desks
import pytest
from desks import of, puts, said

from pyfuncs import checklist
from pyfuncs.changes import Go, Log, Put
from pyfuncs.checklist import GONE, due_line, missing_table
from pyfuncs.materials import Due, expected, listed, missing
from pyfuncs.mirror_tab import Refused

LEDGER = "材料"


def pressed(desk):
    """The desk after the button."""
    return desks.apply(desk, checklist.fill(desk))


def lines(desk):
    ledger = desk.notice.ledger_for("materials")
    return listed(desk.reading.season, ledger)


def column(desk, name):
    return desks.find_ledger(desk.notice.ledgers[LEDGER], desk.sheets)[2][name]


@pytest.fixture(scope="module")
def listed_desk():
    return pressed(desks.desk(built.PROVINCE))


def test_all_lines_that_are_expected_stand_there_in_order_not_yet_in(listed_desk):
    season = listed_desk.reading.season
    wanted = expected(season, listed_desk.notice)
    assert len(wanted) > 100
    assert [line.key for line, _ in lines(listed_desk)] == [line.key for line in wanted]
    assert {record.text("材料状态") for _, record in lines(listed_desk)} == {"未交"}
    assert {record.text("来源") for _, record in lines(listed_desk)} == {"材料清单"}
    assert [item for item in listed_desk.findings if item.scope == LEDGER] == []


def test_pressed_again_nothing_changes(listed_desk):
    changes = checklist.fill(listed_desk)
    assert of(changes, Put) == [] and not changes.undoable
    count = len(lines(listed_desk))
    assert said(changes).startswith(f"清单应有{count}行，原有{count}行没有动，新增0行。")
    assert [item.tab for item in of(changes, Go)] == [LEDGER]
    assert of(changes, Log) == [Log("材料清单", "新增0行", "")]


def test_a_new_entry_gets_its_lines_below_and_what_was_typed_stays():
    desk = pressed(desks.desk(built.PROVINCE))
    before = len(lines(desk))
    first = lines(desk)[0][1].row
    desks.enter(desk, LEDGER, first, 材料状态="已交", 材料备注="=A1 照抄")
    season = desk.reading.season
    free = max(record.row for record in season.ledgers["企业"]) + 1
    desks.enter(desk, "企业", free, 企业名称="太原新岭公司", 申报奖项="QC小组活动优秀企业")
    again = desks.desk(built.PROVINCE)
    again.sheets = desk.sheets
    changes = checklist.fill(again)
    rows = {item.row for item in of(changes, Put)}
    assert rows == {first + before, first + before + 1}
    assert f"原有{before}行没有动，新增2行" in said(changes)
    after = desks.apply(again, changes)
    kept = lines(after)[0][1]
    assert (kept.text("材料状态"), kept.text("材料备注")) == ("已交", "=A1 照抄")
    assert {line.unit for line, _ in lines(after)[before:]} == {"太原新岭公司"}


def test_an_entry_taken_out_is_marked_and_no_row_is_deleted_and_unmarked_when_it_comes_back():
    desk = pressed(desks.desk(built.PROVINCE))
    count = len(lines(desk))
    record = desk.reading.season.ledgers["个人"][0]
    name = record.text("姓名")
    own = [line_record.row for line, line_record in lines(desk) if line.entry == name]
    desks.enter(desk, "个人", record.row, 姓名="另一人")
    changes = checklist.fill(type(desk)(desk.sheets))
    assert {key[1] for key, text in puts(changes).items() if text == GONE} == set(own)
    assert f"有{len(own)}行台账里已没有对应的申报" in said(changes)
    after = desks.apply(type(desk)(desk.sheets), changes)
    assert len(lines(after)) == count + len(own)
    desks.enter(after, "个人", record.row, 姓名=name)
    back = checklist.fill(type(desk)(after.sheets))
    cells = puts(back)
    assert {row for (_, row, col), text in cells.items() if col == column(after, "清单核对") and not text} == set(own)


def test_a_line_the_clerk_added_is_let_alone(listed_desk):
    desk = type(listed_desk)(desks.copy.deepcopy(listed_desk.sheets))
    row = max(record.row for _, record in lines(desk)) + 1
    desks.enter(desk, LEDGER, row, 材料名称="营业执照复印件", 对应名称="某某")
    changes = checklist.fill(type(desk)(desk.sheets))
    assert of(changes, Put) == []


def test_where_the_notice_asks_for_nothing_it_says_so(monkeypatch):
    desk = desks.desk(built.PROVINCE)
    monkeypatch.setattr(desk.notice, "material", [])
    assert said(checklist.fill(desk)).endswith("没有规定要报送的材料。")


def test_a_workbook_without_the_ledger_is_told_what_to_do():
    desk = desks.desk(built.PROVINCE)
    del desks.sheets_of(desk)[LEDGER]
    with pytest.raises(Refused, match="新建申报簿"):
        checklist.fill(desk)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (dt.date(2018, 6, 7), "还缺4件，还有3天。"),
        (dt.date(2018, 6, 10), "还缺4件，今天截止。"),
        (dt.date(2018, 6, 12), "还缺4件，已过2天。"),
    ],
)
def test_days_left(notice_2018, today, words):
    due = Due("2018年6月10日前", notice_2018.deadline[0], 10, 6)
    assert due_line(due, today) == "2018年6月10日前：应交10件，已齐6件，" + words
    assert due_line(Due("报到时", None, 2, 0), today) == "报到时：应交2件，已齐0件，还缺2件。"
    assert due_line(Due("2018年6月10日前", notice_2018.deadline[0], 6, 6), today).endswith("还缺0件。")


def test_missing_lines_for_people(listed_desk):
    rows = missing_table(missing(listed_desk.reading.season, listed_desk.notice))
    assert ["2018年6月10日前", "", "单位", "推荐汇总表", "原件1份，盖章"] in rows
    assert all(len(row) == 5 for row in rows)
