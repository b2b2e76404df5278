"""Reads a .docx as a person would, by python-docx alone: an independent eye on what pyfuncs.word wrote."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph


def blocks(data: bytes) -> list[Paragraph | Table]:
    """Paragraphs and tables of the body, in order."""
    document = Document(BytesIO(data))
    kinds = {qn("w:p"): Paragraph, qn("w:tbl"): Table}
    return [kinds[child.tag](child, document) for child in document.element.body if child.tag in kinds]


def rows(table: Table) -> list[list[str]]:
    """The text of every cell once, row by row; cells that go on from above are left out."""
    found = []
    for row in table._tbl.tr_lst:
        cells = [cell for cell in row.tc_lst if cell.vMerge != "continue"]
        found.append(["\n".join(Paragraph(p, table).text for p in cell.p_lst) for cell in cells])
    return found


def tables(data: bytes) -> list[list[list[str]]]:
    return [rows(block) for block in blocks(data) if isinstance(block, Table)]


def text(data: bytes) -> str:
    """All words in reading order."""
    parts = []
    for block in blocks(data):
        parts += [cell for row in rows(block) for cell in row] if isinstance(block, Table) else [block.text]
    return "\n".join(parts)
