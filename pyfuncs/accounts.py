"""收费: what was received, against what is due, by item, by enterprise, and in a merged workbook by unit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from . import fees
from .amounts import exact
from .fee_rules import owed
from .notice import Ledger, Notice
from .quota import declared
from .rules import SENDER, Record, Season
from .values import match_key

ROLE = "receipts"
NAMELESS = "（没有写明单位的申报）"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One payment received: `amount` in 元, as typed; what is not typed is "" or None."""

    day: dt.date | None
    payer: str
    amount: Decimal
    item: str
    voucher: str
    remark: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What an item, an enterprise or a unit owes and has paid, in 元; `left` negative = paid too much."""

    name: str
    due: int
    received: Decimal

    @property
    def left(self) -> Decimal:
        return self.due - self.received


@dataclass(slots=True)
class Account:
    """All that is due and received.

    items     one line an award that costs a fee; unnamed  what was received for no item by name
    payers    by enterprise, in the order of the ledgers, then those that owe nothing and paid
    units     in a merged workbook, by the unit that sent its entries; else []
    receipts  in the order of the ledger; unread  rows whose amount is no number
    """

    items: list[Balance] = field(default_factory=list)
    payers: list[Balance] = field(default_factory=list)
    units: list[Balance] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    unnamed: Decimal = Decimal()
    unread: int = 0

    @property
    def due(self) -> int:
        return sum(line.due for line in self.items)

    @property
    def received(self) -> Decimal:
        """In a merged workbook, what the units have paid: what they collected themselves is on its way to them."""
        return sum((line.received for line in self.units or self.payers), Decimal())

    @property
    def left(self) -> Decimal:
        return self.due - self.received


def account(season: Season, notice: Notice) -> Account:
    """The account of a workbook: what follows from its entries, and what is typed in the ledger of receipts."""
    made = Account()
    ledger = notice.ledger_for(ROLE)
    receipts = [_receipt(record, ledger) for record in season.ledgers.get(ledger.name, [])] if ledger else []
    for receipt in receipts:
        if receipt is None:
            made.unread += 1
        else:
            made.receipts.append(receipt)
    names = {line.item for line in fees.lines(season, notice)}
    made.items = [
        Balance(line.item, line.amount, _paid(receipt for receipt in made.receipts if receipt.item == line.item))
        for line in fees.lines(season, notice)
    ]
    made.unnamed = _paid(receipt for receipt in made.receipts if receipt.item not in names)
    units = _senders(season, notice) if notice.merged else {}
    due = owed(season, notice)
    made.units = _balances({key: due.get(key, (name, 0)) for key, name in units.items()}, made.receipts)
    payers = {key: line for key, line in due.items() if key not in units}
    strangers = {match_key(item.payer): (item.payer, 0) for item in made.receipts if match_key(item.payer) not in units}
    made.payers = _balances(payers | {key: line for key, line in strangers.items() if key not in payers}, made.receipts)
    rest = made.due - sum(line.due for line in made.payers)
    if rest:
        made.payers.append(Balance(NAMELESS, rest, Decimal()))
    return made


def _senders(season: Season, notice: Notice) -> dict[str, str]:
    """The units of a merged workbook that sent an entry which costs a fee, by comparison key."""
    found: dict[str, str] = {}
    for award in notice.award:
        for record in declared(award, season) if award.fee is not None else ():
            if record.text(SENDER):
                found.setdefault(match_key(record.text(SENDER)), record.text(SENDER))
    return found


def _balances(due: dict[str, tuple[str, int]], receipts: list[Receipt]) -> list[Balance]:
    return [
        Balance(name, amount, _paid(item for item in receipts if match_key(item.payer) == key))
        for key, (name, amount) in due.items()
    ]


def _paid(receipts: Any) -> Decimal:
    return sum((item.amount for item in receipts), Decimal())


def _receipt(record: Record, ledger: Ledger) -> Receipt | None:
    amount = exact(record.get(ledger.named("amount")))
    if amount is None:
        return None
    texts = {role: record.text(ledger.named(role)) for role in ("payer", "item", "voucher", "remark")}
    day = record.get(ledger.named("day"))
    return Receipt(day if isinstance(day, dt.date) else None, amount=amount, **texts)


def table(made: Account) -> dict[str, Any]:
    """The account as data: {"items", "payers", "units", "receipts", "due", "received", "left", "unread"}, in 元."""
    lists = {
        name: [
            {"name": line.name, "due": line.due, "received": _plain(line.received), "left": _plain(line.left)}
            for line in getattr(made, name)
        ]
        for name in ("items", "payers", "units")
    }
    receipts = [
        {"day": item.day.isoformat() if item.day else "", "payer": item.payer, "amount": _plain(item.amount)}
        | {"item": item.item, "voucher": item.voucher, "remark": item.remark}
        for item in made.receipts
    ]
    sums = {"due": made.due, "received": _plain(made.received), "left": _plain(made.left), "unread": made.unread}
    return {**lists, "receipts": receipts, **sums}


def _plain(amount: Decimal) -> int | float:
    """A number as JSON and sheets have it."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)
