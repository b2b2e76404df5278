"""晋级转报 as a button and as a verb: a workbook beside the contest's own, and what is left to do said in words."""

import shutil

import applied
import built
import desks
import honoured
import pytest
from desks import of, said

from pyfuncs.__main__ import main
from pyfuncs.changes import Changes, Log, Open
from pyfuncs.closed import read_book
from pyfuncs.handing_on import promote

NEW = "2018通信转报.xlsm"


@pytest.fixture
def desk(tmp):
    """The contest, saved, its first two groups on the list: both go on, the first alone has a prize."""
    at = desks.desk(built.CONTEST, tmp / "竞赛.xlsm")
    at.path.touch()
    groups = at.reading.season.ledgers["小组"][:2]
    rows = [
        {"award": "QC小组成果", "unit": row["企业名称"], "name": row["小组名称"], "topic": row["课题名称"]}
        | {"promoted": "是", "level": level}
        for row, level in zip(groups, ("一等奖", ""), strict=True)
    ]
    return applied.make(at, Changes([*honoured.listed(at.sheets, rows)]), path=at.path)


def test_the_new_workbook_lies_beside_and_the_clerk_is_told_what_is_left(desk):
    before = sorted(desk.path.parent.iterdir())
    changes = promote(desk)
    made = desk.path.with_name(NEW)
    assert sorted(desk.path.parent.iterdir()) == sorted([*before, made])
    groups = read_book(made).season.ledgers["小组"]
    assert [row["小组名称"] for row in groups] == [row["小组名称"] for row in desk.reading.season.ledgers["小组"][:2]]
    assert "推荐单位“通信”转报优秀QC小组2个" in said(changes) and "还可报8个" in said(changes)
    assert f"新申报簿是“{NEW}”" in said(changes) and "“校验结果”里：错误" in said(changes)
    assert of(changes, Log) == [Log("晋级转报", "2个", NEW)] and of(changes, Open) == [Open(str(made.parent))]
    assert not changes.undoable and not changes.touches()


def test_a_workbook_of_that_name_stays_and_the_new_one_gets_a_number(desk):
    first = desk.path.with_name(NEW)
    first.write_bytes(b"mine")
    assert "“2018通信转报(2).xlsm”" in said(promote(desk))
    assert first.read_bytes() == b"mine" and first.with_name("2018通信转报(2).xlsm").is_file()


def test_before_the_list_is_confirmed_one_sentence_and_no_file(tmp):
    at = desks.desk(built.CONTEST, tmp / "竞赛.xlsm")
    assert said(promote(at)) == "“获奖名单”还是空的：请先确认获奖名单，再转报。"
    assert list(tmp.iterdir()) == []


def test_a_workbook_never_saved_is_to_be_saved_first():
    assert "请先保存工作簿" in said(promote(desks.desk(built.CONTEST)))


# -- verb ----------------------------------------------------------------------------------------------


def test_the_verb_never_overwrites_and_says_what_is_missing(tmp, capfd):
    book = shutil.copy(built.workbook(built.CONTEST), tmp / "竞赛.xlsm")
    taken = tmp / "通信.xlsm"
    taken.write_text("别的")
    assert main(["promote", str(book), "--out", str(taken)]) == 2
    assert capfd.readouterr().err.strip() == "“通信.xlsm”已经存在，没有改动它，请换一个文件名。"
    assert main(["promote", str(book), "--out", str(tmp / "通信.xlsx")]) == 2
    assert capfd.readouterr().err.strip() == "新申报簿应存为 .xlsm，写的是“通信.xlsx”，请改文件名。"
    assert main(["promote", str(book), "--out", str(tmp / "新.xlsm")]) == 2
    assert capfd.readouterr().err.strip() == "“获奖名单”还是空的：请先确认获奖名单，再转报。"
    assert taken.read_text() == "别的" and not (tmp / "新.xlsm").exists()
