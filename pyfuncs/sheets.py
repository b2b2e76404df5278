"""The attachments' tabs: each looks like the official form and shows what the ledgers hold."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format

from . import layout, metrics
from .book import FONT, INPUT, TITLE_FONT, Book, form_code, write_value
from .expressions import Expressions
from .fill import RATE_DECIMALS, Filling, records_of
from .form_tab import FormTab, box_text, say_left_out
from .grid import Blank
from .layout import Box
from .notice import HOME, Field, Form, Notice
from .panels import input_look, validate_input, write_panel
from .rules import Record, Season

PIXELS_PER_MM = 96 / 25.4
BORDERS = {"L": "left", "R": "right", "T": "top", "B": "bottom"}
SQUEEZE = 1.25
PROMPT_LONGEST = 250
MOST_LISTED = 512
"""Rows that the tab of a summary is drawn with at most: nobody reads more there, and merged boxes make it slow."""
UNLOCKED = {"select_locked_cells": True, "format_columns": True, "format_rows": True, "objects": True}


def write_forms(book: Book, shown: list[str] | None) -> None:
    """A tab for each attachment of each notice; those of notices not in `shown` are hidden."""
    for notice, form in layout.forms_of(book.notices):
        sheet = book.add_sheet(form.tab, form_code(form), book.tint(notice))
        if shown is not None and notice.id not in shown:
            sheet.hide()
        season = book.typed if form.mode == "汇总" else book.season
        one_each = form.mode == "逐条"
        records = book.entries(form.ledger, form.where) if one_each else records_of(form, season)
        filling = Filling(notice, form, season, records[0] if records else Record())
        room = counts(notice, form, season)
        places = layout.lay_out(form, notice, room)
        tab = FormTab(book, notice, form, sheet, places, filling, Expressions(book, notice, form, places))
        if form.mode == "汇总":
            say_left_out(tab, room)
        write_form(tab)


def counts(notice: Notice, form: Form, season: Season) -> dict[tuple[int, int], int]:
    """How many records each repeated row must have room for: the largest team, or all that a summary lists."""
    wanted: dict[tuple[int, int], int] = {}
    records = records_of(form, season)
    for number, part in enumerate(form.part):
        for index, row in enumerate(part.grid.rows if part.grid else []):
            if row.repeats:
                ledger = notice.ledgers[row.ledger]
                if form.ledger and ledger.parent == form.ledger:
                    longest = season.most_members(records, row.ledger, ledger.key)
                else:
                    longest = len(Filling(notice, form, season).rows(part, row.ledger)) if records else 0
                wanted[number, index] = min(longest, MOST_LISTED) if form.mode == "汇总" else longest
    return wanted


def write_form(tab: FormTab) -> None:
    """One attachment's tab: panel, grid, print set-up."""
    write_panel(tab)
    if tab.form.mode == "汇总":
        _grow(tab)
    free = tab.book.format(locked=False)
    tab.sheet.set_column(0, 0, 2, free)
    for number, width in enumerate(tab.layout.columns, start=layout.MARGIN_COLUMNS):
        tab.sheet.set_column_pixels(number, number, max(3, round(width * PIXELS_PER_MM)), free)
    for row, height in enumerate(tab.layout.heights):
        tab.sheet.set_row(row, round(height * 4 / 3) * 0.75)
    for box in tab.layout.boxes:
        write_box(tab, box)
    page(tab)


def page(tab: FormTab) -> None:
    """A4, as wide as the page; squeezed onto one page where only little stands over."""
    tall = sum(tab.layout.heights) / metrics.PT_PER_MM
    tab.sheet.set_paper(9)
    if tab.form.landscape:
        tab.sheet.set_landscape()
    tab.sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.6)
    tab.sheet.center_horizontally()
    tab.sheet.fit_to_pages(1, 1 if tall <= layout.page_room(tab.layout) * SQUEEZE else 0)
    tab.sheet.print_area(0, layout.MARGIN_COLUMNS, len(tab.layout.heights) - 1, tab.layout.last_col)
    tab.sheet.hide_gridlines(2)
    tab.sheet.protect("", UNLOCKED)


def _grow(tab: FormTab) -> None:
    for box in tab.layout.boxes:
        if box.number:
            tab.layout.grow(box, box_text(tab, box))


def look(tab: FormTab, box: Box, **more: Any) -> Format:
    """The format of a box: printed words unlocked, formulas locked by the caller."""
    wanted: dict[str, Any] = {"font_size": box.font, "text_wrap": True, "align": box.align or "left", "locked": False}
    if box.kind == "title":
        wanted |= {"bold": True, "font_name": TITLE_FONT}
    elif box.kind == "heading":
        wanted |= {"bold": True}
    wanted |= {"valign": "top"} if box.top or box.kind in ("text", "note") else {}
    wanted |= {BORDERS[side]: 1 for side in box.sides}
    wanted |= {"indent": 1} if box.sides and wanted["align"] in ("left", "right") and not box.top else {}
    wanted |= {"shrink": True, "text_wrap": False} if shrinks(tab, box) else {}
    return tab.book.format(**(wanted | {"font_name": wanted.get("font_name", FONT)} | more))


