"""Receipts are checked: who paid, how much, and whether it can be a sum of fees."""

import pytest
from seasons import filled, records, season_of
from test_notice import write

from pyfuncs.check import check
from pyfuncs.fee_rules import owed
from pyfuncs.notice import load_notice


def found(season, notice, *rows):
    """(level, row, field, a word of the finding) of everything found in the ledger of receipts."""
    names = ("收到日期", "付款单位", "金额", "收费项目")
    season.ledgers["收费"] = records("收费", [dict(zip(names, row, strict=False)) for row in rows])
    return [item for item in check(season, notice) if item.scope == "收费" and item.says != "不能空着"]


@pytest.fixture
def season():
    return season_of(
        "太原", {"小组": [{"企业名称": "甲公司", "小组名称": "甲"}, {"企业名称": "甲公司", "小组名称": "乙"}]}
    )


def test_a_receipt_as_it_should_be_is_let_alone(season, notice_2018):
    assert found(season, notice_2018, ("2018-05-20", "甲公司", 300, "优秀QC小组"), ("2018-05-21", "甲公司", 300)) == []


def test_a_payer_without_an_entry_is_to_confirm(season, notice_2018):
    [item] = found(season, notice_2018, ("2018-05-20", "乙公司", 300))
    assert (item.level, item.field, item.row) == ("核实", "付款单位", 5)
    assert "台账中没有这个单位的申报" in item.message


def test_the_unit_may_pay_itself(season, notice_2018):
    assert found(season, notice_2018, ("2018-05-20", "太原", 300)) == []


def test_too_much_is_said_at_the_last_receipt_with_all_three_sums(season, notice_2018):
    [item] = found(season, notice_2018, ("2018-05-20", "甲公司", 600), ("2018-05-21", "甲公司", 300))
    assert (item.level, item.field, item.row) == ("核实", "金额", 6)
    assert "应缴600元" in item.message and "共收900元" in item.message and "多收300元" in item.message


@pytest.mark.parametrize(
    ("amount", "item", "says"),
    [
        (250, "", "各项费用都是100元的倍数，250元不是它的倍数"),
        (400, "优秀QC小组", "“优秀QC小组”每项300元，400元不是它的倍数"),
        (0.5, "", "0.50元不是它的倍数"),
    ],
)
def test_an_odd_sum_is_noted(season, notice_2018, amount, item, says):
    [found_] = found(season, notice_2018, ("2018-05-20", "甲公司", amount, item))
    assert (found_.level, found_.field) == ("提示", "金额")
    assert says in found_.message


def test_where_the_notice_names_no_fee_any_money_is_to_confirm(notice_2023):
    [item] = found(filled(notice_2023, "某单位"), notice_2023, ("2023-03-01", "甲公司", 300))
    assert (item.level, item.field) == ("核实", "付款单位")
    assert "没有应缴的款" in item.message


def test_a_merged_workbook_expects_money_of_units(season, notice_2018):
    for record in season.ledgers["小组"]:
        record["报送单位"] = "大同"
    notice = notice_2018.as_merged()
    assert set(owed(season, notice).values()) == {("大同", 600), ("甲公司", 600)}
    assert [item.says for item in found(season, notice, ("2018-05-20", "大同", 600))] == []


def test_the_third_notice_has_its_own_fee(tmp_path):
    notice = load_notice("2031", write(tmp_path))
    season = season_of("东区", {"班组": [{"企业名称": "甲公司", "班组名称": str(n)} for n in range(2)]})
    [item] = found(season, notice, ("2031-05-01", "甲公司", 100))
    assert "80元的倍数" in item.message
    assert found(season, notice, ("2031-05-01", "甲公司", 160)) == []
