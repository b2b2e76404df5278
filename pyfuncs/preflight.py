"""Looks into a workbook or a Word file that came from outside before any reader touches it.

The usual readers hang, abort or return nothing on files that a few hundred bytes can describe; what is
checked here is what was measured to do so. Every refusal is one Chinese sentence.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers import expat

from . import file_kinds
from .file_kinds import Unreadable
from .open_tables import OpenTables
from .plain_rows import PlainRows
from .shapes import field, shape
from .spread import SHEET, TAIL, Spread, refuse_spread, refuse_thin

MOST_PARTS = 2_000
MOST_BYTES = 400_000_000
MOST_RATIO = 200
RATIO_FROM = 2_000_000
MOST_FILE = 200_000_000
MOST_MERGED = 100_000
MOST_TEXTS = 20_000_000
"""Readers keep room for as many texts as a workbook says that it has."""
MOST_TEXT = 20_000_000
CHUNK = 1 << 18
"""A part is looked at in pieces of so many bytes, each with the end of the piece before it."""
OLD, BINARY, OPEN = ".xls", ".xlsb", ".ods"
BOOKS = {"xl/workbook.xml": "", "xl/workbook.bin": BINARY, "content.xml": OPEN}
"""What kind of workbook a zip is that has such a part."""
OLD_BOOKS = tuple(stream.encode("utf-16-le") for stream in ("Workbook\0", "Book\0"))
LOCKED = "EncryptedPackage".encode("utf-16-le")
OPEN_KIND, OPEN_CONTENT, OPEN_PARTS = "mimetype", "content.xml", "META-INF/manifest.xml"
MOST_KIND = 200
OPEN_BOOK, OPEN_LOCKED = b"opendocument.spreadsheet", b"encryption-data"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
UNIQUE = re.compile(rb"""uniqueCount\s*=\s*["'](\d{1,20})["']""")
RELATIONS, MOST_RELATIONS = "xl/_rels/workbook.xml.rels", 1 << 20
ESCAPES = (b"&", b"%")
"""With them a name may be written in the relations in another way."""
ALWAYS_READ = {"workbook.xml", "workbook.xml.rels", "sharedstrings.xml", "styles.xml"}
"""Parts that readers find without being told where."""
BLANKS = b"\xef\xbb\xbf \t\r\n"


@shape()
class Found:
    """What a look into the parts found.

    errors  cells with an error value, or a formula that was never reckoned, by part name: (row, col) from 1
    merged  what is merged down a column, by part name: (column, first row, last row)
    bytes   how many they are, inflated
    kind    "" of an .xlsx or .xlsm, else OLD, BINARY or OPEN; of OPEN the parts are named as the tables are
    """

    errors: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    merged: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)
    bytes: int = 0
    kind: str = ""


def look(path: Path) -> Found:
    """Opens the file as a zip, streams every part once, and refuses what would harm or mislead a reader.

    Raises Unreadable.
    """
    name = path.name
    if magic_of(path) == OLE:
        return _look_into_old(path)
    with _opened(path, "Excel工作簿", ".xlsx", "Excel或WPS") as archive:
        return _look_into(archive, name)


def _look_into_old(path: Path) -> Found:
    """A file of the days before zipped ones: what stands in it is seen by its reader alone."""
    data, name = path.read_bytes(), path.name
    if LOCKED in data:
        raise Unreadable(f"“{name}”有打开密码，请在Excel或WPS中去掉密码、另存为 .xlsx 或 .xlsm 再试")
    if not any(stream in data for stream in OLD_BOOKS):
        raise Unreadable(f"“{name}”不是Excel工作簿，请给出 .xlsx 或 .xlsm 文件")
    return Found(bytes=len(data), kind=OLD)


def unpack(path: Path, wanted: re.Pattern[str]) -> tuple[dict[str, bytes], list[str]]:
    """The parts of a Word file whose whole name `wanted` matches, inflated, and the names of all parts.

    Raises Unreadable. Parts not wanted (pictures, macros, embedded files) are not even inflated.
    """
    name = path.name
    magic_of(path)
    with _opened(path, "Word文件", ".docx", "Word或WPS") as archive:
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
def _opened(path: Path, kind: str, wanted: str, program: str) -> Iterator[zipfile.ZipFile]:
    """The file as a zip; whatever its damage raises becomes one sentence."""
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except zipfile.BadZipFile:
        with path.open("rb") as file:
            is_what = file_kinds.of_bytes(file.read(file_kinds.HEAD))
        if is_what:
            says = file_kinds.advice(is_what, wanted, program)
            raise Unreadable(f"“{name}”不是{kind}，是{is_what}，{says}") from None
        raise Unreadable(f"“{name}”不是{kind}或已损坏，请重新取得这个文件") from None
    except expat.ExpatError:
        raise Unreadable(f"“{name}”内部有残缺，读不全，请重新取得这个文件") from None
    except (NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error):
        raise Unreadable(f"“{name}”已损坏或有密码，读不出内容，请重新取得这个文件") from None


