"""Many filled documents in one .docx, each on pages of its own: bodies are joined as text, none is parsed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .fill import Filling
from .word import Template

END_OF_SECTION = (
    '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:pPr>'
    '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    "{section}</w:pPr></w:p>"
)
"""A paragraph of one point: it carries the settings of the section it ends, and parts two tables."""
SECTION_TYPE = re.compile(r"<w:type [^>]*/>")
PAGE_START = re.compile(r"<w:pgNumType[^>]*/>")
AFTER_START = re.compile(
    r"<w:(cols|formProt|vAlign|noEndnote|titlePg|textDirection|bidi|rtlGutter|docGrid|printerSettings)\b|</w:sectPr>"
)
"""What may follow the numbering of pages in a section's settings, which have a fixed order."""


def bind(filled: Iterable[tuple[Template, Filling]], progress: Callable[[], object] | None = None) -> bytes:
    """The .docx of all of them in order; pages are numbered from 1 in each.

    progress  called after each; what it raises stops the work
    Raises ValueError when there is none.
    """
    parts: list[str] = []
    first = last = None
    for template, filling in filled:
        if last:
            parts.append(END_OF_SECTION.format(section=_own_page(last.section)))
        first, last = first or template, template
        parts.append(template.body(filling))
        if progress:
            progress()
    if first is None or last is None:
        raise ValueError("nothing to bind")
    return first.packed(first.head + "".join(parts) + _own_page(last.section) + first.tail)


def _own_page(section: str) -> str:
    """The settings of a section that begins on a new page, numbered 1."""
    section = PAGE_START.sub("", SECTION_TYPE.sub("", section))
    if section.endswith("/>") and "</" not in section:
        section = section.removesuffix("/>") + "></w:sectPr>"
    return AFTER_START.sub(lambda found: '<w:pgNumType w:start="1"/>' + found[0], section, count=1)
