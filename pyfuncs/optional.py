"""Packages that only some verbs need, and that a clerk's computer may lack."""

from __future__ import annotations

import importlib.util

from .environment import ROOT, STORE_REQUIREMENTS


class NotInstalled(Exception):
    """A package is not there; the message is one Chinese sentence."""


def demand(*names: str) -> None:
    """Raises NotInstalled when this Python finds one of the packages nowhere."""
    lacking = [name for name in names if importlib.util.find_spec(name) is None]
    if lacking:
        raise NotInstalled(
            f"合并入库要用的软件包 {'、'.join(lacking)} 没有装：请先运行 python3 -m pyfuncs install --store，"
            f"或用 pip install -r {STORE_REQUIREMENTS[0].relative_to(ROOT).as_posix()} 自行安装，再试一次"
        )
