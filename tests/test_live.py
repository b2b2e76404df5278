"""The live host, in memory: what it reads, what it leaves when all goes well and when something fails."""

import datetime as dt

import clerk_book
import openpyxl
import plain_book
import pytest
from fake_excel import FakeError, open_book

from pyfuncs import closed, live, memory, patience
from pyfuncs.bench import LiveError
from pyfuncs.changes import Ask, Change, Changes, Go, Log, Note, Open, Put, Say, Show, Unnote, Wipe, put, put_rows
from pyfuncs.check import check_reading
from pyfuncs.patience import BUSY_CODES, ExcelBusy
from pyfuncs.press import press
from pyfuncs.records import read_season
from pyfuncs.undo import UNDO


@pytest.fixture
def path(tmp, notice_2018):
    return clerk_book.build(tmp / "太原 2018.xlsx", notice_2018, clerk_book.HOME_2018, clerk_book.ROWS_2018)


@pytest.fixture
def plain(tmp):
    return plain_book.build(tmp / "b.xlsx")


def state(book):
    """All that a clerk can see or lose, 撤销记录 and 日志 apart."""
    fake = book.app.impl.bridge
    return {
        name: (dict(tab.cells), looks(tab), dict(tab.notes), tab.password, dict(tab.tables), tab.shown)
        for name, tab in fake.tabs.items()
        if name not in (UNDO, "日志")
    }


def looks(tab):
    return {cell: look for cell, look in tab.looks.items() if look != "General"}


def still(book):
    """Whether Excel works as before: drawing, events, calculation, status bar."""
    app = book.app
    return (app.screen_updating, app.enable_events, app.calculation)


AWAKE = (True, True, "automatic")
CHANGING = {"write", "write_formulas", "clear", "format", "note", "select", "active", "automatic", "draw", "add"}
MANY = Changes(
    [
        *put_rows("数据", 2, 1, [["=1+1", 12, "0012"], [None, "甲", 43300]]),
        Put("数据", 8, 2, "formula", "=B2*2"),
        Wipe("数据", 4, 1, 5, 3),
        Note("数据", 3, 1, "错"),
        put("封面", 2, 2, "新"),
        Show("暗", True),
        Go("暗", 2, 2),
        Log("存入台账", "2条", ""),
    ]
)


# -- reading -----------------------------------------------------------------------------------------


def test_both_hosts_give_the_same_findings(path):
    saved = closed.read_book(path)
    with open_book(path) as (book, _):
        desk = live.desk(book)
    assert desk.reading.rows_taken == saved.rows_taken
    assert desk.findings == check_reading(saved) != []


def test_a_used_range_keeps_its_place(tmp):
    book = openpyxl.Workbook()
    book.active["C7"], book.active["D8"] = "甲", dt.datetime(2018, 6, 10)
    book.save(tmp / "b.xlsx")
    with open_book(tmp / "b.xlsx") as (opened, _):
        [sheet] = live.read(opened).values()
    assert (sheet.first_row, sheet.first_col) == (7, 3)
    assert (sheet.at(7, 3), sheet.at(8, 4), sheet.at(1, 1)) == ("甲", dt.datetime(2018, 6, 10), None)


def test_an_error_value_is_empty_and_noted(tmp):
    book = openpyxl.Workbook()
    book.active["B2"], book.active["B3"] = "#REF!", "编号#REF!"
    book.save(tmp / "b.xlsx")
    with open_book(tmp / "b.xlsx") as (opened, _):
        [sheet] = live.read(opened).values()
    assert (sheet.at(2, 2), sheet.errors, sheet.at(3, 2)) == (None, {(2, 2)}, "编号#REF!")


def test_the_desk_knows_where_the_clerk_stands(plain):
    with open_book(plain) as (book, app):
        app.bridge.tabs["数据"].hidden_rows = {2, 3}
        app.bridge.tabs["数据"].filtered = True
        app.bridge.tabs["暗"].filtered = True
        app.bridge.picked = ["数据", [[1, 1, 4, 2], [8, 0, 8, 0], [6, 0, 6, 0]]]
        desk = live.desk(book, "yes")
    assert (desk.tab, desk.row, desk.col) == ("数据", 2, 2)
    assert (desk.picked, desk.filtered) == ([2, 5, 7], ["数据"])
    assert (desk.path, desk.answer) == (plain, "yes")
    assert "暗" in desk.sheets


