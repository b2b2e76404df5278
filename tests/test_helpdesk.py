"""帮助: 日志 at its last line, the report of 环境自检 as a file, the manual, 关于."""

import datetime as dt
from pathlib import Path

import built
import desks
import pytest
from desks import of, said

from pyfuncs import __version__, helpdesk
from pyfuncs.changes import INFO, WARNING, Go, Log, Open, Say
from pyfuncs.examination import Point


def test_the_log_opens_at_its_last_line():
    desk = desks.desk(built.PROVINCE)
    sheet = desk.sheets["日志"]
    heading = next(n for n, row in enumerate(sheet.rows, sheet.first_row) if "时间" in row)
    assert of(helpdesk.show_log(desk), Go) == [Go("日志", heading, 1)]
    for number in range(1, 4):
        desks.write(sheet, heading + number, 1, f"2018-06-0{number} 09:00:00")
    assert of(helpdesk.show_log(desk), Go) == [Go("日志", heading + 3, 1)]


# -- 环境自检 ----------------------------------------------------------------------------------------


def test_a_sound_environment_is_reported_in_a_file(tmp):
    desk = desks.desk(built.PROVINCE, tmp / "太原 2018.xlsm")
    changes = helpdesk.doctor(desk)
    [path] = tmp.iterdir()
    assert path.name.startswith("太原 2018-环境自检-") and path.suffix == ".txt"
    assert of(changes, Open) == [Open(str(path))]
    assert of(changes, Say)[0].kind == INFO
    assert said(changes).startswith("环境正常。") and str(path) in said(changes)
    assert of(changes, Log) == [Log("环境自检", "0处要处理", path.name)]
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\n") == data.count(b"\r\n")
    text = data.decode("utf-8-sig")
    assert f"程序：{__version__}" in text and "没有发现问题。" in text
    assert desk.reading.season.ledgers["小组"][0].text("小组名称") not in text


def test_problems_come_first(tmp, monkeypatch):
    points = [Point("甲", "好"), *(Point(f"乙{n}", "坏", f"第{n}处不对，请改") for n in range(8))]
    monkeypatch.setattr(helpdesk, "examine", lambda desk: points)
    changes = helpdesk.doctor(desks.desk(built.BLANK, tmp / "太原.xlsm"))
    assert of(changes, Say)[0].kind == WARNING
    lines = said(changes).splitlines()
    assert lines[:2] == ["有8处要处理：", "· 第0处不对，请改。"] and lines[7] == "……还有2处，见报告"
    [path] = tmp.iterdir()
    assert path.read_text("utf-8-sig").count("要处理：") == 8


def test_a_second_report_is_another_file(tmp, monkeypatch):
    monkeypatch.setattr(helpdesk, "examine", lambda desk: [])
    for _ in range(3):
        helpdesk.doctor(desks.desk(built.BLANK, tmp / "太原.xlsm"))
    assert len(list(tmp.iterdir())) == 3


@pytest.mark.parametrize("path", [None, Path("/没有这个夹/太原.xlsm")])
def test_without_a_folder_the_report_goes_to_the_temporary_one(tmp, monkeypatch, path):
    monkeypatch.setattr(helpdesk.tempfile, "gettempdir", lambda: str(tmp))
    helpdesk.doctor(desks.desk(built.BLANK, path))
    [made] = tmp.iterdir()
    assert "环境自检" in made.name


def test_the_report_has_every_point():
    text = helpdesk.report([Point("甲", "一"), Point("乙", "二", "乙不对，请改")], dt.datetime(2018, 6, 10, 9, 5))
    assert text.splitlines() == [
        "QC申报 环境自检 2018-06-10 09:05:00",
        "",
        "要处理：乙不对，请改。",
        "",
        "甲：一",
        "乙：二",
    ]


# -- 使用说明 and 关于 -------------------------------------------------------------------------------


def test_the_manual_opens_as_text(tmp, monkeypatch):
    monkeypatch.setattr(helpdesk, "ROOT", tmp)
    monkeypatch.setattr(helpdesk.tempfile, "gettempdir", lambda: str(tmp))
    (tmp / "README.md").write_text("# 说明\n先选通知", "utf-8")
    [opened] = of(helpdesk.manual(desks.desk(built.BLANK)), Open)
    assert Path(opened.path).read_bytes().decode("utf-8-sig") == "# 说明\r\n先选通知"
    assert opened.path.endswith(".txt")


def test_the_copy_beside_the_workbook_serves_too(tmp, monkeypatch):
    monkeypatch.setattr(helpdesk, "ROOT", tmp / "没有")
    (tmp / "README.md").write_text("说明", "utf-8")
    assert helpdesk.find_manual(tmp / "workbook" / "太原.xlsm") == tmp / "README.md"
    assert helpdesk.find_manual(tmp / "太原.xlsm") == tmp / "README.md"


def test_a_lost_manual_is_told(tmp, monkeypatch):
    monkeypatch.setattr(helpdesk, "ROOT", tmp)
    changes = helpdesk.manual(desks.desk(built.BLANK))
    assert "没有找到使用说明" in said(changes) and not of(changes, Open)


def test_about_names_version_notice_and_log(tmp, notice_2018):
    text = said(helpdesk.about(desks.desk(built.PROVINCE, tmp / "太原.xlsm")))
    assert f"QC申报汇总 {__version__}\n当前通知：{notice_2018.name}（2018）" in text
    assert "太原-错误记录.txt" in text


def test_about_works_without_a_notice():
    desk = desks.desk(built.PROVINCE)
    desks.choose(desk, "当前通知", None)
    assert "请在首页选定" in said(helpdesk.about(desk))
