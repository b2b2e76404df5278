"""公示: the text and the list of those to be honoured as one Word document, and the list as a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from .honour_list import list_rows, parse, prune, sections, tables
from .honours import Honours
from .letters import load_letter
from .notice import Notice
from .slots import W
from .table_book import Table, report
from .winners import Winner

LETTER = "公示"
LIST_HEADS = ("奖项", "等级", "推荐单位", "单位全称", "获奖者", "课题", "编号")
LIST_WIDTHS = (30, 12, 12, 36, 26, 40, 16)


def publicity(winners: Sequence[Winner], honours: Honours, notice: Notice) -> bytes:
    """The .docx; days and dates stay blank, for no notice states them. Raises DefinitionError, TemplateError."""
    letter = load_letter(LETTER, notice)
    found = sections(winners, honours, notice)
    fields = {"活动名称": honours.event, "表彰年度": honours.year, "总数": len(winners)}
    root = parse(letter.template.document(letter.filling(fields, tables(found), notice)))
    prune(root.find(f"{{{W}}}body"), found)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return letter.template.packed(head + etree.tostring(root, encoding="unicode"))


def list_book(winners: Sequence[Winner], honours: Honours, notice: Notice) -> bytes:
    """The list as .xlsx, in the order of the roll, with the numbers of the certificates."""
    rows = list(list_rows(sections(winners, honours, notice)))
    intro = (f"{honours.event}　获奖名单　共{len(rows)}个",)
    return report([Table("获奖名单", LIST_HEADS, rows, LIST_WIDTHS, intro)])
