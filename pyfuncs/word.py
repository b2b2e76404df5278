"""Fills Word forms: a template is compiled once into constant pieces and slots, and never parsed per record."""

from __future__ import annotations

import copy
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from lxml import etree

from .envelope import LEVEL, Envelope, entry
from .fill import Filling
from .notice import Form
from .slots import BR, TAB, Element, Listing, Map, R, Slot, T, TemplateError, W, find, pieces

if TYPE_CHECKING:
    from .notice import Vocabulary

DOCUMENT = "word/document.xml"
MARK = re.compile("\ue000([^\ue001]*)\ue001")
"""Private-use signs around a number: no text of a template holds them, and XML keeps them."""
ROWS = re.compile("<!--rows (\\d+)-->(.*?)<!--/rows-->", re.DOTALL)
BLOCK = re.compile("<!--block (\\d+)-->(.*?)<!--/block-->", re.DOTALL)
SEAM, SEAM_MARK = object(), "qc-seam"
"""The place in a body's last paragraph, where it ends with one, at which another document can be joined on."""
EDGE = "qc-edge"
"""A comment at the three edges of the body: before it, before its section's settings and after them."""
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
SPECIAL = re.compile("[\x00-\x1f&<>\ufffe\uffff\ud800-\udfff]")
"""What a text is looked through for; most have none of it and are printed as they are."""
STAND_IN = "\ufffd"
BETWEEN = "\0"
"""Parts texts that are encoded together: none that is printed holds it."""
RUN_SHAPE = f"{{{W}}}rPr"
MARK_SHAPE = f"{{{W}}}pPr/{{{W}}}rPr"
PARAGRAPH, PARAGRAPH_SHAPE = f"{{{W}}}p", f"{{{W}}}pPr"
SECTION = f"{{{W}}}sectPr"
STAMP = (2018, 4, 27, 0, 0, 0)


@dataclass(slots=True)
class Rows:
    """A repeated row, printed at least `least` times: its constant pieces, and between them its slots."""

    listing: Listing
    constant: list[bytes]
    slots: list[Slot]
    least: int


@dataclass(slots=True)
class Repeat:
    """What is printed once for each record of the list `ledger`."""

    ledger: str
    pieces: list[bytes | Slot | Rows]


@dataclass(slots=True)
class Template:
    """A compiled .docx: its body as constant pieces, slots and what repeats; the other parts as they are.

    pieces  bytes, Slot, Rows, Repeat, and at most one SEAM
    head, section, tail  of the main document: up to the body, the settings of its last section, and the end
    """

    form: Form
    pieces: list[Any]
    others: list[tuple[zipfile.ZipInfo, bytes]] = field(default_factory=list)
    head: bytes = b""
    section: bytes = b""
    tail: bytes = b""
    _envelope: Envelope | None = field(default=None, init=False, repr=False, compare=False)

    def fill(self, filling: Filling) -> bytes:
        """The .docx of one filled form."""
        return self._sealed(b"".join((self.head, *self._printed(filling), self.section, self.tail)))

    def packed(self, document: str) -> bytes:
        """The .docx with `document` as its main document's XML."""
        return self._sealed(document.encode())

    def _sealed(self, document: bytes) -> bytes:
        if self._envelope is None:
            self._envelope = Envelope(((info.filename, data) for info, data in self.others), DOCUMENT, STAMP)
        return self._envelope.seal(document)

    def pack(self, file: BinaryIO, document: Iterable[bytes]) -> None:
        """Writes the .docx whose main document is the pieces of `document` put together, one after the other."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for info, data in self.others:
                archive.writestr(entry(info.filename, STAMP), data)
            main = entry(DOCUMENT, STAMP)
            main._compresslevel = LEVEL  # type: ignore[attr-defined]  # `open` has no other way to be told
            with archive.open(main, "w") as part:
                for piece in document:
                    part.write(piece)

    def document(self, filling: Filling) -> str:
        """The main document's XML with every blank filled."""
        return b"".join((self.head, self.body(filling), self.section, self.tail)).decode()

    def body(self, filling: Filling, end: bytes = b"") -> bytes:
        """What the body holds but for its section's settings, with every blank filled.

        end  stands at the seam, or after all where the body ends with no paragraph of its own
        """
        return b"".join(self._printed(filling, end))

    def _printed(self, filling: Filling, end: bytes = b"") -> list[bytes]:
        """`body`, in pieces."""
        constant: list[bytes] = []
        texts: list[str] = []
        _print(self.pieces, filling, end, constant, texts)
        return _in_turn(constant, texts)

    @property
    def has_seam(self) -> bool:
        return SEAM in self.pieces


def template_path(form: Form, notice: Vocabulary) -> Path:
    """Where the Word template of a form lies: beside its definition."""
    return notice.folder / form.file.replace(".toml", ".docx")


