"""The tab 导入核对 as the builder draws it: headings, a drop-down, a colour a kind; the lines come by a button."""

from __future__ import annotations

from . import layout
from .award_rows import head
from .book import Book
from .difference_tab import HEADS, OFFER, TAB, WIDTHS
from .formulas import area, literal
from .offers import CHANGED, KIND_COLORS, NO, YES

COLOR = "#6B4E9B"
COUNT_ROW = 2
ROWS = 20_000


def write_differences(book: Book) -> None:
    """Headings, counts, drop-down and colours."""
    sheet = book.add_sheet(TAB, "Intake", COLOR)
    book.title(
        sheet,
        TAB,
        "按“导入Word”列出收到的表与台账的不同；在第一列选接受或不接受，再按“接受导入”写进台账。没有接受的不写。",
    )
    look = book.format(text_wrap=True, valign="top", font_size=10.5, num_format="@")
    top = layout.LEDGER_HEADER_ROW
    for col, width in enumerate(WIDTHS):
        sheet.set_column(col, col, width, look)
    sheet.set_column(len(HEADS), len(HEADS), 20, look, {"hidden": True})
    sheet.set_row(top, 22)
    head(book, sheet, top, 0, (*HEADS, OFFER))
    first, last = top + 1, top + ROWS
    accepted, kinds = area(TAB, first, 0, last, 0), area(TAB, first, 1, last, 1)
    counts = (f"COUNTIF({accepted},{literal(YES)})", f"COUNTIF({kinds},{literal(CHANGED)})")
    formula = f'="要写入 "&{counts[0]}&" 行；与台账不同的共 "&{counts[1]}&" 行"'
    shown = "要写入 0 行；与台账不同的共 0 行"
    sheet.write_formula(COUNT_ROW, 1, formula, book.format(bold=True, font_size=10), shown)
    sheet.data_validation(first, 0, last, 0, {"validate": "list", "source": [YES, NO], "error_type": "stop"})
    for kind, color in KIND_COLORS.items():
        rule = {"type": "formula", "criteria": f"=$B{first + 1}={literal(kind)}"}
        rule |= {"format": book.file.add_format({"bg_color": color})}
        sheet.conditional_format(first, 1, last, len(HEADS) - 1, rule)
    for word, color in ((YES, "#C6E0B4"), (NO, "#D9D9D9")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"'}
        sheet.conditional_format(first, 0, last, 0, rule | {"format": book.file.add_format({"bg_color": color})})
    sheet.autofilter(top, 0, last, len(HEADS))
    sheet.freeze_panes(first, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
