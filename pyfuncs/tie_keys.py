"""The keys by which equal scores are told apart, as the jury has written them on 评审设定."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from .contest import Judging, exact
from .scores import Entry, Panel
from .settings import SETTINGS, WAYS
from .values import split_names, text_of

MEDIAN, HIGH, LOW = "中位数", "最高分", "最低分"
TieKey = tuple[str, Callable[[Entry], list[Fraction]]]
"""A key's name, and what it gives for an entry: higher first."""


def tie_keys(judging: Judging) -> tuple[list[TieKey], str]:
    """The tie keys that are set, in order, and a sentence for the first that means nothing."""
    found: list[TieKey] = []
    items = {item.name for table in judging.table for item in table.item}
    phases = [phase.name for phase in judging.phase]
    for word in split_names(text_of(judging.value("tie_keys") or "")):
        if word in phases:
            found.append((word, partial(_of_phase, word)))
        elif word == MEDIAN:
            found.append((word, partial(_weighted, judging, lambda panel: panel.median)))
        elif word in (HIGH, LOW):
            pick = max if word == HIGH else min
            found.append((word, partial(_weighted, judging, partial(_picked, pick))))
        elif word in items:
            found.append((word, partial(_weighted, judging, partial(_item_mean, word))))
        else:
            cell = judging.cells.get((WAYS, judging.words("tie_keys")), "")
            allowed = "、".join([*phases, MEDIAN, HIGH, LOW])
            return [], (
                f"“{SETTINGS}”{cell}：“{judging.words('tie_keys')}”写的是“{word}”，"
                f"应为{allowed}或评审项目的名称，请改正后再排名次。"
            )
    return found, ""


def _of_phase(phase: str, entry: Entry) -> list[Fraction]:
    panel = entry.panel(phase)
    return [(panel.score if panel else None) or Fraction()]


def _weighted(judging: Judging, value: Callable[[Panel], Fraction | None], entry: Entry) -> list[Fraction]:
    """`value` of each phase that counts, by the phase's weight."""
    total = Fraction()
    for phase in judging.counted():
        panel = entry.panel(phase.name)
        total += exact(phase.weight or 0) * ((value(panel) if panel and panel.valid else None) or Fraction())
    return [total]


def _picked(pick: Callable[[list[Fraction]], Fraction], panel: Panel) -> Fraction:
    return pick(panel.valid)


def _item_mean(name: str, panel: Panel) -> Fraction:
    """The mean of one item over the valid marks; 0 where the table has no such item."""
    items = panel.table.item if panel.table else []
    at = next((number for number, item in enumerate(items) if item.name == name), None)
    marks = [mark for mark in panel.marks if mark.total is not None]
    if at is None or not marks:
        return Fraction()
    return sum((mark.items[at] or Fraction() for mark in marks), Fraction()) / len(marks)
