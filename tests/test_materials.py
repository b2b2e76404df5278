"""The list of materials follows from notice and entries; what is typed is only what has come in."""

import datetime as dt
from collections import Counter

import pytest
from seasons import records, season_of
from test_notice import FILES, write
from test_notice import NOTICE as THIRD

from pyfuncs.materials import counts, dues, expected, listed, missing, pieces, times
from pyfuncs.notice import NOTICE_FILE, DefinitionError, load_notice

GROUP = {"企业名称": "甲公司", "小组名称": "星火QC小组", "课题名称": "降低返修率"}
TEAM = {"企业名称": "乙公司", "班组名称": "电焊班"}
BOSS = {"姓名": "郝一帆", "工作单位": "甲公司", "申报奖项": "卓越领导者"}


@pytest.mark.parametrize("state", ["", "未交", "已盖章"])
def test_the_counts_are_those_of_the_lines(state):
    notice = load_notice("2018")
    season = season_of("太原", {"小组": [GROUP, GROUP | {"小组名称": "萤火QC小组"}], "班组": [TEAM], "个人": [BOSS]})
    season.ledgers["材料"] = ledger_rows(expected(season, notice)[:5], state) if state else []
    wanted, lacking = counts(season, notice)
    for found, lines in ((wanted, expected(season, notice)), (lacking, missing(season, notice))):
        assert +found == Counter((line.document, line.per, line.when) for line in lines)
    assert (wanted != lacking) is (state == "已盖章")


def of(lines, **wanted):
    return [line for line in lines if all(getattr(line, name) == value for name, value in wanted.items())]


def ledger_rows(lines, state="已盖章", **more):
    """The lines as the ledger holds them, all in one state."""
    return records(
        "材料",
        [
            {"材料名称": line.document, "份数要求": line.what, "须盖章": line.stamped, "对应项目": line.per}
            | {
                "企业名称": line.unit,
                "对应名称": line.entry,
                "交材料期限": line.when,
                "材料状态": state,
                "报送单位": line.sender,
            }
            | more
            for line in lines
        ],
    )


def test_an_empty_workbook_owes_what_the_unit_itself_hands_in(notice_2018):
    lines = expected(season_of("太原"), notice_2018)
    assert [(line.document, line.what, line.stamped) for line in lines] == [
        ("QC小组活动年度工作总结", "原件1份", ""),
        ("活动统计表", "原件1份", ""),
        ("推荐汇总表", "原件1份", "是"),
        ("推荐汇总表", "电子版1份（wps）", ""),
        ("交流活动费", "", ""),
        ("参会代表名单", "", ""),
    ]
    assert {line.per for line in lines} == {"单位"}


def test_a_group_hands_in_form_report_and_register_and_a_presenting_one_its_records_and_18_copies(notice_2018):
    plain, presenting = GROUP, GROUP | {"小组名称": "晨光QC小组", "上会发表": "是"}
    lines = expected(season_of("太原", {"小组": [plain, presenting]}), notice_2018)
    own = of(lines, entry="星火QC小组 · 降低返修率")
    assert [(line.document, line.what) for line in own] == [
        ("优秀质量管理小组成果申报表", "原件1份"),
        ("小组成果报告", "电子版1份（wps）"),
        ("优秀质量管理小组注册登记表", "原件1份"),
    ]
    more = of(lines, per="上会发表小组")
    assert {line.entry for line in more} == {"晨光QC小组 · 降低返修率"}
    assert [(line.document, line.what, line.when) for line in more] == [
        ("活动原始记录", "原件1份", "2018年6月10日前"),
        ("发表材料", "1份", "2018年6月10日前"),
        ("发表材料", "18份", "报到时"),
        ("发表材料", "电子版1份（wps）", "报到时"),
    ]


def test_a_presenting_team_brings_8_copies(notice_2018):
    lines = expected(season_of("太原", {"班组": [TEAM | {"上会发表": "是"}]}), notice_2018)
    assert [line.what for line in of(lines, per="上会发表班组", when="报到时")] == ["8份", "电子版1份（wps）"]
    assert [line.document for line in of(lines, per="质量信得过班组")] == [
        "质量信得过班组申报表",
        "班组自我评分表",
        "班组经验总结材料",
        "推荐市、行业质协的推荐意见",
    ]


def test_a_person_stands_by_name_with_the_award_and_the_place_of_work(notice_2018):
    [form, story] = of(expected(season_of("太原", {"个人": [BOSS]}), notice_2018), per="卓越领导者")
    assert (form.unit, form.entry, form.stamped, story.what) == ("甲公司", "郝一帆", "是", "电子版1份（wps）")


def test_in_2023_a_group_hands_in_two_stamped_originals_of_its_entry_form(notice_2023):
    lines = expected(season_of("某单位", {"小组": [GROUP]}), notice_2023)
    [form] = [line for line in lines if line.document.startswith("优秀QC小组的成果报告单")]
    assert (form.what, form.stamped, form.when) == ("原件2份", "是", "报名时")
    assert [line.what for line in of(lines, document="原始记录本")] == ["原件1份", "电子版1份"]


