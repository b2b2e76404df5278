"""The next step of a workbook, from an empty one to one that is ready to send."""

import built
import desks
import pytest

from pyfuncs import folders, marks, output, samples, steps
from pyfuncs.notice import HOME

CLEAN = [built.PROVINCE, built.CONTEST]


def begun(tmp):
    """A blank workbook whose 首页 is filled in."""
    desk = desks.desk(built.BLANK, tmp / "太原.xlsm")
    for name, value in {"推荐单位": "太原", "填表人": "林晓", "填表人电话": "0351-7654321"}.items():
        desks.choose(desk, name, value)
    return desk


def checked(desk):
    """The workbook after 校验全部."""
    return desks.apply(desk, marks.check_all(desk))


def test_first_the_unit_is_chosen():
    desk = desks.desk(built.BLANK)
    step = steps.next_step(desk)
    assert step.what == "在首页填“推荐单位”、“填表人”、“填表人电话”"
    assert (step.tab, step.row, step.col) == (HOME, *steps.home_place(desk, "推荐单位"))
    assert desk.sheets[HOME].at(step.row, step.col - 1) == "推荐单位"


def test_home_is_filled_when_what_the_forms_print_is_there():
    """No form of 2023 prints who filled it in."""
    desk = desks.desk(built.BLANK)
    for name, value in {"当前通知": "2023", "推荐单位": "太原市信息通信企业联合会"}.items():
        desks.choose(desk, name, value)
    assert steps.next_step(desk).tab != HOME


def test_then_each_ledger_is_named_with_its_awards(tmp):
    desk = begun(tmp)
    step = steps.next_step(desk)
    assert "优秀QC小组录入“小组”" in step.what and "优秀企业、班组建设优秀企业录入“企业”" in step.what
    assert (step.tab, step.row) == ("小组", desks.first_row(desk, "小组"))


def test_one_entry_is_enough_to_go_on(tmp):
    desk = begun(tmp)
    desks.enter(desk, "企业", desks.first_row(desk, "企业"), 企业名称="太原华岭机械有限公司")
    assert steps.next_step(desk).tab == "2018附件9"


@pytest.mark.parametrize(("ledger", "members"), [("小组", "小组成员"), ("班组", "班组成员")])
def test_groups_without_members_are_named(ledger, members):
    desk = desks.desk(built.PROVINCE)
    count = len(desk.reading.season.ledgers[ledger])
    desk = desks.desk(built.PROVINCE)
    desks.clear_ledger(desk, members)
    step = steps.next_step(desk)
    assert (step.tab, step.row) == (members, desks.first_row(desk, members))
    assert step.why == f"“{ledger}”里有{count}条还没有列成员"
    first = desk.reading.season.ledgers[ledger][0]
    assert f"“{first[ledger + '名称']}”" in step.what


def test_numbers_that_the_statistics_table_lacks_are_named():
    desk = desks.desk(built.PROVINCE)
    for name in ("合理化建议数", "职工总数"):
        row, col = desks.statistic(desk, "2018附件9", name)
        desks.write(desk.sheets["2018附件9"], row, col, None)
    step = steps.next_step(desk)
    assert (step.tab, step.why) == ("2018附件9", "还差“合理化建议数”、“职工总数”")


@pytest.mark.parametrize("name", CLEAN)
def test_then_it_is_checked(name):
    step = steps.next_step(desks.desk(name))
    assert step.what == "按“校验全部”" and step.why.startswith("还没有校验过，现在有错误0条")


def test_a_list_of_earlier_contents_is_told():
    desk = checked(desks.desk(built.PROVINCE))
    desks.enter(desk, "小组", desks.first_row(desk, "小组"), 邮编="03")
    step = steps.next_step(desk)
    assert step.what == "按“校验全部”" and step.why.startswith("内容和上次校验时不一样了，现在有错误1条")


def test_what_must_be_mended_is_counted():
    desk = checked(desks.desk(built.PROVINCE))
    desks.enter(desk, "小组", desks.first_row(desk, "小组"), 邮编="03")
    step = steps.next_step(checked(type(desk)(desk.sheets)))
    assert step.what.startswith("照“校验结果”逐条改正") and step.why.startswith("还有错误1条")


def test_what_is_over_its_quota_is_named():
    desk = desks.desk(built.PROVINCE)
    desks.choose(desk, "推荐单位", "晋城")
    step = steps.next_step(checked(desk))
    assert (step.what, step.tab) == ("减去超出名额的申报", "名额统计")
    assert "优秀QC小组：已报" in step.why and "超出" in step.why


@pytest.mark.parametrize("name", CLEAN)
def test_when_all_is_right_the_forms_are_made(name, tmp):
    desk = checked(desks.desk(name, tmp / "太原.xlsm"))
    assert "先保存工作簿" in steps.next_step(type(desk)(desk.sheets)).what
    assert (steps.next_step(desk).what, steps.next_step(desk).tab) == ("按“全部”和“汇总表”生成 Word 表", "")
    output.all_forms(desk)
    assert steps.next_step(desk).what == "按“汇总表”生成 Word 表"


def test_at_the_end_it_is_sent_with_the_fee(tmp, notice_2018):
    desk = checked(desks.desk(built.PROVINCE, tmp / "太原.xlsm"))
    for kind in (folders.FORMS, folders.SUMMARY):
        (tmp / f"太原-{kind}-20180601-090000").mkdir()
    step = steps.next_step(desk)
    assert step.what == f"打印盖章，照“费用与材料”的清单报送，交16500元到{notice_2018.payee.name}"
    assert step.tab == "费用与材料"


@pytest.mark.parametrize("name", samples.sample_names())
def test_every_sample_has_a_next_step(name):
    step = steps.next_step(desks.desk(name))
    assert step.what and step.why


def test_forms_that_came_in_and_were_chosen_are_to_be_accepted_first(tmp):
    desk = begun(tmp)
    sheet = desk.sheets["导入核对"]
    desks.write(sheet, 5, 1, "接受")
    desks.write(sheet, 6, 1, "不接受")
    step = steps.next_step(desk)
    assert "按“接受导入”" in step.what and "有1行" in step.why and (step.tab, step.row) == ("导入核对", 5)
    desks.write(sheet, 5, 1, "不接受")
    assert steps.next_step(desk).tab == "小组"
