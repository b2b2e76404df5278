"""Every verb on a saved workbook: its exit status, its JSON exactly as promised, its files and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import clerk_book
import openpyxl
import pytest
import word_text
from hostile import snapshot
from payloads import cells_of, formula_cells

from pyfuncs import layout
from pyfuncs.__main__ import main
from pyfuncs.notice import LEVELS, Notice
from pyfuncs.report import FINDING_HEADS
from pyfuncs.samples import load_sample
from pyfuncs.workbook import build_workbook

FINDING = ["level", "tab", "cell", "record", "field", "value", "message", "fix", "source"]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, notice_2018: Notice) -> Path:
    """太原 at full quota, in the real workbook; read only."""
    return sample(tmp_path_factory.mktemp("样"), notice_2018, "2018太原")


def sample(folder: Path, notice: Notice, name: str) -> Path:
    path = folder / f"{name}.xlsm"
    build_workbook(path, [notice], load_sample(name, notice), notice.id)
    return path


@pytest.fixture
def path(tmp: Path, notice_2018: Notice) -> Path:
    """A small workbook with much left to fill in."""
    return clerk_book.build(tmp / "太原 2018.xlsx", notice_2018, clerk_book.HOME_2018, clerk_book.ROWS_2018)


def run(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a verb."""
    capfd.readouterr()
    status = main(list(map(str, arguments)))
    out, err = capfd.readouterr()
    return status, out, err


def as_json(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, Any]:
    status, out, err = run(capfd, *arguments, "--json", "-")
    assert err == ""
    return status, json.loads(out)


# -- check -----------------------------------------------------------------------------------------


