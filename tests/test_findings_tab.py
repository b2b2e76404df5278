"""A workbook built with its findings is what the button 校验全部 makes of it: lines, marks, notes, counts."""

import built
import openpyxl
import pytest
from applied import make
from desks import of

from pyfuncs import findings_tab, marks
from pyfuncs.bench import program_part
from pyfuncs.changes import Note
from pyfuncs.check import Finding, count_levels
from pyfuncs.closed import read_sheets
from pyfuncs.desk import Desk
from pyfuncs.listing import read_listing
from pyfuncs.workbook import season_workbook, workbook_bytes

SPOILT = "2018太原-待改"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The spoilt sample as a new workbook: its path, and what was found in it."""
    path = tmp_path_factory.mktemp("book") / "退回.xlsm"
    return path, season_workbook(path, built.season(SPOILT), built.notice("2018"), checked=True)


def test_the_list_is_the_one_that_the_button_writes(made):
    path, findings = made
    desk = Desk(read_sheets(path), path)
    listed = read_listing(desk).lines
    pressed = read_listing(make(desk, marks.check_all(desk))).lines
    assert [line.words for line in listed] == [line.words for line in pressed]
    assert len(listed) == len(findings) > 50


def test_the_notes_are_the_ones_that_the_button_puts(made):
    path, _ = made
    desk = Desk(read_sheets(path), path)
    wanted = {(note.tab, note.row, note.col): note.text for note in of(marks.check_all(desk), Note)}
    book = openpyxl.load_workbook(path)
    found = {
        (sheet.title, cell.row, cell.column): program_part(cell.comment.text)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment and program_part(cell.comment.text)
    }
    assert found == wanted and len(found) > 40


def test_the_cell_of_a_line_leads_there_and_home_counts_the_levels(made):
    path, findings = made
    book, shown = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    first = book["校验结果"]["C5"]
    assert first.value == f'=HYPERLINK("#\'{findings[0].tab}\'!{findings[0].cell}","{findings[0].cell}")'
    words = {cell.value for row in shown["首页"].iter_rows() for cell in row}
    assert {f"{level} {count}" for level, count in count_levels(findings).items()} <= words


def test_more_findings_than_a_list_takes_are_told(monkeypatch):
    monkeypatch.setattr(findings_tab, "MOST_LINES", 2)
    monkeypatch.setattr(findings_tab, "MOST_NOTES", 1)
    found = [
        Finding("错误", "小组", f"A{row}", "甲", "企业名称", "", "应填。", "补填", "台账", "小组", row)
        for row in (5, 6, 7)
    ]
    data = workbook_bytes(built.notices(), built.season(built.BLANK), "2018", findings=found)
    path = built.folder() / "多.xlsm"
    path.write_bytes(data)
    sheet = openpyxl.load_workbook(path)["校验结果"]
    assert sheet["A4"].value is None or "级别" in str(sheet["A4"].value)
    assert "共3条，只列出前2条" in sheet["A3"].value and "只在前1格加了批注" in sheet["A3"].value
    assert [sheet.cell(row, 1).value for row in (5, 6, 7)] == ["错误", "错误", None]
