"""What came in from the units: each file read, and decided: taken in, replaced by a later one, refused."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Container, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from .arrival import Arrival, Packed, is_blank
from .closed import LOCK_MARK
from .file_receipts import REPLACED, TAKEN, Change, Receipt, changes_between
from .folders import not_followed
from .master import Sent
from .notice import Notice, load_notice
from .reading_pool import Result, read_many
from .values import match_key, show_date, text_of

OFFICE_LOCK = ".~lock."
MOST_NAMED = 3
Step = Callable[[int, int, str], None]


class NotMerged(Exception):
    """Nothing could be merged, or the books do not balance; the message is one Chinese sentence."""


@dataclass(slots=True)
class Intake:
    """The files as they come in: a receipt for each, and what those hold that are not refused, by number."""

    receipts: list[Receipt] = field(default_factory=list)
    held: dict[int, Arrival] = field(default_factory=dict)


def read(
    paths: Sequence[Path],
    folder: Path,
    templates: Path,
    step: Step | None,
    drawn: Container[str] = (),
    reader: Callable[[Sequence[Path], Path], Generator[Result, None, None]] = read_many,
) -> Intake:
    """Reads every file; what cannot be read is refused with its reason, locks and links to folders are not even tried.

    drawn   names of the tabs that the program draws beside ledgers and forms: nothing in them is the clerk's own
    reader  what reads the files, given templates; a generator
    """
    intake = Intake([Receipt(path.relative_to(folder).as_posix()) for path in paths])
    readable = []
    for number, path in enumerate(paths):
        if path.name.startswith((LOCK_MARK, OFFICE_LOCK)):
            intake.receipts[number].why = "是工作簿打开时的锁定标记，不是工作簿；那本若还开着，请保存关闭后再合并。"
        elif path.is_dir():
            intake.receipts[number].why = _stop(not_followed(path))
        else:
            readable.append(number)
    done = len(paths) - len(readable)
    with closing(reader([paths[number] for number in readable], templates)) as results:
        for place, result in results:
            number = readable[place]
            receipt = intake.receipts[number]
            if isinstance(result, str):
                receipt.why = _stop(result)
            else:
                result.strays = [stray for stray in result.strays if stray.cell or stray.tab not in drawn]
                intake.held[number] = result
                receipt.fill_in(result)
            done += 1
            if step:
                step(done, len(paths), receipt.unit or Path(receipt.file).name)
    for number, held in intake.held.items():
        if held.saved is None:
            intake.receipts[number].saved = dt.datetime.fromtimestamp(paths[number].stat().st_mtime, dt.UTC)
    return intake


def _stop(text: str) -> str:
    return text if text.endswith("。") else text + "。"


# -- deciding ------------------------------------------------------------------------------------------


def decide(intake: Intake, folder: str, notice_id: str, templates: Path) -> tuple[Notice, list[Sent], list[Change]]:
    """What becomes of each file: the notice merged for, what is taken in, and what the resent workbooks changed.

    notice_id  "" = the one most workbooks are for
    Raises NotMerged where no file of the folder of that name can be read.
    """
    notice_id = notice_id or most_common(intake)
    if not notice_id:
        first = intake.receipts[0].why
        raise NotMerged(f"“{folder}”里的{len(intake.receipts)}个文件没有一个是读得出的申报簿：{first}")
    notice = load_notice(notice_id, templates).as_merged()
    refuse_others(intake, notice)
    refuse_doubles(intake)
    return notice, *newest(intake, notice)


def most_common(intake: Intake) -> str:
    """Id of the notice that most of the workbooks are for, "" when there is none."""
    counts = Counter(held.notice for _, held in sorted(intake.held.items()) if not held.merged)
    return max(counts, key=lambda name: counts[name], default="")


def refuse_others(intake: Intake, notice: Notice) -> None:
    """What is not a unit's workbook for this notice, or one in which nothing is filled in: it is no part of what the
    unit sends, nor another's double."""
    for number, held in list(intake.held.items()):
        why = ""
        if held.merged:
            why = "是合并工作簿，不是一个单位的申报簿，没有再合并。"
        elif held.notice != notice.id:
            why = f"是按{held.notice}通知填的，这次合并的是{notice.id}通知的，没有收入。"
        elif not held.unit:
            why = "首页没有选推荐单位，不知道是谁报的，没有收入，请退回补填。"
        elif is_blank(held):
            why = "没有填写：各台账和统计表都空着，没有可收的，请核对是不是拿错了文件。"
        if why:
            intake.receipts[number].why = why
            del intake.held[number]


