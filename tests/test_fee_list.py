"""The printed list of fees: the golden sums in figures and in words, receipts as typed."""

import datetime as dt
from decimal import Decimal

import pytest
import word_text
from seasons import filled, records

from pyfuncs.fee_list import fee_list, words_of

DAY = dt.date(2018, 6, 1)


@pytest.mark.parametrize(
    ("unit", "figures", "words"),
    [("太原", "17,800", "壹万柒仟捌佰元整"), ("通信", "7,300", "柒仟叁佰元整")],
)
def test_a_full_season_owes_it_in_figures_and_words(notice_2018, unit, figures, words):
    data = fee_list(filled(notice_2018, unit), notice_2018, today=DAY)
    items = word_text.tables(data)[0]
    assert items[-1] == ["合计", figures, "0", figures]
    text = word_text.text(data)
    assert f"应缴合计（大写）：{words}" in text and "已收合计（大写）：零元整" in text
    assert f"推荐单位：{unit}" in text and "75250188000022776" in text and "2018年6月1日" in text


def test_receipts_stand_as_typed_and_what_names_no_item_has_its_line(notice_2018):
    season = filled(notice_2018, "太原")
    rows = [
        {
            "收到日期": dt.date(2018, 5, 20),
            "付款单位": "=甲&乙公司",
            "金额": 300.5,
            "凭证号": "0012",
            "收费备注": "<现金>",
        },
        {"收到日期": None, "付款单位": "甲公司", "金额": 600, "收费项目": "优秀企业"},
    ]
    season.ledgers["收费"] = records("收费", rows)
    items, units, receipts = word_text.tables(fee_list(season, notice_2018, today=DAY))
    assert ["没有注明项目的收款", "", "", "", "300.50", ""] in items
    assert ["优秀企业", "2", "600", "1,200", "600", "600"] in items
    assert items[-1] == ["合计", "17,800", "900.50", "16,899.50"]
    assert ["=甲&乙公司", "0", "300.50", "-300.50"] in [row[1:] for row in units]
    assert sum(int(row[2].replace(",", "")) for row in units[1:]) == 17_800
    assert receipts[1] == ["1", "2018年5月20日", "=甲&乙公司", "300.50", "", "0012", "<现金>"]
    assert receipts[2] == ["2", "", "甲公司", "600", "优秀企业", "", ""]


def test_what_no_words_say_is_said_to_be_checked():
    assert words_of(Decimal("12.345")) == "12.345（不是到分的金额，请核对）"
