"""The finished workbook: every tab in its order, the VBA project, the ribbon, one file."""

from __future__ import annotations

import copy
import dataclasses
import io
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from . import files, vba
from .book import NOTICE_FIELD, UNIT_FIELD, WORDS_TAB, Book
from .check import Finding, check, count_levels
from .contest import Judging
from .difference_sheet import write_differences
from .difference_tab import TAB
from .fees_tab import FEES
from .findings_tab import write_found
from .home import write_home
from .jury_tabs import write_jury
from .layout import PATTERNS
from .ledgers import write_ledgers, write_patterns
from .notice import HOME, Notice, list_notices, load_notice
from .placement import placed
from .results import FINDINGS, LOG, QUOTA, write_results
from .rules import Record, Season
from .settings import SETTINGS
from .sheets import write_forms
from .tabs import DETAIL, RANKING
from .undo import HEADS, LABEL_CELL, UNDO

ROOT = Path(__file__).resolve().parent.parent
RIBBON = vba.SOURCES.parent / "ribbon.xml"
CONF_TAB = "xlwings.conf"
PROGRAM_TABS = frozenset(
    {PATTERNS, SETTINGS, DETAIL, RANKING, FINDINGS, QUOTA, FEES, LOG, TAB, WORDS_TAB, CONF_TAB, UNDO}
)
"""The tabs of every workbook of ours beside 首页, the ledgers and the forms."""
CONF = {
    "Debug UDFs": "False",
    "Use UDF Server": "False",
    "Show Console": "False",
    "ADD_WORKBOOK_TO_PYTHONPATH": "False",
    "UDF Modules": f"{__package__}.functions",
}
"""xlwings' settings of every workbook. An empty one would hide what the account's own xlwings.conf says, so
the interpreter is named only where it is known. The workbook's folder is kept off the path: nothing is
imported from there, and xlwings stumbles over it in OneDrive. The module of the worksheet functions is read when the
clerk imports them (导入函数) and never else."""
INTERPRETERS = {"win32": "Interpreter_Win", "darwin": "Interpreter_Mac"}


def build_workbook(
    path: Path,
    notices: list[Notice],
    season: Season,
    current: str,
    unit: str = "",
    shown: list[str] | None = None,
    conf: Mapping[str, str] = CONF,
) -> None:
    """Writes the workbook for `notices`, filled with `season`, to `path` as a new file.

    current  id of the notice chosen on 首页; unit  the recommending unit there ("" keeps the season's)
    shown    ids of the notices whose attachments are visible; None = all
    conf     xlwings' settings by name
    Raises OSError when it cannot be written, VbaError when its VBA text cannot be built in.
    """
    files.write_new(path, workbook_bytes(notices, season, current, unit, shown, conf))


def new_workbook(path: Path, current: str, unit: str = "") -> None:
    """A clerk's own blank workbook: the notice `current` chosen, only its attachments visible, this Python named.

    Raises DefinitionError, OSError.
    """
    notices = [load_notice(name) for name in list_notices()]
    build_workbook(path, notices, Season(), current, unit, [current], own_conf())


def season_workbook(
    path: Path, season: Season, notice: Notice, checked: bool = False, lost: Sequence[Finding] = (), unit: str = ""
) -> list[Finding]:
    """Writes a new whole workbook with all records of `season` to `path`; see `season_bytes`. Raises OSError."""
    data, findings = season_bytes(season, notice, checked, lost, unit)
    files.write_new(path, data)
    return findings


