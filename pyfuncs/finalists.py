"""Who goes on to the phases after the first: what is marked at an entry, 是 or 否, and what a blank then means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from .contest import Judging, Phase
from .scores import YES, Entry, ledger_with
from .values import match_key

NO = "否"
MOST_SAID = 6


def passed_over(entries: Iterable[Entry]) -> dict[int, str]:
    """Why an entry takes no part after the first phase, in words, by its id(): 否 is written, or it is not marked while
    another of its contest is 是. To be asked with all entries of a contest, whatever their venue."""
    own = [(entry, match_key(entry.record.text(entry.contest.finalist))) for entry in entries if entry.contest.finalist]
    chosen = {entry.contest.award for entry, mark in own if mark == YES}
    out = {}
    for entry, mark in own:
        if mark == NO:
            out[id(entry)] = f"“{entry.contest.finalist}”写的是“{NO}”"
        elif mark != YES and entry.contest.award in chosen:
            written = f"写的是“{entry.record.text(entry.contest.finalist)}”" if mark else f"没有填“{YES}”"
            out[id(entry)] = f"“{entry.contest.finalist}”{written}，别的填了“{YES}”"
    return out


def later(judging: Judging) -> list[Phase]:
    """The phases that only finalists take part in."""
    return judging.phase[1:]


def uncounted(entries: Iterable[Entry], over: Mapping[int, str], notice: Any) -> list[str]:
    """What must be said of scores that do not count, for those they are of take no part (`over` from passed_over):
    a sentence for each contest, phase and reason."""
    found: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for entry in entries:
        for phase in later(notice.judging) if id(entry) in over else ():
            panel = entry.panel(phase.name)
            if panel and panel.valid:
                contest = entry.contest
                found[contest.award, contest.finalist, over[id(entry)], phase.name].append(entry.name)
    says = []
    for (award, mark, why, phase_name), names in found.items():
        listed = "、".join(names[:MOST_SAID]) + (f"等{len(names)}个" if len(names) > MOST_SAID else "")
        says.append(
            f"{award}：{listed}的{why}，却有“{phase_name}”的评分，没有计入，上了场的请把“{mark}”改成“{YES}”，"
            f"没有上场的请在“{ledger_with(notice, 'scores').name}”里删去这些行。"
        )
    return says
