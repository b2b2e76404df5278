"""One press at a time for one workbook; a lock whose process is gone is none."""

import os
import subprocess
import sys

import pytest

from pyfuncs.turn import Running, turn, turn_file

HOLD = """
import sys
from pyfuncs.turn import turn
with turn(sys.argv[1], '全部'):
    print('ready', flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def own_folder(tmp, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp))
    monkeypatch.setattr("tempfile.tempdir", str(tmp))


@pytest.fixture
def other(tmp):
    """Another process that holds the turn of a workbook."""
    started = []

    def hold(workbook):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, workbook],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"TMPDIR": str(tmp)},
        )
        started.append(process)
        assert process.stdout.readline() == b"ready\n"
        return process

    yield hold
    for process in started:
        process.kill()
        process.communicate()


def test_the_second_press_is_told_what_is_running(other):
    other("/甲/太原.xlsm")
    with (
        pytest.raises(Running, match=r"^“全部”还没有做完，请等它结束后再按“校验全部”$"),
        turn("/甲/太原.xlsm", "校验全部"),
    ):
        pass


def test_another_workbook_does_not_wait(other):
    other("/甲/太原.xlsm")
    with turn("/乙/太原.xlsm", "校验全部"):
        assert turn_file("/乙/太原.xlsm") != turn_file("/甲/太原.xlsm")


def test_a_killed_press_leaves_no_lock(other):
    process = other("/甲/太原.xlsm")
    process.kill()
    process.wait()
    with turn("/甲/太原.xlsm", "校验全部"):
        assert turn_file("/甲/太原.xlsm").read_bytes().decode() == "校验全部"


def test_presses_follow_each_other_also_after_a_failure():
    with pytest.raises(ValueError), turn("x", "一"):
        raise ValueError
    with turn("x", "二"), pytest.raises(Running, match="“二”"), turn("x", "三"):
        pass
    with turn("x", "四"):
        pass


def test_a_file_of_one_s_own_stands_for_what_is_held(tmp):
    """Beside a store on a shared drive every computer sees it."""
    lock, says = tmp / ".锁", "“合并入库”还没有做完"
    with turn("库", "合并入库", lock), pytest.raises(Running, match=says), turn("库", "又一次", lock):
        pass
    with turn("库", "再一次", lock):
        pass
