"""撤销上一步: what the last button overwrote is kept on a hidden tab of the workbook, and brought back from there.

The tab 撤销记录 has in row 1 the headings `HEADS` and in K1 the label of the button; from row 2 on it has one
row a cell touched, all of it text. The host writes it before it applies an undoable list of changes, in place
of what was there. Nothing else is needed, so undo outlives saving, closing and another computer.

A row says a cell's content or a cell's note:

- content (Put, or a cell with content inside a Wipe): 原种类 and 原内容 are kind and text as in `changes.Put`
  (formula text begins with =, as in formulas in English; a date or time is `number`, its serial number; a Boolean
  or an error constant is `formula`: =TRUE, =#N/A); 原批注 is empty; 新种类 and 新内容 are those of the Put,
  `blank` and "" for a Wipe.
- note (Note, or a cell with a note of the program on a tab of an Unnote): 原种类 and 新种类 are `note`, 原内容 is
  empty, 原批注 is the program's own part of the note before ("" = none), 新内容 the new one ("" = taken away).

Rows stand in the order of the changes; a cell may have several (a Wipe, then a Put), each with what was there
just before that change or before the press: the last tells what is there now, and undo goes through them backwards.
Cells that are the same afterwards may be left out. A content row with 原批注 filled brings that note back as well.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import values
from .changes import BLANK, FORMULA, INFO, NUMBER, Ask, Change, Changes, Log, Note, Put, Say, Unnote, Wipe
from .desk import Desk
from .records import Sheet, address

UNDO = "撤销记录"
HEADS = ("表", "行", "列", "原种类", "原内容", "原批注", "新种类", "新内容")
LABEL_CELL = 1, 11
"""Row and column of K1: the label of the button whose work can be undone; empty = nothing can."""
NOTE = "note"
YES = "yes"
MOST_NAMED, LONGEST_NAMED = 5, 30
Place = tuple[str, int, int]
"""Tab, row and column (from 1) of a cell."""


@dataclass(frozen=True, slots=True)
class Old:
    """A cell before a press: kind and text as in Put, and the program's own part of its note."""

    kind: str = BLANK
    text: str = ""
    note: str = ""


NOTHING = Old()


@dataclass(frozen=True, slots=True)
class Step:
    """A row of 撤销记录."""

    place: Place
    kind: str
    text: str
    note: str
    new_kind: str
    new_text: str

    @property
    def is_note(self) -> bool:
        """True when the press left the content as it was."""
        return self.new_kind == NOTE or (self.kind, self.text) == (self.new_kind, self.new_text)


# -- what the hosts keep --------------------------------------------------------------------------------


def touched(changes: Changes) -> dict[str, tuple[int, int, int, int] | None]:
    """By tab the rectangle (first row, first column, last row, last column) a host must read before it applies
    the changes; None = every note of the tab as well (Unnote)."""
    found: dict[str, tuple[int, int, int, int] | None] = {}
    for item in changes.items:
        if isinstance(item, Unnote):
            found[item.tab] = None
        elif isinstance(item, Put | Note | Wipe) and found.get(item.tab, ()) is not None:
            last = (item.last_row, item.last_col) if isinstance(item, Wipe) else (item.row, item.col)
            have = found.get(item.tab) or (item.row, item.col, *last)
            found[item.tab] = (
                min(have[0], item.row), min(have[1], item.col), max(have[2], last[0]), max(have[3], last[1]),
            )  # fmt: skip
    return found


def snapshot_rows(changes: Changes, old: Mapping[Place, Old]) -> list[tuple[str, ...]]:
    """The rows of 撤销记录 for a list of changes about to be applied, each as long as HEADS.

    `old` has every cell that holds content or a note of the program on the tabs that are touched; a cell
    that is not in it is empty.
    """
    written = {(item.tab, item.row, item.col): NOTHING for item in changes.items if isinstance(item, Put | Note)}
    cells = written | dict(old)
    rows: dict[tuple[object, ...], tuple[str, ...]] = {}
    for item in changes.items:
        for row in _rows_of(item, cells):
            rows[*row[:3], row[6] == NOTE] = row
    return [row for row in rows.values() if not _changes_nothing(row)]


def _changes_nothing(row: tuple[str, ...]) -> bool:
    *_, kind, text, note, new_kind, new_text = row
    return note == new_text if new_kind == NOTE else (kind, text) == (new_kind, new_text)


def _rows_of(item: Change, cells: Mapping[Place, Old]) -> Iterator[tuple[str, ...]]:
    """The rows of one change; `cells` are all that held something before or that the press writes to."""
    if isinstance(item, Put):
        place = item.tab, item.row, item.col
        yield _content_row(place, cells[place], item.kind, item.text)
    elif isinstance(item, Note):
        place = item.tab, item.row, item.col
        yield _note_row(place, cells[place], item.text)
    elif isinstance(item, Wipe):
        yield from (_content_row(place, was, BLANK, "") for place, was in cells.items() if _is_inside(place, item))
    elif isinstance(item, Unnote):
        yield from (_note_row(place, was, "") for place, was in cells.items() if place[0] == item.tab)


def _is_inside(place: Place, wipe: Wipe) -> bool:
    tab, row, col = place
    return tab == wipe.tab and wipe.row <= row <= wipe.last_row and wipe.col <= col <= wipe.last_col


