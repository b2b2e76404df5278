"""Installing for a clerk: what 安装.cmd and `python3 -m pyfuncs install` do, one Chinese line a step.

It runs twice: first by any Python, with the standard library alone, until `.venv` is whole; then once
more inside `.venv`, where the workbook can be built. Running it again repairs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import environment, shortcut
from .files import write_new
from .system import SetupError, say

if TYPE_CHECKING:
    from .examination import Point

ROOT = environment.ROOT
PATH_FILE = "pyfuncs.pth"
DROP_FILE = ROOT / "workbook" / "校验.cmd"
PRODUCT, DROP = "QC申报汇总", "QC申报校验（把工作簿拖到这里）"
LOG_TAB = "日志"


def install(wheels: Path | None = None, linked: bool = False, store: bool = False) -> int:
    """Makes or repairs the environment, then everything that hangs on it; 0, or 2 when 环境自检 found a fault.

    wheels  folder to install from; None = the project's own `wheels`, then the network
    linked  a desktop shortcut on Linux too;  store  the packages of 汇总库 too. Raises SetupError, OSError.
    """
    if os.environ.get(environment.RERUN_MARK):
        return furnish(linked)
    if wheels and not any(wheels.glob("*.whl")):
        raise SetupError(f"“{wheels}”里没有软件包（.whl 文件），请核对文件夹。")
    say(f"使用 Python {sys.version.split()[0]}（{sys.executable}）。")
    wanted = [*environment.REQUIREMENTS, *(environment.STORE_REQUIREMENTS if store else [])]
    python = environment.repair(wanted, wheels)
    write_path_file(environment.site_packages(environment.venv_folder()))
    compile_all(python)
    demand_import(python)
    return environment.rerun(["install", *(["--shortcut"] if linked else [])], python)


# -- the environment ---------------------------------------------------------------------------------


def write_path_file(site: Path) -> None:
    """Makes `import pyfuncs` work in .venv from any folder.

    The way to the project is written as a relative one: Python reads the file in the code page of Windows,
    and the folder may be moved.
    """
    (site / PATH_FILE).write_text(Path(os.path.relpath(ROOT, site)).as_posix() + "\n", "ascii")


def compile_all(python: Path) -> None:
    """Compiles the program and the packages beforehand: xlwings starts Python with -B, which never does."""
    site = environment.site_packages(environment.venv_folder())
    command = [str(python), "-I", "-X", "utf8", "-m", "compileall", "-q", "-j", "0"]
    subprocess.run([*command, str(site)], check=False, capture_output=True)
    done = subprocess.run([*command, str(ROOT / "pyfuncs")], check=False, capture_output=True)
    if done.returncode:
        raise SetupError("程序文件不完整（编译 pyfuncs 没有成功），请重新解压后再安装。")
    say("程序已预先编译，启动会快一些。")


def demand_import(python: Path) -> None:
    """Starts the interpreter as Excel will, in another folder and without PYTHONPATH. Raises SetupError."""
    code = "import pyfuncs, sys; sys.stdout.buffer.write(pyfuncs.__file__.encode())"
    with tempfile.TemporaryDirectory() as elsewhere:
        done = subprocess.run([str(python), "-I", "-B", "-c", code], cwd=elsewhere, check=False, capture_output=True)
    if done.returncode or Path(done.stdout.decode()).resolve().parent != ROOT / "pyfuncs":
        raise SetupError("运行环境 .venv 找不到程序 pyfuncs，请删除 .venv 文件夹后再安装。")


# -- what hangs on it --------------------------------------------------------------------------------


def furnish(linked: bool) -> int:
    """The steps that need the packages: workbook, xlwings' settings, shortcuts, 环境自检. 0, or 2 when that found
    something wrong."""
    from .build import WORKBOOK
    from .examination import examine

    say(renew_product(ROOT / WORKBOOK))
    say(tell_xlwings(user_config(), Path(sys.executable)))
    if os.name == "nt" or linked:
        _link(ROOT / WORKBOOK)
    elif sys.platform == "darwin":
        say("macOS 的 Excel 不许宏启动 Python，功能区的按钮在那里用不了：请用命令（见 README 的“命令”一节）。")
        say("macOS 上不建桌面快捷方式：请自己把工作簿拖到程序坞。")
    say(f"安装完毕。再装一次就是修复；卸载时删除“{ROOT}”文件夹和桌面上的快捷方式即可。")
    return tell_points(examine())


def tell_points(points: Sequence[Point]) -> int:
    """Says what 环境自检 saw, package by package only where one is wrong; 0 when all is right, else 2."""
    packages = environment.pins(environment.REQUIREMENTS)
    problems = [point.problem for point in points if point.problem]
    say(f"环境自检：共 {len(points)} 项，{f'有 {len(problems)} 处要处理' if problems else '没有发现问题'}。")
    for point in points:
        if point.topic not in packages:
            say(f"　{point.topic}：{point.says}")
    for problem in problems:
        say(f"要处理：{problem.rstrip('。')}。")
    return environment.FAILED if problems else 0


def _link(product: Path) -> None:
    wanted = {PRODUCT: product}
    if os.name == "nt":
        wanted[DROP] = DROP_FILE
    for name, target in wanted.items():
        obstacle = shortcut.make_shortcut(name, target)
        say(f"桌面上没有放快捷方式“{name}”：{obstacle}。" if obstacle else f"桌面上已有快捷方式“{name}”。")


def renew_product(path: Path) -> str:
    """Builds the blank workbook anew with this computer's interpreter in it; one sentence on what was done.

    A workbook that holds anything of the clerk's, or that is open, stays as it is.
    """
    from .closed import is_open_elsewhere
    from .notice import list_notices, load_notice
    from .rules import Season
    from .workbook import own_conf, workbook_bytes

    if path.exists() and is_open_elsewhere(path):
        return f"“{path.name}”正打开着，没有改动它：请关闭后再装一次，让它记住本机的 Python。"
    notices = [load_notice(name) for name in list_notices()]
    fresh = workbook_bytes(notices, Season(), notices[0].id, conf=own_conf())
    if path.exists() and not is_blank(path, fresh):
        return f"“{path.name}”里已经填过内容，没有改动它。"
    write_new(path, fresh)
    return f"“{path.name}”已记住本机的 Python。"


def is_blank(path: Path, fresh: bytes) -> bool:
    """True when the saved workbook holds nothing but what the `fresh` one does; False when it cannot be read."""
    from .closed import read_sheets
    from .preflight import Unreadable
    from .records import ForeignWorkbook

    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "model.xlsm")
        model.write_bytes(fresh)
        try:
            left, right = _contents(path), _contents(model)
            return left == right and set(read_sheets(path)) <= set(read_sheets(model))
        except (Unreadable, ForeignWorkbook):
            return False


def _contents(path: Path) -> object:
    """All that a clerk can have put into a workbook of ours: records as written, losses, lines of 日志."""
    from .closed import read_book, read_sheets

    reading = read_book(path)
    ledgers = {name: [record.raw for record in records] for name, records in reading.season.ledgers.items()}
    single = {name: record.raw for name, record in reading.season.single.items()}
    log = read_sheets(path).get(LOG_TAB)
    return ledgers, single, reading.rows_seen, reading.losses, [row for row in log.rows if any(row)] if log else []


# -- xlwings' own settings of the account ------------------------------------------------------------


def user_config() -> Path:
    """The file of settings that xlwings' VBA reads for every workbook of this account."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf"
    return Path.home() / ".xlwings" / "xlwings.conf"


