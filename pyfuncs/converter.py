"""Word files as PDF, by Word where it is installed, else by LibreOffice; old Word files as .docx by LibreOffice.

LibreOffice runs in a profile of its own, in which macros do not run and links are not followed.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from .system import find_office

WORD, OFFICE = "Word", "LibreOffice"
BATCH = 50
PATIENCE = 120
"""Seconds without a new file after which LibreOffice is stopped."""
GLANCE = 0.1
PDF_FORMAT, NO_SAVING = 17, 0
SIGNATURE = b"%PDF"
PDF, DOCX = "pdf", "docx"
NO_MACROS = "Office.Common/Security/Scripting"
SETTINGS = [
    (NO_MACROS, "DisableMacrosExecution", "true"),
    (NO_MACROS, "MacroSecurityLevel", "3"),
    (NO_MACROS, "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Setup/Office", "ooSetupInstCompleted", "true"),
]
SETTING = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
ITEMS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{}</oor:items>\n'
)
Tick = Callable[[int], None]
"""Called with the number of files made so far; what it raises ends the work."""


class PdfError(Exception):
    """No PDF could be made; the message is one Chinese sentence."""


class Converter(NamedTuple):
    """A program that makes PDF of Word files: `name` for the clerk, `run` takes files, folder and tick."""

    name: str
    run: Callable[[Sequence[Path], Path, Tick], None]


def find_converter() -> Converter | None:
    """Word before LibreOffice, for it sets the pages as the clerk will print them; None without either."""
    if has_word():
        return Converter(WORD, _by_word)
    office = find_office()
    return Converter(OFFICE, lambda files, out, tick: _by_office(office, files, out, tick)) if office else None


def has_word() -> bool:
    """True on a Windows computer with Word and the means to drive it."""
    if importlib.util.find_spec("win32com") is None:
        return False
    try:
        winreg: Any = importlib.import_module("winreg")  # knows its names on Windows alone
        winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, "Word.Application").Close()
    except (ImportError, OSError):
        return False
    return True


def convert(files: Sequence[Path], targets: Sequence[Path], converter: Converter, tick: Tick) -> None:
    """Makes each of `targets` (.pdf) of the file of `files` in the same place.

    Files of one name in several folders are told apart by numbers on the way. Raises PdfError, and whatever
    `tick` raises; targets made until then stay, so let them stand in a working folder.
    """
    with tempfile.TemporaryDirectory(prefix="qc-pdf-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        copies = [work / f"{number:04}.docx" for number in range(len(files))]
        for file, copy in zip(files, copies, strict=True):
            shutil.copyfile(file, copy)
        converter.run(copies, work, tick)
        for file, copy, target in zip(files, copies, targets, strict=True):
            made = copy.with_suffix(".pdf")
            if not is_pdf(made):
                raise PdfError(
                    f"{converter.name}没有把“{file.name}”做成PDF，请打开它看能否显示，或在{converter.name}里另存"
                )
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(made, target)


def is_pdf(path: Path) -> bool:
    """True for a file that begins as PDF does."""
    try:
        with path.open("rb") as file:
            return file.read(len(SIGNATURE)) == SIGNATURE
    except OSError:
        return False


# -- LibreOffice -------------------------------------------------------------------------------------


def _by_office(program: Path, files: Sequence[Path], out: Path, tick: Tick) -> None:
    _run_office(program, files, out, PDF, tick)


def documents(files: Sequence[Path], work: Path, stopped: Callable[[], bool]) -> list[Path | str]:
    """Old Word files (.doc, .wps, .rtf) as .docx in the folder `work`; for one that cannot be, a sentence why.

    A file that LibreOffice fails on is tried again alone, so that it takes no other with it.
    """
    program = find_office()
    if program is None:
        return [f"“{file.name}”是旧格式，本机没有LibreOffice，请用Word或WPS打开后另存为 .docx" for file in files]
    copies = [work / "旧格式" / f"{number:04}.doc" for number in range(len(files))]
    for file, copy in zip(files, copies, strict=True):
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(file, copy)
    made = [work / f"{copy.stem}.{DOCX}" for copy in copies]
    _try_office(program, copies, work, stopped)
    if not all(path.exists() for path in made) and len(files) > 1:
        for copy, path in zip(copies, made, strict=True):
            if not path.exists():
                _try_office(program, [copy], work, stopped)
    return [
        path if path.exists() else f"“{file.name}”LibreOffice打不开，请用Word或WPS打开后另存为 .docx"
        for file, path in zip(files, made, strict=True)
    ]


def _try_office(program: Path, files: Sequence[Path], out: Path, stopped: Callable[[], bool]) -> None:
    def tick(made: int) -> None:
        if stopped():
            raise PdfError("已停止")

    with suppress(PdfError):
        _run_office(program, files, out, DOCX, tick)


def _run_office(program: Path, files: Sequence[Path], out: Path, kind: str, tick: Tick) -> None:
    """A call for many files, for starting costs more than converting."""
    profile = out / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(ITEMS.format("".join(SETTING.format(*item) for item in SETTINGS)), "utf-8")
    head = [str(program), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"]
    for first in range(0, len(files), BATCH):
        batch = [str(file) for file in files[first : first + BATCH]]
        command = [*head, "--convert-to", kind, "--outdir", str(out), *batch]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **_group()
        )
        try:
            _watch(process, out, kind, tick)
        finally:
            _end(process)


def _watch(process: subprocess.Popen[bytes], out: Path, kind: str, tick: Tick) -> None:
    made, since = -1, time.monotonic()
    while True:
        ended = process.poll() is not None
        count = sum(1 for _ in out.glob(f"*.{kind}"))
        if count != made:
            made, since = count, time.monotonic()
        tick(made)
        if ended:
            return
        if time.monotonic() - since > PATIENCE:
            raise PdfError(f"LibreOffice {PATIENCE}秒没有动静，已停止，请少选几条再试")
        time.sleep(GLANCE)


def _group() -> dict[str, Any]:
    """A process group of its own, for soffice is a starter whose child does the work."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the group that was started, and nothing else."""
    if sys.platform == "win32":
        if process.poll() is None:
            command = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
            subprocess.run(command, check=False, capture_output=True, creationflags=subprocess.CREATE_NO_WINDOW)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


# -- Word --------------------------------------------------------------------------------------------


def _by_word(files: Sequence[Path], out: Path, tick: Tick) -> None:
    """An instance of its own, so that no document the clerk has open is touched."""
    from win32com.client import DispatchEx

    tick(0)
    word = DispatchEx("Word.Application")
    try:
        word.Visible = False
        word.DisplayAlerts = 0
        for number, file in enumerate(files, start=1):
            document = word.Documents.Open(str(file), ReadOnly=True, AddToRecentFiles=False)
            try:
                document.ExportAsFixedFormat(str(out / f"{file.stem}.pdf"), PDF_FORMAT)
            finally:
                document.Close(NO_SAVING)
            tick(number)
    finally:
        word.Quit(NO_SAVING)
