"""A process of one's own for files from outside: what a hostile file does to its reader, it does to that alone."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def command(module: str, *arguments: str) -> list[str]:
    """The words that start a module of the program in a new process."""
    return [sys.executable, "-m", f"{__package__}.{module}", *arguments]


def options() -> dict[str, Any]:
    """How it is started: the program on its path, its complaints unheard, no window."""
    import subprocess

    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        "env": os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        "stderr": subprocess.DEVNULL,
        "creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0),
    }


def limit_memory(most: int) -> None:
    """This process may hold so many bytes; where the system knows no such limit, nothing happens."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
