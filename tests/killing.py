"""What a kill leaves is what the disk holds at that moment: a run of the command line watched before each of its file
operations, and one that is killed."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
States = list[dict[str, bytes]]

WATCHED = """
import os, pickle, sys
from pathlib import Path

root, told = sys.argv[1], Path(sys.argv[2])
EVENTS = {f"os.{name}" for name in ("rename", "remove", "mkdir", "rmdir", "chmod", "truncate")} | {"shutil.copyfile"}
states, busy = [], []


def look(event, arguments):
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if busy or not (writes or event in EVENTS) or not str(arguments[0]).startswith(root):
        return
    busy.append(event)
    state = {str(path.relative_to(root)): path.read_bytes() for path in Path(root).rglob("*") if path.is_file()}
    if not states or states[-1] != state:
        states.append(state)
    busy.clear()


from pyfuncs.__main__ import main

sys.addaudithook(look)
status = main(sys.argv[3:])
busy.append("over")
told.write_bytes(pickle.dumps(states))
sys.exit(status)
"""
"""The command line, keeping what a folder holds before each file operation there."""


def watched(folder: Path, words: Sequence[str], notes: Path) -> States:
    """What the folder holds before every file operation of a run; the run must not fail."""
    command = [sys.executable, "-c", WATCHED, str(folder), str(notes), *words]
    assert subprocess.run(command, cwd=ROOT, **QUIET).returncode in (0, 1)
    return pickle.loads(notes.read_bytes())


def put(folder: Path, state: Mapping[str, bytes]) -> None:
    """Makes the folder hold these files alone."""
    shutil.rmtree(folder)
    folder.mkdir()
    for name, data in state.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


@dataclass(slots=True)
class Killer:
    """Ends runs of the command line with signal 9, them and all they have started, at moments of chance.

    Every second one late in the run, when files are written.
    """

    words: Sequence[str]
    chance: random.Random
    lasts: float = 0.0
    number: int = 0

    def whole(self) -> int:
        """A run that is let alone, to see how long one takes; its status."""
        begun = time.monotonic()
        status = self._start().wait()
        self.lasts = time.monotonic() - begun
        return status

    def strike(self) -> None:
        """A run that is not."""
        self.number += 1
        process = self._start()
        time.sleep(self.lasts * self.chance.uniform(0.7 * (self.number % 2), 1))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _start(self) -> subprocess.Popen:
        command = [sys.executable, "-m", "pyfuncs", *self.words]
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True, **QUIET)
