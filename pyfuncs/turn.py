"""One press at a time for one workbook: the second is told what is running."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

FOLDER = "QC申报-按钮"
HELD = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
"""What the systems say of a lock that another holds."""
FAR = 1 << 20
"""The byte that is locked: far behind the words, which others must be able to read."""


class Running(Exception):
    """Another press is at work on this workbook; the message is one Chinese sentence."""


class NoLock(Running):
    """Whether another is at work cannot be known: the drive locks no files."""


@contextmanager
def turn(workbook: str, label: str, file: Path | None = None) -> Iterator[None]:
    """Holds the workbook (its full name) for one press. Raises Running while another press holds it, NoLock.

    file  stands for what is held; None = `turn_file`, which other computers do not see

    The system itself lets go of the lock when the process ends, however it ends: none is ever stale.
    """
    with (file or turn_file(workbook)).open("a+b") as held:
        if not _lock(held):
            raise Running(f"“{_words(held)}”还没有做完，请等它结束后再按“{label}”")
        try:
            held.truncate(0)
            held.write(label.encode())
            held.flush()
            yield
        finally:
            held.truncate(0)
            _unlock(held)


def turn_file(workbook: str) -> Path:
    """The file that stands for the workbook, in the temporary folder of the user."""
    folder = Path(tempfile.gettempdir()) / FOLDER
    folder.mkdir(exist_ok=True)
    key = os.path.normcase(workbook).encode("utf-8", "surrogatepass")
    return folder / f"{zlib.crc32(key):08x}{zlib.crc32(key[::-1]):08x}.lock"


def _words(file: BinaryIO) -> str:
    """What the press that holds the lock is called."""
    file.seek(0)
    return file.read(FAR).decode("utf-8", "replace") or "上一个按钮"


def _lock(file: BinaryIO) -> bool:
    try:
        _locking(file, hold=True)
    except OSError as fault:
        if fault.errno not in HELD:
            name = Path(file.name).parent.name
            raise NoLock(f"“{name}”所在的磁盘不支持加锁，不能保证同时只有一处在写，请换到本机的磁盘上再试") from fault
        return False
    return True


def _unlock(file: BinaryIO) -> None:
    _locking(file, hold=False)


def _locking(file: BinaryIO, hold: bool) -> None:
    """Locks or frees the far byte without waiting; OSError when another holds it."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK if hold else msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, (fcntl.LOCK_EX | fcntl.LOCK_NB) if hold else fcntl.LOCK_UN)
