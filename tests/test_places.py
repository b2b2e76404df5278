"""Other languages of the system, and folders as clerks name them: every verb works alike, its output is the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import corpus
import pytest
from hostile import snapshot
from lab import Lab

ROOT = Path(__file__).resolve().parent.parent
LOCALES = {
    "gbk": {"LANG": "zh_CN.GBK", "LC_ALL": "zh_CN.GBK", "PYTHONIOENCODING": "gbk"},
    "c": {"LANG": "C", "LC_ALL": "C"},
    "posix ascii": {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
    "turkish": {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr", "TZ": "Europe/Istanbul"},
}
FOLDERS = {
    "中文": "申报材料",
    "空格": " 二〇一八 年  太原 ",
    "表情": "📁资料👨‍👩‍👧",
    "引号和符号": "a&b's (1) %PATH% #$;[x]",
    "很长": "长" * 60,
    "减号开头": "-x",
    "点": "v1.0.xlsx",
    "组合字": "é e\u0301 İı ß",
}
LONGEST_PATH = 250
MADE_OF = {"zh_CN.GBK": ("zh_CN", "GBK"), "tr_TR.UTF-8": ("tr_TR", "UTF-8")}
"""The languages that a machine may lack, and what its localedef makes them of."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    made = Lab(tmp_path_factory.mktemp("lab"))
    yield made
    made.close()


def work(run, folder: Path) -> dict[str, bytes]:
    """The verbs of a season in a folder that holds 簿.xlsx; what they made."""
    book = folder / "簿.xlsx"
    for words in (
        ("check", book),
        ("fees", book, "--json", folder / "费用.json"),
        ("forms", book, "--out", folder / "表"),
        ("merge", folder / "收件", "--out", folder / "全省.xlsm"),
        ("take", folder / "表", "--into", book),
    ):
        run(*map(str, words))
    return snapshot(folder)


@pytest.fixture(scope="module")
def usual(tmp_path_factory, lab, notice_2018) -> dict[str, bytes]:
    """What is made where nothing is unusual."""
    folder = tmp_path_factory.mktemp("usual")
    desk_in(folder, notice_2018)

    def run(*words: str) -> None:
        done = lab.run(*words)
        assert done.status in (0, 1), done.err

    return work(run, folder)


def desk_in(folder: Path, notice) -> None:
    (folder / "收件").mkdir(parents=True)
    corpus.good_book(folder / "簿.xlsx", notice)
    shutil.copy(folder / "簿.xlsx", folder / "收件" / "太原.xlsx")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory) -> dict[str, str]:
    """Where the languages are that were made here: they are real ones where the machine can make them, else a name."""
    folder = tmp_path_factory.mktemp("languages")
    if shutil.which("localedef") is None:
        return {}
    for name, (language, signs) in MADE_OF.items():
        subprocess.run(["localedef", "-i", language, "-f", signs, str(folder / name)], capture_output=True)
    return {"LOCPATH": str(folder)}


@pytest.mark.parametrize("name", LOCALES)
def test_the_language_of_the_system_changes_nothing(name, spoken, usual, tmp_path, notice_2018):
    """Each verb as a process of its own, for a language is chosen when Python starts."""
    desk_in(tmp_path / "申报", notice_2018)

    def run(*words: str) -> None:
        env = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON"))}
        command = [sys.executable, "-m", "pyfuncs", *words]
        done = subprocess.run(command, cwd=ROOT, env=env | spoken | LOCALES[name], capture_output=True)
        assert done.returncode in (0, 1), done.stderr.decode("utf-8", "replace")
        assert b"Traceback" not in done.stdout + done.stderr

    made = work(run, tmp_path / "申报")
    assert made.keys() == usual.keys()
    assert made["费用.json"] == usual["费用.json"]
    assert {name: data for name, data in made.items() if name.startswith("表/") and name.endswith(".docx")} == {
        name: data for name, data in usual.items() if name.startswith("表/") and name.endswith(".docx")
    }


@pytest.mark.parametrize("name", FOLDERS)
def test_the_name_of_a_folder_changes_nothing(name, lab, usual, tmp_path, notice_2018):
    folder = tmp_path / FOLDERS[name]
    desk_in(folder, notice_2018)

    def run(*words: str) -> None:
        done = lab.run(*words)
        assert done.status in (0, 1), done.err

    made = work(run, folder)
    assert made.keys() == usual.keys()
    assert {name: data for name, data in made.items() if name.endswith(".docx")} == {
        name: data for name, data in usual.items() if name.endswith(".docx")
    }


def test_a_path_of_250_signs(lab, usual, tmp_path, notice_2018):
    """Nearly as long as Windows allows: whatever can be written is, the rest is one sentence."""
    folder = tmp_path
    while len(str(folder)) < LONGEST_PATH - 60:
        folder = folder / ("长路径" * 10)
    folder = folder / ("x" * (LONGEST_PATH - len(str(folder)) - len("/簿.xlsx") - 1))
    desk_in(folder, notice_2018)
    assert len(str(folder / "簿.xlsx")) == LONGEST_PATH

    def run(*words: str) -> None:
        done = lab.run(*words)
        assert done.status in (0, 1), done.err

    assert work(run, folder).keys() == usual.keys()


def test_a_name_that_is_too_long_is_one_sentence(lab, tmp_path, notice_2018):
    desk_in(tmp_path / "申报", notice_2018)
    for name in ("长" * 300, f"{'长' * 70}/" * 80 + "出"):
        for words in (("forms", "--out", tmp_path / name), ("fees", "--out", tmp_path / f"{name}.docx")):
            done = lab.run(words[0], tmp_path / "申报" / "簿.xlsx", *words[1:])
            assert done.status == 2 and "太长" in done.err and done.err.count("\n") == 1
