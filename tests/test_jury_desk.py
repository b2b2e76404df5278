"""The jury's tabs found by their headings, rows written anew, nothing else touched."""

import pytest
from test_jury import desk

from pyfuncs.changes import BLANK, Put, Wipe
from pyfuncs.jury_desk import put_at, rewrite, rewrite_table, spoken, stand
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
    assert all(item.col > 1 for item in changes)


def test_free_rows_come_below_the_last_that_is_used():
    place = stand(desk(), "scores")
    assert next(place.free_rows()) == place.heading + 334 + 1


def test_a_tab_that_is_gone_is_named():
    at = desk()
    for name in ("评审结果",):
        del at.sheets[name]
    with pytest.raises(NoJudging, match="工作簿里没有“评审结果”表"):
        stand(at, "results")


def test_a_table_takes_the_place_of_the_one_before():
    sheet = Sheet("表", [["题"], [], ["头", "甲"], ["1", "2"], ["3", "4"]])
    changes = list(rewrite_table(sheet, 3, [["头"], [5]]))
    assert changes == [Wipe("表", 3, 1, 5, 2), Put("表", 3, 1, "text", "头"), Put("表", 4, 1, "number", "5")]


def test_a_cell_by_its_address():
    assert put_at("表", "AB12", None) == Put("表", 12, 28, BLANK, "")


def test_a_button_without_a_jury_answers_in_a_sentence():
    @spoken
    def button(desk):
        raise NoJudging("用不着")

    [said] = button(None).items
    assert (said.kind, said.text) == ("warning", "用不着。")
