"""Python is killed in the middle of each button: all is as before or as after, never between, and the next press works.

Every button of tests/button_cases.py is killed here, at moments of chance whose seed is in the name of the test: as
the process that a macro starts, and, a few of them, under the macros in LibreOffice. `python3 -m pyfuncs test --long
tests/test_killed.py` kills every button at twenty moments in both ways, which takes about three hours.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import contests
import no_com
import pytest
from applied import SPOILT
from built import notice, notices
from button_cases import CASES, by_the_core, files, prepare, sweep
from no_com import own, put_cells, wait_for_python

from pyfuncs import vba
from pyfuncs.changes import Changes, Say, decode
from pyfuncs.files import TEMPORARY
from pyfuncs.samples import load_sample
from pyfuncs.workbook import build_workbook, own_conf

ROOT = Path(__file__).resolve().parent.parent
MOMENTS, FEW = 20, 1
UNDER_MACROS = ("check", "forms", "repair", "summary")
FAILED = tomllib.loads((vba.SOURCES / vba.TEXTS_FILE).read_text("utf-8"))["FailedText"]
WAITS = {"START_SECONDS As Double = 20": "START_SECONDS As Double = 4",
         "SILENT_SECONDS As Double = 8": "SILENT_SECONDS As Double = 2"}  # fmt: skip
"""How long the macros wait for a sign of life: for the tests shorter, for they kill often."""


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """The sample with faults and the contest, this Python in their settings, their macros not so patient: by
    whether it is the contest."""
    folder = tmp_path_factory.mktemp("killed")
    file, contest = folder / "sample.xlsm", folder / "contest.xlsm"
    read = vba.read_source

    def impatient(path: Path) -> str:
        text = read(path)
        for long, short in WAITS.items() if path.stem == "Courier" else ():
            assert long in text
            text = text.replace(long, short)
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vba, "read_source", impatient)
        build_workbook(file, notices(), load_sample(SPOILT, notice("2018")), "2018", shown=["2018"], conf=own_conf())
        contests.write_decided(contest, conf=own_conf())
    return {False: file, True: contest}


class Desk:
    """A copy of the workbook in a folder of its own, and presses of it as the macros start them."""

    def __init__(self, name: str, sample: Path, folder: Path) -> None:
        self.name = name
        self.asked, self.book = folder / "asked", folder / "申报" / "太原 样本.xlsm"
        self.asked.mkdir()
        self.book.parent.mkdir()
        self.copy, self.changes = self.asked / "copy.xlsm", self.asked / "changes.txt"
        shutil.copy(sample, self.book)
        shutil.copy(sample, self.copy)
        prepare(name, self.book.parent)
        if CASES[name].before:
            self.start(CASES[name].before).wait()
            self.changes.unlink()

    def start(self, name: str = "") -> subprocess.Popen:
        case = CASES[name or self.name]
        command = [sys.executable, "-E", "-m", "pyfuncs", "press", name or self.name]
        command += ["--workbook", str(self.copy), "--changes", str(self.changes), "--book", str(self.book)]
        command += ["--progress", str(self.asked / "progress.txt"), "--tab", case.tab, "--picked", f"{case.row}"]
        command += ["--row", str(case.row), "--col", str(case.col)]
        quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True, **quiet)

    def told(self) -> Changes:
        """The changes, taken away as the macro does. Raises BrokenList when they are not whole."""
        found = decode(self.changes.read_bytes())
        self.changes.unlink()
        return found

    def whole(self) -> dict[str, object]:
        """The files beside the workbook but for what was being written; a file of ours may not look whole and be
        half."""
        return files(self.book, TEMPORARY)

    def keep(self) -> dict[str, object]:
        """Remembers what lies beside the workbook; `put_back` makes it so again."""
        shutil.copytree(self.book.parent, self.asked / "kept")
        return self.whole()

    def put_back(self) -> None:
        shutil.rmtree(self.book.parent)
        shutil.copytree(self.asked / "kept", self.book.parent)

    def half(self) -> list[Path]:
        return [path for path in self.book.parent.rglob("*") if path.name.endswith(TEMPORARY)]


def kill(process: subprocess.Popen) -> None:
    """It and what it has started: it leads their group, and has not been waited for yet."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("seed", [20180610])
