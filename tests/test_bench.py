"""The open workbook as the live host works on it: notes in two parts, contents, formats, protection."""

import datetime as dt

import plain_book
import pytest
from fake_excel import open_book

from pyfuncs.bench import NOTE_LINE, Bench, LiveError, content, is_filtered, is_shown, joined, own_part, program_part
from pyfuncs.blocks import Box
from pyfuncs.undo import Old


@pytest.fixture
def book(tmp):
    with open_book(plain_book.build(tmp / "b.xlsx")) as (book, _):
        yield book


@pytest.fixture
def fake(book):
    return book.app.impl.bridge


@pytest.mark.parametrize("own", ["", "自己的", "两行\n自己的"])
@pytest.mark.parametrize("ours", ["", "程序的", "两行\n程序的"])
def test_a_note_has_two_parts(own, ours):
    note = joined(own, ours)
    assert (own_part(note), program_part(note)) == (own, ours)
    assert program_part(note.replace("\n", "\r\n")) == ours
    assert (NOTE_LINE in note) == bool(ours)


def test_a_clerks_note_comes_back_untouched(book):
    bench = Bench(book)
    bench.write_note("数据", (3, 1), "错误一")
    assert book.sheets["数据"]["A3"].note.text == f"{plain_book.OWN_NOTE}\n{NOTE_LINE}\n错误一"
    bench.write_note("数据", (3, 1), "错误二")
    bench.write_note("数据", (3, 1), "")
    assert book.sheets["数据"]["A3"].note.text == plain_book.OWN_NOTE


def test_a_note_of_ours_alone_goes_away_whole(book):
    bench = Bench(book)
    bench.write_note("数据", (2, 2), "错误")
    assert program_part(book.sheets["数据"]["B2"].note.text) == "错误"
    bench.write_note("数据", (2, 2), "")
    assert book.sheets["数据"]["B2"].note is None
    bench.write_note("数据", (2, 2), "")
    assert book.sheets["数据"]["B2"].note is None


def test_old_holds_contents_and_the_programs_notes(book):
    bench = Bench(book)
    bench.write_note("数据", (3, 1), "错误")
    bench.write_note("数据", (9, 9), "空格也有")
    old = Bench(book).old(["数据"])
    assert old["数据", 3, 1] == Old("text", "第2行", "错误")
    assert old["数据", 2, 2] == Old("number", "1")
    assert old["数据", 2, 3] == Old("number", "43261")
    assert old["数据", 7, 2] == Old("formula", "=SUM(B2:B5)")
    assert old["数据", 9, 9] == Old(note="空格也有")
    assert ("数据", 7, 1) not in old


@pytest.mark.parametrize(
    ("value", "formula", "kept"),
    [
        ("=1+1", "=1+1", ("text", "=1+1")),
        (2.0, "=1+1", ("formula", "=1+1")),
        ("12", "12", ("text", "12")),
        (0.1, "0.1", ("number", "0.1")),
        (12.0, "12", ("number", "12")),
        (dt.datetime(2018, 6, 10), "43261.25", ("number", "43261.25")),
        (dt.datetime(2018, 6, 10), "2018-06-10", ("number", "43261")),
        (True, "TRUE", ("formula", "=TRUE")),
        (None, "=IF(A1,1,\"\")", ("formula", "=IF(A1,1,\"\")")),
        (None, "", ("blank", "")),
    ],
)  # fmt: skip
def test_kind_and_text_of_a_cell(value, formula, kept):
    assert content(value, formula) == kept


def test_formats_are_asked_for_by_boxes(book, fake):
    cells = [(row, col) for row in range(2, 6) for col in (1, 2, 3)]
    found = Bench(book).formats("数据", cells)
    assert {form: sum(one == form for one in found.values()) for form in found.values()} == {
        "@": 4, "General": 4, "yyyy-mm-dd": 4,
    }  # fmt: skip
    assert fake.calls.count("format") <= 5


def test_a_protected_tab_is_protected_again(book, fake):
    bench = Bench(book)
    bench.unlock("封面")
    bench.block("封面", Box(2, 2, 2, 2)).value = "新"
    assert fake.tabs["封面"].password is None
    bench.lock_again()
    assert fake.tabs["封面"].password == ""


def test_an_open_tab_stays_open(book, fake):
    bench = Bench(book)
    bench.unlock("数据")
    bench.lock_again()
    assert fake.tabs["数据"].password is None


def test_a_password_is_said(book, fake):
    fake.tabs["封面"].password = "secret"
    with pytest.raises(LiveError, match=r"^“封面”设有保护密码"):
        Bench(book).unlock("封面")


def test_a_missing_tab_is_said(book):
    with pytest.raises(LiveError, match=r"^工作簿里没有“光荣册”表"):
        Bench(book).tab("光荣册")


def test_hidden_and_filtered_tabs(book, fake):
    fake.tabs["数据"].filtered = True
    assert [tab.name for tab in book.sheets if not is_shown(tab)] == ["暗"]
    assert [tab.name for tab in book.sheets if is_filtered(tab)] == ["数据"]
