"""光荣册: cover, contents and the winners by award and unit, as one Word document with its contents already filled in.

Word brings the contents up to date when it opens the file; the page numbers put in here are reckoned from the letter's
own widths and line heights, so that they stand right in a program that does not.
"""

from __future__ import annotations

import copy
import io
import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from html import escape

from lxml import etree

from .definitions import Part
from .honour_list import Section, headings, parse, prune, sections, tables, text_of
from .honours import Honours
from .letters import Letter, load_letter
from .metrics import PT_PER_MM, text_width
from .notice import Notice
from .slots import Element, P, W
from .winners import Winner
from .word import SECTION
from .word_draw import A4, LEAST_ROW

LETTER = "光荣册"
SETTINGS = "word/settings.xml"
NAMESPACE = f'xmlns:w="{W}"'
UPDATE = '<w:updateFields w:val="true"/>'
AFTER_UPDATE = re.compile(
    r"<w:(hdrShapeDefaults|footnotePr|endnotePr|compat|docVars|rsids|themeFontLang|clrSchemeMapping)\b"
)
CELL_MARGINS, ROW_MARGINS, RULE = 8.5, 2.8, 0.5
"""pt that a cell's margins take of its width, a row's of its height, and a line between rows."""
HEADING_SPACE = 11
"""pt above and below a heading."""


def roll(winners: Sequence[Winner], honours: Honours, notice: Notice) -> bytes:
    """The .docx of the whole roll. Raises DefinitionError, TemplateError (one Chinese sentence each)."""
    letter = load_letter(LETTER, notice)
    found = sections(winners, notice)
    filling = letter.filling({"活动名称": honours.event, "表彰年度": honours.year}, tables(found), notice)
    root = parse(letter.template.document(filling))
    body = root.find(f"{{{W}}}body")
    prune(body, found)
    _contents(body, list(pages(letter, found)))
    _parts(body)
    document = etree.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return _updating(letter.template.packed(head + document))


# -- contents ------------------------------------------------------------------------------------------


def _contents(body: Element, numbers: list[int]) -> None:
    """A field of contents in the place of the paragraph before the first chapter, its entries in it."""
    chapters = headings(body, 1)
    entries = [node for node in body.findall(P) if node in chapters or node in headings(body, 2)]
    place = chapters[0].getprevious()
    lines = []
    for number, (node, page) in enumerate(zip(entries, numbers, strict=True), start=1):
        mark = f"_Toc{number:08d}"
        _bookmark(node, mark, number)
        level = 1 if node in chapters else 2
        lines.append(_entry(text_of(node), mark, page, level, number == 1, number == len(entries)))
    for line in lines:
        place.addprevious(etree.fromstring(line))
    body.remove(place)


