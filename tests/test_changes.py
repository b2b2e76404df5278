"""The list of changes as a file: whatever is in it comes back the same, and a file cut short is never applied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.changes import (
    Ask,
    BrokenList,
    Changes,
    Go,
    Like,
    Log,
    Note,
    Open,
    Put,
    Resize,
    Say,
    Show,
    Unnote,
    Wipe,
    decode,
    encode,
    put,
    put_rows,
)

TEXTS = st.text(max_size=40)
CELLS = st.integers(1, 2_000_000)
ITEMS = st.one_of(
    st.builds(Put, TEXTS, CELLS, CELLS, st.sampled_from(["text", "number", "formula", "blank"]), TEXTS),
    st.builds(Wipe, TEXTS, CELLS, CELLS, CELLS, CELLS),
    st.builds(Note, TEXTS, CELLS, CELLS, TEXTS),
    st.builds(Unnote, TEXTS),
    st.builds(Like, TEXTS, CELLS, CELLS, CELLS, CELLS, TEXTS, CELLS, CELLS),
    st.builds(Resize, TEXTS, TEXTS, CELLS, CELLS, CELLS, CELLS),
    st.builds(Show, TEXTS, st.booleans()),
    st.builds(Go, TEXTS, CELLS, CELLS),
    st.builds(Say, st.sampled_from(["info", "warning", "critical"]), TEXTS),
    st.builds(Ask, TEXTS, TEXTS),
    st.builds(Log, TEXTS, TEXTS, TEXTS),
    st.builds(Open, TEXTS),
)


@given(st.lists(ITEMS, max_size=12), st.booleans())
def test_what_goes_in_comes_out(items, undoable):
    changes = Changes(items, undoable)
    assert decode(encode(changes)) == changes


@given(st.lists(ITEMS, max_size=6))
def test_the_file_is_printable_ascii_in_lines(items):
    data = encode(Changes(items))
    assert set(data) <= {*range(32, 127), 9, 10, 13}
    assert data.count(b"\r\n") == len(items) + 2


def test_chinese_tabs_breaks_and_rare_signs_are_written_as_utf16_units():
    line = encode(Changes([Say("info", "表\t一\n\\𠮷")])).split(b"\r\n")[1]
    assert line == rb"say" + b"\t" + rb"info" + b"\t" + rb"\u8868\u0009\u4E00\u000A\u005C\uD842\uDFB7"


@pytest.mark.parametrize("keep", [0, 1, 20, -2, -5])
def test_a_file_cut_short_is_refused(keep):
    data = encode(Changes([put("小组", 5, 1, "甲"), put("小组", 5, 2, 3)]))
    with pytest.raises(BrokenList, match="不完整"):
        decode(data[:keep])


def test_an_unknown_change_is_refused():
    data = encode(Changes([Say("info", "好")])).replace(b"say", b"run")
    with pytest.raises(BrokenList, match="不认识的一行（run）"):
        decode(data)


def test_values_keep_their_kind():
    kinds = [item.kind for item in put_rows("小组", 1, 1, [["=1+1", 3, 2.5, None, "", True]])]
    assert kinds == ["text", "number", "number", "blank", "blank", "text"]
    assert [(item.row, item.col) for item in put_rows("小组", 4, 2, [["甲"], ["乙"]])] == [(4, 2), (5, 2)]


def test_only_cells_and_notes_need_a_snapshot():
    assert Changes([Note("小组", 1, 1, "注")]).touches()
    assert not Changes([Go("小组", 1, 1), Say("info", "好"), Show("小组", True)]).touches()
