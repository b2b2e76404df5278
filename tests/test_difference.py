"""Every kind of line: what is new, alike, changed, said in two ways, not understood, missing, not for this workbook."""

from __future__ import annotations

import datetime as dt

import built
import filled_forms as forms
import seasons
from filled_forms import ENTERPRISE, GROUP, TOPIC

from pyfuncs.difference import differences
from pyfuncs.joining import join
from pyfuncs.offers import CHANGED, LEFT_OUT, MISSING, NEW, NO, SAME, TWO_WAYS, UNREAD, YES

NOTICE = built.notice("2018")
KEY = {"企业名称": ENTERPRISE, "小组名称": GROUP, "课题名称": TOPIC}
TEAM = {"企业名称": ENTERPRISE, "小组名称": GROUP}
NOW = dt.datetime(2018, 6, 1, 9, 30)


def lines(files, **ledgers):
    season = seasons.season_of("太原", ledgers)
    return differences(files, join(files, NOTICE, season), NOTICE, season, NOW)


def of(found, kind, field=""):
    return [line for line in found if line.kind == kind and field in ("", line.field)]


def test_a_new_group_has_a_line_for_itself_for_every_field_and_for_every_member():
    found = lines(forms.group())
    assert {line.kind for line in found} == {NEW, SAME} and all(line.accept == YES for line in of(found, NEW))
    head, *fields = [line for line in found if line.ledger == "小组"]
    assert head.offer.is_new and head.offer.values == KEY and head.record == GROUP
    assert head.field == "企业名称、小组名称、课题名称"
    assert {line.field: line.new for line in fields} == {
        name: text for name, text in (forms.REPORT | forms.REGISTER).items() if name not in KEY
    }
    members = [line for line in found if line.ledger == "小组成员"]
    assert [line.new for line in members] == ["姓名：苗雨；年龄：30；成员分工情况：数据", "姓名：𠮷祥；年龄：41"]
    assert members[0].origin == "登记表.docx　表1第5行" and members[0].offer.time == "2018-06-01 09:30"
    assert members[0].offer.values == TEAM | forms.PEOPLE[0]


def test_what_the_workbook_has_already_is_one_line_a_record():
    row = KEY | {"人数": 3, "课题类型": "攻关", "邮编": "030001", "电话": "13800000000", "所在部门": "总装车间"}
    row |= {"成立日期": dt.date(2016, 3, 1), "组长姓名": "郝一帆", "传真": "0351-1"}
    found = lines(forms.group(), 小组=[row], 小组成员=[TEAM | {"姓名": "苗雨", "年龄": 30, "成员分工情况": "数据"}])
    [group] = [line for line in found if line.ledger == "小组"]
    assert (group.kind, group.accept, group.offer) == (SAME, "", None)
    assert "相同的10项" in group.note and "传真" in group.note
    members = [line for line in found if line.ledger == "小组成员"]
    assert [(line.kind, line.new) for line in members] == [(NEW, "姓名：𠮷祥；年龄：41"), (SAME, "苗雨")]


def test_a_change_shows_old_and_new_and_waits_for_the_clerk():
    row = KEY | {"人数": 7, "成立日期": "2016年3月1日"}
    found = lines(forms.group(), 小组=[row], 小组成员=[TEAM | {"姓名": "𠮷祥", "年龄": 40}])
    [count] = of(found, CHANGED, "人数")
    assert (count.old, count.new, count.accept, count.offer.old) == ("7", "3", NO, {"人数": "7"})
    [age] = of(found, CHANGED, "年龄")
    assert (age.record, age.old, age.new, age.accept) == (f"{GROUP} 𠮷祥", "40", "41", NO)
    assert [line.accept for line in of(found, NEW, "邮编")] == [YES]
    assert not [line for line in found if line.field == "成立日期" and line.kind != SAME]


def test_a_member_that_the_form_lacks_is_told_and_never_offered_for_removal():
    found = lines(forms.group(), 小组=[KEY], 小组成员=[TEAM | {"姓名": "薛白"}])
    [gone] = of(found, MISSING)
    assert (gone.old, gone.accept, gone.offer) == ("薛白", "", None) and "没有动" in gone.note


