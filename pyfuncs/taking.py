"""导入Word and 接受导入: what came in by Word is listed on 导入核对; the accepted lines go into the ledgers."""

from __future__ import annotations

from collections.abc import Iterator

from . import difference_tab, tabs
from .acceptance import Accepted, Edit, accept
from .changes import INFO, WARNING, Changes, Go, Log, Open, Put, Resize, Say
from .desk import Desk, Stopped
from .difference_book import counts_sentence
from .folders import TAKEN
from .formulas import column_number
from .ledger_rows import cell_content, write_row
from .listing import ADDRESS
from .mirror_tab import LedgerPlace, Refused
from .offers import CHANGED, TWO_WAYS, YES
from .post import read_post, word_files
from .records import find_ledger
from .rules import Record

TAKE, ACCEPT = "导入Word", "接受导入"


def take(desk: Desk) -> Changes:
    """导入Word: the Word files of the folder beside the workbook, set against the ledgers, on 导入核对."""
    if desk.path is None:
        return Changes([tabs.unsaved("收到的表")], undoable=False)
    folder = desk.path.with_name(TAKEN)
    folder.mkdir(exist_ok=True)
    paths, others = word_files([folder])
    if not paths:
        says = f"请把收到的 Word 表（连同文件夹也行）放进“{TAKEN}”文件夹，再按一次“{TAKE}”。它在申报簿旁边，已经打开。"
        return Changes([Open(str(folder)), Say(INFO, says)], undoable=False)
    found = difference_tab.find(desk.sheets)
    reading = desk.reading
    post = read_post(paths, desk.notice, reading.season, desk.step, desk.is_stopped)
    if desk.is_stopped():
        raise Stopped
    changes = Changes(list(difference_tab.rewrite(found, post.lines)))
    changes.add(Go(found.tab, found.heading + 1, 1))
    wanted = sum(line.accept == YES for line in post.lines)
    says = f"读了{len(paths)}个文件：{counts_sentence(post.lines)}。已选“{YES}”的{wanted}行；"
    says += f"“{CHANGED}”“{TWO_WAYS}”要由人来选。选好以后按“{ACCEPT}”，才写进台账。"
    refused = [file.path.name for file in post.files if file.refused] + [item.form for item in post.joined.refused]
    if refused:
        says += f"\n有{len(refused)}份没有导入，原因在列表最后：{some(refused)}。"
    if others:
        says += f"\n另有{len(others)}个不是 Word 的文件，没有读：{some([path.name for path in others])}。"
    changes.add(Say(WARNING if refused else INFO, says), Log(TAKE, f"{len(paths)}个文件", folder.name))
    return changes


def some(names: list[str], most: int = 5) -> str:
    """The first few, and how many there are."""
    return "、".join(names[:most]) + (f"等{len(names)}个" if len(names) > most else "")


def accept_lines(desk: Desk) -> Changes:
    """接受导入: writes the accepted lines of 导入核对; those that are done leave the list."""
    found = difference_tab.find(desk.sheets)
    lines = difference_tab.read(found)
    wanted = sum(line.accept.strip() == YES for line in lines)
    if not wanted:
        says = f"“{found.tab}”里没有选“{YES}”的行，没有写入；要先按“{TAKE}”，再在第一列选“{YES}”。"
        return Changes([tabs.go(desk, found.tab, found.heading + 1), Say(WARNING, says)], undoable=False)
    places = _Places(desk)
    accepted = accept(lines, desk.notice, desk.reading.season, places.holds)
    changes = Changes(list(places.changes(accepted)))
    changes.add(*difference_tab.rewrite(found, accepted.kept))
    changes.add(Go(found.tab, found.heading + 1, 1))
    says = told(accepted, desk)
    changes.add(Say(WARNING if accepted.refused else INFO, says))
    changes.add(Log(ACCEPT, f"{len(accepted.done)}行", ""))
    return changes


def told(accepted: Accepted, desk: Desk) -> str:
    """What was written, and what stays in the list."""
    added = [f"{name}{accepted.added(name)}条" for name in desk.notice.ledgers if accepted.added(name)]
    says = f"接受了{len(accepted.done)}行：新增{'、'.join(added) or '0条'}，改了{accepted.cells}格。"
    waiting = len(accepted.kept) - accepted.refused
    says += f"有{accepted.refused}行没有写入，原因写在列表的“说明”里。" if accepted.refused else ""
    says += f"没有选“{YES}”的{waiting}行留在列表里。" if waiting else ""
    return says + "请再按“校验全部”。可以按“撤销上一步”退回。"


class _Places:
    """Where the workbook keeps the fields: columns of ledgers, cells of single records."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.notice = desk, desk.notice
        self.ledgers: dict[str, LedgerPlace] = {}
        for ledger in self.notice.ledgers.values():
            sheet, heading, columns = (None, 0, {}) if ledger.single else find_ledger(ledger, desk.sheets)
            if sheet is not None:
                self.ledgers[ledger.name] = LedgerPlace(ledger, sheet, heading, columns)

    def holds(self, scope: str, name: str) -> bool:
        """As acceptance.Holds."""
        if scope in self.ledgers:
            return name in self.ledgers[scope].columns
        return name in self.desk.reading.season.single.get(scope, Record()).cells

    def changes(self, accepted: Accepted) -> Iterator[Put | Resize]:
        """The cells to write. Raises Refused where a ledger has no free row left: nothing is written then."""
        for scope, edits in accepted.edits.items():
            if scope in self.ledgers:
                yield from self.rows(self.ledgers[scope], edits)
            else:
                for edit in edits:
                    yield from self.cells(scope, edit)

    def rows(self, place: LedgerPlace, edits: list[Edit]) -> Iterator[Put | Resize]:
        free, last = place.free_rows(), 0
        for edit in edits:
            row = edit.before.row if edit.before is not None else next(free)
            last = max(last, row) if edit.before is None else last
            yield from write_row(place, row, edit.before, edit.typed)[0]
        if last:
            columns = place.columns.values()
            until = max(place.last, last)
            yield Resize(place.sheet.name, place.ledger.name, place.heading, min(columns), until, max(columns))

    def cells(self, scope: str, edit: Edit) -> Iterator[Put]:
        fields, record = self.notice.fields_of(scope), edit.before
        if record is None:
            raise Refused(f"找不到“{scope}”表")
        for name, raw in edit.typed.items():
            at = ADDRESS.fullmatch(record.cells[name])
            assert at is not None
            yield Put(record.tab, int(at[2]), column_number(at[1]), *cell_content(fields[name], raw))
