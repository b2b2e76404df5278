"""名称校对, 光荣册, 证书 and 公示 as buttons and as a verb: a folder whole or not at all, and what has to be said."""

import re
import shutil

import applied
import built
import desks
import honoured
import openpyxl
import pytest
import word_text
from desks import of, said

from pyfuncs import commend
from pyfuncs.__main__ import main
from pyfuncs.changes import Changes, Log, Open, put
from pyfuncs.desk import Stopped

MADE = {
    "proof": ("名称校对", {"名称校对表.xlsx"}),
    "roll": ("光荣册", {"光荣册.docx"}),
    "certificates": ("证书", {"证书.docx", "获奖名单.xlsx"}),
    "publicity": ("公示", {"公示.docx", "获奖名单.xlsx"}),
}
GROUPS = "小组"


def desk(folder, **first):
    """The sample of the province's unit, saved, three groups on its list; `first`: what its first line says more."""
    at = desks.desk(built.PROVINCE, folder / "太原.xlsm")
    at.path.touch()
    rows = [
        {"award": "优秀QC小组", "unit": row["企业名称"], "name": row["小组名称"], "topic": row["课题名称"]}
        for row in at.reading.season.ledgers[GROUPS][:3]
    ]
    rows[0] |= first
    return applied.make(at, Changes([*honoured.listed(at.sheets, rows)]), path=at.path)


def folders(at):
    return [path for path in at.path.parent.iterdir() if path.is_dir()]


def names(folder):
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("button", MADE)
def test_a_new_folder_beside_the_workbook_holds_what_was_asked_for(button, tmp):
    at = desk(tmp)
    changes = getattr(commend, button)(at)
    [folder] = folders(at)
    kind, files = MADE[button]
    assert re.fullmatch(r"太原-表彰-\d{8}-\d{6}", folder.name) and names(folder) == files
    assert all(f"“{name}”" in said(changes) for name in files)
    assert said(changes).endswith(f"放在“{folder.name}”文件夹。")
    [log] = of(changes, Log)
    assert (log.count, log.file) == (f"{len(files)}个", folder.name) and log.action.startswith(kind)
    assert of(changes, Open) == [Open(str(folder))] and not changes.undoable and not changes.touches()


@pytest.mark.parametrize("button", MADE)
def test_before_the_list_is_confirmed_only_the_names_can_be_proofed(button, tmp):
    at = desks.desk(built.PROVINCE, tmp / "太原.xlsm")
    changes = getattr(commend, button)(at)
    if button == "proof":
        [folder] = folders(at)
        sheet = openpyxl.load_workbook(folder / "名称校对表.xlsx")["全部名称"]
        assert "名单还没有确认，照台账里全部申报的" in sheet["A1"].value
    else:
        assert said(changes) == "“获奖名单”还是空的，请先确认获奖名单，再做光荣册、证书和公示。"
        assert folders(at) == [] and not of(changes, Open)


def test_a_workbook_never_saved_is_to_be_saved_first():
    assert "请先保存工作簿" in said(commend.roll(desks.desk(built.PROVINCE)))


def test_a_name_changed_since_is_said_and_the_confirmed_one_is_printed(tmp):
    at = desk(tmp)
    group = at.reading.season.ledgers[GROUPS][0]
    was = group["小组名称"]
    change = put(GROUPS, group.row, group.columns["小组名称"], was + "（新）")
    at = applied.make(at, Changes([change]), path=at.path)
    changes = commend.roll(at)
    assert f"确认时 {was}｜现在 {was}（新），照确认时的印" in said(changes)
    [folder] = folders(at)
    [table] = word_text.tables((folder / "光荣册.docx").read_bytes())
    assert was in table[1] and not any(f"{was}（新）" in row for row in table)


def test_a_number_given_twice_stops_the_certificates_but_not_the_proofing(tmp):
    at = desk(tmp, number="晋-1")
    [second] = honoured.listed(at.sheets, [{}, {"number": "晋-1"}])
    at = applied.make(at, Changes([second]), path=at.path)
    assert "编号晋-1有重复" in said(commend.certificates(at)) and folders(at) == []
    commend.proof(at)
    assert len(folders(at)) == 1


def test_an_award_misspelt_on_the_list_is_named_with_its_cell(tmp):
    assert "写的奖项是“优秀小组”" in said(commend.publicity(desk(tmp, award="优秀小组")))


def test_a_stop_leaves_no_folder(tmp):
    at = desk(tmp)
    at.is_stopped = lambda: True
    with pytest.raises(Stopped):
        commend.certificates(at)
    assert folders(at) == []


# -- verb ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The contest with its first groups on the list, saved by another program."""
    opened = openpyxl.load_workbook(built.workbook(built.CONTEST))
    at = desks.desk(built.CONTEST)
    rows = [
        {"award": "QC小组成果", "level": level, "unit": row["企业名称"], "name": row["小组名称"]}
        | {"topic": row["课题名称"]}
        for row, level in zip(at.reading.season.ledgers[GROUPS], ("一等奖", "二等奖", "二等奖"), strict=False)
    ]
    for item in honoured.listed(at.sheets, rows):
        opened[item.tab].cell(item.row, item.col).value = item.text
    path = tmp_path_factory.mktemp("确认") / "竞赛.xlsx"
    opened.save(path)
    return path


def test_the_verb_makes_all_four_into_one_new_folder_and_never_into_one_that_is_there(book, tmp, capfd):
    out = tmp / "表彰"
    assert main(["honours", str(book), "--out", str(out)]) == 0
    assert names(out) == {"名称校对表.xlsx", "光荣册.docx", "证书.docx", "公示.docx", "获奖名单.xlsx"}
    assert "已生成名称校对表.xlsx、光荣册.docx、证书.docx、公示.docx、获奖名单.xlsx" in capfd.readouterr().out
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    assert main(["honours", str(book), "--out", str(out)]) == 2
    assert capfd.readouterr().err.strip() == "“表彰”里已经有“名称校对表.xlsx”，没有改动它，请换一个文件夹。"
    assert before == {path.name: path.stat().st_mtime_ns for path in out.iterdir()}


def test_the_verb_makes_one_of_them_and_names_the_four_where_another_is_asked_for(book, tmp, capfd):
    assert main(["honours", str(book), "--out", str(tmp / "册"), "--only", "光荣册"]) == 0
    assert names(tmp / "册") == {"光荣册.docx"}
    assert main(["honours", str(book), "--out", str(tmp / "错"), "--only", "光荣榜"]) == 2
    said = capfd.readouterr().err.strip()
    assert said == "没有“光荣榜”，--only 后面应为名称校对表、光荣册、证书、公示之一。"
    assert not (tmp / "错").exists()


def test_the_verb_before_the_list_is_confirmed(tmp, capfd):
    book = shutil.copy(built.workbook(built.PROVINCE), tmp / "太原.xlsm")
    assert main(["honours", str(book), "--out", str(tmp / "表彰")]) == 2
    assert capfd.readouterr().err.strip() == "“获奖名单”还是空的，请先确认获奖名单，再做光荣册、证书和公示。"
    assert not (tmp / "表彰").exists()
