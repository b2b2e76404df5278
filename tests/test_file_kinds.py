"""A file under another's name is told by what it is, not by what it is called."""

from __future__ import annotations

import pytest

from pyfuncs import file_kinds


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"{\\rtf1", "RTF文件"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>', "XML格式的文件"),
        (b'<HTML xmlns:o="urn:schemas">', "网页"),
        ("\ufeff<table><tr>".encode(), "网页"),
        ("企业名称,小组名称\r\n甲,星火\r\n".encode("gb18030"), file_kinds.TEXT),
        ("企业名称\t小组名称\n甲\t星火\n".encode("utf-8-sig"), file_kinds.TEXT),
        (b"", ""),
        (b"PK\x03\x04\x14\x00", ""),
        (bytes(range(32)), ""),
    ],
)
def test_told_by_its_first_bytes(head: bytes, kind: str) -> None:
    assert file_kinds.of_bytes(head) == kind


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["[Content_Types].xml", "XL/Workbook.xml"], "Excel工作簿"),
        (["xl/workbook.bin"], "二进制工作簿（.xlsb）"),
        (["word/document.xml"], "Word文件"),
        (["mimetype", "content.xml"], "OpenDocument文件（.ods、.odt）"),
        (["材料/太原.xlsm"], "压缩包"),
        (["a.txt"], ""),
        ([], ""),
    ],
)
def test_told_by_the_parts_of_a_zip(names: list[str], kind: str) -> None:
    assert file_kinds.of_parts(names) == kind


def test_what_to_do_with_it() -> None:
    assert file_kinds.advice("网页", ".xlsx", "Excel或WPS") == "请用Excel或WPS打开，另存为 .xlsx 再试"
    assert "解压" in file_kinds.advice("压缩包", ".xlsx", "Excel或WPS")
    assert "要原来的文件" in file_kinds.advice("PDF", ".docx", "Word或WPS")


@pytest.mark.parametrize(
    ("core", "is_own"),
    [
        ("<dc:creator>QC申报汇总</dc:creator><cp:lastModifiedBy>林晓</cp:lastModifiedBy>", True),
        ("<dc:creator>\n  QC申报汇总\n</dc:creator>", True),
        ("<dc:creator>林晓</dc:creator><dc:title>QC申报汇总</dc:title>", False),
        ("<dc:creator>QC申报汇总组</dc:creator>", False),
        ("", False),
    ],
)
def test_a_list_of_ours_is_known_by_its_properties(core: str, is_own: bool) -> None:
    assert file_kinds.is_own_list(core.encode()) is is_own
