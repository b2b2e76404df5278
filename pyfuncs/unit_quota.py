"""名额统计 of a merged workbook: the whole quota table, live, every unit by every award; the printed sums beside."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from .award_rows import allowed, head
from .book import DEEP, GREY, PALE, Book
from .formulas import cell
from .master import TOTAL
from .notice import SENDER, Award, Notice
from .quota import declared_by_unit, senders, totals, units_of
from .rules import Record

SENT, NOT_SENT = "已报", "未报"
PARTS = ("已报", "名额", "剩余")
FIRST_AWARD = 2
ByUnit = Mapping[str, list[Record]]
"""What each unit has sent of an award."""


def awards_of(notice: Notice) -> list[Award]:
    """The awards whose quota is a unit's own."""
    return [award for award in notice.award if not (award.limit is not None and award.limit_per)]


def sent_formula(book: Book, unit: str) -> str:
    """How many rows of all ledgers are the unit's, without =."""
    return "+".join(columns.count({SENDER: [unit]}) for columns in book.columns.values())


def write_unit_quota(book: Book, sheet: Worksheet, notice: Notice, row: int) -> int:
    """A row a unit, three columns an award: declared, quota, left; units that sent nothing and what is over stand
    out. Below them the sums, the printed ones as printed. Returns the row below."""
    awards = awards_of(notice)
    look = book.format(bold=True, bg_color=DEEP, font_color="#FFFFFF", align="center", border=1, text_wrap=True)
    head(book, sheet, row + 1, 0, ("推荐单位", "报送"))
    sheet.set_row(row, 34)
    sheet.merge_range(row, 0, row, 1, notice.quota.source if notice.quota else "", look)
    for number, award in enumerate(awards):
        col = FIRST_AWARD + 3 * number
        sheet.merge_range(row, col, row, col + 2, award.name, look)
        head(book, sheet, row + 1, col, PARTS, font_size=10)
    first = row = row + 2
    by_award = {award.name: declared_by_unit(award, book.season) for award in awards}
    sent = set(senders(book.season))
    for unit in units_of(book.season, notice):
        counts = {name: len(by[unit]) for name, by in by_award.items() if unit in by}
        _unit_row(book, sheet, notice, row, unit, unit in sent, counts)
        row += 1
    _mark(book, sheet, first, row - 1, FIRST_AWARD + 3 * len(awards) - 1)
    row = _sum_row(book, sheet, awards, row, first, by_award)
    return _printed_rows(book, sheet, notice, awards, row)


def _unit_row(
    book: Book, sheet: Worksheet, notice: Notice, row: int, unit: str, has_sent: bool, counts: Mapping[str, int]
) -> None:
    text = book.format(border=1, bg_color=PALE, font_size=10.5)
    number = book.format(border=1, align="center", font_size=10.5)
    sheet.write_string(row, 0, unit, text)
    sent = SENT if has_sent else NOT_SENT
    sheet.write_formula(row, 1, f'=IF({sent_formula(book, unit)}>0,"{SENT}","{NOT_SENT}")', number, sent)
    for place, award in enumerate(awards_of(notice)):
        col, count = FIRST_AWARD + 3 * place, counts.get(award.name, 0)
        formula = book.columns[award.ledger].count({SENDER: [unit], **award.where})
        sheet.write_formula(row, col, "=" + formula, number, count)
        quota = allowed(notice, unit, award)
        if isinstance(quota, str):
            sheet.write_string(row, col + 1, quota, number)
        else:
            sheet.write_number(row, col + 1, quota, number)
        have, may = cell("", row, col), cell("", row, col + 1)
        left = "" if isinstance(quota, str) else quota - count
        sheet.write_formula(row, col + 2, f'=IF(ISNUMBER({may}),{may}-{have},"")', number, left)


def _mark(book: Book, sheet: Worksheet, first: int, last: int, last_col: int) -> None:
    """Over-quota red, units that sent nothing grey."""
    over = book.file.add_format({"bg_color": "#FFD9D9", "font_color": "#9C0006", "bold": True})
    for col in range(FIRST_AWARD + 2, last_col + 1, 3):
        rule = {"type": "formula", "criteria": f"=AND(ISNUMBER({_at(first, col)}),{_at(first, col)}<0)", "format": over}
        sheet.conditional_format(first, col - 2, last, col, rule)
    faded = book.file.add_format({"font_color": "#9CA3AF", "italic": True})
    rule = {"type": "formula", "criteria": f'=$B{first + 1}="{NOT_SENT}"', "format": faded}
    sheet.conditional_format(first, 0, last, last_col, rule)


def _at(row: int, col: int) -> str:
    """$E5: the column fixed, the row each row's own."""
    return cell("", row, col).replace("$" + str(row + 1), str(row + 1))


def _sum_row(
    book: Book, sheet: Worksheet, awards: list[Award], row: int, first: int, by_award: Mapping[str, ByUnit]
) -> int:
    bold = book.format(border=1, bold=True, bg_color=PALE, align="center")
    for col in range(FIRST_AWARD + 3 * len(awards)):
        sheet.write_blank(row, col, None, bold)
    sheet.write_string(row, 0, TOTAL, bold)
    for number, award in enumerate(awards):
        col = FIRST_AWARD + 3 * number
        value = sum(len(records) for unit, records in by_award[award.name].items() if unit)
        sheet.write_formula(row, col, f"=SUM({cell('', first, col)}:{cell('', row - 1, col)})", bold, value)
    return row + 1


def _printed_rows(book: Book, sheet: Worksheet, notice: Notice, awards: list[Award], row: int) -> int:
    """The sums of the printed quota table, as printed and as computed, under each award's quota."""
    if not notice.quota:
        return row
    number = book.format(border=1, align="center", font_size=10.5)
    text = book.format(border=1, bg_color=PALE, font_size=10.5)
    sums = {total.category: total for total in totals(notice)}
    for words, pick in (("名额各行之和", "sum"), ("通知印的合计", "printed")):
        sheet.write_string(row, 0, words, text)
        sheet.write_blank(row, 1, None, text)
        for place, award in enumerate(awards):
            for col in range(3):
                sheet.write_blank(row, FIRST_AWARD + 3 * place + col, None, number)
            if award.quota_column in sums:
                sheet.write_number(row, FIRST_AWARD + 3 * place + 1, getattr(sums[award.quota_column], pick), number)
        row += 1
    small = book.format(font_size=9, font_color=GREY)
    sheet.write_string(row, 0, "印的合计照通知，与各行之和不一样的不作改动。", small)
    return row + 2
