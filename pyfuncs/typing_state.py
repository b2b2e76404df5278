"""What 表样录入 leaves on a mirror tab while a form is being typed, so that 存入台账 finds it after save and reopen.

The panel tells the clerk which record it is; hidden cells beside it keep the record's row and key and the names
of the members shown; fields that the ledger's key needs and the form does not print have inputs in the panel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from . import values
from .changes import BLANK, TEXT, Put
from .expressions import EXTRA_ROW, HELP_ROW, helper_col, mark_place
from .mirror_tab import FormSheet, Refused
from .notice import Field
from .rules import Record
from .typed_boxes import raw_content, typed_fields

NEW, CHANGED = "新增", "修改"
STATE_ROW = HELP_ROW + 1
EXTRA_HEAD = "本表不印、台账要用的几项，也请填上："


@dataclass(frozen=True, slots=True)
class Typing:
    """What is being typed: a new record (`row` 0), or the one that stood in sheet row `row` with the key `key`.

    shown  names of the members on the form when it was opened, by ledger, a place a row
    """

    row: int = 0
    key: tuple[str, ...] = ()
    shown: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """True for a record that no ledger row holds yet."""
        return not self.row

    @property
    def words(self) -> str:
        """How the clerk is told of it."""
        return "新的一条" if self.is_new else f"“{'，'.join(filter(None, self.key))}”"

    def cells(self) -> list[str]:
        """The texts of the hidden cells, from top to bottom."""
        texts = [NEW if self.is_new else CHANGED, str(self.row), str(len(self.key)), *self.key]
        for names in self.shown.values():
            texts += [str(len(names)), *names]
        return texts


def typing_of(tab: FormSheet, record: Record | None) -> Typing:
    """The state in which a record, or a new one, begins to be typed."""
    if record is None:
        return Typing(shown={name: [] for name in tab.member_ledgers()})
    return Typing(record.row, key_of(tab, record), {name: _names(tab, record, name) for name in tab.member_ledgers()})


def key_of(tab: FormSheet, record: Record) -> tuple[str, ...]:
    """What a record's key says, as typed."""
    return tuple(values.text_of(record.raw.get(name)) for name in tab.notice.ledgers[tab.form.ledger].key)


def _names(tab: FormSheet, record: Record, ledger: str) -> list[str]:
    title = tab.notice.ledgers[ledger].title
    places = max(box.number for box in tab.layout.boxes if box.scope == ledger)
    return [values.text_of(row.raw.get(title)) for row in tab.members(record, ledger)[:places]]


def read_state(tab: FormSheet) -> Typing | None:
    """What is being typed on the tab; None while it shows its formulas."""
    texts = _texts(tab)
    word = next(texts)
    if word not in (NEW, CHANGED):
        return None
    row, key = int(next(texts)), tuple(next(texts) for _ in range(int(next(texts))))
    shown = {name: [next(texts) for _ in range(int(next(texts) or 0))] for name in tab.member_ledgers()}
    return Typing(row, key, shown)


def _texts(tab: FormSheet) -> Iterator[str]:
    row, col = STATE_ROW + 1, helper_col(tab.layout) + 1
    while True:
        yield values.text_of(tab.sheet.at(row, col))
        row += 1


def state_puts(tab: FormSheet, state: Typing, hidden: int) -> Iterator[Put]:
    """Marks the tab as being typed. hidden: how many members have no row on the form."""
    says = f"录入中：{state.words}；填好按“存入台账”"
    if hidden:
        says += f"（还有{hidden}名成员不在表上，存入时不动）"
    yield _put(tab, mark_place(tab.layout), TEXT, says)
    for number, text in enumerate(state.cells()):
        yield _put(tab, (STATE_ROW + number, helper_col(tab.layout)), TEXT, text)


def clearing_puts(tab: FormSheet, state: Typing) -> Iterator[Put]:
    """Takes the mark, what is kept and the further inputs off the tab."""
    places = [mark_place(tab.layout)]
    places += [(STATE_ROW + number, helper_col(tab.layout)) for number in range(len(state.cells()))]
    extras = extra_places(tab)
    if extras:
        rows = range(EXTRA_ROW, EXTRA_ROW + 1 + len(extras))
        places += [(row, tab.layout.panel + col) for row in rows for col in range(3)]
    for place in places:
        yield _put(tab, place, BLANK, "")


def _put(tab: FormSheet, place: tuple[int, int], kind: str, text: str) -> Put:
    return Put(tab.sheet.name, place[0] + 1, place[1] + 1, kind, text)


# -- fields the ledger needs and the form does not print --------------------------------------------------


def extra_places(tab: FormSheet) -> dict[str, tuple[int, int]]:
    """Row and column (from 0) of the inputs beside the form: fields of the key, and those the form is chosen by."""
    printed = typed_fields(tab, tab.form.ledger)
    wanted = dict.fromkeys([*tab.notice.ledgers[tab.form.ledger].key, *tab.form.where])
    names = [name for name in wanted if name not in printed]
    return {name: (EXTRA_ROW + number, tab.layout.panel + 1) for number, name in enumerate(names, start=1)}


def extra_puts(tab: FormSheet, record: Record | None) -> Iterator[Put]:
    """The inputs beside the form, filled for a record; for a new one with what the form leaves no choice of."""
    places, fields = extra_places(tab), tab.notice.fields_of(tab.form.ledger)
    if places:
        yield _put(tab, (EXTRA_ROW, tab.layout.panel), TEXT, EXTRA_HEAD)
    for name, (row, col) in places.items():
        options = _options(tab, fields[name])
        raw: Any = record.raw.get(name) if record else options[0] if len(options) == 1 else None
        yield _put(tab, (row, col - 1), TEXT, name)
        yield _put(tab, (row, col), *raw_content(fields[name], raw))
        if len(options) > 1:
            yield _put(tab, (row, col + 1), TEXT, f"可填：{'、'.join(options)}")


def _options(tab: FormSheet, item: Field) -> list[str]:
    return list(tab.form.where.get(item.name, [])) or tab.notice.options_of(item)


def read_extras(tab: FormSheet) -> dict[str, Any]:
    """The raw values of the inputs beside the form. Raises Refused where the form would not be made for them."""
    found = {name: tab.sheet.at(row + 1, col + 1) for name, (row, col) in extra_places(tab).items()}
    for name, options in tab.form.where.items():
        if name in found and values.text_of(found[name]) not in options:
            raise Refused(f"表旁的“{name}”要填{'、'.join(options)}{'之一' if len(options) > 1 else ''}，再存入台账")
    return found
