"""导入Word and 接受导入 in the open workbook: the folder beside it, the list, the ledgers, 撤销上一步."""

from __future__ import annotations

import datetime as dt
import shutil

import applied
import built
import desks
import pytest
from desks import of, said

from pyfuncs import difference_tab, press
from pyfuncs.changes import Ask, Go, Log, Open, Put, Resize, Say
from pyfuncs.desk import Stopped
from pyfuncs.difference_tab import TAB
from pyfuncs.folders import TAKEN
from pyfuncs.forms import make_forms
from pyfuncs.notice import HOME
from pyfuncs.offers import CHANGED, NEW, NO, SAME, YES
from pyfuncs.records import find_ledger
from pyfuncs.taking import accept_lines, take
from pyfuncs.values import FIRST_DAY

NOTICE = built.notice("2018")
LEDGERS = ("小组", "小组成员", "班组", "班组成员", "企业", "个人")


@pytest.fixture
def path(tmp):
    return shutil.copy(built.workbook(built.BLANK), tmp / "申报簿.xlsm")


@pytest.fixture
def post(path):
    """The forms of one enterprise of the sample, in the folder beside the workbook."""
    season = built.season(built.PROVINCE)
    make_forms(season, NOTICE, [], path.with_name(TAKEN), record=season.ledgers["小组"][0]["企业名称"])
    (path.with_name(TAKEN) / "生成清单.xlsx").unlink()
    return path.with_name(TAKEN)


def lines(desk):
    return difference_tab.read(difference_tab.find(desk.sheets))


def after(desk, changes):
    """The workbook as a host leaves it: a number in a column of days is a day."""
    made = applied.make(desk, changes)
    for ledger in NOTICE.ledgers.values():
        sheet, heading, columns = find_ledger(ledger, made.sheets)
        for name in [name for name in columns if ledger.fields[name].type == "日期"]:
            for row in range(heading + 1, sheet.first_row + len(sheet.rows)):
                if isinstance(days := sheet.at(row, columns[name]), float):
                    desks.write(sheet, row, columns[name], FIRST_DAY + dt.timedelta(days))
    return made


def again(desk, changes, path):
    made = after(desk, changes)
    made.path = path
    return made


def test_a_workbook_that_was_never_saved_has_no_folder_to_look_in():
    assert "先保存" in said(take(desks.desk(built.BLANK)))


def test_without_a_folder_it_is_made_opened_and_said_what_to_put_there(path):
    changes = take(desks.desk(built.BLANK, path))
    assert path.with_name(TAKEN).is_dir() and [item.path for item in of(changes, Open)] == [str(path.with_name(TAKEN))]
    assert TAKEN in said(changes) and "再按一次" in said(changes) and not of(changes, Put)


def test_what_came_in_is_listed_and_the_ledgers_stay_as_they_are(path, post):
    desk = desks.desk(built.BLANK, path)
    changes = take(desk)
    assert {item.tab for item in of(changes, Put)} == {TAB} and changes.undoable
    assert [item.tab for item in of(changes, Go)] == [TAB] and len(of(changes, Log)) == 1
    listed = lines(after(desk, changes))
    files = len(list(post.rglob("*.docx")))
    assert f"读了{files}个文件" in said(changes) and f"新增{sum(line.kind == NEW for line in listed)}行" in said(
        changes
    )
    assert all(line.origin for line in listed)


def test_accepted_lines_reach_the_ledgers_and_leave_the_list(path, post):
    desk = desks.desk(built.BLANK, path)
    listed = again(desk, take(desk), path)
    changes = accept_lines(listed)
    done = after(listed, changes)
    season, sample = done.reading.season, built.season(built.PROVINCE)
    unit = sample.ledgers["小组"][0]["企业名称"]
    wanted = [row for row in sample.ledgers["小组"] if row["企业名称"] == unit]
    assert [row["小组名称"] for row in season.ledgers["小组"]] and len(season.ledgers["小组"]) == len(wanted)
    for row in season.ledgers["小组"]:
        [same] = [other for other in wanted if other["课题名称"] == row["课题名称"]]
        for name in ("成立日期", "登记注册号", "人数", "邮编", "主要活动过程与效果"):
            assert row[name] == same[name], name
        assert row["来源"].startswith("Word ")
    assert season.single[HOME]["推荐单位"] == "太原"
    left = lines(done)
    assert not [line for line in left if line.accept == YES] and {line.kind for line in left} <= {
        "看不懂",
        SAME,
        "不收",
    }
    assert {item.table for item in of(changes, Resize)} <= set(LEDGERS)
    words = said(changes)
    assert f"小组{len(wanted)}条" in words and "撤销上一步" in words and "校验全部" in words


