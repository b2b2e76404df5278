"""Workbooks built once for all tests of a process: the blank one and the samples."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

import office
import openpyxl

from pyfuncs import samples
from pyfuncs.book import Book
from pyfuncs.notice import Notice, list_notices, load_notice
from pyfuncs.rules import Season
from pyfuncs.workbook import build_workbook

BLANK = "blank"
PROVINCE, CONTEST = "2018太原", "2023信息通信"


@functools.cache
def folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="built-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@functools.cache
def notices() -> list[Notice]:
    return [load_notice(name) for name in list_notices()]


def notice(name: str) -> Notice:
    return next(item for item in notices() if item.id == name)


@functools.cache
def season(name: str) -> Season:
    return Season() if name == BLANK else samples.load_sample(name, notice(samples.sample_notice(name)))


@functools.cache
def workbook(name: str) -> Path:
    """The built file: BLANK or a sample's name."""
    path = folder() / f"{name}.xlsm"
    current = notices()[0].id if name == BLANK else samples.sample_notice(name)
    build_workbook(path, notices(), season(name), current, shown=None if name == BLANK else [current])
    return path


@functools.cache
def cached(name: str) -> openpyxl.Workbook:
    """The values that stand in the file beside the formulas."""
    return openpyxl.load_workbook(workbook(name), data_only=True)


@functools.cache
def formulas(name: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(workbook(name))


@functools.cache
def recalculated(name: str) -> openpyxl.Workbook:
    """The values LibreOffice computes."""
    return office.recalculated(workbook(name), folder())


def book(name: str) -> Book:
    """A Book of the season, open and empty, for tests of what writes into it."""
    current = notices()[0].id if name == BLANK else samples.sample_notice(name)
    return Book(notices(), season(name), current, "")


def value(name: str, tab: str, row: int, col: int) -> object:
    """The cached value of a cell counted from 0."""
    return cached(name)[tab].cell(row + 1, col + 1).value
