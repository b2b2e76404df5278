"""Drawing lots: an order that a seed alone decides, so that anybody can draw it again."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)
SEEDS = 10**6


def new_seed() -> int:
    """A seed nobody chose, of at most six digits."""
    return secrets.randbelow(SEEDS)


def drawn(names: Mapping[T, Sequence[str]], seed: int) -> list[T]:
    """The items in the order that the seed gives them; `names` are the words each is known by.

    Each item's lot is the SHA-256 of the seed and its names: the order does not depend on how they were listed.
    """
    return sorted(names, key=lambda item: (_lot(names[item], seed), tuple(names[item])))


def _lot(words: Iterable[str], seed: int) -> str:
    return hashlib.sha256("\x1f".join([str(seed), *words]).encode("utf-8")).hexdigest()
