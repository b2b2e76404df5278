"""The set-up on a fresh machine: `.venv` and the pinned packages, then the same command inside it.

Standard library only, and readable by older Pythons, for it runs before anything is installed and says
so when the Python is too old.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from .system import SetupError, ensure_office, install_packages, last_line, say

if TYPE_CHECKING:
    from importlib.metadata import Distribution

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = [ROOT / "requirements.txt"]
STORE_REQUIREMENTS = [ROOT / "pyfuncs" / "requirements-store.txt"]
"""What only the verbs of 汇总库 need."""
TEST_REQUIREMENTS = [*REQUIREMENTS, *STORE_REQUIREMENTS, ROOT / "tests" / "requirements.txt"]
LEAST_PYTHON = (3, 11)
MODULES = ("docx", "lxml", "openpyxl", "pandas", "pyopenvba", "python_calamine", "rich", "xlsxwriter", "xlwings")
STORE_MODULES = ("distributed", "duckdb", "pyarrow")
RERUN_MARK = "PYFUNCS_RERUN"
OWN_SETUP = ("install", "wheels", "bench")
"""The verbs that need nothing installed: they install."""
FAILED = 2
STAMP = "已装.txt"
LOG = "安装日志.txt"
WHEELS = "wheels"

PIN = r"(?P<name>[\w.-]+)==(?P<version>[^\s;]+)\s*(?:;\s*sys_platform == \"(?P<platform>\w+)\")?"
OFFLINE = (
    r"No matching distribution|Could not find a version|NewConnectionError|NameResolution|name resolution"
    r"|getaddrinfo|ConnectTimeout|ReadTimeout|ProxyError|Network is unreachable|Connection refused"
)
NO_MATCH = r"No matching distribution found for (?P<name>[\w.-]+)"
TOO_LONG = "Long Path support"


# -- what __main__ calls -----------------------------------------------------------------------------


def prepare(argv: Sequence[str]) -> int | None:
    """Makes ready what `argv` (the verb and its arguments) needs. None: go on in this process; an exit
    status: all is done already (in .venv, or by pytest) or nothing can be done (2, said on stderr)."""
    try:
        return _prepare(list(argv))
    except SetupError as fault:
        say(str(fault))
        return FAILED


def _prepare(argv: list[str]) -> int | None:
    if sys.version_info < LEAST_PYTHON:
        wanted = ".".join(map(str, LEAST_PYTHON))
        raise SetupError(f"需要 Python {wanted} 或更新的版本，现在运行的是 {sys.version.split()[0]}，请先升级。")
    if not argv or {"-h", "--help"} & set(argv):
        return None
    if argv[0] == "test":
        return run_tests(argv[1:])
    if argv[0] in OWN_SETUP and not os.environ.get(RERUN_MARK):
        return None
    if has_requirements():
        return None
    if os.environ.get(RERUN_MARK):
        raise SetupError("运行环境 .venv 不完整：请删除 .venv 文件夹后再运行 python3 -m pyfuncs install。")
    if argv[0] == "demo":
        return rerun(argv, ensure(REQUIREMENTS))
    if is_fresh(REQUIREMENTS):
        return rerun(argv, python_of(venv_folder()))
    raise SetupError(
        "这台电脑还没有装好所需的软件包：请先运行 python3 -m pyfuncs install（自动安装到 .venv；"
        "在 Windows 上双击 workbook 里的“安装.cmd”），或用 pip install -r requirements.txt 自行安装。"
    )


def rerun(argv: Sequence[str], python: Path) -> int:
    """`python -m pyfuncs argv…` in the same folder by another interpreter; its exit status."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    env = os.environ | {RERUN_MARK: "1", "PYTHONPATH": os.pathsep.join(paths)}
    return _status([str(python), "-P", "-m", "pyfuncs", *argv], env=env)


def run_tests(argv: Sequence[str]) -> int:
    """Every test, in four processes, for much of a test is waiting; `argv` goes to pytest. Its exit status; its report
    is left as it is."""
    python = Path(sys.executable) if satisfied(TEST_REQUIREMENTS) else ensure(TEST_REQUIREMENTS)
    ensure_office()
    at_once = ["-n", "4", "--dist", "loadfile", "--no-loadscope-reorder"]  # tests/conftest.py puts the longest first
    command = [str(python), "-m", "pytest", "-q", *at_once, "-o", "testpaths=tests", *argv]
    env = {name: value for name, value in os.environ.items() if name != RERUN_MARK}
    return _status(command, env=env, cwd=ROOT)


def _status(command: list[str], **options: object) -> int:
    import subprocess

    sys.stdout.flush()
    try:
        return subprocess.run(command, check=False, **options).returncode  # type: ignore[call-overload]
    except KeyboardInterrupt:
        return 130


# -- packages ----------------------------------------------------------------------------------------


