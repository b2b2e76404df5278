"""A grid over a table of its own shape: every cell by its place, whatever is typed in it."""

import pytest

from pyfuncs.alignment import lay_exactly, spots_of
from pyfuncs.document import Cell, Table
from pyfuncs.outline import outline


@pytest.fixture
def grid(notice_2018):
    return outline(notice_2018.forms["附件3.2"], notice_2018).grids[0]


HEAD = ["小组名称", "所在部门", "成立日期", "登记注册号"]
LEADER = ["组长姓名", "某某", "性别", "女", "职务", "班长"]
MEMBERS = ["成员姓名", "年龄", "职务(或职称)", "成员分工情况"]


def table(*rows):
    return spots_of(Table(1, [[Cell(number, 1, [text]) for number, text in enumerate(row)] for row in rows]))


def test_words_of_the_form_typed_as_a_value_are_a_value(grid):
    laid = lay_exactly(table(HEAD, HEAD, LEADER, MEMBERS, ["年龄", "2", "职务", "组长姓名"]), grid)
    assert [lines for _, lines, _ in laid.scalars[:4]] == [[word] for word in HEAD]
    assert laid.rows == [({0: ["年龄"], 1: ["2"], 2: ["职务"], 3: ["组长姓名"]}, "表1第5行")]


@pytest.mark.parametrize("count", [0, 1, 40])
def test_any_number_of_members(grid, count):
    rows = [[f"人{n}", "30", "技师", "记录"] for n in range(count)]
    assert len(lay_exactly(table(HEAD, [""] * 4, LEADER, MEMBERS, *rows), grid).rows) == count


def test_the_heading_on_a_further_page_is_no_member(grid):
    person = ["人", "30", "技师", "记录"]
    assert len(lay_exactly(table(HEAD, [""] * 4, LEADER, MEMBERS, person, MEMBERS, person), grid).rows) == 2


@pytest.mark.parametrize(
    "rows", [[HEAD], [HEAD, [""] * 3, LEADER, MEMBERS], [HEAD, [""] * 4, LEADER, MEMBERS, ["一格"]]]
)
def test_another_shape_is_not_forced(grid, rows):
    assert lay_exactly(table(*rows), grid) is None
