"""The tabs that only a merged workbook has: 各单位费用, 各单位统计表, 收件登记."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.worksheet import Worksheet

from .award_rows import head
from .book import DATE_FORMAT, INPUT, PALE, Book, write_value
from .fill import RATE_DECIMALS, ratio
from .formulas import area, cell
from .master import (
    FEES_TAB,
    PAID_HEAD,
    REGISTER_TAB,
    REMARK_HEAD,
    STATISTICS_TAB,
    TOTAL,
    UNIT_HEAD,
    Sent,
    statistics_of,
    summed_fields,
)
from .metrics import text_height
from .notice import ORIGIN, SENDER, Field, Form, Notice
from .quota import declared_by_unit, units_of
from .rounding import printed
from .rules import Record
from .stats import statistics_forms
from .values import match_key

COLOR = "#6B4E9B"
HEAD_ROW = 3
RECEIPTS, PAYER, AMOUNT = "receipts", "payer", "amount"
MONEY = "#,##0.00"
REGISTER_FONT, TALLEST = 10.5, 409
"""Font and the height of a row in pt: Excel has none that is taller."""


@dataclass(slots=True)
class Units:
    """What these tabs show beside the ledgers: the workbooks taken in, what the clerk typed of payments, and a
    register with a row for each file."""

    sent: Sequence[Sent] = ()
    paid: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    register_heads: Sequence[str] = ()
    register: Sequence[Sequence[Any]] = ()


def write_unit_tabs(book: Book, notice: Notice, units: Units) -> None:
    """All three, in order."""
    _write_fees(book, notice, units)
    _write_statistics(book, notice, units)
    _write_register(book, units)


def _page(sheet: Worksheet) -> None:
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.freeze_panes(HEAD_ROW + 1, 1)


# -- 各单位费用 ----------------------------------------------------------------------------------------


def _write_fees(book: Book, notice: Notice, units: Units) -> None:
    """Due from the counts, what 收费 lists and what is typed as paid, the difference."""
    sheet = book.add_sheet(FEES_TAB, "UnitFees", COLOR)
    says = "应缴随台账自动算出；“实缴”和“备注”由人填，再次合并时保留。实缴空着的，按“收费”台账里由它付的合计。"
    book.title(sheet, FEES_TAB, says)
    charged = [award for award in notice.award if award.fee is not None]
    if not charged:
        sheet.write_string(HEAD_ROW, 0, "本通知没有规定收费。", book.format())
        return
    names = [f"{award.name}\n（{award.fee}元）" for award in charged]
    heads = (UNIT_HEAD, *names, "应缴（元）", "收费台账（元）", PAID_HEAD, "还差（元）", REMARK_HEAD)
    head(book, sheet, HEAD_ROW, 0, heads, text_wrap=True)
    sheet.set_row(HEAD_ROW, 64)
    due = 1 + len(charged)
    for col, width in enumerate((24, *[11] * len(charged), 12, 17, 13, 12, 40)):
        sheet.set_column(col, col, width)
    known = units_of(book.season, notice)
    keys = {match_key(unit) for unit in known}
    known += [words for words in units.paid if words not in keys]
    first = row = HEAD_ROW + 1
    counts = [declared_by_unit(award, book.season) for award in charged]
    money, number = book.format(border=1, num_format=MONEY), book.format(border=1, align="center")
    typed = book.format(border=1, num_format=MONEY, bg_color=INPUT)
    sums = [0.0] * (due + 4)
    for unit in known:
        sheet.write_string(row, 0, unit, book.format(border=1, bg_color=PALE))
        have = [len(by.get(unit, [])) for by in counts]
        for col, (award, count) in enumerate(zip(charged, have, strict=True), start=1):
            where = {SENDER: [unit], **award.where}
            sheet.write_formula(row, col, "=" + book.columns[award.ledger].count(where), number, count)
        owed = sum(count * (award.fee or 0) for award, count in zip(charged, have, strict=True))
        terms = "+".join(f"{cell('', row, col)}*{award.fee}" for col, award in enumerate(charged, start=1))
        sheet.write_formula(row, due, "=" + terms, money, owed)
        listed = _write_listed(book, sheet, row, due + 1, unit, money)
        paid, remark = units.paid.get(match_key(unit), (None, None))
        write_value(sheet, row, due + 2, paid, typed)
        write_value(sheet, row, due + 4, remark, book.format(border=1, bg_color=INPUT, text_wrap=True))
        is_number = isinstance(paid, (int, float)) and not isinstance(paid, bool)
        left = owed - (paid if is_number else listed)
        owes, lists, pays = (cell("", row, due + step) for step in range(3))
        sheet.write_formula(row, due + 3, f"={owes}-IF(ISNUMBER({pays}),{pays},{lists})", money, left)
        for col, value in zip((*range(1, due), *range(due, due + 4)), (*have, owed, listed, 0, left), strict=True):
            sums[col] += value
        sums[due + 2] += paid if is_number else 0
        row += 1
    bold = book.format(border=1, bold=True, bg_color=PALE, num_format="#,##0.##", align="center")
    sheet.write_string(row, 0, TOTAL, bold)
    for col in range(1, due + 4):
        sheet.write_formula(row, col, f"=SUM({cell('', first, col)}:{cell('', row - 1, col)})", bold, sums[col])
    sheet.write_blank(row, due + 4, None, bold)
    short = book.file.add_format({"bg_color": "#FFE699"})
    sheet.conditional_format(
        first, due + 3, row - 1, due + 3, {"type": "cell", "criteria": ">", "value": 0, "format": short}
    )
    _page(sheet)


def _write_listed(book: Book, sheet: Worksheet, row: int, col: int, unit: str, look: Any) -> float:
    """The sum of what the ledger of money received lists for the unit; 0 where there is no such ledger."""
    ledger = next((item for item in book.notices[0].ledgers.values() if item.role == RECEIPTS), None)
    if ledger is None:
        sheet.write_number(row, col, 0, look)
        return 0
    columns, payer, amount = book.columns[ledger.name], ledger.named(PAYER), ledger.named(AMOUNT)
    rows = [item for item in book.season.ledgers.get(ledger.name, []) if item.text(payer) == unit]
    held = sum(item[amount] for item in rows if isinstance(item.get(amount), (int, float)))
    criteria = cell("", row, 0)
    formula = f"=SUMIFS({columns.range(amount)},{columns.range(payer)},{criteria})"
    sheet.write_formula(row, col, formula, look, held)
    return held


# -- 各单位统计表 --------------------------------------------------------------------------------------


def _write_statistics(book: Book, notice: Notice, units: Units) -> None:
    """A row a unit with all it typed, the sums below, rates from the sums: never their average."""
    sheet = book.add_sheet(STATISTICS_TAB, "UnitStatistics", COLOR)
    says = "各单位填的照录；合计由各单位相加，比率由合计的分子、分母重算，不是平均。空着的是那个单位没有填。"
    book.title(sheet, STATISTICS_TAB, says)
    sheet.set_column(0, 0, 24)
    row = HEAD_ROW
    for form in statistics_forms(notice):
        row = _form_block(book, sheet, form, units.sent, row) + 2
    _page(sheet)
    sheet.fit_to_pages(3, 0)
    sheet.repeat_columns(0)


def _form_block(book: Book, sheet: Worksheet, form: Form, sent: Sequence[Sent], row: int) -> int:
    items, summed = form.field, set(summed_fields(form))
    places = {item.name: col for col, item in enumerate(items, start=2)}
    head(book, sheet, row, 0, (form.tab, ORIGIN, *(item.heading for item in items)), text_wrap=True, valign="vcenter")
    sheet.set_row(row, 64)
    sheet.set_column(1, len(items) + 1, 12)
    sheet.set_column(1, 1, 26)
    first, row = row + 1, row + 1
    text = book.format(border=1, bg_color=PALE)
    for each, record in statistics_of(form, sent):
        sheet.write_string(row, 0, each.unit, text)
        sheet.write_string(row, 1, each.file, text)
        for item in items:
            _cell(book, sheet, row, places, item, record)
        row += 1
    bold = {"border": 1, "bold": True, "bg_color": PALE, "align": "center"}
    sheet.write_string(row, 0, TOTAL, book.format(**bold))
    sheet.write_blank(row, 1, None, book.format(**bold))
    total = book.season.single.get(form.tab, Record())
    for item in items:
        col = places[item.name]
        if item.ratio:
            _rate(book, sheet, row, places, item, total, bold)
        elif item.name in summed:
            numbers = area("", first, col, max(row - 1, first), col).removeprefix("''!")
            look = book.format(**bold)
            if row > first:
                sheet.write_formula(row, col, f"=SUM({numbers})", look, total.get(item.name) or 0)
            else:
                sheet.write_blank(row, col, None, look)
        else:
            sheet.write_blank(row, col, None, book.format(**bold))
    return row + 1


def _cell(book: Book, sheet: Worksheet, row: int, places: Mapping[str, int], item: Field, record: Record) -> None:
    look = {"border": 1, "text_wrap": True, "valign": "top", "font_size": 10.5}
    if item.ratio:
        _rate(book, sheet, row, places, item, record, look)
        return
    value = record.raw.get(item.name) if item.name in record.bad else record.get(item.name)
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    form = "General" if numeric else DATE_FORMAT if item.type == "日期" else "@"
    write_value(sheet, row, places[item.name], value, book.format(**look, num_format=form))


def _rate(
    book: Book, sheet: Worksheet, row: int, places: Mapping[str, int], item: Field, record: Record, look: dict[str, Any]
) -> None:
    top, bottom = (cell("", row, places[name]) for name in item.ratio)
    worth = f"ROUND({top}/{bottom}*100,{RATE_DECIMALS})"
    formula = f'=IF(AND(ISNUMBER({top}),ISNUMBER({bottom})),IF({bottom}=0,"",{worth}),"")'
    rate = ratio(record, item) if not record.bad.intersection(item.ratio) else None
    value = "" if rate is None else float(printed(rate, RATE_DECIMALS))
    sheet.write_formula(row, places[item.name], formula, book.format(**look, num_format="0.00"), value)


# -- 收件登记 ------------------------------------------------------------------------------------------


def _write_register(book: Book, units: Units) -> None:
    """A row a file, taken in or not."""
    sheet = book.add_sheet(REGISTER_TAB, "Register", COLOR)
    book.title(
        sheet, REGISTER_TAB, "这次合并的文件夹里的每一个文件：收入、被替换还是拒收，为什么；各单位首页填的内容照录。"
    )
    head(book, sheet, HEAD_ROW, 0, tuple(units.register_heads), text_wrap=True, valign="vcenter")
    sheet.set_row(HEAD_ROW, 34)
    widths = []
    for col, words in enumerate(units.register_heads):
        longest = max((len(str(line[col])) for line in units.register), default=0)
        widths.append(min(44, max(8, 2 * min(len(words), 6), 1.8 * longest)))
        sheet.set_column(col, col, widths[col])
    look = book.format(border=1, text_wrap=True, valign="top", font_size=REGISTER_FONT)
    for row, line in enumerate(units.register, start=HEAD_ROW + 1):
        for col, value in enumerate(line):
            write_value(sheet, row, col, value, look)
        heights = [text_height(str(value), widths[col] * 1.75, REGISTER_FONT) for col, value in enumerate(line)]
        sheet.set_row(row, min(max(heights), TALLEST))
    _page(sheet)
