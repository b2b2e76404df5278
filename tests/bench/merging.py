"""Merging the workbooks of many units into one, with all their rows: a few large ones, and many.

We also check every workbook and the whole, refuse and replace, and write a receipt; pandas puts the rows together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyfuncs import closed, layout
from pyfuncs.merge import merge
from pyfuncs.notice import HOME, Notice
from pyfuncs.records import find_ledger
from pyfuncs.samples import STATISTICS

from . import inputs
from .measure import OURS, Case, Job, differ

BOOKS, MATES, USUAL = 50, 5, 40
SLOW_ROUNDS = 3
ENGINES = {"pandas（openpyxl）": "openpyxl", "pandas（calamine）": "calamine"}
LEDGERS = (inputs.GROUPS, inputs.MEMBERS)


def cases(size: int, work: Path, books: int = BOOKS) -> Iterator[Case]:
    """`books` workbooks of `size` groups each beside pandas; `size` workbooks of as many groups as a unit has."""
    own = inputs.notice()
    yield beside(write(work / "大", own, books, size), own, books, size)
    yield many(write(work / "多", own, size, USUAL), own, size)


def write(folder: Path, own: Notice, books: int, groups: int) -> Path:
    """A folder of workbooks, each of one of the notice's units, with groups of their own."""
    folder.mkdir()
    units = own.units()
    for number in range(books):
        tables = inputs.tables(groups, MATES, number * groups)
        tables[HOME] = [tables[HOME][0] | {"推荐单位": units[number % len(units)]}]
        tables[STATISTICS] = [{}]
        inputs.workbook(folder / f"{number:04}.xlsx", own, tables)
    return folder


def names(path: Path, own: Notice) -> Counter[tuple[str, str]]:
    """How often every name stands in each ledger of a merged workbook."""
    sheets = closed.read_sheets(path)
    found: Counter[tuple[str, str]] = Counter()
    for ledger in LEDGERS:
        sheet, heading, columns = find_ledger(own.ledgers[ledger], sheets)
        assert sheet is not None
        found.update(
            (ledger, str(sheet.at(row, columns["小组名称"])))
            for row in range(heading + 1, len(sheet.rows) + sheet.first_row)
        )
    return found


def ours(folder: Path, own: Notice, books: int) -> Job:
    return Job(
        OURS,
        lambda out: merge(folder, out / "out.xlsm"),
        books,
        lambda out: names(out / "out.xlsm", own),
        rounds=SLOW_ROUNDS,
    )


def beside(folder: Path, own: Notice, books: int, groups: int) -> Case:
    def agree(results: dict[str, Any]) -> None:
        assert sum(results[OURS].values()) == books * groups * (MATES + 1)
        for name in ENGINES:
            differ(name, sorted(results[OURS].items()), sorted(results[name].items()))

    peers = [
        Job(
            name,
            pandas_job(folder, engine),
            books,
            lambda out: names(out / "out.xlsx", own),
            4 if engine == "openpyxl" else None,
            SLOW_ROUNDS,
            "只拼行，不校验，没有回执",
        )
        for name, engine in ENGINES.items()
    ]
    what = f"合并{books}本申报簿（每本{groups}个小组、{groups * MATES}名成员）"
    return Case("merge", what, "本", [ours(folder, own, books), *peers], agree)


def many(folder: Path, own: Notice, books: int) -> Case:
    """How many workbooks a second, and what memory: no peer does the like."""

    def agree(results: dict[str, Any]) -> None:
        assert sum(results[OURS].values()) == books * USUAL * (MATES + 1)

    what = f"合并{books}本申报簿（每本{USUAL}个小组、{USUAL * MATES}名成员）"
    return Case("merge-many", what, "本", [ours(folder, own, books)], agree, pace=True)


def pandas_job(folder: Path, engine: str) -> Any:
    def run(out: Path) -> None:
        import pandas as pd

        books = [
            pd.read_excel(path, sheet_name=list(LEDGERS), header=layout.LEDGER_HEADER_ROW, dtype=str, engine=engine)
            for path in sorted(folder.glob("*.xlsx"))
        ]
        with pd.ExcelWriter(out / "out.xlsx", engine="xlsxwriter") as writer:
            for ledger in LEDGERS:
                pd.concat([book[ledger] for book in books]).to_excel(writer, sheet_name=ledger, index=False)

    return run
