"""The judges' scores of every entry, reckoned exactly: who counts, who is left out and why, mean, median, spread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .contest import Contest, Judging, Phase, ScoreTable, exact
from .definitions import Ledger
from .rules import Record, Season, matches
from .values import match_key, show, text_of

YES = "是"
COUNTED, HIGHEST, LOWEST = "有效", "去高", "去低"
OWN, ASKED, ABSENT, STRANGER, TWICE = "回避（本单位）", "回避", "缺", "不在评委名单", "重复"
ELSEWHERE = "别的会场"
Key = tuple[str, ...]


NO_ENTRY = "还没有参评的申报，请先录入台账"


class NoJudging(Exception):
    """The notice does not judge, or lacks what judging needs; the message is one Chinese sentence."""


@dataclass(slots=True)
class Mark:
    """One judge's sheet for one entry in one phase. fate: 有效 去高 去低, or why it is left out.

    items  by the lines of the score table, None = missing;  total  None where it does not count
    """

    judge: str
    items: list[Fraction | None] = field(default_factory=list)
    total: Fraction | None = None
    fate: str = COUNTED
    record: Record | None = None


@dataclass(slots=True)
class Panel:
    """All judges' marks for one entry in one phase, in the order of the judges' ledger."""

    phase: Phase
    table: ScoreTable | None
    marks: list[Mark]

    @property
    def valid(self) -> list[Fraction]:
        """The totals that are valid, those that are trimmed included."""
        return [mark.total for mark in self.marks if mark.total is not None]

    @property
    def score(self) -> Fraction | None:
        """The phase's score, unrounded: the mean of what trimming has left."""
        return _mean(mark.total for mark in self.marks if mark.fate == COUNTED and mark.total is not None)

    @property
    def mean(self) -> Fraction | None:
        return _mean(self.valid)

    @property
    def median(self) -> Fraction | None:
        import statistics

        return Fraction(statistics.median(self.valid)) if self.valid else None

    @property
    def spread(self) -> Fraction | None:
        """Highest less lowest valid total."""
        return max(self.valid) - min(self.valid) if self.valid else None


@dataclass(slots=True)
class Entry:
    """An entry of a contest with its panels, one for each phase in which anybody has scored."""

    contest: Contest
    record: Record
    kind: str
    panels: list[Panel] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return tuple(match_key(text) for text in (self.unit, self.name, self.topic))

    @property
    def unit(self) -> str:
        return self._typed(self.contest.unit)

    @property
    def name(self) -> str:
        return self._typed(self.contest.name)

    @property
    def topic(self) -> str:
        return self._typed(self.contest.topic)

    @property
    def venue(self) -> str:
        return self._typed(self.contest.venue).strip()

    @property
    def room(self) -> str:
        """The venue's comparison key: a blank or a wide sign makes no other venue."""
        return match_key(self.venue)

    def _typed(self, name: str) -> str:
        """Exactly as typed: names go on certificates."""
        raw = self.record.raw.get(name)
        return (self.record.text(name) if raw is None else text_of(raw)) if name else ""

    def panel(self, phase: str) -> Panel | None:
        return next((panel for panel in self.panels if panel.phase.name == phase), None)


def ledger_with(notice: Any, role: str) -> Ledger:
    """The ledger that the program knows by `role`, of a notice.Notice. Raises NoJudging when the notice has none."""
    found = next((ledger for ledger in notice.ledgers.values() if ledger.role == role), None)
    if found is None or notice.judging is None:
        raise NoJudging(f"“{notice.name}”没有评审的规定，用不着这个按钮")
    return found


def entries_of(season: Season, notice: Any) -> list[Entry]:
    """Every entry of every contest, in the order of the contests and of their ledgers."""
    if notice.judging is None:
        return []
    found = []
    for contest in notice.judging.contest:
        award = notice.award_named(contest.award)
        for record in season.ledgers.get(award.ledger, []):
            if matches(record, award.where) and record.get(contest.name) is not None:
                kind = record.text(contest.type_field) if contest.type_field else contest.award
                found.append(Entry(contest, record, kind))
    return found


def row_key(record: Record, ledger: Ledger) -> Key:
    """Which entry a row of scores is of, as Entry.key."""
    return tuple(match_key(record.text(ledger.named(role))) for role in ("unit", "name", "topic"))


def judges_of(season: Season, notice: Any) -> list[Record]:
    """The judges with a name, in the order of their ledger."""
    ledger = ledger_with(notice, "judges")
    return [record for record in season.ledgers.get(ledger.name, []) if record.text(ledger.key[0])]


def is_own(judge: Record, unit: str, ledger: Ledger) -> bool:
    """True for a judge of the entrant's own enterprise."""
    return bool(match_key(unit)) and match_key(judge.text(ledger.key[1])) == match_key(unit)


def is_elsewhere(judge: Record, entry: Entry, judging: Judging) -> bool:
    """True for a judge of another venue than the entry's; one without a venue judges in each."""
    return bool(judging.judge_venue) and match_key(judge.text(judging.judge_venue)) not in ("", entry.room)


