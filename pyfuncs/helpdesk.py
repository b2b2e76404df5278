"""帮助: 日志, 环境自检, 使用说明, 关于."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from . import __version__, tabs
from .changes import INFO, WARNING, Changes, Log, Open, Say
from .desk import Desk
from .environment import ROOT
from .examination import Point, examine
from .files import free_path, safe_name, write_new
from .press import LOG_SUFFIX, PRODUCT
from .records import ForeignWorkbook

MANUAL = "README.md"
REPORT = "环境自检"
MOST_SAID = 6
BOM = "\ufeff"
"""Lets every Notepad know the text is UTF-8."""


def show_log(desk: Desk) -> Changes:
    """日志: goes to its last line."""
    sheet = desk.sheets.get(tabs.LOG)
    rows = [number for number, row in enumerate(sheet.rows) if any(row)] if sheet else []
    row = sheet.first_row + rows[-1] if sheet and rows else 1
    return Changes([tabs.go(desk, tabs.LOG, row)], undoable=False)


# -- 环境自检 ----------------------------------------------------------------------------------------


def doctor(desk: Desk) -> Changes:
    """环境自检: looks at everything, writes what it saw into a text file to send to whoever helps, and opens it."""
    points = examine(desk)
    problems = [point.problem for point in points if point.problem]
    path = _write(report(points, dt.datetime.now()), desk.path)
    head = f"有{len(problems)}处要处理：" if problems else "环境正常。"
    more = [f"……还有{len(problems) - MOST_SAID}处，见报告"] if len(problems) > MOST_SAID else []
    lines = [head, *(f"· {problem}。" for problem in problems[:MOST_SAID]), *more]
    lines.append(f"报告在 {path}，求助时把这个文件发过去；里面没有台账的内容。")
    log = Log(REPORT, f"{len(problems)}处要处理", path.name)
    return Changes([Say(WARNING if problems else INFO, "\n".join(lines)), log, Open(str(path))], undoable=False)


def report(points: list[Point], now: dt.datetime) -> str:
    """The points as plain text, what is wrong first."""
    lines = [f"{PRODUCT} {REPORT} {now:%Y-%m-%d %H:%M:%S}", ""]
    lines += [f"要处理：{point.problem}。" for point in points if point.problem] or ["没有发现问题。"]
    lines += ["", *(f"{point.topic}：{point.says}" for point in points)]
    return "\n".join(lines) + "\n"


def _write(text: str, workbook: Path | None) -> Path:
    """The report beside the workbook, or in the temporary folder where that cannot be written; always a new file."""
    data = (BOM + text).replace("\n", "\r\n").encode("utf-8")
    stem = f"{workbook.stem if workbook else PRODUCT}-{REPORT}-{dt.datetime.now():%Y%m%d-%H%M%S}"
    folders = [workbook.parent] if workbook and workbook.parent.is_dir() else []
    for folder in folders:
        try:
            return _write_new(folder, stem, data)
        except OSError:
            continue
    return _write_new(Path(tempfile.gettempdir()), safe_name(stem), data)


def _write_new(folder: Path, stem: str, data: bytes) -> Path:
    path = free_path(folder, stem, ".txt")
    write_new(path, data)
    return path


# -- 使用说明 and 关于 -------------------------------------------------------------------------------


def manual(desk: Desk) -> Changes:
    """使用说明: opens a copy of README as plain text, which every computer can show."""
    source = find_manual(desk.path)
    if source is None:
        return Changes([Say(WARNING, f"没有找到使用说明（{ROOT / MANUAL}），请重新下载程序。")], undoable=False)
    text = source.read_text("utf-8").removeprefix(BOM)
    path = Path(tempfile.gettempdir()) / f"{PRODUCT}-使用说明.txt"
    write_new(path, (BOM + text).replace("\n", "\r\n").encode("utf-8"))
    return Changes([Open(str(path))], undoable=False)


def find_manual(workbook: Path | None) -> Path | None:
    """README of the program, else the copy beside the workbook or above it; None when there is none."""
    places = [ROOT, *(workbook.parents[:2] if workbook else ())]
    return next((folder / MANUAL for folder in places if (folder / MANUAL).is_file()), None)


def about(desk: Desk) -> Changes:
    """关于: version, notice in use, where things are."""
    try:
        chosen = f"{desk.notice.name}（{desk.notice.id}）"
    except ForeignWorkbook as fault:
        chosen = str(fault)
    log = desk.path.with_name(desk.path.stem + LOG_SUFFIX).name if desk.path else "工作簿保存后，放在它旁边"
    lines = [f"QC申报汇总 {__version__}", f"当前通知：{chosen}", f"程序在：{ROOT}", f"出错时的详细记录：{log}"]
    return Changes([Say(INFO, "\n".join(lines))], undoable=False)
