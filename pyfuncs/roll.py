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
from .metrics import A4, LEAST_ROW, PT_PER_MM, text_width
from .notice import Notice
from .slots import Element, P, W
from .winners import Winner
from .word import SECTION

LETTER = "光荣册"
SETTINGS, STYLES = "word/settings.xml", "word/styles.xml"
NAMESPACE = f'xmlns:w="{W}"'
UPDATE = '<w:updateFields w:val="true"/>'
AFTER_UPDATE = re.compile(
    r"<w:(hdrShapeDefaults|footnotePr|endnotePr|compat|docVars|rsids|themeFontLang|clrSchemeMapping)\b"
)
CELL_MARGINS, ROW_MARGINS, RULE = 8.5, 2.8, 0.5
"""pt that a cell's margins take of its width, a row's of its height, and a line between rows."""
ABOVE, BELOW = 8, 3
"""pt above and below a heading; between two the greater of them, above it nothing where a page begins."""
TITLE_SPACE, CHAPTER_SPACE = 54, 4
"""pt that the word 目录 takes, and that stand above an award in the contents."""
LEAST_LINE, LINE = 18.0, 22.0
"""Line height in pt of the contents: smaller where they just fit on one page."""
LOOKS = {1: ("黑体", 28), 2: ("仿宋", 26)}
"""Font and its half points of a line of the contents, by level."""


def roll(winners: Sequence[Winner], honours: Honours, notice: Notice) -> bytes:
    """The .docx of the whole roll. Raises DefinitionError, TemplateError (one Chinese sentence each)."""
    letter = load_letter(LETTER, notice)
    found = sections(winners, honours, notice)
    filling = letter.filling({"活动名称": honours.event, "表彰年度": honours.year}, tables(found), notice)
    root = parse(letter.template.document(filling))
    body = root.find(f"{{{W}}}body")
    prune(body, found)
    entries = _contents(body, list(pages(letter, found)))
    _parts(body)
    line = contents_line(letter, len(entries), entries.count(1))
    document = etree.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return _finished(letter.template.packed(head + document), line)


# -- contents ------------------------------------------------------------------------------------------


def _contents(body: Element, numbers: list[int]) -> list[int]:
    """A field of contents in the place of the paragraph before the first chapter; the level of each entry in it."""
    chapters = headings(body, 1)
    entries = [node for node in body.findall(P) if node in chapters or node in headings(body, 2)]
    place = chapters[0].getprevious()
    lines, levels = [], []
    for number, (node, page) in enumerate(zip(entries, numbers, strict=True), start=1):
        mark = f"_Toc{number:08d}"
        _bookmark(node, mark, number)
        levels.append(1 if node in chapters else 2)
        lines.append(_entry(text_of(node), mark, page, levels[-1], number == 1, number == len(entries)))
    for line in lines:
        place.addprevious(etree.fromstring(line))
    body.remove(place)
    return levels


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
    begin = _field("begin") + _instruction(r"TOC \o &quot;1-2&quot; \h \z \u") + _field("separate") if first else ""
    number = (
        _field("begin") + _instruction(rf"PAGEREF {mark} \h") + _field("separate")
        + f"<w:r><w:t>{page}</w:t></w:r>" + _field("end")
    )  # fmt: skip
    words = f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r><w:r><w:tab/></w:r>'
    link = f'<w:hyperlink w:anchor="{mark}" w:history="1">{words}{number}</w:hyperlink>'
    shape = f'<w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>'
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


def contents_line(letter: Letter, entries: int, chapters: int) -> float:
    """Line height in pt of the contents: LINE, or less (down to LEAST_LINE) where that keeps them on one page."""
    room = (A4[1] - letter.top - letter.bottom) * PT_PER_MM - TITLE_SPACE - chapters * CHAPTER_SPACE
    fits = math.floor(room / entries * 2) / 2
    return min(fits, LINE) if fits >= LEAST_LINE else LINE


def _finished(data: bytes, line: float) -> bytes:
    """The .docx with the look of its contents, and the order to bring its fields up to date when it is opened."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            text = old.read(info)
            if info.filename == SETTINGS and b"updateFields" not in text:
                text = _with_update(text.decode("utf-8")).encode()
            if info.filename == STYLES:
                text = _with_looks(text.decode("utf-8"), line).encode()
            new.writestr(info, text)
    return buffer.getvalue()


def _with_looks(styles: str, line: float) -> str:
    """The styles with those of the contents, by which Word too prints them when it makes them anew."""
    width = int((A4[0] - 54) * PT_PER_MM * 20)
    missing = [level for level in LOOKS if f'w:styleId="TOC{level}"' not in styles]
    made = "".join(
        f'<w:style w:type="paragraph" w:styleId="TOC{level}"><w:name w:val="toc {level}"/><w:basedOn w:val="Normal"/>'
        f'<w:next w:val="Normal"/><w:uiPriority w:val="39"/><w:unhideWhenUsed/><w:pPr><w:tabs>'
        f'<w:tab w:val="right" w:leader="dot" w:pos="{width}"/></w:tabs>'
        f'<w:spacing w:before="{CHAPTER_SPACE * 20 if level == 1 else 0}" w:after="0" w:line="{round(line * 20)}"'
        f' w:lineRule="exact"/><w:ind w:left="{(level - 1) * 420}"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{LOOKS[level][0]}"/>'
        f'<w:sz w:val="{LOOKS[level][1]}"/></w:rPr></w:style>'
        for level in missing
    )
    return styles.replace("</w:styles>", f"{made}</w:styles>")


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
            page, used = page + 1, ABOVE + chapter.leading + (0 if item.title else BELOW)
            yield page
        block = ABOVE + section.leading + BELOW if item.title else 0.0
        if used + block + head + heights[0] > room:
            page, used = page + 1, -ABOVE if item.title else 0.0
        if item.title:
            yield page
        used += block + head
        for height in heights:
            if used + height > room:
                page, used = page + 1, head
            used += height


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
