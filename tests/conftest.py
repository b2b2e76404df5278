"""What all tests share: the two notices, LibreOffice, a folder with an awkward name."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

LOST = r"^OfficeLost: "
LONGEST = ("no_com", "hosts", "killed", "workbook", "uno_engine", "environment", "install", "fuzz", "soak", "merge")
"""Whose tests begin first, being the longest: at the end no process is left alone with minutes of them."""

hypothesis.settings.register_profile("house", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("long", deadline=None, max_examples=2_000, database=None)
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """--long: the long form of the tests that have one, and two thousand fresh examples of every property."""
    parser.addoption("--long", action="store_true", help="长测试照长的做，每条性质另取两千个例子")


def pytest_configure(config: pytest.Config) -> None:
    """olevba calls pyparsing by its old names: nothing of ours. A test that lost LibreOffice itself, as happens on a
    machine with too much to do, is run once again; no other failure is."""
    config.addinivalue_line("filterwarnings", "ignore::DeprecationWarning:oletools.olevba")
    config.option.reruns, config.option.only_rerun = 1, [LOST]
    if config.getoption("long"):
        hypothesis.settings.load_profile("long")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; each of the processes sees the same order."""
    place = {f"test_{name}": number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


@pytest.fixture(scope="session")
def notice_2018():
    """The 2018 notice as loaded; read only, for it is shared."""
    from pyfuncs.notice import load_notice

    return load_notice("2018")


@pytest.fixture(scope="session")
def notice_2023():
    """The 2023 notice as loaded; read only, for it is shared."""
    from pyfuncs.notice import load_notice

    return load_notice("2023")


@pytest.fixture(scope="session")
def office() -> ModuleType:
    """tests/office.py; the test fails, with what to install, when LibreOffice is not there."""
    import office as driver

    driver.soffice()
    return driver


@pytest.fixture
def tmp(tmp_path: Path) -> Path:
    """An empty folder whose path holds Chinese, a blank and an ampersand, as clerks' folders do."""
    folder = tmp_path / "申报 材料&备份"
    folder.mkdir()
    return folder


@pytest.fixture
def closed_folder(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a folder that cannot be looked into, wherever it lies: root may look into any."""
    name, look = "锁着的", os.scandir

    def refuse(place: str) -> Iterator[os.DirEntry[str]]:
        if os.path.basename(place) == name:
            raise PermissionError(13, "Permission denied", str(place))
        return look(place)

    monkeypatch.setattr(os, "scandir", refuse)
    return name
