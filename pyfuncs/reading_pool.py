"""Reads many workbooks from outside in a few processes, each of which reads one after the other.

A file that stalls or kills its reader costs that reader and itself, no other file.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

from . import arrival, child, loose, reader, strays
from .arrival import Arrival
from .check import Finding, check_losses, check_reading, count_levels
from .metrics import is_too_long
from .notice import HOME, TEMPLATES, Notice, load_notice
from .preflight import Unreadable
from .reader import MOST_MEMORY, SECONDS
from .records import ForeignWorkbook, Sheet, current_notice, read_season
from .stats import statistics_forms

WORKERS = max(2, min(4, os.cpu_count() or 2))
TAKEN, REFUSED = b"+", b"-"
SIZE = 8
UNIT_FIELD = "推荐单位"
Result = tuple[int, "Arrival | str"]
"""The number of a file among those asked for, and what it holds or the sentence that says why it cannot be read."""


# -- the reading process ---------------------------------------------------------------------------------


def read(path: Path, templates: Path = TEMPLATES) -> Arrival:
    """What one workbook holds, checked. Raises Unreadable or ForeignWorkbook."""
    return read_checked(path, templates)[0]


def read_checked(path: Path, templates: Path) -> tuple[Arrival, list[Finding]]:
    """What one workbook holds, and all that was found in it. Raises Unreadable or ForeignWorkbook."""
    sheets = {name: Sheet(name, *table) for name, table in reader.read_bounded(path).items()}
    if not any(sheet.rows for sheet in sheets.values()):
        raise Unreadable(f"“{path.name}”里没有任何内容，请核对是否拿错了文件")
    try:
        notice = current_notice(sheets, templates, _notice)
    except ForeignWorkbook as fault:
        raise ForeignWorkbook(arrival.own_list(path) or str(fault)) from None
    reading = read_season(sheets, notice)
    others = [_notice(name, templates) for name in _others(notice)]
    found = strays.find_ledgers(sheets, (notice, *others))
    strays.carry(reading, found, others)
    forms = {form.tab for each in (notice, *others) for form in each.forms.values()}
    ours = [notice, *others]
    own = [*strays.own_columns(found, ours), *strays.own_tabs(sheets, found, forms)]
    own += loose.notes(sheets, ours, found, loose.formulas_of(path))
    shared: dict[Any, Any] = {}
    findings = check_reading(reading)
    saved, macros = arrival.look_outside(path)
    held = Arrival(
        notice=notice.id,
        unit=reading.season.single[HOME].text(UNIT_FIELD).strip(),
        merged=notice.merged,
        ledgers={name: arrival.pack(records, shared) for name, records in reading.season.ledgers.items()},
        single=reading.season.single,
        rows_seen=reading.rows_seen,
        rows_taken=reading.rows_taken,
        levels=count_levels(findings),
        losses=[finding.message for finding in check_losses(reading)],
        others=[other.id for other in others if _is_typed_for(sheets, other)],
        overlong=[f"{item.tab}!{item.cell} {item.field}" for item in findings if is_too_long(item.value)],
        strays=own,
        senders=strays.other_senders(reading),
        saved=saved,
        macros=macros,
    )
    held.digest = arrival.digest(held)
    return held, findings


@cache
def _notice(name: str, templates: Path) -> Notice:
    return load_notice(name, templates)


def _others(notice: Notice) -> list[str]:
    return [name for name in notice.words["通知"] if name != notice.id]


def _is_typed_for(sheets: Mapping[str, Sheet], other: Notice) -> bool:
    """True when a statistics form of the notice holds anything."""
    tabs = [form.tab for form in statistics_forms(other) if form.tab in sheets]
    if not tabs:
        return False
    single = read_season({tab: sheets[tab] for tab in tabs}, other).season.single
    return any(value is not None for tab in tabs for value in single[tab].values())


def serve(asked: IO[bytes], told: IO[bytes], templates: Path, take: Callable[[Path, Path], Any] | None = None) -> None:
    """Reads the file named by each message of `asked` and tells of it, until there is no more.

    take  what is told of a file, given templates; None = what `read` says
    """
    take = take or read
    gc.disable()  # all that is read is needed until it is told
    while (path := _receive(asked)) is not None:
        try:
            kind, data = TAKEN, pickle.dumps(take(Path(path.decode("utf-8", "surrogateescape")), templates), -1)
        except (Unreadable, ForeignWorkbook) as fault:
            kind, data = REFUSED, str(fault).encode("utf-8")
        _send(told, kind + data)
        gc.collect()
        gc.freeze()  # definitions and what else is left stays, and is not looked through after the next file


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(len(data).to_bytes(SIZE, "big"))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    size = pipe.read(SIZE)
    if len(size) < SIZE:
        return None
    data = pipe.read(int.from_bytes(size, "big"))
    return data if len(data) == int.from_bytes(size, "big") else None


# -- the process that asks -------------------------------------------------------------------------------


def read_many(
    paths: Sequence[Path],
    templates: Path = TEMPLATES,
    workers: int = WORKERS,
    seconds: float = SECONDS,
    command: Sequence[str] = (),
) -> Generator[Result, None, None]:
    """Each file once, in the order in which they are done. At most a few results wait to be taken.

    command  what starts a reading process; () = this module
    """
    command = command or child.command("reading_pool", str(templates))
    asked: queue.Queue[int] = queue.Queue()
    for number in range(len(paths)):
        asked.put(number)
    told: queue.Queue[Result | Exception] = queue.Queue(2 * workers)
    readers = [_Reader(paths, asked, told, command, seconds) for _ in range(min(workers, len(paths)))]
    for each in readers:
        each.start()
    try:
        for _ in paths:
            result = told.get()
            if isinstance(result, Exception):
                raise result
            yield result
    finally:
        for each in readers:
            each.stop()


class _Reader(threading.Thread):
    """Keeps one reading process busy; starts another when it is gone."""

    def __init__(
        self,
        paths: Sequence[Path],
        asked: queue.Queue[int],
        told: queue.Queue[Result | Exception],
        command: Sequence[str],
        seconds: float,
    ) -> None:
        super().__init__(daemon=True)
        self.paths, self.asked, self.told = paths, asked, told
        self.command, self.seconds = command, seconds
        self.process: subprocess.Popen[bytes] | None = None
        self.stopped = threading.Event()

    def run(self) -> None:
        try:
            while not self.stopped.is_set():
                try:
                    number = self.asked.get_nowait()
                except queue.Empty:
                    break
                self._tell((number, self._read(self.paths[number])))
        except Exception as fault:  # told to the one who waits: a thread's own traceback helps nobody
            self._tell(fault)
        finally:
            self._end()

    def _tell(self, result: Result | Exception) -> None:
        while not self.stopped.is_set():
            with suppress(queue.Full):
                self.told.put(result, timeout=0.2)
                return

    def stop(self) -> None:
        self.stopped.set()
        if self.process:
            self.process.kill()
        self.join()

    def _read(self, path: Path) -> Arrival | str:
        process = self.process = self.process or self._start()
        assert process.stdin and process.stdout
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self.seconds, stop)
        timer.start()
        try:
            _send(process.stdin, os.fsencode(path))
            data = _receive(process.stdout)
        except OSError:
            data = None
        finally:
            timer.cancel()
        if data is None:
            self._end()
            if late.is_set():
                return f"“{path.name}”读了{self.seconds:.0f}秒还没有读完，内容大得不正常，请删去多余的内容再试"
            return f"“{path.name}”已损坏或大得不正常，读不出工作表，请用Excel或WPS打开后另存一份再试"
        return pickle.loads(memoryview(data)[1:]) if data[:1] == TAKEN else data[1:].decode("utf-8")

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **child.options())

    def _end(self) -> None:
        process, self.process = self.process, None
        if process:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    if pipe:
                        pipe.close()


if __name__ == "__main__":
    child.limit_memory(MOST_MEMORY)
    serve(sys.stdin.buffer, sys.stdout.buffer, Path(sys.argv[1]))
