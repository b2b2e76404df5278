"""The kinds of rule about money received that a notice can state, and what each unit owes, which they rest on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from .amounts import exact, printed
from .columns import column
from .rules import SENDER, Problem, Problems, Record, Season, View, known, matching
from .values import match_key, show

HOME, RECOMMENDING = "首页", "推荐单位"
PAYER, AMOUNT, ITEM = "payer", "amount", "item"
STANDS_AT = {"payer_owes": (PAYER,), "paid_within_due": (AMOUNT,), "multiple_of_fee": (AMOUNT,)}
"""The roles of the fields that a rule speaks of without naming them as parameters."""
"""Roles of the fields of the ledger of receipts."""


def owed(season: Season, notice: Any) -> dict[str, tuple[str, int]]:
    """(name, 元) by the comparison key of each enterprise that owes; in a merged workbook also of each unit.

    `notice` is a notice.Notice."""
    found: dict[str, tuple[str, int]] = {}
    for award in notice.award:
        records = matching(season.ledgers.get(award.ledger, []), award.where) if award.fee is not None else []
        fields = [notice.ledgers[award.ledger].unit_field, *([SENDER] if notice.merged else [])]
        owing = Counter(zip(*(column(records, name) for name in fields), strict=True))
        for held, count in owing.items():
            for name in dict.fromkeys(filter(None, map(show, held))):
                first, sum_ = found.get(match_key(name), (name, 0))
                found[match_key(name)] = first, sum_ + count * award.fee
    return found


def _named(view: View) -> dict[str, str]:
    """The fields of the ledger of receipts by role."""
    return {item.role: item.name for item in view.notice.ledger_for("receipts").field if item.role}


def _typed(view: View, name: str) -> Iterator[tuple[Record, Decimal]]:
    for record, value in known(view, name):
        amount = exact(value)
        if amount is not None:
            yield record, amount


def payer_owes(view: View) -> Problems:
    """Money comes from an enterprise of the ledgers (in a merged workbook: or a unit), or from the unit itself."""
    field = _named(view)[PAYER]
    units = owed(view.season, view.notice)
    own = match_key(view.season.single.get(HOME, Record()).text(RECOMMENDING))
    for record, name in known(view, field):
        if match_key(str(name)) not in (*units, own):
            says = "台账中没有这个单位的申报" if units else "按当前通知和台账没有应缴的款"
            yield Problem(record, field, says, "核对写法，或补录它的申报")


def paid_within_due(view: View) -> Problems:
    """What an enterprise or unit has paid is no more than it owes; said at its last receipt."""
    named, units = _named(view), owed(view.season, view.notice)
    sums: dict[str, Decimal] = {}
    last: dict[str, Record] = {}
    for record, amount in _typed(view, named[AMOUNT]):
        payer = match_key(record.text(named[PAYER]))
        if payer in units:
            sums[payer] = sums.get(payer, Decimal()) + amount
            last[payer] = record
    for payer, paid in sums.items():
        name, due = units[payer]
        if paid > due:
            says = f"“{name}”应缴{printed(due)}元，连这一笔共收{printed(paid)}元，多收{printed(paid - due)}元"
            yield Problem(last[payer], named[AMOUNT], says, "核对金额，多收的退回")


def multiple_of_fee(view: View) -> Problems:
    """A receipt is a whole number of fees: of the item's own where it is named, else a sum that fees can make."""
    named = _named(view)
    fees = {award.name: award.fee for award in view.notice.award if award.fee}
    for record, amount in _typed(view, named[AMOUNT]):
        item = record.text(named[ITEM])
        fee = fees.get(item) or math.gcd(*fees.values())
        if fee and amount % fee:
            per = f"“{item}”每项{fee}元" if item in fees else f"各项费用都是{fee}元的倍数"
            yield Problem(record, named[AMOUNT], f"{per}，{printed(amount)}元不是它的倍数", "核对金额")
