"""The difference list as a file of its own beside a closed workbook, with a receipt for every file that was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .difference_tab import HEADS, OFFER, TAB, WIDTHS, words_of
from .entries import Joined, file_labels
from .filled import FileTaken
from .offers import KIND_COLORS, NO, YES, Line
from .table_book import Table, report

RECEIPTS = "收件清单"
RECEIPT_HEADS = ("文件", "收到的表", "读出几项", "其中成员行", "没看懂几处", "没有导入的", "说明")
RECEIPT_WIDTHS = (44, 40, 10, 11, 11, 50, 50)
FAULTY, SHORT = "#F8CBAD", "#FFE699"


def difference_book(lines: Sequence[Line], files: Sequence[FileTaken], joined: Joined, book_name: str) -> bytes:
    """The .xlsx: the list with a drop-down in its first column, and the receipts."""
    intro = (
        f"{TAB}　{book_name}　{counts_sentence(lines)}",
        f"在“{HEADS[0]}”一列选{YES}或{NO}，保存以后用 take 命令的 --accept 做出新的申报簿；{book_name}不会改动。",
    )
    fills = {number: KIND_COLORS[line.kind] for number, line in enumerate(lines) if line.kind in KIND_COLORS}
    rows = [words_of(line) for line in lines]
    listed = Table(TAB, (*HEADS, OFFER), rows, (*WIDTHS, 20), intro, fills)
    listed.choices, listed.hidden = {0: (YES, NO)}, frozenset({len(HEADS)})
    return report([listed, receipts(files, joined)])


def counts_sentence(lines: Sequence[Line]) -> str:
    """How many lines there are of each kind."""
    counts = Counter(line.kind for line in lines)
    return "，".join(f"{kind}{counts[kind]}行" for kind in KIND_COLORS if counts[kind]) or "没有读到任何内容"


def receipts(files: Sequence[FileTaken], joined: Joined) -> Table:
    """One row a file: what was read of it, what was not, and why."""
    rows, fills = [], {}
    for number, (file, label) in enumerate(zip(files, file_labels([file.path for file in files]), strict=True)):
        forms = "、".join(f"{taken.notice} {taken.form.id}" for taken in file.forms)
        members = sum(len(rows) for taken in file.forms for rows in taken.members.values())
        cells = sum(len(row.values) for taken in file.forms for rows in taken.members.values() for row in rows)
        taken = sum(len(taken.values) + len(taken.home) for taken in file.forms) + cells
        left = len(file.left) + sum(len(taken.left) for taken in file.forms)
        refused = [item.why for item in joined.refused if item.origin.split("　")[0] == label]
        why = "；".join([file.refused] * bool(file.refused) + refused)
        rows.append([label, forms or "（没有认出申报表）", taken, members, left, why, "；".join(file.notes)])
        if why or not forms:
            fills[number] = FAULTY
        elif left:
            fills[number] = SHORT
    bad = sum(color == FAULTY for color in fills.values())
    intro = (f"{RECEIPTS}　共{len(rows)}个文件，其中{bad}个有没有导入的",)
    return Table(RECEIPTS, RECEIPT_HEADS, rows, RECEIPT_WIDTHS, intro, fills)
