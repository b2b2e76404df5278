"""The way to the result tabs: their names as the builder writes them, each notice's own section."""

import built
import desks
import pytest

from pyfuncs import fees_tab, results, tabs
from pyfuncs.changes import WARNING, Go, Say


def test_the_names_are_the_builders():
    assert (tabs.FINDINGS, tabs.QUOTA, tabs.FEES, tabs.LOG) == (
        results.FINDINGS, results.QUOTA, fees_tab.FEES, results.LOG,
    )  # fmt: skip
    assert tabs.CHART_COL == results.CHART_COL + 1


@pytest.mark.parametrize("tab", [tabs.QUOTA, tabs.FEES])
def test_each_notice_has_its_section(tab):
    desk = desks.desk(built.PROVINCE)
    rows = [tabs.section_row(desk, tab, notice) for notice in built.notices()]
    assert len(set(rows)) == len(rows)
    for row, notice in zip(rows, built.notices(), strict=True):
        assert notice.name in str(desk.sheets[tab].at(row, 1))


def test_a_tab_that_is_gone_is_told():
    desk = desks.desk(built.PROVINCE)
    assert tabs.go(desk, tabs.LOG, 4, 1) == Go("日志", 4, 1)
    sheets = desks.sheets_of(desk)
    sheets["旧"] = sheets.pop(tabs.LOG)
    told = tabs.go(desk, tabs.LOG)
    assert isinstance(told, Say)
    assert told.kind == WARNING and "没有“日志”表" in told.text
    assert tabs.section_row(desk, tabs.LOG, desk.notice) == 1


def test_a_filter_is_told():
    assert tabs.hidden_rows(desks.desk(built.PROVINCE)) == ""
    assert "“小组”、“班组”正在筛选" in tabs.hidden_rows(desks.desk(built.PROVINCE, filtered=["小组", "班组"]))


def test_an_unsaved_workbook_is_to_be_saved_first():
    assert "请先保存工作簿" in tabs.unsaved("报告").text
