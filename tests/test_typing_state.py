import built
import pytest
from desk_book import DeskBook

from pyfuncs.changes import Changes
from pyfuncs.mirror_tab import Refused, open_mirror
from pyfuncs.typing_state import (
    Typing,
    clearing_puts,
    extra_places,
    extra_puts,
    read_extras,
    read_state,
    state_puts,
    typing_of,
)


def opened(tab="2018附件3.2", name=built.PROVINCE):
    book = DeskBook(name)
    book.tab = tab
    return book, open_mirror(book.desk())


def applied(book, puts):
    book.apply(Changes(list(puts)))
    return open_mirror(book.desk())


def test_an_untouched_tab_is_not_being_typed():
    _, tab = opened()
    assert read_state(tab) is None


@pytest.mark.parametrize("tab", ["2018附件3.1", "2018附件3.2", "2018附件4"])
def test_what_is_kept_is_read_again(tab):
    book, tab = opened(tab)
    state = typing_of(tab, tab.record)
    assert state.key and not state.is_new
    assert read_state(applied(book, state_puts(tab, state, 0))) == state


def test_a_new_record_is_kept_as_such():
    book, tab = opened()
    state = typing_of(tab, None)
    assert state == Typing(shown={"小组成员": []}) and state.words == "新的一条"
    assert read_state(applied(book, state_puts(tab, state, 0))) == state


def test_members_without_a_name_and_keys_without_a_word_keep_their_places():
    book, tab = opened()
    state = Typing(7, ("甲", "", "乙"), {"小组成员": ["林晓舟", "", "贺一鸣"]})
    assert read_state(applied(book, state_puts(tab, state, 0))) == state
    assert state.words == "“甲，乙”"


def test_clearing_leaves_nothing_of_it():
    book, tab = opened("2018附件6")
    before = {(r, c): book.at(tab.sheet.name, r, c) for r in range(1, 40) for c in range(1, 30)}
    state = typing_of(tab, tab.record)
    typed = applied(book, [*state_puts(tab, state, 2), *extra_puts(tab, tab.record)])
    assert read_state(typed)
    assert "还有2名" in book.at(tab.sheet.name, book.written[0].row, book.written[0].col)
    applied(book, clearing_puts(typed, state))
    assert {(r, c): book.at(tab.sheet.name, r, c) for r, c in before} == before


def test_key_fields_the_form_does_not_print_have_an_input_beside_it():
    book, tab = opened()
    assert list(extra_places(tab)) == ["课题名称"]
    typed = applied(book, extra_puts(tab, tab.record))
    assert read_extras(typed) == {"课题名称": tab.record["课题名称"]}
    assert extra_places(opened("2018附件4")[1]) == {}


def test_one_choice_is_filled_in_several_are_named():
    book, tab = opened("2018附件5")
    assert read_extras(applied(book, extra_puts(tab, None))) == {"申报奖项": "QC小组活动优秀企业"}
    book, tab = opened("2018附件6")
    typed = applied(book, extra_puts(tab, None))
    row, col = extra_places(tab)["申报奖项"]
    assert book.at(tab.sheet.name, row + 1, col + 2) == "可填：卓越领导者、优秀推进者"
    with pytest.raises(Refused, match="卓越领导者、优秀推进者之一"):
        read_extras(typed)