def shrinks(tab: FormTab, box: Box) -> bool:
    """Numbers, names and members' rows keep to one line: a mirror's rows cannot grow with the record, nor can the
    rows of a summary that are still empty."""
    if tab.form.mode == "汇总":
        return box.number > 0 and len(box.lines) == 1 and not box_text(tab, box)
    pieces = [piece for line in box.lines for piece in line.pieces]
    if tab.form.mode != "逐条" or len(pieces) != 1 or not isinstance(pieces[0], Blank):
        return False
    item = tab.notice.fields_of(pieces[0].scope or box.scope).get(pieces[0].field)
    return box.number > 0 or item is None or item.type not in ("文本", "单位", "长文本", "名单")


def write_box(tab: FormTab, box: Box) -> None:
    """One merged range with its words, formula or input."""
    formula = "" if box.number and tab.form.mode == "汇总" else tab_formula(tab, box)
    if box.input:
        write_input_box(tab, box)
        return
    style = look(tab, box, locked=bool(formula))
    if (box.row, box.col) != (box.last_row, box.last_col):
        tab.sheet.merge_range(box.row, box.col, box.last_row, box.last_col, "", style)
    text = box_text(tab, box)
    if not formula:
        if text:
            tab.sheet.write_string(box.row, box.col, text, style)
        else:
            tab.sheet.write_blank(box.row, box.col, None, style)
        return
    rate = lone_rate(tab, box)
    if rate:
        style = look(tab, box, locked=True, num_format="0." + "0" * RATE_DECIMALS)
        tab.sheet.write_formula(box.row, box.col, "=" + tab.formulas.rate(rate), style, float(text) if text else "")
    else:
        tab.sheet.write_formula(box.row, box.col, "=" + formula, style, text)
    prompt(tab, box)


def lone_rate(tab: FormTab, box: Box) -> Field | None:
    """The rate that is all the box holds: written as a number, not as text."""
    pieces = box.lines[0].pieces if len(box.lines) == 1 else ()
    if len(pieces) != 1 or not isinstance(pieces[0], Blank) or pieces[0].default:
        return None
    item = tab.notice.fields_of(pieces[0].scope or box.scope).get(pieces[0].field)
    return item if item and item.ratio else None


def tab_formula(tab: FormTab, box: Box) -> str:
    """The box's formula; sums of a summary are values like its rows."""
    if any(blank.sum for line in box.lines for blank in line.blanks):
        return ""
    return tab.formulas.box(box)


def prompt(tab: FormTab, box: Box) -> None:
    """Says, when the cell is chosen, where to type what it shows."""
    places = []
    for line in box.lines:
        for blank in line.blanks:
            scope = blank.scope or box.scope
            fields = tab.notice.fields_of(scope)
            if blank.field in fields and scope != tab.form.tab:
                derived = fields[blank.field].derived
                ledger, name = (derived["ledger"], derived["field"]) if derived else (scope, blank.field)
                places.append(f"到“{ledger}”的“{name}”{'' if scope == HOME else '一栏'}填写")
            elif scope == tab.form.tab and fields[blank.field].ratio:
                places.append("由“{}”÷“{}”算出，填了这两个数就有".format(*fields[blank.field].ratio))
            elif scope == tab.form.tab:
                places.append(f"在表旁“{blank.field}”后面填写")
    if places:
        message = "；".join(dict.fromkeys(places))[:PROMPT_LONGEST]
        rule = {"validate": "any", "input_title": "这里自动取数", "input_message": message + "。"}
        tab.sheet.data_validation(box.row, box.col, box.row, box.col, rule)


def write_input_box(tab: FormTab, box: Box) -> None:
    """A cell of the form that is typed in place; tinted only while it is empty, so that it prints clean."""
    item = tab.notice.fields_of(tab.form.scope)[box.input]
    style = look(tab, box, **input_look(item))
    if (box.row, box.col) != (box.last_row, box.last_col):
        tab.sheet.merge_range(box.row, box.col, box.last_row, box.last_col, "", style)
    write_value(tab.sheet, box.row, box.col, tab.filling.record.get(item.name), style)
    validate_input(tab, item, box.row, box.col)
    empty = {"type": "blanks", "format": tab.book.file.add_format({"bg_color": INPUT})}
    tab.sheet.conditional_format(box.row, box.col, box.last_row, box.last_col, empty)
