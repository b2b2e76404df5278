"""The verbs of the command line: each reads a closed workbook, calls the core, shows and writes what came out.

Every verb returns the exit status: 0 no 错误, 1 错误 found. What keeps it from running is raised.
"""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from pathlib import Path
from typing import Any

from . import accounts, converter, fee_list, fees, materials, print_pack, quota, stats, terminal
from .amounts import printed
from .catalogue import catalogue
from .check import MUST_MEND, Finding, check_losses, check_reading, summary
from .checklist import due_line, missing_table
from .closed import is_open_elsewhere, read_book
from .files import write_new
from .forms import make_forms
from .notice import HOME, Notice, did_you_mean, list_notices, load_notice
from .records import Reading
from .report import findings_book

MISSING_HEADS = ("何时交", "单位", "对应", "报送材料", "要求")
MOST_SHOWN = 50
ROOT = Path(__file__).resolve().parent.parent
FOUND, FINE = 1, 0


class Refused(Exception):
    """What was asked for cannot be done; the message is one Chinese sentence."""


def _read(options: Namespace, losses: bool = True) -> tuple[Path, Reading]:
    """The workbook as read; what could not be taken in is told unless the verb itself tells it (`losses`)."""
    path = Path(options.book)
    if options.json and _is_same(path, Path(options.json)):
        raise Refused(f"--json 不能写到工作簿“{path.name}”自己，请换一个文件名")
    reading = read_book(path)
    if options.json != "-":
        if is_open_elsewhere(path):
            terminal.say(f"“{path.name}”正在别的程序中打开，读到的是上次保存的内容")
        terminal.say(terminal.read_sentence(reading.rows_seen, reading.rows_taken))
        for finding in check_losses(reading) if losses else ():
            terminal.say(finding.message)
    return path, reading


def _is_same(path: Path, other: Path) -> bool:
    return other.exists() and path.exists() and other.samefile(path)


def _unit(reading: Reading) -> str:
    return reading.season.single[HOME].text("推荐单位")


def _status(findings: list[Finding]) -> int:
    return FOUND if any(finding.level == MUST_MEND for finding in findings) else FINE


def findings_path(book: Path) -> Path:
    """Where `check` writes what it found: beside the workbook."""
    return book.with_name(f"{book.stem}-校验结果.xlsx")


def check(options: Namespace) -> int:
    """校验: writes BOOK-校验结果.xlsx beside the book and shows what was found."""
    path, reading = _read(options, losses=False)
    findings = check_reading(reading)
    unit = _unit(reading)
    target = findings_path(path)
    write_new(target, findings_book(findings, path.name, reading.notice, unit))
    if options.json:
        terminal.write_json(summary(findings, reading.notice, unit), options.json)
    if options.json != "-":
        terminal.show_findings(findings)
        terminal.say(f"校验完毕：{terminal.counts_sentence(findings)}。结果在 {target}")
    return _status(findings)


def show_quota(options: Namespace) -> int:
    """名额统计: declared, quota and left by award; sums of the printed table beside its own."""
    _, reading = _read(options)
    rows = quota.rows(reading.season, reading.notice)
    unlisted = quota.unlisted_says(reading.season, reading.notice)
    if options.json:
        terminal.write_json(quota.table(reading.season, reading.notice), options.json)
    if options.json != "-":
        over = [number for number, row in enumerate(rows) if row.over]
        cells = [[row.category, row.declared, _word(row.quota), row.left, row.source] for row in rows]
        terminal.show_table(f"名额统计 {_unit(reading)}", ("项目", "已报", "名额", "剩余", "依据"), cells, over)
        totals = [
            [total.category, total.printed, total.sum, total.printed - total.sum]
            for total in quota.totals(reading.notice)
        ]
        if totals:
            terminal.show_table("名额表合计", ("栏目", "印的合计", "各行之和", "相差"), totals)
        if unlisted:
            terminal.say(unlisted)
    return FOUND if unlisted or any(row.over for row in rows) else _status(check_losses(reading))


def _word(value: int | str | None) -> int | str:
    return "未列" if value is None else value


def show_stats(options: Namespace) -> int:
    """统计: every line of the statistics table with its rates."""
    _, reading = _read(options)
    lines = stats.table(reading.season, reading.notice)
    if options.json:
        terminal.write_json(lines, options.json)
    if options.json != "-":
        rows = [[line["label"], line["unit"], line["value"], _from(line)] for line in lines.values()]
        terminal.show_table(f"活动统计 {_unit(reading)}", ("统计项目", "单位", "数量", "算法"), rows)
    tabs = {form.tab for form in stats.statistics_forms(reading.notice)}
    findings = [item for item in check_reading(reading) if item.scope in tabs]
    if options.json != "-" and _status(findings):
        terminal.say(_wrong(lines, sum(finding.level == MUST_MEND for finding in findings)))
    return _status(check_losses(reading) + findings)


