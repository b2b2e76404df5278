"""What stands beside a ledger that the program writes anew, in columns of the clerk's own: it goes with its record."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from .blocks import Cell
from .changes import FORMULA, Change, Like, Put, put
from .mirror_tab import LedgerPlace
from .values import match_key, serial, text_of

Formulas = Callable[[str], Collection[Cell]]
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Moved:
    """The changes to make, and one sentence on what no row is left for ("" = there is none)."""

    changes: list[Change]
    says: str


def follow(place: LedgerPlace, rows: Sequence[Mapping[str, Any]], ours: Collection[int], formulas: Formulas) -> Moved:
    """Takes what stands in other columns than `ours` to where its record stands among `rows`, by the ledger's key.

    What stood beside a record that `rows` no longer have, or beside none, stays below them. A formula stays in its
    row: filled down, it reckons for whatever row it stands in.
    rows      values by role; the first stands below the heading
    formulas  as Desk.formulas
    """
    held = _held(place, ours, formulas)
    target, lost = _targets(place, rows, held)
    moved = {(target[row], col): (row, value) for row, cells in held.items() for col, value in cells.items()}
    tab, looks, puts = place.sheet.name, [], []
    for (row, col), (before, value) in moved.items():
        if row != before:
            if isinstance(value, dt.date) and not isinstance(place.sheet.at(row, col), dt.date):
                looks.append(Like(tab, row, col, row, col, tab, before, col))
            puts.append(_put(tab, row, col, value))
    left = [(row, col) for row, cells in held.items() for col in cells if (row, col) not in moved]
    puts += [put(tab, row, col, None) for row, col in left]
    return Moved([*looks, *puts], _says(place, {row: target[row] for row in lost}))


def _held(place: LedgerPlace, ours: Collection[int], formulas: Formulas) -> dict[int, dict[int, Any]]:
    """By row and column, what stands in other columns and is not reckoned there."""
    sheet, held = place.sheet, {}
    for row in range(place.heading + 1, place.used + 1):
        others = (col for col in place.every if col not in ours)
        held[row] = {col: value for col in others if text_of(value := sheet.at(row, col)).strip()}
    if any(held.values()):
        for row, col in formulas(sheet.name):
            held.get(row, {}).pop(col, None)
    return {row: cells for row, cells in held.items() if cells}


def _targets(
    place: LedgerPlace, rows: Sequence[Mapping[str, Any]], held: Collection[int]
) -> tuple[dict[int, int], list[int]]:
    """The row that each of `held` goes to, and those whose record is gone; of two alike the first stays the first."""
    fields = [place.ledger.fields[name] for name in place.ledger.key]
    names = {item.role: item.name for item in fields if item.role}  # who sent a row was not always written
    free: dict[tuple[str, ...], deque[int]] = defaultdict(deque)
    for row, values in enumerate(rows, start=place.heading + 1):
        free[tuple(match_key(text_of(values.get(role))) for role in names)].append(row)
    target: dict[int, int] = {}
    lost = []
    for row in range(place.heading + 1, place.used + 1):
        key = tuple(match_key(text_of(place.sheet.at(row, place.columns[name]))) for name in names.values())
        if free[key]:
            target[row] = free[key].popleft()
        elif row in held and any(key):
            lost.append(row)
        elif row in held and row > place.heading + len(rows):
            target[row] = row
    taken = set(target.values())
    below = (row for row in count(place.heading + len(rows) + 1) if row not in taken)
    return target | {row: next(below) for row in held if row not in target}, lost


def _put(tab: str, row: int, col: int, value: Any) -> Put:
    if isinstance(value, bool):
        return Put(tab, row, col, FORMULA, f"={str(value).upper()}")
    return put(tab, row, col, serial(value) if isinstance(value, dt.date) else value)


def _says(place: LedgerPlace, lost: Mapping[int, int]) -> str:
    """“获奖名单”已没有甲、乙，旁边自己填的内容…"""
    if not lost:
        return ""
    title = place.columns[place.ledger.title]
    names = "、".join(text_of(place.sheet.at(row, title)) for row in list(lost)[:MOST_NAMED])
    names += f"等{len(lost)}行" if len(lost) > MOST_NAMED else ""
    rows = "、".join(str(row) for row in list(lost.values())[:MOST_NAMED])
    rows += f"行等{len(lost)}行" if len(lost) > MOST_NAMED else "行"
    return f"“{place.sheet.name}”已没有{names}，旁边自己填的内容没有删，移到第{rows}，请核对。"
