import copy
import datetime as dt

import built
import office
import openpyxl
import pytest
from desk_book import FIRST_RECORD, DeskBook, puts, said

from pyfuncs import layout
from pyfuncs.changes import FORMULA, Ask, Go, Put, Say, decode, encode
from pyfuncs.expressions import EXTRA_ROW, mark_place, picker_place
from pyfuncs.mirror_tab import find_form, open_mirror
from pyfuncs.panels import NOTICE_ROW
from pyfuncs.typed_boxes import blanks_of, typed_boxes
from pyfuncs.typing_state import extra_places

GROUP, TEAM, PERSON = "2018附件3.2", "2018附件4", "2018附件6"
TOPIC = "2018附件3.1"
NEW_GROUP = {"企业名称": "太原晋阳特种钢有限公司", "小组名称": "新芽QC小组", "课题名称": "缩短换辊时间"}
NEW_MEMBERS = ["林晓舟", "贺一鸣", "邵文博"]


def opened(tab, name=built.PROVINCE):
    book = DeskBook(name)
    book.tab = tab
    return book


def places(book):
    return {
        (blank.field, box.number): (box.row + 1, box.col + 1)
        for box in typed_boxes(open_mirror(book.desk()))
        for blank in blanks_of(box)
    }


def fill(book, texts, number=0):
    """Types values into the blanks of the form, or into the inputs beside it."""
    tab = open_mirror(book.desk())
    where = places(book)
    extras = {name: (row + 1, col + 1) for name, (row, col) in extra_places(tab).items()}
    for name, value in texts.items():
        book.type(book.tab, *(where.get((name, number)) or extras[name]), value)


def pick(book, number):
    row, col = picker_place(open_mirror(book.desk()).layout)
    book.type(book.tab, row + 1, col + 1, number)


