"""Text that looks like XlsxWriter's own rich text stays text, in the workbook and in the lists."""

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable

from pyfuncs.metrics import in_cell
from pyfuncs.plain_workbook import LONGEST_LINK, MOST_LINKS, FileLink, PlainWorkbook, _PlainStrings
from pyfuncs.table_book import Table, report, to_file

LINKS = re.compile(b"<hyperlink .*?/>|<Relationship .*?/>")
SHEET = "xl/worksheets/sheet1.xml"
RICH = ("<r>甲</r>", "<r><t>甲</t></r>", '<r></si></sst><!--"</r>', "<r>1<2&3</r>", "<r>\x01</r>")


@pytest.mark.parametrize("text", RICH)
def test_text_like_rich_text_comes_back_as_it_was(text):
    buffer = io.BytesIO()
    with PlainWorkbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, text)
    assert openpyxl.load_workbook(buffer).active["A1"].value.replace("_x0001_", "\x01") == text


def test_a_workbook_without_any_text_is_whole():
    buffer = io.BytesIO()
    with PlainWorkbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet().write_number(0, 0, 3)
    assert openpyxl.load_workbook(buffer).active["A1"].value == 3


def test_what_a_workbook_is_made_from_stays_as_it_is():
    """Two workbooks made one after the other from the same options are the same."""
    options = {"in_memory": True, "default_format_properties": {"font_name": "Arial", "font_size": 10}}
    before, made = repr(options), []
    for _ in "12":
        buffer = io.BytesIO()
        with PlainWorkbook(buffer, options) as book:
            book.set_properties({"created": dt.datetime(2018, 4, 27)})
            book.add_worksheet()
        made.append(buffer.getvalue())
    assert repr(options) == before and made[0] == made[1]


def test_a_list_keeps_such_text():
    data = report([Table("甲", ["一"], [[RICH[2]]], [9])])
    assert RICH[2] in [cell.value for row in openpyxl.load_workbook(io.BytesIO(data)).active for cell in row]


def test_a_text_too_long_for_its_cell_says_so_typed_or_shown_by_a_formula():
    """XlsxWriter drops the end of the one in silence and writes the other whole."""
    buffer = io.BytesIO()
    with PlainWorkbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "字" * 40_000)
        sheet.write_formula(1, 0, "=A1", None, "字" * 40_000)
    sheet = openpyxl.load_workbook(buffer, data_only=True).active
    assert sheet["A1"].value == sheet["A2"].value == in_cell("字" * 40_000) != "字" * 40_000


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), min_size=1, max_size=9, unique=True))
@example(["_x0041_", " 甲", "甲\u3000", "甲\n乙", "\x00", "\ufffe", "a&b", "<甲>", "_x", "\x85", "甲\x85", "甲\t"])
def test_texts_are_escaped_as_xlsxwriter_does_one_by_one(texts):
    def written(write):
        strings = _PlainStrings()
        strings.string_table = SharedStringTable()
        for text in texts:
            strings.string_table._get_shared_string_index(text)
        strings.string_table._sort_string_data()
        strings.fh = io.StringIO()
        write(strings)
        return strings.fh.getvalue()

    assert written(_PlainStrings._write_sst_strings) == written(SharedStrings._write_sst_strings)


SIGNS = st.text(st.characters(codec="utf-8", exclude_characters="\0\\"), min_size=1, max_size=20)
NAMES = SIGNS.map(lambda name: f"甲{name}.docx")


def linked(links, slow=False):
    """The parts of a workbook whose cells lead to files: in one go, or one by one as XlsxWriter does it."""
    buffer = io.BytesIO()
    with PlainWorkbook(buffer, {"in_memory": True, "max_url_length": LONGEST_LINK}) as book:
        book.set_properties({"created": dt.datetime(2018, 4, 27)})
        sheet = book.add_worksheet()
        sheet.ignore_write_string = True
        if slow:
            for row, (path, place) in enumerate(links):
                sheet.write_url(row, 2, "external:" + to_file(path, place), string="去看")
        else:
            found = [(row, *to_file(path, place).partition("#")) for row, (path, place) in enumerate(links, start=1)]
            sheet.links = [FileLink(f"C{row}", path.replace("/", "\\"), place) for row, path, _, place in found]
            sheet.write_blank(len(links) - 1, 2, None, None)
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist() if "sheet1" in name}


@given(st.lists(st.tuples(NAMES, st.just("") | SIGNS), min_size=1, max_size=5))
@example([("甲公司/附件3.1 星火.docx", ""), ('太原#1 "2018" 100%.xlsx', "'O''小 组#&<'!C5")])
def test_links_written_in_one_go_are_those_written_one_by_one(links):
    fast, slow = linked(links), linked(links, slow=True)
    assert fast.keys() == slow.keys()
    for name, part in slow.items():
        wanted = LINKS.findall(part)
        assert len(wanted) == len(links) and LINKS.findall(fast[name]) == wanted


def test_links_that_excel_does_not_take_are_left_out():
    long = "长" * LONGEST_LINK
    assert LINKS.findall(linked([("甲" + long, ""), ("乙", long), ("丙", long + "长")])[SHEET]) == [
        f'<hyperlink ref="C2" r:id="rId1" location="{long}"/>'.encode()
    ]
    assert len(LINKS.findall(linked([("甲", "")] * (MOST_LINKS + 1))[SHEET])) == MOST_LINKS
