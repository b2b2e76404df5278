"""获奖名单 where a notice has no scores: filled from the ledgers when the clerk says so, names as they stand then."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from .changes import INFO, WARNING, Ask, Changes, Go, Log, Say, Show
from .desk import Desk
from .honours import Honour, Honours, load_honours
from .jury_desk import rewrite, spoken, stand_of
from .mirror_tab import LedgerPlace
from .notice import ORIGIN, SENDER, Notice
from .rules import Record
from .values import match_key, serial, text_of
from .winners import Choice, choose, confirmed_row, names_of, winners_ledger

Key = tuple[str, ...]
"""Whose a row is: award, enterprise, name, topic; for a row written twice its place too."""


@spoken
def fill(desk: Desk) -> Changes:
    """获奖名单: fills it from the ledgers where the notice has no scores, names as they stand at this moment.

    With several rows of an award's ledger selected only these are taken, else all entries without 错误. Asks first.
    """
    notice = desk.reading.notice
    if notice.judging is not None:
        return Changes(
            [Say(INFO, "这份通知要评分：请按“评审结果”，再按“确认获奖”，获奖名单就填好了。")], undoable=False
        )
    honours = load_honours(notice)
    picked = _picked(desk, notice, honours)
    choice = choose(desk.reading.season, notice, honours, desk.findings, picked)
    place = stand_of(desk, winners_ledger(notice))
    held = _held(desk.reading.season.ledgers.get(place.ledger.name, []), place, honours)
    if choice.faulty and not choice.chosen:
        says = f"{len(choice.faulty)}条申报都有错误，没有列入获奖名单；请校验、改正后再按，或在台账上选中要列入的几行。"
        return Changes([Say(WARNING, says)], undoable=False)
    if not choice.chosen:
        return Changes([Say(WARNING, "没有可以列入获奖名单的申报，请先录入再按。")], undoable=False)
    if desk.answer != "yes":
        return Changes([Ask(_question(choice, picked is not None, bool(held)), "yes")], undoable=False)
    again = {(honour.award, *names_of(record, honour)) for honour, record in choice.chosen}
    stays = [row for key, row in held.items() if picked and key not in again]
    given: dict[Key, str] = {key: text_of(row.get("number")) for key, row in held.items() if picked and key in again}
    kept = {text_of(row.get("number")) for row in stays}
    rows = stays + _new_rows(choice.chosen, place, honours, given, kept)
    if len(rows) > place.ledger.rows:
        says = f"要列{len(rows)}个，“{place.sheet.name}”只有{place.ledger.rows}行，没有改动，请分几本申报簿。"
        return Changes([Say(WARNING, says)], undoable=False)
    return _written(desk, place, rows, len(choice.chosen))


def _picked(desk: Desk, notice: Notice, honours: Honours) -> list[Record] | None:
    """The selected rows of an award's ledger, when they are several; None = all entries are meant."""
    ledgers = {notice.award_named(item.award).ledger for item in honours.honour}
    records = [record for name in ledgers for record in desk.reading.season.ledgers.get(name, [])]
    found = [record for record in records if record.tab == desk.tab and record.row in desk.picked]
    return found if len(desk.picked) > 1 and found else None


def _held(rows: Sequence[Record], place: LedgerPlace, honours: Honours) -> dict[Key, dict[str, object]]:
    """The rows that stand on the list by now, by whose they are."""
    held: dict[Key, dict[str, object]] = {}
    for number, record in enumerate(rows):
        row = {item.role: _as_typed(record, item.name) for item in place.ledger.field if item.role}
        row |= {ORIGIN: record.get(ORIGIN), SENDER: record.get(SENDER)}
        award, unit, name, topic = (
            record.text(place.ledger.named(role)) for role in ("award", "unit", "name", "topic")
        )
        honour = honours.of(award)
        key = (award, unit, name if honour is None or honour.name else "", topic)
        held[key if key not in held else (*key, str(number))] = row
    return held


def _as_typed(record: Record, name: str) -> object:
    """What a cell of the list holds; what is no value of its type stays as it was typed."""
    value = record.get(name)
    return record.raw.get(name) if value is None else value


def _question(choice: Choice, picked: bool, replaces: bool) -> str:
    counts: dict[str, int] = {}
    for honour, _ in choice.chosen:
        counts[honour.title] = counts.get(honour.title, 0) + 1
    listed = "\n".join(f"{title}：{count}" for title, count in counts.items())
    which = "选中的" if picked else "没有错误的全部"
    left = f"\n有错误的{len(choice.faulty)}条不列入。" if choice.faulty else ""
    after = (
        "\n名单上已有的，选中的以外留着。"
        if picked and replaces
        else "\n名单上现有的全部换掉，编号重新排。"
        if replaces
        else ""
    )
    return (
        f"把{which}申报列入获奖名单，名称照现在写的定下：\n{listed}{left}{after}\n通知没有评分，获奖由协会定。列入吗？"
    )


def _new_rows(
    chosen: Sequence[tuple[Honour, Record]], place: LedgerPlace, honours: Honours, given: dict[Key, str], kept: set[str]
) -> list[dict[str, object]]:
    """Rows by role, and by name what has no role, numbered as the certificates will be.

    given  the number of a row that stood there before, which it keeps;  kept  numbers of rows that stay
    """
    taken = {match_key(number) for number in (*given.values(), *kept)}
    serials: Counter[str] = Counter()
    roles = {item.name: item.role for item in place.ledger.field if item.role}
    rows = []
    for honour, record in chosen:
        number = given.get((honour.award, *names_of(record, honour)), "")
        while not number:
            serials[honour.code] += 1
            number = honours.number_for(honour, honours.year, serials[honour.code])
            number = "" if match_key(number) in taken else number
        row = confirmed_row(record, honour, place.ledger, honours, dt.date.today(), number)
        rows.append({roles.get(name, name): value for name, value in row.items()})
    return rows


def _written(desk: Desk, place: LedgerPlace, rows: Sequence[dict[str, object]], count: int) -> Changes:
    tab = place.sheet.name
    plain = [{**row, "date": _serial(row.get("date"))} for row in rows]
    moved = rewrite(desk, place, plain)
    changes = Changes([Show(tab, True), *moved.changes])
    says = f"已把{count}个列入“{tab}”，共{len(rows)}个；不表彰的整行删去，再做名称校对、光荣册和证书。"
    changes.add(Go(tab, place.heading + 1, 1), Say(WARNING if moved.says else INFO, f"{says}{moved.says}"))
    changes.add(Log("获奖名单", f"{count}个", ""))
    return changes


def _serial(day: object) -> object:
    return serial(day) if isinstance(day, dt.date) else day
