"""Many workbooks as units send them, made fast: plain .xlsx with our headings, filled with rows of the sample."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from pyfuncs import layout
from pyfuncs.notice import HOME, Notice
from pyfuncs.samples import STATISTICS, Tables, sample_tables

SAMPLE = "2018太原"
ENTRIES = ("小组", "班组", "企业", "个人")


def slice_of(number: int, tables: Tables | None = None, groups: int = 3) -> Tables:
    """Some groups and a team, enterprise and person of the sample, under names of their own by `number`; unchanged
    members, so that the rows belong together."""
    tables = tables or sample_tables(SAMPLE)
    made: Tables = {}
    at = number * groups % (len(tables["小组"]) - groups)
    made["小组"] = [dict(row) for row in tables["小组"][at : at + groups]]
    made["班组"] = [dict(tables["班组"][number % len(tables["班组"])])]
    made["企业"] = [dict(tables["企业"][number % len(tables["企业"])])]
    made["个人"] = [dict(tables["个人"][number % len(tables["个人"])])]
    for members, parents, title in (("小组成员", "小组", "小组名称"), ("班组成员", "班组", "班组名称")):
        keys = {(row["企业名称"], row[title]) for row in made[parents]}
        made[members] = [dict(row) for row in tables[members] if (row["企业名称"], row[title]) in keys]
    for rows in made.values():
        for row in rows:
            for name in ("企业名称", "工作单位"):
                if name in row:
                    row[name] = f"第{number}{row[name]}"
            if "登记注册号" in row:
                row["登记注册号"] += f"-{number}"
            if "申报奖项" in row and "姓名" in row:
                row["姓名"] += "甲乙丙丁戊己庚辛壬癸"[number % 10] + "一二三四五六七八九十"[number // 10 % 10] * 2
    made[STATISTICS] = [dict(tables[STATISTICS][0])]
    return made


def book_bytes(
    notice: Notice,
    tables: Tables,
    home: dict[str, str],
    columns: dict[str, Sequence[str]] | None = None,
    tabs: dict[str, str] | None = None,
) -> bytes:
    """The workbook. columns: other headings by ledger, in this order; tabs: other names by tab."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(HOME)
    _fill(sheet, layout.home_cells(), home)
    for name in layout.ledger_names([notice]):
        heads = (columns or {}).get(name) or [item.heading for item in layout.columns_of([notice], name)]
        _ledger(book.add_worksheet((tabs or {}).get(name, name)), notice, name, heads, tables.get(name, []))
    for form in notice.forms.values():
        if form.mode == "单份":
            values = tables[STATISTICS][0] if STATISTICS in tables else {}
            _fill(book.add_worksheet(form.tab), layout.input_cells(form, notice), values)
    book.close()
    return buffer.getvalue()


def _fill(sheet: Any, places: dict[str, Any], values: dict[str, str]) -> None:
    for name, (label_row, label_col, label, row, col) in places.items():
        sheet.write_string(label_row, label_col, label)
        if values.get(name):
            sheet.write_string(row, col, values[name])


def _ledger(sheet: Any, notice: Notice, name: str, heads: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    top = layout.LEDGER_HEADER_ROW
    ledger = notice.ledgers[name]
    spelt = {word: item.name for item in ledger.field for word in (*item.alias, item.name, item.heading)}
    for col, head in enumerate(heads):
        sheet.write_string(top, col, head)
    for row, values in enumerate(rows, start=top + 1):
        for col, head in enumerate(heads):
            if text := values.get(spelt.get(head, head)):
                sheet.write_string(row, col, text)


def save(folder: Path, name: str, data: bytes) -> Path:
    """Writes a file into the folder or one below it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
