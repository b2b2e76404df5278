"""Small seasons made of counts: so many records of each award, of one recommending unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyfuncs.notice import HOME, Notice
from pyfuncs.rules import Record, Season


def records(ledger: str, rows: Iterable[dict[str, Any]]) -> list[Record]:
    """The rows as records of a ledger, in sheet rows 5, 6, …; their raw values are their values."""
    made = []
    for number, row in enumerate(rows, start=5):
        record = Record(dict(row), ledger, number)
        record.raw = dict(row)
        record.columns = {name: col for col, name in enumerate(row, start=1)}
        made.append(record)
    return made


def season_of(unit: str, ledgers: dict[str, list[dict[str, Any]]] | None = None, **single: dict[str, Any]) -> Season:
    """A season of `unit` with these rows; `single` are forms typed on their own tab, by tab."""
    season = Season({name: records(name, rows) for name, rows in (ledgers or {}).items()})
    season.single[HOME] = Record({"推荐单位": unit}, HOME)
    for tab, row in single.items():
        season.single[tab] = Record(dict(row), tab)
    return season


def filled(notice: Notice, unit: str, more: dict[str, int] | None = None) -> Season:
    """A season in which `unit` has as many records of each award as the notice allows, and `more` of some."""
    ledgers: dict[str, list[dict[str, Any]]] = {}
    for award in notice.award:
        quota = notice.quota_of(unit, award.name)
        count = (quota.most or 0) if quota else 0
        count += (more or {}).get(award.name, 0)
        rows = ledgers.setdefault(award.ledger, [])
        where = {name: options[0] for name, options in award.where.items()}
        subset = [row for row in rows if award.where.keys() <= {"上会发表"} and award.where]
        for row in subset[:count]:
            row.update(where)
        if not subset:
            rows += [{award.at: f"{award.name}{number}"} | where for number in range(count)]
    return season_of(unit, ledgers)
