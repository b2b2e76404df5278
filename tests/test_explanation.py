"""规则说明: of a field, of the field behind a blank, of a line of the list, of a tab; all rules that name the field."""

import built
import desks
import pytest
from applied import SPOILT, make
from desks import said

from pyfuncs import explanation, marks
from pyfuncs.changes import Say
from pyfuncs.explanation import explain, field_at, names_field
from pyfuncs.layout import home_cells, input_cells, lay_out
from pyfuncs.listing import read_listing
from pyfuncs.records import find_ledger


def at_field(name, ledger, field, row=5):
    """A desk at a ledger's cell."""
    desk = desks.desk(name)
    sheet, _, columns = find_ledger(desk.notice.ledgers[ledger], desk.sheets)
    desk.tab, desk.row, desk.col = sheet.name, row, columns[field]
    return desk


def test_a_field_with_type_forms_rules_clauses_and_what_is_wrong():
    desk = at_field(SPOILT, "小组", "人数", 6)
    changes = explain(desk)
    text = said(changes)
    for words in ("【小组】人数（人）", "整数", "不小于1", "必填", "印在：附件3.1、附件10", "等于所列人员数"):
        assert words in text
    wrong = [item for item in desk.findings if item.cell == f"E{desk.row}" and item.scope == "小组"]
    assert wrong and all(f"【{item.level}】{item.says}" in text and item.source in text for item in wrong)
    assert not changes.undoable and [type(item) for item in changes.items] == [Say]


def test_what_is_chosen_on_home_steers_the_program_and_is_not_only_checked():
    desk = desks.desk(built.PROVINCE)
    place = home_cells()["当前通知"]
    desk.tab, desk.row, desk.col = "首页", place[3] + 1, place[4] + 1
    assert "各表都不印。" in said(explain(desk)) and "只供核对" not in said(explain(desk))


def test_a_right_cell_is_called_right():
    assert "这一格现在没有问题" in said(explain(at_field(built.PROVINCE, "小组", "课题名称")))


@pytest.mark.parametrize("notice", built.notices(), ids=lambda notice: notice.id)
def test_every_rule_is_told_at_some_field(notice):
    """Rules about a team as a whole stand at fields of their members' ledger: told with the finding itself."""
    scopes = [*notice.ledgers, *(form.tab for form in notice.forms.values())]
    untold = [
        rule.call
        for rule in notice.rule
        if not any(names_field(rule, scope, name, notice) for scope in scopes for name in notice.fields_of(scope))
    ]
    assert untold == []


def test_options_are_named_with_their_clause_and_long_lists_are_counted():
    text = said(explain(at_field(built.PROVINCE, "小组", "课题类型")))
    option = next(item for item in built.notice("2018").option if item.name == "课题类型")
    assert "可填：" + "、".join(option.values) in text and option.source in text
    desk = desks.desk(built.PROVINCE)
    _, _, _, row, col = home_cells()["推荐单位"]
    desk.row, desk.col = row + 1, col + 1
    assert f"等{len(built.notice('2018').units())}项" in said(explain(desk))


def test_a_heading_and_an_empty_row_are_the_fields_too():
    for row in (4, 1500):
        assert "【小组】课题名称" in said(explain(at_field(built.PROVINCE, "小组", "课题名称", row)))


def test_typed_cells_and_their_labels():
    notice = built.notice("2018")
    form = next(form for form in notice.forms.values() if form.mode == "单份")
    desk = desks.desk(built.PROVINCE)
    places = [("首页", spots) for spots in (home_cells(),)] + [(form.tab, input_cells(form, notice))]
    for tab, spots in places:
        for name, (label_row, label_col, _, row, col) in spots.items():
            for place in ((row, col), (label_row, label_col)):
                desk.tab, desk.row, desk.col = tab, place[0] + 1, place[1] + 1
                found = field_at(desk)
                assert found and found[0] == tab
            desk.row, desk.col = row + 1, col + 1
            assert field_at(desk)[1].name == name


def test_a_renamed_tab_and_a_moved_column_are_found():
    desk = at_field(built.PROVINCE, "小组", "邮编")
    sheet = desk.sheets.pop("小组")
    sheet.name = desk.tab = "各小组"
    desk.sheets["各小组"] = sheet
    for row in sheet.rows:
        row.insert(0, None)
    desk.col += 1
    assert field_at(desk)[1].name == "邮编"


def test_a_blank_of_an_attachment_is_the_field_behind_it():
    desk = desks.desk(SPOILT, tab="2018附件3.1")
    drawn = lay_out(desk.notice.forms["附件3.1"], desk.notice, {})
    row, col = next((row, col) for row, col, _, blank in drawn.blanks if blank.field == "小组名称")
    desk.row, desk.col = row + 1, col + 1
    text = said(explain(desk))
    assert "【小组】小组名称　（小组!B5）" in text and "【附件3.1】" not in text
    desk.row, desk.col = 1, 1
    assert "【附件3.1】" in said(explain(desk))


def test_on_the_list_it_is_the_cell_of_the_selected_line():
    desk = desks.desk(SPOILT)
    desk = make(desk, marks.check_all(desk))
    listing = read_listing(desk)
    line = next(line for line in listing.lines if line.words[4] == "邮编")
    desk.tab, desk.row, desk.col = listing.tab, line.row, 3
    text = said(explain(desk))
    assert f"邮编　（{line.tab}!{line.cell}）" in text and line.words[6] in text


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("2018附件2", ["【附件2】名额分配表", "只供查看"]),
        ("2018附件10", ["【附件10】", "由“汇总表”按台账列出"]),
        ("小组", ["【小组】", built.notice("2018").ledgers["小组"].note]),
        ("日志", ["请先选中"]),
        ("没有的表", ["请先选中"]),
    ],
)
def test_of_a_tab(tab, words):
    text = said(explain(desks.desk(built.PROVINCE, tab=tab)))
    assert all(word in text for word in words)


def test_a_long_explanation_is_cut_visibly(monkeypatch):
    monkeypatch.setattr(explanation, "LONGEST", 60)
    assert "这里只列开头" in said(explain(at_field(built.PROVINCE, "小组", "人数")))
