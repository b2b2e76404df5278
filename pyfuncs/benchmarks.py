"""bench: each job beside its peers in one run; a table to read, and figures kept to compare two states of the program.

Standard library only: the jobs, in tests/bench, run in an environment of their own that has the peers too.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import shutil
import subprocess
import sys
import tomllib
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from .benchmark_table import COMPARED_HEADS, HEADS, Case, Results, compared, fits, paces, show, table
from .environment import REQUIREMENTS, ROOT, STAMP, SetupError, pins, python_of, stamp
from .files import write_new
from .system import last_line, say

FOLDER = ROOT / "tests" / "bench"
RESULTS = FOLDER / "results"
PEERS = FOLDER / "requirements.txt"
NODE_PEERS = FOLDER / "package.json"
ENVIRONMENT = ROOT / ".venv-bench"
NODE_MODULES = "PYFUNCS_BENCH_NODE"
"""Environment variable by which the jobs find what npm has installed."""
FAILED, FINE = 1, 0


def run(options: Namespace) -> int:
    """Measures and shows, or compares two files of results; 1 when a job could not be measured.

    Raises SetupError where the peers cannot be installed and for a file that holds no results, OSError."""
    if options.compare:
        before, after = (read_results(Path(name)) for name in options.compare)
        show([COMPARED_HEADS, *compared(before, after)])
        return FINE
    known = jobs()
    chosen = [name for name in options.only.split(",") if name] or list(known)
    if strangers := [name for name in chosen if name not in known]:
        raise SetupError(f"没有叫“{strangers[0]}”的比较，可用的有：{'、'.join(known)}。")
    size = "quick" if options.quick else "full" if options.full else "size"
    python, node = ensure_peers(), ensure_node()
    cases: list[Case] = []
    failed = []
    for name in chosen:
        say(f"正在比较 {name} ……")
        found = list(measured(python, node, name, known[name][size], max(options.rounds, 1)))
        failed += [] if found and found[-1] is not None else [name]
        cases += [case for case in found if case is not None]
    results = described(cases, max(options.rounds, 1))
    path = Path(options.out) if options.out else results_path(results)
    write_new(path, (json.dumps(results, ensure_ascii=False, indent=1) + "\n").encode())
    show([HEADS, *table(cases)])
    for line in (*fits(cases), *paces(cases)):
        print(line)
    print(f"{results['machine']}；{results['date']}；{results['rounds']}轮的中位数。结果写在 {path}")
    if failed:
        say(f"没有比成的：{'、'.join(failed)}，原因见上面。")
    return FAILED if failed else FINE


def jobs() -> dict[str, dict[str, int]]:
    """The files of jobs by name, with their sizes: the usual one, a quick one, the full one."""
    return tomllib.loads((FOLDER / "jobs.toml").read_text("utf-8"))


# -- the environment ---------------------------------------------------------------------------------------


def ensure_peers() -> Path:
    """The Python of the environment that has our packages and the peers', made where needed. Raises SetupError."""
    wanted = [*REQUIREMENTS, PEERS]
    python, mark = python_of(ENVIRONMENT), ENVIRONMENT / STAMP
    lines = "\n".join(sorted(stamp(wanted)))
    if python.exists() and mark.exists() and mark.read_text("utf-8") == lines:
        return python
    say(f"正在为比较安装 {len(pins(wanted))} 个软件包到 {ENVIRONMENT.name} ……")
    base = getattr(sys, "_base_executable", None) or sys.executable
    command([base, "-I", "-m", "venv", "--clear", str(ENVIRONMENT)])
    asked = [part for path in wanted for part in ("-r", str(path))]
    command([str(python), "-I", "-X", "utf8", "-m", "pip", "install", "--quiet", "--progress-bar", "off", *asked])
    mark.write_text(lines, "utf-8")
    return python


def ensure_node() -> Path | None:
    """The folder of the peers that run on node; None where there is no node, or they cannot be installed."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return None
    folder = ENVIRONMENT / "node"
    copy = folder / NODE_PEERS.name
    if not copy.exists() or copy.read_bytes() != NODE_PEERS.read_bytes():
        folder.mkdir(exist_ok=True)
        shutil.copyfile(NODE_PEERS, folder / ("new-" + NODE_PEERS.name))
        try:
            asked = json.loads(NODE_PEERS.read_text("utf-8"))["dependencies"].items()
            exact = [f"{name}@{version}" for name, version in asked]
            command([npm, "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(folder), *exact])
        except SetupError as fault:
            say(f"{fault}docxtemplater 这次不比。")
            return None
        os.replace(folder / ("new-" + NODE_PEERS.name), copy)
    return folder / "node_modules"


def command(words: Sequence[str]) -> None:
    """Runs a program of the set-up. Raises SetupError with its last complaint."""
    done = subprocess.run(words, check=False, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode:
        raise SetupError(f"为比较安装软件包失败：{last_line(done.stdout + done.stderr)}。")


# -- measuring ---------------------------------------------------------------------------------------------


def measured(python: Path, node: Path | None, name: str, size: int, rounds: int) -> Iterator[Case | None]:
    """Each case of a file of jobs as it is measured; None at the end of one that failed, which has said why."""
    words = [str(python), "-m", "bench", name, str(size), str(rounds)]
    places = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(FOLDER.parent)])} | (
        {NODE_MODULES: str(node)} if node else {}
    )
    with subprocess.Popen(
        words, cwd=ROOT, env=os.environ | places, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        for line in process.stdout or ():
            yield json.loads(line)
    if process.returncode:
        yield None


def described(cases: list[Case], rounds: int) -> Results:
    """The cases with where, when and of which state of the program they were measured."""
    return {
        "date": f"{dt.datetime.now():%Y-%m-%d %H:%M}",
        "commit": commit(),
        "machine": machine(),
        "rounds": rounds,
        "peers": pins([*REQUIREMENTS, PEERS]),
        "cases": cases,
    }


def commit() -> str:
    """The state of the program, as git names it; "" where there is no git."""
    try:
        words = ["git", "describe", "--always", "--dirty"]
        done = subprocess.run(words, cwd=ROOT, check=False, capture_output=True, encoding="utf-8")
    except OSError:
        return ""
    return done.stdout.strip()


def machine() -> str:
    """What the figures hold for."""
    system = f"{platform.system()} {platform.release()}"
    return f"{processor()}，{os.cpu_count()}核，{system}，Python {platform.python_version()}"


def processor() -> str:
    """What the processor calls itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def results_path(results: Results) -> Path:
    """Where a run is kept: by its time and the state of the program."""
    name = f"{results['date'].replace(':', '').replace(' ', '-')}-{results['commit'] or '无版本'}.json"
    return RESULTS / name


def read_results(path: Path) -> Results:
    """A file of results. Raises SetupError with one Chinese sentence."""
    try:
        results = json.loads(path.read_text("utf-8"))
    except ValueError:
        results = None
    if not isinstance(results, dict) or "cases" not in results:
        raise SetupError(f"“{path.name}”不是比较的结果，请给出 bench 写的 .json 文件。")
    return results
