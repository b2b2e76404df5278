"""The button 打印包: all forms of the workbook in one print file, in a new folder beside it."""

from __future__ import annotations

import datetime as dt

from . import converter, tabs
from .changes import INFO, Changes, Log, Say
from .desk import Desk
from .files import sweep
from .folders import PRINT, new_folder_name
from .print_pack import VOLUMES, Result, make_packs

LABEL = "打印包"


def print_pack(desk: Desk) -> Changes:
    """打印包: the pack of the workbook's unit in a new folder beside it, as PDF too where that can be made."""
    if desk.path is None:
        return Changes([tabs.unsaved("打印包")], undoable=False)
    sweep(desk.path.parent)
    out = new_folder_name(desk.path, PRINT, dt.datetime.now())
    reading = desk.reading
    result = make_packs(reading.season, reading.notice, desk.findings, out, desk.step, converter.find_converter())
    count = sum(pack.forms for pack in result.packs)
    says = [told(result), tabs.hidden_rows(desk)]
    return Changes([Say(INFO, "\n".join(filter(None, says))), Log(LABEL, f"{count}份", out.name)], undoable=False)


def told(result: Result) -> str:
    """How many forms are in the pack, how many of faulty records, and where it is."""
    count, faulty = (sum(getattr(pack, name) for pack in result.packs) for name in ("forms", "mistakes"))
    packs = f"{len(result.packs)}个单位的" if len(result.packs) > 1 else ""
    note = f"，其中{faulty}份的记录还有错误" if faulty else ""
    pdf = f"，并用{result.by}做成PDF" if result.by else "；这台电脑上没有 Word 或 LibreOffice，没有做PDF"
    most = max(pack.volumes for pack in result.packs)
    made = f"已把{packs}{count}份表合成{'一' if most < 2 else most}个打印文件{note}{pdf}"
    where = f"，放在“{result.folder.name}”文件夹，第一页写着各印几份。"
    return made + where + (VOLUMES if most > 1 else "")
