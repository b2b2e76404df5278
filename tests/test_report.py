"""校验结果 and 生成清单 as workbooks: every finding and every form, each with its link."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from payloads import FORMULAS, SPOILT, cells_of, formula_cells, links

from pyfuncs.check import Finding
from pyfuncs.forms import Made
from pyfuncs.notice import Notice
from pyfuncs.report import FINDING_HEADS, MANIFEST_HEADS, finding_row, findings_book, manifest_book

FINDING = Finding("错误", "小组", "C5", "星火QC小组", "人数", "12人", "小组!C5写错了。", "改正", "附件3.1", "小组", 5)


def test_findings_book(notice_2018: Notice) -> None:
    findings = [
        FINDING,
        replace(FINDING, level="核实", cell="", tab="首页"),
        replace(FINDING, level="提示", tab="O'小组"),
    ]
    data = findings_book(findings, "太原#1 2018.xlsx", notice_2018, "太原")
    rows = cells_of(data)
    assert "太原#1 2018.xlsx" in str(rows[0][0]) and notice_2018.name in str(rows[0][0])
    assert "错误 1 处" in str(rows[1][0]) and "提示 1 处" in str(rows[1][0])
    start = rows.index(list(FINDING_HEADS))
    assert [[value or "" for value in row] for row in rows[start + 1 :]] == [finding_row(item) for item in findings]
    target = "太原%231%202018.xlsx"
    assert links(data) == [
        (f"C{start + 2}", target, "'小组'!C5"),
        (f"C{start + 4}", target, "'O''小组'!C5"),
    ]


def test_no_findings_still_say_so(notice_2018: Notice) -> None:
    rows = cells_of(findings_book([], "太原.xlsx", notice_2018, "太原"))
    assert "错误 0 处" in str(rows[1][0])
    assert list(FINDING_HEADS) in rows


@pytest.mark.parametrize("text", [*FORMULAS, *SPOILT])
def test_no_text_of_a_finding_becomes_a_formula(notice_2018: Notice, text: str) -> None:
    finding = Finding("错误", text, "C5", text, text, text, text, text, text, "小组", 5)
    data = findings_book([finding], f"{text}.xlsx", notice_2018, text)
    assert formula_cells(data) == []
    openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("text", [*FORMULAS, *SPOILT])
def test_no_text_of_the_manifest_becomes_a_formula(notice_2018: Notice, text: str) -> None:
    data = manifest_book([Made(text, text, text, "甲/乙.docx", 0, text)], notice_2018)
    assert formula_cells(data) == []
    openpyxl.load_workbook(io.BytesIO(data))


def test_manifest_book(notice_2018: Notice) -> None:
    made = [
        Made("附件3.1 申报表", "甲公司", "星火", "甲公司/附件3.1 星火.docx", 0),
        Made("附件7 申报表", "甲公司", "甲公司", "甲公司/附件7.docx", 2, "汇总表没有这一栏"),
    ]
    data = manifest_book(made, notice_2018)
    rows = cells_of(data)
    assert "共 2 份，其中 1 份的记录还有错误" in str(rows[0][0])
    start = rows.index(list(MANIFEST_HEADS))
    assert [row[3] for row in rows[start + 1 :]] == [item.file for item in made]
    assert rows[start + 2][4:] == [2, "有2处错误，改正后请重新生成；汇总表没有这一栏"]
    assert [target for _, target, _ in links(data)] == ["甲公司\\附件3.1%20星火.docx", "甲公司\\附件7.docx"]
