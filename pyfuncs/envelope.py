"""A zip file whose parts are constant but for one: the constant ones are deflated once, not file after file."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO

LEVEL = 1
"""A third of the work of the usual level, for a hundredth more of a file: most of a form is its constant parts."""
Stamp = tuple[int, int, int, int, int, int]
SIZES = struct.Struct("<3L")
"""Checksum, deflated and plain size of a part, as they stand in its own header and in the list of contents."""
SIZES_IN_HEADER, SIZES_IN_LIST = 14, 16
OFFSET = struct.Struct("<L")
"""Where the list of contents begins; nothing but the length of a comment stands behind it."""
NO_COMMENT = b"\0\0"


def entry(name: str, stamp: Stamp) -> zipfile.ZipInfo:
    """A part as all of ours are: deflated, with a day that does not tell when it was made."""
    info = zipfile.ZipInfo(name, stamp)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


class Envelope:
    """The zip of `parts`, name and content of each, and of the part `name`, which every `seal` gives its content.

    `zipfile` itself has written all bytes but those of that part, which is the last, and its sizes.
    """

    def __init__(self, parts: Iterable[tuple[str, bytes]], name: str, stamp: Stamp) -> None:
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for other, data in parts:
                archive.writestr(entry(other, stamp), data)
            archive.writestr(entry(name, stamp), b"")
        whole, last = buffer.getvalue(), archive.getinfo(name)
        name_size = len(name.encode())
        in_header = last.header_offset + SIZES_IN_HEADER
        header_end = last.header_offset + zipfile.sizeFileHeader + name_size  # type: ignore[attr-defined]
        ends = zipfile.sizeEndCentDir + zipfile.sizeCentralDir  # type: ignore[attr-defined]
        in_list = len(whole) - ends - name_size + SIZES_IN_LIST
        self._head = whole[:in_header]
        self._name = whole[in_header + SIZES.size : header_end]
        self._list = whole[header_end + last.compress_size : in_list]
        self._end = whole[in_list + SIZES.size : -OFFSET.size - len(NO_COMMENT)]

    def seal(self, data: bytes) -> bytes:
        """The whole file with `data` as the content of its last part."""
        pressed = deflate(data)
        sizes = SIZES.pack(zlib.crc32(data), len(pressed), len(data))
        list_at = len(self._head) + len(sizes) + len(self._name) + len(pressed)
        before = self._head, sizes, self._name, pressed
        return b"".join((*before, self._list, sizes, self._end, OFFSET.pack(list_at), NO_COMMENT))


def deflate(data: bytes) -> bytes:
    """As the parts of a zip are."""
    pressed = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return pressed.compress(data) + pressed.flush()
