"""The ledger tabs: Excel tables with drop-downs, formats, checks that never block, and headings that explain."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from . import layout, materials
from .book import DATE_FORMAT, GREY, Book
from .highlights import highlight
from .judging import OPEN
from .notice import Field, Ledger
from .values import NUMERIC

REQUIRED, OPTIONAL, EVIDENCE, PROGRAM = "#1F4E79", "#7F8FA6", "#B26B00", "#6B4E9B"
JURY_COLOR = "#6B4E9B"
KEY_ROW = 2
MISSING, WAITING, DONE = "#FFD9D9", "#FFF2CC", "#E2F0D9"
DECIMALS = "评审_小数位数"
"""The name of the cell on 评审设定 that says how many decimals scores have."""
SCORE_DECIMALS = (0, 1, 3, 4)
FIRST_DAY, LAST_DAY = dt.date(1950, 1, 1), dt.date(2099, 12, 31)
FORMATS = {"日期": DATE_FORMAT, "整数": "0", "数值": "General", "百分数": "General"}
ALIGN = {"整数": "right", "数值": "right", "百分数": "right", "日期": "center", "选项": "center", "是否": "center"}


def write_ledgers(book: Book) -> None:
    """A tab for each ledger, in their order."""
    for name in layout.ledger_names(book.notices):
        ledger = book.ledger(name)
        sheet = book.add_sheet(name, ledger.code, JURY_COLOR if ledger.is_jurys else "#2E7D32")
        _LedgerTab(book, ledger, sheet).write()


def write_patterns(book: Book) -> None:
    """The very hidden tab 样板: a row a ledger, its cells with the formats, drop-downs and colours of the data
    rows, in the same columns; 恢复格式 copies them."""
    sheet = book.add_sheet(layout.PATTERNS, "Patterns")
    sheet.very_hidden()
    for row, name in enumerate(layout.ledger_names(book.notices)):
        tab = _LedgerTab(book, book.ledger(name), sheet)
        for col, item in enumerate(tab.fields):
            sheet.write_string(row, col, layout.pattern_word(name, item.name), tab.look(item))
        tab.help_typing(row, row)


def column_kind(book: Book, ledger: str, item: Field) -> str:
    """必填 · 选填 · 佐证 (feeds only the checks: printed on no form) · 程序 (the program fills it)."""
    role = book.ledger(ledger).role
    if item.program or (role in ("results", "winners") and item.role and item.role != "ruling"):
        return "程序"
    if role == materials.ROLE and item.role in materials.KEY:
        return "程序"
    if book.ledger(ledger).is_later:
        return "必填" if item.required else "选填"
    if not any(notice.printed_on(ledger, item.name) for notice in book.notices) and not item.required:
        return "佐证"
    return "必填" if item.required else "选填"


COLORS = {"必填": REQUIRED, "选填": OPTIONAL, "佐证": EVIDENCE, "程序": PROGRAM}
KIND_WORDS = {"必填": "必填", "选填": "可不填", "佐证": "供核对条件、评审用", "程序": "程序填写"}


class _LedgerTab:
    def __init__(self, book: Book, ledger: Ledger, sheet: Worksheet) -> None:
        self.book, self.ledger, self.sheet = book, ledger, sheet
        self.fields = layout.columns_of(book.notices, ledger.name, book.merged)
        self.columns = book.columns[ledger.name]

    def write(self) -> None:
        self.book.title(self.sheet, self.ledger.name, self.ledger.note)
        self._key()
        header = layout.LEDGER_HEADER_ROW
        looks = [self.look(item) for item in self.fields]
        for col, item in enumerate(self.fields):
            self.sheet.set_column(col, col, item.width + 2, looks[col])
            self.sheet.write_comment(header, col, self._comment(item), {"author": "", "width": 260, "height": 150})
        self.sheet.set_row(header, 34)
        self._table(header)
        names, records = [item.name for item in self.fields], self.book.season.ledgers.get(self.ledger.name, [])
        self.book.write_rows(self.sheet, header + 1, looks, (list(map(record.get, names)) for record in records))
        self._name_keys()
        self.help_typing(self.columns.first, self.columns.last)
        whole = f"A1:{xl_rowcol_to_cell(self.columns.last, len(self.fields) - 1)}"
        self.sheet.ignore_errors({"number_stored_as_text": whole})
        self.sheet.freeze_panes(header + 1, min(2, len(self.ledger.key)))
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(header)

    def help_typing(self, first: int, last: int) -> None:
        """Drop-downs, warnings and colours of the rows first…last."""
        for col, item in enumerate(self.fields):
            self._validate(col, item, first, last)
        self._open_ties(first, last)
        self._decimals(first, last)
        highlight(self.book, self.sheet, self.ledger.name, (first, 0), (last, len(self.fields) - 1))
        self._orphans(first, last)
        self._states(first, last)

    def _states(self, first: int, last: int) -> None:
        """A colour for each state of a material: not in, in and to be stamped, all that is asked for."""
        if self.ledger.role != materials.ROLE:
            return
        col, stamped = (self.columns.column[self.ledger.named(role)] for role in ("state", "stamped"))
        here, needs = (xl_rowcol_to_cell(first, place, col_abs=True) for place in (col, stamped))
        lacking, *between, done = materials.states(self.book.notices[0])
        tests = [(f'{here}="{lacking}"', MISSING), (f'{here}="{done}"', DONE)]
        tests += [(f'AND({here}="{word}",{needs}="{materials.YES}")', WAITING) for word in between]
        tests += [(f'{here}="{word}"', DONE) for word in between]
        for test, color in tests:
            look = self.book.file.add_format({"bg_color": color})
            rule = {"type": "formula", "criteria": f"={test}", "format": look, "stop_if_true": True}
            self.sheet.conditional_format(first, col, last, col, rule)

    def _open_ties(self, first: int, last: int) -> None:
        """The jury's results: the rows of a tie that it has still to decide are yellow."""
        if self.ledger.role == "results":
            remark = xl_rowcol_to_cell(first, self.columns.column[self.ledger.named("remark")], col_abs=True)
            rule = {"type": "formula", "criteria": f'=ISNUMBER(SEARCH("{OPEN}",{remark}))'}
            look = self.book.file.add_format({"bg_color": "#FFE699"})
            self.sheet.conditional_format(first, 0, last, len(self.fields) - 1, rule | {"format": look})

    def _decimals(self, first: int, last: int) -> None:
        """Final scores are shown with the decimals that the jury has set."""
        if any(item.role == "final" for item in self.ledger.field) and any(item.judging for item in self.book.notices):
            col = self.columns.column[self.ledger.named("final")]
            show_decimals(self.book, self.sheet, (first, col), (last, col))

    def _key(self) -> None:
        """What the colours of the headings mean, and how many entries there are."""
        kinds = {column_kind(self.book, self.ledger.name, item) for item in self.fields}
        count = len(self.book.entries(self.ledger.name))
        formula = f'="已录 "&{self.columns.count({})}&" 条"'
        look = self.book.format(bold=True, font_size=10)
        self.sheet.set_row(KEY_ROW, 18)
        self.sheet.write_formula(KEY_ROW, 0, formula, look, f"已录 {count} 条")
        words = {"必填": "深蓝：必填", "选填": "灰蓝：可不填", "佐证": "橙色：供核对条件、评审用，各表都不印"}
        words |= {"程序": "紫色：程序填写"}
        text = "　".join(words[kind] for kind in words if kind in kinds)
        tail = "　表头批注里写着每一栏填什么、印在哪些表上。"
        self.sheet.write_string(
            KEY_ROW, 1, "表头 " + text + "。" + tail, self.book.format(font_size=10, font_color=GREY)
        )

    def look(self, item: Field) -> Any:
        """The format of a field's data cells."""
        look: dict[str, Any] = {"num_format": FORMATS.get(item.type, "@"), "valign": "top", "font_size": 10.5}
        if item.decimals:
            look["num_format"] = "0." + "0" * item.decimals
        if item.type == "长文本":
            look["align"] = "fill"  # keeps one line a row: thousands of characters would swell the table
        else:
            look["text_wrap"] = True
        if item.type in ALIGN:
            look["align"] = ALIGN[item.type]
            if look["align"] == "right":
                look["indent"] = 1  # a text in the next column would touch it
        return self.book.format(**look)

    def _table(self, header: int) -> None:
        columns = [
            {
                "header": item.heading,
                "header_format": self.book.format(
                    bold=True,
                    font_size=10.5,
                    font_color="#FFFFFF",
                    align="center",
                    text_wrap=True,
                    bg_color=COLORS[column_kind(self.book, self.ledger.name, item)],
                    border=1,
                    border_color="#FFFFFF",
                ),
            }
            for item in self.fields
        ]
        options = {"name": self.ledger.name, "columns": columns, "style": "Table Style Light 1", "autofilter": True}
        self.sheet.add_table(header, 0, header + 1, len(self.fields) - 1, options)
        table = self.sheet.tables[-1]  # XlsxWriter keeps every cell of a table in mind: it is made small and stretched
        whole = xl_range(header, 0, self.columns.last, len(self.fields) - 1)
        table |= {"range": whole, "a_range": whole, "autofilter": whole}

    def _comment(self, item: Field) -> str:
        kind = KIND_WORDS[column_kind(self.book, self.ledger.name, item)]
        unit = f"，单位：{item.unit}" if item.unit else ""
        lines = [f"{item.name}（{kind}）", f"类型：{item.type}{unit}"]
        lines += [item.hint] if item.hint else []
        for notice in self.book.notices:
            printed = notice.printed_on(self.ledger.name, item.name)
            if printed:
                lines.append(f"{notice.id}：印在{'、'.join(printed)}")
        return "\n".join(lines)

    def _validate(self, col: int, item: Field, first: int, last: int) -> None:
        """Drop-downs, and a warning (never a refusal) for numbers and dates out of range."""
        rule: dict[str, Any] = {"error_type": "warning", "error_title": item.name[:32]}
        listed = self.book.list_formula(item) if item.type in ("选项", "是否") else ""
        if listed:
            rule |= {"validate": "list", "source": listed, "error_message": "不在下拉选项中，确定要这样填吗？"}
        elif item.type in NUMERIC:
            rule |= {"validate": "integer" if item.type == "整数" else "decimal"} | bounds(item)
        elif item.type == "日期":
            rule |= {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
            rule |= {"error_message": "应为年月日齐全的日期，如 2018/6/10。"}
        else:
            return
        self.sheet.data_validation(first, col, last, col, rule)

    def _name_keys(self) -> None:
        """Names for the parent's key: Excel's file format has no reference to another tab in a colour's condition."""
        if self.ledger.parent:
            parent = self.book.columns[self.ledger.parent]
            for name in self.ledger.key:
                self.book.file.define_name(f"{self.ledger.parent}_{name}", "=" + parent.range(name))

    def _orphans(self, first: int, last: int) -> None:
        """Marks member rows whose group or team is not in the parent ledger."""
        if not self.ledger.parent:
            return
        keys = {name: xl_rowcol_to_cell(first, self.columns.column[name], col_abs=True) for name in self.ledger.key}
        tests = ",".join(f"{self.ledger.parent}_{name},{place}" for name, place in keys.items())
        formula = f'=AND({"&".join(keys.values())}<>"",COUNTIFS({tests})=0)'
        look = self.book.file.add_format({"bg_color": "#FFD9D9", "font_color": "#9C0006"})
        last_col = max(self.columns.column[name] for name in self.ledger.key)
        rule = {"type": "formula", "criteria": formula, "format": look}
        self.sheet.conditional_format(first, 0, last, last_col, rule)


def show_decimals(book: Book, sheet: Worksheet, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Numbers of the cells first…last, drawn with two decimals, are shown with those that 评审设定 says."""
    for count in SCORE_DECIMALS:
        look = book.file.add_format({"num_format": "0." + "0" * count if count else "0"})
        sheet.conditional_format(*first, *last, {"type": "formula", "criteria": f"={DECIMALS}={count}", "format": look})


def bounds(item: Field) -> dict[str, Any]:
    """Criteria of a number's validation and what it says."""
    what = "整数" if item.type == "整数" else "数字"
    least = -1e9 if item.least is None else item.least
    most = 1e9 if item.most is None else item.most
    least, most = (int(least), int(most)) if item.type == "整数" else (least, most)
    limits = [f"不小于{item.least:g}"] if item.least is not None else []
    limits += [f"不大于{item.most:g}"] if item.most is not None else []
    says = f"应为{what}{'，' if limits else ''}{'、'.join(limits)}。"
    return {"criteria": "between", "minimum": least, "maximum": most, "error_message": says}
