"""名称校对表: every name with its place, look-alikes side by side."""

from io import BytesIO

import honoured
import openpyxl

from pyfuncs.lookalikes import ONE, SAME
from pyfuncs.proof import of_entries, of_winners, pairs, proof_book
from pyfuncs.rules import Season
from pyfuncs.winners import Renamed, choose


def spelt(*units):
    """The names of groups of enterprises spelt so, as entries of one unit."""
    _, notice, honours = honoured.province()
    rows = [
        honoured.record(
            notice, "小组", row, 企业名称=unit, 小组名称=f"第{row}QC小组", 课题名称=f"课题{row}", 报送单位="太原",
            来源=f"甲.xlsm 小组!A{row}",
        )
        for row, unit in enumerate(units, start=5)
    ]  # fmt: skip
    season = Season({"小组": rows}, {})
    assert len(choose(season, notice, honours, []).chosen) == len(units)
    return of_entries(season, notice, honours), notice


def test_a_name_says_where_it_was_typed_and_where_that_came_from():
    printed, _ = spelt("太原某某（集团）有限公司")
    assert next((item.text, item.where, item.origin) for item in printed) == (
        "太原某某（集团）有限公司", "小组!A5", "甲.xlsm 小组!A5",
    )  # fmt: skip


def test_spellings_of_one_enterprise_stand_side_by_side():
    printed, notice = spelt("太原某某（集团）有限公司", "太原某某(集团)有限公司", "太原莫某（集团）有限公司")
    assert [why for *_, why in pairs(printed)] == [SAME, ONE, ONE]
    book = openpyxl.load_workbook(BytesIO(proof_book(printed, [], notice, False)))
    assert book.sheetnames == ["写法对照", "确认后改动", "全部名称"]
    row = [cell.value for cell in book["写法对照"][4]]
    assert row == ["太原某某（集团）有限公司", "小组!A5", "太原某某(集团)有限公司", "小组!A6", SAME]
    assert book["全部名称"].max_row == 3 + len(printed)


def test_a_name_that_is_typed_often_is_listed_once_with_its_places():
    printed, notice = spelt(*["太原某某有限公司"] * 8)
    sheet = openpyxl.load_workbook(BytesIO(proof_book(printed, [], notice, False)))["全部名称"]
    assert sheet.max_row == 3 + 1 + 8 + 8
    assert [cell.value for cell in sheet[4]][:5] == [
        "太原某某有限公司", "企业名称", "山西省优秀质量管理小组成果", "太原", "小组!A5、A6、A7、A8、A9、A10 等8处",
    ]  # fmt: skip
    assert "共24处，同一个名称只列一次" in sheet["A1"].value


def test_groups_numbered_one_to_three_are_not_taken_for_one():
    printed, _ = spelt("太原某某有限公司", "太原某某有限公司", "太原某某有限公司")
    assert pairs(printed) == []


def test_names_of_the_list_stand_in_its_cells_and_changes_since_are_listed():
    winners, _, notice, _ = honoured.winners()
    printed = of_winners(winners, notice)
    assert printed[0].where == "获奖名单!E5"
    assert len(printed) == 3 * honoured.GROUPS + 20 + 40
    change = Renamed(winners[0], "小组名称", winners[0].name, "新的名称", "小组!B5")
    book = openpyxl.load_workbook(BytesIO(proof_book(printed, [change], notice, True)))
    assert [cell.value for cell in book["确认后改动"][4]][3:6] == [winners[0].name, "新的名称", "小组!B5"]
