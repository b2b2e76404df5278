"""The lines of a difference list, and what each of them offers to write.

A line that can be accepted carries an offer: all that is needed to write it later, checked again then.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from . import values
from .entries import Key
from .listing import cut
from .metrics import LONGEST_CELL, is_too_long
from .notice import Field

NEW, SAME, CHANGED, TWO_WAYS = "新增", "相同", "不同", "冲突"
UNREAD, MISSING, LEFT_OUT = "看不懂", "表上没有", "不收"
KIND_COLORS = {
    NEW: "#E2F0D9", CHANGED: "#FFE699", TWO_WAYS: "#F8CBAD", UNREAD: "#F4D3E6",
    MISSING: "#DDEBF7", LEFT_OUT: "#EDEDED", SAME: "#FFFFFF",
}  # fmt: skip
"""The kinds of line, each with its colour."""
YES, NO = "接受", "不接受"
MOST_NAMED = 6
LONGEST_SHOWN, AROUND = 280, 20


@dataclass(slots=True)
class Offer:
    """What accepting a line writes.

    scope, key  the ledger and the key of the record, or of the member's team; "" for a part not known yet
    values, old text by field: what the forms say, and what the workbook held when the list was made
    member      the member's name, None for a record of its own;  number  which of those of that name, from 1
    is_new      the row itself is to be added;  entry  lines of one entry have the same number
    origin      the files and places it comes from, parted by ；;  time  when the list was made: both for 来源
    """

    scope: str
    key: Key
    values: dict[str, str]
    old: dict[str, str] = field(default_factory=dict)
    member: str | None = None
    number: int = 1
    is_new: bool = False
    entry: int = 0
    origin: str = ""
    time: str = ""

    def as_text(self) -> str:
        """For a cell; beginning with {, so that it is never taken for a formula."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of_text(cls, text: str) -> Offer | None:
        """The offer of a cell; None where the cell holds none, or has been meddled with."""
        try:
            offer = cls(**json.loads(text))
        except (ValueError, TypeError):
            return None
        texts = [offer.scope, offer.origin, offer.time, *_flat(offer.key), *_flat(offer.values), *_flat(offer.old)]
        numbers = isinstance(offer.number, int) and isinstance(offer.entry, int)
        named = offer.member is None or isinstance(offer.member, str)
        return offer if numbers and named and all(isinstance(item, str) for item in texts) else None


def _flat(table: object) -> list[object]:
    return [*table, *table.values()] if isinstance(table, dict) else [None]


@dataclass(slots=True)
class Line:
    """A line of the list as the clerk sees it; `offer` None where there is nothing to accept."""

    accept: str
    kind: str
    ledger: str
    record: str
    field: str
    old: str
    new: str
    note: str
    origin: str
    offer: Offer | None = None


def brief(text: str) -> str:
    """What the list shows of a text: a long one in its beginning."""
    return cut(text, LONGEST_SHOWN)


def apart(old: str, new: str) -> str:
    """Where two long texts begin to differ; "" where the list shows all of them."""
    if not old or max(len(old), len(new)) <= LONGEST_SHOWN:
        return ""
    pairs = zip(old, new, strict=False)
    at = next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(old), len(new)))
    start = max(0, at - AROUND // 2)
    was, now = old[start : at + AROUND], new[start : at + AROUND]
    return f"从第{at + 1}字起不同：台账“{was or '（到此为止）'}”，表上“{now or '（到此为止）'}”"


def line_text(offer: Offer) -> str:
    """What the list shows of an offer of several fields; a member's team has a column of its own."""
    said = offer.values if offer.member is None else {k: v for k, v in offer.values.items() if k not in offer.key}
    return brief("；".join(f"{name}：{text}" for name, text in said.items() if text))


def judged(line: Line, item: Field, text: str, options: list[str], is_one_of_two: bool) -> Line:
    """The line for `text` in a field: its kind, whether it is accepted unless the clerk says otherwise, and why."""
    fault = values.READERS[item.type](text).fault
    if not fault and options and item.type != "多选" and text.strip() not in options:
        more = "等" if len(options) > MOST_NAMED else ""
        line.note = f"可填的是{'、'.join(options[:MOST_NAMED])}{more}；接受就照写存入"
    line.new, line.kind = brief(text), CHANGED if line.old else NEW
    line.note = "；".join(
        filter(None, [line.note, apart(line.offer.old.get(item.name, "") if line.offer else "", text)])
    )
    if fault:
        line.kind, line.note = UNREAD, f"{fault}；接受就照文字存入，校验时会再指出"
    if is_one_of_two:
        line.kind, line.note = TWO_WAYS, "；".join(filter(None, ["几张表写得不一样，最多接受一行", line.note]))
    line.accept = YES if not line.old and not is_one_of_two else NO
    return fitted(line)


def fitted(line: Line) -> Line:
    """The line; without its offer where that is longer than a cell holds."""
    if line.offer and is_too_long(line.offer.as_text()):
        line.accept, line.kind, line.offer = "", UNREAD, None
        line.note = f"太长，一格放不下（最多约{LONGEST_CELL}字），没有导入，请在台账里另写"
    return line
