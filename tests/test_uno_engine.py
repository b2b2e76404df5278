"""The live host on a workbook really open in LibreOffice, through xlwings' own API."""

import datetime as dt
import os
import random
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import built
import fake_excel
import no_com
import office
import plain_book
import pytest
import uno_engine
from random_edits import COLORS, random_changes
from uno_engine import open_book

from pyfuncs import buttons, closed, live
from pyfuncs.bench import NOTE_LINE, Bench
from pyfuncs.changes import Changes, Go, Like, Log, Note, Put, Resize, Show, Unnote, Wipe, put, put_rows
from pyfuncs.desk import Desk
from pyfuncs.press import press
from pyfuncs.records import address
from pyfuncs.undo import UNDO

OWN_COLOR = (146, 208, 80)


@pytest.fixture
def plain(tmp):
    with open_book(plain_book.build(tmp / "b.xlsx")) as pair:
        yield pair


@pytest.fixture
def sample(tmp, monkeypatch):
    """A copy of the sample of 太原 with mistakes planted, never the shared one."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp))
    return shutil.copy(built.workbook(built.PROVINCE), tmp / "太原 样本.xlsm")


def contents(book, *tabs):
    """Contents, formats and notes of tabs, from the application itself."""
    bench = Bench(book)
    found = {}
    for tab in tabs:
        cells = bench.contents(tab)
        found[tab] = cells, bench.formats(tab, cells), {cell: note.text for cell, note in bench.notes(tab).items()}
    return found


# -- the engine itself -------------------------------------------------------------------------------


def test_a_conversion_by_the_same_worker_does_not_end_the_office(tmp):
    path = plain_book.build(tmp / "b.xlsx")
    for _ in range(2):
        with open_book(path) as (book, _):
            assert book.sheets["数据"]["A2"].value == "第1行"
        office.convert(path, "csv", tmp)


def test_values_of_every_kind(plain):
    book, _ = plain
    sheet = book.sheets["数据"]
    assert sheet["A1:C2"].value == [["名称", "数", "日期"], ["第1行", 1.0, dt.datetime(2018, 6, 10)]]
    assert (sheet["B7"].value, sheet["B7"].formula) == (10.0, "=SUM(B2:B5)")
    sheet["E1"].formula = '=IF(封面!B2="旧",1/0,"是")'
    assert sheet["E1"].formula == '=IF(封面!B2="旧",1/0,"是")'
    assert sheet["E1"].options(err_to_str=True).value == "#DIV/0!"
    assert sheet["E1"].value is None
    sheet["E2"].formula = "=1=1"
    assert sheet["E2"].value is True


@pytest.mark.parametrize("opener", [open_book, fake_excel.open_book], ids=["LibreOffice", "fake"])
def test_text_becomes_something_else_unless_the_cell_is_text(tmp, opener):
    """As Excel does: the reason for @."""
    with opener(plain_book.build(tmp / "b.xlsx")) as (book, _):
        sheet = book.sheets["数据"]
        sheet["E1:E3"].value = [["0012"], ["=B2+1"], ["甲"]]
        assert sheet["E1"].value == 12.0
        assert sheet["E2"].formula == "=B2+1"
        sheet["F1:F4"].number_format = "@"
        sheet["F1:F4"].value = [["0012"], ["=1+1"], ["甲"], [12]]
        assert sheet["F1:F3"].value == ["0012", "=1+1", "甲"]
        assert sheet["F1:F3"].formula in ((("0012",), ("=1+1",), ("甲",)), [("0012",), ("=1+1",), ("甲",)])
        assert isinstance(sheet["F4"].value, str)


def test_looks_notes_tables_and_protection(plain):
    book, _ = plain
    sheet = book.sheets["数据"]
    assert (sheet["A3"].color, sheet["A2"].color) == (plain_book.YELLOW, None)
    assert [(note.location.address, note.text) for note in sheet.notes] == [("$A$3", plain_book.OWN_NOTE)]
    assert [(table.name, table.range.address) for table in sheet.tables] == [("Data", "$A$1:$C$5")]
    assert (sheet["A2:C5"].number_format, sheet["C2:C5"].number_format) == (None, "YYYY-MM-DD")
    assert [tab.api.ProtectContents for tab in book.sheets] == [False, True, False, False]
    with pytest.raises(uno_engine.UnoError):
        uno_engine.the_one(uno_engine.Bridge)("values", 99, "数据", [0, 0, 0, 0])


def group(process: int) -> dict[int, str]:
    """The processes of a group that live, by number, with their names."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            name, _, rest = file.read_text().partition(" (")[2].rpartition(") ")
            state, _, leader = rest.split()[:3]
            if int(leader) == process and state != "Z":
                found[int(file.parent.name)] = name
    return found


