"""The buttons of a mirror tab: 上一条, 下一条, 转到台账, 表样录入, 存入台账."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .changes import FORMULA, INFO, NUMBER, WARNING, Ask, Changes, Go, Log, Put, Say
from .check import Finding, check
from .desk import Desk, warned
from .expressions import picker_place
from .grid import NUMBER as COUNTED
from .grid import Blank
from .layout import Box, home_cells, input_cells
from .ledger_rows import Rows, season_after, team_of, write_members, write_record
from .mirror_tab import EACH, FormSheet, Refused, find_form, open_mirror
from .notice import HOME, LEVELS
from .records import read_cells
from .rules import Record
from .typed_boxes import blanks_of, box_content, is_typed, iter_members, read_form, typed_boxes, typed_fields
from .typing_state import Typing, clearing_puts, extra_puts, key_of, read_extras, read_state, state_puts, typing_of

ABANDON, REMOVE, AS_NEW = "abandon", "remove", "new"
SINGLE = "单份"
PRINTED = "这一格是印好的字，不用填；请选中一个空格再按"
HERE = "这一格就在这里填"
FED_OTHERWISE = {
    "汇总": "这张表由“汇总表”按钮照台账列出；要改请到台账里改，再按“汇总表”",
    "阅览": "这张表只供查阅，不用填",
}
MOST_TOLD = 8
told = warned(Refused)
"""A button whose Refused becomes a message and no change."""


# -- 上一条, 下一条 -------------------------------------------------------------------------------------


@told
def previous(desk: Desk) -> Changes:
    """上一条: the mirror shows the record before."""
    return _step(desk, -1)


@told
def following(desk: Desk) -> Changes:
    """下一条: the mirror shows the next record."""
    return _step(desk, 1)


def _step(desk: Desk, by: int) -> Changes:
    tab = open_mirror(desk)
    state, count = read_state(tab), len(tab.records)
    if state:
        raise Refused(f"本表正在录入{state.words}，请先按“存入台账”，或再按“表样录入”放弃")
    if not count:
        raise Refused(f"“{tab.form.ledger}”台账里还没有这张表的记录，要在本表上录入请按“表样录入”")
    if by > 0 and tab.number >= count:
        raise Refused(f"已是最后一条（共{count}条）；要录入新的一条，把序号改成{count + 1}再按“表样录入”")
    if by < 0 and tab.number == 1:
        raise Refused(f"已是第一条（共{count}条）")
    return Changes([_pick(tab, min(max(tab.number + by, 1), count))], undoable=False)


def _pick(tab: FormSheet, number: int) -> Put:
    row, col = picker_place(tab.layout)
    return Put(tab.sheet.name, row + 1, col + 1, NUMBER, str(number))


# -- 转到台账 ------------------------------------------------------------------------------------------


@told
def source(desk: Desk) -> Changes:
    """转到台账: goes to the cell that feeds the blank under the cursor; where there is none it says why it stays."""
    tab = find_form(desk) or open_mirror(desk)
    box = tab.box_at(desk.row, desk.col) if tab.form.mode in (EACH, SINGLE) else None
    blanks = [blank for blank in blanks_of(box) if blank.field != COUNTED and not blank.sum] if box else []
    if box is None or not blanks:
        return _stays(FED_OTHERWISE.get(tab.form.mode, PRINTED))
    if tab.form.mode == EACH and read_state(tab) is not None and any(is_typed(tab, box, blank) for blank in blanks):
        return _stays(HERE)
    if tab.form.mode == EACH or blanks[0].scope == HOME:
        return Changes([_feeding(tab, box, blanks[0])], undoable=False)
    return _beside(tab, box, blanks[0])


def _stays(says: str) -> Changes:
    return Changes([Say(INFO, f"{says}。")], undoable=False)


def _beside(tab: FormSheet, box: Box, blank: Blank) -> Changes:
    """The input beside a form that is typed on its own tab; of a rate, the first of its two numbers."""
    item = tab.notice.fields_of(tab.form.tab)[blank.field]
    name = item.ratio[0] if item.ratio else item.name
    _, row, col = read_cells(tab.sheet, input_cells(tab.form, tab.notice)).get(name, (None, 0, 0))
    if not row or tab.box_at(row, col) is box:
        return _stays(HERE)
    return Changes([Go(tab.sheet.name, row, col)], undoable=False)


def _feeding(tab: FormSheet, box: Box, blank: Blank) -> Go:
    """The cell that feeds a blank; the first free row of its ledger where there is no record yet."""
    if blank.scope == HOME:
        _, row, col = read_cells(tab.desk.sheets[HOME], home_cells())[blank.field]
        return Go(HOME, row, col)
    item = tab.notice.fields_of(box.scope)[blank.field]
    name, ledger = blank.field, box.scope
    record = tab.record
    if item.derived:
        name, ledger = item.derived["field"], item.derived["ledger"]
    if ledger != tab.form.ledger and record is not None:
        members = tab.members(record, ledger)
        record = members[max(box.number, 1) - 1] if len(members) >= max(box.number, 1) else None
    place = tab.ledger(ledger)
    if name not in place.columns:
        raise Refused(f"“{place.sheet.name}”台账里没有“{name}”一栏，请按“恢复格式”补上")
    return Go(place.sheet.name, record.row if record is not None else next(place.free_rows()), place.columns[name])


# -- 表样录入 ------------------------------------------------------------------------------------------


@told
def edit(desk: Desk) -> Changes:
    """表样录入: the form's blanks become cells to type in, for the record shown, or a new one behind the last.

    Pressed while a form is being typed it asks whether to give that up.
    """
    tab = open_mirror(desk)
    state = read_state(tab)
    if state and desk.answer == ABANDON:
        return Changes([*_restoring(tab, state), Log("表样录入", "放弃", "")])
    if state:
        question = f"本表正在录入{state.words}，填好后按“存入台账”。要放弃已填的内容，恢复自动取数吗？"
        return Changes([Ask(question, ABANDON)], undoable=False)
    _need_columns(tab)
    record = tab.record
    state = typing_of(tab, record)
    puts = [*state_puts(tab, state, _not_shown(tab, record, state)), *extra_puts(tab, record)]
    number = tab.number if record is not None else len(tab.records) + 1
    puts += [_pick(tab, number)] * (number != tab.number)
    boxes = typed_boxes(tab)
    puts += [_put_box(tab, box, *box_content(tab, box, _opened(tab, box, record))) for box in boxes]
    first = Go(tab.sheet.name, boxes[0].row + 1, boxes[0].col + 1)
    return Changes([*puts, first, Log("表样录入", "1条", "")])


def _need_columns(tab: FormSheet) -> None:
    """Raises Refused when a blank's field has no column to be stored in."""
    for name in [tab.form.ledger, *tab.member_ledgers()]:
        place = tab.ledger(name)
        lost = [item for item in (*place.ledger.key, *typed_fields(tab, name)) if item not in place.columns]
        if lost:
            raise Refused(f"“{place.sheet.name}”台账里没有“{'”“'.join(dict.fromkeys(lost))}”一栏，请按“恢复格式”补上")


