"""Rows written as everyone writes them are passed over; of them as much is told as by looking at every cell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hostile import CORNERS, LAST_SHEET, ONE_CELL, parts_of, sheet, with_part
from hypothesis import given, settings
from hypothesis import strategies as st

from pyfuncs import plain_rows, preflight
from pyfuncs.plain_rows import PlainRows
from pyfuncs.preflight import Unreadable

FEW = 60
NEVER = re.compile(rb"(?!)")
PLAIN = [
    '<c r="{}" t="s"><v>12</v></c>',
    '<c r="{}" s="3"><v>3.5</v></c>',
    '<c r="{}" s="3"/>',
    '<c r="{}" s="3" />',
    '<c r="{}"></c>',
    '<c r="{}" t="b"><v>1</v></c>',
    '<c r="{}" t="n"><v>-1E-5</v></c>',
    '<c r="{}" t="str"><f>A1&amp;"组"</f><v>一组</v></c>',
    '<c r="{}"><f t="shared" ref="A1:A9" si="0">B1+2</f><v>3</v></c>',
    '<c r="{}"><f t="shared" si="0"/><v>3</v></c>',
    '<c r="{}" t="inlineStr"><is><t xml:space="preserve"> 甲 &lt;1&gt; </t></is></c>',
]
ODD = [
    '<c r="{}" t="e"><v>#REF!</v></c>',
    '<c r="{}"><f>1+2</f><v></v></c>',
    '<c r="{}"><f>1+2</f></c>',
    '<c r="{}"><f>1+2</f><v/></c>',
    '<c r="{}"><f t="shared" si="0"/><v></v></c>',
    "<c r='{}'><v>1</v></c>",
    '<c t="s" r="{}"><v>1</v></c>',
    '<c r="{}" t="inlineStr"><is><r><t>甲</t></r></is></c>',
    '<c r="{}" t="str"><v>&#10;</v></c>',
    '<c r="{}"><!-- </row> --><v>1</v></c>',
]
OPENINGS = ['<row r="{}">', '<row r="{}" spans="1:24" ht="18.5" customHeight="1">', "<row>", "<row r='{}'>"]
CELLS = st.lists(st.tuples(st.integers(1, 80), st.sampled_from(PLAIN * 4 + ODD)), max_size=6)
ROWS = st.lists(st.tuples(st.sampled_from(OPENINGS[:2] * 6 + OPENINGS), CELLS), max_size=12)
SPOILT = ["<v>1</w>", "</c></c>", "&bad;", '<row r="1" r="2">', "\x01", "<row>", "]]>", "</row>", '"<']


def text_of(rows: list[tuple[str, list[tuple[int, str]]]]) -> bytes:
    made = []
    for number, (opening, cells) in enumerate(rows, start=5):
        filled = (cell.format(f"{letters_of(col)}{number}") for col, cell in cells)
        made.append(f"{opening.format(number)}{''.join(filled)}</row>")
    return sheet("".join(made).encode(), b'<mergeCells><mergeCell ref="A5:A7"/></mergeCells>')


def letters_of(col: int) -> str:
    return chr(64 + col) if col <= 26 else f"A{chr(64 + (col - 1) % 26 + 1)}"


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> bytes:
    book = openpyxl.Workbook()
    book.create_sheet("小组")
    path = tmp_path_factory.mktemp("good") / "好.xlsx"
    book.save(path)
    return path.read_bytes()


def told(path: Path, data: bytes) -> Any:
    """What the look finds in a workbook, or says of it."""
    path.write_bytes(data)
    try:
        found = preflight.look(path)
    except Unreadable as fault:
        return str(fault)
    return found.errors, {part: set(merged) for part, merged in found.merged.items()}


def both_ways(path: Path, data: bytes, chunk: int) -> tuple[object, object]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preflight, "CHUNK", chunk)
        quick = told(path, data)
        patch.setattr(plain_rows, "SHAPE", NEVER)
        return quick, told(path, data)


@settings(max_examples=FEW)
@given(ROWS, st.sampled_from([90, 333, 1 << 18]))
def test_the_quick_look_finds_what_the_close_one_finds(tmp_path_factory, good, rows, chunk):
    path = tmp_path_factory.getbasetemp() / "两样.xlsx"
    quick, close = both_ways(path, with_part(good, LAST_SHEET, text_of(rows)), chunk)
    assert quick == close


@settings(max_examples=FEW)
@given(ROWS, st.sampled_from(SPOILT), st.floats(0, 1))
def test_a_sheet_spoilt_anywhere_is_refused_by_both(tmp_path_factory, good, rows, spoilt, where):
    data = text_of(rows)
    tags = [found.end() for found in re.finditer(rb">", data)]
    at = tags[int(where * (len(tags) - 1))]
    path = tmp_path_factory.getbasetemp() / "坏.xlsx"
    quick, close = both_ways(path, with_part(good, LAST_SHEET, data[:at] + spoilt.encode() + data[at:]), 1 << 18)
    assert quick == close


@given(st.lists(st.sampled_from(PLAIN), min_size=1))
def test_what_the_usual_programs_write_is_passed_over(cells):
    row = "".join(cell.format(f"{letters_of(col)}5") for col, cell in enumerate(cells[:60], start=1))
    rows = f'<row r="4" s="1"/><row r="5" spans="1:60">{row}</row>'.encode()
    plain = PlainRows()
    head, passed, proof = plain.divide(b"<sheetData>" + rows + b'<row r="6"><c r="A')
    assert (head, passed) == (b"<sheetData>", rows)
    assert proof == b'<row r="" s=""/><row r="" spans=":"/>'
    assert plain.rest == b'<row r="6"><c r="A'
    assert plain.columns == {letters_of(col).encode() for col in range(1, len(cells[:60]) + 1)}
    assert plain.has_formulas == ("<f" in row)
    assert plain.divide(b'6"/>')[1] == b""
    assert plain.divide(b"</row>") == (b"</row>", b"", b"")
    assert plain.divide(b'<row r="6"><c r="A6"/></row>')[1] == b'<row r="6"><c r="A6"/></row>'


@pytest.mark.parametrize("cell", ODD)
def test_a_row_with_anything_else_is_looked_at_closely(cell):
    text = f'<row r="5">{cell.format("A5")}</row>'.encode()
    plain = PlainRows()
    divided = plain.divide(text)
    is_passed = "1+2</f><v></v>" in cell or 'si="0"/><v></v>' in cell  # their emptiness is seen in the text of the rows
    assert divided[0] == (b"" if is_passed else text)
    assert plain.has_formulas == is_passed


def test_half_of_a_sign_is_no_text():
    assert PlainRows().divide(b'<row r="1"><c r="A1" t="str"><v>\xe5\xb0</v></c></row>')[1] == b""


def test_corners_in_plain_rows_are_refused(tmp, good):
    says = told(tmp / "角.xlsx", with_part(good, LAST_SHEET, sheet(CORNERS)))
    assert "铺得过大" in says


def test_shapes_without_end_are_not_all_remembered(monkeypatch):
    monkeypatch.setattr(plain_rows, "MOST_SHAPES", 3)
    plain = PlainRows()
    for letter in "ABCDEFGH":
        assert plain.divide(f'<row r="1"><c r="{letter}1"/></row>'.encode())[1]
    assert len(plain._known) <= 4 and len(plain.columns) == 8


def test_a_spoilt_part_that_no_reader_opens_keeps_nobody_from_reading(tmp, good):
    """A drawing cut short, a document type in a comment: the cells are whole."""
    parts = {"xl/drawings/drawing9.xml": b"<half", "xl/comments9.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}
    data = good
    for name, part in parts.items():
        data = with_part(data, name, part)
    assert told(tmp / "画.xlsx", data) == ({}, {})


@pytest.mark.parametrize("spelling", ["xl/media/Sheet2.PNG", "xl/media/表.xml", "xl\\media\\sheet2.xml", "other/s.xml"])
def test_a_part_that_the_relations_may_speak_of_is_looked_at(tmp, good, spelling):
    relations = "xl/_rels/workbook.xml.rels"
    target = spelling.removeprefix("xl/").replace("\\", "/").encode()
    parts = parts_of(good)
    data = with_part(good, relations, parts[relations].replace(b"worksheets/sheet2.xml", target))
    assert "铺得过大" in told(tmp / "藏.xlsx", with_part(data, spelling, sheet(CORNERS)))


def test_relations_twice_or_written_with_signs_speak_of_everything(tmp, good):
    relations = "xl/_rels/workbook.xml.rels"
    parts = parts_of(good)
    escaped = with_part(good, relations, parts[relations].replace(b"sheet2.xml", b"sheet&#50;.xml"))
    twice = with_part(good, relations.upper(), b"<Relationships/>")
    for data in (escaped, twice):
        data = with_part(data, "xl/media/sheet3.xml", sheet(CORNERS))
        assert "铺得过大" in told(tmp / "藏.xlsx", data)
    assert told(tmp / "好.xlsx", with_part(good, "xl/media/sheet3.xml", sheet(ONE_CELL))) == ({}, {})
