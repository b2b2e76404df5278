"""The tabs of the jury as built: 评审设定 with every setting, 评审明细 to be filled, 排名图 with the chart."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from . import layout, metrics
from .book import GREY, INPUT, PALE, RULE, Book, write_value
from .contest import Judging
from .definitions import Ledger
from .ledgers import DECIMALS, show_decimals
from .notice import Notice
from .outcome_rows import DETAIL_SCORES, DETAIL_WIDTHS, JUDGE_WIDTH
from .settings import HEADS, MARK, SETTINGS, TOTAL, Line, lines
from .tabs import DETAIL, RANKING

COLOR = "#6B4E9B"
WIDTHS = (26, 34, 24, 62, 24)
HEAD_ROW = layout.LEDGER_HEADER_ROW
EMPTY_LINES = 8
"""Lines kept free under a score table that is still to be filled."""
MOST_JUDGES, DETAIL_ROWS = 40, 1500
CHARTED = 20
"""How many of the ranking the chart shows."""


def write_jury(book: Book, shown: list[str] | None) -> None:
    """The three tabs; all the jury's tabs are hidden where no notice in `shown` judges (None = all)."""
    judged = [notice for notice in book.ordered() if notice.judging]
    visible = any(shown is None or notice.id in shown for notice in judged)
    settings = book.add_sheet(SETTINGS, "Settings", COLOR)
    detail = book.add_sheet(DETAIL, "Detail", COLOR)
    ranking = book.add_sheet(RANKING, "Ranking", COLOR)
    _settings(book, settings, judged)
    _detail(book, detail)
    if judged:
        first, last = DETAIL_SCORES[0], DETAIL_SCORES[-1]
        show_decimals(book, detail, (HEAD_ROW + 1, first), (HEAD_ROW + DETAIL_ROWS, last))
    ledgers = [ledger for ledger in book.notices[0].ledgers.values() if ledger.is_jurys]
    for ledger in ledgers:
        if ledger.role == "results":
            _ranking(book, ranking, ledger)
    if not visible:
        for sheet in (settings, detail, ranking, *(book.sheets[ledger.name] for ledger in ledgers)):
            sheet.hide()


# -- 评审设定 ----------------------------------------------------------------------------------------


def _settings(book: Book, sheet: Worksheet, judged: list[Notice]) -> None:
    sheet.hide_gridlines(2)
    book.title(sheet, SETTINGS, "黄格都可以改，评审照这张表算。依据写“评委会定”的，通知没有规定。")
    for col, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        sheet.set_column(col, col, width)
        look = book.format(bold=True, font_color="#FFFFFF", bg_color=COLOR, border=1, align="center")
        sheet.write_string(HEAD_ROW, col, head, look)
    sheet.set_row(HEAD_ROW, 22)
    row = HEAD_ROW + 1
    for notice in judged:
        if notice.judging:
            row = _section(book, sheet, notice, notice.judging, row)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)


def _section(book: Book, sheet: Worksheet, notice: Notice, judging: Judging, row: int) -> int:
    """One notice's lines under its band; returns the row below."""
    band = book.format(bold=True, font_color="#FFFFFF", bg_color=book.tint(notice), font_size=12)
    for col in range(len(HEADS)):
        sheet.write_blank(row, col, None, band)
    sheet.write_string(row, 0, f"{notice.id}{MARK}{notice.name}", band)
    sheet.set_row(row, 24)
    if judging.note:
        row += 1
        look = book.format(font_size=10, font_color=GREY, text_wrap=True, italic=True)
        sheet.merge_range(row, 1, row, len(HEADS) - 1, judging.note, look)
        sheet.set_row(row, 32)
    first = row = row + 1
    category = ""
    for line in lines(judging):
        if line.category != category:
            category, first = line.category, row
        if line.item == TOTAL:
            if row == first:
                for _ in range(EMPTY_LINES):
                    row = _line(book, sheet, row, Line(line.category, "", None, "", line.source))
            row = _total(book, sheet, row, line, first)
        else:
            if line.setting and line.setting.id == "decimals" and notice is judged_first(book):
                book.file.define_name(DECIMALS, f"={SETTINGS}!{xl_rowcol_to_cell(row, 2, True, True)}")
            row = _line(book, sheet, row, line)
    return row + 1


def judged_first(book: Book) -> Notice:
    """The notice whose jury the workbook is for: the first that judges, the current one before others."""
    return next(notice for notice in book.ordered() if notice.judging)


