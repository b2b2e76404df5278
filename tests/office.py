"""LibreOffice for the tests: what a workbook computes, how a form looks.

Every process has a profile of its own, so test workers do not wait for each other; no first-start
dialogs, and every formula of an .xlsx or .xlsm is computed anew on loading unless told otherwise.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl

from pyfuncs import system

SECONDS = 60
SECONDS_A_FILE = 10
ALWAYS, NEVER = 0, 1
SETTING = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)


class OfficeError(AssertionError):
    """LibreOffice is missing, took too long, or did not make the file."""


class OfficeLost(OfficeError):
    """The LibreOffice that stays open for the tests did not start, or is gone: no answer of the product. The test it
    was lost to is run once again (tests/conftest.py), in a new one."""


def soffice() -> str:
    """The program; raises OfficeError with what to install."""
    found = system.find_office()
    if not found:
        raise OfficeError(f"这项测试需要 LibreOffice，请先安装：{' '.join(system.OFFICE_PACKAGES)}")
    return str(found)


@functools.cache
def profile(recalculate: bool) -> Path:
    """The user profile of this process's conversions."""
    return new_profile(recalculate)


def new_profile(recalculate: bool) -> Path:
    """A user profile that nobody else uses, removed when this process ends: a conversion that finds LibreOffice
    running in its own profile is done there, and ends it."""
    home = Path(tempfile.mkdtemp(prefix="soffice-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    mode = ALWAYS if recalculate else NEVER
    settings = [
        ("Office.Calc/Formula/Load", "OOXMLRecalcMode", mode),
        ("Office.Calc/Formula/Load", "ODFRecalcMode", mode),
        ("Office.Common/Misc", "FirstRun", "false"),
        ("Office.Common/Misc", "ShowTipOfTheDay", "false"),
        ("Setup/Office", "ooSetupInstCompleted", "true"),
    ]
    items = "\n".join(SETTING.format(path=path, name=name, value=value) for path, name, value in settings)
    (home / "user").mkdir()
    (home / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n{items}\n</oor:items>\n',
        "utf-8",
    )
    return home


def convert(path: Path, to: str, out: Path, recalculate: bool = True) -> Path:
    """`path` as a file of kind `to` ("pdf", "xlsx", or with a filter: "csv:…") in the folder `out`."""
    return convert_all([path], to, out, recalculate)[0]


def convert_all(paths: Iterable[Path], to: str, out: Path, recalculate: bool = True) -> list[Path]:
    """Each of `paths` in kind `to`, in `out`, in the same order, by ONE start of LibreOffice (five times
    faster than one each). Raises OfficeError when one is not made, and for two files of one stem."""
    paths = list(paths)
    made = [out / f"{path.stem}.{to.split(':')[0]}" for path in paths]
    if len(set(made)) < len(made) or {path.resolve() for path in paths} & {path.resolve() for path in made}:
        raise OfficeError("文件同名，转换结果会互相覆盖")
    out.mkdir(parents=True, exist_ok=True)
    for path in made:
        path.unlink(missing_ok=True)
    words = _run(
        [
            soffice(),
            f"-env:UserInstallation={profile(recalculate).as_uri()}",
            *("--headless", "--norestore", "--nologo", "--convert-to", to, "--outdir", str(out)),
            *map(str, paths),
        ],
        SECONDS + SECONDS_A_FILE * len(paths),
    )
    missing = [path.name for path in made if not path.exists()]
    if missing:
        raise OfficeError(f"LibreOffice 没有生成 {'、'.join(missing)}：{words}")
    return made


def recalculated(path: Path, out: Path) -> openpyxl.Workbook:
    """The workbook with the values LibreOffice computes (no formulas); error values as text, '#DIV/0!'."""
    return openpyxl.load_workbook(convert(path, "xlsx", out / "重算"), data_only=True)


def errors_in(book: openpyxl.Workbook) -> list[str]:
    """'tab!cell: #N/A' for every error value of a workbook that `recalculated` gave."""
    return [
        f"{sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e"
    ]


def pictures(pdf: Path, dpi: int = 60) -> list[Path]:
    """One PNG a page, beside the PDF, in the order of the pages."""
    for old in pdf.parent.glob(f"{pdf.stem}-*.png"):
        old.unlink()
    _run(["pdftoppm", "-png", "-r", str(dpi), str(pdf), str(pdf.with_suffix(""))], SECONDS)
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"), key=lambda page: int(page.stem.rpartition("-")[2]))


def page_texts(pdf: Path) -> list[str]:
    """The words of each page, laid out as printed."""
    return _run(["pdftotext", "-layout", str(pdf), "-"], SECONDS).split("\f")[:-1]


def _run(command: list[str], seconds: float) -> str:
    """What the program said; it and all it started are ended after `seconds`."""
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
    except FileNotFoundError:
        raise OfficeError(
            f"这项测试需要 {Path(command[0]).name}，请先安装：{' '.join(system.OFFICE_PACKAGES)}"
        ) from None
    try:
        output = process.communicate(timeout=seconds)[0].decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        raise OfficeError(f"{Path(command[0]).name} 超过 {seconds:.0f} 秒没有结束") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.returncode:
        raise OfficeError(f"{Path(command[0]).name} 失败（{process.returncode}）：{output}")
    return output
