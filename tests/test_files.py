"""Files appear whole or not at all, under names that every system accepts."""

from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from cases import cases
from hostile import snapshot
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs import files
from pyfuncs.files import LONGEST_BYTES, LONGEST_NAME, TEMPORARY, Names, publish, safe_name, staging, write_new

ROOT = Path(__file__).resolve().parent.parent
WINDOWS_FORBIDS = set('<>:"/\\|?*') | {chr(code) for code in range(32)}
WINDOWS_KEEPS = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{sign}" for port in ("com", "lpt") for sign in "0123456789¹²³"
}
NAME = st.one_of(
    st.text(),
    st.text("./\\: ~$CONnulcom1¹　\u200b\ud800a"),
    st.text("甲𠮷é", min_size=50, max_size=300),
    st.sampled_from(["", ".", "..", "CON", "nul.txt", "LPT1 .x", "a" * 300, "ß", "ſs", "İ"]),
)


def left_over(folder: Path) -> list[str]:
    return [item.name for item in folder.rglob("*") if item.name.endswith(TEMPORARY)]


# -- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases("file_names"))
def test_safe_name(case: dict[str, str]) -> None:
    assert safe_name(case["写的"]) == case["文件名"]


@given(NAME)
def test_safe_name_is_safe_everywhere(text: str) -> None:
    name = safe_name(text)
    assert name and name not in (".", "..") and Path(name).name == name
    assert not WINDOWS_FORBIDS & set(name)
    assert name.split(".")[0].rstrip(" ").casefold() not in WINDOWS_KEEPS
    assert name[-1] not in " ." and name[0] not in " ."
    assert len(name) <= LONGEST_NAME and len(name.encode("utf-8")) <= LONGEST_BYTES
    assert safe_name(name) == name


@pytest.mark.parametrize("text", ["甲" * 100, "𠮷" * 100, "a" * 100, "a" * 78 + ". .bc"])
def test_a_name_cut_short_shows_it(text: str) -> None:
    assert safe_name(text).endswith("…")
    assert safe_name(text).rstrip("…") in text


@given(st.lists(NAME, max_size=12))
def test_no_two_records_get_one_name(texts: list[str]) -> None:
    names = Names()
    given_out = [names.give("甲公司", text, ".docx") for text in texts]
    assert len({name.casefold() for name in given_out}) == len(given_out)
    assert all(name.endswith(".docx") and len(name.encode("utf-8")) < 255 for name in given_out)


def test_names_that_differ_only_for_a_program_get_numbers() -> None:
    names = Names()
    texts = ["A组", "a组", "Ａ组", "A 组", "a组(2)", "A/B", "A:B"]
    made = [names.give("", text, ".docx") for text in texts]
    assert made == [
        "A组.docx",
        "a组(2).docx",
        "Ａ组(3).docx",
        "A 组(4).docx",
        "a组(2)(2).docx",
        "A_B.docx",
        "A_B(2).docx",
    ]
    assert names.give("另一夹", "A组", ".docx") == "A组.docx"


def test_a_folder_keeps_its_name() -> None:
    names = Names()
    assert [names.folder(text) for text in ("甲/乙", "甲:乙", "甲/乙")] == ["甲_乙", "甲_乙(2)", "甲_乙"]


# -- writing ---------------------------------------------------------------------------------------


