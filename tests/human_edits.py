"""What people do to a Word form before they send it back: each edit changes the look and keeps every word typed.

An edit takes a Page and a random source; it returns False when the form has nothing it could change.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable

from lxml import etree
from lxml.etree import _Element as Element

from pyfuncs.grid import Cell
from pyfuncs.notice import Form

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def make(tag: str, /, *children: Element, **attributes: str) -> Element:
    node = etree.Element(w(tag), {w(key): value for key, value in attributes.items()})
    node.extend(children)
    return node


def run(text: str) -> Element:
    node = make("r", make("t"))
    node[0].text, node[0].attrib[SPACE] = text, "preserve"
    return node


def letters(node: Element) -> str:
    return "".join(item.text or "" for item in node.iter(w("t")))


class Page:
    """A filled form's main document, its cells told apart by the form's definition."""

    def __init__(self, document: bytes, form: Form) -> None:
        self.root = etree.fromstring(document)
        self.body = self.root.find(w("body"))
        grid = next(part.grid for part in form.part if part.grid)
        self.printed = {strip(cell.words) for cell in grid.cells() if not cell.blanks} - {""}
        self.listed = next((number for number, row in enumerate(grid.rows) if row.repeats), None)
        self.heading = [strip(cell.words) for cell in grid.rows[self.listed - 1].cells] if self.listed else []
        self.mixed = [head(cell) for cell in grid.cells() if cell.blanks and head(cell)]

    @property
    def tables(self) -> list[Element]:
        return list(self.body.iter(w("tbl")))

    def rows(self) -> list[Element]:
        return [row for table in self.tables for row in table.iterchildren(w("tr"))]

    def labels(self) -> list[Element]:
        """Cells of printed words alone, those of the units and of the heading of a member table left out."""
        return [cell for cell in self.body.iter(w("tc")) if strip(letters(cell)) in self.printed]

    def values(self) -> list[Element]:
        """Cells that hold nothing but what was typed."""
        return [
            cell
            for cell in self.body.iter(w("tc"))
            if self.is_value(cell)
            and letters(cell).strip()
            and all(p.find(w("r")) is not None for p in cell.findall(w("p")))
            and cell.find(w("p")) is not None
        ]

    def is_value(self, cell: Element) -> bool:
        text = strip(letters(cell))
        return text not in self.printed and not any(text.startswith(words) for words in self.mixed)

    def pairs(self) -> list[tuple[Element, Element]]:
        """A label and the typed cell on its right, in rows that hold such pairs alone."""
        found = []
        for row in self.rows():
            cells = row.findall(w("tc"))
            kinds = [self.is_value(cell) for cell in cells]
            if len(cells) >= 2 and kinds == [False, True] * (len(cells) // 2):
                found += list(zip(cells[::2], cells[1::2], strict=True))
        typed = set(self.values())
        return [(label, value) for label, value in found if value in typed]

    def member_rows(self) -> list[Element]:
        rows = self.rows()
        heads = [[strip(letters(cell)) for cell in row.iter(w("tc"))] for row in rows]
        at = heads.index(self.heading) if self.heading in heads else None
        if at is None:
            return []
        width = len(self.heading)
        end = at + 1
        while end < len(rows) and len(rows[end].findall(w("tc"))) == width and rows[end].find(w("tc")) is not None:
            end += 1
        return rows[at + 1 : end]

    def paragraphs(self) -> list[Element]:
        """Paragraphs outside tables."""
        return self.body.findall(w("p"))

    def document(self) -> bytes:
        return etree.tostring(self.root, encoding="UTF-8", xml_declaration=True, standalone=True)


def strip(text: str) -> str:
    return "".join(text.split())


def head(cell: Cell) -> str:
    """The printed words that a cell with blanks begins with."""
    first = next((line for line in cell.lines if strip(line.words)), None)
    return strip(first.pieces[0]) if first and first.pieces and isinstance(first.pieces[0], str) else ""


def each_text(nodes: list[Element], change: Callable[[str], str]) -> bool:
    for node in (item for cell in nodes for item in cell.iter(w("t"))):
        node.text = change(node.text or "")
        node.set(SPACE, "preserve")
    return bool(nodes)


def some(items: list, chance: random.Random, most: int = 4) -> list:
    return chance.sample(items, min(len(items), most))


def set_span(cell: Element, span: int) -> None:
    properties = cell.find(w("tcPr"))
    if properties is None:
        properties = make("tcPr")
        cell.insert(0, properties)
    for old in properties.findall(w("gridSpan")):
        properties.remove(old)
    properties.append(make("gridSpan", val=str(span)))


def span(cell: Element) -> int:
    node = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
    return int(node.get(w("val"))) if node is not None else 1


def blank_cell(columns: int = 1) -> Element:
    cell = make("tc", make("tcPr"), make("p"))
    set_span(cell, columns)
    return cell


# -- labels ------------------------------------------------------------------------------------------


def blanks_in_labels(page: Page, chance: random.Random) -> bool:
    return each_text(some(page.labels(), chance, 6), lambda text: chance.choice([" ", "　", "  "]).join(text))


def breaks_in_labels(page: Page, chance: random.Random) -> bool:
    for cell in some(page.labels(), chance):
        for node in list(cell.iter(w("t"))):
            text = node.text or ""
            if len(text) > 2:
                node.text = text[: len(text) // 2]
                rest = make("t")
                rest.text = text[len(text) // 2 :]
                node.addnext(rest)
                node.addnext(make("br"))
    return True


def label_in_two_paragraphs(page: Page, chance: random.Random) -> bool:
    for cell in some(page.labels(), chance, 2):
        text = letters(cell)
        for paragraph in cell.findall(w("p")):
            cell.remove(paragraph)
        cell.extend([make("p", run(text[:2])), make("p", run(text[2:]))])
    return True


def colons_after_labels(page: Page, chance: random.Random) -> bool:
    cells = [cell for cell in page.labels() if strip(letters(cell)) not in page.heading]
    for cell in some(cells, chance):
        cell.findall(w("p"))[-1].append(run(chance.choice([":", "：", " ："])))
    return bool(cells)


def seal_words_in_labels(page: Page, chance: random.Random) -> bool:
    """企业名称 with （以公章为准） where it is without, and the other way round."""
    named = [cell for cell in page.labels() if strip(letters(cell)).startswith("企业名称")]
    for cell in named:
        added = "" if "公章" in letters(cell) else chance.choice(["（以公章为准）", "(公章为准)"])
        for paragraph in cell.findall(w("p")):
            cell.remove(paragraph)
        cell.append(make("p", run("企业名称" + added)))
    return bool(named)


def other_width(page: Page, chance: random.Random) -> bool:
    wide = str.maketrans({"(": "（", ")": "）", "%": "％", "/": "／", "Q": "Ｑ", "C": "Ｃ"})
    return each_text(page.labels(), lambda text: text.translate(wide))


# -- look --------------------------------------------------------------------------------------------


def other_fonts(page: Page, chance: random.Random) -> bool:
    for shape in page.root.iter(w("rPr")):
        for node in list(shape):
            shape.remove(node)
        shape.append(make("rFonts", ascii="Arial", eastAsia=chance.choice(["仿宋_GB2312", "楷体"])))
        shape.append(make("sz", val=chance.choice(["21", "24", "28"])))
    return True


def other_widths(page: Page, chance: random.Random) -> bool:
    for node in [*page.root.iter(w("gridCol")), *page.root.iter(w("tcW"))]:
        node.set(w("w"), str(chance.randint(300, 3000)))
    return True


def split_runs(page: Page, chance: random.Random) -> bool:
    for old in list(page.root.iter(w("r"))):
        nodes = old.findall(w("t"))
        if len(nodes) == 1 and len(nodes[0].text or "") > 1 and len([n for n in old if n.tag != w("rPr")]) == 1:
            at = chance.randint(1, len(nodes[0].text) - 1)
            twin = copy.deepcopy(old)
            twin.find(w("t")).text, nodes[0].text = nodes[0].text[at:], nodes[0].text[:at]
            for node in (twin.find(w("t")), nodes[0]):
                node.set(SPACE, "preserve")
            old.addnext(twin)
            old.addnext(make("proofErr", type="spellStart"))
    return True


def marks_between(page: Page, chance: random.Random) -> bool:
    for number, node in enumerate(list(page.root.iter(w("r")))):
        node.addprevious(make("bookmarkStart", id=str(number), name=f"_Toc{number}"))
        node.addnext(make("bookmarkEnd", id=str(number)))
        node.insert(0, make("lastRenderedPageBreak"))
    return True


# -- wrappers ----------------------------------------------------------------------------------------


def wrap_runs(cell: Element, wrapper: Callable[[list[Element]], Element]) -> None:
    for paragraph in cell.findall(w("p")):
        runs = paragraph.findall(w("r"))
        if runs:
            at = paragraph.index(runs[0])
            paragraph.insert(at, wrapper(runs))


def inside(tag: str) -> Callable[[list[Element]], Element]:
    return lambda runs: make(tag, *runs)


def control(*inside: Element) -> Element:
    return make("sdt", make("sdtPr", make("alias", val="请填写")), make("sdtContent", *inside))


def controls_round_text(page: Page, chance: random.Random) -> bool:
    for cell in some(page.values(), chance):
        wrap_runs(cell, lambda runs: control(*runs))
    return True


def controls_round_paragraphs(page: Page, chance: random.Random) -> bool:
    for cell in some(page.values(), chance):
        paragraphs = cell.findall(w("p"))
        at = cell.index(paragraphs[0])
        cell.insert(at, control(*paragraphs))
    return True


def controls_round_cells_and_rows(page: Page, chance: random.Random) -> bool:
    for node in [*some(page.values(), chance, 2), *some(page.rows(), chance, 2)]:
        parent = node.getparent()
        if parent.tag in (w("tr"), w("tbl")):
            at = parent.index(node)
            parent.insert(at, control(node))
    return True


def tracked_changes(page: Page, chance: random.Random) -> bool:
    """The text typed anew: the old one is still in the file, struck out."""
    who = {"id": "1", "author": "某某", "date": "2018-05-01T00:00:00Z"}
    for cell in some(page.values(), chance):
        wrap_runs(cell, lambda runs: make("ins", *runs, **who))
        gone = make("r", make("delText"))
        gone[0].text = "旧的写法"
        cell.find(w("p")).append(make("del", gone, **who))
    return True


def tracked_row(page: Page, chance: random.Random) -> bool:
    """A row that was deleted with changes tracked, and one that was moved away."""
    rows = page.member_rows() or page.rows()
    for kind in ("del", "moveFrom"):
        row = copy.deepcopy(rows[0])
        each_text([row], lambda text: text + "（作废）")
        if kind == "del":
            row.insert(0, make("trPr", make("del", id="2", author="某某")))
        else:
            for paragraph in row.iter(w("p")):
                for node in paragraph.findall(w("r")):
                    paragraph.replace(node, make("moveFrom", copy.deepcopy(node), id="3", author="某某"))
            row.insert(0, make("trPr", make("del", id="4", author="某某")))
        rows[0].addnext(row)
    return True


def links_and_tags(page: Page, chance: random.Random) -> bool:
    for number, cell in enumerate(some(page.values(), chance)):
        tag = ("hyperlink", "smartTag", "customXml")[number % 3]
        wrap_runs(cell, inside(tag))
    return True


def fields_round_text(page: Page, chance: random.Random) -> bool:
    for cell in some(page.values(), chance):
        paragraph = next(p for p in cell.findall(w("p")) if p.find(w("r")) is not None)
        code = make("r", make("instrText"))
        code[0].text = ' MERGEFIELD "企业名称" '
        first = paragraph.find(w("r"))
        begin, middle = (make("r", make("fldChar", fldCharType=kind)) for kind in ("begin", "separate"))
        for node in (begin, code, middle):
            first.addprevious(node)
        paragraph.append(make("r", make("fldChar", fldCharType="end")))
    return True


def text_boxes(page: Page, chance: random.Random) -> bool:
    """What was typed stands in a text box hung into the cell, once for new programs and once for old ones."""
    for cell in some(page.values(), chance, 2):
        inside = [node for paragraph in cell.findall(w("p")) for node in paragraph.findall(w("r"))]
        anchor = cell.find(w("p"))
        for node in inside:
            node.getparent().remove(node)
        both = etree.Element(f"{{{MC}}}AlternateContent")
        for kind in ("Choice", "Fallback"):
            place = etree.SubElement(both, f"{{{MC}}}{kind}")
            if kind == "Choice":
                place.set("Requires", "wps")
            place.append(make("txbxContent", make("p", *[copy.deepcopy(node) for node in inside])))
        anchor.append(make("r", both))
    return True


# -- rows and cells ----------------------------------------------------------------------------------


def empty_rows(page: Page, chance: random.Random) -> bool:
    rows = page.member_rows()
    if not rows:
        return False
    for row in (rows[-1], rows[len(rows) // 2]):
        for _ in range(chance.randint(1, 6)):
            twin = copy.deepcopy(row)
            for node in list(twin.iter(w("r"))):
                node.getparent().remove(node)
            row.addnext(twin)
    return True


def fewer_rows(page: Page, chance: random.Random) -> bool:
    empty = [row for row in page.member_rows() if not letters(row).strip()]
    for row in empty:
        row.getparent().remove(row)
    return bool(empty)


def heading_again(page: Page, chance: random.Random) -> bool:
    """The heading of the member table once more, as on a new page."""
    rows = page.member_rows()
    if len(rows) < 3:
        return False
    heading = rows[0].getprevious()
    rows[2].addprevious(copy.deepcopy(heading))
    return True


def two_tables(page: Page, chance: random.Random) -> bool:
    """The table cut in two between rows, an empty paragraph in between."""
    rows = page.rows()
    paired = [pair[0].getparent() for pair in page.pairs()]
    cuts = [number for number, row in enumerate(rows) if number and row in paired]
    if not cuts:
        return False
    table, at = page.tables[0], chance.choice(cuts)
    second = make("tbl", *[copy.deepcopy(node) for node in table if node.tag in (w("tblPr"), w("tblGrid"))])
    for row in rows[at:]:
        second.append(row)
    table.addnext(second)
    table.addnext(make("p"))
    return True


def moved_table(page: Page, chance: random.Random) -> bool:
    table = page.tables[0]
    place = chance.choice(["first", "last"])
    page.body.remove(table)
    if place == "first":
        page.body.insert(0, table)
    else:
        page.body.findall(w("p"))[-1].addnext(table)
    return True


def label_and_text_in_one_cell(page: Page, chance: random.Random) -> bool:
    pairs = [pair for pair in page.pairs() if letters(pair[1]).strip()]
    for label, value in some(pairs, chance, 2):
        text = strip(letters(label)) + "："
        for paragraph in label.findall(w("p")):
            label.remove(paragraph)
        paragraphs = value.findall(w("p"))
        set_span(label, span(label) + span(value))
        first = paragraphs[0].find(w("r"))
        first.addprevious(run(text))
        label.extend(paragraphs)
        value.getparent().remove(value)
    return bool(pairs)


def split_cells(page: Page, chance: random.Random) -> bool:
    """A cell beside the one typed in, left empty: the grid has a column more."""
    pairs = page.pairs()
    for _, value in some(pairs, chance, 2):
        value.addnext(blank_cell())
    return bool(pairs)


def one_row_as_two(page: Page, chance: random.Random) -> bool:
    pairs = page.pairs()
    rows = [
        row for row in page.rows() if len(row.findall(w("tc"))) == 4 and any(p[0].getparent() is row for p in pairs)
    ]
    for row in some(rows, chance, 2):
        second = make("tr", *row.findall(w("tc"))[2:])
        row.addnext(second)
    return bool(rows)


def two_rows_as_one(page: Page, chance: random.Random) -> bool:
    paired = [pair[0].getparent() for pair in page.pairs()]
    rows = [row for row in page.rows() if row in paired and row.getnext() in paired]
    if rows:
        row = chance.choice(rows)
        following = row.getnext()
        row.extend(following.findall(w("tc")))
        following.getparent().remove(following)
    return bool(rows)


def rows_swapped(page: Page, chance: random.Random) -> bool:
    paired = [pair[0].getparent() for pair in page.pairs()]
    rows = [row for row in page.rows() if row in paired]
    if len(rows) < 2:
        return False
    rows[-1].addnext(rows[0])
    return True


def columns_swapped(page: Page, chance: random.Random) -> bool:
    """Second and third column of the member table changed over."""
    rows = page.member_rows()
    if not rows or len(page.heading) != 4 or page.body.find(f".//{w('tr')}/{w('sdt')}") is not None:
        return False
    for row in [rows[0].getprevious(), *rows]:
        cells = row.findall(w("tc"))
        cells[2].addnext(cells[1])
    return True


def in_a_frame(page: Page, chance: random.Random) -> bool:
    """The form's table inside a table of one cell, as from a web page."""
    table = page.tables[0]
    cell = make("tc", make("tcPr"))
    frame = make("tbl", make("tblPr"), make("tr", cell))
    table.addprevious(frame)
    cell.extend([table, make("p")])
    return True


