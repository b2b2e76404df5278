"""Word files that are not what they should be: what each of a good form is made into, and what is said of it."""

from __future__ import annotations

import io
from collections.abc import Callable

import form_files
import openpyxl

from pyfuncs.word import DOCUMENT

RELATED = (
    '<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"'
    ' TargetMode="External"/>'
)
CODE = 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"'
DDE = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    f"<w:r><w:instrText>{CODE}</w:instrText></w:r>"
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>请更新</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
Spoil = Callable[[bytes], bytes]


def with_text(data: bytes, old: str, new: str) -> bytes:
    """The form with a piece of its main part in another's place."""
    text = form_files.parts_of(data)[DOCUMENT].decode()
    assert old in text
    return form_files.with_document(data, text.replace(old, new, 1).encode())


# -- what harms, and is told -------------------------------------------------------------------------


def dde(data: bytes) -> bytes:
    """A field that would start a program."""
    return with_text(data, "<w:body>", "<w:body>" + DDE)


def remote_template(data: bytes) -> bytes:
    """A template that would be fetched."""
    relation = RELATED.format("attachedTemplate", "http://127.0.0.1:9/x.dotm")
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return form_files.pack(
        form_files.parts_of(data) | {"word/_rels/settings.xml.rels": f"{head}{relation}</Relationships>"}
    )


def external_picture(data: bytes) -> bytes:
    """A picture that would be fetched, and give the clerk's password away."""
    parts = form_files.parts_of(data)
    relation = RELATED.format("image", "file://server/share/x.png")
    name = "word/_rels/document.xml.rels"
    return form_files.pack(
        parts | {name: parts[name].replace(b"</Relationships>", relation.encode() + b"</Relationships>")}
    )


def macros(data: bytes) -> bytes:
    """Macros of somebody's."""
    return form_files.pack(form_files.parts_of(data) | {"word/vbaProject.bin": b"\xcc\x61" * 100})


def wide_span(data: bytes) -> bytes:
    """A cell over a hundred million columns."""
    return with_text(data, "<w:tcPr>", '<w:tcPr><w:gridSpan w:val="100000000"/>')


TOLD: dict[str, tuple[Spoil, str]] = {
    "DDE域": (dde, "有DDE域"),
    "远程模板": (remote_template, "指向外部的模板"),
    "外部图片": (external_picture, "指向外部的文件"),
    "宏": (macros, "带有宏，没有运行"),
    "跨一亿栏": (wide_span, "跨“100000000”栏"),
}
"""Read all the same; what the clerk is told."""


# -- what is refused ---------------------------------------------------------------------------------


def entity_bomb(data: bytes) -> bytes:
    """A billion letters in a hundred."""
    return with_text(data, "<w:document", BOMB + "]><w:document")


def zip_bomb(data: bytes) -> bytes:
    """Five million empty paragraphs."""
    return with_text(data, "<w:body>", "<w:body>" + "<w:p/>" * 5_000_000)


def deep(data: bytes) -> bytes:
    """Tables in tables in tables."""
    table = "<w:tbl><w:tr><w:tc>"
    return with_text(data, "<w:body>", "<w:body>" + table * 3000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3000)


def overlapping(data: bytes) -> bytes:
    """Every entry of the list of contents points at the bytes of the first."""
    spoilt = bytearray(data)
    at = data.index(b"PK\x01\x02")
    while at >= 0:
        spoilt[at + 42 : at + 46] = bytes(4)
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(spoilt)


def workbook(data: bytes) -> bytes:
    """A workbook under a document's name."""
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    return buffer.getvalue()


def ole(name: str) -> bytes:
    """The start of an old container that holds a stream of this name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name.encode("utf-16-le") + bytes(512)


REFUSED: dict[str, tuple[Spoil, str]] = {
    "实体炸弹": (entity_bomb, "文档类型定义"),
    "压缩炸弹": (zip_bomb, "解压后大得不正常"),
    "套了三千层": (deep, "嵌套过深"),
    "部件重叠": (overlapping, "互相重叠"),
    "截断": (lambda data: data[: len(data) // 2], "已损坏"),
    "空文件": (lambda data: b"", "是空文件"),
    "工作簿改名": (workbook, "不是Word文件"),
    "PDF改名": (lambda data: b"%PDF-1.7 ...", "是PDF"),
    "图片改名": (lambda data: b"\x89PNG\r\n\x1a\n....", "是图片"),
    "压缩包改名": (lambda data: b"Rar!\x1a\x07\x00....", "是压缩包"),
    "文本改名": (lambda data: "企业名称：甲".encode(), "不是Word文件"),
    "有密码": (lambda data: ole("EncryptedPackage"), "有打开密码"),
    "旧工作簿改名": (lambda data: ole("Workbook"), "是Excel工作簿"),
}
"""Not read; what the one sentence says."""
