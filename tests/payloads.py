"""Text that a spreadsheet might take for something else, and a look for what it did take."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from lxml import etree

FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://example.com","点我")',
    "=cmd|' /C calc'!A0",
    "+SUM(1,1)",
    "-2+3",
    "@SUM(1,1)",
    "\t=1+1",
    "{=1+1}",
    "%0A=1+1",
)
"""What a spreadsheet would reckon if it were typed."""

STRANGE = (
    "http://example.com",
    "mailto:a@example.com",
    "internal:'首页'!A1",
    "_x0041_",
    " 首尾空格 ",
    "001",
    "1e5",
    "是\n否",
)
SPOILT = ("坏\x01字", "坏\x0b字", "坏\ufffe字", "坏\ud800字")
"""Signs that XML cannot hold."""

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def formula_cells(data: bytes) -> list[str]:
    """Addresses of all cells of a workbook that hold a formula."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [etree.fromstring(archive.read(n)) for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
    return [cell.get("r") for sheet in sheets for cell in sheet.iter(f"{SHEET}c") if cell.find(f"{SHEET}f") is not None]


def links(data: bytes) -> list[tuple[str, str, str]]:
    """(cell, file, place in it) of every link that leads out of the first sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        relations = etree.fromstring(archive.read("xl/worksheets/_rels/sheet1.xml.rels"))
    target = {item.get("Id"): item.get("Target") for item in relations}
    found = []
    for item in sheet.iter(f"{SHEET}hyperlink"):
        (relation,) = (value for name, value in item.items() if name.endswith("}id"))
        found.append((item.get("ref"), target[relation], item.get("location", "")))
    return found


def cells_of(path_or_data: Path | bytes, tab: str | None = None) -> list[list[object]]:
    """The rows of a sheet (the first unless named) as values."""
    import openpyxl

    source = io.BytesIO(path_or_data) if isinstance(path_or_data, bytes) else path_or_data
    book = openpyxl.load_workbook(source)
    sheet = book[tab] if tab else book.worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]
