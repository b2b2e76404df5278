"""撤销记录 in the open workbook: written whole, read back whole, known when a press was ended in the middle."""

import plain_book
import pytest
from fake_excel import open_book

from pyfuncs import memory
from pyfuncs.bench import Bench
from pyfuncs.blocks import LONGEST_IN_BLOCK
from pyfuncs.changes import Changes, Note, Put, put
from pyfuncs.live import read
from pyfuncs.undo import HEADS, LABEL_CELL, UNDO, read_steps

CHANGES = Changes([put("数据", 2, 3, "07"), Note("数据", 3, 1, "错"), put("数据", 2, 2, 1), put("数据", 9, 9, "新")])


@pytest.fixture
def bench(tmp):
    with open_book(plain_book.build(tmp / "b.xlsx")) as (book, _):
        yield Bench(book)


def written(bench):
    return read(bench.book)[UNDO]


def test_a_record_comes_back_as_written(bench):
    record = memory.record_of(bench, CHANGES, {("数据", 2, 3): "yyyy-mm-dd", ("数据", 5, 5): "General"})
    memory.write(bench, record, "存入台账", "automatic")
    sheet = written(bench)
    assert memory.read(sheet) == record
    assert record.formats == {("数据", 2, 3): "yyyy-mm-dd"}
    assert memory.marked(sheet) == (memory.AT_WORK, "automatic", [])
    assert sheet.at(*LABEL_CELL) == "存入台账"
    assert tuple(sheet.rows[0][: len(HEADS)]) == HEADS


def test_cells_that_do_not_change_are_not_on_record(bench):
    record = memory.record_of(bench, CHANGES, {})
    assert [row[:3] for row in record.rows] == [("数据", "2", "3"), ("数据", "3", "1"), ("数据", "9", "9")]


def test_the_way_back_is_the_last_change_first(bench):
    record = memory.record_of(bench, CHANGES, {})
    assert record.back() == [
        Put("数据", 9, 9, "blank", ""), Note("数据", 3, 1, ""), Put("数据", 2, 3, "number", "43261"),
    ]  # fmt: skip


def test_undo_reads_what_is_written(bench):
    memory.write(bench, memory.record_of(bench, CHANGES, {}), "存入台账", "automatic")
    steps = list(read_steps(written(bench)))
    assert [(step.place, step.kind, step.text, step.new_text) for step in steps] == [
        (("数据", 2, 3), "number", "43261", "07"),
        (("数据", 3, 1), "note", "", "错"),
        (("数据", 9, 9), "blank", "", "新"),
    ]


def test_an_older_record_is_gone(bench):
    many = Changes([put("数据", 20 + row, 1, f"={row}") for row in range(50)])
    memory.write(bench, memory.record_of(bench, many, {}), "甲", "automatic")
    memory.write(bench, memory.record_of(bench, CHANGES, {}), "乙", "automatic")
    assert len(list(read_steps(written(bench)))) == 3


def test_formulas_and_very_long_texts_are_kept_as_text(bench):
    long = "长" * (LONGEST_IN_BLOCK + 5)
    for row, text in ((30, long), (31, "=1+1")):
        bench.block("数据", memory.Box(row, 1, row, 1)).number_format = "@"
        bench.block("数据", memory.Box(row, 1, row, 1)).value = text
    wipe = Changes([put("数据", 30, 1, None), put("数据", 31, 1, None), put("数据", 7, 2, None)])
    memory.write(bench, memory.record_of(bench, wipe, {}), "清", "automatic")
    assert [(step.kind, step.text) for step in read_steps(written(bench))] == [
        ("text", long), ("text", "=1+1"), ("formula", "=SUM(B2:B5)"),
    ]  # fmt: skip


def test_the_tab_is_made_hidden_and_the_clerk_stays_where_he_was(bench):
    active = bench.book.sheets.active.name
    memory.mark(bench, "", "automatic", ["封面", "1,2"])
    assert bench.book.sheets.active.name == active
    assert not bench.book.sheets[UNDO].visible
    assert bench.book.sheets[len(bench.book.sheets) - 1].name == UNDO
    assert memory.marked(written(bench)) == ("", "automatic", ["封面", "1,2"])
    memory.mark(bench, "", "")
    assert memory.marked(written(bench)) == ("", "", [])


def test_no_tab_is_no_record():
    assert memory.read(None) == memory.Record([])
    assert (memory.marked(None), memory.formats(None)) == (("", "", []), {})
