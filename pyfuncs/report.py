"""The .xlsx reports a closed file gets beside it: 校验结果 and 生成清单."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .check import Finding, count_levels
from .notice import LEVELS, Notice

FILLS = dict(zip(LEVELS, ("#F8CBAD", "#FFE699", "#DDEBF7"), strict=True))
FINDING_HEADS = ("级别", "工作表", "单元格", "记录", "字段", "写的是", "应当怎样", "怎样改", "依据")
FINDING_WIDTHS = (7, 14, 9, 24, 20, 30, 44, 36, 30)
MANIFEST_HEADS = ("表", "企业", "记录", "文件", "错误数", "说明")
MANIFEST_WIDTHS = (36, 34, 24, 60, 9, 46)


def finding_row(finding: Finding) -> list[str]:
    """A finding as the nine columns of 校验结果."""
    return [
        finding.level, finding.tab, finding.cell, finding.record, finding.field,
        finding.value, finding.says or finding.message, finding.fix, finding.source,
    ]  # fmt: skip


def findings_book(findings: Sequence[Finding], book_name: str, notice: Notice, unit: str) -> bytes:
    """校验结果 as .xlsx; each cell address leads to that cell of the workbook `book_name` beside it."""
    from .table_book import Link, Table, report, to_file

    rows: list[list[Any]] = []
    for finding in findings:
        row: list[Any] = finding_row(finding)
        if finding.cell:
            tab = finding.tab.replace("'", "''")
            row[2] = Link(finding.cell, to_file(book_name, f"'{tab}'!{finding.cell}"))
        rows.append(row)
    counts = count_levels(findings)
    intro = (
        f"校验结果　{book_name}　{notice.name}　{unit}",
        "　".join(f"{level} {count} 处" for level, count in counts.items())
        + "　（点“单元格”一列可跳到原工作簿的那一格）",
    )
    fills = {number: FILLS[finding.level] for number, finding in enumerate(findings)}
    return report([Table("校验结果", FINDING_HEADS, rows, FINDING_WIDTHS, intro, fills)])


def manifest_book(made: Sequence[Any], notice: Notice, left_over: int = 0) -> bytes:
    """生成清单 as .xlsx: every form made, a link to its file, and the number of 错误 of its record.

    left_over  how many Word files of other runs are in the folder, which the list does not name
    """
    from .table_book import Link, Table, report, to_file

    rows: list[list[Any]] = []
    fills = {}
    for number, item in enumerate(made):
        note = item.note
        if item.mistakes:
            note = f"有{item.mistakes}处错误，改正后请重新生成" + (f"；{note}" if note else "")
            fills[number] = FILLS[LEVELS[0]]
        link = Link(item.file, to_file(item.file))
        rows.append([item.form, item.unit, item.record, link, item.mistakes, note])
    intro = [f"生成清单　{notice.name}　共 {len(rows)} 份，其中 {len(fills)} 份的记录还有错误"]
    if left_over:
        intro.append(f"只列这一次生成的；文件夹里另有 {left_over} 个 Word 文件，不是这一次生成的，没有列在这里")
    return report([Table("生成清单", MANIFEST_HEADS, rows, MANIFEST_WIDTHS, intro, fills)])
