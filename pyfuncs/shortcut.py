"""What lies on the desktop afterwards: a shortcut to the workbook, and one to drop workbooks on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

POWERSHELL = (
    "$ErrorActionPreference='Stop';"
    "$made=Join-Path ([Environment]::GetFolderPath('Desktop')) ($env:QC_NAME+'.lnk');"
    "$link=(New-Object -ComObject WScript.Shell).CreateShortcut($made);"
    "$link.TargetPath=$env:QC_TARGET;$link.WorkingDirectory=$env:QC_FOLDER;$link.Save()"
)
"""Paths come by the environment: no quoting, and no sign of a path means anything to PowerShell."""

ENTRY = """[Desktop Entry]
Type=Application
Name={name}
Exec=xdg-open "{address}"
Icon=x-office-spreadsheet
Terminal=false
"""


def windows_call(name: str, target: Path) -> tuple[list[str], dict[str, str]]:
    """The command that makes `name`.lnk on the desktop of Windows, and what its environment holds besides."""
    command = ["powershell", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", POWERSHELL]
    return command, {"QC_NAME": name, "QC_TARGET": str(target), "QC_FOLDER": str(target.parent)}


def desktop_entry(name: str, target: Path) -> str:
    """A .desktop file that opens `target`; the address is spelled in ASCII, its % doubled as Exec demands."""
    return ENTRY.format(name=name, address=target.as_uri().replace("%", "%%"))


def desktop_folder() -> Path:
    """The desktop of a Linux account: as xdg-user-dir names it, else ~/Desktop."""
    try:
        done = subprocess.run(["xdg-user-dir", "DESKTOP"], check=False, capture_output=True)
        named = os.fsdecode(done.stdout).strip()
    except OSError:
        named = ""
    return Path(named) if named and Path(named) != Path.home() else Path.home() / "Desktop"


def make_shortcut(name: str, target: Path) -> str:
    """Puts a shortcut to `target` on the desktop; "" when it is there, else why not (part of a sentence)."""
    if sys.platform == "darwin":
        return "macOS 上请自己把它拖到程序坞"
    try:
        return _on_windows(name, target) if os.name == "nt" else _on_linux(name, target)
    except (OSError, subprocess.TimeoutExpired) as fault:
        return str(getattr(fault, "strerror", None) or "没有回应")


def _on_windows(name: str, target: Path) -> str:
    command, besides = windows_call(name, target)
    done = subprocess.run(command, check=False, capture_output=True, env=os.environ | besides, timeout=60)
    return "" if done.returncode == 0 else "这台电脑不许用 PowerShell 建快捷方式"


def _on_linux(name: str, target: Path) -> str:
    folder = desktop_folder()
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"{name}.desktop"
    made.write_text(desktop_entry(name, target), "utf-8")
    made.chmod(0o755)
    return ""
