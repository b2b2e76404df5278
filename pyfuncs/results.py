"""The tabs that tell: 校验结果, 名额统计, 费用与材料, 日志."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from . import layout, metrics
from .award_rows import HEADINGS, head, write_award_block, write_total_block
from .book import DEEP, GREY, PALE, UNIT_FIELD, Book
from .fees import full_quota
from .formulas import area, cell, literal
from .highlights import LEVEL_COLORS, MARKS
from .notice import Award, Field, Notice
from .rates import FAINT, write_rates

FINDINGS, QUOTA, FEES, LOG = "校验结果", "名额统计", "费用与材料", "日志"
COLOR = "#6B4E9B"
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
ROW_HEIGHT = 18


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
    look = _cell_look(book, num_format="General", font_color="#0563C1", underline=1)
    sheet.set_column(LINK_COL, LINK_COL, FINDING_COLUMNS["单元格"], look)
    _marks(book, sheet, len(FINDING_COLUMNS))
    for level, color in LEVEL_COLORS.items():
        look = book.file.add_format({"bg_color": color})
        rule = {"type": "cell", "criteria": "==", "value": f'"{level}"', "format": look}
        sheet.conditional_format(TABLE_ROW + 1, 0, TABLE_ROW + FINDING_ROWS, 0, rule)


def _marks(book: Book, sheet: Worksheet, col: int) -> None:
    """The hidden column by which cells find their colour; it is sorted and filtered with the others."""
    sheet.set_column(col, col, 20, _cell_look(book), {"hidden": True})
    head(book, sheet, TABLE_ROW, col, (PLACE,))
    first, last = TABLE_ROW + 1, TABLE_ROW + FINDING_ROWS
    sheet.autofilter(TABLE_ROW, 0, last, col)
    book.file.define_name(MARKS, "=" + area(FINDINGS, first, col, last, col))


def _cell_look(book: Book, **more: Any) -> Format:
    return book.format(**({"text_wrap": True, "valign": "top", "font_size": 10.5, "num_format": "@"} | more))


def _listing(book: Book, sheet: Worksheet, columns: dict[str, int]) -> None:
    look = _cell_look(book)
    for col, width in enumerate(columns.values()):
        sheet.set_column(col, col, width, look)
    sheet.set_row(TABLE_ROW, 22)
    head(book, sheet, TABLE_ROW, 0, tuple(columns))
    sheet.autofilter(TABLE_ROW, 0, TABLE_ROW + FINDING_ROWS, len(columns) - 1)
    sheet.freeze_panes(TABLE_ROW + 1, 0)
    _page(sheet)
    sheet.repeat_rows(TABLE_ROW)


def _page(sheet: Worksheet, lying: bool = True) -> None:
    sheet.set_paper(9)
    if lying:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def write_log(book: Book) -> None:
    """The tab 日志: headings only, for the buttons to write under."""
    sheet = book.add_sheet(LOG, "Log", COLOR)
    book.title(sheet, LOG, "每按一次按钮记一行。")
    _listing(book, sheet, LOG_COLUMNS)


# -- 名额统计 ------------------------------------------------------------------------------------------


def section(book: Book, sheet: Worksheet, row: int, words: str, color: str, last_col: int) -> int:
    """A coloured band over the columns; returns the row below."""
    band = book.format(bold=True, font_color="#FFFFFF", bg_color=color, font_size=12)
    for col in range(last_col + 1):
        sheet.write_blank(row, col, None, band)
    sheet.write_string(row, 0, words, band)
    sheet.set_row(row, 24)
    return row + 1


def write_quota(book: Book) -> None:
    """For each notice: awards, entries by kind, rates; a chart beside each."""
    sheet = book.add_sheet(QUOTA, "Quota", COLOR)
    sheet.hide_gridlines(2)
    sheet.set_default_row(ROW_HEIGHT)
    book.title(sheet, QUOTA, "随台账自动更新；名额按首页的推荐单位查附表。")
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 5, 13)
    row = 3
    for notice in book.ordered():
        row = section(book, sheet, row, f"{notice.id}　{notice.name}", book.tint(notice), 13)
        row = _quota_of(book, sheet, notice, row) + 1
    _page(sheet, lying=False)


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


# -- 费用与材料 ----------------------------------------------------------------------------------------

FEE_HEADINGS = ("项目", "数量", "单价（元）", "金额（元）", "依据")
COLUMN_WIDTHS = (44, 22, 11, 12, 34, 8, 8, 10, 20, 46)
MATERIAL_HEADINGS = ("材料", "每份对应", "原件", "份数", "依据", "电子版", "盖章", "格式", "何时交", "说明")


def write_fees(book: Book) -> None:
    """For each notice: what is to be paid and to whom, and the list of what is to be sent."""
    sheet = book.add_sheet(FEES, "Fees", COLOR)
    sheet.hide_gridlines(2)
    sheet.set_default_row(ROW_HEIGHT)
    book.title(sheet, FEES, "数量随台账自动更新；收款账号照通知。")
    for col, width in enumerate(COLUMN_WIDTHS):
        sheet.set_column(col, col, width)
    row = 3
    for notice in book.ordered():
        row = section(book, sheet, row, f"{notice.id}　{notice.name}", book.tint(notice), len(MATERIAL_HEADINGS) - 1)
        row = _fee_block(book, sheet, notice, row)
        row = _material_block(book, sheet, notice, row + 1) + 1
    _page(sheet)


@dataclass(frozen=True, slots=True)
class _Looks:
    text: object
    number: object
    bold: object


def _looks(book: Book) -> _Looks:
    text = book.format(border=1, text_wrap=True, font_size=10.5)
    number = book.format(border=1, align="center", font_size=10.5, num_format="#,##0")
    return _Looks(text, number, book.format(border=1, bold=True, bg_color=PALE, num_format="#,##0", align="center"))


def _fee_block(book: Book, sheet: Worksheet, notice: Notice, row: int) -> int:
    charged = [award for award in notice.award if award.fee is not None]
    if not charged:
        sheet.write_string(row, 0, "本通知没有规定收费。", book.format(font_color=GREY))
        return row + 1
    looks = _looks(book)
    head(book, sheet, row, 0, FEE_HEADINGS)
    first, total = row + 1, 0
    for award in charged:
        row += 1
        total += _fee_line(book, sheet, award, row, looks)
    row += 1
    for col, words in enumerate(("合计", "", "", "", "")):
        sheet.write_string(row, col, words, looks.bold)
    sheet.write_formula(row, 3, f"=SUM({cell('', first, 3)}:{cell('', row - 1, 3)})", looks.bold, total)
    row = _full_quota(book, sheet, notice, row + 1, looks)
    if notice.payee:
        payee = notice.payee
        for name, value in (("收款单位", payee.name), ("银行帐号", payee.account), ("开户行", payee.bank)):
            sheet.write_string(row, 0, name, looks.text)
            sheet.merge_range(row, 1, row, 3, value, looks.text)
            sheet.write_string(row, 4, payee.source, book.format(font_size=9, font_color=GREY))
            row += 1
    return row


def _fee_line(book: Book, sheet: Worksheet, award: Award, row: int, looks: _Looks) -> int:
    count = len(book.entries(award.ledger, award.where))
    sheet.write_string(row, 0, award.name, looks.text)
    sheet.write_formula(row, 1, "=" + book.columns[award.ledger].count(award.where), looks.number, count)
    sheet.write_number(row, 2, award.fee, looks.number)
    amount = f"={cell('', row, 1)}*{cell('', row, 2)}"
    sheet.write_formula(row, 3, amount, looks.number, count * (award.fee or 0))
    sheet.write_string(row, 4, award.fee_source, looks.text)
    return count * (award.fee or 0)


def _full_quota(book: Book, sheet: Worksheet, notice: Notice, row: int, looks: _Looks) -> int:
    """What the chosen unit pays when every numbered quota is filled, without and with the limits in the text."""
    units = notice.units()
    if not units:
        return row
    names = book.word_list(f"推荐单位 {notice.id}", units)
    for words, limits in (("名额报满时（附表有数的名额）", False), ("名额报满时（另加正文限额的奖项）", True)):
        amounts = [full_quota(notice, unit, limits) for unit in units]
        places = book.word_list(f"报满金额 {notice.id} {limits}", amounts)
        formula = f'=IFERROR(INDEX({places},MATCH({book.home_cell(UNIT_FIELD)},{names},0)),"")'
        chosen = book.home_text(UNIT_FIELD)
        sheet.write_string(row, 0, words, looks.text)
        value = amounts[units.index(chosen)] if chosen in units else ""
        for col in (1, 2, 4):
            sheet.write_blank(row, col, None, looks.text)
        sheet.write_formula(row, 3, formula, looks.number, value)
        row += 1
    return row


def _material_block(book: Book, sheet: Worksheet, notice: Notice, row: int) -> int:
    if not notice.material:
        return row
    looks = _looks(book)
    head(book, sheet, row, 0, MATERIAL_HEADINGS)
    for item in notice.material:
        row += 1
        original, copies, electronic = (str(n) if n else "" for n in (item.original, item.copies, item.electronic))
        stamped = "盖章" if item.stamped else ""
        values = [item.document, item.per, original, copies, item.source, electronic, stamped, item.format, item.when]
        values.append(item.note)
        for col, value in enumerate(values):
            sheet.write_string(row, col, value, looks.number if col in (2, 3, 5, 6, 7) else looks.text)
        lines = max(
            metrics.line_count(text, width * 2, 10.5) for text, width in zip(values, COLUMN_WIDTHS, strict=True)
        )
        sheet.set_row(row, max(18, 15 * lines))
    return row + 1
