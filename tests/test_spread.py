"""How far a sheet spreads is the same in whatever pieces, and by whatever way, it is looked at."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pyfuncs import spread

CELLS = [
    b'<c r="A1"><v>1</v></c>',
    b'<c r="AB12" s="3" t="s"><v>1</v></c>',
    b'<c s="3" r="XFD7"/>',
    b'<c t="s" s="1"',
    b"<c r='C3'><v>2</v></c>",
    b'<c\nr="ZZ4"/>',
    b'<x:c r="Q5"><x:v>1</x:v></x:c>',
    b'<c r="b9"/>',
    b'<c r="$D$9"/>',
    b"<c>",
    b'<cols><col min="1"/></cols>',
    b'<c r="AAAAAAAA1"/>',
    b"<c ",
    b'<c r="',
    b'<c r="E',
    b'<c r="F1',
    b"</c>",
    b"<v>:c</v>",
]


@given(st.lists(st.sampled_from(CELLS)))
def test_the_quick_way_finds_the_columns_that_the_thorough_one_finds(cells: list[bytes]) -> None:
    text = b"".join(cells)
    assert spread._column_letters(text) == {letters for letters, _ in spread.CELL.findall(text)}


@given(st.integers(2100, 9000), st.integers(0, 60), st.sampled_from(CELLS[:2]))
def test_a_sheet_looked_at_in_pieces_spans_what_it_spans_as_a_whole(size: int, width: int, first: bytes) -> None:
    rows = b"".join(
        b'<row r="%d"><c r="B%d" t="inlineStr"><is><t>%s</t></is></c><c r="C%d" s="2"/></row>'
        % (row, row, b"x" * (width * (row % 7)), row)
        for row in range(20, 300)
    )
    text = b"<worksheet><sheetData>" + first + rows + b'<row r="900"><c r="D900" s="1"/></row></sheetData></worksheet>'
    whole, pieces = spread.Spread(), spread.Spread()
    whole.take(text)
    for start in range(0, len(text), size):
        pieces.take(text[max(start - spread.TAIL, 0) : start + size])
    assert (pieces.rows, pieces.columns) == (whole.rows, whole.columns)
    assert max(whole.rows) == 299
