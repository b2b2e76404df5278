"""材料清单: every material the notice asks for, in its order; what the pack holds, what has to be brought."""

import io

import openpyxl
import pytest

from pyfuncs.notice import UNIT, load_notice
from pyfuncs.packing_list import BRING, Item, form_order, packing_list, wanted
from pyfuncs.samples import load_sample

NOTICE = load_notice("2018")
COUNTS = {"错误": 2, "核实": 1, "提示": 0}


@pytest.fixture(scope="module")
def season():
    return load_sample("2018太原", NOTICE)


def forms(name, count):
    return [Item(f"06_{name}/{n:02}_x.docx", f"{name} 表", name, "甲公司", f"第{n}组", 0, 10) for n in range(count)]


def sheets(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book}


def test_materials_stand_in_the_order_of_the_notice(season):
    lines = [line.material for line in wanted(season, NOTICE, [])]
    asked = [item for item in NOTICE.material if item in lines]
    assert lines == asked
    assert [item.document for item in lines][:5] == [
        "QC小组活动年度工作总结",
        "活动统计表",
        "推荐汇总表",
        "交流活动费",
        "参会代表名单",
    ]


def test_a_material_of_an_award_without_entries_is_not_asked(season):
    empty = load_sample("2018太原", NOTICE)
    empty.ledgers["班组"] = []
    assert {line.material.per for line in wanted(empty, NOTICE, [])} < {
        line.material.per for line in wanted(season, NOTICE, [])
    }
    assert UNIT in {line.material.per for line in wanted(empty, NOTICE, [])}


def test_attachments_are_ordered_as_they_are_asked_for():
    assert form_order(NOTICE)[:5] == ["附件9", "附件10", "附件3.1", "附件3.2", "附件4"]
    assert sorted(form_order(NOTICE)) == sorted(NOTICE.forms)


def test_what_the_program_supplies_and_what_has_to_be_brought(season):
    rows = sheets(packing_list(season, NOTICE, "太原", forms("附件3.1", 40), COUNTS))["材料清单"]
    heads = rows[4]
    lines = [dict(zip(heads, row, strict=True)) for row in rows[5:]]
    form = next(line for line in lines if line["报什么"].endswith("（附件3.1）"))
    assert (form["应有（项）"], form["每项份数"], form["盖章"]) == (40, "原件1份", "要盖章")
    assert form["本包所附"] == "40 份，见 06"
    report = next(line for line in lines if line["报什么"] == "小组成果报告")
    assert (report["每项份数"], report["本包所附"]) == ("电子版1份（wps）", BRING)
    assert next(line for line in lines if line["报什么"] == "交流活动费")["本包所附"] == BRING


def test_too_few_files_are_said(season):
    rows = sheets(packing_list(season, NOTICE, "太原", forms("附件3.1", 38), COUNTS))["材料清单"]
    assert any("2 份没有生成，请核对" in str(row[8]) for row in rows)


def test_a_form_of_two_awards_is_counted_once(season):
    lines = wanted(season, NOTICE, forms("附件6", 5))
    taken = [len(line.files) for line in lines if line.material.form == "附件6"]
    assert taken == [2, 3]


def test_a_form_that_no_material_names_is_listed_all_the_same(season):
    rows = sheets(packing_list(season, NOTICE, "太原", forms("附件1", 1), COUNTS))["材料清单"]
    assert (rows[-1][1], rows[-1][7]) == ("附件1 表", "1 份")


def test_every_file_and_the_findings_are_told(season):
    files = [Item("01_材料清单.xlsx", "材料清单"), *forms("附件3.1", 3)]
    files[1].mistakes = 2
    made = sheets(packing_list(season, NOTICE, "太原 =1+1", files, COUNTS))
    assert "还有错误 2 处、需要核实的 1 处" in made["材料清单"][1][0]
    assert made["材料清单"][2][0] == "包内共 4 个文件，逐个列在“文件”表"
    assert [row[1] for row in made["文件"][3:]] == [item.name for item in files]
