"""名额统计: what a unit has declared, what the notice allows, and what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from .columns import column
from .notice import HOME, Award, Notice
from .rules import SENDER, Record, Season, matching
from .schema import did_you_mean
from .values import match_key, show

NO_TABLE, UNCHECKED = "通知未规定", "未核对"


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """One category: `quota` is a number, the notice's word (自定, 1–5), 未核对 where its table lacks the unit, or
    None where it lists nothing; `left` None where no number can be left."""

    category: str
    declared: int
    quota: int | str | None
    left: int | None
    source: str

    @property
    def over(self) -> bool:
        return self.left is not None and self.left < 0


@dataclass(frozen=True, slots=True)
class Total:
    """A column of the printed quota table: the sum as printed and as computed; never "fixed"."""

    category: str
    printed: int
    sum: int


def declared(award: Award, season: Season) -> list[Record]:
    """The records entered for an award."""
    return matching(season.ledgers.get(award.ledger, []), award.where)


def rows(season: Season, notice: Notice) -> list[QuotaRow]:
    """One row an award; for a limit per enterprise or member unit one row for each that has entries.

    In a merged workbook one row an award and unit, 太原：优秀QC小组, for all units of the notice and all that sent.
    """
    units = _units(season, notice)
    counts: dict[str, Counts] = {}
    for award in notice.award:
        if is_per_name(award):
            counts[award.name] = [(limited_name(award, record), 1) for record in declared(award, season)]
        elif notice.merged:
            by_unit = declared_by_unit(award, season)
            counts[award.name] = [(unit, len(records)) for unit, records in by_unit.items()]
        else:
            counts[award.name] = [(units[0], len(declared(award, season)))]
    return counted_rows(counts, units, notice)


Counts = list[tuple[str, int]]
"""Entries for an award: how many for a unit, or for an enterprise where each has a limit of its own; a name may come
several times."""


def is_per_name(award: Award) -> bool:
    """True for an award whose limit each enterprise or member unit has for itself."""
    return award.limit is not None and bool(award.limit_per)


def limited_name(award: Award, record: Record) -> str:
    """Whose limit an entry for such an award counts against."""
    return record.text(award.limit_per) or record.text(award.limit_fallback or award.limit_per)


def counted_rows(counts: Mapping[str, Counts], units: Sequence[str], notice: Notice) -> list[QuotaRow]:
    """The rows of `rows` for entries that are counted already, by award."""
    found: list[QuotaRow] = []
    for award in notice.award:
        if is_per_name(award):
            found += _rows_per(award, counts.get(award.name, []))
            continue
        by_unit = Counter[str]()
        for unit, count in counts.get(award.name, []):
            by_unit[unit] += count
        for unit in units:
            row = _award_row(award, by_unit[unit], notice, unit)
            found.append(replace(row, category=f"{unit}：{row.category}") if notice.merged else row)
    return found


def units_of(season: Season, notice: Notice) -> list[str]:
    """The units of a merged workbook: those the notice names, in its order, then all others that sent something."""
    return list(dict.fromkeys([*notice.units(), *filter(None, senders(season))]))


def _units(season: Season, notice: Notice) -> list[str]:
    """Whose quotas are told."""
    return units_of(season, notice) if notice.merged else [season.single.get(HOME, Record()).text("推荐单位")]


def unlisted_says(season: Season, notice: Notice) -> str:
    """One sentence when the quota table does not name the unit, or some of a merged workbook's; else ""."""
    unknown = [unit for unit in _units(season, notice) if notice.is_unlisted(unit)]
    if not unknown or not notice.quota:
        return ""
    if not all(unknown):
        return f"名额没有核对，请先在首页选推荐单位（名额表见{notice.quota.source}）。"
    named = f"{not_in_table(unknown)}{did_you_mean(unknown[0], notice.units()) if len(unknown) == 1 else ''}"
    end = "" if named.endswith("？") else "。"
    return f"名额没有核对，请照名额表（{notice.quota.source}）改正推荐单位：{named}{end}"


def not_in_table(units: Sequence[str]) -> str:
    """名额表中没有“X”、“Y”: what is wrong with the units, or with there being none."""
    return f"名额表中没有{'、'.join(f'“{unit}”' for unit in units)}" if all(units) else "没有选推荐单位"


def senders(season: Season) -> list[str]:
    """All that rows name as the unit that sent them, in the order of the rows; "" where some name none."""
    held = (value for records in season.ledgers.values() for value in dict.fromkeys(column(records, SENDER)))
    return list(dict.fromkeys(map(show, held)))


def declared_by_unit(award: Award, season: Season) -> dict[str, list[Record]]:
    """The records entered for an award in a merged workbook, by the unit that sent them."""
    found: dict[str, list[Record]] = {}
    records = declared(award, season)
    for sender, record in zip(map(show, column(records, SENDER)), records, strict=True):
        found.setdefault(sender, []).append(record)
    return found


def _award_row(award: Award, count: int, notice: Notice, unit: str) -> QuotaRow:
    quota = notice.quota_of(unit, award.name)
    if quota is None and award.quota_column and notice.is_unlisted(unit):
        return QuotaRow(award.name, count, UNCHECKED, None, not_in_table([unit]))
    if quota is None:
        return QuotaRow(award.name, count, None, None, award.limit_source or NO_TABLE)
    left = None if quota.most is None else quota.most - count
    shown = quota.most if quota.state in ("名额", "限额") else quota.shown or None
    return QuotaRow(award.name, count, shown, left, quota.source)


def _rows_per(award: Award, names: Counts) -> Iterator[QuotaRow]:
    groups: dict[str, tuple[str, int]] = {}
    for name, number in names:
        first, count = groups.get(match_key(name), (name, 0))
        groups[match_key(name)] = first, count + number
    limit = award.limit or 0
    if not groups:
        yield QuotaRow(award.name, 0, limit, limit, award.limit_source)
    for name, count in groups.values():
        yield QuotaRow(f"{award.name}（{name}）", count, limit, limit - count, award.limit_source)


def totals(notice: Notice) -> list[Total]:
    """Every column of the printed quota table with its printed and its computed sum; [] without a table."""
    table = notice.quota
    if table is None:
        return []
    columns = zip(*table.rows.values(), strict=True)
    sums = [sum(value for value in column if isinstance(value, int)) for column in columns]
    return [Total(*row) for row in zip(table.columns, table.printed_total, sums, strict=True)]


def table(season: Season, notice: Notice) -> dict[str, list[dict[str, Any]]]:
    """{"rows": [{"category","declared","quota","left","source"}], "totals": [{"category","printed","sum"}]}."""
    return {
        "rows": [asdict(row) for row in rows(season, notice)],
        "totals": [asdict(total) for total in totals(notice)],
    }
