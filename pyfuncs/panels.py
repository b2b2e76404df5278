"""What stands beside a form, outside its print area: the picker of record N, typed inputs, live notices."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from . import layout, metrics
from .award_rows import write_award_block, write_total_block
from .book import DATE_FORMAT, DEEP, GREY, INPUT, PALE, WARN, write_value
from .expressions import HELP_ROW, PICK_ROW, helper_col, mark_place, member_places, picker_place
from .form_tab import FormTab, box_text
from .formulas import cell
from .grid import NUMBER, Blank
from .highlights import highlight
from .ledgers import FIRST_DAY, LAST_DAY, bounds
from .notice import HOME, Field
from .rules import Record
from .values import NUMERIC

NAME_ROW, HINT_ROW, NOTICE_ROW = 2, 3, 4
KEYS_ROW = 1
INPUT_BOX = {"border": 1, "bg_color": INPUT, "locked": False}
WIDTHS = {"逐条": (24, 12, 50), "单份": (32, 30, 64), "汇总": (44, 12, 12), "阅览": (30, 12, 12)}


def write_panel(tab: FormTab) -> None:
    """The panel of the form's kind; every one begins with the way home."""
    first = tab.layout.panel
    free = tab.book.format(locked=False)
    tab.sheet.set_column(first - 1, first - 1, 3, free)
    for col, width in enumerate(WIDTHS[tab.form.mode], start=first):
        tab.sheet.set_column(col, col, width, free)
    tab.book.link(tab.sheet, 0, first, HOME, "← 回首页", font_size=10)
    {"逐条": _picker, "单份": _block, "汇总": _summary, "阅览": _reading}[tab.form.mode](tab)


def _text(tab: FormTab, row: int, col: int, words: str, **look: Any) -> None:
    tab.sheet.write_string(row, col, words, tab.book.format(**({"font_size": 10} | look)))


def _formula(tab: FormTab, row: int, col: int, formula: str, value: Any, **look: Any) -> None:
    style = tab.book.format(**({"font_size": 10, "locked": True} | look))
    tab.sheet.write_formula(row, col, "=" + formula, style, value)


# -- 逐条 ----------------------------------------------------------------------------------------------


def _picker(tab: FormTab) -> None:
    """第 N 条 / 共 M 条, the record's name, and what does not fit on the form."""
    first, columns = tab.layout.panel, tab.book.columns[tab.form.ledger]
    total = len(tab.book.entries(tab.form.ledger, tab.form.where))
    box = tab.book.format(bold=True, font_size=14, align="center", bg_color=INPUT, border=1, locked=False)
    _text(tab, PICK_ROW, first, "看第几条（改这个数）→", bold=True, align="right")
    tab.sheet.write_number(*picker_place(tab.layout), 1, box)
    count = columns.count(tab.form.where)
    _formula(tab, PICK_ROW, first + 2, f'"条　/　共 "&{count}&" 条"', f"条　/　共 {total} 条", bold=True)
    limits = {"criteria": "between", "minimum": 1, "maximum": columns.last - columns.first + 1}
    says = {"error_type": "warning", "error_message": "填第几条的序号，从1起。"}
    tab.sheet.data_validation(PICK_ROW, first + 1, PICK_ROW, first + 1, {"validate": "integer"} | limits | says)
    tab.sheet.write_blank(*mark_place(tab.layout), None, tab.book.format(bold=True, font_color=WARN))
    _helpers(tab)
    ledger = tab.book.ledger(tab.form.ledger)
    name = tab.filling.record.text(ledger.title)
    shown = f'IF({tab.formulas.row}=0,"（没有这一条）",INDEX({columns.range(ledger.title)},{tab.formulas.row})&"")'
    found = bool(tab.filling.record)
    _formula(tab, NAME_ROW, first, shown, name if found else "（没有这一条）", bold=True, font_color=DEEP, font_size=12)
    hint = f"在“{tab.form.ledger}”台账里填写，这里自动取数；要印哪一条就改上面的数，再打印。"
    _text(tab, HINT_ROW, first, hint, font_color=GREY)
    _overflow(tab)


def _helpers(tab: FormTab) -> None:
    """Hidden cells: the place of record N, its key, the places of its members."""
    first, form = helper_col(tab.layout), tab.form
    tab.sheet.set_column(first, first + 1, 8, tab.book.format(), {"hidden": True})
    columns, record = tab.book.columns[form.ledger], tab.filling.record
    place = _place(tab, record, form.ledger)
    formula = columns.nth(columns.chosen(form.where), tab.formulas.picker)
    style = tab.book.format(locked=True)
    tab.sheet.write_array_formula(HELP_ROW, first, HELP_ROW, first, "{=" + formula + "}", style, place)
    for name, places in member_places(tab.layout).items():
        _member_helpers(tab, name, places)


