"""评审设定: what the jury may change, as the lines of one tab, and read back from there.

A line is a category, an item, what is set, a note and a clause. The lines of a score table have the table's name as
their category, one line an item in order, and 合计 for the total; a table the clerk adds is a table too.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from .contest import Item, Judging, Phase, ScoreTable, Setting, exact, setting_fault, unequal
from .shapes import replace, shape
from .values import READERS, match_key, show, text_of

SETTINGS = "评审设定"
HEADS = ("类别", "项目", "设定", "说明", "依据")
WEIGHTS, USED, PRIZES, WAYS, TOTAL = "阶段权重（%）", "阶段用表", "奖项名额", "办法", "合计"
CATEGORIES = (WEIGHTS, USED, PRIZES, WAYS)
MARK = "　"
"""Parts a notice's id from its name in the band above its lines."""

Typed = tuple[str, str, Any, str, str]
"""A line as it is typed: category, item, value, note, cell."""


@shape(frozen=True)
class Line:
    """One line of the tab; `setting` is how its value is typed, None for an item of a score table."""

    category: str
    item: str
    value: Any
    note: str = ""
    source: str = ""
    setting: Setting | None = None


def lines(judging: Judging) -> Iterator[Line]:
    """Every line of one notice's judging, in the order of the tab."""
    for phase in judging.phase:
        yield Line(WEIGHTS, phase.name, phase.weight, phase.note, phase.source, _typed("百分数"))
    names = [table.name for table in judging.table]
    for phase in judging.phase:
        for kind, name in phase.tables.items():
            yield Line(USED, f"{phase.name}：{kind}", name, "", phase.tables_source, _typed("文本", names))
    for award, levels in judging.prizes.items():
        for level, count in levels:
            source = judging.prize_source.get((award, level), "")
            yield Line(PRIZES, f"{award}：{level}", count, "", source, _typed("整数"))
    for item in judging.setting:
        yield Line(WAYS, item.name, item.value, item.note, item.source, item)
    for table in judging.table:
        for part in table.item:
            yield Line(table.name, part.name, part.points, part.criteria, table.source)
        yield Line(table.name, TOTAL, table.total or None, table.note, table.source)


def _typed(kind: str, options: list[str] | None = None) -> Setting:
    return Setting(id="", name="", type=kind, source="", options=options or [], least=None if options else 0)


# -- reading -----------------------------------------------------------------------------------------


def read_settings(sheet: Any, judging: Judging, notice_id: str, most: int = 0) -> Judging:
    """The judging as the tab `sheet` (records.Sheet or None) has changed it, a copy; what cannot be used is in
    `faults` and leaves the value as the notice has it. A line that is missing stays as the notice has it.

    most  how many items of a score table there is room for, 0 = any number
    """
    made = copy.deepcopy(judging)
    if sheet is None:
        return made
    typed = list(_as_spelt(_typed_lines(sheet, notice_id), judging))
    known = {(match_key(line.category), match_key(line.item)): line for line in lines(judging)}
    owner = {match_key(line.item): line.category for line in lines(judging) if line.setting}
    stated = {table.name for table in judging.table}
    names = list(dict.fromkeys(category for category, *_ in typed if category not in CATEGORIES))
    tables: dict[str, list[tuple[str, Any, str, str]]] = {}
    for category, item, raw, note, cell in typed:
        if category not in CATEGORIES and category not in stated and match_key(item) in owner:
            says = f"类别写的是“{category}”，“{item}”属于“{owner[match_key(item)]}”，请改回原来的字"
            made.faults.append((cell, says))
            continue
        if category not in CATEGORIES:
            tables.setdefault(category, []).append((item, raw, note, cell))
            continue
        line = known.get((match_key(category), match_key(item)))
        if line is None or line.setting is None:
            made.faults.append((cell, f"“{category}”里没有“{item}”，请改回原来的字"))
            continue
        made.cells[category, line.item] = cell
        options = line.setting.options if category != USED else names
        fault = setting_fault(replace(line.setting, options=options), raw)
        if fault:
            made.faults.append((cell, f"“{category} {item}”写的是“{text_of(raw)}”，{fault}，请改正"))
            continue
        _set(made, category, line.item, READERS[line.setting.type](raw).value)
    for name, rows in tables.items():
        items = [(cell, item) for item, *_, cell in rows if item != TOTAL]
        for cell, item in items[most : most + 1] if most else ():
            says = f"“{name}”有{len(items)}个项目，评分只有{most}栏，“{item}”起没有地方打分，请合并成{most}个以内"
            made.faults.append((cell, says))
    if tables:
        made.table = [_read_table(name, rows, judging, made) for name, rows in tables.items()]
    return made


