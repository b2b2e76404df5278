"""The verb `press`: a button pressed on a copy of the workbook, its changes in a file."""

import json
import os
import subprocess
import sys
import threading
import time
from argparse import Namespace
from pathlib import Path

import built
import pytest
from button_cases import CASES, NEEDS, prepare, workbook

from pyfuncs import press_file
from pyfuncs.__main__ import main
from pyfuncs.changes import Changes, Go, Log, Put, Say, decode, escape
from pyfuncs.command_line import parser
from pyfuncs.press import BUTTONS
from pyfuncs.press import press as press_button

HEAVY = {"pandas", "numpy", "xlwings", "openpyxl", "xlsxwriter", "rich", "docx", "pyopenvba"}
SLOW = {"dataclasses", "inspect"}
"""Of the standard library: to load them takes as long as to look into the workbook."""
SPOILT = f"{built.PROVINCE}-待改"
COUNT = (
    "import sys, json; from pyfuncs.__main__ import main; status = main(sys.argv[2:]);"
    "open(sys.argv[1], 'w').write(json.dumps([status, sorted({name.split('.')[0] for name in sys.modules})]))"
)


@pytest.fixture
def folder(tmp):
    """A folder with a copy of the sample that has faults."""
    (tmp / "copy.xlsm").write_bytes(built.workbook(SPOILT).read_bytes())
    return tmp


def press(folder: Path, button: str, *more: str) -> Changes:
    """The changes of a button pressed by the verb, in this process."""
    out = folder / "changes.txt"
    assert main(["press", button, "--workbook", str(folder / "copy.xlsm"), "--changes", str(out), *more]) == 0
    return decode(out.read_bytes())


def test_the_changes_are_those_of_the_button_itself(folder, monkeypatch):
    copy = folder / "copy.xlsm"
    seen = []
    monkeypatch.setattr("pyfuncs.press.press", lambda name, desk: seen.append(desk) or press_button(name, desk))
    changes = press(folder, "check", "--book", str(folder / "本人.xlsm"), "--tab", "小组", "--row", "6", "--col", "2")
    [desk] = seen
    assert changes == press_button("check", desk) and changes.undoable
    assert any(isinstance(item, Put) for item in changes.items)
    assert (desk.tab, desk.row, desk.col, desk.path) == ("小组", 6, 2, folder / "本人.xlsm")
    assert copy.read_bytes() == built.workbook(SPOILT).read_bytes()


def test_a_button_that_there_is_not_is_told_with_the_nearest(folder, capsys):
    words = ["press", "chek", "--workbook", str(folder / "copy.xlsm"), "--changes", str(folder / "out.txt")]
    assert main(words) == 2 and not (folder / "out.txt").exists()
    assert capsys.readouterr().err == "没有按钮“chek”，是否为“check”？\n"


PLACES = ["--workbook", "副本.xlsm", "--changes", "改动.txt"]
WORDS = {
    "宏所写的": ["check", *PLACES, "--asked", "问.txt", "--progress", "进度.txt", "--stop", "停.txt"],
    "只写必写的": ["check", *PLACES],
    "别的次序": ["check", *PLACES[2:], *PLACES[:2]],
    "同一项写两次": ["check", *PLACES, "--changes", "另一处.txt"],
    "连写": ["check", "--workbook=副本.xlsm", *PLACES[2:]],
    "缩写": ["check", "--work", "副本.xlsm", *PLACES[2:]],
    "按钮在后": [*PLACES, "check"],
    "另有当前表": ["check", *PLACES, "--tab", "小组", "--row", "7"],
    "显示用时": ["check", *PLACES, "--timing"],
    "空路径": ["check", "--workbook", "", "--changes", "改动.txt"],
    "没写按钮": PLACES,
    "什么都没写": [],
    "没写改动清单": ["check", *PLACES[:2]],
    "少一个文件": ["check", *PLACES, "--asked"],
    "文件像选项": ["check", *PLACES, "--asked", "--stop"],
    "不认识的选项": ["check", *PLACES, "--colour", "红"],
    "说明": ["check", *PLACES, "--help"],
}


