"""A workbook packed small for another process comes out as it went in, and is known again by what it says."""

import datetime as dt
import zipfile
from operator import itemgetter

import built
import zips
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs import arrival, values
from pyfuncs.arrival import Arrival, pack, unpack
from pyfuncs.closed import read_sheets
from pyfuncs.records import read_season
from pyfuncs.rules import Record
from pyfuncs.table_book import Table, report

SPOILT = "2018太原-待改"
DAY = dt.datetime(2018, 6, 10)


def reading(name=SPOILT):
    return read_season(read_sheets(built.workbook(name)), built.notice("2018"))


def of(read, unit="太原") -> Arrival:
    ledgers = {name: pack(records, {}) for name, records in read.season.ledgers.items()}
    return Arrival("2018", unit, False, ledgers, read.season.single, read.rows_seen, read.rows_taken, {}, [])


def test_records_come_out_as_they_went_in_mistyped_cells_too():
    read = reading()
    for name, records in read.season.ledgers.items():
        again = unpack(pack(records, {}), name, {})
        assert again == records
        assert [(r.tab, r.row, r.scope, r.bad) for r in again] == [(r.tab, r.row, r.scope, r.bad) for r in records]
        for old, new in zip(records, again, strict=True):
            assert {field: new.raw[field] for field in new.bad} == {field: old.raw[field] for field in old.bad}
            texts = {field: raw for field, raw in old.raw.items() if isinstance(raw, str)}
            assert {field: new.raw[field] for field in texts} == texts
    assert any(record.bad for record in read.season.ledgers["小组"])


def test_further_fields_are_added_to_each():
    (first, *_) = unpack(pack(reading().season.ledgers["小组"], {}), "小组", {"报送单位": "太原"})
    assert first["报送单位"] == first.raw["报送单位"] == "太原"


def test_a_file_is_known_by_what_it_says_not_by_where_it_stands():
    one, two = reading(), reading()
    for record in two.season.ledgers["小组"]:
        record.row += 7
    assert arrival.digest(of(one)) == arrival.digest(of(two))
    group = two.season.ledgers["小组"][3]
    group["传真"] = group.raw["传真"] = "0351-1234567"
    assert arrival.digest(of(one)) != arrival.digest(of(two))
    assert arrival.digest(of(one)) != arrival.digest(of(one, "大同"))


def test_the_time_of_saving_and_macros_are_told_from_outside(tmp):
    parts = zips.parts_of(built.workbook(SPOILT).read_bytes())
    core = parts["docProps/core.xml"]
    made, at = core.rindex(b"2018-04-27T00:00:00Z"), b"2018-06-01T08:00:00Z"
    parts["docProps/core.xml"] = core[:made] + at + core[made + len(at) :]
    (tmp / "保存过.xlsm").write_bytes(zips.pack(parts))
    assert arrival.look_outside(tmp / "保存过.xlsm") == (dt.datetime(2018, 6, 1, 8, tzinfo=dt.UTC), True)
    with zipfile.ZipFile(tmp / "无.xlsx", "w") as package:
        package.writestr("docProps/core.xml", "<a><dcterms:modified>")
    assert arrival.look_outside(tmp / "无.xlsx") == (None, False)


def test_a_workbook_never_saved_since_it_was_made_was_saved_at_no_time():
    """The day by which all built files are alike is none on which anybody saved one."""
    assert arrival.look_outside(built.workbook(SPOILT)) == (None, True)


def test_a_list_that_the_program_has_written_is_known_and_a_workbook_of_ours_is_none(tmp):
    (tmp / "清单.xlsx").write_bytes(report([Table("校验结果", ["级别"], [["错误"]], [8])]))
    assert arrival.own_list(tmp / "清单.xlsx") == "“清单.xlsx”是本程序写的清单，不是申报簿"
    (tmp / "说明.txt").write_text("QC申报汇总", "utf-8")
    assert arrival.own_list(built.workbook(SPOILT)) == arrival.own_list(tmp / "说明.txt") == ""


def test_a_workbook_is_blank_when_only_its_first_page_is_filled_in():
    read = reading()
    assert not arrival.is_blank(of(read))
    read.rows_taken = dict.fromkeys(read.rows_taken, 0)
    assert not arrival.is_blank(of(read)), "it holds statistics"
    read.season.single = {name: record for name, record in read.season.single.items() if name == "首页"}
    assert arrival.is_blank(of(read))


CELLS = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from([1.0, 2.5, "是", "1", DAY, DAY.date()])


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=5))
def test_what_was_written_otherwise_than_understood_is_kept_cell_by_cell(rows):
    """A column of which nothing differs is not looked through: what equals and yet is another (yes and 1) differs."""
    records = []
    for number, (one, two, three, four) in enumerate(rows):
        record = Record({"甲": one, "乙": two}, "小组", number)
        record.raw, record.columns = {"甲": three, "乙": four}, {"甲": 1, "乙": 2}
        records.append(record)
    for record, (_, held, raw, _) in zip(records, pack(records, {}).rows, strict=True):
        assert list(map(repr, held)) == [repr(record["甲"]), repr(record["乙"])]
        differs = {name for name in record if not arrival._is_alike(record.raw[name], record[name])}
        assert set(raw) >= differs - {n for n in record if record.raw[n] is record[n]}
        assert all(repr(raw.get(name, record[name])) == repr(record.raw[name]) for name in differs)


def said_row_by_row(packed):
    """What `digest` tells of the rows, as it is without a look at whole columns."""
    for _, held, raw, _ in packed.rows:
        said = [(name, raw.get(name, value)) for name, value in zip(packed.columns, held, strict=True)]
        yield [(name, values.text_of(value)) for name, value in sorted(said, key=itemgetter(0)) if value is not None]


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=5))
def test_what_is_written_in_the_rows_is_told_as_if_row_by_row(rows):
    packed = arrival.Packed("小组", {"乙": 2, "甲": 1, "丙'": 3})
    packed.rows = [
        (number, [one, two, three], {"甲": four} if number % 2 else {}, frozenset())
        for number, (one, two, three, four) in enumerate(rows)
    ]
    assert [f"[{said}]" for said in arrival._said(packed)] == list(map(repr, said_row_by_row(packed)))
