"""获奖名单: who is honoured, frozen at 确认; filled here where a notice has no scores; changes of names since then."""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .check import MUST_MEND, Finding
from .honours import Honour, Honours, is_given_by_level
from .notice import HOME, ORIGIN, SENDER, Ledger, Notice
from .quota import declared
from .records import place
from .rules import Record, Season
from .values import match_key

ROLE = "winners"
YES = "是"
LEAST_LIKENESS = 0.6
UNIT_FIELD = "推荐单位"
Names = tuple[str, str, str]
"""Enterprise, name and topic as they are printed; "" where an award has none."""


class NotConfirmed(Exception):
    """There is no list of winners to go by; the message is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Winner:
    """A row of 获奖名单. sender: the recommending unit; name "" where the enterprise itself is honoured."""

    honour: Honour
    level: str
    unit: str
    name: str
    topic: str
    year: int
    number: str
    sender: str
    record: Record

    @property
    def names(self) -> Names:
        return self.unit, self.name, self.topic

    @property
    def full(self) -> str:
        """Enterprise and name, as a certificate addresses them."""
        return f"{self.unit} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Renamed:
    """A name that the ledgers now write otherwise than the list; `now` None: the entry is not there any more."""

    winner: Winner
    field: str
    old: str
    now: str | None
    where: str


def winners_ledger(notice: Notice) -> Ledger:
    """The ledger of winners. Raises NotConfirmed where the ledgers have none."""
    ledger = notice.ledger_for(ROLE)
    if ledger is None:
        raise NotConfirmed("台账里没有获奖名单这一张，请更新程序的定义文件")
    return ledger


def is_promoted(record: Record, ledger: Ledger) -> bool:
    """True for a row that goes on to the next level."""
    return record.text(ledger.named("promoted")) == YES


def read_winners(season: Season, notice: Notice, honours: Honours) -> list[Winner]:
    """The list as it was confirmed, certificates numbered; who is promoted without a prize is not honoured.

    Raises NotConfirmed when the list is empty, or names an award that is not honoured.
    """
    ledger = winners_ledger(notice)
    winners = [_winner(record, ledger, season, notice, honours) for record in season.ledgers.get(ledger.name, [])]
    found = [item for item in winners if item.level or not is_given_by_level(item.honour, notice)]
    if not found:
        raise NotConfirmed(f"“{ledger.name}”还是空的，请先确认获奖名单，再做光荣册、证书和公示")
    return number(found, honours)


def _winner(record: Record, ledger: Ledger, season: Season, notice: Notice, honours: Honours) -> Winner:
    award = record.text(ledger.named("award"))
    honour = honours.of(award)
    if honour is None:
        known = "、".join(item.award for item in honours.honour)
        where = f"{record.tab}!{place(record, ledger.named('award'))}"
        raise NotConfirmed(f"{where}写的奖项是“{award}”，表彰的只有{known}，请改正")
    return winner_of(record, ledger, season, honour, honours.year)


def winner_of(record: Record, ledger: Ledger, season: Season, honour: Honour, year: int) -> Winner:
    """A row of the list as a winner; `year` where it says none."""
    unit, name, topic = (record.text(ledger.named(role)) for role in ("unit", "name", "topic"))
    name = "" if not honour.name or name == unit else name
    own = record.get(ledger.named("year"))
    sender = record.text(SENDER) or season.single.get(HOME, Record()).text(UNIT_FIELD)
    return Winner(
        honour, record.text(ledger.named("level")), unit, name, topic if honour.topic else "",
        own if isinstance(own, int) else year, record.text(ledger.named("number")), sender, record,
    )  # fmt: skip


def number(winners: Sequence[Winner], honours: Honours) -> list[Winner]:
    """The winners, those without a number given the next free ones of their award, in the order of the list."""
    taken = {match_key(item.number) for item in winners if item.number}
    serials: Counter[str] = Counter()
    numbered = []
    for item in winners:
        given = item.number
        while not given:
            serials[item.honour.code] += 1
            given = honours.number_for(item.honour, item.year, serials[item.honour.code])
            given = "" if match_key(given) in taken else given
        taken.add(match_key(given))
        numbered.append(dataclasses.replace(item, number=given))
    return numbered


def twice_numbered(winners: Iterable[Winner]) -> str:
    """A sentence naming the numbers that two certificates bear; "" when there are none."""
    counts = Counter(match_key(item.number) for item in winners)
    twice = dict.fromkeys(item.number for item in winners if counts[match_key(item.number)] > 1)
    return f"编号{'、'.join(list(twice)[:5])}有重复，请在获奖名单上改正，空着的会自动编号" if twice else ""


# -- choosing ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """Entries to be honoured with the honour of each, and those left out because of 错误."""

    chosen: list[tuple[Honour, Record]]
    faulty: list[Record]


def choose(
    season: Season, notice: Notice, honours: Honours, findings: Iterable[Finding], only: Sequence[Record] | None = None
) -> Choice:
    """All entries of the awards without 错误 of their own; only: among these records, whatever is wrong with them."""
    faults = {(item.scope, item.row) for item in findings if item.level == MUST_MEND}
    wanted = None if only is None else {id(record) for record in only}
    choice = Choice([], [])
    for honour in honours.honour:
        for record in declared(notice.award_named(honour.award), season):
            if wanted is not None and id(record) not in wanted:
                continue
            if wanted is None and (record.scope, record.row) in faults:
                choice.faulty.append(record)
            else:
                choice.chosen.append((honour, record))
    return choice


def names_of(record: Record, honour: Honour) -> Names:
    """What is printed of an entry, as it stands in its ledger."""
    unit, name, topic = (record.text(field) if field else "" for field in honour.keys)
    return unit, name, topic


def confirmed_row(
    record: Record, honour: Honour, ledger: Ledger, honours: Honours, today: dt.date, number: str
) -> dict[str, Any]:
    """A row of 获奖名单 by field: names as they stand in the ledger at this moment."""
    unit, name, topic = names_of(record, honour)
    by_role: dict[str, Any] = {"award": honour.award, "unit": unit, "name": name or unit, "topic": topic}
    by_role |= {"year": honours.year, "date": today, "number": number}
    row = {ledger.named(role): value or None for role, value in by_role.items()}
    where = place(record, honour.name or honour.unit)
    return row | {ORIGIN: f"{record.tab}!{where}" if where else record.tab, SENDER: record.text(SENDER) or None}


# -- names that changed since --------------------------------------------------------------------------


def renamed(winners: Iterable[Winner], season: Season, notice: Notice) -> Iterator[Renamed]:
    """Every name of the list that the ledgers write otherwise by now, byte for byte."""
    by_award: dict[str, list[Winner]] = {}
    for item in winners:
        by_award.setdefault(item.honour.award, []).append(item)
    for award, own in by_award.items():
        entries = declared(notice.award_named(award), season)
        yield from _renamed_of(own, entries)


def _renamed_of(own: list[Winner], entries: list[Record]) -> Iterator[Renamed]:
    honour = own[0].honour
    held = Counter(names_of(record, honour) for record in entries)
    lost = []
    for item in own:
        if held[item.names] > 0:
            held[item.names] -= 1
        else:
            lost.append(item)
    known = {item.names for item in own}
    free = [record for record in entries if names_of(record, honour) not in known]
    for item in lost:
        record = max(free, key=lambda record: _likeness(item.names, names_of(record, honour)), default=None)
        if record is None or _likeness(item.names, names_of(record, honour)) < LEAST_LIKENESS:
            yield Renamed(item, honour.name or honour.unit, item.full, None, "")
            continue
        free.remove(record)
        for field, old, now in zip(honour.keys, item.names, names_of(record, honour), strict=True):
            if old != now:
                yield Renamed(item, field, old, now, f"{record.tab}!{place(record, field)}")


def _likeness(old: Names, now: Names) -> float:
    """1 for equal names, 0 for foreign ones: the mean over the names there are."""
    pairs = [(match_key(a), match_key(b)) for a, b in zip(old, now, strict=True) if a or b]
    return sum(difflib.SequenceMatcher(None, a, b).ratio() for a, b in pairs) / len(pairs)


def renamed_sentence(item: Renamed) -> str:
    """One change in words: which, old | new, and that the list stands."""
    if item.now is None:
        return f"{item.winner.honour.title}：“{item.old}”台账里已经没有，名单照确认时的印。"
    return (
        f"{item.winner.honour.title}：{item.where}的“{item.field}”确认以后改过，确认时 {item.old}｜现在 {item.now}，"
        "照确认时的印；要用现在的，请在获奖名单上改。"
    )
