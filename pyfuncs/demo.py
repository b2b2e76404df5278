"""演示: the main job on the samples, from check to every Word form, into an output folder it names."""

from __future__ import annotations

import shutil
from argparse import Namespace
from pathlib import Path

from . import commands, terminal
from .commands import ROOT

SAMPLES = ROOT / "workbook" / "示例"
OUTPUT = ROOT / "输出" / "演示"


def demo(out: Path | None = None) -> int:
    """Checks, counts and makes the forms of every sample workbook. Returns 0 when all of it ran.

    Raises Refused when the samples are missing.
    """
    books = sorted(SAMPLES.glob("*.xlsm"))
    if not books:
        raise commands.Refused(f"找不到示例工作簿（{SAMPLES}），请先运行 python3 -m pyfuncs build")
    out = out or OUTPUT
    out.mkdir(parents=True, exist_ok=True)
    for book in books:
        copy = out / book.name
        shutil.copyfile(book, copy)
        terminal.say(f"\n【{book.stem}】")
        folder = out / f"{book.stem}-申报表"
        options = Namespace(book=str(copy), json="", out="", only="", record="")
        for verb in (commands.check, commands.show_quota, commands.show_stats, commands.show_fees):
            verb(options)
        options.out = str(folder)
        commands.forms(options)
    terminal.say(f"\n演示完毕：校验结果和全部Word申报表都在 {out}")
    terminal.say(
        "打开其中的工作簿看看；新建自己的申报簿：python3 -m pyfuncs new 我的申报簿.xlsm --notice 2018 --unit 太原"
    )
    return 0
