"""The live host: the workbook open in Excel, through the free part of xlwings.

Whole ranges are read and written at once, for a loop over cells is a hundred times slower. It gives the buttons
the same sheets as the closed host, and never saves, closes or quits anything of the clerk's.
"""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import memory
from .bench import Bench, LiveError, is_filtered, is_shown, values_of
from .changes import CRITICAL, Ask, Change, Changes, Open, Say
from .desk import Desk
from .notice import TEMPLATES
from .patience import ExcelBusy, Patience
from .perform import Undoing, format_changes, formats_back, perform
from .records import Sheet
from .undo import HEADS, UNDO, touched

if TYPE_CHECKING:
    from xlwings import App, Book, Range
    from xlwings import Sheet as Tab

TITLE = "QC申报"
LONGEST_SAID = 900
ERROR_WORDS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
ESCAPE_KEY = 0x1B
TALK = (Say, Ask, Open)


# -- reading -----------------------------------------------------------------------------------------


def desk(book: Book, answer: str = "", templates: Path = TEMPLATES, patience: Patience | None = None) -> Desk:
    """What a button sees of the open workbook. Raises ExcelBusy, and LiveError when a press that was ended in
    the middle could not be put right."""
    bench = Bench(book, patience)
    bench.patience.run(lambda: heal(bench))
    sheets = bench.patience.run(lambda: read(book))
    made = Desk(sheets, saved_path(book), answer=answer, templates=templates)
    made.filtered = [tab.name for tab in book.sheets if is_shown(tab) and is_filtered(tab)]
    bench.patience.run(lambda: _stand(book, made))
    made.formulas = lambda tab: bench.patience.run(lambda: bench.formulas(tab))
    made.progress = lambda done, total, unit: setattr(book.app, "status_bar", f"{done}/{total}　{unit}")
    made.is_stopped = lambda: _escape_pressed(book.app)
    return made


def read(book: Book) -> dict[str, Sheet]:
    """Every worksheet's used range by name, as the closed host gives it; error values are noted and empty."""
    return {tab.name: _read_tab(tab) for tab in book.sheets}


def _read_tab(tab: Tab) -> Sheet:
    used = tab.used_range
    sheet = Sheet(tab.name, values_of(used), used.row, used.column)
    for number, row in enumerate(sheet.rows):
        for place, value in enumerate(row):
            if isinstance(value, str) and value in ERROR_WORDS:
                sheet.errors.add((used.row + number, used.column + place))
                row[place] = None
    return sheet


def saved_path(book: Book) -> Path | None:
    """The workbook's file on this computer; None when it was never saved, or lies in a cloud xlwings cannot find."""
    with suppress(Exception):
        path = Path(book.fullname)
        return path if path.is_absolute() and path.is_file() else None
    return None


def _stand(book: Book, made: Desk) -> None:
    """The active tab and cell, and the selected rows that can be seen."""
    active = book.sheets.active
    if active.name not in made.sheets:  # a sheet that is all chart
        return
    made.tab = active.name
    selected = _selection(book.app)
    if selected is None or selected.sheet.name != active.name:
        return
    made.row, made.col = selected.row, selected.column
    sheet = made.sheets[made.tab]
    made.picked = _visible_rows(selected, max(selected.row, sheet.first_row + len(sheet.rows) - 1))


def _selection(app: App) -> Range | None:
    """None when a shape is selected instead of cells."""
    try:
        selected = app.selection
        return selected if selected is not None and selected.row else None
    except Exception:
        return None


def _visible_rows(selected: Range, last: int) -> list[int]:
    """The rows of a selection, in all its parts, that neither a filter nor the clerk has hidden, up to `last`."""
    try:
        parts: Any = selected.get_special_cells("visible")
    except Exception:  # a protected tab does not tell: ask row by row
        rows = range(selected.row, min(selected.row + selected.shape[0] - 1, last) + 1)
        return [row for row in rows if not selected.sheet.range((row, 1)).rows.hidden]
    ends = [(part.row, min(part.row + part.shape[0] - 1, last)) for part in parts]
    return sorted({row for first, end in ends for row in range(first, end + 1)})


def _escape_pressed(app: App) -> bool:
    """True when Esc was pressed in Excel since it was last asked; only Windows tells."""
    if sys.platform != "win32":
        return False
    import ctypes

    user = ctypes.windll.user32
    return user.GetForegroundWindow() == app.hwnd and bool(user.GetAsyncKeyState(ESCAPE_KEY))


# -- applying ----------------------------------------------------------------------------------------


def apply(book: Book, changes: Changes, label: str, patience: Patience | None = None) -> str:
    """Does all that `changes` ask for, in order, then says what there is to say.

    The answer of an Ask that was agreed to, to press again with; else "". When a change fails the workbook is
    brought back to what it was. Raises LiveError, ExcelBusy.
    """
    silent: list[Change] = [item for item in changes.items if not isinstance(item, TALK)]
    if silent:
        bench = Bench(book, patience)
        with _still(bench, changes):
            _apply_all(bench, Changes(silent, changes.undoable), label)
    return _talk(book.app, [item for item in changes.items if isinstance(item, TALK)])


