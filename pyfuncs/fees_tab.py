"""The tab 费用与材料: what is due by item, what was received, to whom it goes; below it what has to be handed in."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from . import accounts
from .accounts import Account
from .award_rows import head
from .book import GREY, PALE, UNIT_FIELD, Book
from .fees import full_quota
from .formulas import cell, literal
from .materials_tab import COLUMN_WIDTHS, LAST_COL, write_materials
from .notice import Award, Notice

FEES = "费用与材料"
COLOR = "#6B4E9B"
ROW_HEIGHT = 18
FEE_HEADINGS = ("项目", "数量", "单价（元）", "金额（元）", "依据", "已收（元）", "差额（元）")
UNNAMED = "没有注明项目的收款"


def section(book: Book, sheet: Worksheet, row: int, words: str, color: str, last_col: int) -> int:
    """A coloured band over the columns; returns the row below."""
    band = book.format(bold=True, font_color="#FFFFFF", bg_color=color, font_size=12)
    for col in range(last_col + 1):
        sheet.write_blank(row, col, None, band)
    sheet.write_string(row, 0, words, band)
    sheet.set_row(row, 24)
    return row + 1


def set_page(sheet: Worksheet, lying: bool = True) -> None:
    """A4, as wide as one page; lying on its side unless told otherwise."""
    sheet.set_paper(9)
    if lying:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def write_fees(book: Book) -> None:
    """For each notice: what is to be paid and to whom, and the list of what is to be sent."""
    sheet = book.add_sheet(FEES, "Fees", COLOR)
    sheet.hide_gridlines(2)
    sheet.set_default_row(ROW_HEIGHT)
    book.title(sheet, FEES, "随台账自动更新：收到的款记在“收费”，交来的材料记在“材料”；收款账号照通知。")
    for col, width in enumerate(COLUMN_WIDTHS):
        sheet.set_column(col, col, width)
    row = 3
    for notice in book.ordered():
        row = section(book, sheet, row, f"{notice.id}　{notice.name}", book.tint(notice), LAST_COL)
        row = _fee_block(book, sheet, notice, row)
        row = write_materials(book, sheet, notice, row + 1, FEES) + 1
    set_page(sheet)


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
    account = accounts.account(book.typed, notice.as_merged() if book.merged else notice)
    head(book, sheet, row, 0, FEE_HEADINGS)
    first, total = row + 1, 0
    for award, line in zip(charged, account.items, strict=True):
        row += 1
        total += _fee_line(book, sheet, award, row, looks)
        sheet.write_formula(row, 5, "=" + _received(book, notice, award.name), looks.number, float(line.received))
        _left(sheet, row, looks.number, float(line.left))
    row = _unnamed(book, sheet, notice, row + 1, looks, account)
    row += 1
    for col, words in enumerate(("合计", "", "", "", "")):
        sheet.write_string(row, col, words, looks.bold)
    sheet.write_formula(row, 3, f"=SUM({cell('', first, 3)}:{cell('', row - 1, 3)})", looks.bold, total)
    sheet.write_formula(row, 5, "=" + _received(book, notice, ""), looks.bold, float(account.received))
    _left(sheet, row, looks.bold, float(account.left))
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


def _received(book: Book, notice: Notice, item: str) -> str:
    """What was received for an item, "" = in all; in a merged workbook what the units have paid themselves."""
    ledger = notice.ledger_for(accounts.ROLE)
    assert ledger is not None
    places = {role: book.columns[ledger.name].range(ledger.named(role)) for role in ("amount", "item", "payer")}
    tests = f",{places['item']},{literal(item)}" if item else ""
    units = notice.units()
    if book.merged and units:
        senders = book.word_list(f"推荐单位 {notice.id}", units)
        return f"SUMPRODUCT(SUMIFS({places['amount']},{places['payer']},{senders}{tests}))"
    return f"SUMIFS({places['amount']}{tests})" if tests else f"SUM({places['amount']})"


def _left(sheet: Worksheet, row: int, look: object, value: float) -> None:
    sheet.write_formula(row, 6, f"={cell('', row, 3)}-{cell('', row, 5)}", look, value)


def _unnamed(book: Book, sheet: Worksheet, notice: Notice, row: int, looks: _Looks, account: Account) -> int:
    """What was received without saying for what: the rest of all that was received."""
    items = len(account.items)
    sheet.write_string(row, 0, UNNAMED, looks.text)
    for col in (1, 2, 3, 4, 6):
        sheet.write_blank(row, col, None, looks.text)
    rest = f"={_received(book, notice, '')}-SUM({cell('', row - items, 5)}:{cell('', row - 1, 5)})"
    rest_value = account.received - sum(line.received for line in account.items)
    sheet.write_formula(row, 5, rest, looks.number, float(rest_value))
    return row


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