# -- paragraphs --------------------------------------------------------------------------------------


def empty_paragraphs(page: Page, chance: random.Random) -> bool:
    for node in [*page.paragraphs(), *[cell.findall(w("p"))[-1] for cell in some(page.values(), chance)]]:
        node.addnext(make("p"))
    return True


def numbers_and_notes_gone(page: Page, chance: random.Random) -> bool:
    """Only the title, its line and the table were copied."""
    for node in page.paragraphs():
        if strip(letters(node)).startswith(("附件", "注")):
            page.body.remove(node)
    return True


def title_apart(page: Page, chance: random.Random) -> bool:
    node = next(node for node in page.paragraphs() if "表" in letters(node) and not letters(node).startswith("附件"))
    text = letters(node)
    for old in node.findall(w("r")):
        node.remove(old)
    node.append(make("r", make("t"), make("br"), make("t")))
    node[-1][0].text, node[-1][2].text = "  ".join(text[:5]), text[5:]
    return True


def lines_apart(page: Page, chance: random.Random) -> bool:
    """What a tab parts on the line above the table stands on two lines."""
    lines = [node for node in page.paragraphs() if node.find(f".//{w('r')}/{w('tab')}") is not None]
    for node in lines:
        tab = node.find(f".//{w('r')}/{w('tab')}").getparent()
        second = make("p", *list(tab.itersiblings()))
        node.remove(tab)
        node.addnext(second)
    return bool(lines)


def blanks_for_tabs(page: Page, chance: random.Random) -> bool:
    tabs = [node for node in page.root.iter(w("tab")) if node.getparent().tag == w("r")]
    for node in tabs:
        node.getparent().replace(node, run("            ")[0])
    return bool(tabs)


EDITS = [
    blanks_in_labels,
    breaks_in_labels,
    label_in_two_paragraphs,
    colons_after_labels,
    seal_words_in_labels,
    other_width,
    other_fonts,
    other_widths,
    split_runs,
    marks_between,
    controls_round_text,
    controls_round_paragraphs,
    controls_round_cells_and_rows,
    tracked_changes,
    tracked_row,
    links_and_tags,
    fields_round_text,
    text_boxes,
    empty_rows,
    fewer_rows,
    heading_again,
    two_tables,
    moved_table,
    label_and_text_in_one_cell,
    split_cells,
    one_row_as_two,
    two_rows_as_one,
    rows_swapped,
    columns_swapped,
    in_a_frame,
    empty_paragraphs,
    numbers_and_notes_gone,
    title_apart,
    lines_apart,
    blanks_for_tabs,
]
