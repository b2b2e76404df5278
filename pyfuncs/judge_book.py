"""A judge's own workbook: the entries in drawn order, a tab a phase, everything locked but the scores."""

from __future__ import annotations

from collections.abc import Container, Sequence
from io import BytesIO
from typing import Any

from .contest import Phase, ScoreTable, exact
from .file_kinds import AUTHOR
from .finalists import later
from .metrics import line_count
from .notice import Notice
from .rules import Record
from .scores import Entry, is_own, item_fields, ledger_with
from .table_book import CREATED, FONT, MM_PER_CHARACTER, fit
from .values import show

INFO_TAB = "评分表信息"
NOTICE_LINE, JUDGE_LINE, UNIT_LINE = "通知", "评委姓名", "评委单位"
NUMBER_HEAD, TABLE_HEAD, DONE_HEAD = "序号", "评分用表", "进度"
FIRST_TABLE, HEAD_ROW = 2, 5
LISTED = 60
"""At most so many scores in a drop-down; beyond, the range alone is kept."""
INPUT, GREY, HEAD = "#FFF9E5", "#D9D9D9", "#1F4E79"
WIDTHS = {
    "number": 6,
    "venue": 7,
    "unit": 26,
    "name": 18,
    "topic": 28,
    "table": 20,
    "total": 8,
    "done": 9,
    "remark": 20,
}


def judge_workbook(notice: Notice, judge: Record, entries: Sequence[Entry], over: Container[int] = ()) -> bytes:
    """The .xlsx for one judge: a tab for each phase, `entries` in the order given; those of his own enterprise grey.

    over  id() of the entries that take no part after the first phase, as finalists.passed_over tells them
    """
    from .plain_workbook import PlainWorkbook

    buffer = BytesIO()
    book = PlainWorkbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED, "author": AUTHOR})
    assert notice.judging is not None
    for phase in notice.judging.phase:
        here = [entry for entry in entries if phase not in later(notice.judging) or id(entry) not in over]
        own = [entry for entry in here if (table := notice.judging.table_of(phase, entry.kind)) and table.item]
        if own:
            _PhaseTab(book, notice, judge, phase, own).write()
    ledger = ledger_with(notice, "judges")
    info = book.add_worksheet(INFO_TAB)
    lines = ((NOTICE_LINE, notice.id), (JUDGE_LINE, judge.text(ledger.key[0])), (UNIT_LINE, judge.text(ledger.key[1])))
    for row, (name, value) in enumerate(lines):
        info.write_string(row, 0, name)
        info.write_string(row, 1, fit(value))
    info.very_hidden()
    info.protect()
    book.close()
    return buffer.getvalue()


