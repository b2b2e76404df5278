"""The tabs that tell: 校验结果, 名额统计, 费用与材料, 日志."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from . import layout
from .award_rows import HEADINGS, head, write_award_block, write_total_block
from .book import DEEP, GREY, PALE, Book
from .fees_tab import COLOR, ROW_HEIGHT, section, set_page, write_fees
from .formulas import area, literal
from .highlights import LEVEL_COLORS, MARKS
from .notice import Field, Notice
from .rates import FAINT, write_rates
from .unit_quota import FIRST_AWARD, awards_of, write_unit_quota

FINDINGS, QUOTA, LOG = "校验结果", "名额统计", "日志"
FINDING_COLUMNS = {
    "级别": 8,
    "工作表": 14,
    "单元格": 9,
    "记录": 28,
    "字段": 18,
    "写的是": 28,
    "应当怎样": 36,
    "怎样改": 32,
    "依据": 26,
}
PLACE = "位置"
"""Heading of the hidden column beside them that lists marks."""
LOG_COLUMNS = {"时间": 20, "用户": 14, "操作": 18, "数量": 12, "文件": 60}
LINK_COL = list(FINDING_COLUMNS).index("单元格")
"""Not text: a formula typed into a cell of text stays text."""
FINDING_ROWS = 20000
TABLE_ROW = layout.LEDGER_HEADER_ROW
CHART_COL = 7


def write_results(book: Book) -> None:
    """All four tabs, in order."""
    write_findings(book)
    write_quota(book)
    write_fees(book)
    write_log(book)


def level_count(level: str) -> str:
    """How many findings of a level 校验结果 lists."""
    return f"COUNTIF({area(FINDINGS, TABLE_ROW + 1, 0, TABLE_ROW + FINDING_ROWS, 0)},{literal(level)})"


def write_findings(book: Book) -> None:
    """Headings, and a colour a level; the rows are written by 校验."""
    sheet = book.add_sheet(FINDINGS, "Findings", COLOR)
    book.title(sheet, FINDINGS, "按“校验”后一次列出全部问题：错误必须改，核实可附说明，提示供参考。改完再校验一次。")
    _listing(book, sheet, FINDING_COLUMNS)
    sheet.set_column(LINK_COL, LINK_COL, FINDING_COLUMNS["单元格"], link_look(book))
    _marks(book, sheet, len(FINDING_COLUMNS))
    for level, color in LEVEL_COLORS.items():
        look = book.file.add_format({"bg_color": color})
        rule = {"type": "cell", "criteria": "==", "value": f'"{level}"', "format": look}
        sheet.conditional_format(TABLE_ROW + 1, 0, TABLE_ROW + FINDING_ROWS, 0, rule)


def _marks(book: Book, sheet: Worksheet, col: int) -> None:
    """The hidden column by which cells find their colour; it is sorted and filtered with the others."""
    sheet.set_column(col, col, 20, cell_look(book), {"hidden": True})
    head(book, sheet, TABLE_ROW, col, (PLACE,))
    first, last = TABLE_ROW + 1, TABLE_ROW + FINDING_ROWS
    sheet.autofilter(TABLE_ROW, 0, last, col)
    book.file.define_name(MARKS, "=" + area(FINDINGS, first, col, last, col))


def link_look(book: Book) -> Format:
    """The cells of the list that lead to what it is about."""
    return cell_look(book, num_format="General", font_color="#0563C1", underline=1)


def cell_look(book: Book, **more: Any) -> Format:
    """The cells of the lists."""
    return book.format(**({"text_wrap": True, "valign": "top", "font_size": 10.5, "num_format": "@"} | more))


def _listing(book: Book, sheet: Worksheet, columns: dict[str, int]) -> None:
    look = cell_look(book)
    for col, width in enumerate(columns.values()):
        sheet.set_column(col, col, width, look)
    sheet.set_row(TABLE_ROW, 22)
    head(book, sheet, TABLE_ROW, 0, tuple(columns))
    sheet.autofilter(TABLE_ROW, 0, TABLE_ROW + FINDING_ROWS, len(columns) - 1)
    sheet.freeze_panes(TABLE_ROW + 1, 0)
    set_page(sheet)
    sheet.repeat_rows(TABLE_ROW)


def write_log(book: Book) -> None:
    """The tab 日志: headings only, for the buttons to write under."""
    sheet = book.add_sheet(LOG, "Log", COLOR)
    book.title(sheet, LOG, "每按一次按钮记一行。")
    _listing(book, sheet, LOG_COLUMNS)


# -- 名额统计 ------------------------------------------------------------------------------------------


def write_quota(book: Book) -> None:
    """For each notice: awards, entries by kind, rates; a chart beside each."""
    sheet = book.add_sheet(QUOTA, "Quota", COLOR)
    sheet.hide_gridlines(2)
    sheet.set_default_row(ROW_HEIGHT)
    says = "每个单位各奖项，随台账自动更新。" if book.merged else "随台账自动更新；名额按首页的推荐单位查附表。"
    book.title(sheet, QUOTA, says)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 5, 13)
    row = 3
    if book.merged:
        _merged_quota(book, sheet, row)
        return
    for notice in book.ordered():
        row = section(book, sheet, row, f"{notice.id}　{notice.name}", book.tint(notice), 13)
        row = _quota_of(book, sheet, notice, row) + 1
    set_page(sheet, lying=False)


def _merged_quota(book: Book, sheet: Worksheet, row: int) -> None:
    """The quotas of all units under the current notice."""
    notice = book.ordered()[0]
    sheet.set_column(0, 0, 24)
    last = FIRST_AWARD + 3 * len(awards_of(notice)) - 1
    sheet.set_column(1, last, 7)
    row = section(book, sheet, row, f"{notice.id}　{notice.name}", book.tint(notice), last)
    row = write_unit_quota(book, sheet, notice, row)
    for ledger, item in kinds(notice):
        row = _kind_block(book, sheet, notice, ledger, item, row)
    write_rates(book, sheet, notice, row, CHART_COL)
    set_page(sheet)


def _quota_of(book: Book, sheet: Worksheet, notice: Notice, row: int) -> int:
    start = row
    end = write_award_block(book, sheet, notice, row, 0)
    bar = book.file.add_chart({"type": "bar"})
    for col in (1, 2):
        bar.add_series(
            {
                "name": HEADINGS[col],
                "categories": [QUOTA, start + 1, 0, end - 1, 0],
                "values": [QUOTA, start + 1, col, end - 1, col],
                "data_labels": {"value": True},
                "fill": {"color": DEEP if col == 1 else "#C9D6E4"},
            }
        )
    bar.set_title({"name": f"{notice.id} 名额使用", "name_font": {"size": 12}})
    bar.set_y_axis({"reverse": True})
    bar.set_x_axis({"major_gridlines": FAINT, "min": 0})
    bar.set_size({"width": 620, "height": 90 + 40 * len(notice.award)})
    bar.set_legend({"position": "bottom"})
    sheet.insert_chart(start, CHART_COL, bar, {"x_offset": 5, "y_offset": 5})
    row = max(end + 1, start + 1 + (90 + 40 * len(notice.award)) // 24)
    if notice.quota:
        end = write_total_block(book, sheet, notice, end + 1, 0)
        sheet.write_string(end, 0, "印的合计照通知，不作改动。", book.format(font_size=9, font_color=GREY))
        row = max(row, end + 2)
    for ledger, item in kinds(notice):
        row = _kind_block(book, sheet, notice, ledger, item, row)
    return write_rates(book, sheet, notice, row, CHART_COL)


def kinds(notice: Notice) -> Iterator[tuple[str, Field]]:
    """(ledger, field) of every choice whose words this very notice sets, but those that tell awards apart."""
    own = {option.name for option in notice.option}
    for ledger in notice.ledgers.values():
        apart = {name for award in notice.award if award.ledger == ledger.name for name in award.where}
        for item in ledger.field:
            if item.type == "选项" and item.options in own and item.name not in apart and not ledger.single:
                yield ledger.name, item


def _kind_block(book: Book, sheet: Worksheet, notice: Notice, ledger: str, item: Field, row: int) -> int:
    """Entries by the options of one field, with a chart; returns the row below both."""
    head(book, sheet, row, 0, (f"{ledger}：{item.name}", "数量"))
    start, text, number = row, book.format(border=1, bg_color=PALE), book.format(border=1, align="center")
    for option in notice.options_of(item):
        row += 1
        sheet.write_string(row, 0, option, text)
        where = {item.name: [option]}
        sheet.write_formula(row, 1, "=" + book.columns[ledger].count(where), number, len(book.entries(ledger, where)))
    chart = book.file.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "数量",
            "categories": [QUOTA, start + 1, 0, row, 0],
            "values": [QUOTA, start + 1, 1, row, 1],
            "data_labels": {"value": True},
            "fill": {"color": book.tint(notice)},
        }
    )
    chart.set_title({"name": f"{notice.id} {ledger}按{item.name}", "name_font": {"size": 12}})
    chart.set_y_axis({"major_gridlines": FAINT, "min": 0})
    chart.set_legend({"none": True})
    chart.set_size({"width": 620, "height": 240})
    sheet.insert_chart(start, CHART_COL, chart, {"x_offset": 5, "y_offset": 5})
    return max(row + 2, start + 13)
