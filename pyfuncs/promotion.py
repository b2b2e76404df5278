"""晋级转报: the winners that go on, as a new workbook under the next level's notice, nothing retyped.

Which notice, for which unit and what is called otherwise there: next_level.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .check import TO_CONFIRM, TO_NOTE, Finding
from .definitions import Ledger
from .honours import Honour, Honours, load_honours
from .next_level import Carry, NotPromoted, Word, load_promotion
from .notice import HOME, ORIGIN, SENDER, Award, Notice, load_notice
from .quota import declared
from .quota import rows as quota_rows
from .records import NOTICE_FIELD, place
from .rules import Record, Season
from .winners import Renamed, Winner, is_promoted, names_of, renamed, winner_of, winners_ledger

UNIT_FIELD, DAY = "推荐单位", "日期"


@dataclass(slots=True)
class Promoted:
    """What is handed on: the next level's notice and season, what must be said of it, and names changed since 确认."""

    notice: Notice
    season: Season
    unit: str
    findings: list[Finding]
    changed: list[Renamed]
    counts: dict[str, int]


def promote(season: Season, notice: Notice, book: str) -> Promoted:
    """The season of the next level. book: the contest's file, said in every row's origin.

    Raises NotPromoted before 确认, or when nobody is marked to go on.
    """
    promotion = load_promotion(notice)
    target = load_notice(promotion.notice, notice.folder.parent)
    ledger = winners_ledger(notice)
    rows = season.ledgers.get(ledger.name, [])
    if not rows:
        raise NotPromoted(f"“{ledger.name}”还是空的：请先确认获奖名单，再转报")
    honours = load_honours(notice)
    chosen = [_as_winner(row, ledger, season, notice, honours) for row in rows if is_promoted(row, ledger)]
    if not chosen:
        name = ledger.named("promoted")
        raise NotPromoted(f"“{ledger.name}”的“{name}”一栏没有填“是”的，请填好要转报的再转报")
    made = Promoted(target, Season(), promotion.unit, [], list(renamed(chosen, season, notice)), {})
    for carry in promotion.carry:
        own = [item for item in chosen if item.honour.award == carry.award]
        made.counts[carry.to] = made.counts.get(carry.to, 0) + len(own)
        _carry(own, carry, season, notice, made, book)
    carried = {item.award for item in promotion.carry}
    for item in chosen:
        if item.honour.award not in carried:
            says = f"“{item.honour.award}”没有规定转报到哪个奖项，“{item.full}”没有转报。"
            made.findings.append(_told(TO_CONFIRM, item, says, promotion.source))
    for also in promotion.also:
        made.season.ledgers[also.ledger] = [
            _copy(record, target.ledgers[also.ledger], book, {}) for record in season.ledgers.get(also.ledger, [])
        ]
    for word in promotion.word:
        _reword(word, made)
    made.season.single[HOME] = _home(season, made)
    for form in target.forms.values():
        if form.mode == "单份":  # typed there anew: what is asked for is found at its cell
            made.season.single[form.tab] = Record(tab=form.tab)
    return made


def _home(season: Season, made: Promoted) -> Record:
    """Who fills the workbook in, under the next level's notice and unit; the days are the contest's own."""
    home, own = season.single.get(HOME, Record()), Record({}, HOME)
    for name, item in made.notice.ledgers[HOME].fields.items():
        if item.type != DAY and name in home:
            own[name], own.raw[name] = home[name], home.raw.get(name)
    for name, said in ((NOTICE_FIELD, made.notice.id), (UNIT_FIELD, made.unit)):
        own[name] = own.raw[name] = said
    return own


def _as_winner(row: Record, ledger: Ledger, season: Season, notice: Notice, honours: Honours) -> Winner:
    """A row as a winner; an award that is not honoured may go on all the same."""
    award = row.text(ledger.named("award"))
    honour = honours.of(award)
    if honour is None:
        contests = notice.judging.contest if notice.judging else []
        contest = next((item for item in contests if item.award == award), None)
        if contest is None:
            raise NotPromoted(f"{row.tab}第{row.row}行写的奖项是“{award}”，通知没有这个奖项，请改正")
        name = "" if contest.name == contest.unit else contest.name
        honour = Honour(
            award=award, code="", title=award, source="", citation="", listed="", unit=contest.unit, name=name,
            topic=contest.topic,
        )  # fmt: skip
    return winner_of(row, ledger, season, honour, honours.year)


