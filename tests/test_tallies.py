"""统计: each button goes to its tab and says what stands there; only what is empty is filled."""

import built
import desks
import pytest
from desks import of, puts, said

from pyfuncs import fees, quota, stats, tallies
from pyfuncs.changes import WARNING, Go, Log, Put, Say
from pyfuncs.fill import ratio
from pyfuncs.rounding import printed

TALLIED = {built.PROVINCE: ("2018附件9", "推荐班组数"), built.CONTEST: ("2023附件7", "推荐质量信得过班组数")}


@pytest.mark.parametrize("name", TALLIED)
def test_quota_says_every_award_and_goes_to_the_notices_section(name):
    desk = desks.desk(name)
    changes = tallies.show_quota(desk)
    rows = quota.rows(desk.reading.season, desk.notice)
    assert said(changes).splitlines() == [tallies.quota_line(row) for row in rows]
    [go] = of(changes, Go)
    assert go.tab == "名额统计" and desk.notice.name in str(desk.sheets["名额统计"].at(go.row, 1))
    assert not changes.undoable and not changes.touches()
    assert of(changes, Log) == [Log("名额统计", "超出0项", "")]


def test_what_is_over_comes_first():
    desk = desks.desk(built.PROVINCE)
    desks.choose(desk, "推荐单位", "晋城")
    over = [row for row in quota.rows(desk.reading.season, desk.notice) if row.over]
    changes = tallies.show_quota(desk)
    assert over
    assert said(changes).startswith(f"{len(over)}项超出名额，请减去多报的。\n")
    assert f"超出{-over[0].left}" in said(changes)
    assert of(changes, Say)[0].kind == WARNING
    assert of(changes, Log)[0].count == f"超出{len(over)}项"


def test_a_unit_that_the_quota_table_does_not_name_is_warned_of():
    desk = desks.desk(built.PROVINCE)
    desks.choose(desk, "推荐单位", "太 原")
    changes = tallies.show_quota(desk)
    assert said(changes).startswith("名额没有核对，请照名额表（附件2）改正推荐单位：名额表中没有“太 原”")
    assert "：已报40，名额未核对\n" in said(changes)
    assert of(changes, Say)[0].kind == WARNING


def test_hidden_rows_count_and_it_is_said():
    told = said(tallies.show_quota(desks.desk(built.PROVINCE, filtered=["小组"])))
    assert told.endswith("“小组”正在筛选，隐藏的行也算在内。")


def test_fees_says_the_sum_and_the_payee(notice_2018):
    desk = desks.desk(built.PROVINCE)
    changes = tallies.show_fees(desk)
    total = f"{fees.table(desk.reading.season, desk.notice)['total']}元"
    assert f"\n合计{total}\n收款单位：{notice_2018.payee.name}" in said(changes)
    assert of(changes, Log) == [Log("费用", total, "")]
    assert of(changes, Go)[0].tab == "费用与材料"


def test_fees_says_what_was_received_and_what_is_left(notice_2018):
    desk = desks.desk(built.PROVINCE)
    payer = desk.reading.season.ledgers["小组"][0]["企业名称"]
    again = desks.desk(built.PROVINCE)
    desks.enter(again, "收费", desks.first_row(again, "收费"), 付款单位=payer, 金额=1500.5)
    assert "已收1,500.50元，差14,999.50元" in said(tallies.show_fees(again))


def test_a_notice_without_fees_says_so():
    assert "没有规定费用" in said(tallies.show_fees(desks.desk(built.CONTEST)))


def test_charts_are_beside_the_notices_table():
    for name in TALLIED:
        desk = desks.desk(name)
        [go] = of(tallies.show_charts(desk), Go)
        assert (go.tab, go.col) == ("名额统计", 8)
        assert desk.notice.name in str(desk.sheets["名额统计"].at(go.row, 1))


# -- 统计表计算 --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TALLIED)
def test_the_numbers_that_follow_from_ledgers_are_those_of_the_rules(name):
    desk = desks.desk(name)
    [form] = stats.statistics_forms(desk.notice)
    assert (form.tab, [item for item, _ in tallies.counted(form, desk.notice)]) == (
        TALLIED[name][0],
        [TALLIED[name][1]],
    )


@pytest.mark.parametrize("name", TALLIED)
def test_an_empty_number_is_filled_from_its_ledger(name):
    desk, (tab, field) = desks.desk(name), TALLIED[name]
    row, col = desks.statistic(desk, tab, field)
    desks.write(desk.sheets[tab], row, col, None)
    changes = tallies.show_stats(desk)
    count = len(desk.reading.season.ledgers["班组"])
    assert count
    assert of(changes, Put) == [Put(tab, row, col, "number", str(count))]
    assert f"“{field}”按台账“班组”填入{count}。" in said(changes)
    assert changes.undoable and of(changes, Log) == [Log("统计表计算", "填入1格", "")]
    desks.write(desk.sheets[tab], row, col, count)
    assert not puts(tallies.show_stats(desks_again(desk)))


def desks_again(desk):
    """The same workbook, read anew."""
    return type(desk)(desk.sheets, desk.path)


@pytest.mark.parametrize("written", [99, "九个"])
def test_a_typed_number_is_never_overwritten(written):
    desk = desks.desk(built.PROVINCE)
    row, col = desks.statistic(desk, "2018附件9", "推荐班组数")
    desks.write(desk.sheets["2018附件9"], row, col, written)
    changes = tallies.show_stats(desk)
    assert not changes.touches() and not changes.undoable
    assert f"“推荐班组数”填的是{written}，台账“班组”有" in said(changes)


def test_without_teams_nothing_is_filled():
    desk = desks.desk(built.BLANK)
    changes = tallies.show_stats(desk)
    assert not puts(changes)
    assert "“参加QC小组人数”、“职工总数”" in said(changes)


@pytest.mark.parametrize("name", TALLIED)
def test_the_rates_are_said(name):
    desk = desks.desk(name)
    [form] = stats.statistics_forms(desk.notice)
    record = desk.reading.season.single[form.tab]
    rates = {item.name: printed(ratio(record, item), 2) for item in form.field if item.ratio}
    told = said(tallies.show_stats(desk))
    assert rates and all(f"\n{rate}：{value}%（" in told for rate, value in rates.items())


def test_a_denominator_of_nothing_is_said():
    desk = desks.desk(built.PROVINCE)
    row, col = desks.statistic(desk, "2018附件9", "职工总数")
    desks.write(desk.sheets["2018附件9"], row, col, 0)
    assert "普及率：“职工总数”是0，算不出" in said(tallies.show_stats(desk))


def test_a_number_that_is_not_understood_is_not_said_to_be_missing():
    desk = desks.desk(built.PROVINCE)
    for name, written in {"职工总数": "46200人", "参加QC小组人数": None}.items():
        row, col = desks.statistic(desk, "2018附件9", name)
        desks.write(desk.sheets["2018附件9"], row, col, written)
    told = said(tallies.show_stats(desk))
    assert "普及率：“职工总数”填的是“46200人”，看不懂，请改正；还没有填“参加QC小组人数”\n" in told
