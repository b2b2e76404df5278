"""Looks into a workbook or a Word file that came from outside before any reader touches it.

The usual readers hang, abort or return nothing on files that a few hundred bytes can describe; what is
checked here is what was measured to do so. Every refusal is one Chinese sentence.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

MOST_PARTS = 2_000
MOST_BYTES = 400_000_000
MOST_RATIO = 200
RATIO_FROM = 2_000_000
MOST_FILE = 200_000_000
MOST_CELLS_SPREAD = 30_000_000
MOST_TEXT = 20_000_000
CHUNK = 1 << 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
REFERENCE = rb"""\s*=\s*["']\$?([A-Za-z]{1,7})\$?(\d{1,10})"""
CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br" + REFERENCE)
ERROR = re.compile(rb"""<(?:\w+:)?c\s(?=[^<>]*?\bt\s*=\s*["']e["'])[^<>]*?\br""" + REFERENCE)
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?\bref" + REFERENCE + rb":([A-Za-z]{1,7})(\d{1,10})")


class Unreadable(Exception):
    """The file cannot be read; the message is one Chinese sentence that says why and what to do."""


@dataclass(slots=True)
class Found:
    """What a look into the parts found: cells with error values by part name, (row, col) from 1."""

    errors: dict[str, set[tuple[int, int]]] = field(default_factory=dict)


def look(path: Path) -> Found:
    """Opens the file as a zip, streams every part once, and refuses what would harm or mislead a reader.

    Raises Unreadable.
    """
    name = path.name
    if magic_of(path) == OLE:
        raise Unreadable(f"“{name}”有打开密码或是旧的 .xls 格式，请在Excel或WPS中去掉密码、另存为 .xlsx 或 .xlsm 再试")
    with _opened(path, "Excel工作簿") as archive:
        return _look_into(archive, name)


def unpack(path: Path, wanted: re.Pattern[str]) -> tuple[dict[str, bytes], list[str]]:
    """The parts of a Word file whose whole name `wanted` matches, inflated, and the names of all parts.

    Raises Unreadable. Parts not wanted (pictures, macros, embedded files) are not even inflated.
    """
    name = path.name
    magic_of(path)
    with _opened(path, "Word文件") as archive:
        parts = archive.infolist()
        _refuse_shape(parts, name, "申报表")
        chosen = [part for part in parts if wanted.fullmatch(part.filename)]
        held: dict[str, bytes] = {}
        for part in chosen:
            held[part.filename] = _inflate(archive, part, name, MOST_TEXT - sum(map(len, held.values())))
        return held, [part.filename for part in parts]


def _inflate(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, most: int) -> bytes:
    """A part of text, never more of it than `most` bytes, whatever size the list of contents claims."""
    with archive.open(part) as stream:
        data = stream.read(max(most, 0) + 1)
    if len(data) > most or (len(data) > RATIO_FROM and len(data) > MOST_RATIO * max(part.compress_size, 1)):
        raise Unreadable(f"“{name}”解压后大得不正常，已拒绝打开，请重新取得这个文件")
    _refuse_strange(data, name)
    return data


@contextmanager
def _opened(path: Path, kind: str) -> Iterator[zipfile.ZipFile]:
    """The file as a zip; whatever its damage raises becomes one sentence."""
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except zipfile.BadZipFile:
        raise Unreadable(f"“{name}”不是{kind}或已损坏，请重新取得这个文件") from None
    except expat.ExpatError:
        raise Unreadable(f"“{name}”内部有残缺，读不全，请重新取得这个文件") from None
    except (NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error):
        raise Unreadable(f"“{name}”已损坏或有密码，读不出内容，请重新取得这个文件") from None


def magic_of(path: Path) -> bytes:
    """The first 8 bytes of a file that can be read, is not empty and not too large; raises Unreadable."""
    name = path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            magic = file.read(8)
    except FileNotFoundError:
        raise Unreadable(f"找不到文件“{name}”，请核对文件名和所在文件夹") from None
    except IsADirectoryError:
        raise Unreadable(f"“{name}”是文件夹，请给出其中的文件") from None
    except PermissionError:
        raise Unreadable(f"“{name}”没有读取权限或正被别的程序占用，请关闭它再试") from None
    except OSError as fault:
        raise Unreadable(f"读不了“{name}”（{fault.strerror}），请把它复制到本机再试") from None
    if size == 0:
        raise Unreadable(f"“{name}”是空文件，请重新取得这个文件")
    if size > MOST_FILE:
        raise Unreadable(f"“{name}”超过{MOST_FILE // 1_000_000}MB，不像申报的文件，请核对文件")
    return magic


def _look_into(archive: zipfile.ZipFile, name: str) -> Found:
    parts = archive.infolist()
    _refuse_shape(parts, name, "申报工作簿")
    if not any(part.filename.casefold() == "xl/workbook.xml" for part in parts):
        raise Unreadable(f"“{name}”不是Excel工作簿，请给出 .xlsx 或 .xlsm 文件")
    found, total = Found(), 0
    for part in parts:
        total = _stream(archive, part, name, total, found)
    return found


def _refuse_shape(parts: list[zipfile.ZipInfo], name: str, kind: str) -> None:
    """Too many parts, or entries that lie on each other."""
    if len(parts) > MOST_PARTS:
        raise Unreadable(f"“{name}”内有{len(parts)}个部件，不像{kind}，请核对文件")
    _refuse_overlap(parts, name)


def _refuse_overlap(parts: list[zipfile.ZipInfo], name: str) -> None:
    """Entries that share bytes of the file: the shape of a zip bomb that every ratio check misses."""
    ends = 0
    for part in sorted(parts, key=lambda item: item.header_offset):
        if part.header_offset < ends:
            raise Unreadable(f"“{name}”的压缩内容互相重叠，已拒绝打开，请重新取得这个文件")
        ends = part.header_offset + 30 + len(part.filename.encode()) + part.compress_size


def _stream(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, total: int, found: Found) -> int:
    """Inflates one part in pieces; returns the bytes inflated so far over all parts."""
    is_xml = part.filename.casefold().endswith((".xml", ".rels"))
    read, tail, spread, parser = 0, b"", _Spread(), expat.ParserCreate()
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            read += len(chunk)
            if total + read > MOST_BYTES or (read > RATIO_FROM and read > MOST_RATIO * max(part.compress_size, 1)):
                raise Unreadable(f"“{name}”解压后大得不正常，已拒绝打开，请重新取得这个文件")
            if is_xml:
                text = tail + chunk
                _refuse_strange(text, name)
                spread.take(text)
                spread.refuse(name)
                parser.Parse(chunk, False)
                tail = text[-2048:]
    if is_xml and read:
        parser.Parse(b"", True)
    if spread.errors:
        found.errors[part.filename] = spread.errors
    return total + read


def _refuse_strange(text: bytes, name: str) -> None:
    if text.startswith(UTF_16):
        raise Unreadable(f"“{name}”内部的编码不是Office或WPS所用的，读不全，请用Office或WPS打开后另存一份再试")
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Unreadable(f"“{name}”带有文档类型定义，正常的文件没有，已拒绝打开，请重新取得这个文件")


class _Spread:
    """The rectangle that a sheet's cells span, and the cells that hold an error value."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.merged = 0
        self.errors: set[tuple[int, int]] = set()

    def take(self, text: bytes) -> None:
        cells = CELL.findall(text)
        self.rows = _ends(self.rows | {int(digits) for digits in {digits for _, digits in cells}})
        self.columns = _ends(self.columns | {column_number(letters) for letters in {letters for letters, _ in cells}})
        self.errors |= {(int(digits), column_number(letters)) for letters, digits in ERROR.findall(text)}
        for left, top, right, bottom in MERGE.findall(text):
            area = (int(bottom) - int(top) + 1) * (column_number(right) - column_number(left) + 1)
            self.merged = max(self.merged, area)

    def refuse(self, name: str) -> None:
        spread = _span(self.rows) * _span(self.columns)
        if spread > MOST_CELLS_SPREAD or self.merged > MOST_CELLS_SPREAD:
            raise Unreadable(f"“{name}”有工作表的内容或合并单元格铺得过大（如到最末行末列），请删去多余的内容再试")


def _ends(numbers: set[int]) -> set[int]:
    return {min(numbers), max(numbers)} if numbers else numbers


def _span(numbers: set[int]) -> int:
    return max(numbers) - min(numbers) + 1 if numbers else 0


def column_number(letters: bytes | str) -> int:
    """A → 1, XFD → 16384."""
    number = 0
    for letter in letters.upper() if isinstance(letters, bytes) else letters.upper().encode():
        number = number * 26 + letter - 64
    return number
