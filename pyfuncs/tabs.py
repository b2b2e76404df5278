"""The result tabs: what they are called, and the way to a place on them."""

from __future__ import annotations

from .changes import WARNING, Change, Go, Say
from .desk import Desk
from .notice import Notice
from .values import text_of

FINDINGS, QUOTA, FEES, LOG = "校验结果", "名额统计", "费用与材料", "日志"
DETAIL, RANKING, INTAKE = "评审明细", "排名图", "导入核对"
CHART_COL = 8
"""Column (from 1) of 名额统计 at which the charts begin."""
MARK = "　"


def go(desk: Desk, tab: str, row: int = 1, col: int = 1) -> Change:
    """The way to a cell; a sentence where the tab has been renamed or taken out."""
    if tab in desk.sheets:
        return Go(tab, row, col)
    return Say(WARNING, f"工作簿里没有“{tab}”表，可能改了名或被删除，没有跳转；请改回原名。")


def section_row(desk: Desk, tab: str, notice: Notice) -> int:
    """The row where a notice's own section of a result tab begins; 1 where it is not found."""
    sheet = desk.sheets.get(tab)
    for number, row in enumerate(sheet.rows if sheet else [], start=sheet.first_row if sheet else 1):
        if any(text_of(value).startswith(notice.id + MARK) for value in row):
            return number
    return 1


def hidden_rows(desk: Desk) -> str:
    """Says that rows hidden by a filter count too; "" without a filter."""
    if not desk.filtered:
        return ""
    return f"{'、'.join(f'“{tab}”' for tab in desk.filtered)}正在筛选，隐藏的行也算在内。"


def unsaved(what: str) -> Say:
    """Asks to save a workbook that has no place yet, before files are made beside it."""
    return Say(WARNING, f"本工作簿还没有保存过，{what}要放在它旁边：请先保存工作簿，再按一次。")