def test_new_rows_go_below_the_last_used_one(path, post):
    desk = desks.desk(built.BLANK, path)
    first = desks.first_row(desk, "小组")
    desks.enter(desk, "小组", first + 3, 小组名称="自己录的", 企业名称="自己的厂", 课题名称="课题")
    listed = again(desk, take(desk), path)
    rows = {item.row for item in of(accept_lines(listed), Put) if item.tab == "小组"}
    assert min(rows) == first + 4


def test_reading_again_what_was_accepted_finds_it_all_the_same(path, post):
    desk = desks.desk(built.BLANK, path)
    listed = again(desk, take(desk), path)
    done = again(listed, accept_lines(listed), path)
    kinds = {line.kind for line in lines(after(done, take(done)))}
    assert NEW not in kinds and CHANGED not in kinds and SAME in kinds


def test_nothing_is_overwritten_unseen_and_the_line_stays_with_the_reason(path, post):
    desk = desks.desk(built.BLANK, path)
    listed = again(desk, take(desk), path)
    desks.choose(listed, "推荐单位", "大同")
    done = after(listed, accept_lines(listed))
    assert done.reading.season.single[HOME]["推荐单位"] == "大同"
    [kept] = [line for line in lines(done) if line.field == "推荐单位"]
    assert "没有写入" in kept.note and "大同" in kept.note


def test_with_nothing_chosen_nothing_is_written(path, post):
    desk = desks.desk(built.BLANK, path)
    assert "没有选“接受”" in said(accept_lines(desk))
    listed = again(desk, take(desk), path)
    for row in range(5, 5 + len(lines(listed))):
        desks.write(listed.sheets[TAB], row, 1, NO)
    changes = accept_lines(listed)
    assert not of(changes, Put) and "没有选“接受”" in said(changes)


def test_a_ledger_that_is_full_takes_nothing_at_all(path, post):
    desk = desks.desk(built.BLANK, path)
    listed = again(desk, take(desk), path)
    ledger = NOTICE.ledgers["小组"]
    desks.enter(listed, "小组", desks.first_row(listed, "小组") + ledger.rows - 1, 小组名称="最后一行")
    changes = press.press("accept", listed)
    assert not of(changes, Put) and "没有空行" in said(changes)


def test_a_column_that_was_taken_out_is_said_and_the_rest_is_written(path, post):
    desk = desks.desk(built.BLANK, path)
    listed = again(desk, take(desk), path)
    sheet = listed.sheets["小组"]
    heads = sheet.rows[3]
    heads[heads.index("邮编")] = "别的"
    done = after(listed, accept_lines(listed))
    assert done.reading.season.ledgers["小组"]
    assert {line.field for line in lines(done) if "找不到“邮编”" in line.note} == {"邮编"}


def test_a_press_that_is_stopped_changes_nothing(path, post):
    desk = desks.desk(built.BLANK, path)
    desk.is_stopped = lambda: True
    with pytest.raises(Stopped):
        take(desk)


def test_files_that_are_no_forms_are_named(path, post):
    (post / "照片.jpg").write_bytes(b"x")
    (post / "坏.docx").write_bytes(b"x")
    says = said(take(desks.desk(built.BLANK, path)))
    assert "坏.docx" in says and "照片.jpg" in says


def test_an_older_workbook_without_the_list_says_so(path, post):
    desk = desks.desk(built.BLANK, path)
    del desks.sheets_of(desk)[TAB]
    for button in ("take", "accept"):
        changes = press.press(button, desk)
        assert [type(item) for item in changes.items] == [Say] and "新建一本申报簿" in said(changes)
    assert not of(changes, Ask)
