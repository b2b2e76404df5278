"""公示: the text, blanks for what no notice states, and the list."""

from io import BytesIO

import honoured
import openpyxl
import word_text

from pyfuncs.publicity import LIST_HEADS, list_book, publicity
from pyfuncs.winners import read_winners


def test_days_and_dates_stay_blank_and_the_notice_says_the_rest():
    winners, _, notice, honours = honoured.winners()
    text = word_text.text(publicity(winners, honours, notice))
    assert "公示期＿＿天，自＿＿＿＿年＿＿月＿＿日至＿＿＿＿年＿＿月＿＿日。" in text
    assert f"拟对下列{len(winners)}个" in text
    assert "电话：（0351）3536138" in text and "晋质协字[2018] 11 号" in text


def test_its_tables_list_every_winner_of_a_contest_by_prize():
    season, notice, honours = honoured.contest()
    winners = read_winners(season, notice, honours)
    rows = [row for table in word_text.tables(publicity(winners, honours, notice)) for row in table[1:]]
    assert [row[1:] for row in rows] == [[item.unit, item.name, item.topic] for item in winners]


def test_the_spreadsheet_has_a_line_a_winner_with_its_number():
    winners, _, notice, honours = honoured.winners()
    sheet = openpyxl.load_workbook(BytesIO(list_book(winners, honours, notice))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == list(LIST_HEADS)
    assert {row[-1] for row in rows[1:]} == {item.number for item in winners}
    assert rows[1][3:5] == [honoured.LONG_UNIT, honoured.LONG_NAME]
