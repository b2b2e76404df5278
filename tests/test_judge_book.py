"""A judge's workbook: entries in drawn order, scores within the points, everything else locked, the own rows grey."""

import io

import openpyxl
import pytest
from contests import contest, setting

from pyfuncs.contest import Item, ScoreTable
from pyfuncs.judge_book import HEAD_ROW, INFO_TAB, judge_workbook
from pyfuncs.jury_files import in_order, seen_by


@pytest.fixture(scope="module")
def drawn():
    season, notice = contest()
    for number, row in enumerate(season.ledgers["小组"]):
        row["出场顺序"] = 24 - number
    return season, notice


def book_of(drawn, name):
    season, notice = drawn
    judge = next(row for row in season.ledgers["评委"] if row["姓名"] == name)
    data = judge_workbook(notice, judge, seen_by(judge, in_order(season, notice), notice))
    return openpyxl.load_workbook(io.BytesIO(data))


def columns(sheet):
    return {cell.value: cell.column for cell in sheet[HEAD_ROW + 1]}


def test_a_tab_a_phase_with_the_entries_in_drawn_order(drawn):
    book = book_of(drawn, "乔永平")
    assert book.sheetnames == ["资料初审", "现场发表", INFO_TAB] and book[INFO_TAB].sheet_state == "veryHidden"
    sheet = book["现场发表"]
    at = columns(sheet)
    rows = list(sheet.iter_rows(min_row=HEAD_ROW + 2, values_only=True))
    assert [row[at["序号"] - 1] for row in rows] == list(range(1, 25))
    groups = [row["小组名称"] for row in reversed(drawn[0].ledgers["小组"])]
    assert [row[at["小组名称"] - 1] for row in rows] == groups


def test_the_items_of_every_table_stand_above_however_many_tables_there_are():
    season, notice = contest()
    kinds = ["问题解决型", "创新型", "现场型", "服务型", "管理型"]
    tables = [ScoreTable(name=f"{kind}表", source="", total=5, item=[Item(name=kind, points=5)]) for kind in kinds]
    notice.judging.table += tables
    notice.judging.phase[1].tables = {kind: table.name for kind, table in zip(kinds, tables, strict=True)}
    for number, row in enumerate(season.ledgers["小组"]):
        row["课题类型"] = kinds[number % len(kinds)]
    sheet = book_of((season, notice), "乔永平")["现场发表"]
    above = "\n".join(str(sheet.cell(row, 1).value) for row in range(3, HEAD_ROW + 1))
    assert [f"{kind}表：1．{kind}5分" in above for kind in kinds] == [True] * 5
    assert sheet.row_dimensions[HEAD_ROW].height >= 3 * 13


def test_nothing_but_scores_the_recusal_and_the_remark_can_be_typed(drawn):
    sheet = book_of(drawn, "乔永平")["现场发表"]
    at = columns(sheet)
    open_columns = {
        cell.column for row in sheet.iter_rows(min_row=HEAD_ROW + 2) for cell in row if not cell.protection.locked
    }
    assert sheet.protection.sheet
    assert open_columns == {at[f"第{number}项"] for number in range(1, 7)} | {at["要求回避"], at["评分备注"]}


def test_the_rows_of_the_own_enterprise_are_grey_and_locked(drawn):
    sheet = book_of(drawn, "申玉梅")["现场发表"]
    at = columns(sheet)
    [own] = [row for row in sheet.iter_rows(min_row=HEAD_ROW + 2) if row[at["小组名称"] - 1].value == "倾听QC小组"]
    assert all(cell.protection.locked and cell.fill.fgColor.rgb == "FFD9D9D9" for cell in own)
    assert own[at["进度"] - 1].value == "回避"


def test_each_score_is_held_to_the_points_of_its_own_table(drawn):
    sheet = book_of(drawn, "乔永平")["现场发表"]
    at = columns(sheet)
    most = {}
    for rule in sheet.data_validations.dataValidation:
        for place in rule.sqref.ranges:
            for row, col in place.cells:
                most[row, col] = rule.formula2 if rule.type == "decimal" else rule.formula1
    for row in range(HEAD_ROW + 2, HEAD_ROW + 26):
        points = [most[row, at[f"第{number}项"]] for number in range(1, 7)]
        table = sheet.cell(row, at["评分用表"]).value
        wanted = [20, 30, 20, 15, 5, 10] if table.startswith("创新型") else [15, 30, 20, 20, 5, 10]
        assert [int(point) for point in points] == wanted
        assert most[row, at["要求回避"]] == '"是"'


def test_with_a_step_the_scores_are_chosen_from_a_list():
    season, notice = contest()
    setting(notice, "step", 0.5)
    sheet = book_of((season, notice), "乔永平")["现场发表"]
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert '"0,0.5,1,1.5,2,2.5,3,3.5,4,4.5,5"' in lists


def test_names_never_become_formulas():
    season, notice = contest()
    season.ledgers["小组"][0]["小组名称"] = season.ledgers["小组"][0].raw["小组名称"] = "=1+1QC小组"
    sheet = book_of((season, notice), "乔永平")["资料初审"]
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1QC小组"]
    assert found and all(cell.data_type == "s" or cell.quotePrefix is not None for cell in found)
