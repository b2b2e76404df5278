"""开始: 首页, 向导 (the next step for this very workbook), 当前通知 and 新建申报簿."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from . import tabs
from .changes import INFO, WARNING, Change, Changes, Log, Open, Say, Show
from .desk import Desk
from .files import free_path, safe_name
from .layout import home_cells
from .notice import HOME, Deadline, Notice, list_notices, load_notice
from .records import NOTICE_FIELD, read_cells
from .settings import SETTINGS
from .steps import Step, home_place, next_step
from .values import show_date, text_of

SUFFIX = ".xlsm"


def home(desk: Desk) -> Changes:
    """首页: goes to its first typed cell."""
    return Changes([_go_home(desk)], undoable=False)


def _go_home(desk: Desk) -> Change:
    return tabs.go(desk, HOME, *home_place(desk, NOTICE_FIELD))


def chosen_notice(desk: Desk) -> str:
    """Id of the notice 首页 names, "" while it names none that is known."""
    cells = read_cells(desk.sheets.get(HOME), home_cells())
    name = text_of(cells[NOTICE_FIELD][0]).strip() if NOTICE_FIELD in cells else ""
    return name if name in list_notices(desk.templates) else ""


# -- 向导 --------------------------------------------------------------------------------------------


def guide(desk: Desk, today: dt.date | None = None) -> Changes:
    """向导: the first of the steps that this workbook still lacks, why, and the way there."""
    today = today or dt.date.today()
    if not chosen_notice(desk):
        step = Step("在首页选定当前通知", "附件、名额和各项规则都随通知而定", HOME)
        return Changes([_go_home(desk), Say(INFO, _words(step, ""))], undoable=False)
    step = next_step(desk)
    way = [tabs.go(desk, step.tab, step.row, step.col)] if step.tab else []
    return Changes([*way, Say(INFO, _words(step, deadlines(desk.notice, today)))], undoable=False)


def _words(step: Step, dates: str) -> str:
    where = f"已转到“{step.tab}”。" if step.tab else ""
    return "\n".join(filter(None, [f"下一步：{step.what}。", f"为什么：{step.why}。", where, dates]))


def deadlines(notice: Notice, today: dt.date) -> str:
    """The notice's last days, a line each, with the days that are left."""
    return "\n".join(f"{item.name}：{_span(item)}，{_left((item.date - today).days)}" for item in notice.deadline)


def _span(item: Deadline) -> str:
    return f"{show_date(item.start)}至{show_date(item.date)}" if item.start else f"{show_date(item.date)}前"


def _left(days: int) -> str:
    return f"已过{-days}天" if days < 0 else f"还有{days}天" if days else "就在今天"


# -- 当前通知 ----------------------------------------------------------------------------------------


def switch_notice(desk: Desk) -> Changes:
    """当前通知: shows the attachments of the notice 首页 names and hides the others'; all while it names none."""
    chosen = chosen_notice(desk)
    hidden = [tab for name, tab in _attachments(desk) if chosen and name != chosen]
    shown = [tab for name, tab in _attachments(desk) if not chosen or name == chosen]
    changes = Changes(undoable=False)
    judges = not chosen or load_notice(chosen, desk.templates).judging is not None
    jurys = _jurys(desk)
    changes.add(*(Show(tab, True) for tab in [*shown, *(jurys if judges else [])]))
    gone = [*hidden, *([] if judges else jurys)]
    if desk.tab in gone or not chosen:
        changes.add(_go_home(desk))
    changes.add(*(Show(tab, False) for tab in gone))
    if chosen:
        says = f"已显示{load_notice(chosen, desk.templates).name}的{len(shown)}个附件"
        says += f"，隐藏别的通知的{len(hidden)}个附件。" if hidden else "。"
    else:
        says = f"{HOME}还没有选定“{NOTICE_FIELD}”，各通知的附件都显示出来了。"
    changes.add(Say(INFO if chosen else WARNING, says))
    return changes


def _jurys(desk: Desk) -> list[str]:
    """The tabs that only a notice that judges needs."""
    names = list_notices(desk.templates)
    ledgers = load_notice(names[0], desk.templates).ledgers.values() if names else ()
    wanted = [SETTINGS, tabs.DETAIL, tabs.RANKING, *(ledger.name for ledger in ledgers if ledger.is_jurys)]
    return [tab for tab in wanted if tab in desk.sheets]


def _attachments(desk: Desk) -> Iterator[tuple[str, str]]:
    """(notice, tab) of every attachment that the workbook has."""
    for name in list_notices(desk.templates):
        for form in load_notice(name, desk.templates).forms.values():
            if form.tab in desk.sheets:
                yield name, form.tab


# -- 新建申报簿 --------------------------------------------------------------------------------------


def new_book(desk: Desk) -> Changes:
    """新建申报簿: an empty workbook for the same notice and unit beside this one, never over a file."""
    from .workbook import new_workbook

    if desk.path is None:
        return Changes([tabs.unsaved("新的申报簿")], undoable=False)
    notice = desk.notice
    unit = desk.reading.season.single[HOME].text("推荐单位")
    unit = unit if not notice.units() or unit in notice.units() else ""
    path = free_path(desk.path.parent, safe_name(f"{notice.id}{unit}申报簿"), SUFFIX)
    desk.step(0, 1, path.name)
    new_workbook(path, notice.id, unit)
    says = f"已新建“{path.name}”（{notice.name}{'，' + unit if unit else ''}），放在 {path.parent}。本工作簿没有改动。"
    log = Log("新建申报簿", "1个", path.name)
    return Changes([Say(INFO, says), log, Open(str(path.parent))], undoable=False)
