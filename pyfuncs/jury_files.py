"""评分表 and 收评分: the judges' workbooks and hand-marking forms go out into a folder, and come back from one."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Container, Iterator
from pathlib import Path
from typing import Any

from . import tabs
from .changes import INFO, WARNING, Ask, Changes, Go, Log, Open, Put, Say, put
from .desk import Desk
from .files import Names, publish, staging, sweep, write_new
from .fill import Filling
from .finalists import later, passed_over
from .folders import new_folder_name
from .judge_book import judge_workbook
from .judge_return import CHANGED, EMPTY, NEW, REFUSED, SAME, Receipt, take
from .jury_desk import judged, spoken, stand
from .letters import Letter, load_letter
from .notice import Notice
from .rules import Record, Season
from .scores import Entry, entries_of, is_elsewhere, is_own, judges_of, ledger_with
from .table_book import Table, report
from .values import text_of

SHEETS, RETURNED, RECEIPT = "评分表", "收到的评分表", "收评分"
LETTER = "评分表"
MOST_SAID = 5
HEADS = ("文件", "评委姓名", "评审环节", "单位", "参评", "结果", "说明")
WIDTHS = (30, 10, 12, 32, 26, 10, 60)
COLORS = {REFUSED: "#F8CBAD", CHANGED: "#FFE699", NEW: "#E2EFDA"}


# -- out ---------------------------------------------------------------------------------------------


@spoken
def score_books(desk: Desk) -> Changes:
    """评分表: a workbook and a hand-marking form for every judge, in a new folder beside the workbook."""
    notice, _ = judged(desk)
    if desk.path is None:
        return Changes([tabs.unsaved("评分表")], undoable=False)
    season = desk.reading.season
    if not judges_of(season, notice):
        return _warn(f"“{ledger_with(notice, 'judges').name}”里还没有评委，请先录入，再生成评分表。")
    sweep(desk.path.parent)
    out = new_folder_name(desk.path, SHEETS, dt.datetime.now())
    made = make_books(season, notice, out, desk.step)
    if not made:
        return _warn("还没有可以打分的成果：请先录入参评的台账，并在“评审设定”上填好评分表。")
    says = f"已为{made}名评委各生成一个打分的工作簿和手工打分的 Word 评分表，放在“{out.name}”文件夹。"
    says += f"评委填好的工作簿放进“{RETURNED}”文件夹，再按“收评分”。"
    return Changes([Say(INFO, says), Log(SHEETS, f"{made}名评委", out.name)], undoable=False)


def make_books(season: Season, notice: Notice, out: Path, step: Callable[[int, int, str], object] | None = None) -> int:
    """Writes all of them into the new folder `out`; how many judges got one. Raises OSError."""
    entries = in_order(season, notice)
    judges, over = judges_of(season, notice) if entries else [], passed_over(entries)
    ledger, letter, names = ledger_with(notice, "judges"), load_letter(LETTER, notice), Names()
    with staging(out) as work:
        for number, judge in enumerate(judges):
            name = judge.text(ledger.key[0])
            if step:
                step(number, len(judges), name)
            mine = seen_by(judge, entries, notice)
            (work / names.give("", name, ".xlsx")).write_bytes(judge_workbook(notice, judge, mine, over))
            for phase, fillings in _forms(letter, notice, judge, mine, over):
                (work / names.give("", f"{name}-{phase}", ".docx")).write_bytes(letter.many(fillings))
        if judges:
            publish(work, out)
    return len(judges)


def in_order(season: Season, notice: Notice) -> list[Entry]:
    """The entries that judges score, by contest, venue and drawn order; those not drawn as they are listed."""
    assert notice.judging is not None
    found = []
    for place, contest in enumerate(notice.judging.contest):
        for entry in entries_of(season, notice):
            tables = [notice.judging.table_of(phase, entry.kind) for phase in notice.judging.phase]
            if entry.contest is contest and contest.is_scored and any(table and table.item for table in tables):
                order = entry.record.get(contest.order) if contest.order else None
                found.append(((place, entry.room, order is None, order or 0), entry))
    return [entry for _, entry in sorted(found, key=lambda item: item[0])]


def seen_by(judge: Record, entries: list[Entry], notice: Notice) -> list[Entry]:
    """The entries of the judge's venue; all for one who has none."""
    assert notice.judging is not None
    return [entry for entry in entries if not is_elsewhere(judge, entry, notice.judging)]


def _forms(
    letter: Letter, notice: Notice, judge: Record, entries: list[Entry], over: Container[int]
) -> Iterator[tuple[str, list[Filling]]]:
    """The pages of the hand-marking form for each phase; none for entries of the judge's own enterprise, nor after the
    first phase for those that take no part in it (`over`)."""
    ledger = ledger_with(notice, "judges")
    assert notice.judging is not None
    for phase in notice.judging.phase:
        pages = []
        for entry in entries:
            if phase in later(notice.judging) and id(entry) in over:
                continue
            table = notice.judging.table_of(phase, entry.kind)
            if table is None or not table.item or is_own(judge, entry.unit, ledger):
                continue
            order = entry.record.get(entry.contest.order) if entry.contest.order else None
            fields: dict[str, Any] = {"评审通知": notice.name, "评分表名": table.name, "评审环节": phase.name}
            fields |= {"场次": f"{entry.venue}　" if entry.venue else "", "出场号": text_of(order)}
            fields |= {"参评单位": entry.unit, "参评小组": entry.name, "参评课题": entry.topic, "满分": table.total}
            fields |= {"评委姓名": judge.text(ledger.key[0])}
            items = [{"项目名": item.name, "要点": item.criteria, "项目分值": item.points} for item in table.item]
            pages.append(letter.filling(fields, {"评审项目": items}, notice))
        if pages:
            yield phase.name, pages


