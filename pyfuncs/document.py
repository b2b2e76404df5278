"""A Word document as plain paragraphs and tables in reading order, as a person sees it: changes accepted, no codes.

A block is a paragraph (its text: tab and line break as \\t and \\n) or a Table. What belongs to no block (header,
note, comment, hidden text) is an Aside; what the file carries besides text (macros, links) is said in `notes`.
Nothing a document points to is ever opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

from .markup import W, clean, text_of
from .preflight import Unreadable, unpack

MAIN = "word/document.xml"
PARTS = re.compile(r"(?:word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml|.*\.rels)", re.I)
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
MOST_COLUMNS = 1_024
MOST_BLOCKS = 100_000
MACRO, EMBEDDED, PICTURE = "vbaproject.bin", "word/embeddings/", "word/media/"
EXTERNAL = re.compile(rb"<Relationship\s[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.I)
TEMPLATE, LINK = b"attachedTemplate", b"/hyperlink"
ASIDES = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注", "comments": "批注"}
PAGE_NUMBER = re.compile(r"[\s\d\W_第共页]*")
P, TBL, TR, TC, TC_PR, TR_PR, SPAN, MERGE, H_MERGE, BEFORE, BODY, VAL = (
    f"{{{W}}}{name}"
    for name in ("p", "tbl", "tr", "tc", "tcPr", "trPr", "gridSpan", "vMerge", "hMerge", "gridBefore", "body", "val")
)
ALT_CHUNK = f"{{{W}}}altChunk"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


@dataclass(slots=True)
class Cell:
    """A cell that begins in its row: `col` from 0 and `colspan` in columns of the table's grid, `rowspan` in rows."""

    col: int
    colspan: int
    blocks: list[Block]
    rowspan: int = 1

    @property
    def lines(self) -> list[str]:
        """The text of its paragraphs; a table inside gives a line a row, its cells parted by tabs."""
        found: list[str] = []
        for block in self.blocks:
            if isinstance(block, str):
                found.append(block)
            else:
                found += block.lines
        return found

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(slots=True)
class Table:
    """A table: `number` in reading order from 1, those inside cells included; its rows of cells."""

    number: int
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        return ["\t".join(cell.text for cell in row) for row in self.rows]


Block = str | Table


@dataclass(frozen=True, slots=True)
class Aside:
    """Text outside the blocks, with the place it stands in (页眉, 脚注 …)."""

    place: str
    text: str


@dataclass(slots=True)
class Document:
    """What a Word document says."""

    blocks: list[Block] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_main(data: bytes, path: Path) -> Document:
    """What the main part of a document says. Raises Unreadable."""
    document = Document()
    body = _parse(data, path).find(BODY)
    if body is not None:
        _Walk(document, path).read(body, data)
    return document


def read_document(path: Path, read: Callable[[bytes, Path], Document] = read_main) -> Document:
    """A .docx or .docm by its blocks. Raises Unreadable with one Chinese sentence.

    To be called in a process that may die: see intake.py.

    read  reads the main part: one that knows documents of the same make does so faster (see mould.py)
    """
    parts, names = unpack(path, PARTS)
    main = _main_part(parts)
    if main not in parts:
        raise Unreadable(f"“{path.name}”不是Word文件，请给出 .docx、.docm、.doc 或 .wps 文件")
    document = Document()
    document.notes += _notes(parts, names)
    for name, data in parts.items():
        kind = re.sub(r"\d*\.xml$", "", name.rpartition("/")[2])
        if name == main:
            body = read(data, path)
            document.blocks = body.blocks
            document.notes += body.notes
            document.asides += body.asides
        elif kind in ASIDES:
            lines = list(_texts(_parse(data, path)))
            document.asides += [Aside(ASIDES[kind], line) for line in lines if not PAGE_NUMBER.fullmatch(line)]
    return document


def _main_part(parts: dict[str, bytes]) -> str:
    """The main part's name: the usual one, else the one that the package's relations name."""
    if MAIN in parts:
        return MAIN
    found = re.search(rb"<Relationship\s[^>]*?/officeDocument\"[^>]*>", parts.get("_rels/.rels", b""))
    target = re.search(rb"Target\s*=\s*[\"']/?([^\"']+)", found[0]) if found else None
    return target[1].decode("utf-8", "replace") if target else MAIN


