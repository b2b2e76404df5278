"""What units handed in: from their own workbooks, or apart again from a merged one."""

import pytest
from seasons import season_of

from pyfuncs.notice import HOME, ORIGIN, SENDER, load_notice
from pyfuncs.records import Reading, typed_record
from pyfuncs.rules import Season
from pyfuncs.samples import load_sample
from pyfuncs.sent import UNNAMED, entries, workbooks

NOTICE = load_notice("2018")
GROUP = {"企业名称": "太原某某机械有限公司", "小组名称": "星火QC小组", "课题名称": "降低月消耗"}


def merged(*rows):
    """A merged workbook's reading: groups with the unit each came from."""
    notice = NOTICE.as_merged()
    fields = notice.ledgers["小组"].fields
    season = season_of(notice.whole)
    season.ledgers["小组"] = [
        typed_record(fields, GROUP | {"小组名称": name, SENDER: unit, ORIGIN: f"{name}的.xlsm"}, "小组", number, "小组")
        for number, (unit, name) in enumerate(rows, start=6)
    ]
    return Reading(notice, season)


def test_an_ordinary_workbook_is_one_entry():
    season = load_sample("2018太原", NOTICE)
    [entry] = entries(Reading(NOTICE, season), "太原.xlsm")
    assert (entry.file, entry.unit, entry.season, entry.whole) == ("太原.xlsm", "太原", season, True)


def test_a_merged_workbook_is_an_entry_for_each_unit_and_no_row_is_lost():
    reading = merged(("太原", "甲组"), ("大同", "乙组"), ("太原", "丙组"), ("", "丁组"))
    found = {entry.unit: entry for entry in entries(reading, "合并.xlsm")}
    groups = {unit: [row["小组名称"] for row in entry.season.ledgers["小组"]] for unit, entry in found.items()}
    assert groups == {"太原": ["甲组", "丙组"], "大同": ["乙组"], UNNAMED: ["丁组"]}
    assert [entry.season.single[HOME].text("推荐单位") for entry in found.values()] == ["太原", "大同", ""]
    assert not any(entry.whole or entry.notice.merged for entry in found.values())
    assert found["太原"].file == "甲组的.xlsm、丙组的.xlsm"


def test_what_only_the_comparison_of_units_shows_goes_to_each_of_them():
    reading = merged(("太原", "甲组"), ("大同", "甲组"), ("大同", "乙组"))
    for entry in entries(reading, "合并.xlsm"):
        assert all(finding.cell == "" for finding in entry.lost)
        assert not [finding for finding in entry.lost if finding.record.startswith("乙组")]


@pytest.mark.parametrize("file", ["一.xlsm", "下/二.XLSX", "旧.xls", "三.et", "四.ods", "五.csv", "下/六.ZIP"])
def test_workbooks_are_found_below_the_folder_and_nothing_else(tmp, file):
    for name in (file, "说明.txt", "~$一.xlsm", ".隐藏.xlsx"):
        (tmp / name).parent.mkdir(exist_ok=True)
        (tmp / name).write_bytes(b"")
    assert workbooks(tmp) == [tmp / file], "one that cannot be read is refused by name, not passed over"
    assert workbooks(tmp / file) == [tmp / file]


def test_an_empty_season_is_an_entry_too():
    [entry] = entries(Reading(NOTICE, Season()), "空.xlsm")
    assert entry.unit == ""


def test_a_link_that_leads_nowhere_is_listed_too(tmp):
    """So that somebody says of it that it cannot be read."""
    (tmp / "断.xlsx").symlink_to("没有的.xlsx")
    (tmp / "夹.xlsx").mkdir()
    assert [path.name for path in workbooks(tmp)] == ["断.xlsx"]
