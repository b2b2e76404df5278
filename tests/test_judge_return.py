"""Judges' workbooks that came back: what is taken, what is refused and why, and that nothing is taken twice."""

import io

import openpyxl
import pytest
from contests import contest

from pyfuncs.judge_book import HEAD_ROW, judge_workbook
from pyfuncs.judge_return import CHANGED, EMPTY, NEW, REFUSED, SAME, take
from pyfuncs.jury_files import in_order
from pyfuncs.rules import Record

JUDGE = "乔永平"


@pytest.fixture
def fresh():
    """The contest before anybody has scored."""
    season, notice = contest()
    season.ledgers["评分"] = []
    return season, notice


def filled(folder, contest_, scores, judge=JUDGE, name="", change=None):
    """The judge's workbook with these scores typed: (group, item) → value on 现场发表."""
    season, notice = contest_
    record = next(row for row in season.ledgers["评委"] if row["姓名"] == judge)
    book = openpyxl.load_workbook(io.BytesIO(judge_workbook(notice, record, in_order(season, notice))))
    sheet = book["现场发表"]
    at = {cell.value: cell.column for cell in sheet[HEAD_ROW + 1]}
    rows = {sheet.cell(row, at["小组名称"]).value: row for row in range(HEAD_ROW + 2, sheet.max_row + 1)}
    for (group, item), value in scores.items():
        sheet.cell(rows[group], at[item]).value = value
    if change:
        change(sheet, at, rows)
    path = folder / (name or f"{judge}.xlsx")
    book.save(path)
    return path


def full(group, first=10):
    """All six items of a group."""
    return {(group, f"第{n}项"): value for n, value in enumerate((first, 20, 15, 12, 4, 8), start=1)}


def fates(receipt):
    return {fate: receipt.count(fate) for fate in (NEW, CHANGED, SAME, EMPTY, REFUSED) if receipt.count(fate)}


def test_a_complete_row_is_taken_and_an_empty_one_is_not_a_fault(tmp_path, fresh):
    [receipt] = take([filled(tmp_path, fresh, full("云端QC小组"))], *fresh)
    assert (receipt.judge, receipt.refused, fates(receipt)) == (JUDGE, "", {NEW: 1, EMPTY: 47})
    [line] = [line for line in receipt.lines if line.row]
    assert line.row["第6项"] == 8 and line.row["评委"] == JUDGE and line.row["阶段"] == "现场发表"


def test_taken_again_it_is_the_same_and_a_changed_score_is_shown(tmp_path, fresh):
    season, notice = fresh
    [receipt] = take([filled(tmp_path, fresh, full("云端QC小组"))], *fresh)
    [line] = [line for line in receipt.lines if line.row]
    season.ledgers["评分"] = [Record(dict(line.row), "评分", 5)]
    [again] = take([tmp_path / f"{JUDGE}.xlsx"], season, notice)
    assert fates(again) == {SAME: 1, EMPTY: 47} and not any(line.row for line in again.lines)
    [later] = take([filled(tmp_path, fresh, full("云端QC小组", 9.5))], season, notice)
    [changed] = [line for line in later.lines if line.fate == CHANGED]
    assert (changed.at, changed.why, changed.row) == (5, "第1项：10→9.5", {"第1项": 9.5})


@pytest.mark.parametrize(
    ("scores", "says"),
    [
        ({("云端QC小组", "第1项"): 16}, "“选题”写的是16，应在0至15分之间"),
        ({("云端QC小组", "第1项"): "十分"}, "“选题”写的是“十分”，应为数字"),
        ({("云端QC小组", "第5项"): None}, "缺“成果报告”，补齐后再收"),
        ({("云端QC小组", "要求回避"): "也许"}, "写的是“也许”，只能空着或写“是”"),
    ],
)
def test_a_row_that_is_not_right_is_refused_and_the_others_are_taken(tmp_path, fresh, scores, says):
    [receipt] = take([filled(tmp_path, fresh, full("云端QC小组") | full("绿能QC小组") | scores)], *fresh)
    assert fates(receipt) == {NEW: 1, REFUSED: 1, EMPTY: 46}
    assert [says in line.why for line in receipt.lines if line.fate == REFUSED] == [True]