def _member_helpers(tab: FormTab, name: str, places: list[tuple[int, int]]) -> None:
    col, drawn = helper_col(tab.layout) + 1, len(places)
    parent, columns = tab.book.columns[tab.form.ledger], tab.book.columns[name]
    style = tab.book.format(locked=True)
    keys = []
    for number, key in enumerate(columns.key):
        keys.append(cell("", KEYS_ROW + number, col))
        source = f'IF({tab.formulas.row}=0,"",INDEX({parent.range(key)},{tab.formulas.row})&"")'
        tab.sheet.write_formula(KEYS_ROW + number, col, "=" + source, style, tab.filling.record.text(key))
    same = "*".join(f"({columns.range(key)}={place})" for key, place in zip(columns.key, keys, strict=True))
    members = tab.season.members(tab.filling.record, name, columns.key) if tab.filling.record else []
    for number, place in enumerate(places, start=1):
        value = _place(tab, members[number - 1], name) if number <= len(members) else 0
        formula = f'IF({"&".join(keys)}="",0,{columns.nth(same, str(number))})'
        tab.sheet.write_array_formula(*place, *place, "{=" + formula + "}", style, value)
    count = f'IF({"&".join(keys)}="",0,SUMPRODUCT({same}))'
    hidden = len(members) - drawn
    says = f"还有 {hidden} 名成员未显示，Word 表会全部列出" if hidden > 0 else ""
    _formula(
        tab,
        NOTICE_ROW,
        tab.layout.panel,
        f'IF({count}>{drawn},"还有 "&({count}-{drawn})&" 名成员未显示，Word 表会全部列出","")',
        says,
        font_color=WARN,
        bold=True,
    )


def _place(tab: FormTab, record: Record, ledger: str) -> int:
    """The row of the ledger's table (from 1) that the record is written to; 0 for no record."""
    rows = tab.season.ledgers.get(ledger, [])
    return next((number for number, row in enumerate(rows, start=1) if row is record), 0)


def _overflow(tab: FormTab) -> None:
    """A notice for each long text that its box may not show in full: a new line may waste the rest of its last one."""
    row = NOTICE_ROW + 1
    for box in tab.layout.boxes:
        names = [blank.field for line in box.lines for blank in line.blanks if _long(tab, blank.field, box)]
        if not names:
            continue
        room = metrics.capacity(box.width, sum(tab.layout.heights[box.row : box.last_row + 1]), box.font)
        wasted = metrics.signs_in_line(box.width, box.font) - 1
        says = f"“{names[-1]}”可能超出本格，后面的字显示不出；请用 Word 表打印，那里不会截断。"
        place = xl_rowcol_to_cell(box.row, box.col, row_abs=True, col_abs=True)
        length = f'LEN({place})+{wasted}*(LEN({place})-LEN(SUBSTITUTE({place},CHAR(10),"")))'
        text = box_text(tab, box)
        value = says if len(text) + wasted * text.count("\n") > room else ""
        _formula(tab, row, tab.layout.panel, f'IF({length}>{room},"{says}","")', value, font_color=WARN, bold=True)
        row += 1


def _long(tab: FormTab, name: str, box: layout.Box) -> bool:
    item = tab.notice.fields_of(box.scope).get(name)
    return item is not None and item.type == "长文本"


# -- 单份 ----------------------------------------------------------------------------------------------


def _block(tab: FormTab) -> None:
    """The inputs that have no cell of their own in the form, and the rates it does not print."""
    first, fields = tab.layout.panel, tab.notice.fields_of(tab.form.scope)
    _text(tab, PICK_ROW, first, "直接在本页填写：黄色的格子都要填。", bold=True, font_color=DEEP, font_size=11)
    note = tab.form.note or "表内的黄格直接填；其余各项在下面填，表内自动显示。"
    _text(tab, NAME_ROW, first, note, font_color=GREY)
    head = {"bold": True, "bg_color": DEEP, "font_color": "#FFFFFF", "align": "center", "border": 1}
    for col, words in enumerate(("项目", "填写", "单位、说明")):
        _text(tab, layout.BLOCK_FIRST_ROW - 1, first + col, words, **head)
    for name, (row, col) in tab.layout.inputs.items():
        if col != first + 1:
            continue
        item = fields[name]
        _text(tab, row, first, tab.layout.labels[name][2], border=1, shrink=True, bg_color=PALE)
        style = tab.book.format(**(INPUT_BOX | input_look(item)))
        write_value(tab.sheet, row, col, tab.filling.record.get(name), style)
        validate_input(tab, item, row, col)
        says = "，".join(filter(None, (item.unit, item.label, item.hint)))
        _text(tab, row, first + 2, says, font_color=GREY, font_size=9)
    for name, (row, col) in tab.layout.results.items():
        _text(tab, row, first, fields[name].heading, border=1, bg_color=PALE)
        value = tab.filling.text(Blank(name), tab.filling.record)
        number: Any = float(value) if value else ""
        _formula(tab, row, col, tab.formulas.rate(fields[name]), number, border=1, num_format="0.00", align="center")
        _text(tab, row, first + 2, "自动算出。" + fields[name].hint, font_color=GREY, font_size=9)


