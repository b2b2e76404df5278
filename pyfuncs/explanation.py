"""规则说明: what the current cell is for, which rules look at it, on whose word, and what is wrong with it now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from . import fee_rules, score_rules, values
from .catalogue import rule_words
from .changes import INFO, Changes, Go, Say
from .desk import Desk
from .layout import home_cells, input_cells
from .listing import cut, read_listing
from .mirror import source
from .notice import HOME, RULE_FIELDS, Field, Form, Ledger, Notice, Rule
from .records import address, find_ledger, read_cells

MOST_OPTIONS = 12
LONGEST = 1500
MODES = {
    "逐条": "每条记录一张",
    "单份": "直接在本表填写",
    "汇总": "由“汇总表”按台账列出",
    "阅览": "只供查看",
}
WHERE_TYPED = "选中表内一个空格再按“规则说明”，可看那一项的规则和出处。"


def explain(desk: Desk) -> Changes:
    """规则说明 of the active cell: a field's, an attachment's or a ledger's; only says. For a blank of an
    attachment it is that of the field behind it, on 校验结果 that of the cell the selected line is about."""
    desk = _meant(desk)
    found = field_at(desk)
    text = "\n".join(_of_field(desk, *found)) if found else _of_tab(desk)
    return Changes([Say(INFO, cut(text, LONGEST))], undoable=False)


def _meant(desk: Desk) -> Desk:
    """The desk at the cell that is asked about."""
    listing = read_listing(desk)
    if desk.tab == listing.tab:
        place = next((line.place for line in listing.lines if line.row == desk.row), None)
    elif any(form.tab == desk.tab for form in desk.notice.forms.values()):
        place = next(((item.tab, item.row, item.col) for item in source(desk).items if isinstance(item, Go)), None)
    else:
        place = None
    return replace(desk, tab=place[0], row=place[1], col=place[2]) if place else desk


def field_at(desk: Desk) -> tuple[str, Field] | None:
    """(ledger, 首页 or form, field) of the active cell; None where it is no field's. The heading of a column
    and every row under it count as the field's."""
    notice = desk.notice
    for ledger in notice.ledgers.values():
        sheet, heading, columns = (None, 0, {}) if ledger.single else find_ledger(ledger, desk.sheets)
        if sheet and sheet.name == desk.tab and desk.row >= heading:
            name = next((name for name, col in columns.items() if col == desk.col), "")
            return (ledger.name, ledger.fields[name]) if name else None
    for scope, places in _typed_tabs(desk.tab, notice):
        cells = read_cells(desk.sheets.get(desk.tab), places)
        for name, (_, row, col) in cells.items():
            label = row + places[name][0] - places[name][3], col + places[name][1] - places[name][4]
            if (desk.row, desk.col) in ((row, col), label):
                return scope, notice.fields_of(scope)[name]
    return None


def _typed_tabs(tab: str, notice: Notice) -> Iterator[tuple[str, dict[str, Any]]]:
    """The places of the typed cells, when the tab has any."""
    if tab == HOME:
        yield HOME, home_cells()
    for form in notice.forms.values():
        if form.tab == tab and form.mode == "单份":
            yield form.tab, input_cells(form, notice)


# -- of a field ------------------------------------------------------------------------------------------


def _of_field(desk: Desk, scope: str, item: Field) -> Iterator[str]:
    notice = desk.notice
    yield f"【{scope}】{item.heading}　（{desk.tab}!{address(desk.row, desk.col)}）"
    yield _kind(item, notice)
    if item.hint:
        yield item.hint
    printed = notice.printed_on(scope, item.name)
    used = "" if scope == HOME else "，只供核对"
    unprinted = "程序填写，各表都不印。" if item.program else f"各表都不印{used}。"
    yield f"印在：{'、'.join(printed)}" if printed else unprinted
    rules = [rule for rule in notice.rule if names_field(rule, scope, item.name, notice)]
    yield "规则：" if rules else "没有专门的规则，只核对类型和必填。"
    yield from (f"· {rule_words(rule)}（{rule.source}）" for rule in rules)
    yield from _wrong_now(desk, scope, item.name)


def _kind(item: Field, notice: Notice) -> str:
    """Type, limits and options in a line."""
    options = notice.options_of(item)
    limits = [f"不小于{values.show(item.least)}"] if item.least is not None else []
    limits += [f"不大于{values.show(item.most)}"] if item.most is not None else []
    shown = "、".join(options[:MOST_OPTIONS]) + (f"等{len(options)}项" if len(options) > MOST_OPTIONS else "")
    parts = [item.type, item.unit, *limits, "必填" if item.required else "", f"可填：{shown}" if options else ""]
    source = next((option.source for option in notice.option if option.name == item.options), "")
    return "类型：" + "，".join(filter(None, parts)) + (f"（{source}）" if source else "") + "。"


def names_field(rule: Rule, scope: str, name: str, notice: Notice) -> bool:
    """True when a rule's parameters name the field, or its findings stand there."""
    award = next((award for award in notice.award if award.name == rule.params.get("award")), None)
    if award and (award.ledger, award.at) == (scope, name):
        return True
    if f"{scope}.{name}" in rule.params.get("places", []):
        return True
    if (rule.ledger or HOME) != scope:
        return False
    named = [rule.params.get(key) for key in RULE_FIELDS] + rule.params.get("fields", [])
    roles = (score_rules.STANDS_AT | fee_rules.STANDS_AT).get(rule.call, ())
    return name in named or (bool(roles) and notice.fields_of(scope)[name].role in roles)


def _wrong_now(desk: Desk, scope: str, name: str) -> Iterator[str]:
    """The findings at the very cell, as the workbook stands now."""
    cell = address(desk.row, desk.col)
    here = [item for item in desk.findings if item.scope == scope and item.field == name and item.cell == cell]
    yield "这一格现在：" if here else "这一格现在没有问题。"
    yield from (f"· 【{item.level}】{item.says or item.message}，请{item.fix}（依据：{item.source}）" for item in here)


# -- of a tab --------------------------------------------------------------------------------------------


def _of_tab(desk: Desk) -> str:
    for form in desk.notice.forms.values():
        if form.tab == desk.tab:
            return "\n".join(_of_form(form))
    ledger = next((item for item in desk.notice.ledgers.values() if _stands_on(item, desk)), None)
    if ledger:
        return f"【{ledger.name}】{ledger.note}\n选中某一栏的格子再按“规则说明”，可看这一栏的规则和出处。"
    return "请先选中首页、台账或附件表上的一格，再按“规则说明”。"


def _stands_on(ledger: Ledger, desk: Desk) -> bool:
    if ledger.single:
        return desk.tab == ledger.name
    sheet = find_ledger(ledger, desk.sheets)[0]
    return sheet is not None and sheet.name == desk.tab


def _of_form(form: Form) -> Iterator[str]:
    yield f"【{form.id}】{form.name}（依据：{form.source}）"
    yield f"{MODES[form.mode]}。{form.note}"
    for part in form.part:
        if part.kind == "note":
            yield part.text.strip()
    if form.mode == "逐条":
        yield WHERE_TYPED