def test_a_judge_who_asks_to_be_left_out_is_taken_without_scores(tmp_path, fresh):
    scores = full("云端QC小组") | {("云端QC小组", "要求回避"): "是"}
    [receipt] = take([filled(tmp_path, fresh, scores)], *fresh)
    [line] = [line for line in receipt.lines if line.fate == NEW]
    assert line.row["要求回避"] == "是" and line.row["第1项"] is None


def test_an_entry_that_was_renamed_since_is_named(tmp_path, fresh):
    path = filled(tmp_path, fresh, full("云端QC小组"))
    season, notice = fresh
    for row in season.ledgers["小组"]:
        if row["小组名称"] == "云端QC小组":
            row["小组名称"] = row.raw["小组名称"] = "云上QC小组"
    [receipt] = take([path], season, notice)
    assert {(line.name, line.why) for line in receipt.lines if line.fate == REFUSED} == {
        ("云端QC小组", "在参评的台账中找不到这一项")
    }


def test_columns_that_were_moved_are_found_and_the_own_rows_are_never_taken(tmp_path, fresh):
    def own(sheet, at, rows):
        for number in range(1, 7):
            sheet.cell(rows["倾听QC小组"], at[f"第{number}项"]).value = 5

    [receipt] = take([filled(tmp_path, fresh, {}, "申玉梅", change=own)], *fresh)
    assert fates(receipt) == {EMPTY: 48}
    assert sum(line.why == "本单位，回避" for line in receipt.lines) == 2


def test_files_that_cannot_be_used_are_refused_whole(tmp_path, fresh):
    stranger = filled(tmp_path, fresh, {}, "师文霞")
    broken, other = tmp_path / "坏.xlsx", tmp_path / "别的.xlsx"
    broken.write_bytes(b"PK")
    openpyxl.Workbook().save(other)
    season, notice = fresh
    season.ledgers["评委"] = [row for row in season.ledgers["评委"] if row["姓名"] != "师文霞"]
    receipts = take([stranger, broken, other], season, notice)
    assert "“师文霞”不在“评委”中" in receipts[0].refused
    assert all(receipt.refused and not receipt.lines for receipt in receipts)


def test_of_two_files_of_one_judge_that_differ_neither_is_taken(tmp_path, fresh):
    """The judge has sent his file again: the names of the files do not say which holds."""
    first = filled(tmp_path, fresh, full("云端QC小组"))
    again = filled(tmp_path, fresh, full("云端QC小组", 9), name="乔永平(1).xlsx")
    other = filled(tmp_path, fresh, full("云端QC小组"), "师文霞")
    receipts = take([again, first, other], *fresh)
    assert [receipt.count(NEW) for receipt in receipts] == [0, 0, 1]
    assert receipts[0].refused == "评委“乔永平”还有“乔永平.xlsx”，分不一样，不知道以哪个为准，请只留一个再收"
    assert "“乔永平(1).xlsx”" in receipts[1].refused and receipts[2].refused == ""


def test_the_same_file_twice_is_taken_once(tmp_path, fresh):
    first = filled(tmp_path, fresh, full("云端QC小组"))
    again = filled(tmp_path, fresh, full("云端QC小组"), name="乔永平(1).xlsx")
    receipts = take([first, again], *fresh)
    assert [receipt.count(NEW) for receipt in receipts] == [1, 0]
    assert receipts[1].refused == "与“乔永平.xlsx”一模一样，已照那个收"


def test_scores_that_a_resent_file_has_no_more_stay_and_are_told(tmp_path, fresh):
    season, notice = fresh
    [receipt] = take([filled(tmp_path, fresh, full("云端QC小组"))], season, notice)
    [line] = [line for line in receipt.lines if line.row]
    season.ledgers["评分"] = [Record(dict(line.row), "评分", 5)]
    [later] = take([filled(tmp_path, fresh, {})], season, notice)
    [told] = [line for line in later.lines if line.why and line.fate == EMPTY]
    assert told.name == "云端QC小组" and told.why == "“评分”第5行已有分，没有改动；要作废的请在那里删去"
