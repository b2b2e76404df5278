"""The verb `judge`: what the jury's buttons do, for a saved workbook, which it never changes.

What would go into the workbook is written beside it as .xlsx with the headings of its tabs, to be pasted.
"""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import terminal
from .check import check_reading
from .closed import read_book
from .definitions import Ledger
from .draw import drawn, new_seed
from .files import write_new
from .judge_return import CHANGED, EMPTY, NEW, REFUSED, SAME, take
from .judging import judge, read_rulings
from .jury import NO_RANK, NOBODY, presented_of, unmended
from .jury_files import RECEIPT, make_books, receipt_book, returned
from .outcome_rows import (
    DETAIL_SCORES,
    DETAIL_WIDTHS,
    JUDGE_WIDTH,
    detail_table,
    result_rows,
    winner_rows,
    winners_summary,
)
from .records import Reading
from .rules import SENDER
from .scores import NO_ENTRY, NoJudging, leanings, ledger_with
from .table_book import Table, report
from .tabs import DETAIL

FINE, FOUND = 0, 1
DRAWN = "抽签"


def run(options: Namespace) -> int:
    """Does one action; 0 done, 1 something is left to be decided or was refused. Raises one Chinese sentence."""
    path = Path(options.book)
    reading = read_book(path)
    if reading.notice.judging is None:
        raise NoJudging(f"“{reading.notice.name}”没有评审的规定，做不了评审")
    actions: dict[str, Callable[[Path, Reading, Namespace], int]] = {
        "draw": _draw, "sheets": _sheets, "take": _take, "results": _results, "winners": _winners,
    }  # fmt: skip
    return actions[options.action](path, reading, options)


def _draw(path: Path, reading: Reading, options: Namespace) -> int:
    assert reading.notice.judging is not None
    typed = reading.notice.judging.value("seed")
    seed = options.seed if options.seed is not None else new_seed() if typed is None else int(typed)
    entries = presented_of(reading.season, reading.notice)
    if not entries:
        raise NoJudging(f"“{reading.notice.name}”{NOBODY}")
    contest, rows = entries[0].contest, []
    for venue in sorted({(entry.contest.award, entry.room) for entry in entries}):
        own = {n: entry.key for n, entry in enumerate(entries) if (entry.contest.award, entry.room) == venue}
        for place, number in enumerate(drawn(own, seed), start=1):
            entry = entries[number]
            rows.append([entry.venue, place, entry.unit, entry.name, entry.topic])
    title, heads = f"抽签结果（种子 {seed}）", (contest.venue or "场次", contest.order, "单位", "名称", "课题")
    terminal.show_table(title, heads, rows)
    target = path.with_name(f"{path.stem}-{DRAWN}.xlsx")
    write_new(target, report([Table(DRAWN, heads, rows, (8, 8, 34, 26, 40), (title,))]))
    terminal.say(f"抽签结果在 {target}，请照它在台账里填“{heads[1]}”")
    return FINE


def _sheets(path: Path, reading: Reading, options: Namespace) -> int:
    if not options.out:
        raise NoJudging("请用 --out 写明评分表放进哪个新文件夹")
    out = Path(options.out)
    if out.exists():
        raise NoJudging(f"“{out.name}”已经存在，没有改动它，请换一个文件夹")
    with terminal.progress("评分表") as step:
        made = make_books(reading.season, reading.notice, out, step)
    if not made:
        raise NoJudging("没有评委，或没有可以打分的成果，没有生成评分表")
    terminal.say(f"已为{made}名评委生成评分表，在 {out}")
    return FINE


def _take(path: Path, reading: Reading, options: Namespace) -> int:
    folder = Path(options.source) if options.source else None
    if folder is None:
        raise NoJudging("请用 --from 写明评委交回的评分表在哪个文件夹")
    if not folder.is_dir():
        raise NoJudging(f"找不到文件夹“{folder.name}”，请核对名字，或先建好它、把评委交回的评分表放进去")
    receipts = take(returned(folder), reading.season, reading.notice)
    if not receipts:
        raise NoJudging(f"“{folder.name}”里没有评分表，请把评委交回的 .xlsx 放进去再收")
    target = path.with_name(f"{path.stem}-{RECEIPT}.xlsx")
    write_new(target, receipt_book(receipts))
    ledger = ledger_with(reading.notice, "scores")
    rows = [line.row for receipt in receipts for line in receipt.lines if line.fate == NEW and line.row]
    pasted = path.with_name(f"{path.stem}-{RECEIPT}-{ledger.name}.xlsx")
    cells = [{name: row.get(name) for name in ledger.fields} for row in rows]
    write_new(pasted, report([_table(ledger, cells, f"新收的{ledger.name}　{reading.notice.name}")]))
    for receipt in receipts:
        counts = "，".join(f"{fate}{receipt.count(fate)}行" for fate in (NEW, CHANGED, SAME, EMPTY, REFUSED))
        says = f"没有收，{receipt.refused}" if receipt.refused else counts
        terminal.say(f"{receipt.file}：{says}")
    terminal.say(f"回执在 {target}")
    if rows:
        terminal.say(f"新收的行在 {pasted}，可以整块粘贴进“{ledger.name}”")
    if any(receipt.count(CHANGED) for receipt in receipts):
        terminal.say(f"改动的行只列在回执里，核对以后在“{ledger.name}”里改")
    return FOUND if any(receipt.refused or receipt.count(REFUSED) for receipt in receipts) else FINE


