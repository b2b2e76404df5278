"""A workbook that arrived from a unit, as it is handed from process to process: small, and fast to take apart."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType
from typing import Any
from xml.etree import ElementTree

from . import columns as by_column
from . import file_kinds, values
from .notice import HOME
from .rules import Record
from .strays import Stray

CORE = "docProps/core.xml"
MACROS = "vbaproject.bin"
MOST_CORE = 100_000
Row = tuple[int, list[Any], dict[str, Any], frozenset[str]]
"""A record: its row, values in the order of the columns, raw values that differ from them, fields mistyped."""


@dataclass(slots=True)
class Packed:
    """The records of one ledger in few objects."""

    tab: str = ""
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Arrival:
    """What one file holds. notice is an id; rows_seen, rows_taken by ledger; levels: findings by level.

    merged  it is itself a merged workbook;  losses  what could not be taken in
    others  notices besides its own that something is typed for
    overlong cells whose text no cell of a new workbook holds, with their fields
    strays  columns and tabs that are no program's;  senders  rows that say another unit sends them
    saved   when it was last saved since it was made, as it says itself; None when it does not;  macros  it carries some
    digest  equal for two files that say the same, wherever it stands in them
    """

    notice: str
    unit: str
    merged: bool
    ledgers: Mapping[str, Packed]
    single: dict[str, Record]
    rows_seen: dict[str, int]
    rows_taken: dict[str, int]
    levels: dict[str, int]
    losses: list[str]
    others: list[str] = field(default_factory=list)
    overlong: list[str] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    senders: int = 0
    saved: dt.datetime | None = None
    macros: bool = False
    digest: str = ""


def pack(records: list[Record], shared: dict[Any, Any]) -> Packed:
    """The records of a ledger; `shared` keeps one object for equal texts."""
    if not records:
        return Packed()
    columns, written_rows, held = records[0].columns, [record.raw for record in records], []
    raws: list[dict[str, Any]] = [{} for _ in records]
    for name in columns:
        column, written = by_column.column(records, name), by_column.column(written_rows, name)
        kinds = set(map(type, column))
        if column != written or bool in kinds.union(map(type, written)):  # True is 1 where lists are compared
            for raw, value, said in zip(raws, column, written, strict=True):
                if said is not value and not _is_alike(said, value):
                    raw[name] = said
        if kinds <= {str, NoneType}:
            column = list(map(shared.setdefault, column, column))
        elif str in kinds:
            column = [shared.setdefault(value, value) if type(value) is str else value for value in column]
        held.append(column)
    rows = zip(records, map(list, zip(*held, strict=True)), raws, strict=True)
    return Packed(records[0].tab, columns, [(record.row, row, raw, frozenset(record.bad)) for record, row, raw in rows])


def _is_alike(written: Any, value: Any) -> bool:
    """True when the value read again as it is gives itself: 3.0 is 3, midnight is the day."""
    if type(written) is dt.datetime and type(value) is dt.date:
        return written == dt.datetime(value.year, value.month, value.day)
    if isinstance(written, bool) or isinstance(value, bool) or isinstance(written, str) is not isinstance(value, str):
        return False
    return bool(written == value)


def unpack(packed: Packed, ledger: str, more: dict[str, str]) -> list[Record]:
    """The records again, each with the fields `more` (text by field) besides its own."""
    names, tail = [*packed.columns, *more], list(more.values())
    found = []
    for row, held, raw, bad in packed.rows:
        written = dict(zip(names, held + tail, strict=True))
        record = Record(written, packed.tab, row, ledger)
        record.columns, record.bad = packed.columns, set(bad)
        record.raw = written | raw | more if raw else written
        found.append(record)
    return found


def is_blank(arrival: Arrival) -> bool:
    """True of a workbook in which nothing is filled in but its 首页."""
    singles = [record for name, record in arrival.single.items() if name != HOME]
    typed = any(value is not None for record in singles for value in (*record.values(), *record.raw.values()))
    return not typed and not any(arrival.rows_taken.values())


def digest(arrival: Arrival) -> str:
    """The arrival's content in few letters: where in the file it stands does not count."""
    told = hashlib.sha256(repr((arrival.notice, values.match_key(arrival.unit))).encode())
    for name, packed in arrival.ledgers.items():
        for said in _said(packed):
            told.update(f"({name!r}, [{said}])".encode("utf-8", "surrogatepass"))
    for name, record in sorted(arrival.single.items()):
        told.update(repr((name, _filled(record))).encode("utf-8", "surrogatepass"))
    return told.hexdigest()


def _said(packed: Packed) -> Iterator[str]:
    """What is written in each row: pairs of a column and its text, by the names of the columns in their order."""
    names = list(packed.columns)
    rows = [
        [raw.get(name, value) for name, value in zip(names, held, strict=True)] if raw else held
        for _, held, raw, _ in packed.rows
    ]
    columns = sorted(zip(names, zip(*rows, strict=True), strict=True)) if rows else []
    pairs = (_pairs(name, column) for name, column in columns)
    return (", ".join(filter(None, row)) for row in zip(*pairs, strict=True))


def _pairs(name: str, column: Sequence[Any]) -> Iterator[str]:
    """The column's name with the text of each of its values, "" where there is none."""
    texts = [value if value is None or type(value) is str else values.text_of(value) for value in column]
    said = {text: f"({name!r}, {text!r})" for text in set(texts)} | {None: ""}
    return map(said.__getitem__, texts)


def _filled(record: Record) -> tuple[tuple[str, str], ...]:
    said = {**record, **{name: value for name, value in record.raw.items() if name in record.bad}}
    return tuple(sorted((name, values.text_of(value)) for name, value in said.items() if value is not None))


def look_outside(path: Path) -> tuple[dt.datetime | None, bool]:
    """(when the file says it was saved since it was made, whether it carries macros); it was looked into before."""
    if not zipfile.is_zipfile(path):  # an .xls
        return None, False
    times: dict[str, dt.datetime] = {}
    with zipfile.ZipFile(path) as archive:
        macros = any(name.casefold().endswith(MACROS) for name in archive.namelist())
        with suppress(ElementTree.ParseError, ValueError):
            for item in ElementTree.fromstring(_core(archive)).iter():
                word = item.tag.rpartition("}")[2]
                if word in ("created", "modified") and item.text:
                    times[word] = dt.datetime.fromisoformat(item.text.strip().replace("Z", "+00:00"))
    saved = times.get("modified")
    if saved == times.get("created"):
        return None, macros
    return (saved.astimezone(dt.UTC) if saved and saved.tzinfo else saved), macros


def own_list(path: Path) -> str:
    """What to say of a list that the program has written itself, whoever saved it again; "" of any other file."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if file_kinds.is_own_list(_core(archive)):
                return f"“{path.name}”是本程序写的清单，不是申报簿"
    return ""


def _core(archive: zipfile.ZipFile) -> bytes:
    """The properties of an office file, b"" where there are none."""
    has = CORE in archive.namelist() and archive.getinfo(CORE).file_size <= MOST_CORE
    return archive.read(CORE) if has else b""
