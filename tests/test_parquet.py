"""Parquet files of a workbook: columns typed as the ledger says, text exactly as typed, nothing dropped."""

from __future__ import annotations

import datetime as dt

import built
import payloads
import pyarrow
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs import parquet
from pyfuncs.arrival import pack
from pyfuncs.check import Finding
from pyfuncs.records import typed_record

NOTICE = built.notice("2018")
GROUPS = NOTICE.ledgers["小组"]
TOLD = ("件一", "太原", "太原.xlsx")


def packed(*rows, more=()):
    records = []
    for number, raw in enumerate(rows, start=5):
        record = typed_record(GROUPS.fields, {name: raw[name] for name in raw if name not in more}, "小组", number)
        for name in set(more) & set(raw):
            record[name] = record.raw[name] = raw[name]
        record.columns = {name: place for place, name in enumerate(raw, start=1)}
        records.append(record)
    return pack(records, {})


def read_back(table: pyarrow.Table, path):
    parquet.write(path, table)
    return pyarrow.parquet.ParquetFile(path).read()


def test_numbers_are_numbers_days_are_days_and_text_is_as_it_was_typed(tmp):
    row = {
        "企业名称": "太钢 （集团）",
        "小组名称": " 星火 ",
        "人数": "12人",
        "成立日期": "2017.3.4",
        "邮编": 30002.0,
    }
    table = read_back(parquet.ledger_table(GROUPS, packed(row), *TOLD), tmp / "小组.parquet")
    (held,) = table.to_pylist()
    assert (held["企业名称"], held["小组名称"]) == ("太钢 （集团）", " 星火 ")
    assert (held["成立日期"], held["人数"]) == (dt.date(2017, 3, 4), None)
    assert dict(held["原样"]) == {"人数": "12人", "成立日期": "2017.3.4", "邮编": "30002"}
    assert held["不合"] == ["人数", "邮编"]
    assert (held["件"], held["行"], held["报送单位"], held["来源"]) == ("件一", 5, "太原", "太原.xlsx")


def test_a_row_that_says_where_it_comes_from_says_both(tmp):
    table = parquet.ledger_table(GROUPS, packed({"小组名称": "星火", "来源": "附件3.docx"}), *TOLD)
    assert table["来源"].to_pylist() == ["太原.xlsx；附件3.docx"]


def test_a_column_that_only_another_notice_has_is_kept(tmp):
    table = parquet.ledger_table(GROUPS, packed({"小组名称": "星火", "别处的栏": "保留我"}, more=["别处的栏"]), *TOLD)
    assert dict(table["原样"].to_pylist()[0]) == {"别处的栏": "保留我"}


def test_what_looks_like_a_formula_is_text_and_comes_back_so(tmp):
    texts = [*payloads.FORMULAS, *payloads.STRANGE]
    table = parquet.ledger_table(GROUPS, packed(*({"小组名称": text} for text in texts)), *TOLD)
    assert read_back(table, tmp / "小组.parquet")["小组名称"].to_pylist() == texts


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1).filter(lambda text: text.strip())


@given(st.lists(st.tuples(TEXTS, st.one_of(st.none(), st.integers(-999, 999), TEXTS)), min_size=1, max_size=5))
def test_text_out_is_text_in(tmp_path_factory, rows):
    given_rows = [{"小组名称": name, "人数": number} for name, number in rows]
    path = tmp_path_factory.mktemp("p") / "小组.parquet"
    parquet.write(path, parquet.ledger_table(GROUPS, packed(*given_rows), *TOLD))
    back = parquet.Ledgers({"小组": path})["小组"]
    place = list(back.columns).index
    for (name, number), (_, held, raw, bad) in zip(rows, back.rows, strict=True):
        assert held[place("小组名称")] == name
        written = raw.get("人数", held[place("人数")])
        assert str(written) == str(number) or (number is None and written is None) or not str(number).strip()
        assert ("人数" in bad) == (held[place("人数")] is None and bool(str(number or "").strip()))


def test_home_and_forms_are_lines_with_their_numbers(tmp):
    single = {"首页": typed_record({"填表人": NOTICE.ledgers["首页"].fields["填表人"]}, {"填表人": "苗雨"}, "首页", 0)}
    fields = NOTICE.fields_of("2018附件9")
    single["2018附件9"] = typed_record(fields, {"注册小组数": "1,200", "职工总数": "很多"}, "2018附件9", 0)
    lines = read_back(parquet.singles_table(single, *TOLD), tmp / "单.parquet").to_pylist()
    told = {line["栏目"]: (line["表"], line["原样"], line["数"], line["不合"]) for line in lines}
    assert told == {
        "填表人": ("首页", "苗雨", None, False),
        "注册小组数": ("2018附件9", "1,200", 1200.0, False),
        "职工总数": ("2018附件9", "很多", None, True),
    }


def test_findings_have_their_cells_and_none_is_an_empty_table(tmp):
    finding = Finding(
        "错误", "小组", "C5", "星火", "人数", "12人", "小组!C5。", "改正", "附件3.1", "小组", 5, "应为整数"
    )
    parquet.write(tmp / "问题.parquet", parquet.findings_table([finding], *TOLD))
    assert parquet.read_rows(tmp / "问题.parquet", ["来源", "单元格", "应当怎样"]) == [["太原.xlsx", "C5", "应为整数"]]
    assert parquet.row_count(tmp / "问题.parquet") == 1
    assert parquet.findings_table([], *TOLD).num_rows == 0
