"""Which winners go on, to which notice, and what is called otherwise there: 转报.toml beside the notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .notice import Notice, load_notice
from .schema import DefinitionError, build, did_you_mean, read_toml

FILE = "转报.toml"


class NotPromoted(Exception):
    """There is nothing to hand on; the message is one Chinese sentence."""


@dataclass(slots=True, kw_only=True)
class Carry:
    """Winners of the contest's `award` become entries for the next level's award `to`."""

    award: str
    to: str
    source: str


@dataclass(slots=True, kw_only=True)
class Also:
    """A ledger all of whose records go along."""

    ledger: str
    source: str


@dataclass(slots=True, kw_only=True)
class Word:
    """What an option is called there: one word replaces it; of several, somebody has to choose."""

    ledger: str
    field: str
    source: str
    to: list[str]
    said: str = ""


@dataclass(slots=True, kw_only=True)
class Promotion:
    """The way from a contest to the next level: its notice, the unit it recommends as, on whose word."""

    notice: str
    unit: str
    source: str
    carry: list[Carry]
    also: list[Also] = field(default_factory=list)
    word: list[Word] = field(default_factory=list)


def load_promotion(notice: Notice) -> Promotion:
    """Raises NotPromoted where the notice promotes nobody, DefinitionError for what does not fit."""
    path = notice.folder / FILE
    if not path.is_file():
        raise NotPromoted(f"{notice.name}没有规定向上级转报，没有可转报的，请核对首页的当前通知")
    where = f"{notice.id}/{FILE}"
    table = read_toml(path)
    for word in table.get("word", []):
        if "from" in word:
            word["said"] = word.pop("from")
    promotion = build(Promotion, table, where)
    target = load_notice(promotion.notice, notice.folder.parent)
    _demand(where, promotion.unit, target.units() or [promotion.unit], "名额表没有")
    for item in promotion.carry:
        _demand(where, item.award, [award.name for award in notice.award], "没有奖项")
        _demand(where, item.to, [award.name for award in target.award], f"{target.id}没有奖项")
        ledgers = notice.award_named(item.award).ledger, target.award_named(item.to).ledger
        if ledgers[0] != ledgers[1]:
            raise DefinitionError(f"{where} [[carry]] {item.award}：应与“{item.to}”在同一张台账")
    for also in promotion.also:
        _demand(where, also.ledger, target.ledgers, "没有台账")
    for wording in promotion.word:
        fields = target.fields_of(wording.ledger)
        _demand(where, wording.field, fields, f"“{wording.ledger}”没有字段")
        for word in wording.to:
            _demand(where, word, target.options_of(fields[wording.field]), f"“{wording.field}”没有选项")
    return promotion


def _demand(where: str, name: str, known: Iterable[str], what: str) -> None:
    known = list(known)
    if name not in known:
        raise DefinitionError(f"{where}：{what}“{name}”{did_you_mean(name, known)}")