def _table(ledger: Ledger, rows: Sequence[Mapping[str, Any]], title: str, decimals: int | None = None) -> Table:
    """Rows by field under a title and the headings of a ledger, the final score with so many decimals; the columns that
    every ledger ends with where they say who sent a row."""
    merged = any(row.get(SENDER) for row in rows)
    fields = [item for item in ledger.field if item.role or merged]
    cells = [[row.get(item.name) for item in fields] for row in rows]
    heads, widths = [item.heading for item in fields], [item.width + 2 for item in fields]
    shown = {col: decimals for col, item in enumerate(fields) if item.role == "final" and decimals is not None}
    return Table(ledger.name, heads, cells, widths, (title,), decimals=shown)


def _by_field(ledger: Ledger, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{ledger.named(role) or role: value for role, value in row.items()} for row in rows]


def _results(path: Path, reading: Reading, options: Namespace) -> int:
    assert reading.notice.judging is not None
    outcome = judge(reading.season, reading.notice)
    if not outcome.entries:
        raise NoJudging(NO_ENTRY)
    rows = result_rows(outcome, reading.notice.judging, read_rulings(reading.season, reading.notice))
    ledger = ledger_with(reading.notice, "results")
    heads, *detail = detail_table(outcome, reading.notice, leanings(outcome.entries))
    target = path.with_name(f"{path.stem}-{ledger.name}.xlsx")
    title = f"{ledger.name}（暂定，没有确认）　{reading.notice.name}"
    decimals = int(reading.notice.judging.value("decimals"))
    tables = [_table(ledger, _by_field(ledger, rows), title, decimals)]
    widths = [*DETAIL_WIDTHS, *[JUDGE_WIDTH] * (len(heads) - len(DETAIL_WIDTHS))]
    scores = dict.fromkeys(DETAIL_SCORES, decimals)
    tables.append(Table(DETAIL, heads, detail, widths, (f"{DETAIL}　{reading.notice.name}",), decimals=scores))
    write_new(target, report(tables))
    shown = ("award", "rank", "unit", "name", "final", "level", "remark")
    printed = [row | {"final": f"{row['final']:.{decimals}f}"} if "final" in row else row for row in rows]
    cells = [[row.get(role) for role in shown] for row in printed]
    terminal.show_table("评审结果（暂定）", [ledger.named(role) for role in shown], cells)
    wrong = unmended(check_reading(reading), reading.notice)
    for words in filter(None, [outcome.refused, *outcome.open_ties, *outcome.notes, wrong]):
        terminal.say(words)
    terminal.say(f"结果在 {target}")
    if outcome.open_ties:
        ruling = ledger.named("ruling")
        terminal.say(f"裁定以后，把结果里的各行粘贴进申报簿的“{ledger.name}”，在那里填“{ruling}”，保存，再运行一次")
    return FOUND if outcome.refused or outcome.open_ties else FINE


def _winners(path: Path, reading: Reading, options: Namespace) -> int:
    assert reading.notice.judging is not None
    outcome = judge(reading.season, reading.notice)
    if outcome.refused or outcome.open_ties:
        raise NoJudging(outcome.refused or outcome.open_ties[0])
    rows = winner_rows(outcome, reading.notice.judging, 0)
    if not rows:
        raise NoJudging("".join([f"{NO_RANK}。", *outcome.notes]))
    wrong = unmended(check_reading(reading), reading.notice)
    for words in filter(None, [*winners_summary(rows), *outcome.notes, wrong]):
        terminal.say(words)
    ledger = ledger_with(reading.notice, "winners")
    today = dt.date.today()
    target = path.with_name(f"{path.stem}-{ledger.name}.xlsx")
    dated = _by_field(ledger, [row | {"date": today} for row in rows])
    decimals = int(reading.notice.judging.value("decimals"))
    write_new(target, report([_table(ledger, dated, f"{ledger.name}　{reading.notice.name}", decimals)]))
    terminal.say(f"名单在 {target}，核对后可以整块粘贴进“{ledger.name}”")
    return FINE
