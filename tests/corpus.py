"""A corpus of hostile, broken and odd files, made anew by the tests: how each is made, and what becomes of it.

A workbook is made of the good one of clerk_book.py, a Word file of a good form. Three things may become of it: it says
the same as the good one (SAME), it is read and what could not be is told at its cell (the address), or it is refused
in a sentence that holds these words.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import clerk_book
import form_files
import hostile
import hostile_forms
import openpyxl
from hostile import HEAD, Make, pack, parts_of, sheet, with_part
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pyfuncs.notice import Notice
from pyfuncs.word import DOCUMENT

SAME, READ = "与原来一样", "读得出"
"""What becomes of a file: its records are those of the good one; it is read, its records being others."""
BOOK = "xl/workbook.xml"
STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": (
        "http://purl.oclc.org/ooxml/wordprocessingml/main"
    ),
}
LAST_ROW = 1_048_576
GROUPS, MEMBERS = "小组", "小组成员"


GOOD = {
    GROUPS: [
        clerk_book.GROUP,
        clerk_book.GROUP | {"小组名称": "长风QC小组", "课题名称": "缩短换模时间", "登记注册号": "QC-2"},
    ],
    MEMBERS: clerk_book.MEMBERS,
}
"""The ledgers of the good workbook: two groups of one enterprise in rows 5 and 6, members of the first."""


def good_book(path: Path, notice: Notice) -> Path:
    """The good workbook."""
    return clerk_book.build(path, notice, clerk_book.HOME_2018, GOOD)


def _save(path: Path, book: openpyxl.Workbook) -> None:
    """openpyxl refuses names that are not .xlsx; ours may be anything."""
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(buffer.getvalue())


def _edited(edit: Callable[[openpyxl.Workbook], object]) -> Make:
    def make(path: Path, good: bytes) -> None:
        book = openpyxl.load_workbook(io.BytesIO(good))
        edit(book)
        _save(path, book)

    return make


def _patched(edit: Callable[[dict[str, bytes]], object]) -> Make:
    """Parts of the package changed by hand."""

    def make(path: Path, good: bytes) -> None:
        parts = parts_of(good)
        edit(parts)
        path.write_bytes(pack(parts))

    return make


def part_of(parts: dict[str, bytes], tab: str) -> str:
    """The part that holds a tab."""
    place = re.search(rf'<sheet [^>]*name="{tab}"[^>]*r:id="(\w+)"', parts[BOOK].decode())
    assert place
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    target = next(item for item in re.findall(r"<Relationship [^>]*>", relations) if f'Id="{place[1]}"' in item)
    return "xl/" + re.search(r'Target="/?(?:xl/)?([^"]+)"', target)[1]


def _in_sheet(tab: str, edit: Callable[[bytes], bytes]) -> Make:
    def change(parts: dict[str, bytes]) -> None:
        name = part_of(parts, tab)
        parts[name] = edit(parts[name])

    return _patched(change)


def cell_of(parts: dict[str, bytes], address: str) -> re.Match[bytes]:
    """A cell of the ledger of groups as it is written."""
    found = re.search(rb'<c r="' + address.encode() + rb'"[^>]*?(?:/>|>.*?</c>)', parts[part_of(parts, GROUPS)])
    assert found
    return found


def _cell(address: str, text: str) -> Make:
    """Another cell in its place."""

    def change(parts: dict[str, bytes]) -> None:
        name, old = part_of(parts, GROUPS), cell_of(parts, address)[0]
        parts[name] = parts[name].replace(old, text.encode())

    return _patched(change)


# -- odd, and to be read -----------------------------------------------------------------------------


def _strict(parts: dict[str, bytes]) -> None:
    for name, data in parts.items():
        for old, new in STRICT.items():
            data = data.replace(old.encode(), new.encode())
        parts[name] = data
    parts[BOOK] = re.sub(rb"<workbook ", b'<workbook conformance="strict" ', parts[BOOK], count=1)


def _iso_days(parts: dict[str, bytes]) -> None:
    """Strict workbooks write a day as text of its own type."""
    _strict(parts)
    name = part_of(parts, GROUPS)
    parts[name] = re.sub(
        rb'(<c r="[A-Z]+\d+"[^>]*?) t="n"(>)<v>(4\d{4})</v>',
        lambda found: (
            found[1] + b' t="d"><v>' + str(dt.date(1899, 12, 30) + dt.timedelta(int(found[3]))).encode() + b"</v>"
        ),
        parts[name],
    )  # fmt: skip
    assert b't="d"' in parts[name]


def _since_1904(book: openpyxl.Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904


def _merged_down(book: openpyxl.Workbook) -> None:
    """The enterprise of two groups that follow on each other, as one cell."""
    book[GROUPS].merge_cells("A5:A6")


def _hidden(book: openpyxl.Workbook) -> None:
    book[GROUPS].sheet_state, book[MEMBERS].sheet_state = "hidden", "veryHidden"


@functools.cache
def _rows(row: str) -> bytes:
    return "".join(row.replace("#", str(number)) for number in range(20, LAST_ROW + 1)).encode()


def _to_the_last_row(row: str) -> Make:
    """The ledger of groups goes on to the last row of a sheet, each as `row` with its number for #."""

    def edit(data: bytes) -> bytes:
        more = _rows(row)
        return re.sub(rb'<dimension ref="[^"]*"/>', b"", data).replace(b"</sheetData>", more + b"</sheetData>")

    return _in_sheet(GROUPS, edit)


