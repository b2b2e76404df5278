"""Documents of one make are read by their texts alone, and say the same as when they are read in full."""

from __future__ import annotations

import functools
import re
from html import escape
from pathlib import Path

import form_files
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyfuncs import mould as mould_module
from pyfuncs import samples
from pyfuncs.document import Table, read_main
from pyfuncs.mould import Moulds
from pyfuncs.notice import load_notice
from pyfuncs.preflight import Unreadable
from pyfuncs.word import DOCUMENT

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:body>'
)
FOOT = "</w:body></w:document>"
PATH = Path("来件.docx")
RUN = "<w:r><w:t>{}</w:t></w:r>"
SPACED = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
TICKED = '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>'
SEEN = {
    "a paragraph": f"<w:p>{RUN}</w:p>",
    "two runs with a tab between them": f"<w:p>{RUN}<w:r><w:tab/></w:r>{SPACED}<w:r><w:br/></w:r></w:p>",
    "merged cells": (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr>'
        f"<w:p>{RUN}</w:p></w:tc><w:tc><w:p>{RUN}</w:p><w:p/></w:tc></w:tr>"
        '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr><w:p/></w:tc>'
        f"<w:tc><w:tbl><w:tr><w:tc><w:p>{SPACED}</w:p></w:tc></w:tr></w:tbl><w:p>{RUN}</w:p></w:tc></w:tr></w:tbl>"
    ),
    "a paragraph end taken out": f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{RUN}</w:p><w:p>{RUN}</w:p>",
    "words written in another way": f"<w:p>{RUN}<w:r><w:t w:x='1'>印好的</w:t></w:r></w:p>",
    "a text box": f"<w:p>{RUN}<w:r><w:pict><w:txbxContent><w:p>{RUN}</w:p></w:txbxContent></w:pict></w:r></w:p>",
    "a field": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DDE x</w:instrText>'
        f'<w:fldChar w:fldCharType="separate"/></w:r>{RUN}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    ),
}
"""Markup in which each text stands in one paragraph."""
UNSEEN = {
    "hidden text": f"<w:p>{RUN}<w:r><w:rPr><w:vanish/></w:rPr><w:t>{{}}</w:t></w:r></w:p>",
    "a cell under a merged one": (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc></w:tr>'
        f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p>{RUN}</w:p></w:tc></w:tr></w:tbl>"
    ),
    "a symbol font": '<w:p><w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>{}</w:t></w:r></w:p>',
    "a ticked box": (f"<w:p><w:sdt><w:sdtPr>{TICKED}</w:sdtPr><w:sdtContent>{RUN}</w:sdtContent></w:sdt>{RUN}</w:p>"),
    "words that invite to type": (
        f"<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{RUN}</w:sdtContent></w:sdt></w:p>"
    ),
    "a field's code": (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{RUN}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    ),
    "a comment": f"<w:p>{RUN}</w:p><!-- <w:t>{{}}</w:t> -->",
}
"""Markup in which a text is not seen, or not as it is written."""
TYPED = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
TYPED |= st.sampled_from(
    ["", " ", "张三", "\t", "a\rb\nc", "￼", "\ue000", "\uf0fe", "\ufdd03\ufdd1", "&", "]]>", "del", "vanish"]
)


def part(body: str, texts: list[str]) -> bytes:
    """A main part with texts in the places of a body."""
    filled = iter(texts)
    return (HEAD + re.sub(r"\{\}", lambda _: escape(next(filled), quote=False), body) + FOOT).encode()


def outcome(read, data: bytes):
    """What is read, or why it cannot be."""
    try:
        return read(data, PATH)
    except Unreadable as fault:
        return str(fault)


@pytest.mark.parametrize("name", [*SEEN, *UNSEEN])
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_what_is_typed_is_read_alike_however_often_its_make_was_met(name, data):
    body = {**SEEN, **UNSEEN}[name]
    moulds = Moulds()
    for _ in range(4):
        typed = part(body, data.draw(st.lists(TYPED, min_size=body.count("{}"), max_size=body.count("{}"))))
        assert outcome(moulds.read, typed) == outcome(read_main, typed)


