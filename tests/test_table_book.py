"""Report workbooks: text stays text, links lead where they say, nothing is cut without a word."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from payloads import FORMULAS, SPOILT, STRANGE, cells_of, formula_cells, links

from pyfuncs.metrics import LONGEST_CELL
from pyfuncs.table_book import Link, Table, fit, report, to_file


def one(value: object, intro: tuple[str, ...] = ()) -> bytes:
    return report([Table("结果", ("甲",), [[value]], (10,), intro)])


@pytest.mark.parametrize("text", [*FORMULAS, *STRANGE])
def test_text_stays_text(text: str) -> None:
    data = report([Table("结果", (text,), [[text]], (10,), (text,))])
    assert formula_cells(data) == []
    book = openpyxl.load_workbook(io.BytesIO(data))
    held = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert [cell.value.replace("_x005F_", "_") for cell in held] == [text] * 3
    assert not any(cell.hyperlink for cell in held)


@pytest.mark.parametrize("text", SPOILT)
def test_signs_that_xml_cannot_hold_are_seen(text: str) -> None:
    data = one(text, (text,))
    assert [value for row in cells_of(data) for value in row if value and value != "甲"] == ["坏\ufffd字"] * 2


LONG = "名额 " + "长" * 28


@pytest.mark.parametrize(
    "names", [["名额 晋北/晋南", "名额 晋北:晋南"], [LONG + "甲", LONG + "乙"], ["a", "A"], ["'甲'", ""]]
)
def test_tabs_named_after_what_was_typed_are_all_there(names):
    """An area may be called anything; the program that reads sheets is stricter."""
    data = report([Table(name, ("甲",), [[name]], (10,)) for name in names])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [sheet["A2"].value or "" for sheet in book] == names


def test_numbers_stay_numbers() -> None:
    assert cells_of(report([Table("结果", ("甲", "乙", "丙"), [[3, 2.5, None]], (5, 5, 5))]))[1] == [3, 2.5, None]


def test_numbers_of_a_column_are_shown_with_as_many_decimals_as_it_asks_for() -> None:
    rows: list[list[Any]] = [[88.3, 88.3, 88.3], ["缺", 7, 1.5]]
    table = Table("结果", ("得分", "整数", "别的"), rows, (8, 8, 8), decimals={0: 2, 1: 0})
    shown = openpyxl.load_workbook(io.BytesIO(report([table]))).worksheets[0].iter_rows(min_row=2)
    assert [[cell.number_format for cell in row] for row in shown] == [["0.00", "0", "General"]] * 2


def test_text_beyond_what_a_cell_holds_says_so() -> None:
    assert fit("字" * LONGEST_CELL) == "字" * LONGEST_CELL
    cut = fit("字" * (LONGEST_CELL + 1))
    assert len(cut) == LONGEST_CELL and cut.endswith("（全文见原文件）")
    assert cells_of(one("字" * 40_000))[1] == [cut]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("太原.xlsx", "太原.xlsx"),
        ("太原 2018.xlsx", "太原%202018.xlsx"),
        ("太原#2.xlsx", "太原%232.xlsx"),
        ("100%.xlsx", "100%25.xlsx"),
        ("50%20.xlsx", "50%2520.xlsx"),
        ("太原[1].xlsx", "太原%5B1%5D.xlsx"),
        ("甲公司/附件3.1 星火.docx", "甲公司\\附件3.1%20星火.docx"),
    ],
)
def test_links_lead_to_files_of_any_name(name: str, target: str) -> None:
    data = report(
        [Table("结果", ("甲", "乙"), [[Link("一", to_file(name)), Link("二", to_file(name, "'小 组#'!C5"))]], (5, 5))]
    )
    assert links(data) == [("A2", target, ""), ("B2", target, "'小 组#'!C5")]
    assert cells_of(data)[1] == ["一", "二"]


def test_a_link_looks_like_one_in_a_row_of_any_colour() -> None:
    rows = [[Link("一", to_file("太原.xlsx")), "甲", None], ["乙", None, Link("二", to_file("太原.xlsx"))]]
    data = report([Table("结果", ("甲", "乙", "丙"), rows, (5, 5, 5), fills={1: "#FFE699"})])
    sheet = openpyxl.load_workbook(io.BytesIO(data))["结果"]
    underlined = [[cell.font.underline for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert underlined == [["single", None, None], [None, None, "single"]]
    assert [cell.fill.fgColor.rgb for cell in sheet[3]] == ["FFFFE699"] * 3
    assert {cell.border.left.style for row in sheet.iter_rows(min_row=2) for cell in row} == {"thin"}


def test_more_links_than_excel_allows_stay_as_text(recwarn: pytest.WarningsRecorder) -> None:
    url = to_file("长" * 3000 + ".xlsx")
    assert cells_of(one(Link("去看", url)))[1] == ["去看"]


def test_heads_are_frozen_and_filtered() -> None:
    data = report([Table("结果", ("甲", "乙"), [[1, 2], [3, 4]], (5, 6), ("第一行", "第二行"))])
    sheet = openpyxl.load_workbook(io.BytesIO(data))["结果"]
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == "A4:B6"
    assert [cell.value for cell in sheet[4]] == ["甲", "乙"]
    assert (sheet["A1"].value, sheet["A2"].value) == ("第一行", "第二行")


def test_empty_table_is_a_workbook_too() -> None:
    assert cells_of(report([Table("结果", ("甲",), [], (5,))])) == [["甲"]]


def test_equal_contents_give_equal_bytes() -> None:
    assert one("甲") == one("甲")


def test_a_column_may_offer_its_words_and_another_stay_hidden():
    table = Table("表", ("选", "看不见"), [["是", "{}"], ["否", "{}" * 400]], (8, 20))
    table.choices, table.hidden = {0: ("是", "否")}, frozenset({1})
    sheet = openpyxl.load_workbook(io.BytesIO(report([table]))).worksheets[0]
    [rule] = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"是,否"', "A2:A3")
    assert sheet.column_dimensions["B"].hidden and sheet.row_dimensions[3].height == sheet.row_dimensions[2].height
