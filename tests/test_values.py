"""Cells as clerks type them: what is understood, what is refused, and what stays exactly as typed."""

from __future__ import annotations

import datetime as dt
import time
import unicodedata
from typing import Any

import pytest
from cases import cases
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs import values
from pyfuncs.values import EMPTY, READERS, Reading

TEXT_TYPES = ("文本", "长文本", "姓名", "名单", "单位", "选项", "多选", "是否")
RAW = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.text("0123456789.,%年月日-/+ ０１２　"),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


def told(reading: Reading, case: dict[str, str]) -> None:
    """The reading is the case's outcome: its value, or a fault that begins with its words."""
    expected = case["应当"]
    assert reading.fault.startswith(expected) and bool(reading.fault) == bool(expected), reading
    if expected:
        assert reading.value is None


# -- the tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases("dates"))
def test_date(case: dict[str, str]) -> None:
    reading = values.read_date(case["写的"])
    told(reading, case)
    assert reading.value == (dt.date.fromisoformat(case["读作"]) if case["读作"] else None)


@pytest.mark.parametrize("case", cases("phones"))
def test_phone(case: dict[str, str]) -> None:
    reading = values.read_phone(case["写的"])
    told(reading, case)
    assert (reading.value or "") == case["读作"]
    if case["写的"]:
        assert bool(values.read_mobile(case["写的"]).value) == (case["手机"] == "是")


@pytest.mark.parametrize("case", cases("postcodes"))
def test_postcode(case: dict[str, str]) -> None:
    reading = values.read_postcode(case["写的"])
    told(reading, case)
    assert (reading.value or "") == case["读作"]


@pytest.mark.parametrize("case", cases("emails"))
def test_email(case: dict[str, str]) -> None:
    reading = values.read_email(case["写的"])
    told(reading, case)
    assert (reading.value or "") == case["读作"]


@pytest.mark.parametrize("case", cases("numbers"))
def test_number(case: dict[str, str]) -> None:
    reading = READERS[case["类型"]](case["写的"])
    told(reading, case)
    assert ("" if reading.value is None else str(reading.value)) == case["读作"]


@pytest.mark.parametrize("case", cases("words"))
def test_word_count(case: dict[str, str]) -> None:
    assert values.word_count(case["文字"]) == int(case["字数"])


@pytest.mark.parametrize("case", cases("names"))
def test_split_names(case: dict[str, str]) -> None:
    assert values.split_names(case["写的"]) == (case["读作"].split("|") if case["读作"] else [])


# -- what a spreadsheet gives ----------------------------------------------------------------------


def test_dates_of_the_spreadsheet() -> None:
    day = dt.date(2018, 6, 10)
    assert values.read_date(day) == values.read_date(dt.datetime(2018, 6, 10, 8, 30)) == Reading(day)
    assert values.read_date(20180610.0).value == day
    assert values.read_date(43261.0).fault.startswith("应为年月日齐全的日期")
    assert values.read_date(True).fault


def test_postcode_that_lost_its_zero() -> None:
    assert values.read_postcode(30001.0).fault == "应为6位数字（开头的0已丢失，应以文本录入）"
    assert values.read_postcode(100000.0) == Reading("100000")
    assert values.read_postcode(100000.5).fault == "应为6位数字"


def test_phone_kept_as_a_number() -> None:
    assert values.read_phone(13800000000.0) == Reading("13800000000")


@pytest.mark.parametrize("raw", [True, float("nan"), float("inf"), 10**400, 1e15, "九", dt.date(2018, 6, 10)])
def test_no_number(raw: Any) -> None:
    assert values.read_number(raw) == Reading(fault="应为数字")
    assert values.read_number(raw, whole=True) == Reading(fault="应为整数")


def test_numbers_of_the_spreadsheet() -> None:
    assert values.read_number(3.0) == Reading(3) and isinstance(values.read_number(3.0).value, int)
    assert values.read_number(0.95, percent=True) == Reading(0.95)
    assert values.read_number(2.5, whole=True).fault == "应为整数"


def test_number_longer_than_a_cell_keeps() -> None:
    """Excel keeps 15 digits of a number: an identity number typed as one is already spoilt."""
    reading = values.read_text(123456789012345678.0)
    assert reading.fault.startswith("超过15位的数字已被表格软件改动")
    assert values.read_text("123456789012345678") == Reading("123456789012345678")
    assert values.read_text(999999999999999.0) == Reading("999999999999999")


def test_changed_says_how_it_was_understood() -> None:
    assert values.read_date("2018.6.10").changed == "2018年6月10日"
    assert values.read_date("2018年6月10日").changed == ""
    assert values.read_number("1,200").changed == "1200"
    assert values.read_phone("0351－7654321").changed == "0351-7654321"
    assert values.read_number("1200").changed == values.read_phone("0351-7654321").changed == ""


