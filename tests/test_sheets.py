import io

import built
import openpyxl
import pytest

from pyfuncs import layout, sheets
from pyfuncs.sheets import counts
from pyfuncs.summary_tab import left_out_words
from pyfuncs.workbook import season_bytes

FORMS = [pytest.param(notice, form, id=form.tab) for notice, form in layout.forms_of(built.notices())]


@pytest.mark.parametrize(("notice", "form"), FORMS)
def test_page_is_a4_as_wide_as_the_paper_and_prints_the_form_alone(notice, form):
    sheet = built.formulas(built.BLANK)[form.tab]
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToWidth in (None, 1)
    assert (sheet.page_setup.orientation == "landscape") == form.landscape
    drawn = layout.lay_out(form, notice, {})
    area = sheet.print_area.split("!")[1].replace("$", "")
    first, last = (sheet[place] for place in area.split(":"))
    assert (first.row, first.column) == (1, layout.MARGIN_COLUMNS + 1)
    assert (last.row, last.column) == (len(drawn.heights), drawn.last_col + 1)


@pytest.mark.parametrize(("notice", "form"), FORMS)
def test_formulas_are_locked_and_all_else_is_free(notice, form):
    sheet = built.formulas(built.BLANK)[form.tab]
    assert sheet.protection.sheet and not sheet.protection.password
    drawn = layout.lay_out(form, notice, {})
    for box in drawn.boxes:
        cell = sheet.cell(box.row + 1, box.col + 1)
        assert cell.protection.locked == (cell.data_type == "f"), cell.coordinate


@pytest.mark.parametrize(("notice", "form"), FORMS)
def test_every_cell_of_the_grid_has_its_borders(notice, form):
    sheet = built.formulas(built.BLANK)[form.tab]
    for box in layout.lay_out(form, notice, {}).boxes:
        if box.kind == "grid":
            border = sheet.cell(box.row + 1, box.col + 1).border
            sides = {"L": border.left, "R": border.right, "T": border.top, "B": border.bottom}
            multi = box.row != box.last_row or box.col != box.last_col
            drawn = {name for name, side in sides.items() if side is not None and side.style}
            assert drawn <= set(box.sides) and (multi or drawn == set(box.sides))


def test_formulas_say_in_which_ledger_to_type():
    sheet = built.formulas(built.BLANK)["2018附件3.1"]
    prompts = [rule.prompt for rule in sheet.data_validations.dataValidation if rule.prompt]
    assert any("小组" in text and "课题名称" in text for text in prompts)
    assert all(len(text) <= 255 for text in prompts)


@pytest.mark.parametrize(("notice", "form"), [("2018", "附件9"), ("2023", "附件7")])
def test_a_rate_names_the_two_numbers_it_is_reckoned_from(notice, form):
    form = built.notice(notice).forms[form]
    rules = built.formulas(built.BLANK)[form.tab].data_validations.dataValidation
    prompts = {rule.prompt for rule in rules if rule.prompt}
    for item in form.field:
        if item.ratio:
            assert f"在表旁“{item.name}”后面填写。" not in prompts
        if item.name in ("普及率", "成果率"):
            assert f"由“{item.ratio[0]}”÷“{item.ratio[1]}”算出，填了这两个数就有。" in prompts


def test_a_summary_has_room_for_every_entry_and_a_mirror_for_the_largest_team():
    notice, season = built.notice("2018"), built.season(built.PROVINCE)
    summary = notice.forms["附件10"]
    assert max(counts(notice, summary, season).values()) == len(season.ledgers["小组"])
    teams = counts(notice, notice.forms["附件3.2"], season)
    key = ["企业名称", "小组名称"]
    assert max(teams.values()) == max(len(season.members(row, "小组成员", key)) for row in season.ledgers["小组"])


def test_of_a_list_too_long_for_its_tab_the_last_row_says_how_many_there_are(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_LISTED", 12)
    notice, season = built.notice("2018"), built.season(built.PROVINCE)
    made = openpyxl.load_workbook(io.BytesIO(season_bytes(season, notice)[0]))["2018附件10"]
    names = [row["小组名称"] for row in season.ledgers["小组"]]
    rows = [[str(value) for value in row if value is not None] for row in made.iter_rows(values_only=True)]
    told = [row for row in rows if set(row) & set(names)]
    assert len(names) == 40 and len(told) == 11
    assert rows[rows.index(told[-1]) + 1] == [left_out_words(40, 11)]


def test_the_summary_lists_every_group_with_its_members_joined():
    sheet = built.cached(built.PROVINCE)["2018附件10"]
    text = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    for group in built.season(built.PROVINCE).ledgers["小组"]:
        assert group.text("课题名称") in text
    members = built.season(built.PROVINCE).members(
        built.season(built.PROVINCE).ledgers["小组"][0], "小组成员", ["企业名称", "小组名称"]
    )
    assert "、".join(row.text("姓名") for row in members) in text
