"""A small workbook with one of everything the live host touches: notes, colours, formats, a table, a protected tab."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

OWN_NOTE = "向厂办\n再核一遍"
YELLOW = (255, 255, 0)
DAY = dt.datetime(2018, 6, 10)


def build(path: Path) -> Path:
    """数据: A1:C5 a table (text, number, date), B7 a formula; 封面: protected; 暗: hidden; 日志."""
    book = openpyxl.Workbook()
    data = book.active
    data.title = "数据"
    data.append(["名称", "数", "日期"])
    for number in range(1, 5):
        data.append([f"第{number}行", number, DAY])
        data.cell(number + 1, 1).number_format = "@"
        data.cell(number + 1, 3).number_format = "yyyy-mm-dd"
    data["B7"] = "=SUM(B2:B5)"
    data["A3"].comment = Comment(OWN_NOTE, "林晓")
    data["A3"].fill = PatternFill("solid", fgColor="FFFF00")
    data.add_table(Table(displayName="Data", ref="A1:C5"))
    choice = DataValidation(type="list", formula1='"甲,乙"')
    choice.add("A2")
    data.add_data_validation(choice)
    cover = book.create_sheet("封面")
    cover["A1"], cover["B2"] = "印的字", "旧"
    cover.protection.sheet = True
    book.create_sheet("暗").sheet_state = "hidden"
    log = book.create_sheet("日志")
    log["A4"], log["B4"], log["C4"], log["D4"], log["E4"] = "时间", "用户", "操作", "数量", "文件"
    book.save(path)
    return path
