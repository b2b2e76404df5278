"""Many filled documents in one .docx, each on pages of its own: bodies are joined as text, none is parsed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import BinaryIO

from .fill import Filling
from .word import Template, TemplateError, constant_pieces

END_OF_SECTION = (
    b'<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:pPr>'
    b'<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    b"%b</w:pPr></w:p>"
)
"""A paragraph of one point: it carries the settings of the section it ends, and parts two tables."""
SHARED = ("word/styles.xml", "word/numbering.xml")
RELATIONS = "word/_rels/document.xml.rels"
RELATION, TARGET = re.compile(r"<Relationship [^>]*>"), re.compile(r'Target="([^"]*)"')
REFERENCE = re.compile(rb' r:(?:id|embed|link|pict)="([^"]+)"')
SECTION_TYPE = re.compile(rb"<w:type [^>]*/>")
PAGE_START = re.compile(rb"<w:pgNumType[^>]*/>")
AFTER_START = re.compile(
    rb"<w:(cols|formProt|vAlign|noEndnote|titlePg|textDirection|bidi|rtlGutter|docGrid|printerSettings)\b|</w:sectPr>"
)
"""What may follow the numbering of pages in a section's settings, which have a fixed order."""


def bind(filled: Iterable[tuple[Template, Filling]], progress: Callable[[], object] | None = None) -> bytes:
    """The .docx of all of them in order; pages are numbered from 1 in each.

    progress  called after each; what it raises stops the work
    Raises ValueError when there is none.
    """
    buffer = BytesIO()
    bind_into(buffer, filled, progress)
    return buffer.getvalue()


def bind_into(
    file: BinaryIO, filled: Iterable[tuple[Template, Filling]], progress: Callable[[], object] | None = None
) -> None:
    """The same into an open file, document by document: memory does not grow with their number."""
    coming = iter(filled)
    first = next(coming, None)
    if first is None:
        raise ValueError("nothing to bind")
    first[0].pack(file, _pieces(first, coming, progress or (lambda: None)))


def volumes(filled: Iterable[tuple[Template, Filling]]) -> Iterator[Iterator[tuple[Template, Filling]]]:
    """The documents in their order, in the runs that one file each can hold: a template that somebody restyled
    begins another file, and so does what follows it. Each run has to be used up before the next."""
    first: Template | None = None
    known: dict[int, tuple[Template, bool]] = {}
    number = 0

    def volume(item: tuple[Template, Filling]) -> int:
        nonlocal first, number
        template = item[0]
        if first is not None and id(template) not in known:
            known[id(template)] = template, not _unlike(template, first)
        if first is None or not known[id(template)][1]:
            first, number = template, number + 1
            known.clear()
            known[id(template)] = template, True
        return number

    return (run for _, run in itertools.groupby(filled, volume))


def _pieces(
    at: tuple[Template, Filling], coming: Iterator[tuple[Template, Filling]], progress: Callable[[], object]
) -> Iterator[bytes]:
    """The main document's XML. A section's settings stand in its last paragraph, so no paragraph is added that
    could run over to a page of its own; a body that ends with a table gets one of a point."""
    first = at[0]
    settings: dict[int, tuple[Template, bytes]] = {}
    yield first.head
    for following in itertools.chain(coming, [None]):
        template, filling = at
        if id(template) not in settings:
            _fit(template, first)
            settings[id(template)] = template, _own_page(template.section)
        own = settings[id(template)][1]
        if following is None:
            yield template.body(filling)
            yield own
        elif template.has_seam:
            yield template.body(filling, own)
        else:
            yield template.body(filling)
            yield END_OF_SECTION % own
        progress()
        at = following or at
    yield first.tail


def _fit(template: Template, first: Template) -> None:
    """A file has one set of styles and lists, the first document's, and its pictures, heads and feet.

    Raises TemplateError for a template that has others: it would come out in another's dress, or not open at all.
    """
    if _unlike(template, first):
        raise TemplateError(
            f"“{template.form.name}”和“{first.form.name}”的模板样式或页眉页脚不同，不能装进同一个文件，"
            "请分别生成，或用 build --redraw 恢复改过的模板"
        )


def _unlike(template: Template, first: Template) -> list[str]:
    """The parts by which a template cannot stand in the file that begins with another; [] = it can."""
    if template is first:
        return []
    own, shared = _parts(template), _parts(first)
    unlike = [name for name in SHARED if own.get(name) != shared.get(name)]
    constant = b"".join((template.head, template.section, *constant_pieces(template.pieces)))
    for number in {number.decode() for number in REFERENCE.findall(constant)}:
        target = _target(own, number)
        if target != _target(shared, number) or own.get(f"word/{target}") != shared.get(f"word/{target}"):
            unlike.append(number)
    return unlike


def _parts(template: Template) -> dict[str, bytes]:
    return {info.filename: data for info, data in template.others}


def _target(parts: dict[str, bytes], number: str) -> str:
    """What a reference of the main document leads to; "" where it leads nowhere."""
    found = RELATION.findall(parts.get(RELATIONS, b"").decode("utf-8", "replace"))
    return next((TARGET.findall(item)[0] for item in found if f'Id="{number}"' in item and TARGET.search(item)), "")


def _own_page(section: bytes) -> bytes:
    """The settings of a section that begins on a new page, numbered 1 where its pages may show a number."""
    section = SECTION_TYPE.sub(b"", section)
    if b"Reference " not in section:
        return section
    section = PAGE_START.sub(b"", section)
    if section.endswith(b"/>") and b"</" not in section:
        section = section.removesuffix(b"/>") + b"></w:sectPr>"
    return AFTER_START.sub(lambda found: b'<w:pgNumType w:start="1"/>' + found[0], section, count=1)
