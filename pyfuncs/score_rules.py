"""The kinds of rule about judges' scores that a notice can state: they see the score tables as the jury set them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from .contest import ScoreTable, exact
from .definitions import Ledger
from .finalists import later, passed_over
from .rules import TO_CONFIRM, Problem, Problems, Record, View
from .scores import (
    ABSENT,
    YES,
    Entry,
    collect,
    entries_of,
    is_elsewhere,
    is_own,
    item_fault,
    item_fields,
    judges_of,
    ledger_with,
    row_key,
)
from .values import match_key, show

LIKE, LEAST_SHARED = 2, 6
NOTE = "提示"
STANDS_AT = {
    "score_known": ("judge", "name"),
    "score_items": ("item",),
    "score_total": ("total",),
    "scored_once": ("judge",),
    "recused": ("judge", "recused"),
}
"""The roles of the fields that a rule speaks of without naming them as parameters."""


def _ledgers(view: View) -> tuple[Ledger, Ledger]:
    """The ledgers of scores and of judges."""
    return ledger_with(view.notice, "scores"), ledger_with(view.notice, "judges")


def _entries(view: View) -> dict[tuple[str, ...], Entry]:
    return {entry.key: entry for entry in entries_of(view.season, view.notice) if entry.contest.is_scored}


def _tables(view: View) -> Iterator[tuple[Record, ScoreTable]]:
    """Every row of scores whose entry, phase and score table are known, with the table; recused rows are none."""
    ledger, _ = _ledgers(view)
    entries = _entries(view)
    for record in view.records:
        entry = entries.get(row_key(record, ledger))
        phase = view.notice.judging.phase_named(record.text(ledger.named("phase")))
        table = view.notice.judging.table_of(phase, entry.kind) if entry and phase else None
        if table is not None and record.text(ledger.named("recused")) != YES:
            yield record, table


def score_known(view: View) -> Problems:
    """Every row of scores names a phase, an entry and a judge that there are, of one venue; the entry got that far."""
    ledger, judge_ledger = _ledgers(view)
    entries, judging = _entries(view), view.notice.judging
    over, after = passed_over(entries.values()), {phase.name for phase in later(judging)}
    known = {match_key(judge.text(judge_ledger.key[0])): judge for judge in judges_of(view.season, view.notice)}
    for record in view.records:
        name, judge = ledger.named("name"), ledger.named("judge")
        entry, person = entries.get(row_key(record, ledger)), known.get(match_key(record.text(judge)))
        if entry and person and is_elsewhere(person, entry, judging):
            says = f"是“{person.text(judging.judge_venue)}”会场的评委，这一项在“{entry.venue}”会场，打的分不计"
            yield Problem(record, judge, says, "改正评委或会场；不该打的，删去这一行")
        if entry and id(entry) in over and record.text(ledger.named("phase")) in after:
            says = f"它的{over[id(entry)]}，这张评分表不计"
            yield Problem(record, name, says, f"把上了场的改填“{YES}”；没有上场的，删去这一行")
        if record.text(name) and entry is None:
            yield Problem(record, name, "在参评的台账中找不到这一项", "改成与台账里的企业、小组和课题一样")
        if record.text(judge) and person is None:
            yield Problem(
                record, judge, f"在“{judge_ledger.name}”中找不到", f"改正姓名，或在“{judge_ledger.name}”中补录"
            )


def score_items(view: View) -> Problems:
    """Every item of the score table has a score from 0 to its points, a multiple of the step where one is set."""
    ledger, _ = _ledgers(view)
    step = view.notice.judging.value("step")
    for record, table in _tables(view):
        fields = item_fields(ledger)
        if not table.item:
            yield Problem(record, fields[0], f"“{table.name}”还没有项目，打的分不计", "先在评审设定上填好评分表")
            continue
        for number, name in enumerate(fields):
            words = f"“{table.name}”的“{table.item[number].name}”" if number < len(table.item) else f"“{table.name}”"
            value = record.get(name)
            if name in record.bad:
                continue
            if value is None:
                if number < len(table.item):
                    yield Problem(record, name, f"{words}没有分，这张评分表不计", "补填；评委没有打的，向评委核实")
                continue
            fault = item_fault(exact(value), table.most(number), exact(step) if step else None)
            if fault:
                yield Problem(record, name, f"{words}{fault}", "照纸质评分表核对")


def score_total(view: View) -> Problems:
    """A total that is typed is the sum of the items."""
    ledger, _ = _ledgers(view)
    field = ledger.named("total")
    for record, _ in _tables(view):
        typed = record.get(field)
        items = [mark for name in item_fields(ledger) if (mark := record.get(name)) is not None]
        if typed is None or field in record.bad or any(name in record.bad for name in item_fields(ledger)):
            continue
        total = sum(map(exact, items))
        if total != exact(typed):
            yield Problem(record, field, f"应为各项之和{show(float(total))}", "照纸质评分表核对各项")


def scored_once(view: View) -> Problems:
    """A judge scores an entry once in a phase."""
    ledger, _ = _ledgers(view)
    seen: dict[tuple[Any, ...], Record] = {}
    for record in view.records:
        judge = match_key(record.text(ledger.named("judge")))
        key = record.text(ledger.named("phase")), judge, row_key(record, ledger)
        first = seen.setdefault(key, record)
        if judge and first is not record:
            says = f"与第{first.row}行是同一评委、同一阶段、同一项成果，两行都不计"
            yield Problem(record, ledger.named("judge"), says, "删去录错的一行")


def recused(view: View) -> Problems:
    """A judge of the entrant's own enterprise does not score it: told. One whose enterprise's name begins alike: to
    confirm, for it may be the parent or a branch."""
    ledger, judge_ledger = _ledgers(view)
    judges = {match_key(judge.text(judge_ledger.key[0])): judge for judge in judges_of(view.season, view.notice)}
    for record in view.records:
        judge = judges.get(match_key(record.text(ledger.named("judge"))))
        unit = record.text(ledger.named("unit"))
        if judge is None or not unit or record.text(ledger.named("recused")) == YES:
            continue
        own = judge.text(judge_ledger.key[1])
        if is_own(judge, unit, judge_ledger):
            yield Problem(
                record, ledger.named("judge"), "是本单位的评委，自动回避，打的分不计", "不必改；也可删去这一行", NOTE
            )
        elif is_kin(own, unit):
            says = f"评委的单位“{own}”与参评单位“{unit}”名称相近，疑为上下级"
            yield Problem(record, ledger.named("recused"), says, "要回避的填“是”；不必回避的不改", TO_CONFIRM)


def is_kin(one: str, other: str) -> bool:
    """True for two names that begin alike for most of the shorter: a parent body and its branch may."""
    first, second = match_key(one), match_key(other)
    shared = next((n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
    shared = min(len(first), len(second)) if shared is None else shared
    return first != second and shared >= LEAST_SHARED and shared * LIKE >= min(len(first), len(second))


def every_judge(view: View, *, field: str) -> Problems:
    """An entrant is scored by every judge of its venue who has begun to score in that phase and is not recused."""
    own = {id(record): record for record in view.records}
    entries = [entry for entry in collect(view.season, view.notice) if id(entry.record) in own]
    begun = {
        (panel.phase.name, mark.judge)
        for entry in entries
        for panel in entry.panels
        for mark in panel.marks
        if mark.total is not None
    }
    for entry in entries:
        for panel in entry.panels:
            phase, valid = panel.phase.name, bool(panel.valid)
            silent = [mark.judge for mark in panel.marks if mark.record is None and mark.fate == ABSENT]
            forgot = [judge for judge in silent if (phase, judge) in begun]
            if forgot and valid:
                says = f"“{phase}”评委{'、'.join(forgot)}没有给它打分，给别的打了"
                yield Problem(entry.record, field, says, "补录；评委确实没有打的，写明原因")


def enough_judges(view: View, *, field: str) -> Problems:
    """An entrant whom others were scored beside has at least as many valid judges as the jury wants, in each phase."""
    least = int(view.notice.judging.value("least_judges"))
    own = {id(record) for record in view.records}
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    for entry in collect(view.season, view.notice):
        for panel in entry.panels:
            if id(entry.record) in own:
                counts[panel.phase.name][id(entry.record)] = len(panel.valid)
    for record in view.records:
        for phase, valid in counts.items():
            count = valid.get(id(record))
            if count is not None and 0 < count < least:
                says = f"“{phase}”只有{count}名评委的有效评分，应不少于{least}名"
                yield Problem(record, field, says, "补齐评分，或在评审设定上改至少几名评委")
            elif count == 0 and any(valid.values()):
                yield Problem(
                    record, field, f"“{phase}”没有有效评分，不进入排名", "核对；没有进入这一阶段的不必改", TO_CONFIRM
                )
