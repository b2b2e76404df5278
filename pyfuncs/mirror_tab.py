"""A mirror tab in the open workbook: which form it is, where its blanks stand now, which record it shows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import values
from .desk import Desk
from .expressions import Expressions, member_places, picker_place, trimmed
from .fill import Filling
from .formulas import Columns, cell
from .layout import Box, Layout, box_words, home_cells, lay_out
from .notice import HOME, Form, Ledger, Notice, list_notices, load_notice
from .records import Reading, Sheet, find_ledger, read_cells, read_season
from .rules import Record

EACH = "逐条"
KNOWN_SHARE = 0.5


class Refused(Exception):
    """A press that cannot be done as things stand; the message is one Chinese sentence for the clerk."""


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """A ledger where it stands now: its sheet, row of the headings and column of each field (from 1)."""

    ledger: Ledger
    sheet: Sheet
    heading: int
    columns: dict[str, int]

    @property
    def last(self) -> int:
        """The last row (from 1) that the forms' formulas look at."""
        return self.heading + self.ledger.rows

    @property
    def used(self) -> int:
        """The last row (from 1) that the tab uses."""
        return max(self.heading, self.sheet.first_row + len(self.sheet.rows) - 1)

    @property
    def every(self) -> range:
        """The columns that the tab uses."""
        first = self.sheet.first_col
        return range(first, first + max(map(len, self.sheet.rows), default=0))

    def column(self, role: str) -> int:
        """Column of the field with this role; 0 where the tab has none."""
        return self.columns.get(self.ledger.named(role), 0)

    def free_rows(self) -> Iterator[int]:
        """Rows (from 1) below the last record in which no cell holds anything. Raises Refused when all are used."""
        used = [row for row in range(self.heading + 1, self.used + 1) if self._holds(row, self.columns.values())]
        every = self.every
        for row in range(max(used, default=self.heading) + 1, self.last + 1):
            if not self._holds(row, every):
                yield row
        raise Refused(f"“{self.sheet.name}”已写满{self.ledger.rows}行，没有空行可以再存")

    def _holds(self, row: int, columns: Any) -> bool:
        return any(values.text_of(self.sheet.at(row, col)).strip() for col in columns)

    def as_columns(self) -> Columns:
        """The table as the forms' formulas name it."""
        places = {name: col - 1 for name, col in self.columns.items()}
        return Columns(self.sheet.name, self.heading, self.last - 1, places, tuple(self.ledger.key))


@dataclass(frozen=True, slots=True)
class _Places:
    columns: dict[str, Columns]
    home: dict[str, tuple[Any, int, int]]

    def home_cell(self, name: str) -> str:
        _, row, col = self.home[name]
        return cell(HOME, row - 1, col - 1)


@dataclass
class FormSheet:
    """An attachment's tab as it stands in the open workbook, of whatever mode."""

    desk: Desk
    notice: Notice
    form: Form
    sheet: Sheet

    @cached_property
    def reading(self) -> Reading:
        """The records as the form's own notice reads them, be it the current one or not."""
        if self.notice.id == self.desk.notice.id:
            return self.desk.reading
        return read_season(self.desk.sheets, self.notice)

    @cached_property
    def layout(self) -> Layout:
        """Where everything stands. Raises Refused when the tab is not drawn as the definition says."""
        layout = lay_out(self.form, self.notice, {})
        each = member_places(layout) if self.form.mode == EACH else {}
        if each:
            drawn = self._drawn(next(iter(each.values()))[0])
            rows = [(n, r) for n, part in enumerate(self.form.part) if part.grid for r in range(len(part.grid.rows))]
            layout = lay_out(self.form, self.notice, dict.fromkeys(rows, drawn))
        if not drawn_like(layout, self.sheet):
            raise Refused(f"“{self.sheet.name}”的版式和本程序的不一样，请把台账复制到新建的申报簿里再用")
        return layout

    def _drawn(self, first: tuple[int, int]) -> int:
        """How many members the tab has room for: the hidden cells that hold a place."""
        row, col = first[0] + 1, first[1] + 1
        count = 0
        while isinstance(self.sheet.at(row + count, col), int | float):
            count += 1
        return count

    @cached_property
    def records(self) -> list[Record]:
        """The records the form is shown for, as its picker counts them."""
        ledger = self.notice.ledgers[self.form.ledger]
        found = self.reading.season.ledgers.get(ledger.name, [])
        where = self.form.where
        if where:
            return [row for row in found if all(_raw(row, name) in options for name, options in where.items())]
        return [row for row in found if any(_raw(row, name) for name in ledger.key)]

    @property
    def number(self) -> int:
        """What the picker says, 0 when that is no number."""
        row, col = picker_place(self.layout)
        reading = values.read_number(self.sheet.at(row + 1, col + 1), whole=True)
        return reading.value or 0

    @property
    def record(self) -> Record | None:
        """The record shown; None when the picker says none that is there."""
        return self.records[self.number - 1] if 1 <= self.number <= len(self.records) else None

    def box_at(self, row: int, col: int) -> Box | None:
        """The printed box that holds a cell (from 1)."""
        inside = (
            box for box in self.layout.boxes if box.row < row <= box.last_row + 1 and box.col < col <= box.last_col + 1
        )
        return next(inside, None)

    def ledger(self, name: str) -> LedgerPlace:
        """Where a ledger stands. Raises Refused when it is not in the workbook."""
        ledger = self.notice.ledgers[name]
        sheet, heading, columns = find_ledger(ledger, self.desk.sheets)
        if sheet is None:
            raise Refused(f"找不到“{name}”台账（按表头查找）")
        return LedgerPlace(ledger, sheet, heading, columns)

    def member_ledgers(self) -> list[str]:
        """Member ledgers whose rows the form lists."""
        listed = dict.fromkeys(box.scope for box in self.layout.boxes if box.number)
        return [name for name in listed if self.notice.ledgers[name].parent == self.form.ledger]

    def members(self, record: Record, name: str) -> list[Record]:
        """A record's rows of a member ledger, in the order of the sheet."""
        return self.reading.season.members(record, name, self.notice.ledgers[name].key)

    def formula(self, box: Box) -> str:
        """The formula the builder writes into a box, =… with the ledgers where they stand now."""
        return "=" + self._expressions.box(box)

    @cached_property
    def _expressions(self) -> Expressions:
        derived = {item.derived["ledger"] for item in self.notice.fields_of(self.form.ledger).values() if item.derived}
        names = [self.form.ledger, *dict.fromkeys([*self.member_ledgers(), *sorted(derived)])]
        places = _Places(
            {name: self.ledger(name).as_columns() for name in names},
            read_cells(self.desk.sheets.get(HOME), home_cells()),
        )
        return Expressions(places, self.notice, self.form, self.layout)

    def filling(self, record: Record | None) -> Filling:
        """The form filled with a record, or with none."""
        return Filling(self.notice, self.form, self.reading.season, record or Record())


