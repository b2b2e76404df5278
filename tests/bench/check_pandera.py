"""The rules for groups and members as schemas of frames, as quick as pandera allows.

Every check is on a whole column, so that a failure is one cell; what is asked of texts is asked once of each text; what
several checks need is made once a run; numbers and days are read before it, as ours are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from pyfuncs import values
from pyfuncs.notice import HOME, Field, Notice, Rule

from . import inputs

GROUPS, MEMBERS = inputs.GROUPS, inputs.MEMBERS
LEDGERS = (GROUPS, MEMBERS)
FIRST_ROW = 5
PERSON = "姓名"
PATTERNS = {
    "整数": re.compile(r"[+-]?\d+", re.ASCII),
    "数值": values.NUMBER,
    "邮编": values.POSTCODE,
    "电话": values.PHONES,
    "日期": re.compile(r"\d{4}-\d\d-\d\d|\d{4}年\d{1,2}月\d{1,2}日", re.ASCII),
}
Kept = Callable[[Any], Any]
"""Given a column: for each of its cells, is it right?"""


def job(own: Notice, tables: inputs.Tables) -> Callable[[Path], set[tuple[str, int, str]]]:
    """Makes the frames as a workbook's reader would; a run validates them and gives every cell that fails."""
    frames = {name: frame(own, name, tables[name]) for name in LEDGERS}
    typed = {
        (name, item.name): series
        for name in LEDGERS
        for item in own.ledgers[name].field
        if item.typed and (series := read(item, frames[name][item.name])) is not None
    }

    def run(folder: Path) -> set[tuple[str, int, str]]:
        found = set()
        asked = Asked(own, frames, typed, tables[HOME][0]["推荐单位"])
        for name, each in frames.items():
            try:
                asked.schema(name).validate(each, lazy=True)
            except SchemaErrors as faults:
                cells = faults.failure_cases
                found |= {(name, int(row), column) for row, column in zip(cells["index"], cells["column"], strict=True)}
        return found

    return run


def frame(own: Notice, name: str, rows: list[inputs.Row]) -> pd.DataFrame:
    made = pd.DataFrame(rows, dtype="str").replace("", None)
    made.index = range(FIRST_ROW, FIRST_ROW + len(made))
    return made.reindex(columns=[item.name for item in own.ledgers[name].field if item.typed])


def read(item: Field, column: pd.Series) -> pd.Series | None:
    """A column as numbers or days; None for one of text."""
    if item.type in values.NUMERIC:
        return pd.to_numeric(column, errors="coerce")
    if item.type == "日期":
        return pd.to_datetime(column.map(lambda text: values.read_date(text).value, na_action="ignore"))
    return None


def each_text(column: pd.Series, is_right: Callable[[str], Any]) -> Any:
    """True where the cell is empty or `is_right`, which is asked once of each text."""
    wrong = [text for text in column.dropna().unique() if not is_right(text)]
    return ~column.isin(wrong) if wrong else pd.Series(True, index=column.index)


