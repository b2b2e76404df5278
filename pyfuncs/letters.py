"""Letters: Word documents of our own beside a notice's attachments, each a file of `templates/文书/`.

    name = "退回单"
    pages = true                                      # the foot says — 1 —; also landscape, top, bottom, frame
    field = [ { name = "收件单位", type = "单位" } ]     # what the program fills in
    [[known]]                                         # what the notice itself says; not said = left blank
    name = "咨询电话"
    type = "文本"
    fact = ["联系电话"]                                # the first of these facts (or deadlines) that it states
    [[table]]                                         # a list whose rows are printed
    name = "问题"
    field = [ … ]
    [[part]] …                                        # as in an attachment; `each` repeats parts over a list
    plain = true                                      # a text (an e-mail): lines only, no Word template

A blank {字段} is the letter's own, {退回单.字段} is so inside a list too. The template beside the file may be
restyled in Word as those of the attachments. A notice may have a letter of the same name in its own folder.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from . import binder
from .definitions import MODES, Field, Form, Ledger, Part
from .fill import NAME_MARK, Filling
from .notice import TEMPLATES, Notice, check_field, check_form, parse_parts
from .rules import Record, Season
from .schema import DefinitionError, build, did_you_mean, read_toml
from .word import Template, load_template

FOLDER = "文书"
Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
Progress = Callable[[int, int], object]


@dataclass(slots=True, kw_only=True)
class Known:
    """A field the notice fills: the first of the facts, else of the deadlines, of these names that it states."""

    name: str
    type: str
    fact: list[str] = dataclasses.field(default_factory=list)
    deadline: list[str] = dataclasses.field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Table:
    """A list: `parent` and `key` where its rows belong to those of another list that hold the same `key`."""

    name: str
    field: list[Field]
    parent: str = ""
    key: list[str] = dataclasses.field(default_factory=list)


@dataclass(kw_only=True)
class Letter:
    """A letter as defined. For the Word machinery it is a form, and the words its blanks may name, in one."""

    name: str
    part: list[Part]
    field: list[Field] = dataclasses.field(default_factory=list)
    known: list[Known] = dataclasses.field(default_factory=list)
    table: list[Table] = dataclasses.field(default_factory=list)
    landscape: bool = False
    pages: bool = False
    top: float = 0
    bottom: float = 0
    frame: str = ""
    plain: bool = False

    folder: Path = dataclasses.field(default=Path(), init=False)
    form: Form = dataclasses.field(init=False)
    ledgers: dict[str, Ledger] = dataclasses.field(default_factory=dict, init=False)
    words: dict[str, list[str]] = dataclasses.field(default_factory=dict, init=False)

    def fields_of(self, scope: str) -> dict[str, Field]:
        """Fields by name of the letter itself, or of one of its lists."""
        return self.ledgers[scope].fields if scope in self.ledgers else {}

    def options_of(self, item: Field) -> list[str]:
        """What a field may hold; [] = anything."""
        return item.options if isinstance(item.options, list) else []

    @cached_property
    def template(self) -> Template:
        """The compiled template. Raises TemplateError with one Chinese sentence."""
        return load_template(self.form, self)

    def filling(self, fields: Row, tables: Tables | None = None, notice: Notice | None = None) -> Filling:
        """The letter filled with `fields` and the rows of its lists; what is None or not given stays blank.

        notice  the one whose facts and deadlines fill the `known` fields
        Values are text, numbers or days, printed as on the forms. Raises DefinitionError for an unknown name.
        """
        said = self.stated(notice) if notice else {}
        record = self._record(self.name, {**said, **fields})
        season = Season(single={self.name: record})
        for name, rows in (tables or {}).items():
            season.ledgers[name] = [self._record(name, row) for row in rows]
        return Filling(self, self.form, season, record)

    def _record(self, scope: str, row: Row) -> Record:
        known = self.fields_of(scope)
        for name in row:
            if name not in known:
                raise DefinitionError(f"文书“{self.name}”的“{scope}”没有“{name}”{did_you_mean(name, known)}")
        return Record(dict(row), scope)

    def stated(self, notice: Notice) -> dict[str, Any]:
        """What the notice says of the `known` fields; those it says nothing of are not in it."""
        facts = {item.name: item.value for item in notice.fact}
        days = {item.name: item.date for item in notice.deadline}
        said = {}
        for item in self.known:
            found = [facts[name] for name in item.fact if name in facts]
            found += [days[name] for name in item.deadline if name in days]
            if found:
                said[item.name] = NAME_MARK.join(found[0]) if isinstance(found[0], list) else found[0]
        return said

    def one(self, fields: Row, tables: Tables | None = None, notice: Notice | None = None) -> bytes:
        """The .docx of one letter."""
        return self.template.fill(self.filling(fields, tables, notice))

    def text(self, fields: Row, tables: Tables | None = None, notice: Notice | None = None) -> str:
        """The letter's lines as plain text, parted by \\n; its grids are left out."""
        filling = self.filling(fields, tables, notice)
        lines: list[str] = []
        for each, parts in itertools.groupby(self.part, key=lambda part: part.each):
            printed = [line for part in parts for line in part.lines]
            for own in filling.each(each) if each else [filling]:
                lines += [own.line(line) for line in printed]
        return "\n".join(lines)

    def many(self, fillings: Iterable[Filling], progress: Callable[[], object] | None = None) -> bytes:
        """One .docx with a letter for each filling, each on a page of its own; nothing is parsed per letter.

        progress  called after each; what it raises stops the work
        Raises ValueError when there is none.
        """
        return binder.bind(((self.template, filling) for filling in fillings), progress)


def list_letters(folder: Path = TEMPLATES) -> list[Path]:
    """The definition files of all letters, plain ones too: the program's own, then those in the folders of notices."""
    return [*sorted((folder / FOLDER).glob("*.toml")), *sorted(folder.glob(f"*/{FOLDER}/*.toml"))]


def load_letter(name: str, notice: Notice | None = None) -> Letter:
    """The letter of this name: the notice's own where it has one. Raises DefinitionError."""
    paths = [notice.folder / FOLDER / f"{name}.toml"] if notice else []
    paths.append(TEMPLATES / FOLDER / f"{name}.toml")
    return read_letter(next((path for path in paths if path.exists()), paths[-1]))


def read_letter(path: Path) -> Letter:
    """The letter that a file defines. Raises DefinitionError naming file and key of the first fault."""
    letter = build(Letter, read_toml(path), path.name)
    if letter.name != path.stem:
        raise DefinitionError(f"{path.name}：“name”应为文件名“{path.stem}”，写的是“{letter.name}”")
    letter.folder = path.parent
    letter.form = Form(
        id="", name=letter.name, mode=MODES[0], part=letter.part, source="", ledger=letter.name,
        landscape=letter.landscape, pages=letter.pages, top=letter.top, bottom=letter.bottom, frame=letter.frame,
    )  # fmt: skip
    letter.form.file = path.name
    parse_parts(letter.part, path.name)
    stated = [Field(name=item.name, type=item.type) for item in letter.known]
    letter.ledgers[letter.name] = Ledger(name=letter.name, code="", field=[*letter.field, *stated])
    for table in letter.table:
        letter.ledgers[table.name] = Ledger(
            name=table.name, code="", field=table.field, key=table.key, parent=table.parent
        )
    for ledger in letter.ledgers.values():
        for item in ledger.field:
            check_field(item, f"{path.name} {ledger.name}")
    check_form(letter.form, letter)
    return letter
