"""How a notice honours its winners: what each award is called, what its certificate says, how numbers are given.

Written in 表彰.toml beside the notice; awards stand there in the order of the roll.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .notice import Notice
from .schema import DefinitionError, build, did_you_mean, read_toml

FILE = "表彰.toml"
YEAR, CODE, SERIAL, TOPIC, LEVEL, EVENT = "年", "代码", "序号", "课题", "等级", "活动"
PLACE = re.compile(r"\{([^{}]*)\}")
LISTS = ("成果", "名称", "单位")
"""The tables of a list: group and topic · a name beside its enterprise · an enterprise alone."""


class NoHonours(Exception):
    """The notice says nothing of honours; the message is one Chinese sentence."""


@dataclass(slots=True, kw_only=True)
class Honour:
    """An award as it is printed. unit, name, topic: fields of its ledger ("" = none), else those of its contest.

    title     as the notice calls it;  code  its part of a certificate's number
    listed    the table that lists it, one of LISTS;  count  its measure word, as in 40个
    by_unit   listed under a heading for each recommending unit, else in one list in their order
    citation  what the certificate says; {活动} {年度} {等级} {课题} stand for the winner's own
    """

    award: str
    code: str
    title: str
    source: str
    citation: str
    listed: str
    count: str = "个"
    by_unit: bool = False
    unit: str = ""
    name: str = ""
    topic: str = ""

    @property
    def keys(self) -> tuple[str, str, str]:
        """The fields of the ledger that say who is honoured and for what."""
        return self.unit, self.name, self.topic


@dataclass(slots=True, kw_only=True)
class Honours:
    """All honours of a notice. number: how a certificate is numbered; digits: least length of {序号}."""

    year: int
    event: str
    source: str
    number: str
    number_source: str
    digits: int
    honour: list[Honour] = field(default_factory=list)

    def of(self, award: str) -> Honour | None:
        """The honour of an award; None where it is not honoured by itself."""
        return next((item for item in self.honour if item.award == award), None)

    def number_for(self, honour: Honour, year: int, serial: int) -> str:
        """The certificate's number."""
        return filled(self.number, {YEAR: str(year), CODE: honour.code, SERIAL: str(serial).zfill(self.digits)})


def filled(text: str, said: dict[str, str]) -> str:
    """The text with its {places} filled; a place nothing is said of stays empty."""
    return PLACE.sub(lambda found: said.get(found[1], ""), text)


def load_honours(notice: Notice) -> Honours:
    """What a notice says of honours. Raises NoHonours, DefinitionError for what does not fit."""
    path = notice.folder / FILE
    if not path.is_file():
        raise NoHonours(f"{notice.name}没有写怎样表彰，请先在 templates/{notice.id}/{FILE} 中写明奖项和称呼")
    where = f"{notice.id}/{FILE}"
    honours = build(Honours, read_toml(path), where)
    _check_places(honours.number, (YEAR, CODE, SERIAL), f"{where} number")
    if f"{{{SERIAL}}}" not in honours.number:
        raise DefinitionError(f"{where} number：应有“{{{SERIAL}}}”，否则编号会重复")
    for item in honours.honour:
        _check(item, notice, f"{where} [[honour]] {item.award}")
    return honours


def _check(item: Honour, notice: Notice, where: str) -> None:
    awards = [award.name for award in notice.award]
    if item.award not in awards:
        raise DefinitionError(f"{where}：没有奖项“{item.award}”{did_you_mean(item.award, awards)}")
    if item.listed not in LISTS:
        raise DefinitionError(f"{where}：没有名单“{item.listed}”{did_you_mean(item.listed, LISTS)}")
    _check_places(item.citation, (EVENT, f"{YEAR}度", LEVEL, TOPIC), f"{where} citation")
    contests = notice.judging.contest if notice.judging else []
    contest = next((contest for contest in contests if contest.award == item.award), None)
    if contest and not item.unit:
        item.unit, item.name, item.topic = contest.unit, contest.name, contest.topic
    item.name = "" if item.name == item.unit else item.name
    ledger = notice.ledgers[notice.award_named(item.award).ledger]
    for name in filter(None, item.keys):
        if name not in ledger.fields:
            raise DefinitionError(f"{where}：“{ledger.name}”没有字段“{name}”{did_you_mean(name, ledger.fields)}")
    if not item.unit:
        raise DefinitionError(f"{where}：缺“unit”")


def _check_places(text: str, known: tuple[str, ...], where: str) -> None:
    for name in PLACE.findall(text):
        if name not in known:
            raise DefinitionError(f"{where}：没有“{{{name}}}”{did_you_mean(name, known)}")


def is_given_by_level(honour: Honour, notice: Notice) -> bool:
    """True when the notice has prizes of several levels (or a number of them) for the award: no level, no honour."""
    return any(prize.award == honour.award for prize in notice.prize)