def row_of(book, ledger, **wanted):
    found = [(row, raw) for row, raw in book.ledgers()[ledger] if all(raw.get(name) == v for name, v in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def names_of(book, ledger="小组成员", **wanted):
    return [raw["姓名"] for _, raw in book.ledgers()[ledger] if all(raw.get(k) == v for k, v in wanted.items())]


def mirrors(notice_id):
    return [form.tab for form in built.notice(notice_id).forms.values() if form.mode == "逐条"]


def assert_fresh(book):
    """The tab's formulas are those of a fresh build, and nothing that was typed or kept is left on it."""
    sheet = built.formulas(book.name)[book.tab]
    assert book.formulas
    written = {(item.row, item.col): item for item in book.written if item.tab == book.tab}
    picker = picker_place(open_mirror(book.desk()).layout)
    for (row, col), item in written.items():
        if (row - 1, col - 1) != picker:
            assert (item.text or None) == sheet.cell(row, col).value


# -- 上一条, 下一条 -------------------------------------------------------------------------------------


def test_the_next_and_the_previous_record_are_shown_within_the_ends():
    book = opened(TOPIC)
    tab = open_mirror(book.desk())
    total = len(tab.records)
    assert "第一条" in said(book.press("previous"))
    for number in range(2, total + 1):
        changes = book.press("following")
        assert [(item.kind, item.text) for item in puts(changes)] == [("number", str(number))]
        assert not changes.undoable
    assert f"共{total}条" in said(book.press("following"))
    book.press("previous")
    assert open_mirror(book.desk()).number == total - 1


def test_a_picker_beyond_the_records_or_without_a_number_comes_back():
    book = opened(TOPIC)
    total = len(open_mirror(book.desk()).records)
    pick(book, total + 5)
    book.press("previous")
    assert open_mirror(book.desk()).number == total
    pick(book, "三")
    book.press("following")
    assert open_mirror(book.desk()).number == 1


@pytest.mark.parametrize("tab", ["小组", "首页", "2018附件9", "2018附件10", "2018附件2", "没有这张表"])
@pytest.mark.parametrize("button", ["previous", "following", "edit", "store"])
def test_elsewhere_the_tabs_that_have_it_are_named(tab, button):
    changes = opened(tab).press(button)
    assert TOPIC in said(changes) and len(changes.items) == 1


def test_without_records_the_way_to_type_one_is_told():
    assert "表样录入" in said(opened(TOPIC, built.BLANK).press("following"))


# -- 转到台账 ------------------------------------------------------------------------------------------


def go_of(book, field, number=0, source=None):
    changes = book.press("source", *(source or places(book))[field, number])
    [go] = changes.items
    assert isinstance(go, Go)
    return go


def test_a_blank_leads_to_the_cell_of_the_shown_record():
    book = opened(GROUP)
    pick(book, 3)
    group = book.desk().reading.season.ledgers["小组"][2]
    assert go_of(book, "组长姓名") == Go("小组", group.row, group.columns["组长姓名"])
    assert book.at("小组", group.row, group.columns["组长姓名"]) == group["组长姓名"]


def test_any_cell_of_a_merged_blank_leads_there():
    book = opened(TOPIC)
    box = next(box for box in typed_boxes(open_mirror(book.desk())) if blanks_of(box)[0].field == "小组简介")
    assert box.last_col > box.col
    changes = book.press("source", box.last_row + 1, box.last_col + 1)
    assert [type(item) for item in changes.items] == [Go] and book.tab == "小组"


def test_a_members_blank_leads_to_that_members_row():
    book = opened(GROUP)
    desk = book.desk()
    team = open_mirror(desk).members(desk.reading.season.ledgers["小组"][0], "小组成员")
    assert go_of(book, "年龄", 2) == Go("小组成员", team[1].row, team[1].columns["年龄"])


def test_an_empty_members_row_leads_below_the_last_member():
    book = opened(GROUP)
    where = places(book)
    last = max(row for row, _ in book.ledgers()["小组成员"])
    assert go_of(book, "姓名", max(number for _, number in where)).row == last + 1


def test_a_column_moved_by_the_clerk_is_found_by_its_heading():
    book = opened(GROUP)
    for line in book.sheets["小组"].rows:
        if len(line) > 3:
            line.insert(2, "")
    columns = book.desk().reading.season.ledgers["小组"][0].columns
    assert go_of(book, "组长姓名").col == columns["组长姓名"]
    assert columns["组长姓名"] == built.season(built.PROVINCE).ledgers["小组"][0].columns["组长姓名"] + 1


def test_a_blank_of_the_front_page_leads_there():
    book = opened(TOPIC)
    tab = open_mirror(book.desk())
    box = next(box for box in tab.layout.boxes if any(blank.scope == "首页" for blank in blanks_of(box)))
    changes = book.press("source", box.row + 1, box.col + 1)
    [go] = changes.items
    spot = layout.home_cells()["推荐单位"]
    assert go == Go("首页", spot[3] + 1, spot[4] + 1)


def test_printed_words_lead_nowhere_and_say_so():
    book = opened(TOPIC)
    title = next(box for box in open_mirror(book.desk()).layout.boxes if box.kind == "title")
    assert "印好的字" in said(book.press("source", title.row + 1, title.col + 1))
    assert "印好的字" in said(book.press("source", 400, 90))


@pytest.mark.parametrize(
    ("tab", "word"), [("2018附件10", "汇总表"), ("2018附件2", "只供查阅"), ("2018附件9", "印好的字")]
)
def test_a_form_that_is_fed_otherwise_says_how(tab, word):
    assert word in said(opened(tab).press("source", 1, 2))


@pytest.mark.parametrize(
    ("shown", "typed"),
    [
        ("普及率", "参加QC小组人数"),
        ("成果率", "取得成果小组数"),
        ("培训交流次数", "培训交流次数"),
        ("负责人", "归口部门"),
    ],
)
def test_a_blank_of_the_statistics_table_leads_to_the_input_beside_it(shown, typed):
    """负责人 stands with three others in one cell: the first of them is where to begin."""
    book = opened("2018附件9")
    form = find_form(book.desk())
    box = next(box for box in form.layout.boxes if shown in [blank.field for blank in blanks_of(box)])
    [go] = book.press("source", box.row + 1, box.col + 1).items
    place = layout.input_cells(form.form, form.notice)[typed]
    assert go == Go("2018附件9", place[3] + 1, place[4] + 1)


def test_a_cell_that_is_typed_in_place_says_so():
    book = opened("2018附件9")
    place = layout.input_cells(find_form(book.desk()).form, built.notice("2018"))["发表会次数"]
    assert "就在这里填" in said(book.press("source", place[3] + 1, place[4] + 1))


def test_a_renamed_tab_is_known_by_its_title():
    book = opened(GROUP)
    before = go_of(book, "组长姓名")
    sheet = book.sheets.pop(GROUP)
    sheet.name = book.tab = "登记表"
    book.sheets["登记表"] = sheet
    assert go_of(book, "组长姓名") == before
    book.tab = "登记表"
    assert [item.tab for item in puts(book.press("following"))] == ["登记表"]


# -- 表样录入 and 存入台账 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "tab"),
    [(built.PROVINCE, tab) for tab in mirrors("2018")] + [(built.CONTEST, tab) for tab in mirrors("2023")],
)
def test_typed_nothing_stored_nothing(name, tab):
    book = opened(tab, name)
    total = len(open_mirror(book.desk()).records)
    before = book.ledgers()
    pick(book, max(total, 1))
    assert not said(book.press("edit"))
    if not total:
        book.press("edit", answer="abandon")
    else:
        assert "台账没有改动" in said(book.press("store"))
    assert book.ledgers() == before
    assert_fresh(book)


def test_while_typing_the_tab_says_so_and_keeps_its_record():
    book = opened(GROUP)
    book.press("edit")
    row, col = mark_place(open_mirror(book.desk()).layout)
    assert "录入中" in book.at(GROUP, row + 1, col + 1)
    again = book.press("edit")
    assert isinstance(again.items[0], Ask) and "正在录入" in said(again)
    assert "正在录入" in said(book.press("following"))
    assert "就在这里填" in said(book.press("source", *places(book)["组长姓名", 0]))


def test_giving_up_brings_the_formulas_back_and_keeps_the_ledger():
    book = opened(GROUP)
    before = book.ledgers()
    book.press("edit")
    fill(book, {"组长姓名": "改了也不算"})
    book.press("edit", answer="abandon")
    assert book.ledgers() == before
    assert_fresh(book)


def test_storing_without_typing_is_told():
    assert "先按“表样录入”" in said(opened(GROUP).press("store"))


def test_numbers_are_numbers_days_are_words_and_text_stays_text():
    book = opened(GROUP)
    book.press("edit")
    written = {(item.row, item.col): item for item in book.written}
    where = places(book)
    assert written[where["年龄", 1]].kind == "number"
    day = built.season(built.PROVINCE).ledgers["小组"][0].text("成立日期")
    row, col = where["成立日期", 0]
    assert written[row, col] == Put(GROUP, row, col, "text", day)
    assert written[where["登记注册号", 0]].kind == "text"


def new_group(book):
    pick(book, len(open_mirror(book.desk()).records) + 1)
    book.press("edit")
    empty = [book.at(book.tab, *place) for place in places(book).values()]
    assert set(empty) == {None, "单位(章): ", "课题类型："}
    fill(book, NEW_GROUP | {"成立日期": "2017.3.5", "组长姓名": "林一山", "登记注册号": "0007"})
    for number, name in enumerate(NEW_MEMBERS, start=1):
        fill(book, {"姓名": name, "年龄": 30 + number, "成员分工情况": "测量"}, number)


def test_a_new_record_and_its_members_appear_below_the_last():
    book = opened(GROUP)
    before = book.ledgers()
    new_group(book)
    message = said(book.press("store"))
    row, raw = row_of(book, "小组", 小组名称="新芽QC小组")
    assert row == max(row for row, _ in before["小组"]) + 1
    assert raw["成立日期"] == dt.datetime(2017, 3, 5) and raw["登记注册号"] == "0007"
    assert raw["课题名称"] == NEW_GROUP["课题名称"]
    assert names_of(book, 企业名称=NEW_GROUP["企业名称"], 小组名称="新芽QC小组") == NEW_MEMBERS
    _, member = row_of(book, "小组成员", 姓名="贺一鸣", 小组名称="新芽QC小组")
    assert member["年龄"] == 32
    assert "新存入" in message and "新增3行" in message and "“人数”没有填" in message
    assert book.ledgers()["小组"][:-1] == before["小组"]
    assert_fresh(book)
    assert open_mirror(book.desk()).record["小组名称"] == "新芽QC小组"


def test_rows_that_hold_only_the_clerks_own_words_are_passed_over():
    book = opened(GROUP)
    last = max(row for row, _ in book.ledgers()["小组"])
    book.type("小组", last + 1, 60, "我的备注")
    new_group(book)
    book.press("store")
    assert row_of(book, "小组", 小组名称="新芽QC小组")[0] == last + 2
    assert book.at("小组", last + 1, 60) == "我的备注"


def test_a_form_that_prints_no_award_asks_for_it_beside():
    book = opened(PERSON)
    pick(book, 99)
    book.press("edit")
    fill(book, {"姓名": "秦望", "工作单位": "太原晋阳特种钢有限公司", "申报奖项": "优秀工作者"})
    refused = said(book.press("store"))
    assert "申报奖项" in refused and "卓越领导者" in refused
    fill(book, {"申报奖项": "优秀推进者"})
    book.press("store")
    assert row_of(book, "个人", 姓名="秦望")[1]["申报奖项"] == "优秀推进者"
    assert_fresh(book)


def test_only_what_was_retyped_changes_and_what_is_wrong_is_stored_and_told():
    book = opened(TEAM)
    before = dict(book.ledgers()["班组"])
    book.press("edit")
    fill(book, {"人数": "约十人", "联系电话": "123"})
    row, col = places(book)["年培训人数", 0]
    held = book.at(TEAM, row, col)
    book.type(TEAM, row, col, "66/" + held.split("/")[1])
    changes = book.press("store")
    row = min(before)
    raw = dict(book.ledgers()["班组"])[row]
    changed = {name for name in raw if raw[name] != before[row][name]}
    assert changed == {"人数", "联系电话", "年培训人数"}
    assert raw["人数"] == "约十人" and raw["年培训人数"] == 66
    assert "应为整数" in said(changes) and "区号" in said(changes)
    assert {item.tab for item in puts(changes)} == {"班组", TEAM}


def test_two_long_texts_in_one_box_are_kept_apart():
    book = opened(TEAM)
    book.press("edit")
    place = places(book)["近三年荣誉", 0]
    text = book.at(TEAM, *place)
    assert "【近三年荣誉】" in text and "【班组简介及活动结果】" in text
    book.type(
        TEAM, *place, text.replace("【近三年荣誉】", "【近三年荣誉】2017年先进\n2016年先进").replace("\n", "\r\n")
    )
    book.press("store")
    raw = book.ledgers()["班组"][0][1]
    before = built.season(built.PROVINCE).ledgers["班组"][0]
    assert raw["近三年荣誉"].startswith("2017年先进\n2016年先进")
    assert raw["班组简介及活动结果"] == before["班组简介及活动结果"]


def test_a_box_typed_over_words_and_all_holds_the_value():
    book = opened(TOPIC)
    book.press("edit")
    fill(book, {"小组简介": "本组成立于钢城。"})
    book.press("store")
    assert book.ledgers()["小组"][0][1]["小组简介"] == "本组成立于钢城。"


def test_a_box_whose_words_are_spoilt_is_refused_with_all_it_holds():
    book = opened(TEAM)
    book.press("edit")
    fill(book, {"近三年荣誉": "都删了重写"})
    before = book.ledgers()
    changes = book.press("store")
    assert "近三年荣誉" in said(changes) and not puts(changes)
    assert book.ledgers() == before


# -- members -----------------------------------------------------------------------------------------


def first_team(book):
    raw = book.ledgers()["小组"][0][1]
    return {"企业名称": raw["企业名称"], "小组名称": raw["小组名称"]}


def test_members_are_matched_by_name_wherever_they_stand_on_the_form():
    book = opened(GROUP)
    team = first_team(book)
    before = [row for row in book.ledgers()["小组成员"] if row[1]["小组名称"] == team["小组名称"]]
    book.press("edit")
    where = places(book)
    for field in ("姓名", "年龄", "职务(或职称)", "成员分工情况"):
        one, two = where[field, 1], where[field, 2]
        first, second = book.at(GROUP, *one), book.at(GROUP, *two)
        book.type(GROUP, *one, second)
        book.type(GROUP, *two, first)
    fill(book, {"年龄": 58}, 1)
    changes = book.press("store")
    after = [row for row in book.ledgers()["小组成员"] if row[1]["小组名称"] == team["小组名称"]]
    assert after[0] == before[0]
    assert after[1] == (before[1][0], before[1][1] | {"年龄": 58})
    assert after[2:] == before[2:] and "改动1行" in said(changes)


def test_a_name_typed_over_another_keeps_the_row():
    book = opened(GROUP)
    team = first_team(book)
    before = names_of(book, **team)
    book.press("edit")
    fill(book, {"姓名": "乔木"}, 2)
    assert not any(isinstance(item, Ask) for item in book.press("store").items)
    assert names_of(book, **team) == [before[0], "乔木", *before[2:]]


def test_a_member_taken_off_the_form_is_named_and_asked_about_first():
    book = opened(GROUP)
    team = first_team(book)
    before = names_of(book, **team)
    book.press("edit")
    fill(book, dict.fromkeys(["姓名", "年龄", "职务(或职称)", "成员分工情况"], ""), 2)
    asked = book.press("store")
    [ask] = asked.items
    assert isinstance(ask, Ask) and before[1] in ask.text and "小组成员" in ask.text
    assert names_of(book, **team) == before
    changes = book.press("store", answer=ask.answer)
    assert names_of(book, **team) == [before[0], *before[2:]] and "删去1行" in said(changes)
    assert_fresh(book)


def test_a_group_renamed_takes_its_members_with_it():
    book = opened(GROUP)
    team = first_team(book)
    before = names_of(book, **team)
    rows = [row for row, raw in book.ledgers()["小组成员"] if raw["小组名称"] == team["小组名称"]]
    book.press("edit")
    fill(book, {"小组名称": "新名QC小组"})
    book.press("store")
    assert names_of(book, **team) == []
    assert names_of(book, 企业名称=team["企业名称"], 小组名称="新名QC小组") == before
    assert [row for row, raw in book.ledgers()["小组成员"] if raw["小组名称"] == "新名QC小组"] == rows


def test_members_shared_with_another_topic_stay_with_it():
    book = opened(GROUP)
    team = first_team(book)
    before = names_of(book, **team)
    first = book.ledgers()["小组"][0]
    last = max(row for row, _ in book.ledgers()["小组"])
    columns = book.desk().reading.season.ledgers["小组"][0].columns
    for name, value in (first[1] | {"课题名称": "另一个课题"}).items():
        book.type("小组", last + 1, columns[name], "" if value is None else value)
    book.press("edit")
    fill(book, {"小组名称": "分出去的QC小组"})
    book.press("store")
    assert names_of(book, **team) == before
    assert names_of(book, 小组名称="分出去的QC小组") == before


def test_members_without_a_row_on_the_form_stay():
    book = opened(GROUP)
    team = first_team(book)
    drawn = max(number for _, number in places(book))
    row = max(row for row, _ in book.ledgers()["小组成员"])
    columns = book.desk().reading.season.ledgers["小组成员"][0].columns
    for number in range(drawn):
        row += 1
        for name, value in (team | {"姓名": f"后来的{number}", "年龄": 30}).items():
            book.type("小组成员", row, columns[name], value)
    before = names_of(book, **team)
    assert len(before) > drawn
    book.press("edit")
    mark = mark_place(open_mirror(book.desk()).layout)
    assert f"还有{len(before) - drawn}名" in book.at(GROUP, mark[0] + 1, mark[1] + 1)
    fill(book, {"小组名称": "大队QC小组"})
    assert not any(isinstance(item, Ask) for item in book.press("store").items)
    assert names_of(book, 小组名称="大队QC小组") == before


# -- refusals, and what happened meanwhile ---------------------------------------------------------------


def test_an_empty_key_is_refused():
    book = opened(GROUP)
    book.press("edit")
    fill(book, {"小组名称": " "})
    changes = book.press("store")
    assert "“小组名称”还空着" in said(changes) and len(changes.items) == 1


def test_the_key_of_another_record_is_refused():
    book = opened(GROUP)
    other_row, other = book.ledgers()["小组"][1]
    pick(book, 99)
    book.press("edit")
    fill(book, {name: other[name] for name in NEW_GROUP})
    changes = book.press("store")
    assert f"第{other_row}行" in said(changes) and len(changes.items) == 1


def swap_rows(book, ledger, one, two):
    rows = book.sheets[ledger].rows
    first = book.sheets[ledger].first_row
    rows[one - first], rows[two - first] = rows[two - first], rows[one - first]


def test_a_ledger_sorted_meanwhile_gets_the_record_in_its_new_row():
    book = opened(GROUP)
    rows = [row for row, _ in book.ledgers()["小组"]]
    name = book.ledgers()["小组"][0][1]["小组名称"]
    book.press("edit")
    fill(book, {"组长姓名": "高岗"})
    swap_rows(book, "小组", rows[0], rows[4])
    book.press("store")
    row, raw = row_of(book, "小组", 小组名称=name)
    assert row == rows[4] and raw["组长姓名"] == "高岗"
    assert open_mirror(book.desk()).number == 5


def test_a_record_deleted_meanwhile_may_be_stored_as_a_new_one():
    book = opened(GROUP)
    row, raw = book.ledgers()["小组"][0]
    book.press("edit")
    for col in range(1, 40):
        book.type("小组", row, col, "")
    [ask] = book.press("store").items
    assert isinstance(ask, Ask) and raw["小组名称"] in ask.text
    book.press("store", answer=ask.answer)
    new_row, again = row_of(book, "小组", 小组名称=raw["小组名称"])
    assert new_row > row and again["组长姓名"] == raw["组长姓名"]


def test_a_full_ledger_is_told(monkeypatch):
    book = opened(GROUP)
    new_group(book)
    notice = copy.deepcopy(built.notice("2018"))
    notice.ledgers["小组"].rows = len(book.ledgers()["小组"])
    monkeypatch.setattr("pyfuncs.desk.current_notice", lambda *_: notice)
    assert "已写满" in said(book.press("store"))


def test_a_lost_column_is_told_before_anything_is_typed():
    book = opened(GROUP)
    sheet, column = book.sheets["小组"], book.desk().reading.season.ledgers["小组"][0].columns["组长姓名"]
    heading = layout.LEDGER_HEADER_ROW + 1
    book.type(sheet.name, heading, column, "别的")
    changes = book.press("edit")
    assert "组长姓名" in said(changes) and len(changes.items) == 1


def test_a_tab_drawn_otherwise_is_told():
    book = opened(GROUP)
    book.sheets[GROUP].first_row += 3
    [say] = book.press("following").items
    assert isinstance(say, Say) and "版式" in say.text


def test_the_inputs_beside_no_form_meet_what_stands_there():
    for notice in built.notices():
        for form in notice.forms.values():
            long = (
                [field for scope, field in form.prints if notice.fields_of(scope)[field].type == "长文本"]
                if (form.mode == "逐条")
                else []
            )
            assert NOTICE_ROW + 1 + len(long) <= EXTRA_ROW


# -- in a spreadsheet application ------------------------------------------------------------------------


def test_what_was_stored_shows_on_the_form_again_once_it_is_recalculated(tmp_path):
    book = opened(GROUP)
    new_group(book)
    book.press("store")
    saved = openpyxl.load_workbook(built.workbook(built.PROVINCE), keep_vba=False)
    for item in book.written:
        cell = saved[item.tab].cell(item.row, item.col)
        cell.value = None if item.kind == "blank" or not item.text else item.text
        cell.value = float(item.text) if item.kind == "number" else cell.value
        if item.tab != GROUP:  # a new cell takes its column's format, which openpyxl does not give it
            cell.number_format = saved[item.tab].cell(FIRST_RECORD, item.col).number_format
    picker = picker_place(open_mirror(book.desk()).layout)
    saved[GROUP].cell(picker[0] + 1, picker[1] + 1).value = book.at(GROUP, picker[0] + 1, picker[1] + 1)
    path = tmp_path / "存入.xlsx"
    saved.save(path)
    shown = office.recalculated(path, tmp_path)[GROUP]
    where = places(book)
    assert shown.cell(*where["小组名称", 0]).value == "新芽QC小组"
    assert shown.cell(*where["成立日期", 0]).value == "2017年3月5日"
    assert [shown.cell(*where["姓名", n]).value for n in (1, 2, 3)] == NEW_MEMBERS
    assert not shown.cell(*where["姓名", 4]).value


def test_the_changes_of_a_press_travel_as_a_file():
    book = opened(GROUP)
    new_group(book)
    changes = decode(encode(book.press("store")))
    assert changes.undoable
    assert any(item.kind == FORMULA and item.text.startswith("=") for item in puts(changes))
