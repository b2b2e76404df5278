"""Workbooks dropped on 校验.cmd: each is checked as a closed file and its result opened; no macro is needed."""

from __future__ import annotations

import os
import re
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .commands import findings_path
from .system import say

COULD_NOT_RUN = 2
CALL = re.compile(r'\s/c\s+""[^"]+\.(?:cmd|bat)"(?P<rest>.*)"\s*$', re.IGNORECASE)
WORD = re.compile(r'"([^"]*)"|(\S+)')


def dropped(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> list[str]:
    """The files that were dropped.

    Explorer quotes only a path with blanks, and cmd.exe cuts an unquoted one at its first "&". So the command
    file hands over cmd's whole command line in QC_DROPPED; without one of that form `arguments` stand.
    """
    found = CALL.search(environ.get("QC_DROPPED", ""))
    if not found:
        return list(arguments)
    return [quoted or plain for quoted, plain in WORD.findall(found["rest"])]


def drop(files: Sequence[str], check: Callable[[str], int]) -> int:
    """Checks every file and opens what came out; one that cannot be read keeps none of the others back.

    check  the verb for one file: its exit status. The worst status is given back, 2 when nothing was dropped.
    """
    if not files:
        say("请把要校验的工作簿（.xlsm 或 .xlsx，可以几本一起）拖到“校验.cmd”上。")
        return COULD_NOT_RUN
    worst = 0
    for file in files:
        status = check(file)
        if status < COULD_NOT_RUN:
            show(findings_path(Path(file)))
        worst = max(worst, status)
    return worst


def show(path: Path) -> None:
    """Opens a file in the program that the desk has for it."""
    if hasattr(os, "startfile"):
        os.startfile(path)
    else:
        webbrowser.open(path.resolve().as_uri())
