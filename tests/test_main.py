"""The command line from outside: one Chinese sentence, the right exit status, nothing left behind."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import clerk_book
import pytest
from hostile import HOSTILE, snapshot

from pyfuncs import commands
from pyfuncs.__main__ import main, os_sentence
from pyfuncs.command_line import VERBS, parser
from pyfuncs.files import TEMPORARY
from pyfuncs.notice import Notice

ROOT = Path(__file__).resolve().parent.parent
READING_VERBS = ("check", "quota", "stats", "fees", "forms")


@pytest.fixture
def path(tmp: Path, notice_2018: Notice) -> Path:
    return clerk_book.build(tmp / "太原 2018.xlsx", notice_2018, clerk_book.HOME_2018, clerk_book.ROWS_2018)


def run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """`python -m pyfuncs …` as a clerk starts it."""
    command = [sys.executable, "-m", "pyfuncs", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, **options)


def arguments_of(verb: str, book: Path) -> list[str]:
    return [verb, str(book), *(["--out", str(book.parent / "出")] if verb == "forms" else [])]


def one_sentence(text: str) -> str:
    """The text is one line that ends as a sentence; returned without its end."""
    assert text.count("\n") == 1 and text.endswith(("。\n", "？\n")), text
    assert text.count("。") <= 1
    return text.strip("。？\n")


# -- what cannot be read ---------------------------------------------------------------------------


@pytest.mark.parametrize(("make", "says"), HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_read_leaves_nothing(
    tmp: Path, path: Path, make: Any, says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = tmp / "收到的 表.xlsx"
    make(bad, path.read_bytes())
    before = snapshot(tmp)
    for verb in ("check", "forms"):
        assert main(arguments_of(verb, bad)) == 2
        out, err = capfd.readouterr()
        assert says in one_sentence(err)
        assert out == ""
    assert snapshot(tmp) == before
    assert {item.name for item in tmp.iterdir()} <= {path.name, bad.name}


@pytest.mark.parametrize("verb", READING_VERBS)
@pytest.mark.parametrize("kind", ["没有这个文件", "打开密码", "最末行末列属性含大于号"])
def test_every_verb_ends_alike_from_outside(tmp: Path, path: Path, verb: str, kind: str) -> None:
    make, says = HOSTILE[kind]
    bad = tmp / "收到的 表.xlsx"
    make(bad, path.read_bytes())
    before = snapshot(tmp)
    done = run(*arguments_of(verb, bad))
    assert (done.returncode, done.stdout) == (2, b"")
    assert says in one_sentence(done.stderr.decode("utf-8"))
    assert snapshot(tmp) == before


def test_source_is_unchanged_by_every_verb(path: Path) -> None:
    before = path.read_bytes(), path.stat().st_mtime_ns
    for verb in READING_VERBS:
        assert run(*arguments_of(verb, path)).returncode in (0, 1)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert {item.name for item in path.parent.iterdir()} == {path.name, "太原 2018-校验结果.xlsx", "出"}


# -- how it is called ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "命令"),
        (["没有的命令"], "没有的命令"),
        (["check"], "工作簿"),
        (["forms", "a.xlsx"], "--out"),
        (["check", "a.xlsx", "--jsn", "-"], "--jsn"),
        (["new", "a.xlsm"], "--notice"),
        (["check", "a.xlsx", "--json"], "--json"),
    ],
)
def test_a_wrong_command_is_one_sentence(arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    assert word in one_sentence(err)
    assert "argument" not in err and "required" not in err


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_every_verb(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([verb, "--help"])
    assert ended.value.code == 0
    assert VERBS[verb] in capsys.readouterr().out.replace("\n", "")


def test_general_help_names_every_verb() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert all(verb in done.stdout.decode("utf-8") for verb in VERBS)


def test_json_to_the_screen_is_nothing_but_json(path: Path) -> None:
    import json

    done = run("check", path, "--json", "-")
    assert (done.returncode, done.stderr) == (1, b"")
    assert set(json.loads(done.stdout.decode("utf-8"))) == {"notice", "unit", "counts", "findings"}


def test_json_is_never_written_over_the_workbook(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(path.parent)
    assert main(["quota", str(path), "--json", str(path)]) == 2
    assert "不能写到工作簿" in one_sentence(capsys.readouterr().err)
    assert snapshot(path.parent) == before


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp1252"])
def test_a_terminal_that_lacks_a_sign_is_no_fault(path: Path, encoding: str) -> None:
    done = run("check", path, env=os.environ | {"PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout


# -- what goes wrong on the way --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘满了"),
        (PermissionError(errno.EACCES, "denied", "/a/汇总.xlsx"), "写不了“汇总.xlsx”"),
        (PermissionError(errno.EACCES, "denied", f"/甲夹/.tmp1{TEMPORARY}"), "写不了“甲夹”"),
        (OSError(errno.EROFS, "read-only", f"/a/.x{TEMPORARY}", None, "/a/汇总.xlsx"), "写不了“汇总.xlsx”"),
        (FileExistsError(errno.EEXIST, "exists", b"/a/\xe5\x87\xba"), "“出”的位置上已有"),
        (OSError(errno.ENAMETOOLONG, "too long", "长" * 300), "太长"),
        (FileNotFoundError(errno.ENOENT, "none", "/a/出"), "找不到“出”"),
        (OSError(errno.EIO, "I/O error", "/a/出"), "读写“出”时出错"),
        (OSError("说不清"), "读写“文件”时出错（说不清）"),
    ],
)
def test_a_fault_of_the_disk_is_one_sentence(
    path: Path, fault: OSError, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: Any) -> None:
        raise fault

    monkeypatch.setattr(commands, "write_new", fail)
    assert main(["check", str(path)]) == 2
    assert says in one_sentence(capsys.readouterr().err)
    assert says in os_sentence(fault)


def test_the_unexpected_is_kept_for_the_maintainer(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(commands, "check_reading", lambda reading: 1 / 0)
    before = snapshot(path.parent)
    assert main(["check", str(path)]) == 2
    assert "程序遇到意外" in one_sentence(capsys.readouterr().err)
    (log,) = tmp_path.glob("*.log")
    assert "ZeroDivisionError" in log.read_text("utf-8")
    assert snapshot(path.parent) == before


def test_stopped_by_the_user(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "check_reading", stop)
    before = snapshot(path.parent)
    assert main(["check", str(path)]) == 130
    assert "已停止" in one_sentence(capsys.readouterr().err)
    assert snapshot(path.parent) == before


def test_output_folder_that_is_a_file(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = path.with_name("出")
    taken.write_text("别人的文件")
    assert main(["forms", str(path), "--out", str(taken)]) == 2
    assert "“出”的位置上已有别的文件" in one_sentence(capsys.readouterr().err)
    assert taken.read_text() == "别人的文件"
    assert {item.name for item in path.parent.iterdir()} == {path.name, "出"}


def test_output_that_is_no_terminal_nor_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert main(["rules", "--json", str(path.with_name("规则.json"))]) == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("forms", "簿.xlsm"), "缺少 --out，请看 python3 -m pyfuncs forms --help。"),
        (("judge", "簿.xlsm", "算"), "没有“算”这个动作，请看 python3 -m pyfuncs judge --help。"),
        (("校验", "簿.xlsm"), "没有“校验”这个命令，请看 python3 -m pyfuncs --help。"),
        (
            ("judge", "簿.xlsm", "draw", "--seed", "三"),
            "--seed 后面写的是“三”，应为整数，请看 python3 -m pyfuncs judge --help。",
        ),
        (
            ("forms", "簿.xlsm", "--o", "甲"),
            "--o 没有写全，可能是 --out, --only，请看 python3 -m pyfuncs forms --help。",
        ),
        (("build", "--redraw=1"), "--redraw 后面不用写“1”，请看 python3 -m pyfuncs build --help。"),
    ],
)
def test_a_mistyped_command_points_to_the_help_that_explains_it(
    words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        parser().parse_args(list(words))
    assert stop.value.code == 2 and capsys.readouterr().err.rstrip() == f"命令写得不对：{says}"
