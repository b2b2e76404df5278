"""Does the changes in the open workbook, one kind after the other: contents, notes, formats, tables, tabs, 日志.

Each step may be done twice, for it is done again while Excel is busy. What a step does beside contents and notes
(which `memory` keeps) it can undo: it adds the way back to `undoing`.
"""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from .bench import PLAIN_FORMAT, TEXT_FORMAT, Bench, LiveError, is_shown, values_of
from .blocks import Box, Cell, needs_text_format, put_boxes, value_of
from .changes import BLANK, FORMULA, NUMBER, Change, Go, Like, Log, Note, Put, Resize, Show, Unnote, Wipe
from .undo import Place

if TYPE_CHECKING:
    from xlwings import Sheet as Tab

LOG_TAB = "日志"
LOG_HEADS = ("时间", "用户", "操作", "数量", "文件")
HEADING_ROW = 4
"""Row of the headings of 日志 where they have been deleted."""
Undoing = list[Callable[[], None]]


def perform(bench: Bench, items: Sequence[Change], undoing: Undoing) -> None:
    """The changes in order, neighbouring Puts of a tab together."""
    for (kind, tab), group in groupby(items, key=lambda item: (type(item), getattr(item, "tab", ""))):
        if kind is Put:
            puts = {(item.row, item.col): item for item in group if isinstance(item, Put)}
            bench.patience.run(partial(_put, bench, tab, puts))
            continue
        for item in group:
            bench.patience.run(partial(WORK[kind], bench, item, undoing))


def _put(bench: Bench, tab: str, puts: dict[Cell, Put]) -> None:
    bench.unlock(tab)
    bench.set_formats(tab, {cell: new for cell, (_, new) in _new_formats(bench, tab, puts).items()})
    for box in put_boxes(puts):
        _write(bench, tab, box, puts)
    for cell, item in puts.items():
        bench.guard(tab, cell, item.kind == FORMULA)
    lost = _not_there(bench, tab, puts)
    for cell in lost:  # rows hidden by a filter may refuse a whole block
        bench.set_formats(tab, {cell: TEXT_FORMAT} if needs_text_format(puts[cell]) else {})
        _write(bench, tab, Box(*cell, *cell), puts)
    lost = lost and _not_there(bench, tab, {cell: puts[cell] for cell in lost})
    if lost:
        raise LiveError(f"“{tab}”应写入{len(puts)}格，有{len(lost)}格没有写进去，请撤销对该表的保护或筛选后再试")


def _write(bench: Bench, tab: str, box: Box, puts: dict[Cell, Put]) -> None:
    width = box.last_col - box.col + 1
    cells = [value_of(puts[cell]) for cell in box.cells]
    rows = [cells[at : at + width] for at in range(0, len(cells), width)]
    if puts[box.row, box.col].kind == FORMULA:
        bench.block(tab, box).formula = rows
    else:
        bench.block(tab, box).value = rows


def _not_there(bench: Bench, tab: str, puts: dict[Cell, Put]) -> list[Cell]:
    """The cells that do not hold what was put there: nothing may be lost unseen."""
    lost = []
    for box in put_boxes(puts):
        cells = (value for row in values_of(bench.block(tab, box)) for value in row)
        lost += [cell for cell, value in zip(box.cells, cells, strict=True) if not _holds(value, puts[cell])]
    return lost


def _holds(value: Any, put: Put) -> bool:
    if put.kind == FORMULA:
        return True
    if put.kind == BLANK or not put.text:
        return value is None
    if put.kind == NUMBER:
        return isinstance(value, int | float | dt.datetime | dt.date)
    return isinstance(value, str) and value.replace("\r\n", "\n") == put.text.replace("\r\n", "\n")


def format_changes(bench: Bench, items: Sequence[Change]) -> dict[Place, str]:
    """The number formats that the Puts among `items` will change, as they are now; of several of a cell any may."""
    puts: dict[tuple[str, bool], dict[Cell, Put]] = {}
    for item in items:
        if isinstance(item, Put):
            puts.setdefault((item.tab, needs_text_format(item)), {})[item.row, item.col] = item
    return {
        (tab, *cell): old
        for (tab, _), cells in puts.items()
        for cell, (old, _) in _new_formats(bench, tab, cells).items()
    }


def _new_formats(bench: Bench, tab: str, puts: dict[Cell, Put]) -> dict[Cell, tuple[str, str]]:
    """(format now, format wanted) of the cells that need another for what is put there to stay what it is."""
    wanted = {cell: TEXT_FORMAT for cell, item in puts.items() if needs_text_format(item)}
    wanted |= {cell: PLAIN_FORMAT for cell, item in puts.items() if item.kind in (NUMBER, FORMULA)}
    have = bench.formats(tab, wanted)
    return {
        cell: (have[cell], form)
        for cell, form in wanted.items()
        if (form == TEXT_FORMAT) != (have[cell] == TEXT_FORMAT)
    }


