"""Word files as PDF: by Word itself where it is installed, else by LibreOffice in a profile of its own."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
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
        import winreg

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
    """A call for many files, for starting costs more than converting."""
    profile = (out / "profile").as_uri()
    head = [str(program), f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nologo"]
    for first in range(0, len(files), BATCH):
        batch = [str(file) for file in files[first : first + BATCH]]
        command = [*head, "--convert-to", "pdf", "--outdir", str(out), *batch]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **_group()
        )
        try:
            _watch(process, out, tick)
        finally:
            _end(process)


def _watch(process: subprocess.Popen[bytes], out: Path, tick: Tick) -> None:
    made, since = -1, time.monotonic()
    while True:
        ended = process.poll() is not None
        count = sum(1 for _ in out.glob("*.pdf"))
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
    if os.name == "nt":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the group that was started, and nothing else."""
    if os.name == "nt":
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
