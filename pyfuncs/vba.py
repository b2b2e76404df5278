"""The workbook's VBA project, made from the text in `workbook/vba/` and the installed xlwings' own module.

pyOpenVBA writes the container from a project that Excel saved. What is embedded of xlwings is xlwings.bas
(BSD 3-clause) alone: nothing of `xlwings/pro`, no Dictionary.cls. Its branches for other programs and for macOS (which
need that class) are left out, for LibreOffice overlooks #If, compiles all branches, and one module that does not
compile disables the whole project.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import io
import re
import tempfile
import tomllib
import zipfile
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent / "workbook" / "vba"
TEXTS_FILE = "texts.toml"
WORKBOOK = "ThisWorkbook"
PROJECT_PART = "xl/vbaProject.bin"
DECIDED = {"App": "Microsoft Excel", "Mac": ""}
"""Conditions of xlwings.bas that are decided when the project is built: "" = False."""
BRANCH = re.compile(r"\s*#(If|ElseIf)\s+(\w+)(?:\s*=\s*\"([^\"]*)\")?\s+Then\s*(?:'.*)?", re.I)
TEXT_CHUNK = 24
"""Characters of a text put on one line of VBA, which must stay under 1,023 characters."""


class VbaError(Exception):
    """VBA text that cannot be built in; the message names the file."""


def vba_project(sheet_codes: list[str], sources: Path = SOURCES) -> bytes:
    """The bytes of vbaProject.bin with a document module for the workbook and for each sheet code name, in order.

    Equal input gives equal bytes. Raises VbaError for text that is not ASCII, and when the installed xlwings
    ships a module of another version.
    """
    from pyopenvba import ExcelFile

    with tempfile.TemporaryDirectory() as folder:
        empty, full = Path(folder, "empty.xlsm"), Path(folder, "full.xlsm")
        empty.write_bytes(_bare_workbook(sheet_codes))
        with ExcelFile(empty) as book:
            project = book.add_vba_project()
            book.set_module(WORKBOOK, read_source(sources / f"{WORKBOOK}.cls"))
            for name, text in standard_modules(sources).items():
                project.add_module(name, text)
            book.save(full)
        with zipfile.ZipFile(full) as package:
            return package.read(PROJECT_PART)


def standard_modules(sources: Path = SOURCES) -> dict[str, str]:
    """Text by name of every standard module: ours in order of name, Texts, and xlwings."""
    modules = {path.stem: read_source(path) for path in sorted(sources.glob("*.bas"))}
    modules["Texts"] = texts_module(tomllib.loads((sources / TEXTS_FILE).read_text("utf-8")))
    modules["xlwings"] = xlwings_module()
    return modules


def read_source(path: Path) -> str:
    """A module's text with the line ends VBA wants; raises VbaError when it is not plain ASCII."""
    try:
        text = path.read_bytes().decode("ascii")
    except UnicodeDecodeError as fault:
        raise VbaError(f"{path.name}：第{fault.start + 1}个字节不是 ASCII，中文请写进 {TEXTS_FILE}") from None
    return "\r\n".join(text.splitlines()) + "\r\n"


def texts_module(texts: dict[str, str]) -> str:
    """A module with one function a text, the text spelled in ChrW so that the source stays ASCII."""
    lines = ['Attribute VB_Name = "Texts"', "Option Explicit", ""]
    for name, text in texts.items():
        lines.append(f"Public Function {name}() As String")
        for start in range(0, len(text), TEXT_CHUNK):
            before = f"{name} & " if start else ""
            lines.append(f"    {name} = {before}{_spelled(text[start : start + TEXT_CHUNK])}")
        lines += ["End Function", ""]
    return "\r\n".join(lines)


def _spelled(text: str) -> str:
    units = text.encode("utf-16-le")
    numbers = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
    return " & ".join(f"ChrW(&H{number:04X})" for number in numbers)


def xlwings_module() -> str:
    """xlwings.bas as the installed package ships it; raises VbaError when the version in it is another one."""
    spec = importlib.util.find_spec("xlwings")
    if spec is None or not spec.origin:
        raise VbaError("没有安装 xlwings，请先按 requirements.txt 安装")
    text = read_source(Path(spec.origin).with_name("xlwings.bas"))
    version = importlib.metadata.version("xlwings")
    if f"'Version: {version}\r\n" not in text:
        raise VbaError(f"xlwings.bas 不是已安装的版本 {version}，请重新安装 xlwings")
    return decided(text)


def decided(text: str) -> str:
    """VBA with the conditions of DECIDED resolved: their own #-lines and the branches not taken are gone."""
    kept: list[str] = []
    open_ifs: list[tuple[bool, bool, bool]] = []  # decided here, this branch taken, any branch taken
    for line in text.splitlines():
        word = line.strip().lower()
        if word.startswith(("#if ", "#elseif ", "#else", "#end if")):
            ours, taken, before = open_ifs.pop() if not word.startswith("#if ") else (*_condition(line), False)
            if word.startswith(("#elseif ", "#else")) and ours:
                taken = not before and (word == "#else" or _condition(line)[1])
            if not word.startswith("#end if"):
                open_ifs.append((ours, taken, before or taken))
            if ours:
                continue
        if all(taken or not ours for ours, taken, _ in open_ifs):
            kept.append(line)
    return "\r\n".join(kept) + "\r\n"


def _condition(line: str) -> tuple[bool, bool]:
    """Whether a condition is one of DECIDED, and what it comes to."""
    found = BRANCH.fullmatch(line)
    if not found or found[2] not in DECIDED:
        return False, False
    return True, DECIDED[found[2]] == found[3] if found[3] is not None else bool(DECIDED[found[2]])


def _bare_workbook(sheet_codes: list[str]) -> bytes:
    """An empty workbook whose sheets bear the code names: pyOpenVBA makes the document modules from it."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.vba_codename = WORKBOOK
        for code in sheet_codes:
            book.add_worksheet(code).set_vba_name(code)
    return buffer.getvalue()
