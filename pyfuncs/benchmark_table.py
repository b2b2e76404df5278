"""What a bench has measured, to be read: a table of Markdown, how times grow, two runs side by side."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

HEADS = ("做什么", "谁", "处理器 毫秒", "时钟 毫秒", "是我们的几倍", "目标", "内存 MB", "说明")
COMPARED_HEADS = ("做什么", "谁", "前 毫秒", "后 毫秒", "后÷前")
FEWEST_FOR_FIT = 3
Case = dict[str, Any]
"""A job done side by side, as tests/bench/measure.py tells it: what, unit, jobs (ours first) with medians in ms."""
Results = dict[str, Any]
"""A run: its date, commit, machine, rounds, and its cases."""


def table(cases: Iterable[Case]) -> Iterator[tuple[str, ...]]:
    """A row for each way of doing each job: what it took of the processor and by the clock, how many times ours, and
    for ours the memory at the most."""
    for case in cases:
        ours: Case = next(iter(case["jobs"]), {})
        for job in case["jobs"]:
            yield (
                f"{case['what']}，每{case['unit']}" if job is ours else "",
                job["name"],
                short(job["median_cpu"]),
                short(job["median_wall"]),
                "" if job is ours else f"{short(times(job, ours, 'cpu'))}（时钟 {short(times(job, ours, 'wall'))}）",
                aim(case, job),
                short(job["memory"]) if job.get("memory") else "",
                job["note"],
            )
        for name, why in case["missing"].items():
            yield "" if case["jobs"] else case["what"], name, "没有测", "", "", "", "", why


def times(job: Case, ours: Case, kind: str) -> float:
    """How many times our time a job took."""
    return job[f"median_{kind}"] / max(ours[f"median_{kind}"], sys.float_info.min)


def aim(case: Case, job: Case) -> str:
    """The goal and whether it is reached; for ourselves a time, beside a peer how many times ours it must take."""
    if job is case["jobs"][0]:
        return "" if case["most"] is None else f"≤ {short(case['most'])} {reached(job['median_cpu'] <= case['most'])}"
    if job["goal"] is None:
        return ""
    return f"≥ {short(job['goal'])} {reached(times(job, case['jobs'][0], 'cpu') >= job['goal'])}"


def reached(is_reached: bool) -> str:
    """In the clerk's word."""
    return "达到" if is_reached else "未达到"


def fits(cases: Iterable[Case]) -> Iterator[str]:
    """How our time grows where a job was done at several sizes: the exponent, 1 for even growth."""
    series: dict[str, list[tuple[float, float]]] = {}
    for case in cases:
        if case["series"]:
            ours = case["jobs"][0]
            series.setdefault(case["series"], []).append((ours["units"], ours["units"] * ours["median_cpu"]))
    for name, points in series.items():
        if len(points) >= FEWEST_FOR_FIT:
            reach = f"{points[0][0]:g} 至 {points[-1][0]:g}"
            yield f"{name}：时间随数量的 {slope(points):.2f} 次方增长（1 为正比），量了 {reach} 的 {len(points)} 点"


def paces(cases: Iterable[Case]) -> Iterator[str]:
    """How many units of a job we do in a second, where that is asked, and what memory it needs at the most."""
    for case in cases:
        if case.get("pace"):  # results of before have none
            ours = case["jobs"][0]
            times = {"每核": ours["median_cpu"], "时钟": ours["median_wall"]}
            done = "，".join(f"{kind}每秒 {short(1e3 / spent)} {case['unit']}" for kind, spent in times.items())
            memory = f"，内存多用 {short(ours['memory'])} MB" if ours.get("memory") else ""
            yield f"{case['what']}：{done}{memory}"


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Of the line of least squares through the logarithms."""
    logs = [(math.log(size), math.log(spent)) for size, spent in points]
    middle = [sum(values) / len(logs) for values in zip(*logs, strict=True)]
    across = sum((x - middle[0]) * (y - middle[1]) for x, y in logs)
    return across / sum((x - middle[0]) ** 2 for x, _ in logs)


def compared(before: Results, after: Results) -> Iterator[tuple[str, ...]]:
    """What both runs measured at the same size; a peer's change tells how much the machine itself has changed."""
    earlier = {(case["case"], job["name"]): job for case in before["cases"] for job in case["jobs"]}
    yield "", "", f"{before['commit']} {before['date']}", f"{after['commit']} {after['date']}", ""
    for case in after["cases"]:
        for job in case["jobs"]:
            if (old := earlier.get((case["case"], job["name"]))) and old["units"] == job["units"]:
                spent = old["median_cpu"], job["median_cpu"]
                yield case["what"], job["name"], *map(short, spent), f"{spent[1] / spent[0]:.2f}"


def short(number: float) -> str:
    """Three figures that count."""
    if number >= 100:
        return f"{number:.0f}"
    return f"{number:.{max(0, 2 - math.floor(math.log10(number)))}f}" if number > 0 else "0"


def show(rows: Sequence[Sequence[str]]) -> None:
    """As a table of Markdown: to be read as it is, or put into the README."""
    for number, row in enumerate(rows):
        print(f"| {' | '.join(row)} |")
        if number == 0:
            print("|" + "--|" * len(row))
