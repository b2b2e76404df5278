"""评审: 抽签, 评审结果 (always provisional) and 确认获奖, which alone writes the winners."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from . import tabs
from .changes import INFO, WARNING, Ask, Change, Changes, Go, Log, Put, Say, put
from .check import MUST_MEND, Finding
from .desk import Desk
from .draw import drawn, new_seed
from .finalists import NO, passed_over
from .judging import OPEN, Outcome, judge, read_rulings
from .jury_desk import judged, put_at, rewrite, rewrite_detail, spoken, stand, stand_of
from .layout import LEDGER_HEADER_ROW
from .mirror_tab import LedgerPlace
from .notice import Notice
from .outcome_rows import detail_table, result_rows, winner_rows, winners_summary
from .rules import Season
from .scores import NO_ENTRY, YES, Entry, entries_of, leanings, ledger_with
from .settings import SETTINGS, WAYS
from .values import serial, text_of

DETAIL_ROW = LEDGER_HEADER_ROW + 1
MOST_SAID = 6
NO_RANK = "还没有排出名次，没有可以确认的"
NOBODY = f"还没有要发表的成果，请先录入台账；录了、都填了“{NO}”的，请把进入的改成“{YES}”"
LONGEST_PREVIEW = 720


# -- 抽签 --------------------------------------------------------------------------------------------


@spoken
def draw_lots(desk: Desk) -> Changes:
    """抽签: the order of presentation from a seed that is kept; asks before it writes."""
    notice, judging = judged(desk)
    entries = presented_of(desk.reading.season, notice)
    if not entries:
        return _warn(f"“{notice.name}”{NOBODY}。")
    if desk.answer:
        return _draw(desk, entries, int(desk.answer))
    typed = judging.value("seed")
    seed = new_seed() if typed is None else int(typed)
    says = (
        f"给{len(entries)}个成果抽签，种子是{seed}{'（自动取的）' if typed is None else ''}，同一个种子抽出的顺序一样。"
    )
    before = sum(entry.record.get(entry.contest.order) is not None for entry in entries)
    if before:
        says += f"已有{before}个成果填了“{entries[0].contest.order}”，将被替换。"
    return Changes([Ask(says + "抽吗？", str(seed))], undoable=False)


def presented_of(season: Season, notice: Notice) -> list[Entry]:
    """The entries that are presented: those of a contest with an order that go on past the first phase."""
    entries = [entry for entry in entries_of(season, notice) if entry.contest.order]
    over = passed_over(entries)
    return [entry for entry in entries if id(entry) not in over]


def _draw(desk: Desk, entries: list[Entry], seed: int) -> Changes:
    notice, judging = judged(desk)
    changes, orders, venues = Changes(), {}, defaultdict(list)
    for number, entry in enumerate(entries):
        venues[entry.contest.award, entry.room].append(number)
    for group in venues.values():
        for turn, number in enumerate(drawn({number: entries[number].key for number in group}, seed), start=1):
            orders[id(entries[number].record)] = turn
    for contest in notice.judging.contest if notice.judging else ():
        if contest.order:
            ledger = notice.ledgers[notice.award_named(contest.award).ledger]
            stood = stand_of(desk, ledger)
            if contest.order not in stood.columns:
                name = stood.sheet.name
                return _warn(f"“{name}”没有“{contest.order}”一列，请用“新建申报簿”另建一本，把台账粘贴过去。")
            column = stood.columns[contest.order]
            changes.add(*_order_puts(desk, stood.sheet.name, column, contest.order, ledger.name, orders))
    cell = judging.cells.get((WAYS, judging.words("seed")))
    if cell:
        changes.add(put_at(SETTINGS, cell, seed))
    first = entries[0]
    place = stand_of(desk, notice.ledgers[notice.award_named(first.contest.award).ledger])
    kept = f"种子{seed}记在“{SETTINGS}”上" if cell else f"没有找到“{SETTINGS}”上的种子一格，请把种子{seed}另外记下"
    says = f"已抽签，{len(entries)}个成果的“{first.contest.order}”填在“{place.sheet.name}”上，{kept}。"
    changes.add(Go(place.sheet.name, place.heading + 1, place.columns[first.contest.order]))
    changes.add(Say(INFO, says), Log("抽签", f"{len(entries)}个", f"种子 {seed}"))
    return changes


def _order_puts(desk: Desk, tab: str, col: int, field: str, ledger: str, orders: dict[int, int]) -> Iterable[Put]:
    for record in desk.reading.season.ledgers[ledger]:
        place = orders.get(id(record))
        if place is not None or record.raw.get(field) is not None:
            yield put(tab, record.row, col, place)


# -- 评审结果 ----------------------------------------------------------------------------------------


@spoken
def results(desk: Desk) -> Changes:
    """评审结果: reckons everything anew and writes the results and the detail; provisional until confirmed."""
    notice, judging = judged(desk)
    place = stand(desk, "results")
    season = desk.reading.season
    outcome = judge(season, notice)
    rulings = read_rulings(season, notice)
    rows = result_rows(outcome, judging, rulings)
    moved = [rewrite(desk, place, rows)]
    if tabs.DETAIL in desk.sheets:
        table = detail_table(outcome, notice, leanings(outcome.entries))
        moved.append(rewrite_detail(desk, desk.sheets[tabs.DETAIL], DETAIL_ROW, table))
    changes = Changes([change for each in moved for change in each.changes])
    lost = len(rulings) - sum("ruling" in row for row in rows)
    changes.add(*_told(outcome, place, lost, rows, "".join(each.says for each in moved)))
    return changes


def _told(outcome: Outcome, place: LedgerPlace, lost: int, rows: list[dict[str, Any]], moved: str) -> list[Change]:
    ranked = sum("rank" in row for row in rows)
    says = f"共{len(rows)}个，排了名次的{ranked}个，都是暂定，按“确认获奖”才定下。"
    lines = [outcome.refused or (says if outcome.entries else f"{NO_ENTRY}。")]
    lines += outcome.open_ties
    lines += outcome.notes
    unranked = [item for item in outcome.standings if item.remark and item.final is None]
    if unranked and not outcome.refused:
        lines.append(f"没有排名的：{'、'.join(item.entry.name for item in unranked[:MOST_SAID])}，原因见最后一栏。")
    if lost:
        lines.append(f"有{lost}个裁定因为得分变了或不再同分，没有采用，已去掉。")
    lines += [moved] if moved else []
    row = next((n for n, values in enumerate(rows) if OPEN in (values["level"], values["promoted"])), 0)
    column = place.column("ruling") if outcome.open_ties else place.column("rank")
    kind = WARNING if outcome.refused or outcome.open_ties or lost or moved else INFO
    log = Log("评审结果", f"{ranked}个", f"待裁定{len(outcome.open_ties)}处")
    return [Go(place.sheet.name, place.heading + 1 + row, max(column, 1)), Say(kind, "\n".join(lines)), log]


# -- 确认获奖 ----------------------------------------------------------------------------------------


@spoken
def confirm(desk: Desk) -> Changes:
    """确认获奖: previews the winners, and on yes writes them with the names as they stand now."""
    notice, judging = judged(desk)
    place = stand(desk, "winners")
    outcome = judge(desk.reading.season, notice)
    if outcome.refused:
        return _warn(outcome.refused)
    if outcome.open_ties:
        return _warn(f"{outcome.open_ties[0]}裁定以前不能确认。")
    rows = winner_rows(outcome, judging, serial(dt.date.today()))
    if not rows:
        return _warn("\n".join([f"{NO_RANK}。", *outcome.notes]))
    digest = _digest(rows)
    if desk.answer == digest:
        return _write_winners(desk, place, rows)
    return Changes([Ask(_preview(desk, place, outcome, rows), digest)], undoable=False)


def _digest(rows: list[dict[str, Any]]) -> str:
    """Changes when any of what will be written does, but for the day."""
    text = repr([sorted((role, value) for role, value in row.items() if role != "date") for row in rows])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _preview(desk: Desk, place: LedgerPlace, outcome: Outcome, rows: list[dict[str, Any]]) -> str:
    head = [f"将写入“{place.sheet.name}”{len(rows)}行，名称照台账现在写的定下："]
    kept = desk.reading.season.ledgers[place.ledger.name]
    tail = [*outcome.notes]
    wrong = unmended(desk.findings, desk.reading.notice)
    tail += [wrong] if wrong else []
    if kept:
        roles = ("award", "level", "unit", "name", "topic", "promoted")
        now = {tuple(text_of(row.get(role)) for role in roles) for row in rows}
        old = {tuple(record.text(place.ledger.named(role)) for role in roles) for record in kept}
        tail.append(f"已有{len(kept)}行将被替换，其中{len(old - now)}行不再有，新增{len(now - old)}行。")
    body = winners_summary(rows)
    text = "\n".join([*head, *body, *tail])
    if len(text) > LONGEST_PREVIEW:
        room = max(10, (LONGEST_PREVIEW - len("\n".join([*head, *tail]))) // max(1, len(body)))
        body = [line if len(line) <= room else line[: room - 1] + "…" for line in body]
        text = "\n".join([*head, *body, *tail])
    return f"{text}\n确认吗？"


def unmended(findings: Iterable[Finding], notice: Notice) -> str:
    """One sentence: how many errors that bear on the ranking are not mended yet: of the scores, judges, settings and
    marks of finalists; "" when there are none. Settings that cannot be used keep all from being ranked."""
    scopes = [*(ledger_with(notice, role).name for role in ("scores", "judges")), SETTINGS]
    contests = notice.judging.contest if notice.judging else []
    marks = {(notice.award_named(item.award).ledger, item.finalist) for item in contests if item.finalist}
    counts: Counter[str] = Counter()
    for finding in findings:
        where = finding.scope or finding.tab
        if finding.level == MUST_MEND and (where in scopes or (where, finding.field) in marks):
            counts[f"“{where}”" if where in scopes else f"“{where}”的“{finding.field}”"] += 1
    says = "、".join(f"{where}里还有{count}处" for where, count in counts.items())
    return f"{says}错误没有改，会影响名次，见“{tabs.FINDINGS}”。" if says else ""


def _write_winners(desk: Desk, place: LedgerPlace, rows: list[dict[str, Any]]) -> Changes:
    moved = rewrite(desk, place, rows)
    changes = Changes(moved.changes)
    changes.add(Go(place.sheet.name, place.heading + 1, 1))
    says = f"已确认，{len(rows)}行写在“{place.sheet.name}”，以后台账改了名称，这里不跟着变。"
    changes.add(Say(WARNING if moved.says else INFO, f"{says}{moved.says}"))
    changes.add(Log("确认获奖", f"{len(rows)}行", "；".join(line.split("：")[0] for line in winners_summary(rows))))
    return changes


def _warn(says: str) -> Changes:
    return Changes([Say(WARNING, says)], undoable=False)