@pytest.mark.parametrize("kind", [uno_engine.Bridge, no_com.Screen], ids=["xlwings", "no-COM"])
@pytest.mark.parametrize("victim", ["soffice.bin", "python"])
def test_a_libreoffice_that_died_is_replaced_when_the_next_workbook_is_opened(tmp, kind, victim):
    path = plain_book.build(tmp / "b.xlsx")
    before = uno_engine.the_one(kind)
    number = before("open", str(path))
    for process in [process for process, name in group(before.process.pid).items() if name.startswith(victim)]:
        os.kill(process, signal.SIGKILL)
    with pytest.raises(office.OfficeLost):
        for _ in range(100):  # it may take a moment until the death is seen
            before("names", number)
            time.sleep(0.1)
    after = uno_engine.the_one(kind)
    assert after is not before and not before.is_there()
    again = plain_book.build(tmp / "c.xlsx")  # the dead one has left its lock on the other
    assert "数据" in after("names", after("open", str(again)))
    assert uno_engine.the_one(kind) is after
    assert group(before.process.pid) == {}


def test_the_same_desk_in_libreoffice_and_in_memory(tmp):
    path = plain_book.build(tmp / "b.xlsx")
    with open_book(path) as (book, _), fake_excel.open_book(path) as (fake, _):
        real, pretended = live.read(book), live.read(fake)
        real.pop("数据").at(7, 2), pretended.pop("数据")
        assert real == pretended


# -- reading -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [built.PROVINCE, built.CONTEST])
def test_the_open_sample_gives_the_findings_of_the_file(name):
    path = built.workbook(name)
    with open_book(path) as (book, _):
        desk = live.desk(book)
    saved = Desk(closed.read_sheets(path), path)
    assert desk.findings == saved.findings
    assert desk.reading.rows_taken == saved.reading.rows_taken
    assert set(desk.sheets) == set(saved.sheets)


def test_selected_rows_and_filters_are_seen(sample):
    with open_book(sample) as (book, app):
        table = book.sheets["小组"].used_range
        rows, cols = table.shape
        chosen = book.sheets["小组"]["D8"].value
        heading = next(row for row in range(1, 9) if book.sheets["小组"].range((row, 4)).value == "课题类型")
        box = [heading - 1, 0, table.row + rows - 2, cols - 1]
        app.bridge("filter", app.book.id, "小组", box, 3, chosen)
        book.sheets["小组"].activate()
        book.sheets["小组"].range((heading + 1, 1), (heading + 12, 2)).select()
        desk = live.desk(book)
    kinds = [desk.sheets["小组"].at(row, 4) for row in range(heading + 1, heading + 13)]
    assert desk.filtered == ["小组"]
    assert desk.tab == "小组"
    assert desk.picked == [heading + 1 + number for number, kind in enumerate(kinds) if kind == chosen]
    assert 0 < len(desk.picked) < 12


# -- applying ----------------------------------------------------------------------------------------


def test_formulas_are_computed_after_puts(plain):
    book, app = plain
    live.apply(book, Changes([put("数据", 2, 2, 41), Put("数据", 8, 2, "formula", '=B7&"项"')]), "存入台账")
    assert (book.sheets["数据"]["B7"].value, book.sheets["数据"]["B8"].value) == (50.0, "50项")
    assert (book.app.calculation, app.screen_updating) == ("automatic", True)


def test_ten_thousand_rows_go_in_and_out_in_seconds(plain):
    book, _ = plain
    rows = [[f"第{number}组", number, "0351", None, f"=不是公式{number}"] for number in range(10000)]
    start = time.monotonic()
    live.apply(book, Changes([*put_rows("数据", 20, 1, rows)]), "存入台账")
    written = time.monotonic() - start
    start = time.monotonic()
    sheet = live.read(book)["数据"]
    assert [sheet.rows[20 - sheet.first_row + number] for number in range(10000)] == rows
    assert (written < 60, time.monotonic() - start < 10) == (True, True)


def test_rows_hidden_by_a_filter_are_written_and_emptied_too(plain):
    book, app = plain
    app.bridge("filter", app.book.id, "数据", [0, 0, 4, 2], 0, "第2行")
    assert live.desk(book).filtered == ["数据"]
    live.apply(book, Changes([*put_rows("数据", 2, 2, [[7], [8], ["09"], [10]]), Wipe("数据", 2, 3, 5, 3)]), "甲")
    assert book.sheets["数据"]["B2:C5"].value == [[7.0, None], [8.0, None], ["09", None], [10.0, None]]


def test_like_gives_the_pattern_rows_formats_and_drop_downs(plain):
    book, app = plain
    live.apply(book, Changes([Like("数据", 6, 1, 9, 3, "数据", 2, 1), Resize("数据", "Data", 1, 1, 9, 3)]), "恢复格式")
    sheet = book.sheets["数据"]
    assert (sheet["C6:C9"].number_format, sheet["A9"].number_format) == ("YYYY-MM-DD", "@")
    assert "甲" in app.bridge("validation", app.book.id, "数据", 8, 0)
    assert app.bridge("validation", app.book.id, "数据", 8, 1) == ""
    assert sheet.tables["Data"].range.address == "$A$1:$C$9"


