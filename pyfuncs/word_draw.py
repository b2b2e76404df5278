"""Draws the Word template of an attachment from its grid: the blank official form, ready to print or restyle."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from .definitions import Part
from .grid import Cell, Grid, Line, Row
from .metrics import A4, LEAST_ROW
from .notice import Form

MARGIN_TOP, MARGIN_BOTTOM = 20, 15
SONG, FANGSONG, HEI = "宋体", "仿宋", "黑体"
LATIN = "Times New Roman"
DRAWN = dt.datetime(2018, 4, 27)
FONTS = {
    "label": (HEI, 14, False),
    "title": (SONG, 18, True),
    "heading": (HEI, 12, False),
    "line": (SONG, 11, False),
    "text": (FANGSONG, 12, False),
    "note": (SONG, 9, False),
    "grid": (SONG, 10.5, False),
}
ALIGN = {
    "": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
}
TALL = 20.0
SEAL_LINE, SEAL_INDENT = 9.0, 8.0


def draw(form: Form) -> bytes:
    """The .docx of a blank form: words as printed, blanks empty, repeated rows as many as printed."""
    document = Document()
    width = _page(document, form)
    body = document.element.body
    for paragraph in list(document.paragraphs):
        body.remove(paragraph._p)
    for before, part in zip([None, *form.part], form.part, strict=False):
        if part.grid is not None:
            if before is not None and before.grid is not None:
                _gap(document)
            _table(document, part, part.grid)
        else:
            for line in part.lines:
                _paragraph(document.add_paragraph(), part, line, width)
    if form.pages:
        _page_numbers(document)
    _properties(document, form)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _gap(document: Docx) -> None:
    """Parts two tables: without a paragraph between them Word would run them into one."""
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(4)


def _page(document: Docx, form: Form) -> float:
    """Sets the page up; returns the width between the margins in mm."""
    section = document.sections[0]
    short, long = A4
    page_width, page_height = (long, short) if form.landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if form.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(page_width), Mm(page_height)
    width = max((sum(part.widths) for part in form.part if part.widths), default=page_width - 50)
    section.left_margin = section.right_margin = Mm((page_width - width) / 2)
    section.top_margin, section.bottom_margin = Mm(form.top or MARGIN_TOP), Mm(form.bottom or MARGIN_BOTTOM)
    if form.frame:
        _frame(section._sectPr, form.frame)
    section.header_distance = section.footer_distance = Mm(8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(10.5)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), SONG)
    return width


def _frame(section: BaseOxmlElement, color: str) -> None:
    """A double line round the page, as on a certificate."""
    borders = OxmlElement("w:pgBorders")
    borders.set(qn("w:offsetFrom"), "page")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "thinThickSmallGap"), ("sz", "36"), ("space", "24"), ("color", color)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    section.find(qn("w:pgMar")).addnext(borders)


def _page_numbers(document: Docx) -> None:
    """— N — at the foot. LibreOffice knows no count of a section's pages, so their number is not said."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = ALIGN["center"]
    _words(paragraph, "— ", "note")
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    paragraph._p.append(number)
    element: Any = OxmlElement("w:r")
    run = Run(element, paragraph)
    run.text, run.font.size = "1", Pt(FONTS["note"][1])
    number.append(run._r)
    _words(paragraph, " —", "note")


def _properties(document: Docx, form: Form) -> None:
    core = document.core_properties
    core.title, core.author, core.comments = f"{form.id} {form.name}".strip(), "QC申报汇总", ""
    core.created = core.modified = DRAWN
    core.last_modified_by, core.revision = "QC申报汇总", 1


def _paragraph(paragraph: Paragraph, part: Part, line: Line, width: float) -> None:
    kind = part.kind
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(0), Pt(0)
    paragraph.alignment = ALIGN["center"] if kind == "title" else ALIGN[line.align]
    if kind == "title":
        shape.space_after = Pt(4)
    elif kind == "heading":
        shape.space_before, shape.space_after = Pt(8), Pt(3)
        shape.keep_with_next = True
    elif kind == "text":
        shape.first_line_indent = Pt(2 * (part.font or FONTS[kind][1])) if not line.align else None
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(22)
    elif kind == "note":
        shape.space_before = Pt(3)
    elif kind == "line":
        shape.space_before, shape.space_after = Pt(3), Pt(3)
    if part.space:
        shape.space_before = Mm(part.space)
    _place(paragraph, part)
    places = line.words.count("\t") + 1
    for at in range(1, places):
        percent = part.tabs[at] if at < len(part.tabs) else 100 * at / places
        shape.tab_stops.add_tab_stop(Mm(width * percent / 100))
    _words(paragraph, line.words, kind, part)


def _place(paragraph: Paragraph, part: Part) -> None:
    """Lines as high as the part says, its place in the outline, and the page it begins."""
    shape = paragraph.paragraph_format
    if part.leading:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(part.leading)
    shape.page_break_before = True if part.fresh else None
    if part.level:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(part.level - 1))
        paragraph._p.get_or_add_pPr().append(level)


