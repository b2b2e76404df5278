"""A grid sought in reshaped tables: by words, and what is not understood is told with its place."""

import pytest

from pyfuncs.alignment import Spot, spots_of
from pyfuncs.document import Cell, Table
from pyfuncs.outline import outline
from pyfuncs.search import NO_PLACE, lay_loosely


@pytest.fixture
def grid(notice_2018):
    return outline(notice_2018.forms["附件3.1"], notice_2018).grids[0]


def sought(grid, rows, paragraphs=()):
    cells = [[Cell(number, 1, text.split("\n")) for number, text in enumerate(row)] for row in rows]
    loose = [Spot(f"第{number}段", [text]) for number, text in enumerate(paragraphs, start=1)]
    laid = lay_loosely(spots_of(Table(1, cells)), grid, loose)
    return {place.text.blanks[0].field: "\n".join(lines) for place, lines, _ in laid.scalars}, laid.extra


CASES = {
    "one pair a row": ([["QC小组名称", "甲"], ["人数", "9"]], {"小组名称": "甲", "人数": "9"}),
    "all in one row": (
        [["QC小组名称", "甲", "人数", "9", "邮编", "030001"]],
        {"小组名称": "甲", "人数": "9", "邮编": "030001"},
    ),
    "words and text in one cell": (
        [["QC小组名称：甲", "联系人：某某  电话：123"]],
        {"小组名称": "甲", "联系人": "某某", "电话": "123"},
    ),
    "another name": ([["小组名称", "甲", "邮政编码", "030001"]], {"小组名称": "甲", "邮编": "030001"}),
    "a slip of the pen": ([["企业内主管部们", "质量部"]], {"企业内主管部门": "质量部"}),
    "a digit a cell": ([["邮编", "0", "3", "0", "0", "0", "1"]], {"邮编": "030001"}),
    "text below": ([["课题名称"], ["降低返修率"]], {"课题名称": "降低返修率"}),
    "words apart from their text": ([["QC小组简介", "成立于2011年"]], {"小组简介": "成立于2011年"}),
}


@pytest.mark.parametrize("case", CASES)
def test_words_lead_to_the_text(grid, case):
    rows, wanted = CASES[case]
    assert sought(grid, rows) == (wanted, [])


def test_words_and_text_outside_the_table(grid):
    assert sought(grid, [["QC小组名称", "甲"]], ["联系人：某某", "不相干"]) == (
        {"小组名称": "甲", "联系人": "某某"},
        [],
    )


def test_what_goes_by_no_words_is_told(grid):
    found, extra = sought(grid, [["QC小组名称", "甲"], ["上级单位", "乙"]])
    assert found == {"小组名称": "甲"}
    assert extra == [("表1第2行", "上级单位", NO_PLACE), ("表1第2行", "乙", NO_PLACE)]


def test_members_in_a_heading_of_another_order_and_a_duty_for_two(notice_2018):
    grid = outline(notice_2018.forms["附件3.2"], notice_2018).grids[0]
    cells = [
        [Cell(0, 1, ["姓名"]), Cell(1, 1, ["分工"]), Cell(2, 1, ["年龄"])],
        [Cell(0, 1, ["甲"]), Cell(1, 1, ["记录"], 2), Cell(2, 1, ["30"])],
        [Cell(0, 1, ["乙"]), Cell(2, 1, ["31"])],
    ]
    laid = lay_loosely(spots_of(Table(1, cells)), grid, [])
    assert [rows for rows, _ in laid.rows] == [
        {0: ["甲"], 3: ["记录"], 1: ["30"]},
        {3: ["记录"], 0: ["乙"], 1: ["31"]},
    ]
