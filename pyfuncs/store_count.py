"""What the files of a store hold, counted: entries by award, sums behind the rates, names that two units send.

`look` is a pure function of some files, and `combine` joins what it says of any sets of them, in any order: what is
known of a part stands under the part's own name, which tells its content, so that no file counts twice however often
it is looked at. DuckDB groups inside a process; processes and machines are joined by `combine` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .master import summed_fields
from .notice import Award, Notice, Rule
from .parquet import AS_TYPED, FAULTY, FIELD, NUMBER, PART, ROW, SINGLES, TAB, arrow_type
from .quota import is_per_name
from .rules import across_units
from .stats import statistics_forms
from .store_sql import connect, quoted, register, shown_text, teach, where_sql

if TYPE_CHECKING:
    import duckdb
    import pyarrow

SEPARATOR = "\x1f"
"""Between the parts of a key: no key of a name holds it."""


@dataclass(slots=True)
class Question:
    """What is asked of the files of one notice: its awards, its rules about two units, its statistics forms
    (tab → fields that are summed), and the type of each field by ledger."""

    awards: list[Award]
    rules: list[Rule]
    forms: dict[str, list[str]]
    kinds: dict[str, dict[str, str]]

    def ledgers(self) -> list[str]:
        """The ledgers that are looked at."""
        return list(dict.fromkeys([award.ledger for award in self.awards] + [rule.ledger for rule in self.rules]))


def question(notice: Notice) -> Question:
    """What is asked for a notice."""
    return Question(
        notice.award,
        [rule for rule in notice.rule if rule.call == across_units.__name__],
        {form.tab: summed_fields(form) for form in statistics_forms(notice)},
        {
            name: {item.name: item.type for item in ledger.field if item.typed}
            for name, ledger in notice.ledgers.items()
            if not ledger.single
        },
    )


@dataclass(slots=True)
class Batch:
    """Some parts: their files by dataset, and by part the key of whoever sends it."""

    files: dict[str, list[str]]
    senders: dict[str, str]


@dataclass(slots=True)
class Look:
    """What is known of some parts.

    entries  by part and award: (whose limit they count against, how many, row of the first)
    figures  by part and form: (comparison key of all that is typed, number by field)
    keys     number of a rule, key of a name, least and most of the senders that have it; None = none
    """

    entries: dict[str, dict[str, list[tuple[str, int, int]]]] = field(default_factory=dict)
    figures: dict[str, dict[str, tuple[str, dict[str, float]]]] = field(default_factory=dict)
    keys: pyarrow.Table | None = None


# -- looking at files ------------------------------------------------------------------------------------


def look(batch: Batch, asked: Question) -> Look:
    """All that is asked, of these files. Raises OSError when one is not there or broken."""
    found = Look()
    with connect() as database:
        teach(database)
        register(database, "senders", {PART: list(batch.senders), "sender": list(batch.senders.values())})
        keys = []
        for ledger in asked.ledgers():
            if _load(database, batch, ledger, asked):
                _count_entries(database, ledger, asked, found)
                keys += [_keys(database, number, rule, asked) for number, rule in _rules(asked, ledger)]
        if SINGLES in batch.files:
            _read_figures(database, batch, asked, found)
    found.keys = combine_keys(keys)
    return found


def rows_behind(batch: Batch, asked: Question, crossing: Sequence[tuple[int, str]]) -> dict[int, list[dict[str, Any]]]:
    """The rows of these files whose key under a rule is among `crossing`, by number of the rule."""
    wanted: dict[int, list[str]] = {}
    for number, key in crossing:
        wanted.setdefault(number, []).append(key)
    found: dict[int, list[dict[str, Any]]] = {}
    with connect() as database:
        teach(database)
        for ledger in dict.fromkeys(asked.rules[number].ledger for number in wanted):
            if not _load(database, batch, ledger, asked, whole=True):
                continue
            for number, rule in _rules(asked, ledger):
                if number in wanted:
                    register(database, "wanted", {"key": wanted[number]})
                    chosen = f"{_condition(rule, asked)} AND {_key(rule, asked)} IN (SELECT key FROM wanted)"
                    found[number] = database.sql(f"SELECT * FROM held WHERE {chosen}").to_arrow_table().to_pylist()
    return found


def combine(looks: Iterable[Look]) -> Look:
    """What is known of all parts together; which way round, and how often a part comes, makes no difference."""
    whole, keys = Look(), []
    for each in looks:
        whole.entries |= each.entries
        whole.figures |= each.figures
        keys.append(each.keys)
    whole.keys = combine_keys(keys)
    return whole


def combine_keys(tables: Iterable[pyarrow.Table | None]) -> pyarrow.Table | None:
    """The keys of all tables, each once, with the least and the most of its senders."""
    import pyarrow

    held = [table for table in tables if table is not None and table.num_rows]
    if len(held) < 2:
        return held[0] if held else None
    with connect() as database:
        database.register("keys", pyarrow.concat_tables(held))
        sums = "SELECT rule, key, min(least) AS least, max(most) AS most FROM keys GROUP BY rule, key"
        return database.sql(sums).to_arrow_table()


def shares_of(keys: pyarrow.Table | None, shares: int) -> list[pyarrow.Table | None]:
    """The keys parted among several who reckon on: each key to the same one, whoever parts them."""
    if keys is None:
        return [None] * shares
    with connect() as database:
        database.register("keys", keys)
        sql = f"SELECT * FROM keys WHERE md5_number_lower(key) % {shares} = "
        return [database.sql(f"{sql}{number}").to_arrow_table() for number in range(shares)]


def crossing_keys(tables: Iterable[pyarrow.Table | None]) -> list[tuple[int, str]]:
    """(number of the rule, key) of what two senders have, in order."""
    whole = combine_keys(tables)
    if whole is None:
        return []
    columns = (whole[name].to_pylist() for name in ("rule", "key", "least", "most"))
    return sorted((rule, key) for rule, key, least, most in zip(*columns, strict=True) if least != most)


def _load(database: duckdb.DuckDBPyConnection, batch: Batch, ledger: str, asked: Question, whole: bool = False) -> bool:
    """The rows of a ledger's files as the table `held`: the columns that are asked for, or all; False without files."""
    import pyarrow
    from pyarrow import dataset

    paths = batch.files.get(ledger)
    if not paths:
        return False
    text, kinds = pyarrow.string(), asked.kinds[ledger]
    names = kinds if whole else _names(ledger, asked)
    columns = [(PART, text), (ROW, pyarrow.int32()), *((name, arrow_type(kinds[name])) for name in names)]
    columns += [(AS_TYPED, pyarrow.map_(text, text))] if whole else []
    schema = pyarrow.schema([*columns, (FAULTY, pyarrow.list_(text))])
    database.register("files", dataset.dataset(paths, schema=schema, format="parquet"))
    database.sql("CREATE OR REPLACE TEMP TABLE held AS SELECT * FROM files")
    database.unregister("files")
    return True


