"""The workbook being built: its tabs, formats, word lists and the season as it will be written."""

from __future__ import annotations

import datetime as dt
import functools
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from . import layout, package, values
from .bulk_rows import BulkRows, bulk_rows, splice
from .columns import column
from .formulas import Columns, area, cell, choose, literal
from .notice import HOME, Field, Form, Ledger, Notice
from .plain_workbook import PlainWorkbook
from .rules import Record, Season, matching

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 10},
    "default_date_format": 'yyyy"年"m"月"d"日"',
}
"""Arial 10 as the standard font: its digits are 7 pixels wide in Excel, WPS and LibreOffice alike, and column
widths are counted in them. The cells have fonts of their own."""
CREATED = dt.datetime(2018, 4, 27)
DATE_FORMAT = OPTIONS["default_date_format"]
FONT, TITLE_FONT = "宋体", "黑体"
WORDS_TAB = "词表"
NOTICE_FIELD, UNIT_FIELD = "当前通知", "推荐单位"
DEEP, PALE, RULE = "#1F4E79", "#EAF1F8", "#B8C4D2"
INPUT, WARN, GREY = "#FFF9E5", "#C00000", "#6B7280"


class Book:
    """Holds one XlsxWriter workbook while it is filled tab by tab.

    typed    the season as given; season  its records as the cells will hold them (raw text where one was given)
    columns  each ledger's table; home  the typed cells of 首页 by field
    merged   the workbook holds the records of all units
    missing  the cell that counts the materials missing and its number, by notice and when they are due as it says
    levels   number of findings by level that 校验结果 will list
    bulk     the rows that are put into a tab when all is drawn, by tab
    """

    def __init__(
        self,
        notices: Sequence[Notice],
        season: Season,
        current: str,
        unit: str,
        levels: Mapping[str, int] | None = None,
    ) -> None:
        self.notices, self.current = list(notices), current
        self.levels = levels or {}
        self.buffer = io.BytesIO()
        self.file = PlainWorkbook(self.buffer, OPTIONS)
        self.file.set_properties({"title": "QC申报汇总", "created": CREATED})
        self.merged = any(notice.merged for notice in notices)
        self.season = as_written(season, notices)
        home = self.season.single.setdefault(HOME, Record())
        home[NOTICE_FIELD] = current
        if unit:
            home[UNIT_FIELD] = unit
        self.typed = Season(season.ledgers, season.single | {HOME: home})
        self.codes: list[str] = []
        self.sheets: dict[str, Worksheet] = {}
        self.home = {name: (spot[3], spot[4]) for name, spot in layout.home_cells().items()}
        self.columns = {name: self._columns(name) for name in layout.ledger_names(self.notices)}
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.lists: dict[tuple[str, ...], str] = {}
        self.word_columns: list[tuple[str, list[Any]]] = []
        self.missing: dict[tuple[str, str], tuple[str, int]] = {}
        self.bulk: dict[str, BulkRows] = {}
        self._entries: dict[tuple[str, str], list[Record]] = {}

    def _columns(self, name: str) -> Columns:
        ledger = self.notices[0].ledgers[name]
        fields = layout.columns_of(self.notices, name, self.merged)
        first = layout.LEDGER_HEADER_ROW + 1
        rows = max(ledger.rows, len(self.season.ledgers.get(name, [])))
        places = {item.name: number for number, item in enumerate(fields)}
        return Columns(name, first, first + rows - 1, places, tuple(ledger.key))

    # -- tabs and formats ----------------------------------------------------------------------------

    def add_sheet(self, name: str, code: str, color: str = "") -> Worksheet:
        sheet = self.file.add_worksheet(name)
        sheet.set_vba_name(code)
        if color:
            sheet.set_tab_color(color)
        self.codes.append(code)
        self.sheets[name] = sheet
        return sheet

    def format(self, **properties: Any) -> Format:
        """A format, made once for equal properties; 宋体 11 in the middle of its row unless told otherwise."""
        base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
        wanted = tuple(sorted((base | properties).items()))
        if wanted not in self._formats:
            self._formats[wanted] = self.file.add_format(dict(wanted))
        return self._formats[wanted]

    def write_rows(self, sheet: Worksheet, row: int, looks: Sequence[Format], rows: Iterable[Sequence[Any]]) -> None:
        """Fills the tab from `row` (from 0) to its end, which holds nothing else: a value for each column from A."""
        self.bulk[sheet.name] = bulk_rows(self.file, sheet, row + 1, looks, rows)

    def link(self, sheet: Worksheet, row: int, col: int, tab: str, words: str = "", **properties: Any) -> None:
        look = self.format(**({"font_color": "#0563C1", "underline": 1} | properties))
        sheet.write_url(row, col, f"internal:'{tab}'!A1", look, words or tab)

    def title(self, sheet: Worksheet, words: str, note: str, last_col: int = 6) -> None:
        """The first two rows of a tab that is not a form: its name, the way home, what it is for."""
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, words, self.format(font_name=TITLE_FONT, font_size=16, font_color=DEEP))
        sheet.set_row(1, 20)
        self.link(sheet, 1, 0, HOME, "← 回首页", font_size=10)
        sheet.write_string(1, 1, note, self.format(font_size=10, font_color=GREY))

    # -- word lists ----------------------------------------------------------------------------------

    def word_list(self, title: str, words: Sequence[Any]) -> str:
        """The range of 词表 that holds `words`; one blank cell for an empty list (anything may be typed)."""
        key = tuple(words)
        if key not in self.lists:
            place = len(self.word_columns)
            self.word_columns.append((title, list(words)))
            self.lists[key] = area(WORDS_TAB, 1, place, max(1, len(words)), place)
        return self.lists[key]

    def list_formula(self, item: Field) -> str:
        """The drop-down of a field under the current notice; "" when no notice lists anything."""
        ranges = [(notice, notice.options_of(item)) for notice in self.notices]
        if not any(words for _, words in ranges):
            return ""
        names = {notice.id: self.word_list(f"{item.name} {notice.id}", words) for notice, words in ranges}
        if len(set(names.values())) == 1:
            return "=" + next(iter(names.values()))
        *first, last = names.items()
        tests = [(f"{self.home_cell(NOTICE_FIELD)}={literal(name)}", place) for name, place in first]
        return "=" + choose(tests, last[1])

    # -- places and counts ---------------------------------------------------------------------------

    def ordered(self) -> list[Notice]:
        """The notices, the current one first."""
        return sorted(self.notices, key=lambda notice: notice.id != self.current)

    def tint(self, notice: Notice) -> str:
        """The notice's colour as #RRGGBB."""
        return "#" + notice.color.removeprefix("#")

    def home_cell(self, name: str) -> str:
        return cell(HOME, *self.home[name])

    def home_text(self, name: str) -> str:
        return self.season.single[HOME].text(name)

    def entries(self, ledger: str, where: Mapping[str, Sequence[str]] | None = None) -> list[Record]:
        """The records that the workbook's formulas see: some part of the key filled, `where` matched."""
        asked = ledger, repr(where or {})
        if asked not in self._entries:
            records = self.season.ledgers.get(ledger, [])
            if where:
                self._entries[asked] = matching(self.entries(ledger), where)
            else:
                keys = zip(*(column(records, name) for name in self.columns[ledger].key), strict=True)
                self._entries[asked] = [
                    row for row, key in zip(records, keys, strict=True) if any(map(values.show, key))
                ]
        return self._entries[asked]

    def ledger(self, name: str) -> Ledger:
        return self.notices[0].ledgers[name]

    def finish(self, ribbon: str) -> bytes:
        """The whole file."""
        self.file.close()
        filled = {
            f"xl/worksheets/sheet{self.sheets[tab].index + 1}.xml": functools.partial(splice, rows=rows)
            for tab, rows in self.bulk.items()
        }
        return package.finish(self.buffer.getvalue(), ribbon, filled)


