"""A saved workbook of ours, however the clerk has moved things about in it, reads as the same records."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import clerk_book
import openpyxl
import pytest
from hostile import HOSTILE, snapshot
from openpyxl.worksheet.worksheet import Worksheet

from pyfuncs import closed, layout
from pyfuncs.notice import HOME, DefinitionError, Notice
from pyfuncs.preflight import Unreadable
from pyfuncs.records import ForeignWorkbook, Reading

GROUPS = [
    clerk_book.GROUP | {"小组名称": f"小组{number}", "课题名称": f"课题{number}", "登记注册号": f"QC-{number}"}
    for number in range(1, 6)
]
ROWS = {
    "小组": GROUPS,
    "小组成员": [member | {"小组名称": group["小组名称"]} for group in GROUPS for member in clerk_book.MEMBERS],
}
HEADING = layout.LEDGER_HEADER_ROW + 1


@pytest.fixture
def path(tmp: Path, notice_2018: Notice) -> Path:
    return clerk_book.build(tmp / "太原 2018.xlsx", notice_2018, clerk_book.HOME_2018, ROWS)


def contents(reading: Reading) -> dict[str, list[tuple[Any, ...]]]:
    """All records without their place, in an order of their own."""
    return {
        name: sorted(tuple(sorted((field, str(value)) for field, value in record.items())) for record in records)
        for name, records in reading.season.ledgers.items()
    } | {
        name: [tuple(sorted((field, str(value)) for field, value in record.items()))]
        for name, record in reading.season.single.items()
    }


def grid_of(sheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADING)]


def rewrite(sheet: Worksheet, rows: list[list[Any]], top: int = HEADING, left: int = 1) -> None:
    """The sheet's table anew, from row `top` and column `left`."""
    for row in sheet.iter_rows(min_row=HEADING):
        for cell in row:
            cell.value = None
    for number, row in enumerate(rows, start=top):
        for col, value in enumerate(row, start=left):
            cell = sheet.cell(number, col, value)
            cell.number_format = "yyyy-mm-dd" if isinstance(value, dt.datetime) else "General"
            if isinstance(value, str):
                cell.data_type = "s"


def _shuffle_rows(book: openpyxl.Workbook) -> None:
    heading, *rows = grid_of(book["小组"])
    random.Random(1).shuffle(rows)
    rewrite(book["小组"], [heading, *rows])


def _move_columns(book: openpyxl.Workbook) -> None:
    for name in ROWS:
        rows = grid_of(book[name])
        order = list(range(len(rows[0])))
        random.Random(2).shuffle(order)
        rewrite(book[name], [[row[col] for col in order] for row in rows])


def _more_columns(book: openpyxl.Workbook) -> None:
    rows = grid_of(book["小组"])
    rewrite(book["小组"], [["备注", *row[:3], "内部编号", *row[3:]] for row in rows])


def _more_tabs(book: openpyxl.Workbook) -> None:
    book.create_sheet("说明", 0).append(["企业名称", "电话"])
    book.create_sheet("去年的小组").append(["小组名称", "得分"])


def _rename_tab(book: openpyxl.Workbook) -> None:
    book["小组"].title = "小组（定稿）"


def _hide_rows(book: openpyxl.Workbook) -> None:
    sheet = book["小组"]
    sheet.auto_filter.ref = f"A{HEADING}:X{HEADING + 5}"
    for row in (HEADING + 1, HEADING + 3):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["B"].hidden = True


def _use_aliases(book: openpyxl.Workbook) -> None:
    heading, *rows = grid_of(book["小组"])
    other = {"企业名称": "单位名称", "邮编": "邮政编码", "组长姓名": "组长", "电话": " 联系电话 ", "人数（人）": "人数"}
    rewrite(book["小组"], [[other.get(word, word) for word in heading], *rows])


def _widen_headings(book: openpyxl.Workbook) -> None:
    heading, *rows = grid_of(book["小组成员"])
    rewrite(
        book["小组成员"], [[f"{word[:2]}\n{word[2:]}".replace("(", "（").replace(")", "）") for word in heading], *rows]
    )


def _move_table(book: openpyxl.Workbook) -> None:
    rewrite(book["小组"], grid_of(book["小组"]), top=HEADING + 7, left=4)


