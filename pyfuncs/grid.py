"""The grid of a form: its printed words, blanks, spans and repeated rows, written as text.

One line a row, cells parted by " | ":

    QC小组名称 | {小组名称} | 人数 | {人数}
    QC小组简介：\\n{小组简介} | < | < | <
    @小组成员*12: {姓名} | {年龄} | {职务(或职称)} | {成员分工情况}

    <            this cell belongs to the one on its left; ^ to the one above
    \\n           a line break inside a cell; a line may begin with "→" (right), "↔" (centre) or "←" (left)
    {字段}       a blank of the form's record; {首页.推荐单位} of another single record
    {字段?年 月}  a blank with the words that stand printed while it is empty
    {字段=选项}   a tick: "√" when the field holds the option; {字段=选项?□} with a box while it does not
    {Σ人数}      the sum of a field over all records of the grid; {#} the running number
    @台账*12:    this row repeats, a record a row, at least 12 rows; *6x2 puts two records side by side
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .shapes import field, shape

BLANK = re.compile(
    r"\{(?P<sum>Σ)?(?:(?P<scope>[^{}.?=]+)\.)?(?P<field>[^{}?=.]+)(?:=(?P<option>[^{}?]+))?(?:\?(?P<default>[^{}]*))?\}"
)
REPEAT = re.compile(r"@(?P<ledger>[^*:]+)\*(?P<rows>\d+)(?:x(?P<across>\d+))?:\s?")
ALIGN = {"→": "right", "↔": "center", "←": "left"}
TICK = "√"
NUMBER = "#"


class GridError(ValueError):
    """A grid that cannot be read; the message says which row and why, in Chinese."""


class Blank(NamedTuple):
    """A place to fill. `scope` is "" for the form's own record, else the single record meant (首页)."""

    field: str
    scope: str = ""
    option: str = ""
    default: str = ""
    sum: bool = False


Piece = str | Blank


class Line(NamedTuple):
    """One printed line: words and blanks in order. `align` is "", "right", "center" or "left"."""

    pieces: tuple[Piece, ...]
    align: str = ""

    @property
    def blanks(self) -> list[Blank]:
        return [piece for piece in self.pieces if isinstance(piece, Blank)]

    @property
    def words(self) -> str:
        """The words as printed while every blank is empty."""
        return "".join(piece.default if isinstance(piece, Blank) else piece for piece in self.pieces)


@shape()
class Cell:
    """A cell of `rowspan` × `colspan` places, its upper left one at (row, col), both from 0."""

    row: int
    col: int
    lines: tuple[Line, ...]
    rowspan: int = 1
    colspan: int = 1

    @property
    def blanks(self) -> list[Blank]:
        return [blank for line in self.lines for blank in line.blanks]

    @property
    def words(self) -> str:
        return "\n".join(line.words for line in self.lines)

    @property
    def body(self) -> tuple[Line, ...]:
        """The lines above the seal lines: all of them where the cell has none."""
        at = len(self.lines)
        while at and self.lines[at - 1].align == "right" and not self.lines[at - 1].blanks:
            at -= 1
        return self.lines[:at] if at else self.lines

    @property
    def seal(self) -> tuple[Line, ...]:
        """The printed lines set right at the foot of the cell: where the seal and the date go."""
        return self.lines[len(self.body) :]


@shape()
class Row:
    """A row's cells from left to right, those that begin in it; `ledger` is "" unless the row repeats."""

    cells: list[Cell] = field(default_factory=list)
    ledger: str = ""
    least: int = 1
    across: int = 1

    @property
    def repeats(self) -> bool:
        return bool(self.ledger)


@shape()
class Grid:
    """rows × len(widths) columns; widths in mm."""

    widths: list[float]
    rows: list[Row]

    def cells(self) -> Iterator[Cell]:
        for row in self.rows:
            yield from row.cells

    def width(self, cell: Cell) -> float:
        """The cell's width in mm."""
        return sum(self.widths[cell.col : cell.col + cell.colspan])


def parse_line(text: str) -> Line:
    """One printed line from its notation; raises GridError for braces that do not pair."""
    align = ALIGN.get(text[:1], "")
    text = text[1:] if align else text
    pieces: list[Piece] = []
    end = 0
    for found in BLANK.finditer(text):
        if found.start() > end:
            pieces.append(text[end : found.start()])
        pieces.append(
            Blank(
                field=found["field"].strip(),
                scope=found["scope"] or "",
                option=found["option"] or "",
                default=found["default"] or "",
                sum=bool(found["sum"]),
            )
        )
        end = found.end()
    if end < len(text):
        pieces.append(text[end:])
    for piece in pieces:
        if isinstance(piece, str) and ("{" in piece or "}" in piece):
            raise GridError(f"“{text}”中的花括号不成对")
    return Line(tuple(pieces), align)


def parse_lines(text: str) -> tuple[Line, ...]:
    """The lines of a cell, parted by \\n in the notation."""
    return tuple(parse_line(part) for part in text.split("\\n"))


def parse_grid(text: str, widths: list[float]) -> Grid:
    """The grid of `text`; raises GridError naming row and cell (from 1) that does not fit."""
    grid = Grid(list(widths), [])
    places: list[list[Cell]] = []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), start=1):
        row, rest = _parse_repeat(line)
        words = [place.strip(" ") for place in re.split(r"\|(?![^{]*\})", rest)]
        if len(words) != len(widths):
            raise GridError(f"第{number}行有{len(words)}格，列宽却有{len(widths)}个")
        current: list[Cell] = []
        for col, place in enumerate(words):
            where = f"第{number}行第{col + 1}格"
            if place == "<":
                if not current:
                    raise GridError(f"{where}左边没有可合并的格")
                current.append(current[-1])
            elif place == "^":
                if not places or row.repeats or grid.rows[-1].repeats:
                    raise GridError(f"{where}上面没有可合并的格")
                current.append(places[-1][col])
            else:
                try:
                    row.cells.append(Cell(number - 1, col, parse_lines(place)))
                except GridError as fault:
                    raise GridError(f"{where}：{fault}") from None
                current.append(row.cells[-1])
        if len(row.cells) % row.across:
            raise GridError(f"第{number}行的{len(row.cells)}格不能平分给{row.across}条记录")
        places.append(current)
        grid.rows.append(row)
    if not grid.rows:
        raise GridError("没有任何行")
    _set_spans(grid, places)
    return grid


def _parse_repeat(line: str) -> tuple[Row, str]:
    """The empty row that `line` begins, and the rest of the line after @台账*12: ."""
    repeat = REPEAT.match(line)
    if not repeat:
        return Row(), line
    row = Row(ledger=repeat["ledger"], least=int(repeat["rows"]), across=int(repeat["across"] or 1))
    return row, line[repeat.end() :]


def _set_spans(grid: Grid, places: list[list[Cell]]) -> None:
    """Spans from the places each cell holds; a cell that is no full rectangle is refused."""
    held: dict[int, list[tuple[int, int]]] = {}
    for r, row in enumerate(places):
        for c, cell in enumerate(row):
            held.setdefault(id(cell), []).append((r, c))
    for cell in grid.cells():
        own = held[id(cell)]
        cell.rowspan = own[-1][0] - cell.row + 1
        cell.colspan = max(c for _, c in own) - cell.col + 1
        if len(own) != cell.rowspan * cell.colspan:
            raise GridError(f"第{cell.row + 1}行第{cell.col + 1}格合并后不是长方形")
