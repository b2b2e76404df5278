"""The quick look at columns leaves a rule all it has something to say about: record by record is the judge of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_notice import write

from pyfuncs import check as checking
from pyfuncs.check import Found, _field_problems, _kind, _tables, check, run_rule
from pyfuncs.columns import Columns
from pyfuncs.notice import HOME, Field, Notice, load_notice
from pyfuncs.records import typed_record
from pyfuncs.rules import Record, Season, View, matches
from pyfuncs.samples import load_sample, sample_names, sample_notice
from pyfuncs.suspects import CELLS, FEW, LOOKS, suspects

NAMES = [
    "甲机械有限公司",
    "甲机械有限公司 ",
    "甲机械 有限公司",
    "乙厂",
    "乙厂（公章）",
    "华岭ＱＣ小组",
    "华岭QC小组",
    "丙班",
]
PEOPLE = ["郝一帆", "郝 一帆", "苗雨", "贺文", "贺文", "林晓、苗雨", "郝一帆、贺文、外人", "张3"]
NUMBERS: list[Any] = [0, 1, 2, 3, 3, 12, 40, 99.5, 101, 6000, "４", "三", -1, 0.95]
DAYS = ["2016年3月1日", "2016.3.1", "2018.6.31", "2018年6月11日", "2023-12-01"]
TEXTS = [
    "研制新夹具",
    "降低返修率",
    "提高合格率",
    "2010年获奖",
    "涉密",
    "国防",
    "13800000000",
    "030001",
    "0300",
    "字" * 700,
]
POOLS: dict[str, list[Any]] = {"姓名": PEOPLE, "名单": PEOPLE, "单位": NAMES, "日期": DAYS}
POOLS |= dict.fromkeys(("整数", "数值", "百分数"), NUMBERS)
EMPTY, ANYTHING = 0.15, 0.03
UNITS = ["太原", "大同", "长治", None]
MOST_ROWS = 24


@pytest.fixture(scope="module")
def notices(tmp_path_factory: pytest.TempPathFactory) -> list[Notice]:
    """Both notices and one that no code has seen, each for a unit and for all units together."""
    known = [load_notice("2018"), load_notice("2023")]
    known.append(load_notice("2031", write(tmp_path_factory.mktemp("templates"))))
    return [*known, *(notice.as_merged() for notice in known)]


def typed(item: Field, notice: Notice, chance: random.Random) -> Any:
    """What a clerk may have typed: mostly right, seldom empty or odd; names come again, some spelt otherwise."""
    if chance.random() < EMPTY:
        return None
    if chance.random() < ANYTHING:
        return chance.choice([*NUMBERS, *TEXTS, *NAMES, " ", True])
    options = notice.options_of(item)
    pool = options or POOLS.get(item.type) or (NAMES if item.type == "文本" and "名称" in item.name else TEXTS)
    return chance.choice(UNITS if item.merged else pool)


def a_season(notice: Notice, chance: random.Random) -> Season:
    def record(scope: str, row: int) -> Record:
        fields = notice.fields_of(scope)
        raw = {name: typed(item, notice, chance) for name, item in fields.items() if item.typed}
        made = typed_record(fields, raw, scope, row)
        made.columns = {name: column for column, name in enumerate(fields, start=1)}
        if chance.random() < ANYTHING:
            made.bad.add(chance.choice(list(raw)))
        return made

    season = Season()
    for ledger in notice.ledgers.values():
        if ledger.single:
            season.single[ledger.name] = record(ledger.name, 0)
        else:
            rows = chance.randrange(MOST_ROWS + 1) * (chance.random() < 0.8)
            season.ledgers[ledger.name] = [record(ledger.name, row) for row in range(5, 5 + rows)]
    for form in notice.forms.values():
        if form.mode == "单份":
            season.single[form.tab] = record(form.tab, 0)
    return season


def copied(season: Season) -> Season:
    """The same records anew, for a check marks what is wrong in a record."""

    def anew(record: Record) -> Record:
        made = Record(dict(record), record.tab, record.row, record.scope)
        made.raw, made.columns, made.bad = record.raw, record.columns, set(record.bad)
        return made

    single = {name: anew(record) for name, record in season.single.items()}
    return Season({name: list(map(anew, records)) for name, records in season.ledgers.items()}, single)


def slow_check(season: Season, notice: Notice) -> list[checking.Finding]:
    """`check` as it is meant: each cell of each record, then each rule over all its records."""
    tables = {table.scope: table for table in _tables(season, notice)}
    found: list[Found] = []
    for table in tables.values():
        for item in (item for item in table.fields.values() if item.typed):
            asking = checking._asking_forms(table, item, notice)
            for record in table.records:
                for problem, level in _field_problems(record, item, notice, record.raw.get(item.name), asking):
                    found.append((problem, level, checking._source(table.scope, item, notice)))
    spent = checking._spent(found)
    for rule in notice.rule:
        table = tables[rule.ledger or HOME]
        records = [record for record in table.records if matches(record, rule.where)]
        view = View(records, season, notice, table.ledger.key if table.ledger else ())
        for problem in _kind(rule.call)(view, **rule.params) if records else ():
            problem.fix = rule.fix or problem.fix
            if (id(problem.record), problem.field) not in spent:
                found.append((problem, problem.level or rule.level, rule.source))
    return checking._sorted(found, tables)


@settings(max_examples=40)
@given(seed=st.integers(0, 2**40))
def test_what_is_found_by_column_is_what_is_found_record_by_record(notices: list[Notice], seed: int) -> None:
    for notice in notices:
        season = a_season(notice, random.Random(seed))
        slow = slow_check(copied(season), notice)
        assert slow and check(season, notice) == slow, notice.id


@pytest.mark.parametrize("name", sample_names())
def test_the_samples_too(name: str) -> None:
    notice = load_notice(sample_notice(name))
    season = load_sample(name, notice)
    assert slow_check(copied(season), notice) == check(season, notice)


def asked(notice: Notice, season: Season) -> Iterator[tuple[str, int, int]]:
    """Each rule that has a quick look: its kind, how many records it has and how many it is left with."""
    for table in _tables(season, notice):
        for rule in notice.rule:
            if (rule.ledger or HOME) == table.scope and rule.call in {*CELLS, *LOOKS}:
                own = table.chosen(rule.where)
                key = table.ledger.key if table.ledger else ()
                view = suspects(_kind(rule.call), View(own.records, season, notice, key), own, rule.params)
                yield rule.call, len(own.records), len(view.records)


def test_of_a_season_without_faults_hardly_a_record_is_looked_at(notice_2018: Notice, notice_2023: Notice) -> None:
    seen = set()
    for name, notice in (("2018太原", notice_2018), ("2023信息通信", notice_2023)):
        season = load_sample(name, notice)
        assert check(season, notice) is not None
        for kind, count, left in asked(notice, season):
            if count > FEW:
                seen.add(kind)
                assert left <= count / 4, (name, kind, count, left)
    assert {"head_count", "unique", "unique_in_team", "across_teams", "belongs", "full_name", "at_most"} <= seen


def test_every_quick_look_is_of_a_kind_of_rule_that_notices_state(notices: list[Notice]) -> None:
    stated = {rule.call for notice in notices for rule in notice.rule}
    assert {*CELLS, *LOOKS} <= stated and not set(CELLS) & set(LOOKS)


def group(number: int, **more: Any) -> Record:
    record = Record({"企业名称": "甲公司", "小组名称": f"第{number}组", "人数": 3} | more, "小组", 5 + number)
    record.raw = dict(record)
    return record


def test_one_group_of_thirty_without_members_is_the_one_looked_at(notice_2018: Notice) -> None:
    groups = [group(number) for number in range(30)]
    members = [
        Record({"企业名称": "甲 公司", "小组名称": f"第{n}组", "姓名": "苗雨"}, "小组成员", 5 + n) for n in range(29)
    ]
    season = Season({"小组": groups, "小组成员": members})
    rule = next(rule for rule in notice_2018.rule if rule.call == "has_members" and rule.ledger == "小组")
    own = Columns(groups)
    view = View(groups, season, notice_2018, notice_2018.ledgers["小组"].key)
    assert suspects(_kind(rule.call), view, own, rule.params).records == groups[29:]
    table = checking.Table("小组", own, notice_2018.fields_of("小组"), notice_2018.ledgers["小组"])
    assert [problem.record for problem in run_rule(rule, table, season, notice_2018)] == groups[29:]
