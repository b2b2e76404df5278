"""From the rows of a workbook's sheets to typed records, found by tab, heading and label, never by position."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import NoneType
from typing import Any

from . import values
from .formulas import column_letters
from .layout import home_cells, input_cells
from .notice import HOME, TEMPLATES, Field, Ledger, Notice, list_notices, load_notice
from .rules import Record, Season
from .settings import SETTINGS, read_settings
from .shapes import field, shape

HEADING_ROWS, LONGEST_HEADING = 30, 60
NOTICE_FIELD, UNIT_FIELD = "当前通知", "推荐单位"
Row = list[Any]


class ForeignWorkbook(Exception):
    """The workbook is not one of ours; the message is one Chinese sentence."""


@shape()
class Sheet:
    """A tab's used range: rows × columns of raw values; the first stands at (first_row, first_col), from 1.

    errors  cell addresses that hold an error value (#REF! …), which readers give back as empty
    blind   the format of its file where these are not known in that (".xls"), else ""
    """

    name: str
    rows: list[Row]
    first_row: int = 1
    first_col: int = 1
    errors: set[tuple[int, int]] = field(default_factory=set)
    blind: str = ""

    def at(self, row: int, col: int) -> Any:
        """The raw value at a cell (from 1); None outside the used range, '' counts as None."""
        r, c = row - self.first_row, col - self.first_col
        value = self.rows[r][c] if 0 <= r < len(self.rows) and 0 <= c < len(self.rows[r]) else None
        return None if value == "" else value


@shape()
class Loss:
    """Something in the workbook that could not be taken into a record: told, never dropped in silence."""

    tab: str
    cell: str
    says: str


@shape()
class Reading:
    """A workbook as read: its notice, its season, and what was seen on the way.

    rows_seen, rows_taken  rows with any content under a ledger's heading, and records made of them
    tabs  the tab on which each ledger was found; of those found on none there is nothing
    """

    notice: Notice
    season: Season
    losses: list[Loss] = field(default_factory=list)
    rows_seen: dict[str, int] = field(default_factory=dict)
    rows_taken: dict[str, int] = field(default_factory=dict)
    tabs: dict[str, str] = field(default_factory=dict)


def address(row: int, col: int) -> str:
    """A cell's address ('B7'); row and column from 1."""
    return f"{column_letters(col)}{row}"


def typed_record(fields: dict[str, Field], raw: dict[str, Any], tab: str, row: int, scope: str = "") -> Record:
    """A record of `raw` values by field, each typed by its field's type; what could not be typed is in `bad`."""
    record = Record(tab=tab, row=row, scope=scope)
    record.raw = raw
    for name, value in raw.items():
        reading = values.EMPTY if value is None else values.read(fields[name].type, value)
        record[name] = reading.value
        if reading.fault:
            record.bad.add(name)
    return record


def typed_records(
    fields: dict[str, Field], columns: dict[str, int], rows: Sequence[Sequence[Any]], tab: str, scope: str
) -> list[Record]:
    """As `typed_record`, for many rows of raw values of the same `columns`, read a column at a time; their numbers
    are the caller's to give."""
    if not rows:
        return []
    faults: list[tuple[str, int]] = []
    typed = []
    for name, written in zip(columns, zip(*rows, strict=True), strict=True):
        read, bad = _typed_column(fields[name].type, written)
        typed.append(read)
        faults += [(name, at) for at in bad]
    records = []
    for row, raw in zip(zip(*typed, strict=True), rows, strict=True):
        record = Record(dict(zip(columns, row, strict=True)), tab, 0, scope)
        record.raw, record.columns = dict(zip(columns, raw, strict=True)), columns
        records.append(record)
    for name, at in faults:
        records[at].bad.add(name)
    return records


def _typed_column(kind: str, written: Sequence[Any]) -> tuple[list[Any], list[int]]:
    """The values of a column and at which of its places the type check failed; each text is read once."""
    kinds = set(map(type, written))
    if kinds == {NoneType}:
        return list(written), []
    if not kinds <= {str, NoneType}:  # 1, 1.0 and yes are equal, and read differently
        readings = [values.read(kind, raw) for raw in written]
        return [reading.value for reading in readings], [at for at, reading in enumerate(readings) if reading.fault]
    if values.is_text(kind):
        return [raw if raw and raw.strip() else None for raw in written], []
    known = {raw: values.read(kind, raw) for raw in set(written)}
    typed = {raw: reading.value for raw, reading in known.items()}
    faulty = {raw for raw, reading in known.items() if reading.fault}
    return list(map(typed.__getitem__, written)), [
        at for at, raw in enumerate(written) if raw in faulty
    ] if faulty else []


def current_notice(
    sheets: Mapping[str, Sheet], folder: Path = TEMPLATES, load: Callable[[str, Path], Notice] | None = None
) -> Notice:
    """The notice of `folder` chosen on 首页, as merged where its 推荐单位 is all units together.

    Raises ForeignWorkbook when there is no 首页, or it names no notice.
    """
    known = list_notices(folder)
    cells = read_cells(sheets.get(HOME), home_cells())
    if NOTICE_FIELD not in cells:
        raise ForeignWorkbook(
            f"这不是QC申报汇总的工作簿：没有“{HOME}”工作表或其中的“{NOTICE_FIELD}”，请用本程序新建的申报簿"
        )
    chosen = values.text_of(cells[NOTICE_FIELD][0]).strip()
    if chosen not in known:
        raise ForeignWorkbook(f"{HOME}的“{NOTICE_FIELD}”写的是“{chosen}”，应为{'、'.join(known)}之一，请在{HOME}选定")
    notice = (load or load_notice)(chosen, folder)
    unit = values.text_of(cells[UNIT_FIELD][0]).strip() if UNIT_FIELD in cells else ""
    return notice.as_merged() if unit == notice.whole else notice


def read_season(sheets: Mapping[str, Sheet], notice: Notice) -> Reading:
    """All records of a workbook under `notice`; its judging as the workbook's settings have changed it."""
    notice = copy.copy(notice)
    reading = Reading(notice, Season())
    if notice.judging:
        scores = notice.ledger_for("scores")
        most = sum(item.role == "item" for item in scores.field) if scores else 0
        notice.judging = read_settings(sheets.get(SETTINGS), notice.judging, notice.id, most)
        reading.losses += [Loss(SETTINGS, cell, says) for cell, says in notice.judging.faults]
    if HOME in sheets and sheets[HOME].blind:
        says = "格式，错误值（如 #REF!）读出来都是空格，请核对空着的格，或另存为 .xlsx 再读"
        reading.losses.append(Loss(HOME, "A1", f"这本申报簿是 {sheets[HOME].blind} {says}"))
    home = notice.ledgers[HOME].fields
    reading.season.single[HOME] = _single(home, HOME, sheets.get(HOME), home_cells())
    for form in notice.forms.values():
        if form.mode == "单份":
            fields = {item.name: item for item in form.field if item.typed}
            cells = input_cells(form, notice)
            if form.tab not in sheets:
                reading.losses.append(Loss(form.tab, "", f"找不到“{form.tab}”工作表，其中的内容没有读入"))
            reading.season.single[form.tab] = _single(fields, form.tab, sheets.get(form.tab), cells)
    for ledger in notice.ledgers.values():
        if not ledger.single:
            reading.season.ledgers[ledger.name] = _ledger_records(ledger, sheets, reading)
    return reading


def read_cells(sheet: Sheet | None, places: dict[str, Any]) -> dict[str, tuple[Any, int, int]]:
    """Raw value and place (row, col from 1) of every input whose label is found on the sheet.

    `places` gives for each field (label row, label col, label text, input row, input col), from 0. A label
    that has been moved is looked for in the whole sheet; the input moves with it.
    """
    found: dict[str, tuple[Any, int, int]] = {}
    if sheet is None:
        return found
    where: dict[str, tuple[int, int]] | None = None
    for name, (label_row, label_col, label, row, col) in places.items():
        wanted = values.match_key(label)
        at = (label_row + 1, label_col + 1)
        if values.match_key(values.text_of(sheet.at(*at))) != wanted:
            where = _labels(sheet) if where is None else where
            if wanted not in where:
                continue
            at = where[wanted]
        place = at[0] + row - label_row, at[1] + col - label_col
        found[name] = (sheet.at(*place), *place)
    return found


def _labels(sheet: Sheet) -> dict[str, tuple[int, int]]:
    return {
        values.match_key(text): (sheet.first_row + r, sheet.first_col + c)
        for r, row in reversed(list(enumerate(sheet.rows)))
        for c, text in reversed(list(enumerate(row)))
        if isinstance(text, str) and text
    }


def _single(fields: dict[str, Field], tab: str, sheet: Sheet | None, places: dict[str, Any]) -> Record:
    cells = read_cells(sheet, places)
    raw = {name: cells[name][0] for name in fields if name in cells}
    record = typed_record(fields, raw, sheet.name if sheet else tab, 0, tab)
    record.cells = {name: address(row, col) for name, (_, row, col) in cells.items()}
    if sheet and sheet.errors:
        record.bad |= {name for name in raw if cells[name][1:] in sheet.errors}
    return record


def _ledger_records(ledger: Ledger, sheets: Mapping[str, Sheet], reading: Reading) -> list[Record]:
    sheet, heading, columns = find_ledger(ledger, sheets)
    seen, taken = 0, list[Record]()
    if sheet is None and ledger.is_later:
        pass  # a workbook made by an earlier version has none, and misses nothing
    elif sheet is None:
        reading.losses.append(Loss(ledger.name, "", f"找不到“{ledger.name}”台账（按表头查找），其中的内容没有读入"))
    else:
        reading.tabs[ledger.name] = sheet.name
        offsets = [col - sheet.first_col for col in columns.values()]
        typed = [place for place, name in enumerate(columns) if not ledger.fields[name].program]
        numbers, marks, rows = [], [], []
        for number, row in enumerate(sheet.rows[heading + 1 - sheet.first_row :], start=heading + 1):
            wrong = _errors(sheet, number, columns)
            width = len(row)
            raw = [row[at] if at < width and row[at] != "" else None for at in offsets]
            if not wrong and not any(map(_filled, map(raw.__getitem__, typed))):
                if any(map(_filled, row)):
                    seen += 1
                    reading.losses.append(Loss(sheet.name, f"A{number}", "这一行只有台账以外的列有内容，没有读入"))
                continue
            seen += 1
            numbers.append(number)
            marks.append(wrong)
            rows.append(raw)
        taken = typed_records(ledger.fields, columns, rows, sheet.name, ledger.name)
        for record, number, wrong in zip(taken, numbers, marks, strict=True):
            record.row = number
            record.bad |= wrong
    reading.rows_seen[ledger.name], reading.rows_taken[ledger.name] = seen, len(taken)
    return taken


def _filled(value: Any) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _errors(sheet: Sheet, row: int, columns: dict[str, int]) -> set[str]:
    return {name for name, col in columns.items() if (row, col) in sheet.errors} if sheet.errors else set()


def find_ledger(ledger: Ledger, sheets: Mapping[str, Sheet]) -> tuple[Sheet | None, int, dict[str, int]]:
    """The ledger's sheet, heading row (from 1) and column (from 1) of each field found there.

    The sheet of the ledger's name is looked at first, then all others (a renamed tab); the heading row is
    the one among the first 30 that names most fields, at least all of the key.
    """
    names = ledger.headings
    ordered = map(sheets.__getitem__, sorted(sheets, key=lambda name: name != ledger.name))
    best: tuple[Sheet | None, int, dict[str, int]] = (None, 0, {})
    for sheet in ordered:
        for number, row in enumerate(sheet.rows[:HEADING_ROWS], start=sheet.first_row):
            if list(map(type, row)).count(str) <= len(best[2]):  # it cannot name more
                continue
            columns = _columns(row, sheet.first_col, names)
            if len(columns) <= len(best[2]) or not all(name in columns for name in ledger.key):
                continue
            if sheet.name == ledger.name or _is_mostly(ledger, columns, row):
                best = (sheet, number, columns)
        if best[0] is not None and best[0].name == ledger.name:
            break
    return best


def _is_mostly(ledger: Ledger, columns: dict[str, int], row: Row) -> bool:
    """True for the heading row of a renamed tab: half of the ledger's fields, and half of what the row says.

    Ledgers share headings (姓名, 工作单位, 电话): another ledger's tab must not be taken for a missing one.
    """
    typed = sum(item.typed and not item.program for item in ledger.field)
    own = [name for name in columns if not ledger.fields[name].program]
    said = sum(isinstance(text, str) and bool(text.strip()) for text in row) - len(columns) + len(own)
    return len(own) >= max(len(ledger.key) + 1, typed // 2) and len(own) * 2 >= said


def _columns(row: Row, first_col: int, names: dict[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for col, text in enumerate(row, start=first_col):
        if isinstance(text, str) and 0 < len(text) <= LONGEST_HEADING and (name := names.get(values.KEYS[text])):
            columns.setdefault(name, col)
    return columns


def place(record: Record, name: str) -> str:
    """The cell address of a record's field; the row's first cell when the field has no column there."""
    if name in record.cells:
        return record.cells[name]
    if not record.row:
        return ""
    return address(record.row, record.columns.get(name, 1))