def _wrong(lines: dict[str, dict[str, Any]], errors: int) -> str:
    """How many mistakes there are, and how many cells of the table are shown as they are written."""
    unread = sum("unread" in line for line in lines.values())
    shown = f"，{unread}格的内容看不懂、照原样列出、没有算入比率" if unread else ""
    return f"统计表有{errors}处错误{shown}，改法见校验（check）"


def _from(line: dict[str, Any]) -> str:
    if "numerator" not in line:
        return ""
    return f"{_blank(line['numerator'])}÷{_blank(line['denominator'])}×100%"


def _blank(value: Any) -> str:
    return "（未填）" if value is None else str(value)


def show_fees(options: Namespace) -> int:
    """费用: what the unit owes and what was received, line by line, in 元; --out writes the list to print."""
    if options.out and Path(options.out).suffix.lower() != ".docx":
        raise Refused(f"费用清单应存为 .docx，写的是“{Path(options.out).name}”，请改文件名")
    _, reading = _read(options)
    table = fees.table(reading.season, reading.notice)
    account = accounts.account(reading.season, reading.notice)
    if options.json:
        more = {"account": accounts.table(account)} if table["lines"] else {}
        terminal.write_json(table | more, options.json)
    if options.out:
        write_new(Path(options.out), fee_list.fee_list(reading.season, reading.notice))
    if options.json != "-":
        if not table["lines"]:
            terminal.say(f"{reading.notice.name}没有规定费用")
            return _status(check_losses(reading))
        _show_account(table, account, _unit(reading))
        payee = reading.notice.payee
        if payee:
            terminal.say(f"收款单位：{payee.name}　银行帐号：{payee.account}　开户行：{payee.bank}")
        if options.out:
            terminal.say(f"费用清单在 {options.out}")
    return _status(check_losses(reading))


def _show_account(table: dict[str, Any], account: accounts.Account, unit: str) -> None:
    """What is due and received by item, by unit, and in all in words."""
    rows = [
        [name, count, printed(price), printed(amount), source, printed(item.received), printed(item.left)]
        for (name, count, price, amount, source), item in zip(
            map(dict.values, table["lines"]), account.items, strict=True
        )
    ]
    if account.unnamed:
        rows.append(["没有注明项目的收款", None, None, None, "", printed(account.unnamed), None])
    rows.append(["合计", None, None, printed(table["total"]), "", printed(account.received), printed(account.left)])
    heads = ("项目", "数量", "单价（元）", "金额（元）", "依据", "已收（元）", "差额（元）")
    terminal.show_table(f"费用 {unit}", heads, rows)
    payers = [
        [item.name, printed(item.due), printed(item.received), printed(item.left)]
        for item in account.units or account.payers
    ]
    if account.receipts:
        terminal.show_table(f"按单位 {unit}", ("单位", "应缴（元）", "已收（元）", "差额（元）"), payers)
    terminal.say(f"应缴合计（大写）：{fee_list.words_of(account.due)}")
    if account.unread:
        terminal.say(f"收到的款里有 {account.unread} 行金额不是数，没有算进去，请校验后改正")


def print_book(options: Namespace) -> int:
    """打印包: the pack of a closed workbook into a folder."""
    _, reading = _read(options)
    program = None if options.no_pdf else converter.find_converter()
    findings = check_reading(reading)
    with terminal.progress("合成打印包") as step:
        result = print_pack.make_packs(reading.season, reading.notice, findings, Path(options.out), step, program)
    made = sum(pack.forms for pack in result.packs)
    terminal.say(f"应打印 {sum(pack.expected for pack in result.packs)} 份，已合成 {made} 份")
    for pack in result.packs:
        terminal.say(f"{pack.unit or '本单位'}：{'、'.join(pack.files)}")
    if any(pack.volumes > 1 for pack in result.packs):
        terminal.say(print_pack.VOLUMES)
    if not result.by and not options.no_pdf:
        terminal.say("这台电脑上没有 Word 或 LibreOffice，没有做PDF")
    return FOUND if any(pack.mistakes for pack in result.packs) else _status(check_losses(reading))


