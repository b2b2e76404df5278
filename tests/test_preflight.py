"""The look into a workbook before any reader touches it: what harms is refused, what is good passes."""

from __future__ import annotations

import io
import time
from pathlib import Path

import openpyxl
import pytest
from hostile import CORNERS, LAST_SHEET, ONE_CELL, sheet, with_part, with_sheet

from pyfuncs import preflight
from pyfuncs.preflight import Unreadable
from pyfuncs.records import column_letters


@pytest.fixture(scope="module")
def good() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "小组名称"])
    book.create_sheet("小组").append(["甲公司", "星火"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def look_at(tmp: Path, data: bytes) -> preflight.Found:
    path = tmp / "申报.xlsx"
    path.write_bytes(data)
    return preflight.look(path)


def test_good_workbook_passes(tmp: Path, good: bytes) -> None:
    assert look_at(tmp, good).errors == {}


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="B7" t="e"><v>#REF!</v></c>',
        b'<c t="e" r="B7"><v>#N/A</v></c>',
        b"<c r='B7' s='1' t='e'><f>1/0</f><v>#DIV/0!</v></c>",
        b'<x:c xmlns:x="u" r="B7" t="e"><v>#REF!</v></x:c>',
    ],
)
def test_error_cells_are_noted(tmp: Path, good: bytes, cell: bytes) -> None:
    text = sheet(b'<row r="7"><c r="A7" t="s"><v>0</v></c>' + cell + b'<c r="C7" t="str"><v>t="e"</v></c></row>')
    assert look_at(tmp, with_part(good, LAST_SHEET, text)).errors == {LAST_SHEET: {(7, 2)}}


