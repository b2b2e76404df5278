"""The far half of the way without COM: a button pressed on a saved copy, its changes left in a file for VBA to apply.

VBA waits for the changes file, which appears whole or not at all. Meanwhile the progress file tells it every second
that this process lives: a line `done TAB total TAB unit TAB label TAB beat`, escaped like the changes; and VBA
makes the stop file when the clerk stops the press.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from .changes import CRITICAL, Changes, Say, encode, escape, unescape
from .files import write_new

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    Options = Namespace | SimpleNamespace

    from .desk import Desk

SECONDS = 1.0
NOT_INSTALLED = "这台电脑还没有装好所需的软件包：请先运行安装程序（workbook 里的“安装.cmd”），再按这个按钮。"


FILES = ("workbook", "changes", "asked", "progress", "stop")
"""The options that the macros give; they note all others in the file of `asked`."""
NOTED: dict[str, Any] = {"book": "", "tab": "", "row": 1, "col": 1, "picked": "", "filtered": "", "answer": ""}
"""What holds where it is not noted."""


class NoButton(Exception):
    """A press of a button that there is not; the message is one Chinese sentence."""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of the verb `press`."""
    parser.add_argument("button", metavar="按钮", help="按钮的编号，如 check")
    parser.add_argument("--workbook", required=True, type=Path, metavar="文件", help="工作簿的一份拷贝，只读它")
    parser.add_argument("--changes", required=True, type=Path, metavar="文件", help="改动清单写到这里")
    parser.add_argument("--asked", type=Path, metavar="文件", help="以下各项也可写在这个文件里，每行一项（宏用它）")
    parser.add_argument("--book", metavar="文件", help="工作簿本身在哪里；没有保存过就不写")
    parser.add_argument("--tab", metavar="表", help="当前表")
    parser.add_argument("--row", type=int, metavar="行", help="当前单元格的行，从 1 起")
    parser.add_argument("--col", type=int, metavar="列", help="当前单元格的列，从 1 起")
    parser.add_argument("--picked", metavar="行号", help="选中的可见行，如 5,6,9")
    parser.add_argument("--filtered", metavar="表", help="正在筛选的表，一行一个")
    parser.add_argument("--answer", metavar="答复", help="对上一次提问的答复，如 yes")
    parser.add_argument("--progress", type=Path, metavar="文件", help="做到哪里写到这里")
    parser.add_argument("--stop", type=Path, metavar="文件", help="这个文件一出现就停止")
    parser.add_argument("--timing", action="store_true", help="显示每一步用了多少时间")
    parser.set_defaults(**NOTED)


def read_options(words: Sequence[str]) -> SimpleNamespace | None:
    """The options as the macros write them: the button, then `--name file` each; None for words written otherwise.

    Those are for argparse, which takes longer to load than a small button to work."""
    button, names, files = words[:1], words[1::2], words[2::2]
    known = {f"--{name}": name for name in FILES}
    given = {known[name]: Path(file) for name, file in zip(names, files, strict=False) if name in known}
    is_plain = not any(word.startswith("-") for word in (*button, *files))
    if not is_plain or not len(given) == len(names) == len(files) or not {"workbook", "changes"} <= given.keys():
        return None
    return SimpleNamespace(button=button[0], timing=False, **NOTED, **dict.fromkeys(FILES) | given)


def run(options: Options) -> int:
    """Presses the button and writes its changes; 0 also when they only say what went wrong.

    Raises OSError when the changes cannot be written, NoButton for a button that is not there.
    """
    times = Times()
    with Teller(options.progress) as teller:
        if options.asked:
            read_asked(options, options.asked)
        changes = _changes(options, teller, times)
        if options.changes.parent.is_dir():  # else nobody waits any more
            write_new(options.changes, encode(changes))
        times.mark("写出")
    if options.timing:
        print(times.sentence())
    return 0