def by_argparse(words):
    try:
        return vars(parser().parse_args(["press", *words]))
    except SystemExit:
        return None


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_the_options_of_the_macros_are_read_as_argparse_reads_them(words):
    options = press_file.read_options(words)
    assert options is None or {"verb": "press"} | vars(options) == by_argparse(words)


def test_the_options_of_the_macros_are_read_without_argparse():
    told = {name for name in WORDS if press_file.read_options(WORDS[name])}
    assert told == {"宏所写的", "只写必写的", "别的次序", "空路径"}


def test_what_the_macro_noted_is_taken(folder):
    notes = {"tab": "小组", "row": "7", "col": "3", "picked": "5,7", "filtered": "小组\n企业", "answer": "yes"}
    notes["book"] = str(folder / "表\t𠮷.xlsm")
    lines = "".join(f"{name}\t{escape(value)}\r\n" for name, value in notes.items())
    (folder / "asked.txt").write_text(lines + "later\tx\r\n", "ascii", newline="")
    options = Namespace(tab="", row=1, col=1, picked="", filtered="", answer="", book="")
    press_file.read_asked(options, folder / "asked.txt")
    assert {name: str(value) for name, value in vars(options).items()} == notes
    options.workbook, options.stop = folder / "copy.xlsm", folder / "stop.txt"
    desk = press_file.read_desk(options, Path(options.book), press_file.Teller(None))
    assert (desk.picked, desk.filtered, desk.answer) == ([5, 7], ["小组", "企业"], "yes")
    assert not desk.is_stopped()
    assert desk.formulas("小组成员") == {(3, 1)}
    (folder / "stop.txt").touch()
    assert desk.is_stopped()


def test_a_check_loads_nothing_slow_once_definitions_are_ready(folder):
    command = [sys.executable, "-c", COUNT, str(folder / "seen.json"), "press", "check"]
    command += ["--workbook", str(folder / "copy.xlsm"), "--changes", str(folder / "c.txt")]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(2):
        subprocess.run(command, cwd=built.__file__.rpartition("/tests")[0], check=True, timeout=300, env=env)
    status, modules = json.loads((folder / "seen.json").read_text())
    assert status == 0 and not SLOW & set(modules)


@pytest.mark.parametrize("button", CASES)
def test_a_button_loads_no_heavy_package_but_what_it_needs(folder, button):
    case, copy = CASES[button], folder / "copy.xlsm"
    copy.write_bytes(workbook(button, SPOILT).read_bytes())
    prepare(button, folder)
    command = [sys.executable, "-c", COUNT, str(folder / "seen.json"), "press", button, "--workbook", str(copy)]
    command += ["--book", str(copy), "--changes", str(folder / "c.txt"), "--tab", case.tab]
    command += ["--row", str(case.row), "--col", str(case.col), "--picked", str(case.row)]
    subprocess.run(command, cwd=built.__file__.rpartition("/tests")[0], check=True, timeout=300)
    status, modules = json.loads((folder / "seen.json").read_text())
    assert status == 0 and HEAVY & set(modules) <= NEEDS.get(button, (set(), ""))[0]
    decode((folder / "c.txt").read_bytes())


def test_timing_names_every_stage(folder, capsys):
    press(folder, "check", "--timing")
    words = capsys.readouterr().out.split()
    assert [words[at] for at in range(0, 12, 2)] == ["启动", "装载", "读入", "处理", "写出", "合计"]
    assert all(words[at].isdigit() for at in range(1, 12, 2))


def test_a_press_of_a_full_workbook_is_quick(folder):
    (folder / "copy.xlsm").write_bytes(built.workbook(built.PROVINCE).read_bytes())
    press(folder, "check")
    begun = time.perf_counter()
    press(folder, "check")
    assert time.perf_counter() - begun < 2


def test_a_copy_that_cannot_be_read_is_one_sentence(folder):
    (folder / "copy.xlsm").write_bytes(b"PK\3\4 cut short")
    [item] = press(folder, "check").items
    assert isinstance(item, Say) and item.kind == "critical" and item.text.endswith("。")


