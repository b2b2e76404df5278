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


def test_a_walk_gives_files_in_order_and_links_to_folders_that_it_does_not_follow(tmp):
    for name in ("收/乙/二.xlsx", "收/一.xlsx", "收/甲/三.xlsx", "别处/四.xlsx", "收/.半截.写入中"):
        (tmp / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp / name).write_bytes(b"")
    (tmp / "收" / "网盘").symlink_to(tmp / "别处", target_is_directory=True)
    (tmp / "收" / "甲" / "回头").symlink_to(tmp / "收", target_is_directory=True)
    closed = []
    found = [path.relative_to(tmp / "收").as_posix() for path in folders.walk(tmp / "收", closed.append)]
    assert found == ["一.xlsx", "网盘", "乙/二.xlsx", "甲/三.xlsx", "甲/回头"] and closed == []
    assert "链接，没有进去找" in folders.not_followed(tmp / "收" / "网盘")


def test_a_folder_that_cannot_be_looked_into_is_told(tmp, closed_folder):
    (tmp / closed_folder).mkdir()
    (tmp / "一.xlsx").write_bytes(b"")
    closed = []
    assert [path.name for path in folders.walk(tmp, closed.append)] == ["一.xlsx"]
    assert "打不开文件夹" in folders.not_followed(tmp / closed_folder) and closed == [tmp / closed_folder]