def test_check_finds_nothing_to_mend_in_the_clean_sample(
    clean: Path, tmp: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    book = tmp / clean.name
    book.write_bytes(clean.read_bytes())
    status, data = as_json(capfd, "check", book)
    assert (status, data["counts"]["错误"], data["counts"]["核实"]) == (0, 0, 0)
    assert (data["notice"], data["unit"]) == ("2018", "太原")


def test_check_of_the_spoilt_sample(tmp: Path, notice_2018: Notice, capfd: pytest.CaptureFixture[str]) -> None:
    book = sample(tmp, notice_2018, "2018太原-待改")
    status, data = as_json(capfd, "check", book)
    assert status == 1 and data["counts"]["错误"] >= 25
    sheets = openpyxl.load_workbook(book)
    for item in data["findings"]:
        assert item["tab"] in sheets.sheetnames
        if item["cell"] and item["value"]:
            assert sheets[item["tab"]][item["cell"]].value is not None, item


def test_check_json_is_as_promised(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, data = as_json(capfd, "check", path)
    assert status == 1
    assert list(data) == ["notice", "unit", "counts", "findings"]
    assert list(data["counts"]) == list(LEVELS)
    assert all(list(item) == FINDING for item in data["findings"])
    for level in LEVELS:
        assert data["counts"][level] == sum(item["level"] == level for item in data["findings"])


def test_check_writes_its_result_beside_the_book_and_nothing_else(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(path.parent)
    status, out, err = run(capfd, "check", path)
    after = snapshot(path.parent)
    result = after.pop("太原 2018-校验结果.xlsx")
    assert (after, status, err) == (before, 1, "")
    assert "读入：小组 1，小组成员 2" in out and "错误" in out and "太原 2018-校验结果.xlsx" in out
    rows = cells_of(result)
    start = rows.index(list(FINDING_HEADS))
    _, data = as_json(capfd, "check", path)
    assert len(rows) - start - 1 == len(data["findings"])
    assert formula_cells(result) == []


def test_check_to_a_json_file_still_talks(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    target = path.with_name("结果.json")
    status, out, _ = run(capfd, "check", path, "--json", target)
    assert status == 1 and "读入：小组 1" in out
    assert json.loads(target.read_text("utf-8"))["unit"] == "太原"


def test_a_ledger_that_is_gone_is_never_passed_over(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(path)
    del book["班组"]
    book.save(path)
    for verb in ("quota", "fees", "stats"):
        status, out, _ = run(capfd, verb, path)
        assert status == 1 and "找不到“班组”台账" in out, verb
    status, data = as_json(capfd, "check", path)
    assert "找不到“班组”台账" in data["findings"][0]["message"]
    assert main(["forms", str(path), "--out", str(path.with_name("出"))]) == 1


# -- quota, stats, fees ----------------------------------------------------------------------------


def test_quota(clean: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, data = as_json(capfd, "quota", clean)
    assert status == 0 and list(data) == ["rows", "totals"]
    assert all(list(row) == ["category", "declared", "quota", "left", "source"] for row in data["rows"])
    assert all(list(row) == ["category", "printed", "sum"] for row in data["totals"])
    assert {row["category"]: row["left"] for row in data["rows"]}["优秀QC小组"] == 0
    status, out, _ = run(capfd, "quota", clean)
    assert status == 0 and "优秀QC小组" in out and "475" in out and "474" in out


def test_a_unit_beside_the_quota_table_is_said_and_status_1(
    tmp: Path, notice_2018: Notice, capfd: pytest.CaptureFixture[str]
) -> None:
    """附件2 gives 太原 forty; of 太 原 it says nothing, so nothing was compared."""
    book = clerk_book.build(
        tmp / "太原.xlsx", notice_2018, {**clerk_book.HOME_2018, "推荐单位": "太 原"}, clerk_book.ROWS_2018
    )
    status, out, _ = run(capfd, "quota", book)
    assert status == 1
    assert "名额没有核对，请照名额表（附件2）改正推荐单位：名额表中没有“太 原”，是否为“太原”？" in out
    assert "未核对" in out and "通知未规定" not in out


def test_quota_exceeded_is_status_1(tmp: Path, notice_2018: Notice, capfd: pytest.CaptureFixture[str]) -> None:
    assert as_json(capfd, "quota", sample(tmp, notice_2018, "2018太原-待改"))[0] == 1


def test_stats(clean: Path, capfd: pytest.CaptureFixture[str], notice_2018: Notice) -> None:
    status, data = as_json(capfd, "stats", clean)
    assert status == 0
    assert list(data) == [item.name for item in notice_2018.forms["附件9"].field]
    for name in ("普及率", "成果率", "活动率"):
        line = data[name]
        assert {"value", "numerator", "denominator"} <= set(line)
        assert line["value"] == pytest.approx(line["numerator"] / line["denominator"] * 100, abs=0.005)
        assert line["value"] == round(line["value"], 2)
    status, out, _ = run(capfd, "stats", clean)
    assert status == 0 and "×100%" in out


def test_stats_with_gaps_is_status_1(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, data = as_json(capfd, "stats", path)
    assert status == 1 and data["普及率"]["value"] is None
    out = run(capfd, "stats", path)[1]
    assert "（未填）" in out
    errors = [line for line in run(capfd, "check", path)[1].splitlines() if line.startswith("错误  2018附件9!")]
    assert f"统计表有{len(errors)}处错误，改法见校验（check）" in out and "看不懂" not in out


def test_stats_shows_what_is_not_understood(path: Path, capfd: pytest.CaptureFixture[str], notice_2018: Notice) -> None:
    form = notice_2018.forms["附件9"]
    book, places = openpyxl.load_workbook(path), layout.input_cells(form, notice_2018)
    for name, value in {"职工总数": "46200人", "参加QC小组人数": 11550, "邮政编码": "30009"}.items():
        row, col = places[name][3:]
        book[form.tab].cell(row + 1, col + 1, value)
    book.save(path)
    status, out, _ = run(capfd, "stats", path)
    assert status == 1 and "11550÷46200人" in out and "30009" in out
    assert "处错误，2格的内容看不懂、照原样列出、没有算入比率，改法见校验（check）" in out
    status, data = as_json(capfd, "stats", path)
    assert status == 1 and data["职工总数"]["value"] == "46200人" and data["职工总数"]["unread"] is True


def test_fees(clean: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, data = as_json(capfd, "fees", clean)
    assert status == 0 and list(data) == ["lines", "total", "account"]
    assert data["account"]["due"] == data["total"] and data["account"]["received"] == 0
    assert all(list(line) == ["item", "count", "unit_price", "amount", "source"] for line in data["lines"])
    assert data["total"] == sum(line["count"] * line["unit_price"] for line in data["lines"]) >= 16_500
    out = run(capfd, "fees", clean)[1]
    assert out.count(f"{data['total']:,}") == 2 and str(data["total"]) not in out and "75250188000022776" in out


def test_fees_are_said_in_words_and_printed(clean: Path, tmp: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = run(capfd, "fees", clean, "--out", tmp / "清单" / "费用.docx")[1]
    assert "应缴合计（大写）：壹万陆仟伍佰元整" in out and "已收" in out
    assert "壹万陆仟伍佰元整" in word_text.text((tmp / "清单" / "费用.docx").read_bytes())


def test_the_list_of_fees_never_takes_the_place_of_a_workbook(clean: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = clean.read_bytes()
    assert run(capfd, "fees", clean, "--out", clean)[0] == 2
    assert clean.read_bytes() == before


def test_materials_missing_and_late_are_status_1(clean: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, data = as_json(capfd, "materials", clean)
    assert status == 1 and [due["when"] for due in data["due"]] == ["2018年6月10日前", "2018年6月20日前", "报到时"]
    assert sum(due["missing"] for due in data["due"]) == len(data["missing"]) > 100
    assert data["due"][0]["days_left"] < 0 and data["due"][2]["days_left"] is None
    out = run(capfd, "materials", clean)[1]
    assert "还缺" in out and "推荐汇总表" in out
    assert "项没有列出，要看全部，在命令后面加 --json 文件名" in out
    whole = clean.with_name("材料.json")
    assert f"项没有列出，全部在 {whole}" in run(capfd, "materials", clean, "--json", whole)[1].replace("\n", "")


def test_print_puts_all_forms_into_one_file(clean: Path, tmp: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, out = run(capfd, "print", clean, "--out", tmp / "打印", "--no-pdf")[:2]
    assert status == 0 and "应打印 95 份，已合成 95 份" in out
    assert sorted(path.name for path in (tmp / "打印").iterdir()) == ["打印包.docx", "费用清单.docx"]


def test_a_notice_without_fees(tmp: Path, notice_2023: Notice, capfd: pytest.CaptureFixture[str]) -> None:
    book = sample(tmp, notice_2023, "2023信息通信")
    assert as_json(capfd, "fees", book) == (0, {"lines": [], "total": 0})
    assert "没有规定费用" in run(capfd, "fees", book)[1]
    status, data = as_json(capfd, "quota", book)
    assert status == 0 and data["totals"] == []


# -- forms -----------------------------------------------------------------------------------------


def test_forms(clean: Path, tmp: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capfd, "forms", clean, "--out", tmp / "出")
    made = [name for name in snapshot(tmp / "出") if name.endswith(".docx")]
    assert (status, err.strip()) == (0, "")
    assert f"应生成 {len(made)} 份，已生成 {len(made)} 份" in out and str(tmp / "出") in out
    assert {"附件9 活动统计表.docx", "附件10 推荐汇总表.docx", "生成清单.xlsx"} < set(snapshot(tmp / "出"))


def test_forms_json(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = path.with_name("出")
    status, data = as_json(capfd, "forms", path, "--out", out, "--only", "附件3.1", "--record", "星火QC小组")
    assert status == 1 and list(data) == ["folder", "asked", "made"]
    assert (data["folder"], data["asked"], len(data["made"])) == (str(out), 1, 1)
    assert list(data["made"][0]) == ["form", "unit", "record", "file", "mistakes", "note"]
    assert (out / data["made"][0]["file"]).is_file()


def test_forms_tells_what_an_earlier_run_left(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = path.with_name("出")
    run(capfd, "forms", path, "--out", out)
    said = run(capfd, "forms", path, "--out", out, "--only", "附件9")[1]
    assert "还有 3 份以前生成" in said and not said.rstrip().endswith("等")
    for number in range(3):
        shutil.copy(out / "附件10 推荐汇总表.docx", out / f"附件10 推荐汇总表{number}.docx")
    said = run(capfd, "forms", path, "--out", out, "--only", "附件9")[1]
    assert "还有 6 份以前生成" in said and said.rstrip().endswith(".docx等")


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        (["--only", "附件3"], "附件3.1"),
        (["--only", "附件33"], "没有可生成的“附件33”"),
        (["--record", "没有的小组"], "找不到“没有的小组”"),
    ],
)
def test_forms_of_nothing(path: Path, capfd: pytest.CaptureFixture[str], chosen: list[str], says: str) -> None:
    before = snapshot(path.parent)
    status, _, err = run(capfd, "forms", path, "--out", path.with_name("出"), *chosen)
    assert (status, err.count("\n")) == (2, 1) and says in err
    assert snapshot(path.parent) == before


# -- new, rules ------------------------------------------------------------------------------------


def test_new_is_a_workbook_that_can_be_checked(tmp: Path, capfd: pytest.CaptureFixture[str]) -> None:
    book = tmp / "我的" / "太原.xlsm"
    status, out, err = run(capfd, "new", book, "--notice", "2018", "--unit", "太原")
    assert (status, err) == (0, "") and str(book) in out
    status, data = as_json(capfd, "check", book)
    assert (data["notice"], data["unit"]) == ("2018", "太原")
    assert all(item["tab"] in ("首页", "2018附件9") for item in data["findings"])
    assert as_json(capfd, "quota", book)[1]["rows"][0]["left"] == 40


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["太原.xlsm", "--notice", "2019"], "没有通知“2019”"),
        (["太原.xlsm", "--notice", "2018", "--unit", "大元"], "没有“大元”"),
        (["太原.xlsx", "--notice", "2018"], "应存为 .xlsm"),
        (["旧的.xlsm", "--notice", "2018"], "已经存在"),
    ],
)
def test_new_refuses(tmp: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    (tmp / "旧的.xlsm").write_bytes(b"old")
    status, out, err = run(capfd, "new", tmp / arguments[0], *arguments[1:])
    assert (status, out, err.count("\n")) == (2, "", 1) and says in err
    assert snapshot(tmp) == {"旧的.xlsm": b"old"}


def test_rules_lists_every_rule_of_both_notices(capfd: pytest.CaptureFixture[str]) -> None:
    status, data = as_json(capfd, "rules")
    assert status == 0
    assert all(list(item) == ["notice", "id", "kind", "rule", "source"] for item in data)
    ids = {(item["notice"], item["id"]) for item in data if item["id"]}
    assert ids == {("2018", f"A{n:02}") for n in range(1, 38)} | {("2023", f"B{n:02}") for n in range(1, 26)}
    status, out, _ = run(capfd, "rules")
    assert status == 0 and "A37" in out and "B25" in out
