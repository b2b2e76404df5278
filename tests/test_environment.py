"""The set-up on a fresh machine, tried on a copy of the project in a folder of its own."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from wheel_maker import make_wheel

from pyfuncs import environment

ROOT = Path(__file__).resolve().parent.parent
CALL = "import sys; from pyfuncs import environment; sys.exit(environment.prepare(sys.argv[1:]) or 0)"


@pytest.fixture
def project(tmp, monkeypatch) -> Path:
    """An empty project folder that `environment` takes for its own; `pins.txt` in it asks for nothing."""
    monkeypatch.setattr(environment, "ROOT", tmp)
    (tmp / "pins.txt").write_text("# nothing\n", "utf-8")
    return tmp


@pytest.fixture
def copy(tmp) -> Path:
    """The set-up's files in a folder of their own, without .venv."""
    (tmp / "pyfuncs").mkdir()
    (tmp / "tests").mkdir()
    for name in ("__init__.py", "environment.py", "system.py"):
        shutil.copy(ROOT / "pyfuncs" / name, tmp / "pyfuncs" / name)
    for name in ("requirements.txt", "pyfuncs/requirements-store.txt", "tests/requirements.txt"):
        shutil.copy(ROOT / name, tmp / name)
    return tmp


def bare_python(copy: Path, *argv: str, **env: str) -> subprocess.CompletedProcess[str]:
    """`prepare(argv)` as a Python without any package runs it, in the copied project."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYFUNCS", "CI"))}
    return subprocess.run(
        [sys._base_executable, "-S", "-X", "utf8", "-c", CALL, *argv],  # type: ignore[attr-defined]
        cwd=copy,
        env=kept | env,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


# -- the pins ----------------------------------------------------------------------------------------


def test_every_requirement_is_pinned_and_installed_here():
    pinned = environment.pins(environment.TEST_REQUIREMENTS)
    assert {"xlwings", "openpyxl", "pandas", "python-docx", "XlsxWriter", "pytest", "ruff"} <= set(pinned)
    assert environment.satisfied(environment.TEST_REQUIREMENTS)


def test_all_packages_that_the_pinned_ones_need_are_pinned_too():
    from importlib import metadata

    from packaging.requirements import Requirement

    pinned = {name.lower().replace("_", "-") for name in environment.pins(environment.TEST_REQUIREMENTS)}
    needed = {
        f"{Requirement(text).name.lower().replace('_', '-')} ({name})"
        for name in pinned
        for text in metadata.requires(name) or []
        if (marker := Requirement(text).marker) is None or marker.evaluate({"extra": ""})
    }
    assert {item for item in needed if item.split()[0] not in pinned} == set()


def test_a_pin_for_another_system_does_not_count_here(tmp):
    file = tmp / "pins.txt"
    file.write_text(f'甲==1\n乙==2; sys_platform == "{sys.platform}"\n丙==3; sys_platform == "vms"  # far\n', "utf-8")
    assert environment.pins([file]) == {"甲": "1", "乙": "2"}


def test_an_unpinned_line_is_refused(tmp):
    (tmp / "pins.txt").write_text("pytest>=9\n", "utf-8")
    with pytest.raises(environment.SetupError, match=r"pytest>=9.*没有固定版本"):
        environment.pins([tmp / "pins.txt"])


def test_another_version_does_not_satisfy(tmp):
    (tmp / "pins.txt").write_text("pytest==0.1\n", "utf-8")
    assert not environment.satisfied([tmp / "pins.txt"])
    (tmp / "pins.txt").write_text("no-such-package-here==1\n", "utf-8")
    assert not environment.satisfied([tmp / "pins.txt"])


def test_modules_named_are_the_ones_the_program_imports():
    roots = set()
    for path in (ROOT / "pyfuncs").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                roots |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                roots.add(str(node.module).split(".")[0])
    known = {*environment.MODULES, *environment.STORE_MODULES}
    assert roots - set(sys.stdlib_module_names) - {"pyfuncs", "win32com", "pywintypes"} <= known
    assert environment.has_requirements()
    assert not environment.has_requirements(["docx", "no_such_module"])


# -- .venv -------------------------------------------------------------------------------------------


def test_ensure_makes_a_venv_once_and_again_when_the_pins_change(project, capsys):
    pins = [project / "pins.txt"]
    python = environment.ensure(pins)
    answer = subprocess.run([python, "-c", "import sys; print(sys.prefix)"], capture_output=True, encoding="utf-8")
    assert Path(answer.stdout.strip()) == project / ".venv"
    assert "正在建立运行环境" in capsys.readouterr().err
    assert environment.ensure(pins) == python
    assert capsys.readouterr().err == ""
    pins[0].write_text("# still nothing, but other words\n", "utf-8")
    assert not environment.is_fresh(pins)
    environment.ensure(pins)
    assert environment.is_fresh(pins)
    assert "正在建立" not in capsys.readouterr().err, "a venv that serves is kept"


def test_a_venv_left_half_made_is_made_anew(project, capsys):
    pins = [project / "pins.txt"]
    broken = environment.python_of(project / ".venv")
    broken.parent.mkdir(parents=True)
    broken.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    broken.chmod(0o755)
    (project / ".venv" / "rest").mkdir()
    python = environment.ensure(pins)
    assert subprocess.run([python, "-c", "import pip"]).returncode == 0
    assert not (project / ".venv" / "rest").exists()


def test_the_stamp_names_the_python_and_every_file(project, monkeypatch):
    pins = [project / "pins.txt"]
    before = environment.stamp(pins)
    (project / "more.txt").write_text("x==1\n", "utf-8")
    assert before < environment.stamp([*pins, project / "more.txt"])
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert before.isdisjoint({line for line in environment.stamp(pins) if line.startswith("Python")})


def test_a_second_set_up_waits_for_the_first(project, capsys):
    order = []

    def second():
        with environment._locked(project / ".venv"):
            order.append("second")

    with environment._locked(project / ".venv"):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.7)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]
    assert "等它完成" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_said(project):
    (project / ".venv").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(environment.SetupError, match=r"无法在.*建立 \.venv"):
        environment.ensure([project / "pins.txt"])


def test_without_ensurepip_the_package_is_named(project, monkeypatch):
    find = environment.importlib.util.find_spec
    monkeypatch.setattr(
        environment.importlib.util, "find_spec", lambda name: (name != "ensurepip" and find(name)) or None
    )
    monkeypatch.setattr(environment, "install_packages", lambda packages, what: False)
    with pytest.raises(environment.SetupError, match="apt-get install python3-venv"):
        environment.ensure([project / "pins.txt"])


def test_what_pip_says_is_kept_when_it_fails_for_another_reason(project):
    (project / ".venv").mkdir()
    with pytest.raises(environment.SetupError, match="安装软件包失败：ERROR: disk is full"):
        environment._pip([sys.executable, "-c", "print('ERROR: disk is full'); raise SystemExit(1)"], 1)
    assert "disk is full" in (project / ".venv" / environment.LOG).read_text("utf-8")


# -- on a machine without packages -------------------------------------------------------------------


def test_without_a_network_one_sentence_and_status_2(copy):
    done = bare_python(copy, "demo", PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_CONFIG_FILE=os.devnull)
    assert done.returncode == 2
    assert "没有连上网络" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not (copy / ".venv" / environment.STAMP).exists()


def test_a_verb_without_packages_says_how_to_get_them(copy):
    done = bare_python(copy, "check", "甲.xlsm")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1 and "python3 -m pyfuncs install" in done.stderr
    assert not (copy / ".venv").exists()


def test_a_rerun_that_still_lacks_packages_does_not_run_again(copy):
    done = bare_python(copy, "demo", **{environment.RERUN_MARK: "1"})
    assert done.returncode == 2 and "不完整" in done.stderr
    assert not (copy / ".venv").exists()


@pytest.mark.parametrize("argv", [[], ["--help"], ["check", "--help"]])
def test_help_needs_nothing(copy, argv):
    assert (bare_python(copy, *argv).returncode, (copy / ".venv").exists()) == (0, False)


def test_an_old_python_is_told_so(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert environment.prepare(["check", "甲.xlsm"]) == 2
    assert "需要 Python 3.11" in capsys.readouterr().err


# -- going on ----------------------------------------------------------------------------------------


def test_with_packages_here_the_process_goes_on():
    assert environment.prepare(["check", "甲.xlsm"]) is None
    assert environment.prepare(["demo"]) is None


def test_rerun_hands_over_arguments_folder_mark_and_status(project, monkeypatch):
    (project / "pyfuncs").mkdir()
    (project / "pyfuncs" / "__main__.py").write_text(
        "import os, pathlib, sys\n"
        f"told = [*sys.argv[1:], os.environ['{environment.RERUN_MARK}'], os.getcwd()]\n"
        "pathlib.Path('told.txt').write_text('\\n'.join(told), 'utf-8')\n"
        "raise SystemExit(1)\n",
        "utf-8",
    )
    elsewhere = project / "别处"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert environment.rerun(["check", "甲 乙.xlsm"], Path(sys.executable)) == 1
    told = (elsewhere / "told.txt").read_text("utf-8").splitlines()
    assert told == ["check", "甲 乙.xlsm", "1", str(elsewhere)]


def test_run_tests_passes_on_arguments_and_the_status(project, monkeypatch, capfd):
    (project / "tests").mkdir()
    (project / "tests" / "test_two.py").write_text(
        "def test_right(): assert True\ndef test_wrong(): assert False\n", "utf-8"
    )
    monkeypatch.setattr(environment, "satisfied", lambda requirements: True)
    assert environment.prepare(["test", "-k", "right"]) == 0
    assert capfd.readouterr().out.splitlines()[-1].startswith("1 passed")
    assert environment.prepare(["test"]) == 1
    assert capfd.readouterr().out.splitlines()[-1].startswith("1 failed, 1 passed")


# -- what is installed is what was pinned ----------------------------------------------------------------


def hashed_lines() -> list[str]:
    text = environment.hashes_of(ROOT / "requirements.txt").read_text("utf-8").replace("\\\n", "")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_every_pinned_package_has_the_hashes_of_its_files():
    pinned = [line.partition("#")[0].strip() for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()]
    lines = hashed_lines()
    assert [line.split("--hash")[0].strip() for line in lines] == [line for line in pinned if line]
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}\b", line) for line in lines)


def test_a_package_whose_bytes_are_others_is_not_installed(project, monkeypatch):
    """Another file under the name that was pinned: pip refuses it, and the set-up says that it failed."""
    make_wheel(project / "wheels", "qc_one")
    pins = project / "pins.txt"
    pins.write_text("qc_one==1.0\n", "utf-8")
    environment.hashes_of(pins).write_text(f"qc_one==1.0 --hash=sha256:{'0' * 64}\n", "utf-8")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(environment.SetupError, match="安装软件包失败"):
        environment.ensure([pins], project / "wheels")
    assert not (project / ".venv" / environment.STAMP).exists()
    [wheel] = (project / "wheels").glob("*.whl")
    right = hashlib.sha256(wheel.read_bytes()).hexdigest()
    environment.hashes_of(pins).write_text(f"qc_one==1.0 --hash=sha256:{right}\n", "utf-8")
    assert environment.damaged([pins])
    environment.ensure([pins], project / "wheels")
    assert not environment.damaged([pins])
