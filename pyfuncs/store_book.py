"""名额, 普及率 and 重复 of all that a store holds for one notice, as tables: from counts of its files alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .check import Table as Checked
from .check import record_name, run_rule
from .cluster import Cluster, Here, Rows, Step
from .columns import Columns
from .file_receipts import TAKEN
from .master import TOTAL, UNIT_HEAD, added, summed_fields
from .merge_book import MOST_FINDINGS, OVER, QUOTAS_SAY, RATES_SAY, STATE_FILLS, quota_table, statistics_line
from .notice import ORIGIN, SENDER, Form, Notice
from .parquet import AS_TYPED, PART, ROW, SINGLES
from .quota import QuotaRow, counted_rows, is_per_name
from .report import FILLS
from .rules import Record, Season
from .stats import statistics_forms
from .store import Part
from .store_count import Batch, Look, Question, question
from .table_book import Table
from .values import match_key, show, text_of

PARTS_AT_ONCE = 256
ALIKE = "重复"
ALIKE_HEADS = ("级别", "台账", "记录", "字段", "写的是", "应当怎样", "怎样改", "依据", "单位", "来源", "行")
ALIKE_WIDTHS = (7, 12, 30, 16, 26, 60, 30, 12, 18, 34, 7)
SENDER_MARK = "　"


@dataclass(frozen=True, slots=True)
class Alike:
    """A row that another unit sends too: `says` names the other one; `row` stands in the unit's own workbook."""

    level: str
    ledger: str
    record: str
    field: str
    value: str
    says: str
    fix: str
    source: str
    unit: str
    origin: str
    row: int

    def cells(self) -> list[Any]:
        """As a row of 重复."""
        return [getattr(self, name) for name in self.__slots__]


@dataclass(slots=True)
class Count:
    """What the parts of one notice hold together. `notice` is the merged one; parts in their order in the store."""

    notice: Notice
    parts: Sequence[Part]
    look: Look
    alike: list[Alike]

    def areas(self) -> list[str]:
        """The areas, each as first spelt."""
        return list({match_key(part.area): part.area for part in reversed(self.parts)}.values())[::-1]

    def of(self, area: str) -> list[Part]:
        """The parts of an area; "" = all."""
        return [part for part in self.parts if not area or match_key(part.area) == match_key(area)]

    def units(self, area: str) -> list[str]:
        """The notice's units, then all others that sent something."""
        return list(dict.fromkeys([*self.notice.units(), *(part.unit for part in self.of(area))]))

    def entries(self, area: str) -> dict[str, dict[str, int]]:
        """Entries by award and unit."""
        counts: dict[str, Counter[str]] = {award.name: Counter() for award in self.notice.award}
        for part in self.of(area):
            for award, names in self.look.entries.get(part.id, {}).items():
                counts[award][part.unit] += sum(number for _, number, _ in names)
        return {name: dict(count) for name, count in counts.items()}

    def quotas(self, area: str) -> list[QuotaRow]:
        """The rows of 名额统计, as `quota.rows` gives them for a merged workbook."""
        counts: dict[str, list[tuple[str, int]]] = {}
        by_unit = self.entries(area)
        for award in self.notice.award:
            if is_per_name(award):
                counts[award.name] = list(self._names(area, award.name))
            else:
                counts[award.name] = list(by_unit[award.name].items())
        return counted_rows(counts, self.units(area), self.notice)

    def _names(self, area: str, award: str) -> Iterator[tuple[str, int]]:
        for part in self.of(area):
            held = self.look.entries.get(part.id, {}).get(award, [])
            yield from ((name, number) for name, number, _ in sorted(held, key=lambda item: item[2]))

    def statements(self, form: Form, area: str) -> list[tuple[Part, dict[str, float]]]:
        """The numbers of a statistics form by part; a unit that sends the same in several parts counts once."""
        found, seen = [], set()
        for part in self.of(area):
            if form.tab in self.look.figures.get(part.id, {}):
                said, numbers = self.look.figures[part.id][form.tab]
                if (part.owner, said) not in seen:
                    found.append((part, numbers))
                seen.add((part.owner, said))
        return found

    def total(self, form: Form, area: str) -> Record:
        """The numbers of a form summed over the units; rates follow from them."""
        statements = [numbers for _, numbers in self.statements(form, area)]
        total = Record(tab=form.tab)
        for name in summed_fields(form):
            numbers = [numbers[name] for numbers in statements if name in numbers]
            if numbers:
                total[name] = added(numbers)
        return total


