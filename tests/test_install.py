"""Installing for a clerk: the whole way in a copy of the project, its steps one by one, the text of the .cmd files."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import site
import subprocess
import sys
from pathlib import Path

import built
import openpyxl
import pytest
from wheel_maker import make_wheel

from pyfuncs import environment, install
from pyfuncs.build import WORKBOOK
from pyfuncs.command_line import VERBS
from pyfuncs.examination import Point
from pyfuncs.layout import input_cells
from pyfuncs.notice import list_notices, load_notice
from pyfuncs.rules import Season
from pyfuncs.workbook import CONF, CONF_TAB, build_workbook, interpreter_key, new_workbook, own_conf

ROOT = Path(__file__).resolve().parent.parent
BARE: str = sys._base_executable  # type: ignore[attr-defined]
"""The Python that this one's environment was made of."""
ODD = "质协 & 'QC' 表(1)"
PACKAGE = "qc_sample"


# -- the whole way, in a copy ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The project in a folder with an awkward name; it needs one small package, whose wheel lies beside it."""
    folder = tmp_path_factory.mktemp("desk") / ODD
    spare = shutil.ignore_patterns("__pycache__", "示例", "*.pyc")
    for name in ("pyfuncs", "templates", "workbook"):
        shutil.copytree(ROOT / name, folder / name, ignore=spare)
    (folder / "requirements.txt").write_text(f"{PACKAGE}==1.0  # 一个就够\n", "utf-8")
    make_wheel(folder / "wheels", PACKAGE)
    build_workbook(folder / WORKBOOK, notices(), Season(), notices()[0].id)
    return folder


def notices():
    return [load_notice(name) for name in list_notices()]


