"""A whole day at one LibreOffice: hundreds of presses in one session, and nothing piles up.

Two rounds of a few buttons here; `python3 -m pyfuncs test --long tests/test_soak.py` presses five hundred times, which
takes an hour or more: from the hundredth press on LibreOffice may grow by a tenth at most, beside what it keeps of any
copy it saves as .xlsx, whoever asks for it: that is measured at the end, by saves alone. What a press starts, opens
and lays down is gone after each round.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import no_com
import pytest
from applied import SPOILT
from built import notice
from button_cases import CASES, sweep

from pyfuncs.samples import load_sample
from pyfuncs.workbook import build_workbook, own_conf

ROUND = (
    "check", "next_finding", "explain", "clear", "quota", "stats", "fees", "charts", "materials", "check_tab",
    "following", "source", "edit", "store", "undo", "repair", "this_form", "picked_forms", "summary", "undo",
)  # fmt: skip
"""What a clerk presses over and over; each ends with the workbook as large as before."""
SHORT = ("check", "this_form", "undo")
PRESSES, WARM = 500, 5
"""How often in all, and how many rounds go before the first that counts: LibreOffice takes what it needs in them."""
SPAN = 5
"""Rounds at the beginning and at the end whose means are compared: what LibreOffice holds goes up and down."""
SAVES, NAP = 100, 1.0
"""How many copies are saved at the end without a macro, and how many seconds LibreOffice is left alone after each."""
MOST_GROWTH, MOST_GROWTH_COLD = 1.10, 1.50
SETTLES = 30


@pytest.fixture
def book(tmp):
    """The sample with faults, open with its macros, this Python in its settings."""
    path = tmp / "申报" / "太原 样本.xlsm"
    path.parent.mkdir()
    build_workbook(path, [notice("2018")], load_sample(SPOILT, notice("2018")), "2018", conf=own_conf())
    with no_com.open_book(path) as opened:
        yield opened


def processes(book: no_com.Book) -> dict[int, str]:
    """Those of this LibreOffice and its screen, by number: all that belong to the group that the driver leads."""
    found = {}
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            if os.getpgid(int(name)) == book.call.process.pid:
                found[int(name)] = Path(f"/proc/{name}/comm").read_text().strip()
        except OSError:
            continue
    return found


class Held:
    """What the session holds at a moment: memory that LibreOffice has asked for in MB (not the files of its program,
    whose share depends on how many others use them), how many open files, the names of its processes."""

    def __init__(self, book: no_com.Book) -> None:
        found = processes(book)
        [office] = [number for number, name in found.items() if name == "soffice.bin"]
        lines = Path(f"/proc/{office}/smaps_rollup").read_text().splitlines()
        self.memory = next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1024
        self.handles = len(os.listdir(f"/proc/{office}/fd"))
        self.processes = sorted(found.values()) + ["python"] * len(no_com.python_at_work(book))


def settled(book: no_com.Book) -> Held:
    """What is held once a Python that has told its last word has gone, and the folder it was asked in with it."""
    until = time.monotonic() + SETTLES
    while (no_com.python_at_work(book) or book.call("handed_over")) and time.monotonic() < until:
        time.sleep(0.2)
    assert book.call("handed_over") == []
    return Held(book)


def press(book: no_com.Book, name: str) -> None:
    """Presses a button where its case says, and takes away what it laid beside the workbook."""
    case = CASES[name]
    book.go(case.tab, case.row, case.col, case.row + 1)
    book.press(name)
    sweep(book.path)


def kept_of_a_save(book: no_com.Book, path: Path) -> float:
    """How many MB LibreOffice has more for each copy it has saved, no macro being at work."""
    before = Held(book).memory
    for _ in range(SAVES):
        book.save_copy(path)
        time.sleep(NAP)
    return (Held(book).memory - before) / SAVES


def mean(rounds: list[Held]) -> float:
    return sum(each.memory for each in rounds) / len(rounds)


def test_a_day_of_presses_leaves_nothing_behind(book, tmp, pytestconfig):
    everything = pytestconfig.getoption("long")
    buttons = ROUND if everything else SHORT
    rounds = []
    for number in range(PRESSES // len(buttons) if everything else 2):
        for name in buttons:
            press(book, name)
        held = settled(book)
        print(f"第{(number + 1) * len(buttons)}次：{held.memory:.0f} MB，{held.handles}个句柄", flush=True)
        rounds.append(held)
        assert held.processes == rounds[0].processes
        assert held.handles <= rounds[0].handles
        assert [item.name for item in book.path.parent.iterdir() if not item.name.startswith(".~lock")] == [
            book.path.name
        ]
    if everything:
        first, last = mean(rounds[WARM : WARM + SPAN]), mean(rounds[-SPAN:])
        saves = (len(rounds) - WARM - SPAN) * len(buttons) * kept_of_a_save(book, tmp / "另存.xlsx")
        print(f"长了{last - first:.0f} MB，单是另存同样多次要长{saves:.0f} MB")
        assert last - saves <= MOST_GROWTH * first
    else:
        assert rounds[-1].memory <= MOST_GROWTH_COLD * rounds[0].memory