def input_look(item: Field) -> dict[str, Any]:
    """Format of a typed cell: numbers and dates as such, all else as text."""
    numeric = item.type in NUMERIC
    style = "0" if item.type == "整数" else "General" if numeric else DATE_FORMAT if item.type == "日期" else "@"
    return {"num_format": style, "align": "center" if numeric else "left", "text_wrap": False, "shrink": True}


def validate_input(tab: FormTab, item: Field, row: int, col: int) -> None:
    """A warning for numbers out of range, a drop-down for options, what belongs there, the colour of a finding."""
    highlight(tab.book, tab.sheet, tab.form.tab, (row, col), (row, col))
    rule: dict[str, Any] = {"validate": "any"}
    words = tab.notice.options_of(item)
    if words and item.type in ("选项", "是否"):
        rule = {"validate": "list", "source": "=" + tab.book.word_list(item.name, words)}
    elif item.type in NUMERIC:
        rule = {"validate": "integer" if item.type == "整数" else "decimal"} | bounds(item)
    elif item.type == "日期":
        rule = {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
    choices = f"可填：{'、'.join(words)}。" if words and item.type == "多选" else ""
    says = f"{item.label or item.name}{'（' + item.unit + '）' if item.unit else ''}。{item.hint}{choices}"
    rule |= {"error_type": "warning", "input_title": item.name[:30], "input_message": says[:250]}
    tab.sheet.data_validation(row, col, row, col, rule)


# -- 汇总 and 阅览 -------------------------------------------------------------------------------------


def _summary(tab: FormTab) -> None:
    """How many entries the ledgers hold now, beside how many the table lists."""
    first = tab.layout.panel
    says = "本表由“汇总表”按台账填入；行数不够时，全部见生成的 Word 汇总表。"
    _text(tab, PICK_ROW, first, says, bold=True, font_color=DEEP)
    blocks: dict[tuple[int, int], list[layout.Box]] = {}
    for box in tab.layout.boxes:
        if box.number:
            blocks.setdefault((box.part, box.grid_row), []).append(box)
    for boxes in blocks.values():
        _listed(tab, boxes)


def _listed(tab: FormTab, boxes: list[layout.Box]) -> None:
    """Counts live what stands in a list's own column: the button fills it anew in the open workbook."""
    part, scope = tab.form.part[boxes[0].part], boxes[0].scope
    named = next(box for box in boxes if _names_record(box))
    last = max(box.row for box in boxes)
    column = f"{cell('', named.row, named.col)}:{cell('', last, named.col)}"
    listed, now = len(tab.filling.rows(part, scope)), len(tab.book.entries(scope, part.where))
    count, there = tab.book.columns[scope].count(part.where), f'SUMPRODUCT(--({column}<>""))'
    again = "：请按“汇总表”"
    formula = f'"台账已有 "&{count}&" 条，本表列 "&{there}&" 条"&IF({count}={there},"","{again}")'
    value = f"台账已有 {now} 条，本表列 {listed} 条" + ("" if now == listed else again)
    _formula(tab, boxes[0].row, tab.layout.panel, formula, value, font_color=WARN)


def _names_record(box: layout.Box) -> bool:
    """True for a box that every record fills: a plain field, not its number nor a tick."""
    pieces = [piece for line in box.lines for piece in line.pieces]
    return bool(pieces) and all(
        isinstance(piece, Blank) and piece.field != NUMBER and not piece.option for piece in pieces
    )


def _reading(tab: FormTab) -> None:
    """Beside the printed quota table: the unit's live counts, and the printed sums beside the computed."""
    first = tab.layout.panel
    _text(tab, PICK_ROW, first, tab.form.note, font_color=GREY)
    if not tab.notice.quota or not any(part.grid for part in tab.form.part):
        return
    tab.sheet.set_column(first + 1, first + 5, 12, tab.book.format(locked=False))
    row = write_award_block(tab.book, tab.sheet, tab.notice, 2, first)
    write_total_block(tab.book, tab.sheet, tab.notice, row + 1, first)