def _raw(record: Record, name: str) -> str:
    return values.text_of(record.raw.get(name))


def drawn_like(layout: Layout, sheet: Sheet) -> bool:
    """True when most of the printed words stand where the layout has them."""
    printed = [box for box in layout.boxes if not any(line.blanks for line in box.lines) and box_words(box).strip()]
    right = [box for box in printed if _says(sheet, box, "\n".join(_words(box)))]
    return len(right) > KNOWN_SHARE * len(printed)


def _words(box: Box) -> Iterator[str]:
    for line in trimmed(box.lines):
        yield line.words


def _says(sheet: Sheet, box: Box, words: str) -> bool:
    return values.match_key(values.text_of(sheet.at(box.row + 1, box.col + 1))) == values.match_key(words)


# -- finding it --------------------------------------------------------------------------------------


def find_form(desk: Desk) -> FormSheet | None:
    """The attachment on the active tab, by the tab's name, else by its printed title; None when it is none."""
    sheet = desk.sheets.get(desk.tab)
    if sheet is None:
        return None
    others = (load_notice(name, desk.templates) for name in list_notices(desk.templates) if name != desk.notice.id)
    for notice in itertools.chain([desk.notice], others):
        for form in notice.forms.values():
            if form.tab == desk.tab:
                return FormSheet(desk, notice, form, sheet)
    return _by_title(desk, sheet)


def _by_title(desk: Desk, sheet: Sheet) -> FormSheet | None:
    """A form of the current notice whose tab is missing and whose words stand on this renamed tab."""
    written = {values.match_key(text) for row in sheet.rows for text in row if isinstance(text, str)}
    for form in desk.notice.forms.values():
        if form.tab in desk.sheets or not set(map(values.match_key, titles(form))) & written:
            continue
        if drawn_like(lay_out(form, desk.notice, {}), sheet):
            return FormSheet(desk, desk.notice, form, sheet)
    return None


def titles(form: Form) -> list[str]:
    """The printed titles of a form, a line each."""
    return [line.words for part in form.part if part.kind == "title" for line in part.lines]


def open_mirror(desk: Desk) -> FormSheet:
    """The mirror on the active tab. Raises Refused, naming the tabs that are mirrors, when it is none."""
    found = find_form(desk)
    if found and found.form.mode == EACH:
        return found
    tabs = "、".join(form.tab for form in desk.notice.forms.values() if form.mode == EACH)
    reasons = {
        "单份": "只有一份，直接在本页填写",
        "汇总": "列出全部记录，由“汇总表”生成",
        "阅览": "只供查阅",
    }
    says = f"{reasons[found.form.mode]}，没有第几条" if found else "不是逐条显示记录的表"
    raise Refused(f"“{desk.tab}”{says}；请先转到这些表再按：{tabs}")
