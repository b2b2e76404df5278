"""The machine's own programs: LibreOffice and what goes with it, from Debian's packages when missing.

Standard library only, like `environment`, which uses it. Progress goes to stderr, so that `--json -` stays clean.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

OFFICE_PACKAGES = (
    "libreoffice-calc",
    "libreoffice-writer",
    "python3-uno",
    "xvfb",
    "fonts-noto-cjk",
    "fonts-liberation",
    "fontconfig",
    "poppler-utils",
)
OFFICE_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
UNO_PLACE = "/usr/lib/python3/dist-packages/uno.py"
"""Where Debian puts the module that drives an open LibreOffice; other systems ship it with LibreOffice."""


class SetupError(Exception):
    """The machine cannot be made ready; the message is one Chinese sentence that says what to do."""


def say(text: str) -> None:
    """One progress line on stderr, whatever its encoding."""
    encoding = sys.stderr.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), file=sys.stderr, flush=True)


def write_names_in_utf8() -> None:
    """Starts this Python anew where the system's language (GBK, on an old Linux) writes the names of files otherwise
    than those of the program are written; returns where there is nothing to do, as nearly everywhere."""
    if sys.getfilesystemencoding() == "utf-8":
        return
    os.environ.setdefault("PYTHONIOENCODING", sys.stdout.encoding)  # the terminal stays what it is
    os.environ["PYTHONUTF8"] = "1"  # for the processes that read files of others
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


def last_line(output: str) -> str:
    """The last error that a program's output names, else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("ERROR", "E:", "Error"))]
    return (errors or lines or ["没有说明原因"])[-1]


def find_office() -> Path | None:
    """The soffice program, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    found = found or next((place for place in OFFICE_PLACES if Path(place).is_file()), None)
    return Path(found) if found else None


def missing_for_tests() -> list[str]:
    """What is not there of soffice, pdftoppm, a Chinese font, uno and Xvfb, in words; [] when all are."""
    lacks = []
    if not find_office():
        lacks.append("LibreOffice")
    if not shutil.which("pdftoppm"):
        lacks.append("pdftoppm（poppler-utils）")
    if sys.platform == "linux" and not _has_chinese_font():
        lacks.append("中文字体（fonts-noto-cjk）")
    if sys.platform == "linux" and not Path(UNO_PLACE).is_file():
        lacks.append("UNO（python3-uno）")
    if sys.platform == "linux" and not shutil.which("Xvfb"):
        lacks.append("虚拟屏幕（xvfb）")
    return lacks


def _has_chinese_font() -> bool:
    lister = shutil.which("fc-list")
    if not lister:
        return False
    import subprocess

    return bool(subprocess.run([lister, ":lang=zh"], check=False, capture_output=True).stdout.strip())


def ensure_office() -> Path | None:
    """soffice with pdftoppm, uno and a Chinese font, installed from Debian's packages when missing and allowed.

    None when they cannot be had: the tests that need them then fail. Under CI=true raises SetupError."""
    lacks = missing_for_tests()
    if lacks and install_packages(OFFICE_PACKAGES, "、".join(lacks)):
        lacks = missing_for_tests()
    if not lacks:
        return find_office()
    sentence = f"测试需要{'、'.join(lacks)}，这台电脑上没有，也无法自动安装：请先安装 {' '.join(OFFICE_PACKAGES)}。"
    if os.environ.get("CI", "").lower() in ("true", "1"):
        raise SetupError(sentence)
    say(sentence)
    return None


def install_packages(packages: Sequence[str], what: str) -> bool:
    """Installs Debian packages as root or by sudo without a password; False when not allowed or failed."""
    import subprocess

    rights = _rights()
    if not shutil.which("apt-get") or rights is None:
        return False
    say(f"正在从系统软件源安装{what}，可能需要几分钟……")
    quiet = ["-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3", "-o", "Acquire::http::Timeout=30"]
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        command = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *quiet, *step]
        done = subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            output = (done.stdout + done.stderr).decode("utf-8", "replace")
            say(f"apt-get {step[0]} 未成功：{last_line(output)}")
    return done.returncode == 0


def _rights() -> list[str] | None:
    """What to put before a command that needs root: nothing, sudo -n, or None where neither will do."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    import subprocess

    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None