def test_a_cell_on_the_edge_of_two_pieces_is_seen(tmp: Path, good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    text = sheet(CORNERS)
    for chunk in (64, 97, 128, 150):
        monkeypatch.setattr(preflight, "CHUNK", chunk)
        with pytest.raises(Unreadable, match="铺得过大"):
            look_at(tmp, with_part(good, LAST_SHEET, text))


@pytest.mark.parametrize(
    ("last", "refused"),
    [("C800000", False), ("D800000", True), ("A800001", True), ("XFD183", False), ("XFD184", True)],
)
def test_how_far_cells_may_spread(tmp: Path, good: bytes, last: str, refused: bool) -> None:
    text = sheet(CORNERS.replace(b"XFD1048576", last.encode()))
    if refused:
        with pytest.raises(Unreadable):
            look_at(tmp, with_part(good, LAST_SHEET, text))
    else:
        assert look_at(tmp, with_part(good, LAST_SHEET, text)).errors == {}


def test_a_sheet_that_is_full_may_be_large(tmp: Path, good: bytes) -> None:
    """400 rows of 10,000 cells, each filled."""
    row = b"".join(b'<c r="%s1"><v>1</v></c>' % column_letters(number).encode() for number in range(1, 10_001))
    rows = b"".join(b"<row>" + row.replace(b'1">', b'%d">' % number) + b"</row>" for number in range(1, 401))
    assert look_at(tmp, with_part(good, LAST_SHEET, sheet(rows))).errors == {}


def test_rows_that_are_only_coloured_do_not_count(tmp: Path, good: bytes) -> None:
    rows = ONE_CELL + b'<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
    assert look_at(tmp, with_part(good, LAST_SHEET, sheet(rows))).errors == {}


@pytest.mark.parametrize(
    ("cell", "is_told"),
    [
        ('<c r="B7"><f>1+2</f><v></v></c>', True),
        ('<c r="B7" s="1"><f>1+2</f><v/></c>', True),
        ('<c r="B7"><f ca="1">A1&gt;2</f></c>', True),
        ('<x:c r="B7"><x:f>1</x:f></x:c>', True),
        ('<c r="B7"><f t="shared" si="0"/></c>', True),
        ('<c r="B7"><f t="shared" si="0"/><v></v></c>', True),
        ('<x:c r="B7"><x:f t="shared" si="0"/><x:v/></x:c>', True),
        ('<c r="B7"><f t="shared" si="0"/><v>3</v></c>', False),
        ('<c r="B7" t="str"><f t="shared" si="0"/><v></v></c>', False),
        ('<c r="B7"><f>1+2</f><v>3</v></c>', False),
        ('<c r="B7" t="str"><f>""</f><v></v></c>', False),
        ('<c r="B7"/>', False),
    ],
)
def test_a_formula_that_was_never_reckoned_is_told_apart_from_an_empty_cell(
    tmp: Path, good: bytes, cell: str, is_told: bool
) -> None:
    text = sheet(f'<row r="7">{cell}</row>'.encode()).replace(b"<worksheet", b'<worksheet xmlns:x="x"')
    assert look_at(tmp, with_part(good, LAST_SHEET, text)).errors == ({LAST_SHEET: {(7, 2)}} if is_told else {})


def test_cells_far_off_but_close_together_are_fine(tmp: Path, good: bytes) -> None:
    text = sheet(b'<row r="1048575"><c r="XFC1048575"><v>1</v></c><c r="XFD1048575"><v>1</v></c></row>')
    assert look_at(tmp, with_part(good, LAST_SHEET, text)).errors == {}


@pytest.mark.parametrize(
    "text", [b"<c " * 600_000, b'<c r="' * 300_000, b"<mergeCell " * 170_000, b"<c t='e' " * 200_000]
)
def test_no_text_stalls_the_look(tmp: Path, good: bytes, text: bytes) -> None:
    start = time.perf_counter()
    with pytest.raises(Unreadable):
        look_at(tmp, with_part(good, LAST_SHEET, text))
    assert time.perf_counter() - start < 5


def test_a_file_too_large_for_entries_is_refused(tmp: Path, good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "MOST_FILE", len(good) - 1)
    with pytest.raises(Unreadable, match="不像申报的文件"):
        look_at(tmp, good)


def test_much_honest_content_is_not_a_bomb(tmp: Path, good: bytes) -> None:
    """20,000 rows of much the same members shrink well and are still read."""
    rows = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{c}{r}" t="inlineStr"><is><t>数据{r * 7919 % 9973}</t></is></c>' for c in "ABCDEF")
        + "</row>"
        for r in range(1, 20_001)
    )
    make = with_sheet(sheet(rows.encode()))
    make(tmp / "多.xlsx", good)
    assert preflight.look(tmp / "多.xlsx").errors == {}


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (PermissionError(13, "Permission denied"), "没有读取权限或正被别的程序占用"),
        (OSError(5, "Input/output error"), "读不了“申报.xlsx”"),
    ],
)
def test_a_file_that_is_locked_or_lost(
    tmp: Path, good: bytes, fault: OSError, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(Path, "open", refuse)
    (tmp / "申报.xlsx").touch()
    with pytest.raises(Unreadable, match=says):
        preflight.look(tmp / "申报.xlsx")


@pytest.mark.parametrize("start", ['<!DOCTYPE worksheet SYSTEM "http://127.0.0.1:9/x.dtd">', '<!ENTITY a "b">'])
def test_a_document_type_is_refused_with_or_without_entities(tmp: Path, good: bytes, start: str) -> None:
    text = sheet(ONE_CELL).replace(b"<worksheet", start.encode() + b"<worksheet")
    with pytest.raises(Unreadable, match="文档类型定义"):
        look_at(tmp, with_part(good, LAST_SHEET, text))


def test_a_workbook_that_claims_more_texts_than_anyone_has_is_refused(tmp: Path, good: bytes) -> None:
    text = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="4000000000"/>'
    with pytest.raises(Unreadable, match="大得不正常"):
        look_at(tmp, with_part(good, "xl/sharedStrings.xml", text))
