"""What a store says of all units is what the merged workbook of the same files says, cell by cell."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import stores
from payloads import formula_cells

from pyfuncs import quota
from pyfuncs.cluster import Here
from pyfuncs.fill import ratio
from pyfuncs.merge import merge
from pyfuncs.stats import statistics_forms
from pyfuncs.store_book import count, rates, tables
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
    told = [count(store.parts, stores.NOTICE, stores.path(store), Here(), at_once=size) for size in (1, 3, 99)]
    for each in told:
        assert (each.quotas(""), rates(each), each.alike) == (told[0].quotas(""), rates(told[0]), told[0].alike)
        assert each.look.entries == told[0].look.entries and each.look.figures == told[0].look.figures


def test_two_areas_keep_their_units_apart_and_meet_in_the_duplicates():
    """The same workbook under 太原 of two provinces: two units of the same name."""
    store = stores.made()[1].store
    own = next(part for part in store.parts if part.file == "又一份.xlsx")
    other = replace(own, area="邻省", id="f" * 32)

    def path(part, dataset):
        return stores.path(store)(own if part is other else part, dataset)

    told = count([own, replace(own)], stores.NOTICE, path, Here())
    assert told.alike == []
    names = {part.area for part in (own, other)}
    assert names == {"全省", "邻省"}


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