def refuse_doubles(intake: Intake) -> None:
    """The second of two files that say the same."""
    seen: dict[str, int] = {}
    for number, held in sorted(intake.held.items()):
        first = seen.setdefault(held.digest, number)
        if first != number:
            intake.receipts[number].why = f"与“{intake.receipts[first].file}”内容完全相同，没有重复收入。"
            del intake.held[number]


def newest(intake: Intake, notice: Notice) -> tuple[list[Sent], list[Change]]:
    """What is taken in, in the notice's order of units, and what the resent workbooks changed.

    A unit's workbook that holds at least half of the entries of an earlier one is that one sent again; one that
    holds others is a further part of what the unit sends.
    """
    known = {match_key(unit): unit for unit in notice.units()}
    by_unit: dict[str, list[int]] = {}
    for number, held in sorted(intake.held.items()):
        by_unit.setdefault(match_key(held.unit), []).append(number)
    sent, changes = [], []
    order = {key: place for place, key in enumerate(known)}
    for key in sorted(by_unit, key=lambda key: order.get(key, len(order))):
        numbers = _in_time([(number, intake.receipts[number]) for number in by_unit[key]])
        unit = known.get(key, intake.held[numbers[-1]].unit)
        taken, changed = _versions(intake, notice, unit, numbers)
        changes += changed
        for number in taken:
            receipt = intake.receipts[number]
            receipt.state = TAKEN
            if known and key not in known:
                receipt.notes.append(f"名额表里没有“{unit}”，照收，请核对该单位的名称。")
            if len(taken) > 1:
                others = [f"“{intake.receipts[other].file}”" for other in taken if other != number]
                named = "、".join(others[:MOST_NAMED]) + ("等" if len(others) > MOST_NAMED else "")
                receipt.notes.append(f"“{unit}”共有{len(taken)}本，所报的不同，都收入（另见{named}）。")
            sent.append(Sent(receipt.file, unit, intake.held[number]))
    return sent, changes


def _versions(intake: Intake, notice: Notice, unit: str, numbers: list[int]) -> tuple[list[int], list[Change]]:
    """Of a unit's files from first to last, those that stand, in the order of their names, and what has changed."""
    if len(numbers) == 1:
        return numbers, []
    standing: dict[int, set[tuple[str, ...]]] = {}
    changes: list[Change] = []
    for number in numbers:
        own = _entries(intake.held[number], notice)
        for old, held in list(standing.items()):
            if 2 * len(own & held) < max(1, min(len(own), len(held))):
                continue
            del standing[old]
            before, after = intake.receipts[old], intake.receipts[number]
            earlier, later = Sent(before.file, unit, intake.held[old]), Sent(after.file, unit, intake.held[number])
            found = list(changes_between(earlier, later, notice))
            changes += found
            before.state = REPLACED
            before.why = f"同一单位又报了“{after.file}”，由它替换（{_later(before, after)}），改动{len(found)}处。"
            after.why += f"替换了“{before.file}”，改动{len(found)}处，见“重报改动”。"
        standing[number] = own
    return sorted(standing), changes


def _entries(held: Arrival, notice: Notice) -> set[tuple[str, ...]]:
    """The keys of what a workbook enters for the awards: groups, teams, enterprises, people."""
    found: set[tuple[str, ...]] = set()
    for name in dict.fromkeys(award.ledger for award in notice.award):
        packed = held.ledgers.get(name, Packed())
        places = [at for at, column in enumerate(packed.columns) if column in notice.ledgers[name].key]
        found |= {(name, *(match_key(text_of(values[at])) for at in places)) for _, values, *_ in packed.rows}
    return found


def _in_time(files: list[tuple[int, Receipt]]) -> list[int]:
    """The files of a unit from first to last: by 填表日期 where all name one, then by when they were saved, then by
    their names without what stands behind the dot: 太原(1).xlsx, as mail programs name what comes again, is later."""
    dated = all(receipt.date for _, receipt in files)

    def when(item: tuple[int, Receipt]) -> tuple[dt.date, float, str, int]:
        number, receipt = item
        saved = _utc(receipt.saved).timestamp() if receipt.saved else 0.0
        name = Path(receipt.file).with_suffix("").as_posix()
        return (receipt.date or dt.date.min) if dated else dt.date.min, saved, name, number

    return [number for number, _ in sorted(files, key=when)]


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _later(old: Receipt, new: Receipt) -> str:
    """By what the new one is the later."""
    if old.date and new.date and old.date != new.date:
        return f"填表日期{show_date(new.date)}晚于{show_date(old.date)}"
    if old.saved and new.saved and _utc(old.saved) != _utc(new.saved):
        return f"填表日期分不出先后，保存时间{new.saved:%Y-%m-%d %H:%M:%S}晚于{old.saved:%Y-%m-%d %H:%M:%S}"
    return "填表日期和保存时间都分不出先后，按文件名取后面的"