def test_formulas_are_told_from_what_was_typed(plain):
    with open_book(plain) as (book, _):
        assert live.desk(book).formulas("数据") == {(7, 2)}


def test_whole_columns_end_with_the_used_rows(plain):
    with open_book(plain) as (book, app):
        app.bridge.picked = ["数据", [[0, 0, 1048575, 0]]]
        assert live.desk(book).picked == list(range(1, 8))


def test_a_tab_that_does_not_tell_is_asked_row_by_row(plain, monkeypatch):
    import uno_engine

    def refuse(*arguments):
        raise FakeError("protected")

    monkeypatch.setattr(uno_engine.Range, "get_special_cells", refuse)
    with open_book(plain) as (book, app):
        app.bridge.tabs["数据"].hidden_rows = {2}
        app.bridge.picked = ["数据", [[1, 0, 9, 0]]]
        assert live.desk(book).picked == [2, 4, 5, 6, 7]


def test_a_workbook_never_saved_has_no_path(plain):
    with open_book(plain, saved=False) as (book, _):
        assert live.desk(book).path is None


def test_progress_goes_to_the_status_bar(plain):
    with open_book(plain) as (book, app):
        live.desk(book).step(3, 40, "星火QC小组")
    assert app.seen == ["3/40　星火QC小组"]


# -- applying and undoing ------------------------------------------------------------------------------


def test_all_changes_are_done_with_the_screen_still(plain):
    with open_book(plain) as (book, app):
        assert live.apply(book, MANY, "存入台账") == ""
        data = book.sheets["数据"]
        assert data["A2:C3"].value == [["=1+1", 12.0, "0012"], [None, "甲", dt.datetime(2018, 7, 19)]]
        assert data["B8"].formula == "=B2*2"
        assert data["A4:C5"].value == [[None] * 3] * 2
        assert book.sheets["封面"]["B2"].value == "新"
        assert app.bridge.picked[0] == "暗"
        assert app.bridge.written_while_drawing == 0
        assert still(book) == AWAKE
        assert app.bridge.tabs["封面"].password == ""


def test_undo_brings_everything_back(plain):
    with open_book(plain) as (book, app):
        before = state(book)
        live.apply(book, Changes(MANY.items[:-3]), "存入台账")
        assert state(book) != before
        changes = press("undo", live.desk(book))
        live.apply(book, changes, "撤销上一步")
        assert state(book) == before
        live.apply(book, press("undo", live.desk(book)), "撤销上一步")
    assert [text for _, text, *_ in app.alerts] == [
        "已撤销“存入台账”，恢复了“封面”1格、“数据”13格。", "没有可以撤销的步骤。",
    ]  # fmt: skip


def test_undo_asks_when_the_clerk_has_changed_a_cell_since(plain):
    with open_book(plain) as (book, app):
        before = state(book)
        live.apply(book, Changes([put("数据", 2, 2, 50), put("数据", 3, 2, 60)]), "存入台账")
        book.sheets["数据"]["B3"].value = 61
        mine = state(book)
        answer = live.apply(book, press("undo", live.desk(book)), "撤销上一步")
        assert (answer, state(book)) == ("", mine)
        app.replies.append("yes")
        answer = live.apply(book, press("undo", live.desk(book)), "撤销上一步")
        live.apply(book, press("undo", live.desk(book, answer)), "撤销上一步")
        assert state(book) == before
    assert "61" in app.alerts[0][1]


def test_a_press_that_changes_nothing_keeps_the_record(plain):
    with open_book(plain) as (book, _):
        live.apply(book, Changes([put("数据", 2, 2, 50)]), "甲")
        live.apply(book, Changes([put("数据", 2, 2, 50), Unnote("数据")]), "乙")
        live.apply(book, Changes([Go("数据", 1, 1), Log("丙", "", "")]), "丙")
        assert live.read(book)[UNDO].at(1, 11) == "甲"


