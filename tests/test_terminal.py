"""What the clerk reads on the terminal, and what a program reads from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pyfuncs import terminal
from pyfuncs.check import Finding
from pyfuncs.shapes import replace


def findings(*levels: str) -> list[Finding]:
    return [
        Finding(
            level,
            "小组",
            f"C{number}",
            "",
            "人数",
            "",
            f"第{number}处{'很长' * 100}[red]写法[/red]。",
            "改正",
            "附件3.1",
        )
        for number, level in enumerate(levels)
    ]


def test_json_to_a_file_and_to_the_screen(tmp: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    data = {"单位": "太原𠮷", "数": [1, None, 2.5], "坏": "\ud800"}
    terminal.write_json(data, "-")
    out = capfdbinary.readouterr().out
    assert json.loads(out) == {**data, "坏": "\\ud800"} or json.loads(out) == data
    assert "太原𠮷".encode() in out
    terminal.write_json(data, str(tmp / "出" / "结果.json"))
    assert (tmp / "出" / "结果.json").read_bytes() == out


def test_findings_are_shown_worst_first_and_never_broken(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_findings(findings("提示", "错误", "核实", "错误"))
    lines = capsys.readouterr().out.splitlines()
    assert [line[:2] for line in lines] == ["错误", "错误", "核实", "提示"]
    assert all("[red]写法[/red]。" in line for line in lines)


def test_many_findings_end_with_how_many_more(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_findings(findings(*["错误"] * (terminal.SHOWN_FINDINGS + 3)))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == terminal.SHOWN_FINDINGS + 1
    assert "另有 3 处" in lines[-1]


def test_counts_sentence() -> None:
    assert terminal.counts_sentence(findings("错误", "提示", "错误")) == "错误 2 处，核实 0 处，提示 1 处"


@pytest.mark.parametrize(
    ("seen", "taken", "sentence"),
    [
        ({"小组": 40, "班组": 0}, {"小组": 40, "班组": 0}, "读入：小组 40"),
        ({"小组": 41, "班组": 6}, {"小组": 40, "班组": 6}, "读入：小组 41 行中读入 40，班组 6"),
        ({"小组": 0}, {"小组": 0}, "读入：台账都是空的"),
        ({}, {}, "读入：台账都是空的"),
    ],
)
def test_rows_in_and_out(seen: dict[str, int], taken: dict[str, int], sentence: str) -> None:
    assert terminal.read_sentence(seen, taken) == sentence


def test_table_shows_every_value(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_table("名额", ("项目", "剩余"), [["优秀[b]小组", -1], ["班组", None]], red=[0])
    out = capsys.readouterr().out
    assert all(word in out for word in ("名额", "项目", "剩余", "优秀[b]小组", "-1", "班组"))
    assert "None" not in out


def test_table_without_rows(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_table("名额", ("项目", "剩余"), [])
    assert "项目" in capsys.readouterr().out


def test_progress_is_silent_where_no_one_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.progress("生成") as step:
        step(1, 2, "甲公司")
        step(2, 2, "一个很长很长很长很长很长很长很长很长很长的名称")
    out, err = capsys.readouterr()
    assert out == "" and err.strip() == ""


def test_a_line_break_inside_a_name_does_not_break_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = findings("错误")
    broken = replace(found, message="小组!A5（星火\nQC\r\n小\u2028组）“人数”没有填。")
    terminal.show_findings([broken])
    assert capsys.readouterr().out.split("\n") == [
        "错误  小组!A5（星火↵QC↵小↵组）“人数”没有填。",
        "",
    ]
    assert "\n" in broken.message
