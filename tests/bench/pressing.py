"""A press of 校验全部 from the start of a process, beside a script of pandas and openpyxl; and in a process kept."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyfuncs import check, layout, press_file, values
from pyfuncs.closed import read_book, read_sheets
from pyfuncs.desk import Desk
from pyfuncs.notice import Notice
from pyfuncs.press import press

from .measure import OURS, Case, Job

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "workbook" / "示例" / "2018太原-待改.xlsm"
SCRIPT = Path(__file__).with_name("press_pandas.py")
PATTERNS = {"邮编": values.POSTCODE.pattern, "电话": values.PHONES.pattern, "整数": values.NUMBER.pattern}
START = "import sys;sys.path[0]=sys.argv.pop(1);from pyfuncs.__main__ import main;sys.exit(main(sys.argv[1:]))"
"""As the macros start Python: what the environment says to it, such as to write no .pyc files, does not count."""
REPEATS = 3


def cases(size: int, work: Path) -> Iterator[Case]:
    """The sample with faults; `size` does not count, for a desk's workbook is as large as it is."""
    reading = read_book(BOOK)
    told = work / "约定.json"
    told.write_text(json.dumps(conditions(reading.notice), ensure_ascii=False), "utf-8")

    def cold(folder: Path) -> None:
        run(sys.executable, "-E", "-c", START, str(ROOT), *arguments(folder))

    def script(folder: Path) -> None:
        run(sys.executable, str(SCRIPT), str(BOOK), str(told), f"{folder}/found.xlsx")

    def agree(results: dict[str, Any]) -> None:
        ours = {(item.tab, item.row, item.field) for item in check.check_reading(reading)}
        theirs = results["pandas + openpyxl"]
        assert theirs and theirs <= ours, sorted(theirs - ours)

    jobs = [
        Job(OURS, cold),
        Job("pandas + openpyxl", script, read=found_by_script, goal=5, note="只查必填、选项、格式、重复"),
    ]
    yield Case("press-cold", "从启动到写出校验结果", "次", jobs, agree)

    sheets = read_sheets(BOOK)

    def kept(folder: Path) -> None:
        for _ in range(REPEATS):
            press("check", Desk(sheets))

    def again(folder: Path) -> None:
        for _ in range(REPEATS):
            press_file.run(press_file.read_options(arguments(folder)[1:]))

    note = "xlwings 的 UDF server 开着时如此：单元格由Excel交来，不算在内"
    yield Case("press-kept", "进程常驻，从单元格到改动", "次", [Job(OURS, kept, REPEATS, note=note)], most=10)
    note = "文件照样整个读一遍；不经过 xlwings 的宏每次另起进程，得不到它"
    yield Case("press-again", "同一进程再按，从文件到写出", "次", [Job(OURS, again, REPEATS, note=note)])


def arguments(folder: Path) -> list[str]:
    return ["press", "check", "--workbook", str(BOOK), "--changes", f"{folder}/changes"]


def run(*command: str) -> None:
    subprocess.run(command, check=True, cwd=ROOT)


def conditions(notice: Notice) -> dict[str, Any]:
    """What the script checks, ledger by ledger: what a clerk who writes scripts would put into his own."""
    return {
        "top": layout.LEDGER_HEADER_ROW,
        "ledgers": {
            ledger.name: {
                "fields": [
                    [item.heading, item.name, item.required, notice.options_of(item), PATTERNS.get(item.type, "")]
                    for item in ledger.field
                    if item.typed and not item.program
                ],
                "unique": [
                    rule.params["fields"]
                    for rule in notice.rule
                    if rule.call == "unique" and rule.ledger == ledger.name
                ],
            }
            for ledger in notice.ledgers.values()
            if not ledger.single
        },
    }


def found_by_script(folder: Path) -> set[tuple[str, int, str]]:
    from openpyxl import load_workbook

    rows = load_workbook(folder / "found.xlsx", read_only=True).active.iter_rows(min_row=2, max_col=3, values_only=True)
    return {(str(tab), int(row), str(name)) for tab, row, name in rows}
