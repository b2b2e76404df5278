"""Workbooks dropped on 校验.cmd: which they are, and what is done with each."""

from __future__ import annotations

import shutil
import webbrowser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import built
import pytest

from pyfuncs import drop
from pyfuncs.__main__ import main

CMD = r'C:\Windows\system32\cmd.exe /c ""D:\质协 & QC\workbook\校验.cmd" {}"'


@pytest.fixture
def opened(monkeypatch) -> list[Path]:
    """The files that were opened."""
    paths: list[Path] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: paths.append(Path(unquote(urlsplit(address).path))))
    return paths


@pytest.mark.parametrize(
    ("line", "files"),
    [
        (r"D:\a.xlsm", [r"D:\a.xlsm"]),
        (r"D:\甲&乙.xlsm", [r"D:\甲&乙.xlsm"]),
        (
            r'"D:\甲 & 乙.xlsm" D:\b&c.xlsm "D:\(1) 100%!.xlsm"',
            [r"D:\甲 & 乙.xlsm", r"D:\b&c.xlsm", r"D:\(1) 100%!.xlsm"],
        ),
        (" ", []),
    ],
)
def test_the_whole_line_of_cmd_tells_what_was_dropped(line, files):
    assert drop.dropped(["cut"], {"QC_DROPPED": CMD.format(line)}) == files


@pytest.mark.parametrize("line", ["", r"C:\Windows\system32\cmd.exe", r'"C:\Windows\system32\cmd.exe" '])
def test_at_a_prompt_the_arguments_stand(line):
    assert drop.dropped(["a & b.xlsm"], {"QC_DROPPED": line}) == ["a & b.xlsm"]


def test_nothing_dropped_is_told_how(capsys, opened):
    assert main(["drop"]) == 2
    assert "拖到“校验.cmd”上" in capsys.readouterr().err and opened == []


def test_each_workbook_is_checked_and_its_result_opened(tmp, opened, capsys):
    right, wrong = tmp / "好 & '1'.xlsm", tmp / "-坏.xlsm"
    shutil.copy(built.workbook(built.PROVINCE), right)
    wrong.write_bytes(b"not a workbook")
    assert main(["drop", "--", str(wrong), str(right)]) == 2
    assert opened == [tmp / "好 & '1'-校验结果.xlsx"] and opened[0].exists()
    assert "坏.xlsm" in capsys.readouterr().err


def test_the_worst_status_is_handed_back(tmp, opened):
    statuses = {"a.xlsm": 0, "b.xlsm": 1}
    assert drop.drop(list(statuses), statuses.__getitem__) == 1
    assert [path.name for path in opened] == ["a-校验结果.xlsx", "b-校验结果.xlsx"]
    assert drop.drop(["a.xlsm"], statuses.__getitem__) == 0
