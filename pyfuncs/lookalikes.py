"""Names that may mean the same: alike but for width or brackets, one sign apart, a short form inside a full one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .values import match_key

SAME, ONE, SHORT = "只差空格、括号或全角半角", "只差一个字", "一个是另一个的一部分"
LEAST_SHORT = 4
"""Signs that a short form has at least: fewer stand in many names."""
FORMS = re.compile(r"(股份|有限|责任|集团|公司)")


def alike(names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(name, other, why) of every two different texts that may be one name, each pair once."""
    keyed = [(name, match_key(name), core(name)) for name in dict.fromkeys(names) if name.strip()]
    for number, (name, key, inner) in enumerate(keyed):
        for other, key2, inner2 in keyed[number + 1 :]:
            why = _why(key, key2, inner, inner2)
            if why:
                yield name, other, why


def core(name: str) -> str:
    """What tells an enterprise from others: its name without 有限公司 and the like."""
    return FORMS.sub("", match_key(name))


def _why(key: str, other: str, inner: str, inner2: str) -> str:
    if key == other:
        return SAME
    if abs(len(key) - len(other)) <= 1 and one_apart(key, other):
        return ONE
    short, long = sorted((inner, inner2), key=len)
    return SHORT if len(short) >= LEAST_SHORT and short in long else ""


def one_apart(key: str, other: str) -> bool:
    """True when one sign changed, added or left out makes one of the other."""
    short, long = sorted((key, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]
