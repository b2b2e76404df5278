"""恢复格式: formats, drop-downs, colours, headings and table ranges that pasting into a ledger has destroyed."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from . import values
from .changes import INFO, Change, Changes, Like, Log, Resize, Say, put
from .desk import Desk
from .layout import PATTERNS, columns_of, ledger_names, pattern_word
from .listing import runs
from .notice import Field, Ledger, list_notices, load_notice
from .records import HEADING_ROWS, Sheet, find_ledger

ALIKE = 0.6
AUTO_NAMES = ("列", "Column")
"""What spreadsheets call a table's column whose heading was emptied; a number follows."""
Pattern = dict[str, tuple[int, int]]
"""By field the cell (row, column from 1) of 样板 that its data cells must look like."""


class NoPatterns(Exception):
    """The workbook has no tab 样板 to copy from; the message is one Chinese sentence."""


@dataclass(slots=True)
class Place:
    """A ledger as found: its tab, heading row, and the column (from 1) of each field that is there.

    damaged  fields among them whose heading is not what it should be
    """

    sheet: Sheet
    heading: int
    columns: dict[str, int]
    damaged: dict[str, int]


def repair(desk: Desk) -> Changes:
    """恢复格式: gives every ledger's rows the formats, drop-downs and colours of 样板, its table all its rows,
    and damaged headings their words. No content but headings is written.

    Only headings can be undone: a list of changes keeps no formats. Raises NoPatterns.
    """
    changes, told, lost = Changes(), [], []
    for ledger, pattern in read_patterns(desk):
        place = find_place(ledger, pattern, desk)
        if place is None:
            lost.append(f"“{ledger.name}”台账没有找到（按表头查找），没有恢复。")
            continue
        changes.add(*_mended(ledger, place, pattern))
        told.append(_words(ledger, place))
        if place.sheet.name in desk.filtered:
            lost.append(f"“{place.sheet.name}”正在筛选，隐藏的行可能没有恢复，请取消筛选后再按一次。")
    done = [f"已恢复格式、下拉框和表格范围：{'、'.join(told)}。内容没有动。"] if told else []
    changes.add(Say(INFO, "\n".join([*done, *lost])), Log("恢复格式", f"{len(told)}张表", ""))
    return changes


def _words(ledger: Ledger, place: Place) -> str:
    mended = [ledger.fields[name].heading for name in place.damaged]
    return f"“{place.sheet.name}”" + (f"（表头改回{'、'.join(mended)}）" if mended else "")


# -- 样板 ------------------------------------------------------------------------------------------------


def read_patterns(desk: Desk) -> list[tuple[Ledger, Pattern]]:
    """The ledgers, each with the columns of all notices, and their patterns. Raises NoPatterns."""
    sheet = desk.sheets.get(PATTERNS)
    if sheet is None:
        raise NoPatterns(f"工作簿里没有隐藏的“{PATTERNS}”表，不能恢复格式，请用“新建申报簿”另建一本，把内容粘贴过去")
    cells = {
        text: (row, col)
        for row, words in enumerate(sheet.rows, start=sheet.first_row)
        for col, text in enumerate(words, start=sheet.first_col)
    }
    notices = [load_notice(name, desk.templates) for name in list_notices(desk.templates)]
    found = []
    for name in ledger_names(notices):
        ledger = dataclasses.replace(desk.notice.ledgers[name], field=columns_of(notices, name, merged=True))
        words = {item: pattern_word(name, item) for item in ledger.fields}
        found.append((ledger, {item: cells[word] for item, word in words.items() if word in cells}))
    return [(ledger, pattern) for ledger, pattern in found if pattern]


# -- finding a damaged ledger --------------------------------------------------------------------------------


def find_place(ledger: Ledger, pattern: Pattern, desk: Desk) -> Place | None:
    """Where the ledger stands, also when some headings are damaged; None when fewer than half can be read."""
    sheet, heading, columns = find_ledger(ledger, desk.sheets)
    if sheet is None:
        sheet = desk.sheets.get(ledger.name)
        heading, columns = _best_row(sheet, ledger) if sheet else (0, {})
    if sheet is None or len(columns) * 2 < len(pattern):
        return None
    place = Place(sheet, heading, dict(columns), {})
    for name, col in columns.items():
        if sheet.at(heading, col) != ledger.fields[name].heading:
            place.damaged[name] = col
    for name, (_, col) in pattern.items():
        if name not in columns and _is_its_column(ledger.fields[name], col, place, pattern):
            place.columns[name] = place.damaged[name] = col
    return place


def _best_row(sheet: Sheet, ledger: Ledger) -> tuple[int, dict[str, int]]:
    """The row that reads most like the ledger's headings, whatever is missing."""
    names = ledger.headings
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(sheet.rows[:HEADING_ROWS], start=sheet.first_row):
        columns: dict[str, int] = {}
        for col, text in enumerate(row, start=sheet.first_col):
            name = names.get(values.match_key(text)) if isinstance(text, str) else None
            if name:
                columns.setdefault(name, col)
        if len(columns) > len(best[1]):
            best = number, columns
    return best


def _is_its_column(item: Field, col: int, place: Place, pattern: Pattern) -> bool:
    """True when a field whose heading is missing stands in its built column: the neighbours are in theirs, and
    what is written there is nothing, a spreadsheet's own name, or nearly the heading: never a column of the clerk's."""
    if col in place.columns.values():
        return False
    at_home = {at for name, at in place.columns.items() if name in pattern and pattern[name][1] == at}
    if not at_home & {col - 1, col + 1}:
        return False
    text = values.text_of(place.sheet.at(place.heading, col)).strip()
    automatic = any(text.removeprefix(word).isdigit() for word in AUTO_NAMES if text.startswith(word))
    near = difflib.SequenceMatcher(None, values.match_key(text), values.match_key(item.heading)).ratio() >= ALIKE
    return not text or automatic or near


# -- mending it --------------------------------------------------------------------------------------------


def _mended(ledger: Ledger, place: Place, pattern: Pattern) -> Iterator[Change]:
    tab, heading = place.sheet.name, place.heading
    for name, col in place.damaged.items():
        yield put(tab, heading, col, ledger.fields[name].heading)
    last = max(heading + ledger.rows, _last_filled(place.sheet, heading))
    spots = {col: pattern[name] for name, col in place.columns.items() if name in pattern}
    for first, until in _even_runs(spots):
        yield Like(tab, heading + 1, first, last, until, PATTERNS, *spots[first])
    first, until = _width(place)
    yield Resize(tab, ledger.name, heading, first, last, until)


def _even_runs(spots: dict[int, tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbouring columns whose patterns are neighbours too: one change for each."""
    for shift in dict.fromkeys(col - at for col, (_, at) in sorted(spots.items())):
        yield from runs(col for col, (_, at) in spots.items() if col - at == shift)


def _last_filled(sheet: Sheet, heading: int) -> int:
    """The last row with any content; the heading's where there is none."""
    rows = enumerate(sheet.rows, start=sheet.first_row)
    return max((number for number, row in rows if any(value not in (None, "") for value in row)), default=heading)


def _width(place: Place) -> tuple[int, int]:
    """First and last column of the table: the fields', and the clerk's own columns that join on."""
    first, last = min(place.columns.values()), max(place.columns.values())
    while first > 1 and place.sheet.at(place.heading, first - 1) is not None:
        first -= 1
    while place.sheet.at(place.heading, last + 1) is not None:
        last += 1
    return first, last