def _line(book: Book, sheet: Worksheet, row: int, line: Line) -> int:
    text = {"border": 1, "border_color": RULE, "font_size": 10.5, "text_wrap": True}
    sheet.write_string(row, 0, line.category, book.format(**text, bg_color=PALE))
    free = line.setting is None
    item = book.format(**text, num_format="@", **({"bg_color": INPUT} if free else {}))
    write_value(sheet, row, 1, line.item, item)
    kind = line.setting.type if line.setting else "数值"
    number = "@" if kind in ("文本", "名单", "选项", "是否") else "General"
    write_value(sheet, row, 2, line.value, book.format(**text, bg_color=INPUT, align="center", num_format=number))
    write_value(sheet, row, 3, line.note, book.format(**text, font_color="#374151"))
    write_value(sheet, row, 4, line.source, book.format(**text, font_color=GREY))
    if line.setting and line.setting.options:
        rule = {"validate": "list", "source": line.setting.options, "error_type": "warning"}
        if sum(len(word) + 1 for word in line.setting.options) > 255:
            rule["source"] = "=" + book.word_list(f"{SETTINGS} {line.item}", line.setting.options)
        sheet.data_validation(row, 2, row, 2, rule)
    texts = ((line.note, WIDTHS[3]), (line.source, WIDTHS[4]), (line.item, WIDTHS[1]), (str(line.value), WIDTHS[2]))
    most = max(metrics.line_count(words, width * 1.75, 10.5) for words, width in texts)
    sheet.set_row(row, max(20, 15 * most + 4))
    return row + 1


def _total(book: Book, sheet: Worksheet, row: int, line: Line, first: int) -> int:
    """The total of a score table, and beside it whether the points add up."""
    points = f"{xl_rowcol_to_cell(first, 2)}:{xl_rowcol_to_cell(row - 1, 2)}"
    typed = xl_rowcol_to_cell(row, 2)
    says = f'=IF(SUM({points})={typed},"各项之和与合计相符","各项之和为"&SUM({points})&"，与合计不符，请改")'
    below = _line(book, sheet, row, line)
    look = book.format(border=1, border_color=RULE, font_size=10.5, text_wrap=True, font_color="#374151")
    if not line.note:
        sheet.write_formula(row, 3, says, look, "各项之和与合计相符")
    return below


# -- 评审明细 and the chart ----------------------------------------------------------------------------


def _detail(book: Book, sheet: Worksheet) -> None:
    """Widths and formats; headings and rows are written by the button."""
    book.title(sheet, DETAIL, "由“评审结果”按钮填写：每名评委打的总分，没有计入的写明为什么（去高、去低、回避、缺）。")
    text = book.format(font_size=10.5, text_wrap=True, num_format="General", valign="top")
    number = book.format(font_size=10.5, align="right", indent=1, valign="top", num_format="0.00")
    for col, width in enumerate(DETAIL_WIDTHS):
        sheet.set_column(col, col, width, number if col in DETAIL_SCORES else text)
    first = len(DETAIL_WIDTHS)
    said = book.format(font_size=10.5, num_format="@", align="center", valign="top", text_wrap=True)
    sheet.set_column(first, first + MOST_JUDGES - 1, JUDGE_WIDTH, said)
    head = book.format(bold=True, font_size=10.5, text_wrap=True, align="center", num_format="@")
    sheet.set_row(HEAD_ROW, 34, head)
    look = book.file.add_format({"bg_color": COLOR, "font_color": "#FFFFFF"})
    rule = {"type": "no_blanks", "format": look}
    sheet.conditional_format(HEAD_ROW, 0, HEAD_ROW, first + MOST_JUDGES - 1, rule)
    for words, color in (("回避", "#E5E7EB"), ("去高", "#FDE9D9"), ("去低", "#DDEBF7"), ("缺", "#FFE699")):
        rule = {
            "type": "text",
            "criteria": "containing",
            "value": words,
            "format": book.file.add_format({"bg_color": color}),
        }
        sheet.conditional_format(HEAD_ROW + 1, first, HEAD_ROW + DETAIL_ROWS, first + MOST_JUDGES - 1, rule)
    sheet.freeze_panes(HEAD_ROW + 1, 4)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)


def _ranking(book: Book, sheet: Worksheet, ledger: Ledger) -> None:
    """排名图: bars of the first of the ranking, on a page of their own."""
    book.title(sheet, RANKING, f"照“{ledger.name}”的前{CHARTED}行画，按“{ledger.name}”按钮随之更新；确认以前是暂定。")
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    columns = book.columns[ledger.name]
    first, last = columns.first, columns.first + CHARTED - 1
    name, final = (columns.column[ledger.named(role)] for role in ("name", "final"))
    chart = book.file.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": ledger.named("final"),
            "categories": [ledger.name, first, name, last, name],
            "values": [ledger.name, first, final, last, final],
            "data_labels": {"value": True, "num_format": "0.00;;"},
            "fill": {"color": COLOR},
            "gap": 60,
        }
    )
    chart.set_title({"name": f"{ledger.named('final')}前{CHARTED}", "name_font": {"size": 14}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": "#E5E7EB"}}, "num_format": "0"})
    chart.set_legend({"none": True})
    chart.set_size({"width": 960, "height": 620})
    sheet.insert_chart(HEAD_ROW, 0, chart, {"x_offset": 5, "y_offset": 5})
