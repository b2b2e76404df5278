"""The steps of a season's work, in the order of 首页: each says whether this workbook still lacks it, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import difference_tab, fees, folders, quota, tabs
from .check import MUST_MEND, count_levels
from .desk import Desk
from .layout import home_cells
from .listing import NoListing, read_listing
from .notice import HOME, LEVELS
from .offers import YES
from .records import find_ledger, read_cells
from .rules import Record
from .stats import statistics_forms
from .tallies import quota_line

MEMBERS_RULE = "has_members"
"""The kind of rule that wants a record's members listed in a ledger of their own."""
NAMED = 3


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next, why, and where ("" = wherever one is: it is done by a button)."""

    what: str
    why: str
    tab: str = ""
    row: int = 1
    col: int = 1


def next_step(desk: Desk) -> Step:
    """The first step that the workbook still lacks. Raises records.ForeignWorkbook without a notice."""
    return next(step for look in STEPS if (step := look(desk)))


def home_place(desk: Desk, field: str) -> tuple[int, int]:
    """Row and column (from 1) of a typed cell of 首页; its first cell where the label is not found."""
    _, row, col = read_cells(desk.sheets.get(HOME), home_cells()).get(field, (None, 1, 1))
    return row, col


def _missing_home(desk: Desk) -> list[str]:
    """Required fields of 首页 that are empty: what is chosen there, and what the notice's forms print."""
    record, notice = desk.reading.season.single[HOME], desk.notice
    asked = [item for item in notice.ledgers[HOME].field if item.required and item.typed]
    asked = [item for item in asked if item.options or notice.printed_on(HOME, item.name)]
    return [item.name for item in asked if not record.text(item.name)]


def _choose_unit(desk: Desk) -> Step | None:
    missing = _missing_home(desk)
    if not missing:
        return None
    why = "名额按首页的内容去查，各表的表头、表尾也用到"
    return Step(f"在首页填{_list(missing)}", why, HOME, *home_place(desk, missing[0]))


def _list(names: list[str]) -> str:
    """The first few names, and how many there are."""
    shown = "、".join(f"“{name}”" for name in names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown}等{len(names)}项"


def _accept(desk: Desk) -> Step | None:
    """Lines of 导入核对 that are chosen and not yet written."""
    try:
        found = difference_tab.find(desk.sheets)
    except difference_tab.NoList:
        return None
    chosen = sum(line.accept.strip() == YES for line in difference_tab.read(found))
    if not chosen:
        return None
    why = f"收到的 Word 表里有{chosen}行选了“{YES}”，还没有写进台账"
    return Step(f"核对“{found.tab}”的各行，再按“接受导入”", why, found.tab, found.heading + 1)


def _enter(desk: Desk) -> Step | None:
    """No entry for any award: which ledger takes which."""
    awards: dict[str, list[str]] = {}
    for award in desk.notice.award:
        if award.forms:
            awards.setdefault(award.ledger, []).append(award.name)
    if any(desk.reading.season.ledgers.get(ledger) for ledger in awards):
        return None
    where = "；".join(f"{'、'.join(names)}录入“{ledger}”" for ledger, names in awards.items())
    return _first_row(desk, next(iter(awards)), f"录入台账：{where}", "台账还是空的，各附件和统计都从台账取数")


def _first_row(desk: Desk, ledger: str, what: str, why: str) -> Step:
    """A step that leads to the first free row of a ledger."""
    sheet, heading, columns = find_ledger(desk.notice.ledgers[ledger], desk.sheets)
    last = max((record.row for record in desk.reading.season.ledgers.get(ledger, [])), default=heading)
    return Step(what, why, sheet.name if sheet else ledger, last + 1, min(columns.values(), default=1))


