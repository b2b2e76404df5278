"""校验 buttons: the list of findings, the notes at their cells, the way from one to the next.

The colours of the cells follow the list by themselves (highlights.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .changes import INFO, Change, Changes, Go, Log, Note, Say, Show, Unnote
from .check import Finding, count_levels
from .desk import Desk
from .listing import MOST_LINES, Line, Listing, Place, cut, line_of, ordered, read_listing, rewrite
from .records import Reading
from .tabs import hidden_rows

CHECK_ALL, CHECK_TAB, CLEAR = "校验全部", "校验本表", "清除标记"
MOST_NOTES = 2048
"""Spreadsheets take long over notes: the list has the rest."""
LONGEST_NOTE = 1536


class NothingToCheck(Exception):
    """The active tab holds nothing a notice asks for; the message is one Chinese sentence."""


# -- 校验 ----------------------------------------------------------------------------------------------


def check_all(desk: Desk) -> Changes:
    """校验全部: every finding of the workbook on 校验结果, a note at each cell, and how many there are."""
    listing = read_listing(desk)
    lines = [line_of(finding) for finding in desk.findings]
    noted = noted_tabs(desk) | {line.tab for line in listing.lines} | {line.tab for line in lines}
    changes = Changes([*rewrite(listing, lines[:MOST_LINES]), *_notes(desk, noted, desk.findings)])
    counts = _counts(desk.findings)
    words = [f"校验完成（{desk.notice.name}）：{_taken(desk.reading)}；{counts}，已列入“{listing.tab}”。"]
    changes.add(Show(listing.tab, True), Go(listing.tab, listing.heading + 1, 1))
    changes.add(Say(INFO, _told(desk, words, desk.findings)), Log(CHECK_ALL, counts, ""))
    return changes


def check_tab(desk: Desk) -> Changes:
    """校验本表: the same for what stands on the active tab; on an attachment's tab, for the ledgers it shows.

    The lines and notes of all other tabs stay as they were at the last check, so that 首页 goes on counting
    them; the message says so. Raises NothingToCheck on a tab that is neither ledger, 首页 nor attachment.
    """
    scopes = scopes_of(desk)
    tabs = {tab for scope, tab in tabs_by_scope(desk).items() if scope in scopes}
    findings = [finding for finding in desk.findings if finding.tab in tabs]
    listing = read_listing(desk)
    others = [line for line in listing.lines if line.tab not in tabs]
    lines = ordered([*others, *map(line_of, findings)], list(tabs_by_scope(desk).values()))
    changes = Changes([*rewrite(listing, lines[:MOST_LINES]), *_notes(desk, tabs, findings)])
    counts = _counts(findings)
    words = [f"{'、'.join(f'“{tab}”' for tab in sorted(tabs))}校验完成：{counts}，已列入“{listing.tab}”。"]
    if others:
        words.append(f"别的表仍是上次校验的结果，共{len(others)}条。")
    changes.add(Say(INFO, _told(desk, words, findings)), Log(CHECK_TAB, counts, ""))
    return changes


def scopes_of(desk: Desk) -> set[str]:
    """What the active tab holds: the ledger on it, 首页, a form typed there, or all that an attachment prints."""
    own = {scope for scope, tab in tabs_by_scope(desk).items() if tab == desk.tab}
    form = next((form for form in desk.notice.forms.values() if form.tab == desk.tab), None)
    scopes = own or ({scope for scope, _ in form.blanks()} if form else set())
    if not scopes:
        raise NothingToCheck(f"“{desk.tab}”没有要校验的内容，请到首页、台账或当前通知的附件表上再按，或按“{CHECK_ALL}”")
    return scopes


def tabs_by_scope(desk: Desk) -> dict[str, str]:
    """The tab by ledger, 首页 and form typed on its own tab, in the order of checking; renamed ledgers are found."""
    ledgers = {name: desk.reading.tabs.get(name, name) for name in desk.notice.ledgers}
    return ledgers | {form.tab: form.tab for form in desk.notice.forms.values() if form.mode == "单份"}


def noted_tabs(desk: Desk) -> set[str]:
    """The tabs that are there and may bear notes of the program."""
    return {tab for tab in tabs_by_scope(desk).values() if tab in desk.sheets}


def _notes(desk: Desk, tabs: Iterable[str], findings: Sequence[Finding]) -> Iterator[Change]:
    """Takes all notes off `tabs`, and puts one at each cell with findings."""
    yield from (Unnote(tab) for tab in sorted(set(tabs) & set(desk.sheets)))
    by_cell: dict[Place, list[Finding]] = {}
    for finding in findings:
        place = line_of(finding).place
        if place and finding.tab in desk.sheets:
            by_cell.setdefault(place, []).append(finding)
    for place in list(by_cell)[:MOST_NOTES]:
        yield Note(*place, note_of(by_cell[place]))


def note_of(findings: Sequence[Finding]) -> str:
    """What a note says of a cell: each finding, how to mend it, on whose word."""
    return cut("\n".join(map(_note_part, findings)), LONGEST_NOTE)


def _note_part(finding: Finding) -> str:
    what = f"{finding.field}：{finding.says}" if finding.says else finding.message
    return f"【{finding.level}】{what}\n怎样改：{finding.fix}\n依据：{finding.source}"


def _counts(findings: Sequence[Finding]) -> str:
    return "、".join(f"{level}{count}条" for level, count in count_levels(findings).items())


def _taken(reading: Reading) -> str:
    """How many rows were seen and read: both, when they differ."""
    seen, taken = sum(reading.rows_seen.values()), sum(reading.rows_taken.values())
    return f"读入{taken}行" if seen == taken else f"台账有{seen}行，读入{taken}行"


def _told(desk: Desk, words: list[str], findings: Sequence[Finding]) -> str:
    """The message: what was found, what a filter hides, what did not fit, where to go on."""
    cells = {(finding.tab, finding.cell) for finding in findings if finding.cell}
    words = [*words, hidden_rows(desk)]
    if len(findings) > MOST_LINES:
        words.append(f"问题太多，只列出前{MOST_LINES}条，改正后再校验。")
    if len(cells) > MOST_NOTES:
        words.append(f"只在前{MOST_NOTES}格加了批注，其余见列表。")
    words.append("按“下一处”逐处查看、改正。" if findings else "没有发现问题。")
    return "\n".join(filter(None, words))


def clear(desk: Desk) -> Changes:
    """清除标记: empties the list and takes the program's notes off every tab; the colours go with the list."""
    listing = read_listing(desk)
    changes = Changes([*rewrite(listing, []), *(Unnote(tab) for tab in desk.sheets)])
    count = f"{len(listing.lines)}条"
    changes.add(Say(INFO, f"已清除校验标记（列表{count}，以及各表上的批注和颜色）；自己写的批注、涂的颜色没有动。"))
    changes.add(Log(CLEAR, count, ""))
    return changes


