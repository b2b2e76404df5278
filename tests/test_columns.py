"""Records by column say what the records say one by one."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.columns import MISTYPED, Columns, bad_fields, column, repeated, values_held
from pyfuncs.rules import Record, join_key, matches
from pyfuncs.values import KEYS, match_key, show

FIELDS = ["企业名称", "小组名称", "人数"]
TYPED = st.one_of(
    st.none(), st.integers(-3, 3), st.floats(-3, 3), st.dates(), st.sampled_from(["甲公司", "甲 公司", "ＱＣ", "qc"])
)
ROWS = st.lists(st.dictionaries(st.sampled_from(FIELDS), TYPED), max_size=12)


def records(rows: list[dict[str, Any]]) -> list[Record]:
    return [Record(row, "小组", number) for number, row in enumerate(rows, start=5)]


@given(rows=ROWS)
def test_values_and_keys_are_those_of_each_record(rows: list[dict[str, Any]]) -> None:
    made = records(rows)
    found = Columns(made)
    for name in FIELDS:
        assert found.typed(name) == [record.get(name) for record in made] == column(rows, name)
        assert found.keys(name) == [match_key(record.text(name)) for record in made]
    for names in ([], FIELDS[:1], FIELDS[:2], FIELDS):
        assert found.joint(names) == [join_key(record, names) for record in made]


@given(rows=ROWS)
def test_records_of_one_key_stand_together_in_their_order_however_the_name_is_spelt(rows: list[dict[str, Any]]) -> None:
    made = records(rows)
    for names in ([], FIELDS[:1], FIELDS[:2]):
        groups: dict[tuple[str, ...], list[int]] = {}
        for record in made:
            groups.setdefault(join_key(record, names), []).append(record.row)
        found = Columns(made).by_key(names)
        assert {key: [made[place].row for place in places] for key, places in found.items()} == groups


@given(rows=ROWS, options=st.sets(st.sampled_from(["甲公司", "qc", "3", ""])))
def test_records_chosen_by_what_they_hold(rows: list[dict[str, Any]], options: set[str]) -> None:
    made = records(rows)
    for where in ({}, {"企业名称": options}, {"企业名称": options, "人数": {"3", "甲公司"}}):
        assert Columns(made).matching(where).records == [record for record in made if matches(record, where)]


@given(rows=ROWS)
def test_the_values_a_field_holds(rows: list[dict[str, Any]]) -> None:
    held = values_held(rows)
    for name in FIELDS:
        assert held.get(name, {None} if rows else set()) == {row.get(name) for row in rows}


def test_rows_of_as_many_but_other_fields() -> None:
    assert values_held([{"企业名称": 1}, {"小组名称": 2}]) == {"企业名称": {1, None}, "小组名称": {2, None}}


def test_a_mistyped_value_is_not_known() -> None:
    made = records([{"人数": 3}, {"人数": None}, {"人数": None}])
    made[1].bad.add("人数")
    found = Columns(made)
    assert bad_fields(made) == {"人数"}
    assert found.typed("人数") == [3, None, None] and found.known("人数") == [3, MISTYPED, None]
    values, samples = found.samples(["人数"])
    assert values == found.known("人数") and list(samples) == [3, MISTYPED, None]
    assert found.having(values, {None, 3}) == [made[0], made[2]] and found.having(values, set()) == []
    assert found.samples(["人数", "企业名称"])[0] == [(3, None), (MISTYPED, None), (None, None)]


def test_a_record_added_later_is_not_seen_nor_in_the_way() -> None:
    made = records([{"企业名称": "甲公司"}])
    found = Columns(made)
    made.append(Record({"企业名称": "乙公司"}))
    assert found.keys("企业名称") == ["甲公司"] and list(found.by_key(["企业名称"])) == [("甲公司",)]


def test_what_comes_too_often() -> None:
    assert repeated("甲乙丙") == set() and repeated("甲乙甲丙丙丙") == {"甲", "丙"}
    assert repeated(iter("甲乙甲丙丙丙"), 2) == {"丙"} and repeated("甲乙", 0) == {"甲", "乙"}


@given(value=TYPED)
def test_the_key_of_any_typed_value_is_that_of_what_is_shown(value: Any) -> None:
    assert KEYS[value] == match_key(show(value))
