"""Money received against what is due: the golden sums of the 2018 notice, by item, by enterprise, by unit."""

from decimal import Decimal

import pytest
from seasons import filled, records, season_of

from pyfuncs.accounts import account, table


def receipts(*rows):
    """Rows of 付款单位, 金额, 收费项目."""
    names = ("付款单位", "金额", "收费项目")
    return records("收费", [dict(zip(names, row, strict=False)) for row in rows])


def entries(*groups):
    """A season of 太原 with a group and a company's own award a name."""
    return season_of(
        "太原",
        {
            "小组": [{"企业名称": name, "小组名称": f"{name}小组{n}"} for name, count in groups for n in range(count)],
            "企业": [{"企业名称": groups[0][0], "申报奖项": "QC小组活动优秀企业"}],
        },
    )


@pytest.mark.parametrize(("unit", "due"), [("太原", 17_800), ("通信", 7_300)])
def test_a_full_season_paid_in_one_sum(notice_2018, unit, due):
    season = filled(notice_2018, unit)
    season.ledgers["收费"] = receipts((unit, due))
    made = account(season, notice_2018)
    assert (made.due, made.received, made.left, made.unnamed) == (due, due, 0, due)
    assert sum(line.due for line in made.items if not line.name.startswith("班组建设")) == due - 1_300


def test_each_enterprise_owes_for_its_own_entries_and_no_group_is_counted_twice(notice_2018):
    season = entries(("甲公司", 2), ("乙公司", 1))
    season.ledgers["小组"][0]["上会发表"] = "是"
    made = account(season, notice_2018)
    assert [(line.name, line.due, line.received, line.left) for line in made.payers] == [
        ("甲公司", 1200, 0, 1200),
        ("乙公司", 300, 0, 300),
    ]
    assert made.due == 1500 == sum(line.due for line in made.items)


def test_received_by_enterprise_and_item_to_the_last_fen(notice_2018):
    season = entries(("甲公司", 2), ("乙公司", 1))
    season.ledgers["收费"] = receipts(
        ("甲公司", 600, "优秀企业"),
        ("甲公司 ", 0.1),
        ("甲公司", 0.2),
        ("丙公司", 300),
        ("乙公司", 900),
        ("乙公司", -600),
    )
    made = account(season, notice_2018)
    assert [(line.name, line.received, line.left) for line in made.payers] == [
        ("甲公司", Decimal("600.3"), Decimal("599.7")),
        ("乙公司", 300, 0),
        ("丙公司", 300, -300),
    ]
    paid = {line.name: line.received for line in made.items}
    assert paid["优秀企业"] == 600
    assert made.unnamed == Decimal("600.3")
    assert made.received == Decimal("1200.3") == made.unnamed + sum(paid.values())


def test_what_is_no_number_is_counted_apart_and_not_as_money(notice_2018):
    season = entries(("甲公司", 1))
    season.ledgers["收费"] = receipts(("甲公司", None), ("甲公司", 300))
    made = account(season, notice_2018)
    assert (made.unread, made.received) == (1, 300)


def test_a_merged_workbook_counts_what_units_paid_not_what_they_collected(notice_2018):
    notice = notice_2018.as_merged()
    season = entries(("甲公司", 2), ("乙公司", 1))
    for record, unit in zip(season.ledgers["小组"], ("太原", "太原", "大同"), strict=True):
        record["报送单位"] = unit
    season.ledgers["企业"][0]["报送单位"] = "太原"
    season.ledgers["收费"] = receipts(("甲公司", 1200), ("太原", 1200), ("大同", 100))
    made = account(season, notice)
    assert [(line.name, line.due, line.received) for line in made.units] == [("太原", 1200, 1200), ("大同", 300, 100)]
    assert [(line.name, line.due, line.received) for line in made.payers] == [
        ("甲公司", 1200, 1200),
        ("乙公司", 300, 0),
    ]
    assert (made.due, made.received, made.left) == (1500, 1300, 200)


def test_a_notice_without_fees_owes_nothing(notice_2023):
    made = account(filled(notice_2023, "某单位"), notice_2023)
    assert (made.items, made.payers, made.units, made.due, made.received) == ([], [], [], 0, 0)


def test_as_data(notice_2018):
    season = entries(("甲公司", 1))
    season.ledgers["收费"] = receipts(("甲公司", 450.5, "优秀QC小组"))
    data = table(account(season, notice_2018))
    assert data["items"][0] == {"name": "优秀QC小组", "due": 300, "received": 450.5, "left": -150.5}
    assert data["receipts"] == [
        {"day": "", "payer": "甲公司", "amount": 450.5, "item": "优秀QC小组", "voucher": "", "remark": ""}
    ]
    assert (data["due"], data["received"], data["left"]) == (900, 450.5, 449.5)


def test_an_entry_that_names_no_enterprise_is_not_lost_from_the_list(notice_2018):
    season = season_of("太原", {"小组": [{"小组名称": "甲"}, {"企业名称": "甲公司", "小组名称": "乙"}]})
    made = account(season, notice_2018)
    assert [(line.name, line.due) for line in made.payers] == [("甲公司", 300), ("（没有写明单位的申报）", 300)]
    assert made.due == 600