def _members(desk: Desk) -> Step | None:
    """Groups or teams whose members are not listed."""
    season = desk.reading.season
    for rule in desk.notice.rule:
        if rule.call != MEMBERS_RULE:
            continue
        ledger, members = desk.notice.ledgers[rule.ledger], desk.notice.ledgers[rule.params["members"]]
        lone = [row for row in season.ledgers[ledger.name] if not season.members(row, members.name, members.key)]
        if lone:
            names = _list([row.text(ledger.title) for row in lone])
            return _first_row(
                desk,
                members.name,
                f"在“{members.name}”里补成员：{names}",
                f"“{ledger.name}”里有{len(lone)}条还没有列成员",
            )
    return None


def _statistics(desk: Desk) -> Step | None:
    """Required numbers of a statistics table that are empty."""
    for form in statistics_forms(desk.notice):
        record = desk.reading.season.single.get(form.tab, Record())
        names = [item.name for item in form.field if item.required and item.typed and item.name not in record.bad]
        missing = [name for name in names if record.get(name) is None]
        if missing:
            what = f"填“{form.tab}”（{form.name}），能由台账数出的按“统计表计算”填入"
            return Step(what, f"还差{_list(missing)}", form.tab)
    return None


def _check(desk: Desk) -> Step | None:
    """校验结果 does not list what the workbook as it stands has."""
    now, listed = count_levels(desk.findings), listed_levels(desk)
    if now == listed:
        return None
    why = "内容和上次校验时不一样了" if any(listed.values()) else "还没有校验过"
    return Step("按“校验全部”", f"{why}，现在有{_counts(now)}", tabs.FINDINGS)


def _mend(desk: Desk) -> Step | None:
    """Findings that must be mended."""
    now = count_levels(desk.findings)
    if not now[MUST_MEND]:
        return None
    what = f"照“{tabs.FINDINGS}”逐条改正，改完再按“校验全部”"
    return Step(what, f"还有{_counts(now)}，{MUST_MEND}必须改", tabs.FINDINGS)


def _counts(levels: dict[str, int]) -> str:
    return "、".join(f"{level}{count}条" for level, count in levels.items())


def listed_levels(desk: Desk) -> dict[str, int]:
    """How many findings 校验结果 lists by level; none where that tab is gone."""
    try:
        levels = [line.level for line in read_listing(desk).lines]
    except NoListing:
        levels = []
    return {level: levels.count(level) for level in LEVELS}


def _quota(desk: Desk) -> Step | None:
    over = [row for row in quota.rows(desk.reading.season, desk.notice) if row.over]
    if not over:
        return None
    why = "；".join(quota_line(row) for row in over)
    return Step("减去超出名额的申报", why, tabs.QUOTA, tabs.section_row(desk, tabs.QUOTA, desk.notice))


def _make(desk: Desk) -> Step | None:
    """No forms or no summary made yet beside the workbook."""
    kinds = {folders.FORMS: "全部", folders.SUMMARY: "汇总表"}
    if desk.path is None:
        return Step("先保存工作簿，再按“全部”和“汇总表”", "生成的 Word 表放在工作簿旁边")
    lacks = [button for kind, button in kinds.items() if not folders.latest_folder(desk.path, kind)]
    if not lacks:
        return None
    what = f"按{'和'.join(f'“{button}”' for button in lacks)}生成 Word 表"
    return Step(what, "内容已经校验通过，名额也没有超出")


def _send(desk: Desk) -> Step:
    """Everything is made: print, stamp, pay and send."""
    total = fees.table(desk.reading.season, desk.notice)["total"]
    payee = desk.notice.payee
    paid = f"，交{total}元到{payee.name}" if total and payee else ""
    what = f"打印盖章，照“{tabs.FEES}”的清单报送{paid}"
    why = "各表已经生成；台账再有改动要重新校验、重新生成"
    return Step(what, why, tabs.FEES, tabs.section_row(desk, tabs.FEES, desk.notice))


STEPS: list[Callable[[Desk], Step | None]] = [
    _choose_unit, _accept, _enter, _members, _statistics, _check, _quota, _mend, _make, _send,
]  # fmt: skip
"""In the order of 首页's five steps; the last always holds."""
