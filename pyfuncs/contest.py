"""How a notice judges: score tables, phases and weights, contests, settings. Written in 评审.toml beside the notice."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .rounding import WAYS
from .schema import DefinitionError, build, did_you_mean, read_toml
from .shapes import field, shape
from .values import READERS, show

if TYPE_CHECKING:
    from fractions import Fraction

WHOLE = 100
"""The weights of the phases add up to this, in %."""


@shape(kw_only=True)
class Item:
    """One line of a score table: at most `points`; `criteria` what is looked at."""

    name: str
    points: float
    criteria: str = ""


@shape(kw_only=True)
class ScoreTable:
    """A score sheet; the points of its items add up to `total`. A table without items is still to be filled."""

    name: str
    source: str
    total: float = 0
    item: list[Item] = field(default_factory=list)
    note: str = ""

    def most(self, number: int) -> Fraction | None:
        """The points of item `number` (from 0); None where the table has no such item."""
        return exact(self.item[number].points) if number < len(self.item) else None


@shape(kw_only=True)
class Phase:
    """A round of scoring. weight in %, None = not decided yet, 0 = does not count for the ranking.

    tables  the score table's name by kind of entry: an option of the contest's `type_field`, or the award's name
    """

    name: str
    source: str
    tables: dict[str, str]
    tables_source: str
    weight: float | None = None
    note: str = ""


@shape(kw_only=True)
class Contest:
    """An award that is judged. Fields of its ledger: unit, name, topic as they stand on a certificate;
    `type_field` chooses the score table; `venue`, `order` and `finalist` where and when an entry is presented.

    mark, place  the fields of a plain mark or place where no judges' scores are asked for
    promotes     True when the first of the ranking go on to the next level
    """

    award: str
    unit: str
    name: str
    topic: str = ""
    type_field: str = ""
    venue: str = ""
    order: str = ""
    finalist: str = ""
    mark: str = ""
    place: str = ""
    promotes: bool = False

    @property
    def is_scored(self) -> bool:
        """True when judges fill score tables for it."""
        return not self.mark and not self.place


@shape(kw_only=True)
class Setting:
    """A thing the jury may change. `type` as the types of fields; `value` None = left open."""

    id: str
    name: str
    type: str
    source: str
    value: Any = None
    note: str = ""
    options: list[str] = field(default_factory=list)
    least: float | None = None
    required: bool = False


SETTINGS = (
    "year", "trim_from", "trim_each", "decimals", "rounding", "least_judges", "step", "tie_keys", "venues", "seed",
    "promoted", "number",
)  # fmt: skip
"""Ids of the settings that the program reads; a notice states them all."""


@shape(kw_only=True)
class Judging:
    """All of it, as the notice states it or as the workbook's settings have changed it.

    judge_venue  the field of the judges' ledger that names their venue, "" = every judge sees every entry
    prizes       award → (level, how many) in order; from the notice's [[prize]]
    cells        where each setting stands in the workbook, by the words of `place`; {} = not read from one
    faults       what stands there and cannot be used: (cell, sentence)
    """

    phase: list[Phase]
    table: list[ScoreTable]
    contest: list[Contest]
    setting: list[Setting]
    judge_venue: str = ""
    note: str = ""

    prizes: dict[str, list[tuple[str, int]]] = field(default_factory=dict, init=False)
    prize_source: dict[tuple[str, str], str] = field(default_factory=dict, init=False)
    cells: dict[tuple[str, str], str] = field(default_factory=dict, init=False)
    faults: list[tuple[str, str]] = field(default_factory=list, init=False)

    def value(self, name: str) -> Any:
        """A setting's value by id; None where it is left open."""
        return next(item.value for item in self.setting if item.id == name)

    def words(self, name: str) -> str:
        """How a setting is called."""
        return next(item.name for item in self.setting if item.id == name)

    def table_of(self, phase: Phase, kind: str) -> ScoreTable | None:
        """The score table of an entry of this kind in a phase; None where the phase has none for it."""
        name = phase.tables.get(kind)
        return next((item for item in self.table if item.name == name), None)

    def phase_named(self, name: str) -> Phase | None:
        return next((item for item in self.phase if item.name == name), None)

    def counted(self) -> list[Phase]:
        """The phases that count for the ranking."""
        return [item for item in self.phase if item.weight]

    def lines(self, contest: Contest) -> list[tuple[int, str]]:
        """The places after which a prize ends, with the prize's level, and the last place that is promoted."""
        found, last = [], 0
        for level, count in self.prizes.get(contest.award, []):
            last += count
            found.append((last, level))
        if contest.promotes and self.value("promoted"):
            found.append((int(self.value("promoted")), ""))
        return found


def exact(number: float | int | str) -> Fraction:
    """A typed number as it is written: 8.5 is seventeen halves, 0.1 one tenth."""
    from fractions import Fraction  # a press that ranks nothing need not load it

    return Fraction(show(number)) if isinstance(number, float) else Fraction(number)


def unequal(table: ScoreTable) -> str:
    """What is wrong with the points of a table; "" when they add up, or when it has no items yet."""
    total = sum(exact(item.points) for item in table.item)
    if not table.item or total == exact(table.total):
        return ""
    return f"“{table.name}”各项之和为{show(float(total))}，合计写的是{show(table.total)}，两者应相等"


def load_judging(path: Path, where: str) -> Judging:
    """The judging a notice states. Raises DefinitionError for what does not fit or does not add up."""
    judging = build(Judging, read_toml(path), where)
    for table in judging.table:
        fault = unequal(table)
        if fault:
            raise DefinitionError(f"{where} [[table]]：{fault}")
    names = [table.name for table in judging.table]
    for phase in judging.phase:
        for kind, name in phase.tables.items():
            if name not in names:
                raise DefinitionError(
                    f"{where} [[phase]] {phase.name}：{kind}没有评分表“{name}”{did_you_mean(name, names)}"
                )
    _check_settings(judging.setting, where)
    return judging


def _check_settings(settings: Iterable[Setting], where: str) -> None:
    known = {item.id: item for item in settings}
    for name in SETTINGS:
        if name not in known:
            raise DefinitionError(f"{where}：缺 [[setting]] id = “{name}”")
    for item in known.values():
        here = f"{where} [[setting]] {item.name}"
        if item.id not in SETTINGS:
            raise DefinitionError(f"{here}：不认识“{item.id}”{did_you_mean(item.id, SETTINGS)}")
        if item.type not in READERS:
            raise DefinitionError(f"{here}：没有类型“{item.type}”{did_you_mean(item.type, READERS)}")
        fault = setting_fault(item, item.value)
        if fault:
            raise DefinitionError(f"{here}：{fault}")
        if item.id == "rounding" and (not item.options or not set(item.options) <= set(WAYS)):
            raise DefinitionError(f"{here}：options 应为{'、'.join(WAYS)}中的几个")


def setting_fault(item: Setting, raw: Any) -> str:
    """What is wrong with a value for a setting, "" when nothing is."""
    reading = READERS[item.type](raw)
    if reading.fault:
        return reading.fault
    if reading.value is None:
        return "不能空着" if item.required else ""
    if item.options and reading.value not in item.options:
        return f"应为{'、'.join(item.options)}之一"
    if item.least is not None and reading.value < item.least:
        return f"应不小于{show(item.least)}"
    return ""