def test_what_is_stamped_is_in_only_when_stamped_and_the_rest_when_in(notice_2018):
    season = season_of("太原", {"小组": [GROUP]})
    lines = expected(season, notice_2018)
    stamped = {line.key for line in lines if line.stamped}
    for state, left in (("未交", {line.key for line in lines}), ("已交", stamped), ("已盖章", set())):
        season.ledgers["材料"] = ledger_rows(lines, state)
        assert {line.key for line in missing(season, notice_2018)} == left


def test_two_entries_of_one_name_need_two_papers(notice_2018):
    season = season_of("太原", {"小组": [GROUP, GROUP]})
    lines = expected(season, notice_2018)
    season.ledgers["材料"] = ledger_rows(
        [line for line in lines if line.per == "单位"] + of(lines, per="优秀QC小组")[:3]
    )
    left = Counter(line.document for line in missing(season, notice_2018))
    assert sorted(left.values()) == [1, 1, 1] and {*left} == {line.document for line in of(lines, per="优秀QC小组")}


def test_by_deadline_those_without_a_day_last(notice_2018):
    season = season_of("太原", {"小组": [GROUP | {"上会发表": "是"}]})
    [first, second, third] = dues(season, notice_2018)
    assert (first.when, first.deadline.date, first.expected, first.complete) == (
        "2018年6月10日前", dt.date(2018, 6, 10), 10, 0,
    )  # fmt: skip
    assert (second.when, second.deadline.date, second.missing) == ("2018年6月20日前", dt.date(2018, 6, 20), 1)
    assert (third.when, third.deadline, third.expected) == ("报到时", None, 2)
    assert (first.days_left(dt.date(2018, 6, 8)), first.days_left(dt.date(2018, 6, 12))) == (2, -2)
    assert third.days_left(dt.date(2018, 6, 8)) is None


def test_2023_says_a_day_for_what_comes_with_the_registration_alone(notice_2023):
    assert [(when, day.date if day else None) for when, day in times(notice_2023)] == [
        ("报名时", dt.date(2023, 3, 3)),
        ("", None),
    ]


def test_names_stand_as_typed_and_no_sign_in_them_matters(notice_2018):
    odd = {"企业名称": "=1+1 公司", "小组名称": "“A/B”\\组…\n第二行", "课题名称": "·降低·"}
    season = season_of("太原", {"小组": [odd]})
    line = of(expected(season, notice_2018), per="优秀QC小组")[0]
    assert (line.unit, line.entry) == ("=1+1 公司", "“A/B”\\组…\n第二行 · ·降低·")
    season.ledgers["材料"] = ledger_rows(expected(season, notice_2018))
    assert missing(season, notice_2018) == []


def test_in_a_merged_workbook_each_unit_hands_in_its_own(notice_2018):
    notice = notice_2018.as_merged()
    season = season_of("全省", {"小组": [GROUP | {"报送单位": "太原"}, GROUP | {"报送单位": "大同"}]})
    lines = expected(season, notice)
    assert [line.sender for line in of(lines, document="推荐汇总表", what="原件1份")] == ["太原", "大同"]
    assert Counter(line.sender for line in of(lines, per="优秀QC小组")) == {"太原": 3, "大同": 3}
    season.ledgers["材料"] = ledger_rows([line for line in lines if line.sender == "太原"])
    assert {line.sender for line in missing(season, notice)} == {"大同"}


def test_the_ledger_read_back_says_the_same_lines(notice_2018):
    season = season_of("太原", {"小组": [GROUP], "班组": [TEAM], "个人": [BOSS]})
    lines = expected(season, notice_2018)
    season.ledgers["材料"] = ledger_rows(lines)
    ledger = notice_2018.ledger_for("materials")
    assert [line.key for line, _ in listed(season, ledger)] == [line.key for line in lines]


THIRD_MATERIALS = (
    THIRD
    + """
[[material]]
document = "讲堂录像"
per = "班组讲堂"
electronic = 2
format = "MP4"
when = "报名时"
deadline = "C01"
source = "七"

[[material]]
document = "讲稿"
per = "班组讲堂"
copies = 3
stamped = true
source = "七"
"""
)


def test_a_third_notice_has_materials_of_its_own(tmp_path):
    notice = load_notice("2031", write(tmp_path, FILES | {NOTICE_FILE: THIRD_MATERIALS}))
    season = season_of("东区", {"班组": [TEAM]})
    assert [(line.document, line.what, line.stamped) for line in expected(season, notice)] == [
        ("讲堂登记表", "原件1份", ""),
        ("讲堂录像", "电子版2份（MP4）", ""),
        ("讲稿", "3份", "是"),
    ]
    assert dues(season, notice)[0].deadline.date == dt.date(2031, 5, 20)
    assert [words for item in notice.material for words, _ in pieces(item)] == ["原件1份", "电子版2份（MP4）", "3份"]


def test_a_material_due_by_a_day_the_notice_does_not_give_is_refused(tmp_path):
    folder = write(tmp_path, FILES | {NOTICE_FILE: THIRD_MATERIALS.replace('deadline = "C01"', 'deadline = "C10"')})
    with pytest.raises(DefinitionError, match="没有日期“C10”，是否为“C01”"):
        load_notice("2031", folder)
