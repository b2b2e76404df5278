"""A list of changes made to a desk as a host makes it to the workbook: contents alone."""

from __future__ import annotations

import copy
import re
from typing import Any

import built
from desks import write

from pyfuncs.changes import FORMULA, NUMBER, Changes, Put, Wipe
from pyfuncs.desk import Desk

SPOILT = f"{built.PROVINCE}-待改"
SHOWN = re.compile(r'=HYPERLINK\(".*","([^"]*)"\)')


def make(before: Desk, changes: Changes, **more: Any) -> Desk:
    """The desk after a host has made the changes; formulas show what HYPERLINK shows."""
    sheets = copy.deepcopy(before.sheets)
    for item in changes.items:
        if isinstance(item, Put):
            shown = SHOWN.sub(r"\1", item.text) if item.kind == FORMULA else item.text
            write(sheets[item.tab], item.row, item.col, float(shown) if item.kind == NUMBER else shown or None)
        elif isinstance(item, Wipe):
            for row in range(item.row, item.last_row + 1):
                for col in range(item.col, item.last_col + 1):
                    write(sheets[item.tab], row, col, None)
    where: dict[str, Any] = {"tab": before.tab, "row": before.row, "col": before.col} | more
    return Desk(sheets, **where)