def show_materials(options: Namespace) -> int:
    """材料: what has to be handed in, what is missing and how many days are left."""
    _, reading = _read(options)
    season, notice = reading.season, reading.notice
    lacking, dues = materials.missing(season, notice), materials.dues(season, notice)
    today = dt.date.today()
    if options.json:
        names = ("when", "expected", "complete", "missing")
        by_time = [{name: getattr(due, name) for name in names} | {"days_left": due.days_left(today)} for due in dues]
        lines = [{name: getattr(line, name) for name in line.__slots__} for line in lacking]
        terminal.write_json({"due": by_time, "missing": lines}, options.json)
    if options.json != "-":
        for due in dues:
            terminal.say(due_line(due, today))
        rows = missing_table(lacking)
        if rows:
            terminal.show_table(f"还缺的材料 {_unit(reading)}", MISSING_HEADS, rows[:MOST_SHOWN])
        if len(rows) > MOST_SHOWN:
            where = f"全部在 {options.json}" if options.json else "要看全部，在命令后面加 --json 文件名"
            terminal.say(f"还有 {len(rows) - MOST_SHOWN} 项没有列出，{where}")
    late = any(due.missing and (due.days_left(today) or 0) < 0 for due in dues)
    return FOUND if late else _status(check_losses(reading))


def forms(options: Namespace) -> int:
    """生成: every Word form into a folder, with 生成清单.xlsx."""
    _, reading = _read(options)
    findings = check_reading(reading)
    if options.only:
        _known_form(options.only, reading.notice)
    with terminal.progress("生成申报表") as step:
        result = make_forms(
            reading.season, reading.notice, findings, Path(options.out), options.only, options.record, step
        )
    if options.json:
        made = [{name: getattr(item, name) for name in item.__slots__} for item in result.made]
        terminal.write_json({"folder": str(result.folder), "asked": result.records, "made": made}, options.json)
    if options.json != "-":
        faulty = sum(1 for item in result.made if item.mistakes)
        terminal.say(f"应生成 {result.records} 份，已生成 {len(result.made)} 份，其中 {faulty} 份的记录还有错误")
        terminal.say(f"申报表和生成清单在 {result.folder}")
        if result.left_over:
            names = "、".join(result.left_over[:5]) + ("等" if len(result.left_over) > 5 else "")
            terminal.say(f"文件夹里还有 {len(result.left_over)} 份以前生成、这次没有生成的表，没有动它们：{names}")
    return FOUND if any(item.mistakes for item in result.made) else _status(check_losses(reading))


def _known_form(name: str, notice: Notice) -> None:
    known = list(notice.forms)
    if name not in known and name not in [notice.id + item for item in known]:
        raise Refused(f"{notice.name}没有可生成的“{name}”{did_you_mean(name, known)}")


def new(options: Namespace) -> int:
    """新建: a clerk's own copy of the workbook, showing one notice's tabs; never over a file that exists."""
    from .workbook import new_workbook

    if not options.file:
        raise Refused("没有写新申报簿的文件名，请写上，或用 --all --out 文件夹 给每个单位各建一本")
    path = Path(options.file)
    notice = known_notice(options.notice)
    if notice.units() and options.unit and options.unit not in notice.units():
        raise Refused(f"名额表中没有“{options.unit}”{did_you_mean(options.unit, notice.units())}")
    if path.suffix.lower() != ".xlsm":
        raise Refused(f"申报簿应存为 .xlsm，写的是“{path.name}”，请改文件名")
    if path.exists():
        raise Refused(f"“{path.name}”已经存在，没有改动它，请换一个文件名")
    new_workbook(path, notice.id, options.unit)
    terminal.say(f"已新建 {path}（{notice.name}{'，' + options.unit if options.unit else ''}）")
    return FINE


def known_notice(name: str) -> Notice:
    """The notice of this id. Raises Refused with the nearest there is, DefinitionError."""
    if name not in list_notices():
        raise Refused(f"没有通知“{name}”{did_you_mean(name, list_notices())}")
    return load_notice(name)


def show_rules(options: Namespace) -> int:
    """规则: every rule of every notice with its id, kind and clause."""
    rows = []
    for name in list_notices():
        notice = load_notice(name)
        rows += [[name, item.id, item.kind, item.says, item.source] for item in catalogue(notice)]
    if options.json:
        heads = ("notice", "id", "kind", "rule", "source")
        terminal.write_json([dict(zip(heads, row, strict=True)) for row in rows], options.json)
    if options.json != "-":
        terminal.show_table("规则一览", ("通知", "编号", "种类", "内容", "依据"), rows)
    return FINE


def build(options: Namespace) -> int:
    """重建: the workbook, the samples and the Word templates from the definitions."""
    from .build import build as build_all

    with terminal.progress("重建") as step:
        built = build_all(ROOT, redraw=options.redraw, progress=step)
    for line in built:
        terminal.say(line)
    return FINE
