"""What was understood has a place for everything, and every place is its own."""

from pathlib import Path

from pyfuncs.filled import FileTaken, FormTaken, RowTaken, Unread


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
