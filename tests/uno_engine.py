"""An Excel for xlwings that is a live LibreOffice Calc: the real buttons, on a really open workbook.

    with open_book(path) as (book, app): …     book is an xlwings Book and Book.caller(); app records the alerts

LibreOffice runs headless in a profile of its own, driven by tests/uno_bridge.py on whichever Python has uno; one
process serves all tests of a worker, and one that died is replaced when the next workbook is opened. What the buttons
do not use raises NotImplementedError.
"""

from __future__ import annotations

import atexit
import datetime as dt
import functools
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import office
import xlwings
from xlwings import base_classes

BRIDGE = Path(__file__).with_name("uno_bridge.py")
PYTHONS = (sys.executable, "/usr/bin/python3", "/opt/libreoffice/program/python")
HAS_UNO = "import sys; sys.path.append('/usr/lib/python3/dist-packages'); import uno"
SECONDS = 240
FIRST_DAY = dt.datetime(1899, 12, 30)
Box = tuple[int, int, int, int]
Call = Callable[..., Any]


class UnoError(RuntimeError):
    """A call that LibreOffice refused."""


class Bridge:
    """The process that drives LibreOffice, and LibreOffice with it; both end with the tests. It leads their process
    group, and is waited for only once that is ended: until then nobody else can bear its number."""

    program = BRIDGE

    def __init__(self) -> None:
        command = [python_with_uno(), str(self.program), office.soffice(), str(office.new_profile(True))]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
        )
        atexit.register(self.end)
        if self._read("没有启动") != {"result": "ready"}:
            raise office.OfficeError("LibreOffice 的驱动程序说的不是约定的话")

    def __call__(self, name: str, *arguments: Any) -> Any:
        """What the far side answers. Raises UnoError, and office.OfficeLost when nobody answers any more."""
        with suppress(OSError, ValueError):  # a far side that is gone is found out by reading
            self.process.stdin.write(json.dumps([name, arguments]).encode() + b"\n")
            self.process.stdin.flush()
        answer = self._read("没有回答")
        if "lost" in answer:
            self.end()
            raise office.OfficeLost(f"LibreOffice 没有回答：{answer['lost']}")
        if "error" in answer:
            raise UnoError(answer["error"])
        return answer["result"]

    def _read(self, complaint: str) -> dict[str, Any]:
        """The next answer; when there is none in time, all is ended."""
        if self.process.returncode is None and select.select([self.process.stdout], [], [], SECONDS)[0]:
            line = self.process.stdout.readline()
            if line:
                return json.loads(line)
        self.end()
        raise office.OfficeLost(f"LibreOffice {complaint}")

    def is_there(self) -> bool:
        """Whether LibreOffice itself still answers; all is ended when it does not."""
        with suppress(office.OfficeLost):
            if self("is_there"):
                return True
        self.end()
        return False

    def end(self) -> None:
        """Ends the bridge and LibreOffice."""
        if self.process.returncode is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


B = TypeVar("B", bound=Bridge)
RUNNING: dict[type[Bridge], Any] = {}


@functools.cache
def python_with_uno() -> str:
    """A Python that can import uno; OfficeError with what to install where there is none."""
    own = Path(office.soffice()).resolve().with_name("python")
    for python in (*PYTHONS, str(own)):
        if shutil.which(python) and not subprocess.run([python, "-c", HAS_UNO], capture_output=True).returncode:
            return python
    raise office.OfficeError("这项测试需要 python3-uno，请先安装：python3-uno")


def the_one(kind: type[B]) -> B:
    """The bridge of this kind that serves this process; a new one where it has died."""
    if kind not in RUNNING or not RUNNING[kind].is_there():
        RUNNING[kind] = kind()
    return RUNNING[kind]


class Engine:
    """xlwings' way in."""

    name, type = "uno", "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        if isinstance(value, dt.datetime):
            return (value - FIRST_DAY) / dt.timedelta(days=1)
        return value

    @staticmethod
    def clean_value_data(data, datetime_builder, empty_as, number_builder, err_to_str):
        def clean(value):
            if value is None:
                return empty_as
            if not isinstance(value, list):
                return number_builder(value) if number_builder and isinstance(value, float) else value
            kind, inner = value
            if kind == "d":
                return FIRST_DAY + dt.timedelta(seconds=round(inner * 86400))
            return bool(inner) if kind == "b" else inner if err_to_str else None

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """The one running LibreOffice."""

    def __init__(self) -> None:
        self.running: dict[int, App] = {}

    def keys(self):
        return list(self.running)

    def __iter__(self):
        return iter(self.running.values())

    def __len__(self):
        return len(self.running)

    def __getitem__(self, pid):
        return self.running[pid]


