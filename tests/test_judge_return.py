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


def test_an_item_that_the_score_table_does_not_have_is_refused_and_the_table_named(tmp_path, fresh):
    def seventh(sheet, at, rows):
        beyond = sheet.max_column + 1
        sheet.cell(HEAD_ROW + 1, beyond).value, sheet.cell(rows["云端QC小组"], beyond).value = "第7项", 3

    [receipt] = take([filled(tmp_path, fresh, full("云端QC小组"), change=seventh)], *fresh)
    [why] = [line.why for line in receipt.lines if line.fate == REFUSED]
    assert why == "“第7项”写的是3，“问题解决型发表评审表”没有这一项，应空着"


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


def reopened(path, change):
    """The judge has done this to his file."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def renamed(old, new):
    def change(book):
        book[old].title = new

    return change


def without(tab):
    def change(book):
        del book[tab]

    return change


def told(receipt):
    """(tab, why) of what stands for a whole tab."""
    return [(line.phase, line.why) for line in receipt.lines if line.fate == REFUSED and not line.name]


MISSING = "没有找到这个阶段的表，整个阶段没有收，表名改过的请改回原名再收，缺了的请向评委要"


def test_a_tab_the_judge_has_renamed_is_named_and_so_is_the_phase_that_is_missing(tmp_path, fresh):
    path = reopened(filled(tmp_path, fresh, full("云端QC小组")), renamed("现场发表", "现场发表（已评）"))
    [receipt] = take([path], *fresh)
    assert receipt.refused == "" and fates(receipt) == {EMPTY: 24, REFUSED: 2}
    why = "表名不是评审的阶段，打了分的1行没有收，请把表名改回“现场发表”再收"
    assert told(receipt) == [("现场发表", MISSING), ("现场发表（已评）", why)]


def test_a_file_whose_tabs_are_all_renamed_is_told_tab_by_tab(tmp_path, fresh):
    path = reopened(filled(tmp_path, fresh, full("云端QC小组")), renamed("现场发表", "二"))
    [receipt] = take([reopened(path, renamed("资料初审", "一"))], *fresh)
    assert receipt.refused == "" and [tab for tab, _ in told(receipt)] == ["资料初审", "现场发表", "一", "二"]
    assert "打了分的1行没有收，请把表名改回“资料初审”或“现场发表”再收" in told(receipt)[-1][1]


def test_a_tab_whose_name_differs_in_blanks_and_width_alone_is_taken(tmp_path, fresh):
    path = reopened(filled(tmp_path, fresh, full("云端QC小组")), renamed("现场发表", " 现场　发表 "))
    [receipt] = take([path], *fresh)
    assert fates(receipt) == {NEW: 1, EMPTY: 47}
    assert [line.row["阶段"] for line in receipt.lines if line.row] == ["现场发表"]


def test_a_tab_that_was_taken_away_or_lost_its_headings_is_named(tmp_path, fresh):
    [receipt] = take([reopened(filled(tmp_path, fresh, full("云端QC小组")), without("资料初审"))], *fresh)
    assert fates(receipt) == {NEW: 1, EMPTY: 23, REFUSED: 1} and told(receipt) == [("资料初审", MISSING)]

    def unheaded(sheet, at, rows):
        sheet.cell(HEAD_ROW + 1, at["第1项"]).value = "选题"

    [receipt] = take([filled(tmp_path, fresh, full("云端QC小组"), change=unheaded)], *fresh)
    assert told(receipt) == [("现场发表", "表头改动过，整张没有收，请用原来的表头再收")]


def test_a_copy_of_a_tab_beside_it_is_named(tmp_path, fresh):
    def copied(book):
        book.copy_worksheet(book["现场发表"]).title = "现场发表 备份"

    [receipt] = take([reopened(filled(tmp_path, fresh, full("云端QC小组")), copied)], *fresh)
    [(tab, why)] = told(receipt)
    assert fates(receipt) == {NEW: 1, EMPTY: 47, REFUSED: 1} and tab == "现场发表 备份"
    assert why == "表名不是评审的阶段，打了分的1行没有收，各阶段照原名的表收，这张有用的请并到那里再收"


def test_a_phase_without_a_score_table_is_not_missed(tmp_path, fresh):
    season, notice = fresh
    notice.judging.phase[0].tables = {}
    [receipt] = take([filled(tmp_path, fresh, full("云端QC小组"))], season, notice)
    assert fates(receipt) == {NEW: 1, EMPTY: 23} and not told(receipt)


@pytest.mark.parametrize(
    ("scores", "fate", "why"),
    [
        ({"总分": 88}, REFUSED, "只写了“总分”88，各项没有打，没有收，请补齐各项再收"),
        (
            {"总分": 0, "评分备注": "缺席"},
            REFUSED,
            "只写了“总分”0，各项没有打，“评分备注”写的是“缺席”，没有收，请补齐各项再收",
        ),
        (
            {"评分备注": "选手未到场，弃权"},
            REFUSED,
            "各项没有打，“评分备注”写的是“选手未到场，弃权”，没有收，请核对：要打的补齐各项再收，不打的另记",
        ),
        (
            {"要求回避": "是", "第1项": 12, "第2项": "20"},
            NEW,
            "“要求回避”写了“是”，打的分（第1项：12、第2项：20）没有收，不回避的请删去“是”再收",
        ),
        ({"要求回避": "是"}, NEW, ""),
    ],
)
def test_what_a_judge_wrote_beside_the_items_is_told_where_it_is_not_taken(tmp_path, fresh, scores, fate, why):
    typed = {("云端QC小组", item): value for item, value in scores.items()}
    [receipt] = take([filled(tmp_path, fresh, typed)], *fresh)
    [line] = [line for line in receipt.lines if line.fate != EMPTY]
    assert (line.name, line.fate, line.why) == ("云端QC小组", fate, why)


def doubled(group, scores):
    """The judge has copied the group's row below the last and typed these items there."""

    def change(sheet, at, rows):
        below = sheet.max_row + 1
        for column in range(1, sheet.max_column + 1):
            sheet.cell(below, column).value = sheet.cell(rows[group], column).value
        for item, value in scores.items():
            sheet.cell(below, at[item]).value = value

    return change


