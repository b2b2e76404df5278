"""The rates of the forms typed on their own tab, as a small table and chart of 名额统计."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from . import layout
from .award_rows import head
from .book import GREY, PALE, Book
from .fill import RATE_DECIMALS, ratio
from .formulas import cell
from .notice import Field, Notice
from .rounding import printed
from .rules import Record
from .stats import statistics_forms

FAINT = {"visible": True, "line": {"color": "#E5E7EB"}}


def write_rates(book: Book, sheet: Worksheet, notice: Notice, row: int, chart_col: int) -> int:
    """Rate, numerator and denominator, live from the form's tab, with a chart; returns the row below both."""
    text, number = book.format(border=1, bg_color=PALE), book.format(border=1, align="center")
    small = book.format(font_size=9, font_color=GREY)
    percent = book.format(border=1, align="center", num_format="0." + "0" * RATE_DECIMALS)
    for form in statistics_forms(notice):
        places = layout.lay_out(form, notice, {})
        record = book.season.single.get(form.tab, Record())
        head(book, sheet, row, 0, (form.tab, "%", "分子", "分母", "算法"))
        start = row
        for item in (item for item in form.field if item.ratio):
            row += 1
            sheet.write_string(row, 0, item.name, text)
            sheet.write_string(row, 4, f"{item.ratio[0]}÷{item.ratio[1]}×100", small)
            for col, name in enumerate(item.ratio, start=2):
                source = cell(form.tab, *places.inputs[name])
                value = record.get(name)
                sheet.write_formula(row, col, f'=IF({source}="","",{source})', number, "" if value is None else value)
            top, bottom = cell("", row, 2), cell("", row, 3)
            worth = f'IF({bottom}=0,"",ROUND({top}/{bottom}*100,{RATE_DECIMALS}))'
            formula = f'=IF(AND(ISNUMBER({top}),ISNUMBER({bottom})),{worth},"")'
            sheet.write_formula(row, 1, formula, percent, _rate(record, item))
        if row == start:
            continue
        sheet_name = sheet.get_name()
        chart = book.file.add_chart({"type": "column"})
        chart.add_series(
            {
                "name": "%",
                "categories": [sheet_name, start + 1, 0, row, 0],
                "values": [sheet_name, start + 1, 1, row, 1],
                "data_labels": {"value": True},
                "fill": {"color": book.tint(notice)},
            }
        )
        chart.set_title({"name": f"{notice.id} 各项比率（%）", "name_font": {"size": 12}})
        chart.set_y_axis({"major_gridlines": FAINT, "min": 0})
        chart.set_legend({"none": True})
        chart.set_size({"width": 620, "height": 240})
        sheet.insert_chart(start, chart_col, chart, {"x_offset": 5, "y_offset": 5})
        row = max(row + 2, start + 13)
    return row


def _rate(record: Record, item: Field) -> float | str:
    rate = ratio(record, item)
    return "" if rate is None else float(printed(rate, RATE_DECIMALS))
