"""What became of each file of a merge, and the receipt workbook that tells it with the sums of all units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .award_rows import allowed
from .check import Finding
from .file_receipts import ADDED, REFUSED, REMOVED, REPLACED, TAKEN, Change, Receipt
from .fill import RATE_DECIMALS, ratio
from .master import PAID_HEAD, REMARK_HEAD, TOTAL, UNIT_HEAD, Sent, statistics_of, summed_fields
from .notice import HOME, LEVELS, ORIGIN, Field, Notice
from .quota import declared_by_unit, totals, units_of
from .records import NOTICE_FIELD, UNIT_FIELD
from .report import FILLS, FINDING_HEADS, FINDING_WIDTHS, finding_row
from .rounding import printed
from .rules import Record, Season
from .stats import statistics_forms
from .table_book import Table, report
from .unit_quota import NOT_SENT, PARTS, SENT, awards_of
from .values import match_key, show

STATE_FILLS = {TAKEN: "#E2F0D9", REPLACED: FILLS[LEVELS[1]], REFUSED: FILLS[LEVELS[0]]}
OVER, FADED = FILLS[LEVELS[0]], "#EEEEEE"
MOST_FINDINGS = 20_000
QUOTAS_SAY = "超出名额的单位标红，没有报送的标灰；印的合计照通知，不作改动。"
RATES_SAY = "合计由各单位相加，比率由合计重算，不是平均；空着的是没有填。"
UNSAVED = "没有另存过，时间未知"
CHANGE_HEADS = ("单位", "原来的文件", "新的文件", "台账", "记录", "改动", "栏目", "原来", "现在")
STRAYS = "没有并入"
STRAY_HEADS = ("文件", "单位", "状态", "工作表", "单元格", "表头，或写的话", "有内容的行数")
STRAY_WIDTHS = (34, 20, 8, 20, 10, 30, 14)
CHANGE_WIDTHS = (16, 30, 30, 12, 30, 8, 18, 36, 36)


# -- the workbook ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Outcome:
    """All that a merge has to tell. season is the master's, with `findings` and those `across` units among them."""

    notice: Notice
    folder: str
    receipts: Sequence[Receipt]
    changes: Sequence[Change]
    sent: Sequence[Sent]
    season: Season
    findings: Sequence[Finding]
    across: Sequence[Finding]
    paid: Mapping[str, tuple[Any, Any]]
    balance: Sequence[tuple[str, int, str]]


def register(receipts: Sequence[Receipt], notice: Notice) -> tuple[list[str], list[list[Any]]]:
    """Headings and a row for each file, as 收件 and 收件登记 show them."""
    ledgers = [name for name, item in notice.ledgers.items() if not item.single]
    used = [name for name in ledgers if any(each.rows.get(name) for each in receipts)]
    home = [name for name in notice.ledgers[HOME].fields if name not in (NOTICE_FIELD, UNIT_FIELD)]
    heads = ["文件", "单位", "状态", "说明", "通知", "保存时间", *home, "合计行数", *used, *LEVELS]
    rows: list[list[Any]] = []
    for each in receipts:
        says = "".join(filter(None, [each.why, *each.notes]))
        read = bool(each.levels)
        saved = f"{each.saved:%Y-%m-%d %H:%M}" if each.saved else UNSAVED * read
        row: list[Any] = [each.file, each.unit, each.state, says, each.notice, saved]
        row += [each.home.get(name, "") for name in home]
        row += [each.count if read else None, *((each.rows.get(name, 0) if read else None) for name in used)]
        rows.append(row + [each.levels.get(level) for level in LEVELS])
    return heads, rows


def receipt_book(outcome: Outcome) -> bytes:
    """The receipt as .xlsx: files, what was resent, what two units send, all findings, quotas, statistics, fees."""
    tables = [files_table(outcome), changes_table(outcome), strays_table(outcome)]
    tables += [_findings("各单位之间", outcome, outcome.across), _findings("全部问题", outcome, outcome.findings)]
    tables += [_quotas(outcome), *_statistics(outcome), _fees(outcome), balance_table(outcome)]
    return report(tables)


