"""Live quota rows: for each award what is declared, allowed and left, as formulas over ledgers and 词表."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from .book import DEEP, PALE, UNIT_FIELD, Book
from .formulas import cell
from .notice import Award, Notice
from .quota import UNCHECKED, totals
from .values import match_key

HEADINGS = ("奖项", "已报", "名额", "剩余", "状态")
TOTAL_HEADINGS = ("栏目", "印的合计", "各行之和", "相差")
NOT_LISTED, NO_LIMIT, CHOOSE_UNIT, NO_ROW = "未列", "不限", "先选推荐单位", "表中没有"
BY_UNIT = "见各单位"


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One award's formulas (without =) and their present values; `per` for a limit per enterprise."""

    award: Award
    declared: tuple[str, int]
    allowed: tuple[str, int | str]
    per: bool = False


def award_rows(book: Book, notice: Notice) -> Iterator[AwardRow]:
    """A row for every award of the notice."""
    for award in notice.award:
        if award.limit is not None and award.limit_per:
            yield AwardRow(award, _largest(book, award), (str(award.limit), award.limit), True)
        else:
            count = book.columns[award.ledger].count(award.where)
            yield AwardRow(award, (count, len(book.entries(award.ledger, award.where))), _allowed(book, notice, award))


def _largest(book: Book, award: Award) -> tuple[str, int]:
    """The most entries that one value of the award's `limit_per` has."""
    columns = book.columns[award.ledger]
    names = columns.range(award.limit_per)
    if award.limit_fallback:
        names = f'IF({names}<>"",{names},{columns.range(award.limit_fallback)})'
    condition = f'({names}<>"")' + (f"*({columns.chosen(award.where)})" if award.where else "")
    places = f"ROW({columns.range(award.limit_per)})-{columns.first}"
    most = f'MAX(FREQUENCY(IF({condition},MATCH({names}&"",{names}&"",0)),{places}))'
    formula = f"IFERROR({most},0)"
    counts: dict[str, int] = {}
    for record in book.entries(award.ledger, award.where):
        name = record.text(award.limit_per) or record.text(award.limit_fallback or award.limit_per)
        if name:
            counts[match_key(name)] = counts.get(match_key(name), 0) + 1
    return formula, max(counts.values(), default=0)


def _allowed(book: Book, notice: Notice, award: Award) -> tuple[str, int | str]:
    """The unit's quota: a number, or the notice's word."""
    units = notice.units()
    if book.merged and (award.quota_column or award.limit is not None):
        return f'"{BY_UNIT}"', BY_UNIT
    if award.limit is not None:
        return str(award.limit), award.limit
    if not award.quota_column or not units:
        return f'"{NO_LIMIT}"', NO_LIMIT
    unit_range = book.word_list(f"推荐单位 {notice.id}", units)
    values = [allowed(notice, unit, award) for unit in units]
    quota_range = book.word_list(f"{award.name} {notice.id}", values)
    unit = book.home_cell(UNIT_FIELD)
    missing = f'IF({unit}="","{CHOOSE_UNIT}","{NO_ROW}")'
    formula = f"IFERROR(INDEX({quota_range},MATCH({unit},{unit_range},0)),{missing})"
    chosen = book.home_text(UNIT_FIELD)
    if chosen in units:
        return formula, allowed(notice, chosen, award)
    return formula, NO_ROW if chosen else CHOOSE_UNIT


def allowed(notice: Notice, unit: str, award: Award) -> int | str:
    """A number where the notice gives one, else its word (自定, 1–5) or 未列; 未核对 where its table lacks the unit."""
    quota = notice.quota_of(unit, award.name)
    if quota is None:
        return UNCHECKED if award.quota_column and notice.is_unlisted(unit) else NO_LIMIT
    return quota.most if quota.state == "名额" and quota.most is not None else quota.shown or NOT_LISTED


def state(declared: int, quota: int | str) -> str:
    """What is left of a quota, in words; a quota that is no number is shown as it is."""
    if isinstance(quota, str):
        return quota
    left = quota - declared
    return f"超出 {-left}" if left < 0 else "已满" if left == 0 else f"还可报 {left}"


def write_award_block(book: Book, sheet: Worksheet, notice: Notice, row: int, col: int) -> int:
    """Headings and a row an award; returns the row below. Numbers left only where the notice gives one."""
    head(book, sheet, row, col, HEADINGS)
    text = book.format(border=1, bg_color=PALE, shrink=True, font_size=10.5)
    number = book.format(border=1, align="center")
    for line in award_rows(book, notice):
        row += 1
        name = line.award.name + (f"（最多的一个{line.award.limit_per}）" if line.per else "")
        sheet.write_string(row, col, name, text)
        if line.per:
            place = row, col + 1, row, col + 1
            sheet.write_array_formula(*place, "{=" + line.declared[0] + "}", number, line.declared[1])
        else:
            sheet.write_formula(row, col + 1, "=" + line.declared[0], number, line.declared[1])
        sheet.write_formula(row, col + 2, "=" + line.allowed[0], number, line.allowed[1])
        _left(book, sheet, row, col, line)
    over = book.file.add_format({"bg_color": "#FFD9D9", "font_color": "#9C0006"})
    first, last = row - len(notice.award) + 1, row
    rule = {"type": "cell", "criteria": "<", "value": 0, "format": over}
    sheet.conditional_format(first, col + 3, last, col + 3, rule)
    return row + 1


def _left(book: Book, sheet: Worksheet, row: int, col: int, line: AwardRow) -> None:
    number = book.format(border=1, align="center")
    have, may = cell("", row, col + 1), cell("", row, col + 2)
    count, quota = line.declared[1], line.allowed[1]
    left = "" if isinstance(quota, str) else quota - count
    sheet.write_formula(row, col + 3, f'=IF(ISNUMBER({may}),{may}-{have},"")', number, left)
    words = f'IF({may}-{have}<0,"超出 "&({have}-{may}),IF({may}={have},"已满","还可报 "&({may}-{have})))'
    sheet.write_formula(row, col + 4, f"=IF(ISNUMBER({may}),{words},{may})", number, state(count, quota))


def write_total_block(book: Book, sheet: Worksheet, notice: Notice, row: int, col: int) -> int:
    """The printed sums beside the computed ones; the notice's own are left as printed. Returns the row below."""
    head(book, sheet, row, col, TOTAL_HEADINGS)
    text, number = book.format(border=1, bg_color=PALE, text_wrap=True), book.format(border=1, align="center")
    for total in totals(notice):
        row += 1
        sheet.write_string(row, col, total.category, text)
        for place, value in enumerate((total.printed, total.sum), start=1):
            sheet.write_number(row, col + place, value, number)
        formula = f"={cell('', row, col + 1)}-{cell('', row, col + 2)}"
        sheet.write_formula(row, col + 3, formula, number, total.printed - total.sum)
    return row + 1


def head(book: Book, sheet: Worksheet, row: int, col: int, words: tuple[str, ...], **look: Any) -> None:
    """A row of headings."""
    wanted = {"bold": True, "bg_color": DEEP, "font_color": "#FFFFFF", "align": "center", "border": 1} | look
    for place, text in enumerate(words):
        sheet.write_string(row, col + place, text, book.format(**wanted))
