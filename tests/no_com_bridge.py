"""A LibreOffice on a screen, with macros on: the far side of tests/no_com.py, on the Python that has uno.

It runs the workbook's own macros and, while one is at work, answers its message boxes as a clerk would, by pressing
the box's button.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import uno_bridge
from com.sun.star.beans import PropertyValue

PAUSE = 0.03
SCREEN_TRIES, SCREEN_SECONDS = 3, 30
ALERT, DIALOG, LABEL, PUSH_BUTTON, STATIC = 1, 14, 28, 44, 86  # com.sun.star.accessibility.AccessibleRole
ONE_HEAP = {"MALLOC_ARENA_MAX": "1"}
"""A clerk's presses all run on the one thread of the screen. Those asked for from here come on ever other threads, each
of which the C library gives a heap of its own: sixteen of them would grow one after the other to what a press takes."""
MACRO = "vnd.sun.star.script:VBAProject.{}?language=Basic&location=document"


class Screen(uno_bridge.Bridge):
    """Every public method is a call, those of uno_bridge too."""

    def __init__(self, soffice: str, profile: str) -> None:
        self.screen, self.shown_on = start_screen()
        self.place = Path(profile, "handed over")
        self.place.mkdir()
        pipe = f"name=qc{Path(profile).name.replace('-', '')}"
        command = [soffice, f"-env:UserInstallation={Path(profile).as_uri()}", "--norestore", "--nologo", "--nodefault"]
        self.office = subprocess.Popen(
            [*command, f"--accept=pipe,{pipe};urp;"],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            stderr=sys.stderr,
            env=os.environ
            | ONE_HEAP
            | {"DISPLAY": self.shown_on, "SAL_USE_VCLPLUGIN": "gen", "HOME": profile, "TEMP": str(self.place)},
        )
        address = f"uno:pipe,{pipe};urp;StarOffice.ComponentContext"
        self.desktop = uno_bridge._connect(address, self.office)
        local = uno_bridge.uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        remote = resolver.resolve(address)
        self.toolkit = remote.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", remote)
        self.dispatcher = remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", remote)
        self.books: dict[int, Any] = {}
        self.parsers: dict[int, Any] = {}
        self.kinds: dict[tuple[int, int], int] = {}
        self.macro: threading.Thread | None = None
        self.outcome: dict = {}

    def open(self, path: str) -> int:
        macros = PropertyValue(Name="MacroExecutionMode", Value=4)
        book = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, (macros,))
        if book is None:
            raise ValueError(f"LibreOffice cannot open {path}")
        number = len(self.parsers)
        parser = book.createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish, parser.FormulaConvention = True, uno_bridge.EXCEL_A1
        self.books[number], self.parsers[number] = book, parser
        return number

    def save_copy(self, book: int, path: str) -> None:
        """A copy as the macros save it, without any macro."""
        how = PropertyValue(Name="FilterName", Value="Calc MS Excel 2007 XML")
        self.books[book].storeToURL(Path(path).as_uri(), (how,))

    def close(self, book: int) -> None:
        self.books.pop(book).close(True)

    def display(self) -> str:
        """The screen it is shown on, as the environment names it."""
        return self.shown_on

    def handed_over(self) -> list[str]:
        """The folders in which macros have handed their copies to Python and that are still there: this LibreOffice
        has a place of its own for them, for others may be at work on this computer."""
        return [path.name for path in self.place.iterdir() if path.name.startswith("QC-")]

    def front(self, book: int) -> None:
        """Makes a workbook the active one."""
        self.books[book].CurrentController.Frame.activate()
        self.books[book].CurrentController.Frame.ContainerWindow.setFocus()

    def raw(self, book: int, name: str) -> list:
        """The used cells of a tab: where they begin, and rows of what the input line says."""
        box = self.used(book, name)
        return [box[:2], [list(row) for row in self._block(book, name, box).FormulaArray]]

    def input_line(self, book: int, name: str, row: int, col: int) -> str:
        """A cell's formula, number or text as LibreOffice words it."""
        return self._tab(book, name).getCellByPosition(col, row).Formula

    def type(self, book: int, name: str, row: int, col: int, text: str) -> None:
        """Types into a cell as a clerk does, so that the workbook's events are raised."""
        self.active(book, name)
        self.select(book, name, [[row, col, row, col]])
        words = PropertyValue(Name="StringName", Value=text)
        self.dispatcher.executeDispatch(self.books[book].CurrentController.Frame, ".uno:EnterString", "", 0, (words,))

    def begin(self, book: int, macro: str, arguments: list) -> None:
        """Starts a macro; `boxes` follows it."""
        script = self.books[book].getScriptProvider().getScript(MACRO.format(macro))
        self.outcome = {}
        self.macro = self._start(script, arguments, self.outcome)

    def _start(self, script, arguments: list, outcome: dict) -> threading.Thread:
        def work() -> None:
            try:
                outcome["result"] = script.invoke(tuple(arguments), (), ())[0]
            except Exception as fault:
                outcome["error"] = str(fault)

        macro = threading.Thread(target=work, daemon=True)
        macro.start()
        return macro

    def second(self, book: int, macro: str, arguments: list, answer: str) -> list[str]:
        """Runs a macro while the first is at work; the words of its boxes."""
        script = self.books[book].getScriptProvider().getScript(MACRO.format(macro))
        first, self.macro = self.macro, self._start(script, arguments, {})
        said = self.boxes([answer], 20)["said"]
        self.macro = first
        return said

    def is_past_python(self) -> bool:
        """Whether the macro begun has ended or shows a message box."""
        return not self.macro.is_alive() or self._box() is not None

    def boxes(self, answers: list[str], seconds: float) -> dict:
        """Answers the macro's message boxes until it ends: the first button, or the next of `answers` for a
        question. The boxes' words, and whether the macro has ended."""
        said, until = [], time.monotonic() + seconds
        while self.macro.is_alive() and time.monotonic() < until:
            found = self._box()
            if found:
                words, buttons = found
                wanted = (answers.pop(0) if answers else "") if len(buttons) > 1 else ""
                said.append(words)
                buttons.get(wanted, next(iter(buttons.values()))).doAccessibleAction(0)
                self._wait_gone(words, until)
            time.sleep(PAUSE)
        return {"said": said, "ended": not self.macro.is_alive(), **self.outcome}

    def _wait_gone(self, words: str, until: float) -> None:
        soon = min(until, time.monotonic() + 0.4)
        while time.monotonic() < soon:
            found = self._box()
            if not found or found[0] != words:
                return
            time.sleep(PAUSE)

    def _box(self) -> tuple[str, dict] | None:
        """The words and buttons of the message box on the screen."""
        try:
            for number in range(self.toolkit.TopWindowCount):
                window = self.toolkit.getTopWindow(number)
                context = window.getAccessibleContext() if window else None
                if context is None or context.AccessibleRole not in (ALERT, DIALOG):
                    continue
                parts = list(_walk(context))
                words = [part.AccessibleName for part in parts if part.AccessibleRole in (LABEL, STATIC)]
                buttons = {part.AccessibleName: part for part in parts if part.AccessibleRole == PUSH_BUTTON}
                if buttons:
                    return "".join(words), buttons
        except Exception:  # the window went away while it was looked at
            return None
        return None


def _walk(context):
    yield context
    for number in range(context.getAccessibleChildCount()):
        child = context.getAccessibleChild(number)
        if child is not None:
            yield from _walk(child.getAccessibleContext())


def start_screen() -> tuple[subprocess.Popen, str]:
    """An Xvfb and its display; tried again, for two that start at once may want the same number."""
    for _ in range(SCREEN_TRIES):
        read, write = os.pipe()
        process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            stderr=sys.stderr,
        )
        os.close(write)
        said = b""
        while not said.endswith(b"\n") and select.select([read], [], [], SCREEN_SECONDS)[0]:
            part = os.read(read, 20)
            said += part or b"\n"
        os.close(read)
        if said.strip():
            return process, f":{said.decode().strip()}"
        process.kill()
        process.wait()
    raise OSError("Xvfb does not start")


if __name__ == "__main__":
    uno_bridge.serve(Screen)