def load_template(form: Form, notice: Vocabulary) -> Template:
    """Reads and compiles a form's template. Raises TemplateError with one Chinese sentence."""
    path = template_path(form, notice)
    try:
        return compile_template(path.read_bytes(), form)
    except FileNotFoundError:
        raise TemplateError(f"缺少模板“{path.name}”，请重新生成（build）或取回这个文件") from None
    except TemplateError as fault:
        raise TemplateError(f"模板“{path.name}”{fault}，请恢复表上印好的文字") from None
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        raise TemplateError(f"模板“{path.name}”已损坏，请重新生成（build）或取回这个文件") from None


def compile_template(data: bytes, form: Form) -> Template:
    """Compiles a .docx into a Template. Raises TemplateError when a printed word of the form is missing."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        others = [(info, archive.read(info)) for info in archive.infolist() if info.filename != DOCUMENT]
        root = etree.fromstring(archive.read(DOCUMENT), etree.XMLParser(resolve_entities=False, huge_tree=True))
    found = find(root, form)
    _mark(found)
    _mark_edges(root.find(f"{{{W}}}body"))
    head, body, section, tail = etree.tostring(root, encoding="unicode").split(f"<!--{EDGE}-->")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + head
    before, seam, after = body.partition(f"<!--{SEAM_MARK}-->")
    pieces = [*_cut(before, found), *([SEAM] if seam else []), *_cut(after, found)]
    return Template(form, pieces, others, head.encode(), section.encode(), tail.encode())


# -- compiling ---------------------------------------------------------------------------------------


def _mark(found: Map) -> None:
    """Puts a mark in the place of every slot and keeps one row of every repeated one, between comments."""
    for number, slot in sorted(enumerate(found.slots), key=lambda item: (-item[1].start, -item[0])):
        _mark_slot(slot, number)
    for number, listing in enumerate(found.listings):
        first, *rest = listing.rows
        for row in rest:
            row.getparent().remove(row)
        first.addprevious(etree.Comment(f"rows {number}"))
        first.addnext(etree.Comment("/rows"))
    for number, block in enumerate(found.blocks):
        block.first.addprevious(etree.Comment(f"block {number}"))
        block.last.addnext(etree.Comment("/block"))


def _mark_edges(body: Element) -> None:
    for old in [node for node in body.iter(etree.Comment) if node.text == EDGE]:
        old.getparent().remove(old)
    _mark_seam(body)
    section = body[-1] if len(body) and body[-1].tag == SECTION else etree.SubElement(body, SECTION)
    body.insert(0, etree.Comment(EDGE))
    section.addprevious(etree.Comment(EDGE))
    section.addnext(etree.Comment(EDGE))


def _mark_seam(body: Element) -> None:
    """Marks the end of the settings of the body's last paragraph; none where a table or a block is last."""
    blocks = [node for node in body if node.tag != SECTION]
    if not blocks or blocks[-1].tag != PARAGRAPH:
        return
    shape = blocks[-1].find(PARAGRAPH_SHAPE)
    if shape is None:
        shape = etree.Element(PARAGRAPH_SHAPE)
        blocks[-1].insert(0, shape)
    change = shape.find(f"{PARAGRAPH_SHAPE}Change")
    mark = etree.Comment(SEAM_MARK)
    if change is None:
        shape.append(mark)
    else:
        change.addprevious(mark)


def _mark_slot(slot: Slot, number: int) -> None:
    """Puts the slot's mark at its place, in the letters of the run that stands there."""
    mark = f"\ue000{number}\ue001"
    runs = _split(slot.paragraph, slot.start, slot.end)
    before, inside, after = runs
    model = (inside or before[-1:] or after[:1] or [None])[0]
    run = _run(slot.paragraph, model, mark)
    for old in inside:
        old.getparent().remove(old)
    if before:
        before[-1].addnext(run)
    elif after:
        after[0].addprevious(run)
    else:
        slot.paragraph.append(run)


def _split(paragraph: Element, start: int, end: int) -> tuple[list[Element], list[Element], list[Element]]:
    """The paragraph's runs before, inside and after the characters start…end, cut where they straddle."""
    _one_piece_a_run(paragraph)
    groups: tuple[list[Element], list[Element], list[Element]] = ([], [], [])
    at = 0
    for node, text in list(pieces(paragraph)):
        run = node.getparent()
        cuts = [cut - at for cut in (start, end) if at < cut < at + len(text)]
        for piece_run, length in _cut_run(run, node, text, cuts):
            group = 0 if at + length <= start else 1 if at < end else 2
            groups[group].append(piece_run)
            at += length
    return groups


def _one_piece_a_run(paragraph: Element) -> None:
    """Parts runs that print several pieces, so that each can be moved by itself."""
    for run in list(paragraph.iter(R)):
        printing = [node for node in run if node.tag in (T, TAB, BR)]
        for node in reversed(printing[1:]):
            twin = etree.Element(R)
            shape = run.find(RUN_SHAPE)
            if shape is not None:
                twin.append(copy.deepcopy(shape))
            twin.append(node)
            run.addnext(twin)