def _bookmark(paragraph: Element, mark: str, number: int) -> None:
    start, end = (etree.SubElement(paragraph, f"{{{W}}}bookmark{side}") for side in ("Start", "End"))
    for node in (start, end):
        node.set(f"{{{W}}}id", str(number))
    start.set(f"{{{W}}}name", mark)
    properties = paragraph.find(f"{{{W}}}pPr")
    if properties is not None:
        properties.addnext(start)
    else:
        paragraph.insert(0, start)


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _instruction(words: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {words} </w:instrText></w:r>'


def _entry(text: str, mark: str, page: int, level: int, first: bool, last: bool) -> str:
    """One line of the contents; the field begins in the first and ends in the last."""
    width = int((A4[0] - 54) * PT_PER_MM * 20)
    fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{}"/>'
    look = f'<w:rPr>{fonts}<w:sz w:val="{{}}"/></w:rPr>'
    look = look.format(*(("黑体", 28) if level == 1 else ("仿宋", 26)))
    shape = (
        f'<w:pPr><w:pStyle w:val="TOC{level}"/><w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{width}"/></w:tabs>'
        f'<w:spacing w:before="{80 if level == 1 else 0}" w:after="0" w:line="440" w:lineRule="exact"/>'
        f'<w:ind w:left="{(level - 1) * 420}"/></w:pPr>'
    )
    begin = _field("begin") + _instruction(r"TOC \o &quot;1-2&quot; \h \z \u") + _field("separate") if first else ""
    number = (
        _field("begin") + _instruction(rf"PAGEREF {mark} \h") + _field("separate")
        + f"<w:r>{look}<w:t>{page}</w:t></w:r>" + _field("end")
    )  # fmt: skip
    words = f'<w:r>{look}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r><w:r>{look}<w:tab/></w:r>'
    link = f'<w:hyperlink w:anchor="{mark}" w:history="1">{words}{number}</w:hyperlink>'
    return f"<w:p {NAMESPACE}>{shape}{begin}{link}{_field('end') if last else ''}</w:p>"


def _parts(body: Element) -> None:
    """Cover and contents become a section without page numbers; those of the list begin with 1."""
    last = body.find(SECTION)
    front = copy.deepcopy(last)
    for reference in front.findall(f"{{{W}}}footerReference") + front.findall(f"{{{W}}}headerReference"):
        front.remove(reference)
    ending = etree.fromstring(
        f'<w:p {NAMESPACE}><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
    )
    ending.find(f"{{{W}}}pPr").append(front)
    headings(body, 1)[0].addprevious(ending)
    for old in last.findall(f"{{{W}}}pgNumType"):
        last.remove(old)
    start = etree.Element(f"{{{W}}}pgNumType")
    start.set(f"{{{W}}}start", "1")
    before = ("pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType")
    place = [node for node in last if etree.QName(node).localname in before][-1]
    place.addnext(start)


def _updating(data: bytes) -> bytes:
    """The .docx with the order to bring its fields up to date when it is opened."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            text = old.read(info)
            if info.filename == SETTINGS and b"updateFields" not in text:
                text = _with_update(text.decode("utf-8")).encode()
            new.writestr(info, text)
    return buffer.getvalue()


def _with_update(settings: str) -> str:
    found = AFTER_UPDATE.search(settings) or re.search("</w:settings>", settings)
    return settings[: found.start()] + UPDATE + settings[found.start() :] if found else settings


# -- page numbers --------------------------------------------------------------------------------------


def pages(letter: Letter, found: Sequence[Section]) -> Iterator[int]:
    """The page (from 1) of every heading: of each chapter and, below it, of each section."""
    room = (A4[1] - letter.top - letter.bottom) * PT_PER_MM
    grids = {part.listed: part for part in letter.part if part.grid}
    chapter, section = (part for part in letter.part if part.level)
    page, used = 0, 0.0
    for item in found:
        grid = grids[item.honour.listed]
        heights = [_row(_cells(item, winner, number), grid) for number, winner in enumerate(item.winners, start=1)]
        head = _row(["序号"], grid)
        if item.first:
            page, used = page + 1, _heading(chapter)
            yield page
        block = _heading(section) if item.title else 0.0
        if used + block + head + heights[0] > room:
            page, used = page + 1, 0.0
        if item.title:
            yield page
        used += block + head
        for height in heights:
            if used + height > room:
                page, used = page + 1, head
            used += height


def _heading(part: Part) -> float:
    return part.leading + HEADING_SPACE


def _cells(section: Section, winner: Winner, number: int) -> list[str]:
    name = winner.name
    return {
        "成果": [str(number), winner.unit, name, winner.topic],
        "名称": [str(number), name, winner.unit],
        "单位": [str(number), winner.unit],
    }[section.honour.listed]


def _row(cells: list[str], part: Part) -> float:
    """Height in pt of a row: its tallest cell, and no less than any row has."""
    font = part.font or 10.5
    lines = max(
        math.ceil(text_width(text, font) / (width * PT_PER_MM - CELL_MARGINS - font * 0.2))
        for text, width in zip(cells, part.widths, strict=False)
    )
    return max(LEAST_ROW * PT_PER_MM, max(lines, 1) * part.leading + ROW_MARGINS) + RULE