def of_group(receipt, group):
    return [(line.fate, line.why) for line in receipt.lines if (line.name, line.phase) == (group, "现场发表")]


def test_two_rows_of_one_entry_that_differ_are_both_refused_whatever_was_taken_before(tmp_path, fresh):
    season, notice = fresh
    [receipt] = take([filled(tmp_path, fresh, full("云端QC小组"))], season, notice)
    [before] = [line for line in receipt.lines if line.row]
    path = filled(tmp_path, fresh, full("云端QC小组"), change=doubled("云端QC小组", {"第1项": 9}))
    for taken in ([], [Record(dict(before.row), "评分", 5)]):
        season.ledgers["评分"] = taken
        [receipt] = take([path], season, notice)
        one, other = of_group(receipt, "云端QC小组")
        assert fates(receipt) == {EMPTY: 47, REFUSED: 2} and not any(line.row for line in receipt.lines)
        first = int(one[1].split("行")[0][1:])
        says = "是同一项，写的不一样，不知道以哪一行为准，请只留一行再收"
        assert one == (REFUSED, f"第{first}行与第31行{says}") and other == (REFUSED, f"第31行与第{first}行{says}")


def test_of_two_rows_of_one_entry_that_say_the_same_one_is_taken(tmp_path, fresh):
    path = filled(tmp_path, fresh, full("云端QC小组"), change=doubled("云端QC小组", {"第1项": "１０"}))
    [receipt] = take([path], *fresh)
    (fate, _), (other, why) = of_group(receipt, "云端QC小组")
    assert (fate, other) == (NEW, REFUSED) and why.startswith("第31行与第") and "重复，一模一样，以那一行为准" in why


def test_an_empty_row_beside_one_with_scores_takes_nothing_away(tmp_path, fresh):
    path = filled(tmp_path, fresh, {}, change=doubled("云端QC小组", {n: v for (_, n), v in full("云端QC小组").items()}))
    [receipt] = take([path], *fresh)
    (fate, why), (other, _) = of_group(receipt, "云端QC小组")
    assert (fate, other) == (EMPTY, NEW) and "空着，与第31行是同一项" in why


def test_a_phase_in_which_none_of_the_judges_entries_goes_on_is_not_missed(tmp_path, fresh):
    """All are marked 否: the workbooks were made without a tab for the second phase."""
    season, notice = fresh
    for row in [*season.ledgers["小组"], *season.ledgers["班组"]]:
        row["进入现场发表"] = "否"
    path = reopened(filled(tmp_path, contest(), {}), without("现场发表"))
    [receipt] = take([path], season, notice)
    assert fates(receipt) == {EMPTY: 24} and not told(receipt)
