"""Every button does the same on every host: on the saved file, in the open workbook, through the changes file.

The open workbook is a live LibreOffice, pressed through buttons.py as Excel would; the no-COM route is here the
list of changes written as its file and read back (tests/test_no_com.py presses the macros themselves).
"""

from __future__ import annotations

import datetime as dt
import functools
import shutil
from pathlib import Path
from typing import Any

import applied
import built
import openpyxl
import pytest
import uno_engine
from button_cases import CASES, LEDGER, MIRROR, alike, by_the_core, files, prepare, sweep, workbook

from pyfuncs import buttons, live, press
from pyfuncs.changes import Ask, Changes, Like, Note, Open, Put, Resize, Say, Show, Unnote, Wipe, decode, encode
from pyfuncs.press import BUTTONS
from pyfuncs.undo import UNDO
from pyfuncs.values import serial

LASTING = (Put, Wipe, Note, Unnote, Like, Resize, Show)


class Live:
    """A sample open in LibreOffice; opened anew once a button has changed it or another sample is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.number = folder, 0
        self.opened: Any = None
        self.sample: Path | None = None

    def fresh(self, sample: Path | None = None):
        """The book and the application that records, the workbook as built."""
        sample = sample or built.workbook(built.PROVINCE)
        if self.sample != sample:
            self.close()
        if self.opened is None:
            self.number += 1
            self.sample = sample
            path = copy_of_sample(self.folder / str(self.number), sample)
            self.opened = uno_engine.open_book(path)
            self.pair = self.opened.__enter__()
        return self.pair

    def close(self) -> None:
        if self.opened is not None:
            self.opened.__exit__(None, None, None)
            self.opened = None


def copy_of_sample(folder: Path, sample: Path) -> Path:
    (folder / "申报").mkdir(parents=True)
    return Path(shutil.copy(sample, folder / "申报" / "太原 样本.xlsm"))


@pytest.fixture(scope="module")
def open_sample(tmp_path_factory):
    made = Live(tmp_path_factory.mktemp("打开 & 着"))
    yield made
    made.close()


@pytest.fixture
def saved(tmp, name):
    """The same sample, saved and closed."""
    return copy_of_sample(tmp / "关着", workbook(name))


@pytest.fixture(autouse=True)
def aside(tmp, monkeypatch):
    """Locks and logs go to the test's folder; nothing is opened on the screen."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp))
    monkeypatch.setattr(live, "open_path", lambda path: None)


def press_live(name: str, pair, monkeypatch) -> Changes:
    """Presses the button in the open workbook; what it asked for."""
    book, app = pair
    case = CASES[name]
    if case.before:
        press_live(case.before, pair, monkeypatch)
    book.sheets[case.tab].activate()
    book.sheets[case.tab].range((case.row, case.col), (case.row + 1, case.col)).select()
    app.replies[:] = ["yes"] if case.yes else []
    asked = []
    real = press.press
    monkeypatch.setattr(press, "press", lambda name, desk: asked.append(real(name, desk)) or asked[-1])
    app.alerts.clear()
    getattr(buttons, name)()
    monkeypatch.setattr(press, "press", real)
    *questions, changes = asked
    assert all(isinstance(item, Ask) for question in questions for item in question.items)
    return changes


def test_every_button_has_its_case():
    """Else it would be tried on no host: tests/button_cases.py says how to add one."""
    assert set(CASES) == set(BUTTONS)


@pytest.mark.parametrize("name", CASES)
def test_a_button_does_the_same_on_every_host(name, open_sample, saved, monkeypatch):
    if name == "log":  # the lines of the buttons before would show
        open_sample.close()
    book, app = pair = open_sample.fresh(workbook(name))
    path = Path(book.fullname)
    sweep(path)
    prepare(name, path.parent)
    opened = press_live(name, pair, monkeypatch)
    assert not [alert for alert in app.alerts if alert[3] == "critical"]
    said = [item.text for item in opened.items if isinstance(item, Say | Ask)]
    heard = [text for _, text, *_ in app.alerts]
    assert (heard[-len(said) :] if CASES[name].yes else heard) == said
    assert (app.status_bar, app.screen_updating, book.app.calculation) == (False, True, "automatic")
    if CASES[name].before or opened.touches() or any(isinstance(item, LASTING) for item in opened.items):
        check_applied(book, opened, workbook(name))
        open_sample.close()
    prepare(name, saved.parent)
    expected = by_the_core(name, saved)
    assert not [item for item in expected.items if isinstance(item, Say) and item.kind == "critical"]
    assert alike(opened, path) == alike(expected, saved)
    assert files(path) == files(saved)
    assert decode(encode(opened)) == opened
    assert not CASES[name].makes or list(path.parent.rglob(CASES[name].makes))
    assert CASES[name].opens == any(isinstance(item, Open) for item in opened.items)


def check_applied(book, changes: Changes, sample: Path) -> None:
    """The open workbook shows what was asked for."""
    sheets = live.read(book)
    puts = {(item.tab, item.row, item.col): item for item in changes.items if isinstance(item, Put)}
    for place, item in puts.items():
        shown = sheets[item.tab].at(*place[1:])
        if item.kind in ("text", "blank"):
            assert (shown or "") == item.text, place
        elif item.kind == "number":
            days = int(serial(shown)) if isinstance(shown, dt.datetime) else shown
            assert days == float(item.text), place
        elif found := applied.SHOWN.fullmatch(item.text):
            assert shown == found[1], place
    for change in changes.items:
        if isinstance(change, Note):
            assert change.text in book.sheets[change.tab].range((change.row, change.col)).note.text
        elif isinstance(change, Show):
            assert book.sheets[change.tab].visible == change.visible
    assert not [name for name in open_mirrors(book, sample) if not book.sheets[name].api.ProtectContents]


def open_mirrors(book, sample: Path) -> list[str]:
    """The tabs that the builder protects."""
    shown = [tab.name for tab in book.sheets]
    return [name for name in protected(sample) if name in shown]


@functools.cache
def protected(sample: Path) -> list[str]:
    file = openpyxl.load_workbook(sample)
    return [name for name in file.sheetnames if file[name].protection.sheet]


def test_typing_on_the_form_reaches_the_ledger_and_undo_takes_it_back(open_sample, monkeypatch):
    """表样录入, a word typed on the form, 存入台账, 撤销上一步, in the open workbook."""
    book, app = pair = open_sample.fresh()
    before = {name: book.sheets[name].used_range.formula for name in (LEDGER, "小组成员")}
    group = live.desk(book).reading.season.ledgers[LEDGER][0]
    asked = press_live("edit", pair, monkeypatch)
    puts = [item for item in asked.items if isinstance(item, Put) and item.tab == MIRROR]
    typed = next(item for item in puts if item.text == group["通讯地址"])
    cell = book.sheets[MIRROR].range((typed.row, typed.col))
    assert not cell.api.Locked
    cell.value = "太原市新地址2号"
    app.replies += ["yes"] * 3
    buttons.store()
    assert live.desk(book).reading.season.ledgers[LEDGER][0]["通讯地址"] == "太原市新地址2号", app.alerts
    assert cell.api.Locked
    assert cell.formula.startswith("=")
    app.replies += ["yes"] * 3
    buttons.undo()
    assert {name: book.sheets[name].used_range.formula for name in before} == before
    assert not book.sheets[UNDO].visible
    open_sample.close()
