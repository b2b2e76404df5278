"""The records of all units as one season: rows with their source, statistics summed, what each unit sent kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import arrival, strays, values
from .arrival import Arrival
from .notice import HOME, ORIGIN, SENDER, Form, Notice, list_notices, load_notice
from .records import NOTICE_FIELD, UNIT_FIELD, Reading, Sheet, typed_record
from .rules import Record, Season
from .stats import statistics_forms
from .values import NUMERIC

HEADING_ROWS = 10
FEES_TAB, STATISTICS_TAB, REGISTER_TAB = "各单位费用", "各单位统计表", "收件登记"
TOTAL = "合计"
UNIT_HEAD, PAID_HEAD, REMARK_HEAD = "推荐单位", "实缴（元）", "备注"


@dataclass(slots=True)
class Sent:
    """One workbook that is taken in: its file (relative to the folder), the unit as the notice spells it."""

    file: str
    unit: str
    arrival: Arrival


@dataclass(slots=True)
class Kept:
    """What the clerk typed into an earlier master: it stays when merging again.

    paid     (amount, remark) as typed, by the unit's comparison key;  home  typed fields of 首页
    ledgers  rows that came from no unit's workbook
    """

    paid: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    home: dict[str, Any] = field(default_factory=dict)
    ledgers: dict[str, list[Record]] = field(default_factory=dict)

    def count(self) -> int:
        """The number of rows kept."""
        return sum(map(len, self.ledgers.values()))


def kept_of(sheets: Mapping[str, Sheet], reading: Reading) -> Kept:
    """What an earlier master holds that came from no unit, the columns that only other notices ask for too."""
    templates, season = reading.notice.folder.parent, reading.season
    others = [load_notice(name, templates) for name in list_notices(templates) if name != reading.notice.id]
    strays.carry(reading, strays.find_ledgers(sheets, (reading.notice, *others)), others)
    home = season.single.get(HOME, Record())
    own = {name: [row for row in rows if not row.text(ORIGIN)] for name, rows in season.ledgers.items()}
    raw = {name: home.raw.get(name) for name in home if name not in (NOTICE_FIELD, UNIT_FIELD)}
    return Kept(paid_of(sheets.get(FEES_TAB)), raw, {name: rows for name, rows in own.items() if rows})


def paid_of(sheet: Sheet | None) -> dict[str, tuple[Any, Any]]:
    """What is typed under 实缴 and 备注, by unit; found by the headings."""
    if sheet is None:
        return {}
    for number, row in enumerate(sheet.rows[:HEADING_ROWS], start=sheet.first_row):
        heads = {text: col for col, text in enumerate(row, start=sheet.first_col) if isinstance(text, str)}
        if {UNIT_HEAD, PAID_HEAD, REMARK_HEAD} <= heads.keys():
            return dict(_paid(sheet, number, heads[UNIT_HEAD], heads[PAID_HEAD], heads[REMARK_HEAD]))
    return {}


def _paid(sheet: Sheet, heading: int, unit: int, paid: int, remark: int) -> Iterable[tuple[str, tuple[Any, Any]]]:
    for row in range(heading + 1, sheet.first_row + len(sheet.rows)):
        held = sheet.at(row, paid), sheet.at(row, remark)
        key = values.match_key(values.text_of(sheet.at(row, unit)))
        if key and key != TOTAL and any(value is not None for value in held):
            yield key, held


def merged_season(sent: Sequence[Sent], notice: Notice, kept: Kept) -> Season:
    """All rows in the order of `sent`, each saying its file and unit; the clerk's own rows after them.

    `notice` is the merged one. A row that already says where it comes from says both.
    """
    season = Season()
    for ledger in notice.ledgers.values():
        if ledger.single:
            continue
        rows: list[Record] = []
        for each in sent:
            more = {SENDER: each.unit, ORIGIN: each.file}
            rows += _from(each, ledger.name, more)
        season.ledgers[ledger.name] = rows + kept.ledgers.get(ledger.name, [])
    raw = kept.home | {NOTICE_FIELD: notice.id, UNIT_FIELD: notice.whole}
    season.single[HOME] = typed_record(notice.ledgers[HOME].fields, raw, HOME, 0)
    for form in statistics_forms(notice):
        season.single[form.tab] = summed(form, [record for _, record in statistics_of(form, sent)])
    return season


def statistics_of(form: Form, sent: Sequence[Sent]) -> list[tuple[Sent, Record]]:
    """What each workbook holds on a statistics form; a unit that sends the same in several parts counts once."""
    found, seen = [], set()
    for each in sent:
        record = each.arrival.single.get(form.tab, Record())
        said = (each.unit, *(values.text_of(record.raw.get(name)) for name in sorted(record)))
        if any(said[1:]) and said not in seen:
            found.append((each, record))
        seen.add(said)
    return found


def _from(sent: Sent, ledger: str, more: dict[str, str]) -> list[Record]:
    packed = sent.arrival.ledgers.get(ledger)
    if packed is None:
        return []
    records = arrival.unpack(packed, ledger, more)
    if ORIGIN in packed.columns:
        at = list(packed.columns).index(ORIGIN)
        for record, (_, held, *_) in zip(records, packed.rows, strict=True):
            if held[at]:
                record[ORIGIN] = record.raw[ORIGIN] = f"{sent.file}；{values.text_of(held[at])}"
    return records


def summed(form: Form, records: Sequence[Record]) -> Record:
    """A form's numbers summed over the units: those that it prints or reckons a rate from. Rates follow from the
    sums by themselves; words stay with each unit."""
    total = Record(tab=form.tab)
    for name in summed_fields(form):
        numbers = [record[name] for record in records if name not in record.bad and record.get(name) is not None]
        if numbers:
            total[name] = total.raw[name] = added(numbers)
    return total


def added(numbers: Sequence[float]) -> float:
    """Their sum, to ten places where it is broken: the same in whatever order they come."""
    return sum(numbers) if all(type(number) is int for number in numbers) else round(math.fsum(numbers), 10)


def summed_fields(form: Form) -> list[str]:
    """The fields of a statistics form that are summed over the units."""
    parts = {name for item in form.field for name in item.ratio}
    return [
        item.name
        for item in form.field
        if item.typed and item.type in NUMERIC and item.type != "百分数"
        and (item.name in parts or (form.tab, item.name) in form.prints)
    ]  # fmt: skip
