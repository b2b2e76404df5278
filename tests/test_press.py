"""Every button is there, and whatever goes wrong in one becomes a sentence, never a traceback or half a change."""

import importlib
import inspect

import pytest

from pyfuncs.changes import CRITICAL, Changes, Say
from pyfuncs.desk import Desk
from pyfuncs.press import BUTTONS, Button, explain, press, write_log
from pyfuncs.records import ForeignWorkbook


@pytest.mark.parametrize("name", BUTTONS)
def test_a_button_is_a_function_from_desk_to_changes(name):
    button = BUTTONS[name]
    function = getattr(importlib.import_module(f"pyfuncs.{button.module}"), button.function)
    assert button.work() is function
    assert next(iter(inspect.signature(function).parameters)) == "desk"
    assert function.__doc__


def test_labels_are_told_apart():
    labels = [button.label for button in BUTTONS.values()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", [name for name in BUTTONS if name not in ("folder", "manual", "doctor")])
def test_on_a_foreign_workbook_every_button_says_so_in_chinese(name, tmp_path):
    changes = press(name, Desk({}, path=tmp_path / "别人的.xlsx"))
    says = [item for item in changes.items if isinstance(item, Say)]
    assert says and all(any("\u4e00" <= sign <= "\u9fff" for sign in item.text) for item in says)
    assert not any("Traceback" in item.text or "Error" in item.text for item in says)
    assert not changes.touches()


def broken(fault):
    def work(desk):
        raise fault

    return work


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (ForeignWorkbook("这不是本程序的工作簿"), "这不是本程序的工作簿。"),
        (ModuleNotFoundError("no", name="lxml"), "缺少软件包 lxml"),
        (PermissionError(13, "Permission denied"), "读写文件失败"),
        (ZeroDivisionError("division by zero"), "工作簿没有改动"),
    ],
)
def test_a_failure_is_one_sentence_and_no_change(fault, says, tmp_path, monkeypatch):
    monkeypatch.setattr(Button, "work", lambda self: broken(fault))
    changes = press("check", Desk({}, path=tmp_path / "太原.xlsm"))
    (item,) = changes.items
    assert isinstance(item, Say)
    assert (item.kind, says in item.text, changes.undoable) == (CRITICAL, True, False)


def test_what_nobody_foresaw_goes_to_a_text_file_beside_the_workbook(tmp_path):
    workbook = tmp_path / "太原.xlsm"
    try:
        raise ZeroDivisionError("哪里除以零")
    except ZeroDivisionError as fault:
        sentence = explain("校验全部", fault, workbook)
    log = tmp_path / "太原-错误记录.txt"
    assert log.name in sentence
    assert "哪里除以零" in log.read_text("utf-8")


def test_a_folder_that_cannot_be_written_sends_the_log_elsewhere(tmp_path):
    log = write_log("校验全部", tmp_path / "没有这个文件夹" / "太原.xlsm")
    assert log.exists()
    log.unlink()


def test_a_press_gives_the_changes_of_its_function(monkeypatch):
    wanted = Changes([Say("info", "好")])
    monkeypatch.setattr(Button, "work", lambda self: lambda desk: wanted)
    assert press("check", Desk({})) is wanted
