"""A workbook saved as .xls, .xlsb or .ods says what it says as .xlsx, whatever its name; what it cannot is told."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import corpus
import office
import openpyxl
import pytest
from hostile import pack, parts_of, with_part
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from test_closed import contents

from pyfuncs import arrival, closed, handout, preflight, reader
from pyfuncs.check import TO_CONFIRM, check_losses
from pyfuncs.notice import Notice
from pyfuncs.preflight import Unreadable
from pyfuncs.reading_pool import read_many

ODS_NAMES = ("申报.ods", "申报.xlsx", "申报.xls", "申报")


@pytest.fixture(scope="module")
def good(tmp_path_factory, notice_2018: Notice) -> Path:
    """Days since 1904, and the enterprise of two groups as one cell."""
    path = corpus.good_book(tmp_path_factory.mktemp("good") / "好.xlsx", notice_2018)
    book = openpyxl.load_workbook(path)
    book.epoch = CALENDAR_MAC_1904
    book[corpus.GROUPS].merge_cells("A5:A6")
    book.save(path)
    return path


@pytest.fixture(scope="module")
def old(good: Path, tmp_path_factory) -> Path:
    """As LibreOffice saves it in the format of 1997."""
    return office.convert(good, "xls", tmp_path_factory.mktemp("old"), recalculate=False)


def test_an_xls_says_what_the_xlsx_says(good, old):
    wanted, found = closed.read_book(good), closed.read_book(old)
    assert contents(found) == contents(wanted)
    assert (found.rows_seen, found.rows_taken) == (wanted.rows_seen, wanted.rows_taken)
    assert wanted.losses == []


def test_an_xls_says_that_errors_in_it_are_not_seen(old):
    (told,) = check_losses(closed.read_book(old))
    assert (told.level, told.tab, told.cell) == (TO_CONFIRM, "首页", "A1")
    assert ".xls" in told.message and "错误值" in told.message


@pytest.mark.parametrize("name", ["改名.xlsx", "改名.et", "改名"])
def test_a_renamed_xls_is_read_as_what_it_is(good, old, tmp, name):
    (tmp / name).write_bytes(old.read_bytes())
    assert contents(closed.read_book(tmp / name)) == contents(closed.read_book(good))


def test_an_xls_and_an_ods_are_merged_like_others(good, old, tmp):
    corpus._open_document(tmp / "申报.ods", good.read_bytes())
    (held, other) = (result for _, result in sorted(read_many([old, tmp / "申报.ods"])))
    assert not isinstance(held, str) and not isinstance(other, str)
    assert held.rows_taken == other.rows_taken
    assert (held.saved, held.macros) == arrival.look_outside(old) == (None, False)
    assert any("错误值" in loss for loss in held.losses)


@pytest.mark.parametrize("name", ODS_NAMES)
def test_an_ods_says_what_the_xlsx_says(good, tmp, name):
    corpus._open_document(tmp / name, good.read_bytes())
    wanted, found = closed.read_book(good), closed.read_book(tmp / name)
    assert found.losses == []
    assert found.rows_taken == wanted.rows_taken
    assert contents(found) != {}
    ledgers = {name: len(rows) for name, rows in found.season.ledgers.items()}
    assert ledgers == {name: len(rows) for name, rows in wanted.season.ledgers.items()}


def test_an_error_in_an_ods_is_told_at_its_cell(good, tmp):
    above = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    told = 'office:value-type="string" calcext:value-type="error"'
    wrong = f"<table:table-cell/><table:table-cell {told}><text:p>#REF!</text:p></table:table-cell>"
    table = f'<table:table table:name="表">{above}<table:table-row>{wrong}</table:table-row></table:table>'
    (tmp / "错.ods").write_bytes(corpus.open_document(table.replace("calcext:", "")))
    assert preflight.look(tmp / "错.ods").errors["表"] == set()
    made = corpus.open_document(table).replace(b"xmlns:text=", b'xmlns:calcext="urn:x" xmlns:text=')
    (tmp / "错.ods").write_bytes(made)
    assert preflight.look(tmp / "错.ods").errors["表"] == {(3, 2)}


@pytest.mark.parametrize("spoilt", [b"<!DOCTYPE office>", b'<!ENTITY a "b">'])
def test_a_document_type_in_an_ods_is_refused(tmp, spoilt):
    data = corpus.open_document("")
    content = parts_of(data)["content.xml"].replace(b"<office:document-content", spoilt + b"<office:document-content")
    (tmp / "型.ods").write_bytes(with_part(data, "content.xml", content))
    with pytest.raises(Unreadable, match="文档类型定义"):
        closed.read_book(tmp / "型.ods")


def test_an_ods_of_cells_far_apart_is_refused(tmp):
    far = '<table:table-row table:number-rows-repeated="900000"><table:table-cell/></table:table-row>'
    one = '<table:table-row><table:table-cell table:number-columns-repeated="{}"/>{}</table:table-row>'
    filled = '<table:table-cell office:value-type="float" office:value="1"/>'
    for width, says in ((1, "最多"), (8, "其间多是空格"), (100, "铺得过大")):
        rows = (far if width != 8 else far.replace("900000", "700000")) + one.format(width, filled)
        (tmp / "远.ods").write_bytes(corpus.open_document(f'<table:table table:name="首页">{rows}</table:table>'))
        with pytest.raises(Unreadable, match=says):
            reader.read_apart(tmp / "远.ods")


def test_a_locked_ods_is_said_to_be_so(tmp):
    data = pack(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": b"\x9f\x01secret",
            "META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>",
        }
    )
    (tmp / "密.ods").write_bytes(data)
    with pytest.raises(Unreadable, match="有打开密码"):
        closed.read_book(tmp / "密.ods")


def test_an_old_file_of_another_kind_is_no_workbook(tmp):
    (tmp / "旧.xls").write_bytes(preflight.OLE + bytes(1000) + "WordDocument".encode("utf-16-le") + bytes(1000))
    with pytest.raises(Unreadable, match="不是Excel工作簿"):
        closed.read_book(tmp / "旧.xls")


def test_half_an_xls_is_refused_in_a_sentence(old, tmp):
    data = old.read_bytes()
    for size in (600, len(data) // 2, len(data) - 3000):
        (tmp / "半.xls").write_bytes(data[:size])
        with pytest.raises(Unreadable) as told:
            closed.read_book(tmp / "半.xls")
        assert re.search("已损坏|不是Excel工作簿|没有任何内容", str(told.value))


def test_a_button_works_in_an_xlsm_only(old):
    with pytest.raises(Unreadable, match=r"\.xls格式.*另存为 \.xlsm"):
        reader.read_here(old)


def record(kind: int, data: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    return number + bytes([len(data)]) + data


def wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def binary_book(rows: list[list[str]]) -> bytes:
    """An .xlsb of one sheet of texts."""
    bundle = struct.pack("<LL", 0, 1) + wide("rId1") + wide("单位")
    book = record(131) + record(143) + record(156, bundle) + record(144) + record(132)
    cells = b"".join(
        record(0, struct.pack("<L", r) + bytes(13))
        + b"".join(record(6, struct.pack("<LL", c, 0) + wide(text)) for c, text in enumerate(row))
        for r, row in enumerate(rows)
    )
    size = record(148, struct.pack("<4L", 0, len(rows) - 1, 0, len(rows[0]) - 1))
    relation = '<Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.bin"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    relations = f'<Relationships xmlns="{space}">{relation}</Relationships>'
    return pack(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": relations.encode(),
            "xl/worksheets/sheet1.bin": record(129) + size + record(145) + cells + record(146) + record(130),
        }
    )


@pytest.mark.parametrize("name", ["单位.xlsb", "单位.xlsx"])
def test_an_xlsb_is_read(tmp, name):
    (tmp / name).write_bytes(binary_book([["推荐单位", "备注"], ["太原", "甲"], ["大同", "乙"]]))
    rows, row, col, errors, blind = reader.read_apart(tmp / name)["单位"]
    assert rows == [["推荐单位", "备注"], ["太原", "甲"], ["大同", "乙"]]
    assert (row, col, errors, blind) == (1, 1, set(), ".xlsb")
    assert handout.read_units(tmp / name, ["推荐单位"]) == [("第2行", "太原"), ("第3行", "大同")]
