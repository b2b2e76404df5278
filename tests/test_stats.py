"""The statistics table as data: every line in printed order, rates to two decimals from their inputs."""

from __future__ import annotations

from typing import Any

import pytest
from seasons import season_of

from pyfuncs import stats
from pyfuncs.notice import Notice
from pyfuncs.records import typed_record

TAB = "2018附件9"


def table_of(notice: Notice, row: dict[str, Any], tab: str = TAB) -> dict[str, dict[str, Any]]:
    return stats.table(season_of("太原", **{tab: row}), notice)


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [
        (2, 3, 66.67),
        (1, 3, 33.33),
        (1, 8, 12.5),
        (1, 16, 6.25),
        (3, 800, 0.38),
        (1, 800, 0.13),
        (870, 1600, 54.38),
        (23, 160, 14.38),
        (41, 160, 25.63),
        (0, 5, 0.0),
        (5, 5, 100.0),
        (6, 5, 120.0),
        (5, 0, None),
        (None, 5, None),
        (5, None, None),
        (0, 0, None),
    ],
)
def test_rate(notice_2018: Notice, numerator: int | None, denominator: int | None, value: float | None) -> None:
    line = table_of(notice_2018, {"参加QC小组人数": numerator, "职工总数": denominator})["普及率"]
    assert (line["value"], line["numerator"], line["denominator"]) == (value, numerator, denominator)
    assert line["unit"] == "%"


def test_every_rate_has_its_own_inputs(notice_2018: Notice) -> None:
    row = {"参加QC小组人数": 300, "职工总数": 900, "取得成果小组数": 30, "坚持活动小组数": 45, "注册小组数": 50}
    lines = table_of(notice_2018, row)
    assert [lines[name]["value"] for name in ("普及率", "成果率", "活动率")] == [33.33, 60.0, 90.0]


def test_a_rate_typed_over_its_formula_is_not_taken(notice_2018: Notice) -> None:
    assert table_of(notice_2018, {"普及率": 99, "参加QC小组人数": 1, "职工总数": 4})["普及率"]["value"] == 25.0


def test_what_is_not_understood_is_given_as_it_is_written(notice_2018: Notice) -> None:
    season = season_of("太原")
    raw = {"职工总数": "46200人", "参加QC小组人数": 870, "培训交流次数": 6.5, "注册小组数": None}
    season.single[TAB] = typed_record(notice_2018.fields_of(TAB), raw, TAB, 0)
    lines = stats.table(season, notice_2018)
    assert {name: line["value"] for name, line in lines.items() if "unread" in line} == {
        "职工总数": "46200人",
        "培训交流次数": "6.5",
    }
    rate = lines["普及率"]
    assert (rate["value"], rate["numerator"], rate["denominator"]) == (None, 870, "46200人")
    assert lines["注册小组数"]["value"] is None


@pytest.mark.parametrize("name", ["notice_2018", "notice_2023"])
def test_every_line_in_printed_order(name: str, request: pytest.FixtureRequest) -> None:
    notice = request.getfixturevalue(name)
    (form,) = stats.statistics_forms(notice)
    lines = stats.table(season_of("某单位"), notice)
    assert list(lines) == [item.name for item in form.field]
    assert {"普及率", "成果率", "活动率"} <= set(lines)
    assert all(line["value"] is None for line in lines.values())
    for item in form.field:
        keys = ["value", "unit", "label"] + (["numerator", "denominator"] if item.ratio else [])
        assert list(lines[item.name]) == keys


def test_plain_lines_keep_what_is_typed(notice_2018: Notice) -> None:
    lines = table_of(notice_2018, {"发表会次数": 0, "可计算经济价值": 12.5, "评审形式": "发表评审、现场评审"})
    assert lines["发表会次数"] == {"value": 0, "unit": "次", "label": "本年度市、行业召开QC小组成果发表会次数"}
    assert lines["可计算经济价值"]["value"] == 12.5
    assert lines["评审形式"]["value"] == "发表评审、现场评审"
