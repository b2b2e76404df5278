"""Runs the command line again and again in a closed room: what it says, costs, opens and leaves behind.

The program is loaded once, in a process of its own that forks for each run; with `real` each run is a new
`python -m pyfuncs`, as a clerk starts it. Readers that the program starts are watched with it.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WATCHED = ROOT / "tests" / "watched"
HANGS = 120
"""Wall time after which a run is ended: far more than any needs on a machine that does much else."""


@dataclass(slots=True)
class Outcome:
    """What a run did: seconds of processor time and MB of the largest of its processes, readers included.

    opened  sockets and other programs; left  what lies in its temporary folder afterwards
    """

    status: int
    out: str
    err: str
    seconds: float
    memory: float
    opened: str
    left: list[str]

    @property
    def hung(self) -> bool:
        return self.status == -signal.SIGKILL


class Lab:
    """The warm process. `room` is a folder for its notes and for the temporary folder of each run."""

    def __init__(self, room: Path, inside: Sequence[str] = ()) -> None:
        """inside  the words of a command that starts the process in another surrounding, and becomes it"""
        self.room = room
        room.mkdir(parents=True, exist_ok=True)
        paths = [str(WATCHED), str(ROOT)]
        env = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(
            [*inside, sys.executable, str(Path(__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=env,
            cwd=ROOT,
        )
        self.number = 0

    def run(
        self, *arguments: str | Path, real: bool = False, env: Mapping[str, str] | None = None, largest: int = 0
    ) -> Outcome:
        """One run of the command line. largest: how many bytes of a file it can write, 0 = any."""
        self.number += 1
        place = self.room / str(self.number)
        (place / "tmp").mkdir(parents=True)
        asked = {
            "arguments": [str(word) for word in arguments],
            "place": str(place),
            "real": real,
            "env": dict(env or {}),
            "largest": largest,
        }
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        read = {name: _text(place / name) for name in ("out", "err", "opened")}
        left = sorted(str(path.relative_to(place / "tmp")) for path in (place / "tmp").rglob("*"))
        return Outcome(told["status"], read["out"], read["err"], told["seconds"], told["memory"], read["opened"], left)

    def close(self) -> None:
        """Ends the warm process."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


# -- the warm process --------------------------------------------------------------------------------


def _do(asked: dict[str, Any], place: Path, words: Sequence[str]) -> None:
    """In the fork: becomes the command line."""
    os.setsid()
    for name, number in (("out", 1), ("err", 2)):
        handle = os.open(place / name, os.O_WRONLY | os.O_CREAT)
        os.dup2(handle, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update({"TMPDIR": str(place / "tmp"), "QC_WATCHED": str(place / "opened"), **asked["env"]})
    if asked["largest"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["largest"], asked["largest"]))
    if asked["real"]:
        os.execv(sys.executable, [sys.executable, "-m", "pyfuncs", *words])
    import sitecustomize

    from pyfuncs.__main__ import main

    sitecustomize.NOTED = os.environ["QC_WATCHED"]
    sys.addaudithook(sitecustomize.told)
    status: Any = 1
    try:
        status = main(list(words))
    except SystemExit as ended:
        status = ended.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _serve() -> None:
    from pyfuncs import __main__, commands, merging, sitting, take, traffic  # noqa: F401  loaded once, for all runs

    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            _do(asked, Path(asked["place"]), asked["arguments"])
        status, usage = _wait(child)
        cost = {"seconds": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss / 1024}
        print(json.dumps({"status": status, **cost}), flush=True)


def _wait(child: int) -> tuple[int, resource.struct_rusage]:
    """Its exit status, or the signal that ended it, as a negative number."""
    until = time.monotonic() + HANGS
    while time.monotonic() < until:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), usage
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    _, _, usage = os.wait4(child, 0)
    return -signal.SIGKILL, usage


if __name__ == "__main__":
    _serve()
