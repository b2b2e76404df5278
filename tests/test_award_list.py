"""获奖名单 under a notice without scores: asked first, names as they stand, the whole list or the rows chosen."""

import applied
import built
import desks
import pytest
from desks import of, said

from pyfuncs.award_list import fill
from pyfuncs.changes import Ask, Changes, Go, Log, Put, Say, put
from pyfuncs.desk import Desk
from pyfuncs.records import find_ledger
from pyfuncs.winners import winners_ledger

GROUPS, LIST = "小组", "获奖名单"


def desk(**where):
    """The sample whose lines are in need of mending: some have 错误."""
    return desks.desk(applied.SPOILT, **where)


def pressed(at):
    """The desk after the button was pressed and its question answered with yes; what it asked and what it wrote."""
    asked = fill(at)
    [question] = of(asked, Ask)
    assert not asked.touches()
    at.answer = question.answer
    changes = fill(at)
    return question.text, changes, applied.make(at, changes)


def listed(at):
    return at.reading.season.ledgers.get(LIST, [])


def rows_of(at, *numbers):
    """Where the clerk stands with these rows of 小组 selected, counted from 0."""
    first = desks.first_row(at, GROUPS)
    at.tab, at.row, at.picked = GROUPS, first + numbers[0], [first + number for number in numbers]
    return at


@pytest.fixture(scope="module")
def filled():
    return pressed(desk())


def test_all_entries_without_faults_are_listed_award_by_award_after_a_question(filled):
    text, changes, after = filled
    faults = {(item.scope, item.row) for item in after.findings if item.level == "错误"}
    groups = [row for row in after.reading.season.ledgers[GROUPS] if (row.scope, row.row) not in faults]
    assert groups and len(groups) < len(after.reading.season.ledgers[GROUPS])
    own = [row for row in listed(after) if row["评审奖项"] == "优秀QC小组"]
    assert [(row["单位名称"], row["获奖名称"], row["课题名称"]) for row in own] == [
        (row["企业名称"], row["小组名称"], row["课题名称"]) for row in groups
    ]
    awards = list(dict.fromkeys(row["评审奖项"] for row in listed(after)))
    assert awards == [award.name for award in after.notice.award if award.name in awards] and len(awards) == 3
    assert f"山西省优秀质量管理小组成果：{len(groups)}" in text and "获奖由协会定" in text
    assert of(changes, Log) == [Log(LIST, f"{len(listed(after))}个", "")]
    assert [(item.tab, item.col) for item in of(changes, Go)] == [(LIST, 1)]


def test_each_line_has_its_day_its_year_its_number_and_where_it_was_typed(filled):
    *_, after = filled
    first = listed(after)[0]
    assert (first["获奖年度"], first["获奖编号"]) == (2018, "2018-01-001")
    assert first.raw["确认日期"] and first["来源"].startswith("小组!")
    numbers = [row["获奖编号"] for row in listed(after)]
    assert len(set(numbers)) == len(numbers)


def test_those_left_out_because_of_faults_are_counted_in_the_question(filled):
    text, _, after = filled
    entered = sum(len(after.reading.season.ledgers.get(name, [])) for name in (GROUPS, "班组", "企业", "个人"))
    assert f"有错误的{entered - len(listed(after))}条不列入" in text


def test_selected_rows_alone_are_listed_whatever_is_wrong_with_them():
    at = rows_of(desk(), 0, 2)
    wanted = [at.reading.season.ledgers[GROUPS][number]["小组名称"] for number in (0, 2)]
    text, changes, after = pressed(at)
    assert text.startswith("把选中的申报列入获奖名单")
    assert [row["获奖名称"] for row in listed(after)] == wanted
    assert "已把2个列入" in said(changes)


def test_a_further_selection_is_added_and_a_row_chosen_again_stands_there_once():
    *_, after = pressed(rows_of(desk(), 0, 2))
    kept = listed(after)[0]
    at = rows_of(after, 2, 4)
    names = [row["小组名称"] for row in at.reading.season.ledgers[GROUPS]]
    text, changes, again = pressed(at)
    assert "名单上已有的，选中的以外留着" in text
    assert [row["获奖名称"] for row in listed(again)] == [names[0], names[2], names[4]]
    assert listed(again)[0].raw == kept.raw
    assert "共3个" in said(changes)
    numbers = [row["获奖编号"] for row in listed(again)]
    assert len(set(numbers)) == 3


def test_without_a_selection_the_list_is_made_anew(filled):
    *_, after = filled
    at = Desk(after.sheets, tab=GROUPS)
    assert "名单上现有的全部换掉，编号重新排" in of(fill(at), Ask)[0].text
    at.answer = "yes"
    assert len(listed(applied.make(at, fill(at)))) == len(listed(after))


def test_a_name_corrected_later_does_not_reach_the_list(filled):
    *_, after = filled
    group = after.reading.season.ledgers[GROUPS][0]
    was = [row["获奖名称"] for row in listed(after)]
    renamed = applied.make(after, Changes([put(GROUPS, group.row, group.columns["小组名称"], "新")]))
    assert renamed.reading.season.ledgers[GROUPS][0]["小组名称"] == "新"
    assert [row["获奖名称"] for row in listed(renamed)] == was


def test_more_than_the_tab_has_rows_changes_nothing(monkeypatch):
    at = desk()
    monkeypatch.setattr(winners_ledger(at.notice), "rows", 3)
    at.answer = "yes"
    changes = fill(at)
    assert not changes.touches() and "只有3行，没有改动" in said(changes)


def test_with_no_entry_there_is_nothing_to_list():
    at = desk()
    for name in (GROUPS, "班组", "企业", "个人"):
        desks.clear_ledger(at, name)
    changes = fill(at)
    assert not of(changes, Put) and "没有可以列入获奖名单的申报" in said(changes)


def test_where_every_entry_is_faulty_their_number_is_said():
    at = desk()
    for name in ("班组", "企业", "个人"):
        desks.clear_ledger(at, name)
    groups = at.reading.season.ledgers[GROUPS]
    at = applied.make(at, Changes([put(GROUPS, row.row, row.columns["课题名称"], None) for row in groups]))
    assert said(fill(at)).startswith(f"{len(groups)}条申报都有错误，没有列入获奖名单；")


def test_under_a_notice_with_scores_the_jury_confirms():
    changes = fill(desks.desk(built.CONTEST))
    assert [item.kind for item in of(changes, Say)] == ["info"] and "请先按" not in said(changes)
    assert "再按“确认获奖”" in said(changes) and not changes.touches()


def test_a_workbook_without_the_tab_is_told():
    at = desk()
    sheet, *_ = find_ledger(winners_ledger(at.notice), at.sheets)
    del at.sheets[sheet.name]
    assert "工作簿里没有“获奖名单”表" in said(fill(at))
