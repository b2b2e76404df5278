"""One workbook as small Parquet files, a file a ledger: columns typed as the ledger has them, text as it was typed.

Nothing is left out: what a cell said in other words than it was understood is in 原样, what could not be
understood is named in 不合. No cell is ever a formula, for Parquet knows none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import values
from .arrival import Packed, Row
from .check import Finding
from .notice import ORIGIN, SENDER, Ledger
from .report import FINDING_HEADS, finding_row
from .rules import Record

if TYPE_CHECKING:
    import pyarrow

PART, ROW, AS_TYPED, FAULTY = "件", "行", "原样", "不合"
TAB, FIELD, NUMBER = "表", "栏目", "数"
SINGLES, FINDINGS = "首页和统计表", "校验结果"
SUFFIX = ".parquet"
COMPRESSION = "zstd"
SMALL = {"write_statistics": False, "use_dictionary": False, "store_schema": False}
"""What helps to read large files only makes small ones larger."""


def arrow_type(kind: str) -> pyarrow.DataType:
    """The type of a column whose field is of type `kind`."""
    import pyarrow

    if kind in values.NUMERIC:
        return pyarrow.int64() if kind == "整数" else pyarrow.float64()
    return pyarrow.date32() if kind == "日期" else pyarrow.string()


def ledger_schema(ledger: Ledger) -> pyarrow.Schema:
    """The columns of a ledger's files: whose part, which row of its workbook, every field that is typed."""
    import pyarrow

    text = pyarrow.string()
    columns = [(PART, text), (ROW, pyarrow.int32())]
    columns += [(item.name, arrow_type(item.type)) for item in ledger.field if item.typed]
    return pyarrow.schema([*columns, (AS_TYPED, pyarrow.map_(text, text)), (FAULTY, pyarrow.list_(text))])


def ledger_table(ledger: Ledger, packed: Packed, part: str, unit: str, file: str) -> pyarrow.Table:
    """The rows of one workbook, each saying its unit and file; a row that says where it comes from says both."""
    import pyarrow

    schema, count = ledger_schema(ledger), len(packed.rows)
    held = dict(zip(packed.columns, map(list, zip(*(row[1] for row in packed.rows), strict=True)), strict=True))
    before = held.get(ORIGIN) or [None] * count
    held |= {PART: [part] * count, ROW: [row[0] for row in packed.rows], SENDER: [unit] * count}
    held[ORIGIN] = [f"{file}；{values.text_of(said)}" if said else file for said in before]
    places = {name: at for at, name in enumerate(packed.columns)}
    others = [(name, at) for name, at in places.items() if name not in ledger.fields]
    held[AS_TYPED] = [_as_typed(row, places, others) for row in packed.rows]
    held[FAULTY] = [sorted(row[3]) for row in packed.rows]
    columns = [pyarrow.array(held.get(field.name) or [None] * count, field.type) for field in schema]
    return pyarrow.Table.from_arrays(columns, schema=schema)


def _as_typed(row: Row, columns: Mapping[str, int], others: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
    """What a row says in other words than it was understood, and in columns that only another notice has."""
    _, held, raw, _ = row
    said = {name: values.text_of(held[at]) for name, at in others if held[at] is not None}
    for name, written in raw.items():
        text = values.text_of(written)
        if name in said or text != values.text_of(held[columns[name]]):
            said[name] = text
    return list(said.items())


def singles_table(single: Mapping[str, Record], part: str, unit: str, file: str) -> pyarrow.Table:
    """首页 and the statistics forms, a line a field: as typed, and as a number where it is one."""
    import pyarrow

    rows = [(tab, name, record, record.get(name)) for tab, record in single.items() for name in record]
    text, count = pyarrow.string(), len(rows)
    columns = {
        PART: pyarrow.array([part] * count, text),
        SENDER: pyarrow.array([unit] * count, text),
        ORIGIN: pyarrow.array([file] * count, text),
        TAB: pyarrow.array([tab for tab, *_ in rows], text),
        FIELD: pyarrow.array([name for _, name, *_ in rows], text),
        AS_TYPED: pyarrow.array([values.text_of(record.raw.get(name)) for _, name, record, _ in rows], text),
        NUMBER: pyarrow.array([value if _is_number(value) else None for *_, value in rows], pyarrow.float64()),
        FAULTY: pyarrow.array([name in record.bad for _, name, record, _ in rows], pyarrow.bool_()),
    }
    return pyarrow.table(columns)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def findings_table(findings: Iterable[Finding], part: str, unit: str, file: str) -> pyarrow.Table:
    """What was found in the workbook, each with its cell there."""
    import pyarrow

    rows = [(part, unit, file, *finding_row(item)) for item in findings]
    heads = (PART, SENDER, ORIGIN, *FINDING_HEADS)
    columns = zip(*rows, strict=True) if rows else [()] * len(heads)
    return pyarrow.table(
        {head: pyarrow.array(column, pyarrow.string()) for head, column in zip(heads, columns, strict=True)}
    )


def write(path: Path, table: pyarrow.Table) -> None:
    """Writes a new file."""
    from pyarrow import parquet

    parquet.write_table(table, path, compression=COMPRESSION, **SMALL)


def read_rows(path: Path, columns: Sequence[str]) -> list[list[Any]]:
    """The rows of a file, these columns of them."""
    from pyarrow import parquet

    table = parquet.ParquetFile(path).read(columns=list(columns))
    return [list(row) for row in zip(*(table[name].to_pylist() for name in columns), strict=True)]


def row_count(path: Path) -> int:
    """The rows that a file holds, as it says itself."""
    from pyarrow import parquet

    return parquet.read_metadata(path).num_rows


class Ledgers(Mapping[str, Packed]):
    """The ledgers of a workbook as `Arrival.ledgers` has them, each read from its file when it is asked for.

    Columns have no places any more, and what was typed comes back as text: enough to tell two versions apart.
    """

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self.paths = dict(paths)

    def __getitem__(self, name: str) -> Packed:
        from pyarrow import parquet

        return unpacked(name, parquet.ParquetFile(self.paths[name]).read())

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


def unpacked(ledger: str, table: pyarrow.Table) -> Packed:
    """The rows of a ledger's file as an `Arrival` holds them."""
    own = [name for name in table.column_names if name not in (PART, ROW, AS_TYPED, FAULTY, SENDER, ORIGIN)]
    columns = [_whole(table[name].to_pylist()) for name in own]
    rows = [
        (row, list(held), dict(raw), frozenset(bad))
        for row, held, raw, bad in zip(
            table[ROW].to_pylist(),
            zip(*columns, strict=True),
            table[AS_TYPED].to_pylist(),
            table[FAULTY].to_pylist(),
            strict=True,
        )
    ]
    return Packed(ledger, {name: place for place, name in enumerate(own, start=1)}, rows)


def _whole(held: list[Any]) -> list[Any]:
    """Whole numbers as the readers give them: 3, not 3.0."""
    return [int(value) if type(value) is float and value.is_integer() else value for value in held]
