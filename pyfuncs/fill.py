"""What a form prints: which records it lists, and the text of each of its blanks.

Shared by the mirror tabs, the Word forms and the reading back of both.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from . import values
from .definitions import Ledger, Part
from .grid import NUMBER, TICK, Blank, Line, Row
from .notice import Field, Form
from .rounding import percent, printed
from .rules import Record, Season, matching
from .shapes import field, replace, shape

if TYPE_CHECKING:
    from fractions import Fraction

    from .notice import Vocabulary

NAME_MARK = "、"
RATE_DECIMALS = 2


@shape()
class Filling:
    """One form being filled: for a record (逐条), or for the whole season (`record` empty)."""

    notice: Vocabulary
    form: Form
    season: Season
    record: Record = field(default_factory=Record)
    _listed: dict[tuple[int, str], list[Record]] = field(default_factory=dict, compare=False)

    def each(self, ledger_name: str) -> Iterator[Filling]:
        """A filling for each record of a list: its own fields, and as members the rows that belong to it."""
        form = replace(self.form, ledger=ledger_name)
        for record in self.season.ledgers.get(ledger_name, []):
            yield replace(self, form=form, record=record)

    def rows(self, part: Part, ledger_name: str) -> list[Record]:
        """The records a repeated row lists: members of the form's record, or the ledger's where `part` says."""
        ledger = self.notice.ledgers[ledger_name]
        if self.form.ledger and ledger.parent == self.form.ledger:
            return self.season.members(self.record, ledger_name, ledger.key)
        key = id(part), ledger_name  # asked for again at each of many thousand boxes
        if key not in self._listed:
            records = self.season.ledgers.get(ledger_name, [])
            self._listed[key] = matching(records, part.where)
        return self._listed[key]

    def sheet_rows(self, part: Part, row: Row, least: int = 0) -> list[list[Record | None]]:
        """A repeated row as printed: rows of `row.across` records, None where blank.

        There are at least `least` of them (default: as many as the form prints)."""
        records: list[Record | None] = list(self.rows(part, row.ledger))
        count = max(least or row.least, -(-len(records) // row.across)) * row.across
        records += [None] * (count - len(records))
        return [records[at : at + row.across] for at in range(0, count, row.across)]

    def line(self, line: Line, record: Record | None = None, scope: str = "", number: int = 0) -> str:
        """A line's words with its blanks filled."""
        return "".join(
            piece if isinstance(piece, str) else self.text(piece, record, scope, number) for piece in line.pieces
        )

    def text(self, blank: Blank, record: Record | None = None, scope: str = "", number: int = 0) -> str:
        """The text of one blank of `record` (default: the form's own); its default words while it is empty."""
        if blank.field == NUMBER:
            return str(number) if number else ""
        scope = blank.scope or scope or self.form.scope
        if blank.scope:
            record = self.season.single.get(blank.scope)
        record = self.record if record is None else record
        item = self.notice.fields_of(scope)[blank.field]
        if blank.option:
            held = values.split_names(written(item, record))
            return TICK if blank.option in held else blank.default
        return value_text(item, record, self.season, self.notice.ledgers) or blank.default

    def column(
        self, blank: Blank, scope: str, records: Sequence[Record | None], first: int = 1, step: int = 1
    ) -> list[str]:
        """`text` of one blank of a repeated row for one record after the other, its default words where there is none:
        what the definitions say of it is looked up once.

        first, step  the number of the first record, and by how much that of each one following is greater"""
        item, default = self.notice.fields_of(scope).get(blank.field), blank.default
        if item is None or blank.scope or blank.option or item.derived or item.ratio:
            return [
                default if record is None else self.text(blank, record, scope, number)
                for number, record in zip(itertools.count(first, step), records, strict=False)
            ]
        name, show = item.name, values.show
        said = [
            ""
            if record is None
            else written(item, record)
            if name in record.bad
            else value
            if type(value := record.get(name)) is str
            else show(value)
            for record in records
        ]
        return [text or default for text in said]

    def sum(self, part: Part, blank: Blank) -> str:
        """The sum of a field over the records `part` lists; empty or mistyped cells do not count, "" when none does."""
        listed = self.rows(part, part.listed)
        numbers = [record[blank.field] for record in listed if isinstance(record.get(blank.field), (int, float))]
        return values.show(sum(numbers)) if numbers else ""


def written(item: Field, record: Record) -> str:
    """The field as the record holds it: the typed value, or the raw text where it could not be typed."""
    if item.name in record.bad:
        return values.text_of(record.raw.get(item.name))
    return record.text(item.name)


def unread(record: Record, name: str) -> str:
    """What is written in a cell that could not be typed; "" where it could, or where the cell is empty."""
    return values.text_of(record.raw.get(name)) if name in record.bad and record.get(name) is None else ""


def value_text(item: Field, record: Record, season: Season, ledgers: dict[str, Ledger]) -> str:
    """A field as printed: members' names joined by 、, rates to two decimals, dates as 2018年6月10日."""
    if item.derived:
        ledger = ledgers[item.derived["ledger"]]
        rows = season.members(record, ledger.name, ledger.key)
        return NAME_MARK.join(filter(None, (row.text(item.derived["field"]) for row in rows)))
    if item.ratio:
        rate = ratio(record, item)
        return "" if rate is None else printed(rate, RATE_DECIMALS)
    return written(item, record)


def ratio(record: Record, item: Field) -> Fraction | None:
    """A rate in % from its inputs, exactly; None when one is missing or the denominator is 0."""
    numerator, denominator = (record.get(name) for name in item.ratio)
    if numerator is None or not denominator:
        return None
    return percent(numerator, denominator)


def records_of(form: Form, season: Season) -> list[Record]:
    """The records a 逐条 form is made for, in the ledger's order; for other forms one empty record or the typed one."""
    if form.mode == "逐条":
        return matching(season.ledgers.get(form.ledger, []), form.where)
    return [season.single.get(form.tab, Record())]


def unprinted(form: Form) -> Iterator[Field]:
    """Fields of a form typed on its own tab that it does not print: the inputs beside it."""
    for item in form.field:
        if (form.scope, item.name) not in form.prints:
            yield item
