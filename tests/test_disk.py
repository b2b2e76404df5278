"""A disk that is full, a folder that may not be written or is gone: what was there stays, and the clerk is told.

A full disk is a small one of its own where the system lets us mount one, and everywhere a limit of what may be written.
A few amounts of room here; `python3 -m pyfuncs test --long tests/test_disk.py` tries 150.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import corpus
import pytest
from hostile import snapshot
from lab import Lab

from pyfuncs.__main__ import os_sentence
from pyfuncs.check import check_reading
from pyfuncs.closed import read_book
from pyfuncs.forms import make_forms
from pyfuncs.merge import merge
from pyfuncs.returns import return_all

DISK = "/mnt"
SIZE = 3_000_000
MOUNTED = ("unshare", "-rm", "sh", "-c", f'mount -t tmpfs -o size={SIZE} qc {DISK} && exec "$0" "$@"')
"""A disk of three million bytes that nobody but the process sees."""
COPY = f'mount -t tmpfs qc {DISK} && cp -r "$QC_DESK" {DISK} && mount -o remount,ro {DISK} && exec "$0" "$@"'
LOCKED = (*MOUNTED[:-1], COPY)
"""One on which nothing can be written, with the clerk's desk on it."""
ROOM = (0, 20_000, 120_000, 350_000)
VERBS = {
    "check": ("check", "簿.xlsx"),
    "fees": ("fees", "簿.xlsx", "--out", "出.docx"),
    "forms": ("forms", "簿.xlsx", "--out", "出"),
    "print": ("print", "簿.xlsx", "--out", "出", "--no-pdf"),
    "merge": ("merge", "收件", "--out", "全省.xlsm"),
    "returns": ("returns", "收件", "--out", "出"),
    "pack": ("pack", "簿.xlsx", "--out", "出.zip"),
    "take": ("take", "表", "--into", "簿.xlsx"),
    "new": ("new", "出.xlsm", "--notice", "2018", "--unit", "太原"),
}
"""Each writes into the desk; 全省.xlsm is there already, and is to be replaced or kept."""


