"""Reading a saved workbook's ledgers: its cells as Python values, tab by tab."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyfuncs import closed, reader

from . import inputs
from .measure import OURS, Case, Job, differ

Cells = dict[str, list[list[Any]]]
SLOW_ROUNDS = 2
TENTH = 10


def cases(size: int, work: Path) -> Iterator[Case]:
    """A workbook of `size` groups, and one of a tenth."""
    for count in (max(size // TENTH, 1), size):
        path = inputs.workbook(work / f"{count}.xlsx", inputs.notice(), inputs.tables(count, 0))
        yield case(path, count)


def case(path: Path, count: int) -> Case:
    def apart(folder: Path) -> Any:
        return closed.read_sheets(path)

    def agree(results: dict[str, Any]) -> None:
        wanted = {name: filled(sheet.rows) for name, sheet in results[OURS].items()}
        for name, found in results.items():
            if name != OURS:
                found = {tab: filled(getattr(rows, "rows", rows)) for tab, rows in found.items()}
                for tab, rows in wanted.items():
                    differ(f"{name} {tab}", rows, found[tab])

    jobs = [
        Job(OURS, lambda folder: here(path)),
        Job("python-calamine", lambda folder: by_calamine(path), goal=1 / 1.2),
        Job("openpyxl", lambda folder: by_openpyxl(path, False), goal=8, rounds=SLOW_ROUNDS),
        Job("openpyxl（只读方式）", lambda folder: by_openpyxl(path, True), goal=8, rounds=SLOW_ROUNDS),
        Job("pyfuncs，在另一个进程里读", apart, note="拿来的文件这样读，坏文件只坏那个进程"),
    ]
    return Case(f"read-{count}", f"读{count}行的台账", "本", jobs, agree)


def here(path: Path) -> dict[str, closed.Sheet]:
    """As a press reads the workbook's own copy: looked into first, then read."""
    return {name: closed.Sheet(name, *table) for name, table in reader.read_here(path).items()}


def by_calamine(path: Path) -> Cells:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def by_openpyxl(path: Path, lean: bool) -> Cells:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=lean, data_only=True)
    found = {tab.title: [list(row) for row in tab.iter_rows(values_only=True)] for tab in book.worksheets}
    book.close()
    return found


def filled(rows: list[list[Any]]) -> list[list[Any]]:
    """The cells of every row that has any, the empty ones left out."""
    kept = ([value for value in row if value not in (None, "")] for row in rows)
    return [row for row in kept if row]
