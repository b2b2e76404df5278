"""All Word forms of a season: all or none, nothing of another's touched, every file in the list of what was made."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from hostile import snapshot
from payloads import FORMULAS, SPOILT, cells_of, formula_cells, links

from pyfuncs import forms
from pyfuncs.check import check
from pyfuncs.forms import MANIFEST, NothingToMake, Result, make_forms
from pyfuncs.notice import Notice
from pyfuncs.records import typed_record
from pyfuncs.rules import Season
from pyfuncs.samples import load_sample, sample_notice

TAIYUAN, INFOCOM = "2018太原", "2023信息通信"


@pytest.fixture(scope="module")
def taiyuan(notice_2018: Notice) -> Season:
    return load_sample(TAIYUAN, notice_2018)


def few(notice: Notice, rows: list[dict[str, Any]], members: list[dict[str, Any]] | None = None) -> Season:
    """A season of 太原 with the statistics empty and just these groups."""
    season = Season()
    for name, items in {"小组": rows, "小组成员": members or []}.items():
        fields = notice.fields_of(name)
        season.ledgers[name] = [typed_record(fields, row, name, number) for number, row in enumerate(items, start=2)]
    season.single["首页"] = typed_record(notice.fields_of("首页"), {"推荐单位": "太原"}, "首页", 0)
    return season


def group(company: str, name: str, topic: str = "降低返修率") -> dict[str, Any]:
    return {"企业名称": company, "小组名称": name, "课题名称": topic}


def made(notice: Notice, season: Season, out: Path, **chosen: Any) -> Result:
    return make_forms(season, notice, check(season, notice), out, **chosen)


def files_of(result: Result) -> list[str]:
    return sorted(item.file for item in result.made)


def text_of(path: Path) -> str:
    """All text of a Word file, tables included."""
    return "\n".join(
        node.text or "" for node in docx.Document(str(path)).element.body.iter() if node.tag.endswith("}t")
    )


# -- what is made ----------------------------------------------------------------------------------


def test_a_full_season(notice_2018: Notice, taiyuan: Season, tmp: Path) -> None:
    result = made(notice_2018, taiyuan, tmp / "出")
    counts = {name: sum(item.form.startswith(f"{name} ") for item in result.made) for name in notice_2018.forms}
    people = len(taiyuan.ledgers["个人"])
    assert counts["附件3.1"] == counts["附件3.2"] == 40
    assert (counts["附件4"], counts["附件9"], counts["附件10"]) == (6, 1, 1)
    assert counts["附件5"] + counts["附件7"] == 2 and counts["附件6"] + counts["附件8"] == people
    assert counts["附件1"] == counts["附件2"] == 0
    assert result.records == len(result.made) == len(set(files_of(result)))
    assert set(files_of(result)) | {MANIFEST} == set(snapshot(tmp / "出"))
    assert all("/" not in item.file for item in result.made if not item.unit)
    assert all(item.file.count("/") == 1 for item in result.made if item.unit)
    assert all(zipfile.ZipFile(tmp / "出" / item.file).testzip() is None for item in result.made)


def test_the_other_notice(notice_2023: Notice, tmp: Path) -> None:
    assert sample_notice(INFOCOM) == notice_2023.id
    season = load_sample(INFOCOM, notice_2023)
    result = made(notice_2023, season, tmp / "出")
    at_top = {item.form.split(" ")[0] for item in result.made if not item.unit}
    assert at_top == {"附件7", "附件8"}
    assert sum(item.form.startswith("附件5 ") for item in result.made) == 24
    folders = {item.file.split("/")[0] for item in result.made if item.unit}
    assert len(folders) == len({item.unit for item in result.made if item.unit})


def test_what_is_typed_stands_in_the_form(notice_2018: Notice, tmp: Path) -> None:
    season = few(notice_2018, [group('甲<公司>&"乙"有限公司', "𠮷祥'镕")])
    result = made(notice_2018, season, tmp / "出", only="附件3.1")
    text = text_of(tmp / "出" / result.made[0].file)
    assert '甲<公司>&"乙"有限公司' in text and "𠮷祥'镕" in text


def test_a_record_with_mistakes_is_made_and_marked(notice_2018: Notice, tmp: Path) -> None:
    season = few(notice_2018, [group("甲公司", "星火") | {"人数": "三人", "邮编": "0300"}])
    result = made(notice_2018, season, tmp / "出", only="附件3.1")
    (item,) = result.made
    assert item.mistakes > 2
    assert "三人" in text_of(tmp / "出" / item.file), "what could not be understood is printed as typed"
    row = cells_of(tmp / "出" / MANIFEST)[-1]
    assert row[4] == item.mistakes and "处错误" in str(row[5])


def test_mistakes_of_members_count_for_their_group(notice_2018: Notice, tmp: Path) -> None:
    rows = [group("甲公司", "星火"), group("甲公司", "先锋")]
    member = {"企业名称": "甲公司", "小组名称": "先锋", "姓名": "苗雨", "年龄": "三十"}
    season = few(notice_2018, rows, [member])
    by_name = {item.record: item.mistakes for item in made(notice_2018, season, tmp / "出", only="附件3.2").made}
    plain = {item.record: item.mistakes for item in made(notice_2018, season, tmp / "另", only="附件3.1").made}
    assert by_name["先锋"] > plain["先锋"]


def test_awards_that_no_summary_lists_are_told_in_the_manifest(notice_2018: Notice, tmp: Path) -> None:
    season = few(notice_2018, [])
    row = {"企业名称": "甲公司", "申报奖项": "质量信得过班组建设优秀企业"}
    season.ledgers["企业"] = [typed_record(notice_2018.fields_of("企业"), row, "企业", 2)]
    findings = check(season, notice_2018)
    assert any("附件10没有" in item.message for item in findings)
    make_forms(season, notice_2018, findings, tmp / "出", only="附件7")
    assert "附件10" in str(cells_of(tmp / "出" / MANIFEST)[-1][5])


# -- choosing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("only", ["附件3.1", "2018附件3.1", "附件３.1", " 附件3.1 "])
def test_only_one_attachment(notice_2018: Notice, tmp: Path, only: str) -> None:
    season = few(notice_2018, [group("甲公司", "星火"), group("乙公司", "先锋")])
    assert files_of(made(notice_2018, season, tmp / "出", only=only)) == [
        "乙公司/附件3.1 优秀质量管理小组成果申报表 先锋.docx",
        "甲公司/附件3.1 优秀质量管理小组成果申报表 星火.docx",
    ]


@pytest.mark.parametrize(("record", "count"), [("星火", 4), ("甲公司", 4), ("乙 公司", 2), ("课题二", 2)])
def test_only_one_record(notice_2018: Notice, tmp: Path, record: str, count: int) -> None:
    rows = [group("甲公司", "星火", "课题一"), group("甲公司", "星火", "课题二"), group("乙公司", "先锋", "课题三")]
    assert len(made(notice_2018, few(notice_2018, rows), tmp / "出", record=record).made) == count


@pytest.mark.parametrize("chosen", [{"record": "没有的小组"}, {"only": "附件4"}, {"only": "附件3.1", "record": "乙"}])
def test_nothing_to_make_leaves_nothing(notice_2018: Notice, tmp: Path, chosen: dict[str, str]) -> None:
    season = few(notice_2018, [group("甲公司", "星火")])
    with pytest.raises(NothingToMake, match="没有可以生成的表"):
        made(notice_2018, season, tmp / "出", **chosen)
    assert list(tmp.iterdir()) == []


# -- file names ------------------------------------------------------------------------------------


def test_names_that_would_meet_are_kept_apart(notice_2018: Notice, tmp: Path) -> None:
    rows = [
        group("甲/公司", "一/组", "课题一"),
        group("甲:公司", "一/组", "课题二"),
        group("甲/公司", "一:组", "课题三"),
        group("甲/公司", "一/组", "课题四"),
        group("..", "CON", "课题五"),
        group("", "", "课题六"),
        group("甲" * 200, "乙" * 200, "课题七"),
    ]
    result = made(notice_2018, few(notice_2018, rows), tmp / "出", only="附件3.1")
    assert len({item.file.casefold() for item in result.made}) == len(rows)
    for item, row in zip(result.made, rows, strict=True):
        path = tmp / "出" / item.file
        assert path.resolve().parent.parent == (tmp / "出").resolve()
        assert row["课题名称"] in text_of(path)
    assert [(item.unit, item.record) for item in result.made[:2]] == [("甲/公司", "一/组"), ("甲:公司", "一/组")]


def test_the_manifest_maps_every_file(notice_2018: Notice, tmp: Path) -> None:
    rows = [group("甲#公司 100%", "一/组"), group("甲#公司 100%", "一:组")]
    result = made(notice_2018, few(notice_2018, rows), tmp / "出")
    path = tmp / "出" / MANIFEST
    listed = cells_of(path)[-len(result.made) :]
    assert [row[:4] for row in listed] == [
        [item.form, item.unit or None, item.record or None, item.file] for item in result.made
    ]
    assert len(links(path.read_bytes())) == len(result.made)


@pytest.mark.parametrize("text", [*FORMULAS, *SPOILT])
def test_no_text_becomes_a_formula_or_spoils_a_form(notice_2018: Notice, tmp: Path, text: str) -> None:
    season = few(notice_2018, [group(text, text, text) | {"小组简介": text}])
    result = made(notice_2018, season, tmp / "出", only="附件3.1")
    assert formula_cells((tmp / "出" / MANIFEST).read_bytes()) == []
    printed = text_of(tmp / "出" / result.made[0].file).replace("\ufffd", "")
    kept = "".join(sign for sign in text if sign not in "\x01\x0b\ufffe\ud800\t")
    assert kept in printed.replace("\n", "")


# -- all or none -----------------------------------------------------------------------------------


def fail_at(count: int, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, failing when called for the `count`th time."""
    calls = iter(range(1, 1000))

    def wrapped(*arguments: Any, **options: Any) -> Any:
        if next(calls) == count:
            raise OSError(28, "No space left on device")
        return function(*arguments, **options)

    return wrapped


