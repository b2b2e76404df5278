"""Rows written in one go are what XlsxWriter writes cell by cell: values, formats, texts, notes beside them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import payloads
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pyfuncs import package
from pyfuncs.book import OPTIONS, write_value
from pyfuncs.bulk_rows import Formula, NotEmpty, bulk_rows, splice, table_rows
from pyfuncs.plain_workbook import PlainWorkbook

PART = "xl/worksheets/sheet1.xml"
RIBBON = "<customUI/>"
LOOKS = ("@", "0.00", "General", OPTIONS["default_date_format"])
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=8)
NUMBER = st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
CELL = st.none() | TEXT | st.booleans() | NUMBER
DAY = st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
ROWS = st.lists(st.tuples(CELL, CELL, CELL, DAY), min_size=1, max_size=6)


def written(rows, note_at=None, slow=False) -> bytes:
    buffer = io.BytesIO()
    book = PlainWorkbook(buffer, OPTIONS)
    sheet = book.add_worksheet("小组")
    looks = [book.add_format({"num_format": look}) for look in LOOKS]
    for col, head in enumerate("甲乙丙丁"):
        sheet.write_string(0, col, head)
    if note_at:
        sheet.write_comment(*note_at, "核对")
    made = None
    if slow:
        for number, row in enumerate(rows, start=1):
            for col, value in enumerate(row):
                if value not in (None, ""):
                    write_value(sheet, number, col, value, looks[col])
    else:
        made = bulk_rows(book, sheet, 2, looks, rows)
    book.close()
    filled = {PART: lambda part: splice(part, made)} if made else {}
    return package.finish(buffer.getvalue(), RIBBON, filled)


def cells(data: bytes):
    """Value, number format and note of each cell that holds anything."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))["小组"]
    found = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None or cell.comment:
                note = cell.comment.text if cell.comment else ""
                found[cell.coordinate] = (cell.value, cell.data_type, cell.number_format if cell.value else "", note)
    return found


@given(ROWS)
@example([[text, text, text, text] for text in (*payloads.FORMULAS, *payloads.STRANGE)])
@example([["长" * 40_000, None, "😀" * 20_000, None], ["长" * 40_000, "长", None, None]])
@example([["", None, "甲", "甲"], [None] * 4, [3.0, True, 1e-7, dt.datetime(2018, 6, 10, 8, 30)]])
def test_the_same_cells_as_one_by_one(rows):
    assert cells(written(rows)) == cells(written(rows, slow=True))


@given(ROWS)
def test_a_table_keeps_the_look_and_height_of_its_rows_and_its_empty_cells(rows):
    buffer = io.BytesIO()
    with PlainWorkbook(buffer, OPTIONS) as book:
        sheet = book.add_worksheet("小组")
        sheet.write_string(0, 0, "甲")
        looks = [book.add_format({"bg_color": color}) for color in ("#FF0000", "#00FF00")]
        made = table_rows(book, sheet, 2, 4, (([looks[n % 2]] * 4, 16 + n / 2, row) for n, row in enumerate(rows)))
    data = package.changed(buffer.getvalue(), {PART: lambda part: splice(part, made)})
    sheet = openpyxl.load_workbook(io.BytesIO(data))["小组"]
    for number, row in enumerate(sheet.iter_rows(min_row=2, max_col=3), start=0):
        assert sheet.row_dimensions[number + 2].height == 16 + number / 2
        for cell, value in zip(row, rows[number], strict=False):
            if value != "":
                assert cell.fill.fgColor.rgb == ("FFFF0000", "FF00FF00")[number % 2]
            assert (cell.value is None) is (value is None or value == "")


@pytest.mark.parametrize("value", [dt.time(8, 30), dt.timedelta(hours=30), float("inf"), float("nan")])
def test_what_no_cell_holds_is_written_as_text(value):
    """A time of day or a span in a column of days or numbers: readers of workbooks give them."""
    assert cells(written([[value, "甲", 1, None]]))["A2"][:2] == (str(value), "s")


def test_a_formula_stands_with_what_it_shows():
    buffer = io.BytesIO()
    with PlainWorkbook(buffer, OPTIONS) as book:
        sheet = book.add_worksheet("小组")
        sheet.write_string(0, 0, "甲")
        link = Formula('HYPERLINK("#\'小&组\'!A1","A<1")', "A<1")
        made = bulk_rows(book, sheet, 2, [book.add_format()], [[link]])
    data = package.changed(buffer.getvalue(), {PART: lambda part: splice(part, made)})
    for stored, value in ((False, "=" + link.formula), (True, "A<1")):
        assert openpyxl.load_workbook(io.BytesIO(data), data_only=stored)["小组"]["A2"].value == value


def test_the_range_of_the_tab_is_told_and_its_texts_counted():
    with zipfile.ZipFile(io.BytesIO(written([["甲", "乙", None, 1], ["甲", None, None, None]]))) as made:
        assert b'<dimension ref="A1:D3"/>' in made.read(PART)
        assert b'count="7" uniqueCount="4"' in made.read("xl/sharedStrings.xml")


def test_a_note_in_a_row_leaves_one_row_not_two():
    rows = [["甲", 1, None, None], [None, None, "乙", None]]
    data = written(rows, note_at=(2, 2))
    assert cells(data) == cells(written(rows, note_at=(2, 2), slow=True))
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        assert made.read(PART).count(b'<row r="3"') == 1


def test_rows_that_are_there_already_are_not_written_twice():
    rows = [["甲", 1, None, None]]
    buffer = io.BytesIO()
    with PlainWorkbook(buffer, OPTIONS) as book:
        sheet = book.add_worksheet()
        sheet.write_string(4, 0, "在先")
        made = bulk_rows(book, sheet, 2, [book.add_format()] * 4, rows)
    with zipfile.ZipFile(buffer) as old, pytest.raises(NotEmpty):
        splice(old.read(PART), made)