FULL_ROW = '<row r="#"><c r="A#" t="inlineStr"><is><t>a#</t></is></c></row>'
COLOURED_ROW = '<row r="#" s="1" customFormat="1"><c r="A#" s="1"/><c r="B#" s="1"/></row>'


def _open_document(path: Path, good: bytes) -> None:
    """The same tables as LibreOffice keeps them."""
    tabs = []
    for tab in openpyxl.load_workbook(io.BytesIO(good)).worksheets:
        rows = "".join(f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>" for row in tab.values)
        tabs.append(f'<table:table table:name="{escape(tab.title)}">{rows}</table:table>')
    path.write_bytes(open_document("".join(tabs)))


def _open_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, dt.datetime):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.date()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def open_document(tables: str) -> bytes:
    """An .ods of these tables."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    spaces = " ".join(f'xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{urn}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def _open_text(path: Path, good: bytes) -> None:
    """A text document of LibreOffice's."""
    path.write_bytes(with_part(open_document(""), "mimetype", b"application/vnd.oasis.opendocument.text"))


def _far_repeats(path: Path, good: bytes) -> None:
    """An .ods of one cell repeated to the last row and column."""
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    row = f'<table:table-row table:number-rows-repeated="{LAST_ROW}">{cell}</table:table-row>'
    path.write_bytes(open_document(f'<table:table table:name="首页">{row}</table:table>'))


ODD: dict[str, tuple[Make, str]] = {
    "严格格式": (_patched(_strict), SAME),
    "严格格式的日期": (_patched(_iso_days), SAME),
    "1904年起算的日期": (_edited(_since_1904), SAME),
    "错误值": (_cell("E5", '<c r="E5" t="e"><v>#REF!</v></c>'), "E5"),
    "错误值的公式": (_cell("E5", '<c r="E5" t="e"><f>1/0</f><v>#DIV/0!</v></c>'), "E5"),
    "没有算出的公式": (_cell("E5", '<c r="E5"><f>1+2</f><v></v></c>'), "E5"),
    "没有算出的公式无值": (_cell("E5", '<c r="E5"><f>1+2</f></c>'), "E5"),
    "没有算出的文本公式": (_cell("A5", '<c r="A5" s="1"><f>UPPER("a")</f><v/></c>'), "A5"),
    "算好的公式": (_cell("E5", '<c r="E5"><f>1+2</f><v>3</v></c>'), SAME),
    "以文本算出的公式": (
        _cell("A5", '<c r="A5" t="str"><f>B1</f><v>太原华岭机械有限公司</v></c>'),
        SAME,
    ),
    "竖着合并的单元格": (_edited(_merged_down), SAME),
    "隐藏的工作表": (_edited(_hidden), SAME),
    "涂到最末行的颜色": (_to_the_last_row(COLOURED_ROW), SAME),
    "三万字的格": (_edited(lambda book: book[GROUPS].__setitem__("S5", "字" * 32_767)), READ),
    "写成转义的控制字符": (_cell("B5", '<c r="B5" t="inlineStr"><is><t>星_x0001_火_x000B_</t></is></c>'), READ),
    "写成转义的半个字": (_cell("B5", '<c r="B5" t="inlineStr"><is><t>星_xD800_火</t></is></c>'), READ),
    "以文本写的公式": (_edited(lambda book: _as_text(book, "C5", "=1+1")), READ),
    "多媒体部件里的压缩包": (
        _patched(lambda parts: parts.update({"xl/embeddings/包.xlsx": pack(dict(parts))})),
        SAME,
    ),
    "部件路径跳出文件夹": (_patched(lambda parts: parts.update({"../../../qc-escape.txt": b"x"})), SAME),
    "尾上多了字节": (lambda path, good: _bytes(path, good + b"\r\n" * 20), SAME),
    "ODS改名": (_open_document, SAME),
    "三百张工作表": (_edited(lambda book: [book.create_sheet(f"备用{number}") for number in range(300)]), SAME),
}
"""Odd workbooks that a person can open, and so can we."""