def tell_xlwings(path: Path, python: Path, encoding: str = "mbcs" if os.name == "nt" else "utf-8") -> str:
    """Names the interpreter to workbooks that name none themselves; one sentence on what was done.

    The file is another program's: only the one line is written, and only when it is missing or names a Python
    that is gone or ours. VBA reads it in the code page of Windows, hence `encoding`.
    """
    from .workbook import interpreter_key

    key = interpreter_key().upper()
    line = re.compile(rf'(?mi)^[ \t]*"?{key}"?[ \t]*,[ \t]*"?(?P<value>[^"\r\n]*)"?[ \t]*(?=\r?$)')
    wanted = f'"{key}","{python}"'
    try:
        text = path.read_bytes().decode(encoding) if path.exists() else ""
        found = line.search(text)
        if found and not _may_replace(found["value"].strip()):
            return f"xlwings 的设置（{path}）已指向别的 Python，没有改动它；新建的申报簿各自记着本程序的 Python。"
        head = text if not text or text.endswith("\n") else text + "\r\n"
        told = text[: found.start()] + wanted + text[found.end() :] if found else f"{head}{wanted}\r\n"
        if told != text:
            write_new(path, told.encode(encoding))
    except UnicodeError:
        return f"xlwings 的设置（{path}）写不了这个文件夹名里的字，没有改动它；新建的申报簿各自记着本程序的 Python。"
    return f"xlwings 的设置（{path}）已指向本程序的 Python。"


def _may_replace(value: str) -> bool:
    if not value:
        return True
    named = Path(value)
    return named.is_absolute() and (not named.exists() or named.is_relative_to(ROOT))
