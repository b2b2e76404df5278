"""The kinds of table a notice is written in: each class is one kind, its fields the keys that may stand there."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from . import shapes
from .grid import Blank, Grid, Line
from .shapes import field, replace, shape
from .values import match_key

LEVELS = ("错误", "核实", "提示")
MODES = ("逐条", "单份", "汇总", "阅览")
PARTS = ("label", "title", "heading", "line", "text", "note", "grid")


@shape(kw_only=True)
class Field:
    """A field of a ledger or of a form typed on its own tab.

    options  a list, or the name of a list in [options] or of an [[option]] of the notice
    least, most  bounds of a number, inclusive; `bounds_source` on whose word
    suspect  a rate at or below it was probably typed as a fraction: to confirm
    derived  not typed: the `field` of the member ledger `ledger`, joined by 、
    ratio    not typed: [numerator, denominator] fields, × 100, in %
    label    printed words, where they differ from the name
    width    column width in characters;  decimals  how many a number is shown with
    role     what the program knows the field by in a ledger it reads or writes itself (see Ledger.named)
    program  the program fills it, the clerk is not asked;  merged  only a merged workbook shows its column
    """

    name: str
    type: str
    unit: str = ""
    required: bool = False
    options: str | list[str] = ""
    least: float | None = None
    most: float | None = None
    suspect: float | None = None
    hint: str = ""
    width: float = 12
    alias: list[str] = field(default_factory=list)
    derived: dict[str, str] = field(default_factory=dict)
    ratio: list[str] = field(default_factory=list)
    label: str = ""
    ledger: str = ""
    role: str = ""
    decimals: int | None = None
    program: bool = False
    merged: bool = False

    @property
    def typed(self) -> bool:
        """True when the clerk types it; False when it follows from others."""
        return not self.derived and not self.ratio

    @property
    def heading(self) -> str:
        """The column heading: the name, and the unit where there is one."""
        return f"{self.name}（{self.unit}）" if self.unit else self.name


@shape(slots=False, kw_only=True)
class Ledger:
    """A ledger: one row a record. `key` are the fields that name a record; `parent` the ledger a member
    ledger belongs to (by `key`); `rows` how many records its tab is laid out for; `role` what the program knows
    it by: judges · scores · results · winners, which only a notice that judges needs."""

    name: str
    code: str
    field: list[Field]
    key: list[str] = shapes.field(default_factory=list)
    title: str = ""
    parent: str = ""
    rows: int = 0
    single: bool = False
    note: str = ""
    role: str = ""

    def named(self, role: str) -> str:
        """The name of the field with this role; "" when there is none."""
        return next((item.name for item in self.field if item.role == role), "")

    @property
    def is_jurys(self) -> bool:
        """True for a ledger that is of use to a notice that judges alone."""
        return self.role in ("scores", "results", "winners")

    @cached_property
    def fields(self) -> dict[str, Field]:
        return {item.name: item for item in self.field}

    @cached_property
    def headings(self) -> dict[str, str]:
        """Field by comparison key of everything its heading may say: heading, name, aliases."""
        names: dict[str, str] = {}
        typed = [item for item in self.field if item.typed]
        for spelling in ("alias", "name", "heading"):
            for item in typed:
                words = item.alias if spelling == "alias" else [getattr(item, spelling)]
                names.update({match_key(word): item.name for word in words})
        return names

    def __getstate__(self) -> dict[str, Any]:
        """Pickled with its headings: whoever reads a workbook asks for them."""
        return self.__dict__ | {"headings": self.headings}

    @property
    def unit_field(self) -> str:
        """The field of the key that names the enterprise a record belongs to; "" when there is none."""
        return next((name for name in self.key if self.fields[name].type == "单位"), "")

    @property
    def is_later(self) -> bool:
        """True for a ledger that workbooks made by earlier versions lack: they miss nothing."""
        return self.is_jurys or self.role in ("materials", "receipts", "delegates")

    def extended(self, more: list[Field]) -> Ledger:
        """A copy with `more` fields, those that the program fills last."""
        return replace(self, field=sorted([*self.field, *more], key=lambda item: item.program))


@shape(kw_only=True)
class Fact:
    """A thing the notice states once: `value` in `unit`, on whose word."""

    name: str
    value: Any
    source: str
    id: str = ""
    unit: str = ""


@shape(kw_only=True)
class Deadline:
    """`date` is the last day (inclusive); `start` the first, for a span."""

    name: str
    date: dt.date
    source: str
    id: str = ""
    start: dt.date | None = None
    note: str = ""


@shape(kw_only=True)
class Period:
    """A span of days, both included."""

    name: str
    start: dt.date
    end: dt.date
    source: str
    id: str = ""


@shape(kw_only=True)
class Option:
    """The words a field may hold, on whose word."""

    name: str
    values: list[str]
    source: str
    id: str = ""


@shape(kw_only=True)
class Award:
    """An award entries are made for: its records are those of `ledger` that match `where`.

    at     field at which a finding about the record as a whole stands
    forms  attachments made for each record; summary  the part of the summary table that lists it
    fee    元 each, None = the notice names none
    quota_column  column of the quota table, "" = none; limit  a limit in the text alone
    limit_per  field whose every value may have `limit` records, "" = the recommending unit
    """

    name: str
    ledger: str
    at: str
    forms: list[str] = field(default_factory=list)
    where: dict[str, list[str]] = field(default_factory=dict)
    fee: int | None = None
    fee_source: str = ""
    fee_id: str = ""
    quota_column: str = ""
    limit: int | None = None
    limit_per: str = ""
    limit_fallback: str = ""
    limit_source: str = ""
    limit_id: str = ""
    summary: str = ""


@shape(kw_only=True)
class Payee:
    """Who is paid, and where."""

    name: str
    account: str
    bank: str
    source: str
    id: str = ""


@shape(kw_only=True)
class QuotaTable:
    """The printed quota table: `rows` by unit, a value a column: a number, 自定, * or "" (not listed).

    printed_total  the printed sums; star_* what the note says of * and to which units it applies
    """

    columns: list[str]
    rows: dict[str, list[int | str]]
    printed_total: list[int]
    source: str
    id: str = ""
    free: str = "自定"
    star: str = "*"
    star_row: str = ""
    star_units: list[str] = field(default_factory=list)
    star_columns: list[str] = field(default_factory=list)
    star_least: int = 0
    star_most: int = 0
    star_source: str = ""
    star_id: str = ""


@shape(kw_only=True)
class WordLimit:
    """A document's length in 字 (inclusive)."""

    document: str
    most: int
    source: str
    id: str = ""


