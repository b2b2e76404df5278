"""A workbook from a unit, read, checked and written as Parquet files into a waiting folder, all in a reading process.

The files of a workbook appear at once, under a name that tells their content: a second try writes the same.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import child, parquet
from .arrival import Arrival
from .check import Finding
from .files import TEMPORARY
from .notice import Notice, load_notice
from .reader import MOST_MEMORY
from .reading_pool import read_checked, read_many, serve
from .store import Stowed, part_id, staged_path
from .values import match_key

POOL = "ARROW_DEFAULT_MEMORY_POOL"
SYSTEM_POOL = "system"
"""The allocator of Arrow that a limit on memory suits."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the files wait and whose they are, the same for all workbooks of a merge."""

    templates: Path
    staged: Path
    folder: Path
    area: str


def stow(path: Path, place: Place) -> Arrival | OSError:
    """What one workbook holds, its ledgers in files; the fault when they cannot be written.

    Raises Unreadable or ForeignWorkbook.
    """
    held, findings = read_checked(path, place.templates)
    file = path.relative_to(place.folder).as_posix()
    unit = _spelt(_notice(held.notice, place.templates), held.unit)
    part = part_id(held.digest, place.area, file)
    try:
        held.ledgers = _write(held, findings, part, unit, file, place)
    except OSError as fault:
        return fault
    return held


@cache
def _notice(name: str, templates: Path) -> Notice:
    return load_notice(name, templates)


def _spelt(notice: Notice, unit: str) -> str:
    return next((known for known in notice.units() if match_key(known) == match_key(unit)), unit)


def _write(held: Arrival, findings: Sequence[Finding], part: str, unit: str, file: str, place: Place) -> Stowed:
    ledgers = _notice(held.notice, place.templates).ledgers
    told = part, unit, file
    tables = {
        name: parquet.ledger_table(ledgers[name], packed, *told) for name, packed in held.ledgers.items() if packed.rows
    }
    names = list(tables)
    tables[parquet.SINGLES] = parquet.singles_table(held.single, *told)
    if findings:
        tables[parquet.FINDINGS] = parquet.findings_table(findings, *told)
    folder = place.staged / part
    if not folder.exists():
        work = Path(tempfile.mkdtemp(prefix=".", suffix=TEMPORARY, dir=place.staged))
        try:
            for name, table in tables.items():
                parquet.write(staged_path(work.parent, work.name, name), table)
            os.rename(work, folder)
        except OSError:
            shutil.rmtree(work, ignore_errors=True)
            if not folder.is_dir():  # else another try at the same workbook was faster
                raise
    return Stowed(folder, names, unit, {name: table.num_rows for name, table in tables.items()})


def stow_many(paths: Sequence[Path], place: Place, workers: int) -> Generator[tuple[int, Arrival | str], None, None]:
    """Each file once, as `read_many` gives them. Raises OSError when the files cannot be written."""
    words = [place.templates, place.staged, place.folder, place.area]
    command = child.command("stowing", *map(str, words))
    for number, result in read_many(paths, workers=workers, command=command):
        if isinstance(result, OSError):
            raise result
        yield number, result


if __name__ == "__main__":
    os.environ[POOL] = SYSTEM_POOL
    child.limit_memory(MOST_MEMORY)
    templates, staged, folder, area = sys.argv[1:5]
    here = Place(Path(templates), Path(staged), Path(folder), area)
    serve(sys.stdin.buffer, sys.stdout.buffer, here.templates, lambda path, _: stow(path, here))
