"""生成: Word forms of the record at hand, of the selected ones or of all; 汇总表; the folder; PDF.

Whatever is made goes into a new folder beside the workbook, which appears whole or not at all.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from . import converter, cursor, summary_tab, tabs
from .changes import INFO, WARNING, Changes, Log, Open, Say
from .converter import Converter
from .cursor import Pointed
from .desk import Desk
from .files import publish, staging, sweep
from .folders import FORMS, HONOURS, PDF, PRINT, RETURNS, SUMMARY, latest_folder, new_folder_name
from .forms import Choice, Result, make_forms
from .mirror_tab import EACH

SUMMARY_MODE = "汇总"
WORD_FILES = "*.docx"


# -- forms -------------------------------------------------------------------------------------------


def this_form(desk: Desk) -> Changes:
    """本条: every form of the active row's record; on an attachment, that attachment of the record it shows."""
    if desk.path is None:
        return _unsaved(desk)
    pointed = cursor.at_hand(desk)
    if pointed.form is None:
        return _report(_make(desk, FORMS, _these(pointed)), "本条")
    choice = _these(pointed) if pointed.form.mode == EACH else None
    return _report(_make(desk, FORMS, choice, pointed.form.id), "本条")


def picked_forms(desk: Desk) -> Changes:
    """所选: every form of the records of the selected visible rows."""
    if desk.path is None:
        return _unsaved(desk)
    pointed = cursor.picked(desk)
    return _report(_make(desk, FORMS, _these(pointed)), "所选", f"选了{len(pointed.records)}条，")


def all_forms(desk: Desk) -> Changes:
    """全部: every form of the workbook, rows hidden by a filter included."""
    if desk.path is None:
        return _unsaved(desk)
    return _report(_make(desk, FORMS), "全部", tabs.hidden_rows(desk))


def _these(pointed: Pointed) -> Choice:
    """Forms of these very records (two alike are two)."""
    wanted = {id(record) for record in pointed.records}
    return lambda form, record: id(record) in wanted


def _unsaved(desk: Desk) -> Changes:
    return Changes([tabs.unsaved("生成的文件")], undoable=False)


def _make(desk: Desk, kind: str, choice: Choice | None = None, only: str = "") -> Result:
    """Makes the forms in a new folder beside the workbook."""
    assert desk.path is not None
    sweep(desk.path.parent)
    out = new_folder_name(desk.path, kind, dt.datetime.now())
    reading = desk.reading
    return make_forms(reading.season, reading.notice, desk.findings, out, only, "", desk.step, choice)


def _report(result: Result, action: str, before: str = "") -> Changes:
    log = Log(action, f"{len(result.made)}份", result.folder.name)
    return Changes([Say(INFO, before + told(result)), log], undoable=False)


def told(result: Result) -> str:
    """How many forms were made, how many of them of faulty records, and where they are."""
    faulty = sum(1 for item in result.made if item.mistakes)
    note = f"，其中{faulty}份的记录还有错误，见生成清单" if faulty else ""
    return f"已生成{len(result.made)}份 Word 表{note}，放在“{result.folder.name}”文件夹，可点“打开文件夹”查看。"


def summary(desk: Desk) -> Changes:
    """汇总表: the summary tables as Word files with every record, and on their tabs as many as have room there."""
    if desk.path is None:
        return _unsaved(desk)
    result = _make(desk, SUMMARY, lambda form, record: form.mode == SUMMARY_MODE)
    changes, lines, short = Changes(), [told(result)], False
    for form in desk.notice.forms.values():
        if form.mode == SUMMARY_MODE and form.tab in desk.sheets:
            filled = summary_tab.fill(form, desk.notice, desk.reading.season, desk.sheets[form.tab])
            changes.add(*(filled.puts if filled else ()))
            lines.append(_about_tab(form.tab, filled))
            short = short or filled is None or bool(filled.short)
    changes.undoable = changes.touches()
    changes.add(Say(WARNING if short else INFO, "\n".join(lines)))
    changes.add(Log(SUMMARY, f"{len(result.made)}份", result.folder.name))
    return changes


def _about_tab(tab: str, filled: summary_tab.Filled | None) -> str:
    """What has become of a summary's tab."""
    if filled is None:
        return f"“{tab}”上印好的文字改动过，没有填它。"
    short = [f"{ledger}有{count}条，表上列了{listed}条" for ledger, count, listed in filled.short]
    if short:
        return f"“{tab}”行数不够，没有列全（{'；'.join(short)}），报送请用 Word 汇总表。"
    return f"“{tab}”也已按台账填好。"


# -- folders -----------------------------------------------------------------------------------------


def folder(desk: Desk) -> Changes:
    """打开文件夹: the folder made last, or the workbook's own."""
    if desk.path is None:
        return _unsaved(desk)
    opened = latest_folder(desk.path, FORMS, SUMMARY, PDF, PRINT, RETURNS, HONOURS) or desk.path.parent
    return Changes([Open(str(opened)), Log("打开文件夹", "", opened.name)], undoable=False)


# -- PDF ---------------------------------------------------------------------------------------------


def pdf(desk: Desk) -> Changes:
    """导出PDF: the Word files of the folder made last, as PDF in a new folder of the same shape."""
    if desk.path is None:
        return _unsaved(desk)
    source = latest_folder(desk.path, FORMS, SUMMARY, HONOURS)
    files = sorted(source.rglob(WORD_FILES)) if source else []
    if source is None or not files:
        return _warn("还没有可导出的 Word 表，请先按“本条”“所选”“全部”或“汇总表”，再导出PDF。")
    program = converter.find_converter()
    if program is None:
        return _warn("这台电脑上没有找到 Word 或 LibreOffice，导不出PDF：请装其中一个，或在WPS里把Word表另存为PDF。")
    sweep(desk.path.parent)
    out = new_folder_name(desk.path, PDF, dt.datetime.now())
    _export(desk, source, files, out, program)
    says = f"已用{program.name}把“{source.name}”里的{len(files)}份 Word 表导出为PDF，放在“{out.name}”文件夹。"
    return Changes([Say(INFO, says), Log("导出PDF", f"{len(files)}份", out.name)], undoable=False)


def _export(desk: Desk, source: Path, files: list[Path], out: Path, program: Converter) -> None:
    def tick(made: int) -> None:
        at = files[min(made, len(files) - 1)].relative_to(source).parts[0]
        desk.step(made, len(files), at)

    with staging(out) as work:
        targets = [(work / file.relative_to(source)).with_suffix(".pdf") for file in files]
        converter.convert(files, targets, program, tick)
        publish(work, out)


def _warn(says: str) -> Changes:
    return Changes([Say(WARNING, says)], undoable=False)