@pytest.mark.parametrize("name", CASES)
def test_a_killed_press_leaves_its_files_as_before_or_as_after(name, seed, samples, tmp, pytestconfig):
    desk = Desk(name, samples[CASES[name].contest], tmp)
    chance = random.Random(f"{seed} {name}")
    copy = hashlib.sha256(desk.copy.read_bytes()).digest()
    before = desk.keep()
    begun = time.monotonic()
    assert desk.start().wait() == 0
    lasts = time.monotonic() - begun
    wanted, after = desk.told(), desk.whole()
    assert not [item for item in wanted.items if isinstance(item, Say) and item.kind == "critical"]
    for _ in range(MOMENTS if pytestconfig.getoption("long") else FEW):
        desk.put_back()
        process = desk.start()
        time.sleep(chance.uniform(0, lasts))
        kill(process)
        assert desk.whole() == before or set(desk.whole()) == set(after)
        assert hashlib.sha256(desk.copy.read_bytes()).digest() == copy
        if desk.changes.exists():
            assert kinds(desk.told()) == kinds(wanted)
    assert desk.start().wait() == 0
    assert kinds(desk.told()) == kinds(wanted)
    for left in desk.half():
        os.utime(left, (0, 0))  # a day later
    assert desk.start("this_form").wait() == 0
    assert desk.half() == []


def kinds(changes: Changes) -> list[str]:
    """What is asked for, without the times and the numbers in names."""
    return [type(item).__name__ for item in changes.items]


# -- under the macros --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def opened(samples, tmp_path_factory):
    """The workbook, opened anew once a press has changed it."""
    made = no_com.Reopened(samples[False], tmp_path_factory.mktemp("macros") / "打开 & 着" / "太原 样本.xlsm")
    yield made
    made.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Which buttons are killed under the macros."""
    if "pressed" in metafunc.fixturenames:
        metafunc.parametrize("pressed", CASES if metafunc.config.getoption("long") else UNDER_MACROS)


@pytest.mark.parametrize("seed", [20180610])
def test_python_killed_under_the_macros_leaves_the_workbook_as_before_or_as_after(
    pressed, seed, opened, samples, tmp, pytestconfig
):
    name, case = pressed, CASES[pressed]
    sample = samples[case.contest]
    chance, lasts, before = random.Random(f"{seed} {name}"), 0.0, {}
    saved = Path(shutil.copy(sample, tmp / opened.path.name))
    prepare(name, saved.parent)
    wanted = by_the_core(name, saved)
    for number in range(1 + (MOMENTS if pytestconfig.getoption("long") else 1)):
        book = opened.fresh(sample)
        sweep(opened.path)
        prepare(name, opened.path.parent)
        if case.before:
            book.press(case.before)
        book.go(case.tab, case.row, case.col, case.row + 1)
        before = before or own(book.state())
        book.begin(name)
        process = wait_for_python(book)
        begun = time.monotonic()
        if number:
            time.sleep(chance.uniform(0, lasts))
            no_com.end(book, process)
        else:  # let alone, to see how long Python is at work
            while no_com.is_at_work(book, process):
                time.sleep(0.01)
            lasts = time.monotonic() - begun
        said = book.finish("Yes" if case.yes else "No")
        if any(text.startswith(FAILED) for text in said):
            assert number and own(book.state()) == before
        else:
            assert put_cells(book, wanted) == []
        if case.before or wanted.touches():
            opened.close()
    [words] = opened.fresh(samples[False]).press("check")
    assert "校验完成" in words
    opened.close()