# -- back --------------------------------------------------------------------------------------------


@spoken
def take_scores(desk: Desk) -> Changes:
    """收评分: takes the judges' workbooks in the folder beside this one into the scores, with a receipt."""
    notice, _ = judged(desk)
    if desk.path is None:
        return Changes([tabs.unsaved("评委交回的评分表")], undoable=False)
    folder = desk.path.with_name(RETURNED)
    if not folder.is_dir():
        folder.mkdir()
        says = f"已建好“{RETURNED}”文件夹，请把评委交回的 .xlsx 评分表放进去，再按一次。"
        return Changes([Say(INFO, says), Open(str(folder))], undoable=False)
    paths = returned(folder)
    if not paths:
        return Changes(
            [Say(WARNING, f"“{RETURNED}”文件夹里没有评分表，请把评委交回的 .xlsx 放进去再按一次。"), Open(str(folder))],
            undoable=False,
        )
    receipts = take(paths, desk.reading.season, notice)
    changed = [line for receipt in receipts for line in receipt.lines if line.fate == CHANGED]
    if changed and desk.answer != _answer(receipts):
        shown = "\n".join(f"{line.judge}　{line.name}　{line.why}" for line in changed[:MOST_SAID])
        more = f"\n……共{len(changed)}行" if len(changed) > MOST_SAID else ""
        says = f"有{len(changed)}行与台账里已有的分不一样：\n{shown}{more}\n按评委的文件改台账吗？"
        return Changes([Ask(says, _answer(receipts))], undoable=False)
    return _written(desk, receipts)


def returned(folder: Path) -> list[Path]:
    """The files in the folder and those below it, in the order of their names, whatever their kind: one that is no
    workbook is refused by name; lock files and hidden ones are none."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(("~$", ".")))


def _answer(receipts: list[Receipt]) -> str:
    """Changes when any of what will be written does."""
    rows = [(line.at, line.row) for receipt in receipts for line in receipt.lines if line.row]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def _written(desk: Desk, receipts: list[Receipt]) -> Changes:
    place = stand(desk, "scores")
    changes = Changes(list(_puts(desk, receipts)))
    assert desk.path is not None
    lines = [line for receipt in receipts for line in receipt.lines]
    counts = {fate: sum(line.fate == fate for line in lines) for fate in (NEW, CHANGED, SAME, EMPTY, REFUSED)}
    now = dt.datetime.now()
    path = desk.path.with_name(f"{desk.path.stem}-{RECEIPT}-{now:%Y%m%d-%H%M%S}.xlsx")
    write_new(path, receipt_book(receipts))
    refused = [receipt for receipt in receipts if receipt.refused]
    says = [f"看了{len(receipts)}个文件：" + "，".join(f"{fate}{count}行" for fate, count in counts.items()) + "。"]
    says += [f"“{receipt.file}”没有收：{receipt.refused}。" for receipt in refused[:MOST_SAID]]
    if len(refused) > MOST_SAID:
        says.append(f"……共{len(refused)}个文件没有收。")
    says.append(f"逐行的回执在“{path.name}”。")
    kind = WARNING if refused or counts[REFUSED] else INFO
    if changes.touches():
        changes.add(Go(place.sheet.name, place.heading + 1, 1))
    changes.undoable = changes.touches()
    changes.add(Say(kind, "\n".join(says)))
    changes.add(Log(RECEIPT, f"{counts[NEW]}新{counts[CHANGED]}改", path.name))
    return changes


def _puts(desk: Desk, receipts: list[Receipt]) -> Iterator[Put]:
    """New rows below the last, changed ones where they stand; nothing that is the same."""
    place = stand(desk, "scores")
    free = place.free_rows()
    for receipt in receipts:
        for line in receipt.lines:
            if line.row is None:
                continue
            row = line.at or next(free)
            for name, value in line.row.items():
                if name in place.columns and (line.at or value is not None):
                    yield put(place.sheet.name, row, place.columns[name], value)


def receipt_book(receipts: list[Receipt]) -> bytes:
    """The receipt as .xlsx: a line a file, then a line a row."""
    files = [
        [
            receipt.file,
            receipt.judge,
            *(receipt.count(fate) for fate in (NEW, CHANGED, SAME, EMPTY, REFUSED)),
            receipt.refused,
        ]
        for receipt in receipts
    ]
    fills = {number: COLORS[REFUSED] for number, receipt in enumerate(receipts) if receipt.refused}
    heads = ("文件", "评委姓名", NEW, CHANGED, SAME, EMPTY, REFUSED, "没有收的原因")
    first = Table("文件", heads, files, (34, 10, 8, 8, 8, 10, 8, 60), ("收评分回执",), fills)
    lines = [line for receipt in receipts for line in receipt.lines]
    rows = [[line.file, line.judge, line.phase, line.unit, line.name, line.fate, line.why] for line in lines]
    fills = {number: COLORS[line.fate] for number, line in enumerate(lines) if line.fate in COLORS}
    return report([first, Table("逐行", HEADS, rows, WIDTHS, ("逐行的结果",), fills)])


def _warn(says: str) -> Changes:
    return Changes([Say(WARNING, says)], undoable=False)
