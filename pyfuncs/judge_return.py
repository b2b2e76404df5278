"""Judges' workbooks that came back: every row read, what is taken, what is the same, what is refused and why."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import closed
from .contest import exact
from .judge_book import INFO_TAB, JUDGE_LINE, NOTICE_LINE
from .notice import Notice
from .preflight import Unreadable
from .records import Sheet
from .rules import Season
from .scores import YES, Entry, Key, entries_of, is_own, item_fault, item_fields, judges_of, ledger_with
from .values import match_key, read_number, show, text_of

NEW, CHANGED, SAME, EMPTY, REFUSED = "新收", "改动", "没有变", "没有打分", "没有收"
Row = dict[str, Any]
"""A row of the scores' ledger by field."""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one row: `fate` one of the above, `why` in words; `row` the values to write, None = none;
    `at` the row of the ledger (from 1) where it stands already, 0 = a new one."""

    file: str
    judge: str
    phase: str
    unit: str
    name: str
    fate: str
    why: str = ""
    row: Row | None = None
    at: int = 0


@dataclass(slots=True)
class Receipt:
    """What became of one file. refused: why nothing of it was taken, "" = see its lines."""

    file: str
    judge: str = ""
    refused: str = ""
    lines: list[Line] = field(default_factory=list)

    def count(self, fate: str) -> int:
        return sum(line.fate == fate for line in self.lines)


def take(paths: list[Path], season: Season, notice: Notice) -> list[Receipt]:
    """A receipt for each file, in order. Of a judge's files that differ none is taken, for which of them holds is not
    known; of those that say the same the first is."""
    receipts = [_read(path, season, notice) for path in paths]
    own: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        if receipt.judge and not receipt.refused:
            own[match_key(receipt.judge)].append(receipt)
    for found in own.values():
        alike = all(_said(receipt) == _said(found[0]) for receipt in found)
        for receipt in found[1:] if alike else found:
            others = "、".join(f"“{other.file}”" for other in found if other is not receipt)
            receipt.lines.clear()
            receipt.refused = (
                f"与{others}一模一样，已照那个收"
                if alike
                else f"评委“{receipt.judge}”还有{others}，分不一样，不知道以哪个为准，请只留一个再收"
            )
    return receipts


def _said(receipt: Receipt) -> list[Line]:
    """What a file says, whatever it is called."""
    return [dataclasses.replace(line, file="") for line in receipt.lines]


def _read(path: Path, season: Season, notice: Notice) -> Receipt:
    receipt = Receipt(path.name)
    try:
        sheets = closed.read_sheets(path)
    except Unreadable as fault:
        receipt.refused = str(fault)
        return receipt
    info = sheets.get(INFO_TAB)
    said = {text_of(row[0]): text_of(row[1]) for row in info.rows if len(row) > 1} if info else {}
    if said.get(NOTICE_LINE) != notice.id:
        receipt.refused = "不是本通知的评委评分表（按“评分表”生成的那种），请核对是否拿错了文件"
        return receipt
    ledger = ledger_with(notice, "judges")
    judges = {match_key(judge.text(ledger.key[0])): judge for judge in judges_of(season, notice)}
    judge = judges.get(match_key(said.get(JUDGE_LINE, "")))
    if judge is None:
        receipt.refused = f"评委“{said.get(JUDGE_LINE, '')}”不在“{ledger.name}”中，请补录或改正姓名再收"
        return receipt
    receipt.judge = judge.text(ledger.key[0])
    assert notice.judging is not None
    entries = {entry.key: entry for entry in entries_of(season, notice) if entry.contest.is_scored}
    have = _have(season, notice)
    for phase in notice.judging.phase:
        if phase.name in sheets:
            reader = _PhaseReader(sheets[phase.name], phase.name, receipt, notice, entries, have)
            reader.read(lambda entry: is_own(judge, entry.unit, ledger))
    if not receipt.lines:
        receipt.refused = "没有找到各阶段的评分，表头可能改动过，请用原来的文件"
    return receipt


def _have(season: Season, notice: Notice) -> dict[tuple[str, str, Key], Any]:
    """The rows of the ledger by phase, judge and entry."""
    ledger = ledger_with(notice, "scores")
    found = {}
    for record in season.ledgers.get(ledger.name, []):
        key = tuple(match_key(record.text(ledger.named(role))) for role in ("unit", "name", "topic"))
        found[record.text(ledger.named("phase")), match_key(record.text(ledger.named("judge"))), key] = record
    return found


class _PhaseReader:
    def __init__(
        self,
        sheet: Sheet,
        phase: str,
        receipt: Receipt,
        notice: Notice,
        entries: dict[Key, Entry],
        have: dict[tuple[str, str, Key], Any],
    ) -> None:
        self.sheet, self.phase, self.receipt, self.notice = sheet, phase, receipt, notice
        self.entries, self.have = entries, have
        self.ledger = ledger_with(notice, "scores")
        self.items = item_fields(self.ledger)

    def read(self, own: Any) -> None:
        """Every row under the headings becomes a line of the receipt."""
        names = self.ledger.headings
        columns: dict[str, int] = {}
        for number, row in enumerate(self.sheet.rows, start=self.sheet.first_row):
            if not columns:
                found = {
                    names[match_key(text)]: col
                    for col, text in enumerate(row, start=self.sheet.first_col)
                    if isinstance(text, str) and match_key(text) in names
                }
                wanted = {self.ledger.named(role) for role in ("unit", "name", "topic")}
                columns = found if wanted <= found.keys() and self.items[0] in found else {}
                continue
            cells = {name: self.sheet.at(number, col) for name, col in columns.items()}
            if any(text_of(cells.get(self.ledger.named(role))).strip() for role in ("unit", "name", "topic")):
                self.receipt.lines.append(self._line(cells, own))

    def _line(self, cells: Row, own: Any) -> Line:
        words = {role: text_of(cells.get(self.ledger.named(role))) for role in ("unit", "name", "topic")}
        known = Line(self.receipt.file, self.receipt.judge, self.phase, words["unit"], words["name"], REFUSED)
        entry = self.entries.get(tuple(match_key(text) for text in words.values()))
        if entry is None:
            return _but(known, REFUSED, "在参评的台账中找不到这一项")
        if own(entry):
            return _but(known, EMPTY, "本单位，回避")
        row, fault = self._row(cells, entry)
        if fault:
            return _but(known, REFUSED, fault)
        before = self.have.get((self.phase, match_key(self.receipt.judge), entry.key))
        if row is None:
            here = f"“{self.ledger.name}”第{before.row}行已有分，没有改动；要作废的请在那里删去" if before else ""
            return _but(known, EMPTY, here)
        if before is None:
            return _but(known, NEW, "", row)
        typed = [*self.items, self.ledger.named("recused"), self.ledger.named("remark")]
        differing = {name: row[name] for name in typed if show(before.get(name)) != show(row[name])}
        said = [f"{name}：{show(before.get(name)) or '空'}→{show(value) or '空'}" for name, value in differing.items()]
        if not differing:
            return _but(known, SAME, "")
        return _but(known, CHANGED, "；".join(said), differing, before.row)

    def _row(self, cells: Row, entry: Entry) -> tuple[Row | None, str]:
        """The row as the ledger holds it, None where nothing was scored; or why it cannot be taken."""
        assert self.notice.judging is not None
        phase = self.notice.judging.phase_named(self.phase)
        table = self.notice.judging.table_of(phase, entry.kind) if phase else None
        lines = table.item if table else []
        step = self.notice.judging.value("step")
        asked = text_of(cells.get(self.ledger.named("recused"))).strip()
        row: Row = {self.ledger.named("phase"): self.phase}
        row |= {self.ledger.named("unit"): entry.unit, self.ledger.named("name"): entry.name}
        row |= {self.ledger.named("topic"): entry.topic or None, self.ledger.named("judge"): self.receipt.judge}
        row[self.ledger.named("recused")] = YES if asked == YES else None
        if asked not in ("", YES):
            return None, f"“{self.ledger.named('recused')}”写的是“{asked}”，只能空着或写“{YES}”"
        scores = {}
        for number, name in enumerate(self.items):
            reading = read_number(cells.get(name))
            words = lines[number].name if number < len(lines) else name
            if reading.fault:
                return None, f"“{words}”写的是“{text_of(cells.get(name))}”，{reading.fault}"
            if reading.value is None:
                continue
            most = table.most(number) if table else None
            fault = item_fault(exact(reading.value), most, exact(step) if step else None)
            if fault:
                return None, f"“{words}”写的是{show(reading.value)}，{fault}"
            scores[name] = reading.value
        remark = text_of(cells.get(self.ledger.named("remark"))).strip() or None
        if not scores and asked != YES:
            return None, ""
        missing = [item.name for item, name in zip(lines, self.items, strict=False) if name not in scores]
        if missing and asked != YES:
            return None, f"缺“{'、'.join(missing)}”，补齐后再收"
        row |= {name: None if asked == YES else scores.get(name) for name in self.items}
        row[self.ledger.named("remark")] = remark
        return row, ""


def _but(line: Line, fate: str, why: str, row: Row | None = None, at: int = 0) -> Line:
    return dataclasses.replace(line, fate=fate, why=why, row=row, at=at)
