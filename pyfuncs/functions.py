"""Worksheet functions for those who like formulas, in Excel by xlwings; the workbook itself needs none of them.

The functions of the core come first and are plain Python. Those with Chinese names are what Excel's wizard
shows: xlwings takes name, arguments and description from them as they stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from . import values
from .fill import RATE_DECIMALS
from .notice import did_you_mean, list_notices, load_notice
from .rounding import percent, printed

try:
    from xlwings import arg, func
except ImportError:  # plain functions where xlwings is not installed

    def func(**options: Any) -> Callable[[Any], Any]:  # type: ignore[no-redef]
        """Leaves the function as it is."""
        return lambda function: function

    def arg(name: str, **options: Any) -> Callable[[Any], Any]:  # type: ignore[misc]
        """Leaves the function as it is."""
        return lambda function: function


CATEGORY = "QC申报"
NUMBER_WANTED, ZERO = "应为数字", "分母是0"


# -- the core ----------------------------------------------------------------------------------------


def rate(part: Any, whole: Any) -> float | str:
    """part ÷ whole in % to two decimals as the forms print it; "" while either is empty, else what is wrong."""
    readings = [values.read_number(value) for value in (part, whole)]
    if any(reading.fault for reading in readings):
        return NUMBER_WANTED
    top, bottom = (reading.value for reading in readings)
    if top is None or bottom is None:
        return ""
    return float(printed(percent(top, bottom), RATE_DECIMALS)) if bottom else ZERO


def length(cells: Any) -> int:
    """字数 as Word counts it, of one cell or of a range (rows of cells) together."""
    return sum(values.word_count(values.text_of(cell)) for cell in _cells(cells))


def _cells(cells: Any) -> Iterator[Any]:
    for row in cells if isinstance(cells, (list, tuple)) else [cells]:
        yield from row if isinstance(row, (list, tuple)) else [row]


def quota_left(notice_id: Any, unit: Any, award: Any, declared: Any) -> int | str:
    """What is left of a unit's quota for an award; the notice's word where it gives no number, else what is wrong."""
    name, known = values.text_of(notice_id).strip(), list_notices()
    if name not in known:
        return f"没有通知“{name}”{did_you_mean(name, known)}"
    notice, award_name = load_notice(name), values.text_of(award).strip()
    awards = [item.name for item in notice.award]
    if award_name not in awards:
        return f"没有奖项“{award_name}”{did_you_mean(award_name, awards)}"
    count = values.read_number(declared, whole=True)
    if count.fault:
        return NUMBER_WANTED
    place, units = values.text_of(unit).strip(), notice.units()
    quota = notice.quota_of(place, award_name)
    if quota is None:
        unknown = place and units and place not in units
        return f"名额表中没有“{place}”{did_you_mean(place, units)}" if unknown else "通知未规定"
    return quota.shown or quota.state if quota.most is None else quota.most - (count.value or 0)


def plain_date(cell: Any) -> str:
    """A day as the forms print it (2018年5月7日); "" for an empty cell, else what is wrong."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and 0 < cell < LAST_SERIAL:
        cell = values.FIRST_DAY + dt.timedelta(cell)
    reading = values.read_date(cell)
    return reading.fault or values.show(reading.value)


LAST_SERIAL = 100_000
"""A number beyond the sheet's days that are dates here (20180610 is none)."""


# -- as Excel shows them -----------------------------------------------------------------------------
# No type hints here: xlwings would convert the cells by them and fail where one is empty.


@func(category=CATEGORY)
@arg("参加人数", doc="参加小组活动的人数")
@arg("职工人数", doc="全体职工的人数")
def 普及率(参加人数, 职工人数):
    """普及率（%），两位小数：参加小组的人数÷全体职工人数×100。"""
    return rate(参加人数, 职工人数)


@func(category=CATEGORY)
@arg("成果小组", doc="取得成果的小组个数")
@arg("注册小组", doc="登记注册的小组个数")
def 成果率(成果小组, 注册小组):
    """成果率（%），两位小数：取得成果的小组数÷注册的小组数×100。"""
    return rate(成果小组, 注册小组)


@func(category=CATEGORY)
@arg("活动小组", doc="坚持活动的小组个数")
@arg("注册小组", doc="登记注册的小组个数")
def 活动率(活动小组, 注册小组):
    """活动率（%），两位小数：坚持活动的小组数÷注册的小组数×100。"""
    return rate(活动小组, 注册小组)


@func(category=CATEGORY)
@arg("文字", doc="一个单元格，或要合起来数的一片单元格")
def 字数(文字):
    """字数，与 Word、WPS 的“字数”一致：汉字和中文标点各算一个，一串西文或数字算一个。"""
    return length(文字)


@func(category=CATEGORY)
@arg("通知", doc="通知的年份代号，与首页选的一样")
@arg("单位", doc="名额表里的单位简称，与首页选的一样")
@arg("奖项", doc="奖项名称，与名额统计表里的一样")
@arg("已报", doc="已经报了几个")
def 名额余额(通知, 单位, 奖项, 已报):
    """名额还剩几个，超出为负数；通知没有给数的，照通知的说法显示。"""
    return quota_left(通知, 单位, 奖项, 已报)


@func(category=CATEGORY)
@arg("日期", doc="各种写法的日期，如 2018.6.10、20180610、2018-6-10")
def 规范日期(日期):
    """把各种写法的日期写成表上的样子（某年某月某日）；日历上没有的日子会说明。"""
    return plain_date(日期)
