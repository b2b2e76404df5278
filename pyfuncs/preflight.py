"""Looks into a workbook or a Word file that came from outside before any reader touches it.

The usual readers hang, abort or return nothing on files that a few hundred bytes can describe; what is
checked here is what was measured to do so. Every refusal is one Chinese sentence.
"""

from __future__ import annotations

import functools
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from . import file_kinds
from .open_tables import OpenTables
from .plain_rows import PlainRows

MOST_PARTS = 2_000
MOST_BYTES = 400_000_000
MOST_RATIO = 200
RATIO_FROM = 2_000_000
MOST_FILE = 200_000_000
MOST_CELLS_SPREAD = 30_000_000
MOST_SPARSE, LEAST_DENSE = 3_000_000, 8
"""Beyond so many cells a sheet is refused where not one in eight is filled: readers keep room for every one."""
MOST_ROWS = 800_000
MOST_MERGED = 100_000
MOST_TEXTS = 20_000_000
"""Readers keep room for as many texts as a workbook says that it has."""
MOST_TEXT = 20_000_000
CHUNK, TAIL = 1 << 18, 2048
"""A part is looked at in pieces of one, each with the end of the piece before it."""
MOST_COLUMNS = 1 << 14
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
REFERENCE = rb"""\s*=\s*["']\$?([A-Za-z]{1,7})\$?(\d{1,10})"""
CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br" + REFERENCE)
PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,7})[0-9]')
"""A cell as Excel, WPS and LibreOffice write it; found many times faster than one written in any other way."""
CELLS = tuple(mark + blank for mark in (b"<c", b":c") for blank in (b" ", b"\n", b"\r", b"\t"))
OTHER_CELLS = CELLS[1:]
ERROR = re.compile(rb"""<(?:\w+:)?c\s(?=[^<>]*?\bt\s*=\s*["']e["'])[^<>]*?\br""" + REFERENCE)
FORMULA = re.compile(rb"<(?:\w+:)?c\s(?=[^<>]*?\br" + REFERENCE + rb""")[^<>]*>\s*<(?:\w+:)?f[\s/>]""")
NO_VALUE = rb"\s*(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</)"
UNRECKONED = re.compile(rb"</(?:\w+:)?f>" + NO_VALUE)
FORMULA_END = b"f>"
EMPTY_VALUE = b"<v></v>"
"""What a formula that was never reckoned has in a plain row, for it has a value there."""
UNRECKONED_SHARED = re.compile(rb"<(?:\w+:)?f\s[^<>]*/>" + NO_VALUE)
SHARED = b"shared"
"""A formula that was filled down: its words stand in the first of its cells alone."""
ODD_CELL = re.compile(rb"""<c\s(?:[^<>"']|"[^"<>]*"|'[^'<>]*')*["'][^"'<>]*>""")
"""A cell with the end of a tag between its quotation marks."""
UNIQUE = re.compile(rb"""uniqueCount\s*=\s*["'](\d{1,20})["']""")
RELATIONS, MOST_RELATIONS = "xl/_rels/workbook.xml.rels", 1 << 20
ESCAPES = (b"&", b"%")
"""With them a name may be written in the relations in another way."""
ALWAYS_READ = {"workbook.xml", "workbook.xml.rels", "sharedstrings.xml", "styles.xml"}
"""Parts that readers find without being told where."""
BLANKS = b"\xef\xbb\xbf \t\r\n"
TEXT_RESULT = re.compile(rb"""\bt\s*=\s*["']str["']""")
FILLED = (b"</v>", b"</is>", b":v>", b":is>")
"""What ends a cell that is filled."""
SHEET, MERGE_WORD, ERROR_WORDS = b"sheetData", b"mergeCell", (b'"e"', b"'e'")
"""Without them a part holds no cells, no merged cells, no errors."""
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?\bref" + REFERENCE + rb":([A-Za-z]{1,7})(\d{1,10})")


class Unreadable(Exception):
    """The file cannot be read; the message is one Chinese sentence that says why and what to do."""


@dataclass(slots=True)
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
    read, tail, spread, plain, parser = 0, b"", _Spread(), PlainRows(), expat.ParserCreate()
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
                    _refuse_spread(table.area, 1, table.rows, name)
                tail = b"" if rows else text[-TAIL:]
    if is_xml and read:
        parser.Parse(b"", True)
    spread.refuse_thin(name)
    for tab, table in tables.tables.items() if tables else ():
        _refuse_thin(table.area, table.filled, table.rows, name)
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
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Unreadable(f"“{name}”带有文档类型定义，正常的文件没有，已拒绝打开，请重新取得这个文件")
    claimed = max(map(int, UNIQUE.findall(text)), default=0) if b"uniqueCount" in text else 0
    if claimed > MOST_TEXTS:
        raise Unreadable(f"“{name}”自称有{claimed}段文字，大得不正常，已拒绝打开，请用Excel或WPS打开后另存一份再试")


def _refuse_spread(area: int, first: int, last: int, name: str) -> None:
    """A rectangle of so many cells, of these rows."""
    if area > MOST_CELLS_SPREAD:
        raise Unreadable(f"“{name}”有工作表的内容或合并单元格铺得过大（如到最末行末列），请删去多余的内容再试")
    if last - first >= MOST_ROWS:
        raise Unreadable(
            f"“{name}”有工作表的内容从第{first}行到第{last}行，铺得过大，"
            f"一张表最多{MOST_ROWS}行，请删去多余的内容或分成几本"
        )


