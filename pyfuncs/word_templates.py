"""Keeps the Word templates in step with their definitions, and leaves alone those that a person restyled."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document

from .files import write_new
from .notice import Form
from .package import normalise_zip
from .word import DOCUMENT, TemplateError, load_template, template_path
from .word_draw import draw

if TYPE_CHECKING:
    from .notice import Vocabulary

DRAWN, KEPT, SAME = "已画", "有人改过，保留", "不变"


def template_bytes(form: Form) -> bytes:
    """The template as drawn, marked with the digest of its text so that a later change of it shows."""
    document = Document(BytesIO(draw(form)))
    buffer = BytesIO()
    document.save(buffer)
    document.core_properties.identifier = _digest(buffer.getvalue())
    buffer = BytesIO()
    document.save(buffer)
    return normalise_zip(buffer.getvalue())


def _digest(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return hashlib.sha256(archive.read(DOCUMENT)).hexdigest()


def is_restyled(path: Path) -> bool:
    """True when the file is not as it was drawn: saved again by Word, WPS or LibreOffice, or another's file."""
    data = path.read_bytes()
    try:
        return Document(BytesIO(data)).core_properties.identifier != _digest(data)
    except (KeyError, ValueError, zipfile.BadZipFile):
        return True


def refresh(form: Form, notice: Vocabulary, redraw: bool = False) -> str:
    """Draws a form's template unless a person restyled it (then only with `redraw`); says what was done.

    A restyled template in which a printed word is missing is told at once. Raises OSError.
    """
    path = template_path(form, notice)
    fresh = template_bytes(form)
    if path.exists() and path.read_bytes() == fresh:
        return SAME
    if path.exists() and not redraw and is_restyled(path):
        try:
            load_template(form, notice)
        except TemplateError as fault:
            return f"{KEPT}，但{fault}"
        return KEPT
    write_new(path, fresh)
    return DRAWN