class App(base_classes.App):
    """`alerts` holds (title, text, buttons, mode) of every message box; `replies` what is answered to questions, in
    order ("no" when they run out); `seen` every status bar text."""

    display_alerts = enable_events = visible = True
    cut_copy_mode: Any = False
    engine = books = api = pid = None
    version = "16.0"
    hwnd = 0

    def __init__(self, bridge: Call) -> None:
        self.bridge: Any = bridge
        self.pid = bridge("pid")
        self.alerts: list[tuple[str, str, str, str]] = []
        self.replies: list[str] = []
        self.seen: list[str] = []
        self.book: Book | None = None
        self.clipboard: Range | None = None
        self._drawing = True
        self._status: str | bool = False

    @property
    def screen_updating(self):
        return self._drawing

    @screen_updating.setter
    def screen_updating(self, on):
        if on != self._drawing:
            self.bridge("draw", self.book.id, on)
        self._drawing = on

    @property
    def calculation(self):
        return "automatic" if self.bridge("automatic", self.book.id) else "manual"

    @calculation.setter
    def calculation(self, mode):
        self.bridge("automatic", self.book.id, mode == "automatic")

    def calculate(self):
        self.bridge("calculate", self.book.id)

    @property
    def status_bar(self):
        return self._status

    @status_bar.setter
    def status_bar(self, text):
        self._status = text
        if text:
            self.seen.append(text)

    @property
    def selection(self):
        picked = self.bridge("selection", self.book.id)
        return picked and Range(Sheet(self.book, picked[0]), *map(tuple, picked[1]))

    def activate(self, steal_focus=False):
        pass

    def alert(self, prompt, title, buttons, mode, callback):
        self.alerts.append((title, prompt, buttons, mode))
        if buttons == "ok":
            return "ok"
        return self.replies.pop(0) if self.replies else "no"

    def quit(self):
        raise AssertionError("a button must never quit the clerk's Excel")

    kill = quit


class Book(base_classes.Book):
    """An open workbook."""

    sheets = names = app = api = None

    def __init__(self, app: App, path: Path, saved: bool = True) -> None:
        self.app, self.path, self.saved = app, Path(path), saved
        self.id = app.bridge("open", str(self.path.resolve()))
        self.sheets, self.names = Sheets(self), Names(self)
        self.api = SimpleNamespace(id=self.id)

    @property
    def name(self):
        return self.path.name

    @property
    def fullname(self):
        return str(self.path) if self.saved else self.path.stem

    def activate(self):
        pass

    def save(self, path=None, password=None):
        raise AssertionError("a button must not save the clerk's workbook")

    close = save


class Names(base_classes.Names):
    """Defined names that mean one cell."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def contains(self, name):
        return self.book.app.bridge("refers_to", self.book.id, name) is not None

    def __call__(self, name):
        place = self.book.app.bridge("refers_to", self.book.id, name)
        if place is None:
            raise KeyError(name)
        tab, row, col = place
        return SimpleNamespace(name=name, refers_to_range=Range(Sheet(self.book, tab), (row, col, row, col)))


class Sheets(base_classes.Sheets):
    """The tabs."""

    api = None

    def __init__(self, book: Book) -> None:
        self.book = book

    def _names(self):
        return self.book.app.bridge("names", self.book.id)

    @property
    def active(self):
        return Sheet(self.book, self.book.app.bridge("active", self.book.id))

    def __call__(self, name_or_index):
        names = self._names()
        name = names[name_or_index - 1] if isinstance(name_or_index, int) else name_or_index
        if name not in names:
            raise KeyError(name)
        return Sheet(self.book, name)

    def __len__(self):
        return len(self._names())

    def __iter__(self):
        return (Sheet(self.book, name) for name in self._names())

    def add(self, before=None, after=None, name=None):
        place = after.index if after else before.index - 1 if before else 0
        name = name or f"Sheet{len(self) + 1}"
        self.book.app.bridge("add", self.book.id, name, place)
        return Sheet(self.book, name)


class Api:
    """What Excel's own Worksheet object has of what the buttons use, by its names."""

    ProtectDrawingObjects, ProtectScenarios = True, False

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.Protection = SimpleNamespace(**dict.fromkeys(PROTECTION, False))

    def __setattr__(self, name, value):
        if name == "Visible":
            self._sheet.visible = value in (True, -1)
        else:
            super().__setattr__(name, value)

    @property
    def ProtectContents(self):
        return self._sheet._call("protected")

    def Unprotect(self, password):
        self._sheet._call("protected", False, password)

    def Protect(self, **allowed):
        self._sheet._call("protected", True)

    @property
    def FilterMode(self):
        return self._sheet._call("filtered")


