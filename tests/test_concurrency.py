"""Several at once: four processes on one output and one workbook lose nothing; a second press is told of the first."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import corpus
import openpyxl
import pytest

from pyfuncs import closed, turn
from pyfuncs.changes import Say, decode
from pyfuncs.files import TEMPORARY

ROOT = Path(__file__).resolve().parent.parent
PROCESSES, TURNS = 4, 300
COUNT = """
import sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from pyfuncs import files, turn
book, done = Path({book!r}), 0
while done < {turns}:
    try:
        with turn.turn(str(book), "按钮"):
            files.write_new(book, str(int(book.read_bytes()) + 1).encode())
            done += 1
    except turn.Running:
        time.sleep(0.001)
"""
"""A process that adds one to the number in a file, again and again, as a press changes a workbook."""
HOLD = """
import sys, time
sys.path.insert(0, {root!r})
from pyfuncs import turn
with turn.turn({book!r}, "生成全部"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def python(code: str, **options) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", code], **options)


def verb(*words: str | Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "pyfuncs", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def test_1200_changes_from_four_processes_are_all_there(tmp, pytestconfig):
    book = tmp / "计数.txt"
    book.write_bytes(b"0")
    turns = TURNS if pytestconfig.getoption("long") else TURNS // 6
    code = COUNT.format(root=str(ROOT), book=str(book), turns=turns)
    workers = [python(code) for _ in range(PROCESSES)]
    assert [worker.wait() for worker in workers] == [0] * PROCESSES
    assert int(book.read_bytes()) == PROCESSES * turns
    assert [path.name for path in tmp.iterdir()] == [book.name]


@pytest.fixture
def desk(tmp, notice_2018) -> Path:
    (tmp / "收件").mkdir()
    shutil.copy(corpus.good_book(tmp / "簿.xlsx", notice_2018), tmp / "收件" / "太原.xlsx")
    return tmp


def test_four_processes_on_one_output_leave_one_whole_result(desk):
    """Whoever is last has the name; whoever could not says why; nobody's half is left."""
    started = [verb("merge", desk / "收件", "--out", desk / "全省.xlsm") for _ in range(2)]
    started += [verb("forms", desk / "簿.xlsx", "--out", desk / "表") for _ in range(2)]
    started += [verb("check", desk / "簿.xlsx") for _ in range(2)]
    for process in started:
        _, said = process.communicate()
        assert process.returncode in (0, 1, 2)
        assert b"Traceback" not in said and "意外".encode() not in said, said.decode()
    assert len(closed.read_book(desk / "全省.xlsm").season.ledgers["小组"]) == 2
    for path in (desk / "全省-回执.xlsx", desk / "簿-校验结果.xlsx", desk / "表" / "生成清单.xlsx"):
        assert openpyxl.load_workbook(path).sheetnames
    assert not [path for path in desk.rglob("*") if path.name.endswith(TEMPORARY)]


def press(desk: Path) -> subprocess.Popen:
    book = desk / "簿.xlsx"
    return verb("press", "check", "--workbook", book, "--book", book, "--changes", desk / "改动.txt")


def test_a_second_press_is_refused_at_once_and_a_lock_of_a_dead_one_heals(desk):
    code = HOLD.format(root=str(ROOT), book=str(desk / "簿.xlsx"))
    first = python(code, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert first.stdout.readline() == b"held\n"
    assert press(desk).wait() == 0  # at once: the first still holds the workbook
    [told] = decode((desk / "改动.txt").read_bytes()).items
    assert isinstance(told, Say) and "“生成全部”还没有做完" in told.text
    first.kill()
    first.wait()
    assert turn.turn_file(str(desk / "簿.xlsx")).exists()
    assert press(desk).wait() == 0
    after = decode((desk / "改动.txt").read_bytes()).items
    assert not [item for item in after if isinstance(item, Say) and "还没有做完" in item.text] and len(after) > 1
