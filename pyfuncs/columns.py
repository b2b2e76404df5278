"""Records by column: each field taken out once, for questions that are asked of a whole column at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from operator import itemgetter
from typing import Any

from .values import KEPT, KEYS, show

MISTYPED = object()
"""Stands in `Columns.known` for a value whose type check failed."""
FIRST = 1024
"""Of so many rows a record is sought for each value before all are."""


class Columns:
    """Some records (rules.Record) by column, as they are when first asked for: a later change is not seen.

    A column has an item for every record, in their order.
    """

    def __init__(self, records: Iterable[Any]) -> None:
        self.records = list(records)
        self._typed: dict[str, list[Any]] = {}
        self._known: dict[str, list[Any]] = {}
        self._keys: dict[str, list[str]] = {}
        self._joint: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        self._by_key: dict[tuple[str, ...], dict[tuple[str, ...], list[int]]] = {}
        self._samples: dict[tuple[str, ...], tuple[list[Any], dict[Any, Any]]] = {}

    def typed(self, name: str) -> list[Any]:
        """The typed values, None where empty."""
        if name not in self._typed:
            self._typed[name] = column(self.records, name)
        return self._typed[name]

    def known(self, name: str) -> list[Any]:
        """The typed values, MISTYPED where the type check failed."""
        if name not in self.mistyped:
            return self.typed(name)
        if name not in self._known:
            pairs = zip(self.typed(name), self.records, strict=True)
            self._known[name] = [MISTYPED if name in record.bad else value for value, record in pairs]
        return self._known[name]

    @cached_property
    def mistyped(self) -> set[str]:
        """The fields whose type check failed in any record."""
        return bad_fields(self.records)

    def keys(self, name: str) -> list[str]:
        """The comparison keys of the values, "" where empty."""
        if name not in self._keys:
            typed = self.typed(name)
            keys = KEYS if len(typed) <= KEPT else {value: KEYS[value] for value in set(typed)}
            self._keys[name] = list(map(keys.__getitem__, typed))
        return self._keys[name]

    def joint(self, names: Iterable[str]) -> list[tuple[str, ...]]:
        """The comparison keys of several fields together, as rules.join_key gives them for a record."""
        names = tuple(names)
        if names not in self._joint:
            self._joint[names] = list(zip(*map(self.keys, names), strict=True)) if names else [()] * len(self.records)
        return self._joint[names]

    def by_key(self, names: Iterable[str]) -> dict[tuple[str, ...], list[int]]:
        """By the comparison keys of several fields together: at which places of a column they stand."""
        names = tuple(names)
        if names not in self._by_key:
            spelt = _places(zip(*map(self.typed, names), strict=True) if names else self.joint(names))
            keyed = {tuple(map(KEYS.__getitem__, typed)): places for typed, places in spelt.items()}
            self._by_key[names] = keyed if len(keyed) == len(spelt) else _places(self.joint(names))
        return self._by_key[names]

    def samples(self, names: Iterable[str]) -> tuple[list[Any], dict[Any, Any]]:
        """The known values of the fields, as one column of tuples where there are several, and for every value that
        there is a record that has it."""
        names = tuple(names)
        if names not in self._samples:
            known = list(map(self.known, names))
            values = known[0] if len(known) == 1 else list(zip(*known, strict=True))
            self._samples[names] = values, _one_of_each(values, self.records)
        return self._samples[names]

    def matching(self, where: Mapping[str, Container[str]]) -> Columns:
        """Those records of which every field of `where` holds one of its options, as rules.matches says."""
        found = self
        for name, options in where.items():
            typed = found.typed(name)
            found = Columns(found.having(typed, {value for value in set(typed) if show(value) in options}))
        return found

    def having(self, values: Iterable[Any], wanted: Container[Any]) -> list[Any]:
        """The records whose item in the column `values` is one of those `wanted`."""
        if not wanted:
            return []
        return [record for record, value in zip(self.records, values, strict=True) if value in wanted]


def _places(items: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], list[int]]:
    places: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for number, item in enumerate(items):
        places[item].append(number)
    return places


def _one_of_each(values: Sequence[Any], records: Sequence[Any]) -> dict[Any, Any]:
    """A record for each of the values: of the few that most columns hold the first rows have all."""
    found = dict(zip(values[:FIRST], records[:FIRST], strict=True))
    return found if len(values) <= FIRST or len(found) == len(set(values)) else dict(zip(values, records, strict=True))


def column(rows: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    """The values of `name`, None where a row has none."""
    try:
        return list(map(itemgetter(name), rows))
    except KeyError:
        return [row.get(name) for row in rows]


def values_held(rows: Sequence[Mapping[str, Any]]) -> dict[str, set[Any]]:
    """The different values of every field that any of the rows has, None among them where one lacks it."""
    names = list(rows[0]) if rows else []
    if set(map(len, rows)) == {len(names)}:
        with suppress(KeyError):  # where none is raised every row has the names of the first, and no others
            return {name: set(map(itemgetter(name), rows)) for name in names}
    every = dict.fromkeys(name for row in rows for name in row)
    return {name: {row.get(name) for row in rows} for name in every}


def bad_fields(records: Iterable[Any]) -> set[str]:
    """The fields whose type check failed in any of the records."""
    return {name for record in records if record.bad for name in record.bad}


def repeated(items: Iterable[Hashable], most: int = 1) -> set[Any]:
    """The items that come more than `most` times."""
    items = list(items)
    if most and len(set(items)) == len(items):
        return set()
    return {item for item, count in Counter(items).items() if count > most}
