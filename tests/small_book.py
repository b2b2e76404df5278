"""A small workbook with the same bones as the product: sheets with code names, a table, a name, macros, the ribbon."""

from __future__ import annotations

import io
from pathlib import Path

import xlsxwriter

from pyfuncs import package, vba

RIBBON = Path(__file__).resolve().parent.parent / "workbook" / "ribbon.xml"
TABS = {
    "首页": "Home",
    "小组": "Groups",
    "校验结果": "Findings",
    "2018附件1": "A2018_1",
    "2018附件3.1": "A2018_3_1",
    "2023附件1": "A2023_1",
    "词表": "Words",
    "xlwings.conf": "Conf",
}
HEADINGS = ["企业名称", "人数（人）", "经济效益\n（万元）"]


def build(path: Path, *, codes: dict[str, str] | None = None, ribbon: str | None = None) -> Path:
    """Writes the workbook. `codes` are the code names the macros are made for (default: those of TABS);
    `ribbon` another ribbon than the product's, "" = none."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, code in TABS.items():
            book.add_worksheet(name).set_vba_name(code)
        home, groups = book.worksheets()[:2]
        home.write("A2", "当前通知")
        home.write("B2", "2018")
        home.write_url("A3", "internal:'小组'!A1", string="小组")
        book.define_name("当前通知", "=首页!$B$2")
        columns = [{"header": heading} for heading in HEADINGS]
        groups.add_table(2, 1, 5, len(HEADINGS), {"name": "Groups", "columns": columns})
        project = vba.vba_project(list((codes or TABS).values()))
        book.add_vba_project(io.BytesIO(project), True)
        book.set_vba_name("ThisWorkbook")
    data = buffer.getvalue()
    text = RIBBON.read_text("utf-8") if ribbon is None else ribbon
    path.write_bytes(package.finish(data, text) if text else package.normalise_zip(data))
    return path