@pytest.mark.parametrize("step", ["_make_one", "load_template", "manifest_book", "publish"])
def test_a_failure_on_the_way_leaves_nothing(
    notice_2018: Notice, tmp: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    season = few(notice_2018, [group("甲公司", "星火"), group("乙公司", "先锋")])
    at = 2 if step in ("_make_one", "load_template") else 1
    monkeypatch.setattr(forms, step, fail_at(at, getattr(forms, step)))
    with pytest.raises(OSError, match="No space"):
        made(notice_2018, season, tmp / "出")
    assert list(tmp.iterdir()) == []


def test_a_failure_leaves_the_last_ones_as_they_were(
    notice_2018: Notice, tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    season = few(notice_2018, [group("甲公司", "星火")])
    made(notice_2018, season, tmp / "出")
    (tmp / "出" / "甲公司" / "盖章扫描.pdf").write_bytes(b"%PDF")
    before = snapshot(tmp)
    monkeypatch.setattr(forms, "manifest_book", fail_at(1, forms.manifest_book))
    with pytest.raises(OSError, match="No space"):
        made(notice_2018, season, tmp / "出")
    assert snapshot(tmp) == before


def test_files_of_others_stay_and_are_told(notice_2018: Notice, tmp: Path) -> None:
    made(notice_2018, few(notice_2018, [group("甲公司", "星火"), group("甲公司", "先锋")]), tmp / "出")
    (tmp / "出" / "甲公司" / "盖章扫描.pdf").write_bytes(b"%PDF")
    before = snapshot(tmp / "出")
    result = made(notice_2018, few(notice_2018, [group("甲公司", "星火")]), tmp / "出")
    after = snapshot(tmp / "出")
    assert set(after) == set(before)
    assert after["甲公司/盖章扫描.pdf"] == b"%PDF"
    assert [name.split(" ")[-1] for name in result.left_over] == ["先锋.docx", "先锋.docx"]


def test_the_manifest_of_some_forms_says_that_others_lie_beside_them(notice_2018: Notice, tmp: Path) -> None:
    season = few(notice_2018, [group("甲公司", "星火"), group("甲公司", "先锋")])
    whole, out = made(notice_2018, season, tmp / "出"), tmp / "出" / MANIFEST

    def said() -> list[str]:
        return [row[0] for row in openpyxl.load_workbook(out).active.iter_rows(max_row=2, values_only=True)]

    assert "只列这一次" not in "".join(map(str, said()))
    some = made(notice_2018, season, tmp / "出", only="附件3.1")
    count = len(whole.made) - len(some.made)
    assert said()[1] == f"只列这一次生成的；文件夹里另有 {count} 个 Word 文件，不是这一次生成的，没有列在这里"


def test_the_same_season_makes_the_same_bytes(notice_2018: Notice, tmp: Path) -> None:
    season = few(notice_2018, [group("甲公司", "星火")])
    made(notice_2018, season, tmp / "一")
    made(notice_2018, season, tmp / "二")
    assert snapshot(tmp / "一") == snapshot(tmp / "二")


def test_progress_counts_to_the_end(notice_2018: Notice, tmp: Path) -> None:
    season = few(notice_2018, [group("甲公司", "星火"), group("乙公司", "先锋")])
    steps: list[tuple[int, int, str]] = []
    make_forms(season, notice_2018, [], tmp / "出", only="附件3.1", progress=lambda *step: steps.append(step))
    assert steps == [(1, 2, "甲公司"), (2, 2, "乙公司")]