class Asked:
    """The rules of the notice as conditions on these frames."""

    def __init__(self, own: Notice, frames: dict[str, pd.DataFrame], typed: dict[Any, pd.Series], unit: str) -> None:
        self.own, self.frames, self.typed, self.unit = own, frames, typed, unit

    def schema(self, name: str) -> pa.DataFrameSchema:
        checks: dict[str, list[Kept]] = {item.name: [] for item in self.own.ledgers[name].field if item.typed}
        for item in self.own.ledgers[name].field:
            if item.typed:
                checks[item.name] += self.of_field(name, item)
        for rule in self.own.rule:
            if make := getattr(self, rule.call, None):
                for ledger, field, kept in make(rule):
                    if ledger == name:
                        checks[field].append(self.where(rule, name, kept))
        return pa.DataFrameSchema(
            {
                field: pa.Column(None, [pa.Check(kept, ignore_na=False) for kept in asked], nullable=True)
                for field, asked in checks.items()
            }
        )

    def of_field(self, name: str, item: Field) -> Iterator[Kept]:
        """What a cell must be: filled, of its type and written as it is read, one of the options, within its bounds."""
        if item.required:
            yield lambda column: column.notna()
        if item.type in PATTERNS:
            yield lambda column: each_text(column, PATTERNS[item.type].fullmatch)
        if item.type == "日期":
            yield lambda column: column.isna() | self.typed[name, item.name].notna()
        if item.type == "姓名":
            yield lambda column: each_text(column, lambda text: not re.search(r"[\d@/\\]", text))
        if options := self.own.options_of(item):
            yield lambda column: column.isna() | column.isin(options)
        if item.least is not None:
            yield lambda column: ~(self.typed[name, item.name] < item.least)

    def where(self, rule: Rule, name: str, kept: Kept) -> Kept:
        """The condition, kept by all rows that the rule does not speak of."""
        if not rule.where or rule.ledger != name:
            return kept
        chosen = self.chosen(rule)
        return lambda column: ~chosen | kept(column)

    def chosen(self, rule: Rule) -> pd.Series:
        each = self.frames[rule.ledger]
        chosen = pd.Series(True, index=each.index)
        for name, options in rule.where.items():
            chosen &= each[name].isin(options)
        return chosen

    # -- what several rules need, once a run ---------------------------------------------------------------

    @cached_property
    def teams(self) -> dict[str, pd.Series]:
        """Of each row the enterprise and the group as one text."""
        return {name: each["企业名称"] + "\0" + each["小组名称"] for name, each in self.frames.items()}

    @cached_property
    def sizes(self) -> pd.Series:
        """How many members each group lists, by group row."""
        return self.teams[GROUPS].map(self.teams[MEMBERS].value_counts()).fillna(0)

    # -- the kinds of rule: (ledger, field, condition) -----------------------------------------------------

    def filled(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        yield rule.ledger, rule.params["field"], lambda column: column.notna()

    def at_least(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        name, least = rule.params["field"], rule.params["least"]
        yield rule.ledger, name, lambda column: ~(self.typed[rule.ledger, name] < least)

    def at_most(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        name, most = rule.params["field"], rule.params["most"]
        yield rule.ledger, name, lambda column: ~(self.typed[rule.ledger, name] > most)

    def on_or_before(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        name, last = rule.params["field"], pd.Timestamp(rule.params["date"])
        yield rule.ledger, name, lambda column: ~(self.typed[rule.ledger, name] > last)

    def full_name(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        endings, banned = tuple(rule.params["endings"]), rule.params["banned"]

        def is_full(text: str) -> bool:
            alone = text == text.strip() and not any(sign in text for sign in banned)
            return alone and text.rstrip("）)").endswith(endings)

        yield rule.ledger, rule.params["field"], lambda column: each_text(column, is_full)

    def unique(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        names = rule.params["fields"]

        def kept(column: pd.Series) -> Any:
            each = self.frames[rule.ledger][names]
            return each.isna().any(axis=1) | ~each.duplicated()

        yield rule.ledger, names[-1], kept

    def belongs(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        if rule.ledger == MEMBERS:
            yield MEMBERS, rule.params["field"], lambda column: self.teams[MEMBERS].isin(self.teams[GROUPS])

    def has_members(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        if rule.ledger == GROUPS:
            yield GROUPS, rule.params["field"], lambda column: self.sizes > 0

    def head_count(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        if rule.ledger != GROUPS:
            return
        name = rule.params["field"]

        def kept(column: pd.Series) -> Any:
            written = self.typed[GROUPS, name]
            total = self.sizes + self.frames[GROUPS][rule.params["leader"]].notna()
            return written.isna() | (self.sizes == 0) | (written == total)

        yield GROUPS, name, kept

    def unique_in_team(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        if rule.ledger != GROUPS:
            return

        def kept(column: pd.Series) -> Any:
            teams, leaders = self.teams[MEMBERS], self.frames[GROUPS][rule.params["leader"]]
            people, led = teams + "\0" + column, self.teams[GROUPS] + "\0" + leaders
            return ~(people.duplicated() | people.isin(led.dropna()))

        yield MEMBERS, PERSON, kept

    def across_teams(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        if rule.ledger != MEMBERS:
            return

        def kept(column: pd.Series) -> Any:
            people = self.frames[MEMBERS]["企业名称"] + "\0" + column
            again = people[people.duplicated(keep=False)]
            teams = self.teams[MEMBERS][again.index]
            right = pd.Series(True, index=column.index)
            right[again.index] = teams == teams.groupby(again).transform("first")
            return right

        yield MEMBERS, rule.params["field"], kept

    def topic_wording(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        topic, name = rule.params["field"], rule.params["type_field"]
        options = self.own.options_of(self.own.ledgers[rule.ledger].fields[name])

        def kept(column: pd.Series) -> Any:
            open_ = column.isin(options)  # a type that is none is told as such
            right = pd.Series(True, index=column.index)
            for each in rule.params["wording"]:
                found = re.compile(each["pattern"]).search
                topics = self.frames[rule.ledger][topic].fillna("")
                like = open_ & pd.Series([found(text) is not None for text in topics], index=column.index)
                wrong = ~column.isin(each["types"]) if "types" in each else column.isin(each.get("not_types", ()))
                right &= ~(like & wrong)
                open_ &= ~(like & wrong)
            return right

        yield rule.ledger, name, kept

    def presenters(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        if rule.ledger != GROUPS:
            return

        def kept(column: pd.Series) -> Any:
            named = column[self.chosen(rule)].dropna().map(values.split_names).explode()
            people = self.teams[GROUPS].reindex(named.index) + "\0" + named
            members = self.frames[MEMBERS]
            team = self.teams[MEMBERS] + "\0" + members[PERSON]
            led = self.teams[GROUPS] + "\0" + self.frames[GROUPS][rule.params["leader"]]
            strangers = people.index[~(people.isin(led) | people.isin(team))]
            return pd.Series(~column.index.isin(strangers), index=column.index)

        yield GROUPS, rule.params["field"], kept

    def within_quota(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        award = self.own.award_named(rule.params["award"])
        quota = self.own.quota_of(self.unit, award.name)
        if rule.ledger == GROUPS and quota and quota.most is not None:
            yield GROUPS, award.at, lambda column: self.chosen(rule).cumsum() <= quota.most

    def look_alike(self, rule: Rule) -> Iterator[tuple[str, str, Kept]]:
        places = [tuple(place.split(".")) for place in rule.params["places"]]
        for ledger, name in (place for place in places if place[0] in LEDGERS):
            yield ledger, name, lambda column: each_text(column, self.first_spelt(places).__contains__)

    def first_spelt(self, places: list[tuple[str, ...]]) -> set[str]:
        """Of the names that differ only in width or blanks, the one that comes first."""
        if not hasattr(self, "_spelt"):
            first: dict[str, str] = {}
            for ledger, name in (place for place in places if place[0] in LEDGERS):
                for text in self.frames[ledger][name].dropna().unique():
                    first.setdefault(values.match_key(text), text)
            self._spelt = set(first.values())
        return self._spelt
