"""A form's boxes while the clerk types in them: what 表样录入 writes into each, and what is read back from it.

A box that is one blank holds the value alone. Any other keeps its printed words around the values; where words
cannot tell two blanks apart, each value stands behind the field's name in 【】.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from . import values
from .changes import BLANK, NUMBER, TEXT
from .expressions import trimmed
from .fill import NAME_MARK, Filling
from .grid import NUMBER as COUNTED
from .grid import TICK, Blank, Piece
from .layout import Box
from .mirror_tab import FormSheet, Refused
from .notice import Field
from .rules import Record
from .values import NUMERIC

Content = tuple[str, str]
"""Kind and text of a cell, as in changes.Put."""
Texts = dict[str, Any]
"""Raw values by field, as a ledger's cells would hold them; None = empty."""


def typed_boxes(tab: FormSheet) -> list[Box]:
    """The boxes that 表样录入 opens for typing, in printed order."""
    return [box for box in tab.layout.boxes if any(is_typed(tab, box, blank) for blank in blanks_of(box))]


def blanks_of(box: Box) -> list[Blank]:
    """The blanks of a box in order."""
    return [blank for line in box.lines for blank in line.blanks]


def is_typed(tab: FormSheet, box: Box, blank: Blank) -> bool:
    """True for a blank that a row of the form's ledger or of its member ledger feeds, and nothing else."""
    if blank.field == COUNTED or blank.scope or blank.sum:
        return False
    if box.scope != tab.form.ledger and not (box.number and box.scope in tab.member_ledgers()):
        return False
    return tab.notice.fields_of(box.scope)[blank.field].typed


def typed_fields(tab: FormSheet, scope: str) -> list[str]:
    """The fields of a ledger that the form's boxes take, in printed order."""
    found = (
        blank.field
        for box in typed_boxes(tab)
        if box.scope == scope
        for blank in blanks_of(box)
        if is_typed(tab, box, blank)
    )
    return list(dict.fromkeys(found))


# -- writing -----------------------------------------------------------------------------------------


def raw_content(item: Field, raw: Any) -> Content:
    """A raw value as a cell to type over: numbers as numbers, days as 2018年6月10日, all else as text."""
    if item.type in NUMERIC:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return NUMBER, values.text_of(raw)
        if raw is None:
            return BLANK, ""
    return TEXT, raw_text(raw)


def raw_text(raw: Any) -> str:
    """A raw value as text."""
    return values.show_date(raw) if isinstance(raw, dt.date) and not _has_time(raw) else values.text_of(raw)


def _has_time(raw: dt.date) -> bool:
    return isinstance(raw, dt.datetime) and raw.time() != dt.time()


def box_content(tab: FormSheet, box: Box, record: Record) -> Content:
    """What 表样录入 puts into a box for a record or member; an empty record gives the empty blank."""
    pieces = pieces_of(box)
    if lone(pieces):
        blank = blanks_of(box)[0]
        return raw_content(tab.notice.fields_of(box.scope)[blank.field], record.raw.get(blank.field))
    filling = tab.filling(record)
    held = [_held(tab, filling, box, blank, record) for blank in blanks_of(box)]
    plain = _written(pieces, held)
    if not needs_marks(pieces) and _matched(pieces, plain) == held:
        return TEXT, plain
    return TEXT, _written(marked(pieces), held)


def _held(tab: FormSheet, filling: Filling, box: Box, blank: Blank, record: Record) -> str:
    """The text of one blank among words."""
    if not is_typed(tab, box, blank):
        return filling.text(blank, record if box.number else None, box.scope, box.number)
    if blank.option:
        ticked = blank.option in values.split_names(values.text_of(record.raw.get(blank.field)))
        return TICK if ticked else blank.default
    return raw_text(record.raw.get(blank.field))


def pieces_of(box: Box) -> list[Piece]:
    """Words and blanks of a box in order, line breaks among the words."""
    pieces: list[Piece] = []
    for number, line in enumerate(trimmed(box.lines)):
        for piece in ["\n"] * bool(number) + list(line.pieces):
            if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += piece
            else:
                pieces.append(piece)
    return pieces


def lone(pieces: Sequence[Piece]) -> bool:
    """True when one blank is all there is, and no tick."""
    return len(pieces) == 1 and isinstance(pieces[0], Blank) and not pieces[0].option


def needs_marks(pieces: Sequence[Piece]) -> bool:
    """True when two blanks follow each other with no sign between them."""
    between = [piece.strip() if isinstance(piece, str) else None for piece in pieces]
    return "" in between[1:-1] or any(pair == (None, None) for pair in itertools.pairwise(between))


