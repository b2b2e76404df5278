"""打印包: all forms of a unit as one .docx in the notice's order, a cover sheet before them, the delegates after.
A template that somebody restyled cannot share a file with the others: then they are several, numbered in order.

Beside it the list of fees, and a PDF of each where Word or LibreOffice is there.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from . import converter, materials
from .binder import bind_into, volumes
from .check import MUST_MEND, Finding
from .converter import Converter
from .fee_list import FEE_LIST, common, fee_list
from .fees import lines
from .files import Names, publish, staging
from .fill import Filling
from .forms import NothingToMake, Progress, involved, jobs
from .letters import Letter, load_letter
from .notice import HOME, Form, Notice
from .records import UNIT_FIELD
from .rules import SENDER, Record, Season
from .word import Template, load_template

COVER, PACK = "打印包封面", "打印包"
WHOLE, SUMMARY = "单份", "汇总"
STAMP, NO_STAMP, UNSAID = "盖章", "不盖", "通知未写"
VOLUMES = "有的模板改过样式，不能装进同一个文件，请按文件名里的次序打印。"

Job = tuple[Form, Record]


@dataclass(slots=True)
class Printed:
    """A unit's pack: its files relative to the folder, how many forms it holds, how many of records with 错误.

    volumes  how many files its forms are in: one, or more where a template has been restyled
    """

    unit: str
    files: list[str] = field(default_factory=list)
    forms: int = 0
    mistakes: int = 0
    expected: int = 0
    volumes: int = 0


@dataclass(slots=True)
class Result:
    """All packs made; `by` names the program that made the PDFs, "" = there is none on this computer."""

    folder: Path
    packs: list[Printed] = field(default_factory=list)
    by: str = ""


def make_packs(
    season: Season,
    notice: Notice,
    findings: Sequence[Finding],
    out: Path,
    progress: Progress | None = None,
    program: Converter | None = None,
    today: dt.date | None = None,
) -> Result:
    """Writes the pack of the workbook's unit into `out`, of a merged workbook that of each unit; all or none.

    program  makes the PDFs; None = none are made
    Raises NothingToMake, TemplateError, DefinitionError, PdfError, OSError, and whatever `progress` raises.
    """
    seasons = list(_units(season, notice))
    work_list = [(unit, own, _jobs(own, notice)) for unit, own in seasons]
    total = sum(len(found) for *_, found in work_list)
    if not any(form.mode not in (WHOLE, SUMMARY) for *_, found in work_list for form, _ in found):
        raise NothingToMake("没有可以打印的表：台账里还没有内容，请录入后再试")
    mistaken = {(item.scope, item.row) for item in findings if item.level == MUST_MEND}
    result = Result(Path(out), by=program.name if program else "")
    templates: dict[str, Template] = {}
    names, done = Names(), 0
    with staging(result.folder) as work:
        for unit, own, found in work_list:
            pack = Printed(unit, expected=len(found))
            maker = _Maker(own, notice, unit, found, templates, mistaken, today or dt.date.today())

            def told(unit: str = unit) -> None:
                nonlocal done
                done += 1
                if progress:
                    progress(min(done, total), total, unit)

            stem = f"{unit} " if len(work_list) > 1 else ""
            drafts: list[Path] = []
            for volume in volumes(maker.documents(pack)):
                drafts.append(work / f"{len(drafts)}.tmp")
                with drafts[-1].open("wb") as file:
                    bind_into(file, volume, told)
            pack.volumes, files = len(drafts), []
            for number, draft in enumerate(drafts, start=1):
                name = f"{stem}{PACK}{number if len(drafts) > 1 else ''}"
                files.append(draft.rename(work / names.give("", name, ".docx")))
            if lines(own, notice):
                files.append(work / names.give("", f"{stem}{FEE_LIST}", ".docx"))
                files[-1].write_bytes(fee_list(own, notice, unit, maker.today))
            if program:
                targets = [file.with_suffix(".pdf") for file in files]
                converter.convert(files, targets, program, partial(_tick, progress, total, unit))
                files += targets
            pack.files = [file.name for file in files]
            result.packs.append(pack)
        publish(work, result.folder)
    return result


def _tick(progress: Progress | None, total: int, unit: str, made: int) -> None:
    if progress:
        progress(total, total, unit)


def _units(season: Season, notice: Notice) -> Iterator[tuple[str, Season]]:
    """(unit, its season): the workbook's own, or in a merged workbook the rows of each unit that sent some."""
    home = season.single.get(HOME, Record())
    if not notice.merged:
        yield home.text(UNIT_FIELD), season
        return
    senders = dict.fromkeys(row.text(SENDER) for rows in season.ledgers.values() for row in rows if row.text(SENDER))
    for unit in senders:
        own = {name: [row for row in rows if row.text(SENDER) == unit] for name, rows in season.ledgers.items()}
        yield unit, Season(own, {HOME: Record({**home, UNIT_FIELD: unit}, HOME)})


