"""Every button does the same on every host: on the saved file, in the open workbook, through the changes file.

The open workbook is a live LibreOffice, pressed through buttons.py as Excel would; the no-COM route is here the
list of changes written as its file and read back (tests/test_no_com.py presses the macros themselves).
"""

from __future__ import annotations

import dataclasses
import re
import shutil
import zipfile
from pathlib import Path

import applied
import built
import pytest
import uno_engine

from pyfuncs import buttons, closed, live, press
from pyfuncs.changes import Ask, Changes, Like, Note, Open, Put, Resize, Say, Show, Unnote, Wipe, decode, encode
from pyfuncs.desk import Desk
from pyfuncs.press import BUTTONS
from pyfuncs.undo import UNDO

TIME = re.compile(r"\d{8}-\d{6}(\(\d+\))?")
LEDGER, MIRROR = "小组", "2018附件3.1"
STANDS = {name: (MIRROR, 6, 4) for name, button in BUTTONS.items() if button.module == "mirror"}
"""Where the clerk stands: on a mirror for its buttons, else on two selected rows of a ledger."""
LASTING = (Put, Wipe, Note, Unnote, Like, Resize, Show)


class Live:
    """The sample open in LibreOffice; opened anew once a button has changed it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.number, self.opened = folder, 0, None

    def fresh(self):
        """The book and the application that records, the workbook as built."""
        if self.opened is None:
            self.number += 1
            path = copy_of_sample(self.folder / str(self.number))
            self.opened = uno_engine.open_book(path)
            self.pair = self.opened.__enter__()
        return self.pair

    def close(self) -> None:
        if self.opened is not None:
            self.opened.__exit__(None, None, None)
            self.opened = None


def copy_of_sample(folder: Path) -> Path:
    (folder / "申报").mkdir(parents=True)
    return Path(shutil.copy(built.workbook(built.PROVINCE), folder / "申报" / "太原 样本.xlsm"))


@pytest.fixture(scope="module")
def open_sample(tmp_path_factory):
    made = Live(tmp_path_factory.mktemp("打开 & 着"))
    yield made
    made.close()


@pytest.fixture
def saved(tmp):
    """The same sample, saved and closed."""
    return copy_of_sample(tmp / "关着")


@pytest.fixture(autouse=True)
def aside(tmp, monkeypatch):
    """Locks and logs go to the test's folder; nothing is opened on the screen."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp))
    monkeypatch.setattr(live, "open_path", lambda path: None)


def press_closed(name: str, path: Path) -> Changes:
    """What the button asks for on the saved file."""
    tab, row, col = STANDS.get(name, (LEDGER, 6, 3))
    return press.press(name, Desk(closed.read_sheets(path), path, tab, row, col, [row, row + 1]))


def press_live(name: str, pair, monkeypatch) -> Changes:
    """Presses the button in the open workbook; what it asked for."""
    book, app = pair
    tab, row, col = STANDS.get(name, (LEDGER, 6, 3))
    book.sheets[tab].activate()
    book.sheets[tab].range((row, col), (row + 1, col)).select()
    asked = []
    real = press.press
    monkeypatch.setattr(press, "press", lambda name, desk: asked.append(real(name, desk)) or asked[-1])
    app.alerts.clear()
    getattr(buttons, name)()
    [changes] = asked
    return changes


def alike(changes: Changes, path: Path) -> Changes:
    """Without what must differ: the folder, the time."""

    def plain(value):
        return TIME.sub("‹时间›", value.replace(str(path.parent), "‹夹›")) if isinstance(value, str) else value

    items = [
        dataclasses.replace(item, **{slot.name: plain(getattr(item, slot.name)) for slot in dataclasses.fields(item)})
        for item in changes.items
    ]
    return Changes(items, changes.undoable)


def files(path: Path) -> dict[str, object]:
    """Every file made beside the workbook: its text, part by part where it is a Word file."""
    made = {}
    for file in sorted(path.parent.rglob("*")):
        if not file.is_file() or file == path or file.name.startswith(".~lock"):
            continue
        name = TIME.sub("‹时间›", str(file.relative_to(path.parent)))
        made[name] = word_part(file) if file.suffix == ".docx" else file.suffix
    return made


def word_part(file: Path) -> bytes:
    with zipfile.ZipFile(file) as parts:
        return parts.read("word/document.xml")


@pytest.mark.parametrize("name", BUTTONS)
def test_a_button_does_the_same_on_every_host(name, open_sample, saved, monkeypatch):
    if name == "log":  # the lines of the buttons before would show
        open_sample.close()
    book, app = pair = open_sample.fresh()
    path = Path(book.fullname)
    for left in set(path.parent.iterdir()) - {path}:
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    opened = press_live(name, pair, monkeypatch)
    assert not [alert for alert in app.alerts if alert[3] == "critical"]
    assert [text for _, text, *_ in app.alerts] == [item.text for item in opened.items if isinstance(item, Say | Ask)]
    assert (app.status_bar, app.screen_updating, book.app.calculation) == (False, True, "automatic")
    if opened.touches() or any(isinstance(item, LASTING) for item in opened.items):
        check_applied(book, opened)
        open_sample.close()
    expected = press_closed(name, saved)
    assert alike(opened, path) == alike(expected, saved)
    assert files(path) == files(saved)
    assert decode(encode(opened)) == opened


def check_applied(book, changes: Changes) -> None:
    """The open workbook shows what was asked for."""
    sheets = live.read(book)
    puts = {(item.tab, item.row, item.col): item for item in changes.items if isinstance(item, Put)}
    for place, item in puts.items():
        shown = sheets[item.tab].at(*place[1:])
        if item.kind in ("text", "blank"):
            assert (shown or "") == item.text, place
        elif item.kind == "number":
            assert shown == float(item.text), place
        elif found := applied.SHOWN.fullmatch(item.text):
            assert shown == found[1], place
    for item in changes.items:
        if isinstance(item, Note):
            assert item.text in book.sheets[item.tab].range((item.row, item.col)).note.text
        elif isinstance(item, Show):
            assert book.sheets[item.tab].visible == item.visible
    assert not [name for name in open_mirrors(book) if not book.sheets[name].api.ProtectContents]


def open_mirrors(book) -> list[str]:
    """The tabs that the builder protects."""
    file = built.cached(built.PROVINCE)
    return [
        name for name in file.sheetnames if file[name].protection.sheet and name in [tab.name for tab in book.sheets]
    ]


def test_every_button_answers_with_something(saved):
    for name in BUTTONS:
        changes = press_closed(name, saved)
        assert not [item for item in changes.items if isinstance(item, Say) and item.kind == "critical"], name
    assert any(isinstance(item, Open) for item in press_closed("folder", saved).items)


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