def run_install(copy: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """`install` by a Python outside of .venv, in another folder, with no index to reach. The packages that the
    workbook is built with are lent by this environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYFUNCS", "PIP"))}
    packages = str(Path(importlib.util.find_spec("xlsxwriter").origin).parents[1])
    env = kept | {
        "PYTHONPATH": os.pathsep.join([str(copy), packages]),
        "HOME": str(copy.parent / "home"),
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "0",
    }
    (copy.parent / "home").mkdir(exist_ok=True)
    command = [BARE, "-X", "utf8", "-m", "pyfuncs", "install", *argv]
    return subprocess.run(command, cwd=copy.parent, env=env, capture_output=True, encoding="utf-8", timeout=180)


@pytest.fixture(scope="module")
def first(copy) -> subprocess.CompletedProcess[str]:
    return run_install(copy, "--shortcut")


def inside(copy: Path, code: str) -> str:
    """What the installed interpreter prints, started as xlwings starts it: in another folder, with -B."""
    python = environment.python_of(copy / ".venv")
    done = subprocess.run([python, "-I", "-B", "-c", code], cwd="/", capture_output=True, encoding="utf-8", check=True)
    return done.stdout.strip()


def conf_of(path: Path) -> dict[str, str]:
    book = openpyxl.load_workbook(path)
    rows = [[cell.value or "" for cell in row] for row in book[CONF_TAB].iter_rows(max_col=2)]
    return dict(rows)


def test_every_step_says_one_line(first):
    assert first.returncode == 0, first.stderr
    assert first.stdout == ""
    lines = first.stderr.splitlines()
    steps = [
        "使用 Python",
        "正在建立",
        "正在安装",
        "已就绪",
        "编译",
        "汇总.xlsm",
        "xlwings",
        "快捷方式",
        "卸载",
        "自检",
    ]
    places = [next(number for number, line in enumerate(lines) if step in line) for step in steps]
    assert places == sorted(places)
    assert "没有发现问题" in first.stderr and "Traceback" not in first.stderr


def test_the_program_is_found_from_any_folder(first, copy):
    assert inside(copy, "import pyfuncs; print(pyfuncs.__file__)") == str(copy / "pyfuncs" / "__init__.py")
    assert inside(copy, f"import {PACKAGE}; print({PACKAGE}.VERSION)") == "1.0"
    written = (environment.site_packages(copy / ".venv") / install.PATH_FILE).read_bytes()
    assert written.isascii(), "Python 3.11 reads the file in the code page of Windows"


def test_program_and_packages_are_compiled(first, copy):
    for folder in (copy / "pyfuncs", environment.site_packages(copy / ".venv") / PACKAGE):
        for source in folder.glob("*.py"):
            assert Path(importlib.util.cache_from_source(str(source))).exists(), source


def test_the_blank_workbook_names_the_interpreter(first, copy):
    conf = conf_of(copy / WORKBOOK)
    assert Path(conf[interpreter_key()]) == environment.python_of(copy / ".venv")
    assert conf["PYTHONPATH"] == str(copy)


def test_the_accounts_settings_and_the_desktop_are_told(first, copy):
    settings = (copy.parent / "home" / ".xlwings" / "xlwings.conf").read_text("utf-8")
    assert settings == f'"{interpreter_key().upper()}","{environment.python_of(copy / ".venv")}"\n'
    assert (copy.parent / "home" / "Desktop" / f"{install.PRODUCT}.desktop").exists()


def test_installing_again_changes_nothing_that_is_whole(first, copy):
    before = (copy / WORKBOOK).read_bytes()
    again = run_install(copy)
    assert again.returncode == 0 and "运行环境完好" in again.stderr and "正在" not in again.stderr
    assert (copy / WORKBOOK).read_bytes() == before


def test_installing_again_repairs(first, copy):
    packages = environment.site_packages(copy / ".venv")
    (packages / PACKAGE / "words.txt").unlink()
    (packages / PACKAGE / "__init__.py").write_text("V", "utf-8")
    (packages / install.PATH_FILE).unlink()
    again = run_install(copy)
    assert again.returncode == 0 and f"重新安装文件不完整的软件包：{PACKAGE}" in again.stderr
    assert (packages / PACKAGE / "words.txt").read_text("utf-8") == "一二三\n"
    assert inside(copy, f"import pyfuncs, {PACKAGE}; print({PACKAGE}.VERSION)") == "1.0"


def test_an_interpreter_that_does_not_start_is_replaced(first, copy):
    python = environment.python_of(copy / ".venv")
    python.unlink()
    python.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    python.chmod(0o755)
    again = run_install(copy)
    assert again.returncode == 0 and "正在建立运行环境" in again.stderr
    assert inside(copy, f"import pyfuncs, {PACKAGE}; print({PACKAGE}.VERSION)") == "1.0"


def test_the_folder_may_be_moved(first, copy):
    moved = copy.with_name("搬到 别处")
    copy.rename(moved)
    try:
        assert inside(moved, "import pyfuncs; print(pyfuncs.__file__)") == str(moved / "pyfuncs" / "__init__.py")
    finally:
        moved.rename(copy)


def test_wheels_that_lack_a_package_are_one_sentence(first, copy, tmp):
    make_wheel(tmp, "another")
    (copy / "requirements.txt").write_text(f"{PACKAGE}==2.0\n", "utf-8")
    try:
        done = run_install(copy, "--wheels", str(tmp))
    finally:
        (copy / "requirements.txt").write_text(f"{PACKAGE}==1.0  # 一个就够\n", "utf-8")
    last = done.stderr.splitlines()[-1]
    assert done.returncode == 2 and PACKAGE in last and "没有适合本机" in last and str(tmp) in last


def test_wheels_that_lack_the_store_name_the_option_that_fetches_it(first, copy, tmp):
    make_wheel(tmp, PACKAGE)
    done = run_install(copy, "--wheels", str(tmp), "--store")
    last = done.stderr.splitlines()[-1]
    assert done.returncode == 2 and "没有适合本机" in last and "请用 python3 -m pyfuncs wheels --store 重新准备" in last


def test_a_folder_without_wheels_is_one_sentence(copy, tmp):
    done = run_install(copy, "--wheels", str(tmp / "没有"))
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "没有软件包" in done.stderr


def test_the_first_half_needs_the_standard_library_alone():
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import pyfuncs.__main__, pyfuncs.install, pyfuncs.wheels"
    subprocess.run([BARE, "-I", "-S", "-c", code], check=True)
    assert site.ENABLE_USER_SITE is not None, "this very process has its packages from site"


def test_without_compiled_files_there_is_a_sentence(monkeypatch, tmp):
    (tmp / "pyfuncs").mkdir()
    (tmp / "pyfuncs" / "half.py").write_text("def f(:\n", "utf-8")
    monkeypatch.setattr(install, "ROOT", tmp)
    monkeypatch.setattr(environment, "ROOT", tmp)
    with pytest.raises(environment.SetupError, match="程序文件不完整"):
        install.compile_all(Path(sys.executable))


def test_another_pyfuncs_in_the_environment_is_noticed(monkeypatch, tmp):
    monkeypatch.setattr(install, "ROOT", tmp)
    with pytest.raises(environment.SetupError, match="找不到程序"):
        install.demand_import(Path(sys.executable))


def test_faults_of_the_examination_are_told_and_make_status_2(capsys):
    assert install.tell_points([Point("临时文件夹", "可以写入"), Point("xlwings", "1.0")]) == 0
    assert "没有发现问题" in capsys.readouterr().err
    assert install.tell_points([Point("xlwings", "没有装", "缺少软件包 xlwings，请重新运行安装程序")]) == 2
    assert "要处理：缺少软件包 xlwings，请重新运行安装程序。" in capsys.readouterr().err.splitlines()


# -- the blank workbook ------------------------------------------------------------------------------


@pytest.fixture
def product(tmp) -> Path:
    path = tmp / "QC申报汇总.xlsm"
    shutil.copy(built.workbook(built.BLANK), path)
    return path


def kept(path: Path) -> str:
    """What is said; fails when the file was changed."""
    before = path.read_bytes()
    says = install.renew_product(path)
    assert path.read_bytes() == before
    return says


def test_a_blank_workbook_learns_the_interpreter_whatever_was_in_it(product):
    assert "已记住" in install.renew_product(product)
    assert conf_of(product)[interpreter_key()] == sys.executable
    assert "已记住" in install.renew_product(product)
    product.unlink()
    assert "已记住" in install.renew_product(product)
    assert conf_of(product) == own_conf()


def test_a_clerks_workbook_is_never_touched(product, tmp):
    build_workbook(product, notices(), Season(), notices()[0].id, "太原")
    assert "已经填过内容" in kept(product)
    product.write_bytes(b"not a workbook")
    assert "已经填过内容" in kept(product)


@pytest.mark.parametrize("edit", ["a tab of her own", "a line of the log", "a group", "a word on a form"])
def test_whatever_a_clerk_typed_counts(product, edit):
    book = openpyxl.load_workbook(product, keep_vba=True)
    if edit == "a tab of her own":
        book.create_sheet("备忘")["A1"] = "张"
    elif edit == "a line of the log":
        book["日志"].append(["2026-01-01", "某人", "校验"])
    elif edit == "a group":
        ledger = book["小组"]
        ledger.cell(ledger.max_row, 2, "某小组")
    else:
        form = notices()[0].forms["附件9"]
        row, col = next(iter(input_cells(form, notices()[0]).values()))[-2:]
        book[form.tab].cell(row + 1, col + 1, 12)
    book.save(product)
    assert "已经填过内容" in kept(product)


def test_an_open_workbook_is_left_alone(product):
    product.with_name("~$" + product.name).touch()
    assert "正打开着" in kept(product)


def test_a_workbook_of_ones_own_names_the_running_interpreter(tmp):
    new_workbook(tmp / "申报.xlsm", notices()[0].id)
    conf = conf_of(tmp / "申报.xlsm")
    assert (conf[interpreter_key()], conf["PYTHONPATH"]) == (sys.executable, str(ROOT))
    assert conf["Conda Path"] == conf["Conda Env"] == "", "the account's conda is kept away from our interpreter"


def test_the_built_workbook_names_no_interpreter_and_hides_none(product):
    """xlwings takes a setting on the sheet for the last word, an empty one too."""
    conf = conf_of(product)
    assert conf == CONF and all(conf.values())
    assert not [name for name in conf if re.search("^(interpreter|pythonpath|conda)", name, re.IGNORECASE)]


def test_on_a_mac_it_says_that_the_buttons_do_not_work_there(tmp, monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(install, "renew_product", lambda path: "申报簿。")
    monkeypatch.setattr(install, "user_config", lambda: tmp / "xlwings.conf")
    monkeypatch.setattr("pyfuncs.examination.examine", list)
    assert install.furnish(False) == 0
    assert "macOS 的 Excel 不许宏启动 Python，功能区的按钮在那里用不了：请用命令" in capsys.readouterr().err


# -- xlwings' settings of the account ----------------------------------------------------------------

KEY = interpreter_key().upper()
PYTHON = Path("/opt/质协 & 'QC'/.venv/bin/python")


def test_new_settings_are_one_line(tmp):
    path = tmp / "new" / "xlwings.conf"
    assert "已指向本程序" in install.tell_xlwings(path, PYTHON, "gbk")
    assert path.read_bytes().decode("gbk") == f'"{KEY}","{PYTHON}"\r\n'
    assert "已指向本程序" in install.tell_xlwings(path, PYTHON, "gbk")
    assert path.read_bytes().decode("gbk").count(KEY) == 1


@pytest.mark.parametrize("old", ["", "/gone/python", str(install.ROOT / ".venv/bin/python")])
@pytest.mark.parametrize("end", ["", "\r\n"])
def test_other_settings_stay_as_they_are(tmp, old, end):
    path = tmp / "xlwings.conf"
    path.write_bytes(f'"SHOW CONSOLE","True"\r\n"{KEY.lower()}","{old}"\r\n"LICENSE_KEY","甲"{end}'.encode("gbk"))
    install.tell_xlwings(path, PYTHON, "gbk")
    told = path.read_bytes().decode("gbk")
    assert told == f'"SHOW CONSOLE","True"\r\n"{KEY}","{PYTHON}"\r\n"LICENSE_KEY","甲"{end}'
    path.write_bytes(f'"LICENSE_KEY","甲"{end}'.encode("gbk"))
    install.tell_xlwings(path, PYTHON, "gbk")
    assert path.read_bytes().decode("gbk") == f'"LICENSE_KEY","甲"\r\n"{KEY}","{PYTHON}"\r\n'


@pytest.mark.parametrize("other", ["", "python", "pythonw"])
def test_another_programs_python_is_not_taken_away(tmp, other):
    if not other:
        other = str(tmp / "other-python")
        Path(other).touch()
    path = tmp / "xlwings.conf"
    path.write_text(f'"{KEY}","{other}"\n', "utf-8")
    assert "没有改动" in install.tell_xlwings(path, PYTHON, "utf-8")
    assert path.read_text("utf-8") == f'"{KEY}","{other}"\n'


def test_a_folder_that_windows_cannot_spell_is_told(tmp):
    path = tmp / "xlwings.conf"
    assert "写不了" in install.tell_xlwings(path, Path("/𠮷/python"), "gbk")
    assert not path.exists()
    path.write_bytes(b'"A","\xff\xff"\n')
    assert "没有改动" in install.tell_xlwings(path, PYTHON, "gbk")
    assert path.read_bytes() == b'"A","\xff\xff"\n'


# -- the command files -------------------------------------------------------------------------------

COMMANDS = sorted((ROOT / "workbook").glob("*.cmd"))
PATHS = re.compile(
    r"%~dp0|%(?:ROOT|FOUND|CANDIDATE|FOLDER|NOTES|LocalAppData|ProgramFiles|SystemDrive)\b|%%~?f?[A-Z]\b"
)
commands = pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)


def batch_lines(path: Path) -> list[str]:
    """What is run: no remarks, no empty lines."""
    lines = [line.strip() for line in path.read_bytes().decode("ascii").split("\r\n")]
    return [line for line in lines if line and not line.lower().startswith("rem ")]


def unquoted(line: str) -> str:
    """The parts of a line outside of double quotes."""
    return "".join(line.split('"')[::2])


def test_there_are_two_command_files():
    assert [path.name for path in COMMANDS] == ["安装.cmd", "校验.cmd"]
    assert install.DROP_FILE in COMMANDS


@commands
def test_a_command_file_is_ascii_with_windows_line_ends(path):
    data = path.read_bytes()
    assert data.isascii() and data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")


@commands
def test_paths_are_quoted_and_exclamation_marks_survive(path):
    lines = batch_lines(path)
    assert lines[:2] == ["@echo off", "setlocal EnableExtensions DisableDelayedExpansion"]
    names = re.compile(r"for (?:/f \S+ |/d )?%%[A-Z] in|-%%V|where %%N", re.IGNORECASE)
    assert [line for line in lines if PATHS.search(unquoted(names.sub("", line)))] == []
    assert [line for line in lines if line.count('"') % 2] == []
    marked = [number for number, line in enumerate(lines) if "!" in line]
    for number in marked:
        around = [lines[number - 1], lines[number + 1]]
        assert around == ["setlocal EnableDelayedExpansion", "setlocal DisableDelayedExpansion"]
        assert set(re.findall("![A-Z]+!", lines[number])) == {"!CMDCMDLINE!"}


@commands
def test_commands_are_chained_by_lines_only(path):
    """An & after `do` belongs to the loop in Windows but not in wine's cmd; and a path may hold one."""
    assert [line for line in batch_lines(path) if "&" in unquoted(line)] == []


@commands
def test_every_label_is_there_and_the_status_is_handed_on(path):
    lines = batch_lines(path)
    labels = {line[1:].lower() for line in lines if line.startswith(":")}
    wanted = {name.lower() for line in lines for name in re.findall(r"(?:goto |call :)(\w+)", line)}
    assert wanted <= labels and labels == wanted | {"done"}
    after = lines.index(":done") + 1
    ends = [line for line in lines[after:] if line.startswith("exit")]
    assert ends[0] in ("exit /b %STATUS%", "exit %STATUS%")
    assert 'set "STATUS=2"' in lines and 'set "STATUS=%ERRORLEVEL%"' in lines
    assert "if not defined QC_NO_PAUSE pause" in lines[after:]


@commands
def test_no_status_is_read_inside_a_block(path):
    """cmd.exe fills in %ERRORLEVEL% when it reads the whole block, before anything in it ran."""
    depth = 0
    for line in batch_lines(path):
        bare = unquoted(re.sub(r"\('.*'\)", "", line))
        assert not (depth and ("%ERRORLEVEL%" in line or "%STATUS%" in line))
        depth += bare.count("(") - bare.count(")")
    assert depth == 0


@commands
def test_sentences_before_python_speaks_are_there_in_chinese(path):
    text = path.read_bytes().decode("ascii")
    notes = [ROOT / "workbook" / "notes" / name for name in re.findall(r"[\w-]+\.txt", text)]
    assert notes
    for note in notes:
        if note.stem != "*":
            said = note.read_text("utf-8")
            assert said.startswith("这台电脑") and said.endswith("。\n") and said.count("。") == 1


def test_the_notes_are_all_used():
    text = "".join(path.read_bytes().decode("ascii") for path in COMMANDS)
    assert [note.name for note in (ROOT / "workbook" / "notes").iterdir() if note.name not in text] == []


@commands
def test_they_call_verbs_that_exist(path):
    verbs = re.findall(r"-m pyfuncs (\w+)", path.read_bytes().decode("ascii"))
    assert len(verbs) == 1 and verbs[0] in VERBS
    assert verbs[0] == {"安装": "install", "校验": "drop"}[path.stem]


def test_the_python_asked_for_is_the_programs_own():
    text = (ROOT / "workbook" / "安装.cmd").read_bytes().decode("ascii")
    assert f"sys.version_info >= {environment.LEAST_PYTHON}" in text
    tried = re.search(r"in \(([\d. ]+)\)", text)[1].split()
    assert len(tried) > 2 and all(tuple(map(int, item.split("."))) >= environment.LEAST_PYTHON for item in tried)
    for code in re.findall(r'-I -c "([^"]*)"', text):
        compile(code, "probe", "exec")


@pytest.mark.parametrize("store", [False, True])
def test_the_packages_of_the_store_are_installed_when_they_are_asked_for(store, monkeypatch):
    asked = []

    def repair(requirements, wheels):
        asked.extend(requirements)
        raise environment.SetupError("就到这里。")

    monkeypatch.setattr(environment, "repair", repair)
    monkeypatch.delenv(environment.RERUN_MARK, raising=False)
    with pytest.raises(environment.SetupError, match="就到这里"):
        install.install(store=store)
    assert asked == [*environment.REQUIREMENTS, *(environment.STORE_REQUIREMENTS if store else [])]
    assert all(path.is_file() for path in asked)