@pytest.mark.parametrize(("name", "known"), [*((name, True) for name in SEEN), *((name, False) for name in UNSEEN)])
def test_a_make_is_learned_when_it_comes_again_unless_a_text_is_hidden(name, known, monkeypatch):
    """From the third on the tree is not asked for where each text shows; elsewhere it always is."""
    body = {**SEEN, **UNSEEN}[name]
    asked = []
    monkeypatch.setattr(mould_module, "read_main", lambda *given: asked.append(given) or read_main(*given))
    moulds = Moulds()
    for number in range(4):
        asked.clear()
        typed = part(body, [f"第{number}份{at}" for at in range(body.count("{}"))])
        assert moulds.read(typed, PATH) == read_main(typed, PATH)
    assert (not asked) is known


@functools.cache
def sample_parts() -> list[bytes]:
    """The main part of every form of every sample that somebody fills in."""
    found = []
    for name in samples.sample_names():
        notice = load_notice(samples.sample_notice(name))
        season = samples.load_sample(name, notice)
        found += [form_files.parts_of(data)[DOCUMENT] for _, data in form_files.filled(season, notice)]
    return found


def test_every_form_of_the_samples_says_the_same_by_its_make():
    moulds = Moulds()
    wanted = [read_main(data, PATH) for data in sample_parts()]
    for _ in range(2):
        assert [moulds.read(data, PATH) for data in sample_parts()] == wanted
    assert moulds.made and None not in moulds.made.values()


def test_what_is_changed_in_one_document_is_not_changed_in_the_next():
    moulds = Moulds()
    data = part(SEEN["merged cells"], ["甲", "乙", "丙", "丁"])
    wanted = read_main(data, PATH)
    for _ in range(5):
        document = moulds.read(data, PATH)
        assert document == wanted
        document.notes.append("别的")
        [table, *_] = document.blocks
        assert isinstance(table, Table)
        table.rows[0][0].blocks.append("别的")


@pytest.mark.parametrize("encoding", ["GB18030", "UTF-16", "ISO-8859-1"])
def test_another_encoding_is_read_by_its_own_rules(encoding):
    moulds = Moulds()
    for text in ("abc", "abc", "abc", "\xc3\xa9" if encoding == "ISO-8859-1" else "张三"):
        data = part(SEEN["a paragraph"], [text]).decode().replace("UTF-8", encoding).encode(encoding)
        assert outcome(moulds.read, data) == outcome(read_main, data)


def test_of_many_makes_the_latest_are_remembered(monkeypatch):
    monkeypatch.setattr(mould_module, "MOST_MADE", 3)
    monkeypatch.setattr(mould_module, "MOST_MET", 4)
    moulds = Moulds()
    for count in range(1, 12):
        for _ in range(3):
            data = part(SEEN["a paragraph"] * count, ["甲"] * count)
            assert moulds.read(data, PATH).blocks == ["甲"] * count
        assert len(moulds.made) <= 3 and len(moulds.met) <= 4


WORDS = (
    b"<", b">", b"&#0;", b"&lt;", b"]]>", b"<!-- -->", b"<![CDATA[x]]>", b"<w:t>", b"</w:t>", b"<w:p/>", b"<w:tab/>",
    b"<w:r><w:t>x</w:t></w:r>", b"<w:vMerge/>", b"<w:vanish/>", b"<w:del/>", b"\xff", b"\x00", b"\xed\xa0\x80",
    "\ufdd01\ufdd1".encode(), b"<?x?>", b"<w:sdt/>", b"w:t>", b'xml:space="preserve"', b" ", b"",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_spoilt_part_is_read_or_refused_alike_beside_the_good_one_it_was_made_of(data):
    """Bytes put in anywhere, in place of some or none: neither is taken for the other."""
    good = data.draw(st.sampled_from(sample_parts()))
    spoilt = bytearray(good)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(spoilt)))
        spoilt[at : at + data.draw(st.sampled_from([0, 0, 1, 5, 40]))] = data.draw(st.sampled_from(WORDS))
    moulds = Moulds()
    for part in (good, bytes(spoilt)) * 3:
        assert outcome(moulds.read, part) == outcome(read_main, part)