def has_requirements(modules: Iterable[str] = MODULES) -> bool:
    """True when this interpreter finds every package the program imports (versions are not looked at)."""
    return all(importlib.util.find_spec(name) for name in modules)


def pins(requirements: Iterable[Path], platform: str = sys.platform) -> dict[str, str]:
    """Version by package, as the files pin them for a `sys.platform`; raises SetupError for an unpinned line."""
    chosen = {}
    for path in requirements:
        for line in path.read_text("utf-8").splitlines():
            text = line.partition("#")[0].strip()
            found = re.fullmatch(PIN, text)
            if text and not found:
                raise SetupError(f"{path.name} 中“{text}”没有固定版本，应写成 名称==版本。")
            if found and found["platform"] in (None, platform):
                chosen[found["name"]] = found["version"]
    return chosen


def satisfied(requirements: Iterable[Path]) -> bool:
    """True when this very interpreter holds every pinned version."""
    from importlib import metadata

    try:
        return all(metadata.version(name) == version for name, version in pins(requirements).items())
    except metadata.PackageNotFoundError:
        return False


def venv_folder() -> Path:
    """The folder of the project's own environment, made or not."""
    return ROOT / ".venv"


def python_of(venv: Path) -> Path:
    """The interpreter inside a venv, made or not."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp(requirements: Iterable[Path]) -> set[str]:
    """One line for the Python and one for each file's text: what a fresh .venv has in its stamp."""
    import hashlib

    lines = {f"Python {sys.version_info[0]}.{sys.version_info[1]} {sys.platform}"}
    for path in requirements:
        lines.add(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}")
    return lines


def is_fresh(requirements: Iterable[Path]) -> bool:
    """True when .venv was made by this Python and holds what these files ask for."""
    venv = venv_folder()
    try:
        written = (venv / STAMP).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return stamp(requirements) <= set(written) and python_of(venv).exists()


def ensure(requirements: Sequence[Path], wheels: Path | None = None) -> Path:
    """The Python of `.venv` with all `requirements` installed, made or brought up to date where needed.

    wheels  a folder to install from without a network; None = the project's own `wheels`, then the network
    Raises SetupError without a network, without ensurepip, or where the folder cannot be written."""
    if is_fresh(requirements):
        return python_of(venv_folder())
    try:
        with _locked(venv_folder()):
            if not is_fresh(requirements):
                _install(requirements, wheels)
    except OSError as fault:
        raise SetupError(
            f"无法在“{ROOT}”中建立 .venv：{fault.strerror or fault}，请检查文件夹的权限和磁盘空间。"
        ) from None
    return python_of(venv_folder())


def repair(requirements: Sequence[Path], wheels: Path | None = None) -> Path:
    """`ensure`, but nothing is taken on trust: the interpreter is started and every installed file looked for."""
    if not _serves(python_of(venv_folder())) or damaged(requirements):
        with contextlib.suppress(OSError):
            (venv_folder() / STAMP).unlink()
    elif is_fresh(requirements):
        say("运行环境完好，不必重装。")
    return ensure(requirements, wheels)


def site_packages(venv: Path) -> Path:
    """The folder of a venv's packages, made or not."""
    if os.name == "nt":
        return venv / "Lib" / "site-packages"
    return venv / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"