def collect(season: Season, notice: Any) -> list[Entry]:
    """Every entry, those of scored contests with a panel for each phase in which anybody has scored.

    Scores are known by the judge's name, so one who is listed twice has one mark, under the name as it stands first;
    he is of the own enterprise where either line says so. Raises NoJudging.
    """
    judging = notice.judging
    ledger, judge_ledger = ledger_with(notice, "scores"), ledger_with(notice, "judges")
    assert judging is not None
    rows: dict[tuple[str, str, Key], list[Record]] = defaultdict(list)
    for record in season.ledgers.get(ledger.name, []):
        phase, judge = record.text(ledger.named("phase")), match_key(record.text(ledger.named("judge")))
        rows[phase, judge, row_key(record, ledger)].append(record)
    judges: dict[str, list[Record]] = defaultdict(list)
    for member in judges_of(season, notice):
        judges[match_key(member.text(judge_ledger.key[0]))].append(member)
    strangers: dict[tuple[str, Key], list[Record]] = defaultdict(list)
    for (phase_name, judge_key, key), found in rows.items():
        if judge_key not in judges:
            strangers[phase_name, key].append(found[0])
    entries = entries_of(season, notice)
    contests = {entry.key: entry.contest.award for entry in entries if entry.contest.is_scored}
    used = {(phase, contests[key]) for phase, _, key in rows if key in contests}
    for entry in entries:
        for phase in judging.phase if entry.contest.is_scored else ():
            if (phase.name, entry.contest.award) not in used:
                continue
            table = judging.table_of(phase, entry.kind)
            marks = []
            for judge_key, listed in judges.items():
                name = listed[0].text(judge_ledger.key[0])
                found = rows.get((phase.name, judge_key, entry.key), [])
                here = [member for member in listed if not is_elsewhere(member, entry, judging)]
                if not here:
                    marks += [Mark(name, fate=ELSEWHERE, record=row) for row in found]
                    continue
                own = any(is_own(member, entry.unit, judge_ledger) for member in here)
                marks.append(_mark(name, found, table, ledger, own))
            for record in strangers.get((phase.name, entry.key), ()):
                marks.append(Mark(record.text(ledger.named("judge")), fate=STRANGER, record=record))
            _trim(marks, judging.value("trim_from"), judging.value("trim_each"))
            entry.panels.append(Panel(phase, table, marks))
    return entries


def item_fields(ledger: Ledger) -> list[str]:
    """The fields of the scores' ledger that hold the items of a score table, in their order."""
    return [item.name for item in ledger.field if item.role == "item"]


def item_fault(value: Fraction, most: Fraction | None, step: Fraction | None) -> str:
    """What is wrong with the score of an item, to follow the words for it, for its score table where it has no such
    item; "" when nothing is."""
    if most is None:
        return "没有这一项，应空着"
    if not 0 <= value <= most:
        return f"应在0至{show(float(most))}分之间"
    if step and (value / step).denominator != 1:
        return f"应是{show(float(step))}的整数倍"
    return ""


def _mark(name: str, found: list[Record], table: ScoreTable | None, ledger: Ledger, own: bool) -> Mark:
    record = found[0] if found else None
    if own:
        return Mark(name, fate=OWN, record=record)
    if record is None:
        return Mark(name, fate=ABSENT)
    if any(row.text(ledger.named("recused")) == YES for row in found):
        return Mark(name, fate=ASKED, record=record)
    if len(found) > 1:
        return Mark(name, fate=f"{TWICE}{len(found)}行", record=record)
    mark = Mark(name, record=record)
    lines = table.item if table else []
    for number, field_name in enumerate(item_fields(ledger)):
        value = record.get(field_name)
        if value is None or field_name in record.bad:
            if number < len(lines):
                mark.items.append(None)
            continue
        fault = item_fault(exact(value), table.most(number) if table else None, None)
        if fault:
            mark.fate = f"{lines[number].name if number < len(lines) else f'{field_name}评分表'}{fault}"
        mark.items.append(exact(value))
    missing = [lines[number].name for number, value in enumerate(mark.items) if value is None]
    if missing or not lines:
        mark.fate = ABSENT if len(missing) == len(lines) else f"{ABSENT}（{'、'.join(missing)}）"
    elif mark.fate == COUNTED:
        mark.total = sum((value for value in mark.items if value is not None), Fraction())
    return mark


def _trim(marks: list[Mark], least: int | None, each: int) -> None:
    """From `least` valid totals on, the `each` highest and lowest do not count, where any are left; which of equals
    makes no difference."""
    valid = sorted((mark for mark in marks if mark.total is not None), key=lambda mark: mark.total or 0)
    if least is None or len(valid) < max(least, 2 * each + 1):
        return
    for mark in valid[:each]:
        mark.fate = LOWEST
    for mark in valid[len(valid) - each :]:
        mark.fate = HIGHEST


def _mean(totals: Iterable[Fraction | None]) -> Fraction | None:
    known = [total for total in totals if total is not None]
    return sum(known, Fraction()) / len(known) if known else None


def leanings(entries: Iterable[Entry]) -> dict[tuple[str, str], Fraction]:
    """How far a judge is from the panel on the whole: (phase, judge) → mean of his total less the panel's mean."""
    apart: dict[tuple[str, str], list[Fraction]] = defaultdict(list)
    for entry in entries:
        for panel in entry.panels:
            mean = panel.mean
            for mark in panel.marks:
                if mark.total is not None and mean is not None and len(panel.valid) > 1:
                    apart[panel.phase.name, mark.judge].append(mark.total - mean)
    return {key: sum(values, Fraction()) / len(values) for key, values in apart.items()}
