"""Finds the blanks of a form in a Word document by the printed words around them.

The same map serves the template that `build` drew, one that a clerk restyled in Word, and a form that
came back: fonts, widths and split runs do not matter, the printed words do.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from .definitions import Part
from .grid import Blank, Cell, Line, Row
from .notice import Form

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
P, R, T, TAB, BR, TBL, TR, TC = (f"{{{W}}}{name}" for name in ("p", "r", "t", "tab", "br", "tbl", "tr", "tc"))
SPACES = re.compile(r"\s+")


class TemplateError(Exception):
    """A Word document in which a printed word of the form is missing; the message says which, in Chinese."""


@dataclass(slots=True)
class Slot:
    """A blank in a paragraph: it fills characters start…end (end = start where nothing stands there).

    part, row  where in the form; row is None outside grids; across the number of the record in a row that
    lists several side by side
    """

    paragraph: Element
    start: int
    end: int
    blank: Blank
    part: Part
    row: Row | None = None
    across: int = 0


@dataclass(slots=True)
class Listing:
    """A repeated row: the document's rows that stand for it (all blank), the slots lie in the first."""

    part: Part
    row: Row
    rows: list[Element]


@dataclass(slots=True)
class Block:
    """What is printed once for each record of a list: the document's elements from `first` to `last`."""

    ledger: str
    first: Element
    last: Element


@dataclass(slots=True)
class Map:
    """All blanks of a form in one document."""

    slots: list[Slot]
    listings: list[Listing]
    blocks: list[Block] = field(default_factory=list)


def compact(text: str) -> str:
    """The words without any white space: what counts when printed words are compared."""
    return SPACES.sub("", text)


def text_of(paragraph: Element) -> str:
    """A paragraph's characters: tabs and line breaks count as one each."""
    return "".join(piece for _, piece in pieces(paragraph))


def pieces(paragraph: Element) -> Iterator[tuple[Element, str]]:
    """Every element of a paragraph that prints characters, with them."""
    for node in paragraph.iter(T, TAB, BR):
        if node.tag == T:
            yield node, node.text or ""
        elif node.getparent().tag == R:
            yield node, "\t" if node.tag == TAB else "\n"


def find(document: Element, form: Form) -> Map:
    """The blanks of `form` in the body of a document. Raises TemplateError naming the first missing words."""
    found = Map([], [])
    body = document.find(f"{{{W}}}body")
    blocks = [node for node in body if node.tag in (P, TBL)]
    at = 0
    for each, parts in itertools.groupby(form.part, key=lambda part: part.each):
        first = None
        for part in parts:
            for end in _find_part(blocks, at, part, found):
                first = blocks[end - 1] if first is None else first
                at = end
        if each:
            found.blocks.append(Block(each, first, blocks[at - 1]))
    return found


def _find_part(blocks: list[Element], at: int, part: Part, found: Map) -> Iterator[int]:
    """Finds the lines and the table of a part; where each ends. What repeats is found even without blanks."""
    if part.grid is None:
        for line in part.lines:
            if line.blanks or (part.each and compact(line.words)):
                at = _find_line(blocks, at, line, part, found)
                yield at
    elif part.each or any(cell.blanks for cell in part.grid.cells()):
        yield _find_table(blocks, at, part, found)


def _find_line(blocks: list[Element], at: int, line: Line, part: Part, found: Map) -> int:
    for number in range(at, len(blocks)):
        if blocks[number].tag == P:
            slots = match_line(blocks[number], line, part)
            if slots is not None:
                found.slots += slots
                return number + 1
    raise TemplateError(f"找不到“{compact(line.words)[:30]}”一行")


def match_line(paragraph: Element, line: Line, part: Part) -> list[Slot] | None:
    """The slots of a line in a paragraph that prints its words; None when it does not."""
    matched = _pattern(line).fullmatch(text_of(paragraph))
    if matched is None:
        return None
    return [Slot(paragraph, *matched.span(f"b{n}"), blank, part) for n, blank in enumerate(line.blanks)]


