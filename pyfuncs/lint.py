"""Faults of a built .xlsm that schema validators pass and Excel does not forgive.

Each check takes the opened file and yields one Chinese sentence a fault; `lint` runs them all.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from .package import CONTENT_TYPES, RIBBON_PART, RIBBON_TYPE
from .records import address

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE_RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
VBA_TYPE = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
PART_TYPES = {RIBBON_PART: RIBBON_TYPE, "xl/vbaProject.bin": VBA_TYPE}
DOCUMENT_BASES = ("0{00020819-", "0{00020820-", "0{00020821-")
"""Beginnings of VB_Base of a workbook's, a worksheet's and a chart sheet's module."""

CALLBACK_ARITY = {"onLoad": 1, "loadImage": 2, "onChange": 2}
ON_ACTION_ARITY = {"toggleButton": 2, "checkBox": 2, "dropDown": 3, "gallery": 3, "command": 2}
ITEM_CALLBACK_ARITY = 3
GETTER_ARITY = 2
PROCEDURE = re.compile(r"^\s*(?:Public |Private |Friend )?(?:Sub|Function)\s+(\w+)\s*\(([^)]*)\)", re.I | re.M)
SHEET_OF_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([\w.\u4e00-\u9fff]+))!")


class Relationship(NamedTuple):
    """An internal relationship; `target` is a part name."""

    id: str
    type: str
    target: str


class Package:
    """A built workbook, opened for reading: parts by name, its sheets, its VBA modules."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self._trees: dict[str, etree._Element] = {}

    def xml(self, name: str) -> etree._Element:
        """The root element of a part, parsed once."""
        if name not in self._trees:
            self._trees[name] = etree.fromstring(self.parts[name])
        return self._trees[name]

    @cached_property
    def workbook(self) -> etree._Element:
        return self.xml("xl/workbook.xml")

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Part by sheet name, in the workbook's order; a sheet whose part is missing is left out."""
        targets = {rel.id: rel.target for rel in self.relationships("xl/workbook.xml")}
        items = self.workbook.iter(f"{MAIN}sheet")
        named = {item.get("name", ""): targets.get(item.get(f"{OFFICE_RELATIONSHIP}id", "")) for item in items}
        return {name: part for name, part in named.items() if part in self.parts}

    @cached_property
    def modules(self) -> dict[str, str]:
        """VBA source by module name; empty when there is no project."""
        from pyopenvba import ExcelFile

        with ExcelFile(self.path) as book:
            return book.vba_modules()

    @cached_property
    def shared_strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.parts:
            return []
        items = self.xml("xl/sharedStrings.xml").findall(f"{MAIN}si")
        return ["".join(text.text or "" for text in item.iter(f"{MAIN}t")) for item in items]

    def relationships(self, part: str) -> list[Relationship]:
        """What `part` ("" = the package) points to inside the package, targets as part names."""
        folder, name = posixpath.split(part)
        file = posixpath.join(folder, "_rels", f"{name}.rels")
        if file not in self.parts:
            return []
        return [
            Relationship(item.get("Id", ""), item.get("Type", ""), _resolved(folder, item.get("Target", "")))
            for item in self.xml(file)
            if item.get("TargetMode") != "External"
        ]


