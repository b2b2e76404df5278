"""Accepted lines of a difference list become records: what to write where, each checked against the workbook as it is.

A line is written only where the workbook still holds what the list says it held; what is not written stays in the
list with the reason. Nothing is ever taken out of the workbook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from . import values
from .entries import is_same
from .fill import written
from .listing import cut
from .notice import ORIGIN, Field, Notice
from .offers import NEW, YES, Line, Offer, brief, line_text
from .rules import Record, Season, join_key

LONGEST_TOLD = 30
Holds = Callable[[str, str], bool]
"""True when the workbook has a column or a cell for a field (scope, field)."""


@dataclass(slots=True)
class Edit:
    """What becomes of one record: `before` as it is now (None = a new row), `typed` what is to be written, by field."""

    before: Record | None
    typed: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Accepted:
    """The outcome. edits by scope, new rows last; `done` the lines that were written; `kept` those that were not,
    in their order, with the reason in their note where they were accepted."""

    edits: dict[str, list[Edit]] = field(default_factory=dict)
    done: list[Line] = field(default_factory=list)
    kept: list[Line] = field(default_factory=list)
    refused: int = 0

    def added(self, scope: str) -> int:
        """Rows to be added to a ledger."""
        return sum(edit.before is None for edit in self.edits.get(scope, []))

    @property
    def cells(self) -> int:
        """Cells of rows that there are already."""
        edits = [edit for edits in self.edits.values() for edit in edits if edit.before is not None]
        return sum(len(edit.typed.keys() - {ORIGIN}) for edit in edits)


def stored(item: Field, text: str) -> Any:
    """What a cell of the field keeps of a text: a day or a number where it is one, else the text as written."""
    value = values.READERS[item.type](text).value
    return text if value is None or isinstance(value, str) else value


def accept(lines: Sequence[Line], notice: Notice, season: Season, holds: Holds = lambda scope, name: True) -> Accepted:
    """Works through the accepted lines: first the new rows, then the fields."""
    return _Acceptance(notice, season, holds).run(lines)


class _Refused(Exception):
    """Why a line is not written."""


class _Acceptance:
    def __init__(self, notice: Notice, season: Season, holds: Holds) -> None:
        self.notice, self.season, self.holds = notice, season, holds
        self.accepted = Accepted()
        self.index: dict[str, dict[tuple[str, ...], list[Edit]]] = {}

    def run(self, lines: Sequence[Line]) -> Accepted:
        wanted = [line for line in lines if line.accept.strip() == YES]
        why: dict[int, str] = {}
        offers: dict[int, Offer] = {}
        for line in wanted:
            try:
                offers[id(line)] = as_typed(line)
            except _Refused as refusal:
                why[id(line)] = str(refusal)
        self.fill_in([offers[id(line)] for line in wanted if id(line) in offers])
        twice = Counter(_place(offer) for offer in offers.values() if not offer.is_new)
        for line in sorted(wanted, key=lambda line: self.turn(offers.get(id(line)))):
            if id(line) in why:
                continue
            offer = offers[id(line)]
            try:
                if not offer.is_new and twice[_place(offer)] > 1:
                    raise _Refused("同一格接受了两行，只能接受一行")
                self.write(offer)
            except _Refused as refusal:
                why[id(line)] = str(refusal)
        for line in lines:
            if line.accept.strip() == YES and id(line) not in why:
                self.accepted.done.append(line)
            else:
                reason = why.get(id(line), "")
                self.accepted.refused += bool(reason)
                note = line.note if not reason else f"没有写入：{reason}"
                self.accepted.kept.append(replace(line, note=note))
        return self.accepted

    def turn(self, offer: Offer | None) -> int:
        """New records, then new members, then fields."""
        return 3 if offer is None else 2 if not offer.is_new else 1 if offer.member is not None else 0

    def fill_in(self, offers: list[Offer]) -> None:
        """Parts of a key that the forms lack and the clerk has typed, put into all offers of the same entry."""
        typed: dict[tuple[int, str], str] = {}
        for offer in offers:
            if not offer.is_new and offer.member is None:
                for name, text in offer.values.items():
                    if offer.key.get(name) == "" and text.strip():
                        typed[offer.entry, name] = text
        for offer in offers:
            for name in [name for name, text in offer.key.items() if text == ""]:
                if (offer.entry, name) in typed:
                    offer.key[name] = typed[offer.entry, name]
                    if name in offer.values:
                        offer.values[name] = typed[offer.entry, name]

    # -- one offer -----------------------------------------------------------------------------------

    def write(self, offer: Offer) -> None:
        fields = self.notice.fields_of(offer.scope)
        unknown = [name for name in offer.values if name not in fields or not fields[name].typed]
        if unknown:
            raise _Refused(f"“{offer.scope}”没有“{'、'.join(unknown)}”这一栏")
        lacks = [name for name, text in offer.values.items() if text and not self.holds(offer.scope, name)]
        if lacks:
            raise _Refused(f"工作簿的“{offer.scope}”里找不到“{'、'.join(lacks)}”这一栏")
        if offer.is_new and offer.scope not in self.season.ledgers:
            raise _Refused(f"“{offer.scope}”不是台账")
        edit = self.find(offer)
        if offer.is_new:
            if edit is None:
                self.add(offer)
            return
        if edit is None:
            raise _Refused(f"它属于的那一条不在“{offer.scope}”里：请把写着“{NEW}”的那一条也选“{YES}”")
        self.change(edit, offer)

    def add(self, offer: Offer) -> None:
        ledger = self.notice.ledgers[offer.scope]
        if ledger.parent and not self.parent_of(offer):
            raise _Refused(f"它属于的那一条不在“{ledger.parent}”里：请把写着“{NEW}”的那一条也选“{YES}”")
        edit = Edit(None, {name: stored(ledger.fields[name], text) for name, text in offer.values.items() if text})
        self.sign(edit, offer)
        self.edits(offer.scope).setdefault(_key(offer, ledger.key), []).append(edit)
        self.accepted.edits.setdefault(offer.scope, []).append(edit)

    def parent_of(self, offer: Offer) -> bool:
        ledger = self.notice.ledgers[offer.scope]
        wanted = _key(offer, ledger.key)
        parent = self.notice.ledgers[ledger.parent]
        places = [parent.key.index(name) for name in ledger.key if name in parent.key]
        return any(tuple(key[place] for place in places) == wanted for key in self.edits(parent.name))

    def change(self, edit: Edit, offer: Offer) -> None:
        fields = self.notice.fields_of(offer.scope)
        for name, text in offer.values.items():
            now = self.now(edit, fields[name])
            if is_same(fields[name], now, text):
                continue
            if not is_same(fields[name], now, offer.old.get(name, "")):
                was = cut(offer.old.get(name, ""), LONGEST_TOLD)
                raise _Refused(f"列表里原来是“{was}”，现在是“{cut(now, LONGEST_TOLD)}”，请核对后在台账里改")
            edit.typed[name] = stored(fields[name], text)
            self.sign(edit, offer)
            known = self.accepted.edits.setdefault(offer.scope, [])
            if not any(other is edit for other in known):
                known.append(edit)

    def now(self, edit: Edit, item: Field) -> str:
        """What the field holds, with what has been accepted so far."""
        if item.name in edit.typed:
            return values.show(edit.typed[item.name])
        return written(item, edit.before) if edit.before is not None else ""

    def sign(self, edit: Edit, offer: Offer) -> None:
        """Adds to 来源 where this comes from: the time once, each place once."""
        if ORIGIN not in self.notice.fields_of(offer.scope) or not self.holds(offer.scope, ORIGIN):
            return
        now = self.now(edit, self.notice.fields_of(offer.scope)[ORIGIN])
        fresh = [place for place in offer.origin.split("；") if place and place not in now]
        if fresh:
            stamp = "" if offer.time in now else f"Word {offer.time} "
            edit.typed[ORIGIN] = cut("；".join(filter(None, [now, f"{stamp}{'；'.join(fresh)}"])))

    # -- finding -------------------------------------------------------------------------------------

    def edits(self, scope: str) -> dict[tuple[str, ...], list[Edit]]:
        """The rows of a ledger by key, those to be added as well."""
        if scope not in self.index:
            ledger = self.notice.ledgers[scope]
            found: dict[tuple[str, ...], list[Edit]] = {}
            for record in self.season.ledgers.get(scope, []):
                found.setdefault(join_key(record, ledger.key), []).append(Edit(record))
            self.index[scope] = found
        return self.index[scope]

    def find(self, offer: Offer) -> Edit | None:
        """The row an offer is about; None where there is none."""
        ledger = self.notice.ledgers.get(offer.scope)
        if ledger is None or ledger.single:
            known = self.accepted.edits.setdefault(offer.scope, [])
            if not known:
                known.append(Edit(self.season.single.get(offer.scope, Record(tab=offer.scope))))
            return known[0]
        rows = self.edits(offer.scope).get(_key(offer, ledger.key), [])
        if offer.member is not None:
            wanted = values.match_key(offer.member)
            rows = [row for row in rows if values.match_key(self.now(row, ledger.fields[ledger.title])) == wanted]
            return rows[offer.number - 1] if offer.number <= len(rows) else None
        return rows[0] if rows else None


def as_typed(line: Line) -> Offer:
    """The line's offer, with what the clerk has typed over it in the list. Raises _Refused where that is unclear."""
    offer = line.offer
    if offer is None:
        raise _Refused("这一行没有可以写入的内容")
    offer = replace(offer, key=dict(offer.key), values=dict(offer.values))
    if len(offer.values) > 1 or offer.is_new or offer.member == "":
        if _lines(line.new) != _lines(line_text(offer)):
            raise _Refused("这一行“表上写的”有几项，在列表里改过了，分不清：请改回去，接受以后在台账里改")
        return offer
    ((name, text),) = offer.values.items()
    if _lines(line.new) == _lines(brief(text)):
        return offer
    if brief(text) != text:
        raise _Refused("这一行只列了开头，在列表里改不完整：请改回去，接受以后在台账里改")
    offer.values = {name: line.new}
    return offer


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _key(offer: Offer, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(values.match_key(offer.key.get(name, "")) for name in names)


def _place(offer: Offer) -> tuple[Any, ...]:
    """The cell an offer of one field is about."""
    return offer.scope, tuple(map(values.match_key, offer.key.values())), offer.member, offer.number, *offer.values
