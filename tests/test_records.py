"""From sheets to records: found by tab, heading and label, typed where they can be, counted in and out."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyfuncs import layout, records, values
from pyfuncs.formulas import column_letters
from pyfuncs.notice import HOME, Field, Notice, load_notice
from pyfuncs.records import ForeignWorkbook, Sheet, address, current_notice, place, read_season
from pyfuncs.rules import Record

Rows = list[list[Any]]
HEADS = ["企业名称", "小组名称", "课题名称", "人数（人）", "邮编"]
ROWS = [["甲公司", "星火", "降低返修率", 3.0, "030001"], ["乙公司", "先锋", "提高合格率", "四", 30001.0]]


def home(unit: str = "太原", notice: str = "2018") -> Sheet:
    """首页 as laid out, with its label cells and two values."""
    cells = layout.home_cells()
    rows: Rows = [[""] * 40 for _ in range(80)]
    for name, (label_row, label_col, label, row, col) in cells.items():
        rows[label_row][label_col] = label
        rows[row][col] = {"当前通知": notice, "推荐单位": unit}.get(name, "")
    return Sheet(HOME, rows)


def sheets(*more: Sheet) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in (home(), *more)}


def groups(notice: Notice, *more: Sheet) -> list[Record]:
    return read_season(sheets(*more), notice).season.ledgers["小组"]


# -- addresses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_column_letters(number: int, letters: str) -> None:
    assert column_letters(number) == letters


@given(st.integers(1, 16384))
def test_column_letters_are_read_back(number: int) -> None:
    from pyfuncs.formulas import column_number

    assert column_number(column_letters(number)) == number
    assert address(7, number) == f"{column_letters(number)}7"


def test_place() -> None:
    record = Record({}, "小组", 7)
    record.columns = {"人数": 4}
    assert (place(record, "人数"), place(record, "没有这一列")) == ("D7", "A7")
    single = Record({}, HOME, 0)
    single.cells = {"推荐单位": "C5"}
    assert (place(single, "推荐单位"), place(single, "填表人")) == ("C5", "")


def test_a_sheet_knows_its_cells_by_place() -> None:
    sheet = Sheet("小组", [["甲", ""], ["乙"]], first_row=3, first_col=2)
    assert [sheet.at(3, 2), sheet.at(3, 3), sheet.at(4, 3), sheet.at(1, 1), sheet.at(9, 9)] == [
        "甲",
        None,
        None,
        None,
        None,
    ]


# -- which notice ----------------------------------------------------------------------------------


def test_current_notice() -> None:
    assert current_notice(sheets()).id == "2018"
    assert current_notice({HOME: home(notice="2023")}).id == "2023"
    numeric = home()
    for row in numeric.rows:
        row[:] = [2018.0 if value == "2018" else value for value in row]
    assert current_notice({HOME: numeric}).id == "2018", "a clerk's 2018 typed as a number"


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ({}, "没有“首页”"),
        ({"Sheet1": Sheet("Sheet1", [["企业名称"]])}, "没有“首页”"),
        ({HOME: Sheet(HOME, [["欢迎"]])}, "“当前通知”"),
        ({HOME: home(notice="1998")}, "写的是“1998”，应为2018、2023之一"),
        ({HOME: home(notice="")}, "写的是“”"),
    ],
)
def test_foreign_workbook(found: dict[str, Sheet], says: str) -> None:
    with pytest.raises(ForeignWorkbook, match=says):
        current_notice(found)


def test_labels_of_home_may_move() -> None:
    moved = home()
    moved.rows = [[""] * 3 + row for row in [[""] * 40] * 5 + moved.rows]
    cells = records.read_cells(moved, layout.home_cells())
    assert cells["推荐单位"][0] == "太原"
    assert set(cells) == set(layout.home_cells())
    assert records.read_cells(None, layout.home_cells()) == {}


# -- ledgers ---------------------------------------------------------------------------------------


def test_rows_become_typed_records(notice_2018: Notice) -> None:
    first, second = groups(notice_2018, Sheet("小组", [["小组"], HEADS, *ROWS]))
    assert (first["人数"], first["邮编"], first.row, first.tab, first.scope) == (3, "030001", 3, "小组", "小组")
    assert (second["人数"], second.bad) == (None, {"人数", "邮编"})
    assert second.raw["人数"] == "四"
    assert first.columns == {"企业名称": 1, "小组名称": 2, "课题名称": 3, "人数": 4, "邮编": 5}


def test_a_table_that_begins_anywhere(notice_2018: Notice) -> None:
    (first, _) = groups(notice_2018, Sheet("小组", [HEADS, *ROWS], first_row=12, first_col=5))
    assert (first.row, place(first, "人数")) == (13, "H13")


@pytest.mark.parametrize(
    "heads",
    [
        ["单位名称", "QC小组名称", "课题名称", "小组人数", "邮政编码"],
        [" 企业 名称", "小组名称\n", "课题名称", "人数(人)", "邮编"],
        ["企业名称（以公章为准）", "小组名称", "课题名称", "人数", "邮编"],
    ],
)
def test_headings_by_any_of_their_names(notice_2018: Notice, heads: list[str]) -> None:
    (first, _) = groups(notice_2018, Sheet("小组", [heads, *ROWS]))
    assert (first["企业名称"], first["小组名称"], first["人数"]) == ("甲公司", "星火", 3)


def test_of_two_columns_of_one_name_the_first_counts(notice_2018: Notice) -> None:
    (first, *_) = groups(notice_2018, Sheet("小组", [[*HEADS, "人数"], [*ROWS[0], 99.0]]))
    assert first["人数"] == 3


def test_a_renamed_tab_is_found_by_its_headings(notice_2018: Notice) -> None:
    wide = [item.heading for item in layout.columns_of([notice_2018], "小组")]
    row = ["甲公司", "星火", "降低返修率", *[""] * (len(wide) - 3)]
    (first,) = groups(notice_2018, Sheet("小组定稿", [wide, row]))
    assert (first.tab, first.scope, first["小组名称"]) == ("小组定稿", "小组", "星火")


def test_another_sheet_that_only_resembles_is_not_taken(notice_2018: Notice) -> None:
    reading = read_season(
        sheets(Sheet("名单", [["企业名称", "小组名称", "课题名称"], ["甲公司", "星火", "课题"]])), notice_2018
    )
    assert reading.season.ledgers["小组"] == []
    assert any("找不到“小组”台账" in loss.says for loss in reading.losses)


def test_empty_rows_are_no_records_and_odd_ones_are_told(notice_2018: Notice) -> None:
    rows: Rows = [
        [*HEADS, "备注"],
        ["", "", "", "", "", ""],
        ["　", "", None, "", "", ""],
        [*ROWS[0], ""],
        ["", "", "", "", "", "只有备注"],
    ]
    reading = read_season(sheets(Sheet("小组", rows)), notice_2018)
    assert len(reading.season.ledgers["小组"]) == 1
    assert (reading.rows_seen["小组"], reading.rows_taken["小组"]) == (2, 1)
    assert [(loss.tab, loss.cell) for loss in reading.losses if loss.tab == "小组"] == [("小组", "A5")]


def test_error_values_are_bad_not_empty(notice_2018: Notice) -> None:
    rows: Rows = [HEADS, [*ROWS[0][:3], "", "030001"], ["", "", "", "", ""]]
    sheet = Sheet("小组", rows, errors={(2, 4), (3, 1)})
    reading = read_season(sheets(sheet), notice_2018)
    first, *rest = reading.season.ledgers["小组"]
    assert first.bad == {"人数"} and first["人数"] is None
    assert reading.rows_seen["小组"] == reading.rows_taken["小组"] + len(
        [loss for loss in reading.losses if loss.tab == "小组"]
    )
    assert [record.bad for record in rest] == [{"企业名称"}], "a row of nothing but an error value is a row"


def test_rows_in_are_rows_out(notice_2018: Notice) -> None:
    rows: Rows = [HEADS, *[["甲公司", f"小组{number}", "课题", number, "030001"] for number in range(1, 1201)]]
    reading = read_season(sheets(Sheet("小组", rows)), notice_2018)
    assert reading.rows_seen["小组"] == reading.rows_taken["小组"] == 1200
    assert [record["人数"] for record in reading.season.ledgers["小组"]] == list(range(1, 1201))


CELL = st.one_of(st.none(), st.text(max_size=5), st.floats(), st.booleans(), st.dates(), st.sampled_from(HEADS))


@settings(max_examples=50)
@given(st.lists(st.lists(CELL, max_size=7), max_size=8))
def test_any_sheet_is_read_without_a_fault(rows: list[list[Any]]) -> None:
    reading = read_season(sheets(Sheet("小组", rows)), load_once())
    for name, taken in reading.rows_taken.items():
        told = [loss for loss in reading.losses if loss.cell and loss.tab == name]
        assert reading.rows_seen[name] == taken + len(told)


@functools.cache
def load_once() -> Notice:
    """The 2018 notice for examples, which take no fixture."""
    return load_notice("2018")


# -- forms typed on their own tab ------------------------------------------------------------------


def test_a_form_typed_on_its_tab(notice_2018: Notice) -> None:
    form = notice_2018.forms["附件9"]
    rows: Rows = [[""] * 60 for _ in range(80)]
    for name, (label_row, label_col, label, row, col) in layout.input_cells(form, notice_2018).items():
        rows[label_row][label_col] = label
        rows[row][col] = {"注册小组数": 50.0, "累计注册小组数": "0.12", "负责人": "林晓"}.get(name, "")
    record = read_season(sheets(Sheet(form.tab, rows)), notice_2018).season.single[form.tab]
    assert (record["注册小组数"], record["累计注册小组数"], record["负责人"]) == (50, 0.12, "林晓")
    assert set(record) == {item.name for item in form.field if item.typed}
    assert all(record.cells[name] for name in record)


def test_a_form_whose_tab_is_gone_is_empty(notice_2018: Notice) -> None:
    record = read_season(sheets(), notice_2018).season.single["2018附件9"]
    assert not any(value is not None for value in record.values())
    assert record.tab == record.scope == "2018附件9"
    assert ("2018附件9", "") in [(loss.tab, loss.cell) for loss in read_season(sheets(), notice_2018).losses]


def test_dates_of_the_spreadsheet(notice_2018: Notice) -> None:
    rows: Rows = [["企业名称", "小组名称", "课题名称", "成立日期"], ["甲公司", "星火", "课题", dt.date(2016, 3, 1)]]
    (first,) = groups(notice_2018, Sheet("小组", rows))
    assert first["成立日期"] == dt.date(2016, 3, 1)


def test_where_a_row_comes_from_is_read_and_makes_no_record_of_an_empty_row(notice_2018: Notice) -> None:
    rows: Rows = [[*HEADS, "来源"], [*ROWS[0], "报来的.docx"], [*[""] * len(HEADS), "报来的.docx"]]
    reading = read_season(sheets(Sheet("小组", rows)), notice_2018)
    assert [record["来源"] for record in reading.season.ledgers["小组"]] == ["报来的.docx"]
    assert (reading.rows_seen["小组"], reading.rows_taken["小组"]) == (2, 1)
    assert any("没有读入" in loss.says and loss.cell == "A3" for loss in reading.losses)


def test_a_missing_ledger_is_not_read_from_another_one_that_shares_headings(notice_2018: Notice) -> None:
    people = notice_2018.ledgers["个人"]
    heads = [item.heading for item in people.field if item.typed]
    judged = Sheet("个人", [heads, ["甲"] * len(heads)])
    reading = read_season(sheets(judged), notice_2018)
    assert reading.season.ledgers["评委"] == []
    assert "找不到“评委”台账" in " ".join(loss.says for loss in reading.losses)


def test_a_heading_that_is_repeated_further_down_is_not_where_the_ledger_begins(notice_2018):
    """As lists do that print their heading on every page: the rows above it are records too."""
    ledger = notice_2018.ledgers["小组"]
    heads = [item.heading for item in ledger.field if item.typed]
    rows: Rows = [heads, ["甲"] * len(heads), heads, ["乙"] * len(heads)]
    sheet, heading, _ = records.find_ledger(ledger, {"小组": records.Sheet("小组", rows, 4)})
    assert sheet is not None and heading == 4


RAW = st.none() | st.booleans() | st.sampled_from([1, 1.0, 2.5, 1e17, dt.datetime(2018, 6, 10), dt.date(2018, 6, 10)])
WRITTEN = RAW | st.sampled_from(
    ["", " ", "1", "１２", "3.0", "2018.6.31", "13834560000", "030001", "a@b.cn", "长" * 600]
)


@given(st.lists(st.tuples(*[WRITTEN] * len(values.READERS)), max_size=5))
def test_rows_read_column_by_column_are_those_read_one_by_one(rows):
    columns = {kind: place for place, kind in enumerate(values.READERS, start=1)}
    fields = {kind: Field(name=kind, type=kind) for kind in columns}
    together = records.typed_records(fields, columns, rows, "小组", "小组")
    one_by_one = [records.typed_record(fields, dict(zip(columns, row, strict=True)), "小组", 0) for row in rows]
    for read, slow in zip(together, one_by_one, strict=True):
        for one, other in ((read, slow), (read.raw, slow.raw)):
            assert list(map(repr, one.items())) == list(map(repr, other.items()))
        assert (read.bad, read.tab, read.scope) == (slow.bad, slow.tab, slow.scope)
        assert read.columns == columns