def _not_shown(tab: FormSheet, record: Record | None, state: Typing) -> int:
    if record is None:
        return 0
    return sum(len(tab.members(record, name)) - len(names) for name, names in state.shown.items())


def _opened(tab: FormSheet, box: Box, record: Record | None) -> Record:
    """The record or member that a box is opened for; an empty one where there is none."""
    if record is None or not box.number:
        return record if record is not None else Record()
    members = tab.members(record, box.scope)
    return members[box.number - 1] if box.number <= len(members) else Record()


def _put_box(tab: FormSheet, box: Box, kind: str, text: str) -> Put:
    return Put(tab.sheet.name, box.row + 1, box.col + 1, kind, text)


def _restoring(tab: FormSheet, state: Typing) -> Iterator[Put]:
    """The formulas back into the blanks, the marks off."""
    for box in typed_boxes(tab):
        yield _put_box(tab, box, FORMULA, tab.formula(box))
    yield from clearing_puts(tab, state)


# -- 存入台账 ------------------------------------------------------------------------------------------


@told
def store(desk: Desk) -> Changes:
    """存入台账: what is typed on the form becomes its ledger row and its members' rows; the formulas come back."""
    tab = open_mirror(desk)
    state = read_state(tab)
    if state is None:
        raise Refused(f"“{tab.sheet.name}”现在是自动取数，没有要存的；要在本表上录入，先按“表样录入”")
    _need_columns(tab)
    old = None if desk.answer == AS_NEW else _old(tab, state)
    if old is None and not state.is_new and desk.answer != AS_NEW:
        question = f"台账里找不到原来的{state.words}了（已改名或删去）。要作为新的一条存入吗？"
        return Changes([Ask(question, AS_NEW)], undoable=False)
    ledgers, record = _to_ledgers(tab, old, {} if old is None else state.shown)
    if any(rows.removed for rows in ledgers.values()) and desk.answer != REMOVE:
        return Changes([Ask(_farewell(tab, ledgers), REMOVE)], undoable=False)
    puts = [put for rows in ledgers.values() for put in rows.puts]
    number = len(tab.records) + 1 if old is None else _number(tab, old)
    back = [*_restoring(tab, state), *[_pick(tab, number)] * (number != tab.number)]
    found = _found(tab, ledgers, record)
    says = Say(WARNING if found else INFO, "\n".join([_summary(tab, ledgers, record), *_findings(found)]))
    return Changes([*puts, *back, says, Log("存入台账", f"{len(puts)}格", "")])