def _intro(outcome: Outcome, title: str, more: str = "") -> tuple[str, ...]:
    return tuple(filter(None, (f"{title}　{outcome.notice.name}　{outcome.folder}", more)))


def files_table(outcome: Outcome) -> Table:
    """A row for each file: what it holds and what became of it."""
    heads, rows = register(outcome.receipts, outcome.notice)
    count = {state: sum(1 for each in outcome.receipts if each.state == state) for state in STATE_FILLS}
    says = f"共 {len(rows)} 个文件：" + "，".join(f"{state} {number}" for state, number in count.items())
    longest = [
        max([2.1 * len(head), *(1.1 * len(str(row[col] or "")) for row in rows)]) for col, head in enumerate(heads)
    ]
    widths = [34, 20, 8, 56, 7, 16] + [min(24.0, max(6.0, width + 1)) for width in longest[6:]]
    fills = {number: STATE_FILLS[each.state] for number, each in enumerate(outcome.receipts)}
    return Table("收件", heads, rows, widths, _intro(outcome, "合并回执", says), fills)


def changes_table(outcome: Outcome) -> Table:
    """A row for each difference between a workbook and the later one that replaced it."""
    says = "同一单位重报的，新的替换了旧的；下面是新旧两本的差别。" if outcome.changes else "没有单位重报。"
    fills = {
        number: {ADDED: STATE_FILLS[TAKEN], REMOVED: STATE_FILLS[REFUSED]}.get(each.kind, STATE_FILLS[REPLACED])
        for number, each in enumerate(outcome.changes)
    }
    rows = [each.row() for each in outcome.changes]
    return Table("重报改动", CHANGE_HEADS, rows, CHANGE_WIDTHS, _intro(outcome, "重报改动", says), fills)


def strays_table(outcome: Outcome) -> Table:
    """What of each file is in no ledger's column, and how much of it."""
    rows = [
        [each.file, each.unit, each.state, stray.tab, stray.cell, stray.heading, stray.filled]
        for each in outcome.receipts
        for stray in each.strays
    ]
    says = "这些栏目、工作表和话，台账里没有地方放，没有并入，原件里都在；要用的请抄到台账的栏目里再报。"
    intro = _intro(outcome, STRAYS, says if rows else "没有台账收不下的内容。")
    return Table(STRAYS, STRAY_HEADS, rows, STRAY_WIDTHS, intro, dict.fromkeys(range(len(rows)), STATE_FILLS[REPLACED]))


def _findings(title: str, outcome: Outcome, findings: Sequence[Finding]) -> Table:
    shown = findings[:MOST_FINDINGS]
    says = f"共 {len(findings)} 条；单元格是合并工作簿里的。" + ("只列出前面的。" if len(findings) > len(shown) else "")
    held = {name: {row.row: row for row in rows} for name, rows in outcome.season.ledgers.items()}
    found = (held.get(item.scope, {}).get(item.row, Record()) for item in shown)
    rows = [[*finding_row(item), record.text(ORIGIN)] for item, record in zip(shown, found, strict=True)]
    fills = {number: FILLS[item.level] for number, item in enumerate(shown)}
    return Table(title, (*FINDING_HEADS, ORIGIN), rows, (*FINDING_WIDTHS, 30), _intro(outcome, title, says), fills)


def _quotas(outcome: Outcome) -> Table:
    notice = outcome.notice
    counts = {award.name: _counts(declared_by_unit(award, outcome.season)) for award in awards_of(notice)}
    sent = {match_key(each.unit) for each in outcome.sent}
    return quota_table(notice, units_of(outcome.season, notice), sent, counts, _intro(outcome, "名额", QUOTAS_SAY))


def _counts(by_unit: Mapping[str, Sequence[Record]]) -> dict[str, int]:
    return {unit: len(records) for unit, records in by_unit.items()}


