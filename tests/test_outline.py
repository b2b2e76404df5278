"""A form made ready for reading: which printed words each blank goes by."""

import pytest

from pyfuncs.outline import outline


def labels(notice, form_id):
    """Fields by the printed words they go by, of the form's grid."""
    grid = outline(notice.forms[form_id], notice).grids[0]
    found = {}
    for label in grid.labels:
        places = label.blanks or [label.place]
        found[label.place.cell.words.split("\n")[0]] = [blank.field for place in places for blank in place.text.blanks]
    return found, grid


def test_a_blank_goes_by_the_words_on_its_left(notice_2018):
    found, _ = labels(notice_2018, "附件3.1")
    assert found["QC小组名称"] == ["小组名称"]
    assert found["邮编"] == ["邮编"]
    assert found["QC小组简介："] == ["小组简介"]


def test_a_blank_goes_by_the_words_above_where_none_stand_beside(notice_2018):
    found, grid = labels(notice_2018, "附件3.2")
    assert found["登记注册号"] == ["登记注册号"] and found["组长姓名"] == ["组长姓名"]
    assert {label.place.cell.words for label in grid.labels if label.below} == {
        "小组名称",
        "所在部门",
        "成立日期",
        "登记注册号",
    }


def test_a_unit_between_words_and_blank_is_passed_over(notice_2018):
    found, grid = labels(notice_2018, "附件9")
    assert found["对质量信得过班组奖励费用"] == ["班组奖励费用"]
    label = next(item for item in grid.labels if item.place.cell.words.startswith("本年度QC小组普及率"))
    assert label.beside == ["%"]
    assert found["本年度本市、行业质协组织的培训/交流次数与人数"] == ["培训交流次数", "培训交流人数"]


def test_a_member_table_is_known_by_its_heading(notice_2018):
    listed = outline(notice_2018.forms["附件4"], notice_2018).grids[0].listed
    assert (listed.row.ledger, listed.width, len(listed.heads)) == ("班组成员", 5, 10)
    assert "成员姓名" in listed.heads[0] and "姓名" in listed.heads[5]


def test_other_names_of_a_field_stand_for_its_words(notice_2018):
    _, grid = labels(notice_2018, "附件3.1")
    label = next(item for item in grid.labels if item.place.cell.words == "邮编")
    assert "邮政编码" in label.names


@pytest.mark.parametrize(("form_id", "taken"), [("附件1", False), ("附件2", False), ("附件10", False), ("附件9", True)])
def test_forms_to_be_read_and_lists_are_not_taken(notice_2018, form_id, taken):
    assert outline(notice_2018.forms[form_id], notice_2018).is_taken is taken
