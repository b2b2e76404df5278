"""Forms of one group, team, enterprise or person belong together, in whatever files they came."""

from __future__ import annotations

import built
import filled_forms as forms
import pytest
import seasons
from filled_forms import ENTERPRISE, GROUP, TOPIC

from pyfuncs.joining import join
from pyfuncs.rules import Season

NOTICE = built.notice("2018")
OTHER = "太原云岭机械有限公司"


def joined(files, **ledgers):
    return join(files, NOTICE, seasons.season_of("太原", ledgers))


def of(found, scope):
    return [entry for entry in found.entries if entry.scope == scope]


def said(entry, name):
    return [given.text for given in entry.values.get(name, [])]


def test_the_two_forms_of_a_group_are_one_entry_though_one_names_no_enterprise():
    found = joined(forms.group())
    [entry] = of(found, "小组")
    assert entry.key == {"企业名称": ENTERPRISE, "小组名称": GROUP, "课题名称": TOPIC}
    assert said(entry, "所在部门") == ["总装车间"] and said(entry, "课题类型") == ["攻关"]
    assert entry.record is None and len(entry.sources) == 2
    [team] = found.teams
    assert team.key["企业名称"] == ENTERPRISE
    assert [said(row, "姓名") for row in team.rows] == [["苗雨"], ["𠮷祥"]]
    assert team.rows[0].origin == "登记表.docx　表1第5行"
    assert not found.refused


def test_blanks_and_width_in_a_name_do_not_part_what_belongs_together():
    [entry] = of(joined(forms.group() + forms.group("再寄", 小组名称="星火ＱＣ 小组")), "小组")
    assert said(entry, "小组名称") == [GROUP, "星火ＱＣ 小组"]


def test_two_values_for_one_field_stay_side_by_side_each_with_its_place():
    [entry] = of(joined(forms.group("甲") + forms.group("乙", 人数="4")), "小组")
    assert [(given.text, given.origin) for given in entry.values["人数"]] == [
        ("3", "甲/申报表.docx　表1第5行"),
        ("4", "乙/申报表.docx　表1第5行"),
    ]
    assert said(entry, "邮编") == ["030001"]


def test_groups_of_one_name_are_told_apart_by_their_folders():
    found = joined(forms.group("华岭") + forms.group("云岭", 企业名称=OTHER, 所在部门="一车间"))
    assert {entry.key["企业名称"]: said(entry, "所在部门") for entry in of(found, "小组")} == {
        ENTERPRISE: ["总装车间"],
        OTHER: ["一车间"],
    }
    assert len(found.teams) == 2


def test_a_registration_that_may_be_of_two_enterprises_is_refused_with_the_way_out():
    loose = forms.file("另寄/登记表.docx", forms.form("附件3.2", forms.REGISTER, members=forms.PEOPLE))
    found = joined([*forms.group("甲"), *forms.group("乙", 企业名称=OTHER), loose])
    [refusal] = found.refused
    assert refusal.origin == "另寄/登记表.docx　表1" and "同一个文件夹" in refusal.why and "企业名称" in refusal.why
    assert all(len(team.rows) == 2 for team in found.teams)


def test_of_two_topics_of_a_group_a_registration_goes_with_the_one_it_does_not_contradict():
    first = forms.form("附件3.1", forms.REPORT)
    second = forms.form("附件3.1", forms.REPORT | {"课题名称": "缩短装配时间", "课题类型": "管理"})
    register = forms.form("附件3.2", forms.REGISTER | {"课题类型": "管理"}, members=forms.PEOPLE)
    found = joined(
        [forms.file("甲/一.docx", first), forms.file("甲/二.docx", second), forms.file("甲/三.docx", register)]
    )
    assert {entry.key["课题名称"]: said(entry, "所在部门") for entry in of(found, "小组")} == {
        TOPIC: [],
        "缩短装配时间": ["总装车间"],
    }
    assert len(found.teams) == 1


def test_a_registration_that_fits_both_topics_is_of_both():
    first = forms.form("附件3.1", forms.REPORT)
    second = forms.form("附件3.1", forms.REPORT | {"课题名称": "缩短装配时间"})
    register = forms.form("附件3.2", forms.REGISTER, members=forms.PEOPLE)
    found = joined([forms.file("甲.docx", first, second, register)])
    assert [said(entry, "所在部门") for entry in of(found, "小组")] == [["总装车间"]] * 2
    assert len(found.teams) == 1 and len(found.teams[0].rows) == 2


def test_a_registration_alone_finds_the_workbooks_own_group():
    row = {"企业名称": ENTERPRISE, "小组名称": GROUP, "课题名称": TOPIC}
    found = joined(forms.group()[1:], 小组=[row])
    [entry] = of(found, "小组")
    assert entry.record is not None and entry.key == row
    assert found.teams[0].key == row


