"""撤销上一步: what hosts keep, and that whatever a button did is brought back exactly."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.changes import Ask, Changes, Log, Note, Put, Say, Unnote, Wipe, put
from pyfuncs.desk import Desk
from pyfuncs.records import Sheet
from pyfuncs.undo import HEADS, LABEL_CELL, NOTHING, UNDO, Old, snapshot_rows, touched, undo

TAB, OTHER = "小组", "班组"
RAW: dict[str, Callable[[str], Any]] = {"number": float, "text": str}
RAW |= {"formula": lambda text: "算出的值", "blank": lambda text: None}


def apply(cells: dict, changes: Changes) -> None:
    """A workbook of cells {(tab, row, col): Old}, changed as a host does."""
    for item in changes.items:
        if isinstance(item, Put):
            place = item.tab, item.row, item.col
            cells[place] = Old(item.kind, item.text, cells.get(place, NOTHING).note)
        elif isinstance(item, Note):
            was = cells.get((item.tab, item.row, item.col), NOTHING)
            cells[item.tab, item.row, item.col] = Old(was.kind, was.text, item.text)
        elif isinstance(item, Wipe):
            for tab, row, col in list(cells):
                if tab == item.tab and item.row <= row <= item.last_row and item.col <= col <= item.last_col:
                    cells[tab, row, col] = Old(note=cells[tab, row, col].note)
        elif isinstance(item, Unnote):
            for place, was in cells.items():
                if place[0] == item.tab:
                    cells[place] = Old(was.kind, was.text)
    for place in [place for place, cell in cells.items() if cell == NOTHING]:
        del cells[place]


def desk(cells: dict, kept: list, label: str = "校验全部", answer: str = "") -> Desk:
    """The desk as the undo button sees it after a press that kept `kept`."""
    sheets = {name: Sheet(name, [[None] * 12 for _ in range(12)]) for name in (TAB, OTHER)}
    for (tab, row, col), cell in cells.items():
        sheets[tab].rows[row - 1][col - 1] = RAW[cell.kind](cell.text)
    head = [*HEADS, None, None, label]
    sheets[UNDO] = Sheet(UNDO, [head, *([*row] + [None] * 3 for row in kept)])
    return Desk(sheets, answer=answer)


def press(cells: dict, changes: Changes) -> list:
    kept = snapshot_rows(changes, dict(cells))
    apply(cells, changes)
    return kept


TABS, SMALL = st.sampled_from([TAB, OTHER]), st.integers(1, 6)
WORDS = st.sampled_from(["甲", "乙", "1", "一\n二", " 空 "])
KINDS = st.sampled_from([("text", None), ("number", "3"), ("number", "2.5"), ("formula", "=A1&1"), ("blank", "")])
CONTENT = st.tuples(KINDS, WORDS).map(lambda pair: (pair[0][0], pair[1] if pair[0][1] is None else pair[0][1]))
PUTS = st.builds(lambda tab, row, col, what: Put(tab, row, col, *what), TABS, SMALL, SMALL, CONTENT)
ITEMS = st.one_of(
    PUTS,
    st.builds(Note, TABS, SMALL, SMALL, st.sampled_from(["", "注一", "注二"])),
    st.builds(lambda tab, row, col: Wipe(tab, row, col, row + 3, col + 2), TABS, SMALL, SMALL),
    st.builds(Unnote, TABS),
)


@given(st.lists(ITEMS, max_size=25), st.lists(ITEMS, min_size=1, max_size=25))
def test_every_cell_comes_back_whatever_was_done(before, done):
    cells: dict = {}
    apply(cells, Changes(before))
    was = dict(cells)
    kept = press(cells, Changes(done))
    answer = undo(desk(cells, kept))
    assert not any(isinstance(item, Ask) for item in answer.items) and not answer.undoable
    apply(cells, Changes([item for item in answer.items if getattr(item, "tab", UNDO) != UNDO]))
    assert cells == was


@given(st.lists(ITEMS, max_size=25), st.lists(ITEMS, min_size=1, max_size=25))
def test_only_cells_that_changed_are_kept_once_for_content_and_once_for_the_note(before, done):
    cells: dict = {}
    apply(cells, Changes(before))
    was = dict(cells)
    kept = press(cells, Changes(done))
    changed = {place for place in was.keys() | cells.keys() if was.get(place) != cells.get(place)}
    assert {(row[0], int(row[1]), int(row[2])) for row in kept} >= changed
    assert len({(*row[:3], row[6] == "note") for row in kept}) == len(kept)
    assert all(len(row) == len(HEADS) for row in kept)


def test_the_record_of_a_step_reads_as_described():
    cells = {(TAB, 5, 3): Old("number", "42000"), (TAB, 6, 1): Old("formula", "=B2", "旧注")}
    changes = Changes([Unnote(TAB), Wipe(TAB, 5, 1, 5, 9), put(TAB, 5, 3, "甲"), Note(TAB, 5, 3, "新注")])
    assert sorted(snapshot_rows(changes, cells)) == [
        (TAB, "5", "3", "note", "", "", "note", "新注"),
        (TAB, "5", "3", "number", "42000", "", "text", "甲"),
        (TAB, "6", "1", "note", "", "旧注", "note", ""),
    ]


def test_a_host_reads_the_cells_it_is_going_to_touch():
    changes = Changes([Put(TAB, 5, 3, "text", "x"), Wipe(TAB, 2, 4, 9, 4), Note(OTHER, 1, 1, ""), Say("info", "好")])
    assert touched(changes) == {TAB: (2, 3, 9, 4), OTHER: (1, 1, 1, 1)}
    assert touched(Changes([*changes.items, Unnote(OTHER), Put(OTHER, 2, 2, "text", "x")])) == {
        TAB: (2, 3, 9, 4),
        OTHER: None,
    }


def test_nothing_to_undo_is_said():
    assert undo(Desk({})).items == [Say("info", "没有可以撤销的步骤。")]
    assert undo(desk({}, [])).items == [Say("info", "没有可以撤销的步骤。")]


def test_it_is_forgotten_told_and_logged():
    cells = {(TAB, 1, 1): Old("text", "甲")}
    kept = press(cells, Changes([put(TAB, 1, 1, "乙"), put(OTHER, 2, 2, 5), Note(OTHER, 2, 2, "注")]))
    items = undo(desk(cells, kept, "存入台账")).items
    assert items[-4:] == [
        Wipe(UNDO, 2, 1, 4, 8),
        Put(UNDO, *LABEL_CELL, "blank", ""),
        Say("info", "已撤销“存入台账”，恢复了“小组”1格、“班组”1格。"),
        Log("撤销上一步", "2格", ""),
    ]


# -- changed since ---------------------------------------------------------------------------------------


def test_cells_changed_since_are_shown_and_it_asks():
    cells = {(TAB, row, 1): Old("text", "旧") for row in range(1, 9)}
    kept = press(cells, Changes([put(TAB, row, 1, f"写{row}") for row in range(1, 9)]))
    for row in range(1, 8):
        cells[TAB, row, 1] = Old("text", f"改{row}")
    [asked] = undo(desk(cells, kept)).items
    assert isinstance(asked, Ask) and asked.answer == "yes"
    assert "有7格又改过" in asked.text and "小组!A5　按钮写的是“写5”，现在是“改5”" in asked.text
    assert "A6" not in asked.text and "还有2格" in asked.text


def test_on_yes_all_of_them_come_back():
    cells = {(TAB, 1, 1): Old("text", "旧")}
    kept = press(cells, Changes([put(TAB, 1, 1, "新"), put(TAB, 2, 1, 3)]))
    cells[TAB, 1, 1], cells[TAB, 2, 1] = Old("text", "又改"), NOTHING
    assert isinstance(undo(desk(cells, kept)).items[0], Ask)
    apply(cells, undo(desk(cells, kept, answer="yes")))
    assert {place: cell for place, cell in cells.items() if place[0] != UNDO} == {(TAB, 1, 1): Old("text", "旧")}


@pytest.mark.parametrize(
    ("kind", "text", "now", "same"),
    [
        ("number", "43261", dt.datetime(2018, 6, 10), True),
        ("number", "43261", dt.date(2018, 6, 10), True),
        ("number", "3.0", 3, True),
        ("number", "3", "3", False),
        ("number", "1", True, False),
        ("text", "0351", "0351", True),
        ("text", "一\r\n二", "一\n二", True),
        ("text", "甲", None, False),
        ("blank", "", None, True),
        ("blank", "", "甲", False),
        ("formula", "=A1", "随便", True),
    ],
)
def test_what_counts_as_changed_since(kind, text, now, same):
    at = desk({}, [(TAB, "1", "1", "text", "旧", "", kind, text)])
    at.sheets[TAB].rows[0][0] = now
    assert isinstance(undo(at).items[0], Ask) is not same


def test_a_tab_renamed_or_removed_is_told_and_the_rest_comes_back():
    kept = [("旧表", "1", "1", "text", "旧", "", "text", "新"), (TAB, "1", "1", "text", "旧", "", "text", "新")]
    [asked] = undo(desk({(TAB, 1, 1): Old("text", "新")}, kept)).items
    assert isinstance(asked, Ask)
    assert "“旧表”表已改名或删除，其中1处不能恢复。" in asked.text and "又改过" not in asked.text
    done = undo(desk({(TAB, 1, 1): Old("text", "新")}, kept, answer="yes")).items
    [*_, last, _] = done
    assert isinstance(last, Say)
    assert done[0] == Put(TAB, 1, 1, "text", "旧") and "旧表" not in last.text


def test_a_row_with_content_and_note_brings_both_back():
    kept = [(TAB, "1", "1", "text", "旧", "旧注", "text", "新")]
    items = undo(desk({(TAB, 1, 1): Old("text", "新")}, kept)).items
    assert items[:2] == [Put(TAB, 1, 1, "text", "旧"), Note(TAB, 1, 1, "旧注")]