# -- counting ------------------------------------------------------------------------------------------


def count(
    parts: Sequence[Part],
    notice: Notice,
    path: Callable[[Part, str], Path],
    where: Here | Cluster,
    step: Step | None = None,
    at_once: int = PARTS_AT_ONCE,
) -> Count:
    """Counts what the parts hold, in batches of `at_once`. path: where the file of a part and dataset lies."""
    notice = notice if notice.merged else notice.as_merged()
    asked = question(notice)
    batches = [_batch(parts[at : at + at_once], asked, path) for at in range(0, len(parts), at_once)]
    look, crossing = where.count(batches, asked, step)
    rows = where.rows(batches, asked, crossing) if crossing else {}
    return Count(notice, parts, look, alike(parts, notice, asked, rows))


def _batch(parts: Sequence[Part], asked: Question, path: Callable[[Part, str], Path]) -> Batch:
    files: dict[str, list[str]] = {}
    for part in parts:
        for dataset in (*asked.ledgers(), SINGLES):
            if dataset in part.rows:
                files.setdefault(dataset, []).append(str(path(part, dataset)))
    return Batch(files, {part.id: SENDER_MARK.join(part.owner[2:]) for part in parts})


def alike(parts: Sequence[Part], notice: Notice, asked: Question, rows: Rows) -> list[Alike]:
    """What the notice's own rules about two units say of the rows that share a key."""
    order = {part.id: (number, part) for number, part in enumerate(parts)}
    several = len({match_key(part.area) for part in parts}) > 1
    found = []
    for number, rule in enumerate(asked.rules):
        held = sorted(rows.get(number, []), key=lambda row: (order[row[PART]][0], row[ROW]))
        ledger = notice.ledgers[rule.ledger]
        records = [_record(row, ledger.name, order[row[PART]][1], several) for row in held]
        for problem in run_rule(rule, Checked(ledger.name, Columns(records), ledger.fields, ledger), Season(), notice):
            record, name = problem.record, problem.field
            found.append(
                Alike(
                    problem.level or rule.level, ledger.name, record_name(record, ledger), name,
                    text_of(record.raw.get(name)), problem.says, problem.fix, rule.source,
                    record.text(SENDER), record.text(ORIGIN), record.row,
                )
            )  # fmt: skip
    return found


def _record(row: Mapping[str, Any], ledger: str, part: Part, several: bool) -> Record:
    """A row as a record of a merged workbook; of several areas each unit is named with its own."""
    record = Record({name: row[name] for name in row if name not in (PART, ROW, AS_TYPED)}, ledger, row[ROW], ledger)
    record[SENDER] = f"{part.area}{SENDER_MARK}{part.unit}" if several else part.unit
    record.raw = dict(record) | dict(row[AS_TYPED] or ())
    return record


# -- tables --------------------------------------------------------------------------------------------


def tables(told: Count, title: str) -> list[Table]:
    """名额 of each area, what is beyond a limit, the statistics forms, 重复, what is due."""
    areas = told.areas() or [told.notice.whole]
    made = [_quotas(told, area, title, len(areas) > 1) for area in areas]
    if any(is_per_name(award) for award in told.notice.award):
        made.append(_limits(told, areas, title))
    made += [_statistics(told, form, areas, title) for form in statistics_forms(told.notice)]
    return [*made, alike_table(told, title), *_fees(told, areas, title)]


