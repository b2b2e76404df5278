"""A closed workbook made anew with more in it: all of its records, whatever notice they are of, counted again after.

The workbook itself is never written to; what a new one made of records cannot carry is told before it appears.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import loose, strays
from .acceptance import Accepted, Edit
from .closed import read_sheets
from .notice import HOME, TEMPLATES, Field, Notice, list_notices, load_notice
from .records import Reading, Sheet, current_notice, read_season, typed_record
from .rules import Record, Season

MOST_NAMED = 5


class Miscounted(Exception):
    """The new workbook does not hold what it should; the message is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Old:
    """The workbook as it is: its tabs, its reading under its own notice, and under every other."""

    path: Path
    sheets: Mapping[str, Sheet]
    reading: Reading
    others: list[Reading]

    @property
    def notice(self) -> Notice:
        return self.reading.notice

    @property
    def other_notices(self) -> list[Notice]:
        return [other.notice for other in self.others]


def read_old(path: Path, templates: Path = TEMPLATES) -> Old:
    """Reads a workbook so that nothing of it is left out. Raises Unreadable or ForeignWorkbook."""
    sheets = read_sheets(path)
    notice = current_notice(sheets, templates)
    others = [load_notice(name, templates) for name in list_notices(templates) if name != notice.id]
    return Old(path, sheets, read_season(sheets, notice), [read_season(sheets, other) for other in others])


def season_with(season: Season, notice: Notice, accepted: Accepted) -> Season:
    """The season as it will be: every record it had, those changed as accepted, the new ones last."""
    after = Season(dict(season.ledgers), dict(season.single))
    for scope, edits in accepted.edits.items():
        fields = notice.fields_of(scope)
        changed = {id(edit.before): _record(edit, fields, scope) for edit in edits if edit.before is not None}
        if scope in notice.ledgers and not notice.ledgers[scope].single:
            rows = [changed.get(id(row), row) for row in season.ledgers.get(scope, [])]
            after.ledgers[scope] = rows + list(_new_rows(edits, fields, scope))
        else:
            after.single.update(zip([scope], changed.values(), strict=False))
    return after


def _new_rows(edits: Sequence[Edit], fields: dict[str, Field], scope: str) -> Iterator[Record]:
    return (_record(edit, fields, scope) for edit in edits if edit.before is None)


def _record(edit: Edit, fields: dict[str, Field], scope: str) -> Record:
    before = edit.before if edit.before is not None else Record(tab=scope)
    known = {name: raw for name, raw in before.raw.items() if name in fields}
    return typed_record(fields, known | edit.typed, before.tab, before.row, scope)


def whole_season(old: Old, accepted: Accepted) -> Season:
    """All records as they will be, with the columns and tables that only other notices have."""
    season = season_with(old.reading.season, old.notice, accepted)
    for other in old.others:
        for scope, record in other.season.single.items():
            season.single.setdefault(scope, record)
        for name, records in other.season.ledgers.items():
            rows = {record.row: record for record in records}
            for record in season.ledgers.get(name, []):
                _carry(record, rows.get(record.row) if record.row else None)
    return season


def _carry(record: Record, other: Record | None) -> None:
    if other is None:
        return
    for name in other:
        if name not in record:
            record[name], record.raw[name] = other[name], other.raw.get(name)
            record.bad |= {name} & other.bad


def reconciled(old: Old, accepted: Accepted, new: Mapping[str, Sheet]) -> list[tuple[str, int, int, int]]:
    """By ledger the records before, added and after, these as the new workbook's tabs have them. Raises Miscounted."""
    after = read_season(new, old.notice).season
    counts = []
    for name, records in old.reading.season.ledgers.items():
        added, now = accepted.added(name), len(after.ledgers.get(name, []))
        if len(records) + added != now:
            raise Miscounted(
                f"“{name}”应有{len(records) + added}条，新做的申报簿里有{now}条，没有留下它，请把申报簿发给维护人"
            )
        if now:
            counts.append((name, len(records), added, now))
    return counts


def left_behind(old: Old, new: Mapping[str, Sheet]) -> str:
    """One sentence: what of the old workbook the new one does not have."""
    columns, tabs = list(own_columns(old)), list(own_tabs(old, new))
    losses = [loss for loss in old.reading.losses if loss.cell and loss.tab != HOME]
    words = list(map(str, own_words(old)))
    parts = ["自己涂的颜色、写的批注、校验结果和日志"]
    parts += [f"自己加的{len(columns)}列（{_named(columns)}）"] if columns else []
    parts += [f"自己加的{len(tabs)}张表（{_named(tabs)}）"] if tabs else []
    parts += [f"写在表外的{len(words)}处话（{_named(words)}）"] if words else []
    parts += [f"读不进台账的{len(losses)}行（{losses[0].tab}!{losses[0].cell}等）"] if losses else []
    return f"新的申报簿带着原有的全部记录，不带{'、'.join(parts)}；这些在“{old.path.name}”里都还在"


def _named(names: list[str]) -> str:
    return "、".join(names[:MOST_NAMED]) + ("等" if len(names) > MOST_NAMED else "")


def own_columns(old: Old) -> Iterator[str]:
    """Cell and heading of each column of a ledger that is no field of any notice."""
    return map(str, strays.own_columns(strays.find_ledgers(old.sheets, _notices(old)), _notices(old)))


def own_words(old: Old) -> Iterator[strays.Stray]:
    """What is typed where no cell waits for it."""
    found = strays.find_ledgers(old.sheets, _notices(old))
    return loose.notes(old.sheets, _notices(old), found, loose.formulas_of(old.path))


def own_tabs(old: Old, new: Mapping[str, Sheet]) -> Iterator[str]:
    """Tabs with content that the program does not draw; a ledger on a renamed tab is carried all the same."""
    return map(str, strays.own_tabs(old.sheets, strays.find_ledgers(old.sheets, _notices(old)), new))


def _notices(old: Old) -> list[Notice]:
    return [reading.notice for reading in (old.reading, *old.others)]