def _resolved(folder: str, target: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def lint(path: Path | str) -> list[str]:
    """Every fault found in a built .xlsm, one Chinese sentence each; [] = fine.

    Raises zipfile.BadZipFile or KeyError for a file that is no workbook at all.
    """
    package = Package(Path(path))
    return [fault for check in CHECKS for fault in check(package)]


def relationships_fit(package: Package) -> Iterator[str]:
    """Every internal target exists; every part is pointed to, and the ribbon and the macros by their own type."""
    reached = {CONTENT_TYPES}
    for name in ["", *package.parts]:
        for item in package.relationships(name):
            reached.add(item.target)
            if item.target not in package.parts:
                yield f"{name or '文件'}指向的{item.target}不存在"
            elif PART_TYPES.get(item.target, item.type) != item.type:
                yield f"{item.target}的关系类型不对：{item.type}"
    for name in package.parts:
        if name not in reached and not name.endswith(".rels"):
            yield f"没有任何关系指向{name}"


def content_types_cover(package: Package) -> Iterator[str]:
    """Every part has a content type by its name or extension, and no override names a part that is not there."""
    root = package.xml(CONTENT_TYPES)
    extensions = {item.get("Extension", "").lower() for item in root if "Extension" in item.attrib}
    overrides = {item.get("PartName", "").lstrip("/") for item in root if "PartName" in item.attrib}
    for name in package.parts:
        if name != CONTENT_TYPES and name not in overrides and name.rpartition(".")[2].lower() not in extensions:
            yield f"{name}没有内容类型"
    for name in sorted(overrides - set(package.parts)):
        yield f"内容类型写了不存在的{name}"


def ribbon_ids_differ(package: Package) -> Iterator[str]:
    """No two controls of the ribbon share an id, or Excel shows no ribbon at all."""
    ids = Counter(item.get("id") for item in _controls(package) if item.get("id"))
    for name, count in ids.items():
        if count > 1:
            yield f"功能区有{count}个控件的 id 都是“{name}”"


def ribbon_is_there(package: Package) -> Iterator[str]:
    """The zip pass has not been forgotten."""
    if RIBBON_PART not in package.parts:
        yield f"没有功能区（{RIBBON_PART}）"


def ribbon_callbacks_exist(package: Package) -> Iterator[str]:
    """Every callback of the ribbon is one procedure of a standard module, with the number of parameters Excel gives."""
    procedures = _procedures(package)
    for control in _controls(package):
        said: Any = control.attrib
        for attribute, callback in said.items():
            arity = _arity(etree.QName(control).localname, attribute)
            if arity is None:
                continue
            found = procedures.get(callback.rpartition(".")[2].lower(), [])
            if len(found) != 1:
                yield f"功能区 {control.get('id')} 的 {attribute} 调用“{callback}”，宏里有{len(found)}个这样的过程"
            elif found[0] != arity:
                yield f"功能区 {control.get('id')} 的 {attribute} 调用“{callback}”，应有{arity}个参数，实有{found[0]}个"


def _controls(package: Package) -> list[etree._Element]:
    if RIBBON_PART not in package.parts:
        return []
    return list(package.xml(RIBBON_PART).iter(etree.Element))


def _arity(control: str, attribute: str) -> int | None:
    """How many parameters Excel calls back with; None for an attribute that is no callback."""
    if attribute == "onAction":
        return ON_ACTION_ARITY.get(control, 1)
    if attribute.startswith("getItem") and attribute not in ("getItemCount", "getItemHeight", "getItemWidth"):
        return ITEM_CALLBACK_ARITY
    return GETTER_ARITY if attribute.startswith("get") else CALLBACK_ARITY.get(attribute)


def _procedures(package: Package) -> dict[str, list[int]]:
    """Parameter counts by lower-case procedure name, standard modules only: elsewhere Excel does not look."""
    found: dict[str, list[int]] = {}
    for source in package.modules.values():
        if "Attribute VB_Base" in source:
            continue
        joined = re.sub(r" _\r?\n", " ", source)
        for name, parameters in PROCEDURE.findall(joined):
            count = parameters.count(",") + 1 if parameters.strip() else 0
            found.setdefault(name.lower(), []).append(count)
    return found


def code_names_have_modules(package: Package) -> Iterator[str]:
    """The workbook and every sheet has its own code name and document module, and no module is without a sheet."""
    if "xl/vbaProject.bin" not in package.parts:
        yield "没有宏（xl/vbaProject.bin）"
        return
    properties = package.workbook.find(f"{MAIN}workbookPr")
    names = {"工作簿": properties.get("codeName", "") if properties is not None else ""}
    for sheet, part in package.sheets.items():
        sheet_properties = package.xml(part).find(f"{MAIN}sheetPr")
        names[sheet] = sheet_properties.get("codeName", "") if sheet_properties is not None else ""
    documents = {name for name, source in package.modules.items() if _is_document(source)}
    for owner, name in names.items():
        if not name:
            yield f"“{owner}”没有 codeName"
        elif name not in documents:
            yield f"“{owner}”的 codeName“{name}”没有对应的宏模块"
    for name, count in Counter(filter(None, names.values())).items():
        if count > 1:
            yield f"codeName“{name}”用了{count}次"
    for name in sorted(documents - set(names.values())):
        yield f"宏模块“{name}”没有对应的工作表"


def _is_document(source: str) -> bool:
    return any(f'VB_Base = "{base}' in source for base in DOCUMENT_BASES)


def table_headings_match(package: Package) -> Iterator[str]:
    """A table's column names are the texts of its heading cells, or Excel repairs the file."""
    for sheet, part in package.sheets.items():
        for item in package.relationships(part):
            if not item.type.endswith("/table") or item.target not in package.parts:
                continue
            table = package.xml(item.target)
            columns = [_plain(column.get("name", "")) for column in table.iter(f"{MAIN}tableColumn")]
            headings = _headings(package, part, table.get("ref", ""), len(columns))
            for (cell, written), wanted in zip(headings.items(), columns, strict=True):
                if written != wanted:
                    yield f"“{sheet}”{cell}写的是“{written}”，表格“{table.get('name')}”的列名却是“{wanted}”"


def _plain(name: str) -> str:
    """A table's column name with its escaped line breaks resolved."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), name)


def _headings(package: Package, part: str, table: str, count: int) -> dict[str, str]:
    """Text by address of the `count` cells that begin where the range `table` begins."""
    letters, row = re.match(r"([A-Z]+)(\d+)", table).groups()  # type: ignore[union-attr]
    first = 0
    for letter in letters:
        first = first * 26 + ord(letter) - ord("A") + 1
    found = package.xml(part).find(f"{MAIN}sheetData/{MAIN}row[@r='{row}']")
    texts = {} if found is None else {cell.get("r", ""): _text(package, cell) for cell in found}
    return {cell: texts.get(cell, "") for cell in (address(int(row), first + n) for n in range(count))}


def _text(package: Package, cell: etree._Element) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
    value = cell.findtext(f"{MAIN}v") or ""
    return package.shared_strings[int(value)] if cell.get("t") == "s" else value


def sheet_names_are_plain(package: Package) -> Iterator[str]:
    """No sheet's name makes xlwings take it for embedded code."""
    for name in package.sheets:
        if name.lower().endswith(".py"):
            yield f"工作表“{name}”以 .py 结尾，xlwings 会当作内嵌代码"


def references_name_sheets(package: Package) -> Iterator[str]:
    """Defined names and links inside the workbook point to sheets that are there."""
    for item in package.workbook.iter(f"{MAIN}definedName"):
        yield from _unknown_sheets(package, f"名称“{item.get('name')}”", item.text or "")
    for sheet, part in package.sheets.items():
        for link in package.xml(part).iter(f"{MAIN}hyperlink"):
            yield from _unknown_sheets(package, f"“{sheet}”{link.get('ref')}的链接", link.get("location", ""))


def _unknown_sheets(package: Package, what: str, reference: str) -> Iterator[str]:
    if "#REF!" in reference:
        yield f"{what}已失效：{reference}"
        return
    known = {name.lower() for name in package.sheets}
    for quoted, bare in SHEET_OF_REFERENCE.findall(re.sub(r'"[^"]*"', "", reference)):
        name = quoted.replace("''", "'") or bare
        if name.lower() not in known:
            yield f"{what}指向不存在的工作表“{name}”"


CHECKS: tuple[Callable[[Package], Iterator[str]], ...] = (
    relationships_fit,
    content_types_cover,
    ribbon_is_there,
    ribbon_ids_differ,
    ribbon_callbacks_exist,
    code_names_have_modules,
    table_headings_match,
    sheet_names_are_plain,
    references_name_sheets,
)
