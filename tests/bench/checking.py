"""Checking: every rule of a notice over every record, each finding with its cell.

pandera is given the same ledgers as frames, and of the same notice what a schema can say: types, what must be filled,
options, limits, doubles and members without a group. Where both look, both must find the same cells.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pyfuncs import check, values
from pyfuncs.closed import read_book
from pyfuncs.notice import Field, Notice, Rule
from pyfuncs.rules import Season

from . import inputs
from .measure import OURS, Case, Job, differ

REPEATS = 25
STEPS = (1, 3, 10, 30, 100)
"""Sizes of the fit, in hundredths of the largest."""
TENTH, THOUSAND = 10, 1000
SLOW_ROUNDS = 3
MATES = 9
FIRST_ROW = 5
SAMPLE = Path(__file__).resolve().parents[2] / "workbook" / "示例" / "2018太原.xlsm"
LEDGERS, KEY = (inputs.GROUPS, inputs.MEMBERS), ["企业名称", "小组名称"]
FAULTS = {"人数": "十", "课题类型": "攻关类", "邮编": "12", "组长姓名": "", "成立日期": "2017-02-30", "电话": "打不通"}
EVERY = 17
"""One of so many groups has one of the faults."""
TOLD = {"filled", "at_least", "at_most", "on_or_before", "full_name", "unique", "belongs", "has_members", "head_count"}
"""The kinds of rule that are written as a schema too."""
PATTERNS = {
    "整数": r"[+-]?\d+",
    "数值": values.NUMBER,
    "邮编": values.POSTCODE,
    "电话": values.PHONES,
}
NOT_IN_NAMES = r"[\d@/\\]"


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
    own, tables = inputs.notice(), faulty(count)
    season = inputs.season(own, tables)

    def agree(results: dict[str, Any]) -> None:
        alike = copy.copy(own)
        alike.rule = [rule for rule in own.rule if rule.call in TOLD and rule.ledger in LEDGERS]
        ours = {cell(item) for item in check.check(season, alike) if item.scope in LEDGERS}
        assert {cell(item) for item in results[OURS]} >= ours
        differ("pandera", sorted(ours), sorted(results["pandera"]))

    note = "只查它能写的：类型、必填、选项、限值、重复、人数、归属"
    jobs = [
        Job(OURS, lambda folder: check.check(Season(season.ledgers, season.single), own)),
        Job("pandera", pandera_job(own, tables), goal=goal, rounds=SLOW_ROUNDS, note=note),
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


def grown(size: int) -> Iterator[Case]:
    """The same at several sizes, told per thousand groups: even growth gives like figures."""
    own = inputs.notice()
    for count in (max(size * step // max(STEPS), 1) for step in STEPS):
        season = inputs.season(own, faulty(count))
        job = Job(
            OURS,
            lambda folder, season=season: check.check(Season(season.ledgers, season.single), own),
            count / THOUSAND,
        )
        yield Case(
            f"check-grows-{count}", f"校验{count}个小组和{count * MATES}名成员", "千个小组", [job], series="校验"
        )


# -- the same as a schema of frames -------------------------------------------------------------------------


def pandera_job(own: Notice, tables: inputs.Tables) -> Callable[[Path], set[tuple[str, int, str]]]:
    """Builds the frames as a workbook's reader would give them; a run validates them and lists every cell."""
    import pandas as pd
    from pandera.errors import SchemaErrors

    frames = {name: pd.DataFrame(tables[name], dtype="str").replace("", None) for name in LEDGERS}
    for name, frame in frames.items():
        frame.index = range(FIRST_ROW, FIRST_ROW + len(frame))
        frames[name] = frame.reindex(columns=[item.name for item in own.ledgers[name].field if item.typed])

    def run(folder: Path) -> set[tuple[str, int, str]]:
        found = set()
        for name, frame in frames.items():
            try:
                schema(own, name, frames).validate(frame, lazy=True)
            except SchemaErrors as faults:
                cases = faults.failure_cases
                where = zip(cases["index"], cases["check"], strict=True)
                found |= {(name, int(row), str(check).split("|")[0]) for row, check in where}
        return found

    return run


