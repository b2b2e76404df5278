"""The outcome of a contest as rows: of the results and the winners by role, of the detail by column."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from .contest import Judging
from .judging import Outcome, Rulings, Standing
from .notice import Notice
from .rounding import printed, unrounded
from .rules import SENDER
from .scores import COUNTED, Entry, ledger_with
from .tie_keys import MEDIAN
from .values import text_of

Printer = Callable[[Fraction], str]
DETAIL_WIDTHS = (9, 28, 22, 30, 12, 22, 9, 9, 9, 9, 10, 16)
"""Widths in characters of the detail's columns but for the judges' that follow."""
DETAIL_SCORES = range(7, 11)
"""Those of them (from 0) that hold scores as numbers."""
JUDGE_WIDTH = 14
DETAIL_KEY = ("venue", "unit", "name", "topic", "phase")
"""Roles of its first columns, which tell its lines apart."""
LEANING = "评委平均偏离（高于同组平均为正，只列出，不改分）"


def printer(judging: Judging) -> Printer:
    """How the jury prints a score: its decimals, its way of rounding."""
    return functools.partial(printed, decimals=int(judging.value("decimals")), way=judging.value("rounding"))


def phases_text(entry: Entry, shown: Printer) -> str:
    """'资料初审 85.20；现场发表 90.10'."""
    scores = [(panel.phase.name, panel.score) for panel in entry.panels]
    return "；".join(f"{name} {shown(score)}" for name, score in scores if score is not None)


def result_rows(outcome: Outcome, judging: Judging, rulings: Rulings) -> list[dict[str, Any]]:
    """The rows of the results by role; a ruling stays with the tie it was made for and nowhere else.

    While nothing can be ranked it stays with its entry. Of a merged workbook's entries also who sent them, by name.
    """
    shown = printer(judging)
    rows = []
    for item in outcome.standings:
        entry = item.entry
        row: dict[str, Any] = {"award": entry.contest.award, "venue": entry.venue, "unit": entry.unit}
        row |= {"name": entry.name, "topic": entry.topic, "remark": item.remark} | _sender(entry)
        row |= {"level": item.level, "promoted": item.promoted, "phases": phases_text(entry, shown)}
        if item.final is not None:
            row |= {"exact": item.exact} | _final(item, shown)
        ruling = rulings.get((entry.contest.award, entry.key))
        if ruling and entry.contest.is_scored and outcome.refused:  # it waits for a ranking to be made again
            row["ruling"], row["exact"] = ruling
        if item.place is not None:
            row["rank"] = item.place.rank
            tied = item.place.lines or item.place.settled < 0
            if ruling and tied and ruling[1] == row.get("exact"):
                row["ruling"] = ruling[0]
        rows.append(row)
    return rows


def winner_rows(outcome: Outcome, judging: Judging, serial: float) -> list[dict[str, Any]]:
    """The rows of the winners by role: whoever has a prize or goes on; `serial` is the day's serial number.

    Certificates are numbered, so only those with a prize get a number. Of a merged workbook's entries also who sent
    them, by name.
    """
    shown, number = printer(judging), text_of(judging.value("number") or "")
    rows = []
    for item in outcome.standings:
        if item.place is None or not (item.level or item.promoted):
            continue
        entry = item.entry
        row: dict[str, Any] = {"award": entry.contest.award, "level": item.level, "rank": item.place.rank}
        row |= {"venue": entry.venue, "unit": entry.unit, "name": entry.name, "topic": entry.topic}
        row |= _final(item, shown)
        row |= {"promoted": item.promoted, "year": judging.value("year"), "date": serial, "remark": item.remark}
        row |= _sender(entry)
        if item.level:
            row["number"] = number
            number = following_number(number)
        rows.append(row)
    return rows


def _sender(entry: Entry) -> dict[str, str]:
    """Who sent it, where that was said."""
    sender = entry.record.text(SENDER)
    return {SENDER: sender} if sender else {}


def _final(item: Standing, shown: Printer) -> dict[str, float]:
    """The printed score by its role; {} where only a place was typed."""
    if item.final is None or item.by_place:
        return {}
    return {"final": float(shown(item.final))}


def following_number(number: str) -> str:
    """The next number: the digits at its end one higher, as many of them: 2023-009 → 2023-010; "" stays ""."""
    digits = len(number) - len(number.rstrip("0123456789"))
    if not digits:
        return number
    return number[:-digits] + str(int(number[-digits:]) + 1).zfill(digits)


def detail_table(outcome: Outcome, notice: Notice, leaning: Mapping[tuple[str, str], Fraction]) -> list[list[Any]]:
    """Headings and rows of the detail: an entry and phase a row, a column a judge with what became of his total;
    below, how far each judge is from his panels."""
    judging = notice.judging
    assert judging is not None
    results, scored = ledger_with(notice, "results"), ledger_with(notice, "scores")
    shown = printer(judging)
    panels = [(entry, panel) for entry in outcome.entries for panel in entry.panels]
    names = list(dict.fromkeys(mark.judge for _, panel in panels for mark in panel.marks))
    heads = [results.named(role) for role in ("venue", "unit", "name", "topic")] + [scored.named("phase")]
    rows: list[list[Any]] = [[*heads, "评分表", "有效评委", "平均分", MEDIAN, "极差", "阶段得分", "未取整", *names]]
    for entry, panel in panels:
        numbers = [_number(value, shown) for value in (panel.mean, panel.median, panel.spread, panel.score)]
        exact_score = "" if panel.score is None else unrounded(panel.score)
        marks: dict[str, str] = {}
        for mark in panel.marks:
            total = "" if mark.total is None else unrounded(mark.total)
            marks[mark.judge] = total if mark.fate == COUNTED else f"{total} {mark.fate}".strip()
        words = [entry.venue, entry.unit, entry.name, entry.topic, panel.phase.name]
        table = panel.table.name if panel.table else ""
        rows.append([*words, table, len(panel.valid), *numbers, exact_score, *(marks.get(name, "") for name in names)])
    for phase in judging.phase:
        own = {name: leaning[phase.name, name] for name in names if (phase.name, name) in leaning}
        if own:
            blank = [""] * 6
            head = ["", LEANING, "", "", phase.name, "", *blank]
            rows.append(head + [_signed(own[name], shown) if name in own else "" for name in names])
    return rows


def _number(value: Fraction | None, shown: Printer) -> Any:
    return "" if value is None else float(shown(value))


def _signed(value: Fraction, shown: Printer) -> str:
    text = shown(value)
    return text if value <= 0 else f"+{text}"


def winners_summary(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Counts and names of the winners, an award and level a line."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    promoted: list[str] = []
    for row in rows:
        if row["level"]:
            groups[row["award"], row["level"]].append(row["name"])
        if row["promoted"]:
            promoted.append(row["name"])
    lines = [
        f"{award}{'' if level == award else ' ' + level}{len(names)}个：{'、'.join(names)}"
        for (award, level), names in groups.items()
    ]
    return [*lines, f"报省{len(promoted)}个：{'、'.join(promoted)}"] if promoted else lines
