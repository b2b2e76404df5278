"""材料清单: which papers a unit has to hand in, by the notice and its entries, and which of them are still missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .notice import UNIT, Deadline, Ledger, Material, Notice
from .quota import declared, senders, units_of
from .rules import SENDER, Record, Season
from .values import match_key, text_of

ROLE = "materials"
YES = "是"
AND = " · "
"""Parts the words of an entry's name: a group and its topic."""
KEY = ("document", "what", "stamped", "per", "unit", "entry", "when")
"""Roles of the fields that tell one line from another; the clerk types the others."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paper to hand in: `per` the award, or 单位 for one of the whole unit; texts as in the ledger's cells.

    sender  the unit it comes from, in a merged workbook alone
    """

    document: str
    what: str
    stamped: str
    per: str
    unit: str
    entry: str
    when: str
    sender: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(match_key(getattr(self, name)) for name in (*KEY, "sender"))


@dataclass(frozen=True, slots=True)
class Due:
    """How many papers are due at one time and how many are in; `deadline` None where the notice gives no day."""

    when: str
    deadline: Deadline | None
    expected: int
    complete: int

    @property
    def missing(self) -> int:
        return self.expected - self.complete

    def days_left(self, today: dt.date) -> int | None:
        """Whole days until the last day, 0 on it, negative after; None without a day."""
        return (self.deadline.date - today).days if self.deadline else None


def pieces(item: Material) -> list[tuple[str, bool]]:
    """(how many of what, whether to be stamped) of each thing a material is handed in as: on paper, as a file."""
    made = []
    if item.original:
        made.append((f"原件{item.original}份", item.stamped))
    if item.copies:
        made.append((f"{item.copies}份", item.stamped and not item.original))
    if item.electronic:
        kind = f"（{item.format}）" if item.format else ""
        made.append((f"电子版{item.electronic}份{kind}", item.stamped and not made))
    return made or [("", item.stamped)]


def expected(season: Season, notice: Notice) -> list[Line]:
    """Every line that notice and entries ask for: those of the unit first, then award by award, entry by entry."""
    lines = []
    units = _units(season, notice)
    for item in (item for item in notice.material if item.per == UNIT):
        lines += [line for unit in units for line in _lines(item, "", "", unit)]
    for award in notice.award:
        wanted = [item for item in notice.material if item.per == award.name]
        ledger = notice.ledgers[award.ledger]
        apart = {ledger.unit_field, ledger.title, SENDER, *award.where}
        for record in declared(award, season) if wanted else ():
            names = [ledger.title, *(name for name in ledger.key if name not in apart)]
            entry = AND.join(filter(None, (typed(record, name) for name in names)))
            for item in wanted:
                sender = record.text(SENDER) if notice.merged else ""
                lines += _lines(item, typed(record, ledger.unit_field), entry, sender)
    return lines


def typed(record: Record, name: str) -> str:
    """A name exactly as typed."""
    return text_of(record.raw[name]) if name in record.raw else record.text(name)


def _lines(item: Material, unit: str, entry: str, sender: str) -> Iterator[Line]:
    for what, stamped in pieces(item):
        yield Line(item.document, what, YES if stamped else "", item.per, unit, entry, item.when, sender)


# -- what is in --------------------------------------------------------------------------------------


def listed(season: Season, ledger: Ledger, merged: bool = False) -> list[tuple[Line, Record]]:
    """The lines of the ledger as they stand, with their records."""
    fields = {role: ledger.named(role) for role in KEY}
    return [
        (
            Line(**{role: record.text(name) for role, name in fields.items()}, sender=record.text(SENDER) * merged),
            record,
        )
        for record in season.ledgers.get(ledger.name, [])
    ]


def states(notice: Notice) -> list[str]:
    """The words for a paper's state: not in, in, stamped."""
    ledger = notice.ledger_for(ROLE)
    return notice.options_of(ledger.fields[ledger.named("state")]) if ledger else []


def is_complete(line: Line, state: str, words: list[str]) -> bool:
    """True when it is in, and stamped where it has to be."""
    return state in (words[-1:] if line.stamped == YES else words[1:])


def missing(season: Season, notice: Notice) -> list[Line]:
    """The expected lines that are not in, in their order; two entries of one name need two.

    A row marked as no longer asked for stands for nothing.
    """
    ledger = notice.ledger_for(ROLE)
    if ledger is None:
        return []
    words, state, note = states(notice), ledger.named("state"), ledger.named("note")
    rows = [(line, row) for line, row in listed(season, ledger, notice.merged) if not row.text(note)]
    there = Counter(line.key for line, row in rows if is_complete(line, row.text(state), words))
    lines = []
    for line in expected(season, notice):
        if there[line.key]:
            there[line.key] -= 1
        else:
            lines.append(line)
    return lines


def counts(season: Season, notice: Notice) -> tuple[Counter[tuple[str, str, str]], Counter[tuple[str, str, str]]]:
    """How many lines `expected` and `missing` give, by document, what it is for and when it is due: no line is made
    where none has come in."""
    wanted: Counter[tuple[str, str, str]] = Counter()
    entries = {award.name: len(declared(award, season)) for award in notice.award}
    entries[UNIT] = len(_units(season, notice))
    for item in notice.material:
        wanted[of_material(item)] += len(pieces(item)) * entries.get(item.per, 0)
    ledger, words = notice.ledger_for(ROLE), states(notice)
    if ledger is None:
        return wanted, Counter()
    rows = season.ledgers.get(ledger.name, [])
    if any(row.text(ledger.named("state")) in words[1:] for row in rows):
        return wanted, Counter(map(of_material, missing(season, notice)))
    return wanted, wanted


def of_material(item: Material | Line) -> tuple[str, str, str]:
    """By what a line is known to be of a material."""
    return item.document, item.per, item.when


def _units(season: Season, notice: Notice) -> list[str]:
    """Those that hand in: of a merged workbook all that have sent rows, else the one, whatever its name."""
    if not notice.merged:
        return [""]
    sent = set(senders(season))
    return [unit for unit in units_of(season, notice) if unit in sent]


def dues(season: Season, notice: Notice) -> list[Due]:
    """Papers by the time they are due: by deadline, those without a day last."""
    wanted = Counter(line.when for line in expected(season, notice))
    lacking = Counter(line.when for line in missing(season, notice))
    made = [Due(when, day, wanted[when], wanted[when] - lacking[when]) for when, day in times(notice)]
    return [due for due in made if due.expected]


def times(notice: Notice) -> list[tuple[str, Deadline | None]]:
    """When materials are due as the notice says it, each with its deadline; those without one last."""
    by_id = {item.id: item for item in notice.deadline if item.id}
    found = {item.when: by_id.get(item.deadline) for item in notice.material}
    return sorted(found.items(), key=lambda item: (item[1] is None, item[1].date if item[1] else dt.date.max))