def test_write_new(tmp: Path) -> None:
    path = tmp / "新的 文件夹" / "结果.xlsx"
    write_new(path, b"one")
    write_new(path, b"two")
    assert path.read_bytes() == b"two"
    assert left_over(tmp) == []
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod", "fdopen"])
def test_a_failed_write_leaves_the_old_file(tmp: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = tmp / "结果.xlsx"
    path.write_bytes(b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, step, fail)
    with pytest.raises(OSError, match="No space"):
        write_new(path, b"new")
    assert snapshot(tmp) == {"结果.xlsx": b"old"}


def test_stopped_in_the_middle_leaves_the_old_file(tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp / "结果.xlsx"
    path.write_bytes(b"old")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_new(path, b"new")
    assert snapshot(tmp) == {"结果.xlsx": b"old"}


def test_killed_while_writing_never_leaves_half_a_file(tmp: Path) -> None:
    """A process that writes without end is killed at any moment: the file is always one of the whole ones."""
    path = tmp / "结果.bin"
    code = (
        "import sys; from pathlib import Path; from pyfuncs.files import write_new\n"
        "while True:\n  for byte in b'abc': write_new(Path(sys.argv[1]), bytes([byte]) * 3_000_000)\n"
    )
    whole = {bytes([byte]) * 3_000_000 for byte in b"abc"}
    for wait in (0.02, 0.05, 0.03, 0.08, 0.04):
        writer = subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT)
        while not path.exists():
            time.sleep(0.005)
        time.sleep(wait)
        writer.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        writer.wait()
        assert path.read_bytes() in whole


def test_an_aim_that_is_a_folder_is_refused(tmp: Path) -> None:
    (tmp / "结果.xlsx").mkdir()
    with pytest.raises(OSError):
        write_new(tmp / "结果.xlsx", b"new")
    assert left_over(tmp) == []


# -- many files at once ----------------------------------------------------------------------------


def test_a_new_folder_appears_whole(tmp: Path) -> None:
    with staging(tmp / "出") as work:
        (work / "甲").mkdir()
        (work / "甲" / "一.docx").write_bytes(b"1")
        (work / "清单.xlsx").write_bytes(b"2")
        assert not (tmp / "出").exists()
        publish(work, tmp / "出", last="清单.xlsx")
    assert snapshot(tmp) == {"出/清单.xlsx": b"2", "出/甲/一.docx": b"1"}
    assert left_over(tmp) == []


def test_what_is_made_again_stands_beside_what_was_made_before(tmp: Path) -> None:
    for name in ("转报.xlsm", "转报(2).xlsm", "转报(3).xlsm"):
        path = files.free_path(tmp, "转报", ".xlsm")
        assert path == tmp / name
        path.write_bytes(b"")
    assert files.free_path(tmp, "转报") == tmp / "转报"


def test_other_files_in_the_folder_stay(tmp: Path) -> None:
    (tmp / "出" / "甲").mkdir(parents=True)
    (tmp / "出" / "甲" / "我的.txt").write_bytes(b"mine")
    (tmp / "出" / "甲" / "一.docx").write_bytes(b"old")
    with staging(tmp / "出") as work:
        (work / "甲").mkdir()
        (work / "甲" / "一.docx").write_bytes(b"new")
        publish(work, tmp / "出")
    assert snapshot(tmp) == {"出/甲/一.docx": b"new", "出/甲/我的.txt": b"mine"}


def test_the_list_of_what_was_made_comes_last(tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp / "出").mkdir()
    moved: list[str] = []
    replace = os.replace
    monkeypatch.setattr(files.os, "replace", lambda old, new: (moved.append(Path(new).name), replace(old, new)))
    with staging(tmp / "出") as work:
        for name in ("b.docx", "a清单.xlsx", "z.docx"):
            (work / name).write_bytes(b"x")
        publish(work, tmp / "出", last="a清单.xlsx")
    assert sorted(moved) == ["a清单.xlsx", "b.docx", "z.docx"] and moved[-1] == "a清单.xlsx"


@pytest.mark.parametrize("after", range(4))
def test_a_failure_while_publishing_puts_all_back(tmp: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """One of the old files is open in Word: the folder is as it was, not half new."""
    old = {"出/一.docx": b"old1", "出/甲/二.docx": b"old2", "出/别的.txt": b"mine"}
    for name, data in old.items():
        (tmp / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp / name).write_bytes(data)
    replace, count = os.replace, iter(range(100))

    def fail_later(source: Path, target: Path) -> None:
        if next(count) == after:
            raise PermissionError(13, "open in Word", str(target))
        replace(source, target)

    with pytest.raises(PermissionError), staging(tmp / "出") as work:
        for name in ("一.docx", "甲/二.docx", "乙/三.docx", "清单.xlsx"):
            (work / name).parent.mkdir(exist_ok=True)
            (work / name).write_bytes(b"new")
        monkeypatch.setattr(files.os, "replace", fail_later)
        publish(work, tmp / "出", last="清单.xlsx")
    assert snapshot(tmp) == old
    assert {item.name for item in tmp.rglob("*")} == {"出", "一.docx", "甲", "二.docx", "别的.txt"}


def test_a_disk_that_fills_up_while_the_old_file_is_kept_leaves_it_whole(
    tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was kept of it by then is a piece, and never comes in its place."""
    (tmp / "出").mkdir()
    (tmp / "出" / "清单.xlsx").write_bytes(b"old" * 1000)

    def keep_a_piece(source: Path, target: Path) -> None:
        Path(target).write_bytes(Path(source).read_bytes()[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.shutil, "copy2", keep_a_piece)
    with pytest.raises(OSError, match="No space"), staging(tmp / "出") as work:
        (work / "清单.xlsx").write_bytes(b"new")
        publish(work, tmp / "出")
    assert (tmp / "出" / "清单.xlsx").read_bytes() == b"old" * 1000


def test_a_file_is_added_with_its_folder_and_none_is_written_twice(tmp: Path) -> None:
    with staging(tmp / "出") as work:
        files.add_to(str(work), "", "清单.xlsx", b"1")
        files.add_to(str(work), "甲", "一.docx", b"2" * 5_000_000)
        files.add_to(str(work), "甲", "二.docx", b"")
        with pytest.raises(FileExistsError):
            files.add_to(str(work), "甲", "一.docx", b"3")
        publish(work, tmp / "出")
    assert snapshot(tmp) == {"出/清单.xlsx": b"1", "出/甲/一.docx": b"2" * 5_000_000, "出/甲/二.docx": b""}


@pytest.mark.parametrize("folder", ["", "甲"])
def test_a_working_folder_that_is_gone_is_not_made_again(tmp: Path, folder: str) -> None:
    with pytest.raises(FileNotFoundError), staging(tmp / "出") as work:
        work.rmdir()
        files.add_to(str(work), folder, "一.docx", b"1")
    assert list(tmp.iterdir()) == []


def test_a_system_that_takes_a_file_piece_by_piece_gets_it_whole(tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(io.FileIO):
        def write(self, data: Any) -> int:
            return super().write(data[:3])

    monkeypatch.setattr(files, "open", lambda path, mode, buffering: Slow(path, mode), raising=False)
    files.add_to(str(tmp), "甲", "一.docx", b"0123456789")
    assert (tmp / "甲" / "一.docx").read_bytes() == b"0123456789"


def test_a_failure_before_publishing_leaves_nothing(tmp: Path) -> None:
    with pytest.raises(ValueError, match="停"), staging(tmp / "出") as work:
        (work / "一.docx").write_bytes(b"1")
        raise ValueError("停")
    assert snapshot(tmp) == {} and list(tmp.iterdir()) == []


# -- what a killed process leaves --------------------------------------------------------------------

BUSY = """
import sys, time
from pathlib import Path
from pyfuncs.files import staging
with staging(Path(sys.argv[1])) as work:
    (work / "半份.docx").write_bytes(b"1")
    print("here", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_process_has_left_goes_at_once_what_one_at_work_writes_stays(tmp: Path) -> None:
    command = [sys.executable, "-c", BUSY, str(tmp / "出")]
    killed, busy = (subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2))
    assert killed.stdout and busy.stdout and killed.stdout.readline() and busy.stdout.readline()
    assert len(left_over(tmp)) == 2
    killed.kill()
    killed.wait()
    with staging(tmp / "又") as work:
        assert sorted(left_over(tmp)) == sorted(
            [work.name, *(name for name in left_over(tmp) if f"-{busy.pid}-" in name)]
        )
        assert len(left_over(tmp)) == 2
    busy.kill()
    busy.wait()
    files.sweep(tmp)
    assert left_over(tmp) == []


def test_what_nobody_here_can_tell_goes_after_a_day(tmp: Path) -> None:
    """Of another computer on a shared drive, or named as earlier versions did; the clerk's own never."""
    names = (".a.写入中", ".00000000-1-x.写入中", ".b.写入中", ".00000000-2-y.写入中", "成果.写入中")
    for name in names:
        (tmp / name).mkdir()
        (tmp / name / "半份.docx").write_bytes(b"")
    (tmp / ".c.写入中").write_bytes(b"")
    for name in (*names[:2], "成果.写入中", ".c.写入中"):
        os.utime(tmp / name, (1, 1))
    files.sweep(tmp)
    assert {path.name for path in tmp.iterdir()} == set(names[2:])


def test_a_process_is_known_to_run_until_it_has_ended() -> None:
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert files.is_running(os.getpid()) and files.is_running(other.pid)
    other.communicate(b"\n")
    assert not files.is_running(other.pid)
