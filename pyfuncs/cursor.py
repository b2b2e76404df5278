"""Which records the clerk points at: rows of a ledger, or the record that an attachment's tab shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .desk import Desk
from .fill import records_of
from .mirror_tab import EACH, FormSheet, find_form
from .notice import Form, Ledger
from .records import find_ledger
from .rules import Record, join_key


class NothingPointedAt(Exception):
    """No record is at hand; the message is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """Records of one ledger; `form` only where the active tab is that attachment."""

    records: list[Record]
    form: Form | None = None


def at_hand(desk: Desk) -> Pointed:
    """The record of the active row, or the one the active attachment shows. Raises NothingPointedAt."""
    found = find_form(desk)
    if found is None:
        return Pointed(records_at(desk, [desk.row]))
    if found.notice.id != desk.notice.id:
        raise NothingPointedAt(f"“{desk.tab}”不是当前通知的附件，请先在首页改选通知")
    return Pointed([shown_record(found)], found.form)


def picked(desk: Desk) -> Pointed:
    """The records of the selected visible rows. Raises NothingPointedAt."""
    return Pointed(records_at(desk, desk.picked))


def active_ledger(desk: Desk) -> Ledger | None:
    """The ledger on the active tab, known by its headings; None for another tab."""
    for ledger in desk.notice.ledgers.values():
        sheet = None if ledger.single else find_ledger(ledger, desk.sheets)[0]
        if sheet and sheet.name == desk.tab:
            return ledger
    return None


def records_at(desk: Desk, rows: Iterable[int]) -> list[Record]:
    """The records in these rows of the active ledger; member rows give their group or team, each once."""
    ledger = active_ledger(desk)
    if ledger is None:
        raise NothingPointedAt(f"“{desk.tab}”不是台账，请先到台账里点或选好要生成的行，或者到附件表上按“本条”")
    wanted = set(rows)
    found = [record for record in desk.reading.season.ledgers[ledger.name] if record.row in wanted]
    if ledger.parent:
        found = _parents(desk, ledger, found)
    if not found:
        lacks = f"在“{ledger.parent}”里对应的一条" if ledger.parent else "内容"
        raise NothingPointedAt(f"“{desk.tab}”选中的行没有{lacks}，请点到要生成的一行")
    return found


def _parents(desk: Desk, ledger: Ledger, members: list[Record]) -> list[Record]:
    keys = {join_key(record, ledger.key) for record in members}
    return [
        record for record in desk.reading.season.ledgers.get(ledger.parent, []) if join_key(record, ledger.key) in keys
    ]


def shown_record(found: FormSheet) -> Record:
    """The record an attachment's tab shows: the one its picker names, or its only one."""
    if found.form.mode != EACH:
        return records_of(found.form, found.reading.season)[0]
    if found.record is None:
        number, count = found.number, len(found.records)
        raise NothingPointedAt(f"“{found.sheet.name}”要看的是第{number}条，台账里共{count}条，请改表旁的序号")
    return found.record