def _names(ledger: str, asked: Question) -> list[str]:
    """The fields of a ledger that awards and rules look at."""
    names: list[str] = []
    for award in asked.awards:
        if award.ledger == ledger:
            names += [*award.where, *filter(None, (award.limit_per, award.limit_fallback))]
    for _, rule in _rules(asked, ledger):
        names += [*rule.where, *rule.params["fields"]]
    return list(dict.fromkeys(names))


def _rules(asked: Question, ledger: str) -> list[tuple[int, Rule]]:
    return [(number, rule) for number, rule in enumerate(asked.rules) if rule.ledger == ledger]


def _key(rule: Rule, asked: Question) -> str:
    """What `rules.join_key` gives, as one text."""
    kinds = asked.kinds[rule.ledger]
    return f" || {quoted(SEPARATOR)} || ".join(
        f"match_key({shown_text(name, kinds[name])})" for name in rule.params["fields"]
    )


def _condition(rule: Rule, asked: Question) -> str:
    """The rows that `rules.across_units` compares, but for those with an empty part of the key."""
    fields = ", ".join(map(quoted, rule.params["fields"]))
    return f"{where_sql(rule.where, asked.kinds[rule.ledger])} AND NOT list_has_any({FAULTY}, [{fields}])"


def _keys(database: duckdb.DuckDBPyConnection, number: int, rule: Rule, asked: Question) -> pyarrow.Table:
    """The keys under a rule in `held`, each with the least and the most of its senders."""
    sql = f"""
        SELECT CAST({number} AS INTEGER) AS rule, key, min(sender) AS least, max(sender) AS most
        FROM (SELECT {PART}, {_key(rule, asked)} AS key FROM held WHERE {_condition(rule, asked)})
        JOIN senders USING ({PART})
        WHERE NOT list_contains(string_split(key, {quoted(SEPARATOR)}), '')
        GROUP BY key"""
    return database.sql(sql).to_arrow_table()


def _count_entries(database: duckdb.DuckDBPyConnection, ledger: str, asked: Question, found: Look) -> None:
    kinds = asked.kinds[ledger]
    for award in asked.awards:
        if award.ledger != ledger:
            continue
        name = "''"
        if is_per_name(award):
            either = award.limit_per, award.limit_fallback or award.limit_per
            parts = [shown_text(part, kinds[part]) for part in either]
            name = f"coalesce(nullif({parts[0]}, ''), {parts[1]})"
        sql = f"""
            SELECT {PART}, {name} AS name, count(*), min({ROW}) FROM held
            WHERE {where_sql(award.where, kinds)} GROUP BY {PART}, name"""
        for part, who, count, first in database.sql(sql).fetchall():
            found.entries.setdefault(part, {}).setdefault(award.name, []).append((who, count, first))


def _read_figures(database: duckdb.DuckDBPyConnection, batch: Batch, asked: Question, found: Look) -> None:
    import pyarrow
    from pyarrow import dataset

    text = pyarrow.string()
    columns = [(PART, text), (TAB, text), (FIELD, text), (AS_TYPED, text)]
    schema = pyarrow.schema([*columns, (NUMBER, pyarrow.float64()), (FAULTY, pyarrow.bool_())])
    database.register("files", dataset.dataset(batch.files[SINGLES], schema=schema, format="parquet"))
    tabs = ", ".join(map(quoted, asked.forms)) or "NULL"
    said = f"SELECT * FROM files WHERE {TAB} IN ({tabs})"
    typed = f"""
        SELECT {PART}, {TAB}, md5(string_agg(coalesce({AS_TYPED}, ''), {quoted(SEPARATOR)} ORDER BY {FIELD}))
        FROM ({said}) GROUP BY {PART}, {TAB} HAVING bool_or(coalesce({AS_TYPED}, '') <> '')"""
    for part, tab, key in database.sql(typed).fetchall():
        found.figures.setdefault(part, {})[tab] = key, {}
    numbers = f"SELECT {PART}, {TAB}, {FIELD}, {NUMBER} FROM ({said}) WHERE NOT {FAULTY} AND {NUMBER} IS NOT NULL"
    for part, tab, name, number in database.sql(numbers).fetchall():
        if name in asked.forms[tab]:
            found.figures[part][tab][1][name] = int(number) if number.is_integer() else number
    database.unregister("files")
