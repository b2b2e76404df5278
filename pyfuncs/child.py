"""A process of one's own for files from outside: what a hostile file does to its reader, it does to that alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def command(module: str, *arguments: str) -> list[str]:
    """The words that start a module of the program in a new process; never one of that name in the folder of the
    moment, which may be full of what strangers sent."""
    return [sys.executable, "-P", "-m", f"{__package__}.{module}", *arguments]


def options() -> dict[str, Any]:
    """How it is started: the program on its path, its complaints unheard, no window."""
    import subprocess

    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        "env": os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        "stderr": subprocess.DEVNULL,
        "creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0),
    }


@contextmanager
def room(more: int) -> Iterator[None]:
    """For a while this process may hold only so many bytes more than it does; where no such limit is known, any."""
    try:
        import resource

        before = resource.getrlimit(resource.RLIMIT_AS)
        held = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        ends = [held + more, *(end for end in before if end != resource.RLIM_INFINITY)]
        resource.setrlimit(resource.RLIMIT_AS, (min(ends), before[1]))
    except (ImportError, ValueError, OSError):
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def limit_memory(most: int) -> None:
    """This process may hold so many bytes; where the system knows no such limit, nothing happens."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