def schema(own: Notice, name: str, frames: dict[str, Any]) -> Any:
    """A ledger's columns and rules; every check is named by the field it is about."""
    import pandera.pandas as pa

    def named(field: str, number: int, check: Callable[[Any], Any]) -> pa.Check:
        return pa.Check(check, name=f"{field}|{number}", ignore_na=False)

    columns = {
        item.name: pa.Column(None, [named(item.name, *pair) for pair in enumerate(of_field(item, own))], nullable=True)
        for item in own.ledgers[name].field
        if item.typed
    }
    rules = [rule for rule in own.rule if rule.ledger == name and rule.call in TOLD]
    wide = [named(about(rule), number, of_rule(rule, own, frames)) for number, rule in enumerate(rules)]
    return pa.DataFrameSchema(columns, checks=wide)


def of_field(item: Field, own: Notice) -> Iterator[Callable[[Any], Any]]:
    """What a cell must be: filled, of its type, one of the options, within its bounds."""
    if item.required:
        yield lambda column: column.notna()
    if item.type in PATTERNS:
        yield lambda column: column.isna() | column.str.fullmatch(PATTERNS[item.type])
    if item.type == "日期":
        yield lambda column: column.isna() | day(column).notna()
    if item.type == "姓名":
        yield lambda column: column.isna() | ~column.str.contains(NOT_IN_NAMES)
    if own.options_of(item):
        yield lambda column: column.isna() | column.isin(own.options_of(item))
    if item.least is not None:
        yield lambda column: ~(number(column) < item.least)


def about(rule: Rule) -> str:
    """The field at which a rule finds fault."""
    return rule.params.get("field") or rule.params["fields"][-1]


def of_rule(rule: Rule, own: Notice, frames: dict[str, Any]) -> Callable[[Any], Any]:
    """A rule as a condition on the whole frame, true for the rows that keep it."""
    given, members = rule.params, frames[inputs.MEMBERS]
    field = given.get("field", "")

    def counted(frame: Any) -> Any:
        return frame.set_index(KEY).index.map(members.groupby(KEY).size()).fillna(0).to_numpy()

    def head_count(frame: Any) -> Any:
        listed, written = counted(frame), number(frame[field])
        return written.isna() | (listed == 0) | (written == listed + frame[given["leader"]].notna())

    conditions: dict[str, Callable[[Any], Any]] = {
        "filled": lambda frame: frame[field].notna(),
        "at_least": lambda frame: ~(number(frame[field]) < given["least"]),
        "at_most": lambda frame: ~(number(frame[field]) > given["most"]),
        "on_or_before": lambda frame: ~(day(frame[field]) > str(given["date"])),
        "full_name": lambda frame: frame[field].isna() | full_name(frame[field], **given),
        "unique": lambda frame: frame[given["fields"]].isna().any(axis=1) | ~frame.duplicated(given["fields"]),
        "belongs": lambda frame: frame.set_index(KEY).index.isin(frames[inputs.GROUPS].set_index(KEY).index),
        "has_members": lambda frame: counted(frame) > 0,
        "head_count": head_count,
    }
    where = rule.where.items()

    def check(frame: Any) -> Any:
        import pandas as pd

        kept = pd.Series(conditions[rule.call](frame), index=frame.index).astype(bool)
        for name, options in where:
            kept |= ~frame[name].isin(options)
        return kept

    return check


def full_name(column: Any, endings: list[str], banned: list[str], **_: Any) -> Any:
    ends = column.str.rstrip("）)").str.endswith(tuple(endings))
    return ends & ~column.str.contains("|".join(map(re.escape, banned))) & (column == column.str.strip())


def number(column: Any) -> Any:
    import pandas as pd

    return pd.to_numeric(column, errors="coerce")


def day(column: Any) -> Any:
    import pandas as pd

    return pd.to_datetime(column, errors="coerce", format="mixed")
