"""Judges' workbooks that came back: every row read, what is taken, what is the same, what is refused and why."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import closed
from .contest import exact
from .finalists import later, passed_over
from .judge_book import INFO_TAB, JUDGE_LINE, NOTICE_LINE
from .notice import Notice
from .preflight import Unreadable
from .records import Sheet
from .rules import Season
from .scores import YES, Entry, Key, entries_of, is_elsewhere, is_own, item_fault, item_fields, judges_of, ledger_with
from .table_book import LONGEST_TAB
from .values import match_key, read_number, show, text_of

NEW, CHANGED, SAME, EMPTY, REFUSED = "新收", "改动", "没有变", "没有打分", "没有收"
ENTRY = ("unit", "name", "topic")
"""The roles of the fields that say which entry a row is of."""
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
    mine = [entry for entry in entries.values() if not is_elsewhere(judge, entry, notice.judging)]
    over, after = passed_over(entries.values()), later(notice.judging)
    have = _have(season, notice)
    tabs = {phase.name: _tab_of(phase.name, sheets) for phase in notice.judging.phase}
    missing, odd = [], []
    for phase in notice.judging.phase:
        sheet = sheets.get(tabs[phase.name])
        if sheet is None:
            here = [entry for entry in mine if phase not in after or id(entry) not in over]
            if any((table := notice.judging.table_of(phase, entry.kind)) and table.item for entry in here):
                missing.append(phase.name)
            continue
        reader = _PhaseReader(sheet, phase.name, receipt, notice, entries, have)
        if reader.columns:
            reader.read(lambda entry: is_own(judge, entry.unit, ledger))
        else:
            odd.append((phase.name, "表头改动过，整张没有收，请用原来的表头再收"))
    for name in sheets.keys() - set(tabs.values()):
        stray = _PhaseReader(sheets[name], name, receipt, notice, entries, have)
        if stray.columns:
            back = "或".join(f"“{phase}”" for phase in missing)
            what = f"请把表名改回{back}再收" if missing else "各阶段照原名的表收，这张有用的请并到那里再收"
            odd.append((name, f"表名不是评审的阶段，打了分的{stray.scored()}行没有收，{what}"))
    if not receipt.lines and not any(name not in tabs for name, _ in odd):
        receipt.refused = "没有找到各阶段的评分，表头可能改动过，请用原来的文件"
        return receipt
    says = "没有找到这个阶段的表，整个阶段没有收，表名改过的请改回原名再收，缺了的请向评委要"
    odd = [*((phase, says) for phase in missing), *sorted(odd)]
    receipt.lines += [Line(path.name, receipt.judge, name, "", "", REFUSED, why) for name, why in odd]
    return receipt


def _tab_of(phase: str, sheets: Mapping[str, Sheet]) -> str:
    """The name of a phase's tab, "" = none: its own, or one that differs in blanks, width or case alone."""
    own = phase[:LONGEST_TAB]
    return own if own in sheets else next((name for name in sheets if match_key(name) == match_key(own)), "")