def _quotas(told: Count, area: str, title: str, several: bool) -> Table:
    sent = {match_key(part.unit) for part in told.of(area)}
    name = f"名额 {area}" if several else "名额"
    intro = (f"名额统计　{title}{'　' + area if several else ''}", QUOTAS_SAY)
    return quota_table(told.notice, told.units(area), sent, told.entries(area), intro, name)


def _limits(told: Count, areas: Sequence[str], title: str) -> Table:
    """Enterprises beyond a limit that each has for itself."""
    named = {award.name for award in told.notice.award if is_per_name(award)}
    rows = [
        [area, row.category, row.declared, row.quota, row.left, row.source]
        for area in areas
        for row in told.quotas(area)
        if row.over and row.category.partition("（")[0] in named
    ]
    heads = ("地区", "奖项和企业", "已报", "限额", "剩余", "依据")
    says = "每个企业各有限额的奖项，只列超出的。" if rows else "每个企业各有限额的奖项，没有超出的。"
    fills = dict.fromkeys(range(len(rows)), OVER)
    return Table("超出限额", heads, rows, (14, 50, 8, 8, 8, 30), (f"超出限额　{title}", says), fills)


def _statistics(told: Count, form: Form, areas: Sequence[str], title: str) -> Table:
    """A row a unit, then the sums with the rates that follow from them."""
    summed = summed_fields(form)
    items = [item for item in form.field if item.ratio or item.name in summed]
    rows = [
        [part.area, part.unit, part.file, *statistics_line(items, Record(numbers))]
        for area in areas
        for part, numbers in told.statements(form, area)
    ]
    first = len(rows)
    for area in areas if len(areas) > 1 else ():
        rows.append([area, TOTAL, "", *statistics_line(items, told.total(form, area))])
    rows.append(["", TOTAL, "", *statistics_line(items, told.total(form, ""))])
    heads = ("地区", UNIT_HEAD, ORIGIN, *(item.heading for item in items))
    fills = dict.fromkeys(range(first, len(rows)), STATE_FILLS[TAKEN])
    return Table(form.tab, heads, rows, [14, 24, 26] + [12] * len(items), (f"{form.tab}　{title}", RATES_SAY), fills)


def alike_table(told: Count, title: str) -> Table:
    """What two units send."""
    shown = told.alike[:MOST_FINDINGS]
    says = f"共 {len(told.alike)} 条；行是该单位自己的申报簿里的。"
    says += "只列出前面的。" if len(told.alike) > len(shown) else ""
    fills = {number: FILLS[item.level] for number, item in enumerate(shown)}
    rows = [item.cells() for item in shown]
    return Table(ALIKE, ALIKE_HEADS, rows, ALIKE_WIDTHS, (f"两个单位都报的　{title}", says), fills)


def _fees(told: Count, areas: Sequence[str], title: str) -> Iterator[Table]:
    charged = [award for award in told.notice.award if award.fee is not None]
    if not charged:
        return
    rows: list[list[Any]] = []
    for area in areas:
        counts = told.entries(area)
        for unit in dict.fromkeys(part.unit for part in told.of(area)):
            have = [counts[award.name].get(unit, 0) for award in charged]
            due = sum(number * (award.fee or 0) for number, award in zip(have, charged, strict=True))
            rows.append([area, unit, *have, due])
    rows.append(["", TOTAL, *(sum(row[col] for row in rows) for col in range(2, len(charged) + 3))])
    heads = ["地区", UNIT_HEAD, *(f"{award.name}（{award.fee}元）" for award in charged), "应缴（元）"]
    yield Table("费用", heads, rows, [14, 24] + [12] * (len(charged) + 1), (f"应缴的费用　{title}",))


def rates(told: Count) -> list[list[Any]]:
    """(form, field, unit, worth) of all units together: the sums, and the rates from them."""
    rows = []
    for form in statistics_forms(told.notice):
        summed = summed_fields(form)
        items = [item for item in form.field if item.ratio or item.name in summed]
        for item, worth in zip(items, statistics_line(items, told.total(form, "")), strict=True):
            rows.append([form.tab, item.label or item.name, item.unit, show(worth)])
    return rows
