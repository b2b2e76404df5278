"""The verb take: Word forms into a closed workbook: first a list of differences beside it, then a new workbook.

The workbook itself is never written to. A file appears whole or not at all, and never over another.
"""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from . import difference_tab, terminal
from .acceptance import accept
from .closed import is_open_elsewhere, read_sheets
from .difference_book import counts_sentence, difference_book
from .difference_tab import TAB
from .files import free_path, staging, sweep, write_new
from .notice import HOME
from .offers import NEW, NO, YES, Line
from .post import Post, read_post, word_files
from .renewal import Old, left_behind, read_old, reconciled, whole_season
from .workbook import season_bytes

ALL = "全部"
MADE = "导入后"
FOUND, FINE = 1, 0
MOST_NAMED = 5


class Refused(Exception):
    """What was asked for cannot be done; the message is one Chinese sentence."""


def take(options: Namespace) -> int:
    """导入Word: without --accept the list of differences; with it the new workbook."""
    book = Path(options.into)
    old = read_old(book)
    sweep(book.parent)
    if is_open_elsewhere(book):
        terminal.say(f"“{book.name}”正在别的程序中打开，读到的是上次保存的内容")
    terminal.say(terminal.read_sentence(old.reading.rows_seen, old.reading.rows_taken))
    if options.accept:
        return make(old, accepted_lines(old, options.files, options.accept))
    post = read(old, options.files)
    target = beside(book, TAB, ".xlsx")
    write_new(target, difference_book(post.lines, post.files, post.joined, book.name))
    refused = [file for file in post.files if file.refused]
    terminal.say(f"读了 {len(post.files)} 个文件，{len(refused)} 个没有读成：{counts_sentence(post.lines)}")
    for file in refused[:MOST_NAMED]:
        terminal.say(file.refused)
    terminal.say(f"请打开 {target} 逐行核对：第一列选{YES}或{NO}，保存；然后运行：")
    terminal.say(f'python3 -m pyfuncs take --into "{book}" --accept "{target}"')
    return FOUND if refused or any(item.is_loss for item in post.joined.refused) else FINE


def read(old: Old, places: Sequence[str]) -> Post:
    """Reads the files and sets them against the workbook. Raises Refused where there is none to read."""
    paths, others = word_files(map(Path, places))
    if not paths:
        raise Refused("没有可读的 Word 表：请写出文件或文件夹，里面要有 .docx、.docm、.doc 或 .wps 文件")
    with terminal.progress("读 Word 表") as step:
        post = read_post(paths, old.notice, old.reading.season, step)
    if others:
        names = "、".join(path.name for path in others[:MOST_NAMED]) + "等" * (len(others) > MOST_NAMED)
        terminal.say(f"另有 {len(others)} 个不是 Word 的文件，没有读：{names}")
    return post


def beside(book: Path, kind: str, suffix: str) -> Path:
    """A file beside the workbook that is not there yet: BOOK-kind, else BOOK-kind(2) …"""
    return free_path(book.parent, f"{book.stem}-{kind}", suffix)


# -- accepting ---------------------------------------------------------------------------------------------


def accepted_lines(old: Old, places: Sequence[str], chosen: str) -> list[Line]:
    """The lines with what is accepted: those of a list that the clerk has gone through, or all (全部), or the new ones
    (新增) of files that are read now. Raises NoList, Unreadable."""
    if chosen not in (ALL, NEW):
        path = Path(chosen)
        return difference_tab.read(difference_tab.find(read_sheets(path), path.name))
    if not places:
        raise Refused(f"--accept {chosen} 还要写出 Word 文件或文件夹；已有核对列表的，写列表的文件名")
    lines = read(old, places).lines
    for line in lines:
        if chosen == ALL and line.accept == NO and line.new:
            line.accept = YES
        elif chosen == NEW and line.accept == YES and line.kind != NEW:
            line.accept = NO
    return lines


def make(old: Old, lines: Sequence[Line]) -> int:
    """The new workbook: all records of the old one and what was accepted, counted again in the file made."""
    accepted = accept(lines, old.notice, old.reading.season)
    for line in accepted.kept:
        if line.accept.strip() == YES:
            terminal.say(f"{line.ledger}　{line.record}　{line.field}　{line.note}")
    if not accepted.done:
        raise Refused(f"没有能写入的行（第一列要选“{YES}”），没有做新的申报簿")
    target = beside(old.path, MADE, ".xlsm")
    with terminal.progress("做新申报簿") as step, staging(target) as work:
        step(0, 2, target.name)
        made = work / target.name
        made.write_bytes(season_bytes(whole_season(old, accepted), old.notice, others=old.other_notices)[0])
        step(1, 2, target.name)
        new = read_sheets(made)
        counts = reconciled(old, accepted, new)
        terminal.say(left_behind(old, new))
        publish_file(made, target)
        step(2, 2, target.name)
    for name, before, added, after in counts:
        terminal.say(f"{name}：原有 {before} 条，新增 {added} 条，共 {after} 条")
    waiting = len(accepted.kept) - accepted.refused
    terminal.say(
        f"接受 {len(accepted.done)} 行（其中写在{HOME}、统计表和原有各条上 {accepted.cells} 格），"
        f"没有写成 {accepted.refused} 行，没有接受 {waiting} 行"
    )
    terminal.say(f"新的申报簿：{target}；“{old.path.name}”没有改动。请打开新的，按“校验全部”，或者运行：")
    terminal.say(f'python3 -m pyfuncs check "{target}"')
    return FOUND if accepted.refused else FINE


def publish_file(made: Path, target: Path) -> None:
    """Gives a finished file its name, never over another one. Raises Refused, OSError."""
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    os.chmod(made, 0o644)
    if target.exists():
        raise Refused(f"“{target.name}”刚刚出现在文件夹里，没有覆盖它，请再做一次")
    os.replace(made, target)
