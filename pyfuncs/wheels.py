"""The folder of wheels for a computer without a network: every pinned package, downloaded here for it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from . import environment
from .environment import OFFLINE, REQUIREMENTS, ROOT, STORE_REQUIREMENTS, WHEELS
from .system import SetupError, last_line, say

SYSTEMS = {"win": "win32", "macosx": "darwin"}
"""`sys.platform` by the start of a wheel's platform tag; every other tag is Linux."""


def system_of(tag: str) -> str:
    """The `sys.platform` that a wheel's platform tag is for: win_amd64 → win32."""
    return next((name for start, name in SYSTEMS.items() if tag.startswith(start)), "linux")


def download_arguments(requirements: Sequence[Path], folder: Path, platform: str = "", python: str = "") -> list[str]:
    """pip's arguments that fetch every pinned package into `folder`.

    platform, python  wheel tag (win_amd64) and version (3.12) of the other computer; "" = as this one

    pip judges `sys_platform` by the computer it runs on, so the packages are picked here and named one by
    one; all that they need is pinned too, hence --no-deps.
    """
    wanted = environment.pins(requirements, system_of(platform) if platform else sys.platform)
    arguments = ["download", "--progress-bar", "off", "--only-binary", ":all:", "--no-deps", "--dest", str(folder)]
    if platform:
        arguments += ["--platform", platform]
    if python:
        arguments += ["--python-version", python, "--implementation", "cp"]
    return arguments + [f"{name}=={version}" for name, version in wanted.items()]


def fetch(folder: Path | None = None, platform: str = "", python: str = "", store: bool = False) -> Path:
    """Downloads the wheels into `folder` (None = `wheels` beside requirements.txt); gives the folder.

    store  the packages of 汇总库 too, for `install --store` there

    Raises SetupError without a network, or when a package has no wheel for that computer; OSError.
    """
    folder = folder or ROOT / WHEELS
    folder.mkdir(parents=True, exist_ok=True)
    pip = [str(environment.ensure([])), "-I", "-X", "utf8", "-m", "pip"]
    say(f"正在下载软件包到 {folder}，约一两分钟……")
    env = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    wanted = [*REQUIREMENTS, *(STORE_REQUIREMENTS if store else [])]
    arguments = download_arguments(wanted, folder, platform, python)
    done = subprocess.run([*pip, *arguments], check=False, capture_output=True, env=env)
    if done.returncode:
        raise SetupError(_why((done.stdout + done.stderr).decode("utf-8", "replace")))
    say(f"已备好 {len(list(folder.glob('*.whl')))} 个软件包，在 {folder}。")
    option = "（命令后面写 --store，连同汇总库）" if store else ""
    say(f"把整个程序文件夹连同它拷到那台电脑上安装{option}，不必联网。")
    return folder


def _why(output: str) -> str:
    if "from versions: none" not in output and not re.search(OFFLINE, output):
        return f"下载软件包失败：{last_line(output)}。"
    return f"下载软件包失败，没有连上网络，或没有适合那台电脑的版本：{last_line(output)}。"
