"""The jury's tabs in an open workbook: where they stand, and their rows written anew."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .changes import Change, Put, Wipe, put
from .contest import Judging
from .definitions import Ledger
from .desk import Desk, warned
from .formulas import column_number
from .listing import runs
from .margin import Moved, follow
from .mirror_tab import LedgerPlace, Refused
from .notice import Notice
from .outcome_rows import DETAIL_KEY, LEANING
from .records import Sheet, find_ledger
from .scores import NoJudging, judges_of, ledger_with
from .values import match_key, text_of

ADDRESS = re.compile(r"([A-Z]+)(\d+)")


spoken = warned(NoJudging, Refused)
"""A button that answers with a plain sentence, and changes nothing, where there is nothing to judge."""


def judged(desk: Desk) -> tuple[Notice, Judging]:
    """The notice in use and its judging as the workbook sets it. Raises NoJudging."""
    notice = desk.reading.notice
    if notice.judging is None:
        raise NoJudging(f"“{notice.name}”没有评审的规定，用不着这个按钮")
    return notice, notice.judging


def stand(desk: Desk, role: str) -> LedgerPlace:
    """Where the jury's ledger with this role stands. Raises NoJudging without a jury, or as `stand_of` does."""
    return stand_of(desk, ledger_with(desk.reading.notice, role))


def stand_of(desk: Desk, ledger: Ledger) -> LedgerPlace:
    """Where a ledger stands. Raises NoJudging when the workbook has no such tab."""
    sheet, heading, columns = find_ledger(ledger, desk.sheets)
    if sheet is None:
        raise NoJudging(f"工作簿里没有“{ledger.name}”表，请用“新建申报簿”另建一本，把台账粘贴过去")
    return LedgerPlace(ledger, sheet, heading, columns)


def rewrite(desk: Desk, place: LedgerPlace, rows: Sequence[Mapping[str, Any]]) -> Moved:
    """Empties the columns that the program fills under the headings and writes `rows` there, by role, or by name where
    a field has none; what stands in other columns goes with its record."""
    said = set().union(*rows)
    fields = [item for item in place.ledger.field if item.name in place.columns and (item.role or item.name in said)]
    ours = {item.role or item.name: place.columns[item.name] for item in fields}
    moved = follow(place, rows, ours.values(), desk.formulas)
    changes: list[Change] = []
    if place.used > place.heading:
        for first, last in runs(ours.values()):
            changes.append(Wipe(place.sheet.name, place.heading + 1, first, place.used, last))
    for row, values in enumerate(rows, start=place.heading + 1):
        for role, value in values.items():
            if role in ours and value not in (None, ""):
                changes.append(put(place.sheet.name, row, ours[role], value))
    return Moved([*changes, *moved.changes], moved.says)


def rewrite_detail(desk: Desk, sheet: Sheet, heading: int, table: Sequence[Sequence[Any]]) -> Moved:
    """Writes the detail anew from the row of its headings (from 1) on. What stands in columns of the clerk's own goes
    with its line; those columns stay where they are, the judges' go round them."""
    place = _detail_place(desk.reading.notice, sheet, heading)
    own = _own_columns(place, {match_key(name) for name in (*table[0], *_judges(desk))})
    columns = list(itertools.islice((col for col in itertools.count(1) if col not in own), len(table[0])))
    ours = sorted({*place.every, *columns} - own)
    lines = [dict(zip(DETAIL_KEY, line, strict=False)) for line in table[1:]]
    moved = follow(place, lines, ours, desk.formulas)
    changes: list[Change] = []
    if sheet.first_row + len(sheet.rows) > heading:
        changes += [Wipe(sheet.name, heading, first, place.used, last) for first, last in runs(ours)]
    for row, values in enumerate(table, start=heading):
        pairs = zip(columns, values, strict=False)
        changes += [put(sheet.name, row, col, value) for col, value in pairs if value not in (None, "")]
    return Moved([*changes, *moved.changes], moved.says)


def _detail_place(notice: Notice, sheet: Sheet, heading: int) -> LedgerPlace:
    """The detail as if it were a ledger: a line is an entry in a phase."""
    ledgers = [ledger_with(notice, role) for role in ("results", "scores")]
    by_role = {item.role: item for ledger in reversed(ledgers) for item in ledger.field}
    fields = [by_role[role] for role in DETAIL_KEY]
    key = [item.name for item in fields[1:]]  # an entry that is given a venue is the same one
    ledger = Ledger(name=sheet.name, code=ledgers[0].code, field=fields, key=key, title=ledgers[0].title)
    return LedgerPlace(ledger, sheet, heading, {item.name: col for col, item in enumerate(fields, start=1)})


def _judges(desk: Desk) -> list[str]:
    reading = desk.reading
    name = ledger_with(reading.notice, "judges").key[0]
    return [record.text(name) for record in judges_of(reading.season, reading.notice)]


def _own_columns(place: LedgerPlace, known: Collection[str]) -> set[int]:
    """The columns with anything in them that are neither headed as `known` nor a judge's who is gone: a judge's says
    how far he is from the others."""
    unit = place.column("unit")
    leaning = [row for row in range(place.heading, place.used + 1) if place.sheet.at(row, unit) == LEANING]
    own = set()
    for col in place.every:
        cells = [text_of(place.sheet.at(row, col)).strip() for row in range(place.heading, place.used + 1)]
        judges = any(text_of(place.sheet.at(row, col)).strip() for row in leaning)
        if any(cells) and not judges and match_key(cells[0]) not in known:
            own.add(col)
    return own


def put_at(tab: str, cell: str, value: object) -> Put:
    """A put for a cell named by its address."""
    found = ADDRESS.fullmatch(cell)
    assert found is not None
    return put(tab, int(found[2]), column_number(found[1]), value)
