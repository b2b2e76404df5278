"""Reading in a process of its own: what kills, stalls or fills the reader ends in one sentence."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hostile import pack, parts_of, sheet, with_part

from pyfuncs import reader
from pyfuncs.preflight import Unreadable

FIRST_SHEET = "xl/worksheets/sheet1.xml"
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}
ROWS: list[list[Any]] = [
    ["企业名称", "人数", "成立日期", "上会"],
    ["甲公司", 3, dt.datetime(2016, 3, 1), True],
    [],
    ["=1+1的写法", 2.5, None, "𠮷"],
]


@pytest.fixture
def path(tmp: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "小组"
    for number, row in enumerate(ROWS, start=3):
        for col, value in enumerate(row, start=2):
            cell = book.active.cell(number, col, value)
            if isinstance(value, str):
                cell.data_type = "s"
    book.create_sheet("空表")
    book.save(tmp / "申报 2018.xlsx")
    return tmp / "申报 2018.xlsx"


def test_cells_come_with_their_place_and_type(path: Path) -> None:
    tables = reader.read_apart(path)
    rows, first_row, first_col, errors, _ = tables["小组"]
    assert (first_row, first_col, errors) == (3, 2, set())
    assert rows[0] == ROWS[0]
    assert rows[1] == ["甲公司", 3.0, dt.datetime(2016, 3, 1), True] or rows[1][2] == dt.date(2016, 3, 1)
    assert rows[2] == []
    assert rows[3] == ["=1+1的写法", 2.5, "", "𠮷"]
    assert tables["空表"][0] == []
    assert reader.read_here(path) == tables


def test_error_values_are_told_apart_from_empty_cells(path: Path) -> None:
    heading = b'<row r="3"><c r="C3" t="str"><v>name</v></c></row>'
    text = sheet(heading + b'<row r="4"><c r="B4"/><c r="C4" t="e"><v>#REF!</v></c></row>')
    path.write_bytes(with_part(path.read_bytes(), FIRST_SHEET, text))
    assert reader.read_apart(path)["小组"][3] == {(4, 3)}


def test_cells_with_a_formula_are_told_from_those_typed(path: Path) -> None:
    cells = b'<c r="B4" t="str"><f>1&amp;1</f><v>11</v></c><c r="C4"><f t="shared" si="0"/><v>3</v></c>'
    text = sheet(b'<row r="4">' + cells + b'<c r="D4"><v>5</v></c><c r="E4"/></row>')
    path.write_bytes(with_part(path.read_bytes(), FIRST_SHEET, text))
    assert reader.formulas(path, "小组") == {(4, 2), (4, 3)}
    assert reader.formulas(path, "空表") == set()


def test_strict_open_xml_is_read_whole(path: Path) -> None:
    """ISO's own namespaces, which openpyxl takes for an empty workbook."""
    whole = reader.read_apart(path)["小组"]
    parts = parts_of(path.read_bytes())
    parts[FIRST_SHEET] = parts[FIRST_SHEET].replace(b'<c r="E4" t="b"><v>1</v>', b'<c r="E4" t="e"><v>#N/A</v>')
    for old, new in STRICT.items():
        parts = {name: data.replace(old, new) for name, data in parts.items()}
    path.write_bytes(pack(parts))
    rows, first_row, first_col, errors, _ = reader.read_apart(path)["小组"]
    assert (rows[0], rows[3], first_row, first_col) == (whole[0][0], whole[0][3], 3, 2)
    assert rows[1][:2] == whole[0][1][:2]
    assert errors == {(4, 5)}


def test_a_reader_that_stalls_is_ended(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SECONDS", 0.001)
    with pytest.raises(Unreadable, match="还没有读完"):
        reader.read_apart(path)


@pytest.mark.parametrize("end", ["import os; os.abort()", "import sys; sys.exit(1)", "raise MemoryError"])
def test_a_reader_that_dies_takes_nothing_with_it(path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda command, **options: run([sys.executable, "-c", end], **options))
    with pytest.raises(Unreadable, match="读不出工作表"):
        reader.read_apart(path)


def test_what_is_merged_down_a_column_counts_for_each_row_of_it(path: Path) -> None:
    """Only for rows that hold something else: a merged cell that reaches below the list makes no rows."""
    book = openpyxl.load_workbook(path)
    sheet = book["小组"]
    sheet["C5"] = "有别的内容的行"
    sheet.merge_cells("B4:B5")
    sheet["F3"] = "合并到表外"
    sheet.merge_cells("F3:F9")
    book.save(path)
    rows, first_row, *_ = reader.read_apart(path)["小组"]
    assert [row[0] for row in rows[1:3]] == ["甲公司", "甲公司"]
    assert first_row == 3 and rows[4:] == []


def test_a_small_file_gets_little_memory(path: Path) -> None:
    """Cells that a look does not see, far enough apart that a reader would keep room for thirty million."""
    text = sheet(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2000"><c r="XFD2000"><v>1</v></c></row>')
    text = text.replace(b"<c ", b"<a-b:c ").replace(b"</c>", b"</a-b:c>").replace(b"xmlns=", b'xmlns:a-b="a" xmlns=')
    path.write_bytes(with_part(path.read_bytes(), FIRST_SHEET, text))
    with pytest.raises(Unreadable, match="大得不正常"):
        reader.read_apart(path)
