"""Where the work on many files is done: in this process, or by the workers of a Dask cluster, with the same functions.

A task is named by what it works on and changes nothing that another try would not change alike: what a lost worker
had done is done again elsewhere, and counts once.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arrival import Arrival
from .optional import demand
from .reading_pool import WORKERS, Result
from .store_count import Batch, Look, Question, combine, crossing_keys, look, rows_behind, shares_of
from .stowing import Place, stow_many

if TYPE_CHECKING:
    import distributed
    import pyarrow

Step = Callable[[int, int, str], None]
Rows = dict[int, list[dict[str, Any]]]
FILES_PER_TASK = 16
SHARES = 4
RETRIES = 2
SECONDS = 20
COUNTING = "统计"


class NoCluster(Exception):
    """The cluster cannot be reached or used; the message is one Chinese sentence."""


class Unseen(NoCluster):
    """A worker does not find a file."""


class Here:
    """This process, and as many reading processes as there are cores."""

    def stow(self, paths: Sequence[Path], place: Place) -> Generator[Result, None, None]:
        """Each workbook once, in the order in which they are done; its rows in files. Raises OSError."""
        return stow_many(paths, place, max(WORKERS, os.cpu_count() or 1))

    def count(
        self, batches: Sequence[Batch], asked: Question, step: Step | None = None
    ) -> tuple[Look, list[tuple[int, str]]]:
        """What is known of all parts (its keys not among it), and the keys that two senders have."""
        looks = []
        for done, batch in enumerate(batches, start=1):
            looks.append(look(batch, asked))
            if step:
                step(done, len(batches), COUNTING)
        whole = combine(looks)
        return Look(whole.entries, whole.figures), crossing_keys([whole.keys])

    def rows(self, batches: Sequence[Batch], asked: Question, crossing: Sequence[tuple[int, str]]) -> Rows:
        """The rows behind these keys, by number of the rule."""
        return _joined(rows_behind(batch, asked, crossing) for batch in batches)


class Cluster:
    """The workers of a Dask scheduler. The program, and the files, lie where every one finds them by the same path."""

    def __init__(self, client: distributed.Client) -> None:
        self.client = client

    def stow(self, paths: Sequence[Path], place: Place) -> Generator[Result, None, None]:
        """As `Here.stow`."""
        numbers = range(0, len(paths), FILES_PER_TASK)
        parts = [paths[number : number + FILES_PER_TASK] for number in numbers]
        futures = self._map(_stow, parts, place)
        for number, results in self._done(futures):
            for place_in, result in results:
                yield numbers[number] + place_in, result

    def count(
        self, batches: Sequence[Batch], asked: Question, step: Step | None = None
    ) -> tuple[Look, list[tuple[int, str]]]:
        """As `Here.count`; the keys never leave the cluster."""
        futures = self._map(look, batches, asked)
        told = self._map(_told, futures)
        parted = self._map(_shares, futures)
        crossing = [
            self.client.submit(crossing_keys, self._map(_share, parted, number), retries=RETRIES)
            for number in range(SHARES)
        ]
        looks: dict[int, Look] = {}
        for number, result in self._done(told):
            looks[number] = result
            if step:
                step(len(looks), len(batches), COUNTING)
        keys = [key for _, found in sorted(self._done(crossing)) for key in found]
        return combine(looks[number] for number in sorted(looks)), sorted(keys)

    def rows(self, batches: Sequence[Batch], asked: Question, crossing: Sequence[tuple[int, str]]) -> Rows:
        """As `Here.rows`."""
        found = dict(self._done(self._map(rows_behind, batches, asked, list(crossing))))
        return _joined(found[number] for number in sorted(found))

    def _map(self, function: Callable[..., Any], items: Sequence[Any], *more: Any) -> list[Any]:
        """A task an item. Equal tasks have one name and are done once."""
        tasks = []
        for item in items:
            named = hashlib.sha256(pickle.dumps((getattr(item, "key", item), more), 4)).hexdigest()
            key = f"{function.__name__.strip('_')}-{named}"
            tasks.append(self.client.submit(function, item, *more, key=key, retries=RETRIES))
        return tasks

    def _done(self, futures: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """(number, result) of each task once, as they are done. Raises NoCluster, OSError."""
        from distributed import as_completed

        numbers = {future.key: number for number, future in enumerate(futures)}
        once = {future.key: future for future in futures}
        with _spoken():
            for future in as_completed(list(once.values()), loop=self.client.loop):
                yield numbers[future.key], future.result()


def _stow(paths: Sequence[Path], place: Place) -> list[tuple[int, Arrival | str]]:
    return list(stow_many(paths, place, 1))


def _told(found: Look) -> Look:
    return Look(found.entries, found.figures)


def _shares(found: Look) -> list[pyarrow.Table | None]:
    return shares_of(found.keys, SHARES)


def _share(parted: Sequence[pyarrow.Table | None], number: int) -> pyarrow.Table | None:
    return parted[number]


def _joined(found: Iterator[Rows]) -> Rows:
    rows: Rows = {}
    for each in found:
        for number, more in each.items():
            rows.setdefault(number, []).extend(more)
    return rows


@contextmanager
def workplace(address: str = "") -> Iterator[Here | Cluster]:
    """This process for "", else the cluster whose scheduler listens at `address`. Raises NotInstalled, NoCluster."""
    demand("pyarrow", "duckdb")
    if not address:
        yield Here()
        return
    demand("dask", "distributed")
    import distributed

    try:
        client = distributed.Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError):
        raise NoCluster(
            f"连不上集群“{address}”，地址应像 tcp://192.168.1.10:8786，请先在那台机器上运行 dask scheduler"
        ) from None
    with client:
        if not client.scheduler_info(n_workers=-1)["workers"]:
            raise NoCluster(f"集群“{address}”里还没有一台干活的机器，请先运行 dask worker {address}")
        yield Cluster(client)


@contextmanager
def _spoken() -> Iterator[None]:
    """Faults of the cluster as one Chinese sentence."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        yield
    except ImportError as fault:
        what = fault.name or "本程序"
        raise NoCluster(f"集群里有的机器上没有装 {what}，请在每台机器上装好本程序和合并入库的软件包") from None
    except FileNotFoundError as fault:
        raise Unseen(
            f"集群里有的机器找不到“{fault.filename or fault}”，请把程序和文件放在每台机器都以同一路径看得到的共享文件夹"
        ) from None
    except (KilledWorker, FutureCancelledError):
        raise NoCluster("集群里的机器一再中断，没有做完，什么都没有改动，请检查那些机器的内存后再试") from None