def _to_ledgers(tab: FormSheet, old: Record | None, shown: dict[str, list[str]]) -> tuple[dict[str, Rows], Record]:
    """What becomes of each ledger, and the record as it will be read. shown: the members on the form at first."""
    before = {name: team_of(tab, name, old, old, names).shown for name, names in shown.items() if old is not None}
    typed, members = read_form(tab, lambda box: _was(box, old, before))
    main, record = write_record(tab, old, typed | read_extras(tab))
    ledgers = {tab.form.ledger: main}
    for name in tab.member_ledgers():
        team = team_of(tab, name, old, record, shown.get(name, []))
        ledgers[name] = write_members(tab, team, list(iter_members(members.get(name, {}))))
    return ledgers, record


def _number(tab: FormSheet, record: Record) -> int:
    """Which of the form's records it is; what the picker says when it is none."""
    return next((number for number, row in enumerate(tab.records, start=1) if row is record), tab.number)


def _old(tab: FormSheet, state: Typing) -> Record | None:
    """The record that was opened: in its row, else the only one of its key; None when it is gone."""
    if state.is_new:
        return None
    same = [row for row in tab.reading.season.ledgers[tab.form.ledger] if key_of(tab, row) == state.key]
    there = [row for row in same if row.row == state.row]
    return there[0] if there else same[0] if len(same) == 1 else None


def _was(box: Box, old: Record | None, shown: dict[str, list[Record | None]]) -> Record:
    """What a box was opened with."""
    if not box.number:
        return old if old is not None else Record()
    rows = shown.get(box.scope, [])
    found = rows[box.number - 1] if box.number <= len(rows) else None
    return found if found is not None else Record()


def _farewell(tab: FormSheet, ledgers: dict[str, Rows]) -> str:
    lines = []
    for name, rows in ledgers.items():
        if rows.removed:
            names = "、".join(row.text(tab.notice.ledgers[name].title) or f"第{row.row}行" for row in rows.removed)
            lines.append(f"表上已没有{names}，存入后“{name}”里的这{len(rows.removed)}行清空。")
    return "\n".join([*lines, "确定吗？"])


def _found(tab: FormSheet, ledgers: dict[str, Rows], record: Record) -> list[Finding]:
    """The findings of the record just stored and of its members, the gravest first."""
    season = season_after(tab.reading.season, ledgers)
    places = {(record.scope, record.row)}
    for name in tab.member_ledgers():
        members = season.members(record, name, tab.notice.ledgers[name].key)
        places |= {(name, row.row) for row in members}
    found = [finding for finding in check(season, tab.notice) if (finding.scope, finding.row) in places]
    return sorted(found, key=lambda finding: LEVELS.index(finding.level))


def _summary(tab: FormSheet, ledgers: dict[str, Rows], record: Record) -> str:
    """One sentence: what was written where."""
    main = ledgers[tab.form.ledger]
    title = tab.notice.ledgers[tab.form.ledger].title
    parts = []
    if main.added or main.updated:
        parts.append(f"“{record.text(title)}”{'新存入' if main.added else '已改在'}“{record.tab}”第{record.row}行")
    for name in tab.member_ledgers():
        rows = ledgers[name]
        counts = (("新增", rows.added), ("改动", rows.updated), ("删去", rows.removed))
        words = "，".join(f"{word}{len(names)}行" for word, names in counts if names)
        parts += [f"“{name}”{words}"] if words else []
    return "；".join(parts) + "。" if parts else "和台账里的一样，台账没有改动。"


def _findings(found: Iterable[Finding]) -> list[str]:
    """As many findings as a message box holds."""
    lines = [f"{finding.level}：{finding.message}" for finding in found]
    if not lines:
        return ["校验没有发现问题。"]
    more = [f"……还有{len(lines) - MOST_TOLD}处，请看“校验全部”。"] if len(lines) > MOST_TOLD else []
    return [f"校验发现{len(lines)}处：", *lines[:MOST_TOLD], *more]
