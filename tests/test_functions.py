"""Worksheet functions: what each gives in a cell, and what Excel's wizard gets to show."""

import datetime as dt
import importlib
import sys
import types
from typing import Any

import pytest

from pyfuncs import functions
from pyfuncs.vba import xlwings_module
from pyfuncs.workbook import CONF

WIZARD = ["普及率", "成果率", "活动率", "字数", "名额余额", "规范日期"]


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (1, 3, 33.33),
        (2, 3, 66.67),
        (1.0, 8.0, 12.5),
        (0, 5, 0.0),
        ("１２", "48", 25.0),
        (6, 5, 120.0),
        (1005, 100000, 1.01),
        (870, 1600, 54.38),
        (23, 160, 14.38),
        ("41", 160.0, 25.63),
        (None, 5, ""),
        (5, None, ""),
        ("", "", ""),
        (5, 0, "分母是0"),
        ("五", 10, "应为数字"),
        (True, 10, "应为数字"),
    ],
)
@pytest.mark.parametrize("name", ["普及率", "成果率", "活动率"])
def test_rates(name, part, whole, shown):
    assert getattr(functions, name)(part, whole) == shown


@pytest.mark.parametrize(
    ("cells", "count"),
    [
        ("降低返修率", 5),
        ("用 QC 方法，降低3.5%", 8),
        (None, 0),
        ("", 0),
        (12, 1),
        ([["甲乙", None], ["丙", 7]], 4),
        (["甲", "乙丙"], 3),
    ],
)
def test_length(cells, count):
    assert functions.字数(cells) == count


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("2018.6.10", "2018年6月10日"),
        ("２０１８－６－１０", "2018年6月10日"),
        (20180610.0, "2018年6月10日"),
        (20180610, "2018年6月10日"),
        (dt.datetime(2018, 6, 10), "2018年6月10日"),
        (43261, "2018年6月10日"),
        (43261.0, "2018年6月10日"),
        (None, ""),
        ("  ", ""),
        ("2018.6.31", "日历上没有这一天，应为存在的日期"),
        ("2018年6月", "应为年月日齐全的日期，如 2018年6月10日"),
    ],
)
def test_plain_date(cell, shown):
    assert functions.规范日期(cell) == shown


@pytest.mark.parametrize(
    ("notice", "unit", "award", "declared", "left"),
    [
        ("2018", "太原", "优秀QC小组", 36, 4),
        (2018.0, " 太原 ", "优秀QC小组", 41.0, -1),
        ("2018", "科协", "质量信得过班组", 3, "自定"),
        ("2018", "烟草", "优秀QC小组", 3, 2),
        ("2018", "科协", "优秀企业", 1, "未列"),
        ("2018", "太原", "班组建设优秀企业", 1, 0),
        ("2018", "太原", "优秀QC小组", None, 40),
        ("2018", "", "优秀QC小组", 1, "通知未规定"),
        ("2018", "太原", "优秀QC小组", "一", "应为数字"),
    ],
)
def test_quota_left(notice, unit, award, declared, left):
    assert functions.名额余额(notice, unit, award, declared) == left


def test_a_word_that_is_not_known_is_told_with_the_nearest():
    assert functions.名额余额("2019", "太原", "优秀QC小组", 1).startswith("没有通知“2019”")
    assert functions.名额余额("2018", "太原", "优秀小组", 1) == "没有奖项“优秀小组”，是否为“优秀QC小组”？"
    assert functions.名额余额("2018", "太源", "优秀QC小组", 1).startswith("名额表中没有“太源”，是否为“太原”")


def recorded(monkeypatch):
    """The module as loaded on Windows: what each function and argument is told to xlwings."""
    told, pending = {}, {}

    def arg(name, doc):
        def keep(function):
            pending.setdefault(function.__name__, []).insert(0, (name, doc))
            return function

        return keep

    def func(category):
        def keep(function):
            told[function.__name__] = (category, function.__doc__, pending[function.__name__])
            return function

        return keep

    fake: Any = types.ModuleType("xlwings")
    fake.arg, fake.func = arg, func
    monkeypatch.setitem(sys.modules, "xlwings", fake)
    importlib.reload(functions)
    return told


@pytest.fixture
def loaded():
    """Lets a test load the module anew; afterwards it is as it was."""
    yield
    importlib.reload(functions)


def test_the_wizard_shows_names_arguments_and_what_they_are(loaded, monkeypatch):
    told = recorded(monkeypatch)
    monkeypatch.undo()
    assert list(told) == WIZARD
    for name, (category, doc, arguments) in told.items():
        code = getattr(functions, name).__code__
        assert [argument for argument, _ in arguments] == list(code.co_varnames[: code.co_argcount])
        assert category == "QC申报" and 10 < len(doc) < 255
        assert all(0 < len(words) < 255 for _, words in arguments)


def test_without_xlwings_they_are_plain_functions(loaded, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlwings", None)
    importlib.reload(functions)
    assert functions.普及率(1, 4) == 25.0


def test_xlwings_is_told_where_they_are_so_that_importing_them_takes_no_typing():
    """The setting's name is the one xlwings.bas asks for; it reads the first column in capitals."""
    [name] = [name for name in CONF if name.upper() == "UDF MODULES"]
    assert f'GetConfig("{name.upper()}")' in xlwings_module()
    assert importlib.import_module(CONF[name]) is functions