def _as_text(book: openpyxl.Workbook, address: str, text: str) -> None:
    book[GROUPS][address].value = text
    book[GROUPS][address].data_type = "s"


def _bytes(path: Path, data: bytes) -> None:
    path.write_bytes(data)


# -- hostile or broken -------------------------------------------------------------------------------


def _ten_gigabytes(claimed: int) -> Make:
    """A sheet that inflates to ten gigabytes, its size in the list of contents being `claimed`."""

    def make(path: Path, good: bytes) -> None:
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        start = squeeze.compress(HEAD + b"<sheetData>") + squeeze.flush(zlib.Z_FULL_FLUSH)
        body = start + (squeeze.compress(b" " * (10 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)) * 1024 + squeeze.flush()
        data = bytearray(with_part(good, hostile.LAST_SHEET, b""))
        at, name = data.index(b"PK\x01\x02"), hostile.LAST_SHEET.encode()
        while data[at + 46 : at + 46 + len(name)] != name:
            at = data.index(b"PK\x01\x02", at + 1)
        here = len(data[: data.index(b"PK\x01\x02")])
        header = struct.pack("<4sHHHHHLLLHH", b"PK\x03\x04", 20, 0, 8, 0, 33, 0, len(body), claimed, len(name), 0)
        struct.pack_into("<HLLL", data, at + 10, 8, 33 << 16, 0, len(body))
        struct.pack_into("<L", data, at + 24, claimed)
        struct.pack_into("<L", data, at + 42, here)
        new = header + name + body
        end = data.rindex(b"PK\x05\x06")
        struct.pack_into("<L", data, end + 16, here + len(new))
        path.write_bytes(data[:here] + new + data[here:])

    return make


def _outer_zip(path: Path, good: bytes) -> None:
    path.write_bytes(pack({"申报簿.xlsx": good}))


def _binary_book(path: Path, good: bytes) -> None:
    path.write_bytes(
        pack({"[Content_Types].xml": parts_of(good)["[Content_Types].xml"], "xl/workbook.bin": b"\x83\x01"})
    )


def _without(*names: str) -> Make:
    return _patched(lambda parts: [parts.pop(name) for name in names])


def _twice(path: Path, good: bytes) -> None:
    """Two parts of one name, of which readers take one or the other."""
    buffer = io.BytesIO(good)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.fp.seek(0, io.SEEK_END)
        info = zipfile.ZipInfo(hostile.LAST_SHEET)
        archive.NameToInfo.pop(info.filename)
        archive.writestr(info, sheet(hostile.CORNERS))
    path.write_bytes(buffer.getvalue())


def _circle(path: Path, good: bytes) -> None:
    path.symlink_to(path)


def _pipe(path: Path, good: bytes) -> None:
    os.mkfifo(path)


DEEP = sheet(b'<row r="1"><c r="A1">' + b"<is>" * 200_000 + b"</is>" * 200_000 + b"</c></row>")
LAUGHS = HEAD.replace(b"<worksheet", hostile_forms.BOMB.encode() + b"]><worksheet")
OUTSIDE = HEAD.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet')
LONG_NAME = b'<row r="1"><c r="A1" ' + b"x" * 3_000_000 + b'="1"/></row>'
PAGE = '<html xmlns:o="urn:office"><meta charset="gbk"><table><tr><td>企业名称</td></tr></table></html>'
XML_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook'
    ' xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
)

