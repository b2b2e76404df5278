"""The workbook open in a LibreOffice on a screen of its own, its real macros at work, its message boxes answered.

    with open_book(path) as book:
        said = book.press("check")        runs the ribbon's macro; the words of every message box

LibreOffice runs under Xvfb, driven by tests/no_com_bridge.py on whichever Python has uno; one process serves
all tests of a worker.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import office
import uno_engine

BRIDGE = Path(__file__).with_name("no_com_bridge.py")
SECONDS = 60.0
Box = tuple[int, int, int, int]


class Screen(uno_engine.Bridge):
    """The far side, with its screen."""

    def __init__(self) -> None:
        self.screen, display = start_screen()
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        self.process = subprocess.Popen(
            [uno_engine.python_with_uno(), str(BRIDGE), office.soffice(), str(office.new_profile(True))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=environment | {"DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen"},
        )
        atexit.register(self.end)
        if self._read() != {"result": "ready"}:
            raise office.OfficeError("LibreOffice 没有启动")

    def end(self) -> None:
        """Ends LibreOffice, its driver and the screen."""
        for process in (self.process, self.screen):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def start_screen() -> tuple[subprocess.Popen[bytes], str]:
    """An Xvfb and its display."""
    program = shutil.which("Xvfb")
    if not program:
        raise office.OfficeError("这项测试需要 Xvfb，请先安装：xvfb")
    read, write = os.pipe()
    command = [program, "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    process = subprocess.Popen(
        command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    if not number:
        raise office.OfficeError("Xvfb 没有启动")
    return process, f":{number}"


@functools.cache
def screen() -> Screen:
    """The one of this process."""
    return Screen()


class Book:
    """An open workbook. Rows and columns count from 1."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.call = screen()
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

    def close(self) -> None:
        self.call("close", self.number)


@contextmanager
def open_book(path: Path) -> Iterator[Book]:
    """The workbook, open with its macros; closed at the end without saving."""
    book = Book(path)
    try:
        yield book
    finally:
        book.close()


def python_at_work() -> list[int]:
    """Processes that a macro has started to press a button."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdigit() and b"\0press\0" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found
