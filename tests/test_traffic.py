"""The verbs of sending out, sending back and handing in: exit status, files, one sentence when refused."""

from __future__ import annotations

from pathlib import Path

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