def _have(season: Season, notice: Notice) -> dict[tuple[str, str, Key], Any]:
    """The rows of the ledger by phase, judge and entry."""
    ledger = ledger_with(notice, "scores")
    found = {}
    for record in season.ledgers.get(ledger.name, []):
        key = tuple(match_key(record.text(ledger.named(role))) for role in ENTRY)
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
        self.heading, self.columns = self._columns()

    def _columns(self) -> tuple[int, dict[str, int]]:
        """The row of the headings and the columns by field; 0 and none where the tab has no such headings."""
        names = self.ledger.headings
        wanted = {self.ledger.named(role) for role in ENTRY}
        for number, row in enumerate(self.sheet.rows, start=self.sheet.first_row):
            found = {
                names[match_key(text)]: col
                for col, text in enumerate(row, start=self.sheet.first_col)
                if isinstance(text, str) and match_key(text) in names
            }
            if wanted <= found.keys() and self.items[0] in found:
                return number, found
        return 0, {}

    def _rows(self) -> dict[int, Row]:
        """The rows below the headings that name an entry, by their number."""
        found = {}
        for number in range(self.heading + 1, self.sheet.first_row + len(self.sheet.rows)):
            cells = {name: self.sheet.at(number, col) for name, col in self.columns.items()}
            if any(text_of(cells.get(self.ledger.named(role))).strip() for role in ENTRY):
                found[number] = cells
        return found

    def read(self, own: Any) -> None:
        """Every row under the headings becomes a line of the receipt."""
        rows = self._rows()
        twice = self._twice(rows)
        self.receipt.lines += [self._line(cells, own, twice.get(number)) for number, cells in rows.items()]

    def scored(self) -> int:
        """How many rows bear scores."""
        return sum(bool(self._scores(cells)) for cells in self._rows().values())

    def _scores(self, cells: Row) -> dict[str, str]:
        """The items as they are written, by field; the total where it alone is."""
        items = {name: text for name in self.items if (text := text_of(cells.get(name)).strip())}
        total = self.ledger.named("total")
        typed = text_of(cells.get(total)).strip()
        return items or ({total: typed} if typed else {})

    def _written(self, cells: Row) -> dict[str, str]:
        """All that the judge has written in a row, by field, to be compared."""
        rest = {name: text_of(cells.get(name)) for name in map(self.ledger.named, ("recused", "remark"))}
        return {name: key for name, text in (self._scores(cells) | rest).items() if (key := match_key(text))}

    def _twice(self, rows: Mapping[int, Row]) -> dict[int, tuple[str, str]]:
        """Of rows of one entry those that are not taken, by number: fate and why. Alike, the first holds; where they
        differ none does; an empty one beside another says nothing."""
        groups: dict[Key, list[int]] = defaultdict(list)
        for number, cells in rows.items():
            groups[tuple(match_key(text_of(cells.get(self.ledger.named(role)))) for role in ENTRY)].append(number)
        found = {}
        for numbers in groups.values():
            said = {number: written for number in numbers if (written := self._written(rows[number]))}
            first = next(iter(said), 0)
            alike = all(written == said[first] for written in said.values())
            for number in numbers if len(numbers) > 1 and said else ():
                others = "、".join(f"第{other}行" for other in said if other != number)
                if number not in said:
                    found[number] = EMPTY, f"第{number}行空着，与{others}是同一项"
                elif alike and number != first:
                    found[number] = REFUSED, f"第{number}行与第{first}行重复，一模一样，以那一行为准"
                elif not alike:
                    says = "是同一项，写的不一样，不知道以哪一行为准，请只留一行再收"
                    found[number] = REFUSED, f"第{number}行与{others}{says}"
        return found

    def _line(self, cells: Row, own: Any, twice: tuple[str, str] | None) -> Line:
        words = {role: text_of(cells.get(self.ledger.named(role))) for role in ENTRY}
        known = Line(self.receipt.file, self.receipt.judge, self.phase, words["unit"], words["name"], REFUSED)
        entry = self.entries.get(tuple(match_key(text) for text in words.values()))
        if entry is None:
            return _but(known, REFUSED, "在参评的台账中找不到这一项")
        if own(entry):
            return _but(known, EMPTY, "本单位，回避")
        if twice:
            return _but(known, *twice)
        row, fault = self._row(cells, entry)
        if fault:
            return _but(known, REFUSED, fault)
        before = self.have.get((self.phase, match_key(self.receipt.judge), entry.key))
        if row is None:
            here = f"“{self.ledger.name}”第{before.row}行已有分，没有改动；要作废的请在那里删去" if before else ""
            unscored = self._unscored(cells)
            return _but(known, REFUSED if unscored else EMPTY, "；".join(filter(None, [unscored, here])))
        note = self._left_out(cells) if row[self.ledger.named("recused")] else ""
        if before is None:
            return _but(known, NEW, note, row)
        typed = [*self.items, self.ledger.named("recused"), self.ledger.named("remark")]
        differing = {name: row[name] for name in typed if show(before.get(name)) != show(row[name])}
        said = [f"{name}：{show(before.get(name)) or '空'}→{show(value) or '空'}" for name, value in differing.items()]
        if not differing:
            return _but(known, SAME, note)
        return _but(known, CHANGED, "；".join([*said, note] if note else said), differing, before.row)

    def _unscored(self, cells: Row) -> str:
        """What stands in a row without items and is not taken; "" = nothing."""
        total, remark = self.ledger.named("total"), self.ledger.named("remark")
        typed, words = self._scores(cells).get(total), text_of(cells.get(remark)).strip()
        told = f"，“{remark}”写的是“{words}”" if words else ""
        if typed:
            return f"只写了“{total}”{typed}，各项没有打{told}，没有收，请补齐各项再收"
        return f"各项没有打{told}，没有收，请核对：要打的补齐各项再收，不打的另记" if told else ""

    def _left_out(self, cells: Row) -> str:
        """What scores a judge has written who asks to be left out; "" = none."""
        scores = "、".join(f"{name}：{text}" for name, text in self._scores(cells).items())
        recused = self.ledger.named("recused")
        return f"“{recused}”写了“{YES}”，打的分（{scores}）没有收，不回避的请删去“{YES}”再收" if scores else ""

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
                on = f"“{table.name}”" if table and most is None else ""
                return None, f"“{words}”写的是{show(reading.value)}，{on}{fault}"
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
