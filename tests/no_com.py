"""The workbook open in a LibreOffice on a screen of its own, its real macros at work, its message boxes answered.

    with open_book(path) as book:
        said = book.press("check")        runs the ribbon's macro; the words of every message box

LibreOffice runs under an Xvfb of its own, driven by tests/no_com_bridge.py on whichever Python has uno; one process
serves all tests of a worker, and one that died is replaced when the next workbook is opened.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import office
import uno_engine
from button_cases import TIME

from pyfuncs.changes import Changes, Put

BRIDGE = Path(__file__).with_name("no_com_bridge.py")
SECONDS = 180.0
Box = tuple[int, int, int, int]


class Screen(uno_engine.Bridge):
    """The far side, with its screen."""

    program = BRIDGE

    def __init__(self) -> None:
        if not shutil.which("Xvfb"):
            raise office.OfficeError("这项测试需要 Xvfb，请先安装：xvfb")
        super().__init__()
        self.display = self("display")


class Book:
    """An open workbook. Rows and columns count from 1."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.call = uno_engine.the_one(Screen)
        self.number = self.call("open", str(path))

    def press(self, button: str, *answers: str, seconds: float = SECONDS) -> list[str]:
        """Runs the macro behind the ribbon's button; what the message boxes said. Questions get `answers`
        ("Yes" where there are no more)."""
        self.begin(button)
        return self.finish(*answers, seconds=seconds)

    def begin(self, button: str) -> None:
        self.call("begin", self.number, "Press.PressButton", [button])

    def finish(self, *answers: str, seconds: float = SECONDS) -> list[str]:
        """Waits for the macro begun, answering its boxes. Fails when it does not end."""
        outcome = self.call("boxes", list(answers), seconds)
        if outcome["ended"] and "error" in outcome and not self.call.is_there():
            raise office.OfficeLost(f"LibreOffice 没有回答：{outcome['error']}")
        assert outcome["ended"], f"宏在 {seconds:.0f} 秒内没有结束：{outcome}"
        assert "error" not in outcome, outcome
        return outcome["said"]

    def value(self, tab: str, row: int, col: int) -> Any:
        return self.block(tab, row, col, row, col)[0][0]

    def block(self, tab: str, row: int, col: int, last_row: int, last_col: int) -> list[list[Any]]:
        """Values as uno_bridge gives them."""
        return self.call("values", self.number, tab, [row - 1, col - 1, last_row - 1, last_col - 1])

    def formula(self, tab: str, row: int, col: int) -> str:
        return self.call("input_line", self.number, tab, row - 1, col - 1)

    def write(self, tab: str, row: int, col: int, value: Any) -> None:
        self.call("write", self.number, tab, [row - 1, col - 1, row - 1, col - 1], [[value]])

    def type(self, tab: str, row: int, col: int, text: str) -> None:
        """Types into a cell as a clerk does."""
        self.call("type", self.number, tab, row - 1, col - 1, text)

    def go(self, tab: str, row: int = 1, col: int = 1, last_row: int = 0) -> None:
        """Selects a cell, or the cells from `row` to `last_row`."""
        self.call("active", self.number, tab)
        self.call("select", self.number, tab, [[row - 1, col - 1, max(row, last_row) - 1, col - 1]])

    def active(self) -> str:
        return self.call("active", self.number)

    def selection(self) -> tuple[str, Box]:
        """Tab and rectangle (from 1) of the selected cells."""
        tab, boxes = self.call("selection", self.number)
        return tab, tuple(place + 1 for place in boxes[0])

    def notes(self, tab: str) -> dict[tuple[int, int], str]:
        return {(row + 1, col + 1): text for row, col, text in self.call("notes", self.number, tab)}

    def notes_after(self, button: str, tab: str) -> dict[tuple[int, int], str]:
        """The notes of a tab after a button was pressed."""
        self.press(button)
        return self.notes(tab)

    def front(self) -> None:
        """Makes it the active workbook."""
        self.call("front", self.number)

    def state(self) -> dict[str, Any]:
        """Every tab: what the input line says, notes, whether it is shown, whether it is protected."""
        found = {}
        for tab in self.call("names", self.number):
            found[tab] = (
                self.call("raw", self.number, tab),
                sorted(self.call("notes", self.number, tab)),
                self.call("visible", self.number, tab),
                self.call("protected", self.number, tab),
            )
        return found

    def save(self) -> None:
        self.call("save", self.number)

    def save_copy(self, path: Path) -> None:
        """A copy as the macros save it, without any macro."""
        self.call("save_copy", self.number, str(path))

    def close(self) -> None:
        self.call("close", self.number)