def season_bytes(
    season: Season,
    notice: Notice,
    checked: bool = False,
    lost: Sequence[Finding] = (),
    unit: str = "",
    conf: Mapping[str, str] | None = None,
    more: Callable[[Book], None] | None = None,
    others: Iterable[Notice] = (),
    given: bool = False,
) -> tuple[bytes, list[Finding]]:
    """A workbook of ours with all records of `season`, `notice` chosen, this Python named: its bytes, its findings.

    Text that could not be typed stands as it was typed. Rows follow each other without gaps, so cells are not those
    of the workbook that the season was read from.
    checked  校验结果, colours and notes are as 校验全部 leaves them, at the new cells; else there are none
    lost     what the reading could not take in (`check.check_losses`): listed first, its cells are not here
    unit     the recommending unit, "" = the season's
    conf     xlwings' settings; None = `own_conf`, CONF for a workbook that goes to another computer
    more     draws more tabs, after those of the results
    others   the other notices as the season's workbook has them: what its juries have set goes along, as `notice`'s
    given    the rows of `season` may be told their new places (`placement.placed`)
    """
    judgings = {item.id: item.judging for item in (*others, notice)}
    notices = [
        _judging_by(load_notice(name, notice.folder.parent), judgings.get(name))
        for name in list_notices(notice.folder.parent)
    ]
    chosen = unit or season.single.get(HOME, Record()).text(UNIT_FIELD)
    if chosen == notice.whole:
        notices, notice = [item.as_merged() for item in notices], notice.as_merged()
    season = placed(season, notices, notice.merged, given)
    season.single.setdefault(HOME, Record(tab=HOME)).update({NOTICE_FIELD: notice.id, UNIT_FIELD: chosen or None})
    findings = [dataclasses.replace(item, cell="") for item in lost]
    findings += check(season, notice) if checked else []
    conf = own_conf() if conf is None else conf
    data = workbook_bytes(notices, season, notice.id, unit, [notice.id], conf, findings, more)
    return data, findings


def _judging_by(notice: Notice, judging: Judging | None) -> Notice:
    """The notice, or a copy of it that judges as a workbook's jury has set."""
    if judging is not None:
        notice = copy.copy(notice)
        notice.judging = judging
    return notice


def interpreter_key() -> str:
    """The setting that names the interpreter on this system; xlwings knows the ones for Windows and macOS."""
    return INTERPRETERS.get(sys.platform, "Interpreter_Linux")


def own_conf() -> dict[str, str]:
    """CONF with the running interpreter and the program's folder; conda, which the account may have set for
    other workbooks, is kept away."""
    own = {interpreter_key(): sys.executable, "PYTHONPATH": str(ROOT)} if sys.executable else {}
    return {**own, "Conda Path": "", "Conda Env": "", **CONF} if own else dict(CONF)


def workbook_bytes(
    notices: list[Notice],
    season: Season,
    current: str,
    unit: str = "",
    shown: list[str] | None = None,
    conf: Mapping[str, str] = CONF,
    findings: Sequence[Finding] = (),
    more: Callable[[Book], None] | None = None,
) -> bytes:
    """The workbook as bytes: equal arguments give equal bytes.

    findings  what 校验结果 lists, at the new cells;  more  draws more tabs, after those of the results
    """
    book = Book(notices, season, current, unit, count_levels(findings))
    book.file.set_vba_name(vba.WORKBOOK)
    home = book.add_sheet(HOME, book.notices[0].ledgers[HOME].code, "#1F4E79")
    write_ledgers(book)
    write_jury(book, shown)
    write_forms(book, shown)
    write_results(book)
    if more:
        more(book)
    write_differences(book)
    write_home(book, home)
    words = book.add_sheet(WORDS_TAB, "Words")
    _conf(book.add_sheet(CONF_TAB, "Conf"), conf)
    write_patterns(book)
    _undo(book, book.add_sheet(UNDO, "Undo"))
    _words(book, words)
    write_found(book, findings)
    book.file.add_vba_project(io.BytesIO(vba.vba_project(book.codes)), True)
    return book.finish(RIBBON.read_text("utf-8"))


def _words(book: Book, sheet: Worksheet) -> None:
    """The hidden lists behind drop-downs and quotas, one a column; written last, when all are known."""
    sheet.hide()
    title = book.format(bold=True)
    text = book.format(num_format="@")
    for col, (name, words) in enumerate(book.word_columns):
        sheet.write_string(0, col, name, title)
        for row, word in enumerate(words, start=1):
            if isinstance(word, (int, float)):
                sheet.write_number(row, col, word)
            else:
                sheet.write_string(row, col, word, text)


def _undo(book: Book, sheet: Worksheet) -> None:
    """撤销记录: headings only; every cell is text, for a kept formula must not compute."""
    sheet.very_hidden()
    sheet.set_column(0, LABEL_CELL[1] - 1, 12, book.format(num_format="@"))
    for col, name in enumerate(HEADS):
        sheet.write_string(0, col, name, book.format(bold=True, num_format="@"))


def _conf(sheet: Worksheet, conf: Mapping[str, str]) -> None:
    """xlwings' own settings, found by it on a sheet of this name."""
    sheet.hide()
    for row, (name, value) in enumerate(conf.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
