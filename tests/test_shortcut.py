"""Shortcuts: what Windows and Linux are asked for, with paths that mean something to a shell."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from pyfuncs import shortcut

TARGET = Path("/srv/质协 & 'QC' 100%$HOME`x`/QC申报汇总.xlsm")


@pytest.fixture
def path(tmp, monkeypatch):
    """A PATH with nothing but what `put` puts there (shell scripts)."""
    monkeypatch.setenv("PATH", str(tmp))
    monkeypatch.setenv("HOME", str(tmp))

    def put(name: str, script: str) -> None:
        (tmp / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (tmp / name).chmod(0o755)

    return put


def test_windows_gets_its_paths_by_the_environment_only():
    command, besides = shortcut.windows_call("QC申报汇总", TARGET)
    assert all(part.isascii() and '"' not in part for part in command)
    assert besides == {"QC_NAME": "QC申报汇总", "QC_TARGET": str(TARGET), "QC_FOLDER": str(TARGET.parent)}
    assert all(f"$env:{name}" in command[-1] for name in besides)


def test_powershell_is_run_with_them(path, tmp):
    path("powershell", f'printf \'%s|%s\' "$QC_NAME" "$QC_TARGET" > {shlex.quote(str(tmp / "told"))}')
    assert shortcut._on_windows("名", TARGET) == ""
    assert (tmp / "told").read_text("utf-8") == f"名|{TARGET}"


def test_a_computer_that_does_not_allow_it_is_no_failure(path, monkeypatch):
    path("powershell", "exit 1")
    assert "不许" in shortcut._on_windows("名", TARGET)
    monkeypatch.setattr(os, "name", "nt")
    monkeypatch.setattr(shortcut, "_on_windows", lambda name, target: subprocess.run(["/no/such/program"]))
    assert shortcut.make_shortcut("名", TARGET) == "No such file or directory"


def test_the_linux_entry_opens_the_very_file():
    entry = dict(line.split("=", 1) for line in shortcut.desktop_entry("名", TARGET).splitlines() if "=" in line)
    assert entry["Name"] == "名" and entry["Exec"].isascii()
    program, address = shlex.split(entry["Exec"].replace("%%", "%"))
    assert program == "xdg-open" and unquote(urlsplit(address).path) == str(TARGET)
    assert "%" not in entry["Exec"].replace("%%", ""), "a single % is a field code"
    assert not set("$`\\") & set(entry["Exec"])


def test_linux_puts_it_on_the_desktop_that_the_account_has(path, tmp):
    assert shortcut.make_shortcut("名", TARGET) == ""
    made = tmp / "Desktop" / "名.desktop"
    assert made.read_text("utf-8").startswith("[Desktop Entry]") and os.access(made, os.X_OK)
    path("xdg-user-dir", f"echo {shlex.quote(str(tmp / '桌面'))}")
    assert shortcut.desktop_folder() == tmp / "桌面"
    path("xdg-user-dir", f"echo {shlex.quote(str(tmp))}")
    assert shortcut.desktop_folder() == tmp / "Desktop", "the home folder itself means that there is none"


def test_a_desktop_that_cannot_be_written_is_told(path, tmp):
    (tmp / "Desktop").write_text("in the way", "utf-8")
    assert shortcut.make_shortcut("名", TARGET) == "File exists"


def test_macos_is_told_how(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "程序坞" in shortcut.make_shortcut("名", TARGET)
