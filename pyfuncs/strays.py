"""What a workbook holds beside the columns of its own notice: columns that another notice asks for, and the clerk's."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import values
from .layout import ledger_names
from .notice import HOME, SENDER, Field, Notice
from .records import UNIT_FIELD, Reading, Sheet, address, find_ledger
from .values import text_of

NO_HEADING = "（没有表头）"
Found = dict[tuple[str, str], tuple[Sheet | None, int, dict[str, int]]]
"""Where each ledger stands, as `find_ledger` tells it, by the notice's id and the ledger's name."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A column, or a whole tab (cell and heading ""), that is none of the program's; or words in a cell that waits for
    none (is_note, heading: the words). filled: rows with content."""

    tab: str
    cell: str
    heading: str
    filled: int
    is_note: bool = False

    def __str__(self) -> str:
        return f"{self.tab}!{self.cell} {self.heading}" if self.cell else self.tab


def find_ledgers(sheets: Mapping[str, Sheet], notices: Iterable[Notice]) -> Found:
    """Where each ledger that has rows stands for each notice: looked for once, asked for by all below."""
    return {
        (notice.id, ledger.name): find_ledger(ledger, sheets)
        for notice in notices
        for ledger in notice.ledgers.values()
        if not ledger.single
    }


def carry(reading: Reading, found: Found, others: Sequence[Notice]) -> None:
    """Adds to the records of `reading`, read under its own notice, the columns that only `others` ask for."""
    for name, records in reading.season.ledgers.items():
        own = reading.notice.ledgers[name]
        sheet, heading, columns = found[reading.notice.id, name]
        if sheet is None or not records:
            continue
        further: dict[str, tuple[Field, int]] = {}
        for other in others:
            there, row, seen = found[other.id, name]
            if (there, row) == (sheet, heading):
                fields = other.ledgers[name].fields
                taken = {*columns.values(), *(col for _, col in further.values())}
                more = {item: col for item, col in seen.items() if item not in own.fields and col not in taken}
                further |= {item: (fields[item], col) for item, col in more.items() if item not in further}
        if further:
            records[0].columns.update({item: col for item, (_, col) in further.items()})
        for record in records if further else ():
            record.columns = records[0].columns
            for item, (field, col) in further.items():
                read = values.read(field.type, raw := sheet.at(record.row, col))
                record.raw[item], record[item] = raw, read.value
                if read.fault or (record.row, col) in sheet.errors:
                    record.bad.add(item)


def own_columns(found: Found, notices: Sequence[Notice]) -> Iterator[Stray]:
    """Each column of a ledger's tab that no notice knows, where it has a heading or holds anything: the clerk's own,
    and the second of two that are headed alike."""
    for name in ledger_names(notices):
        places = [found[notice.id, name] for notice in notices if (notice.id, name) in found]
        sheet, heading, _ = places[0]
        if sheet is None:
            continue
        known = {col for there, row, seen in places if (there, row) == (sheet, heading) for col in seen.values()}
        heads = sheet.rows[heading - sheet.first_row]
        below = sheet.rows[heading + 1 - sheet.first_row :]
        for at in range(max(map(len, (heads, *below)))):
            if (col := at + sheet.first_col) in known:
                continue
            head = text_of(heads[at]).strip() if at < len(heads) else ""
            filled = sum(1 for row in below if at < len(row) and text_of(row[at]).strip())
            if head or filled:
                yield Stray(sheet.name, address(heading, col), head or NO_HEADING, filled)


def own_tabs(sheets: Mapping[str, Sheet], found: Found, drawn: Container[str]) -> Iterator[Stray]:
    """Tabs with content that the program does not draw; a ledger on a renamed tab is the program's all the same.

    drawn  names of the tabs that a workbook of ours has
    """
    ledgers = {sheet.name for sheet, _, _ in found.values() if sheet is not None}
    for name, sheet in sheets.items():
        if name not in drawn and name not in ledgers and name != HOME:
            filled = sum(1 for row in sheet.rows if any(text_of(value).strip() for value in row))
            if filled:
                yield Stray(name, "", "", filled)


def other_senders(reading: Reading) -> int:
    """Rows that name another unit than the one on 首页 as theirs."""
    unit = values.match_key(reading.season.single[HOME].text(UNIT_FIELD))
    rows = [row for records in reading.season.ledgers.values() for row in records if row.get(SENDER) is not None]
    return sum(values.match_key(row.text(SENDER)) not in ("", unit) for row in rows)
