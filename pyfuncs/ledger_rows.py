"""A record typed on a form becomes a ledger row, its members rows of their ledger: the cells to change, no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import values
from .changes import BLANK, NUMBER, TEXT, Put
from .mirror_tab import FormSheet, LedgerPlace, Refused
from .notice import Field
from .records import typed_record
from .rules import Record, Season, join_key
from .typed_boxes import Texts


@dataclass(slots=True)
class Rows:
    """What becomes of one ledger: `puts` the cells to change, `records` the records after it, by sheet row.

    added, updated  names (of a record: its title);  removed  the records whose rows are emptied
    """

    puts: list[Put] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[Record] = field(default_factory=list)


def cell_content(item: Field, raw: Any) -> tuple[str, str]:
    """Kind and text of a ledger's cell: the typed value, or the text as typed where it is none."""
    reading = values.READERS[item.type](raw)
    value = reading.value
    if raw is None or (value is None and not reading.fault):
        return BLANK, ""
    if reading.fault or isinstance(value, bool):
        return TEXT, values.text_of(raw)
    if isinstance(value, dt.date):
        return NUMBER, str(values.serial(value))
    return (NUMBER, repr(value)) if isinstance(value, int | float) else (TEXT, values.text_of(raw))


def differs(item: Field, before: Any, now: Any) -> bool:
    """True when the clerk typed something else: a number or day is the same however it is written."""
    if values.text_of(before) == values.text_of(now):
        return False
    if before is None or isinstance(before, str):
        return bool(values.text_of(before).strip() or values.text_of(now).strip())
    read = values.READERS[item.type]
    was, is_now = read(before), read(now)
    return bool(was.fault or is_now.fault) or was.value != is_now.value


def write_row(place: LedgerPlace, row: int, before: Record | None, typed: Texts) -> tuple[list[Put], Record]:
    """The cells of one row to change for what was typed, and the record as it will be read."""
    fields, old = place.ledger.fields, before.raw if before is not None else {}
    changed = {name: raw for name, raw in typed.items() if differs(fields[name], old.get(name), raw)}
    puts = [
        Put(place.sheet.name, row, place.columns[name], *cell_content(fields[name], raw))
        for name, raw in changed.items()
    ]
    record = typed_record(fields, old | changed, place.sheet.name, row, place.ledger.name)
    record.columns = place.columns
    return puts, record


def write_record(tab: FormSheet, old: Record | None, typed: Texts) -> tuple[Rows, Record]:
    """The ledger row of the form's own record: its own, or the first free one.

    Raises Refused when a field of the key is empty, another record has the same key, or no row is free.
    """
    place = tab.ledger(tab.form.ledger)
    row = old.row if old is not None else next(place.free_rows())
    puts, record = write_row(place, row, old, typed)
    _refuse_bad_key(tab, place, old, record)
    rows, name = Rows(puts), record.text(place.ledger.title)
    known = tab.reading.season.ledgers[place.ledger.name]
    rows.records = [record if other is old else other for other in known] + [record] * (old is None)
    (rows.added if old is None else rows.updated if puts else []).append(name)
    return rows, record


def _refuse_bad_key(tab: FormSheet, place: LedgerPlace, old: Record | None, record: Record) -> None:
    key = place.ledger.key
    empty = [name for name in key if not values.text_of(record.raw.get(name)).strip()]
    if empty:
        raise Refused(f"“{'”“'.join(empty)}”还空着，认不出是哪一条，请填上再存入台账")
    for other in tab.reading.season.ledgers[place.ledger.name]:
        if other is not old and join_key(other, key) == join_key(record, key):
            raise Refused(f"“{place.sheet.name}”第{other.row}行已有同样的一条（{'、'.join(key)}都相同），没有存入")


# -- members -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Team:
    """The rows of one member ledger around a record before and after it is stored.

    shown  the rows that the form showed, a place a row (None = gone since)
    mine   rows that go with the record;  there  rows that already bear its new key
    renamed the key's fields that are now written differently
    """

    place: LedgerPlace
    shown: list[Record | None]
    mine: list[Record]
    there: list[Record]
    key: Texts
    renamed: Texts


