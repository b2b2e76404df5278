"""A small merged workbook, made once: two units with groups over and under their quota, one that sent nothing."""

from __future__ import annotations

import functools
from typing import Any

import built
import office
import openpyxl

from pyfuncs.arrival import Arrival
from pyfuncs.master import Kept, Sent, merged_season
from pyfuncs.notice import HOME
from pyfuncs.records import typed_record
from pyfuncs.rules import Record, Season
from pyfuncs.unit_tabs import Units, write_unit_tabs
from pyfuncs.workbook import season_bytes

NOTICE = built.notice("2018").as_merged()
FORM = NOTICE.forms["附件9"]
NUMBERS: dict[str, dict[str, Any]] = {
    "太原": {"取得成果小组数": 1, "注册小组数": 10},
    "晋城": {"取得成果小组数": 90, "注册小组数": 100, "负责人": "苗雨"},
}
GROUPS = {"太原": 41, "晋城": 2}
PAID = {"太原": (12000, "回单3号"), "晋城": ("已缴一半", None)}
LONG = "“锁.xlsx”设有密码，请去掉密码、另存以后再报。" * 3
HEADS, REGISTER = ["文件", "说明"], [["太原.xlsx", "=1+1"], ["坏.xlsx", "读不出"], ["锁.xlsx", LONG]]


@functools.cache
def season() -> Season:
    made = merged_season(sent(), NOTICE, Kept())
    fields = NOTICE.ledgers["小组"].fields
    made.ledgers["小组"] = [
        typed_record(fields, {"企业名称": f"{unit}某公司", "小组名称": f"第{number}组", "报送单位": unit}, "小组", 5)
        for unit, count in GROUPS.items()
        for number in range(count)
    ]
    received = {"付款单位": "晋城", "金额": 100, "收到日期": "2018.6.1"}
    made.ledgers["收费"] = [typed_record(NOTICE.ledgers["收费"].fields, received, "收费", 5)]
    return made


def sent() -> list[Sent]:
    made = []
    for unit, numbers in NUMBERS.items():
        record = typed_record(NOTICE.fields_of(FORM.tab), numbers, FORM.tab, 0)
        held = Arrival("2018", unit, False, {}, {FORM.tab: record, HOME: Record()}, {}, {}, {}, [])
        made.append(Sent(f"{unit}.xlsx", unit, held))
    return made


@functools.cache
def book() -> openpyxl.Workbook:
    """As LibreOffice computes it."""
    return office.recalculated(path(), built.folder())


@functools.cache
def stored() -> openpyxl.Workbook:
    """The values that stand in the file."""
    return openpyxl.load_workbook(path(), data_only=True)


@functools.cache
def path():
    units = Units(sent(), PAID, HEADS, REGISTER)
    data, _ = season_bytes(season(), NOTICE, more=lambda book: write_unit_tabs(book, NOTICE, units))
    target = built.folder() / "全省.xlsm"
    target.write_bytes(data)
    return target


def rows(tab: str) -> dict[object, tuple[object, ...]]:
    """The computed rows of a tab by their first cell."""
    return {row[0]: row for row in book()[tab].iter_rows(values_only=True) if row[0]}