def test_phone_list_that_nearly_fits_is_refused_at_once() -> None:
    """No list of numbers makes the pattern try all ways of parting it."""
    start = time.perf_counter()
    assert values.read_phone("7654321 0351 " * 2000 + "x").fault
    assert values.read_date("2018 " * 5000).fault
    assert time.perf_counter() - start < 1


# -- whatever is typed -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", READERS)
@given(raw=RAW)
def test_reading_never_raises(kind: str, raw: Any) -> None:
    reading = READERS[kind](raw)
    assert reading.value is None or not reading.fault or kind in TEXT_TYPES
    assert isinstance(values.show(reading.value), str)
    assert "。" not in reading.fault


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("raw", [None, "", " ", "　", "\n\t"])
def test_blank_cell_is_empty(kind: str, raw: Any) -> None:
    assert READERS[kind](raw) == EMPTY


@pytest.mark.parametrize("kind", TEXT_TYPES)
@given(text=st.text(min_size=1).filter(str.strip))
def test_text_stays_as_typed(kind: str, text: str) -> None:
    assert READERS[kind](text) == Reading(text)
    assert values.show(text) == values.text_of(text) == text


@given(st.text())
def test_match_key_is_idempotent(text: str) -> None:
    key = values.match_key(text)
    assert values.match_key(key) == key


@given(st.text("ＡａB１2（(）)·林晓"), st.text(" 　\u200b\ufeff\n", max_size=3))
def test_match_key_ignores_width_case_and_blanks(text: str, blanks: str) -> None:
    key = values.match_key(text)
    assert values.match_key(unicodedata.normalize("NFKC", text)) == values.match_key(text.upper()) == key
    assert values.match_key(blanks.join(text)) == key


def test_match_key_tells_names_apart() -> None:
    assert values.match_key("星火QC小组") == values.match_key("星火ＱＣ　小组")
    assert values.match_key("星火QC小组") != values.match_key("星火小组")
    assert values.match_key("镕") != values.match_key("熔")


@given(st.dates(dt.date(1900, 1, 1)))
def test_every_day_is_read_back_as_printed(day: dt.date) -> None:
    assert values.read_date(values.show_date(day)) == Reading(day)
    assert values.read_date(day.isoformat()) == Reading(day)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_every_whole_number_is_read_back_as_shown(number: int) -> None:
    assert values.read_number(values.show(number), whole=True) == Reading(number)


# -- showing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (12, "12"),
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (3.50, "3.5"),
        (dt.date(2018, 6, 1), "2018年6月1日"),
        ("", ""),
        (" 太原 ", " 太原 "),
    ],
)
def test_show(value: Any, shown: str) -> None:
    assert values.show(value) == shown


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (None, ""),
        (2018.0, "2018"),
        (0.5, "0.5"),
        (True, "TRUE"),
        (" 太原 ", " 太原 "),
        (float("inf"), "inf"),
        (dt.datetime(2018, 6, 10), "2018-06-10"),
        (dt.date(2018, 6, 10), "2018-06-10"),
    ],
)
def test_text_of_a_cell(raw: Any, text: str) -> None:
    assert values.text_of(raw) == text


@pytest.mark.parametrize("number", [3513018541.0, 35130185411])
def test_a_landline_typed_as_a_number_has_lost_its_first_zero(number):
    assert "开头的0已丢失" in values.read_phone(number).fault


def test_a_mobile_typed_as_a_number_is_a_mobile():
    assert values.read_phone(13803510000.0) == values.Reading("13803510000")


def slow_key(text: str) -> str:
    """The key letter by letter: the twin of the quick way for texts without anything invisible."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    seen = "".join(ch for ch in folded if not ch.isspace() and unicodedata.category(ch) not in ("Cf", "Cc"))
    return unicodedata.normalize("NFKC", seen)


@given(st.text(st.one_of(st.characters(), st.sampled_from(" \u3000\u00a0\u200b\u00adＡａ㈱甲乙\t\n\u2028"))))
def test_a_key_is_the_same_by_the_quick_way(text: str) -> None:
    assert values.match_key(text) == slow_key(text)


def test_a_number_of_16_digits_is_a_fault_where_text_is_wanted():
    """Excel keeps 15: 10^15 itself may be the number typed or not, nobody can know."""
    assert values.read_text(10.0**15).fault and not values.read_text(10.0**15 - 1).fault


@pytest.mark.parametrize(("raw", "text"), [(True, "TRUE"), (False, "FALSE")])
def test_a_truth_value_reads_as_excel_shows_it(raw, text):
    assert values.text_of(raw) == text


def test_a_day_is_kept_as_the_number_a_sheet_keeps():
    assert values.serial(dt.date(2018, 6, 10)) == 43261
    assert values.serial(dt.datetime(2018, 6, 10, 18, 0)) == 43261.75
