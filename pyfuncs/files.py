"""Writing files so that a reader finds the old file or the whole new one, and naming them safely."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .values import match_key

FORBIDDEN = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]'
)
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?", re.IGNORECASE)
LONGEST_NAME = 80
LONGEST_BYTES = 200
STAND_IN = "_"
NAMELESS = "未命名"
QUERY, NO_SUCH_PROCESS, STILL_ACTIVE = 0x1000, 87, 259
TEMPORARY = ".写入中"
OWNED = re.compile(rf"\.([0-9a-f]{{8}})-(\d+)-.*{re.escape(TEMPORARY)}")
"""A working file or folder: of which computer, of which process."""
ABANDONED = 24 * 3600
"""Seconds after which one belongs to nobody any more, whoever has made it."""


def write_new(path: Path, data: bytes) -> None:
    """Writes `data` to `path` as a new file: temporary beside it, flushed to disk, then renamed over it.

    Raises OSError; the old file is then untouched and no temporary is left.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(suffix=TEMPORARY, prefix=mark_of_owner(), dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # Windows cannot open a folder; the rename is durable enough there
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def add_to(work: str, folder: str, name: str, data: bytes) -> None:
    """Writes `data` as a new file of a working folder, in its folder `folder` ("" = none; made when it is not there).

    Nobody sees it before it is published, so it is written as it is, in one call where the system takes it whole.
    """
    try:
        with open(os.path.join(work, folder, name), "xb", buffering=0) as file:
            while data:
                data = data[file.write(data) :]
    except FileNotFoundError:
        if not folder:
            raise
        os.mkdir(os.path.join(work, folder))
        add_to(work, folder, name, data)


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A working folder beside `folder`, gone at the end: files wait there until all of them are written.

    What a process that was killed has left beside `folder` goes first.
    """
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    sweep(folder.parent)
    work = Path(tempfile.mkdtemp(suffix=TEMPORARY, prefix=mark_of_owner(), dir=folder.parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def publish(work: Path, folder: Path, last: str = "") -> None:
    """Moves every file of the working folder to its place in `folder`, the file named `last` at the end.

    A new folder appears whole, in one rename. In one that exists, files of the same name are replaced and
    nothing else is touched. Raises OSError; `folder` then holds what it held before.
    """
    if not folder.exists():
        os.chmod(work, 0o755)
        os.rename(work, folder)
        return
    files = sorted((path for path in work.rglob("*") if path.is_file()), key=lambda path: path.name == last)
    with staging(work) as kept:
        moved: list[Path] = []
        try:
            for path in files:
                place = path.relative_to(work)
                _keep(folder / place, kept / place)
                moved.append(place)  # not before the old file is kept whole: a piece of it must not come back
                os.replace(path, folder / place)
        except BaseException:
            for place in moved:
                _put_back(folder / place, kept / place)
            raise


def _keep(target: Path, copy: Path) -> None:
    for folder in (target.parent, copy.parent):
        folder.mkdir(parents=True, exist_ok=True)
    if target.is_file():
        shutil.copy2(target, copy)


def _put_back(target: Path, copy: Path) -> None:
    with suppress(OSError):
        if copy.exists():
            os.replace(copy, target)
        else:
            target.unlink(missing_ok=True)
            target.parent.rmdir()


# -- what a killed process leaves ------------------------------------------------------------------------


def mark_of_owner() -> str:
    """How the names of working files begin: they tell this computer and this process."""
    return f".{_computer()}-{os.getpid()}-"


def _computer() -> str:
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return f"{zlib.crc32(name.encode()):08x}"


def sweep(folder: Path) -> None:
    """Removes what a process that was killed has left half done in `folder`: never what one at work still writes.

    On a shared drive, what another computer began goes after a day.
    """
    for path in folder.glob(f".*{TEMPORARY}"):
        with suppress(OSError):
            if _is_orphan(path.name) or time.time() - path.stat().st_mtime > ABANDONED:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _is_orphan(name: str) -> bool:
    """True when the process that the name tells ran on this computer and is gone."""
    owner = OWNED.fullmatch(name)
    return owner is not None and owner[1] == _computer() and not is_running(int(owner[2]))


def is_running(process: int) -> bool:
    """Whether there is a process of that number, in doubt True."""
    if os.name == "nt":  # signal 0 would end it there
        return _is_running_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def _is_running_on_windows(process: int) -> bool:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    handle = kernel.OpenProcess(QUERY, False, process)
    if not handle:
        return kernel.GetLastError() != NO_SUCH_PROCESS
    status = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(status))
    kernel.CloseHandle(handle)
    return not known or status.value == STILL_ACTIVE


def safe_name(text: str) -> str:
    """`text` as a file name that Windows, macOS and Linux accept: never a path, a reserved name or too long.

    Forbidden signs become "_", outer blanks and dots go; a name cut short ends in "…".
    """
    name = FORBIDDEN.sub(STAND_IN, text).strip(" .　\t")
    if RESERVED.fullmatch(name):
        name = STAND_IN + name
    if len(name) > LONGEST_NAME or len(name.encode()) > LONGEST_BYTES:
        name = name[: LONGEST_NAME - 1]
        while len(name.encode()) > LONGEST_BYTES - 3:
            name = name[:-1]
        name = name.rstrip(" .") + "…"
    return name or NAMELESS


def free_path(folder: Path, stem: str, suffix: str = "") -> Path:
    """A path in `folder` at which nothing stands yet: STEM and suffix, else STEM(2), STEM(3) …"""
    path, number = folder / f"{stem}{suffix}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}({number}){suffix}"
    return path


class Names:
    """File names given out so far in each folder: no two texts get the same one, whatever the file system."""

    def __init__(self) -> None:
        self._given: set[tuple[str, str]] = set()
        self._folders: dict[str, str] = {}

    def folder(self, text: str) -> str:
        """A safe folder name for `text`: the same for the same text, another for another."""
        if text not in self._folders:
            self._folders[text] = self.give("", text)
        return self._folders[text]

    def give(self, folder: str, text: str, suffix: str = "") -> str:
        """A safe name for `text` in `folder`; a number is added when another text has taken it."""
        stem = safe_name(text)
        name, number = f"{stem}{suffix}", 1
        while (given := (folder, match_key(name))) in self._given:
            number += 1
            name = f"{stem}({number}){suffix}"
        self._given.add(given)
        return name
