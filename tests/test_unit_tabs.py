"""The tabs of a merged workbook: fees by unit with what the clerk typed, statistics of units and of all, the files."""

import master_book

from pyfuncs.closed import read_sheets
from pyfuncs.master import FEES_TAB, REGISTER_TAB, STATISTICS_TAB, paid_of

FEE = next(award.fee for award in master_book.NOTICE.award if award.name == "优秀QC小组")


def column(tab, row, head):
    heads = [str(cell.value or "").split("\n")[0] for cell in master_book.book()[tab][4]]
    return master_book.rows(tab)[row][heads.index(head)]


def test_due_paid_and_difference_by_unit():
    """What is typed as paid counts; where it is no number, what 收费 lists."""
    assert column(FEES_TAB, "太原", "应缴（元）") == 41 * FEE
    assert column(FEES_TAB, "太原", "实缴（元）") == 12000
    assert column(FEES_TAB, "太原", "还差（元）") == 41 * FEE - 12000
    assert column(FEES_TAB, "晋城", "实缴（元）") == "已缴一半"
    assert column(FEES_TAB, "晋城", "收费台账（元）") == 100
    assert column(FEES_TAB, "晋城", "还差（元）") == 2 * FEE - 100
    assert column(FEES_TAB, "合计", "应缴（元）") == 43 * FEE


def test_what_was_typed_is_read_again():
    assert paid_of(read_sheets(master_book.path())[FEES_TAB]) == master_book.PAID


def test_rates_of_all_are_reckoned_from_the_sums():
    assert column(STATISTICS_TAB, "太原", "成果率（%）") == 10
    assert column(STATISTICS_TAB, "晋城", "成果率（%）") == 90
    assert column(STATISTICS_TAB, "合计", "注册小组数（个）") == 110
    assert column(STATISTICS_TAB, "合计", "成果率（%）") == 82.73
    assert column(STATISTICS_TAB, "晋城", "负责人") == "苗雨" and column(STATISTICS_TAB, "太原", "来源") == "太原.xlsx"


def test_a_row_of_the_register_is_as_high_as_its_longest_reason():
    """Not every program fits a row to its text by itself: one that does not cut the reason short."""
    sheet = master_book.book()[REGISTER_TAB]
    heights = {row[0].value: sheet.row_dimensions[row[0].row].height for row in sheet.iter_rows(min_row=5)}
    assert heights["坏.xlsx"] < 25 and heights["锁.xlsx"] > 3 * 14


def test_the_register_holds_every_file_and_text_stays_text():
    rows = master_book.rows(REGISTER_TAB)
    assert rows["太原.xlsx"][1] == "=1+1" and rows["坏.xlsx"][1] == "读不出"