def _refuse_thin(area: int, filled: int, last: int, name: str) -> None:
    """A few cells far from each other."""
    if area > max(MOST_SPARSE, LEAST_DENSE * filled):
        raise Unreadable(f"“{name}”有工作表的内容铺得过大（到第{last}行，其间多是空格），请删去远处多余的内容再试")


class _Spread:
    """The rectangle that a sheet's contents span, and the cells whose value is an error or was never reckoned."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.merged = self.filled = 0
        self.is_sheet = self.is_odd = False
        self.errors: set[tuple[int, int]] = set()
        self.down: list[tuple[int, int, int]] = []

    def take(self, text: bytes) -> None:
        self.is_sheet = self.is_sheet or SHEET in text
        if self.is_sheet and any(start in text for start in CELLS):
            self._take_cells(text)
        for left, top, right, bottom in MERGE.findall(text) if self.is_sheet and MERGE_WORD in text else ():
            area = (int(bottom) - int(top) + 1) * (column_number(right) - column_number(left) + 1)
            self.merged = max(self.merged, area)
            if left == right and top != bottom:
                self.down.append((column_number(left), int(top), int(bottom)))

    def _take_cells(self, text: bytes) -> None:
        if text.count(b"<c ") > text.count(b'<c r="'):  # of another order, or written so as not to be seen
            self.is_odd = self.is_odd or ODD_CELL.search(text) is not None
        ends = [end for end in FILLED if end in text]
        self.rows = _ends(self.rows | _filled_rows(text, ends))
        self.columns = _ends(self.columns | {column_number(letters) for letters in _column_letters(text)})
        self.filled += sum(map(text.count, ends))
        if any(word in text for word in ERROR_WORDS):  # rarely: the expressions are slow
            self.errors |= {(int(digits), column_number(letters)) for letters, digits in ERROR.findall(text)}
        self.errors |= set(_unreckoned(text))

    def take_plain(self, rows: bytes, plain: PlainRows) -> None:
        """As `take`, for whole rows that `plain` has divided from the text."""
        if not rows:
            return
        ends = sorted(plain.ends)
        self.rows = _ends(self.rows | _filled_rows(rows, ends))
        self.columns = _ends(self.columns | {column_number(letters) for letters in plain.columns})
        self.filled += sum(map(rows.count, ends))
        if plain.has_formulas and EMPTY_VALUE in rows:
            self.errors |= set(_unreckoned(rows))

    def refuse(self, name: str) -> None:
        if self.is_odd:
            raise Unreadable(f"“{name}”有工作表的写法不正常，读不准，请用Excel或WPS打开后另存一份再试")
        _refuse_spread(max(self.spread, self.merged), min(self.rows, default=0), max(self.rows, default=0), name)

    def refuse_thin(self, name: str) -> None:
        """At the end of a sheet."""
        _refuse_thin(self.spread, self.filled, max(self.rows, default=0), name)

    @property
    def spread(self) -> int:
        return _span(self.rows) * _span(self.columns)


def _column_letters(text: bytes) -> set[bytes]:
    """The letters of every cell; the last is looked at by itself, for it may be cut in two."""
    last = max(text.rfind(b"<c "), 0)
    plain = PLAIN_CELL.findall(text, 0, last)
    is_plain = len(plain) == text.count(b"<c ", 0, last) and not any(start in text for start in OTHER_CELLS)
    return {*(plain if is_plain else ()), *(letters for letters, _ in CELL.findall(text, last if is_plain else 0))}


def _filled_rows(text: bytes, ends: Sequence[bytes]) -> set[int]:
    """The first and the last row that hold a value; rows that are only coloured do not count.

    ends  which of FILLED there are: to look backwards for one that is not there is slow
    """
    begin = text.find(b"<c", 0, TAIL)  # what is cut in two before it was whole at the end of the piece before
    firsts = [at for end in ends if (at := text.find(end, max(begin, 0))) >= 0]
    if not firsts:
        return set()
    found = [CELL.match(text, text.rfind(b"<c", 0, at)) for at in (min(firsts), max(map(text.rfind, ends)))]
    if not all(found):  # of a cell that is cut in two or oddly written all rows count
        return _ends({int(digits) for digits in {digits for _, digits in CELL.findall(text)}})
    return {int(cell[2]) for cell in found if cell}


def _unreckoned(text: bytes) -> Iterator[tuple[int, int]]:
    """Cells with a formula and no value beside it, as programs write that cannot reckon."""
    starts = [text.rfind(b"<", 0, end.start()) for end in UNRECKONED.finditer(text)] if FORMULA_END in text else []
    starts += [found.start() for found in UNRECKONED_SHARED.finditer(text)] if SHARED in text else []
    for start in starts:
        cell = CELL.match(text, text.rfind(b"<", 0, start))
        if cell and not TEXT_RESULT.search(text[cell.start() : text.find(b">", cell.end())]):
            yield int(cell[2]), column_number(cell[1])


def _ends(numbers: set[int]) -> set[int]:
    return {min(numbers), max(numbers)} if numbers else numbers


def _span(numbers: set[int]) -> int:
    return max(numbers) - min(numbers) + 1 if numbers else 0


@functools.lru_cache(MOST_COLUMNS)
def column_number(letters: bytes | str) -> int:
    """A → 1, XFD → 16384."""
    number = 0
    for letter in letters.upper() if isinstance(letters, bytes) else letters.upper().encode():
        number = number * 26 + letter - 64
    return number
