"""生成: every official Word form of a season, in one folder per enterprise, with a list of what was made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .check import MUST_MEND, Finding, record_name
from .collector import keeping_all
from .files import Names, add_to, publish, staging
from .fill import Filling, records_of
from .notice import Form, Notice
from .report import manifest_book
from .rules import Record, Season, matches
from .values import match_key
from .word import Template, load_template

MANIFEST = "生成清单.xlsx"
Progress = Callable[[int, int, str], None]
"""Called with done, total and the name of the unit at hand."""
Choice = Callable[[Form, Record], bool]
"""True for a form of a record that is to be made."""


class NothingToMake(Exception):
    """No form matches what was asked for; the message is one Chinese sentence."""


@dataclass(slots=True)
class Made:
    """One form made: its file relative to the output folder, and how many 错误 its record has."""

    form: str
    unit: str
    record: str
    file: str
    mistakes: int
    note: str = ""


@dataclass(slots=True)
class Result:
    """All that was made. `left_over`: files in the folder that this run did not make (kept)."""

    folder: Path
    made: list[Made] = field(default_factory=list)
    records: int = 0
    left_over: list[str] = field(default_factory=list)


def make_forms(
    season: Season,
    notice: Notice,
    findings: Sequence[Finding],
    out: Path,
    only: str = "",
    record: str = "",
    progress: Progress | None = None,
    choice: Choice | None = None,
) -> Result:
    """Writes the forms of `season` into `out`, all or none.

    only    id of one attachment; record: name of one record, or of its enterprise; "" = all
    choice  of these, those for which it is true
    A record with 错误 still gets its form, marked in 生成清单.xlsx.
    Raises NothingToMake, TemplateError, OSError.
    """
    wanted = [job for job in jobs(season, notice, only, record) if choice is None or choice(*job)]
    if not wanted:
        raise NothingToMake(f"没有可以生成的表：{_nothing(only, record, choice)}，请核对后再试")
    result = Result(Path(out), records=len(wanted))
    mistakes = _mistakes(findings)
    templates: dict[str, Template] = {}
    names = Names()
    with keeping_all(), staging(result.folder) as work:
        for done, (form, item) in enumerate(wanted):
            if form.id not in templates:
                templates[form.id] = load_template(form, notice)
            made = _make_one(templates[form.id], Filling(notice, form, season, item), notice, names, mistakes, work)
            result.made.append(made)
            if progress:
                progress(done + 1, len(wanted), made.unit or made.form)
        result.left_over = _left_over(result.folder, work)
        (work / MANIFEST).write_bytes(manifest_book(result.made, notice, len(result.left_over)))
        publish(work, result.folder, last=MANIFEST)
    return result


def _nothing(only: str, record: str, choice: Choice | None) -> str:
    wanted = "、".join(filter(None, (only, record)))
    return f"找不到“{wanted}”" if wanted else "选中的内容没有对应的申报表" if choice else "台账里还没有内容"


def jobs(season: Season, notice: Notice, only: str = "", record: str = "") -> Iterator[tuple[Form, Record]]:
    """Each form to make, with its record; those to be read only are made when asked for by name."""
    wanted = match_key(record)
    for form in notice.forms.values():
        if (form.mode == "阅览" and not only) or (
            only and match_key(only) not in (match_key(form.id), match_key(form.tab))
        ):
            continue
        for item in records_of(form, season):
            if not wanted or (form.mode == "逐条" and wanted in _names(form, item, notice)):
                yield form, item


def _names(form: Form, record: Record, notice: Notice) -> set[str]:
    ledger = notice.ledgers[form.ledger]
    return {match_key(record.text(name)) for name in ledger.key} | {match_key(record_name(record, ledger))}


def unit_of(form: Form, record: Record, notice: Notice) -> str:
    """The enterprise a form belongs to: the key field that names a 单位; "" for forms of the whole unit."""
    if form.mode != "逐条":
        return ""
    ledger = notice.ledgers[form.ledger]
    return next((record.text(name) for name in ledger.key if ledger.fields[name].type == "单位"), "")


def _make_one(
    template: Template,
    filling: Filling,
    notice: Notice,
    names: Names,
    mistakes: dict[tuple[str, int], int],
    work: Path,
) -> Made:
    form, record = filling.form, filling.record
    unit = unit_of(form, record, notice)
    title = record_name(record, notice.ledgers[form.ledger]) if form.mode == "逐条" else ""
    folder = names.folder(unit) if unit or form.mode == "逐条" else ""
    file = names.give(folder, " ".join(filter(None, (form.id, form.name, title))), ".docx")
    add_to(str(work), folder, file, template.fill(filling))
    count = sum(mistakes.get((row.scope, row.row), 0) for row in involved(filling)) if mistakes else 0
    relative = f"{folder}/{file}" if folder else file
    return Made(f"{form.id} {form.name}", unit, title, relative, count, _note(form, record, notice))


def _note(form: Form, record: Record, notice: Notice) -> str:
    """What the clerk must know of a form: that the summary table has no place for its award."""
    unlisted = [
        award.name
        for award in notice.award
        if not award.summary and form.id in award.forms and matches(record, award.where)
    ]
    summaries = "、".join(item.id for item in notice.forms.values() if item.mode == "汇总") if unlisted else ""
    return f"{summaries}没有“{'、'.join(unlisted)}”一栏，本表须单独列出报送" if summaries else ""


def involved(filling: Filling) -> list[Record]:
    """The record of a form and the member rows it lists."""
    rows = [filling.record]
    for part in filling.form.part:
        if part.listed:
            rows += filling.rows(part, part.listed)
    return rows


def _mistakes(findings: Sequence[Finding]) -> dict[tuple[str, int], int]:
    """Number of 错误 by ledger and row."""
    count: dict[tuple[str, int], int] = {}
    for finding in findings:
        if finding.level == MUST_MEND:
            count[finding.scope, finding.row] = count.get((finding.scope, finding.row), 0) + 1
    return count


def _left_over(folder: Path, work: Path) -> list[str]:
    if not folder.exists():
        return []
    made = {path.relative_to(work) for path in work.rglob("*") if path.is_file()}
    old = (path.relative_to(folder) for path in sorted(folder.rglob("*.docx")))
    return [str(path) for path in old if path not in made]
