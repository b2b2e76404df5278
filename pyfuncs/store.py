"""汇总库: a folder of Parquet files, partitioned by year, notice, area and unit, and the list of those that count.

A file is never written over: its name tells its content. What belongs to the store is what 清单.json names, and that
is replaced in one rename, so that the store is the old or the new one whatever happens on the way.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .files import TEMPORARY, safe_name, write_new
from .notice import Notice
from .parquet import SUFFIX, Ledgers
from .turn import NoLock, Running, turn
from .values import match_key

LIST, RECEIPTS, LOCK = "清单.json", "回执", ".入库锁"
FORMAT = 1
YEAR, NOTICE, AREA, UNIT = "年度", "通知", "地区", "单位"
ID_LENGTH = 32
MERGE = "合并入库"


class NotAStore(Exception):
    """The folder is no store, or cannot be used as one; the message is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Part:
    """One workbook in the store. id: of its content, file, unit and area; rows of each dataset it has a file in."""

    id: str
    year: str
    notice: str
    area: str
    unit: str
    file: str
    digest: str
    rows: dict[str, int] = field(hash=False)

    @property
    def owner(self) -> tuple[str, str, str, str]:
        """Whose partition it lies in: what a later merge replaces as one."""
        return self.year, self.notice, match_key(self.area), match_key(self.unit)

    @property
    def season(self) -> tuple[str, str]:
        """What is counted together: a year's notice."""
        return self.year, self.notice


def part_id(digest: str, area: str, file: str) -> str:
    """The name of the files of a workbook with this content (which names notice and unit), from this file."""
    return hashlib.sha256(repr((digest, match_key(area), file)).encode("utf-8", "surrogatepass")).hexdigest()[
        :ID_LENGTH
    ]


def year_of(notice: Notice) -> str:
    """The year of the notice's last deadline; its id where it states none."""
    return str(max((item.date.year for item in notice.deadline), default=notice.id))


def path_of(root: Path, part: Part, dataset: str) -> Path:
    """Where the rows of a part lie: 小组/年度=…/通知=…/地区=…/单位=…/id.parquet, as DuckDB and pandas expect."""
    values = {YEAR: part.year, NOTICE: part.notice, AREA: part.area, UNIT: part.unit}
    folders = [f"{name}={safe_name(value).replace('%', '%25')}" for name, value in values.items()]
    return Path(root, safe_name(dataset), *folders, part.id + SUFFIX)


def staged_path(staged: Path, part: str, dataset: str) -> Path:
    """Where the rows of a part wait until the store takes them."""
    return Path(staged, part, safe_name(dataset) + SUFFIX)


class Stowed(Ledgers):
    """What of an arrival lies in files: `unit` as the notice spells it, rows of each dataset."""

    def __init__(self, folder: Path, names: Sequence[str], unit: str, rows: dict[str, int]) -> None:
        super().__init__({name: staged_path(folder.parent, folder.name, name) for name in names})
        self.id, self.unit, self.counts = folder.name, unit, rows


@dataclass(slots=True)
class Store:
    """A store as its list has it; `stamp` tells one list from another."""

    root: Path
    parts: list[Part] = field(default_factory=list)
    stamp: str = ""

    def chosen(self, notice: str = "", area: str = "") -> list[Part]:
        """The parts of a notice and area; "" = of all."""
        wanted = match_key(area)
        return [
            part
            for part in self.parts
            if (not notice or part.notice == notice) and (not area or match_key(part.area) == wanted)
        ]


def open_store(root: Path) -> Store:
    """The store as it stands now. Raises NotAStore."""
    try:
        data = (root / LIST).read_bytes()
        listed = json.loads(data)
        if listed["format"] != FORMAT:
            raise NotAStore(f"“{root.name}”是用更新的版本建的汇总库，请用那个版本打开")
        parts = [Part(**item) for item in listed["parts"]]
    except (FileNotFoundError, NotADirectoryError):
        raise NotAStore(f"“{root.name}”不是汇总库（里面没有{LIST}），请写 merge --store 写成的文件夹") from None
    except (ValueError, TypeError, KeyError):
        raise NotAStore(f"“{root.name}”里的{LIST}被改坏了，读不出来，请用备份恢复它") from None
    return Store(root, parts, hashlib.sha256(data).hexdigest())