def _gaps(book: openpyxl.Workbook) -> None:
    heading, *rows = grid_of(book["小组"])
    blank = [None] * len(heading)
    rewrite(book["小组"], [heading, blank, *rows[:2], blank, ["　", *blank[1:]], *rows[2:]])


def _reorder_tabs(book: openpyxl.Workbook) -> None:
    book._sheets.reverse()


def _insert_home_rows(book: openpyxl.Workbook) -> None:
    book[HOME].insert_rows(1, 4)


MOVES: dict[str, Callable[[openpyxl.Workbook], None]] = {
    "行换了次序": _shuffle_rows,
    "列换了位置": _move_columns,
    "多出几列": _more_columns,
    "多出几张表": _more_tabs,
    "改了表名": _rename_tab,
    "筛选隐藏了行列": _hide_rows,
    "表头用别名": _use_aliases,
    "表头换行和全角括号": _widen_headings,
    "整张表挪了地方": _move_table,
    "中间有空行": _gaps,
    "工作表换了次序": _reorder_tabs,
    "首页上面插了行": _insert_home_rows,
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_moved_about_reads_the_same(path: Path, move: Callable[[openpyxl.Workbook], None]) -> None:
    before = closed.read_book(path)
    book = openpyxl.load_workbook(path)
    move(book)
    book.save(path)
    after = closed.read_book(path)
    assert contents(after) == contents(before)
    assert after.rows_taken == before.rows_taken == {name: len(ROWS.get(name, ())) for name in before.rows_taken}
    assert after.losses == []


def test_records_know_where_they_stand(path: Path, notice_2018: Notice) -> None:
    book = openpyxl.load_workbook(path)
    _move_table(book)
    _rename_tab(book)
    book.save(path)
    sheet = openpyxl.load_workbook(path)["小组（定稿）"]
    for record in closed.read_book(path).season.ledgers["小组"]:
        assert record.tab == "小组（定稿）" and record.scope == "小组"
        assert sheet.cell(record.row, record.columns["小组名称"]).value == record["小组名称"]


def test_text_is_kept_to_the_letter(path: Path) -> None:
    season = closed.read_book(path).season
    assert {record["小组简介"] for record in season.ledgers["小组"]} == {"=1+1 的写法照抄"}
    assert {record["姓名"] for record in season.ledgers["小组成员"]} == {"苗雨", "𠮷祥"}
    assert {record["邮编"] for record in season.ledgers["小组"]} == {"030001"}


def test_what_cannot_be_taken_in_is_told(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    del book["班组"]
    sheet = book["小组"]
    sheet.cell(HEADING, 40, "备注")
    sheet.cell(HEADING + 9, 40, "只有备注")
    book.save(path)
    reading = closed.read_book(path)
    assert [(loss.tab, bool(loss.cell)) for loss in reading.losses] == [("小组", True), ("班组", False)]
    assert (reading.rows_seen["小组"], reading.rows_taken["小组"]) == (6, 5)


def test_the_folder_is_left_as_it_was(path: Path, tmp: Path) -> None:
    before = snapshot(tmp)
    closed.read_book(path)
    assert snapshot(tmp) == before


@pytest.mark.parametrize(("make", "says"), HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_read_is_one_sentence(tmp: Path, path: Path, make: Any, says: str) -> None:
    bad = tmp / "收到的 表.xlsx"
    make(bad, path.read_bytes())
    before = snapshot(tmp)
    with pytest.raises((Unreadable, ForeignWorkbook)) as told:
        closed.read_book(bad)
    assert says in str(told.value)
    assert "\n" not in str(told.value) and "。" not in str(told.value)
    assert snapshot(tmp) == before


def test_reads_under_other_definitions(path: Path, tmp: Path) -> None:
    with pytest.raises((DefinitionError, ForeignWorkbook)):
        closed.read_book(path, tmp)


@pytest.mark.parametrize("mark", ["~$太原 2018.xlsx", ".~lock.太原 2018.xlsx#"])
def test_open_elsewhere_is_seen(path: Path, mark: str) -> None:
    assert not closed.is_open_elsewhere(path)
    path.with_name(mark).write_bytes(b"x")
    assert closed.is_open_elsewhere(path)
