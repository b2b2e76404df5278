"""A receipt for each file of a merge, and what a resent workbook changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import arrival
from .arrival import Arrival
from .master import Sent
from .metrics import LONGEST_CELL
from .notice import HOME, ORIGIN, SENDER, Ledger, Notice
from .records import NOTICE_FIELD, UNIT_FIELD
from .rules import Record, join_key
from .stats import statistics_forms
from .strays import Stray
from .values import show, text_of

TAKEN, REPLACED, REFUSED = "收入", "被替换", "拒收"
ADDED, REMOVED, CHANGED = "新增", "删去", "改动"
MOST_NAMED = 3


@dataclass(slots=True)
class Receipt:
    """One file: what it is, what was read, what became of it and why. rows by ledger; levels of findings."""

    file: str
    state: str = REFUSED
    why: str = ""
    unit: str = ""
    notice: str = ""
    date: dt.date | None = None
    saved: dt.datetime | None = None
    rows: dict[str, int] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    home: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Rows read of all ledgers."""
        return sum(self.rows.values())

    def fill_in(self, held: Arrival) -> None:
        """What the file holds; whether it is taken in is decided later."""
        home = held.single.get(HOME, Record())
        day = home.get("填表日期")
        self.unit, self.notice, self.saved = held.unit, held.notice, held.saved
        self.date = day if isinstance(day, dt.date) else None
        self.rows, self.levels = dict(held.rows_taken), dict(held.levels)
        self.home = {name: text_of(home.raw.get(name)) for name in home if name not in (NOTICE_FIELD, UNIT_FIELD)}
        self.notes = list(held.losses)
        if held.macros:
            self.notes.append("文件里有宏，没有运行，也没有带进合并工作簿。")
        if held.others:
            self.notes.append(f"里面还填有{'、'.join(held.others)}通知的统计表，没有合并进来。")
        if held.overlong:
            says = f"{len(held.overlong)}格的文字太长（{_named(held.overlong)}），一格最多放{LONGEST_CELL}个字，"
            self.notes.append(f"{says}合并工作簿和清单里只放前面的，全文在这个文件里。")
        self.strays = [stray for stray in held.strays if stray.filled]
        for what, is_note in (("台账没有的栏目", False), ("写在表外的话", True)):
            named = [f"{stray}" for stray in self.strays if stray.is_note == is_note]
            if named:
                self.notes.append(f"{what}{len(named)}处（{_named(named)}）没有合并进来，见回执的“没有并入”。")
        if held.senders:
            says = f"有{held.senders}行的“{SENDER}”写的是别的单位，都按首页的推荐单位“{self.unit}”收入。"
            self.notes.append(says)


def _named(words: Sequence[str]) -> str:
    """The first of them; 等 where there are more."""
    return "、".join(words[:MOST_NAMED]) + "等" * (len(words) > MOST_NAMED)


@dataclass(slots=True)
class Change:
    """One difference between two versions of a unit's workbook."""

    unit: str
    before: str
    after: str
    ledger: str
    record: str
    kind: str
    field: str = ""
    old: str = ""
    new: str = ""

    def row(self) -> list[str]:
        return [getattr(self, name) for name in self.__slots__]


def changes_between(old: Sent, new: Sent, notice: Notice) -> Iterator[Change]:
    """Rows added, removed and changed, ledger by ledger, then the cells of 首页 and of the statistics forms."""
    for ledger in notice.ledgers.values():
        if not ledger.single:
            before, after = (_by_name(each.arrival, ledger) for each in (old, new))
            for key in [*before, *(key for key in after if key not in before)]:
                yield from _row_changes(old, new, ledger, before.get(key), after.get(key))
    for name in [HOME, *(form.tab for form in statistics_forms(notice))]:
        pair = (each.arrival.single.get(name, Record()) for each in (old, new))
        yield from _cell_changes(old, new, name, name, *pair)


def _by_name(held: Arrival, ledger: Ledger) -> dict[tuple[Any, ...], Record]:
    """The rows by their key and title; the second of two alike is another."""
    packed = held.ledgers.get(ledger.name)
    found: dict[tuple[Any, ...], Record] = {}
    for record in arrival.unpack(packed, ledger.name, {}) if packed else ():
        key, number = join_key(record, dict.fromkeys([*ledger.key, ledger.title])), 1
        while (key, number) in found:
            number += 1
        found[key, number] = record
    return found


def _row_changes(old: Sent, new: Sent, ledger: Ledger, before: Record | None, after: Record | None) -> Iterator[Change]:
    record = after if after is not None else before
    assert record is not None
    name = " ".join(filter(None, (record.text(part) for part in dict.fromkeys([*ledger.key, ledger.title]))))
    if before is None or after is None:
        kind = ADDED if before is None else REMOVED
        yield Change(new.unit, old.file, new.file, ledger.name, name, kind)
    else:
        yield from _cell_changes(old, new, ledger.name, name, before, after)


def _cell_changes(old: Sent, new: Sent, scope: str, name: str, before: Record, after: Record) -> Iterator[Change]:
    for item in dict.fromkeys([*before, *after]):
        was, now = (
            show(row[item]) if row.get(item) is not None else text_of(row.raw.get(item)) for row in (before, after)
        )
        if was != now and item != ORIGIN:
            yield Change(new.unit, old.file, new.file, scope, name, CHANGED, item, was, now)
