"""The verb `judge` on a saved workbook: it says what the buttons say and never changes the file."""

import shutil

import openpyxl
import pytest
from contests import contest, workbook
from test_judge_return import filled, full

from pyfuncs.__main__ import main
from pyfuncs.settings import SETTINGS


@pytest.fixture
def book(tmp):
    return shutil.copy(workbook(), tmp / "评审.xlsm")


@pytest.fixture
def weighted(tmp):
    """The sample with weights typed, saved by another program."""
    opened = openpyxl.load_workbook(workbook())
    sheet = opened[SETTINGS]
    rows = [row for row in sheet.iter_rows(min_row=5) if row[0].value == "阶段权重（%）"]
    for row, weight in zip(rows, (40, 60), strict=True):
        row[2].value = weight
    path = tmp / "有权重.xlsx"
    opened.save(path)
    return path


def test_without_weights_the_results_are_refused_and_the_workbook_is_untouched(book, capfd):
    before = book.read_bytes()
    assert main(["judge", str(book), "results"]) == 1
    assert "“资料初审”的权重还空着" in capfd.readouterr().out
    assert book.read_bytes() == before
    assert openpyxl.load_workbook(book.with_name("评审-评审结果.xlsx")).sheetnames == ["评审结果", "评审明细"]
    assert main(["judge", str(book), "winners"]) == 2


