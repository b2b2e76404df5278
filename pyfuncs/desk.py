"""What a button sees: the open workbook as read, where the clerk stands, what was answered."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

from .blocks import Cell
from .changes import WARNING, Changes, Say
from .check import Finding, check_reading
from .notice import HOME, TEMPLATES, Notice, shared_notice
from .records import Reading, Sheet, current_notice, read_season
from .shapes import field, shape

Progress = Callable[[int, int, str], None]


class Stopped(Exception):
    """The clerk stopped the press; the message is one Chinese sentence."""

    def __init__(self) -> None:
        super().__init__("已停止，没有留下做了一半的文件，工作簿没有改动")


@shape(slots=False)
class Desk:
    """One press.

    sheets    every tab by name, hidden ones too, rows hidden by a filter included
    path      where the workbook is saved; None when it never was
    tab, row, col  the active cell (from 1);  picked  rows of that tab that are selected and visible
    filtered  tabs on which a filter hides rows
    answer    what an Ask was answered with, "" at the first press
    formulas  cells of a tab (row, col from 1) that hold a formula, asked for only where it matters
    progress  told n, total and the unit at hand;  is_stopped  asked between files
    """

    sheets: Mapping[str, Sheet]
    path: Path | None = None
    tab: str = HOME
    row: int = 1
    col: int = 1
    picked: list[int] = field(default_factory=list)
    filtered: list[str] = field(default_factory=list)
    answer: str = ""
    templates: Path = TEMPLATES
    formulas: Callable[[str], set[Cell]] = lambda tab: set()
    progress: Progress | None = None
    is_stopped: Callable[[], bool] = lambda: False

    @cached_property
    def notice(self) -> Notice:
        """The notice chosen on 首页. Raises records.ForeignWorkbook."""
        return current_notice(self.sheets, self.templates, shared_notice)

    @cached_property
    def reading(self) -> Reading:
        """The workbook's records. Raises records.ForeignWorkbook."""
        return read_season(self.sheets, self.notice)

    @cached_property
    def findings(self) -> list[Finding]:
        """All findings of the workbook as it stands."""
        return check_reading(self.reading)

    def step(self, done: int, total: int, unit: str) -> None:
        """Tells how far a long press is. Raises Stopped when the clerk has stopped it."""
        if self.is_stopped():
            raise Stopped
        if self.progress:
            self.progress(done, total, unit)


Work = Callable[..., Changes]


def warned(*faults: type[Exception]) -> Callable[[Work], Work]:
    """A button that answers these faults with their sentence, and changes nothing."""

    def wrap(work: Work) -> Work:
        @functools.wraps(work)
        def press(desk: Desk, *more: str) -> Changes:
            try:
                return work(desk, *more)
            except faults as fault:
                return Changes([Say(WARNING, f"{fault}。")], undoable=False)

        return press

    return wrap
