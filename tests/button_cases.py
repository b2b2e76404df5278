"""How each button of the ribbon is tried, the same on every host.

A new button needs one line in CASES: where the clerk stands, which button was pressed before, what it must make beside
the workbook. That is all: tests/test_hosts.py then presses it on the saved file and, through xlwings, in the open
workbook, tests/test_no_com.py through the macros, tests/test_killed.py ends Python in its middle, and each demands the
same words, changes and files. A button that takes files from outside names in `lay` the function that puts them
into the folder the workbook lies in. One that needs a package of its own at each press has it in NEEDS.
"""

from __future__ import annotations

import dataclasses
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import built
import contests
import openpyxl
from applied import make

from pyfuncs import closed, press
from pyfuncs.changes import Ask, Changes
from pyfuncs.desk import Desk
from pyfuncs.folders import BOOKS, TAKEN
from pyfuncs.forms import make_forms
from pyfuncs.judge_book import HEAD_ROW
from pyfuncs.jury_files import RETURNED
from pyfuncs.rules import Record, Season

LEDGER, MIRROR = "小组", "2018附件3.1"
TIME = re.compile(r"\d{8}-\d{6}(\(\d+\))?|\d{4}-\d\d-\d\d \d\d:\d\d")


@dataclass(frozen=True)
class Case:
    """The clerk's place: a cell of a tab, the row below it selected too.

    before  the button pressed first, "" = none
    contest whether the workbook is that of a contest with its scores in, decided and confirmed; else the province's
    yes     whether the question it asks is answered with yes; else with no
    lay     puts what the button takes in beside the workbook
    makes   a pattern (as of Path.rglob) of the files it must make there, "" = none is demanded
    opens   whether it shows a file or folder in the system's own program
    """

    tab: str = LEDGER
    row: int = 6
    col: int = 3
    before: str = ""
    contest: bool = False
    yes: bool = False
    lay: Callable[[Path], None] | None = None
    makes: str = ""
    opens: bool = False


def lay_books(folder: Path) -> None:
    """A unit's workbook and a file that is none, where 合并工作簿 looks for them."""
    (folder / BOOKS / "下级").mkdir(parents=True)
    shutil.copy(built.workbook(built.PROVINCE), folder / BOOKS / "太原.xlsm")
    (folder / BOOKS / "下级" / "坏的.xlsx").write_bytes(b"PK no workbook")


def lay_forms(folder: Path) -> None:
    """Filled forms where 导入Word looks for them: a group that the sample has, with another phone and a new member,
    a group it does not have, an award, and a file that cannot be read."""
    notice, season = built.notice("2018"), built.season(built.PROVINCE)
    known, members = season.ledgers[LEDGER][0], season.ledgers["小组成员"]
    team = [row for row in members if row["小组名称"] == known["小组名称"] and row["企业名称"] == known["企业名称"]]
    groups = [Record(dict(known) | change) for change in ({"电话": "13900000000"}, {"小组名称": "=新来的&QC小组"})]
    people = team + [Record(dict(row) | {"小组名称": groups[1]["小组名称"]}) for row in team]
    people.append(Record(dict(team[0]) | {"姓名": "薛新"}))
    made = Season({LEDGER: groups, "小组成员": people, "企业": season.ledgers["企业"][:1]}, season.single)
    make_forms(made, notice, [], folder / TAKEN)
    (folder / TAKEN / "坏的.docm").write_bytes(b"PK no form")


def lay_scores(folder: Path) -> None:
    """A judge's workbook with one entry scored anew, where 收评分 looks for it, and a file that is none."""
    made = folder.parent / f"{folder.name}-评分表"
    made.mkdir()
    press.press("score_books", Desk(closed.read_sheets(contests.decided()), made / "簿.xlsm"))
    (folder / RETURNED).mkdir()
    [first, *_] = sorted(made.rglob("*.xlsx"))
    book = openpyxl.load_workbook(first)
    sheet = book["现场发表"]
    heads = [cell.value for cell in sheet[HEAD_ROW + 1]]
    col = heads.index(next(head for head in heads if head and head.startswith("第1项"))) + 1
    for number in range(6):
        sheet.cell(HEAD_ROW + 2, col + number).value = 1
    book.save(folder / RETURNED / first.name)
    (folder / RETURNED / "坏的.xlsx").write_bytes(b"PK no workbook")
    shutil.rmtree(made)


