"""What is at hand: the row of a ledger, a member's group, the record a mirror shows."""

import built
import desks
import pytest

from pyfuncs import cursor
from pyfuncs.expressions import picker_place
from pyfuncs.layout import lay_out


def names(pointed):
    [title] = ({"小组": "小组名称", "班组": "班组名称"}[pointed.records[0].scope],)
    return [record.text(title) for record in pointed.records]


@pytest.mark.parametrize("ledger", ["小组", "班组"])
def test_a_row_of_a_ledger_is_its_record(ledger):
    desk = desks.desk(built.PROVINCE, tab=ledger)
    desk.row = desks.first_row(desk, ledger) + 2
    pointed = cursor.at_hand(desk)
    assert pointed.records == [desk.reading.season.ledgers[ledger][2]]
    assert pointed.form is None


def test_a_members_row_is_its_group():
    desk = desks.desk(built.PROVINCE, tab="小组成员")
    member = desk.reading.season.ledgers["小组成员"][-1]
    desk.row = member.row
    assert names(cursor.at_hand(desk)) == [member.text("小组名称")]


def test_two_members_of_one_group_give_it_once():
    desk = desks.desk(built.PROVINCE, tab="班组成员")
    rows = desk.reading.season.ledgers["班组成员"]
    desk.picked = [rows[0].row, rows[1].row]
    assert names(cursor.picked(desk)) == [rows[0].text("班组名称")]


def test_a_renamed_ledger_is_still_known():
    desk = desks.desk(built.PROVINCE, tab="我的小组", row=5)
    sheet = desks.sheets_of(desk).pop("小组")
    sheet.name = "我的小组"
    desks.sheets_of(desk)["我的小组"] = sheet
    desk.row = desks.first_row(desk, "小组")
    assert len(cursor.at_hand(desk).records) == 1


def test_only_picked_rows_with_content_count():
    desk = desks.desk(built.PROVINCE, tab="小组")
    first = desks.first_row(desk, "小组")
    desk.picked = [1, first, first + 3, 9999]
    groups = desk.reading.season.ledgers["小组"]
    assert cursor.picked(desk).records == [groups[0], groups[3]]


def pick(desk, form, number):
    row, col = picker_place(lay_out(form, desk.notice, {}))
    desks.write(desk.sheets[form.tab], row + 1, col + 1, number)


@pytest.mark.parametrize("number", [1, 4, "3", 2.0])
def test_a_mirror_shows_the_record_of_its_picker(number):
    desk = desks.desk(built.PROVINCE, tab="2018附件3.1")
    form = desk.notice.forms["附件3.1"]
    pick(desk, form, number)
    pointed = cursor.at_hand(desk)
    assert pointed.form is form
    assert pointed.records[0] is desk.reading.season.ledgers["小组"][int(number) - 1]


@pytest.mark.parametrize("number", [0, 999, "", "三"])
def test_a_picker_that_names_none_is_told(number):
    desk = desks.desk(built.PROVINCE, tab="2018附件3.1")
    pick(desk, desk.notice.forms["附件3.1"], number)
    with pytest.raises(cursor.NothingPointedAt, match=r"台账里共\d+条"):
        cursor.at_hand(desk)


@pytest.mark.parametrize("tab", ["2018附件9", "2018附件10", "2018附件1"])
def test_an_attachment_that_is_but_one_is_itself(tab):
    desk = desks.desk(built.PROVINCE, tab=tab)
    pointed = cursor.at_hand(desk)
    assert pointed.form.tab == tab
    assert len(pointed.records) == 1


@pytest.mark.parametrize(
    ("tab", "row", "says"),
    [
        ("首页", 5, "不是台账.*或者到附件表上按“本条”"),
        ("名额统计", 3, "不是台账"),
        ("小组", 2, "没有内容"),
        ("小组成员", 19000, "“小组”里对应的"),
        ("2023附件2", 5, "不是当前通知的附件"),
    ],
)
def test_elsewhere_nothing_is_at_hand(tab, row, says):
    with pytest.raises(cursor.NothingPointedAt, match=says):
        cursor.at_hand(desks.desk(built.PROVINCE, tab=tab, row=row))
