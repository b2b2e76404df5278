"""The lower half of 费用与材料: every material of a notice, how many are due, in and missing, by the day."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from . import materials, metrics
from .award_rows import head
from .book import Book
from .formulas import cell, literal
from .materials import YES
from .notice import UNIT, Deadline, Material, Notice
from .values import show_date

COLUMN_WIDTHS = (44, 22, 11, 12, 34, 11, 11, 10, 20, 40, 11, 11, 11)
HEADINGS = ("报送材料", "每份对应", "原件", "份数", "依据", "电子版", "盖章", "格式", "何时交", "说明")
COUNTS = ("应交（件）", "已齐（件）", "还缺（件）")
DUE_HEADINGS = ("何时交", "最后一天", "还有（天）", "还缺（件）", "进度")
WHEN, EXPECTED, COMPLETE, MISSING = 8, 10, 11, 12
LAST_COL = MISSING
UNSAID = "通知未写"
LATE, DONE = "#FFD9D9", "#E2F0D9"


def write_materials(book: Book, sheet: Worksheet, notice: Notice, row: int, tab: str) -> int:
    """By the time they are due, then material by material; returns the row below. `tab` is the sheet's name.

    Leaves in `book.missing` where the number missing by each time stands and what it is, by (notice, when it says).
    """
    if not notice.material:
        return row
    return _Block(book, sheet, notice, tab).write(row)


class _Block:
    def __init__(self, book: Book, sheet: Worksheet, notice: Notice, tab: str) -> None:
        self.book, self.sheet, self.notice, self.tab = book, sheet, notice, tab
        ledger = notice.ledger_for(materials.ROLE)
        assert ledger is not None
        columns = book.columns[ledger.name]
        self.place = {item.role: columns.range(item.name) for item in ledger.field if item.role}
        self.states = materials.states(notice)
        seen = notice.as_merged() if book.merged else notice
        self.wanted, self.lacking = materials.counts(book.typed, seen)
        self.text = book.format(border=1, text_wrap=True, font_size=10.5)
        self.number = book.format(border=1, align="center", font_size=10.5, num_format="#,##0")

    def write(self, row: int) -> int:
        times = materials.times(self.notice)
        first = row + len(times) + 3
        last = first + len(self.notice.material) - 1
        head(self.book, self.sheet, row, 0, DUE_HEADINGS)
        for when, deadline in times:
            row += 1
            self._due(row, when, deadline, first, last)
            lacking = sum(count for key, count in self.lacking.items() if key[2] == when)
            self.book.missing[self.notice.id, when] = cell(self.tab, row, 3), lacking
        self._colors(first - 2 - len(times), row, 3)
        head(self.book, self.sheet, first - 1, 0, HEADINGS + COUNTS)
        for place, item in enumerate(self.notice.material):
            self._material(first + place, item)
        self._colors(first, last, MISSING)
        return last + 1

    def _due(self, row: int, when: str, deadline: Deadline | None, first: int, last: int) -> None:
        self.sheet.write_string(row, 0, when or UNSAID, self.text)
        self.sheet.write_string(row, 1, show_date(deadline.date) if deadline else UNSAID, self.number)
        day = deadline.date if deadline else None
        left = f"=DATE({day.year},{day.month},{day.day})-TODAY()" if day else '=""'
        self.sheet.write_formula(row, 2, left, self.number, "")
        counts = (self.wanted, self.lacking)
        wanted, lacking = (sum(count for key, count in each.items() if key[2] == when) for each in counts)
        sums = [
            f"SUMIFS({_column(first, last, col)},{_column(first, last, WHEN)},{literal(when or UNSAID)})"
            for col in (MISSING, EXPECTED)
        ]
        self.sheet.write_formula(row, 3, "=" + sums[0], self.number, lacking)
        words = f'="应交"&{sums[1]}&"件，已齐"&({sums[1]}-{sums[0]})&"件"'
        self.sheet.write_formula(row, 4, words, self.text, f"应交{wanted}件，已齐{wanted - lacking}件")

    def _material(self, row: int, item: Material) -> None:
        counts = (str(n) if n else "" for n in (item.original, item.copies, item.electronic))
        original, copies, electronic = counts
        stamped = "盖章" if item.stamped else ""
        values = [item.document, item.per, original, copies, item.source, electronic, stamped, item.format]
        values += [item.when or UNSAID, item.note]
        for col, value in enumerate(values):
            self.sheet.write_string(row, col, value, self.number if col in (2, 3, 5, 6, 7) else self.text)
        wanted, lacking = (each[materials.of_material(item)] for each in (self.wanted, self.lacking))
        self.sheet.write_formula(row, EXPECTED, "=" + self._expected(item), self.number, wanted)
        self.sheet.write_formula(row, COMPLETE, "=" + self._complete(item), self.number, wanted - lacking)
        missing = f"=MAX(0,{cell('', row, EXPECTED)}-{cell('', row, COMPLETE)})"
        self.sheet.write_formula(row, MISSING, missing, self.number, lacking)
        widths = COLUMN_WIDTHS[: len(values)]
        lines = max(metrics.line_count(text, width * 2, 10.5) for text, width in zip(values, widths, strict=True))
        self.sheet.set_row(row, max(18, 15 * lines))

    def _same(self, item: Material) -> str:
        """The tests that a row of the ledger is about this material and still asked for."""
        wanted = {"document": item.document, "per": item.per, "when": item.when, "note": ""}
        return ",".join(f"{self.place[role]},{literal(text)}" for role, text in wanted.items())

    def _expected(self, item: Material) -> str:
        """One for each thing it is handed in as and each entry; of a merged workbook's units, those listed."""
        if item.per == UNIT:
            return f"COUNTIFS({self._same(item)})" if self.book.merged else str(len(materials.pieces(item)))
        award = self.notice.award_named(item.per)
        return f"{len(materials.pieces(item))}*{self.book.columns[award.ledger].count(award.where)}"

    def _complete(self, item: Material) -> str:
        """Rows whose state is the last one, and of those not to be stamped also any state but the first."""
        *_, last = self.states
        done = [f"COUNTIFS({self._same(item)},{self.place['state']},{literal(last)})"]
        unstamped = f"{self.place['stamped']},{literal('<>' + YES)}"
        done += [
            f"COUNTIFS({self._same(item)},{unstamped},{self.place['state']},{literal(state)})"
            for state in self.states[1:-1]
        ]
        return "+".join(done)

    def _colors(self, first: int, last: int, col: int) -> None:
        """What is missing reddish, what is complete green."""
        for criteria, color in ((">", LATE), ("==", DONE)):
            look = self.book.file.add_format({"bg_color": color})
            self.sheet.conditional_format(
                first, col, last, col, {"type": "cell", "criteria": criteria, "value": 0, "format": look}
            )


def _column(first: int, last: int, col: int) -> str:
    return f"{cell('', first, col)}:{cell('', last, col)}"
