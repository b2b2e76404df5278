"""Reads a saved workbook's cells in a process of its own: a file that stalls or kills the reader kills only that."""

from __future__ import annotations

import gc
import pickle
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from . import child, preflight, spread
from .collector import keeping_all
from .formulas import column_number
from .on_demand import OnDemand
from .preflight import Found, Unreadable

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

SECONDS = 60
MOST_MEMORY = 3 << 30
LEAST_ROOM, ROOM = 160 << 20, 10
"""Bytes that reading may take, and how many more for each byte of the file, inflated."""
REFUSED = 3
Table = tuple[list[list[Any]], int, int, set[tuple[int, int]], str]
"""A tab: its rows from its first used cell (an empty row is []), that cell's row and column, the cells that hold an
error value, all counted from 1; and the format of its file where errors are not known in that, else ""."""
BLIND = (preflight.OLD, preflight.BINARY)
"""Formats whose errors a reader gives back as empty cells, with nothing that tells which."""


def read_apart(path: Path) -> dict[str, Table]:
    """Every worksheet of a saved workbook by name. Raises Unreadable with one Chinese sentence."""
    import subprocess

    try:
        done = subprocess.run(
            child.command("reader", str(path)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            timeout=SECONDS,
            check=False,
            **child.options(),
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(f"“{path.name}”读了{SECONDS}秒还没有读完，内容大得不正常，请删去多余的内容再试") from None
    if done.returncode == REFUSED:
        raise Unreadable(done.stdout.decode("utf-8"))
    if done.returncode:
        raise Unreadable(f"“{path.name}”已损坏或大得不正常，读不出工作表，请用Excel或WPS打开后另存一份再试")
    return pickle.loads(done.stdout)


def read_here(path: Path) -> Mapping[str, Table]:
    """The same of an .xlsx/.xlsm in this process: what a hostile file does to the reader, it does to this process.

    A tab is read when it is first asked for, and Unreadable raised then where it cannot be.
    """
    found = preflight.look(path)
    if found.kind:
        raise Unreadable(f"“{path.name}”是{found.kind}格式，放不下按钮要写的内容，请另存为 .xlsm 再试")
    return _tables(path, found)


def read_bounded(path: Path) -> dict[str, Table]:
    """The same in a process that may die of it: it gets the memory that a file of such a size needs, no more."""
    found = preflight.look(path)
    with child.room(LEAST_ROOM + ROOM * found.bytes):
        return dict(_tables(path, found))


def _tables(path: Path, found: Found) -> OnDemand[Table]:
    from python_calamine import CalamineWorkbook

    parts = _parts(path) if found.errors or found.merged else {}  # none in a file of another kind
    kind = found.kind if found.kind in BLIND else ""
    with _told(path, "的内部"), path.open("rb") as file:  # told by its content: its name may be another kind's
        workbook = CalamineWorkbook.from_filelike(file)

    @keeping_all()
    def read(name: str) -> Table:
        with _told(path, f"的工作表“{name}”"):
            data = workbook.get_sheet_by_name(name)
            first_row, first_col = data.start or (0, 0)
            rows = [row if row.count("") < len(row) else [] for row in data.to_python(skip_empty_area=True)]
            part = parts.get(name, name)
            for merged in found.merged.get(part, ()) if not kind else _merged_down(data):
                _fill_down(rows, first_row + 1, first_col + 1, *merged)
            return rows, first_row + 1, first_col + 1, found.errors.get(part, set()), kind

    return OnDemand(workbook.sheet_names, read)


@contextmanager
def _told(path: Path, what: str) -> Iterator[None]:
    """A damage that the reader meets in `what` of the file becomes one sentence."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError:
        raise Unreadable(f"“{path.name}”有打开密码，请在Excel或WPS中去掉密码、另存一份再试") from None
    except CalamineError:
        raise Unreadable(f"“{path.name}”{what}已损坏，读不出，请用Excel或WPS打开后另存一份再试") from None


def _merged_down(data: CalamineSheet) -> Iterator[tuple[int, int, int]]:
    """(column, first row, last row), from 1, of what is merged down a column of a sheet that only its reader sees."""
    for (top, left), (bottom, right) in data.merged_cell_ranges or ():
        if left == right and top != bottom:
            yield left + 1, top + 1, bottom + 1


def _fill_down(rows: list[list[Any]], first_row: int, first_col: int, col: int, top: int, bottom: int) -> None:
    """What a clerk has merged down a column counts for every row of it that holds something else."""
    at, place = col - first_col, top - first_row
    held = rows[place][at] if 0 <= place < len(rows) and 0 <= at < len(rows[place]) else ""
    for row in rows[max(place, 0) + 1 : bottom - first_row + 1] if held != "" else ():
        if at < len(row) and row[at] == "":
            row[at] = held


def _parts(path: Path) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name: parts are named in the workbook's relations."""
    try:
        with zipfile.ZipFile(path) as archive:
            relations = _elements(archive.read("xl/_rels/workbook.xml.rels"))
            book = _elements(archive.read("xl/workbook.xml"))
    except KeyError:  # of another spelling, or none: the reader says more of it
        return {}
    target = {item["Id"]: item.get("Target", "") for _, item in relations if "Id" in item}
    named = {}
    for tag, item in book:
        if tag.endswith("}sheet"):
            relation = next((value for name, value in item.items() if name.endswith("}id")), "")
            named[item.get("name", "")] = "xl/" + target.get(relation, "").removeprefix("/").removeprefix("xl/")
    return named


def _elements(part: bytes) -> list[tuple[str, dict[str, str]]]:
    """The elements of a part in their order, with their attributes; names have their namespace before a "}"."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = lambda name, attributes: found.append((name, attributes))
    parser.Parse(part, True)
    return found


def formulas(path: Path, name: str) -> set[tuple[int, int]]:
    """The cells (row, col from 1) of a worksheet that hold a formula, of a workbook that could be read."""
    part = _parts(path).get(name)
    if part is None:
        return set()
    with zipfile.ZipFile(path) as archive:
        found = spread.FORMULA.findall(archive.read(part))
    return {(int(digits), column_number(letters)) for letters, digits in found}


def _each_text_once(tables: dict[str, Table]) -> dict[str, Table]:
    """The same with equal texts as one object: what comes again and again in a ledger is written to the pipe once."""
    texts: dict[str, str] = {}
    once = texts.setdefault
    for rows, *_ in tables.values():
        for row in rows:
            row[:] = [once(value, value) if type(value) is str else value for value in row]
    return tables


def main(path: Path) -> int:
    """Writes the tables (pickled) or the sentence of a refusal to standard output."""
    child.limit_memory(MOST_MEMORY)
    gc.disable()
    try:
        out, status = pickle.dumps(_each_text_once(read_bounded(path)), pickle.HIGHEST_PROTOCOL), 0
    except Unreadable as fault:
        out, status = str(fault).encode("utf-8"), REFUSED
    sys.stdout.buffer.write(out)
    sys.stdout.buffer.flush()
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
