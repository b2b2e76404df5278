"""The verbs between those who recommend and those who collect: blank workbooks out, faulty ones back, packs in."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from . import handout, pack, returns, terminal
from .check import MUST_MEND
from .closed import read_book
from .commands import FINE, FOUND, Refused, known_notice


def new_all(options: Namespace) -> int:
    """新建 --all: a blank workbook for each unit of a notice, and the list of them, in a new folder."""
    if options.file or options.unit:
        raise Refused(f"--all 给每个单位各建一本，不要再写“{options.file or options.unit}”")
    if not options.out:
        raise Refused("没有写放在哪里，请加上 --out 文件夹")
    notice = known_notice(options.notice)
    units = handout.units_for(notice, Path(options.units) if options.units else None)
    with terminal.progress("新建申报簿") as step:
        files = handout.hand_out(notice, units, Path(options.out), step)
    terminal.say(
        f"{len(units.names)} 个单位，已新建 {len(files)} 本申报簿（{notice.name}），和{handout.LIST}在 {options.out}"
    )
    if units.repeated:
        terminal.say(f"名单里重复的只做一本：{'、'.join(dict.fromkeys(units.repeated))}")
    return FINE


def send_back(options: Namespace) -> int:
    """退回单: for each workbook of a folder with 错误 what goes back to its unit, in a new folder."""
    with terminal.progress("核对收到的申报簿") as step:
        lines = returns.return_all(Path(options.place), Path(options.out), step)
    for line in lines:
        if line.refused:
            terminal.say(f"没有读成 {line.file}：{line.refused}")
    terminal.say(f"{returns.told(lines)}。退回的和{returns.LIST}在 {options.out}，没有发送任何东西")
    return FOUND if any(line.folder or line.refused for line in lines) else FINE


def hand_in(options: Namespace) -> int:
    """打包报送: one zip with all that a unit hands in."""
    path = Path(options.book)
    reading = read_book(path)
    terminal.say(terminal.read_sentence(reading.rows_seen, reading.rows_taken))
    with terminal.progress("打包报送") as step:
        packed = pack.pack(reading, path, Path(options.out), step)
    terminal.say(pack.told(packed))
    return FOUND if packed.counts[MUST_MEND] else FINE
