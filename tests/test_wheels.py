"""The folder of wheels: what is asked of pip for another computer, and a true download without an index."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from wheel_maker import make_wheel

from pyfuncs import environment, wheels
from pyfuncs.__main__ import main
from pyfuncs.system import SetupError

STORE_PINS = 'qc_store==4.0\nqc_one==1.0\nqc_colours==5.0; sys_platform == "win32"\n'
PINS = 'qc_one==1.0\nqc_two==2.0; sys_platform == "win32"\nqc_three==3.0; sys_platform == "darwin"\n'


@pytest.fixture
def pins(tmp, monkeypatch) -> Path:
    """The requirements of the moment; pip is this Python's, and knows nothing but the folder `shop`."""
    path = tmp / "pins.txt"
    path.write_text(PINS, "utf-8")
    store = tmp / "store-pins.txt"
    store.write_text(STORE_PINS, "utf-8")
    monkeypatch.setattr(wheels, "REQUIREMENTS", [path])
    monkeypatch.setattr(wheels, "STORE_REQUIREMENTS", [store])
    monkeypatch.setattr(environment, "ensure", lambda requirements: Path(sys.executable))
    for name, value in {"NO_INDEX": "1", "FIND_LINKS": (tmp / "shop").as_uri(), "CONFIG_FILE": os.devnull}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    return path


@pytest.mark.parametrize(
    ("tag", "system"),
    [("win_amd64", "win32"), ("macosx_14_0_arm64", "darwin"), ("manylinux2014_x86_64", "linux")],
)
def test_a_platform_tag_belongs_to_a_system(tag, system):
    assert wheels.system_of(tag) == system


def test_what_is_asked_for_another_computer(pins, tmp):
    asked = wheels.download_arguments([pins], tmp, "win_amd64", "3.12")
    assert asked[-2:] == ["qc_one==1.0", "qc_two==2.0"]
    assert asked[asked.index("--platform") + 1] == "win_amd64" and asked[asked.index("--python-version") + 1] == "3.12"
    here = wheels.download_arguments([pins], tmp)
    assert "--platform" not in here and "--python-version" not in here and "--no-deps" in here


def test_the_wheels_of_another_computer_arrive(pins, tmp, capsys):
    make_wheel(tmp / "shop", "qc_one")
    make_wheel(tmp / "shop", "qc_two", "2.0", "cp312-cp312-win_amd64")
    make_wheel(tmp / "shop", "qc_two", "2.0", "cp311-cp311-win_amd64")
    made = wheels.fetch(tmp / "包 & '袋'", "win_amd64", "3.12")
    assert sorted(path.name for path in made.iterdir()) == [
        "qc_one-1.0-py3-none-any.whl",
        "qc_two-2.0-cp312-cp312-win_amd64.whl",
    ]
    assert "已备好 2 个软件包" in capsys.readouterr().err


def test_those_of_the_store_come_along_when_they_are_asked_for(pins, tmp, capsys):
    """A province without a network: what the store needs is in the folder too, for that computer, each once."""
    for name, version in {"qc_one": "1.0", "qc_two": "2.0", "qc_store": "4.0", "qc_colours": "5.0"}.items():
        make_wheel(tmp / "shop", name, version)
    asked = ["wheels", str(tmp / "包"), "--platform", "win_amd64", "--python", "3.12"]
    assert main(asked) == 0
    assert sorted(path.name.partition("-")[0] for path in (tmp / "包").iterdir()) == ["qc_one", "qc_two"]
    assert "--store" not in capsys.readouterr().err
    assert main([*asked, "--store"]) == 0
    found = sorted(path.name.partition("-")[0] for path in (tmp / "包").iterdir())
    assert found == ["qc_colours", "qc_one", "qc_store", "qc_two"]
    said = capsys.readouterr().err
    assert "已备好 4 个软件包" in said and "命令后面写 --store" in said


def test_a_package_without_a_wheel_for_it_is_named(pins, tmp):
    make_wheel(tmp / "shop", "qc_one")
    with pytest.raises(SetupError, match=r"没有适合那台电脑的版本.*qc_two==2\.0"):
        wheels.fetch(tmp / "包", "win_amd64", "3.12")


def test_another_failure_of_pip_is_told_in_its_words(pins, tmp):
    make_wheel(tmp / "shop", "qc_one").write_bytes(b"not a zip")
    with pytest.raises(SetupError, match=r"^下载软件包失败：.*qc_one"):
        wheels.fetch(tmp / "包", "manylinux2014_x86_64", "3.12")


def test_the_folder_lies_beside_the_requirements(pins, tmp, monkeypatch):
    monkeypatch.setattr(wheels, "ROOT", tmp)
    pins.write_text("qc_one==1.0\n", "utf-8")
    make_wheel(tmp / "shop", "qc_one")
    assert wheels.fetch() == tmp / environment.WHEELS
