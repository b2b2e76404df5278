"""The Word files that came in: found in a folder, read, joined and set against a workbook's records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .difference import differences
from .entries import Joined
from .filled import FileTaken
from .intake import Progress, take_files
from .joining import join
from .notice import Notice, list_notices, load_notice
from .offers import Line
from .rules import Season

SUFFIXES = (".docx", ".docm", ".doc", ".wps")
LOCK_MARKS = ("~$", ".")


class NoFiles(Exception):
    """Nothing to read; the message is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Post:
    """What came in: the files as read, their forms joined, the lines of the difference list."""

    files: list[FileTaken]
    joined: Joined
    lines: list[Line]


def word_files(places: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The Word files among files and folders (with all that is in them), and the other files of those folders.

    A file that is named is among the first whatever it is. Raises NoFiles where a place does not exist.
    """
    files: dict[Path, None] = {}
    others: list[Path] = []
    for place in places:
        if place.is_dir():
            for path in _inside(place):
                if path.suffix.lower() in SUFFIXES:
                    files[path] = None
                else:
                    others.append(path)
        elif place.exists():
            files[place] = None
        else:
            raise NoFiles(f"找不到“{place}”，请核对文件名和所在文件夹")
    return list(files), [path for path in others if path not in files]


def _inside(folder: Path) -> Iterator[Path]:
    """The files of a folder, folder by folder; the marks that open programs leave are passed over."""
    for path in sorted(folder.rglob("*"), key=lambda path: (path.parent.as_posix(), path.name)):
        if path.is_file() and not path.name.startswith(LOCK_MARKS):
            yield path


def read_post(
    paths: Sequence[Path],
    notice: Notice,
    season: Season,
    progress: Progress | None = None,
    is_stopped: Callable[[], bool] | None = None,
    now: dt.datetime | None = None,
) -> Post:
    """Reads the files and sets them against the season. A form of another notice is told by its own words."""
    folder = notice.folder.parent
    others = (load_notice(name, folder) for name in list_notices(folder) if name != notice.id)
    files = take_files(paths, [notice, *others], progress, is_stopped)
    joined = join(files, notice, season)
    return Post(files, joined, differences(files, joined, notice, season, now or dt.datetime.now()))