def _content_row(place: Place, was: Old, kind: str, text: str) -> tuple[str, ...]:
    return place[0], str(place[1]), str(place[2]), was.kind, was.text, "", kind, text


def _note_row(place: Place, was: Old, text: str) -> tuple[str, ...]:
    return place[0], str(place[1]), str(place[2]), NOTE, "", was.note, NOTE, text


# -- the button -----------------------------------------------------------------------------------------


def undo(desk: Desk) -> Changes:
    """撤销上一步: brings back exactly the cells the last button changed.

    When some of them no longer hold what the button wrote, it shows them and asks first. A formula cannot be
    told from what was typed over it by values alone, so a cell where the button put a formula never counts
    as changed since.
    """
    sheet = desk.sheets.get(UNDO)
    steps = list(read_steps(sheet)) if sheet else []
    if not sheet or not steps:
        return Changes([Say(INFO, "没有可以撤销的步骤。")], undoable=False)
    label = values.text_of(sheet.at(*LABEL_CELL)) or "上一步"
    lost = Counter(step.place[0] for step in steps if step.place[0] not in desk.sheets)
    differing = [step for step in last_steps(steps) if step.place[0] not in lost and not is_as_written(step, desk)]
    if (differing or lost) and desk.answer != YES:
        return Changes([Ask(question(label, differing, lost, desk), YES)], undoable=False)
    return Changes([*_back(steps, lost), *_forget(sheet), *_told(label, steps, lost)], undoable=False)


def read_steps(sheet: Sheet) -> Iterator[Step]:
    """The rows of 撤销记录, in the order of the changes; rows without a cell are passed over."""
    for row in range(2, sheet.first_row + len(sheet.rows)):
        tab, at_row, at_col, *rest = (values.text_of(sheet.at(row, col)) for col in range(1, len(HEADS) + 1))
        if tab and at_row.isdigit() and at_col.isdigit():
            kind, text, note, new_kind, new_text = rest
            yield Step((tab, int(at_row), int(at_col)), kind, text, note, new_kind, new_text)


def last_steps(steps: list[Step]) -> list[Step]:
    """For each cell whose content was touched, the row that says what the button left there."""
    return list({step.place: step for step in steps if not step.is_note}.values())


def is_as_written(step: Step, desk: Desk) -> bool:
    """True when the cell still holds what the button wrote there."""
    tab, row, col = step.place
    now = desk.sheets[tab].at(row, col)
    if step.new_kind == FORMULA:
        return True
    if step.new_kind == BLANK:
        return now is None
    if step.new_kind == NUMBER:
        number = _number(now)
        return number is not None and abs(number - float(step.new_text)) <= 1e-9 * max(1.0, abs(number))
    return _lines(values.text_of(now)) == _lines(step.new_text)


def _number(raw: Any) -> float | None:
    """A cell's number, days as the serial number a sheet keeps; None where it holds none."""
    if isinstance(raw, dt.date):
        return float(values.serial(raw))
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    return None


def _lines(text: str) -> str:
    """Line breaks made alike: a sheet keeps only the line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def question(label: str, differing: list[Step], lost: Mapping[str, int], desk: Desk) -> str:
    """What has changed since, up to five cells with both values, and whether to go on."""
    lines = [f"“{label}”之后，有{len(differing)}格又改过："] if differing else []
    for step in differing[:MOST_NAMED]:
        tab, row, col = step.place
        now = _short(values.text_of(desk.sheets[tab].at(row, col)))
        lines.append(f"{tab}!{address(row, col)}　按钮写的是{_short(step.new_text)}，现在是{now}")
    if len(differing) > MOST_NAMED:
        lines.append(f"……还有{len(differing) - MOST_NAMED}格")
    lines += [f"“{tab}”表已改名或删除，其中{count}处不能恢复。" for tab, count in lost.items()]
    return "\n".join([*lines, "撤销会换回按按钮以前的内容，后来改的就没有了。仍要撤销吗？"])


def _short(text: str) -> str:
    if not text:
        return "空的"
    text = " ".join(text.split())
    return f"“{text if len(text) <= LONGEST_NAMED else text[:LONGEST_NAMED] + '…'}”"


def _back(steps: list[Step], lost: Mapping[str, int]) -> Iterator[Change]:
    """The contents and notes of before, the last change first."""
    for step in reversed(steps):
        if step.place[0] in lost:
            continue
        if not step.is_note:
            yield Put(*step.place, step.kind or BLANK, step.text)
        if step.is_note or step.note:
            yield Note(*step.place, step.note)


def _forget(sheet: Sheet) -> Iterator[Change]:
    """Empties 撤销记录: a step is undone once."""
    yield Wipe(sheet.name, 2, 1, max(2, sheet.first_row + len(sheet.rows) - 1), len(HEADS))
    yield Put(sheet.name, *LABEL_CELL, BLANK, "")


def _told(label: str, steps: list[Step], lost: Mapping[str, int]) -> Iterator[Change]:
    """What was brought back, a tab at a time."""
    places = {step.place for step in steps if step.place[0] not in lost}
    counts = Counter(tab for tab, *_ in sorted(places))
    shown = "、".join(f"“{tab}”{count}格" for tab, count in counts.items()) or "0格"
    yield Say(INFO, f"已撤销“{label}”，恢复了{shown}。")
    yield Log("撤销上一步", f"{len(places)}格", "")
