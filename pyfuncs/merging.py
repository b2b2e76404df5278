"""合并 as a verb and as the button 合并工作簿: what is merged, where the master goes, what is said of it."""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from pathlib import Path

from . import tabs, terminal
from .changes import INFO, WARNING, Changes, Log, Open, Say
from .check import MUST_MEND, count_levels
from .closed import read_sheets
from .desk import Desk
from .file_receipts import REFUSED, REPLACED, TAKEN
from .files import free_path, safe_name, sweep
from .folders import BOOKS
from .master import Kept, kept_of
from .merge import Merged, files_of, merge
from .merge_book import Outcome
from .notice import did_you_mean, list_notices
from .preflight import Unreadable
from .records import ForeignWorkbook, current_notice, read_season
from .submissions import NotMerged

MERGE = "合并工作簿"
SUFFIX = ".xlsm"
FOUND, FINE = 1, 0
MOST_NAMED = 5


def run(options: Namespace) -> int:
    """合并: every workbook of a folder into one master with a receipt; 1 when a file is refused or 错误 are found."""
    folder, out = Path(options.folder), Path(options.out)
    if not folder.is_dir():
        raise NotMerged(f"找不到文件夹“{folder}”，请写各单位申报簿所在的文件夹")
    if options.area or options.cluster:
        raise NotMerged("--area 和 --cluster 要和 --store 一起写，合并成一本工作簿用不着它们，请去掉")
    if out.suffix.lower() != SUFFIX:
        raise NotMerged(f"合并工作簿应存为 {SUFFIX}，写的是“{out.name}”，请改文件名")
    if options.notice and options.notice not in list_notices():
        raise NotMerged(f"没有通知“{options.notice}”{did_you_mean(options.notice, list_notices())}")
    with terminal.progress("合并") as step:
        merged = merge(folder, out, options.notice, step=step)
    if options.json:
        terminal.write_json(as_data(merged), options.json)
    if options.json != "-":
        for line in told(merged):
            terminal.say(line)
    faulty = any(finding.level == MUST_MEND for finding in merged.outcome.findings)
    return FOUND if faulty or merged.count(REFUSED) else FINE


def told(merged: Merged) -> list[str]:
    """Counts, the refused files, the balance, where the files are: a line each."""
    outcome = merged.outcome
    lines = [*told_balance(outcome), *told_refused(outcome)]
    counts = "，".join(f"{level} {count} 处" for level, count in count_levels(outcome.findings).items())
    lines.append(f"合并后校验：{counts}，其中各单位之间 {len(outcome.across)} 处")
    lines.append(f"合并工作簿在 {merged.master}，回执在 {merged.receipt}")
    if merged.earlier:
        lines.append(f"原来的合并工作簿改名留着：{merged.earlier.name}")
    return lines


def told_balance(outcome: Outcome) -> list[str]:
    """Files and rows in, and where they went."""
    lines = [f"{name.strip()} {number}" for name, number, _ in outcome.balance]
    parts = " ＋ ".join(line.removeprefix("其中") for line in lines[1:4])
    return [f"{lines[0]} ＝ {parts}", f"{lines[4]}：" + "，".join(lines[5:])]


def told_refused(outcome: Outcome) -> list[str]:
    """The first of the refused files, and how many more there are."""
    refused = [each for each in outcome.receipts if each.state == REFUSED]
    lines = [f"拒收 {each.file}：{each.why}" for each in refused[:MOST_NAMED]]
    if len(refused) > MOST_NAMED:
        lines.append(f"…… 另有 {len(refused) - MOST_NAMED} 个文件拒收，见回执")
    return lines


def as_data(merged: Merged) -> dict[str, object]:
    """The same as data."""
    paths = {"master": str(merged.master), "receipt": str(merged.receipt)}
    return {**paths, **outcome_data(merged.outcome), "levels": count_levels(merged.outcome.findings)}


def outcome_data(outcome: Outcome) -> dict[str, object]:
    """What became of each file, and the balance, as data."""
    files = [
        {"file": each.file, "unit": each.unit, "notice": each.notice, "state": each.state, "why": each.why}
        | {"rows": each.rows, "levels": each.levels, "notes": each.notes}
        for each in outcome.receipts
    ]
    return {"files": files, "balance": {name.strip(): number for name, number, _ in outcome.balance}}


# -- the button ----------------------------------------------------------------------------------------


def merge_books(desk: Desk) -> Changes:
    """合并工作簿: the workbooks in the folder 收到的申报簿 into a new master beside the open workbook."""
    if desk.path is None:
        return Changes([tabs.unsaved("合并工作簿")], undoable=False)
    folder = desk.path.with_name(BOOKS)
    folder.mkdir(exist_ok=True)
    if not any(files_of(folder, desk.path)):
        says = f"请把各单位报来的申报簿（连同文件夹也行）放进“{BOOKS}”文件夹，再按一次“{MERGE}”。"
        says += "它在本工作簿旁边，已经打开。"
        return Changes([Open(str(folder)), Say(INFO, says)], undoable=False)
    sweep(desk.path.parent)
    stem = safe_name(f"{desk.notice.id}{desk.notice.whole}合并")
    out = free_path(desk.path.parent, f"{stem}-{dt.datetime.now():%Y%m%d-%H%M%S}", SUFFIX)
    kept = kept_of(desk.sheets, desk.reading) if desk.notice.merged else _latest_kept(desk, stem)
    merged = merge(folder, out, desk.notice.id, desk.templates, desk.step, kept)
    refused = merged.count(REFUSED)
    rows = sum(map(len, merged.outcome.season.ledgers.values()))
    counts = "，".join(f"{state}{merged.count(state)}" for state in (TAKEN, REPLACED, REFUSED))
    says = f"已合并：{len(merged.outcome.receipts)}个文件，{counts}；合并工作簿里{rows}行。"
    says += f"\n合并工作簿“{out.name}”和每个文件的回执“{merged.receipt.name}”都在本工作簿旁边。本工作簿没有改动。"
    log = Log(MERGE, f"{len(merged.outcome.receipts)}个文件", out.name)
    return Changes([Say(WARNING if refused else INFO, says), log, Open(str(merged.receipt))], undoable=False)


def _latest_kept(desk: Desk, stem: str) -> Kept:
    """What the clerk typed in the master that the button made last beside this workbook."""
    assert desk.path is not None
    for path in sorted(desk.path.parent.glob(f"{stem}-*{SUFFIX}"), reverse=True):
        try:
            sheets = read_sheets(path)
            notice = current_notice(sheets, desk.templates)
        except (Unreadable, ForeignWorkbook):
            continue
        if notice.merged and notice.id == desk.notice.id:
            return kept_of(sheets, read_season(sheets, notice))
    return Kept()
