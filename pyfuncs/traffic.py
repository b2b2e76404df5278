"""The verbs between those who recommend and those who collect: blank workbooks out, faulty ones back, packs in."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from . import handout, terminal
from .commands import FINE, Refused, known_notice


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