def open_or_new(root: Path) -> Store:
    """The store at `root`, or an empty one where there is nothing yet. Raises NotAStore."""
    if (root / LIST).exists():
        return open_store(root)
    if root.exists() and (not root.is_dir() or any(not _is_ours(path) for path in root.iterdir())):
        raise NotAStore(f"“{root.name}”里已有别的东西，不是汇总库，没有改动它，请换一个空的或新的文件夹")
    return Store(root)


def _is_ours(path: Path) -> bool:
    """What a first merge that was cut off may have left."""
    if path.name.endswith(TEMPORARY) or path.name in (RECEIPTS, LOCK):
        return True
    return path.is_dir() and all(item.name.startswith(f"{YEAR}=") for item in path.iterdir())


# -- writing -------------------------------------------------------------------------------------------


@contextlib.contextmanager
def writing(root: Path) -> Iterator[None]:
    """Holds the store for one merge, on whichever computer; a new folder in which nothing came to be goes again.

    Raises NotAStore while another merge is at it, and for a folder that is none, OSError.
    """
    open_or_new(root)
    root.mkdir(parents=True, exist_ok=True)
    try:
        with turn(str(root), MERGE, root / LOCK):
            try:
                yield
            finally:
                _drop_new(root)
        if os.name == "nt":
            _drop_new(root)  # a file that is open stays there
    except NoLock as fault:
        _drop_new(root)
        raise NotAStore(str(fault)) from None
    except Running:
        raise NotAStore(f"另一个“{MERGE}”正在写“{root.name}”，请等它结束后再试") from None


def _drop_new(root: Path) -> None:
    """Removes a folder that holds the lock alone."""
    with suppress(OSError):
        if [path.name for path in root.iterdir()] == [LOCK]:
            (root / LOCK).unlink()
            root.rmdir()


def commit(store: Store, parts: Sequence[Part], staged: Path, receipt: tuple[str, bytes]) -> Store:
    """The store with `parts` in the place of all that their units had; files of new parts come from
    `staged/<id>/<dataset>.parquet`; those that no longer count stay until `sweep`. Raises NotAStore, OSError; the
    store is then what it was.

    receipt  its name and content, written to 回执
    """
    owners = {part.owner for part in parts}
    kept = [part for part in store.parts if part.owner not in owners]
    content = {"format": FORMAT, "parts": [asdict(part) for part in (*kept, *parts)]}
    listed = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    made: list[Path] = []
    try:
        for part in parts:
            for dataset in part.rows:
                target = path_of(store.root, part, dataset)
                if target.exists():
                    continue  # its name tells its content: merged before
                target.parent.mkdir(parents=True, exist_ok=True)
                made.append(target)
                os.replace(staged_path(staged, part.id, dataset), target)
        path = store.root / RECEIPTS / receipt[0]
        made.append(path)
        write_new(path, receipt[1])
        if hasattr(os, "sync"):
            os.sync()
        if (store.root / LIST).exists() and open_store(store.root).stamp != store.stamp:
            raise NotAStore(f"“{store.root.name}”刚被别处的“{MERGE}”改过，没有写入，请再试一次")
        write_new(store.root / LIST, listed)
    except BaseException:
        for path in () if _stands(store, listed) else made:
            with suppress(OSError):
                path.unlink(missing_ok=True)
                _drop_empty(path.parent, store.root)
        raise
    return open_store(store.root)


def _stands(store: Store, listed: bytes) -> bool:
    """Whether the new list has taken the old one's place: whoever stops the merge then comes too late."""
    with suppress(OSError):
        return hashlib.sha256(listed).hexdigest() != store.stamp and (store.root / LIST).read_bytes() == listed
    return False


def sweep(store: Store) -> int:
    """Deletes the Parquet files of the partitions that the list does not name and working folders that were left;
    gives how many. Only while nobody else writes."""
    named = {path_of(store.root, part, dataset) for part in store.parts for dataset in part.rows}
    gone = 0
    for folder in [path for path in store.root.iterdir() if path.is_dir()]:
        if folder.name.endswith(TEMPORARY):
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    for path in _files(store.root):
        if path not in named:
            with suppress(OSError):
                path.unlink()
                _drop_empty(path.parent, store.root)
                gone += 1
    return gone


def _files(root: Path) -> Iterable[Path]:
    """The Parquet files that lie in partitions."""
    return [path for path in root.glob(f"*/{YEAR}=*/{NOTICE}=*/{AREA}=*/{UNIT}=*/*{SUFFIX}") if path.is_file()]


def _drop_empty(folder: Path, root: Path) -> None:
    """Removes a folder and those above it that hold nothing, up to the store's own."""
    while folder != root:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
