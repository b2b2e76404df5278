"""Records by column: each field taken out once, for questions that are asked of a whole column at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

from .values import KEYS, show

MISTYPED = object()
"""Stands in `Columns.known` for a value whose type check failed."""


class _Keys(dict[Any, str]):
    """Comparison keys by typed value, as values.KEYS gives them; none is forgotten."""

    def __missing__(self, value: Any) -> str:
        key = self[value] = KEYS[value]
        return key


class Columns:
    """Some records (rules.Record) by column, as they are when first asked for: a later change is not seen.

    A column has an item for every record, in their order.
    """

    def __init__(self, records: Iterable[Any]) -> None:
        self.records = list(records)
        self._typed: dict[str, list[Any]] = {}
        self._known: dict[str, list[Any]] = {}
        self._keys: dict[str, list[str]] = {}
        self._key_of = _Keys()
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
            self._keys[name] = list(map(self._key_of.__getitem__, self.typed(name)))
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
            keyed = {tuple(map(self._key_of.__getitem__, typed)): places for typed, places in spelt.items()}
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
    """Where each item stands; those that stand together, as the rows of a group mostly do, are looked at as one."""
    places: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    first = 0
    for item, run in groupby(items):
        end = first + len(list(run))
        places[item].extend(range(first, end))
        first = end
    return places


def _one_of_each(values: Iterable[Any], records: Iterable[Any]) -> dict[Any, Any]:
    """A record for each of the values: of the few that most columns hold the first rows have all."""
    values = list(values)
    missing, found = set(values), {}
    for value, record in zip(values, records, strict=True):
        if value in missing:
            missing.remove(value)
            found[value] = record
            if not missing:
                break
    return found


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