def test_an_unknown_button_and_a_missing_option_are_refused(folder, capsys):
    assert main(["press", "dance", "--workbook", str(folder / "copy.xlsm"), "--changes", str(folder / "c.txt")]) == 2
    assert not (folder / "c.txt").exists()
    with pytest.raises(SystemExit):
        main(["press", "check"])
    assert "--workbook" in capsys.readouterr().err


def test_nothing_is_written_when_nobody_waits_any_more(folder):
    gone = folder / "gone" / "changes.txt"
    assert main(["press", "log", "--workbook", str(folder / "copy.xlsm"), "--changes", str(gone)]) == 0
    assert not gone.parent.exists()


def test_a_second_press_on_the_same_workbook_is_told_what_runs(folder):
    from pyfuncs.turn import turn

    with turn(str(folder / "本人.xlsm"), "全部"):
        [item] = press(folder, "check", "--book", str(folder / "本人.xlsm")).items
    assert isinstance(item, Say) and "“全部”还没有做完" in item.text and item.kind == "critical"
    assert len(press(folder, "check", "--book", str(folder / "本人.xlsm")).items) > 3


def test_two_workbooks_do_not_wait_for_each_other(folder):
    from pyfuncs.turn import turn

    with turn(str(folder / "别人.xlsm"), "全部"):
        assert len(press(folder, "check", "--book", str(folder / "本人.xlsm")).items) > 3


def test_a_workbook_in_a_cloud_has_no_folder(folder):
    [item] = [item for item in press(folder, "forms", "--book", "https://x/y.xlsm").items if isinstance(item, Say)]
    assert "保存" in item.text


def test_the_stop_file_stops_before_anything_is_made(folder):
    (folder / "stop.txt").touch()
    before = {path.name for path in folder.iterdir()}
    changes = press(folder, "forms", "--book", str(folder / "copy.xlsm"), "--stop", str(folder / "stop.txt"))
    [item] = changes.items
    assert isinstance(item, Say) and "停止" in item.text
    assert {path.name for path in folder.iterdir()} == before | {"changes.txt"}


def test_progress_tells_how_far_it_is_and_the_buttons_name(folder):
    lines = []
    path = folder / "progress.txt"
    done = threading.Event()

    def watch():
        while not done.wait(0.001):
            if path.exists():
                lines.append(path.read_text("ascii"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    changes = press(folder, "forms", "--book", str(folder / "copy.xlsm"), "--progress", str(path))
    done.set()
    watcher.join()
    assert any(isinstance(item, Log) for item in changes.items)
    parts = [line.rstrip("\r\n").split("\t") for line in lines if line.count("\t") == 4]
    counts = {int(part[0]) for part in parts}
    assert len(counts) > 3 and max(counts) <= int(parts[-1][1])
    assert {part[3] for part in parts} <= {"", escape(BUTTONS["forms"].label)} and parts[-1][3]
    assert all(line.isascii() for line in lines)


def test_the_progress_file_beats_while_nothing_is_said(tmp):
    with press_file.Teller(tmp / "p.txt") as teller:
        teller.name("校验全部")
        first = (tmp / "p.txt").read_text()
        time.sleep(press_file.SECONDS * 1.6)
        second = (tmp / "p.txt").read_text()
    assert first.rpartition("\t")[0] == second.rpartition("\t")[0] and first != second


def test_a_machine_without_packages_tells_the_waiting_macro(folder, monkeypatch, capsys):
    from pyfuncs import environment

    monkeypatch.setattr(environment, "prepare", lambda argv: environment.FAILED)
    out = folder / "changes.txt"
    assert main(["press", "check", "--workbook", "x", "--changes", str(out)]) == 2
    assert decode(out.read_bytes()).items == [Say("critical", press_file.NOT_INSTALLED)]


def test_the_active_tab_decides_what_following_means(folder):
    first = press(folder, "following", "--tab", "2018附件3.1")
    assert [item for item in first.items if isinstance(item, Put | Go)]
    assert all(isinstance(item, Say) for item in press(folder, "following", "--tab", "小组").items)
