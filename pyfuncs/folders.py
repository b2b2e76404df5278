"""The folders that the buttons make beside a workbook: their names, the one made last."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from .files import free_path

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
