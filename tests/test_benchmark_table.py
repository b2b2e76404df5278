"""The table of a bench: how many times ours, whether the goal is reached, how times grow."""

from __future__ import annotations

from typing import Any

import pytest

from pyfuncs import benchmark_table

OURS = "pyfuncs"


def job(name: str, cpu: float, goal: float | None = None, units: float = 1) -> dict[str, Any]:
    return {"name": name, "units": units, "goal": goal, "note": "", "median_cpu": cpu, "median_wall": 2 * cpu}


def case(key: str, *jobs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "case": key,
        "what": key,
        "unit": "份",
        "most": None,
        "missing": {},
        "series": "",
        "jobs": list(jobs),
    } | more


def test_the_table_says_how_many_times_ours_and_whether_the_goal_is_reached() -> None:
    forms = case(
        "生成", job(OURS, 0.25), job("甲", 25.0, 100), job("乙", 2.0, 30), missing={"丙": "没有 node"}, most=0.2
    )
    rows = list(benchmark_table.table([forms]))
    assert [row[:2] for row in rows] == [("生成，每份", OURS), ("", "甲"), ("", "乙"), ("", "丙")]
    assert [row[5] for row in rows] == ["≤ 0.200 未达到", "≥ 100 达到", "≥ 30.0 未达到", ""]
    assert rows[1][4] == "100（时钟 100）" and rows[2][4] == "8.00（时钟 8.00）"
    assert rows[3][2:] == ("没有测", "", "", "", "", "没有 node")


def test_the_memory_told_is_our_own() -> None:
    ours, peer = job(OURS, 1.0) | {"memory": 23.44}, job("甲", 2.0) | {"memory": None}
    assert [row[6] for row in benchmark_table.table([case("生成", ours, peer)])] == ["23.4", ""]


@pytest.mark.parametrize(("power", "said"), [(1, "1.00"), (2, "2.00"), (0, "0.00")])
def test_growth_is_told_as_the_power_of_the_number(power: int, said: str) -> None:
    cases = [case(f"{n}", job(OURS, n**power / n, units=n), series="校验") for n in (1, 3, 10, 100)]
    (line,) = benchmark_table.fits(cases)
    assert f"的 {said} 次方" in line and "1 至 100" in line
    assert list(benchmark_table.fits(cases[:2])) == []


def test_the_pace_is_told_where_it_is_asked() -> None:
    asked = case("合并", job(OURS, 40.0) | {"memory": 123.4}, pace=True)
    assert list(benchmark_table.paces([asked, case("校验", job(OURS, 1.0))])) == [
        "合并：每核每秒 25.0 份，时钟每秒 12.5 份，内存多用 123 MB"
    ]


def results(*cases: dict[str, Any], commit: str = "a") -> dict[str, Any]:
    return {"date": "2018-06-01 08:00", "commit": commit, "machine": "机", "rounds": 1, "cases": list(cases)}


@pytest.mark.parametrize(
    ("number", "said"), [(1234.5, "1234"), (123.4, "123"), (12.34, "12.3"), (0.01234, "0.0123"), (0, "0")]
)
def test_figures_are_shown_by_three_that_count(number: float, said: str) -> None:
    assert benchmark_table.short(number) == said
