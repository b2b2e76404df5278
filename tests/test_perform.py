"""Each kind of change does what it says to the open workbook, in bulk, and nothing is lost unseen."""

import datetime as dt

import plain_book
import pytest
from fake_excel import open_book

from pyfuncs import results as tabs
from pyfuncs.bench import Bench, LiveError
from pyfuncs.changes import Change, Go, Like, Log, Note, Put, Resize, Show, Unnote, Wipe, put, put_rows
from pyfuncs.perform import LOG_HEADS, LOG_TAB, format_changes, perform


@pytest.fixture
def book(tmp):
    with open_book(plain_book.build(tmp / "b.xlsx")) as (book, _):
        yield book


@pytest.fixture
def fake(book):
    return book.app.impl.bridge


def do(book, *items):
    undoing = []
    bench = Bench(book)
    perform(bench, items, undoing)
    bench.lock_again()
    return undoing


def cell(book, address, tab="数据"):
    return book.sheets[tab][address]


def test_tab_and_headings_of_the_log_are_those_of_the_built_workbook():
    assert (tabs.LOG, tuple(tabs.LOG_COLUMNS)) == (LOG_TAB, LOG_HEADS)


@pytest.mark.parametrize("text", ["=1+1", "0012", "123456789012345678", "+86", "-", "@某", "2018年6月10日", "TRUE"])
def test_text_stays_text(book, text):
    do(book, put("数据", 20, 2, text))
    assert (cell(book, "B20").value, cell(book, "B20").formula) == (text, text)
    assert cell(book, "B20").number_format == "@"


def test_plain_words_leave_the_format_alone(book):
    do(book, put("数据", 2, 3, "未定"))
    assert (cell(book, "C2").value, cell(book, "C2").number_format) == ("未定", "yyyy-mm-dd")


def test_the_format_is_kept_that_the_first_of_several_puts_of_a_cell_changes(book):
    items: list[Change] = [put("数据", 3, 3, "0012"), Note("数据", 3, 3, "错")]
    items += [put("数据", 3, 3, 43261), put("数据", 4, 3, 43262)]
    assert format_changes(Bench(book), items) == {("数据", 3, 3): "yyyy-mm-dd"}


def test_a_number_or_formula_in_a_text_cell_is_one(book):
    do(book, put("数据", 2, 1, 7), Put("数据", 3, 1, "formula", "=B2"), Put("数据", 4, 3, "number", "43300"))
    assert (cell(book, "A2").value, cell(book, "A3").formula) == (7.0, "=B2")
    assert (cell(book, "A2").number_format, cell(book, "C4").number_format) == ("General", "yyyy-mm-dd")


def test_a_block_is_one_call(book, fake):
    do(book, *put_rows("数据", 10, 1, [["行", number, None] for number in range(1000)]))
    assert fake.calls.count("write") == 1
    assert book.sheets["数据"]["A10:C11"].value == [["行", 0.0, None], ["行", 1.0, None]]


def test_a_later_put_counts_and_order_is_kept(book):
    do(book, put("数据", 2, 2, "甲"), put("数据", 2, 2, "乙"), Wipe("数据", 2, 1, 2, 1), put("数据", 2, 1, "丙"))
    assert (cell(book, "A2").value, cell(book, "B2").value) == ("丙", "乙")


def test_a_cell_refused_in_a_block_is_written_alone(book, fake):
    """As rows hidden by a filter may be."""

    def lose(book, name, box, rows):
        if len(rows) > 1:
            rows[:] = [[None] * len(row) for row in rows]

    fake.faults["write"] = lose
    do(book, *put_rows("数据", 2, 2, [[8], ["07"], [9]]))
    assert [cell(book, address).value for address in ("B2", "B3", "B4")] == [8.0, "07", 9.0]


def test_what_does_not_arrive_is_said(book, fake):
    fake.faults["write"] = lambda book, name, box, rows: rows.__setitem__(slice(None), [[None]] * len(rows))
    with pytest.raises(LiveError, match=r"^“数据”应写入2格，有2格没有写进去"):
        do(book, put("数据", 2, 2, 8), put("数据", 3, 2, "甲"))


