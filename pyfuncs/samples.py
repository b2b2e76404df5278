"""The sample seasons of workbook/示例: one CSV a ledger, and for a spoilt sample the edits that spoil it.

A folder with a CSV for 首页 is a clean sample. `X-待改.csv` beside folder X is a further sample: X with the
edit of each line made. An edit names a ledger, a record (行, 1 = the first in its CSV) and a field; 行 +
adds the record that 写成 holds as JSON, and 字段 整行 takes the record out.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from .notice import HOME, Notice
from .records import NOTICE_FIELD, typed_record
from .rules import Record, Season

SAMPLES = Path(__file__).resolve().parent.parent / "workbook" / "示例"
SPOILT = "-待改"
STATISTICS = "统计表"
SINGLE = "单份"
ADDED = "+"
WHOLE_ROW = "整行"
HEADING_ROW = 1

Row = dict[str, str]
Tables = dict[str, list[Row]]


def sample_names() -> list[str]:
    """Clean samples, each followed by its spoilt one where there is one."""
    folders = [path.parent.name for path in SAMPLES.glob(f"*/{HOME}.csv")]
    return sorted(folders + [path.stem for path in SAMPLES.glob(f"*{SPOILT}.csv")])


def sample_notice(name: str) -> str:
    """Id of the notice a sample is filled in for."""
    return sample_tables(name)[HOME][0][NOTICE_FIELD]


def load_sample(name: str, notice: Notice) -> Season:
    """A sample as records, typed where they can be; `raw` keeps what is written, mistakes included.

    Records stand in rows 2, 3, … of their ledger; the statistics table goes to the form typed on its own tab.
    Raises FileNotFoundError for a sample there is none of, KeyError for a field the notice does not know.
    """
    tables = sample_tables(name)
    season = Season()
    for ledger in notice.ledgers.values():
        rows = tables.get(ledger.name, [])
        records = [_record(notice, ledger.name, row, number) for number, row in enumerate(rows, HEADING_ROW + 1)]
        if ledger.single:
            season.single[ledger.name] = records[0]
            records[0].row = 0
        else:
            season.ledgers[ledger.name] = records
    for form in notice.forms.values():
        if form.mode == SINGLE:
            season.single[form.tab] = _record(notice, form.tab, tables[STATISTICS][0], 0)
    return season


def sample_tables(name: str) -> Tables:
    """Rows by ledger (and 统计表) as text, the edits of a spoilt sample made."""
    folder = SAMPLES / name.removesuffix(SPOILT)
    tables = {path.stem: _read(path) for path in sorted(folder.glob("*.csv"))}
    for single in (HOME, STATISTICS):
        tables[single] = [{row["字段"]: row["值"] for row in tables[single]}]
    if name.endswith(SPOILT):
        spoil(tables, sample_edits(name))
    return tables


def sample_edits(name: str) -> list[Row]:
    """Lines of a spoilt sample's edits: 编号, 台账, 行, 字段, 写成."""
    return _read(SAMPLES / f"{name}.csv")


def spoil(tables: Tables, edits: list[Row]) -> None:
    """Makes every edit in `tables`; records are numbered as before the edits, so rows go out last."""
    gone: list[tuple[str, int]] = []
    for edit in edits:
        rows = tables[edit["台账"]]
        if edit["行"] == ADDED:
            rows.append(json.loads(edit["写成"]))
        elif edit["字段"] == WHOLE_ROW:
            gone.append((edit["台账"], int(edit["行"]) - 1))
        else:
            rows[int(edit["行"]) - 1][edit["字段"]] = edit["写成"]
    for ledger, index in sorted(gone, reverse=True):
        del tables[ledger][index]


def _record(notice: Notice, scope: str, row: Row, number: int) -> Record:
    raw = {name: text or None for name, text in row.items()}
    record = typed_record(notice.fields_of(scope), raw, scope, number)
    record.columns = dict(_columns(row)) if number else {}
    return record


def _columns(row: Row) -> Iterator[tuple[str, int]]:
    return ((name, number) for number, name in enumerate(row, start=1))


def _read(path: Path) -> list[Row]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
