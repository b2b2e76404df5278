"""The list as a file of its own, with a receipt for every file that came."""

from __future__ import annotations

import datetime as dt
import io

import built
import filled_forms as forms
import openpyxl
import seasons
from payloads import FORMULAS, cells_of, formula_cells

from pyfuncs import closed, difference_tab
from pyfuncs.difference import differences
from pyfuncs.difference_book import RECEIPTS, counts_sentence, difference_book
from pyfuncs.joining import join
from pyfuncs.offers import NO, YES, Line

NOTICE = built.notice("2018")


def made(files):
    season = seasons.season_of("太原", {"小组": [], "小组成员": []})
    joined = join(files, NOTICE, season)
    lines = differences(files, joined, NOTICE, season, dt.datetime(2018, 6, 1))
    return lines, difference_book(lines, files, joined, "太原.xlsm")


def test_what_is_written_comes_back_with_what_each_line_offers(tmp):
    lines, data = made(forms.group(小组名称="=1+1", 所在部门=FORMULAS[1], 组长姓名="_x0041_"))
    path = tmp / "核对.xlsx"
    path.write_bytes(data)
    assert difference_tab.read(difference_tab.find(closed.read_sheets(path), path.name)) == lines
    assert formula_cells(data) == []


def test_the_clerk_chooses_from_two_words_and_does_not_see_the_offers():
    lines, data = made(forms.group())
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    [rule] = sheet.data_validations.dataValidation
    assert rule.formula1 == f'"{YES},{NO}"' and str(rule.sqref) == f"A5:A{4 + len(lines)}"
    assert sheet.column_dimensions["J"].hidden and sheet.auto_filter.ref.startswith("A4")


def test_each_file_has_a_receipt_of_what_was_read_left_and_refused():
    files = forms.group()
    files[0].forms[0].left.append(forms.unread())
    files.append(forms.file("2023.docx", forms.form("附件5", forms.REGISTER, "2023")))
    files.append(forms.file("坏.docx", refused="“坏.docx”已损坏，请重新取得这个文件"))
    files.append(forms.file("信.docx", notes=["里面有宏，没有运行"]))
    _, data = made(files)
    rows = {row[0]: row[1:] for row in cells_of(data, RECEIPTS)[3:]}
    assert rows["华岭/申报表.docx"] == ["2018 附件3.1", 8, 0, 1, None, None]
    assert rows["华岭/登记表.docx"][:3] == ["2018 附件3.2", 9, 2]
    assert "当前通知是2018" in rows["2023.docx"][4]
    assert "已损坏" in rows["坏.docx"][4]
    assert rows["信.docx"][0] == "（没有认出申报表）" and rows["信.docx"][5] == "里面有宏，没有运行"
    assert cells_of(data, RECEIPTS)[0][0] == "收件清单　共5个文件，其中3个有没有导入的"


def test_the_kinds_are_counted():
    blank = ("",) * 7
    lines = [Line("", "新增", *blank), Line("", "新增", *blank), Line("", "不同", *blank)]
    assert counts_sentence(lines) == "新增2行，不同1行"
    assert counts_sentence([]) == "没有读到任何内容"