class Reopened:
    """One open workbook for many buttons: a copy of a sample, opened anew once a button has changed it or another
    sample is asked for."""

    def __init__(self, sample: Path, path: Path) -> None:
        self.sample, self.path = sample, path
        self.path.parent.mkdir()
        self.book: Book | None = None

    def fresh(self, sample: Path | None = None) -> Book:
        if sample and sample != self.sample:
            self.close()
            self.sample = sample
        if self.book is None or not self.book.call.is_there():
            for lock in self.path.parent.glob(".~lock*"):
                lock.unlink()
            shutil.copy(self.sample, self.path)
            self.book = Book(self.path)
        return self.book

    def close(self) -> None:
        if self.book is not None and self.book.call.is_there():
            self.book.close()
        self.book = None


@contextmanager
def open_book(path: Path) -> Iterator[Book]:
    """The workbook, open with its macros; closed at the end without saving."""
    book = Book(path)
    try:
        yield book
    finally:
        book.close()


def python_at_work(book: Book) -> list[int]:
    """Processes that a macro of this LibreOffice has started to press a button: others may be at work on other
    screens."""
    return [int(name) for name in os.listdir("/proc") if name.isdecimal() and is_at_work(book, int(name))]


def is_at_work(book: Book, process: int) -> bool:
    """Whether a process is a Python that a macro of this LibreOffice has started, and lives."""
    with suppress(OSError):
        folder = Path(f"/proc/{process}")
        if b"press" in (folder / "cmdline").read_bytes().split(b"\0"):
            return f"DISPLAY={book.call.display}".encode() in (folder / "environ").read_bytes().split(b"\0")
    return False


def wait_for_python(book: Book, seconds: float = 120) -> int:
    """The number of the process that the macro has started; 0 when it has come and gone, or none was needed."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for _ in range(10):
            if found := python_at_work(book):
                return found[0]
            time.sleep(0.01)
        if book.call("is_past_python"):
            return 0
    raise AssertionError("Python 没有启动")


def end(book: Book, process: int) -> bool:
    """Kills the Python that the macro has started, where it is still that; whether it was."""
    lived = is_at_work(book, process)
    if lived:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    return lived


def own(state: dict[str, Any]) -> dict[str, Any]:
    """The workbook's state but for the log and the record of undo."""
    return {tab: what for tab, what in state.items() if tab not in ("日志", "撤销记录")}


def put_cells(book: Book, changes: Changes) -> list[str]:
    """The Puts that do not stand in the open workbook."""
    wrong = []
    puts = [item for item in changes.items if isinstance(item, Put) and item.kind in ("text", "number")]
    for tab in dict.fromkeys(item.tab for item in puts):
        there = [item for item in puts if item.tab == tab]
        top, left = min(item.row for item in there), min(item.col for item in there)
        block = book.block(tab, top, left, max(item.row for item in there), max(item.col for item in there))
        for item in there:
            now = block[item.row - top][item.col - left]
            now = now[1] if isinstance(now, list) else now
            wanted = float(item.text) if item.kind == "number" else item.text
            now, wanted = (TIME.sub("‹时间›", what) if isinstance(what, str) else what for what in (now, wanted))
            if now != wanted and (now or wanted):
                wrong.append(f"{item.tab} {item.row},{item.col}: {now!r} {wanted!r}")
    return wrong
