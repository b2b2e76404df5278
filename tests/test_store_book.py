"""What a store says of all units is what the merged workbook of the same files says, cell by cell."""

from __future__ import annotations

import re
import shutil

import built
import pytest
import stores
import unit_books
from payloads import formula_cells

from pyfuncs import quota
from pyfuncs.cluster import Here
from pyfuncs.fill import ratio
from pyfuncs.master import Kept, Sent, merged_season
from pyfuncs.merge import merge
from pyfuncs.reading_pool import read
from pyfuncs.stats import statistics_forms
from pyfuncs.store_book import count, rates, tables
from pyfuncs.store_merge import merge_into
from pyfuncs.table_book import report


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """(merged by a single process into a workbook, merged into a store)."""
    folder, stored = stores.made()
    return merge(folder, tmp_path_factory.mktemp("册") / "全省.xlsm"), stored


def test_quotas_are_those_of_the_merged_workbook(both):
    merged, stored = both
    season, notice = merged.outcome.season, merged.outcome.notice
    assert stored.told.quotas("") == stored.told.quotas("全省") == quota.rows(season, notice)
    assert sum(row.declared for row in quota.rows(season, notice)) > 50


def test_rates_follow_from_the_same_sums(both):
    merged, stored = both
    (form,) = statistics_forms(stored.told.notice)
    total, wanted = stored.told.total(form, ""), merged.outcome.season.single[form.tab]
    assert dict(total) == dict(wanted) and "注册小组数" in wanted
    items = [item for item in form.field if item.ratio]
    assert [ratio(total, item) for item in items] == [ratio(wanted, item) for item in items]
    units = {(part.unit, numbers["可计算经济价值"]) for part, numbers in stored.told.statements(form, "")}
    assert ("太原", 4.4) in units and ("大同", 1.1) in units


def test_what_two_units_send_is_told_in_the_same_words(both):
    merged, stored = both

    def without_rows(text: str) -> str:
        return re.sub(r"第\d+行", "", text)

    wanted = sorted((each.level, each.scope, each.record, each.field, each.value, without_rows(each.says))
                    for each in merged.outcome.across)  # fmt: skip
    found = sorted((each.level, each.ledger, each.record, each.field, each.value, without_rows(each.says))
                   for each in stored.told.alike)  # fmt: skip
    assert found == wanted and len(found) == 14
    first = stored.told.alike[0]
    assert "在第5行（长治，来自 重复/长治.xlsx）也有" in first.says and (first.origin, first.row) == ("又一份.xlsx", 5)


def test_batches_of_any_size_say_the_same():
    store = stores.made()[1].store
    told = [count(store.parts, stores.NOTICE, stores.path(store), Here(), at_once=size) for size in (3, 99)]
    for each in told:
        assert (each.quotas(""), rates(each), each.alike) == (told[0].quotas(""), rates(told[0]), told[0].alike)
        assert each.look.entries == told[0].look.entries and each.look.figures == told[0].look.figures


def test_two_areas_keep_their_units_apart_and_meet_in_the_duplicates(tmp):
    """太原 of two provinces sends the same: two units of one name, each with its own quota, told as sending alike."""
    unit_books.save(tmp / "收", "太原.xlsx", stores.book(1, "太原"))
    merge_into(tmp / "收", tmp / "库", area="邻省")
    store = merge_into(tmp / "收", tmp / "库").store
    told = count(store.parts, stores.NOTICE, stores.path(store), Here())
    assert told.areas() == ["邻省", "全省"]
    assert [told.entries(area)["优秀QC小组"] for area in told.areas()] == [{"太原": 2}] * 2
    assert {item.unit for item in told.alike} == {"邻省　太原", "全省　太原"}
    assert "（全省　太原，来自 太原.xlsx）也有" in told.alike[0].says
    made = tables(told, "两省")
    assert [table.name for table in made[:2]] == ["名额 邻省", "名额 全省"]
    assert [row[:2] for row in made[2].rows[2:]] == [["邻省", "合计"], ["全省", "合计"], ["", "合计"]]


def test_a_limit_of_each_enterprise_counts_as_in_the_merged_workbook(tmp):
    """The contest's limits are each enterprise's; what is beyond them is listed."""
    shutil.copy(built.workbook(built.CONTEST), tmp / "一.xlsm")
    held = read(tmp / "一.xlsm")
    notice = built.notice(held.notice).as_merged()
    season = merged_season([Sent("一.xlsm", held.unit, held)], notice, Kept())
    (tmp / "收").mkdir()
    shutil.move(tmp / "一.xlsm", tmp / "收" / "一.xlsm")
    told = merge_into(tmp / "收", tmp / "库").told
    wanted = quota.rows(season, notice)
    assert told.quotas("") == wanted and any("（" in row.category and row.declared for row in wanted)
    (limits,) = (table for table in tables(told, "竞赛") if table.name == "超出限额")
    assert [row[1] for row in limits.rows] == [row.category for row in wanted if row.over and "（" in row.category]


def test_the_tables_are_a_workbook_without_formulas(both, tmp):
    _, stored = both
    made = tables(stored.told, "2018全省")
    assert [table.name for table in made] == ["名额", "2018附件9", "重复", "费用"]
    quotas = {row[0]: row for row in made[0].rows}
    assert quotas["太原"][1:5] == ["已报", 6, 40, 34] and quotas["运城"][1] == "未报"
    assert quotas["通知印的合计"][3] == 475
    last = made[1].rows[-1]
    assert last[1] == "合计" and made[2].rows[0][-3:] == ["太原", "又一份.xlsx", 5]
    assert made[3].rows[-1][-1] == sum(row[-1] for row in made[3].rows[:-1]) > 0
    assert not formula_cells(report(made))