def test_what_cannot_be_emptied_is_said(book, fake):
    fake.clear = fake.write = lambda *arguments: None
    with pytest.raises(LiveError, match=r"^“数据”有3格清不掉"):
        do(book, Wipe("数据", 2, 1, 2, 3))


def test_wipe_empties_contents_and_keeps_the_look(book):
    do(book, Wipe("数据", 2, 1, 5, 3))
    assert book.sheets["数据"]["A2:C5"].value == [[None] * 3] * 4
    assert cell(book, "C2").number_format == "yyyy-mm-dd"


def test_unnote_sweeps_the_programs_notes_alone(book):
    do(book, Note("数据", 2, 2, "错"), Note("数据", 3, 1, "错"))
    do(book, Unnote("数据"))
    assert [(note.location.address, note.text) for note in book.sheets["数据"].notes] == [("$A$3", plain_book.OWN_NOTE)]


def test_a_protected_tab_takes_what_is_written(book, fake):
    do(book, put("封面", 2, 2, "新"), Note("封面", 2, 2, "错"))
    assert cell(book, "B2", "封面").value == "新"
    assert fake.tabs["封面"].password == ""


def test_on_a_protected_tab_a_formula_is_locked_and_all_else_can_be_typed_in(book, fake):
    do(book, put("封面", 2, 2, "新"), Put("封面", 3, 2, "text", ""), put("封面", 4, 2, "甲"), put("数据", 2, 2, 5))
    assert fake.tabs["封面"].free == {(1, 1), (2, 1), (3, 1)}
    do(book, Put("封面", 2, 2, "formula", "=A1"))
    assert fake.tabs["封面"].free == {(2, 1), (3, 1)}
    assert cell(book, "B3", "封面").number_format == "@"
    assert fake.tabs["数据"].free == set()


def test_like_gives_formats_and_drop_downs(book, fake):
    seen = []
    fake.faults["copy_looks"] = lambda *arguments: seen.append(arguments[-1])
    do(book, Like("数据", 6, 1, 9, 3, "数据", 2, 1))
    assert book.sheets["数据"]["C6:C9"].number_format == "yyyy-mm-dd"
    assert book.sheets["数据"]["A9"].number_format == "@"
    assert seen == ["formats", "validation"]
    assert book.app.cut_copy_mode is False


def test_a_table_grows_and_shrinks_back(book, fake):
    undoing = do(book, Resize("数据", "Data", 1, 1, 9, 3), Resize("数据", "Nowhere", 1, 1, 9, 3))
    assert fake.tabs["数据"].tables == {"Data": [0, 0, 8, 2]}
    for step in undoing:
        step()
    assert fake.tabs["数据"].tables == {"Data": [0, 0, 4, 2]}


def test_show_and_go(book, fake):
    undoing = do(book, Show("暗", True), Show("封面", False), Show("数据", True), Go("暗", 4, 2))
    assert (fake.tabs["暗"].shown, fake.tabs["封面"].shown) == (True, False)
    assert fake.picked == ["暗", [(3, 1, 3, 1)]]
    for step in reversed(undoing):
        step()
    assert (fake.tabs["暗"].shown, fake.tabs["封面"].shown) == (False, True)


def test_go_to_a_hidden_tab_shows_it(book, fake):
    do(book, Go("暗", 1, 1))
    assert fake.tabs["暗"].shown


def test_lines_of_the_log_follow_each_other(book, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "=林晓")
    for number in range(3):
        do(book, Log("校验全部", f"{number}条", ""))
    rows = book.sheets["日志"]["A5:E8"].value
    assert [row[1:4] for row in rows[:3]] == [["=林晓", "校验全部", f"{number}条"] for number in range(3)]
    assert rows[3] == [None] * 5
    assert all(dt.datetime.fromisoformat(row[0]) for row in rows[:3])


def test_headings_of_the_log_are_written_again(book):
    do(book, Wipe("日志", 4, 1, 4, 5), Log("费用", "", ""))
    assert book.sheets["日志"]["A4:E4"].value == list(LOG_HEADS)
    assert cell(book, "C5", "日志").value == "费用"


def test_a_removed_log_is_not_missed(book, fake):
    del fake.tabs["日志"]
    do(book, Log("费用", "", ""))
    assert "日志" not in fake.tabs
