import built

from pyfuncs import fees
from pyfuncs.fees_tab import FEES
from pyfuncs.report import FINDING_HEADS
from pyfuncs.results import FINDING_COLUMNS, FINDINGS, LOG, PLACE, QUOTA, TABLE_ROW, kinds


def rows(name, tab):
    return [[cell.value for cell in row] for row in built.recalculated(name)[tab].iter_rows()]


def test_the_fee_at_full_quota_is_the_golden_value():
    shown = {row[0]: row[3] for row in rows(built.PROVINCE, FEES) if row[0]}
    assert shown["名额报满时（附表有数的名额）"] == 16500
    assert shown["名额报满时（另加正文限额的奖项）"] == 17800


def test_fee_lines_are_those_of_the_core():
    lines = fees.lines(built.season(built.PROVINCE), built.notice("2018"))
    shown = [row[:4] for row in rows(built.PROVINCE, FEES) if row[0] in {line.item for line in lines}]
    assert shown == [[line.item, line.count, line.unit_price, line.amount] for line in lines]
    total = next(row[3] for row in rows(built.PROVINCE, FEES) if row[0] == "合计")
    assert total == sum(line.amount for line in lines)


def test_payee_and_materials_stand_as_the_notice_gives_them():
    shown = rows(built.BLANK, FEES)
    payee = built.notice("2018").payee
    assert [payee.name, payee.account, payee.bank] == [
        row[1] for row in shown if row[0] in ("收款单位", "银行帐号", "开户行")
    ]
    listed = [row[0] for row in shown]
    assert all(item.document in listed for notice in built.notices() for item in notice.material)


def test_a_notice_without_fees_says_so():
    assert any(row[0] == "本通知没有规定收费。" for row in rows(built.BLANK, FEES))


def test_findings_have_the_columns_of_the_report_and_no_row():
    sheet = built.cached(built.PROVINCE)[FINDINGS]
    heads = [cell.value for cell in sheet[TABLE_ROW + 1]]
    assert heads == [*FINDING_COLUMNS, PLACE]
    assert list(FINDING_COLUMNS) == list(FINDING_HEADS)
    assert sheet.max_row == TABLE_ROW + 1


def test_addresses_may_be_formulas_and_the_marks_have_a_hidden_column_with_a_name():
    sheet = built.formulas(built.BLANK)[FINDINGS]
    assert sheet.column_dimensions["C"].number_format == "General"
    assert sheet.column_dimensions["B"].number_format == "@"
    assert sheet.column_dimensions["J"].hidden and sheet.auto_filter.ref == "A4:J20004"
    assert built.formulas(built.BLANK).defined_names["校验_位置"].attr_text == "'校验结果'!$J$5:$J$20004"


def test_log_headings():
    sheet = built.cached(built.BLANK)[LOG]
    assert [cell.value for cell in sheet[TABLE_ROW + 1]] == ["时间", "用户", "操作", "数量", "文件"]


def test_entries_by_kind_add_up():
    notice, season = built.notice("2018"), built.season(built.PROVINCE)
    ((ledger, item),) = kinds(notice)
    assert (ledger, item.name) == ("小组", "课题类型")
    shown = {row[0]: row[1] for row in rows(built.PROVINCE, QUOTA) if row[0] in notice.options_of(item)}
    assert sum(shown.values()) == len(season.ledgers[ledger]) == 40


def test_charts_stand_beside_their_numbers():
    assert len(built.formulas(built.PROVINCE)[QUOTA]._charts) == 6
