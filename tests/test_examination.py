"""环境自检: every point of a sound computer is right, and each thing that can be wrong is named with what to do."""

import shutil
from pathlib import Path

import built
import desks
import pytest

from pyfuncs import environment, examination, notice

TOPICS = {"程序", "Python", "系统", "临时文件夹", "xlwings", "Word", "LibreOffice"}


def problems(desk=None):
    return [point.problem for point in examination.examine(desk) if point.problem]


def test_on_a_mac_it_says_that_the_buttons_do_not_work_there(monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    package, program = [point for point in examination.examine() if point.topic == "xlwings"]
    assert "用不了" in program.says and not program.problem and not package.problem


def test_a_sound_computer_and_workbook_have_no_problem(tmp):
    points = examination.examine(desks.desk(built.PROVINCE, tmp / "太原.xlsm"))
    assert [point.problem for point in points if point.problem] == []
    topics = [point.topic for point in points]
    assert set(topics) >= TOPICS | {"通知2018", "通知2023", "当前通知", "工作簿的表和栏目"}
    assert set(topics) >= set(environment.pins(environment.REQUIREMENTS))
    assert all(point.says for point in points)


def test_without_a_workbook_only_the_computer_is_looked_at():
    assert "当前通知" not in [point.topic for point in examination.examine()]


def test_a_missing_and_a_wrong_package_are_named(monkeypatch):
    monkeypatch.setattr(examination, "pins", lambda files: {"no-such-package": "1.0", "lxml": "0.1"})
    missing, wrong = problems()
    assert missing == "缺少软件包 no-such-package，请重新运行安装程序"
    assert wrong.startswith("软件包 lxml 是") and "应为0.1" in wrong


def test_a_lost_template_is_named(tmp, monkeypatch):
    folder = tmp / "templates"
    shutil.copytree(notice.TEMPLATES, folder)
    lost = next((folder / "2023").glob("*.docx"))
    lost.unlink()
    monkeypatch.setattr(examination, "load_notice", lambda name, at=folder: notice.load_notice(name, folder))
    [problem] = problems()
    assert lost.name in problem


def test_a_broken_definition_is_named(monkeypatch):
    def broken(name, folder=None):
        raise notice.DefinitionError("notice.toml：缺“name”，请补上")

    monkeypatch.setattr(examination, "load_notice", broken)
    assert problems() == ["notice.toml：缺“name”，请补上"] * 2


def test_neither_word_nor_libreoffice_is_no_fault_but_said(monkeypatch):
    monkeypatch.setattr(examination, "find_office", lambda: None)
    monkeypatch.setattr(examination, "has_word", lambda: False)
    points = {point.topic: point for point in examination.examine()}
    assert "没有 Word 也没有 LibreOffice" in points["导出PDF"].says and not points["导出PDF"].problem


# -- the workbook ------------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_written_is_named(tmp):
    assert "工作簿所在文件夹不能写入" in "".join(problems(desks.desk(built.BLANK, tmp / "没有这个夹" / "太原.xlsm")))


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (None, "还没有保存过"),
        (Path("https://example.com/太原.xlsm"), "在网盘上"),
        (Path("/tmp") / ("深" * 210) / "太原.xlsm", "太长"),
    ],
)
def test_a_bad_place_is_named(path, says):
    assert any(says in problem for problem in problems(desks.desk(built.BLANK, path)))


def test_a_notice_that_is_not_chosen_is_named(tmp):
    desk = desks.desk(built.PROVINCE, tmp / "太原.xlsm")
    desks.choose(desk, "当前通知", "2019")
    assert any("“2019”" in problem for problem in problems(desk))


def test_missing_tabs_and_columns_are_named(tmp):
    desk = desks.desk(built.PROVINCE, tmp / "太原.xlsm")
    del desk.sheets["2023附件3"], desk.sheets["评委"]
    row = desks.first_row(desk, "小组") - 1
    sheet = desk.sheets["小组"]
    line = sheet.rows[row - sheet.first_row]
    line[line.index("传真")] = "另一栏"
    [problem] = problems(desk)
    assert all(words in problem for words in ("“2023附件3”表", "“评委”台账", "“小组”的“传真”", "新建申报簿"))
