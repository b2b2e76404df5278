import dataclasses

import built
import pytest
from desk_book import DeskBook

from pyfuncs import layout
from pyfuncs.mirror_tab import Refused, drawn_like, find_form, open_mirror, titles


def opened(tab, name=built.PROVINCE):
    book = DeskBook(name)
    book.tab = tab
    return open_mirror(book.desk())


def printed(tab):
    return [box for box in tab.layout.boxes if layout.box_words(box) and not any(line.blanks for line in box.lines)]


@pytest.mark.parametrize("name", [built.PROVINCE, built.CONTEST, built.BLANK])
def test_every_printed_word_stands_where_the_layout_has_it(name):
    """The places are those of the drawing code: below the members too, however many rows were drawn."""
    notice = built.notice("2023" if name == built.CONTEST else "2018")
    for form in notice.forms.values():
        if form.mode == "逐条":
            tab = opened(form.tab, name)
            sheet = built.cached(name)[form.tab]
            for box in printed(tab):
                assert sheet.cell(box.row + 1, box.col + 1).value.rstrip() == layout.box_words(box).rstrip()


def test_every_formula_is_the_one_the_builder_wrote():
    for name, notice_id in ((built.PROVINCE, "2018"), (built.CONTEST, "2023")):
        for form in built.notice(notice_id).forms.values():
            if form.mode != "逐条":
                continue
            tab, sheet = opened(form.tab, name), built.formulas(name)[form.tab]
            made = {(box.row + 1, box.col + 1): tab.formula(box) for box in tab.layout.boxes}
            assert len([formula for formula in made.values() if formula != "="]) > 5
            for place, formula in made.items():
                if formula != "=":
                    assert sheet.cell(*place).value == formula


def test_a_form_of_the_other_notice_reads_by_that_notice():
    tab = opened("2023附件2")
    assert tab.notice.id == "2023" and tab.desk.notice.id == "2018"
    assert len(tab.records) == len(built.season(built.PROVINCE).ledgers["小组"])


def test_only_the_records_a_form_is_made_for_are_counted():
    tab = opened("2018附件6")
    wanted = tab.form.where["申报奖项"]
    people = [row for row in built.season(built.PROVINCE).ledgers["个人"] if row.text("申报奖项") in wanted]
    assert len(tab.records) == len(people)
    assert tab.record == tab.records[0] and tab.number == 1


def test_a_row_without_any_key_is_not_counted_as_the_picker_does_not():
    book = DeskBook(built.PROVINCE)
    book.tab = "2018附件3.1"
    tab = open_mirror(book.desk())
    place = tab.ledger("小组")
    row = next(place.free_rows())
    book.type("小组", row, place.columns["组长姓名"], "无名氏")
    after = open_mirror(book.desk())
    assert len(after.reading.season.ledgers["小组"]) == len(tab.records) + 1
    assert len(after.records) == len(tab.records)
    assert next(after.ledger("小组").free_rows()) == row + 1


def test_the_ledgers_table_is_named_as_the_builder_names_it():
    tab = opened("2018附件3.1")
    assert tab.ledger("小组").as_columns().range("小组名称") == built.book(built.PROVINCE).columns["小组"].range(
        "小组名称"
    )
    assert opened("2018附件3.2").member_ledgers() == ["小组成员"]


def test_box_at_is_the_box_around_a_cell():
    tab = opened("2018附件3.1")
    box = max(tab.layout.boxes, key=lambda box: box.last_col - box.col)
    assert tab.box_at(box.row + 1, box.last_col + 1) is box
    assert tab.box_at(box.row + 1, box.last_col + 2) is None


def test_a_ledger_that_is_gone_is_told():
    book = DeskBook(built.PROVINCE)
    book.tab = "2018附件3.1"
    del book.sheets["班组"]
    tab = open_mirror(book.desk())
    assert tab.ledger("小组").sheet.name == "小组"
    with pytest.raises(Refused, match="班组"):
        tab.ledger("班组")


def test_no_other_tab_is_taken_for_a_form():
    book = DeskBook(built.PROVINCE)
    for name in book.sheets:
        book.tab = name
        found = find_form(book.desk())
        assert (found.form.tab if found else None) == (name if "附件" in name else None)


def test_words_elsewhere_are_not_the_form():
    tab = opened("2018附件3.1")
    assert drawn_like(tab.layout, tab.sheet)
    assert not drawn_like(tab.layout, dataclasses.replace(tab.sheet, first_row=tab.sheet.first_row + 1))
    assert titles(tab.form) == ["山西省优秀质量管理小组成果申报表"]
