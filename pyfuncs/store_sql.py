"""The program's own ways of comparing and showing, said in SQL for DuckDB; nothing is fetched from a network."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import values

if TYPE_CHECKING:
    import duckdb

OFFLINE: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


def connect() -> duckdb.DuckDBPyConnection:
    """A database in memory that fetches nothing."""
    import duckdb

    return duckdb.connect(config=OFFLINE | {"temp_directory": tempfile.gettempdir()})


def teach(database: duckdb.DuckDBPyConnection) -> None:
    """The program's own ways of comparing and showing, as functions of SQL."""
    from duckdb import sqltypes as kinds

    own = {"match_key": (kinds.VARCHAR, values.match_key), "shown": (kinds.DOUBLE, values.show)}
    arrow: Any = "arrow"  # DuckDB takes the word, its hints a constant they do not name
    for name, (kind, function) in own.items():
        database.create_function(name, _each(function), [kind], kinds.VARCHAR, type=arrow)


def _each(function: Callable[[Any], str]) -> Callable[..., Any]:
    """A function of a value as one of a column; it says nothing of its types, for DuckDB would look them up."""
    import pyarrow

    return lambda column: pyarrow.array(map(function, column.to_pylist()), pyarrow.string())


def register(database: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Sequence[str]]) -> None:
    """A table of text columns under a name."""
    import pyarrow

    table = pyarrow.table({key: pyarrow.array(column, pyarrow.string()) for key, column in columns.items()})
    database.register(name, table)


def quoted(text: str) -> str:
    """Text as a constant of SQL."""
    return "'" + text.replace("'", "''") + "'"


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def shown_text(name: str, kind: str) -> str:
    """A field as `Record.text` gives it."""
    column = _named(name)
    if kind == "整数":
        column = f"CAST({column} AS VARCHAR)"
    elif kind in values.NUMERIC:
        column = f"shown({column})"
    elif kind == "日期":
        column = f"year({column}) || '年' || month({column}) || '月' || day({column}) || '日'"
    return f"coalesce({column}, '')"


def where_sql(where: Mapping[str, Sequence[str]], kinds: Mapping[str, str]) -> str:
    """What `rules.matches` asks."""
    words = {name: ", ".join(map(quoted, options)) for name, options in where.items()}
    return " AND ".join(f"{shown_text(name, kinds[name])} IN ({words[name]})" for name in where) or "true"