@shape(kw_only=True)
class Material:
    """A line of the materials list. `per` is an award's name or "单位"; copies original, of paper and electronic.

    when  as the notice says it; deadline  the id of the deadline it is due by, "" = the notice gives no day
    letter  the Word document of templates/文书 that prints it from a ledger, where it is none of the attachments
    """

    document: str
    per: str
    source: str
    id: str = ""
    form: str = ""
    original: int = 0
    copies: int = 0
    electronic: int = 0
    format: str = ""
    stamped: bool = False
    when: str = ""
    deadline: str = ""
    letter: str = ""
    note: str = ""


@shape(kw_only=True)
class Prize:
    """How many prizes of a level an award has."""

    award: str
    level: str
    count: int
    source: str
    id: str = ""


@shape(kw_only=True)
class Contradiction:
    """A thing the notice says in two ways; `says` holds each with its clause, `shown` what the program does."""

    topic: str
    says: list[dict[str, str]]
    shown: str


@shape(kw_only=True)
class Part:
    """A part of a form, in printed order.

    kind     label 附件N： · title · heading 一、… · line (words and blanks) · text · note · grid
    text     the words; each line a paragraph, blanks as in `grid`; a tab parts a line into places
    rows, widths  of a grid; records/where  the ledger its repeated rows list
    heights  least height in mm by row number (from 1)
    tabs     where the parts of a line begin, in % of the width; default evenly
    each     a list: the part, with those beside it of the same `each`, is printed once for each of its records
    space    blank above, in mm, beyond what the kind has
    font, face, color  size in pt, Chinese font and colour (RRGGBB), where they differ from those of the kind
    leading  pt from line to line, exactly: then a text is as high with whatever font a computer has
    level    1, 2 …: the outline level by which a table of contents lists it;  fresh  it begins on a new page
    """

    kind: str
    text: str = ""
    rows: str = ""
    widths: list[float] = field(default_factory=list)
    where: dict[str, list[str]] = field(default_factory=dict)
    heights: dict[str, float] = field(default_factory=dict)
    tabs: list[float] = field(default_factory=list)
    font: float = 0
    face: str = ""
    color: str = ""
    leading: float = 0
    each: str = ""
    space: float = 0
    level: int = 0
    fresh: bool = False
    id: str = ""

    grid: Grid | None = field(default=None, init=False)
    lines: tuple[Line, ...] = field(default=(), init=False)

    @property
    def listed(self) -> str:
        """The ledger its repeated rows list, "" = none: sums are over its records."""
        return next((row.ledger for row in self.grid.rows if row.repeats), "") if self.grid else ""