def _typed_lines(sheet: Any, notice_id: str) -> Iterator[Typed]:
    """Every line under the notice's band; a line without an item is none."""
    columns: dict[str, int] = {}
    inside = True
    for number, row in enumerate(sheet.rows, start=sheet.first_row):
        words = {text_of(value).strip(): col for col, value in enumerate(row, start=sheet.first_col) if value}
        if {*HEADS[:3]} <= words.keys():
            columns = {head: words[head] for head in HEADS if head in words}
            continue
        first = text_of(row[0]) if row else ""
        if MARK in first and first.split(MARK)[0].isalnum() and len(words) == 1:
            inside = first.startswith(notice_id + MARK)
            continue
        if not columns or not inside:
            continue
        category, item = (text_of(sheet.at(number, columns[head])).strip() for head in HEADS[:2])
        if category and item:
            col = columns[HEADS[2]]
            note = text_of(sheet.at(number, columns[HEADS[3]])) if HEADS[3] in columns else ""
            yield category, item, sheet.at(number, col), note, f"{_letters(col)}{number}"


def _as_spelt(typed: Iterable[Typed], judging: Judging) -> Iterator[Typed]:
    """The lines with categories and 合计 as we write them: another width and blanks make no other word."""
    spelt = {match_key(name): name for name in (*CATEGORIES, *(table.name for table in judging.table))}
    for category, item, *rest in typed:
        item = TOTAL if match_key(item) == match_key(TOTAL) else item
        yield spelt.setdefault(match_key(category), category), item, *rest


def _letters(col: int) -> str:
    letters = ""
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _set(judging: Judging, category: str, item: str, value: Any) -> None:
    before, _, after = item.partition("：")
    if category == WEIGHTS:
        _phase(judging, item).weight = value
    elif category == USED and value:
        _phase(judging, before).tables[after] = value
    elif category == PRIZES:
        levels = judging.prizes[before]
        levels[:] = [(level, value or 0) if level == after else (level, count) for level, count in levels]
    elif category == WAYS:
        next(setting for setting in judging.setting if setting.name == item).value = value


def _phase(judging: Judging, name: str) -> Phase:
    return next(phase for phase in judging.phase if phase.name == name)


def _read_table(name: str, rows: list[tuple[str, Any, str, str]], judging: Judging, made: Judging) -> ScoreTable:
    """A score table from its lines; points that are no numbers and sums that are not the total are faults."""
    known = next((table for table in judging.table if table.name == name), None)
    source, said = (known.source, known.note) if known else ("", "")
    table = ScoreTable(name=name, source=source, total=0, note=said)
    for item, raw, note, cell in rows:
        reading = READERS["数值"](raw)
        made.cells[name, item] = cell
        if item == TOTAL:
            table.total = reading.value or 0
        elif reading.fault or reading.value is None or reading.value <= 0:
            made.faults.append((cell, f"“{name} {item}”的分值写的是“{text_of(raw)}”，应为大于0的数字，请改正"))
        else:
            table.item.append(Item(name=item, points=reading.value, criteria=note))
    fault = unequal(table)
    if fault:
        made.faults.append((made.cells.get((name, TOTAL), ""), f"{fault}，请改正"))
    return table


# -- what keeps a ranking from being made --------------------------------------------------------------


def refusal(judging: Judging) -> str:
    """Why nothing can be ranked yet, one sentence that names the cell; "" when it can."""
    if judging.faults:
        cell, says = judging.faults[0]
        return f"“{SETTINGS}”{cell}：{says}，再排名次。"
    for phase in judging.phase:
        if phase.weight is None:
            cell = judging.cells.get((WEIGHTS, phase.name), "")
            return (
                f"“{SETTINGS}”{cell}：“{phase.name}”的权重还空着，通知没有写占多少（依据：{phase.source}），"
                "请评委会定了填在这里，再排名次。"
            )
    total = sum(exact(phase.weight) for phase in judging.phase if phase.weight is not None)
    if total != 100:
        cell = judging.cells.get((WEIGHTS, judging.phase[0].name), "")
        return f"“{SETTINGS}”{cell}：各阶段权重之和为{show(float(total))}，应为100，请改正后再排名次。"
    return ""
