"""Reads a saved workbook's cells in a process of its own: a file that stalls or kills the reader kills only that."""

from __future__ import annotations

import pickle
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

from . import child, preflight
from .preflight import Found, Unreadable

SECONDS = 60
MOST_MEMORY = 3 << 30
REFUSED = 3
Table = tuple[list[list[Any]], int, int, set[tuple[int, int]]]
"""A tab: its rows from its first used cell (an empty row is []), that cell's row and column, and the cells
that hold an error value; all counted from 1."""


def read_apart(path: Path) -> dict[str, Table]:
    """Every worksheet of a saved .xlsx/.xlsm by name. Raises Unreadable with one Chinese sentence."""
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


def read_here(path: Path) -> dict[str, Table]:
    """The same in this process: what a hostile file does to the reader, it does to this process."""
    found = preflight.look(path)
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(path)
    errors = _errors_by_sheet(path, found) if found.errors else {}
    tables = {}
    for name in workbook.sheet_names:
        data = workbook.get_sheet_by_name(name)
        first_row, first_col = data.start or (0, 0)
        rows = [row if any(value != "" for value in row) else [] for row in data.to_python(skip_empty_area=True)]
        tables[name] = rows, first_row + 1, first_col + 1, errors.get(name, set())
    return tables


def _errors_by_sheet(path: Path, found: Found) -> dict[str, set[tuple[int, int]]]:
    """Error cells by sheet name: parts are named in the workbook's relations."""
    from xml.etree import ElementTree

    with zipfile.ZipFile(path) as archive:
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        target = {item.get("Id"): item.get("Target", "") for item in relations}
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    named: dict[str, set[tuple[int, int]]] = {}
    for item in book.iter():
        if item.tag.endswith("}sheet"):
            relation = next((value for name, value in item.items() if name.endswith("}id")), "")
            part = re.sub(r"^/?(xl/)?", "xl/", target.get(relation, ""))
            named[item.get("name", "")] = found.errors.get(part, set())
    return named


def main(path: Path) -> int:
    """Writes the tables (pickled) or the sentence of a refusal to standard output."""
    child.limit_memory(MOST_MEMORY)
    try:
        out, status = pickle.dumps(read_here(path), pickle.HIGHEST_PROTOCOL), 0
    except Unreadable as fault:
        out, status = str(fault).encode("utf-8"), REFUSED
    sys.stdout.buffer.write(out)
    sys.stdout.buffer.flush()
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
