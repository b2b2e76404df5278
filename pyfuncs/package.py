"""The zip pass over a built office file: fixed time stamps and order, and the ribbon that XlsxWriter cannot add.

Equal input gives equal bytes, so that two builds of one definition do not differ.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from lxml import etree

RIBBON_PART = "customUI/customUI14.xml"
RIBBON_TYPE = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
RIBBON_ID = "rIdRibbon"
ROOT_RELATIONSHIPS = "_rels/.rels"
CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIPS_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
STAMP = (1980, 1, 1, 0, 0, 0)
LEVEL, FAST = 6, 1
"""How hard parts are pressed; those with many thousand rows fast, which takes a third of the time."""

Parts = list[tuple[str, bytes]]
Content = bytes | Sequence[bytes]
"""What a part holds, whole or in pieces: a large one is put together only to be deflated."""


def finish(xlsm: bytes, ribbon: str, filled: Mapping[str, Callable[[bytes], Content]] | None = None) -> bytes:
    """The workbook with `ribbon` (customUI14 XML) as its ribbon part, replacing one that is there.

    filled  what becomes of a part, by its name
    Raises lxml.etree.XMLSyntaxError when the ribbon is not well formed, KeyError when the package has no
    root relationships.
    """
    ribbon_bytes = ribbon.encode("utf-8")
    etree.fromstring(ribbon_bytes)
    parts = dict(_read(xlsm))
    parts[ROOT_RELATIONSHIPS] = _with_relationship(parts[ROOT_RELATIONSHIPS])
    parts[CONTENT_TYPES] = _with_xml_default(parts[CONTENT_TYPES])
    parts[RIBBON_PART] = ribbon_bytes
    return write(_filled(parts.items(), filled or {}))


def changed(data: bytes, filled: Mapping[str, Callable[[bytes], Content]]) -> bytes:
    """The same parts in the same order; filled  what becomes of a part, by its name."""
    return write(_filled(_read(data), filled)) if filled else data


def _filled(
    parts: Iterable[tuple[str, bytes]], filled: Mapping[str, Callable[[bytes], Content]]
) -> Iterator[tuple[str, Content]]:
    return ((name, filled[name](data) if name in filled else data) for name, data in parts)


def normalise_zip(data: bytes) -> bytes:
    """The same parts in the same order, with fixed stamps, attributes and compression."""
    return write(_read(data))


def write(parts: Iterable[tuple[str, Content]]) -> bytes:
    """A zip of `parts` in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            if isinstance(content, bytes):
                package.writestr(entry, content, compresslevel=LEVEL)
            else:
                package.writestr(entry, b"".join(content), compresslevel=FAST)
    return buffer.getvalue()


def _read(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [(entry.filename, package.read(entry)) for entry in package.infolist() if not entry.is_dir()]


def _with_relationship(relationships: bytes) -> bytes:
    root = etree.fromstring(relationships)
    for item in root.findall(f"{{{RELATIONSHIPS_SPACE}}}Relationship"):
        if item.get("Type") == RIBBON_TYPE:
            root.remove(item)
    wanted = {"Id": RIBBON_ID, "Type": RIBBON_TYPE, "Target": RIBBON_PART}
    etree.SubElement(root, f"{{{RELATIONSHIPS_SPACE}}}Relationship", wanted)
    return _serialised(root)


def _with_xml_default(content_types: bytes) -> bytes:
    root = etree.fromstring(content_types)
    defaults = root.findall(f"{{{CONTENT_TYPES_SPACE}}}Default")
    if any(item.get("Extension", "").lower() == "xml" for item in defaults):
        return content_types
    root.insert(
        0, root.makeelement(f"{{{CONTENT_TYPES_SPACE}}}Default", Extension="xml", ContentType="application/xml")
    )
    return _serialised(root)


def _serialised(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
