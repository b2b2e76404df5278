"""The closed host: reads a saved workbook fast and safely. It never writes to the file it reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .notice import TEMPLATES, list_notices, load_notice
from .preflight import Unreadable
from .reader import read_apart
from .records import Reading, Sheet, current_notice, read_season
from .rules import Record

LOCK_MARK = "~$"


def read_sheets(path: Path) -> dict[str, Sheet]:
    """Every worksheet of a workbook of any format by name. Raises preflight.Unreadable with one Chinese sentence."""
    sheets = {name: Sheet(name, *table) for name, table in read_apart(path).items()}
    if not any(sheet.rows for sheet in sheets.values()):
        raise Unreadable(f"“{path.name}”里没有任何内容，请核对是否拿错了文件")
    return sheets


def read_book(path: Path, templates: Path = TEMPLATES) -> Reading:
    """A saved workbook of ours as records. Raises Unreadable or ForeignWorkbook (one Chinese sentence each)."""
    sheets = read_sheets(Path(path))
    return read_season(sheets, current_notice(sheets, templates))


def with_others(sheets: Mapping[str, Sheet], templates: Path = TEMPLATES) -> Reading:
    """The workbook's reading under its own notice, the columns and forms of the other notices beside it."""
    reading = read_season(sheets, current_notice(sheets, templates))
    for name in list_notices(templates):
        if name == reading.notice.id:
            continue
        other = read_season(sheets, load_notice(name, templates)).season
        for ledger, records in reading.season.ledgers.items():
            more = {(record.tab, record.row): record for record in other.ledgers.get(ledger, [])}
            for record in records:
                _add(record, more.get((record.tab, record.row), Record()))
        reading.season.single = other.single | reading.season.single
    return reading


def _add(record: Record, other: Record) -> None:
    """The fields that only the other notice's record has."""
    for name in other.keys() - record.keys():
        record[name], record.raw[name] = other[name], other.raw.get(name)
        record.bad |= other.bad & {name}


def is_open_elsewhere(path: Path) -> bool:
    """True when Excel, WPS or LibreOffice has left its lock file beside the workbook."""
    path = Path(path)
    marks = (path.with_name(LOCK_MARK + path.name), path.with_name(f".~lock.{path.name}#"))
    return any(mark.exists() for mark in marks)