def damaged(requirements: Iterable[Path]) -> dict[str, str]:
    """Version by pinned package that .venv lacks, holds in another version, or with files lost or cut short."""
    from importlib import metadata

    installed = metadata.distributions(path=[str(site_packages(venv_folder()))])
    found = {_plain(str(item.metadata["Name"])): item for item in installed}
    wanted = pins(requirements)
    return {name: version for name, version in wanted.items() if not _is_whole(found.get(_plain(name)), version)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _is_whole(package: Distribution | None, version: str) -> bool:
    """RECORD is read here because newer Pythons leave lost files out of `package.files`."""
    import csv

    if package is None or package.version != version:
        return False
    rows = [row for row in csv.reader((package.read_text("RECORD") or "").splitlines()) if len(row) == 3]
    kept = [(Path(str(package.locate_file(name))), size) for name, _, size in rows if not name.endswith(".pyc")]
    return bool(rows) and all(path.is_file() and size in ("", str(path.stat().st_size)) for path, size in kept)


def hashes_of(requirements: Path) -> Path:
    """The file beside the pins that holds the hashes of all their packages' files, there or not."""
    return requirements.with_name(f".{requirements.stem}-hashes.txt")


def _install(requirements: Sequence[Path], wheels: Path | None) -> None:
    venv, python = venv_folder(), python_of(venv_folder())
    known = stamp(requirements)
    (venv / STAMP).unlink(missing_ok=True)
    if not _serves(python):
        _make_venv(venv)
    wanted = pins(requirements)
    if wanted:
        say(f"正在安装 {len(wanted)} 个软件包，首次约需一两分钟……")
        for checked in (True, False):  # pip checks either all that it is asked for or nothing
            files = [
                hashes_of(path) if checked else path for path in requirements if hashes_of(path).exists() is checked
            ]
            asked = [part for path in files for part in ("-r", str(path))]
            if asked:
                _fetch([*["--require-hashes"] * checked, *asked], len(wanted), wheels)
    broken = damaged(requirements)
    if broken:
        say(f"正在重新安装文件不完整的软件包：{'、'.join(broken)}……")
        lines = [f"{name}=={version}" for name, version in broken.items()]
        _fetch(["--force-reinstall", "--no-deps", *lines], len(broken), wheels)
    (venv / STAMP).write_text("\n".join(sorted(known)) + "\n", "utf-8")
    say("运行环境已就绪。")


def _fetch(asked: list[str], total: int, wheels: Path | None) -> None:
    """pip install: from the folder asked for, else from the project's own `wheels`, else from the network."""
    command = [str(python_of(venv_folder())), "-I", "-X", "utf8", "-m", "pip", "install", "--progress-bar", "off"]
    folder = wheels or ROOT / WHEELS
    if wheels or any(folder.glob("*.whl")):
        try:
            return _pip([*command, "--no-index", "--find-links", str(folder), *asked], total, folder)
        except SetupError as fault:
            if wheels:
                raise
            say(f"{str(fault).rstrip('。')}；改为从网络下载。")
    return _pip([*command, *asked], total)


def _serves(python: Path) -> bool:
    """True when a .venv left by an earlier run can be built upon: same Python, and pip works."""
    import subprocess

    code = f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    if not python.exists():
        return False
    return subprocess.run([str(python), "-I", "-c", code], check=False, capture_output=True).returncode == 0


def _make_venv(venv: Path) -> None:
    import subprocess

    if importlib.util.find_spec("ensurepip") is None and not install_packages(["python3-venv"], "Python 的 venv 组件"):
        raise SetupError(
            "这台电脑的 Python 缺少 venv 组件：请先安装 python3-venv（apt-get install python3-venv）再试。"
        )
    say("正在建立运行环境 .venv ……")
    for item in venv.iterdir():
        if item.name != ".lock":
            shutil.rmtree(item) if item.is_dir() and not item.is_symlink() else item.unlink()
    base = getattr(sys, "_base_executable", None) or sys.executable
    done = subprocess.run([base, "-I", "-m", "venv", str(venv)], check=False, capture_output=True)
    if done.returncode:
        output = (done.stdout + done.stderr).decode("utf-8", "replace")
        hint = "，请先安装 python3-venv" if "ensurepip" in output else ""
        raise SetupError(f"建立 .venv 失败{hint}：{last_line(output)}")


def _pip(command: list[str], total: int, folder: Path | None = None) -> None:
    """Runs pip, counting on a terminal what it collects; its words are kept in .venv for a failure.

    folder  where the wheels come from; None = the network. Raises SetupError."""
    import subprocess

    env = os.environ | {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    lines = []
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
    ) as pip:
        count = 0
        for line in pip.stdout or ():
            lines.append(line)
            count += line.startswith("Collecting ")
            if line.startswith("Collecting ") and sys.stderr.isatty():
                print(f"\r  {count}/{total} {line.split()[1]:<40}", end="", file=sys.stderr, flush=True)
    if count and sys.stderr.isatty():
        print(file=sys.stderr)
    if not pip.returncode:
        return
    output = "".join(lines)
    (venv_folder() / LOG).write_text(output, "utf-8")
    raise SetupError(_why(output, folder))


def _why(output: str, folder: Path | None) -> str:
    """One sentence for what pip says of its failure."""
    lacking = re.search(NO_MATCH, output)
    if folder and lacking:
        import sysconfig

        place = f"Python {sys.version_info[0]}.{sys.version_info[1]}、{sysconfig.get_platform()}"
        verb = "wheels --store" if lacking["name"] in pins(STORE_REQUIREMENTS) else "wheels"
        return (
            f"“{folder}”里没有适合本机（{place}）的软件包 {lacking['name']}，请用 python3 -m pyfuncs {verb} 重新准备。"
        )
    if TOO_LONG in output:
        return f"安装软件包失败：文件夹的路径太长（{ROOT}），请把整个程序移到短一些的路径后再试。"
    if re.search(OFFLINE, output):
        return f"下载软件包失败，多半是没有连上网络：请联网后再运行一次（详情见 .venv/{LOG}）。"
    return f"安装软件包失败：{last_line(output)}（详情见 .venv/{LOG}）。"


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Holds `folder/.lock`: of two set-ups at one moment the second waits. The system frees it at death."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a+b") as handle:
        waiting = False
        while not _try_lock(handle):
            if not waiting:
                say("另一个窗口正在安装，等它完成……")
            waiting = True
            time.sleep(0.5)
        yield


def _try_lock(handle: IO[bytes]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
