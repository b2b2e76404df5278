"""A Word file as plain blocks: what stands where, what is outside the text, and what is never opened."""

import docx
import form_files
import pytest

from pyfuncs import document as document_module
from pyfuncs.document import Aside, Cell, Table, read_document
from pyfuncs.preflight import Unreadable

DOCUMENT = "word/document.xml"


@pytest.fixture
def file(tmp):
    """A document of a paragraph and a table of two merged cells, with a header and a page number at its foot."""
    document = docx.Document()
    document.add_paragraph("前言")
    table = document.add_table(3, 3)
    table.cell(0, 0).text = "甲"
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2)).text = "乙"
    inner = table.cell(2, 2).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "里", "外"
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "第 1 页 共 3 页"
    path = tmp / "来件.docx"
    document.save(path)
    return path


def test_blocks_stand_in_reading_order_with_their_places(file):
    document = read_document(file)
    first, table = document.blocks
    assert isinstance(table, Table)
    assert (first, table.number) == ("前言", 1)
    assert [[(cell.col, cell.colspan, cell.rowspan) for cell in row] for row in table.rows] == [
        [(0, 1, 2), (1, 2, 1)],
        [(1, 1, 1), (2, 1, 1)],
        [(0, 1, 1), (1, 1, 1), (2, 1, 1)],
    ]
    assert table.rows[2][2].text.strip() == "里\t外"
    assert [block.number for block in table.rows[2][2].blocks if isinstance(block, Table)] == [2]


def test_a_cell_gives_a_line_a_paragraph():
    assert Cell(0, 1, ["上", Table(2, [[Cell(0, 1, ["左"]), Cell(1, 1, ["右"])]]), "下"]).lines == [
        "上",
        "左\t右",
        "下",
    ]


def test_what_is_no_block_is_told_but_page_numbers(file):
    assert read_document(file).asides == [Aside("页眉", "内部资料")]


def test_text_under_a_merged_cell_is_told(file):
    text = form_files.parts_of(file.read_bytes())[DOCUMENT].decode()
    head, _, foot = text.partition("<w:vMerge/>")
    foot = foot.replace("<w:p/>", "<w:p><w:r><w:t>遮住的</w:t></w:r></w:p>", 1)
    file.write_bytes(form_files.with_document(file.read_bytes(), f"{head}<w:vMerge/>{foot}".encode()))
    assert Aside("表1被合并遮住的格", "遮住的") in read_document(file).asides


def test_a_span_that_no_page_holds_counts_as_one(file):
    text = form_files.parts_of(file.read_bytes())[DOCUMENT].decode()
    text = text.replace('<w:gridSpan w:val="2"/>', '<w:gridSpan w:val="99999999999999999999"/>')
    file.write_bytes(form_files.with_document(file.read_bytes(), text.encode()))
    document = read_document(file)
    [_, table, *_] = document.blocks
    assert isinstance(table, Table) and table.rows[0][1].colspan == 1
    assert document.notes == ["表1有一格写着跨“99999999999999999999”栏，按1栏读"]


@pytest.mark.parametrize("spoil", [lambda text: text[:-40], lambda text: text.replace(b"<w:p>", b"<w:p><w:q>", 1)])
def test_a_torn_document_is_refused(file, spoil):
    data = file.read_bytes()
    file.write_bytes(form_files.with_document(data, spoil(form_files.parts_of(data)[DOCUMENT])))
    with pytest.raises(Unreadable, match="内部有残缺"):
        read_document(file)


def test_too_many_paragraphs_are_no_form(file, monkeypatch):
    text = form_files.parts_of(file.read_bytes())[DOCUMENT].replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 1_001)
    monkeypatch.setattr(document_module, "MOST_BLOCKS", 1_000)
    file.write_bytes(form_files.with_document(file.read_bytes(), text))
    with pytest.raises(Unreadable, match="不像申报表"):
        read_document(file)


def test_embedded_files_and_pictures_are_told(file):
    parts = form_files.parts_of(file.read_bytes())
    file.write_bytes(form_files.pack(parts | {"word/embeddings/a.xlsx": b"x", "word/media/a.png": b"x"}))
    assert read_document(file).notes == ["嵌有1个文件，没有打开", "有1幅图片，图中的文字读不出"]