def _changes(options: Options, teller: Teller, times: Times) -> Changes:
    from .press import BUTTONS, explain, press
    from .turn import turn

    if options.button not in BUTTONS:
        from .schema import did_you_mean

        raise NoButton(f"没有按钮“{options.button}”{did_you_mean(options.button, BUTTONS)}")
    label = BUTTONS[options.button].label
    teller.name(label)
    times.mark("装载")
    book = Path(options.book) if options.book and "://" not in options.book else None  # a cloud is no folder
    try:
        with turn(str(book or options.workbook), label):
            desk = read_desk(options, book, teller)
            times.mark("读入")
            changes = press(options.button, desk)
            times.mark("处理")
            return changes
    except Exception as fault:
        return Changes([Say(CRITICAL, explain(label, fault, book))], undoable=False)


def read_desk(options: Options, book: Path | None, teller: Teller) -> Desk:
    """The desk as the copy and the options tell it. Raises preflight.Unreadable."""
    from .desk import Desk
    from .on_demand import OnDemand
    from .reader import formulas, read_here
    from .records import Sheet

    tables = read_here(options.workbook)
    sheets = OnDemand(tables, lambda name: Sheet(name, *tables[name]))
    desk = Desk(sheets, book, row=options.row, col=options.col, answer=options.answer)
    desk.tab = options.tab or desk.tab
    desk.picked = [int(number) for number in options.picked.split(",") if number.strip()]
    desk.filtered = options.filtered.splitlines()
    desk.formulas = lambda tab: formulas(options.workbook, tab)
    desk.progress = teller.tell
    if options.stop:
        desk.is_stopped = options.stop.exists
    return desk


def read_asked(options: Options, path: Path) -> None:
    """Takes what the macro noted: `name TAB value` a line, escaped like the changes."""
    for line in path.read_text("ascii").splitlines():
        name, _, value = line.partition("\t")
        if name in ("row", "col"):
            setattr(options, name, int(value))
        elif name in ("book", "tab", "picked", "filtered", "answer"):
            setattr(options, name, unescape(value))


def refuse(argv: Sequence[str], text: str) -> None:
    """Tells the waiting macro why nothing can be pressed, before the options are even read."""
    if "--changes" in argv[:-1]:
        path = Path(argv[argv.index("--changes") + 1])
        write_new(path, encode(Changes([Say(CRITICAL, text)], undoable=False)))


class Teller:
    """Keeps the progress file up to date: at each step, and every second as long as the process lives."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._line, self._label = "0\t0\t\t", ""
        self._beat = 0
        self._done = threading.Event()
        self._lock = threading.Lock()

    def __enter__(self) -> Teller:
        if self.path:
            self._write()
            threading.Thread(target=self._live, daemon=True).start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._done.set()

    def name(self, label: str) -> None:
        """What the button is called, for the host's undo."""
        self._line, self._label = f"0\t0\t\t{escape(label)}", label
        self._write()

    def tell(self, done: int, total: int, unit: str) -> None:
        """As desk.Progress."""
        self._line = f"{done}\t{total}\t{escape(unit)}\t{escape(self._label)}"
        self._write()

    def _live(self) -> None:
        while not self._done.wait(SECONDS):
            self._write()

    def _write(self) -> None:
        if not self.path:
            return
        with self._lock, suppress(OSError):  # Windows refuses while VBA reads: the next beat will do
            self._beat += 1
            part = self.path.with_suffix(".part")
            part.write_text(f"{self._line}\t{self._beat}\r\n", "ascii", newline="")
            os.replace(part, self.path)


class Times:
    """How long each stage took, in milliseconds."""

    def __init__(self) -> None:
        self.stages = {"启动": time.process_time() * 1e3}
        self._last = time.perf_counter()

    def mark(self, stage: str) -> None:
        """The stage that ends now."""
        now = time.perf_counter()
        self.stages[stage] = (now - self._last) * 1e3
        self._last = now

    def sentence(self) -> str:
        """All stages; 启动 is what Python itself and the command line took of the processor."""
        each = "　".join(f"{name} {spent:.0f}" for name, spent in self.stages.items())
        return f"{each}　合计 {sum(self.stages.values()):.0f} 毫秒"
