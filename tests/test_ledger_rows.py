import datetime as dt

import built
import pytest
from desk_book import DeskBook

from pyfuncs.check import check
from pyfuncs.ledger_rows import cell_content, differs, season_after, team_of, write_members, write_record, write_row
from pyfuncs.mirror_tab import Refused, open_mirror
from pyfuncs.notice import Field

WHOLE, DAY, TEXT, PHONE = (Field(name="x", type=kind) for kind in ("整数", "日期", "文本", "电话"))


def opened(tab="2018附件3.2"):
    book = DeskBook(built.PROVINCE)
    book.tab = tab
    return open_mirror(book.desk())


def test_a_ledgers_cell_holds_the_typed_value():
    assert cell_content(WHOLE, "１２") == ("number", "12") and cell_content(WHOLE, 12.0) == ("number", "12")
    assert cell_content(DAY, "2018.6.10") == ("number", str((dt.date(2018, 6, 10) - dt.date(1899, 12, 30)).days))
    assert cell_content(TEXT, "007") == ("text", "007") and cell_content(TEXT, " 留着 ") == ("text", " 留着 ")
    assert cell_content(TEXT, "  ") == cell_content(DAY, None) == ("blank", "")


def test_what_cannot_be_typed_stays_as_written():
    assert cell_content(WHOLE, "约十人") == ("text", "约十人")
    assert cell_content(DAY, "2018.6.31") == ("text", "2018.6.31")
    assert cell_content(PHONE, 123.0) == ("text", "123")


@pytest.mark.parametrize(
    ("item", "before", "now", "expected"),
    [
        (WHOLE, 12.0, "12", False),
        (WHOLE, 12.0, "１２", False),
        (WHOLE, 12.0, 13, True),
        (WHOLE, None, 0, True),
        (DAY, dt.datetime(2018, 6, 10), "2018年6月10日", False),
        (DAY, dt.datetime(2018, 6, 10), "2018.6.31", True),
        (TEXT, "（甲）", "(甲)", True),
        (TEXT, None, "  ", False),
        (TEXT, "甲", None, True),
    ],
)
def test_a_value_written_otherwise_is_no_change_but_a_name_is(item, before, now, expected):
    assert differs(item, before, now) is expected


def test_one_row_changes_only_where_it_was_retyped():
    tab = opened()
    puts, record = write_row(
        tab.ledger("小组"), tab.record.row, tab.record, {"人数": 19, "组长姓名": tab.record["组长姓名"]}
    )
    assert [(put.row, put.col, put.text) for put in puts] == [(tab.record.row, tab.record.columns["人数"], "19")]
    assert record == tab.record | {"人数": 19} and record.columns == tab.record.columns


def test_a_record_is_replaced_in_the_season_or_added_to_it():
    tab = opened()
    known = tab.reading.season.ledgers["小组"]
    rows, record = write_record(tab, tab.record, {"人数": 19})
    assert rows.updated == [record["小组名称"]] and len(rows.records) == len(known)
    assert season_after(tab.reading.season, {"小组": rows}).ledgers["小组"][0] is record
    rows, record = write_record(tab, None, {"企业名称": "甲公司", "小组名称": "乙组", "课题名称": "丙题"})
    assert rows.added == ["乙组"] and rows.records[-1] is record and record.row == known[-1].row + 1
    findings = check(season_after(tab.reading.season, {"小组": rows}), tab.notice)
    assert any(finding.row == record.row and finding.cell for finding in findings)


def test_names_that_differ_only_in_width_collide():
    tab = opened()
    first = tab.records[1]
    key = {name: first.raw[name] for name in ("企业名称", "小组名称", "课题名称")}
    with pytest.raises(Refused, match=f"第{first.row}行"):
        write_record(tab, None, key | {"小组名称": key["小组名称"].replace("QC", "ＱＣ")})


def test_the_team_goes_with_its_record():
    tab = opened()
    old = tab.record
    names = [row["姓名"] for row in tab.members(old, "小组成员")]
    team = team_of(tab, "小组成员", old, old, names)
    assert [row["姓名"] for row in team.shown] == names and team.renamed == {} and team.there == []
    rows = write_members(tab, team, [(n, {"姓名": name}) for n, name in enumerate(names, start=1)])
    assert rows.puts == [] and rows.removed == [] and rows.records == tab.reading.season.ledgers["小组成员"]


def test_two_of_one_name_keep_their_two_rows():
    tab = opened()
    old = tab.record
    team = team_of(tab, "小组成员", old, old, [tab.members(old, "小组成员")[0]["姓名"]] * 2)
    assert team.shown[1] is None
    rows = write_members(tab, team, [(n, {"姓名": team.shown[0]["姓名"], "年龄": 50 + n}) for n in (1, 2)])
    assert len(rows.added) == 1 and len(rows.updated) == 1
    assert {put.row for put in rows.puts} >= {team.shown[0].row}
