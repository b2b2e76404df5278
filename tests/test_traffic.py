"""The verbs of sending out, sending back and handing in: exit status, files, one sentence when refused."""

from __future__ import annotations

from pathlib import Path

import built
import pytest
from hostile import snapshot
from test_commands import run


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--all", "--notice", "2018"], "请加上 --out"),
        (["我的.xlsm", "--all", "--notice", "2018", "--out", "发放"], "不要再写“我的.xlsm”"),
        (["--all", "--unit", "太原", "--notice", "2018", "--out", "发放"], "不要再写“太原”"),
        (["--all", "--notice", "2019", "--out", "发放"], "没有通知“2019”"),
        (["--all", "--notice", "2023", "--out", "发放"], "没有各单位的名额"),
        (["--all", "--notice", "2018", "--out", "发放", "--units", "没有.txt"], "没有.txt"),
        (["--notice", "2018"], "没有写新申报簿的文件名"),
    ],
)
def test_new_all_refuses(
    tmp: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp)
    status, out, err = run(capfd, "new", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1) and says in err
    assert snapshot(tmp) == {}


def test_new_all_makes_a_workbook_for_each_listed_unit(tmp: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp / "名单.txt").write_text("太原\n通信\n太原\n", "utf-8")
    status, out, err = run(
        capfd, "new", "--all", "--notice", "2018", "--out", tmp / "发放", "--units", tmp / "名单.txt"
    )
    assert (status, err) == (0, "")
    assert "2 个单位，已新建 2 本" in out
    assert "名单里重复的只做一本：太原" in out
    assert {path.name for path in (tmp / "发放").iterdir()} == {
        "2018太原申报簿.xlsm",
        "2018通信申报簿.xlsm",
        "分发清单.xlsx",
    }


def test_returns_tells_what_went_back_and_what_could_not_be_read(tmp: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp / "收到").mkdir()
    (tmp / "收到" / "太原.xlsm").write_bytes(built.workbook("2018太原-待改").read_bytes())
    (tmp / "收到" / "坏.xlsx").write_bytes(b"x")
    status, out, err = run(capfd, "returns", tmp / "收到", "--out", tmp / "退")
    assert (status, err) == (1, "")
    assert "没有读成 坏.xlsx：“坏.xlsx”不是Excel工作簿" in out
    assert "共 2 份：退回 1 份，没有错误不用退 0 份，没有读成 1 份" in out
    assert (tmp / "退" / "太原" / "退回单.docx").exists()


def test_returns_of_clean_workbooks_ends_well(tmp: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capfd, "returns", built.workbook(built.PROVINCE), "--out", tmp / "退")
    assert (status, err) == (0, "")
    assert "没有错误不用退 1 份" in out
    assert list(snapshot(tmp)) == ["退/退回清单.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["returns", "没有", "--out", "退"], "找不到“没有”"),
        (["returns", "满的", "--out", "满的"], "“满的”已经有内容"),
        (["pack", "没有.xlsm", "--out", "包.zip"], "没有.xlsm"),
    ],
)
def test_returns_and_pack_refuse(
    tmp: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp)
    (tmp / "满的").mkdir()
    (tmp / "满的" / "一.xlsm").write_bytes(b"x")
    status, out, err = run(capfd, *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1) and says in err
    assert list(snapshot(tmp)) == ["满的/一.xlsm"]


def test_pack_tells_how_many_files_and_findings(tmp: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capfd, "pack", built.workbook("2018太原-待改"), "--out", tmp / "包.zip")
    assert (status, err) == (1, "")
    assert "个文件打成一包“包.zip”，读回核对无误。注意：申报簿还有错误" in out
    assert list(snapshot(tmp)) == ["包.zip"]
