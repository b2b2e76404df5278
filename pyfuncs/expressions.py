"""A form's blanks as formulas over the ledgers: record N by INDEX, its members by array formulas.

Helper cells stand in two hidden columns beside the form: `row` holds the place of record N in its ledger's
table (0 = there is none), `members` the places of its members, one a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .fill import RATE_DECIMALS
from .formulas import Columns, cell, choose, joined, literal, shown
from .grid import NUMBER, TICK, Blank, Line
from .layout import Box, Layout
from .notice import HOME, Field, Form, Notice

HELP_ROW, PICK_ROW, MARK_ROW, MEMBERS_ROW, EXTRA_ROW = 0, 1, 2, 4, 12
"""Rows beside a form: place of the record, picker, what is being typed, first member's place, further inputs."""


class Places(Protocol):
    """Where the formulas find what they show: each ledger's table, the typed cells of 首页."""

    @property
    def columns(self) -> Mapping[str, Columns]:
        """The ledgers' tables by name."""

    def home_cell(self, name: str) -> str:
        """A typed cell of 首页 as a formula writes it."""


def picker_place(layout: Layout) -> tuple[int, int]:
    """Row and column of the cell that says which record is shown."""
    return PICK_ROW, layout.panel + 1


def mark_place(layout: Layout) -> tuple[int, int]:
    """Row and column of the cell that says which record is being typed on the form."""
    return MARK_ROW, layout.panel + 2


def helper_col(layout: Layout) -> int:
    """The first of the two hidden columns: the record's place, and what 表样录入 keeps while a form is typed."""
    return layout.panel + 3


def member_places(layout: Layout) -> dict[str, list[tuple[int, int]]]:
    """For each ledger a form's repeated rows list: row and column of the hidden cell of each row drawn."""
    drawn: dict[str, int] = {}
    for box in layout.boxes:
        if box.number:
            drawn[box.scope] = max(drawn.get(box.scope, 0), box.number)
    places: dict[str, list[tuple[int, int]]] = {}
    row = MEMBERS_ROW
    for name, count in drawn.items():
        places[name] = [(row + number, helper_col(layout) + 1) for number in range(count)]
        row += count
    return places


@dataclass(slots=True)
class Expressions:
    """Formulas for the blanks of one form's tab."""

    book: Places
    notice: Notice
    form: Form
    layout: Layout
    members: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        each = member_places(self.layout) if self.form.mode == "逐条" else {}
        self.members = {name: [cell("", *place) for place in places] for name, places in each.items()}

    @property
    def picker(self) -> str:
        return cell("", *picker_place(self.layout))

    @property
    def row(self) -> str:
        return cell("", HELP_ROW, helper_col(self.layout))

    def box(self, box: Box) -> str:
        """The formula (without =) of a box's lines; "" when it has no blank."""
        if not any(line.blanks for line in box.lines):
            return ""
        lines = [self.line(line, box) for line in trimmed(box.lines)]
        return "&CHAR(10)&".join(lines)

    def line(self, line: Line, box: Box) -> str:
        pieces = [literal(piece) if isinstance(piece, str) else self.blank(piece, box) for piece in line.pieces]
        return joined(pieces)

    def blank(self, blank: Blank, box: Box) -> str:
        """One blank: its value as text, its default words while it is empty."""
        scope = blank.scope or box.scope
        default = literal(blank.default)
        if blank.field == NUMBER:
            return f'IF({self.place(scope, box)}=0,"",{box.number})'
        item = self.notice.fields_of(scope)[blank.field]
        if item.ratio:
            return f'IF({self.rate(item)}="",{default},TEXT({self.rate(item)},"0.{"0" * RATE_DECIMALS}"))'
        value = self.value(scope, item, box)
        if blank.option:
            text = tick(value, item, blank)
        elif blank.default:
            text = f'IF({value}="",{default},{shown(value, item.type)})'
        else:
            text = shown(value, item.type)
        place = self.place(scope, box)
        return f"IF({place}=0,{default},{text})" if place else text if blank.option or blank.default else f"({text})"

    def place(self, scope: str, box: Box) -> str:
        """The helper cell that says which row of the ledger is meant; "" for a single record."""
        if box.number and scope in self.members:
            return self.members[scope][box.number - 1]
        return self.row if scope == self.form.ledger and self.form.ledger else ""

    def value(self, scope: str, item: Field, box: Box) -> str:
        if scope == HOME:
            return self.book.home_cell(item.name)
        if scope == self.form.tab:
            return cell("", *self.layout.inputs[item.name])
        if item.derived:
            return self.derived(item, box)
        return f"INDEX({self.book.columns[scope].range(item.name)},{self.place(scope, box)})"

    def derived(self, item: Field, box: Box) -> str:
        """Members' names joined by 、, as many as the form has helper cells for."""
        columns = self.book.columns[item.derived["ledger"]]
        source = columns.range(item.derived["field"])
        names = [f'IF({place}=0,"","、"&INDEX({source},{place}))' for place in self.members.get(columns.tab, [])]
        return f"MID({joined(names)},2,32767)"

    def rate(self, item: Field) -> str:
        """A rate in %, "" while an input is missing or the denominator is 0."""
        top, bottom = (cell("", *self.layout.inputs[name]) for name in item.ratio)
        worth = f"ROUND({top}/{bottom}*100,{RATE_DECIMALS})"
        return f'IF(AND(ISNUMBER({top}),ISNUMBER({bottom})),IF({bottom}=0,"",{worth}),"")'


def tick(value: str, item: Field, blank: Blank) -> str:
    """√ where the cell holds the option, alone or (多选) among others."""
    if item.type != "多选":
        return f"IF({value}={literal(blank.option)},{literal(TICK)},{literal(blank.default)})"
    listed = value
    for mark in ("，", ",", "；", ";", "/", " "):
        listed = f'SUBSTITUTE({listed},{literal(mark)},"、")'
    found = f'FIND({literal("、" + blank.option + "、")},"、"&{listed}&"、")'
    return choose([(f"ISNUMBER({found})", literal(TICK))], literal(blank.default))


def trimmed(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Without the empty lines at the end, which only keep room on paper."""
    last = max((n for n, line in enumerate(lines) if line.pieces), default=0)
    return lines[: last + 1]