# -- when something fails ----------------------------------------------------------------------------

STEPS = ["write", "write_formulas", "clear", "format", "note", "select", "visible", "protected"]


@pytest.mark.parametrize("nth", range(1, 9))
@pytest.mark.parametrize("step", STEPS)
def test_a_failure_in_the_middle_leaves_all_as_it_was(plain, step, nth):
    with open_book(plain) as (book, app):
        live.apply(book, Changes([put("数据", 2, 2, 50)]), "甲")
        before, record = state(book), live.read(book)[UNDO]
        met = fail_once(app.bridge, step, nth)
        try:
            live.apply(book, MANY, "乙")
        except (FakeError, LiveError):
            assert state(book) == before
            assert live.read(book)[UNDO].rows == record.rows
        assert met or state(book) != before
        assert still(book) == AWAKE
        app.bridge.faults = {}
        live.desk(book)
        assert memory.marked(live.read(book)[UNDO]) == ("", "", [])


def fail_once(fake, step, nth):
    """Lets the nth call of a kind fail; gives a list that holds something once it has."""
    met, seen = [], []

    def fault(*arguments):
        seen.append(arguments)
        if len(seen) == nth and not met:
            met.append(arguments)
            raise FakeError(step)

    fake.faults[step] = fault
    return met


class Killed(BaseException):
    """The process ends: nothing of ours runs any more."""


def dying(fake, nth):
    """From the nth change on, no call is answered."""
    seen = []

    def fault(name):
        def count(*arguments):
            seen.append(name)
            if len(seen) >= nth:
                raise Killed

        return count

    fake.faults = {name: fault(name) for name in CHANGING}


@pytest.mark.parametrize("nth", range(1, 60))
def test_a_killed_press_is_put_right_by_the_next(plain, nth):
    with open_book(plain) as (book, app):
        before = contents(state(book))
        live.apply(book, MANY, "乙")
        after = contents(state(book))
    with open_book(plain) as (book, app):
        dying(app.bridge, nth)
        try:
            live.apply(book, MANY, "乙")
            assert nth > 20
        except Killed:
            pass
        app.bridge.faults = {}
        live.desk(book)
        assert contents(state(book)) in (before, after)
        assert memory.marked(live.read(book).get(UNDO)) == ("", "", [])
        assert book.app.calculation == "automatic"
        live.apply(book, MANY, "丙")
        live.apply(book, press("undo", live.desk(book)), "撤销上一步")
        assert contents(state(book)) == before


def contents(seen):
    """Contents, formats, notes and protection."""
    return {name: parts[:4] for name, parts in seen.items()}


def test_when_nothing_goes_back_either_the_next_press_does_it(plain):
    with open_book(plain) as (book, app):
        before = state(book)
        app.bridge.faults["clear"] = lambda book, name, box: fail() if name == "数据" else None
        app.bridge.faults["note"] = app.bridge.faults["clear"]
        writes = []

        def only_first(book, name, box, rows):
            if name == "数据" and len(writes.append(name) or writes) > 1:
                fail()

        app.bridge.faults["write"] = only_first
        with pytest.raises(LiveError, match=r"再按任一按钮，程序会先恢复原样$"):
            live.apply(book, MANY, "乙")
        assert state(book) != before
        app.bridge.faults = {}
        live.desk(book)
        assert contents(state(book)) == contents(before)


def fail(*arguments):
    raise FakeError("refused")


class Busy(Exception):
    hresult = -2147418111


def test_a_busy_excel_is_waited_for(plain, monkeypatch):
    monkeypatch.setattr(patience.time, "sleep", lambda seconds: None)
    with open_book(plain) as (book, app):
        left = [3]

        def busy(*arguments):
            left[0] -= 1
            if left[0] >= 0:
                raise Busy

        app.bridge.faults["write"] = busy
        live.apply(book, MANY, "乙")
        assert book.sheets["数据"]["A2"].value == "=1+1"


def test_an_excel_busy_for_good_ends_in_one_sentence(plain, monkeypatch):
    monkeypatch.setattr(patience.time, "sleep", lambda seconds: None)

    def busy(*arguments):
        raise Busy

    with open_book(plain) as (book, app):
        app.bridge.faults["values"] = busy
        with pytest.raises(ExcelBusy):
            live.desk(book)


