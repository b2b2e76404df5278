"""merge --store and store as verbs: what goes into a store, and what it holds read back."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import terminal
from .check import MUST_MEND
from .cluster import Cluster, Here, Unseen, workplace
from .file_receipts import REFUSED, TAKEN
from .files import write_new
from .merging import outcome_data, told_balance, told_refused
from .notice import LEVELS, Notice, did_you_mean, list_notices, load_notice
from .store import NotAStore, Part, Store, open_store, path_of
from .store_book import ALIKE, ALIKE_HEADS, Count, count, rates, tables
from .store_merge import Stored, merge_into
from .submissions import NotMerged
from .table_book import report

SUFFIX = ".xlsx"
FOUND, FINE = 1, 0
MOST_SHOWN = 40
TRIES = 3


def run(options: Namespace) -> int:
    """merge --store, or store; 1 when a file is refused, 错误 are found or a quota is exceeded."""
    if options.notice and options.notice not in list_notices():
        raise NotMerged(f"没有通知“{options.notice}”{did_you_mean(options.notice, list_notices())}")
    with workplace(options.cluster) as where:
        return merge(options, where) if options.verb == "merge" else show(options, where)


# -- merge --store -------------------------------------------------------------------------------------


def merge(options: Namespace, where: Here | Cluster) -> int:
    """合并入库: every workbook of a folder into the store, with a receipt."""
    folder = Path(options.folder)
    if not folder.is_dir():
        raise NotMerged(f"找不到文件夹“{folder}”，请写各单位申报簿所在的文件夹")
    with terminal.progress("合并入库") as step:
        stored = merge_into(folder, Path(options.store), options.notice, options.area, step=step, where=where)
    if options.json:
        terminal.write_json(merge_data(stored), options.json)
    if options.json != "-":
        for line in told(stored):
            terminal.say(line)
    faulty = any(each.levels.get(MUST_MEND) for each in stored.outcome.receipts if each.state == TAKEN)
    return FOUND if faulty or stored.count(REFUSED) or _is_faulty(stored.told) else FINE


def told(stored: Stored) -> list[str]:
    """Counts, the refused files, the balance, where the receipt is: a line each."""
    receipts = [each for each in stored.outcome.receipts if each.state == TAKEN]
    counts = {level: sum(each.levels.get(level, 0) for each in receipts) for level in LEVELS}
    lines = [*told_balance(stored.outcome), *told_refused(stored.outcome)]
    found = "，".join(f"{level} {number} 处" for level, number in counts.items())
    lines.append(f"各单位的申报簿里：{found}；两个单位都报的 {len(stored.told.alike)} 处")
    lines.append(f"汇总库在 {stored.store.root}，回执在 {stored.receipt}")
    return lines


def merge_data(stored: Stored) -> dict[str, Any]:
    """The same as data."""
    paths = {"store": str(stored.store.root), "receipt": str(stored.receipt)}
    return {**paths, **outcome_data(stored.outcome), **count_data(stored.told)}


def _is_faulty(told: Count) -> bool:
    over = any(row.over for area in told.areas() for row in told.quotas(area))
    return over or any(item.level == MUST_MEND for item in told.alike)


# -- store ---------------------------------------------------------------------------------------------


def show(options: Namespace, where: Here | Cluster) -> int:
    """汇总库: 名额统计, the rates and 重复 of all that the store holds, by notice; on demand as .xlsx."""
    root, out = Path(options.folder), Path(options.out) if options.out else None
    if out and out.suffix.lower() != SUFFIX:
        raise NotAStore(f"结果应存为 {SUFFIX}，写的是“{out.name}”，请改文件名")
    with terminal.progress("读汇总库") as step:
        held = _counted(root, options, where, step)
    if out and len(held) > 1:
        raise NotAStore(f"库里有 {'、'.join(held)} 这 {len(held)} 份通知的，--out 一次写一份，请用 --notice 写明哪一份")
    if options.json:
        terminal.write_json({name: count_data(item) for name, item in held.items()}, options.json)
    for item in held.values():
        if out:
            write_new(out, report(tables(item, item.notice.name)))
        if options.json != "-":
            _show(item)
    if out and options.json != "-":
        terminal.say(f"名额、统计、重复、费用都在 {out}")
    return FOUND if any(map(_is_faulty, held.values())) else FINE


def _counted(root: Path, options: Namespace, where: Here | Cluster, step: terminal.Step) -> dict[str, Count]:
    """What the store holds, by notice; once more when a merge has replaced its files meanwhile."""
    for last in [False] * (TRIES - 1) + [True]:
        store = open_store(root)
        try:
            return _count(store, options, where, step)
        except (FileNotFoundError, Unseen) as fault:
            if last or open_store(root).stamp == store.stamp:
                if isinstance(fault, Unseen):
                    raise
                missing = "".join(re.findall(r"[^/\\]+\.parquet", str(fault))[:1])
                says = f"汇总库“{root.name}”里少了文件（{missing}），请用备份恢复，或把那个单位的重新入库"
                raise NotAStore(says) from None
    raise AssertionError


def _count(store: Store, options: Namespace, where: Here | Cluster, step: terminal.Step) -> dict[str, Count]:
    chosen = store.chosen(options.notice, options.area)
    if not chosen:
        raise NotAStore(f"汇总库“{store.root.name}”里没有要找的，库里有：{_held(store)}")
    root = store.root.resolve()

    def path(part: Part, dataset: str) -> Path:
        return path_of(root, part, dataset)

    found = {}
    for notice in dict.fromkeys(part.notice for part in chosen):
        parts = [part for part in chosen if part.notice == notice]
        found[notice] = count(parts, load_notice(notice), path, where, step)
    return found


def _held(store: Store) -> str:
    return "、".join(dict.fromkeys(f"{part.notice}通知{part.area}" for part in store.parts)) or "什么都没有"


def _show(told: Count) -> None:
    rows = sum(number for part in told.parts for number in _ledger_rows(part, told.notice))
    terminal.say(f"{told.notice.name}：{'、'.join(told.areas())}，{len(told.parts)} 本申报簿，各台账 {rows} 行")
    for area in told.areas():
        quotas = [row for row in told.quotas(area) if row.declared or row.over]
        shown = sorted(quotas, key=lambda row: not row.over)[:MOST_SHOWN]
        cells = [[row.category, row.declared, "未列" if row.quota is None else row.quota, row.left] for row in shown]
        red = [number for number, row in enumerate(shown) if row.over]
        terminal.show_table(f"名额统计 {area}", ("项目", "已报", "名额", "剩余"), cells, red)
        _more(len(quotas))
    terminal.show_table("各单位合计和比率", ("表", "统计项目", "单位", "数量"), rates(told))
    columns = [ALIKE_HEADS.index(name) for name in ("级别", "台账", "记录", "应当怎样", "来源", "行")]
    cells = [[item.cells()[col] for col in columns] for item in told.alike[:MOST_SHOWN]]
    terminal.show_table(f"{ALIKE}（{len(told.alike)} 处）", [ALIKE_HEADS[col] for col in columns], cells)
    _more(len(told.alike))


def _ledger_rows(part: Part, notice: Notice) -> Sequence[int]:
    return [number for name, number in part.rows.items() if name in notice.ledgers]


def _more(number: int) -> None:
    if number > MOST_SHOWN:
        terminal.say(f"…… 另有 {number - MOST_SHOWN} 行，加 --out 写成 {SUFFIX} 看全")


def count_data(told: Count) -> dict[str, Any]:
    """What a store holds for a notice, as data."""
    return {
        "books": len(told.parts),
        "quotas": {area: [asdict(row) for row in told.quotas(area)] for area in told.areas()},
        "rates": [dict(zip(("form", "field", "unit", "value"), row, strict=True)) for row in rates(told)],
        "alike": [asdict(item) for item in told.alike],
    }
