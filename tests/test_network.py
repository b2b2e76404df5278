"""Nothing is sent and nothing fetched: the whole season's work without a network, and no socket is even opened."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import corpus
from lab import WATCHED, Lab

ROOT = Path(__file__).resolve().parent.parent
APART = ("unshare", "-rn")
"""A surrounding with no network but its own, empty one."""
REACHING = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "telnetlib", "asyncio", "requests", "httpx"}
FETCHES = {"wheels", "install", "environment", "system"}
"""The modules that set a machine up: they start pip."""


def can_be_apart() -> bool:
    return shutil.which("unshare") is not None and not subprocess.run([*APART, "true"], capture_output=True).returncode


def test_a_season_without_a_network(tmp_path, notice_2018):
    """Every program that the work starts is watched too."""
    desk = tmp_path / "申报"
    (desk / "收件").mkdir(parents=True)
    shutil.copy(corpus.good_book(desk / "簿.xlsx", notice_2018), desk / "收件" / "太原.xlsx")
    lab = Lab(tmp_path / "lab", APART if can_be_apart() else ())
    for words in (
        ("check", desk / "簿.xlsx"),
        ("forms", desk / "簿.xlsx", "--out", desk / "表"),
        ("print", desk / "簿.xlsx", "--out", desk / "打印", "--no-pdf"),
        ("take", desk / "表", "--into", desk / "簿.xlsx"),
        ("merge", desk / "收件", "--out", desk / "全省.xlsm"),
        ("returns", desk / "收件", "--out", desk / "退回"),
        ("pack", desk / "簿.xlsx", "--out", desk / "报送.zip"),
        ("new", desk / "新.xlsm", "--notice", "2018", "--unit", "太原"),
    ):
        done = lab.run(*words)
        assert done.status in (0, 1), done.err
        assert done.opened == "", words[0]
    lab.close()


def test_the_watch_sees_a_socket(tmp_path):
    """Else the test above would prove nothing."""
    env = os.environ | {"PYTHONPATH": str(WATCHED), "QC_WATCHED": str(tmp_path / "seen")}
    subprocess.run([sys.executable, "-c", "import socket; socket.socket().close()"], env=env, check=True)
    assert "socket" in (tmp_path / "seen").read_text("utf-8")


def test_no_module_but_the_set_up_knows_how_to_reach_a_network():
    found = set()
    for path in (ROOT / "pyfuncs").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            found |= {path.stem for name in names if name in REACHING}
    assert found <= FETCHES
