"""Words that a clerk has typed where no cell waits for any: on 首页, above a ledger's headings, about the forms."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from . import reader
from .layout import home_cells, input_cells
from .notice import HOME, TEMPLATES, Notice
from .preflight import Unreadable
from .records import Sheet, address, read_cells
from .stats import statistics_forms
from .strays import Found, Stray, find_ledgers, own_columns, own_tabs

BLANK = TEMPLATES.parent / "workbook" / "QC申报汇总.xlsm"
"""The workbook as the program draws it: what stands there is nobody's note."""
SUMMARY = "汇总"
"""The mode of a form that is filled from the ledgers, with as many rows as it needs."""
END = 1 << 20
LONGEST, MOST = 40, 12
"""Signs of a note that are told; notes of a tab that are told one by one."""
Place = tuple[int, int]
Formulas = Callable[[str], Collection[Place]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tab as the program draws it: its texts, the cells that hold any or are reckoned, the last row and column."""

    texts: frozenset[str]
    taken: frozenset[Place]
    last: Place


def left_out(
    sheets: Mapping[str, Sheet], notices: Sequence[Notice], drawn: Container[str], formulas: Formulas
) -> list[Stray]:
    """Whatever a workbook newly made of the records does not have: columns, tabs and notes of the clerk's own.

    drawn  names of the tabs that the program draws beside ledgers and forms;  formulas  as `notes` has it
    """
    found = find_ledgers(sheets, notices)
    forms = {form.tab for notice in notices for form in notice.forms.values()}
    tabs = [stray for stray in own_tabs(sheets, found, forms) if stray.tab not in drawn]
    every = [*own_columns(found, notices), *tabs, *notes(sheets, notices, found, formulas)]
    return [stray for stray in every if stray.filled]


def formulas_of(path: Path) -> Formulas:
    """The cells that hold a formula on each tab of a saved workbook; none where its format does not tell."""
    return partial(reader.formulas, path) if zipfile.is_zipfile(path) else lambda name: set()


def notes(sheets: Mapping[str, Sheet], notices: Sequence[Notice], found: Found, formulas: Formulas) -> Iterator[Stray]:
    """The words that are no record's and no printed ones, by tab; many on one tab are told in one line.

    found  where the ledgers stand;  formulas  the cells (row, col from 1) of a tab that hold a formula
    Nothing is told where the workbook as it is drawn is not there to be compared with, or draws other notices.
    """
    if any(notice.folder.parent != TEMPLATES for notice in notices):
        return
    heads = {sheet.name: heading for sheet, heading, _ in found.values() if sheet is not None}
    inputs = {form.tab: input_cells(form, notice) for notice in notices for form in statistics_forms(notice)}
    inputs[HOME] = home_cells()
    forms = {form.tab for notice in notices for form in notice.forms.values() if form.mode != SUMMARY}
    ledgers = {name for _, name in found}
    for name, drawn in _drawn(frozenset({*ledgers, *inputs, *forms})).items():
        sheet = sheets.get(name)
        if sheet is None or (name in ledgers and name not in heads):
            continue
        waiting = {(row, col) for _, row, col in read_cells(sheet, inputs.get(name, {})).values()}
        if name in heads:
            own = _unknown(sheet, drawn, range(sheet.first_row, heads[name]), (0, 0))
        else:
            own = _unknown(sheet, drawn, range(sheet.first_row, END), (0, 0) if name in inputs else drawn.last)
        words = {place: text for place, text in own if place not in waiting}
        reckoned = formulas(name) if words else ()
        yield from _told(name, {place: text for place, text in words.items() if place not in reckoned})


def _unknown(sheet: Sheet, drawn: Drawn, rows: range, within: Place) -> Iterator[tuple[Place, str]]:
    """Texts of the rows, but for those that stand up to the row and column `within`, that the tab is not drawn with."""
    for row, cells in zip(rows, sheet.rows, strict=False):
        for col, value in enumerate(cells, start=sheet.first_col):
            if not isinstance(value, str) or value in drawn.texts or not value.strip():
                continue
            if (row > within[0] or col > within[1]) and (row, col) not in drawn.taken:
                yield (row, col), value.strip()


def _told(tab: str, own: Mapping[Place, str]) -> Iterator[Stray]:
    for number, ((row, col), text) in enumerate(own.items()):
        if number == MOST:
            yield Stray(tab, address(row, col), f"{_cut(text)}等{len(own) - MOST}格", len(own) - MOST, True)
            return
        yield Stray(tab, address(row, col), _cut(text), 1, True)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


@cache
def _drawn(names: frozenset[str]) -> dict[str, Drawn]:
    """These tabs as they are drawn; {} where the workbook is not there."""
    try:
        tables = reader.read_bounded(BLANK)
    except (OSError, Unreadable):
        return {}
    tabs = {}
    for name, (rows, first_row, first_col, *_) in tables.items():
        if name not in names:
            continue
        places = {
            (row, col): value
            for row, cells in enumerate(rows, start=first_row)
            for col, value in enumerate(cells, start=first_col)
            if value != ""
        }
        taken = frozenset({*places, *reader.formulas(BLANK, name)})
        last = max((row for row, _ in taken), default=0), max((col for _, col in taken), default=0)
        tabs[name] = Drawn(frozenset(text for text in places.values() if isinstance(text, str)), taken, last)
    return tabs
