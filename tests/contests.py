"""The sample contest of 24 entries and 7 judges for the tests, and the same reckoned by plain fractions."""

from __future__ import annotations

import copy
from fractions import Fraction

import built

from pyfuncs.notice import Notice, load_notice
from pyfuncs.rules import Record, Season
from pyfuncs.samples import load_sample

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
        totals.setdefault((row["小组名称"], row["阶段"]), []).append(sum(Fraction(str(score)) for score in scores))
    means = {}
    for key, found in totals.items():
        kept = sorted(found)[1:-1] if len(found) >= 3 else found
        means[key] = sum(kept, Fraction()) / len(kept)
    return means


def rule(season: Season, outcome, decisions: dict[str, int]) -> None:
    """Types the jury's decisions (number by group) into the results, as they stand after 评审结果."""
    from pyfuncs.scores import unrounded

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
