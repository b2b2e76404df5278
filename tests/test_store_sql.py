"""What SQL says of a field is what the program says of it."""

import datetime as dt

import pyarrow
import pytest

from pyfuncs import values
from pyfuncs.parquet import arrow_type
from pyfuncs.store_sql import connect, quoted, register, shown_text, teach, where_sql

HELD = [
    ("文本", [" 星火 ", "O'k", '"', None, "Ａ"]),
    ("整数", [0, -3, 120, None]),
    ("数值", [3.0, 0.1, 1234.5, 2.675, 1e-7, None]),
    ("日期", [dt.date(2018, 5, 7), dt.date(1999, 12, 31), None]),
]


ODD = '栏 "目"'


@pytest.mark.parametrize(("kind", "held"), HELD)
def test_a_field_is_shown_as_a_form_prints_it(kind, held):
    with connect() as database:
        teach(database)
        database.register("held", pyarrow.table({ODD: pyarrow.array(held, arrow_type(kind))}))
        told = database.sql(f"SELECT {shown_text(ODD, kind)} FROM held").fetchall()
    assert [text for (text,) in told] == [values.show(value) for value in held]


def test_names_are_compared_by_their_key_and_chosen_by_their_words():
    names = ["太 原", "太原", "ＡB", "O'k"]
    with connect() as database:
        teach(database)
        register(database, "held", {"单位": names})
        keys = database.sql("SELECT match_key(单位) FROM held").fetchall()
        chosen = database.sql(
            f"SELECT 单位 FROM held WHERE {where_sql({'单位': ['太原', names[3]]}, {'单位': '文本'})}"
        )
        assert [key for (key,) in keys] == [values.match_key(name) for name in names]
        assert chosen.fetchall() == [("太原",), ("O'k",)]
        assert database.sql(f"SELECT count(*) FROM held WHERE {where_sql({}, {})}").fetchall() == [(4,)]


def test_a_constant_stays_one_whatever_it_holds():
    text = "'; DROP TABLE held; --"
    with connect() as database:
        assert database.sql(f"SELECT {quoted(text)}").fetchall() == [(text,)]


def test_nothing_is_fetched_from_a_network():
    with connect() as database:
        settings = dict(
            database.sql("SELECT name, value FROM duckdb_settings() WHERE name LIKE '%known_ext%'").fetchall()
        )
    assert set(settings.values()) == {"false"} and len(settings) >= 2
