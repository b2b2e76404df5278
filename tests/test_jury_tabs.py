"""The jury's tabs as built: every setting editable and with its clause, the chart, hidden where nobody judges."""

import built
import openpyxl
from contests import contest, workbook

from pyfuncs.ledgers import DECIMALS
from pyfuncs.settings import SETTINGS, lines

TABS = [SETTINGS, "评审明细", "排名图", "评分", "评审结果", "获奖名单"]


def test_every_setting_stands_there_with_its_clause():
    sheet = openpyxl.load_workbook(workbook())[SETTINGS]
    rows = [[cell.value for cell in row[:5]] for row in sheet.iter_rows(min_row=5)]
    judging = contest()[1].judging
    for line in lines(judging):
        [row] = [row for row in rows if row[:2] == [line.category, line.item]]
        assert row[2] == line.value and row[4] == line.source and line.source
    notes = {row[1]: row[3] for row in rows}
    assert "没有写比例，请评委会定" in notes["资料初审"]


def test_weights_are_empty_in_the_blank_workbook_and_in_the_sample():
    for name in (built.BLANK, "2023评审"):
        sheet = openpyxl.load_workbook(built.workbook(name))[SETTINGS]
        found = [row[2].value for row in sheet.iter_rows(min_row=5) if row[0].value == "阶段权重（%）"]
        assert found == [None, None]


def test_the_chart_shows_the_ranking_on_a_tab_of_its_own():
    [chart] = openpyxl.load_workbook(workbook(), keep_vba=False)["排名图"]._charts
    reference = chart.series[0].val.numRef.f
    col = [cell.value for cell in openpyxl.load_workbook(workbook())["评审结果"][4]].index("最终得分")
    assert f"${chr(65 + col)}$5:${chr(65 + col)}$24" in reference


def test_scores_are_shown_with_as_many_decimals_as_the_jury_sets():
    book = openpyxl.load_workbook(workbook())
    sheet = book[SETTINGS]
    [row] = [row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 2).value == "得分小数位数"]
    assert book.defined_names[DECIMALS].attr_text == f"{SETTINGS}!$C${row}"
    for name in ("评审结果", "获奖名单", "评审明细"):
        rules = [rule for found in book[name].conditional_formatting for rule in found.rules]
        shown = {rule.formula[0]: rule.dxf.numFmt.formatCode for rule in rules if DECIMALS in "".join(rule.formula)}
        wanted = {0: "0", 1: "0.0", 3: "0.000", 4: "0.0000"}
        assert shown == {f"{DECIMALS}={count}": look for count, look in wanted.items()}


def test_tabs_show_only_where_a_notice_judges():
    for name, state in ((built.PROVINCE, "hidden"), (built.CONTEST, "visible"), (built.BLANK, "visible")):
        book = built.formulas(name)
        assert {book[tab].sheet_state for tab in TABS} == {state}, name
