"""Runs one file of jobs and prints what was measured as JSON: `python -m bench NAME SIZE ROUNDS`."""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
from pathlib import Path

from .measure import measure

IN_MEMORY = Path("/dev/shm")
"""Where there is such a folder all files lie there: programs are compared, not the disk and what else uses it."""


def main(name: str, size: int, rounds: int) -> int:
    """A line of JSON for each case, as it is done."""
    jobs = importlib.import_module(f"{__package__}.{name}")
    place = IN_MEMORY if IN_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="qc-bench-", dir=place, ignore_cleanup_errors=True) as folder:
        for case in jobs.cases(size, Path(folder)):
            print(json.dumps(measure(case, rounds, Path(folder)), ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