def test_with_weights_they_are_ranked_and_the_open_ties_said(weighted, capfd):
    assert main(["judge", str(weighted), "results"]) == 1
    said = capfd.readouterr().out
    assert "第3名有2个得分相同" in said and "第10名有2个得分相同" in said
    assert "粘贴进申报簿的“评审结果”，在那里填“裁定次序”" in said.replace("\n", "")
    assert "“评分”里还有1处错误没有改，会影响名次，见“校验结果”。" in said.replace("\n", "")
    sheet = openpyxl.load_workbook(weighted.with_name("有权重-评审结果.xlsx"))["评审结果"]
    heads = [cell.value for cell in sheet[3]]
    ranks = [row[heads.index("名次")] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert ranks[:6] == [1, 2, 3, 3, 5, 6]
    assert main(["judge", str(weighted), "winners"]) == 2


def test_scores_are_listed_with_the_decimals_the_jury_has_set(weighted, capfd):
    main(["judge", str(weighted), "results"])
    assert "88.30" in capfd.readouterr().out
    made = openpyxl.load_workbook(weighted.with_name("有权重-评审结果.xlsx"))
    for tab, head in (("评审结果", "最终得分"), ("评审明细", "平均分"), ("评审明细", "阶段得分")):
        column = [cell.value for cell in made[tab][3]].index(head)
        assert {row[column].number_format for row in made[tab].iter_rows(min_row=4)} == {"0.00"}


def test_where_nothing_is_declared_or_scored_no_list_is_written(weighted, capfd):
    opened = openpyxl.load_workbook(weighted)
    for tab in ("评分", "个人", "企业"):
        opened[tab].delete_rows(5, 400)
    opened.save(weighted)
    assert main(["judge", str(weighted), "winners"]) == 2
    assert capfd.readouterr().err.startswith("还没有排出名次，没有可以确认的。QC小组成果：没有评分，没有排名。")
    opened["小组"].delete_rows(5, 400)
    opened["班组"].delete_rows(5, 400)
    opened.save(weighted)
    assert main(["judge", str(weighted), "results"]) == 2
    assert capfd.readouterr().err == "还没有参评的申报，请先录入台账。\n"
    assert [path.name for path in weighted.parent.glob("*.xlsx")] == [weighted.name]


def test_rulings_pasted_back_give_the_winners_to_paste(weighted, capfd):
    assert main(["judge", str(weighted), "results"]) == 1
    made = openpyxl.load_workbook(weighted.with_name("有权重-评审结果.xlsx"))["评审结果"]
    title, _, heads, *rows = made.iter_rows(values_only=True)
    assert title[0].startswith("评审结果（暂定，没有确认）　")
    opened = openpyxl.load_workbook(weighted)
    sheet = opened["评审结果"]
    columns = {cell.value: cell.column for cell in sheet[4]}
    rulings = {"稳盾QC小组": 2, "忻州轻骑QC小组": 1, "巧匠QC小组": 1, "启明QC小组": 2}
    for number, row in enumerate(rows, start=5):
        values = dict(zip(heads, row, strict=True))
        values["裁定次序"] = rulings.get(values["参评名称"])
        for head, value in values.items():
            sheet.cell(number, columns[head]).value = value
    opened.save(weighted)
    assert main(["judge", str(weighted), "winners"]) == 0
    said = capfd.readouterr().out
    assert "QC小组成果 二等奖2个：绿能QC小组、忻州轻骑QC小组" in said
    assert "“评分”里还有1处错误没有改，会影响名次，见“校验结果”。" in said.replace("\n", "")
    _, _, heads, *rows = openpyxl.load_workbook(weighted.with_name("有权重-获奖名单.xlsx"))["获奖名单"].values
    assert len(rows) == 16 and rows[2][heads.index("获奖名称")] == "忻州轻骑QC小组"
    assert rows[0][heads.index("获奖编号")] == "2023-001" and rows[0][heads.index("确认日期")]


def test_the_draw_of_a_seed_is_shown(book, capfd):
    assert main(["judge", str(book), "draw", "--seed", "4711"]) == 0
    first = capfd.readouterr().out
    assert "种子 4711" in first and first.count("QC小组") >= 24
    sheet = openpyxl.load_workbook(book.with_name("评审-抽签.xlsx"))["抽签"]
    rows = list(sheet.iter_rows(values_only=True))
    assert "请照它在台账里填“出场顺序”" in first and rows[2][:2] == ("会场", "出场顺序")
    assert rows[0][0] == "抽签结果（种子 4711）" and [row[1] for row in rows[3:]] == list(range(1, 25))
    assert main(["judge", str(book), "draw", "--seed", "4711"]) == 0
    assert capfd.readouterr().out == first


def test_groups_that_withdrew_are_not_drawn_though_no_other_is_marked(tmp, capfd):
    opened = openpyxl.load_workbook(workbook())
    sheet = opened["小组"]
    columns = {cell.value: cell.column for cell in sheet[4]}
    for row in range(5, 29):
        sheet.cell(row, columns["进入现场发表"]).value = "否" if row in (10, 11) else None
    gone = [sheet.cell(row, columns["小组名称"]).value for row in (10, 11)]
    opened.save(tmp / "退出.xlsx")
    assert main(["judge", str(tmp / "退出.xlsx"), "draw", "--seed", "7"]) == 0
    drawn = openpyxl.load_workbook(tmp / "退出-抽签.xlsx")["抽签"]
    names = [row[3] for row in drawn.iter_rows(min_row=4, values_only=True)]
    assert len(names) == 22 and not set(gone) & set(names)
    assert capfd.readouterr().err == ""


def test_with_nothing_to_present_there_is_no_draw(tmp, capfd):
    opened = openpyxl.load_workbook(workbook())
    opened["小组"].delete_rows(5, 200)
    opened.save(tmp / "空.xlsx")
    assert main(["judge", str(tmp / "空.xlsx"), "draw"]) == 2
    assert "还没有要发表的成果，请先录入台账" in capfd.readouterr().err
    assert [path.name for path in tmp.iterdir()] == ["空.xlsx"]


def test_sheets_go_into_a_new_folder_only(book, capfd):
    out = book.with_name("打分")
    assert main(["judge", str(book), "sheets", "--out", str(out)]) == 0
    assert len(list(out.glob("*.xlsx"))) == 7 and len(list(out.glob("*.docx"))) == 14
    assert main(["judge", str(book), "sheets", "--out", str(out)]) == 2
    assert "已经存在，没有改动它" in capfd.readouterr().err
    assert main(["judge", str(book), "sheets"]) == 2


def test_what_came_back_is_written_out_to_be_pasted(book, capfd):
    folder = book.with_name("交回")
    folder.mkdir()
    season, notice = contest()
    filled(folder, (season, notice), full("云端QC小组"))
    (folder / "坏.xlsx").write_bytes(b"PK")
    assert main(["judge", str(book), "take", "--from", str(folder)]) == 1
    said = capfd.readouterr().out
    assert "乔永平.xlsx：新收0行，改动1行，没有变0行" in said and "坏.xlsx：没有收，" in said
    assert "改动的行只列在回执里，核对以后在“评分”里改" in said and "新收的行在" not in said
    assert book.with_name("评审-收评分.xlsx").exists() and book.with_name("评审-收评分-评分.xlsx").exists()
    assert main(["judge", str(book), "take", "--from", str(folder / "没有")]) == 2
    assert "找不到文件夹“没有”" in capfd.readouterr().err


def test_a_notice_that_does_not_judge_is_refused_in_a_sentence(tmp, capfd):
    import built

    path = shutil.copy(built.workbook(built.PROVINCE), tmp / "太原.xlsm")
    assert main(["judge", str(path), "results"]) == 2
    assert "没有评审的规定" in capfd.readouterr().err
