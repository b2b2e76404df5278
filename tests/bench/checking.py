"""Checking: every rule of a notice over every record, each finding with its cell.

pandera is given the same ledgers as frames and asked for every rule of them (check_pandera.py); both must find the same
cells. It does less: it does not say what is wrong and how to mend it, and takes names that differ in width for two.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from pyfuncs import check
from pyfuncs.closed import read_book
from pyfuncs.notice import Notice
from pyfuncs.rules import Season

from . import inputs
from .measure import OURS, Case, Job, differ

REPEATS = 25
STEPS = (1, 3, 10, 30, 100)
"""Sizes of the fit, in hundredths of the largest."""
TENTH, THOUSAND = 10, 1000
SLOW_ROUNDS = 3
MATES = 9
"""With the leader ten people: of more than ten the rules say at every group that its number should be looked at."""
FIRST_ROW = 5
SAMPLE = Path(__file__).resolve().parents[2] / "workbook" / "示例" / "2018太原.xlsm"
FAULTS = {"人数": "十", "课题类型": "攻关类", "邮编": "12", "组长姓名": "", "成立日期": "2017-02-30", "电话": "打不通"}
EVERY = 17
"""One of so many groups has one of the faults."""


def cases(size: int, work: Path) -> Iterator[Case]:
    """A desk's workbook; a tenth of `size` groups beside pandera; up to `size` groups to see that it grows evenly."""
    reading = read_book(SAMPLE)
    groups = len(reading.season.ledgers[inputs.GROUPS])

    def at_desk(folder: Path) -> list[check.Finding]:
        for _ in range(REPEATS):
            season = Season(reading.season.ledgers, reading.season.single)  # nothing looked up yet
            found = check.check(season, reading.notice)
        return found

    yield Case("check-desk", f"校验示例申报簿（{groups}个小组，全部规则）", "次", [Job(OURS, at_desk, REPEATS)], most=2)
    yield beside(max(size // TENTH, 1), goal=20)
    yield beside(size, goal=1)
    yield from grown(size)


def beside(count: int, goal: float) -> Case:
    from . import check_pandera

    own, tables = inputs.notice(), faulty(count)
    season = inputs.season(own, tables)

    def agree(results: dict[str, Any]) -> None:
        ours = {cell(item) for item in results[OURS] if item.scope in check_pandera.LEDGERS}
        differ("pandera", sorted(ours), sorted(results["pandera"]))

    note = "小组和成员的全部规则；不写出错在哪里、怎么改，不查首页和统计表"
    jobs = [
        Job(OURS, partial(anew, season, own)),
        Job("pandera", check_pandera.job(own, tables), goal=goal, rounds=SLOW_ROUNDS, note=note),
    ]
    return Case(f"check-{count}", f"校验{count}个小组和{count * MATES}名成员", "次", jobs, agree)


def cell(finding: check.Finding) -> tuple[str, int, str]:
    return finding.scope, finding.row, finding.field


def faulty(count: int) -> inputs.Tables:
    """Groups of which some have a fault."""
    tables = inputs.tables(count, MATES)
    for number in range(0, count, EVERY):
        name, text = list(FAULTS.items())[number // EVERY % len(FAULTS)]
        tables[inputs.GROUPS][number][name] = text
    return tables


def anew(season: Season, own: Notice, folder: Path) -> list[check.Finding]:
    """The check as a press begins it: nothing of the season looked up yet."""
    return check.check(Season(season.ledgers, season.single), own)


def grown(size: int) -> Iterator[Case]:
    """The same at several sizes, told per thousand groups: even growth gives like figures."""
    own = inputs.notice()
    for count in (max(size * step // max(STEPS), 1) for step in STEPS):
        season = inputs.season(own, faulty(count))
        job = Job(
            OURS,
            partial(anew, season, own),
            count / THOUSAND,
        )
        yield Case(
            f"check-grows-{count}", f"校验{count}个小组和{count * MATES}名成员", "千个小组", [job], series="校验"
        )
