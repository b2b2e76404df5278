"""费用清单: the fees due and received as a Word document to print, sums in figures and in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from . import accounts
from .amounts import in_words, printed
from .fees import lines
from .letters import Letter, load_letter
from .notice import HOME, Notice
from .records import UNIT_FIELD
from .rules import Record, Season

FEE_LIST = "费用清单"
"""The letter's name."""


def common(letter: Letter, season: Season, notice: Notice, unit: str, today: dt.date) -> dict[str, Any]:
    """What a letter says of the unit, of the fields it has; left blank where 首页 says nothing."""
    home, fields = season.single.get(HOME, Record()), notice.ledgers[HOME]
    said = {"打印单位": unit, "打印通知": notice.name, "打印日期": today}
    said |= {name: home.text(fields.named(role)) for name, role in (("经办人", "clerk"), ("经办电话", "phone"))}
    return {name: value or None for name, value in said.items() if name in letter.fields_of(letter.name)}


def fee_list(season: Season, notice: Notice, unit: str = "", today: dt.date | None = None) -> bytes:
    """The list of fees as a Word document. Raises TemplateError, DefinitionError."""
    letter = load_letter(FEE_LIST, notice)
    unit = unit or season.single.get(HOME, Record()).text(UNIT_FIELD)
    fields, tables = fee_letter(season, notice)
    return letter.one(common(letter, season, notice, unit, today or dt.date.today()) | fields, tables, notice)


def fee_letter(season: Season, notice: Notice) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """What the list of fees says: sums in figures and in words, by item, by unit, and every receipt."""
    account = accounts.account(season, notice)
    fields: dict[str, Any] = {}
    for name, amount in (("应缴", account.due), ("已收", account.received), ("差额", account.left)):
        fields |= {f"{name}合计": printed(amount), f"{name}大写": words_of(amount)}
    if notice.payee:
        payee = notice.payee
        fields |= {"收款单位名": payee.name, "收款帐号": payee.account, "收款开户行": payee.bank}
    items = [
        {"费用名目": item.name, "计费数": str(line.count), "每项元数": printed(line.unit_price)} | _sums(item)
        for item, line in zip(account.items, lines(season, notice), strict=True)
    ]
    if account.unnamed:
        items.append({"费用名目": "没有注明项目的收款", "已收元数": printed(account.unnamed)})
    tables: dict[str, list[dict[str, Any]]] = {
        "费用各项": items,
        "交款单位": [{"交款单位名": item.name} | _sums(item) for item in [*account.units, *account.payers]],
        "收款记录": [
            {"收款日": item.day, "交款单位名": item.payer, "收款元数": printed(item.amount), "收款名目": item.item}
            | {"收款凭证": item.voucher, "收款说明": item.remark}
            for item in account.receipts
        ],
    }
    return fields, tables


def _sums(item: accounts.Balance) -> dict[str, str]:
    return {"应缴元数": printed(item.due), "已收元数": printed(item.received), "差额元数": printed(item.left)}


def words_of(amount: Any) -> str:
    """The amount in words; where it holds parts of a 分 or is beyond all words, a sentence that says so."""
    try:
        return in_words(amount)
    except ValueError:
        return f"{amount}（不是到分的金额，请核对）"
