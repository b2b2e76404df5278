"""Names that may be one: pairs as clerks write them, and pairs that must be left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.lookalikes import ONE, SAME, SHORT, alike, one_apart


@pytest.mark.parametrize(
    ("name", "other", "why"),
    [
        ("太原重型机械（集团）有限公司", "太原重型机械(集团)有限公司", SAME),
        ("ＡＢ通信有限公司", "AB通信有限公司", SAME),
        ("大同煤矿 有限公司", "大同煤矿有限公司", SAME),
        ("山西阳光发电有限公司", "山西阳光发电有限公可", ONE),
        ("山西阳光发电有限公司", "山西阳光发电有限责公司", ONE),
        ("首钢长钢炼铁厂", "首钢长治钢铁有限公司炼铁厂", ""),
        ("太原重型机械", "山西太原重型机械股份有限公司", SHORT),
        ("阳煤集团", "晋煤集团", ONE),
        ("大同某某有限公司", "运城别的有限公司", ""),
        ("铁路", "太原铁路局", ""),
    ],
)
def test_a_pair(name, other, why):
    assert [found for *_, found in alike([name, other])] == ([why] if why else [])


def test_the_same_text_many_times_is_one_name():
    assert list(alike(["太原重型机械有限公司"] * 5 + [""])) == []


@given(st.text(min_size=1, max_size=12), st.integers(0, 11), st.text(min_size=1, max_size=1))
def test_one_sign_more_less_or_other_is_one_apart_whichever_comes_first(text, at, sign):
    at %= len(text)
    for other in (text[:at] + text[at + 1 :], text[:at] + sign + text[at:], text[:at] + sign + text[at + 1 :]):
        assert one_apart(text, other) and one_apart(other, text)


def test_two_signs_are_not():
    assert not one_apart("甲乙丙", "甲丁戊")
    assert not one_apart("甲", "甲乙丙")
