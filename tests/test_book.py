import datetime as dt

import built
import openpyxl
import xlsxwriter

from pyfuncs.book import OPTIONS, Book, as_written, form_code, write_value
from pyfuncs.records import typed_record
from pyfuncs.rules import Record, Season


def test_code_names_of_attachments():
    forms = built.notice("2018").forms
    assert [form_code(forms[name]) for name in ("附件1", "附件3.1", "附件10")] == ["A2018_1", "A2018_3_1", "A2018_10"]


def test_what_was_typed_oddly_is_written_as_typed_and_the_rest_as_values():
    fields = built.notice("2018").ledgers["小组"].fields
    raw = {"成立日期": "２０１８．６．１０", "人数": "９人", "邮编": "030002", "小组名称": " 星火 "}
    record = typed_record(fields, raw, "小组", 5)
    clean = typed_record(fields, {"成立日期": "2018-06-10", "人数": "9"}, "小组", 6)
    first, second = as_written(Season({"小组": [record, clean]}), built.notices()).ledgers["小组"]
    assert dict(first) == raw
    assert dict(second) == {"成立日期": dt.date(2018, 6, 10), "人数": 9}
    assert record["成立日期"] == dt.date(2018, 6, 10)


def test_text_stays_text_whatever_it_looks_like(tmp):
    book = xlsxwriter.Workbook(tmp / "x.xlsx")
    look, sheet = book.add_format(), book.add_worksheet()
    values = ["=1+1", "00123", "http://example.com", 12, 1.5, dt.date(2018, 6, 10), None, True]
    for row, value in enumerate(values):
        write_value(sheet, row, 0, value, look)
    book.close()
    cells = [row[0] for row in openpyxl.load_workbook(tmp / "x.xlsx").active.iter_rows()]
    assert [cell.value for cell in cells[:3]] == values[:3] and [cell.data_type for cell in cells[:3]] == ["s"] * 3
    assert [cell.value for cell in cells[3:5]] == [12, 1.5]
    assert cells[-1].value is True


def test_entries_are_rows_with_some_part_of_the_key():
    book = built.book(built.BLANK)
    book.season = Season({"评委": [Record({"姓名": "林晓"}), Record({"联系电话": "0351-7654321"})]})
    assert len(book.entries("评委")) == 1


def test_equal_lists_and_formats_are_made_once():
    book = built.book(built.BLANK)
    assert book.word_list("甲", ["是", "否"]) == book.word_list("乙", ["是", "否"])
    assert book.word_list("丙", ["男", "女"]) != book.word_list("乙", ["是", "否"])
    assert book.format(bold=True) is book.format(bold=True)


def test_no_book_changes_what_the_next_one_starts_from():
    """XlsxWriter writes into the options it is given: the second build of a process was another one."""
    before = repr(OPTIONS)
    first, second = (Book([built.notice("2018")], Season(), "2018", "").file.default_format_properties for _ in "12")
    assert first == second and repr(OPTIONS) == before
