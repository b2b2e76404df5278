"""Runs jobs in turn, each into a fresh folder, and tells the medians of the processor's and the clock's time."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

OURS = "pyfuncs"
Run = Callable[[Path], Any]
"""Does the job once; a fresh folder is there for what it writes."""


@dataclass(frozen=True)
class Job:
    """One way of doing a case. units: how much of it one run does (slow peers do less of it); times are told per unit.

    read    tells what a run has made, from its folder; None = what the run gave back
    goal    least of (its time ÷ ours); below 1 for what can only be approached, such as a floor
    rounds  at most so many, for peers that take minutes; None = as many as asked for
    note    what a reader of the table must know of it
    """

    name: str
    run: Run
    units: float = 1
    read: Run | None = None
    goal: float | None = None
    rounds: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Case:
    """One job done side by side. `agree` is given what each job made, by name, and raises where they differ.

    most     goal for our own time, ms of the processor per unit
    missing  peers that are not on this machine, and why
    pace     it is also told how many of its units are done in a second
    series   cases of one name are one job at several sizes, to see how its time grows with its units
    """

    key: str
    what: str
    unit: str
    jobs: Sequence[Job]
    agree: Callable[[dict[str, Any]], None] = field(default=lambda results: None)
    most: float | None = None
    missing: dict[str, str] = field(default_factory=dict)
    series: str = ""
    pace: bool = False


def processor_seconds() -> float:
    """Processor time of this process and of the children that have ended."""
    try:
        import resource
    except ImportError:
        return sum(os.times()[:4])
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def measure(case: Case, rounds: int, work: Path) -> dict[str, Any]:
    """Warms every job up, compares what they made, then times them in turn; times in ms per unit of each round.

    memory  MB that our own job needs, before anything is warm; None for peers
    """
    memory = {job.name: most_memory(job, work) for job in case.jobs if job.name == OURS}
    confirm(case, work)
    times: dict[str, dict[str, list[float]]] = {job.name: {"cpu": [], "wall": []} for job in case.jobs}
    for number in range(rounds):
        for job in case.jobs:
            if job.rounds is None or number < job.rounds:
                cpu, wall = timed(job, work)
                times[job.name]["cpu"].append(cpu)
                times[job.name]["wall"].append(wall)
    return {
        "case": case.key,
        "what": case.what,
        "unit": case.unit,
        "most": case.most,
        "missing": case.missing,
        "series": case.series,
        "pace": case.pace,
        "jobs": [
            {"name": job.name, "units": job.units, "goal": job.goal, "note": job.note, **times[job.name]}
            | {f"median_{kind}": median(found) for kind, found in times[job.name].items()}
            | {"memory": memory.get(job.name)}
            for job in case.jobs
        ],
    }


def most_memory(job: Job, work: Path) -> float | None:
    """MB by which a process, apart from those it starts, grows at most while it does a job; None where the system
    cannot tell. It is a copy of this process: in this one, what was taken once stays taken."""
    if not hasattr(os, "fork"):
        return None
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    end, start = os.pipe()
    copy = os.fork()
    if copy == 0:
        try:
            with fresh(work) as folder:
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                job.run(folder)
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            os.write(start, f"{grown * unit / 2**20:.1f}".encode())
        finally:
            os._exit(0)
    os.close(start)
    with os.fdopen(end, "rb") as told:
        answer = told.read()
    os.waitpid(copy, 0)
    return float(answer) if answer else None


def confirm(case: Case, work: Path) -> None:
    """Does every job once, untimed. Raises AssertionError where they did not do the same."""
    results = {}
    for job in case.jobs:
        with fresh(work) as folder:
            given = job.run(folder)
            results[job.name] = job.read(folder) if job.read else given
    case.agree(results)


def timed(job: Job, work: Path) -> tuple[float, float]:
    """ms of the processor and of the clock for one unit."""
    with fresh(work) as folder:
        gc.collect()
        cpu, wall = processor_seconds(), time.perf_counter()
        job.run(folder)
        return (processor_seconds() - cpu) * 1e3 / job.units, (time.perf_counter() - wall) * 1e3 / job.units


class fresh:
    """A new folder below `work`, gone at the end."""

    def __init__(self, work: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=work))

    def __enter__(self) -> Path:
        return self.folder

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def differ(name: str, ours: Any, theirs: Any) -> None:
    """Raises AssertionError with the first place where two lists are unlike."""
    if ours == theirs:
        return
    pairs = [(number, *pair) for number, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]]
    at = pairs[0] if pairs else ("length", len(ours), len(theirs))
    raise AssertionError(f"{name} does another job than ours: at {at[0]} {str(at[1])[:200]} / {str(at[2])[:200]}")
