"""Fees: the golden sums of the 2018 notice, and no fee where the notice names none."""

from __future__ import annotations

import pytest
from seasons import filled, season_of

from pyfuncs import fees
from pyfuncs.notice import Notice

LIMITED = {"班组建设优秀企业", "班组建设先进个人"}


@pytest.mark.parametrize(
    ("unit", "numbered", "all_of_it"),
    [("太原", 16_500, 17_800), ("通信", 6_000, 7_300), ("科协", 1_500, 2_800), ("建材", 0, 1_300)],
)
def test_full_quota(notice_2018: Notice, unit: str, numbered: int, all_of_it: int) -> None:
    assert fees.full_quota(notice_2018, unit) == numbered
    assert fees.full_quota(notice_2018, unit, with_limits=True) == all_of_it


def test_all_rows_of_the_table(notice_2018: Notice) -> None:
    assert notice_2018.quota
    units = [unit for unit in notice_2018.quota.rows if unit != notice_2018.quota.star_row]
    assert len(units) == 26
    assert sum(fees.full_quota(notice_2018, unit) for unit in units) == 216_900


@pytest.mark.parametrize(("unit", "total"), [("太原", 17_800), ("通信", 7_300)])
def test_a_full_season_owes_it(notice_2018: Notice, unit: str, total: int) -> None:
    table = fees.table(filled(notice_2018, unit), notice_2018)
    assert table["total"] == total == sum(line["amount"] for line in table["lines"])
    assert sum(line["amount"] for line in table["lines"] if line["item"] not in LIMITED) == total - 1_300


def test_prices_are_the_notices_own(notice_2018: Notice) -> None:
    prices = {line.item: line.unit_price for line in fees.lines(season_of("太原"), notice_2018)}
    assert prices == {
        "优秀QC小组": 300,
        "质量信得过班组": 300,
        "优秀企业": 600,
        "卓越领导者": 300,
        "优秀推进者": 300,
        "班组建设优秀企业": 1000,
        "班组建设先进个人": 300,
    }


def test_to_present_costs_nothing_more(notice_2018: Notice) -> None:
    season = season_of("太原", {"小组": [{"小组名称": "甲", "上会发表": "是"}, {"小组名称": "乙"}]})
    assert fees.table(season, notice_2018)["total"] == 600


def test_an_unknown_award_is_not_charged(notice_2018: Notice) -> None:
    season = season_of("太原", {"企业": [{"企业名称": "甲公司", "申报奖项": "别的奖"}, {"企业名称": "乙公司"}]})
    assert fees.table(season, notice_2018)["total"] == 0


def test_no_fee_in_2023(notice_2023: Notice) -> None:
    assert fees.table(filled(notice_2023, "某单位"), notice_2023) == {"lines": [], "total": 0}


def test_table(notice_2018: Notice) -> None:
    line = fees.table(season_of("太原", {"班组": [{"班组名称": "甲"}]}), notice_2018)["lines"][1]
    assert list(line) == ["item", "count", "unit_price", "amount", "source"]
    assert line | {"source": ""} == {
        "item": "质量信得过班组",
        "count": 1,
        "unit_price": 300,
        "amount": 300,
        "source": "",
    }
    assert "附件4注2" in line["source"]