PROTECTION = (
    "AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns",
    "AllowInsertingRows", "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows",
    "AllowSorting", "AllowFiltering", "AllowUsingPivotTables",
)  # fmt: skip


class Sheet(base_classes.Sheet):
    """A tab, known by its name."""

    book = name = api = None

    def __init__(self, book: Book, name: str) -> None:
        self.book, self.name = book, name
        self.api = Api(self)

    def _call(self, name: str, *arguments: Any) -> Any:
        return self.book.app.bridge(name, self.book.id, self.name, *arguments)

    @property
    def index(self):
        return self.book.sheets._names().index(self.name) + 1

    @property
    def visible(self):
        return self._call("visible")

    @visible.setter
    def visible(self, on):
        self._call("visible", bool(on))

    def activate(self):
        if not self.visible:
            raise UnoError("a hidden sheet cannot be activated")
        self._call("active")

    select = activate

    def delete(self):
        self._call("remove")

    @property
    def used_range(self):
        return Range(self, tuple(self._call("used")))

    @property
    def notes(self):
        return [Note(self, *note) for note in self._call("notes")]

    @property
    def tables(self):
        return Tables(self)

    @property
    def cells(self):
        return Range(self, (0, 0, 1048575, 16383))

    def range(self, arg1, arg2=None):
        if isinstance(arg1, str):
            left, top, right, bottom = xlwings_address(arg1)
            return Range(self, (top, left, bottom, right))
        first = (arg1.box[0], arg1.box[1]) if isinstance(arg1, Range) else (arg1[0] - 1, arg1[1] - 1)
        if not isinstance(arg1, Range) and len(arg1) == 4:  # row, column, rows, columns: a sliced range
            return Range(self, (*first, first[0] + arg1[2] - 1, first[1] + arg1[3] - 1))
        if arg2 is None:
            return arg1 if isinstance(arg1, Range) else Range(self, (*first, *first))
        last = (arg2.box[2], arg2.box[3]) if isinstance(arg2, Range) else (arg2[0] - 1, arg2[1] - 1)
        return Range(self, (*first, *last))


def xlwings_address(words: str) -> tuple[int, int, int, int]:
    """Left, top, right, bottom (from 0) of an address such as A1:B2."""
    from openpyxl.utils import range_boundaries

    return tuple(number - 1 for number in range_boundaries(words))


class RangeApi:
    """Excel's own Range object, as far."""

    _block: Range

    def __init__(self, block: Range) -> None:
        object.__setattr__(self, "_block", block)

    @property
    def Locked(self):
        return self._block._call("locked")

    def __setattr__(self, name, value):
        assert name == "Locked"
        self._block._call("locked", value)


class Range(base_classes.Range):
    """A rectangle, the first of several when they were selected together."""

    max_cells_per_read = max_cells_per_write = None
    sheet = row = column = api = options = None

    def __init__(self, sheet: Sheet, box: Box, *others: Box) -> None:
        self.sheet, self.box, self.others = sheet, box, others
        self.row, self.column = box[0] + 1, box[1] + 1
        self.api = RangeApi(self)

    def _call(self, name: str, *arguments: Any) -> Any:
        return self.sheet._call(name, self.box, *arguments)

    @property
    def shape(self):
        return self.box[2] - self.box[0] + 1, self.box[3] - self.box[1] + 1

    @property
    def coords(self):
        return self.sheet.name, self.row, self.column, *self.shape

    def __len__(self):
        return self.shape[0] * self.shape[1]

    def __call__(self, arg1, arg2=None):
        row, col = self.box[0] + arg1 - 1, self.box[1] + (arg2 or 1) - 1
        return Range(self.sheet, (row, col, row, col))

    def get_address(self, row_absolute, col_absolute, external):
        from openpyxl.utils import get_column_letter

        top, left, bottom, right = self.box
        first, last = f"${get_column_letter(left + 1)}${top + 1}", f"${get_column_letter(right + 1)}${bottom + 1}"
        return first if first == last else f"{first}:{last}"

    @property
    def address(self):
        return self.get_address(True, True, False)

    @property
    def raw_value(self):
        return self._call("values")

    @raw_value.setter
    def raw_value(self, data):
        self._call("write", self._rows(data))

    def _rows(self, data):
        """As many rows and columns as the range has, however many were given."""
        if isinstance(data, list | tuple):
            return [list(row) if isinstance(row, list | tuple) else [row] for row in data]
        return [[data] * self.shape[1] for _ in range(self.shape[0])]

    @property
    def formula(self):
        rows = self._call("formulas")
        return rows[0][0] if len(self) == 1 else tuple(map(tuple, rows))

    @formula.setter
    def formula(self, data):
        self._call("write_formulas", self._rows(data))

    @property
    def number_format(self):
        return self._call("format")

    @number_format.setter
    def number_format(self, code):
        self._call("format", code)

    @property
    def color(self):
        number = self._call("color")
        return None if number in (None, -1) else (number >> 16 & 255, number >> 8 & 255, number & 255)

    @color.setter
    def color(self, color):
        red, green, blue = color or (0, 0, 0)
        self._call("color", -1 if color is None else red << 16 | green << 8 | blue)

    @property
    def merge_area(self):
        return self

    def clear_contents(self):
        self._call("clear")

    def copy(self, destination=None):
        self.sheet.book.app.clipboard = self

    def paste(self, paste=None, operation=None, skip_blanks=False, transpose=False):
        source = self.sheet.book.app.clipboard
        pair = [source.sheet.name, source.box], [self.sheet.name, self.box]
        self.sheet.book.app.bridge("copy_looks", self.sheet.book.id, *pair, paste)

    def select(self):
        self.sheet._call("select", [self.box, *self.others])

    @property
    def row_hidden(self):
        hidden = self.sheet._call("hidden", self.box[0], self.box[2])
        return True if len(hidden) == self.shape[0] else None if hidden else False

    @row_hidden.setter
    def row_hidden(self, on):
        self.sheet._call("hidden", self.box[0], self.box[2], on)

    def get_special_cells(self, cell_type, value_type):
        """The parts that can be seen; rows below the used ones are left out."""
        last = self.sheet.used_range.box[2]
        for top, left, bottom, right in (self.box, *self.others):
            hidden = set(self.sheet._call("hidden", top, min(bottom, max(last, top))))
            for row in range(top, min(bottom, max(last, top)) + 1):
                if row not in hidden:
                    yield Range(self.sheet, (row, left, row, right))

    @property
    def note(self):
        found = [note for note in self.sheet._call("notes") if tuple(note[:2]) == self.box[:2]]
        return Note(self.sheet, *found[0]) if found else None

    def add_note(self, text):
        self.sheet._call("note", *self.box[:2], text)
        return Note(self.sheet, *self.box[:2], text)