def magic_of(path: Path) -> bytes:
    """The first 8 bytes of a file that can be read, is not empty and not too large; raises Unreadable."""
    name = path.name
    try:
        found = path.stat()
        size = found.st_size
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            raise Unreadable(f"“{name}”不是文件，是管道或设备，请给出 .xlsx 或 .docx 文件")
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
    known = {part.filename.casefold() for part in parts}
    kind = next((kind for part, kind in BOOKS.items() if part in known), None)
    if kind == OPEN and not _is_open_book(archive):
        kind = None
    if kind is None:
        is_what = file_kinds.of_parts(part.filename for part in parts)
        if is_what:
            says = file_kinds.advice(is_what, ".xlsx", "Excel或WPS")
            raise Unreadable(f"“{name}”不是Excel工作簿，是{is_what}，{says}")
        raise Unreadable(f"“{name}”不是Excel工作簿，请给出 .xlsx 或 .xlsm 文件")
    found, total = Found(kind=kind), 0
    is_read = _readers_way(archive)
    for part in parts:
        if is_read(part.filename):
            total = _stream(archive, part, name, total, found)
        else:  # whoever does not inflate it needs no more than its claim
            total += part.file_size
            _refuse_large(total, part.file_size, part, name)
    found.bytes = total
    return found


def _is_open_book(archive: zipfile.ZipFile) -> bool:
    """Whether an OpenDocument file is a spreadsheet. Raises Unreadable where it has a password."""
    parts = set(archive.namelist())
    if OPEN_PARTS in parts:
        with archive.open(OPEN_PARTS) as stream:
            if OPEN_LOCKED in stream.read(CHUNK):
                raise Unreadable(
                    f"“{Path(str(archive.filename)).name}”有打开密码，请用WPS或LibreOffice去掉密码、另存一份再试"
                )
    if OPEN_KIND not in parts:
        return False
    with archive.open(OPEN_KIND) as stream:
        return OPEN_BOOK in stream.read(MOST_KIND)


def _readers_way(archive: zipfile.ZipFile) -> Callable[[str], bool]:
    """Whether readers may open a part, by its name: of those within xl/ what the workbook's relations speak of.

    Pictures, drawings, comments and settings of printers are passed over, and need not even be whole.
    """
    lists = [part for part in archive.infolist() if _folded(part.filename) == RELATIONS]
    relations = b""
    if len(lists) == 1:
        with archive.open(lists[0]) as stream:
            relations = stream.read(MOST_RELATIONS).lower()
    is_told = b"relationship" in relations and not any(sign in relations for sign in ESCAPES)
    if not is_told or len(relations) == MOST_RELATIONS:
        return lambda name: True

    def is_read(name: str) -> bool:
        folder, _, last = _folded(name).rpartition("/")
        return not folder.startswith("xl") or last in ALWAYS_READ or not last.isascii() or last.encode() in relations

    return is_read


def _folded(name: str) -> str:
    return name.replace("\\", "/").lower()


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
    read, tail, spread, plain, parser = 0, b"", Spread(), PlainRows(), expat.ParserCreate()
    is_divided, rows, proof = False, b"", b""
    tables = OpenTables(parser) if found.kind == OPEN and part.filename == OPEN_CONTENT else None
    with archive.open(part) as stream:
        while (chunk := stream.read(CHUNK)) or plain.rest:
            read += len(chunk)
            _refuse_large(total + read, read, part, name)
            if is_xml or is_divided or spread.is_sheet or chunk.lstrip(BLANKS).startswith(b"<"):
                if is_divided := is_divided or spread.is_sheet or SHEET in chunk:
                    chunk, rows, proof = plain.divide(chunk)
                text = tail + chunk
                _refuse_strange(text, name)
                spread.take(text)
                spread.take_plain(rows, plain)
                spread.refuse(name)
                if is_xml:
                    parser.Parse(chunk + proof, False)
                for table in tables.tables.values() if tables else ():
                    refuse_spread(table.area, 1, table.rows, name)
                tail = b"" if rows else text[-TAIL:]
    if is_xml and read:
        parser.Parse(b"", True)
    spread.refuse_thin(name)
    for tab, table in tables.tables.items() if tables else ():
        refuse_thin(table.area, table.filled, table.rows, name)
        found.errors[tab], found.merged[tab] = table.errors, table.down[:MOST_MERGED]
    if spread.errors:
        found.errors[part.filename] = spread.errors
    if spread.down:
        found.merged[part.filename] = spread.down[:MOST_MERGED]
    return total + read


def _refuse_large(total: int, size: int, part: zipfile.ZipInfo, name: str) -> None:
    if total > MOST_BYTES or (size > RATIO_FROM and size > MOST_RATIO * max(part.compress_size, 1)):
        raise Unreadable(f"“{name}”解压后大得不正常，已拒绝打开，请重新取得这个文件")


def _refuse_strange(text: bytes, name: str) -> None:
    if text.startswith(UTF_16):
        raise Unreadable(f"“{name}”内部的编码不是Office或WPS所用的，读不全，请用Office或WPS打开后另存一份再试")
    if b"!" in text and (b"<!DOCTYPE" in text or b"<!ENTITY" in text):  # one byte alone is found at once
        raise Unreadable(f"“{name}”带有文档类型定义，正常的文件没有，已拒绝打开，请重新取得这个文件")
    claimed = max(map(int, UNIQUE.findall(text)), default=0) if b"uniqueCount" in text else 0
    if claimed > MOST_TEXTS:
        raise Unreadable(f"“{name}”自称有{claimed}段文字，大得不正常，已拒绝打开，请用Excel或WPS打开后另存一份再试")
