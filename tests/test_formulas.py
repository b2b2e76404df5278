import pytest

from pyfuncs.formulas import Columns, area, cell, choose, column_letters, column_number, joined, literal, shown

GROUPS = Columns("小组", 4, 2003, {"企业名称": 0, "小组名称": 1, "上会发表": 2}, ("企业名称", "小组名称"))


def test_references_are_absolute_and_quote_the_tab():
    assert cell("首页", 4, 2) == "'首页'!$C$5"
    assert cell("", 0, 27) == "$AB$1"
    assert area("2018附件3.1", 0, 0, 1, 1) == "'2018附件3.1'!$A$1:$B$2"
    assert cell("张'表", 0, 0).startswith("'张''表'!")


@pytest.mark.parametrize(
    ("text", "formula"),
    [("", '""'), ('写"全称"', '"写""全称"""'), ("上\n下", '"上"&CHAR(10)&"下"'), ("\n", "CHAR(10)")],
)
def test_literals(text, formula):
    assert literal(text) == formula


def test_long_literals_come_in_pieces_excel_takes():
    pieces = literal("字" * 999).split("&")
    assert all(len(piece) <= 255 for piece in pieces)
    assert "".join(piece.strip('"') for piece in pieces) == "字" * 999


def test_dates_are_shown_in_chinese_without_a_format_that_depends_on_the_language():
    assert "TEXT(" not in shown("A1", "日期") and "ISNUMBER(A1)" in shown("A1", "日期")
    assert shown("A1", "整数") == 'A1&""'


def test_choice_and_joining():
    assert choose([("a", "1"), ("b", "2")], "3") == "IF(a,1,IF(b,2,3))"
    assert joined([]) == '""'


def test_counts_and_places_of_entries():
    assert GROUPS.range("小组名称") == "'小组'!$B$5:$B$2004"
    assert GROUPS.count({}).startswith("SUMPRODUCT(--(")
    assert GROUPS.count({"上会发表": ["是"]}) == "COUNTIFS('小组'!$C$5:$C$2004,\"是\")"
    assert GROUPS.count({"上会发表": ["是", "否"]}).startswith("SUMPRODUCT(")
    assert GROUPS.nth("x", "$A$1") == "IFERROR(SMALL(IF(x,ROW('小组'!$A$5:$A$2004)-4),$A$1),0)"


@pytest.mark.parametrize(
    ("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16384), ("xfd", 16384), (b"B", 2)]
)
def test_column_number(letters: str | bytes, number: int) -> None:
    assert column_number(letters) == number


def test_columns_are_counted_as_spreadsheets_do():
    assert all(column_number(column_letters(number)) == number for number in range(1, 2000))