class Note(base_classes.Note):
    """The note of a cell, as it was when asked for."""

    def __init__(self, sheet: Sheet, row: int, col: int, text: str) -> None:
        self.sheet, self.place, self._text = sheet, (row, col), text

    @property
    def location(self):
        return Range(self.sheet, (*self.place, *self.place))

    @property
    def text(self):
        return self._text

    @text.setter
    def text(self, text):
        self.sheet._call("note", *self.place, text)
        self._text = text

    def delete(self):
        self.sheet._call("note", *self.place, None)


class Tables(base_classes.Tables):
    """The tables of a tab."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def _all(self):
        return [Table(self.sheet, name, tuple(box)) for name, box in self.sheet._call("tables")]

    def __iter__(self):
        return iter(self._all())

    def __len__(self):
        return len(self._all())

    def __call__(self, key):
        tables = self._all()
        if isinstance(key, int):
            return tables[key - 1]
        return next(table for table in tables if table.name == key)


class Table(base_classes.Table):
    """A table: name and range."""

    name = range = api = parent = None

    def __init__(self, sheet: Sheet, name: str, box: Box) -> None:
        self.parent, self.name = sheet, name
        self.range = Range(sheet, box)

    def resize(self, range):
        self.parent.book.app.bridge("resize", self.parent.book.id, self.name, range.impl.box)


@contextmanager
def open_book(path: Path, saved: bool = True, call: Call | None = None) -> Iterator[tuple[xlwings.Book, App]]:
    """The workbook at `path`, open in LibreOffice, as the book whose button was pressed; closed unsaved afterwards.

    saved  False: it looks like one that was never saved
    call   what answers instead of LibreOffice (tests/fake_excel.py)
    """
    engine = xlwings.main.Engine(impl=Engine())
    app = App(call or the_one(Bridge))
    app.engine = engine.impl
    app.book = Book(app, path, saved)
    engine.impl.apps.running[app.pid] = app
    before = xlwings.engines.active, list(xlwings.engines.engines), dict(xlwings.engines.engines_by_name)
    xlwings.engines.add(engine)
    engines: Any = xlwings.engines
    engines.active = engine
    caller = getattr(xlwings.Book, "_mock_caller", None)
    book = xlwings.Book(impl=app.book)
    book.set_mock_caller()
    try:
        yield book, app
    finally:
        delattr(xlwings.Book, "_mock_caller")
        if caller:
            caller.set_mock_caller()
        xlwings.engines.active, xlwings.engines.engines, xlwings.engines.engines_by_name = before
        app.bridge("close", app.book.id)


def save(book: xlwings.Book) -> None:
    """Saves the workbook as the clerk would."""
    book.impl.app.bridge("save", book.impl.id)
