"""统计: 名额统计, 统计表计算, 费用 and 图表: each goes to its tab and says what stands there in few words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import accounts, fees, quota, rounding, tabs
from .amounts import printed
from .changes import INFO, WARNING, Change, Changes, Log, Put, Say, put
from .desk import Desk
from .fill import RATE_DECIMALS, ratio, unread
from .layout import input_cells
from .notice import Form, Notice
from .quota import QuotaRow
from .records import read_cells
from .rules import Record
from .stats import statistics_forms
from .values import show

if TYPE_CHECKING:
    from fractions import Fraction

COUNTING_RULE = "count_equals"
"""The kind of rule that ties a number of the statistics table to a ledger."""


def _shown(way: Change, kind: str, lines: list[str], log: Log) -> Changes:
    return Changes([way, Say(kind, "\n".join(filter(None, lines))), log], undoable=False)


# -- 名额统计 and 图表 -------------------------------------------------------------------------------


def show_quota(desk: Desk) -> Changes:
    """名额统计: goes to the notice's section and says what is declared, allowed and left."""
    rows = quota.rows(desk.reading.season, desk.notice)
    over = sum(1 for row in rows if row.over)
    way = tabs.go(desk, tabs.QUOTA, tabs.section_row(desk, tabs.QUOTA, desk.notice))
    unlisted = quota.unlisted_says(desk.reading.season, desk.notice)
    head = f"{over}项超出名额，请减去多报的。" if over else ""
    told = [row for row in rows if row.over] if desk.notice.merged else rows
    lines = [unlisted, head, *(quota_line(row) for row in told), tabs.hidden_rows(desk)]
    lines += ["" if over or unlisted else "各单位都没有超出名额，逐个单位的数见这张表。"] if desk.notice.merged else []
    return _shown(way, WARNING if over or unlisted else INFO, lines, Log("名额统计", f"超出{over}项", ""))


def quota_line(row: QuotaRow) -> str:
    """One award in a line: declared, allowed, left."""
    allowed = "通知未规定名额" if row.quota is None else f"名额{row.quota}"
    left = "" if row.left is None else f"，超出{-row.left}" if row.over else f"，还剩{row.left}"
    return f"{row.category}：已报{row.declared}，{allowed}{left}"


def show_charts(desk: Desk) -> Changes:
    """图表: goes to the notice's charts beside the tables of 名额统计."""
    way = tabs.go(desk, tabs.QUOTA, tabs.section_row(desk, tabs.QUOTA, desk.notice), tabs.CHART_COL)
    says = f"{desk.notice.name}的图表在“{tabs.QUOTA}”右侧，向下还有；台账一改，图表自动更新。"
    return _shown(way, INFO, [says], Log("图表", "", ""))


# -- 费用 --------------------------------------------------------------------------------------------


def show_fees(desk: Desk) -> Changes:
    """费用: goes to the notice's section and says what is owed, and to whom."""
    way = tabs.go(desk, tabs.FEES, tabs.section_row(desk, tabs.FEES, desk.notice))
    lines = fees.lines(desk.reading.season, desk.notice)
    if not lines:
        return _shown(way, INFO, [f"{desk.notice.name}没有规定费用。"], Log("费用", "", ""))
    shown = [f"{line.item}：{line.count}×{line.unit_price}＝{line.amount}元" for line in lines if line.count]
    total = f"{sum(line.amount for line in lines)}元"
    account = accounts.account(desk.reading.season, desk.notice)
    received = f"已收{printed(account.received)}元，差{printed(account.left)}元" if account.receipts else ""
    payee = desk.notice.payee
    payment = f"收款单位：{payee.name}，帐号{payee.account}，{payee.bank}" if payee else ""
    return _shown(
        way, INFO, [*shown, f"合计{total}", received, payment, tabs.hidden_rows(desk)], Log("费用", total, "")
    )


# -- 统计表计算 --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """One statistics table reckoned: cells filled (value by field), the changes, and what there is to say."""

    filled: dict[str, int] = field(default_factory=dict)
    puts: list[Put] = field(default_factory=list)
    says: list[str] = field(default_factory=list)


def show_stats(desk: Desk) -> Changes:
    """统计表计算: fills the empty numbers that follow from the ledgers, never a typed one, and says the rates."""
    forms = statistics_forms(desk.notice)
    if not forms:
        return Changes([Say(INFO, f"{desk.notice.name}没有统计表。")], undoable=False)
    changes, lines, filled = Changes(), [], 0
    for form in forms:
        record = desk.reading.season.single.get(form.tab, Record())
        tally = reckon(desk, form, record)
        changes.add(*tally.puts)
        filled += len(tally.filled)
        now = Record({**record, **tally.filled})
        now.raw, now.bad = record.raw, record.bad
        lines += [f"{form.id} {form.name}", *tally.says, *rate_lines(form, now)]
    changes.undoable = bool(filled)
    changes.add(tabs.go(desk, forms[0].tab), Say(INFO, "\n".join(lines)), Log("统计表计算", f"填入{filled}格", ""))
    return changes


def counted(form: Form, notice: Notice) -> Iterator[tuple[str, str]]:
    """(field, ledger): numbers of the form that a rule sets equal to the number of records of a ledger."""
    for rule in notice.rule:
        if rule.call == COUNTING_RULE and rule.ledger == form.tab:
            yield rule.params["field"], rule.params["listed"]


def reckon(desk: Desk, form: Form, record: Record) -> Tally:
    """What follows from the ledgers, put where the cell is empty; where another number stands, it is only said."""
    tally = Tally()
    cells = read_cells(desk.sheets.get(form.tab), input_cells(form, desk.notice))
    for name, ledger in counted(form, desk.notice):
        count = len(desk.reading.season.ledgers.get(ledger, []))
        if name not in cells:
            continue
        raw, row, col = cells[name]
        if raw is None and count:
            tally.filled[name] = count
            tally.puts.append(put(form.tab, row, col, count))
            tally.says.append(f"“{name}”按台账“{ledger}”填入{count}。")
        elif raw is not None and record.get(name) != count:
            written = show(record.get(name)) or show(raw)
            tally.says.append(f"“{name}”填的是{written}，台账“{ledger}”有{count}条，没有改动，请核对。")
    return tally


def rate_lines(form: Form, record: Record) -> list[str]:
    """Each rate in a line; what is missing or not understood where it cannot be reckoned."""
    return [f"{item.name}：{_rate(record, item.ratio, ratio(record, item))}" for item in form.field if item.ratio]


def _rate(record: Record, parts: list[str], rate: Fraction | None) -> str:
    if rate is not None:
        return f"{rounding.printed(rate, RATE_DECIMALS)}%（{show(record[parts[0]])}÷{show(record[parts[1]])}）"
    wrong = [f"“{name}”填的是“{unread(record, name)}”，看不懂，请改正" for name in parts if unread(record, name)]
    empty = [f"“{name}”" for name in parts if record.get(name) is None and not unread(record, name)]
    missing = [*wrong, *([f"还没有填{'、'.join(empty)}"] if empty else [])]
    return "；".join(missing) or f"“{parts[1]}”是0，算不出"