def test_a_registration_alone_without_a_group_keeps_what_it_says():
    found = joined(forms.group()[1:])
    [entry] = of(found, "小组")
    assert entry.key == {"小组名称": GROUP} and said(entry, "组长姓名") == ["郝一帆"]
    assert len(found.teams[0].rows) == 2


def test_an_award_that_the_form_implies_is_set_and_one_it_leaves_open_is_asked():
    person = {"姓名": "温宁", "工作单位": ENTERPRISE}
    company = {"企业名称": ENTERPRISE}
    files = [
        forms.file("甲.docx", forms.form("附件5", company)),
        forms.file("乙.docx", forms.form("附件7", company)),
        forms.file("丙.docx", forms.form("附件6", person)),
    ]
    found = joined(files)
    assert [entry.key["申报奖项"] for entry in of(found, "企业")] == [
        "QC小组活动优秀企业",
        "质量信得过班组建设优秀企业",
    ]
    [entry] = of(found, "个人")
    assert entry.options == {"申报奖项": ["卓越领导者", "优秀推进者"]} and "申报奖项" not in entry.key


def test_an_open_award_is_the_workbooks_where_it_has_the_person_once():
    person = {"姓名": "温宁", "工作单位": ENTERPRISE}
    files = [forms.file("丙.docx", forms.form("附件6", person))]
    kept = person | {"申报奖项": "优秀推进者"}
    other = person | {"申报奖项": "质量信得过班组建设先进个人"}
    [entry] = of(joined(files, 个人=[other, kept]), "个人")
    assert entry.key == kept and entry.record == kept
    both = joined(files, 个人=[kept, person | {"申报奖项": "卓越领导者"}])
    assert not of(both, "个人") and len(both.refused) == 1


@pytest.mark.parametrize(
    ("form", "why"),
    [
        (forms.form("附件5", {"小组名称": GROUP}, "2023"), "当前通知是2018"),
        (forms.form("附件10", {}), "不导入"),
        (forms.form("附件3.1", {}), "没有填任何内容"),
    ],
)
def test_what_is_not_for_this_workbook_is_listed_and_not_taken(form, why):
    found = joined([forms.file("甲.docx", form)])
    [refusal] = found.refused
    assert why in refusal.why and not found.entries and not found.teams


def test_a_statistics_table_and_the_words_of_the_first_tab_are_single_records():
    table = forms.form("附件9", {"职工总数": "1200"}, home={"首页.推荐单位": "太原"})
    found = joined([forms.file("九.docx", table), *forms.group()])
    [home, tab] = [entry for entry in found.entries if entry.scope in ("首页", "2018附件9")]
    assert said(home, "推荐单位") == ["太原"] and said(tab, "职工总数") == ["1200"]
    assert [entry.scope for entry in found.entries] == ["首页", "小组", "2018附件9"]


def test_nothing_in_nothing_out():
    assert join([], NOTICE, Season()).entries == []


def test_members_of_one_name_are_two_people():
    twins = ({"姓名": "苗雨", "年龄": "30"}, {"姓名": "苗雨", "年龄": "55"})
    twice = forms.form("附件3.2", forms.REGISTER, members=twins)
    found = joined([*forms.group()[:1], forms.file("华岭/一.docx", twice), forms.file("华岭/二.docx", twice)])
    assert [said(row, "年龄") for row in found.teams[0].rows] == [["30"], ["55"]]


@pytest.mark.parametrize("typed", ["□现场 ☑攻关 □管理 □服务 □创新", "攻关（√）", "现场□ 攻关■ 管理□ 服务□ 创新□"])
def test_a_kind_of_topic_that_was_ticked_is_that_kind_beside_a_form_that_names_it(typed):
    [entry] = of(joined(forms.group("甲") + forms.group("乙", 课题类型=typed)), "小组")
    assert said(entry, "课题类型") == ["攻关"]


@pytest.mark.parametrize("typed", ["√攻关 √管理", "现场√攻关", "攻关型"])
def test_a_kind_of_topic_that_is_not_clear_stays_as_typed(typed):
    [entry] = of(joined(forms.group(课题类型=typed)), "小组")
    assert said(entry, "课题类型") == [typed]


def test_a_member_s_sex_that_was_ticked_is_that_sex():
    team = forms.form(
        "附件4", {"企业名称": ENTERPRISE, "班组名称": "一班"}, members=({"姓名": "苗雨", "性别": "□男 ☑女"},)
    )
    [found] = joined([forms.file("班组.docx", team)]).teams
    assert [said(row, "性别") for row in found.rows] == [["女"]]