def test_two_values_are_both_shown_and_neither_is_taken():
    found = of(lines(forms.group("甲") + forms.group("乙", 人数="4", 成立日期="2016.3.1")), TWO_WAYS)
    assert [(line.field, line.new, line.accept) for line in found] == [("人数", "3", NO), ("人数", "4", NO)]
    assert [line.origin for line in found] == ["甲/申报表.docx　表1第5行", "乙/申报表.docx　表1第5行"]


def test_the_key_too_may_be_written_in_two_ways():
    [other] = of(lines(forms.group("甲") + forms.group("乙", 小组名称="星火 QC小组")), TWO_WAYS, "小组名称")
    assert (other.new, other.accept) == ("星火 QC小组", NO)


def test_what_cannot_be_typed_is_kept_as_text_and_said():
    found = lines(forms.group(人数="三人", 成立日期="2016.3"))
    assert {line.field: (line.new, line.accept) for line in of(found, UNREAD)} == {
        "人数": ("三人", YES),
        "成立日期": ("2016.3", YES),
    }
    assert len(of(found, NEW)) == len(of(lines(forms.group()), NEW)) - 2


def test_what_the_reader_left_is_listed_with_its_place_and_the_rest_is_taken():
    files = forms.group()
    files[0].forms[0].left.append(forms.unread(text="看不清的字"))
    files.append(forms.file("坏.doc", refused="“坏.doc”已损坏，请重新取得这个文件"))
    found = lines(files)
    [unread] = of(found, UNREAD)
    assert (unread.new, unread.origin, unread.note, unread.accept) == (
        "看不清的字", "华岭/申报表.docx　表1第9行", "看不清", "",
    )  # fmt: skip
    [refused] = of(found, LEFT_OUT)
    assert refused.origin == "坏.doc" and "已损坏" in refused.note
    assert len(of(found, NEW)) == len(of(lines(forms.group()), NEW))


def test_a_part_of_the_key_that_no_form_says_is_a_line_to_fill_in():
    person = forms.form("附件6", {"姓名": "温宁", "工作单位": ENTERPRISE, "职务": "班长"})
    found = lines([forms.file("六.docx", person)])
    [award] = of(found, UNREAD)
    assert (award.field, award.new, award.accept) == ("申报奖项", "", NO)
    assert "卓越领导者、优秀推进者之一" in award.note and award.offer.values == {"申报奖项": ""}
    head = found[0]
    assert head.accept == YES and head.offer.is_new and head.offer.entry == award.offer.entry


def test_another_topic_of_a_group_that_is_there_is_pointed_out():
    found = lines(forms.group(), 小组=[KEY | {"课题名称": "降低齿轮箱的返修率"}])
    head = next(line for line in found if line.ledger == "小组")
    assert "降低齿轮箱的返修率" in head.note and head.offer.is_new


def test_a_new_one_a_sign_apart_from_one_that_is_there_waits_for_the_clerk_with_all_its_lines():
    """Accepted unseen, one group would stand in the ledger twice."""
    found = lines(forms.group(), 小组=[KEY | {"课题名称": TOPIC[:-1]}, KEY | {"小组名称": "别的QC小组"}])
    head, *fields = [line for line in found if line.offer]
    assert head.offer.is_new and f"与台账里的“{ENTERPRISE}，{GROUP}，{TOPIC[:-1]}”只差一点" in head.note
    assert fields and {line.accept for line in (head, *fields)} == {NO}
    assert {line.ledger for line in fields} == {"小组", "小组成员"}


def test_another_of_the_same_enterprise_is_new_as_any():
    found = lines(forms.group(), 小组=[KEY | {"小组名称": "别的QC小组"}])
    assert {line.accept for line in of(found, NEW)} == {YES}


def test_rates_are_not_stored():
    table = forms.form("附件9", {"职工总数": "1200", "普及率": "25.6"})
    found = lines([forms.file("九.docx", table)])
    assert [line.field for line in of(found, LEFT_OUT)] == ["普及率"] and [line.field for line in of(found, NEW)] == [
        "职工总数"
    ]


def test_two_records_of_one_key_are_pointed_out():
    found = lines(forms.group(), 小组=[KEY, KEY])
    assert "2条同样的" in next(line.note for line in found if line.kind == SAME and line.ledger == "小组")
