"""名称校对表: every name that will be printed, where it was typed, and what it could be mistaken for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .honours import Honour, Honours
from .lookalikes import alike
from .notice import ORIGIN, SENDER, Notice
from .quota import declared
from .records import place
from .rules import Record, Season
from .table_book import Table, report
from .values import match_key
from .winners import Renamed, Winner, names_of, renamed_sentence, winners_ledger

NAME_HEADS = ("名称", "是什么", "奖项", "推荐单位", "录入处", "来源", "相近的写法")
NAME_WIDTHS = (40, 12, 30, 12, 24, 28, 60)
ALIKE_HEADS = ("写法一", "在哪里", "写法二", "在哪里", "怎样相近")
ALIKE_WIDTHS = (40, 34, 40, 34, 24)
CHANGED_HEADS = ("奖项", "获奖者", "栏目", "确认时", "现在", "在哪里", "说明")
CHANGED_WIDTHS = (26, 40, 14, 40, 40, 20, 60)
FILL, GONE = "#FFE699", "（已没有）"
MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Printed:
    """A name that will be printed: `kind` the field, `unit` True for an enterprise's name; where it was typed."""

    text: str
    kind: str
    unit: bool
    honour: Honour
    sender: str
    where: str
    origin: str


def of_winners(winners: Iterable[Winner], notice: Notice) -> list[Printed]:
    """The names on the confirmed list, each with the cell it stands in there."""
    ledger, found = winners_ledger(notice), []
    for item in winners:
        columns = [ledger.named(role) for role in ("unit", "name", "topic")]
        for field, text, column in zip(item.honour.keys, item.names, columns, strict=True):
            if text:
                found.append(_printed(text, field, item.honour, item.record, item.sender, column))
    return found


def of_entries(season: Season, notice: Notice, honours: Honours) -> list[Printed]:
    """The names of all entries, before a list is confirmed."""
    found = []
    for honour in honours.honour:
        for record in declared(notice.award_named(honour.award), season):
            for field, text in zip(honour.keys, names_of(record, honour), strict=True):
                if text:
                    found.append(_printed(text, field, honour, record, record.text(SENDER)))
    return found


def _printed(text: str, field: str, honour: Honour, record: Record, sender: str, column: str = "") -> Printed:
    where = place(record, column or field)
    return Printed(text, field, field == honour.unit, honour, sender, f"{record.tab}!{where}", record.text(ORIGIN))


def pairs(printed: Sequence[Printed]) -> list[tuple[str, str, str]]:
    """Names of enterprises that may be one; and within an enterprise, names that differ in writing alone."""
    found = list(alike(item.text for item in printed if item.unit))
    by_unit: dict[tuple[str, str], list[str]] = {}
    for item in printed:
        if not item.unit:
            by_unit.setdefault((item.kind, item.where.split("!")[0]), []).append(item.text)
    for names in by_unit.values():
        keyed: dict[str, str] = {}
        for name in dict.fromkeys(names):
            first = keyed.setdefault(match_key(name), name)
            if first != name:
                found += alike((first, name))
    return list(dict.fromkeys(found))


def proof_book(printed: Sequence[Printed], changed: Sequence[Renamed], notice: Notice, confirmed: bool) -> bytes:
    """名称校对表 as .xlsx: look-alikes side by side, what was changed since 确认, then every name."""
    places: dict[str, list[str]] = {}
    for item in printed:
        places.setdefault(item.text, []).append(item.where)
    found = pairs(printed)
    like: dict[str, list[str]] = {}
    for name, other, why in found:
        like.setdefault(name, []).append(f"{other}（{why}）")
        like.setdefault(other, []).append(f"{name}（{why}）")
    told = "照确认的获奖名单" if confirmed else "名单还没有确认，照台账里全部申报的"
    side = [[name, _places(places[name]), other, _places(places[other]), why] for name, other, why in found]
    once: dict[tuple[str, ...], list[Printed]] = {}
    for item in sorted(printed, key=lambda item: not item.unit):
        once.setdefault((item.text, item.kind, item.honour.title, item.sender), []).append(item)
    rows = [
        [
            *key, _places([item.where for item in own]), _places([item.origin for item in own if item.origin]),
            "；".join(like.get(key[0], [])),
        ]
        for key, own in once.items()
    ]  # fmt: skip
    fills = {number: FILL for number, row in enumerate(rows) if row[-1]}
    changes = [
        [
            item.winner.honour.title, item.winner.full, item.field, item.old,
            GONE if item.now is None else item.now, item.where, renamed_sentence(item),
        ]
        for item in changed
    ]  # fmt: skip
    heads = (
        f"相近的写法　{notice.name}　共{len(side)}对：是同一个的，请改成一样",
        f"确认以后台账里改过的名称　共{len(changes)}处",
        f"要印的名称　{told}　共{len(printed)}处，同一个名称只列一次；黄色的有相近写法",
    )
    return report(
        [
            Table("写法对照", ALIKE_HEADS, side, ALIKE_WIDTHS, heads[:1]),
            Table("确认后改动", CHANGED_HEADS, changes, CHANGED_WIDTHS, heads[1:2]),
            Table("全部名称", NAME_HEADS, rows, NAME_WIDTHS, heads[2:], fills),
        ]
    )


def _places(found: Sequence[str]) -> str:
    """The cells, the tab said once where several stand on it; no more than a person looks through."""
    more = f" 等{len(found)}处" if len(found) > MOST_PLACES else ""
    told, last = [], ""
    for where in found[:MOST_PLACES]:
        tab, mark, cell = where.rpartition("!")
        told.append(cell if mark and tab == last else where)
        last = tab
    return "、".join(told) + more