def test_tabs_are_shown_gone_to_and_protected_again(plain):
    book, _ = plain
    changes = Changes([Show("暗", True), put("封面", 2, 2, "新"), Go("暗", 3, 2), Log("甲", "", "")])
    live.apply(book, changes, "甲")
    assert book.sheets.active.name == "暗"
    assert (book.app.selection.row, book.app.selection.column) == (3, 2)
    assert book.sheets["封面"]["B2"].value == "新"
    assert book.sheets["封面"].api.ProtectContents
    assert book.sheets["日志"]["C5"].value == "甲"


def test_the_clerks_notes_and_colours_come_back_untouched(plain):
    book, _ = plain
    sheet = book.sheets["数据"]
    sheet["B4"].color = OWN_COLOR
    sheet["B4"].add_note("自己的")
    noted = Changes([Note("数据", 3, 1, "错误一"), Note("数据", 4, 2, "错误二"), Note("数据", 2, 2, "错误三")])
    live.apply(book, noted, "校验全部")
    assert sheet["A3"].note.text == f"{plain_book.OWN_NOTE}\n{NOTE_LINE}\n错误一"
    live.apply(book, Changes([Unnote("数据")]), "清除标记")
    assert {note.location.address: note.text for note in sheet.notes} == {
        "$A$3": plain_book.OWN_NOTE, "$B$4": "自己的",
    }  # fmt: skip
    assert (sheet["A3"].color, sheet["B4"].color) == (plain_book.YELLOW, OWN_COLOR)


# -- undo --------------------------------------------------------------------------------------------

TABS, ROWS, COLS = ("数据", "数据", "封面"), (2, 9), (1, 4)


def looks(book):
    """Contents, formats, notes and fills of the tabs that are edited."""
    places = [(row, col) for row in range(ROWS[0], ROWS[1] + 1) for col in range(COLS[0], COLS[1] + 1)]
    tabs = sorted(set(TABS))
    return contents(book, *tabs), {tab: {at: book.sheets[tab].range(at).color for at in places} for tab in tabs}


@pytest.mark.parametrize("opener", [open_book, fake_excel.open_book], ids=["LibreOffice", "fake"])
def test_undo_returns_every_cell_whatever_the_press_did(tmp, opener):
    """Value, formula, format, fill and note, after edits of every kind, several presses on end."""
    rng = random.Random(20180610)
    with opener(plain_book.build(tmp / "b.xlsx")) as (book, app):
        app.replies += ["yes"] * 100
        for _ in range(8):
            book.sheets["数据"].range((rng.randint(*ROWS), rng.randint(*COLS))).color = rng.choice(COLORS)
        for number in range(6 if opener is open_book else 150):
            before = looks(book)
            changes = random_changes(rng, TABS, ROWS, COLS)
            live.apply(book, changes, f"第{number}次")
            if live.read(book)[UNDO].at(1, 11) != f"第{number}次":
                assert looks(book) == before
                continue
            assert looks(book) != before
            live.apply(book, press("undo", live.desk(book, "yes")), "撤销上一步")
            assert looks(book) == before, changes
            live.apply(book, random_changes(rng, TABS, ROWS, COLS), "接着改")


def test_undo_works_after_saving_and_reopening(tmp):
    path = plain_book.build(tmp / "b.xlsx")
    with open_book(path) as (book, _):
        before = contents(book, "数据")
        live.apply(book, Changes([*put_rows("数据", 2, 1, [["=x", 5, "0"]]), Note("数据", 2, 1, "错")]), "存入台账")
        uno_engine.save(book)
    with open_book(path) as (book, app):
        assert contents(book, "数据") != before
        assert not book.sheets[UNDO].visible
        live.apply(book, press("undo", live.desk(book)), "撤销上一步")
        assert contents(book, "数据") == before
        assert "存入台账" in app.alerts[0][1]


# -- the buttons themselves ----------------------------------------------------------------------------


def test_check_marks_and_clear_take_turns(sample):
    """The real buttons on the really open sample: a mistake is listed, noted, mended, gone."""
    with open_book(sample) as (book, app):
        groups = book.sheets["小组"]
        heading = live.desk(book).reading.season.ledgers["小组"][0].row - 1
        cell = address(heading + 1, 1)
        right, color = groups[cell].value, OWN_COLOR
        groups[cell].color = color
        groups[cell].add_note("自己的")
        groups[cell].value = None
        buttons.check()
        assert "错误" in app.alerts[-1][1], app.alerts
        assert groups[cell].note.text.startswith(f"自己的\n{NOTE_LINE}\n")
        listed = [row for row in live.read(book)["校验结果"].rows if row[:2] == ["错误", "小组"]]
        assert cell in [row[2] for row in listed]
        groups[cell].value = right
        buttons.check()
        assert groups[cell].note.text == "自己的"
        assert not [row for row in live.read(book)["校验结果"].rows if row[:2] == ["错误", "小组"]]
        buttons.clear()
        assert (groups[cell].note.text, groups[cell].color) == ("自己的", color)
        assert app.status_bar is False
