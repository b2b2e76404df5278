"""Filled forms joined to entries: those of one group, team, enterprise or person belong together, in whatever files.

The ledgers' own keys join them. A form need not print the whole key (a registration form names no enterprise): it goes
with the one entry that it can belong to, first of its file, then of its folder, then of the workbook; where two could
be meant it is refused. Different values for one field stay side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from . import values
from .entries import (
    EACH,
    ONE,
    Entry,
    Given,
    Joined,
    Key,
    Member,
    Refusal,
    Source,
    Team,
    at,
    beside,
    file_labels,
    is_same,
)
from .filled import FileTaken, FormTaken
from .notice import Ledger, Notice
from .rules import Record, Season
from .ticks import ticked_one


def join(files: Sequence[FileTaken], notice: Notice, season: Season) -> Joined:
    """The forms of `notice` among those of the files, as entries bound to the season's records; others are refused."""
    return _Joiner(notice, season).join(list(_sources(files, notice)))


def _sources(files: Sequence[FileTaken], notice: Notice) -> Iterator[Source]:
    for file, label in zip(files, file_labels([file.path for file in files]), strict=True):
        for taken in file.forms:
            yield Source(_with_ticks_read(taken, notice), file.path, label)


def _with_ticks_read(taken: FormTaken, notice: Notice) -> FormTaken:
    """The form; where all options were typed in a blank and one of them ticked, with that option alone."""
    if taken.notice != notice.id:
        return taken
    rows = {
        ledger: [replace(row, values=_chosen(row.values, ledger, notice)) for row in held]
        for ledger, held in taken.members.items()
    }
    return replace(taken, values=_chosen(taken.values, taken.form.scope, notice), members=rows)


def _chosen(said: dict[str, str], scope: str, notice: Notice) -> dict[str, str]:
    fields = notice.fields_of(scope)
    found = dict(said)
    for name, text in said.items():
        item = fields.get(name)
        options = notice.options_of(item) if item and item.type != "多选" else []
        found[name] = ticked_one(text, options) if options else text
    return found


