"""晋级转报 on the ribbon and on the command line: the next level's workbook, and what is left to do in it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from . import promotion, tabs, terminal
from .changes import INFO, Changes, Log, Open, Say
from .check import MUST_MEND, Finding, check_losses
from .closed import read_book
from .desk import Desk, warned
from .files import free_path, safe_name
from .winners import NotConfirmed

SUFFIX = ".xlsm"


@warned(NotConfirmed, promotion.NotPromoted)
def promote(desk: Desk) -> Changes:
    """晋级转报: the promoted winners as a new workbook under the next level's notice, beside this one."""
    if desk.path is None:
        return Changes([tabs.unsaved("转报的申报簿")], undoable=False)
    ready = promotion.promote(desk.reading.season, desk.reading.notice, desk.path.name)
    desk.step(0, 1, ready.notice.name)
    path = free_path(desk.path.parent, safe_name(f"{ready.notice.id}{ready.unit}转报"), SUFFIX)
    findings = promotion.write(ready, path)
    text = "\n".join([f"{line}。" for line in promotion.told(ready)] + [_left_to_do(findings, path.name)])
    log = Log("晋级转报", f"{sum(ready.counts.values())}个", path.name)
    return Changes([Say(INFO, text), log, Open(str(path.parent))], undoable=False)


def _left_to_do(findings: Sequence[Finding], name: str) -> str:
    faults = sum(item.level == MUST_MEND for item in findings)
    return f"新申报簿是“{name}”；那份通知要而这里没有的，列在它的“校验结果”里：错误{faults}处，共{len(findings)}处。"


def promote_book(options: Namespace) -> int:
    """晋级转报: the new workbook; status 1 while it has 错误, which it must have where the contest asked less."""
    path, out = Path(options.book), Path(options.out)
    if out.suffix.lower() != SUFFIX:
        raise promotion.NotPromoted(f"新申报簿应存为 {SUFFIX}，写的是“{out.name}”，请改文件名")
    if out.exists():
        raise promotion.NotPromoted(f"“{out.name}”已经存在，没有改动它，请换一个文件名")
    reading = read_book(path)
    for finding in check_losses(reading):
        terminal.say(finding.message)
    ready = promotion.promote(reading.season, reading.notice, path.name)
    findings = promotion.write(ready, out)
    for line in promotion.told(ready):
        terminal.say(line)
    terminal.say(_left_to_do(findings, out.name))
    return 1 if any(item.level == MUST_MEND for item in findings) else 0