def _carry(own: Sequence[Winner], carry: Carry, season: Season, notice: Notice, made: Promoted, book: str) -> None:
    """The entries of these winners, with their members; names as they were at 确认."""
    award, to = notice.award_named(carry.award), made.notice.award_named(carry.to)
    ledger = made.notice.ledgers[to.ledger]
    spent: set[int] = set()
    for item in own:
        entry = _entry(item, award, season, made.changed, spent)
        if entry is None:
            says = f"“{item.full}”在获奖名单上，台账里没有这一条，没有转报，请核对名称后再转报一次。"
            made.findings.append(_told(TO_CONFIRM, item, says, carry.source))
            made.counts[carry.to] -= 1
            continue
        spent.add(id(entry))
        frozen = {name: text for name, text in zip(item.honour.keys, item.names, strict=True) if name and text}
        given = {name: options[0] for name, options in to.where.items()}
        made.season.ledgers.setdefault(ledger.name, []).append(_copy(entry, ledger, book, frozen | given))
        for members in made.notice.ledgers.values():
            if members.parent == ledger.name:
                key = notice.ledgers[members.name].key
                named = {name: frozen[name] for name in key if name in frozen}
                rows = [row for row in season.members(entry, members.name, key) if id(row) not in spent]
                spent |= set(map(id, rows))  # a group with two topics has its members once
                made.season.ledgers.setdefault(members.name, []).extend(
                    _copy(record, members, book, named) for record in rows
                )


def _entry(item: Winner, award: Award, season: Season, changed: Sequence[Renamed], spent: set[int]) -> Record | None:
    """The ledger's record of a winner: by its names, else the one whose names were changed since."""
    records = [record for record in declared(award, season) if id(record) not in spent]
    found = next((record for record in records if names_of(record, item.honour) == item.names), None)
    if found is not None:
        return found
    cells = {change.where for change in changed if change.winner is item and change.now is not None}
    return next(
        (
            record
            for record in records
            if cells & {f"{record.tab}!{place(record, name)}" for name in item.honour.keys if name}
        ),
        None,
    )


def _copy(record: Record, ledger: Ledger, book: str, given: dict[str, str]) -> Record:
    """A record with every field that both have, byte for byte; `given` in their place; where it comes from."""
    known = {item.name for item in ledger.field if item.typed and item.name not in (ORIGIN, SENDER)}
    origin = {ORIGIN: f"{book} {record.tab}!A{record.row}"}
    copied = Record({**{name: record[name] for name in record if name in known}, **given, **origin}, ledger.name)
    copied.raw = {**{name: raw for name, raw in record.raw.items() if name in known}, **given, **origin}
    copied.bad = record.bad & known - given.keys()
    return copied


def _reword(word: Word, made: Promoted) -> None:
    """Options that the next level calls otherwise."""
    held = [record for record in made.season.ledgers.get(word.ledger, []) if record.text(word.field) == word.said]
    if not held:
        return
    options = "、".join(word.to)
    if len(word.to) == 1:
        for record in held:
            record[word.field] = record.raw[word.field] = word.to[0]
        level, says, fix = TO_NOTE, f"{len(held)}条的“{word.said}”已按“{options}”填", "核对"
    else:
        says = f"{len(held)}条写的是“{word.said}”，{made.notice.name}分为{options}"
        level, fix = TO_CONFIRM, f"逐条从{options}中选一种"
    message = f"{word.ledger}“{word.field}”：{says}，请{fix}（依据：{word.source}）。"
    made.findings.append(
        Finding(level, word.ledger, "", "", word.field, word.said, message, fix, word.source, says=says)
    )


def _told(level: str, item: Winner, says: str, source: str) -> Finding:
    return Finding(level, item.record.tab, "", item.full, "", "", says, "核对", source, says=says)


def write(made: Promoted, path: Path) -> list[Finding]:
    """Writes the next level's workbook, checked, to `path` as a new file; all findings. Raises OSError."""
    from .workbook import season_workbook

    return season_workbook(path, made.season, made.notice, True, made.findings + _changes(made), made.unit)


def _changes(made: Promoted) -> list[Finding]:
    return [
        Finding(
            TO_CONFIRM, item.winner.record.tab, "", item.winner.full, item.field, item.old,
            f"“{item.field}”确认以后改过：确认时 {item.old}｜现在 {item.now or '已没有'}，转报的是确认时的。",
            "核对", "获奖名单",
        )
        for item in made.changed
    ]  # fmt: skip


def told(made: Promoted) -> Iterator[str]:
    """What was handed on, and each quota of the unit: declared, allowed, left."""
    carried = "、".join(f"{name}{count}个" for name, count in made.counts.items() if count)
    yield f"按{made.notice.name}、推荐单位“{made.unit}”转报{carried}"
    for row in quota_rows(made.season, made.notice):
        if row.left is not None and (row.declared or row.quota):
            state = f"超出{-row.left}个" if row.over else f"还可报{row.left}个" if row.left else "已满"
            yield f"{row.category}：已报{row.declared}个，名额{row.quota}个，{state}"