def quota_table(
    notice: Notice,
    units: Sequence[str],
    sent: Container[str],
    counts: Mapping[str, Mapping[str, int]],
    intro: Sequence[str],
    name: str = "名额",
) -> Table:
    """The whole quota table: a row a unit, declared, quota and left of each award.

    sent  comparison keys of the units that have sent something;  counts  entries by award and unit
    """
    awards = awards_of(notice)
    heads = ["推荐单位", "报送", *(f"{award.name}{part}" for award in awards for part in PARTS)]
    rows: list[list[Any]] = []
    fills: dict[int, str] = {}
    for unit in units:
        has = match_key(unit) in sent
        row: list[Any] = [unit, SENT if has else NOT_SENT]
        for award in awards:
            quota, count = allowed(notice, unit, award), counts[award.name].get(unit, 0)
            left = None if isinstance(quota, str) else quota - count
            row += [count, quota, left]
            if left is not None and left < 0:
                fills[len(rows)] = OVER
        if not has:
            fills.setdefault(len(rows), FADED)
        rows.append(row)
    total: list[Any] = [TOTAL, ""]
    for place in range(len(awards)):
        total += [sum(row[2 + 3 * place] for row in rows), "", ""]
    rows.append(total)
    sums = {item.category: item for item in totals(notice)}
    for words, pick in (("名额各行之和", "sum"), ("通知印的合计", "printed")) if sums else ():
        row = [words, ""]
        for award in awards:
            held = sums.get(award.quota_column)
            row += ["", getattr(held, pick) if held else "", ""]
        rows.append(row)
    return Table(name, heads, rows, [24, 8] + [9] * (len(heads) - 2), intro, fills)


def _statistics(outcome: Outcome) -> Iterator[Table]:
    for form in statistics_forms(outcome.notice):
        summed = set(summed_fields(form))
        rows: list[list[Any]] = []
        for each, record in statistics_of(form, outcome.sent):
            rows.append([each.unit, each.file, *statistics_line(form.field, record)])
        total = outcome.season.single.get(form.tab, Record())
        line = statistics_line(form.field, total)
        words = [
            value if item.ratio or item.name in summed else "" for item, value in zip(form.field, line, strict=True)
        ]
        rows.append([TOTAL, "", *words])
        heads = ["推荐单位", ORIGIN, *(item.heading for item in form.field)]
        yield Table(form.tab, heads, rows, [24, 26] + [12] * len(form.field), _intro(outcome, form.tab, RATES_SAY))


def statistics_line(items: Sequence[Field], record: Record) -> list[Any]:
    """The fields of a statistics form as they stand in a row: rates from their inputs."""
    line: list[Any] = []
    for item in items:
        if item.ratio:
            rate = ratio(record, item) if not record.bad.intersection(item.ratio) else None
            line.append(None if rate is None else float(printed(rate, RATE_DECIMALS)))
        else:
            value = record.raw.get(item.name) if item.name in record.bad else record.get(item.name)
            line.append(show(value) if isinstance(value, dt.date) else value)
    return line


def _fees(outcome: Outcome) -> Table:
    charged = [award for award in outcome.notice.award if award.fee is not None]
    counts = [declared_by_unit(award, outcome.season) for award in charged]
    rows: list[list[Any]] = []
    for unit in units_of(outcome.season, outcome.notice):
        have = [len(by.get(unit, [])) for by in counts]
        due = sum(count * (award.fee or 0) for count, award in zip(have, charged, strict=True))
        paid, remark = outcome.paid.get(match_key(unit), (None, None))
        number = paid if isinstance(paid, (int, float)) and not isinstance(paid, bool) else 0
        rows.append([unit, *have, due, paid, due - number, remark])
    rows.append([TOTAL, *(sum(row[col] for row in rows) for col in range(1, len(charged) + 2)), None, None, None])
    heads = [UNIT_HEAD, *(f"{award.name}（{award.fee}元）" for award in charged), "应缴（元）"]
    heads += [PAID_HEAD, "还差（元）", REMARK_HEAD]
    widths = [24] + [12] * (len(charged) + 3) + [30]
    says = "实缴是合并工作簿“各单位费用”里填的。" if charged else "本通知没有规定收费。"
    return Table("费用", heads, rows, widths, _intro(outcome, "费用", says))


def balance_table(outcome: Outcome) -> Table:
    """What came in, and where it went."""
    rows = [list(line) for line in outcome.balance]
    return Table("核对", ("项目", "数", "说明"), rows, (30, 12, 60), _intro(outcome, "核对：收进多少，去了哪里"))