def _jobs(season: Season, notice: Notice) -> list[Job]:
    """The forms in the notice's order, record by record; of a merged workbook's unit not the ones typed on a tab."""
    return [job for job in jobs(season, notice) if not (notice.merged and job[0].mode == WHOLE)]


@dataclass(slots=True)
class _Maker:
    season: Season
    notice: Notice
    unit: str
    found: list[Job]
    templates: dict[str, Template]
    mistaken: set[tuple[str, int]]
    today: dt.date

    def documents(self, pack: Printed) -> Iterator[tuple[Template, Filling]]:
        """Cover, forms, and what the notice asks for that a letter prints; counts the forms on the way."""
        fillings = [Filling(self.notice, form, self.season, record) for form, record in self.found]
        pack.mistakes = sum(any((row.scope, row.row) in self.mistaken for row in involved(each)) for each in fillings)
        cover = load_letter(COVER, self.notice)
        yield cover.template, cover.filling(self.head(pack), self.lists(), self.notice)
        for filling in fillings:
            form = filling.form
            if form.id not in self.templates:
                self.templates[form.id] = load_template(form, self.notice)
            pack.forms += 1
            yield self.templates[form.id], filling
        for name in dict.fromkeys(item.letter for item in self.notice.material if item.letter):
            letter = load_letter(name, self.notice)
            yield letter.template, letter.filling(self.common(letter), self.rows_of(letter), self.notice)

    def common(self, letter: Letter) -> dict[str, Any]:
        return common(letter, self.season, self.notice, self.unit, self.today)

    def head(self, pack: Printed) -> dict[str, Any]:
        cover = load_letter(COVER, self.notice)
        return self.common(cover) | {"表数": len(self.found), "有错表数": pack.mistakes}

    def rows_of(self, letter: Letter) -> dict[str, list[dict[str, Any]]]:
        """The rows of the ledgers whose names the letter's lists bear."""
        return {
            table.name: [
                {item.name: materials.typed(row, item.name) or None for item in table.field}
                for row in self.season.ledgers.get(table.name, [])
            ]
            for table in letter.table
        }

    def lists(self) -> dict[str, list[dict[str, Any]]]:
        """The cover's lists: every form with its copies, and what else has to go with them."""
        count = Counter(form.id for form, _ in self.found)
        forms = [self.form_row(self.notice.forms[name], number) for name, number in count.items()]
        printed_forms = {item.document for item in self.notice.material if item.form or item.letter}
        others: Counter[tuple[str, str, str, str]] = Counter()
        for line in materials.expected(self.season, self.notice):
            if line.document not in printed_forms:
                what = "，".join(filter(None, (line.what, STAMP if line.stamped else "")))
                others[line.document, line.per, what, line.when] += 1
        return {
            "应印各表": forms,
            "另附材料": [
                {"附件材料": name, "所属": per, "要求": what, "件数": number, "交送时间": when or UNSAID}
                for (name, per, what, when), number in others.items()
            ],
        }

    def form_row(self, form: Form, number: int) -> dict[str, Any]:
        """A form on the cover: as many copies as the notice wants, one where it does not say."""
        asked = [item for item in self.notice.material if item.form == form.id]
        copies = max((item.original + item.copies for item in asked), default=0) or 1
        stamp = STAMP if any(item.stamped for item in asked) else NO_STAMP if asked else UNSAID
        when = next((item.when for item in asked if item.when), "") or UNSAID
        row = {"表号": form.id, "表名": form.name, "张数": number, "每张份数": copies, "合计份数": number * copies}
        return row | {"盖章要求": stamp, "交表时间": when}
