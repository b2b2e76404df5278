"""The button 材料清单: fills the ledger of materials with the lines still lacking there, and says what is missing.

A line that stands there keeps its place, its state and whatever was typed beside it; one that nothing asks for any
more is marked and stays. Lines that the clerk added himself are let alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import materials, tabs
from .changes import INFO, WARNING, Changes, Go, Log, Put, Say, put
from .desk import Desk
from .materials import KEY, Due, Line
from .mirror_tab import LedgerPlace, Refused
from .records import find_ledger
from .rules import ORIGIN, SENDER, Record

LABEL = "材料清单"
NAMED = 10
GONE = "台账里已没有对应的申报，可以删去这一行"


@dataclass(slots=True)
class Comparison:
    """The ledger against what is expected: lines to add, rows (from 1) no longer asked for, rows asked for again."""

    added: list[Line] = field(default_factory=list)
    gone: list[Record] = field(default_factory=list)
    back: list[Record] = field(default_factory=list)
    kept: int = 0


def compare(wanted: list[Line], there: list[tuple[Line, Record]], note: str) -> Comparison:
    """Line by line: of two alike, each needs a row of its own. `note` is the field that says a row is gone."""
    rows: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for line, record in there:
        rows[line.key].append(record)
    made = Comparison()
    for line in wanted:
        if rows[line.key]:
            record = rows[line.key].pop(0)
            made.kept += 1
            made.back += [record] * bool(record.text(note))
        else:
            made.added.append(line)
    for line, record in there:
        mine = record.text(ORIGIN) == LABEL
        if mine and not record.text(note) and any(record is left for left in rows[line.key]):
            made.gone.append(record)
    return made


def fill(desk: Desk) -> Changes:
    """材料清单: adds the lines that notice and ledgers ask for, marks those no longer asked for, deletes none."""
    notice, season = desk.notice, desk.reading.season
    ledger = notice.ledger_for(materials.ROLE)
    if ledger is None or not notice.material:
        return Changes([Say(INFO, f"{notice.name}没有规定要报送的材料。")], undoable=False)
    sheet, heading, columns = find_ledger(ledger, desk.sheets)
    if sheet is None:
        raise Refused(f"工作簿里没有“{ledger.name}”台账，请用“新建申报簿”另建一本，把各台账粘贴过去")
    place = LedgerPlace(ledger, sheet, heading, columns)
    wanted = materials.expected(season, notice)
    note = ledger.named("note")
    made = compare(wanted, materials.listed(season, ledger, notice.merged), note)
    changes = Changes()
    changes.add(*_new_rows(place, made.added, materials.states(notice)[0]))
    if note in columns:
        changes.add(*(put(sheet.name, row.row, columns[note], GONE) for row in made.gone))
        changes.add(*(put(sheet.name, row.row, columns[note], None) for row in made.back))
    changes.undoable = changes.touches()
    dues = materials.dues(season, notice)
    late = any(due.missing and (due.days_left(dt.date.today()) or 0) < 0 for due in dues)
    changes.add(Go(sheet.name, heading + 1, 1))
    changes.add(Say(WARNING if made.gone or late else INFO, "\n".join(_told(desk, made, dues))))
    changes.add(Log(LABEL, f"新增{len(made.added)}行", ""))
    return changes


def _new_rows(place: LedgerPlace, lines: list[Line], state: str) -> Iterator[Put]:
    free = place.free_rows()
    names = {role: place.ledger.named(role) for role in KEY}
    for line in lines:
        row = next(free)
        cells = {name: getattr(line, role) for role, name in names.items()}
        cells |= {place.ledger.named("state"): state, ORIGIN: LABEL, SENDER: line.sender}
        for name, value in cells.items():
            if value and name in place.columns:
                yield put(place.sheet.name, row, place.columns[name], value)


def _told(desk: Desk, made: Comparison, dues: list[Due]) -> Iterator[str]:
    yield f"清单应有{made.kept + len(made.added)}行，原有{made.kept}行没有动，新增{len(made.added)}行。"
    if made.gone:
        rows = "、".join(str(record.row) for record in made.gone[:NAMED]) + "等" * (len(made.gone) > NAMED)
        yield f"有{len(made.gone)}行台账里已没有对应的申报（第{rows}行），已注明，没有删除。"
    yield from (due_line(due, dt.date.today()) for due in dues)
    if desk.filtered:
        yield tabs.hidden_rows(desk)


def due_line(due: Due, today: dt.date) -> str:
    """2018年6月10日前：应交40件，已齐30件，还缺10件，还有3天。"""
    words = f"{due.when or '通知未写何时交'}：应交{due.expected}件，已齐{due.complete}件，还缺{due.missing}件"
    days = due.days_left(today)
    if days is None or not due.missing:
        return words + "。"
    return words + (f"，还有{days}天。" if days > 0 else "，今天截止。" if days == 0 else f"，已过{-days}天。")


def missing_table(lines: list[Line]) -> list[list[str]]:
    """Missing lines for people: the same paper of one entry once; columns 何时交, 企业, 对应, 材料, 要求."""
    count = Counter(lines)
    return [
        [line.when or "未写", line.sender or line.unit, line.entry or line.per, line.document, _what(line, number)]
        for line, number in count.items()
    ]


def _what(line: Line, number: int) -> str:
    words = "，".join(filter(None, (line.what, "盖章" if line.stamped else "")))
    return f"{words}×{number}" if number > 1 else words
