"""What filled forms come to: entries with the texts that the forms give, each beside the place it comes from."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import values
from .filled import FormTaken
from .notice import Field
from .rules import Record

EACH, ONE = "逐条", "单份"
Key = dict[str, str]
"""Text by field of a ledger's key; a field that is not known is missing."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one form says: the text, and where (file and place in it)."""

    text: str
    origin: str


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A form and the file it came in: `file` as the clerk knows it, `origin` file and table."""

    taken: FormTaken
    path: Path
    file: str

    @property
    def origin(self) -> str:
        return at(self.file, self.taken.where)


@dataclass(slots=True)
class Entry:
    """A record as the forms have it: of a ledger, or the single one of 首页 or of a form typed on its own tab.

    values  by field the texts that differ, each as first found;  record  the workbook's own, None = there is none
    options what the forms leave open of a key field that they do not print;  twins  records that bear the same key
    """

    scope: str
    key: Key = field(default_factory=dict)
    values: dict[str, list[Given]] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    record: Record | None = None
    options: dict[str, list[str]] = field(default_factory=dict)
    twins: int = 0


@dataclass(slots=True)
class Member:
    """A row of a member table: by field the texts that differ; `origin` file and place of the row."""

    values: dict[str, list[Given]]
    origin: str


@dataclass(slots=True)
class Team:
    """The members that the forms of one parent list, in one member ledger."""

    ledger: str
    entry: Entry
    rows: list[Member] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.entry.key


@dataclass(frozen=True, slots=True)
class Refusal:
    """A form that is not taken: which, where it is, and why in one Chinese sentence. is_loss: something in it should
    have been taken; False for lists that the program makes itself."""

    form: str
    origin: str
    why: str
    is_loss: bool = True


@dataclass(slots=True)
class Joined:
    """All that the forms say."""

    entries: list[Entry] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def at(file: str, place: str) -> str:
    """File and place in it, as one text."""
    return f"{file}　{place}" if place else file


def is_same(item: Field, one: values.Raw, other: values.Raw) -> bool:
    """True when two writings hold one value: texts alike to the letter; days, numbers, phones as understood."""
    if values.text_of(one) == values.text_of(other):
        return True
    read = values.READERS[item.type]
    if read is values.read_text:
        return False
    first, second = read(one), read(other)
    return not first.fault and not second.fault and first.value == second.value


def file_labels(paths: Sequence[Path]) -> list[str]:
    """How the clerk knows each file: its path within the folder that holds them all."""
    root = os.path.commonpath([path.absolute().parent for path in paths]) if paths else ""
    return [Path(os.path.relpath(path.absolute(), root)).as_posix() for path in paths]


def beside(given: list[Given], item: Field, new: Given) -> None:
    """Puts a text beside those that differ from it."""
    if not any(is_same(item, old.text, new.text) for old in given):
        given.append(new)