def _cut_run(run: Element, node: Element, text: str, cuts: list[int]) -> Iterator[tuple[Element, int]]:
    edges = [0, *dict.fromkeys(cuts), len(text)]
    if len(edges) == 2:
        yield run, len(text)
        return
    following = run
    for number, (left, right) in enumerate(itertools.pairwise(edges)):
        piece = run if number == 0 else copy.deepcopy(run)
        piece.find(T).text = text[left:right]
        piece.find(T).set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        if number:
            following.addnext(piece)
        following = piece
        yield piece, right - left


def _run(paragraph: Element, model: Element | None, mark: str) -> Element:
    """A run that prints `mark` like `model`, or like the paragraph's own mark where there is no run."""
    run = etree.Element(R)
    shape = model.find(RUN_SHAPE) if model is not None else paragraph.find(MARK_SHAPE)
    if shape is not None:
        run.append(copy.deepcopy(shape))
    node = etree.SubElement(run, T)
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    node.text = mark
    return run


def _cut(text: str, found: Map) -> Iterator[bytes | Slot | Rows | Repeat]:
    end = 0
    for match in BLOCK.finditer(text):
        yield from _cut_rows(text[end : match.start()], found)
        yield Repeat(found.blocks[int(match[1])].ledger, list(_cut_rows(match[2], found)))
        end = match.end()
    yield from _cut_rows(text[end:], found)


def _cut_rows(text: str, found: Map) -> Iterator[bytes | Slot | Rows]:
    end = 0
    for match in ROWS.finditer(text):
        yield from _cut_slots(text[end : match.start()], found)
        listing = found.listings[int(match[1])]
        constant, slots = _parted(match[2], found)
        yield Rows(listing, constant, slots, len(listing.rows))
        end = match.end()
    yield from _cut_slots(text[end:], found)


def _cut_slots(text: str, found: Map) -> Iterator[bytes | Slot]:
    constant, slots = _parted(text, found)
    for piece, slot in itertools.zip_longest(constant, slots):
        if piece:
            yield piece
        if slot:
            yield slot


def _parted(text: str, found: Map) -> tuple[list[bytes], list[Slot]]:
    """The constant pieces of a text, some of them empty, and the slots between them."""
    pieces = MARK.split(text)
    return [piece.encode() for piece in pieces[::2]], [found.slots[int(number)] for number in pieces[1::2]]


# -- filling -----------------------------------------------------------------------------------------


def constant_pieces(pieces: Iterable[Any]) -> Iterator[bytes]:
    """What of compiled pieces is printed as it is, that of repeated ones too."""
    for piece in pieces:
        if isinstance(piece, bytes):
            yield piece
        elif isinstance(piece, Rows):
            yield from piece.constant
        elif isinstance(piece, Repeat):
            yield from constant_pieces(piece.pieces)


def _print(pieces: Iterable[Any], filling: Filling, end: bytes, constant: list[bytes], texts: list[str]) -> None:
    """Adds to `constant` what is printed as it is (`end` at the seam), and to `texts` what follows each piece of it."""
    for piece in pieces:
        if isinstance(piece, Rows):
            _print_rows(piece, filling, constant, texts)
        elif isinstance(piece, Repeat):
            for own in filling.each(piece.ledger):
                _print(piece.pieces, own, end, constant, texts)
        elif isinstance(piece, Slot):
            constant.append(b"")
            texts.append(filling.sum(piece.part, piece.blank) if piece.blank.sum else filling.text(piece.blank))
        else:
            constant.append(end if piece is SEAM else piece)
            texts.append("")


def _print_rows(rows: Rows, filling: Filling, constant: list[bytes], texts: list[str]) -> None:
    """As many rows as there are records, and at least as many as the template prints."""
    row = rows.listing.row
    sheet = filling.sheet_rows(rows.listing.part, row, rows.least)
    columns = [
        filling.column(slot.blank, row.ledger, [records[slot.across] for records in sheet], slot.across + 1, row.across)
        for slot in rows.slots
    ]
    constant += rows.constant * len(sheet)
    texts += itertools.chain.from_iterable(zip(*columns, [""] * len(sheet), strict=True))


def _in_turn(constant: list[bytes], texts: list[str]) -> list[bytes]:
    """Each constant piece and the text that follows it; all texts are looked through, and encoded, in one go."""
    if SPECIAL.search("".join(texts)):
        texts = [run_text(text) for text in texts]
    pieces = [b""] * (2 * len(texts))
    pieces[::2] = constant
    pieces[1::2] = BETWEEN.join(texts).encode().split(BETWEEN.encode())
    return pieces


def run_text(text: str) -> str:
    """Text inside a w:t: markup escaped, line breaks and tabs as Word's own, characters XML forbids shown as �."""
    if not SPECIAL.search(text):
        return text
    text = ILLEGAL.sub(STAND_IN, text.replace("\r\n", "\n").replace("\r", "\n"))
    text = escape(text, quote=False)
    if "\n" in text or "\t" in text:
        text = text.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        text = text.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return text
