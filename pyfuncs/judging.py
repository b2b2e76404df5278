"""The outcome of a contest: final scores, ranking, provisional prizes, and what the jury still has to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from .contest import Contest, Judging, exact
from .finalists import later, passed_over, uncounted
from .notice import Notice
from .ranking import Place, rank
from .rounding import unrounded
from .rules import Season
from .scores import YES, Entry, Key, collect, ledger_with
from .settings import refusal
from .tie_keys import TieKey, tie_keys
from .values import match_key, show

OPEN = "待裁定"
Rulings = Mapping[tuple[str, Key], tuple[int, str]]
"""What the jury has decided: (award, entry's key) → its number within the tie, and the score it was decided for."""


@dataclass(slots=True)
class Standing:
    """One entry of the outcome. final None = not ranked, and `remark` says why.

    level  the prize, "" = none, 待裁定 = depends on a tie;  promoted  goes on to the next level (as text)
    """

    entry: Entry
    final: Fraction | None = None
    place: Place[int] | None = None
    level: str = ""
    promoted: str = ""
    remark: str = ""

    @property
    def by_place(self) -> bool:
        """True where a place was typed, not a score."""
        contest = self.entry.contest
        return not contest.is_scored and self.entry.record.get(contest.place) is not None

    @property
    def exact(self) -> str:
        """What it is ranked by, unrounded: a score, or the place that was typed; "" = nothing."""
        if self.final is None:
            return ""
        return f"第{unrounded(self.final)}名" if self.by_place else unrounded(self.final)


@dataclass(slots=True)
class Outcome:
    """standings by contest, best first, those not ranked last.

    refused   why nothing could be ranked, one sentence, "" = ranked
    open_ties one sentence for each tie across a line that the jury has not decided
    notes     what else must be said: awards that are not ranked
    where     the column in which the jury's decision is typed, in words
    """

    entries: list[Entry]
    standings: list[Standing] = field(default_factory=list)
    refused: str = ""
    open_ties: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    where: str = ""

    def of(self, award: str) -> list[Standing]:
        """The standings of one award."""
        return [item for item in self.standings if item.entry.contest.award == award]


def judge(season: Season, notice: Notice) -> Outcome:
    """The outcome as the scores, settings and rulings of the workbook stand. Raises scores.NoJudging."""
    entries = collect(season, notice)
    judging = notice.judging
    assert judging is not None
    ledger = ledger_with(notice, "results")
    outcome = Outcome(entries, where=f"“{ledger.name}”的“{ledger.named('ruling')}”")
    keys, fault = tie_keys(judging)
    outcome.refused = refusal(judging) or fault
    rulings = read_rulings(season, notice)
    for contest in judging.contest:
        own = [entry for entry in entries if entry.contest is contest]
        if not own:
            continue
        outcome.notes += uncounted(own, passed_over(own), notice)
        silent = _silence(contest, own, judging)
        if silent:
            outcome.notes.append(silent)
            continue
        _rank_contest(contest, own, notice, outcome, rulings, keys)
    return outcome


def read_rulings(season: Season, notice: Notice) -> dict[tuple[str, Key], tuple[int, str]]:
    """The jury's decisions typed into the results."""
    ledger = ledger_with(notice, "results")
    found = {}
    for record in season.ledgers.get(ledger.name, []):
        number = record.get(ledger.named("ruling"))
        if isinstance(number, int) and ledger.named("ruling") not in record.bad:
            key = tuple(match_key(record.text(ledger.named(role))) for role in ("unit", "name", "topic"))
            found[record.text(ledger.named("award")), key] = number, record.text(ledger.named("exact"))
    return found


def _silence(contest: Contest, own: list[Entry], judging: Judging) -> str:
    """Why a contest is not ranked at all: nobody has scored it; "" when it is."""
    if any(entry.panels for entry in own):
        return ""
    if not contest.is_scored:
        typed = any(entry.record.get(name) is not None for entry in own for name in (contest.mark, contest.place))
        return "" if typed else f"{contest.award}：没有填“{contest.mark}”，也没有填“{contest.place}”，没有排名。"
    tables = [judging.table_of(phase, entry.kind) for phase in judging.phase for entry in own]
    empty = next((table.name for table in tables if table and not table.item), "")
    if empty:
        return f"{contest.award}：“{empty}”还没有项目，没有排名。"
    return f"{contest.award}：没有评分，没有排名。"


def final_score(entry: Entry, judging: Judging, over: str = "") -> tuple[Fraction | None, str]:
    """The weighted score, unrounded; or None and why there is none. over: why it takes no part after phase one."""
    total = Fraction()
    for phase in judging.counted():
        panel = entry.panel(phase.name)
        score = panel.score if panel else None
        if panel is None or score is None:
            return None, f"“{phase.name}”没有有效评分，未排名"
        if len(panel.valid) < int(judging.value("least_judges")):
            says = f"“{phase.name}”有效评委{len(panel.valid)}名，少于{show(judging.value('least_judges'))}名，未排名"
            return None, says
        if over and phase in later(judging):
            return None, f"{over}，“{phase.name}”的评分不计，未排名"
        total += exact(phase.weight or 0) * score / 100
    return total, ""


def _plain_score(entry: Entry, by_place: bool) -> tuple[Fraction | None, str]:
    name = entry.contest.place if by_place else entry.contest.mark
    value = entry.record.get(name)
    if value is None or name in entry.record.bad:
        return None, f"没有填“{name}”，未排名"
    return exact(value), ""


def _rank_contest(
    contest: Contest,
    own: list[Entry],
    notice: Notice,
    outcome: Outcome,
    rulings: Rulings,
    keys: list[TieKey],
) -> None:
    judging = notice.judging
    assert judging is not None
    if contest.is_scored and outcome.refused:
        outcome.standings += [Standing(entry) for entry in own]
        return
    by_place = not contest.is_scored and any(entry.record.get(contest.place) is not None for entry in own)
    groups: dict[str, list[Standing]] = defaultdict(list)
    unranked: list[Standing] = []
    over = passed_over(own)
    within = judging.value("venues") == YES and bool(contest.venue)
    for entry in own:
        if contest.is_scored:
            final, why = final_score(entry, judging, over.get(id(entry), ""))
        else:
            final, why = _plain_score(entry, by_place)
        if within and not entry.venue and final is not None:
            final, why = None, f"没有填“{contest.venue}”，未排名"
        standing = Standing(entry, final, remark=why)
        (unranked if final is None else groups[entry.room if within else ""]).append(standing)
    used = keys if contest.is_scored else []
    for venue in sorted(groups):
        _rank_group(groups[venue], judging, outcome, rulings, used, by_place)
    outcome.standings += unranked


def _rank_group(
    group: list[Standing],
    judging: Judging,
    outcome: Outcome,
    rulings: Rulings,
    keys: list[TieKey],
    by_place: bool,
) -> None:
    contest = group[0].entry.contest
    lines = judging.lines(contest)
    values = {number: (item.final or Fraction()) * (-1 if by_place else 1) for number, item in enumerate(group)}
    decided = {}
    for number, item in enumerate(group):
        ruling = rulings.get((contest.award, item.entry.key))
        if ruling and ruling[1] == item.exact:
            decided[number] = ruling[0]
    functions = [lambda number, key=key: key(group[number].entry) for _, key in keys]
    places = rank(values, [line for line, _ in lines], decided, functions)
    for place in places:
        standing = group[place.item]
        standing.place = place
        _give(standing, lines, contest)
        standing.remark = _remark(place, [name for name, _ in keys])
        outcome.standings.append(standing)
    outcome.open_ties += _open_ties(group, places, lines, contest, outcome.where)


def _give(standing: Standing, lines: list[tuple[int, str]], contest: Contest) -> None:
    place = standing.place
    assert place is not None
    for line, level in lines:
        if line in place.lines:
            if level and not standing.level:
                standing.level = OPEN
            elif not level:
                standing.promoted = OPEN
        elif place.position <= line:
            if level and not standing.level:
                standing.level = level
            elif not level:
                standing.promoted = YES


def _remark(place: Place[int], keys: list[str]) -> str:
    if place.lines:
        return f"{place.group}个同分，{OPEN}"
    if place.settled < 0:
        return "同分，评委会裁定先后"
    if place.group > 1:
        return f"{place.group}个同分并列"
    return f"同分，按“{keys[place.settled - 1]}”定先后" if place.settled else ""


def _open_ties(
    group: list[Standing], places: list[Place[int]], lines: list[tuple[int, str]], contest: Contest, where: str
) -> Iterator[str]:
    ties: dict[int, list[Place[int]]] = defaultdict(list)
    for place in places:
        if place.lines:
            ties[place.rank].append(place)
    for first, tied in ties.items():
        names = "、".join(group[place.item].entry.name for place in tied)
        crossed = "、".join(f"“{level}”" if level else "报省" for line, level in lines if line in tied[0].lines)
        yield (
            f"{contest.award}第{first}名有{len(tied)}个得分相同（{names}），跨{crossed}的线，"
            f"请评委会裁定先后，在{where}依次填1至{len(tied)}。"
        )
