"""交流活动费: what a unit owes by award, at the notice's price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .notice import Notice
from .quota import declared
from .rules import Season


@dataclass(frozen=True, slots=True)
class FeeLine:
    """`count` × `unit_price` = `amount`, both in 元."""

    item: str
    count: int
    unit_price: int
    source: str

    @property
    def amount(self) -> int:
        return self.count * self.unit_price


def lines(season: Season, notice: Notice) -> list[FeeLine]:
    """One line an award that costs a fee, also when nothing is entered; [] where the notice names no fee."""
    return [
        FeeLine(award.name, len(declared(award, season)), award.fee, award.fee_source)
        for award in notice.award
        if award.fee is not None
    ]


def full_quota(notice: Notice, unit: str, with_limits: bool = False) -> int:
    """元 that `unit` pays when it fills every numbered quota; with_limits: also what only the text limits."""
    total = 0
    for award in notice.award:
        quota = notice.quota_of(unit, award.name) if award.fee else None
        if quota and quota.most is not None and (quota.state == "名额" or (with_limits and quota.state == "限额")):
            total += quota.most * (award.fee or 0)
    return total


def table(season: Season, notice: Notice) -> dict[str, Any]:
    """{"lines": [{"item","count","unit_price","amount","source"}], "total"} in 元."""
    fee_lines = lines(season, notice)
    return {
        "lines": [
            {"item": line.item, "count": line.count, "unit_price": line.unit_price, "amount": line.amount}
            | {"source": line.source}
            for line in fee_lines
        ],
        "total": sum(line.amount for line in fee_lines),
    }