@shape(slots=False, kw_only=True)
class Form:
    """An attachment. mode: 逐条 one form a record of `ledger` · 单份 one, typed on its own tab (`field`)
    · 汇总 lists all records · 阅览 to be read only. pages: the foot of each page says its number.

    top, bottom  margins in mm where they are not the usual ones;  frame  a double line of this colour (RRGGBB)
    """

    id: str
    name: str
    mode: str
    part: list[Part]
    source: str
    ledger: str = ""
    where: dict[str, list[str]] = field(default_factory=dict)
    landscape: bool = False
    pages: bool = False
    top: float = 0
    bottom: float = 0
    frame: str = ""
    field: list[Field] = shapes.field(default_factory=list)
    note: str = ""

    notice: str = shapes.field(default="", init=False)
    file: str = shapes.field(default="", init=False)

    @property
    def tab(self) -> str:
        return f"{self.notice}{self.id}"

    @property
    def scope(self) -> str:
        """The ledger its blanks belong to: `ledger`, or the form itself where it is typed on its own tab."""
        return self.tab if self.mode == "单份" else self.ledger

    def __getstate__(self) -> dict[str, Any]:
        """Pickled with its parts sealed: who only reads and checks never opens them."""
        state = self.__dict__ | {"prints": self.prints}
        if "part" in state:
            state["sealed"] = pickle.dumps(state.pop("part"), pickle.HIGHEST_PROTOCOL)
        return state

    def __getattr__(self, name: str) -> Any:
        """The parts, opened when they are first asked for."""
        if name != "part" or "sealed" not in self.__dict__:
            raise AttributeError(name)
        self.part = pickle.loads(self.__dict__["sealed"])
        return self.part

    @cached_property
    def prints(self) -> set[tuple[str, str]]:
        """(ledger, field) of every blank."""
        return {(scope, blank.field) for scope, blank in self.blanks()}

    def blanks(self) -> Iterator[tuple[str, Blank]]:
        """Every blank with the ledger it belongs to."""
        for part in self.part:
            if part.grid:
                for row in part.grid.rows:
                    for blank in (blank for cell in row.cells for blank in cell.blanks):
                        yield blank.scope or row.ledger or (blank.sum and part.listed) or part.each or self.scope, blank
            for line in part.lines:
                for blank in line.blanks:
                    yield blank.scope or part.each or self.scope, blank


@shape(kw_only=True)
class Rule:
    """A check: calls the function `call` of rules.py with `params`."""

    call: str
    source: str
    id: str = ""
    level: str = "错误"
    ledger: str = ""
    where: dict[str, list[str]] = field(default_factory=dict)
    fix: str = ""
    params: dict[str, Any] = field(default_factory=dict, init=False)
