"""The sample contest of 24 entries and 7 judges for the tests, and the same reckoned by plain fractions."""

from __future__ import annotations

import copy
import functools
from fractions import Fraction
from pathlib import Path
from typing import Any

import applied
import built

from pyfuncs.changes import Ask
from pyfuncs.closed import read_sheets
from pyfuncs.desk import Desk
from pyfuncs.judging import OPEN, judge
from pyfuncs.notice import Notice, load_notice
from pyfuncs.press import press
from pyfuncs.rules import Record, Season
from pyfuncs.samples import load_sample
from pyfuncs.workbook import build_workbook

SAMPLE = "2023评审"
GROUPS = "QC小组成果"
WEIGHTS = (40, 60)


def contest(*weights: float | None) -> tuple[Season, Notice]:
    """The sample, with these weights of the phases (none given: empty, as shipped)."""
    notice = load_notice("2023")
    for phase, weight in zip(notice.judging.phase, weights, strict=False):
        phase.weight = weight
    return copy.deepcopy(load_sample(SAMPLE, notice)), notice


def setting(notice: Notice, name: str, value: object) -> None:
    """Sets one of the jury's settings by id."""
    next(item for item in notice.judging.setting if item.id == name).value = value


def by_hand(season: Season) -> dict[tuple[str, str], Fraction]:
    """(group, phase) → the score as a person reckons it: complete sheets of judges of other enterprises who did not
    ask to be left out, one highest and one lowest taken away from three on, the mean of the rest."""
    units = {row["姓名"]: row["工作单位"] for row in season.ledgers["评委"]}
    totals: dict[tuple[str, str], list[Fraction]] = {}
    for row in season.ledgers["评分"]:
        scores = [row.get(f"第{number}项") for number in range(1, 7)]
        if row.get("要求回避") == "是" or None in scores or units[row["评委"]] == row["企业名称"]:
            continue
        totals.setdefault((row["小组名称"], row["阶段"]), []).append(sum(map(Fraction, map(str, scores)), Fraction()))
    means = {}
    for key, found in totals.items():
        kept = sorted(found)[1:-1] if len(found) >= 3 else found
        means[key] = sum(kept, Fraction()) / len(kept)
    return means


def rule(season: Season, outcome, decisions: dict[str, int]) -> None:
    """Types the jury's decisions (number by group) into the results, as they stand after 评审结果."""
    from pyfuncs.rounding import unrounded

    season.ledgers["评审结果"] = []
    for item in outcome.standings:
        if item.entry.name in decisions:
            row = {"评审奖项": item.entry.contest.award, "裁定次序": decisions[item.entry.name]}
            row |= {"企业名称": item.entry.unit, "参评名称": item.entry.name, "课题名称": item.entry.topic}
            row |= {"未取整得分": unrounded(item.final)}
            season.ledgers["评审结果"].append(Record(row, "评审结果", 5 + len(season.ledgers["评审结果"])))


def names(items) -> list[str]:
    return [item.entry.name for item in items]


def workbook():
    """The built workbook of the sample."""
    return built.workbook(SAMPLE)


@functools.cache
def decided_season() -> tuple[Season, list[Notice]]:
    """The sample to its end: weights and seed typed, every tie ruled in the order listed, the winners confirmed; and
    the notices whose settings say so."""
    season, notice = contest(*WEIGHTS)
    setting(notice, "seed", 4711)
    outcome = judge(season, notice)
    ties: dict[Fraction | None, list[str]] = {}
    for item in outcome.standings:
        if OPEN in (item.level, item.promoted):
            ties.setdefault(item.final, []).append(item.entry.name)
    rule(season, outcome, {name: number for tie in ties.values() for number, name in enumerate(tie, start=1)})
    notices = [notice if item.id == notice.id else item for item in built.notices()]
    path = built.folder() / f"{SAMPLE}-待确认.xlsm"
    build_workbook(path, notices, season, notice.id, shown=[notice.id])
    desk = Desk(read_sheets(path), path)
    [question] = [item for item in press("confirm", desk).items if isinstance(item, Ask)]
    desk.answer = question.answer
    return applied.make(desk, press("confirm", desk)).reading.season, notices


@functools.cache
def decided() -> Path:
    """The workbook of it."""
    return write_decided(built.folder() / f"{SAMPLE}-已确认.xlsm")


def write_decided(path: Path, **more: Any) -> Path:
    """It anew, with what else build_workbook takes."""
    season, notices = decided_season()
    build_workbook(path, notices, season, "2023", shown=["2023"], **more)
    return path
