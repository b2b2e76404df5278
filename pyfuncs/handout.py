"""Blank workbooks to send out: one for each unit, the unit already chosen, in one folder with a list of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import values
from .files import Names, publish, staging, write_new
from .forms import Progress
from .notice import UNIT, Notice, did_you_mean, list_notices, load_notice
from .reader import read_apart
from .rules import Season
from .table_book import Link, Table, report, to_file

LIST = "分发清单.xlsx"
UNIT_FIELD = "推荐单位"
TEXTS, TABLES, BOOKS = (".txt",), (".csv", ".tsv"), (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods")
ENCODINGS = ("utf-8-sig", "gb18030")
MOST_UNITS = 1500
LONGEST_UNIT = 60


class BadUnits(Exception):
    """A list of units that cannot be used; the message is one Chinese sentence."""


@dataclass(slots=True)
class Units:
    """Units to send to, as written; `repeated` those that stood in the list more than once (taken once)."""

    names: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


def units_for(notice: Notice, file: Path | None) -> Units:
    """The units of the notice's quota table, or those a file lists. Raises BadUnits, preflight.Unreadable, OSError."""
    if file is None:
        if not notice.units():
            raise BadUnits(
                f"{notice.name}没有各单位的名额，不知道发给哪些单位，请把单位一行一个写在文件里，用 --units 文件 给出"
            )
        return Units(notice.units())
    units = Units()
    known = {values.match_key(unit): unit for unit in notice.units()}
    seen: set[str] = set()
    for place, text in read_units(file, headings(notice)):
        key = values.match_key(text)
        if known and key not in known:
            raise BadUnits(
                f"“{file.name}”{place}写的是“{text}”，名额表中没有这个单位{did_you_mean(text, notice.units())}"
            )
        if key in seen:
            units.repeated.append(text)
        else:
            units.names.append(known.get(key, text))
        seen.add(key)
    if not units.names:
        raise BadUnits(f"“{file.name}”里没有单位，请把单位一行一个写上")
    if len(units.names) > MOST_UNITS:
        raise BadUnits(f"“{file.name}”里有{len(units.names)}个单位，最多{MOST_UNITS}个，请核对是否拿错了文件")
    return units


def headings(notice: Notice) -> set[str]:
    """Comparison keys of what may stand over a column of units: the type's word, and the fields of that type."""
    fields = [item for ledger in notice.ledgers.values() for item in ledger.field]
    words = [UNIT, UNIT_FIELD]
    words += [word for item in fields if item.type == UNIT for word in (item.name, *item.alias)]
    return {values.match_key(word) for word in words}


def read_units(file: Path, heads: Iterable[str]) -> list[tuple[str, str]]:
    """(place, unit) of every unit that a text, CSV or workbook lists: in the column under one of `heads`
    (comparison keys), else in the first. Raises BadUnits, preflight.Unreadable, OSError."""
    kind = file.suffix.lower()
    if kind in BOOKS:
        table = next(iter(read_apart(file).values()))
        rows = [[values.text_of(value) for value in row] for row in table[0]]
        first = table[1]
    elif kind in TEXTS + TABLES:
        text = _decoded(file)
        marked = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if kind == ".tsv" else ",")
        rows = list(marked) if kind in TABLES else [[line] for line in text.splitlines()]
        first = 1
    else:
        raise BadUnits(f"单位的名单应为 .txt、.csv 或 .xlsx，写的是“{file.name}”，请另存后再试")
    column, start = _column(rows, set(heads))
    cells = [(f"第{first + n}行", row[column].strip() if len(row) > column else "") for n, row in enumerate(rows)]
    return [(place, unit) for place, unit in cells[start:] if unit]


def _decoded(file: Path) -> str:
    data = file.read_bytes()
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadUnits(f"“{file.name}”不是 UTF-8 或 GBK 编码的文字，请另存为 UTF-8 再试")


def _column(rows: Sequence[Sequence[str]], heads: set[str]) -> tuple[int, int]:
    """Where the units stand: their column, and the row they begin in (both from 0)."""
    for number, row in enumerate(rows):
        for column, word in enumerate(row):
            if values.match_key(word) in heads:
                return column, number + 1
    return 0, 0


def hand_out(notice: Notice, units: Units, out: Path, progress: Progress | None = None) -> list[str]:
    """Writes a blank workbook for each unit, and 分发清单.xlsx, into the new folder `out`: all or none.

    None of them names this computer's Python. Gives the files in the order of the units.
    Raises BadUnits when `out` already holds something, OSError; whatever `progress` raises stops it.
    """
    from .workbook import CONF, workbook_bytes

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadUnits(f"“{out.name}”已经有内容，没有改动它，请换一个新的文件夹")
    notices = [load_notice(name, notice.folder.parent) for name in list_notices(notice.folder.parent)]
    names, files = Names(), []
    with staging(out) as work:
        for number, unit in enumerate(units.names):
            if progress:
                progress(number, len(units.names), unit)
            file = names.give("", f"{notice.id}{unit[:LONGEST_UNIT]}申报簿", ".xlsm")
            (work / file).write_bytes(workbook_bytes(notices, Season(), notice.id, unit, [notice.id], CONF))
            files.append(file)
        if progress:
            progress(len(files), len(files), LIST)
        write_new(work / LIST, report([_list(notice, units, files)]))
        publish(work, out, last=LIST)
    return files


def _list(notice: Notice, units: Units, files: Iterable[str]) -> Table:
    """分发清单: each unit, its workbook, and what it may recommend."""
    awards = [award for award in notice.award if notice.quota_of(units.names[0], award.name)]
    rows = []
    for number, (unit, file) in enumerate(zip(units.names, files, strict=True), start=1):
        quotas = [notice.quota_of(unit, award.name) for award in awards]
        shown = [(quota.shown or quota.state) if quota else "" for quota in quotas]
        rows.append([number, unit, Link(file, to_file(file)), *shown, "", ""])
    heads = ["序号", "单位", "申报簿", *(award.name for award in awards), "发出日期", "收回日期"]
    widths = [6, 24, 34, *(10 for _ in awards), 12, 12]
    intro = [f"分发清单　{notice.name}　共 {len(rows)} 本"]
    if units.repeated:
        intro.append(f"名单里重复的单位只做一本：{'、'.join(dict.fromkeys(units.repeated))}")
    return Table("分发清单", heads, rows, widths, intro)
