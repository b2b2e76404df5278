"""From scores to places: exact order, ties kept as ties, what a tie across a line of prizes wants decided."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)
Keys = Callable[[T], Sequence[Fraction]]


@dataclass(slots=True)
class Place(Generic[T]):
    """One of a ranking. rank: equal for those tied; position: from 1, its own unless tied.

    lines     the lines (last places) that its tie crosses: not decided while there are any
    settled   how a tie was settled: 0 = there was none, else the number of the tie key (from 1), -1 = by ruling
    group     how many are tied with it, itself included
    """

    item: T
    rank: int
    position: int
    lines: list[int] = field(default_factory=list)
    settled: int = 0
    group: int = 1


def rank(
    values: Mapping[T, Fraction],
    lines: Sequence[int] = (),
    rulings: Mapping[T, int] | None = None,
    keys: Sequence[Keys[T]] = (),
) -> list[Place[T]]:
    """The items from the highest value down.

    Equal values are told apart by the tie keys in their order (each gives numbers, higher first), then by a ruling
    when every one of the tie has its own number; else they stay tied, in the order given. A tie crosses a line
    when some of its positions lie up to it and some beyond.
    """
    places: list[Place[T]] = []
    for _, tied in groupby(sorted(values, key=lambda item: -values[item]), key=lambda item: values[item]):
        group = [(item, 0) for item in tied]
        for part, settled in _apart([item for item, _ in group], keys, 1, 0):
            places += _numbered(part, settled, len(places) + 1, lines, rulings or {})
    return places


def _apart(group: list[T], keys: Sequence[Keys[T]], number: int, settled: int) -> list[tuple[list[T], int]]:
    """The group in parts that no key tells apart, with the number of the last key that did."""
    if len(group) == 1 or not keys:
        return [(group, settled)]
    told = {item: tuple(keys[0](item)) for item in group}
    ordered = sorted(group, key=lambda item: tuple(-value for value in told[item]))
    parts = [list(part) for _, part in groupby(ordered, key=lambda item: told[item])]
    used = number if len(parts) > 1 else settled
    return [found for part in parts for found in _apart(part, keys[1:], number + 1, used)]


def _numbered(
    part: list[T], settled: int, first: int, lines: Sequence[int], rulings: Mapping[T, int]
) -> list[Place[T]]:
    if len(part) == 1:
        return [Place(part[0], first, first, settled=settled)]
    given = {rulings[item] for item in part if item in rulings}
    if len(given) == len(part):
        ordered = sorted(part, key=lambda item: rulings[item])
        return [Place(item, first + n, first + n, settled=-1) for n, item in enumerate(ordered)]
    last = first + len(part) - 1
    crossed = sorted({line for line in lines if first <= line < last})
    return [Place(item, first, first + n, list(crossed), settled, len(part)) for n, item in enumerate(part)]
