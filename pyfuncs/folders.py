"""The folders that the buttons make beside a workbook: their names, the one made last; what lies in a folder."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from .files import TEMPORARY, free_path

FORMS, SUMMARY, PDF = "申报表", "汇总表", "PDF"
RETURNS, PACK, PRINT = "退回单", "报送", "打印包"
HONOURS = "表彰"
TAKEN = "收到的Word表"
"""Beside the workbook, under this very name: the Word files that others sent."""
BOOKS = "收到的申报簿"
"""Beside the workbook, under this very name: the workbooks that units sent."""


def new_folder_name(workbook: Path, kind: str, now: dt.datetime) -> Path:
    """A folder beside the workbook that is not there yet: name of the workbook, kind, date and time."""
    return free_path(workbook.parent, f"{workbook.stem}-{kind}-{now:%Y%m%d-%H%M%S}")


def latest_folder(workbook: Path, *kinds: str) -> Path | None:
    """The folder of one of these kinds made last from this workbook; None when there is none."""
    starts = tuple(f"{workbook.stem}-{kind}-" for kind in kinds)
    made = [path for path in workbook.parent.iterdir() if path.is_dir() and path.name.startswith(starts)]
    return max(made, key=lambda path: path.stat().st_mtime_ns, default=None)


def walk(folder: Path, closed: Callable[[Path], None]) -> Iterator[Path]:
    """Every file of a folder and of those in it, in order, and every link to a folder: it is not followed.

    What is being written is passed over.
    closed  told of each folder that cannot be looked into
    """
    for place, folders, names in os.walk(folder, onerror=lambda fault: closed(Path(fault.filename or folder))):
        links = [name for name in folders if is_link(os.path.join(place, name))]
        folders[:] = sorted(name for name in folders if name not in links and not name.endswith(TEMPORARY))
        yield from (Path(place, name) for name in sorted([*names, *links]) if not name.endswith(TEMPORARY))


def is_link(path: Path | str) -> bool:
    """True for a link to somewhere else, also for what Windows calls a junction where Python can tell."""
    return os.path.islink(path) or getattr(os.path, "isjunction", os.path.islink)(path)


def not_followed(path: Path) -> str:
    """What to say of a link to a folder, and of one that cannot be looked into."""
    if is_link(path):
        return f"“{path.name}”是通到别处的文件夹链接，没有进去找，里面有申报簿的请复制进来再试"
    return f"打不开文件夹“{path.name}”，里面的没有读到，请核对它的读取权限、网盘是否连着再试"