def can_mount() -> bool:
    return (
        shutil.which("unshare") is not None and not subprocess.run([*MOUNTED, "true"], capture_output=True).returncode
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory, notice_2018) -> Path:
    """A workbook, the master it was merged into, and its forms."""
    made = tmp_path_factory.mktemp("desk") / "desk"
    (made / "收件").mkdir(parents=True)
    book = corpus.good_book(made / "簿.xlsx", notice_2018)
    shutil.copy(book, made / "收件" / "太原.xlsx")
    merge(made / "收件", made / "全省.xlsm")
    reading = read_book(book)
    make_forms(reading.season, notice_2018, check_reading(reading), made / "表", "附件3.1", "", None)
    return made


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    made = Lab(tmp_path_factory.mktemp("lab"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Whether there is a small disk, and the process that sees it."""
    mounted = can_mount()
    made = Lab(tmp_path_factory.mktemp("small"), MOUNTED if mounted else ())
    made.run("rules")  # the disk is there when this has come back
    yield mounted, made
    made.close()


def digests(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in snapshot(folder).items()}


def words(verb: str, desk: str) -> list[str]:
    """The command, its files in the desk."""
    plain = {"2018", "太原", "全部"}
    return [
        f"{desk}/{word}" if number and not word.startswith("--") and word not in plain else word
        for number, word in enumerate(VERBS[verb])
    ]


def kept_or_made(done, before: dict[str, str], folder: Path, verb: str) -> bool:
    """Asserts that all is as before, and why is said, or that the work was done; True when it was."""
    after = digests(folder)
    said = done.out + done.err
    assert "Traceback" not in said and "意外" not in said, said
    assert not [name for name in after if "写入中" in name], "something half written"
    if done.status == 2:
        assert after == before
        assert done.err.count("\n") == 1
        return False
    assert done.status in (0, 1), said
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed <= ({"全省.xlsm", "全省-回执.xlsx"} if verb == "merge" else set()) and set(after) > set(before)
    return True


def amounts(long: bool) -> list[int]:
    return [number * 5_000 for number in range(100)] if long else list(ROOM)


@pytest.mark.parametrize("verb", VERBS)
def test_a_disk_that_is_full(verb, desk, small, tmp_path, pytestconfig):
    """With every amount of room left: the work is done, or all is as it was and the clerk is told to make room."""
    mounted, lab = small
    outcomes = set()
    for room in amounts(pytestconfig.getoption("long")):
        disk = Path(f"/proc/{lab.process.pid}/root{DISK}") if mounted else tmp_path
        shutil.copytree(desk, disk / "desk")
        if mounted:
            space = os.statvfs(disk)
            (disk / "ballast").write_bytes(bytes(max(space.f_bavail * space.f_frsize - room, 0)))
        before = digests(disk / "desk")
        inside = f"{DISK if mounted else tmp_path}/desk"
        done = lab.run(*words(verb, inside), largest=0 if mounted else max(room, 1))
        outcomes.add(kept_or_made(done, before, disk / "desk", verb))
        assert done.status != 2 or "请腾出空间再试" in done.err
        shutil.rmtree(disk / "desk")
        (disk / "ballast").unlink(missing_ok=True)
    assert False in outcomes


@pytest.mark.parametrize("verb", VERBS)
def test_a_file_that_may_not_be_so_large(verb, desk, lab, tmp_path):
    """A quota of the user: another error of the system than a full disk."""
    shutil.copytree(desk, tmp_path / "desk")
    before = digests(tmp_path / "desk")
    done = lab.run(*words(verb, str(tmp_path / "desk")), largest=3_000)
    assert not kept_or_made(done, before, tmp_path / "desk", verb)
    assert "磁盘满了" in done.err and "请腾出空间再试" in done.err


def test_a_folder_that_may_not_be_written(desk, lab, tmp_path, monkeypatch):
    """Read-only where we can mount one so; everywhere the system's own folder, where nobody may make a file."""
    for verb in ("forms", "merge", "pack", "new", "returns"):
        command = words(verb, str(desk))
        place = command.index("--out") + 1 if "--out" in command else 1
        command[place] = f"/sys/出{Path(command[place]).suffix}"
        before = digests(desk)
        done = lab.run(*command)
        assert (done.status, digests(desk)) == (2, before)
        assert "没有权限" in done.err and done.err.count("\n") == 1, done.err
    if can_mount():
        monkeypatch.setenv("QC_DESK", str(desk))
        locked = Lab(tmp_path / "locked", LOCKED)
        for verb in VERBS:
            done = locked.run(*words(verb, f"{DISK}/desk"))
            assert done.status == 2, (verb, done.out)
            assert "没有权限" in done.err and done.err.count("\n") == 1, (verb, done.err)
        locked.close()


@pytest.mark.parametrize("work", ["forms", "merge", "returns"])
def test_a_folder_that_vanishes_in_the_middle(work, desk, tmp_path, notice_2018):
    """A memory stick that is pulled out: one sentence, and what came in is as it was."""
    gone = tmp_path / "U盘"
    gone.mkdir()
    reading = read_book(desk / "簿.xlsx")
    before = digests(desk)

    def pull_out(done: int, total: int, _: object) -> None:
        if done == total or work == "forms":
            shutil.rmtree(gone, ignore_errors=True)

    with pytest.raises(OSError) as told:
        if work == "forms":
            make_forms(reading.season, notice_2018, [], gone / "出", "", "", pull_out)
        elif work == "merge":
            merge(desk / "收件", gone / "全省.xlsm", step=pull_out)
        else:
            return_all(desk / "收件", gone / "出", pull_out)
    assert "请核对文件名和所在文件夹" in os_sentence(told.value)
    assert digests(desk) == before