@contextmanager
def _still(bench: Bench, changes: Changes) -> Iterator[None]:
    """Screen, events and calculation at rest while the workbook changes; all as before afterwards."""
    app, run = bench.book.app, bench.patience.run
    before: dict[str, Any] = {}
    for name in ("screen_updating", "enable_events", "calculation"):
        with suppress(NotImplementedError):  # a platform may not have them all
            before[name] = run(partial(getattr, app, name))
    if "screen_updating" in before:
        before["screen_updating"] = True  # a press that Excel no longer answered may have left it off
    bench.mode = str(before.get("calculation", ""))
    try:
        run(lambda: _rest(app, before, ("screen_updating",)))
        if changes.touches():
            locked = run(lambda: bench.protected(touched(changes)))
            run(lambda: memory.mark(bench, "", bench.mode, locked))
        run(lambda: _rest(app, before, ("enable_events", "calculation")))
        yield
    except BaseException:
        with suppress(ExcelBusy):  # why the press failed is what is said, and the next one wakes it
            _awake(bench, changes, before)
        raise
    try:
        _awake(bench, changes, before)
    except ExcelBusy as fault:
        raise LiveError(
            "改动都已写好，可是 Excel 正忙，没有恢复自动计算：请按回车结束编辑、关掉对话框，再按任一按钮，程序会恢复"
        ) from fault


def _awake(bench: Bench, changes: Changes, before: dict[str, Any]) -> None:
    app, run = bench.book.app, bench.patience.run
    run(lambda: _wake(app, before, ("calculation", "enable_events")))
    if changes.touches() and not bench.torn:
        with suppress(Exception):  # the next press clears it
            memory.mark(bench, "", "")
    run(lambda: _wake(app, before, ("screen_updating",)))


def _rest(app: App, before: dict[str, Any], names: Sequence[str]) -> None:
    for name in names:
        if name in before:
            setattr(app, name, "manual" if name == "calculation" else False)


def _wake(app: App, before: dict[str, Any], names: Sequence[str]) -> None:
    for name in names:
        if name in before:
            setattr(app, name, before[name])


def _apply_all(bench: Bench, changes: Changes, label: str) -> None:
    """The changes with their record; everything back when one fails."""
    kept = _read_tab(bench.tabs[UNDO]) if UNDO in bench.tabs else None
    older = memory.formats(kept)
    record = memory.record_of(bench, changes, format_changes(bench, changes.items)) if changes.touches() else None
    undoing: Undoing = []
    try:
        if record and record.rows and changes.undoable:
            bench.patience.run(lambda: memory.write(bench, record, label, bench.mode))
        perform(bench, changes.items, undoing)
        if not changes.undoable:
            formats_back(bench, older, changes.items)
        bench.lock_again()
        if record:
            bench.patience.run(lambda: memory.mark(bench, "", bench.mode))
    except BaseException:
        _bring_back(bench, record, undoing, kept)
        raise


def _bring_back(bench: Bench, record: memory.Record | None, undoing: Undoing, kept: Sheet | None) -> None:
    """The workbook as before the press. Raises LiveError when that fails too; the next press tries again."""
    bench.torn = True
    try:
        for step in reversed(undoing):
            bench.patience.run(step)
        if record:
            _restore(bench, record)
        if kept:
            memory.rewrite(bench, [[str(value or "") for value in row] for row in _from_corner(kept)])
        bench.lock_again()
        bench.torn = False
    except Exception as fault:
        raise LiveError("写入中断，有的格子已经改动：请先不要编辑，再按任一按钮，程序会先恢复原样") from fault


def _from_corner(sheet: Sheet) -> list[list[Any]]:
    """A sheet's rows from A1 on."""
    rows = [[None] * (sheet.first_col - 1) + row for row in sheet.rows]
    return [[None]] * (sheet.first_row - 1) + rows


def _restore(bench: Bench, record: memory.Record) -> None:
    items = [item for item in record.back() if item.tab in bench.tabs]
    perform(bench, items, [])
    formats_back(bench, record.formats, items)


def heal(bench: Bench) -> None:
    """Brings the workbook back when a press was ended in the middle; does nothing otherwise."""
    kept = _read_tab(bench.tabs[UNDO]) if UNDO in bench.tabs else None
    state, mode, locked = memory.marked(kept)
    if state:
        _restore(bench, memory.read(kept))
        memory.rewrite(bench, [list(HEADS)])
    if mode:
        bench.protect(locked)
        bench.book.app.calculation = mode
        bench.book.app.enable_events = True
        memory.mark(bench, "", "")


# -- talking -----------------------------------------------------------------------------------------


def _talk(app: App, items: Sequence[Say | Ask | Open]) -> str:
    """Message boxes and windows, in order; the answer of the first question that was agreed to, else ""."""
    for item in items:
        if isinstance(item, Say):
            say(app, item.text, item.kind)
        elif isinstance(item, Open):
            open_path(Path(item.path))
        elif app.alert(_fit(item.text), TITLE, "yes_no", "info") == "yes":
            return item.answer
    return ""


def say(app: App, text: str, kind: str) -> None:
    """A message box."""
    app.alert(_fit(text), TITLE, "ok", "critical" if kind == CRITICAL else "info")


def _fit(text: str) -> str:
    return text if len(text) <= LONGEST_SAID else text[:LONGEST_SAID] + "…"


def open_path(path: Path) -> None:
    """Shows a file or folder in the system's own program."""
    if hasattr(os, "startfile"):
        os.startfile(path)
    else:
        webbrowser.open(path.absolute().as_uri())