def as_written(season: Season, notices: Sequence[Notice]) -> Season:
    """A season whose records hold what their cells will hold: typed values, or the raw text where that differs.

    It is there to be read: rows of which nothing differs are those of `season` themselves.
    """
    copy = Season()
    for name, records in season.ledgers.items():
        fields = {item.name: item for item in layout.columns_of(notices, name, merged=True)}
        copy.ledgers[name] = [_as_written(record, fields) for record in records]
    for name, record in season.single.items():
        fields = next((found for notice in notices if (found := notice.fields_of(name))), {})
        copy.single[name] = _as_written(record, fields)
    return copy


def _as_written(record: Record, fields: Mapping[str, Field]) -> Record:
    if record.row and not record.bad and record.raw == record:
        return record
    other: dict[str, Any] = {}
    for name, raw in record.raw.items():
        if raw is record.get(name) or raw in (None, "") or name not in fields:
            continue
        reading = values.read(fields[name].type, raw)
        if name in record.bad or reading.fault or reading.changed:
            other[name] = raw
    return Record(record | other, record.tab, record.row) if other or record.bad or not record.row else record


def write_value(sheet: Worksheet, row: int, col: int, value: Any, look: Format) -> None:
    """A typed or raw value into a cell: text stays text, whatever it looks like."""
    if value is None or value == "":
        sheet.write_blank(row, col, None, look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, col, value, look)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, col, value, look)
    elif isinstance(value, (dt.date, dt.datetime)):
        sheet.write_datetime(row, col, value, look)
    else:
        sheet.write_string(row, col, str(value), look)


def form_code(form: Form) -> str:
    """The code name of an attachment's tab: A2018_3_1."""
    number = form.id.lstrip("附件").replace(".", "_").replace("-", "_")
    return f"A{form.notice}_{number}"