def _words(paragraph: Paragraph, text: str, kind: str, part: Part | None = None) -> None:
    """The text as a run in the kind's font; an empty paragraph keeps the font on its mark."""
    face, points, bold = FONTS[kind]
    color = ""
    if part is not None:
        face, points, color = part.face or face, part.font or points, part.color
    if text:
        run = paragraph.add_run(text)
        run.font.name, run.font.size, run.font.bold = LATIN, Pt(points), bold or None
        if color:
            run.font.color.rgb = RGBColor.from_string(color)
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
        return
    mark = paragraph._p.get_or_add_pPr()
    properties = OxmlElement("w:rPr")
    fonts = OxmlElement("w:rFonts")
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", face)):
        fonts.set(qn(f"w:{name}"), value)
    height = OxmlElement("w:sz")
    height.set(qn("w:val"), str(int(points * 2)))
    if bold and color:
        properties.append(OxmlElement("w:b"))
    if color:
        ink = OxmlElement("w:color")
        ink.set(qn("w:val"), color)
        properties.append(ink)
    properties.insert(0, fonts)
    properties.append(height)
    mark.append(properties)


# -- tables ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Printed:
    """A row of the Word table: a row of the grid, or its upper or lower part where seal lines stand apart."""

    number: int
    row: Row
    height: float
    piece: str = "whole"


def _printed_rows(part: Part, grid: Grid) -> list[_Printed]:
    printed = []
    for number, row in enumerate(grid.rows):
        height = part.heights.get(str(number + 1), LEAST_ROW)
        foot = max((len(cell.seal) for cell in row.cells), default=0) * SEAL_LINE
        if foot and height > foot + TALL:
            printed.append(_Printed(number, row, height - foot, "body"))
            printed.append(_Printed(number, row, foot, "seal"))
        else:
            printed += [_Printed(number, row, height)] * row.least
    return printed


def _table(document: Docx, part: Part, grid: Grid) -> None:
    printed = _printed_rows(part, grid)
    table = document.add_table(rows=len(printed), cols=len(grid.widths))
    table.style = document.styles["Table Grid"]
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _widths(table, grid)
    for top, item in enumerate(printed):
        row = table.rows[top]
        row.height, row.height_rule = Mm(item.height), WD_ROW_HEIGHT_RULE.AT_LEAST
        if item.height < TALL or item.piece == "seal":
            _keep_whole(row._tr)
        for cell in item.row.cells:
            _cell(table, top, cell, part, item)
    for number, following in enumerate(grid.rows[1:]):
        if following.repeats:
            _repeat_heading(table, grid, number)


def _widths(table: Table, grid: Grid) -> None:
    """Both the grid's columns (WPS) and the table's width (Word), in a fixed layout."""
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = Mm(width)
    properties = table._tbl.tblPr
    total = properties.find(qn("w:tblW"))
    if total is None:
        total = OxmlElement("w:tblW")
        properties.append(total)
    total.set(qn("w:type"), "dxa")
    total.set(qn("w:w"), str(int(Mm(sum(grid.widths)).twips)))
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 28), ("left", 85), ("bottom", 28), ("right", 85)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = properties.find(qn("w:tblLook"))
    look.addprevious(margins)


def _keep_whole(row: object) -> None:
    properties = row.get_or_add_trPr()  # type: ignore[attr-defined]
    mark = OxmlElement("w:cantSplit")
    properties.insert(0, mark)


def _repeat_heading(table: Table, grid: Grid, number: int) -> None:
    """Marks the rows above a repeated one as headings, where they open the table (Word asks for that)."""
    if any(row.repeats for row in grid.rows[: number + 1]) or number > 1:
        return
    for row in table.rows[: number + 1]:
        mark = OxmlElement("w:tblHeader")
        row._tr.get_or_add_trPr().append(mark)


def _cell(table: Table, top: int, cell: Cell, part: Part, item: _Printed) -> None:
    place: _Cell = table.cell(top, cell.col)
    if cell.colspan > 1 or cell.rowspan > 1:
        place = place.merge(table.cell(top + cell.rowspan - 1, cell.col + cell.colspan - 1))
        for extra in place.paragraphs[1:]:
            extra._p.getparent().remove(extra._p)
    place.width = Mm(sum(part.widths[cell.col : cell.col + cell.colspan]))
    block = item.height >= TALL and len(cell.lines) > 1
    lines = {"whole": cell.lines, "body": cell.body, "seal": cell.seal or (Line(()),)}[item.piece]
    if item.piece != "whole":
        _open_border(place, "bottom" if item.piece == "body" else "top")
    if item.piece == "seal":
        place.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    else:
        place.vertical_alignment = WD_ALIGN_VERTICAL.TOP if block else WD_ALIGN_VERTICAL.CENTER
    for number, line in enumerate(lines):
        paragraph = place.paragraphs[0] if number == 0 else place.add_paragraph()
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(2 if block else 0)
        if line.align == "right":
            shape.right_indent = Mm(SEAL_INDENT)
        paragraph.alignment = ALIGN[line.align] if block or line.align else ALIGN["center"]
        if part.leading:
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(part.leading)
        _words(paragraph, line.words, "grid", part)


def _open_border(place: _Cell, side: str) -> None:
    """No line on one side: the seal lines belong to the cell above."""
    borders = OxmlElement("w:tcBorders")
    line = OxmlElement(f"w:{side}")
    line.set(qn("w:val"), "nil")
    borders.append(line)
    properties = place._tc.get_or_add_tcPr()
    after = [qn(f"w:{name}") for name in ("shd", "noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark")]
    following = next((child for child in properties if child.tag in after), None)
    if following is None:
        properties.append(borders)
    else:
        following.addprevious(borders)