def marked(pieces: Sequence[Piece]) -> list[Piece]:
    """The same with the field's name before each blank."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str):
            found.append(piece)
            continue
        mark = f"【{piece.field}{'：' + piece.option if piece.option else ''}】"
        if found and isinstance(found[-1], str):
            found[-1] += mark
        else:
            found.append(mark)
        found.append(piece)
    return found


def _written(pieces: Sequence[Piece], held: Sequence[str]) -> str:
    texts = iter(held)
    return "".join(piece if isinstance(piece, str) else next(texts) for piece in pieces)


# -- reading -----------------------------------------------------------------------------------------


def read_box(tab: FormSheet, box: Box) -> Texts:
    """The raw values by field that stand in a box. Raises Refused when its printed words are no longer to be found."""
    raw = tab.sheet.at(box.row + 1, box.col + 1)
    pieces = pieces_of(box)
    if lone(pieces):
        blank = blanks_of(box)[0]
        empty = raw is None or (isinstance(raw, str) and not values.match_key(raw.replace(blank.default, "")))
        return {blank.field: None if empty else raw}
    text = values.text_of(raw).replace("\r\n", "\n").replace("\r", "\n")
    held = _find(pieces, text)
    if held is None:
        words = "、".join(f"“{blank.field}”" for blank in blanks_of(box) if is_typed(tab, box, blank))
        raise Refused(f"填{words}的格子里印好的字改动了，认不出填的内容，请按表样补回印好的字，只填空处")
    found: Texts = {}
    for blank, value in zip(blanks_of(box), held, strict=True):
        if is_typed(tab, box, blank):
            _take(found, blank, value)
    return found


def _take(found: Texts, blank: Blank, value: str) -> None:
    """Adds one blank's text; ticks of one field are joined by 、."""
    empty = not value.strip() or values.match_key(value) == values.match_key(blank.default)
    if not blank.option:
        found[blank.field] = None if empty else value
    elif empty:
        found.setdefault(blank.field, None)
    else:
        found[blank.field] = NAME_MARK.join(filter(None, (found.get(blank.field), blank.option)))


def _find(pieces: list[Piece], text: str) -> list[str] | None:
    """What stands in each blank; None when that cannot be told.

    All empty for an empty cell. A box of one blank that was typed over, words and all, holds nothing else.
    """
    count = sum(isinstance(piece, Blank) for piece in pieces)
    if not text.strip():
        return [""] * count
    ways = [marked(pieces)] + [pieces] * (not needs_marks(pieces))
    for way in ways:
        for match in (_matched, _loosely):
            held = match(way, text)
            if held is not None:
                return held
    words = [line for piece in pieces if isinstance(piece, str) for line in piece.split("\n") if line.strip()]
    lost = not any(values.match_key(line) in values.match_key(text) for line in words)
    return [text] if count == 1 and lost else None


def _matched(pieces: Sequence[Piece], text: str) -> list[str] | None:
    return _match(pieces, text, re.escape)


def _loosely(pieces: Sequence[Piece], text: str) -> list[str] | None:
    """White space around and within the printed words does not count."""
    return _match(pieces, text, lambda words: r"\s*" + r"\s*".join(map(re.escape, "".join(words.split()))) + r"\s*")


def _match(pieces: Sequence[Piece], text: str, words: Callable[[str], str]) -> list[str] | None:
    pattern = "".join(words(piece) if isinstance(piece, str) else "(.*?)" for piece in pieces)
    found = re.fullmatch(pattern, text, re.DOTALL)
    return list(found.groups()) if found else None


def read_form(tab: FormSheet, unchanged: Callable[[Box], Record]) -> tuple[Texts, dict[str, dict[int, Texts]]]:
    """The raw values typed on the form: of its record, and by member ledger and row (from 1) of each member.

    unchanged  the record a box was opened with: a box left as it was gives that record's own raw values
    Raises Refused in one sentence for all boxes whose words are lost, or a field typed in two ways.
    """
    record: dict[str, list[Any]] = {}
    members: dict[str, dict[int, Texts]] = {}
    first: dict[str, Any] = {}
    faults: list[str] = []
    for box in typed_boxes(tab):
        before = unchanged(box)
        try:
            found = _read_or_keep(tab, box, before)
        except Refused as fault:
            faults.append(str(fault))
            continue
        if box.number:
            members.setdefault(box.scope, {}).setdefault(box.number, {}).update(found)
            continue
        for name, raw in found.items():
            first[name] = before.raw.get(name)
            record.setdefault(name, []).append(raw)
    if faults:
        raise Refused("；".join(dict.fromkeys(faults)))
    return {name: _agreed(name, raws, first[name]) for name, raws in record.items()}, members


def _read_or_keep(tab: FormSheet, box: Box, before: Record) -> Texts:
    now = values.text_of(tab.sheet.at(box.row + 1, box.col + 1)).replace("\r\n", "\n")
    if now == box_content(tab, box, before)[1].replace("\r\n", "\n"):
        names = [blank.field for blank in blanks_of(box) if is_typed(tab, box, blank)]
        return {name: before.raw.get(name) for name in names}
    return read_box(tab, box)


def _agreed(name: str, raws: list[Any], before: Any) -> Any:
    """The one value of a field printed at several places: where one was retyped, that."""
    apart = {values.text_of(raw): raw for raw in raws}
    if len(apart) > 1:
        apart.pop(values.text_of(before), None)
    if len(apart) > 1:
        shown = "、".join(f"“{text}”" for text in apart)
        raise Refused(f"“{name}”在表上几处填得不一样（{shown}），请填成一样")
    return next(iter(apart.values()))


def iter_members(members: dict[int, Texts]) -> Iterator[tuple[int, Texts]]:
    """(row, raw values) of the member rows in which anything is typed."""
    for number, raw in sorted(members.items()):
        if any(values.text_of(value).strip() for value in raw.values()):
            yield number, raw