BROKEN: dict[str, tuple[Make, str]] = hostile.HOSTILE | {
    "解压后十GB": (_ten_gigabytes(0xFFFFFFF0), "大得不正常"),
    "解压后十GB却说很小": (_ten_gigabytes(5000), "已损坏"),
    "里面又是压缩包": (_outer_zip, "压缩包"),
    "坏了的二进制工作簿": (_binary_book, "已损坏"),
    "套了二十万层": (hostile.with_sheet(DEEP), READ),
    "实体炸弹": (hostile.with_sheet(LAUGHS + b"<sheetData/></worksheet>"), "文档类型定义"),
    "外部实体": (hostile.with_sheet(OUTSIDE + b"<sheetData/></worksheet>"), "文档类型定义"),
    "属性名三百万字": (hostile.with_sheet(sheet(LONG_NAME)), "大得不正常"),
    "写到最末行": (_to_the_last_row(FULL_ROW), "行"),
    "没有写成转义的控制字符": (_in_sheet(GROUPS, lambda data: data.replace(b"QC", b"Q\x01C")), "内部有残缺"),
    "没有关系表": (_without("xl/_rels/workbook.xml.rels"), "已损坏"),
    "没有工作簿部件": (_without(BOOK), "不是Excel工作簿"),
    "同名的两个部件": (_twice, "铺得过大"),
    "只有四个字节": (lambda path, good: _bytes(path, b"PK\x03\x04"), "不是Excel工作簿或已损坏"),
    "空的压缩包": (lambda path, good: _bytes(path, b"PK\x05\x06" + bytes(18)), "不是Excel工作簿"),
    "CSV改名": (lambda path, good: _bytes(path, "企业名称,小组名称\n甲,星火\n".encode("utf-8-sig")), "是文本文件"),
    "网页改名成xlsx": (lambda path, good: _bytes(path, PAGE.encode("gbk")), "网页"),
    "XML表格2003": (lambda path, good: _bytes(path, XML_2003.encode()), "XML"),
    "PDF改名": (lambda path, good: _bytes(path, b"%PDF-1.7\n"), "PDF"),
    "图片改名": (lambda path, good: _bytes(path, b"\x89PNG\r\n\x1a\n"), "图片"),
    "最末行末列的ODS": (_far_repeats, "铺得过大"),
    "改名的文字文档": (_open_text, "OpenDocument"),
    "指向自己的链接": (_circle, "读不了"),
    "管道": (_pipe, "不是文件"),
}
"""Hostile or broken workbooks: refused, and in which words."""

BOOKS = ODD | BROKEN


# -- Word files --------------------------------------------------------------------------------------


def _strict_form(data: bytes) -> bytes:
    parts = form_files.parts_of(data)
    for old, new in STRICT.items():
        parts = {name: part.replace(old.encode(), new.encode()) for name, part in parts.items()}
    return form_files.pack(parts)


def _in_body(text: str) -> Callable[[bytes], bytes]:
    return lambda data: hostile_forms.with_text(data, "<w:body>", "<w:body>" + text)


def _without_text(data: bytes) -> bytes:
    parts = form_files.parts_of(data)
    del parts[DOCUMENT]
    return form_files.pack(parts)


def _long_text(data: bytes) -> bytes:
    return _in_body(f"<w:p><w:r><w:t>{'长' * 300_000}</w:t></w:r></w:p>")(data)


FORMS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    name: (spoil, READ) for name, (spoil, _) in hostile_forms.TOLD.items()
} | hostile_forms.REFUSED | {
    "严格格式": (_strict_form, SAME),
    "三十万字": (_long_text, READ),
    "一万个表": (_in_body("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" * 10_000), READ),
    "一行二万格": (_in_body("<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 20_000 + "</w:tr></w:tbl>"), READ),
    "域没有结尾": (_in_body('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' * 5000), READ),
    "修订套修订": (_in_body("<w:p>" + "<w:ins>" * 200 + "</w:ins>" * 200 + "</w:p>"), READ),
    "控制字符": (lambda data: hostile_forms.with_text(data, "<w:body>", "<w:body>\x01"), "内部有残缺"),
    "缺正文": (_without_text, "不是Word文件"),
    "里面又是压缩包": (lambda data: form_files.pack({"表.docx": data}), "不是Word文件"),
    "网页改名": (lambda data: PAGE.encode("gbk"), "不是Word文件"),
    "旧容器": (lambda data: hostile_forms.ole("别的"), "不是Word文件"),
}  # fmt: skip
"""Hostile, broken and odd Word files, with what becomes of them."""
