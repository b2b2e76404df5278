"""Files that are not what they should be: each with how it is made of a good workbook and what is said of it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile
from zips import pack, parts_of

HEAD = b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
CORNERS = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ONE_CELL = b'<row r="1"><c r="A1"><v>1</v></c></row>'
LAST_SHEET = "xl/worksheets/sheet2.xml"
Make = Callable[[Path, bytes], None]


def sheet(rows: bytes, after: bytes = b"") -> bytes:
    """A worksheet part of the given rows."""
    return HEAD + b"<sheetData>" + rows + b"</sheetData>" + after + b"</worksheet>"


def with_part(good: bytes, name: str, data: bytes) -> bytes:
    """The workbook with one part put in another's place."""
    return pack(parts_of(good) | {name: data})


def with_sheet(data: bytes) -> Make:
    """Another second sheet."""
    return lambda path, good: _write(path, with_part(good, LAST_SHEET, data))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _of(data: bytes) -> Make:
    return lambda path, good: _write(path, data)


def _flip(path: Path, good: bytes) -> None:
    """One bit inside the compressed cells of the first sheet is turned."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    spoilt = bytearray(good)
    spoilt[part.header_offset + 30 + len(part.filename) + part.compress_size // 2] ^= 4
    path.write_bytes(bytes(spoilt))


def _encrypt(path: Path, good: bytes) -> None:
    with path.open("wb") as out:
        OOXMLFile(io.BytesIO(good)).encrypt("秘密123", out)


def _flag_password(path: Path, good: bytes) -> None:
    """The zip's own encryption: the flag alone is enough to keep a reader out."""
    spoilt = bytearray(good)
    at = good.index(b"PK\x01\x02")
    while at >= 0:
        flags = struct.unpack_from("<H", spoilt, at + 8)[0]
        struct.pack_into("<H", spoilt, at + 8, flags | 1)
        at = good.find(b"PK\x01\x02", at + 1)
    path.write_bytes(bytes(spoilt))


def _foreign(path: Path, good: bytes) -> None:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "成绩"])
    book.active.append(["林晓", 90])
    book.save(path)


def _empty_book(path: Path, good: bytes) -> None:
    openpyxl.Workbook().save(path)


def _other_notice(path: Path, good: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(good))
    for row in book["首页"].iter_rows():
        for cell in row:
            if cell.value == "2018":
                cell.value = "1998"
    book.save(path)


def _word(path: Path, good: bytes) -> None:
    document = docx.Document()
    document.add_paragraph("申报表")
    document.save(str(path))


def _bomb(path: Path, good: bytes) -> None:
    path.write_bytes(with_part(good, "xl/media/image1.png", bytes(300_000_000)))


def _overlap(path: Path, good: bytes) -> None:
    """Every entry of the list of contents points at the bytes of the first."""
    spoilt = bytearray(good)
    at = good.index(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<L", spoilt, at + 42, 0)
        at = good.find(b"PK\x01\x02", at + 1)
    path.write_bytes(bytes(spoilt))


def _doctype(path: Path, good: bytes) -> None:
    part = "xl/workbook.xml"
    text = parts_of(good)[part]
    head, _, rest = text.rpartition(b"<workbook")
    path.write_bytes(with_part(good, part, head + b'<!DOCTYPE x [<!ENTITY a "b">]><workbook' + rest))


def _moved_sheet(path: Path, good: bytes) -> None:
    """A sheet of two corners outside the usual folder, under an unusual name."""
    parts = parts_of(good)
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = parts[relations].replace(b"worksheets/sheet2.xml", b"worksheets/sheet2.bin")
    del parts[LAST_SHEET]
    path.write_bytes(pack(parts | {"xl/worksheets/sheet2.bin": sheet(CORNERS)}))


def _many_parts(path: Path, good: bytes) -> None:
    path.write_bytes(pack(parts_of(good) | {f"xl/media/{number}.png": b"x" for number in range(2001)}))


def _half_a_sheet(path: Path, good: bytes) -> None:
    data = parts_of(good)[LAST_SHEET]
    path.write_bytes(with_part(good, LAST_SHEET, data[: len(data) // 2]))


HOSTILE: dict[str, tuple[Make, str]] = {
    "没有这个文件": (lambda path, good: None, "找不到文件"),
    "文件夹": (lambda path, good: path.mkdir(), "是文件夹"),
    "空文件": (_of(b""), "是空文件"),
    "截断": (lambda path, good: _write(path, good[: len(good) // 2]), "不是Excel工作簿或已损坏"),
    "截断到末尾": (lambda path, good: _write(path, good[:-10]), "不是Excel工作簿或已损坏"),
    "坏了一位": (_flip, "已损坏"),
    "打开密码": (_encrypt, "有打开密码"),
    "压缩密码": (_flag_password, "有密码"),
    "文本改名": (_of("企业名称,小组名称\n甲公司,星火".encode("gb18030")), "是文本文件"),
    "网页改名": (_of("<html><table><tr><td>企业名称</td></tr></table></html>".encode()), "是网页"),
    "Word文档改名": (_word, "是Word文件"),
    "别人的工作簿": (_foreign, "这不是QC申报汇总的工作簿"),
    "空工作簿": (_empty_book, "没有任何内容"),
    "没有的通知": (_other_notice, "“当前通知”写的是“1998”"),
    "最末行末列": (with_sheet(sheet(CORNERS)), "铺得过大"),
    "最末行末列单引号": (with_sheet(sheet(CORNERS.replace(b'"', b"'"))), "铺得过大"),
    "最末行末列小写": (with_sheet(sheet(CORNERS.replace(b"XFD", b"xfd"))), "铺得过大"),
    "最末行末列有空格": (with_sheet(sheet(CORNERS.replace(b'r="', b'r = "'))), "铺得过大"),
    "最末行末列属性含大于号": (with_sheet(sheet(CORNERS.replace(b'<c r="X', b'<c s=">" r="X'))), "写法不正常"),
    "行列超出": (with_sheet(sheet(CORNERS.replace(b"XFD1048576", b"ZZZZZZ9999999999"))), "铺得过大"),
    "换了名字的工作表": (_moved_sheet, "铺得过大"),
    "整表合并": (
        with_sheet(sheet(ONE_CELL, b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
        "铺得过大",
    ),
    "压缩炸弹": (_bomb, "解压后大得不正常"),
    "部件重叠": (_overlap, "互相重叠"),
    "部件过多": (_many_parts, "个部件"),
    "文档类型定义": (_doctype, "带有文档类型定义"),
    "字数表撒谎": (
        lambda path, good: _write(
            path,
            with_part(
                good, "xl/sharedStrings.xml", HEAD.replace(b"worksheet", b"sst uniqueCount='4000000000'") + b"</sst>"
            ),
        ),
        "大得不正常",
    ),
    "别的编码": (
        with_sheet(b"\xff\xfe" + sheet(ONE_CELL).decode().replace("UTF-8", "UTF-16").encode("utf-16-le")),
        "编码",
    ),
    "半张工作表": (_half_a_sheet, "内部有残缺"),
}
"""What is wrong with the file: how it is made at a path, and what the one sentence says."""


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