def _notes(parts: dict[str, bytes], names: list[str]) -> Iterator[str]:
    """What the clerk is told of a file besides its text."""
    lower = [name.casefold() for name in names]
    if any(name.endswith(MACRO) for name in lower):
        yield "带有宏，没有运行"
    links = [item for name, data in parts.items() if name.endswith(".rels") for item in EXTERNAL.findall(data)]
    if any(TEMPLATE in item for item in links):
        yield "指向外部的模板，没有打开"
    if any(TEMPLATE not in item and LINK not in item for item in links):
        yield "指向外部的文件，没有打开"
    for start, says in ((EMBEDDED, "嵌有{}个文件，没有打开"), (PICTURE, "有{}幅图片，图中的文字读不出")):
        if count := sum(name.startswith(start) for name in lower):
            yield says.format(count)


def _parse(data: bytes, path: Path) -> Element:
    """The tree of a part: no entity is resolved, none that the document type names is fetched."""
    try:
        return etree.fromstring(data.replace(STRICT, W.encode()) if STRICT in data else data, PARSER)
    except etree.XMLSyntaxError:
        raise Unreadable(f"“{path.name}”内部有残缺或嵌套过深，读不全，请用Word或WPS打开后另存一份再试") from None


def _texts(root: Element) -> Iterator[str]:
    """The text of every paragraph of a part besides the body."""
    clean(root)
    for paragraph in root.iter(P):
        if text := text_of(paragraph):
            yield text


class _Walk:
    """Through the body, once."""

    def __init__(self, document: Document, path: Path) -> None:
        self.document, self.path = document, path
        self.tables = self.seen = 0

    def read(self, body: Element, source: bytes) -> None:
        findings = clean(body, source)
        self.document.notes += findings.notes
        self.document.asides += [Aside("隐藏的文字", text) for text in findings.hidden]
        self.document.blocks = self.blocks(body)

    def blocks(self, parent: Element) -> list[Block]:
        found: list[Block] = []
        for node in parent:
            tag = node.tag
            if tag == P:
                found.append(text_of(node))
            elif tag == TBL:
                found.append(self.table(node))
            elif tag == ALT_CHUNK:
                self.document.notes.append("夹有另一个文件的内容，没有打开")
        self.seen += len(found)
        if self.seen > MOST_BLOCKS:
            raise Unreadable(f"“{self.path.name}”超过{MOST_BLOCKS}段，不像申报表，请核对文件")
        return found

    def table(self, node: Element) -> Table:
        self.tables += 1
        table = Table(self.tables)
        above: dict[int, Cell] = {}
        for row in node.iterchildren(TR):
            table.rows.append(self.row(row, above))
        return table

    def row(self, row: Element, above: dict[int, Cell]) -> list[Cell]:
        """The cells that begin in a row; `above` are those that reach down into it, by column."""
        cells: list[Cell] = []
        properties = row.find(TR_PR)
        col = self.number(properties.find(BEFORE)) if properties is not None else 0
        for node in row.iterchildren(TC):
            span, merge, across = 1, None, None
            first = next(iter(node), None)
            for item in first if first is not None and first.tag == TC_PR else ():
                tag = item.tag
                if tag == SPAN:
                    span = max(self.number(item), 1)
                elif tag == MERGE:
                    merge = item
                elif tag == H_MERGE:
                    across = item
            if across is not None and across.get(VAL) != "restart" and cells:
                cells[-1].colspan += span
                self.hide(node)
            elif merge is not None and merge.get(VAL) != "restart" and col in above:
                above[col].rowspan += 1
                self.hide(node)
            else:
                cell = Cell(col, span, self.blocks(node))
                cells.append(cell)
                if merge is not None:
                    above[col] = cell
                else:
                    above.pop(col, None)
            col += span
        return cells

    def hide(self, cell: Element) -> None:
        """What stands in a cell that a merge covers is not seen, yet not lost."""
        text = "\n".join(filter(None, map(text_of, cell.iter(P))))
        if text.strip():
            self.document.asides.append(Aside(f"表{self.tables}被合并遮住的格", text))

    def number(self, node: Element | None) -> int:
        """A count of columns; one that no page holds counts as 1 and is said."""
        text = node.get(VAL, "") if node is not None else "0"
        if text.isascii() and text.isdecimal() and len(text) < 10 and int(text) <= MOST_COLUMNS:
            return int(text)
        self.document.notes.append(f"表{self.tables}有一格写着跨“{text[:20]}”栏，按1栏读")
        return 1
