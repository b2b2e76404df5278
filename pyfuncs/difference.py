"""What filled forms say against what the workbook holds, line by line: new, alike, changed, not understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from . import lookalikes, values
from .entries import EACH, ONE, Entry, Given, Joined, Member, Team, at, file_labels, is_same
from .fill import written
from .filled import FileTaken
from .listing import cut
from .notice import Field, Ledger, Notice
from .offers import (
    LEFT_OUT,
    MISSING,
    NEW,
    NO,
    SAME,
    TWO_WAYS,
    UNREAD,
    YES,
    Line,
    Offer,
    brief,
    fitted,
    judged,
    line_text,
)  # fmt: skip
from .rules import Record, Season, join_key

MOST_PLACES = 2


def differences(
    files: Sequence[FileTaken], joined: Joined, notice: Notice, season: Season, now: dt.datetime
) -> list[Line]:
    """All lines, record by record in the order of the ledgers; at the end what was not taken, with its place."""
    listing = _Listing(notice, season, f"{now:%Y-%m-%d %H:%M}")
    teams: dict[int, list[Team]] = {id(team.entry): [] for team in joined.teams}
    for team in joined.teams:
        teams[id(team.entry)].append(team)
    lines: list[Line] = []
    for number, entry in enumerate(joined.entries, start=1):
        own = [*listing.entry(entry, number)]
        for team in teams.get(id(entry), []):
            own += listing.team(team, number)
        if number in listing.doubtful:
            own = [replace(line, accept=line.accept and NO) for line in own]
        lines += own
    lines += [Line("", LEFT_OUT, "", item.form, "", "", "", item.why, item.origin) for item in joined.refused]
    return lines + list(_unread(files))


def _unread(files: Sequence[FileTaken]) -> Iterator[Line]:
    """What the reader did not understand of each file."""
    for file, label in zip(files, file_labels([file.path for file in files]), strict=True):
        if file.refused:
            yield Line("", LEFT_OUT, "", "", "", "", "", file.refused, label)
        for taken in file.forms:
            for item in taken.left if taken.form.mode in (EACH, ONE) else ():
                name = f"{taken.notice} {taken.form.id}"
                yield Line("", UNREAD, "", name, "", "", cut(item.text), item.why, at(label, item.place))
        if file.forms and not any(taken.form.mode in (EACH, ONE) for taken in file.forms):
            continue  # a list of all records: the refusal says so once
        for item in file.left:
            yield Line("", UNREAD, "", "", "", "", cut(item.text), item.why, at(label, item.place))


@dataclass(frozen=True, slots=True)
class _About:
    """A member that the workbook has: which of those of its name, of which entry."""

    team: Team
    ledger: Ledger
    record: Record
    name: str
    count: int
    number: int


class _Listing:
    def __init__(self, notice: Notice, season: Season, time: str) -> None:
        self.notice, self.season, self.time = notice, season, time
        self.doubtful: set[int] = set()
        """New entries that may be one of the workbook's, a sign or two written otherwise: the clerk decides."""

    def ledger(self, scope: str) -> Ledger | None:
        """The ledger whose rows an entry is one of; None for a single record."""
        ledger = self.notice.ledgers.get(scope)
        return ledger if ledger and not ledger.single else None

    def name(self, entry: Entry) -> str:
        ledger = self.ledger(entry.scope)
        return entry.key.get(ledger.title, "（表上没有写名称）") if ledger else entry.scope

    def entry(self, entry: Entry, number: int) -> Iterator[Line]:
        """The lines of one record."""
        ledger, fields = self.ledger(entry.scope), self.notice.fields_of(entry.scope)
        told: set[str] = set()
        if ledger and entry.record is None:
            yield self.head(entry, ledger, number)
            yield from self.lacking(entry, ledger, number)
            told = set(entry.key)
        alike: list[str] = []
        for name in [name for name in fields if name in entry.values]:
            given = entry.values[name][1:] if name in told else entry.values[name]
            lines = [self.value(entry, fields[name], item, len(entry.values[name]) > 1, number) for item in given]
            alike += [name] * (given != [] and None in lines)
            yield from filter(None, lines)
        if alike or (entry.record is not None and ledger):
            yield self.alike(entry, alike)

    def head(self, entry: Entry, ledger: Ledger, number: int) -> Line:
        """The line that adds a new record: with its key alone, the other fields have lines of their own."""
        offer = self.offer(entry, {name: entry.key.get(name, "") for name in ledger.key}, number, is_new=True)
        offer.origin = _files(entry)
        new = line_text(offer)
        note = f"新的一条，共{sum(map(len, entry.values.values()))}项"
        near, is_alike = self.near(entry, ledger)
        if is_alike:
            self.doubtful.add(number)
            note += f"；与台账里的“{near}”只差一点：真是新的，这一条的各行都选“{YES}”；是同一条，在台账里改字"
        elif near:
            note += f"；台账里已有“{near}”，如果只是改了字，请不接受这一条，在台账里改"
        files = _shown_files(entry)
        return fitted(Line(YES, NEW, ledger.name, self.name(entry), "、".join(ledger.key), "", new, note, files, offer))

    def near(self, entry: Entry, ledger: Ledger) -> tuple[str, bool]:
        """A record of the workbook with all of the key the same but one part, and whether that part is a look-alike;
        of several such a one first; "" = none."""
        wanted = [values.match_key(entry.key.get(part, "")) for part in ledger.key]
        first = ""
        for row in self.season.ledgers.get(ledger.name, []) if len(wanted) > 1 else ():
            pairs = [pair for pair in zip(join_key(row, ledger.key), wanted, strict=True) if pair[0] != pair[1]]
            if len(pairs) == 1:
                name = "，".join(row.text(part) for part in ledger.key)
                if any(lookalikes.alike(pairs[0])):
                    return name, True
                first = first or name
        return first, False

    def lacking(self, entry: Entry, ledger: Ledger, number: int) -> Iterator[Line]:
        """A line to fill in for each part of the key that the forms do not say."""
        for part in ledger.key:
            if part not in entry.key:
                options = entry.options.get(part) or self.notice.options_of(ledger.fields[part])
                should = f"（{'、'.join(options)}之一）" if options else ""
                note = f"表上没有写：请填在“表上写的”一格{should}，再选“{YES}”；不填也可以以后在台账里补"
                offer = self.offer(entry, {part: ""}, number)
                files = _shown_files(entry)
                yield Line(NO, UNREAD, ledger.name, self.name(entry), part, "", "", note, files, offer)

    def value(self, entry: Entry, item: Field, given: Given, is_one_of_two: bool, number: int) -> Line | None:
        """The line of one field; None where the workbook says the same."""
        if not item.typed:
            note = "由别的内容算出，不单独存"
            return Line(
                "", LEFT_OUT, entry.scope, self.name(entry), item.name, "", brief(given.text), note, given.origin
            )
        record = entry.record if entry.record is not None else Record()
        old = written(item, record)
        if not is_one_of_two and is_same(item, _raw(record, item), given.text):
            return None
        offer = self.offer(entry, {item.name: given.text}, number, old={item.name: old})
        offer.origin = given.origin
        line = Line("", "", entry.scope, self.name(entry), item.name, brief(old), "", "", given.origin, offer)
        return judged(line, item, given.text, self.notice.options_of(item), is_one_of_two)

    def alike(self, entry: Entry, names: list[str]) -> Line:
        """One line for all that is the same, and for what the workbook has and the forms leave empty."""
        record, fields = entry.record or Record(), self.notice.fields_of(entry.scope)
        printed = set().union(*(source.taken.form.prints for source in entry.sources))
        empty = [
            name
            for name, item in fields.items()
            if item.typed and (entry.scope, name) in printed - {(entry.scope, told) for told in entry.values}
            and _raw(record, item) not in (None, "")
        ]  # fmt: skip
        notes = [f"与台账相同的{len(names)}项"] if names else []
        notes += [f"表上空着、台账里有的没有动：{'、'.join(empty)}"] if empty else []
        notes += [f"台账里有{entry.twins + 1}条同样的，对照的是第一条"] if entry.twins else []
        files = _shown_files(entry)
        return Line(
            "", SAME, entry.scope, self.name(entry), "", "", brief("、".join(names)), "；".join(notes), files
        )  # fmt: skip

    # -- members -------------------------------------------------------------------------------------

    def team(self, team: Team, number: int) -> Iterator[Line]:
        """A form's members against the workbook's: matched by name, the missing ones told, never removed."""
        ledger = self.notice.ledgers[team.ledger]
        parent = Record({part: team.key.get(part) for part in ledger.key})
        rows = self.season.members(parent, ledger.name, ledger.key) if any(team.key.values()) else []
        left, alike = list(rows), []
        seen: dict[str, int] = {}
        for member in team.rows:
            name = _text(member, ledger.title)
            seen[values.match_key(name)] = count = seen.get(values.match_key(name), 0) + 1
            record = _take(left, ledger, name)
            if record is None:
                yield self.new_member(team, ledger, member, name, count, number)
                continue
            about = _About(team, ledger, record, name, count, number)
            lines = [
                self.member_value(about, part, item, len(given) > 1)
                for part, given in member.values.items()
                for item in given
            ]
            alike += [name] * (not any(lines))
            yield from filter(None, lines)
        where = _shown_files(team)
        for record in left:
            name = record.text(ledger.title)
            note = "台账里有、表上没有，没有动；确实不在了，请在台账里删去这一行"
            yield Line("", MISSING, ledger.name, self.name(team.entry), ledger.title, name, "", note, where)
        if alike:
            note = f"{len(alike)}名成员与台账相同"
            yield Line(
                "", SAME, ledger.name, self.name(team.entry), ledger.title, "", brief("、".join(alike)), note, where
            )

    def new_member(self, team: Team, ledger: Ledger, member: Member, name: str, count: int, number: int) -> Line:
        said = {part: given[0].text for part, given in member.values.items()}
        key = {part: team.key.get(part, "") for part in ledger.key}
        offer = Offer(ledger.name, key, said | key, {}, name, count, True, number, member.origin, self.time)
        faults = [
            f"{part}“{cut(text, 20)}”{fault}"
            for part, text in said.items()
            if (fault := values.READERS[ledger.fields[part].type](text).fault)
        ]
        two = [part for part, given in member.values.items() if len(given) > 1]
        notes = [f"{'、'.join(faults)}；接受就照文字存入"] if faults else []
        notes += ["没有写姓名"] if not name else []
        notes += [f"几张表的{'、'.join(two)}写得不一样，这里列的是第一张的"] if two else []
        kind, accept = (TWO_WAYS, NO) if two else (UNREAD, YES) if faults else (NEW, YES)
        line = Line(
            accept, kind, ledger.name, self.name(team.entry), ledger.title, "", line_text(offer), "；".join(notes),
            member.origin, offer,
        )  # fmt: skip
        return fitted(line)

    def member_value(self, about: _About, part: str, given: Given, is_one_of_two: bool) -> Line | None:
        """The line of one field of a member that the workbook has; None where it says the same."""
        ledger, record = about.ledger, about.record
        item, old = ledger.fields[part], written(ledger.fields[part], record)
        if not is_one_of_two and is_same(item, _raw(record, item), given.text):
            return None
        key = {name: record.text(name) for name in ledger.key}
        offer = Offer(ledger.name, key, {part: given.text}, {part: old}, about.name, about.count, False, about.number)
        offer.origin, offer.time = given.origin, self.time
        shown = f"{self.name(about.team.entry)} {about.name}"
        line = Line("", "", ledger.name, shown, part, brief(old), "", "", given.origin, offer)
        return judged(line, item, given.text, self.notice.options_of(item), is_one_of_two)

    def offer(
        self, entry: Entry, said: dict[str, str], number: int, old: dict[str, str] | None = None, is_new: bool = False
    ) -> Offer:
        ledger = self.ledger(entry.scope)
        key = {name: entry.key.get(name, "") for name in ledger.key} if ledger else {}
        return Offer(entry.scope, key, said, old or {}, None, 1, is_new, number, _files(entry), self.time)


def _files(of: Entry | Team) -> str:
    return "；".join(dict.fromkeys(source.origin for source in of.sources))


def _shown_files(of: Entry | Team) -> str:
    """The first few places, and how many there are."""
    places = list(dict.fromkeys(source.origin for source in of.sources))
    return "；".join(places[:MOST_PLACES]) + (f"等{len(places)}处" if len(places) > MOST_PLACES else "")


def _raw(record: Record, item: Field) -> values.Raw:
    return record.raw.get(item.name, record.get(item.name))


def _text(member: Member, name: str) -> str:
    given = member.values.get(name)
    return given[0].text if given else ""


def _take(rows: list[Record], ledger: Ledger, name: str) -> Record | None:
    for number, row in enumerate(rows):
        if values.match_key(row.text(ledger.title)) == values.match_key(name):
            return rows.pop(number)
    return None
