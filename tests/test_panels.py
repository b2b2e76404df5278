import copy
import io

import built
import openpyxl
import pytest

from pyfuncs import layout
from pyfuncs.notice import Field
from pyfuncs.panels import input_look
from pyfuncs.workbook import season_bytes


def panel(name, notice_id, form_id):
    notice = built.notice(notice_id)
    form = notice.forms[form_id]
    first = layout.lay_out(form, notice, {}).panel
    sheet = built.cached(name)[form.tab]
    return [[sheet.cell(row, col + 1).value for col in range(first, first + 3)] for row in range(1, 40)]


def test_the_picker_says_which_of_how_many_and_its_name():
    rows = panel(built.PROVINCE, "2018", "附件3.1")
    season = built.season(built.PROVINCE)
    assert rows[0][0] == "← 回首页"
    assert rows[1][1] == 1 and rows[1][2] == f"条　/　共 {len(season.ledgers['小组'])} 条"
    assert rows[2][0] == season.ledgers["小组"][0].text("小组名称")


def test_without_records_the_picker_says_so():
    rows = panel(built.BLANK, "2018", "附件3.1")
    assert rows[1][2] == "条　/　共 0 条" and rows[2][0] == "（没有这一条）"


def test_a_form_for_some_records_counts_only_those():
    rows = panel(built.PROVINCE, "2018", "附件6")
    chosen = built.notice("2018").forms["附件6"].where["申报奖项"]
    people = [row for row in built.season(built.PROVINCE).ledgers["个人"] if row.text("申报奖项") in chosen]
    assert rows[1][2] == f"条　/　共 {len(people)} 条"


def test_a_text_that_overflows_its_cell_is_told():
    rows = panel(built.PROVINCE, "2018", "附件4")
    assert any("班组简介及活动结果" in str(row[0]) and "Word" in str(row[0]) for row in rows)
    assert not any("Word" in str(row[0]) for row in panel(built.BLANK, "2018", "附件4"))


@pytest.mark.parametrize(("paragraphs", "told"), [(1, False), (40, True)])
def test_a_text_of_many_short_lines_overflows_before_its_signs_fill_the_cell(paragraphs, told):
    notice, season = built.notice("2018"), copy.deepcopy(built.season(built.PROVINCE))
    season.ledgers["小组"][0]["主要活动过程与效果"] = "\n".join(["一、选择课题。"] * paragraphs)
    book = openpyxl.load_workbook(io.BytesIO(season_bytes(season, notice)[0]), data_only=True)
    texts = [str(cell.value) for row in book["2018附件3.1"].iter_rows() for cell in row]
    assert any("主要活动过程与效果”可能超出本格" in text for text in texts) == told


def test_inputs_beside_the_statistics_table_hold_the_sample():
    notice = built.notice("2018")
    record = built.season(built.PROVINCE).single["2018附件9"]
    for name, (row, col, label, at, place) in layout.input_cells(notice.forms["附件9"], notice).items():
        assert built.value(built.PROVINCE, "2018附件9", row, col) == label
        assert built.value(built.PROVINCE, "2018附件9", at, place) == record.get(name)


def test_inputs_are_free_to_type_in():
    notice = built.notice("2023")
    for _, _, _, row, col in layout.input_cells(notice.forms["附件7"], notice).values():
        assert not built.formulas(built.BLANK)["2023附件7"].cell(row + 1, col + 1).protection.locked


def test_the_summary_compares_its_rows_with_the_ledger():
    texts = [str(cell.value) for row in built.cached(built.PROVINCE)["2018附件10"].iter_rows() for cell in row]
    listed = len(built.season(built.PROVINCE).ledgers["小组"])
    assert f"台账已有 {listed} 条，本表列 {listed} 条" in texts


def test_beside_the_quota_table_stand_the_units_counts_and_both_sums():
    sheet = built.cached(built.PROVINCE)["2018附件2"]
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows(min_col=12)]
    assert ["优秀QC小组", 40, 40, 0, "已满"] in rows
    assert ["质量信得过班组名额", 100, 114, -14] in rows


def test_look_of_an_input_follows_its_type():
    assert input_look(Field(name="x", type="整数"))["num_format"] == "0"
    assert input_look(Field(name="x", type="电话"))["num_format"] == "@"
    assert "年" in input_look(Field(name="x", type="日期"))["num_format"]
