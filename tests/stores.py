"""A folder of a dozen workbooks of several units, two of which send the same, and a store made of it."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path
from typing import Any

import built
import unit_books

from pyfuncs.samples import STATISTICS, sample_tables
from pyfuncs.store import Part, Store, path_of
from pyfuncs.store_merge import Stored, merge_into

NOTICE = built.notice("2018")
TABLES = sample_tables(unit_books.SAMPLE)
UNITS = ("太原", "大同", "阳泉", "长治")
BOOKS = 9


def home(unit: str, day: str = "2018.6.1") -> dict[str, str]:
    return {"当前通知": "2018", "推荐单位": unit, "填表人": "林晓", "填表人电话": "0351-7654321", "填表日期": day}


def book(number: int, unit: str, day: str = "2018.6.1", **more: Any) -> bytes:
    """A unit's workbook; those of different numbers hold different records, and different statistics by unit."""
    tables = unit_books.slice_of(number, TABLES, 2)
    statistics = tables[STATISTICS][0]
    statistics |= {"注册小组数": str(100 + UNITS.index(unit)), "可计算经济价值": f"{number}.{number}"}
    return unit_books.book_bytes(NOTICE, tables | more, home(unit, day))


def fill(folder: Path) -> Path:
    """The folder: nine workbooks of four units, one sent again, one that another unit sends too, two of no use."""
    for number in range(BOOKS):
        unit = UNITS[number % len(UNITS)]
        unit_books.save(folder, f"{unit}/{unit}-{number}.xlsx", book(number, unit))
    tables = unit_books.slice_of(2, TABLES, 2)
    tables["小组"][0]["课题类型"] = "管理"
    unit_books.save(folder, "重报/阳泉.xlsx", unit_books.book_bytes(NOTICE, tables, home("阳泉", "2018.6.5")))
    unit_books.save(
        folder, "重复/长治.xlsx", unit_books.book_bytes(NOTICE, unit_books.slice_of(0, TABLES, 2), home("长治"))
    )
    unit_books.save(folder, "坏的.xlsx", b"x")
    shutil.copy(folder / "太原" / "太原-0.xlsx", folder / "又一份.xlsx")
    return folder


@functools.cache
def made() -> tuple[Path, Stored]:
    """(folder of workbooks, what merging it into a new store gave); shared by all tests of a process: read only."""
    place = Path(tempfile.mkdtemp(prefix="qc-store-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    folder = fill(place / "收")
    return folder, merge_into(folder, place / "库")


def path(store: Store) -> Any:
    """Where the file of a part and dataset lies."""

    def found(part: Part, dataset: str) -> Path:
        return path_of(store.root, part, dataset)

    return found
