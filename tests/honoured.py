"""Seasons to honour: the province's 475 groups of 27 units, and the winners of a contest. Names of groups and topics
are those that associations have published (published.csv); people are invented."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import built
import office

from pyfuncs.changes import Put, put
from pyfuncs.honours import Honours, load_honours
from pyfuncs.notice import HOME, Notice
from pyfuncs.records import Sheet, find_ledger, typed_record
from pyfuncs.rules import Record, Season
from pyfuncs.winners import Winner, choose, confirmed_row, read_winners, winners_ledger

LONG_UNIT = "中国石油天然气股份有限公司山西销售分公司太原第一油库计量检定与设备维护保障中心"
LONG_NAME = "“精益求精、追求卓越”设备全寿命周期管理质量管理小组"
LONG_TOPIC = "基于PDCA循环降低200m³/h卸油泵机械密封泄漏导致的计划外停机时间并提高储运设备完好率的研究与实践应用"
GROUPS = 475


@functools.cache
def published() -> list[dict[str, str]]:
    with (Path(__file__).parent / "published.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def record(notice: Notice, ledger: str, row: int, **fields: object) -> Record:
    """A record in its row, its columns in the ledger's order."""
    typed = [item.name for item in notice.ledgers[ledger].field if item.typed]
    made = typed_record(notice.ledgers[ledger].fields, fields, ledger, row, ledger)
    made.columns = {name: number for number, name in enumerate(typed, start=1)}
    return made


@functools.cache
def province() -> tuple[Season, Notice, Honours]:
    """475 groups of the 27 rows of the quota table, with enterprises, teams and people; nobody is a winner yet."""
    notice = built.notice("2018").as_merged()
    assert notice.quota
    season = Season(single={HOME: Record({"推荐单位": notice.whole}, HOME)})
    counts = {unit: row[0] if isinstance(row[0], int) else 0 for unit, row in notice.quota.rows.items()}
    counts["其他"] = GROUPS - sum(counts.values())
    places = [unit for unit, count in counts.items() for _ in range(count)]
    names = published()
    season.ledgers["小组"] = [
        record(
            notice, "小组", row, 企业名称=f"{unit}{names[row % len(names)]['企业名称']}",
            小组名称=names[row % len(names)]["小组名称"], 课题名称=f"{names[row % len(names)]['课题名称']}之{row}",
            报送单位=unit,
        )
        for row, unit in enumerate(places, start=5)
    ]  # fmt: skip
    season.ledgers["小组"][0].update({"企业名称": LONG_UNIT, "小组名称": LONG_NAME, "课题名称": LONG_TOPIC})
    units = list(counts)[:20]
    season.ledgers["企业"] = [
        record(notice, "企业", row, 企业名称=f"{unit}某某集团有限公司", 申报奖项="QC小组活动优秀企业", 报送单位=unit)
        for row, unit in enumerate(reversed(units), start=5)
    ]
    season.ledgers["个人"] = [
        record(
            notice, "个人", row, 姓名="林晓", 工作单位=f"{unit}某某集团有限公司", 申报奖项="优秀推进者", 报送单位=unit
        )
        for row, unit in enumerate(units, start=5)
    ]
    return season, notice, load_honours(notice)


def confirmed(season: Season, notice: Notice, honours: Honours) -> Season:
    """A copy of the season with all its entries on the list of winners."""
    ledger = winners_ledger(notice)
    chosen = choose(season, notice, honours, []).chosen
    rows = [
        record(notice, ledger.name, number, **confirmed_row(entry, honour, ledger, honours, dt.date(2018, 7, 1), ""))
        for number, (honour, entry) in enumerate(chosen, start=5)
    ]
    return Season({**season.ledgers, ledger.name: rows}, season.single)


@functools.cache
def winners() -> tuple[list[Winner], Season, Notice, Honours]:
    """The winners of `province`, numbered."""
    season, notice, honours = province()
    season = confirmed(season, notice, honours)
    return read_winners(season, notice, honours), season, notice, honours


def contest(promoted: int = 10) -> tuple[Season, Notice, Honours]:
    """The sample contest with its first six groups on the list, as many as `promoted` marked to go on."""
    notice, sample = built.notice("2023"), built.season(built.CONTEST)
    ledger = winners_ledger(notice)
    levels = [prize.level for prize in notice.prize if prize.award == "QC小组成果" for _ in range(prize.count)]
    rows = []
    for place, entry in enumerate(sample.ledgers["小组"][:promoted], start=1):
        said = {"award": "QC小组成果", "unit": entry["企业名称"], "name": entry["小组名称"], "topic": entry["课题名称"]}
        said |= {"level": levels[place - 1] if place <= len(levels) else "", "rank": place, "promoted": "是"}
        said |= {"number": f"2023-{place:03}", "year": 2023}
        fields = {ledger.named(role): value for role, value in said.items()}
        rows.append(record(notice, ledger.name, 4 + place, **fields))
    season = Season({**sample.ledgers, ledger.name: rows}, dict(sample.single))
    return season, notice, load_honours(notice)


def listed(sheets: Mapping[str, Sheet], rows: Iterable[dict[str, object]]) -> list[Put]:
    """What is typed to put these rows (values by role) on the list of winners of an open workbook."""
    ledger = winners_ledger(built.notices()[0])
    sheet, heading, columns = find_ledger(ledger, sheets)
    return [
        put(sheet.name, heading + number, columns[ledger.named(role)], value)
        for number, row in enumerate(rows, start=1)
        for role, value in row.items()
    ]


def pages(data: bytes, folder: Path, name: str) -> list[str]:
    """The text of every page as LibreOffice prints it, blanks taken out."""
    path = folder / f"{name}.docx"
    path.write_bytes(data)
    return [re.sub(r"[ 　]", "", page) for page in office.page_texts(office.convert(path, "pdf", folder))]
