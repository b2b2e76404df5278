"""Each button in Excel: pressed on the calling workbook, one at a time, ending in one Chinese sentence."""

import inspect
import re

import clerk_book
import pytest
import xlwings
from fake_excel import FakeError, open_book

from pyfuncs import buttons, live, patience, press
from pyfuncs.changes import Ask, Changes, Put, Say, put
from pyfuncs.press import BUTTONS
from pyfuncs.turn import turn


@pytest.fixture
def path(tmp, notice_2018, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp))
    return clerk_book.build(tmp / "太原 2018.xlsx", notice_2018, clerk_book.HOME_2018, clerk_book.ROWS_2018)


def pretend(monkeypatch, answer):
    """Every button gives what `answer` makes of the desk."""
    monkeypatch.setattr(press, "press", lambda name, desk: answer(desk))


def said(app):
    """The one message box's title, text, buttons and mode."""
    [alert] = app.alerts
    return alert


def test_every_button_has_its_function_and_every_function_its_button():
    functions = inspect.getmembers(buttons, inspect.isfunction)
    public = {name: item for name, item in functions if not name.startswith("_")}
    assert set(public) == set(BUTTONS)
    assert not any(inspect.signature(item).parameters for item in public.values())


@pytest.mark.parametrize("name", BUTTONS)
def test_each_function_presses_its_own_button(name, monkeypatch):
    pressed = []
    monkeypatch.setattr(buttons, "_press", pressed.append)
    getattr(buttons, name)()
    assert pressed == [name]
    assert getattr(buttons, name).__doc__.startswith(f"{BUTTONS[name].label}: ")


def test_a_press_changes_the_workbook_and_says_so(path, monkeypatch):
    pretend(monkeypatch, lambda desk: Changes([put("小组", 5, 3, "新课题"), Say("info", f"站在{desk.tab}。")]))
    with open_book(path) as (book, app):
        buttons.store()
        assert book.sheets["小组"]["C5"].value == "新课题"
        assert (app.seen, app.status_bar) == (["正在存入台账…"], False)
    assert said(app) == ("QC申报", "站在首页。", "ok", "info")


def test_a_question_agreed_to_presses_again_with_the_answer(path, monkeypatch):
    answers = []

    def ask(desk):
        answers.append(desk.answer)
        return Changes([Say("info", "好。") if desk.answer else Ask("覆盖吗？", "over")])

    pretend(monkeypatch, ask)
    with open_book(path) as (_, app):
        app.replies.append("yes")
        buttons.undo()
    assert answers == ["", "over"]
    assert [text for _, text, *_ in app.alerts] == ["覆盖吗？", "好。"]


def test_a_question_that_never_ends_does(path, monkeypatch):
    pretend(monkeypatch, lambda desk: Changes([Ask("覆盖吗？", "over")]))
    with open_book(path) as (_, app):
        app.replies += ["yes"] * 9
        buttons.undo()
    assert len(app.alerts) == 2


def test_the_second_press_is_told_what_is_running(path, monkeypatch):
    pretend(monkeypatch, lambda desk: pytest.fail("pressed"))
    with open_book(path) as (_, app), turn(str(path), "全部"):
        buttons.check()
    assert said(app) == ("QC申报", "“全部”还没有做完，请等它结束后再按“校验全部”。", "ok", "critical")


def test_another_workbook_is_not_kept_waiting(path, monkeypatch):
    pretend(monkeypatch, lambda desk: Changes([Say("info", "好。")]))
    with open_book(path, saved=False) as (_, app), turn(str(path), "全部"):
        buttons.check()
    assert said(app)[1] == "好。"


def test_a_workbook_of_another_kind_is_refused_in_a_sentence(tmp):
    import plain_book

    with open_book(plain_book.build(tmp / "b.xlsx")) as (_, app):
        buttons.check()
    title, text, _, mode = said(app)
    assert (title, mode) == ("QC申报", "critical")
    assert re.fullmatch(r"(这不是QC申报汇总的工作簿|工作簿里没有“校验结果”表).*。", text)


class Busy(Exception):
    hresult = -2147417846


def raising(fault):
    def raise_it(*arguments, **named):
        raise fault

    return raise_it


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Busy(), r"Excel 正忙，等了30秒.*。"),
        (live.LiveError("写不进去"), "写不进去。"),
        (PermissionError(13, "Permission denied"), r"“校验全部”没有做成：读写文件失败（Permission denied）.*。"),
        (ModuleNotFoundError("No module named 'lxml'", name="lxml"), r"“校验全部”没有做成：缺少软件包 lxml.*。"),
        (FakeError("write"), r"“校验全部”没有做成.*详情见 .*太原 2018-错误记录.txt。"),
    ],
)
@pytest.mark.parametrize("where", ["desk", "apply"])
def test_a_failure_is_one_sentence(path, monkeypatch, where, fault, says):
    monkeypatch.setattr(patience.time, "sleep", lambda seconds: None)
    pretend(monkeypatch, lambda desk: Changes([put("小组", 5, 3, "新课题")]))
    monkeypatch.setattr(live, where, raising(fault))
    with open_book(path) as (_, app):
        buttons.check()
    title, text, shown, mode = said(app)
    assert (title, shown, mode) == ("QC申报", "ok", "critical")
    assert re.fullmatch(says, text)
    assert "Traceback" not in text
    assert app.status_bar is False


def test_a_refused_write_leaves_the_workbook_as_it_was(path, monkeypatch):
    pretend(monkeypatch, lambda desk: Changes([put("小组", 5, 3, "新课题"), Put("小组", 6, 3, "formula", "=1")]))
    with open_book(path) as (book, app):
        app.bridge.faults["write_formulas"] = raising(FakeError("refused"))
        buttons.store()
        assert book.sheets["小组"]["C5"].value == clerk_book.GROUP["课题名称"]
    assert said(app)[3] == "critical"


def test_without_excel_there_is_one_sentence_on_stderr():
    assert not hasattr(xlwings.Book, "_mock_caller")
    with pytest.raises(SystemExit, match="请在 Excel 中打开工作簿"):
        buttons.check()
