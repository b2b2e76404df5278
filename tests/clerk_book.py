"""A small filled workbook of ours, drawn from the definitions: what the hosts read, without the looks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl

from pyfuncs import layout
from pyfuncs.notice import HOME, Notice
from pyfuncs.report import FINDING_HEADS

RESULTS = ("校验结果", "名额统计", "费用与材料", "日志")


def build(path: Path, notice: Notice, home: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> Path:
    """Writes the workbook: `home` fills 首页, `rows` the ledgers by name, values by field; the rest stays empty."""
    book = openpyxl.Workbook()
    book.active.title = HOME
    _fill(book.active, layout.home_cells(), home)
    for name in layout.ledger_names([notice]):
        _ledger(book.create_sheet(name), notice, name, rows.get(name, []))
    for form in notice.forms.values():
        _fill(book.create_sheet(form.tab), layout.input_cells(form, notice) if form.mode == "单份" else {}, {})
    for name in RESULTS:
        book.create_sheet(name)
    book[RESULTS[0]].append([])
    book[RESULTS[0]].append([None, *FINDING_HEADS])
    book.save(path)
    return path


def _fill(sheet: Any, places: dict[str, Any], values: dict[str, Any]) -> None:
    for name, (label_row, label_col, label, row, col) in places.items():
        sheet.cell(label_row + 1, label_col + 1, label)
        _put(sheet.cell(row + 1, col + 1), values.get(name))


def _ledger(sheet: Any, notice: Notice, name: str, rows: list[dict[str, Any]]) -> None:
    fields = layout.columns_of([notice], name)
    header = layout.LEDGER_HEADER_ROW + 1
    for col, item in enumerate(fields, start=1):
        sheet.cell(header, col, item.heading)
        for row, values in enumerate(rows, start=header + 1):
            _put(sheet.cell(row, col), values.get(item.name))


def _put(cell: Any, value: Any) -> None:
    """Text stays text, also where it begins with =."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


HOME_2018 = {"当前通知": "2018", "推荐单位": "太原", "填表人": "林晓", "填表人电话": "0351-7654321"}
GROUP = {
    "企业名称": "太原华岭机械有限公司",
    "小组名称": "星火QC小组",
    "课题名称": "降低齿轮箱返修率",
    "人数": 3,
    "所在部门": "总装车间",
    "成立日期": dt.datetime(2016, 3, 1),
    "登记注册号": "QC-16-001",
    "组长姓名": "郝一帆",
    "组长性别": "男",
    "组长职务": "班长",
    "通讯地址": "太原市示例路1号",
    "邮编": "030001",
    "联系人": "郝一帆",
    "电话": "13800000000",
    "企业内主管部门": "质量部",
    "小组活动指导者": "贺文",
    "小组简介": "=1+1 的写法照抄",
    "主要活动过程与效果": "返修率由3%降到1%。",
}
MEMBERS = [
    {"企业名称": GROUP["企业名称"], "小组名称": GROUP["小组名称"], "姓名": name, "年龄": 30, "成员分工情况": "数据"}
    | {"职务(或职称)": "工程师"}
    for name in ("苗雨", "𠮷祥")
]
ROWS_2018 = {"小组": [GROUP], "小组成员": MEMBERS}