def _pattern(line: Line) -> re.Pattern[str]:
    """White space may differ; what stands in a blank is nothing, blanks, or its default words."""
    parts = [r"\s*?"]
    number = 0
    for piece in line.pieces:
        if isinstance(piece, Blank):
            default = _loose(piece.default) + "|" if piece.default.strip() else ""
            parts.append(rf"(?P<b{number}>{default}[ 　]*?)")
            number += 1
        else:
            after = re.search(r"[ 　]*$", piece)
            gap = rf"[ 　]{{0,{len(after[0])}}}" if after and piece.strip() else ""
            parts.append((_loose(piece) + gap) if piece.strip() else r"\s*?")
    return re.compile("".join(parts) + r"\s*", re.DOTALL)


def _loose(words: str) -> str:
    return r"\s*" + r"\s*".join(re.escape(ch) for ch in compact(words))


# -- tables ------------------------------------------------------------------------------------------


def _find_table(blocks: list[Element], at: int, part: Part, found: Map) -> int:
    fault: TemplateError | None = None
    for number in range(at, len(blocks)):
        if blocks[number].tag == TBL:
            trial = Map([], [])
            try:
                _match_table(blocks[number], part, trial)
            except TemplateError as missing:
                fault = fault or missing
                continue
            found.slots += trial.slots
            found.listings += trial.listings
            return number + 1
    raise fault or TemplateError("缺少表格")


def _match_table(table: Element, part: Part, found: Map) -> None:
    rows = table.findall(TR)
    at = 0
    assert part.grid is not None
    for row in part.grid.rows:
        number = next((n for n in range(at, len(rows)) if _is_row(rows[n], row)), None)
        if number is None:
            raise TemplateError(f"表格中找不到“{_row_words(row)}”一行")
        at = number + 1
        _row_slots(rows[number], row, part, found)
        if row.repeats:
            while at < len(rows) and _is_row(rows[at], row):
                at += 1
            found.listings.append(Listing(part, row, rows[number:at]))


def _row_words(row: Row) -> str:
    return "、".join(filter(None, (compact(cell.words)[:20] for cell in row.cells))) or "空白"


def own_cells(row: Element) -> list[Element]:
    """The cells that begin in a row: those that go on from the row above are left out."""
    cells = []
    for cell in row.findall(TC):
        merge = cell.find(f"{{{W}}}tcPr/{{{W}}}vMerge")
        if merge is None or merge.get(f"{{{W}}}val") == "restart":
            cells.append(cell)
    return cells


def _is_row(element: Element, row: Row) -> bool:
    cells = own_cells(element)
    if len(cells) != len(row.cells):
        return False
    return all(_prints(cell, printed) for cell, printed in zip(cells, row.cells, strict=True))


def _prints(element: Element, cell: Cell) -> bool:
    """True for the cell's words, or for those above its seal lines: these may stand in a row of their own."""
    printed = compact("".join(text_of(paragraph) for paragraph in element.iter(P)))
    return printed in (compact(cell.words), compact("".join(line.words for line in cell.body)))


def _row_slots(element: Element, row: Row, part: Part, found: Map) -> None:
    width = len(row.cells) // row.across
    for number, (place, cell) in enumerate(zip(own_cells(element), row.cells, strict=True)):
        if cell.blanks:
            for slot in _cell_slots(place, cell, part):
                slot.row, slot.across = row, number // width
                found.slots.append(slot)


def _cell_slots(element: Element, cell: Cell, part: Part) -> Iterator[Slot]:
    """Lines with words are looked for; a line of blanks alone is the empty paragraph that follows."""
    paragraphs = element.findall(P)
    at = 0
    for line in cell.body:
        if compact(line.words):
            number = next(
                (n for n in range(at, len(paragraphs)) if match_line(paragraphs[n], line, part) is not None), None
            )
            if number is None:
                raise TemplateError(f"单元格中找不到“{compact(line.words)[:30]}”一行")
        else:
            number = at
            if number >= len(paragraphs) or compact(text_of(paragraphs[number])):
                paragraphs.insert(number, _new_paragraph(paragraphs, number))
        at = number + 1
        if line.blanks:
            yield from match_line(paragraphs[number], line, part) or []


def _new_paragraph(paragraphs: list[Element], number: int) -> Element:
    """An empty paragraph after the one before `number`, shaped like it: its place had been deleted."""
    before = paragraphs[number - 1]
    fresh = etree.Element(P)
    shape = before.find(f"{{{W}}}pPr")
    if shape is not None:
        fresh.append(etree.fromstring(etree.tostring(shape)))
    before.addnext(fresh)
    return fresh
