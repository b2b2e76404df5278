"""What was understood has a place for everything, and every place is its own."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.filled import FileTaken, FormTaken, RowTaken, Unread, from_line, to_line


def test_two_files_share_nothing():
    first, second = FileTaken(Path("甲.docx")), FileTaken(Path("乙.docx"))
    first.forms.append(None)
    first.left.append(Unread("第1段", "附言", "没有对应的栏目"))
    assert (second.forms, second.left, second.notes, second.refused) == ([], [], [], "")


def test_two_forms_share_nothing(notice_2018):
    form = next(iter(notice_2018.forms.values()))
    first, second = FormTaken(form, notice_2018.id), FormTaken(form, notice_2018.id)
    first.members["小组成员"] = [RowTaken({"姓名": "某某"}, "表1第7行")]
    first.values["人数"] = first.home["首页.推荐单位"] = first.places["人数"] = "9"
    assert (second.members, second.values, second.home, second.places, second.left) == ({}, {}, {}, {}, [])


TEXTS = st.text(st.characters(), max_size=20)
BY_NAME = st.dictionaries(TEXTS, TEXTS, max_size=3)
LEFT = st.lists(st.builds(Unread, TEXTS, TEXTS, TEXTS), max_size=2)
ROWS = st.dictionaries(TEXTS, st.lists(st.builds(RowTaken, BY_NAME, TEXTS), max_size=3), max_size=2)


@given(st.data())
def test_what_was_taken_of_a_file_goes_from_one_process_to_another_in_one_line(notice_2018, data):
    """Any text that a file may hold, and of any form of the notice; the path is the asker's own."""
    known = {(form.notice, form.id): form for form in notice_2018.forms.values()}
    form = st.builds(
        FormTaken, st.sampled_from([*known.values()]), st.just("2018"), TEXTS, BY_NAME, BY_NAME, ROWS, BY_NAME, LEFT
    )
    path = Path("来件.docx")
    taken = data.draw(st.builds(FileTaken, st.just(path), st.lists(form, max_size=2), TEXTS, st.lists(TEXTS), LEFT))
    line = to_line(taken)
    assert line.endswith(b"\n") and line.count(b"\n") == 1
    assert from_line(line, path, known) == taken
