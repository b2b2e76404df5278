"""Filled forms for the tests: what each blank of a form prints, and forms bound into one Word file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zips import pack, parts_of

from pyfuncs import forms
from pyfuncs.fill import NAME_MARK, Filling
from pyfuncs.filled import FormTaken
from pyfuncs.grid import TICK, Blank
from pyfuncs.notice import Notice
from pyfuncs.rules import Season
from pyfuncs.word import DOCUMENT, load_template

BODY = re.compile(rb"(?s)(.*<w:body>)(.*?)(<w:sectPr(?:(?!<w:sectPr).)*</w:body>.*)")
PAGE_BREAK = b'<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
What = tuple[str, str, dict[str, str], dict[str, str], dict[str, list[dict[str, str]]]]
"""Notice, form, text by field, text by field of 首页, member rows by ledger."""


def filled(season: Season, notice: Notice, only: Iterable[str] = ()) -> list[tuple[Filling, bytes]]:
    """Every form of a season that somebody fills in, as a .docx, with what fills it."""
    wanted = set(only)
    made = []
    for form in notice.forms.values():
        if form.mode in ("逐条", "单份") and (not wanted or form.id in wanted):
            template = load_template(form, notice)
            for record in forms.records_of(form, season):
                filling = Filling(notice, form, season, record)
                made.append((filling, template.fill(filling)))
    return made


def printed(filling: Filling) -> What:
    """What the blanks of a form print, found from its definition alone."""
    values: dict[str, str] = {}
    home: dict[str, str] = {}
    members: dict[str, list[dict[str, str]]] = {}
    for part in filling.form.part:
        rows = part.grid.rows if part.grid else []
        lines = [line for row in rows if not row.repeats for cell in row.cells for line in cell.lines]
        for blank in (blank for line in [*lines, *part.lines] for blank in line.blanks):
            put(values, home, blank, filling.text(blank))
        for row in (row for row in rows if row.repeats):
            width = len(row.cells) // row.across
            listed = []
            for records in filling.sheet_rows(part, row):
                for number, record in enumerate(records):
                    member: dict[str, str] = {}
                    cells = row.cells[number * width : (number + 1) * width]
                    for blank in (blank for cell in cells for blank in cell.blanks if record is not None):
                        put(member, home, blank, filling.text(blank, record, row.ledger))
                    listed += [member] if member else []
            if listed:
                members[row.ledger] = listed
    return filling.form.notice, filling.form.id, values, home, members


def put(values: dict[str, str], home: dict[str, str], blank: Blank, text: str) -> None:
    if blank.option:
        if text == TICK:
            values[blank.field] = NAME_MARK.join(filter(None, (values.get(blank.field), blank.option)))
    elif text.strip() and text != blank.default:
        name = f"{blank.scope}.{blank.field}" if blank.scope else blank.field
        (home if blank.scope else values)[name] = text


def taken(form: FormTaken) -> What:
    """What was read, in the same shape."""
    members = {ledger: [row.values for row in rows] for ledger, rows in form.members.items()}
    return form.notice, form.form.id, form.values, form.home, members


def with_document(data: bytes, document: bytes) -> bytes:
    """The .docx with another main document."""
    return pack(parts_of(data) | {DOCUMENT: document})


def bound(documents: list[bytes]) -> bytes:
    """Several forms in one Word file, each on a page of its own."""
    bodies = [BODY.fullmatch(parts_of(data)[DOCUMENT]) for data in documents]
    head, _, foot = bodies[0].groups()
    return with_document(documents[0], head + PAGE_BREAK.join(body[2] for body in bodies) + foot)