ON_FORM = Case(MIRROR, 6, 4)
JURY = Case(contest=True, yes=True)
CASES = {
    "home": Case(),
    "guide": Case(),
    "notice": Case(),
    "new_book": Case(makes="*申报簿*.xlsm", opens=True),
    "repair": Case(),
    "previous": ON_FORM,
    "following": ON_FORM,
    "source": ON_FORM,
    "edit": ON_FORM,
    "store": ON_FORM,
    "check": Case(),
    "check_tab": Case(),
    "previous_finding": Case(before="check"),
    "next_finding": Case(before="check"),
    "clear": Case(before="check"),
    "explain": Case(),
    "quota": Case(),
    "stats": Case(),
    "fees": Case(),
    "charts": Case(),
    "materials": Case(),
    "take": Case(lay=lay_forms),
    "merge": Case(lay=lay_books, makes="*合并*.xlsm", opens=True),
    "accept": Case(before="take", lay=lay_forms),
    "returns": Case(),
    "pack": Case(makes="*.zip", opens=True),
    "draw_lots": JURY,
    "score_books": dataclasses.replace(JURY, makes="*.xlsx"),
    "take_scores": dataclasses.replace(JURY, lay=lay_scores, makes="*收评分*.xlsx"),
    "results": JURY,
    "confirm": JURY,
    "promote": dataclasses.replace(JURY, makes="*转报*.xlsm", opens=True),
    "proof": dataclasses.replace(JURY, makes="*.xlsx", opens=True),
    "publicity": dataclasses.replace(JURY, makes="*.docx", opens=True),
    "roll": dataclasses.replace(JURY, makes="*.docx", opens=True),
    "certificates": dataclasses.replace(JURY, makes="*.docx", opens=True),
    "winners": Case(yes=True),
    "this_form": Case(makes="*.docx"),
    "picked_forms": Case(makes="*.docx"),
    "forms": Case(makes="*.docx"),
    "summary": Case(makes="*.docx"),
    "print_pack": Case(makes="*.docx"),
    "folder": Case(opens=True),
    "pdf": Case(before="this_form", makes="*.pdf"),
    "undo": Case(),
    "log": Case(),
    "doctor": Case(makes="*.txt", opens=True),
    "manual": Case(opens=True),
    "about": Case(),
}
"""A case for every button of press.BUTTONS, by its id."""

LISTS = {"xlsxwriter"}, "it writes a list as a workbook"
NEEDS = {
    **dict.fromkeys(("this_form", "picked_forms", "forms", "summary", "pack"), LISTS),
    **dict.fromkeys(("score_books", "take_scores", "proof", "publicity", "certificates"), LISTS),
    "new_book": ({"xlsxwriter", "pyopenvba"}, "it writes a whole new workbook, macros included"),
    "merge": ({"xlsxwriter", "pyopenvba"}, "it writes a whole new workbook, macros included, and a receipt"),
    "returns": ({"xlsxwriter", "pyopenvba"}, "it writes each unit its own workbook to mend, macros included"),
    "promote": ({"xlsxwriter", "pyopenvba"}, "it writes a whole new workbook, macros included"),
    "doctor": ({"xlwings", "pandas", "numpy"}, "it sees whether xlwings works here, and that loads what it can use"),
}
"""The heavy packages that a press of the button may load, and why; every other button loads none."""


def prepare(name: str, folder: Path) -> None:
    """Lays beside the workbook what the button takes in."""
    lay = CASES[name].lay
    if lay:
        lay(folder)


def workbook(name: str, province: str = built.PROVINCE) -> Path:
    """The built workbook a button is tried in: the contest's, or the province's sample named."""
    return contests.decided() if CASES[name].contest else built.workbook(province)


def by_the_core(name: str, path: Path, tab: str = "", row: int = 0, col: int = 0) -> Changes:
    """What the button asks for at last on the saved file, pressed where its case says or at the cell given."""
    case = CASES[name]
    row, col = row or case.row, col or case.col
    desk = Desk(closed.read_sheets(path), path, tab or case.tab, row, col, [row, row + 1])
    if case.before:
        desk = make(desk, press.press(case.before, desk), path=path, picked=[row, row + 1])
    changes = press.press(name, desk)
    for item in changes.items:
        if isinstance(item, Ask) and case.yes:
            desk.answer = item.answer
            return press.press(name, desk)
    return changes


def alike(changes: Changes, path: Path) -> Changes:
    """Without what must differ: the folder, the time, the workbook's own name."""
    items = [
        dataclasses.replace(
            item, **{slot.name: plain(getattr(item, slot.name), path) for slot in dataclasses.fields(item)}
        )
        for item in changes.items
    ]
    return Changes(items, changes.undoable)


def plain(value: Any, path: Path) -> Any:
    """A text without the folder and the time; anything else as it is."""
    return TIME.sub("‹时间›", value.replace(str(path.parent), "‹夹›")) if isinstance(value, str) else value


def files(path: Path, but: str = "") -> dict[str, object]:
    """Every file made beside the workbook: the text of a Word file, else the kind; none whose path holds `but`."""
    made: dict[str, object] = {}
    for file in sorted(path.parent.rglob("*")):
        if not file.is_file() or file == path or file.name.startswith(".~lock") or (but and but in str(file)):
            continue
        name = TIME.sub("‹时间›", str(file.relative_to(path.parent)))
        made[name] = word_part(file) if file.suffix == ".docx" else file.suffix
    return made


def word_part(file: Path) -> bytes:
    with zipfile.ZipFile(file) as parts:
        return parts.read("word/document.xml")


def sweep(path: Path) -> None:
    """Takes away everything beside the workbook."""
    for left in set(path.parent.iterdir()) - {path}:
        if left.is_dir():
            shutil.rmtree(left)
        elif not left.name.startswith(".~lock"):
            left.unlink()
