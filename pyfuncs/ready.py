"""What definition files say, kept ready beside the compiled modules, as Python keeps its .pyc files there.

Reading and proving the TOML of a notice takes longer than all the rest of a press. What it came to is kept, and taken
again only while every byte of the definitions and every module of the program is the same.
"""

from __future__ import annotations

import importlib.util
import os
import pickle
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from .files import write_new

SUFFIX = ".definitions"
PROGRAM = Path(__file__).parent
FOLDER = Path(importlib.util.cache_from_source(__file__)).parent
T = TypeVar("T")


def _modules(folder: Path) -> str:
    """The program as it lies there: its modules by time and size, as Python knows a .pyc file for stale; "" unknown."""
    try:
        with os.scandir(folder) as found:
            modules = [(item.name, item.stat()) for item in found if item.name.endswith(".py")]
        return repr(sorted((name, seen.st_mtime_ns, seen.st_size) for name, seen in modules))
    except OSError:
        return ""


RUNNING = _modules(PROGRAM)
"""Seen when the process starts: one that outlives an update must not pass its own work for the new program's."""


NOTHING: tuple[bytes, Any] = b"", None
SHARED: dict[Path, tuple[bytes, Any]] = {}
"""What `shared` gave last, by its place, with the state it was made in."""


def ready(name: str, definitions: Iterable[Path | bytes], make: Callable[[], T]) -> T:
    """What `make` gives, or gave when `definitions` (files, or what was made of them) held the same; a new object each
    time.

    What cannot be kept, or was kept by another program or Python, is made anew. Raises what `make` raises.
    """
    return _kept(_place(name), _state(definitions), make)


def shared(name: str, definitions: Iterable[Path | bytes], make: Callable[[], T]) -> T:
    """As `ready`, but while all is the same the same object, in a process that outlives a press: nobody changes it."""
    path, state = _place(name), _state(definitions)
    if not state or SHARED.get(path, NOTHING)[0] != state:
        SHARED[path] = state, _kept(path, state, make)
    made: T = SHARED[path][1]
    return made


def _place(name: str) -> Path:
    return FOLDER / f"{name}.{sys.implementation.cache_tag}{SUFFIX}"


def _kept(path: Path, state: bytes, make: Callable[[], T]) -> T:
    with suppress(Exception):  # none there, cut short, foreign: whatever it is, it is made anew
        data = path.read_bytes()
        if state and data.startswith(state):
            return pickle.loads(memoryview(data)[len(state) :])
    made = make()
    if state and not sys.dont_write_bytecode:
        with suppress(OSError):
            write_new(path, state + pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    return made


def _state(definitions: Iterable[Path | bytes]) -> bytes:
    """All that what is kept depends on: where the program lies, its modules by time and size, the definitions whole.

    b"" where that cannot be seen."""
    if not RUNNING:
        return b""
    parts = [str(PROGRAM).encode("utf-8", "surrogatepass"), sys.version.encode(), RUNNING.encode("utf-8", "replace")]
    try:
        for item in definitions:
            if isinstance(item, Path):
                parts.append(str(item).encode("utf-8", "surrogatepass"))
            parts.append(item.read_bytes() if isinstance(item, Path) else item)
    except OSError:
        return b""
    state = b"\0".join(parts)
    return b"%d:%b" % (len(state), state)  # no state begins as another does
