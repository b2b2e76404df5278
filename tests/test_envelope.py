"""An envelope gives the very files that zipfile gives, but for how tightly the last part is pressed."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pyfuncs.envelope import Envelope, entry

STAMP = (2018, 4, 27, 0, 0, 0)
NAMES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\\"), min_size=1, max_size=20), unique=True)


def by_zipfile(parts: list[tuple[str, bytes]], name: str, data: bytes) -> bytes:
    """The slow twin."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for other, content in [*parts, (name, data)]:
            archive.writestr(entry(other, STAMP), content)
    return buffer.getvalue()


def told(data: bytes) -> list[tuple[object, ...]]:
    """All that a zip says of each part, and what is in it; how many bytes the last one takes does not count."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return [
            (info.filename, archive.read(info), info.CRC, info.file_size, info.date_time, info.compress_type)
            for info in archive.infolist()
        ]


@given(NAMES, st.binary(max_size=300), st.binary(max_size=5000), st.integers(1, 400))
@example(["[Content_Types].xml", "图/片.png"], b"x", "字".encode(), 400)
def test_as_zipfile_writes_it(names: list[str], content: bytes, data: bytes, times: int) -> None:
    parts = [(name, content * number) for number, name in enumerate(names)]
    envelope = Envelope(parts, "word/document.xml/", STAMP)
    for each in (data * times, b"", data):
        assert told(envelope.seal(each)) == told(by_zipfile(parts, "word/document.xml/", each))


@pytest.mark.parametrize("name", ["word/document.xml", "正文.xml"])
def test_the_constant_parts_are_the_same_bytes_in_every_file(name: str) -> None:
    envelope = Envelope([("styles.xml", b"s" * 1000), ("theme.xml", bytes(range(256)))], name, STAMP)
    first, second = envelope.seal(b"1" * 50), envelope.seal(b"2" * 5000)
    twin = by_zipfile([("styles.xml", b"s" * 1000), ("theme.xml", bytes(range(256)))], name, b"1" * 50)
    start = next(info.header_offset for info in zipfile.ZipFile(BytesIO(first)).infolist() if info.filename == name)
    assert first[:start] == second[:start] == twin[:start]