def formats_back(bench: Bench, formats: dict[Place, str], items: Sequence[Change]) -> None:
    """Gives the cells put back the formats on record."""
    put = {(item.tab, item.row, item.col) for item in items if isinstance(item, Put)}
    found: dict[str, dict[Cell, str]] = {}
    for tab, row, col in put & set(formats):
        if tab in bench.tabs:
            found.setdefault(tab, {})[row, col] = formats[tab, row, col]
    for tab, cells in found.items():
        bench.patience.run(partial(bench.set_formats, tab, cells))


# -- one kind of change each -------------------------------------------------------------------------


def _wipe(bench: Bench, item: Wipe, undoing: Undoing) -> None:
    bench.unlock(item.tab)
    box = Box(item.row, item.col, item.last_row, item.last_col)
    block = bench.block(item.tab, box)
    block.clear_contents()
    if any(value is not None for row in values_of(block) for value in row):  # a filter can keep hidden rows back
        block.value = [[None] * (box.last_col - box.col + 1)] * (box.last_row - box.row + 1)
    left = sum(value is not None for row in values_of(block) for value in row)
    if left:
        raise LiveError(f"“{item.tab}”有{left}格清不掉，请撤销对该表的保护或筛选后再试")


def _note(bench: Bench, item: Note, undoing: Undoing) -> None:
    bench.unlock(item.tab)
    bench.write_note(item.tab, (item.row, item.col), item.text)


def _unnote(bench: Bench, item: Unnote, undoing: Undoing) -> None:
    for _, row, col in bench.old_notes([item.tab]):
        bench.unlock(item.tab)
        bench.write_note(item.tab, (row, col), "")


def _like(bench: Bench, item: Like, undoing: Undoing) -> None:
    """Formats and drop-downs by the clipboard, which alone carries both."""
    bench.unlock(item.tab)
    last = item.pattern_col + item.last_col - item.col
    source = bench.block(item.pattern_tab, Box(item.pattern_row, item.pattern_col, item.pattern_row, last))
    block = bench.block(item.tab, Box(item.row, item.col, item.last_row, item.last_col))
    for part in ("formats", "validation"):
        source.copy()
        block.paste(part)
    bench.book.app.cut_copy_mode = False


def _resize(bench: Bench, item: Resize, undoing: Undoing) -> None:
    tab = bench.tab(item.tab)
    for table in tab.tables:
        if table.name == item.table:
            bench.unlock(item.tab)
            undoing.append(partial(table.resize, table.range))
            table.resize(tab.range((item.row, item.col), (item.last_row, item.last_col)))
            return


def _show(bench: Bench, item: Show, undoing: Undoing) -> None:
    tab = bench.tab(item.tab)
    if is_shown(tab) != item.visible:
        undoing.append(partial(setattr, tab, "visible", not item.visible))
        tab.visible = item.visible


def _go(bench: Bench, item: Go, undoing: Undoing) -> None:
    tab = bench.tab(item.tab)
    _show(bench, Show(item.tab, True), undoing)
    tab.activate()
    tab.range((item.row, item.col)).select()


def _log(bench: Bench, item: Log, undoing: Undoing) -> None:
    """A line of 日志 below the last one; nothing where the tab has been removed."""
    if LOG_TAB not in bench.tabs:
        return
    bench.unlock(LOG_TAB)
    tab = bench.tab(LOG_TAB)
    row, column = _log_heading(tab)
    times = tab.range((row + 1, column), (max(tab.used_range.last_cell.row, row + 1), column)).options(ndim=1).value
    free = row + 1 + max((number for number, time in enumerate(times, start=1) if time), default=0)
    line = tab.range((free, column), (free, column + len(LOG_HEADS) - 1))
    undoing.append(line.clear_contents)
    line.number_format = TEXT_FORMAT
    line.value = [[f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}", getpass.getuser(), item.action, item.count, item.file]]


def _log_heading(tab: Tab) -> tuple[int, int]:
    """Row and column (from 1) of the first heading of 日志; written anew where it is gone."""
    used = tab.used_range
    for number, row in enumerate(values_of(used), start=used.row):
        for place, value in enumerate(row, start=used.column):
            if value == LOG_HEADS[0]:
                return number, place
    tab.range((HEADING_ROW, 1)).value = [list(LOG_HEADS)]
    return HEADING_ROW, 1


WORK: dict[type, Callable[[Bench, Any, Undoing], None]] = {
    Wipe: _wipe, Note: _note, Unnote: _unnote, Like: _like, Resize: _resize, Show: _show, Go: _go, Log: _log,
}  # fmt: skip
