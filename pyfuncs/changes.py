"""What a button wants done to an open workbook: a list of changes that every host applies alike.

A host is Excel through xlwings, or VBA alone (WPS, LibreOffice), which reads the list from a file. The file
is plain ASCII that VBA understands without any library: one change a line, fields parted by tabs, every
character outside printable ASCII (and the backslash) as \\uXXXX in UTF-16 units; the last line counts the
lines before it, so that a file cut short is never applied.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .shapes import field, shape

TEXT, NUMBER, FORMULA, BLANK = "text", "number", "formula", "blank"
INFO, WARNING, CRITICAL = "info", "warning", "critical"
END = "end"
ESCAPED = re.compile(r"\\u([0-9A-F]{4})")


class BrokenList(Exception):
    """A changes file that is cut short or holds an unknown change; the message is one Chinese sentence."""


@shape(frozen=True)
class Put:
    """New content of a cell (row and col from 1). kind: text (never a formula) · number · formula · blank.

    text     stays as it is (030001): where the cell's format would turn it, the host makes it a text cell;
             "" leaves an empty cell that takes what is typed as text
    formula  begins with =, in English; a text cell is made a General one first, else Excel shows the formula
    number   a day is its serial number: the cell's own format shows it as a day

    On a protected tab the host locks a cell it puts a formula into and unlocks every other that it puts: so a
    form's blanks can be typed in while they hold no formula, and undo needs to know nothing of it.
    """

    tab: str
    row: int
    col: int
    kind: str
    text: str


@shape(frozen=True)
class Wipe:
    """Empties the contents of a rectangle, both ends included."""

    tab: str
    row: int
    col: int
    last_row: int
    last_col: int


@shape(frozen=True)
class Note:
    """The program's own note on a cell, below whatever note the clerk has there; "" takes it away."""

    tab: str
    row: int
    col: int
    text: str


@shape(frozen=True)
class Unnote:
    """Takes every note of the program off a tab, wherever sorting has moved it."""

    tab: str


@shape(frozen=True)
class Like:
    """Gives a rectangle the formats and drop-downs of a pattern row (one cell a column), contents untouched."""

    tab: str
    row: int
    col: int
    last_row: int
    last_col: int
    pattern_tab: str
    pattern_row: int
    pattern_col: int


@shape(frozen=True)
class Resize:
    """Lets the table `table` of a tab span from its heading to `last_row`, `last_col`; hosts without tables skip it."""

    tab: str
    table: str
    row: int
    col: int
    last_row: int
    last_col: int


@shape(frozen=True)
class Show:
    """Shows a tab, or hides it."""

    tab: str
    visible: bool


@shape(frozen=True)
class Go:
    """Makes a cell the active one."""

    tab: str
    row: int
    col: int


@shape(frozen=True)
class Say:
    """A message box. kind: info · warning · critical."""

    kind: str
    text: str


@shape(frozen=True)
class Ask:
    """A yes/no question; on yes the button is pressed again with `answer`."""

    text: str
    answer: str


@shape(frozen=True)
class Log:
    """A line of 日志; the host adds time and user."""

    action: str
    count: str
    file: str


@shape(frozen=True)
class Open:
    """Shows a file or folder in the system's own program."""

    path: str


Change = Put | Wipe | Note | Unnote | Like | Resize | Show | Go | Say | Ask | Log | Open
KINDS: dict[str, Any] = {
    kind.__name__.lower(): kind for kind in (Put, Wipe, Note, Unnote, Like, Resize, Show, Go, Say, Ask, Log, Open)
}
"""The first field of a line, for each kind of change."""


@shape()
class Changes:
    """The changes of one press, in order. undoable: a snapshot of the cells is kept before they are applied."""

    items: list[Change] = field(default_factory=list)
    undoable: bool = True

    def add(self, *items: Change) -> None:
        self.items += items

    def touches(self) -> bool:
        """True when a cell's content or note changes."""
        return any(isinstance(item, Put | Wipe | Note | Unnote) for item in self.items)


def put(tab: str, row: int, col: int, value: object) -> Put:
    """A Put for a plain value: text stays text, numbers numbers, None empties the cell."""
    if value is None or value == "":
        return Put(tab, row, col, BLANK, "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Put(tab, row, col, NUMBER, repr(value))
    return Put(tab, row, col, TEXT, str(value))


def put_rows(tab: str, row: int, col: int, rows: Sequence[Sequence[object]]) -> Iterator[Put]:
    """Puts for a block whose upper left cell is (row, col)."""
    for r, values in enumerate(rows):
        for c, value in enumerate(values):
            yield put(tab, row + r, col + c, value)


# -- as a file -----------------------------------------------------------------------------------------


def encode(changes: Changes) -> bytes:
    """The changes file."""
    known = functools.cache(escape)  # a note says again what the list says
    lines = [f"begin\t{int(changes.undoable)}"] + [_line(item, known) for item in changes.items]
    lines.append(f"{END}\t{len(lines)}")
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


def _line(item: Change, known: Callable[[str], str]) -> str:
    kind = type(item)
    fields = [getattr(item, name) for name in kind.__match_args__]
    words = [known(value) if isinstance(value, str) else str(int(value)) for value in fields]
    return "\t".join([kind.__name__.lower(), *words])


def escape(text: str) -> str:
    """The text as it stands in the file."""
    return text.translate(ESCAPES)


class _Escapes(dict[int, str]):
    """What stands for each character, by its number; worked out when it is first met."""

    def __missing__(self, number: int) -> str:
        high, low = divmod(number - 0x10000, 0x400)
        units = (number,) if number < 0x10000 else (0xD800 + high, 0xDC00 + low)
        self[number] = chr(number) if number in PLAIN else "".join([f"\\u{unit:04X}" for unit in units])
        return self[number]


PLAIN = frozenset(range(ord(" "), ord("~") + 1)) - {ord("\\")}
ESCAPES = _Escapes()


def decode(data: bytes) -> Changes:
    """The changes of a file. Raises BrokenList when it is cut short or not one."""
    lines = data.decode("ascii", "replace").split("\r\n")
    if len(lines) < 3 or lines[-1] or lines[-2] != f"{END}\t{len(lines) - 2}" or not lines[0].startswith("begin\t"):
        raise BrokenList("改动清单不完整，工作簿没有改动，请再按一次按钮")
    return Changes([_change(line) for line in lines[1:-2]], lines[0] == "begin\t1")


def _change(line: str) -> Change:
    name, *words = line.split("\t")
    kind = KINDS.get(name)
    if kind is None or len(words) != len(kind.__match_args__):
        raise BrokenList(f"改动清单中有不认识的一行（{name}），工作簿没有改动，请更新程序")
    convert: dict[Any, Callable[[str], Any]] = {"int": int, "bool": lambda word: word == "1", "str": unescape}
    hints = kind.__annotations__.values()
    return kind(*(convert[hint](word) for hint, word in zip(hints, words, strict=True)))


def unescape(text: str) -> str:
    """The text that `escape` was given."""
    data = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return data.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
