"""What a file is that is not what its name says: told by its first bytes or, in a zip, by the names of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable

HEAD = 512
"""How many bytes tell."""
STARTS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "RTF文件"),
)
MARKS = ((b"progid=", "XML格式的文件"), (b"<html", "网页"), (b"<table", "网页"), (b"<!doctype html", "网页"))
PARTS = (
    ("xl/workbook.xml", "Excel工作簿"),
    ("xl/workbook.bin", "二进制工作簿（.xlsb）"),
    ("word/document.xml", "Word文件"),
    ("ppt/presentation.xml", "演示文稿"),
    ("content.xml", "OpenDocument文件（.ods、.odt）"),
)
PACKED = (".xlsx", ".xlsm", ".xls", ".docx", ".doc", ".wps", ".et", ".zip", ".rar")
TEXT = "文本文件（如CSV）"
READABLE = 0.8
AUTHOR = "QC申报汇总"
"""Who has made the lists that the program writes, as their properties say, whoever saves them again."""
ASK = {
    "PDF": "请向填报的单位要原来的文件",
    "图片": "请向填报的单位要原来的文件",
    "压缩包": "请先解压，再给出里面的文件",
}


class Unreadable(Exception):
    """The file cannot be read; the message is one Chinese sentence that says why and what to do."""


def of_bytes(head: bytes) -> str:
    """What a file is that begins with these bytes, "" where they do not tell."""
    for start, kind in STARTS:
        if head.startswith(start):
            return kind
    lower = head[:HEAD].lower()
    for mark, kind in MARKS:
        if mark in lower:
            return kind
    return TEXT if _is_text(head[:HEAD]) else ""


def _is_text(head: bytes) -> bool:
    """True for letters, signs and line ends in any encoding of ours."""
    controls = sum(byte < 32 and byte not in b"\t\r\n" for byte in head)
    texts = (head.decode(name, "ignore") for name in ("utf-8-sig", "gb18030"))
    return bool(head) and not controls and any(len(text.encode("utf-8")) >= READABLE * len(head) for text in texts)


def of_parts(names: Iterable[str]) -> str:
    """What a zip of these parts is, "" where they do not tell."""
    known = [name.casefold() for name in names]
    for part, kind in PARTS:
        if part in known:
            return kind
    return "压缩包" if any(name.endswith(PACKED) for name in known) else ""


def is_own_list(core: bytes) -> bool:
    """Whether these properties (docProps/core.xml) are those of a list that the program has written."""
    return re.search(rf"creator>\s*{AUTHOR}\s*</".encode(), core) is not None


def advice(kind: str, wanted: str, program: str) -> str:
    """What to do with a file of this kind where one of the kind `wanted` (“.xlsx”) is needed."""
    return ASK.get(kind, f"请用{program}打开，另存为 {wanted} 再试")
