"""What files hold, counted: by DuckDB as by the program's own rules, and the same however the files are parted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow
import pytest
import stores
from hypothesis import given, settings
from hypothesis import strategies as st

from pyfuncs import parquet, store_count
from pyfuncs.arrival import pack
from pyfuncs.notice import Rule
from pyfuncs.records import typed_record
from pyfuncs.rules import join_key, matches
from pyfuncs.store_book import _batch
from pyfuncs.store_count import Batch, combine, crossing_keys, look, question, shares_of

NOTICE = stores.NOTICE.as_merged()
ASKED = question(NOTICE)
GROUPS = NOTICE.ledgers["小组"]


@pytest.fixture(scope="module")
def looks():
    """(a look at all parts at once, at each of them alone)."""
    stored = stores.made()[1].store
    parts, path = stored.parts, stores.path(stored)
    return look(_batch(parts, ASKED, path), ASKED), [look(_batch([part], ASKED, path), ASKED) for part in parts]


def told(found) -> tuple:
    keys = {} if found.keys is None else {tuple(row.values()) for row in found.keys.to_pylist()}
    return found.entries, found.figures, keys


def test_parts_looked_at_alone_are_all_together(looks):
    whole, single = looks
    assert told(combine(single)) == told(whole)
    assert len(whole.entries) == len(single) == 10 and crossing_keys([whole.keys])


@given(st.randoms())
@settings(max_examples=15)
def test_in_any_order_grouped_anyhow_and_any_twice(looks, random):
    """What a cluster may do: results in another order, joined two by two, one that was thought lost comes twice."""
    whole, single = looks
    parts = [*single, *random.choices(single, k=3)]
    random.shuffle(parts)
    while len(parts) > 1:
        size = random.randint(2, 4)
        parts = [combine(parts[at : at + size]) for at in range(0, len(parts), size)]
    assert told(parts[0]) == told(whole)


def test_shares_hold_every_key_once_and_the_same_key_together(looks):
    whole, single = looks
    for found in (whole, *single):
        shares = shares_of(found.keys, 4)
        assert sum(share.num_rows for share in shares) == found.keys.num_rows
    parted = [shares_of(found.keys, 4) for found in single]
    crossing = [key for number in range(4) for key in crossing_keys(each[number] for each in parted)]
    assert sorted(crossing) == crossing_keys([whole.keys])
    assert shares_of(None, 2) == [None, None] and crossing_keys([None]) == []


NAMES = st.text("星火 Ａa　B'\"%（）", min_size=1, max_size=4)


def files(tmp_path_factory, rows) -> tuple[Batch, list]:
    """Each row a part of its own, with the record it comes from."""
    folder, records, paths = tmp_path_factory.mktemp("c"), [], []
    for number, row in enumerate(rows):
        record = typed_record(GROUPS.fields, row, "小组", 5)
        record.columns = {name: place for place, name in enumerate(row, start=1)}
        records.append(record)
        paths.append(folder / f"{number}[a]*.parquet")
        parquet.write(paths[-1], parquet.ledger_table(GROUPS, pack([record], {}), str(number), "太原", "一.xlsx"))
    return Batch({"小组": list(map(str, paths))}, {str(at): f"单位{at % 3}" for at in range(len(rows))}), records


ROWS = st.fixed_dictionaries(
    {
        "企业名称": st.one_of(st.none(), NAMES),
        "小组名称": st.one_of(st.none(), NAMES),
        "课题类型": st.sampled_from(["现场", "攻关", None]),
        "人数": st.one_of(st.none(), st.integers(0, 12), st.just("十个")),
        "成立日期": st.sampled_from(["2017.3.4", dt.datetime(2018, 11, 30), None, "去年"]),
    }
)
RULE = Rule(call="across_units", ledger="小组", level="错误", source="台账", where={"课题类型": ["现场", "O'k"]})


@given(st.lists(ROWS, min_size=1, max_size=8), st.sampled_from([["企业名称", "小组名称"], ["人数", "成立日期"]]))
@settings(max_examples=40)
def test_sql_compares_as_the_rules_do(tmp_path_factory, rows, fields):
    """Names by their comparison key, numbers and days as they are shown, rows that are mistyped or empty left out."""
    batch, records = files(tmp_path_factory, rows)
    RULE.params = {"fields": fields, "what": "重复"}
    asked = store_count.Question([], [RULE], {}, ASKED.kinds)
    found = look(batch, asked)
    wanted: dict[str, set[str]] = {}
    for number, record in enumerate(records):
        key = join_key(record, fields)
        if all(key) and not record.bad.intersection(fields) and matches(record, RULE.where):
            wanted.setdefault(store_count.SEPARATOR.join(key), set()).add(f"单位{number % 3}")
    got = {} if found.keys is None else {row["key"]: (row["least"], row["most"]) for row in found.keys.to_pylist()}
    assert got == {key: (min(units), max(units)) for key, units in wanted.items()}
    crossing = crossing_keys([found.keys])
    behind = store_count.rows_behind(batch, asked, crossing).get(0, []) if crossing else []
    keys = {key for _, key in crossing}
    numbers = {
        str(number)
        for number, record in enumerate(records)
        if store_count.SEPARATOR.join(join_key(record, fields)) in keys
        and not record.bad.intersection(fields) and matches(record, RULE.where)
    }  # fmt: skip
    assert {row["件"] for row in behind} == numbers


def test_a_file_from_before_a_field_was_added_counts_with_it_empty(tmp_path_factory):
    batch, _ = files(tmp_path_factory, [{"企业名称": "甲", "小组名称": "乙"}])
    (path,) = batch.files["小组"]
    table = pyarrow.parquet.ParquetFile(path).read().drop_columns(["小组名称"])
    parquet.write(Path(path), table)
    assert look(batch, ASKED).keys is None


def test_a_file_that_is_gone_is_said(tmp_path_factory):
    with pytest.raises(FileNotFoundError):
        look(Batch({"小组": ["/nowhere/小组.parquet"]}, {"一": "太原"}), ASKED)