def busy_from(fake, nth, code):
    """From the nth change on Excel takes no change any more; gives a list that has an item for each change asked."""
    seen = []

    def busy(*arguments):
        seen.append(arguments)
        if len(seen) >= nth:
            fault = Busy()
            fault.hresult = code
            raise fault

    fake.faults = dict.fromkeys(CHANGING, busy)
    return seen


@pytest.mark.parametrize(
    ("nth", "code"), list(zip((1, 4, 7, 10, 13, 18, 24, 28, 32), sorted(BUSY_CODES) * 3, strict=True))
)
def test_an_excel_that_grows_busy_in_the_middle_is_not_left_half_written(plain, monkeypatch, code, nth):
    """Half a minute in all; then nothing has changed, or that is said and the next press brings all back."""
    naps = []
    monkeypatch.setattr(patience.time, "sleep", naps.append)
    with open_book(plain) as (book, app):
        before = state(book)
        busy_from(app.bridge, nth, code)
        with pytest.raises((ExcelBusy, LiveError, Busy)) as told:
            live.apply(book, MANY, "乙")
        assert sum(naps) <= patience.SECONDS
        app.bridge.faults = {}
        assert isinstance(told.value, LiveError) or contents(state(book)) == contents(before)
        live.desk(book)
        assert contents(state(book)) == contents(before)
        live.apply(book, MANY, "丙")
        assert contents(state(book)) != contents(before)
        assert still(book) == AWAKE


@pytest.mark.parametrize("before_the_last", [0, 1, 2])
def test_an_excel_that_grows_busy_when_all_is_written_is_no_press_undone(plain, monkeypatch, before_the_last):
    """The clerk is not told that nothing was changed."""
    monkeypatch.setattr(patience.time, "sleep", lambda seconds: None)
    with open_book(plain) as (book, app):
        seen = busy_from(app.bridge, 1000, 0)
        live.apply(book, MANY, "乙")
    with open_book(plain) as (book, app):
        busy_from(app.bridge, len(seen) - before_the_last, min(BUSY_CODES))
        with pytest.raises(LiveError, match=r"^改动都已写好.*程序会恢复$"):
            live.apply(book, MANY, "乙")
        app.bridge.faults = {}
        assert book.sheets["封面"]["B2"].value == "新"
        live.apply(book, press("undo", live.desk(book)), "撤销上一步")
        assert still(book) == AWAKE


# -- talking -----------------------------------------------------------------------------------------


def test_message_boxes_come_last_in_order(plain, monkeypatch):
    opened = []
    monkeypatch.setattr(live, "open_path", opened.append)
    with open_book(plain) as (book, app):
        drawn = []
        monkeypatch.setattr(
            type(app), "alert", lambda self, *words: drawn.append((self.screen_updating, words)) or "yes"
        )
        items: list[Change] = [
            Say("critical", "长" * 3000),
            put("数据", 2, 2, 5),
            Open(str(plain)),
            Ask("续？", "go"),
            Say("info", "不说"),
        ]
        assert live.apply(book, Changes(items), "甲") == "go"
        assert book.sheets["数据"]["B2"].value == 5
    assert [on for on, _ in drawn] == [True, True]
    (_, said), (_, asked) = drawn
    assert (len(said[0]), said[1:4]) == (live.LONGEST_SAID + 1, ("QC申报", "ok", "critical"))
    assert asked[:4] == ("续？", "QC申报", "yes_no", "info")
    assert opened == [plain]


def test_a_question_declined_ends_the_press(plain):
    with open_book(plain) as (book, app):
        assert live.apply(book, Changes([Ask("续？", "go"), Say("info", "好")]), "甲") == ""
    assert [text for _, text, *_ in app.alerts] == ["续？", "好"]


def test_the_findings_of_a_reading_are_the_desks(path):
    with open_book(path) as (book, _):
        desk = live.desk(book)
        assert read_season(live.read(book), desk.notice).rows_taken == desk.reading.rows_taken
