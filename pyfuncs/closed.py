"""The closed host: reads a saved workbook fast and safely. It never writes to the file it reads."""

from __future__ import annotations

from pathlib import Path

from .notice import TEMPLATES
from .preflight import Unreadable
from .reader import read_apart
from .records import Reading, Sheet, current_notice, read_season

LOCK_MARK = "~$"


def read_sheets(path: Path) -> dict[str, Sheet]:
    """Every worksheet of a saved .xlsx/.xlsm by name. Raises preflight.Unreadable with one Chinese sentence."""
    sheets = {name: Sheet(name, *table) for name, table in read_apart(path).items()}
    if not any(sheet.rows for sheet in sheets.values()):
        raise Unreadable(f"“{path.name}”里没有任何内容，请核对是否拿错了文件")
    return sheets


def read_book(path: Path, templates: Path = TEMPLATES) -> Reading:
    """A saved workbook of ours as records. Raises Unreadable or ForeignWorkbook (one Chinese sentence each)."""
    sheets = read_sheets(Path(path))
    return read_season(sheets, current_notice(sheets, templates))


def is_open_elsewhere(path: Path) -> bool:
    """True when Excel, WPS or LibreOffice has left its lock file beside the workbook."""
    path = Path(path)
    marks = (path.with_name(LOCK_MARK + path.name), path.with_name(f".~lock.{path.name}#"))
    return any(mark.exists() for mark in marks)
