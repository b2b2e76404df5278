"""Merging the workbooks of many units into one, with all their rows.

We also check every workbook and the whole, refuse and replace, and write a receipt; pandas puts the rows together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyfuncs import closed, layout
from pyfuncs.merge import merge
from pyfuncs.records import find_ledger
from pyfuncs.samples import STATISTICS

from . import inputs
from .measure import OURS, Case, Job, differ

BOOKS, MATES = 50, 5
SLOW_ROUNDS = 3
ENGINES = {"pandas（openpyxl）": "openpyxl", "pandas（calamine）": "calamine"}
LEDGERS = (inputs.GROUPS, inputs.MEMBERS)


def cases(size: int, work: Path, books: int = BOOKS) -> Iterator[Case]:
    """`books` workbooks of `size` groups each."""
    own = inputs.notice()
    units = own.units()
    folder = work / "收到"
    folder.mkdir()
    for number in range(books):
        tables = inputs.tables(size, MATES, number * size)
        tables["首页"] = [tables["首页"][0] | {"推荐单位": units[number % len(units)]}]
        tables[STATISTICS] = [{}]
        inputs.workbook(folder / f"{number:03}.xlsx", own, tables)

    def names(path: Path, header: int) -> Counter[tuple[str, str]]:
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

    def agree(results: dict[str, Any]) -> None:
        assert sum(results[OURS].values()) == books * size * (MATES + 1)
        for name in ENGINES:
            differ(name, sorted(results[OURS].items()), sorted(results[name].items()))

    jobs = [
        Job(
            OURS,
            lambda out: merge(folder, out / "out.xlsm"),
            books,
            lambda out: names(out / "out.xlsm", 0),
            rounds=SLOW_ROUNDS,
        ),
        *(
            Job(
                name,
                pandas_job(folder, engine),
                books,
                lambda out: names(out / "out.xlsx", 0),
                4 if engine == "openpyxl" else None,
                SLOW_ROUNDS,
                "只拼行，不校验，没有回执",
            )
            for name, engine in ENGINES.items()
        ),
    ]
    yield Case("merge", f"合并{books}本申报簿（每本{size}个小组、{size * MATES}名成员）", "本", jobs, agree)


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
