"""Folders beside a workbook: never one name twice, the last one made."""

import datetime as dt
import os

from pyfuncs import folders


def test_a_name_is_never_used_twice(tmp):
    now = dt.datetime(2018, 6, 10, 9, 5, 7)
    first = folders.new_folder_name(tmp / "太原.xlsm", "申报表", now)
    first.mkdir()
    assert first.name == "太原-申报表-20180610-090507"
    assert folders.new_folder_name(tmp / "太原.xlsm", "申报表", now).name == "太原-申报表-20180610-090507(2)"


def test_the_last_one_of_the_kinds_asked_for(tmp):
    book = tmp / "太原.xlsm"
    assert folders.latest_folder(book, folders.FORMS) is None
    for number, name in enumerate(["太原-申报表-1", "太原-汇总表-2", "太原-PDF-3", "别的-申报表-4"]):
        (tmp / name).mkdir()
        os.utime(tmp / name, (number, number))
    (tmp / "太原-申报表-5.docx").write_bytes(b"")
    assert folders.latest_folder(book, folders.FORMS, folders.SUMMARY) == tmp / "太原-汇总表-2"
    assert folders.latest_folder(book, folders.FORMS) == tmp / "太原-申报表-1"
