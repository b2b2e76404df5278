"""开始: 首页, 向导 with the dates, the attachments of the notice in use, a new workbook beside this one."""

import datetime as dt

import built
import desks
import pytest
from desks import of, said

from pyfuncs import closed, guide, steps
from pyfuncs.changes import WARNING, Go, Log, Open, Say, Show
from pyfuncs.notice import HOME
from pyfuncs.records import current_notice

TODAY = dt.date(2018, 6, 1)


def home_cell(desk):
    return Go(HOME, *steps.home_place(desk, "当前通知"))


def test_home_is_the_cell_of_the_notice():
    desk = desks.desk(built.PROVINCE, tab="小组")
    [go] = of(guide.home(desk), Go)
    assert go == home_cell(desk)
    assert desk.sheets[HOME].at(go.row, go.col) == "2018"


# -- 向导 --------------------------------------------------------------------------------------------


def test_the_guide_says_step_reason_place_and_dates():
    changes = guide.guide(desks.desk(built.BLANK), TODAY)
    lines = said(changes).splitlines()
    assert lines[0].startswith("下一步：在首页填") and lines[1].startswith("为什么：")
    assert lines[2] == "已转到“首页”。"
    assert "报送参会代表名单：2018年6月20日前，还有19天" in lines
    assert of(changes, Go)[0].tab == HOME
    assert not changes.undoable and not changes.touches()


@pytest.mark.parametrize(
    ("day", "says"), [((2018, 6, 10), "就在今天"), ((2018, 6, 9), "还有1天"), ((2018, 6, 12), "已过2天")]
)
def test_days_that_are_left(notice_2018, day, says):
    assert guide.deadlines(notice_2018, dt.date(*day)).splitlines()[0].endswith(f"2018年6月10日前，{says}")


def test_a_span_of_days_shows_both(notice_2023):
    assert "资料初审：2023年3月6日至2023年3月17日，还有16天" in guide.deadlines(notice_2023, dt.date(2023, 3, 1))


@pytest.mark.parametrize("written", [None, "2019"])
def test_without_a_notice_that_is_the_step(written):
    desk = desks.desk(built.PROVINCE)
    desks.choose(desk, "当前通知", written)
    changes = guide.guide(desk)
    assert said(changes).startswith("下一步：在首页选定当前通知。")
    assert of(changes, Go) == [home_cell(desk)]


def test_a_step_done_by_a_button_moves_nowhere(tmp, monkeypatch):
    monkeypatch.setattr(guide, "next_step", lambda desk: steps.Step("按“全部”", "都对了"))
    changes = guide.guide(desks.desk(built.PROVINCE), TODAY)
    assert not of(changes, Go) and "已转到" not in said(changes)


# -- 当前通知 ----------------------------------------------------------------------------------------


JURYS = ("评审设定", "评审明细", "排名图", "评分", "评审结果", "获奖名单")


@pytest.mark.parametrize(
    ("name", "shown", "hidden"), [(built.PROVINCE, "2018", "2023"), (built.CONTEST, "2023", "2018")]
)
def test_only_the_attachments_of_the_notice_are_shown(name, shown, hidden):
    desk = desks.desk(name, tab="小组")
    changes = guide.switch_notice(desk)
    seen = {item.tab: item.visible for item in of(changes, Show) if item.tab not in JURYS}
    wanted = {form.tab: True for form in built.notice(shown).forms.values()}
    assert seen == wanted | {form.tab: False for form in built.notice(hidden).forms.values()}
    jurys = {item.tab: item.visible for item in of(changes, Show) if item.tab in JURYS}
    assert jurys == dict.fromkeys(JURYS, shown == "2023"), "only a notice that judges shows the jury's tabs"
    assert not of(changes, Go)
    assert f"隐藏别的通知的{len(built.notice(hidden).forms)}个附件" in said(changes)


def test_a_tab_that_is_hidden_is_left_first():
    desk = desks.desk(built.PROVINCE, tab="2023附件2")
    items = guide.switch_notice(desk).items
    assert items.index(home_cell(desk)) < items.index(Show("2023附件2", False))


def test_tabs_of_the_clerks_own_are_let_alone():
    desk = desks.desk(built.PROVINCE)
    sheets = desks.sheets_of(desk)
    sheets["2023年旧表"] = sheets.pop("2023附件3")
    tabs = {item.tab for item in of(guide.switch_notice(desk), Show)}
    assert not tabs & {"2023年旧表", "2023附件3"}


def test_without_a_notice_all_are_shown():
    desk = desks.desk(built.PROVINCE)
    desks.choose(desk, "当前通知", "")
    changes = guide.switch_notice(desk)
    assert all(item.visible for item in of(changes, Show)) and len(of(changes, Show)) == 19 + len(JURYS)
    assert of(changes, Say)[0].kind == WARNING


# -- 新建申报簿 --------------------------------------------------------------------------------------


def test_a_new_book_is_empty_and_for_the_same_unit(tmp):
    changes = guide.new_book(desks.desk(built.PROVINCE, tmp / "旧.xlsm"))
    [path] = tmp.iterdir()
    assert path.name == "2018太原申报簿.xlsm"
    sheets = closed.read_sheets(path)
    assert current_notice(sheets).id == "2018"
    made = desks.Desk(sheets)
    assert made.reading.season.single[HOME].text("推荐单位") == "太原"
    assert not any(made.reading.season.ledgers.values())
    assert of(changes, Open) == [Open(str(tmp))]
    assert of(changes, Log) == [Log("新建申报簿", "1个", path.name)]
    assert "“2018太原申报簿.xlsm”" in said(changes) and not changes.touches()


def test_a_new_book_is_never_over_a_file(tmp):
    (tmp / "2018太原申报簿.xlsm").write_bytes(b"mine")
    guide.new_book(desks.desk(built.PROVINCE, tmp / "旧.xlsm"))
    assert (tmp / "2018太原申报簿.xlsm").read_bytes() == b"mine"
    assert (tmp / "2018太原申报簿(2).xlsm").stat().st_size > 10_000


@pytest.mark.parametrize("unit", [None, "不在表中的单位"])
def test_a_unit_the_notice_does_not_know_is_left_out(tmp, unit):
    desk = desks.desk(built.PROVINCE, tmp / "旧.xlsm")
    desks.choose(desk, "推荐单位", unit)
    guide.new_book(desk)
    [path] = tmp.iterdir()
    assert path.name == "2018申报簿.xlsm"


def test_a_unit_with_signs_no_file_may_have(tmp):
    desk = desks.desk(built.CONTEST, tmp / "旧.xlsm")
    desks.choose(desk, "推荐单位", "甲/乙:公司")
    guide.new_book(desk)
    [path] = tmp.iterdir()
    assert path.name == "2023甲_乙_公司申报簿.xlsm"


def test_a_book_that_was_never_saved_has_no_place_for_another():
    assert "请先保存工作簿" in said(guide.new_book(desks.desk(built.PROVINCE)))
