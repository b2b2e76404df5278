"""Words typed where no cell waits for any: told with their place; what the program prints or reckons is not."""

from __future__ import annotations

import built
import office
import openpyxl
import pytest

from pyfuncs import loose
from pyfuncs.closed import read_sheets
from pyfuncs.strays import Stray, find_ledgers

NOTICES = built.notice("2018"), built.notice("2023")


@pytest.fixture(autouse=True)
def drawn(monkeypatch):
    """The workbook as drawn now stands where the program looks for it."""
    monkeypatch.setattr(loose, "BLANK", built.workbook(built.BLANK))
    loose._drawn.cache_clear()
    yield
    loose._drawn.cache_clear()


def notes_of(path):
    sheets = read_sheets(path)
    return list(loose.notes(sheets, NOTICES, find_ledgers(sheets, NOTICES), loose.formulas_of(path)))


def typed(target, *cells):
    """The sample of the province with these texts typed, saved by another program."""
    book = openpyxl.load_workbook(built.workbook(built.PROVINCE))
    for tab, cell, text in cells:
        book[tab][cell] = text
    book.save(target)
    return target


@pytest.mark.parametrize("name", [built.BLANK, built.PROVINCE, "2023评审"])
def test_in_a_workbook_of_ours_there_is_none(name):
    assert notes_of(built.workbook(name)) == []


def test_what_is_typed_beside_the_printed_is_told_with_its_place(tmp):
    cells = (
        ("首页", "J10", "请把第三小组放到下一批"),
        ("小组", "F2", "这张表没有填完"),
        ("2018附件3.1", "C40", "表下面的话"),
        ("2018附件9", "P5", "口径与去年不同"),
    )
    found = notes_of(typed(tmp / "太原.xlsx", *cells))
    assert sorted(map(str, found)) == sorted(f"{tab}!{cell} {text}" for tab, cell, text in cells)


def test_a_long_note_is_cut_and_many_on_a_tab_are_counted(tmp):
    cells = [("首页", f"K{row}", f"第{row}句" + "话" * 60) for row in range(20, 20 + loose.MOST + 5)]
    found = notes_of(typed(tmp / "太原.xlsx", *cells))
    assert len(found) == loose.MOST + 1 and found[-1] == Stray("首页", "K32", found[-1].heading, 5, True)
    assert found[0].heading.endswith("话…") and found[-1].heading.endswith("…等5格")


def test_where_there_is_nothing_to_compare_with_nothing_is_told(tmp, monkeypatch):
    monkeypatch.setattr(loose, "BLANK", tmp / "没有.xlsm")
    assert notes_of(typed(tmp / "太原.xlsx", ("首页", "J10", "话"))) == []


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_a_workbook_of_another_format_is_looked_through_too(kind, tmp):
    made = office.convert(typed(tmp / "太原.xlsx", ("首页", "J10", "请核对")), kind, tmp)
    assert "首页!J10 请核对" in map(str, notes_of(made))
