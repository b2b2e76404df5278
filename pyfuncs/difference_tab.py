"""The list on 导入核对: found by its headings, read as it stands, written anew; in a file of its own too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import tabs, values
from .changes import Change, Wipe, put
from .listing import runs
from .offers import Line, Offer
from .records import Sheet

TAB = tabs.INTAKE
HEADS = ("接受", "情况", "台账", "记录", "字段", "台账里写的", "表上写的", "说明", "来自")
OFFER = "写入的内容"
"""Heading of the hidden column beside them: what accepting the line writes."""
WIDTHS = (8, 9, 10, 18, 17, 26, 44, 34, 52)
HEADING_ROW = 4


class NoList(Exception):
    """There is no difference list to be found; the message is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where the list stands: its tab, the row of its headings, column by heading (from 1), the tab's last used row."""

    tab: str
    heading: int
    columns: dict[str, int]
    last: int
    sheet: Sheet


def find(sheets: Mapping[str, Sheet], name: str = "") -> Found:
    """The list among the tabs of a workbook or of a file (`name`). Raises NoList."""
    first = [sheets[TAB]] if TAB in sheets else []
    for sheet in [*first, *sheets.values()]:
        for number, row in enumerate(sheet.rows, start=sheet.first_row):
            columns = {text: col for col, text in enumerate(row, start=sheet.first_col) if text in (*HEADS, OFFER)}
            if len(columns) == len(HEADS) + 1:
                return Found(sheet.name, number, columns, sheet.first_row + len(sheet.rows) - 1, sheet)
    if name:
        raise NoList(f"“{name}”里没有导入核对的列表，请给出 take 写出的“…-导入核对.xlsx”，表头不要改")
    raise NoList(f"工作簿里没有“{TAB}”表，或者它的表头改了，请新建一本申报簿，把台账粘贴过去再导入")


def read(found: Found) -> list[Line]:
    """The lines as the clerk has left them; blank rows are passed over."""
    return list(_lines(found))


def _lines(found: Found) -> Iterator[Line]:
    for row in range(found.heading + 1, found.last + 1):
        words = [values.text_of(found.sheet.at(row, found.columns[head])) for head in HEADS]
        offer = values.text_of(found.sheet.at(row, found.columns[OFFER]))
        if any(words) or offer:
            held: list[Any] = [*words, Offer.of_text(offer) if offer else None]
            yield Line(*held)


def rewrite(found: Found, lines: Sequence[Line]) -> Iterator[Change]:
    """Empties what stands under the headings and writes `lines` there; columns of the clerk's own stay."""
    if found.last > found.heading:
        for first, last in runs(found.columns.values()):
            yield Wipe(found.tab, found.heading + 1, first, found.last, last)
    for row, line in enumerate(lines, start=found.heading + 1):
        for head, word in zip((*HEADS, OFFER), words_of(line), strict=True):
            if word:
                yield put(found.tab, row, found.columns[head], word)


def words_of(line: Line) -> tuple[str, ...]:
    """A line's cells in the order of the headings, the hidden one last."""
    shown = (line.accept, line.kind, line.ledger, line.record, line.field, line.old, line.new, line.note, line.origin)
    return (*shown, line.offer.as_text() if line.offer else "")
