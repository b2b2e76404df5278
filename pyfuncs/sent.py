"""What units handed in, unit by unit: from their own workbooks, or from a merged one by the column that says whose."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from .check import Finding, check, check_losses
from .closed import with_others
from .fill import NAME_MARK
from .folders import walk
from .loose import Formulas, left_out
from .notice import HOME, ORIGIN, SENDER, TEMPLATES, Notice, list_notices, load_notice
from .placement import FIRST_ROW
from .records import NOTICE_FIELD, Reading, Sheet
from .rules import Record, Season
from .strays import Stray

UNIT_FIELD = "推荐单位"
SUFFIXES = (".xlsm", ".xlsx", ".xls", ".xlsb", ".et", ".ods", ".csv", ".zip", ".rar", ".7z")
"""Of what a unit may have sent its records as: those that cannot be read are refused by name."""
HIDDEN = (".", "~$")
UNNAMED = "（没有写报送单位）"


@dataclass(slots=True)
class Entry:
    """What one unit handed in, from `file` (the names of several joined by 、).

    lost   what could not be read, and what only a comparison with other units shows: said, without a cell
    whole  False where only rows of ledgers are at hand: what 首页 and the statistics lack is then not known
    left   what of the unit's own a workbook newly made of this does not have
    """

    file: str
    unit: str
    season: Season
    notice: Notice
    lost: list[Finding] = field(default_factory=list)
    whole: bool = True
    left: list[Stray] = field(default_factory=list)


def workbooks(place: Path) -> list[Path]:
    """The workbooks in a folder and those below it, by name, and what may hold some: folders too that are links or
    cannot be looked into. A single file is itself."""
    if place.is_file():
        return [place]
    closed: list[Path] = []
    found = [path for path in walk(place, closed.append) if path.suffix.lower() in SUFFIXES or path.is_dir()]
    return sorted(path for path in closed + found if not path.name.startswith(HIDDEN))


def entries(reading: Reading, file: str) -> list[Entry]:
    """One for an ordinary workbook; for a merged one as many as there are units in its rows, in their order."""
    home = reading.season.single.get(HOME, Record())
    unit = home.text(UNIT_FIELD)
    if not reading.notice.merged and unit != reading.notice.whole:
        return [Entry(file, unit, reading.season, reading.notice, check_losses(reading))]
    return list(_apart(reading, file))


def entries_of(
    sheets: Mapping[str, Sheet], file: str, drawn: Container[str], formulas: Formulas, templates: Path = TEMPLATES
) -> list[Entry]:
    """The same of a workbook's tabs, with the columns that other notices ask for, and what is a unit's own.

    drawn, formulas  as loose.left_out has them
    Raises ForeignWorkbook.
    """
    found = entries(with_others(sheets, templates), file)
    notices = [load_notice(name, templates) for name in list_notices(templates)]
    for entry in found:
        if entry.whole:
            entry.left = left_out(sheets, notices, drawn, formulas)
    return found


def _apart(reading: Reading, file: str) -> Iterator[Entry]:
    """The rows of a merged workbook by unit; what only the comparison of units shows goes to each it concerns."""
    notice = load_notice(reading.notice.id, reading.notice.folder.parent)
    seasons: dict[str, Season] = {}
    place: dict[tuple[str, int], tuple[str, int]] = {}
    for name, records in reading.season.ledgers.items():
        for record in records:
            unit = record.text(SENDER)
            home = Record({NOTICE_FIELD: notice.id, UNIT_FIELD: unit or None}, HOME)
            rows = seasons.setdefault(unit, Season(single={HOME: home})).ledgers.setdefault(name, [])
            place[name, record.row] = unit, FIRST_ROW + len(rows)
            rows.append(record)
    among = check(reading.season, reading.notice)
    for unit, season in seasons.items():
        alone = {_mark(finding) for finding in check(season, notice)}
        mixed = [finding for finding in among if _mark(finding) not in alone]
        here = [(finding, place.get((finding.scope, finding.row), ("", 0))) for finding in mixed]
        lost = [replace(finding, row=row, cell="") for finding, (whose, row) in here if row and whose == unit]
        sources = dict.fromkeys(record.text(ORIGIN) for rows in season.ledgers.values() for record in rows)
        yield Entry(NAME_MARK.join(filter(None, sources)) or file, unit or UNNAMED, season, notice, lost, whole=False)


def _mark(finding: Finding) -> tuple[str, int, str, str]:
    return finding.scope, finding.row, finding.field, finding.says
