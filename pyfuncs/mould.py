"""Word documents of one make: the same markup to the letter, only what is typed differs.

Forms that one program printed from one template are such. Which paragraph each text stands in is learned once, from
the reader of any document; whatever else comes of the same make is then read by its texts alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .document import STRICT, Block, Cell, Document, Table, read_main

PLAIN = re.compile(rb"""<\?xml version="1\.0" encoding="UTF-8"[^<>?]*\?>""", re.IGNORECASE)
TEXT = re.compile(rb"""(<w:t(?: xml:space="preserve")?>)([^<]*)(?=</w:t>)""")
"""A text as programs write it; one that is written in any other way counts as markup."""
CHANGED = re.compile("[\x01-\x1f&>\ue000-\uf8ff\ufdd0\ufdd1\ufffe\uffff]")
"""Signs that stand for others, or for none: XML and the reader do not give them back as they are."""
BETWEEN = "\x00"
NUMBERED = re.compile("\ufdd0(\\d+)\ufdd1")
"""What stands for a text while its place is learned."""
LARGEST = 1 << 19
MOST_MADE, MOST_MET = 32, 10_000
"""So many makes are remembered, and so many documents of which there may come a second."""


@dataclass(frozen=True, slots=True)
class Mould:
    """A document of which only the texts are missing.

    document  as it was read with numbers for its texts
    alone     its paragraphs that are one text each, with the number of that text
    mixed     those with more in them: words at even places, numbers of texts at odd ones
    """

    document: Document
    alone: dict[str, int]
    mixed: dict[str, list[str | int]]

    def filled(self, texts: Sequence[str]) -> Document:
        """The document with its texts."""
        lines = {line: texts[number] for line, number in self.alone.items()}
        for line, pieces in self.mixed.items():
            lines[line] = "".join([piece if isinstance(piece, str) else texts[piece] for piece in pieces])
        return Document(_filled(self.document.blocks, lines), notes=list(self.document.notes))


def _filled(blocks: Sequence[Block], lines: dict[str, str]) -> list[Block]:
    return [
        lines.get(block, block)
        if isinstance(block, str)
        else Table(
            block.number,
            [
                [Cell(cell.col, cell.colspan, _filled(cell.blocks, lines), cell.rowspan) for cell in row]
                for row in block.rows
            ],
        )
        for block in blocks
    ]


class Moulds:
    """Reads main parts, and remembers the makes of those that it has met twice."""

    def __init__(self) -> None:
        self.made: dict[tuple[bytes, ...], Mould | None] = {}
        self.met: set[int] = set()

    def read(self, data: bytes, path: Path) -> Document:
        """As document.read_main, which reads what is of no make that is known."""
        pieces = TEXT.split(data) if len(data) <= LARGEST and PLAIN.match(data) and STRICT not in data else []
        texts = _decoded(pieces[2::3])
        if texts is None:
            return read_main(data, path)
        markup = (*pieces[0::3], *pieces[1::3])
        mould = self.made.get(markup)
        if mould is not None:
            return mould.filled(texts)
        document = read_main(data, path)
        if markup not in self.made:
            self.meet(markup, pieces, path, document, texts)
        return document

    def meet(
        self, markup: tuple[bytes, ...], pieces: list[bytes], path: Path, document: Document, texts: list[str]
    ) -> None:
        """Learns the make of a document when it comes a second time; None for one that cannot be told by its texts."""
        mark = hash(markup)
        if mark not in self.met:
            if len(self.met) == MOST_MET:
                self.met.clear()
            self.met.add(mark)
            return
        if len(self.made) == MOST_MADE:
            del self.made[next(iter(self.made))]
        mould = _learned(pieces, path)
        self.made[markup] = mould if mould and mould.filled(texts) == document else None


def _decoded(texts: Sequence[bytes]) -> list[str] | None:
    """The texts, None where there are none or one has to be read by the rules of XML."""
    try:
        whole = BETWEEN.encode().join(texts).decode()
    except UnicodeDecodeError:
        return None
    found = whole.split(BETWEEN)
    return found if len(found) == len(texts) and not CHANGED.search(whole) else None


def _learned(pieces: Sequence[bytes], path: Path) -> Mould | None:
    """The mould of a document, None where a text of it does not stand in one paragraph just as it is."""
    numbered = list(pieces)
    count = len(numbered[2::3])
    numbered[2::3] = [f"\ufdd0{number}\ufdd1".encode() for number in range(count)]
    document = read_main(b"".join(numbered), path)
    mould, places = Mould(document, {}, {}), []
    for line in _lines(document.blocks):
        words = NUMBERED.split(line)
        numbers = [int(number) for number in words[1::2]]
        places += numbers
        if numbers and words[0] == words[-1] == "" and len(numbers) == 1:
            mould.alone[line] = numbers[0]
        elif numbers:
            mould.mixed[line] = [int(piece) if at % 2 else piece for at, piece in enumerate(words)]
    return mould if sorted(places) == list(range(count)) and not document.asides else None


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, str):
            yield block
        else:
            for cell in (cell for row in block.rows for cell in row):
                yield from _lines(cell.blocks)
