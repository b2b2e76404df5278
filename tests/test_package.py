"""The zip pass: the ribbon is in, and equal input gives equal bytes."""

import io
import zipfile
from typing import Any

import pytest
from lxml import etree
from small_book import RIBBON, build

from pyfuncs import package


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return build(tmp_path_factory.mktemp("package") / "plain.xlsm", ribbon="").read_bytes()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def ribbon_relationships(data: bytes) -> list[dict[str, str]]:
    root: Any = etree.fromstring(parts(data)["_rels/.rels"])
    return [dict(item.attrib) for item in root if item.get("Type") == package.RIBBON_TYPE]


def test_finish_adds_the_ribbon_and_leaves_every_other_part_alone(plain):
    ribbon = RIBBON.read_text("utf-8")
    before, after = parts(plain), parts(package.finish(plain, ribbon))
    assert after.pop("customUI/customUI14.xml").decode("utf-8") == ribbon
    assert {name for name in before if after[name] != before[name]} == {"_rels/.rels"}
    assert list(after) == list(before)


def test_the_ribbon_is_related_from_the_package_root(plain):
    finished = package.finish(plain, RIBBON.read_text("utf-8"))
    assert [item["Target"] for item in ribbon_relationships(finished)] == ["customUI/customUI14.xml"]


def test_finish_twice_is_finish_once(plain):
    once = package.finish(plain, RIBBON.read_text("utf-8"))
    assert package.finish(once, RIBBON.read_text("utf-8")) == once
    assert len(ribbon_relationships(once)) == 1


def test_finish_replaces_an_older_ribbon(plain):
    other = '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"/>'
    finished = package.finish(package.finish(plain, other), RIBBON.read_text("utf-8"))
    assert finished == package.finish(plain, RIBBON.read_text("utf-8"))


def test_a_ribbon_that_is_not_xml_is_refused(plain):
    with pytest.raises(etree.XMLSyntaxError):
        package.finish(plain, "<customUI>")


def test_xml_gets_a_content_type_where_the_package_has_none():
    bare = package.write(
        [
            ("[Content_Types].xml", f'<Types xmlns="{package.CONTENT_TYPES_SPACE}"/>'.encode()),
            ("_rels/.rels", f'<Relationships xmlns="{package.RELATIONSHIPS_SPACE}"/>'.encode()),
        ]
    )
    finished = parts(package.finish(bare, "<customUI/>"))
    types = etree.fromstring(finished["[Content_Types].xml"])
    assert [(item.get("Extension"), item.get("ContentType")) for item in types] == [("xml", "application/xml")]


@pytest.mark.parametrize("stamp", [(2001, 2, 3, 4, 5, 6), (2024, 12, 31, 23, 59, 58)])
def test_stamps_and_systems_leave_no_trace(stamp):
    def packed(date_time, system):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name in ("word/document.xml", "[Content_Types].xml"):
                entry = zipfile.ZipInfo(name, date_time)
                entry.create_system, entry.external_attr = system, 0o600 << 16 if system else 0
                archive.writestr(entry, name * 50)
        return buffer.getvalue()

    first = package.normalise_zip(packed((1999, 1, 1, 0, 0, 0), 0))
    assert package.normalise_zip(packed(stamp, 3)) == first
    assert list(parts(first)) == ["word/document.xml", "[Content_Types].xml"]
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