def team_of(tab: FormSheet, name: str, old: Record | None, new: Record, names: Sequence[str]) -> Team:
    """The team of a record that had the members `names` on its form. Rows shared with another record stay its own."""
    ledger = tab.notice.ledgers[name]
    key = {part: new.raw.get(part) for part in ledger.key}
    same = old is not None and join_key(old, ledger.key) == join_key(new, ledger.key)
    mine = tab.members(old, name) if old is not None and (same or not _shared(tab, old, ledger.key)) else []
    there = [] if same else tab.members(new, name)
    renamed = {
        part: raw
        for part, raw in key.items()
        if old is not None and differs(ledger.fields[part], old.raw.get(part), raw)
    }
    left = list(mine)
    shown = [_take(left, ledger.title, wanted) for wanted in names]
    return Team(tab.ledger(name), shown, mine, there, key, renamed)


def _shared(tab: FormSheet, record: Record, key: Sequence[str]) -> bool:
    """True when another record has the same team: a group with two topics."""
    others = tab.reading.season.ledgers[tab.form.ledger]
    return any(other is not record and join_key(other, key) == join_key(record, key) for other in others)


def _take(rows: list[Record], title: str, name: str) -> Record | None:
    """Takes the first row of that name out of `rows`."""
    for number, row in enumerate(rows):
        if values.match_key(values.text_of(row.raw.get(title))) == values.match_key(name):
            return rows.pop(number)
    return None


def write_members(tab: FormSheet, team: Team, typed: list[tuple[int, Texts]]) -> Rows:
    """The member rows for what was typed: (row on the form from 1, raw values) of each.

    A name keeps its row; a name typed over another takes that one's row; others go below the last row. Rows
    of the form that are typed nowhere any more are emptied, rows it never showed only follow the key.
    """
    rows, place = Rows(), team.place
    found = _matched(team, typed)
    free = place.free_rows()
    kept: dict[int, Record] = {}
    fresh: list[Record] = []
    for (_, raw), before in zip(typed, found, strict=True):
        key = team.key if before is None else team.renamed if _among(before, team.mine) else {}
        puts, record = write_row(place, before.row if before is not None else next(free), before, key | raw)
        rows.puts += puts
        name = record.text(place.ledger.title)
        (rows.added if before is None else rows.updated if puts else []).append(name)
        if before is None:
            fresh.append(record)
        else:
            kept[id(before)] = record
    rows.removed = [row for row in team.shown if row is not None and id(row) not in kept]
    for row in team.mine:
        if id(row) not in kept and not _among(row, rows.removed):
            puts, kept[id(row)] = write_row(place, row.row, row, team.renamed)
            rows.puts += puts
    rows.puts += [put for row in rows.removed for put in _emptied(place, row)]
    before_all = tab.reading.season.ledgers[place.ledger.name]
    rows.records = [kept.get(id(row), row) for row in before_all if not _among(row, rows.removed)] + fresh
    return rows


def _matched(team: Team, typed: list[tuple[int, Texts]]) -> list[Record | None]:
    """The ledger row of each member typed: by name, else the one shown in its place; None for a new one."""
    title, left = team.place.ledger.title, [*team.mine, *team.there]
    found = [_take(left, title, values.text_of(raw.get(title))) for _, raw in typed]
    for at, (number, _) in enumerate(typed):
        shown = team.shown[number - 1] if number <= len(team.shown) else None
        if found[at] is None and shown is not None and _among(shown, left):
            found[at] = shown
            left = [row for row in left if row is not shown]
    return found


def _among(row: Record, rows: Sequence[Record]) -> bool:
    return any(row is other for other in rows)


def _emptied(place: LedgerPlace, record: Record) -> Iterator[Put]:
    for name, col in place.columns.items():
        if record.raw.get(name) is not None:
            yield Put(place.sheet.name, record.row, col, BLANK, "")


def season_after(season: Season, ledgers: dict[str, Rows]) -> Season:
    """The season as it will be read once the rows are written."""
    return Season(season.ledgers | {name: rows.records for name, rows in ledgers.items()}, season.single)
