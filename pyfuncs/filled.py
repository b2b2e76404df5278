"""What was understood of a filled form, and of a file of forms: text as typed, each with the place it stands in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .notice import Form


@dataclass(frozen=True, slots=True)
class Unread:
    """Something in the file that is neither printed on the form nor taken: where, what is written, and why not."""

    place: str
    text: str
    why: str


@dataclass(slots=True)
class RowTaken:
    """A row of a member table: text by field; `place` as 表1第7行."""

    values: dict[str, str]
    place: str


@dataclass(slots=True)
class FormTaken:
    """One filled form.

    form, notice  which attachment of which notice (id) the printed words are
    where    its first table, as 表2; "" when it stands in paragraphs alone
    values   text by field of `form.scope`; a field that was left empty is not there; ticked options joined by 、.
             Fields the form prints but nobody types (derived, ratio) are there too when they are filled in
    places   by field of `values`, as 表1第3行 or 第4段
    members  rows by member ledger, in order; empty rows are not there
    home     text by field of other single records printed on it (首页), keyed as 首页.字段; in `places` likewise
    left     what of this form's part of the file was not taken
    """

    form: Form
    notice: str
    where: str = ""
    values: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    members: dict[str, list[RowTaken]] = field(default_factory=dict)
    home: dict[str, str] = field(default_factory=dict)
    left: list[Unread] = field(default_factory=list)


@dataclass(slots=True)
class FileTaken:
    """One file: its forms in reading order, or why it could not be read at all.

    refused  one Chinese sentence; "" when it was read
    notes    what else the clerk must know of the file (macros not run, links not opened, pictures not read)
    left     text that belongs to no form that is known
    """

    path: Path
    forms: list[FormTaken] = field(default_factory=list)
    refused: str = ""
    notes: list[str] = field(default_factory=list)
    left: list[Unread] = field(default_factory=list)


# -- from one process to another ----------------------------------------------------------------------


def to_line(taken: FileTaken) -> bytes:
    """A file but for its path as a line of JSON, in which a form goes by its notice's and its own id."""
    forms = [
        (form.notice, form.form.id, form.where, form.values, form.places, _rows(form), form.home, _left(form.left))
        for form in taken.forms
    ]
    return json.dumps((forms, taken.refused, taken.notes, _left(taken.left))).encode("ascii") + b"\n"


def _rows(form: FormTaken) -> dict[str, list[tuple[dict[str, str], str]]]:
    return {ledger: [(row.values, row.place) for row in rows] for ledger, rows in form.members.items()}


def _left(left: list[Unread]) -> list[tuple[str, str, str]]:
    return [(item.place, item.text, item.why) for item in left]


def from_line(line: bytes, path: Path, forms: Mapping[tuple[str, str], Form]) -> FileTaken:
    """The file that `to_line` wrote; `forms` by their notice's and their own id. Raises ValueError, KeyError."""
    found, refused, notes, left = json.loads(line)
    taken = FileTaken(path, refused=refused, notes=notes, left=[Unread(*item) for item in left])
    for notice, name, where, values, places, members, home, unread in found:
        rows = {ledger: [RowTaken(*row) for row in listed] for ledger, listed in members.items()}
        form = forms[notice, name]
        taken.forms.append(FormTaken(form, notice, where, values, places, rows, home, [Unread(*x) for x in unread]))
    return taken
