"""bench: each job beside its peers in one run; a table to read, and figures kept to compare two states of the program.

Standard library only: the jobs, in tests/bench, run in an environment of their own that has the peers too.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import platform
import shutil
import subprocess
import sys
import tomllib
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

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
HEADS = ("做什么", "谁", "处理器 毫秒", "时钟 毫秒", "是我们的几倍", "目标", "说明")
COMPARED_HEADS = ("做什么", "谁", "前 毫秒", "后 毫秒", "后÷前")
FEWEST_FOR_FIT = 3
Case = dict[str, Any]
Results = dict[str, Any]


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
    for line in fits(cases):
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


# -- showing -----------------------------------------------------------------------------------------------


def table(cases: Iterable[Case]) -> Iterator[tuple[str, ...]]:
    """A row for each way of doing each job: what it took of the processor and by the clock, and how many times ours."""
    for case in cases:
        ours = case["jobs"][0] if case["jobs"] else None
        for job in case["jobs"]:
            yield (
                f"{case['what']}，每{case['unit']}" if job is ours else "",
                job["name"],
                short(job["median_cpu"]),
                short(job["median_wall"]),
                "" if job is ours else f"{short(times(job, ours, 'cpu'))}（时钟 {short(times(job, ours, 'wall'))}）",
                aim(case, job),
                job["note"],
            )
        for name, why in case["missing"].items():
            yield "" if case["jobs"] else case["what"], name, "没有测", "", "", "", why


def times(job: Case, ours: Case, kind: str) -> float:
    """How many times our time a job took."""
    return job[f"median_{kind}"] / max(ours[f"median_{kind}"], sys.float_info.min)


def aim(case: Case, job: Case) -> str:
    """The goal and whether it is reached; for ourselves a time, beside a peer how many times ours it must take."""
    if job is case["jobs"][0]:
        return "" if case["most"] is None else f"≤ {short(case['most'])} {reached(job['median_cpu'] <= case['most'])}"
    if job["goal"] is None:
        return ""
    return f"≥ {short(job['goal'])} {reached(times(job, case['jobs'][0], 'cpu') >= job['goal'])}"


def reached(is_reached: bool) -> str:
    """In the clerk's word."""
    return "达到" if is_reached else "未达到"


def fits(cases: Iterable[Case]) -> Iterator[str]:
    """How our time grows where a job was done at several sizes: the exponent, 1 for even growth."""
    series: dict[str, list[tuple[float, float]]] = {}
    for case in cases:
        if case["series"]:
            ours = case["jobs"][0]
            series.setdefault(case["series"], []).append((ours["units"], ours["units"] * ours["median_cpu"]))
    for name, points in series.items():
        if len(points) >= FEWEST_FOR_FIT:
            reach = f"{points[0][0]:g} 至 {points[-1][0]:g}"
            yield f"{name}：时间随数量的 {slope(points):.2f} 次方增长（1 为正比），量了 {reach} 的 {len(points)} 点"


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Of the line of least squares through the logarithms."""
    logs = [(math.log(size), math.log(spent)) for size, spent in points]
    middle = [sum(values) / len(logs) for values in zip(*logs, strict=True)]
    across = sum((x - middle[0]) * (y - middle[1]) for x, y in logs)
    return across / sum((x - middle[0]) ** 2 for x, _ in logs)


def compared(before: Results, after: Results) -> Iterator[tuple[str, ...]]:
    """What both runs measured at the same size; a peer's change tells how much the machine itself has changed."""
    earlier = {(case["case"], job["name"]): job for case in before["cases"] for job in case["jobs"]}
    yield "", "", f"{before['commit']} {before['date']}", f"{after['commit']} {after['date']}", ""
    for case in after["cases"]:
        for job in case["jobs"]:
            if (old := earlier.get((case["case"], job["name"]))) and old["units"] == job["units"]:
                spent = old["median_cpu"], job["median_cpu"]
                yield case["what"], job["name"], *map(short, spent), f"{spent[1] / spent[0]:.2f}"


def short(number: float) -> str:
    """Three figures that count."""
    if number >= 100:
        return f"{number:.0f}"
    return f"{number:.{max(0, 2 - math.floor(math.log10(number)))}f}" if number > 0 else "0"


def show(rows: Sequence[Sequence[str]]) -> None:
    """As a table of Markdown: to be read as it is, or put into the README."""
    for number, row in enumerate(rows):
        print(f"| {' | '.join(row)} |")
        if number == 0:
            print("|" + "--|" * len(row))
