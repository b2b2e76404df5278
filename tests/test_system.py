"""LibreOffice and Debian's packages: found, installed when allowed, else one sentence."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pyfuncs import system


@pytest.fixture
def machine(tmp, monkeypatch):
    """A machine with nothing on its PATH but what `put` puts there (shell scripts)."""
    monkeypatch.setenv("PATH", str(tmp))
    monkeypatch.setattr(system, "OFFICE_PLACES", ())
    monkeypatch.setattr(system, "UNO_PLACE", str(tmp / "uno.py"))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("CI", raising=False)

    def put(name: str, script: str = "true") -> Path:
        path = tmp / name
        path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        path.chmod(0o755)
        return path

    for name in ("env", "true"):
        (tmp / name).symlink_to(f"/usr/bin/{name}")
    return put


def complete(put) -> None:
    """All that the tests need."""
    put("uno.py")
    put("Xvfb")
    put("soffice")
    put("pdftoppm")
    put("fc-list", "echo NotoSansCJK")


def test_office_is_found_on_the_path_or_at_its_usual_place(machine, tmp, monkeypatch):
    assert system.find_office() is None
    monkeypatch.setattr(system, "OFFICE_PLACES", (str(tmp / "nowhere"), str(machine("office.exe"))))
    assert system.find_office() == tmp / "office.exe"
    machine("soffice")
    assert system.find_office() == tmp / "soffice"


def test_everything_there_means_nothing_is_installed(machine, tmp, capsys):
    complete(machine)
    machine("apt-get", f"touch '{tmp}/called'")
    assert system.ensure_office() == tmp / "soffice"
    assert not (tmp / "called").exists() and capsys.readouterr().err == ""


def test_each_missing_part_is_named(machine):
    assert [lack.split("（")[0] for lack in system.missing_for_tests()] == [
        "LibreOffice", "pdftoppm", "中文字体", "UNO", "虚拟屏幕",
    ]  # fmt: skip
    complete(machine)
    machine("fc-list", "true")
    assert system.missing_for_tests() == ["中文字体（fonts-noto-cjk）"]


def test_root_installs_by_apt_without_questions(machine, tmp, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    script = "#!/bin/sh\\nexit 0"
    machine(
        "apt-get",
        f'echo "$DEBIAN_FRONTEND $@" >> "{tmp}/calls"\n'
        'case "$*" in *install*) cd "${0%/*}"\n'
        f'for name in soffice pdftoppm uno.py Xvfb; do printf "{script}" > $name; /bin/chmod 755 $name; done\n'
        'printf "#!/bin/sh\\necho Noto" > fc-list; /bin/chmod 755 fc-list;; esac',
    )
    assert system.ensure_office() == tmp / "soffice"
    update, install = (tmp / "calls").read_text("utf-8").splitlines()
    assert update.startswith("noninteractive") and update.endswith("update")
    assert install.endswith("install -y --no-install-recommends " + " ".join(system.OFFICE_PACKAGES))
    assert "正在从系统软件源安装LibreOffice" in capsys.readouterr().err


def test_another_user_installs_by_sudo_only_when_it_asks_nothing(machine, tmp, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine("apt-get", f"echo apt >> '{tmp}/calls'")
    machine("sudo", "exit 1")
    assert not system.install_packages(["fonts-noto-cjk"], "中文字体")
    assert not (tmp / "calls").exists()
    machine("sudo", f'echo "sudo $1" >> "{tmp}/calls"; shift; exec "$@"')
    assert system.install_packages(["fonts-noto-cjk"], "中文字体")
    assert (tmp / "calls").read_text("utf-8").split("\n")[-3:-1] == ["sudo -n", "apt"]


def test_what_apt_complains_of_is_said(machine, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine("apt-get", 'echo "E: Unable to locate package" >&2; exit 100')
    assert system.ensure_office() is None
    words = capsys.readouterr().err
    assert "apt-get install 未成功：E: Unable to locate package" in words
    assert "请先安装 libreoffice-calc libreoffice-writer python3-uno xvfb fonts-noto-cjk" in words


def test_under_ci_a_missing_office_is_an_error(machine, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(system.SetupError, match=r"LibreOffice.*没有.*无法自动安装"):
        system.ensure_office()


def test_a_last_line_prefers_the_error():
    assert system.last_line("Reading\nE: broken\nDone\n\n") == "E: broken"
    assert system.last_line("one\ntwo\n") == "two"
    assert system.last_line("") == "没有说明原因"


def test_progress_does_not_stumble_over_an_ascii_terminal(monkeypatch, tmp):
    with (tmp / "terminal").open("w", encoding="ascii") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        system.say("安装 ok")
    assert (tmp / "terminal").read_text("ascii") == "?? ok\n"