class _Joiner:
    def __init__(self, notice: Notice, season: Season) -> None:
        self.notice, self.season = notice, season
        self.joined = Joined()
        self.teams: dict[tuple[str, ...], Team] = {}
        self.named: dict[tuple[str, str], list[Entry]] = {}
        self.rows: dict[tuple[str, str], list[Record]] = {}
        for ledger in notice.ledgers.values():
            for row in season.ledgers.get(ledger.name, []) if ledger.title else ():
                self.rows.setdefault((ledger.name, values.match_key(row.text(ledger.title))), []).append(row)

    def join(self, sources: list[Source]) -> Joined:
        each = []
        for source in sources:
            why = self.why_not(source.taken)
            if why:
                self.refuse(source, why)
                continue
            self.single(source)
            if source.taken.form.mode == EACH:
                each.append(source)
        lacks = [len(self.ledger(source).key) - len(self.known(source)) for source in each]
        for source, lack in zip(each, lacks, strict=True):
            if not lack:
                self.place(source)
        for entry in self.joined.entries:
            self.bind(entry)
        for source, lack in sorted(zip(each, lacks, strict=True), key=lambda pair: pair[1]):
            if lack:
                self.place(source)
        for entry in self.joined.entries:
            self.bind(entry)
        order = {name: number for number, name in enumerate([*self.notice.ledgers, *self.tabs()])}
        self.joined.entries.sort(key=lambda entry: order[entry.scope])
        for source in each:
            self.members(source)
        self.joined.teams = list(self.teams.values())
        return self.joined

    def tabs(self) -> Iterator[str]:
        return (form.tab for form in self.notice.forms.values())

    def refuse(self, source: Source, why: str) -> None:
        form = source.taken.form
        self.joined.refused.append(
            Refusal(f"{source.taken.notice} {form.id} {form.name}", source.origin, why, form.mode in (EACH, ONE))
        )

    def why_not(self, taken: FormTaken) -> str:
        """Why a form is not for this workbook at all; "" when it is."""
        if taken.notice != self.notice.id:
            return (
                f"这是{taken.notice}通知的{taken.form.id}，本申报簿的当前通知是{self.notice.id}，没有导入；"
                f"要导入，请在首页把当前通知改为{taken.notice}，再导入一次"
            )
        if taken.form.mode not in (EACH, ONE):
            return f"{taken.form.id}由程序按台账生成或只供查阅，不导入"
        if not taken.values and not any(taken.members.values()):
            return "表上没有填任何内容，没有导入"
        return ""

    def ledger(self, source: Source) -> Ledger:
        return self.notice.ledgers[source.taken.form.ledger]

    def known(self, source: Source) -> Key:
        """What the form says of its record's key, printed or implied by the form."""
        said = source.taken.values | self.implied(source)
        return {name: said[name] for name in self.ledger(source).key if said.get(name, "").strip()}

    def implied(self, source: Source) -> dict[str, str]:
        where = source.taken.form.where
        return {name: options[0] for name, options in where.items() if len(options) == 1}

    # -- single records ------------------------------------------------------------------------------

    def single(self, source: Source) -> None:
        """What stands on 首页, and the whole of a form typed on its own tab."""
        texts: dict[str, dict[str, str]] = {}
        for place, text in source.taken.home.items():
            scope, _, name = place.partition(".")
            texts.setdefault(scope, {})[name] = text
        if source.taken.form.mode == ONE:
            texts[source.taken.form.tab] = source.taken.values
        for scope, said in texts.items():
            entry = next((entry for entry in self.joined.entries if entry.scope == scope), None)
            if entry is None:
                entry = Entry(scope, record=self.season.single.get(scope, Record(tab=scope)))
                self.joined.entries.append(entry)
            prefix = "" if scope == source.taken.form.tab else f"{scope}."
            self.add(entry, source, said, prefix)

    def add(self, entry: Entry, source: Source, said: dict[str, str], prefix: str = "") -> None:
        """Puts a form's texts beside those that the entry has; one that differs stays beside the first."""
        fields = self.notice.fields_of(entry.scope)
        if source not in entry.sources:
            entry.sources.append(source)
        for name, text in said.items():
            if name in fields and text.strip():
                place = source.taken.places.get(prefix + name, source.taken.where)
                beside(entry.values.setdefault(name, []), fields[name], Given(text, at(source.file, place)))

    # -- records of ledgers --------------------------------------------------------------------------

    def place(self, source: Source) -> None:
        """Adds a form to the entries it belongs to, or makes one for it."""
        ledger, known = self.ledger(source), self.known(source)
        mine = self.named.get((ledger.name, values.match_key(known.get(ledger.title, ""))), [])
        fitting = [entry for entry in mine if _fits(ledger, entry.key, known)]
        found: list[Entry] | None = self.narrowed(fitting, source)
        if not found:
            found = self.of_season(ledger, known, source)
        if found is None or self.differ(ledger, found):
            self.refuse(source, self.ambiguous(ledger, known))
            return
        for entry in found:
            entry.key = known | entry.key
            self.add(entry, source, source.taken.values | self.implied(source))
            for name, options in source.taken.form.where.items():
                if name not in entry.key:
                    entry.options[name] = options

    def narrowed(self, found: list[Entry], source: Source) -> list[Entry]:
        """Of several entries those of the same file, else of the same folder, where there are any; of one group's
        topics those that the form does not contradict."""
        nearer: list[Callable[[Source], bool]] = [
            lambda other: other.path == source.path,
            lambda other: other.path.parent == source.path.parent,
        ]
        for near in nearer:
            if self.differ(self.ledger(source), found):
                found = [entry for entry in found if any(map(near, entry.sources))] or found
        if len(found) > 1 and not self.differ(self.ledger(source), found):
            found = [entry for entry in found if self.agrees(entry, source)] or found
        return found

    def agrees(self, entry: Entry, source: Source) -> bool:
        """True when the form says nothing that the other forms, or else the workbook, have otherwise."""
        fields, record = self.notice.fields_of(entry.scope), entry.record or Record()
        for name, text in source.taken.values.items():
            said: list[Any] = [given.text for given in entry.values.get(name, [])] or [record.raw.get(name)]
            if name in fields and said[0] is not None and not any(is_same(fields[name], one, text) for one in said):
                return False
        return True

    def of_season(self, ledger: Ledger, known: Key, source: Source) -> list[Entry] | None:
        """Entries for the workbook's records that a form without its whole key may mean, or a new one; None where
        they are not of one team."""
        if len(known) < len(ledger.key):
            records = self.records(ledger, known, source.taken.form.where)
            keys = {tuple(key.values()): key for key in (_key_of(ledger, record) for record in records)}
            made = [Entry(ledger.name, key) for key in keys.values()]
            if made:
                if self.differ(ledger, made):
                    return None
                return self.made(ledger, made)
        return self.made(ledger, [Entry(ledger.name, dict(known))])

    def made(self, ledger: Ledger, entries: list[Entry]) -> list[Entry]:
        self.joined.entries += entries
        for entry in entries:
            title = values.match_key(entry.key.get(ledger.title, ""))
            self.named.setdefault((ledger.name, title), []).append(entry)
        return entries

    def records(self, ledger: Ledger, known: Key, where: dict[str, list[str]]) -> list[Record]:
        """The workbook's records that agree with what is known, within what the form is for."""
        rows = self.rows.get((ledger.name, values.match_key(known.get(ledger.title, ""))), [])
        fitting = (row for row in rows if _fits(ledger, _key_of(ledger, row), known))
        return [row for row in fitting if all(row.text(name) in ("", *options) for name, options in where.items())]

    def differ(self, ledger: Ledger, entries: Iterable[Entry]) -> bool:
        """True when the entries are not of one group: a group with two topics has two entries."""
        shared = [other.key for other in self.notice.ledgers.values() if other.parent == ledger.name]
        names = shared[0] if shared else ledger.key
        return len({tuple(values.match_key(entry.key.get(name, "")) for name in names) for entry in entries}) > 1

    def ambiguous(self, ledger: Ledger, known: Key) -> str:
        name = known.get(ledger.title, "")
        lacks = "、".join(part for part in ledger.key if part not in known)
        return (
            f"不止一条“{name}”，表上没有写{lacks}，认不出是哪一条，没有导入；"
            "请把它和写明的那张表放在同一个文件夹里，再导入一次"
        )

    def bind(self, entry: Entry) -> None:
        """Finds the workbook's record of an entry; what of the key the forms do not say is taken from it."""
        ledger = self.notice.ledgers.get(entry.scope)
        if ledger is None or ledger.single or entry.record is not None:
            return
        records = self.records(ledger, entry.key, entry.options)
        if not records:
            return
        entry.record, entry.twins = records[0], len(records) - 1
        entry.key = _key_of(ledger, records[0])

    # -- members -------------------------------------------------------------------------------------

    def members(self, source: Source) -> None:
        """Adds the member rows of a form to the team of its entry; a group with two topics is one team."""
        entry = next((entry for entry in self.joined.entries if source in entry.sources and entry.key), None)
        entry = entry or next((entry for entry in self.joined.entries if source in entry.sources), None)
        if entry is None or entry.scope not in self.notice.ledgers:
            return
        for name, rows in source.taken.members.items():
            ledger = self.notice.ledgers[name]
            mark = tuple(values.match_key(entry.key.get(part, "")) for part in ledger.key)
            known = mark if entry.key.get(self.notice.ledgers[entry.scope].title) else (source.file, str(id(entry)))
            team = self.teams.setdefault((name, *known), Team(name, entry))
            team.sources.append(source)
            left = list(team.rows)
            for row in rows:
                found = _take(left, ledger, row.values.get(ledger.title, ""))
                origin = at(source.file, row.place)
                if found is None:
                    found = Member({}, origin)
                    team.rows.append(found)
                for part, text in row.values.items():
                    if part in ledger.fields and text.strip():
                        beside(found.values.setdefault(part, []), ledger.fields[part], Given(text, origin))


def _take(rows: list[Member], ledger: Ledger, name: str) -> Member | None:
    """Takes the first row of that name out of `rows`."""
    for number, row in enumerate(rows):
        first = row.values.get(ledger.title)
        if values.match_key(first[0].text if first else "") == values.match_key(name):
            return rows.pop(number)
    return None


def _key_of(ledger: Ledger, record: Record) -> Key:
    return {name: record.text(name) for name in ledger.key if record.text(name)}


def _fits(ledger: Ledger, one: Key, other: Key) -> bool:
    """True when two keys name the same title and differ in no part that both say."""
    if ledger.title not in one or ledger.title not in other:
        return False
    return all(values.match_key(one[name]) == values.match_key(other[name]) for name in one.keys() & other.keys())
