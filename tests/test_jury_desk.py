"""The jury's tabs found by their headings, rows written anew, nothing else touched."""

import applied
import pytest
from test_jury import desk

from pyfuncs.changes import BLANK, Changes, Put, Say, Wipe
from pyfuncs.jury_desk import put_at, rewrite, rewrite_detail, spoken, stand
from pyfuncs.outcome_rows import LEANING
from pyfuncs.records import Sheet
from pyfuncs.scores import NoJudging


def test_columns_are_found_where_the_clerk_moved_them():
    at = desk()
    sheet = at.sheets["评审结果"]
    for row in sheet.rows:
        row[:0] = ["自己的列"] if len(row) > 5 else []
    place = stand(at, "results")
    assert place.columns["评审奖项"] == 2
    changes = rewrite(at, place, [{"award": "奖", "rank": 1, "level": ""}]).changes
    puts = [item for item in changes if isinstance(item, Put)]
    assert {(item.col, item.text) for item in puts} == {(2, "奖"), (place.column("rank"), "1")}
    assert all(isinstance(item, Put | Wipe) and item.col > 1 for item in changes)


def test_free_rows_come_below_the_last_that_is_used():
    place = stand(desk(), "scores")
    assert next(place.free_rows()) == place.heading + 334 + 1


def test_a_tab_that_is_gone_is_named():
    at = desk()
    for name in ("评审结果",):
        del at.sheets[name]
    with pytest.raises(NoJudging, match="工作簿里没有“评审结果”表"):
        stand(at, "results")


HEADS = ["排名会场", "企业名称", "参评名称", "课题名称", "阶段", "平均分", "乔永平", "外请评委"]


def lines(*names, judges=0):
    """The detail of these groups, with as many further judges."""
    more = [f"新评委{number}" for number in range(judges)]
    rows = [["", "晋通公司", name, "", "现场发表", 90, "90", "去高", *["88"] * judges] for name in names]
    return [[*HEADS, *more], *rows, ["", LEANING, "", "", "现场发表", "", "+0.5", "-0.5", *["0"] * judges]]


def detail(*columns, table):
    """The tab 评审明细 with this table, and columns of the clerk's own beside it, their headings first."""
    at = desk()
    width = len(table[0])
    sheet = at.sheets["评审明细"] = Sheet("评审明细", [["评审明细"], [], []])
    for number, line in enumerate(table):
        sheet.rows.append([*line, *[None] * (width - len(line)), *(column[number] for column in columns)])
    return at, sheet


def again(at, sheet, table):
    moved = rewrite_detail(at, sheet, 4, table)
    after = applied.make(at, Changes(moved.changes)).sheets["评审明细"]
    return [[value for value in line if value not in (None, "")] for line in after.rows[3:]], moved.says


def test_the_detail_takes_the_place_of_the_one_before():
    at, sheet = detail(table=lines("星火", "巧匠", "稳盾", judges=3))
    made, says = again(at, sheet, lines("星火"))
    assert made[:3] == [[value for value in line if value != ""] for line in lines("星火")]
    assert not any(made[3:]) and says == ""


def test_what_the_clerk_has_typed_beside_the_detail_goes_with_its_line():
    at, sheet = detail(["已核", "林晓核", None, "周平核", None], table=lines("星火", "巧匠", "稳盾"))
    made, says = again(at, sheet, lines("稳盾", "启明", "星火"))
    assert [line[-1] for line in made] == ["已核", "周平核", "去高", "林晓核", "-0.5"] and says == ""


def test_a_new_judge_stands_beyond_the_columns_of_the_clerks_own():
    at, sheet = detail(["已核", "林晓核", None], table=lines("星火"))
    made, _ = again(at, sheet, lines("星火", judges=1))
    assert made[0] == [*HEADS, "已核", "新评委0"] and made[1][-2:] == ["林晓核", "88"]


def test_what_stood_beside_an_entry_that_is_gone_is_kept_and_told():
    at, sheet = detail(["已核", "林晓核", None], table=lines("星火"))
    made, says = again(at, sheet, lines("启明"))
    assert "林晓核" in [value for line in made for value in line]
    assert says.startswith("“评审明细”已没有星火，旁边自己填的内容没有删")


def test_a_cell_by_its_address():
    assert put_at("表", "AB12", None) == Put("表", 12, 28, BLANK, "")


def test_a_button_without_a_jury_answers_in_a_sentence():
    @spoken
    def button(desk):
        raise NoJudging("用不着")

    assert button(None).items == [Say("warning", "用不着。")]
