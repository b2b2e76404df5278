import built

from pyfuncs import layout
from pyfuncs.expressions import Expressions
from pyfuncs.fill import Filling
from pyfuncs.form_tab import FormTab, box_record, box_text


def tab_of(notice_id, form_id, number=0):
    notice, book = built.notice(notice_id), built.book(built.PROVINCE)
    form = notice.forms[form_id]
    places = layout.lay_out(form, notice, {})
    filling = Filling(notice, form, book.season, book.season.ledgers[form.ledger][number])
    return FormTab(book, notice, form, None, places, filling, Expressions(book, notice, form, places))


def test_a_box_of_the_record_shows_its_value():
    tab = tab_of("2018", "附件3.1", 1)
    shown = [box_text(tab, box) for box in tab.layout.boxes]
    assert tab.filling.record.text("课题名称") in shown
    assert tab.season is tab.filling.season


def test_a_members_row_shows_that_member_and_an_empty_row_nothing():
    tab = tab_of("2018", "附件3.2")
    members = tab.season.members(tab.filling.record, "小组成员", ["企业名称", "小组名称"])
    rows = [box for box in tab.layout.boxes if box.number]
    last = rows[-1]
    assert box_record(tab, rows[0]) is members[0]
    assert box_text(tab, rows[0]) == members[0].text("姓名")
    assert last.number > len(members) and box_record(tab, last) == {} and box_text(tab, last) == ""


def test_outside_repeated_rows_there_is_no_record_of_its_own():
    tab = tab_of("2018", "附件3.2")
    title = next(box for box in tab.layout.boxes if box.kind == "title")
    assert box_record(tab, title) is None and box_text(tab, title) == "山西省优秀质量管理小组注册登记表"
