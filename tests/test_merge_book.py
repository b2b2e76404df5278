"""The receipt workbook: a line a file in its colour, quotas of all units, sums, fees, the balance."""

import io

import master_book
import openpyxl
from master_book import FORM, NOTICE

from pyfuncs.check import Finding
from pyfuncs.file_receipts import REPLACED, TAKEN, Change, Receipt
from pyfuncs.merge_book import STATE_FILLS, Outcome, quota_table, receipt_book, register
from pyfuncs.unit_quota import awards_of

RECEIPTS = [
    Receipt("太原.xlsx", TAKEN, unit="太原", rows={"小组": 41}, levels={"错误": 2, "核实": 0, "提示": 1}),
    Receipt("旧/太原.xlsx", REPLACED, "由“太原.xlsx”替换。", "太原", rows={"小组": 40}, levels={"错误": 0}),
    Receipt("坏.xlsx", why="读不出。"),
]
FOUND = Finding("错误", "小组", "B5", "太原 第0组", "小组名称", "第0组", "句。", "改", "台账", "小组", 5, "不对")


def book():
    change = Change("太原", "旧/太原.xlsx", "太原.xlsx", "小组", "第0组", "新增")
    told = ("收", RECEIPTS, [change], master_book.sent(), master_book.season(), [FOUND], [], master_book.PAID)
    return openpyxl.load_workbook(io.BytesIO(receipt_book(Outcome(NOTICE, *told, [("文件", 3, "")]))))


def test_a_line_for_each_file_in_its_colour():
    sheet = book()["收件"]
    lines = {row[0].value: row for row in sheet.iter_rows(min_row=5)}
    for receipt in RECEIPTS:
        row = lines[receipt.file]
        assert row[2].value == receipt.state and row[0].fill.fgColor.rgb[2:] == STATE_FILLS[receipt.state][1:]
    assert "共 3 个文件：收入 1，被替换 1，拒收 1" in sheet["A2"].value


def test_only_ledgers_with_rows_have_a_column_and_what_was_not_read_has_no_numbers():
    heads, rows = register(RECEIPTS, NOTICE)
    assert "小组" in heads and "评委" not in heads
    assert [row[heads.index("小组")] for row in rows] == [41, 40, None]
    assert [row[heads.index("错误")] for row in rows] == [2, 0, None]


def test_quotas_fees_and_sums_of_all_units():
    made = book()
    quota = {row[0]: row for row in made["名额"].iter_rows(values_only=True)}
    assert quota["太原"][1] == "已报" and quota["大同"][1] == "未报" and quota["合计"][2] == 43
    assert quota["通知印的合计"][3] == 475
    fees = {row[0]: row for row in made["费用"].iter_rows(values_only=True)}
    assert 12000 in fees["太原"] and "已缴一半" in fees["晋城"]
    sums = {row[0]: row for row in made[FORM.tab].iter_rows(values_only=True)}
    heads = sums["推荐单位"]
    assert sums["合计"][heads.index("成果率（%）")] == 82.73


def test_a_unit_that_the_quota_table_does_not_name_is_not_told_to_be_free():
    """附件2 sets numbers for 大同; whoever writes 大同市 may not send as many as he likes."""
    award = awards_of(NOTICE)[0]
    counts = {item.name: {"大同市": 2} if item is award else {} for item in awards_of(NOTICE)}
    made = quota_table(NOTICE, ["大同", "大同市"], {"大同市"}, counts, ())
    assert made.rows[1][:5] == ["大同市", "已报", 2, "未核对", None]
    assert "不限" not in made.rows[1] and isinstance(made.rows[0][3], int)


def test_changes_and_findings_are_listed_with_their_source():
    made = book()
    assert "新增" in [cell.value for cell in made["重报改动"][5]]
    assert [cell.value for cell in made["全部问题"][5]][:2] == ["错误", "小组"]
    assert made["各单位之间"]["A2"].value.startswith("共 0 条")