# -- from one to the next --------------------------------------------------------------------------------


def next_finding(desk: Desk) -> Changes:
    """下一处: to the next cell of the list after the active one; after the last comes the first.

    On 校验结果 it goes to the cell of the selected line.
    """
    return _walk(desk, 1)


def previous_finding(desk: Desk) -> Changes:
    """上一处: to the cell of the list before the active one; before the first comes the last.

    On 校验结果 it goes to the cell of the line above the selected one.
    """
    return _walk(desk, -1)


def _walk(desk: Desk, step: int) -> Changes:
    """No message on the way: the note at the cell says what is wrong."""
    listing = read_listing(desk)
    lines = [line for line in listing.lines if line.place and line.tab in desk.sheets]
    if not lines:
        return Changes([Say(INFO, _nowhere(listing))], undoable=False)
    stops = list(dict.fromkeys(line.place for line in lines if line.place))
    at = _stop_on_list(desk, lines, stops, step) if desk.tab == listing.tab else _stop_after(desk, stops, step)
    stop = stops[at % len(stops)]
    return Changes([Show(stop[0], True), Go(*stop)], undoable=False)


def _nowhere(listing: Listing) -> str:
    if not listing.lines:
        return f"“{listing.tab}”里没有列出问题，请先按“{CHECK_ALL}”。"
    return f"“{listing.tab}”里列出的问题不在某一格上，或者表已改名，请看列表，或按“{CHECK_ALL}”再校验一次。"


def _stop_on_list(desk: Desk, lines: list[Line], stops: list[Place], step: int) -> int:
    """The stop of the selected line (or the first below it); backwards, the one before."""
    line = next((line for line in lines if line.row >= desk.row), None)
    at = stops.index(line.place) if line and line.place else len(stops)
    return at if step > 0 else at - 1


def _stop_after(desk: Desk, stops: list[Place], step: int) -> int:
    """The stop after (before) the active cell: it may be none of them itself."""
    here = desk.tab, desk.row, desk.col
    if here in stops:
        return stops.index(here) + step
    passed = [number for number, (tab, row, col) in enumerate(stops) if tab == desk.tab and (row, col) < here[1:]]
    on_tab = [number for number, (tab, *_) in enumerate(stops) if tab == desk.tab]
    after = passed[-1] + 1 if passed else on_tab[0] if on_tab else 0
    return after if step > 0 else after - 1
