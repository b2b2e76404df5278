"""表彰.toml: what the notices say, and what is refused with file, place and the nearest name."""

import shutil

import built
import pytest

from pyfuncs.honours import FILE, NoHonours, filled, is_given_by_level, load_honours
from pyfuncs.notice import TEMPLATES, load_notice
from pyfuncs.schema import DefinitionError


def test_every_award_of_the_province_with_a_form_is_honoured_in_the_order_of_the_quota_table():
    notice = built.notice("2018")
    honours = load_honours(notice)
    assert [item.award for item in honours.honour] == [award.name for award in notice.award if award.forms]
    assert honours.of("上会发表小组") is None
    assert not any(is_given_by_level(item, notice) for item in honours.honour)


def test_the_contest_takes_its_fields_from_its_judging():
    notice = built.notice("2023")
    groups, promoters, companies = load_honours(notice).honour
    assert groups.keys == ("企业名称", "小组名称", "课题名称")
    assert promoters.keys == ("工作单位", "姓名", "")
    assert companies.keys == ("企业名称", "", "")
    assert is_given_by_level(groups, notice)


def test_a_number_is_made_by_the_pattern():
    honours = load_honours(built.notice("2018"))
    assert honours.number_for(honours.honour[0], 2018, 7) == "2018-01-007"
    assert honours.number_for(honours.honour[0], 2018, 1234) == "2018-01-1234"
    assert filled("荣获{等级}。", {}) == "荣获。"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('award = "优秀QC小组"', 'award = "优秀小组"', "没有奖项“优秀小组”，是否为“优秀QC小组”"),
        ('listed = "成果"', 'listed = "成绩"', "没有名单“成绩”"),
        ('name = "小组名称"', 'name = "组名"', "没有字段“组名”"),
        ("{课题}", "{课题名}", "没有“{课题名}”，是否为“课题”"),
        ("{年}-{代码}-{序号}", "{年}-{代码}", "应有“{序号}”"),
        ("digits = 3", "digit = 3", "不认识“digit”"),
        ('unit = "企业名称"\nname = "小组名称"', 'name = "小组名称"', "缺“unit”"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, old, new, says):
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    path = tmp_path / "templates" / "2018" / FILE
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionError, match=says.replace("{", r"\{")):
        load_honours(load_notice("2018", tmp_path / "templates"))


def test_a_notice_without_honours_says_so(tmp_path):
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    (tmp_path / "templates" / "2018" / FILE).unlink()
    with pytest.raises(NoHonours, match="没有写怎样表彰"):
        load_honours(load_notice("2018", tmp_path / "templates"))
