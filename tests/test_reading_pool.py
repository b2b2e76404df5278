"""Many files in a few processes: each told once, what stalls or kills its reader costs itself alone."""

import shutil
import sys
from pathlib import Path
from typing import Any

import built
import pytest
import unit_books

from pyfuncs import child, reading_pool
from pyfuncs.arrival import Arrival
from pyfuncs.check import check_reading, count_levels
from pyfuncs.closed import read_book
from pyfuncs.notice import TEMPLATES
from pyfuncs.preflight import Unreadable
from pyfuncs.reading_pool import read, read_many


def test_each_file_is_told_once_with_what_it_holds_or_why_not(tmp):
    good = [Path(shutil.copy(built.workbook(name), tmp / f"{name}.xlsm")) for name in (built.PROVINCE, built.CONTEST)]
    (tmp / "坏.xlsx").write_bytes(b"PK")
    paths = [good[0], tmp / "坏.xlsx", good[1], tmp / "没有.xlsx", good[0]]
    told: dict[int, Any] = dict(read_many(paths))
    assert sorted(told) == [0, 1, 2, 3, 4]
    assert "“坏.xlsx”不是Excel工作簿" in told[1] and "找不到文件“没有.xlsx”" in told[3]
    assert (told[0].notice, told[0].unit, told[2].notice) == ("2018", "太原", "2023")
    assert told[0].digest == told[4].digest != told[2].digest
    plain = read_book(good[0])
    assert told[0].rows_taken == plain.rows_taken and told[0].levels == count_levels(check_reading(plain))


def test_what_another_notice_asks_for_is_told(tmp):
    notice = built.notice("2018")
    tables = unit_books.slice_of(1)
    path = unit_books.save(tmp, "太原.xlsx", unit_books.book_bytes(notice, tables, {"当前通知": "2018"}))
    assert read(path).others == []
    form = built.notice("2023").forms["附件7"]
    name = next(item.name for item in form.field if item.typed)
    both = dict(tables)
    data = unit_books.book_bytes(built.notice("2023"), both | {"统计表": [{name: "3"}]}, {"当前通知": "2018"})
    assert read(unit_books.save(tmp, "两份.xlsx", data)).others == ["2023"]


def test_an_empty_workbook_is_refused(tmp):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp / "空.xlsx") as book:
        book.add_worksheet("首页")
    with pytest.raises(Unreadable, match="没有任何内容"):
        read(tmp / "空.xlsx")


STAND_IN = """
import sys, time
from pathlib import Path, Path
from pyfuncs import reading_pool
real = reading_pool.read
def odd(path, templates):
    if "卡住" in path.name: time.sleep(60)
    if "打死" in path.name: sys.exit(9)
    return real(path, templates)
reading_pool.read = odd
reading_pool.serve(sys.stdin.buffer, sys.stdout.buffer, Path(sys.argv[1]))
"""
"""A reading process that one file stalls and another kills."""


def test_a_file_that_stalls_or_kills_its_reader_costs_itself_alone(tmp, monkeypatch):
    names = ["卡住.xlsx", "一.xlsx", "打死.xlsx", "二.xlsx", "三.xlsx"]
    data = unit_books.book_bytes(built.notice("2018"), unit_books.slice_of(1), {"当前通知": "2018", "推荐单位": "太原"})
    paths = [unit_books.save(tmp, name, data) for name in names]
    monkeypatch.setattr(child, "command", lambda _, templates: [sys.executable, "-c", STAND_IN, templates])
    told: dict[int, Any] = dict(read_many(paths, seconds=8))
    assert [isinstance(told[number], Arrival) for number in range(5)] == [False, True, False, True, True]
    assert "“卡住.xlsx”读了8秒还没有读完" in told[0] and "“打死.xlsx”已损坏" in told[2]


def test_who_stops_listening_ends_the_reading(tmp):
    data = unit_books.book_bytes(built.notice("2018"), unit_books.slice_of(1), {"当前通知": "2018", "推荐单位": "太原"})
    paths = [unit_books.save(tmp, f"{number}.xlsx", data) for number in range(12)]
    results = read_many(paths, TEMPLATES, workers=1)
    next(results)
    results.close()
    with pytest.raises(StopIteration):
        next(results)
    assert not [thread for thread in reading_pool.threading.enumerate() if isinstance(thread, reading_pool._Reader)]
