"""The sample seasons: as many records as the notices allow, clean where they should be, spoilt where planned."""

from __future__ import annotations

import csv
import functools
import json
from collections import Counter
from pathlib import Path

import pytest

from pyfuncs.check import Finding, check, count_levels
from pyfuncs.notice import HOME, Notice, load_notice
from pyfuncs.records import place
from pyfuncs.rules import Record, Season
from pyfuncs.samples import (
    ADDED,
    STATISTICS,
    WHOLE_ROW,
    load_sample,
    sample_edits,
    sample_names,
    sample_notice,
    sample_tables,
)
from pyfuncs.values import word_count

TAIYUAN, SPOILT, INFOCOM = "2018太原", "2018太原-待改", "2023信息通信"
PLANTED = list(csv.DictReader((Path(__file__).parent / "planted.csv").open(encoding="utf-8", newline="")))
"""编号 of the edit, 级别, 台账 (统计表 = the form typed on its tab), 行 (1 = first record), 字段, 片段 of the
message, 依据 named."""


@functools.cache
def loaded(name: str) -> tuple[Season, Notice]:
    notice = load_notice(sample_notice(name))
    return load_sample(name, notice), notice


@functools.cache
def findings(name: str) -> list[Finding]:
    return check(*loaded(name))


def record_of(season: Season, ledger: str, row: str) -> Record:
    if ledger in season.ledgers:
        return season.ledgers[ledger][int(row) - 1]
    return season.single[HOME] if ledger == HOME else next(s for tab, s in season.single.items() if tab != HOME)


def test_names_and_notices() -> None:
    assert sample_names() == [TAIYUAN, SPOILT, INFOCOM, "2023评审"]
    assert [sample_notice(name) for name in sample_names()] == ["2018", "2018", "2023", "2023"]


def test_taiyuan_is_at_full_quota() -> None:
    season, notice = loaded(TAIYUAN)
    assert season.single[HOME]["推荐单位"] == "太原"
    assert {name: len(season.ledgers[name]) for name in ("小组", "班组", "企业", "评委")} == {
        "小组": 40,
        "班组": 6,
        "企业": 2,
        "评委": 4,
    }
    assert Counter(person["申报奖项"] for person in season.ledgers["个人"]) == {"卓越领导者": 2, "优秀推进者": 3}
    for award in ("上会发表小组", "上会发表班组"):
        wanted = notice.award_named(award)
        shown = [record for record in season.ledgers[wanted.ledger] if record["上会发表"] == "是"]
        quota = notice.quota_of("太原", award)
        assert quota and len(shown) == quota.most
        assert all(record["发表人"] for record in shown)


def test_infocom_counts() -> None:
    season, _ = loaded(INFOCOM)
    assert {name: len(season.ledgers[name]) for name in ("小组", "企业", "个人", "班组", "评委")} == {
        "小组": 24,
        "企业": 3,
        "个人": 3,
        "班组": 4,
        "评委": 7,
    }
    assert sorted(Counter(group["企业名称"] for group in season.ledgers["小组"]).values()) == [7, 8, 9]


def test_taiyuan_has_the_hard_cases() -> None:
    """More members than printed rows, one group with two topics, one name in two enterprises, rare characters."""
    season, _ = loaded(TAIYUAN)
    groups = season.ledgers["小组"]
    sizes = [len(season.members(group, "小组成员", ("企业名称", "小组名称"))) for group in groups]
    assert min(sizes) == 2 and sum(size > 12 for size in sizes) >= 2
    topics = Counter((group["企业名称"], group["小组名称"]) for group in groups)
    assert list(topics.values()).count(2) == 1
    enterprises: dict[str, set[str]] = {}
    for company, name in topics:
        enterprises.setdefault(name, set()).add(company)
    assert [name for name, companies in enterprises.items() if len(companies) > 1] == ["先锋QC小组"]
    names = "".join(member["姓名"] for member in season.ledgers["小组成员"])
    assert all(sign in names for sign in "𠮷镕·")
    texts = [group["主要活动过程与效果"] for group in groups]
    assert all(sign in "".join(texts) + groups[12]["课题名称"] for sign in "&<>\"'\n")
    lengths = sorted(map(word_count, texts))
    assert lengths[0] >= 150 and lengths[-2] <= 450 and 1300 <= lengths[-1] <= 1600


@pytest.mark.parametrize("name", [TAIYUAN, INFOCOM])
def test_clean_sample_needs_nothing_mended(name: str) -> None:
    told = [finding.message for finding in findings(name) if finding.level != "提示"]
    assert told == []
    assert count_levels(findings(name))["提示"] == 2, "two groups of more than ten, and nothing else"


@pytest.mark.parametrize("name", sample_names())
def test_every_column_is_a_field_of_the_notice(name: str) -> None:
    _, notice = loaded(name)
    form = next(form for form in notice.forms.values() if form.mode == "单份")
    for table, rows in sample_tables(name).items():
        known = notice.fields_of(form.tab if table == STATISTICS else table)
        assert all(field in known and known[field].typed for row in rows for field in row), table


def test_edits_hit_a_cell_and_change_it() -> None:
    tables = sample_tables(TAIYUAN)
    for edit in sample_edits(SPOILT):
        rows = tables[edit["台账"]]
        if edit["行"] == ADDED:
            assert set(json.loads(edit["写成"])) <= set(rows[0])
            continue
        row = rows[int(edit["行"]) - 1]
        assert edit["字段"] == WHOLE_ROW or row[edit["字段"]] != edit["写成"], edit


def test_spoilt_sample_counts() -> None:
    clean, spoilt = sample_tables(TAIYUAN), sample_tables(SPOILT)
    more = {name: len(spoilt[name]) - len(clean[name]) for name in clean}
    assert {name: count for name, count in more.items() if count} == {"小组": 1, "小组成员": 2, "个人": 1}


def test_every_edit_is_planned() -> None:
    assert len(PLANTED) >= 50
    assert {edit["编号"] for edit in sample_edits(SPOILT)} == {planted["编号"] for planted in PLANTED}


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: f"{planted['编号']}-{planted['字段']}")
def test_planted_mistake_is_found(planted: dict[str, str]) -> None:
    season, _ = loaded(SPOILT)
    record = record_of(season, planted["台账"], planted["行"])
    at = record.tab, place(record, planted["字段"]), planted["字段"]
    here = [finding for finding in findings(SPOILT) if (finding.tab, finding.cell, finding.field) == at]
    assert any(
        finding.level == planted["级别"] and planted["片段"] in finding.message and planted["依据"] in finding.source
        for finding in here
    ), [(finding.level, finding.message) for finding in here]


def test_no_error_but_the_planted() -> None:
    found = count_levels(findings(SPOILT))["错误"]
    assert found == sum(planted["级别"] == "错误" for planted in PLANTED)
