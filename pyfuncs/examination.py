"""环境自检: what this computer, the program and the open workbook are like, point by point, for asking help."""

from __future__ import annotations

import importlib
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from . import __version__
from .converter import has_word
from .desk import Desk
from .environment import REQUIREMENTS, ROOT, pins
from .layout import columns_of, forms_of, ledger_names
from .notice import HOME, DefinitionError, Notice, list_notices, load_notice
from .records import ForeignWorkbook, Sheet, find_ledger
from .slots import TemplateError
from .system import SetupError, find_office

LONGEST_PATH = 200
"""Characters of the workbook's path beyond which the files made beside it may be too deep for Windows."""
CLOUD = ("http:", "https:")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing looked at. problem: "" when it is right, else one Chinese sentence with what to do."""

    topic: str
    says: str
    problem: str = ""


def examine(desk: Desk | None = None) -> list[Point]:
    """Every point of this computer and the program; of the workbook too where there is one."""
    points = [*_program(), *_packages(), *_definitions(), *_other_programs()]
    return points + (list(_workbook(desk)) if desk else [])


# -- the computer ------------------------------------------------------------------------------------


def _program() -> Iterator[Point]:
    yield Point("程序", f"{__version__}，在 {ROOT}")
    yield Point("Python", f"{sys.version.split()[0]}，{sys.executable}")
    yield Point("系统", f"{platform.platform()}，文件名编码 {sys.getfilesystemencoding()}")
    yield _writable("临时文件夹", Path(tempfile.gettempdir()))


def _writable(topic: str, folder: Path) -> Point:
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".qc-")
        os.close(handle)
        os.unlink(name)
    except OSError as fault:
        return Point(topic, f"{folder}，不能写入", f"{topic}不能写入（{fault.strerror}），请换一个文件夹或检查权限")
    return Point(topic, f"{folder}，可以写入")


def _packages() -> Iterator[Point]:
    try:
        wanted = pins(REQUIREMENTS)
    except (SetupError, OSError) as fault:
        yield Point("软件包", "读不出清单", f"软件包清单读不出（{fault}），请取回 {REQUIREMENTS[0].name}")
        return
    for name, version in wanted.items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Point(name, "没有装", f"缺少软件包 {name}，请重新运行安装程序")
            continue
        wrong = "" if found == version else f"软件包 {name} 是{found}，应为{version}，请重新运行安装程序"
        yield Point(name, found, wrong)


def _definitions() -> Iterator[Point]:
    """Every notice with its definitions and Word templates."""
    for name in list_notices():
        try:
            notice = load_notice(name)
            count = _load_templates(notice)
        except (DefinitionError, TemplateError, OSError) as fault:
            yield Point(f"通知{name}", "不能用", str(fault).rstrip("。"))
        else:
            yield Point(f"通知{name}", f"{notice.name}，{count}份 Word 模板齐全")


def _load_templates(notice: Notice) -> int:
    from .word import load_template

    return len([load_template(form, notice) for form in notice.forms.values()])


def _other_programs() -> Iterator[Point]:
    office = find_office()
    yield Point("xlwings", _xlwings())
    yield Point("Word", "有" if has_word() else "没有找到")
    yield Point("LibreOffice", str(office) if office else "没有找到")
    if not office and not has_word():
        yield Point("导出PDF", "不能用：没有 Word 也没有 LibreOffice，别的功能不受影响")


def _xlwings() -> str:
    if sys.platform == "darwin":
        return "不用：macOS 的 Excel 里按钮用不了，请用命令"
    return "可以调用" if _can_import("xlwings") else "不能调用，按钮走 VBA 的路"


def _can_import(name: str) -> bool:
    try:
        importlib.import_module(name)
    except Exception:  # whatever a broken installation raises
        return False
    return True


# -- the workbook ------------------------------------------------------------------------------------


def _workbook(desk: Desk) -> Iterator[Point]:
    yield Point("宏", "可以运行（这个按钮按到了程序）")
    yield _place(desk.path)
    if desk.path and not str(desk.path).startswith(CLOUD):
        yield _writable("工作簿所在文件夹", desk.path.parent)
    yield _chosen(desk)
    yield _built(desk)


def _place(path: Path | None) -> Point:
    if path is None:
        return Point("工作簿", "还没有保存", "工作簿还没有保存过，请先保存到电脑的文件夹里")
    if str(path).startswith(CLOUD):
        return Point("工作簿", str(path), "工作簿在网盘上，程序够不到，请另存到电脑的文件夹里")
    if len(str(path)) > LONGEST_PATH:
        return Point("工作簿", str(path), f"工作簿的路径有{len(str(path))}个字，太长，请放到浅一些的文件夹里")
    return Point("工作簿", str(path))


def _chosen(desk: Desk) -> Point:
    try:
        return Point("当前通知", desk.notice.name)
    except ForeignWorkbook as fault:
        return Point("当前通知", "没有选定", str(fault))


def _built(desk: Desk) -> Point:
    """Whether the workbook has every tab and column that this version builds."""
    notices = [load_notice(name, desk.templates) for name in list_notices(desk.templates)]
    lacks = _missing_tabs(desk.sheets, notices) + _missing_columns(desk.sheets, notices)
    if not lacks:
        return Point("工作簿的表和栏目", "与本版程序一致")
    words = "、".join(lacks[:8]) + (f"等{len(lacks)}处" if len(lacks) > 8 else "")
    return Point(
        "工作簿的表和栏目", f"缺{words}", f"工作簿缺{words}，可能改过名或由旧版程序建立，请用“新建申报簿”建一个再粘贴"
    )


def _missing_tabs(sheets: Mapping[str, Sheet], notices: list[Notice]) -> list[str]:
    wanted = [HOME, *(form.tab for _, form in forms_of(notices))]
    return [f"“{tab}”表" for tab in wanted if tab not in sheets]


def _missing_columns(sheets: Mapping[str, Sheet], notices: list[Notice]) -> list[str]:
    lacks, names = [], ledger_names(notices)
    for name in names:
        typed = {item.name for item in columns_of(notices, name) if not item.program}
        found: set[str] = set()
        for notice in notices:
            sheet, _, columns = find_ledger(notice.ledgers[name], sheets)
            found |= set(columns) if sheet and (sheet.name == name or sheet.name not in names) else set()
        if not found:
            lacks.append(f"“{name}”台账")
        else:
            lacks += [f"“{name}”的“{column}”" for column in sorted(typed - found)]
    return lacks