class _PhaseTab:
    def __init__(self, book: Any, notice: Notice, judge: Record, phase: Phase, entries: Sequence[Entry]) -> None:
        self.book, self.notice, self.judge, self.phase, self.entries = book, notice, judge, phase, entries
        self.judging = notice.judging
        self.ledger = ledger_with(notice, "scores")
        self.judges = ledger_with(notice, "judges")
        self.tables = list({id(table): table for entry in entries if (table := self._table(entry))}.values())
        self.items = item_fields(self.ledger)[: max(len(table.item) for table in self.tables)]
        heads = [
            "number",
            *(["venue"] if any(entry.venue for entry in entries) else []),
            "unit",
            "name",
            "topic",
            "table",
        ]
        tail = ["total", "done", "recused", "remark"]
        self.columns = {role: col for col, role in enumerate([*heads, *self.items, *tail])}
        self.sheet = book.add_worksheet(fit(phase.name)[:31])
        self.looks: dict[tuple[tuple[str, Any], ...], Any] = {}

    def _table(self, entry: Entry) -> ScoreTable | None:
        assert self.notice.judging is not None
        return self.notice.judging.table_of(self.phase, entry.kind)

    def look(self, **more: Any) -> Any:
        base = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "border": 1, "text_wrap": True} | more
        key = tuple(sorted(base.items()))
        if key not in self.looks:
            self.looks[key] = self.book.add_format(base)
        return self.looks[key]

    def write(self) -> None:
        self._top()
        for col in range(len(self.columns)):
            role = list(self.columns)[col]
            self.sheet.set_column(col, col, WIDTHS.get(role, 8))
            self.sheet.write_string(HEAD_ROW, col, self._head(role), self._head_look())
        self.sheet.set_row(HEAD_ROW, 30)
        for row, entry in enumerate(self.entries, start=HEAD_ROW + 1):
            self._entry(row, entry)
        self.sheet.freeze_panes(HEAD_ROW + 1, self.columns["name"] + 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(HEAD_ROW)
        self.sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})

    def _head_look(self) -> Any:
        return self.look(bold=True, font_color="#FFFFFF", bg_color=HEAD, align="center")

    def _head(self, role: str) -> str:
        own = {"number": NUMBER_HEAD, "table": TABLE_HEAD, "done": DONE_HEAD}
        results = ledger_with(self.notice, "results").named("venue") if role == "venue" else ""
        return own.get(role) or results or self.ledger.named(role) or role

    def _top(self) -> None:
        """Who scores what, how, and what the items of each table are."""
        name, unit = (self.judge.text(self.judges.key[n]) for n in (0, 1))
        plain = {"font_name": "宋体", "valign": "vcenter"}
        title = self.book.add_format(plain | {"font_size": 14, "bold": True})
        self.sheet.write_string(0, 0, fit(f"{self.notice.name}　{self.phase.name}　评分表"), title)
        self.sheet.set_row(0, 26)
        look = self.book.add_format(plain | {"font_size": 11})
        self.sheet.write_string(
            1, 0, fit(f"评委：{name}（{unit}）　黄格打分，灰行是本单位的，回避不打。填好保存，交回这个文件。"), look
        )
        small = self.book.add_format(plain | {"font_size": 10, "text_wrap": True, "valign": "top"})
        lines = [self._items_of(table) for table in self.tables]
        room = HEAD_ROW - FIRST_TABLE
        shown = [*lines[: room - 1], "\n".join(lines[room - 1 :])] if lines[room:] else lines
        for row, words in enumerate(shown, start=FIRST_TABLE):
            self.sheet.merge_range(row, 0, row, len(self.columns) - 1, fit(words), small)
            self.sheet.set_row(row, 14 * (words.count("\n") + 1))

    @staticmethod
    def _items_of(table: ScoreTable) -> str:
        words = "　".join(f"{n}．{item.name}{show(item.points)}分" for n, item in enumerate(table.item, start=1))
        return f"{table.name}：{words}"

    def _entry(self, row: int, entry: Entry) -> None:
        table = self._table(entry)
        assert table is not None
        own = is_own(self.judge, entry.unit, self.judges)
        fill: dict[str, Any] = {"bg_color": GREY} if own else {}
        order = entry.record.get(entry.contest.order) if entry.contest.order else None
        texts = {
            "venue": entry.venue,
            "unit": entry.unit,
            "name": entry.name,
            "topic": entry.topic,
            "table": table.name,
        }
        for role, text in texts.items():
            if role in self.columns:
                self.sheet.write_string(row, self.columns[role], fit(text), self.look(**fill))
        number = row - HEAD_ROW if order is None else order
        self.sheet.write_number(row, self.columns["number"], number, self.look(align="center", **fill))
        for place, name in enumerate(self.items):
            self._score(row, self.columns[name], table, place, own)
        self._sums(row, len(table.item), own, fill)
        typed = self.look(bg_color=INPUT, locked=0, align="center") if not own else self.look(align="center", **fill)
        if own:
            self.sheet.write_string(row, self.columns["recused"], "是", typed)
        else:
            self.sheet.write_blank(row, self.columns["recused"], None, typed)
            rule = {"validate": "list", "source": ["是"], "input_message": "要回避的选“是”，不打分。"}
            self.sheet.data_validation(row, self.columns["recused"], row, self.columns["recused"], rule)
        self.sheet.write_blank(
            row, self.columns["remark"], None, self.look(**(fill or {"bg_color": INPUT, "locked": 0}))
        )
        self.sheet.set_row(row, 15 * max(2, *(self._lines(text, WIDTHS[role]) for role, text in texts.items())) + 3)

    @staticmethod
    def _lines(text: str, width: float) -> int:
        return line_count(text, width * MM_PER_CHARACTER, FONT)

    def _score(self, row: int, col: int, table: ScoreTable, place: int, own: bool) -> None:
        if own or place >= len(table.item):
            self.sheet.write_blank(row, col, None, self.look(bg_color=GREY))
            return
        item = table.item[place]
        self.sheet.write_blank(row, col, None, self.look(bg_color=INPUT, locked=0, align="center"))
        says = f"0至{show(item.points)}分"
        assert self.judging is not None
        step = self.judging.value("step")
        rule: dict[str, Any] = {"error_title": "分值不对", "input_title": f"{item.name}（{says}）"[:32]}
        rule |= {"input_message": item.criteria[:250]} if item.criteria else {}
        steps = exact(item.points) / exact(step) if step else None
        if step and steps and steps.denominator == 1 and steps < LISTED:
            words = [show(float(exact(step) * n)) for n in range(int(steps) + 1)]
            says += f"，{show(step)}的整数倍"
            if len(",".join(words)) <= 255:
                rule |= {"validate": "list", "source": words}
        if "validate" not in rule:
            rule |= {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": item.points}
        self.sheet.data_validation(row, col, row, col, rule | {"error_message": f"“{item.name}”应为{says}。"})

    def _sums(self, row: int, count: int, own: bool, fill: dict[str, Any]) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        first = self.columns[self.items[0]]
        cells = f"{xl_rowcol_to_cell(row, first)}:{xl_rowcol_to_cell(row, first + count - 1)}"
        look = self.look(bold=True, align="center", **fill)
        if own:
            self.sheet.write_blank(row, self.columns["total"], None, look)
            self.sheet.write_string(row, self.columns["done"], "回避", look)
            return
        asked = xl_rowcol_to_cell(row, self.columns["recused"])
        self.sheet.write_formula(row, self.columns["total"], f'=IF(COUNT({cells})={count},SUM({cells}),"")', look, "")
        left = f'IF(COUNT({cells})={count},"已评","缺"&({count}-COUNT({cells}))&"项")'
        done = f'=IF({asked}="是","回避",IF(COUNT({cells})=0,"",{left}))'
        self.sheet.write_formula(row, self.columns["done"], done, look, "")
