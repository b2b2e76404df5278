"""The kinds of rule a notice can state. A definition file calls them by name and gives the numbers.

Each function takes a `View` and keyword parameters, and yields a `Problem` for every place where the
rule is not kept. None of them knows a notice, a form or a limit.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from . import values
from .columns import Columns
from .rounding import percent, printed
from .shapes import field, shape

TO_CONFIRM = "核实"
ORIGIN, SENDER = "来源", "报送单位"
"""The columns that the program fills: where a row comes from; in a merged workbook, whose it is."""


class Record(dict[str, Any]):
    """One row of a ledger: typed values by field, None where empty.

    tab, row  where it stands (row from 1; 0 when it never stood in a sheet)
    scope     the ledger, or the form typed on its own tab, it belongs to; the tab may have been renamed
    raw       the values as the spreadsheet gave them
    columns   column (from 1) by field, shared by all records of the ledger
    cells     cell address by field, for records that are not rows (首页, 统计表)
    bad       fields whose type check failed: rules pass over them
    """

    __slots__ = ("bad", "cells", "columns", "raw", "row", "scope", "tab")

    def __init__(
        self, values_by_field: dict[str, Any] | None = None, tab: str = "", row: int = 0, scope: str = ""
    ) -> None:
        super().__init__(values_by_field or {})
        self.tab, self.row, self.scope = tab, row, scope or tab
        self.raw: dict[str, Any] = {}
        self.columns: dict[str, int] = {}
        self.cells: dict[str, str] = {}
        self.bad: set[str] = set()

    def text(self, name: str) -> str:
        value = self.get(name)
        return value if type(value) is str else values.show(value)


@shape()
class Season:
    """All that one workbook holds: records by ledger, and the single records (首页, a 统计表) by name."""

    ledgers: dict[str, list[Record]] = field(default_factory=dict)
    single: dict[str, Record] = field(default_factory=dict)

    _columns: dict[str, Columns] = field(default_factory=dict, compare=False)

    def members(self, parent: Record, ledger: str, key: Sequence[str]) -> list[Record]:
        """The rows of a member ledger that belong to `parent`, in the order of the sheet."""
        columns = self.columns(ledger)
        return [columns.records[place] for place in columns.by_key(key).get(join_key(parent, key), ())]

    def most_members(self, parents: Sequence[Record], ledger: str, key: Sequence[str]) -> int:
        """How many rows of a member ledger belong to that of `parents` which has most."""
        places = self.columns(ledger).by_key(key)
        return max((len(places.get(team, ())) for team in set(Columns(parents).joint(key))), default=0)

    def columns(self, ledger: str) -> Columns:
        """The records of a ledger by column, as they are when first asked for."""
        if ledger not in self._columns:
            self._columns[ledger] = Columns(self.ledgers.get(ledger, []))
        return self._columns[ledger]


@shape()
class View:
    """What a rule sees: its records (already filtered by `where`), the season, and the notice."""

    records: list[Record]
    season: Season
    notice: Any
    key: Sequence[str] = ()

    def __init__(self, records: list[Record], season: Season, notice: Any, key: Sequence[str] = ()) -> None:
        """Made twice for every rule, which `shape` would be slow to do."""
        self.records, self.season, self.notice, self.key = records, season, notice, key

    def team_key(self, members: str) -> list[str]:
        """The fields by which the member ledger `members` names the record its rows belong to."""
        return self.notice.ledgers[members].key

    def team(self, record: Record, members: str) -> list[Record]:
        """The rows of a member ledger that belong to a record."""
        return self.season.members(record, members, self.team_key(members))


@shape()
class Problem:
    """A broken rule at one cell. `says` is what is allowed; `fix` how to mend it; `level` "" = the rule's."""

    record: Record
    field: str
    says: str
    fix: str = ""
    level: str = ""

    def __init__(self, record: Record, field: str, says: str, fix: str = "", level: str = "") -> None:
        """There may be tens of thousands, which `shape` would be slow to make."""
        self.record, self.field, self.says, self.fix, self.level = record, field, says, fix, level


Problems = Iterator[Problem]


def join_key(record: Record, fields: Iterable[str]) -> tuple[str, ...]:
    """The fields' comparison keys; equal for names that differ only in width or blanks."""
    keys, get = values.KEYS, record.get
    return tuple([keys[get(name)] for name in fields])


def matches(record: Record, where: Mapping[str, Container[str]]) -> bool:
    """True when every field of `where` holds one of its options."""
    return all(record.text(name) in options for name, options in where.items())


def matching(records: Sequence[Record], where: Mapping[str, Container[str]]) -> list[Record]:
    """Those of the records that match, in their order; a whole column is looked at in one go."""
    return Columns(records).matching(where).records


def known(view: View, name: str) -> Iterator[tuple[Record, Any]]:
    """Records whose field is filled and well typed, with the value."""
    for record in view.records:
        value = record.get(name)
        if value is not None and name not in record.bad:
            yield record, value


# -- one cell --------------------------------------------------------------------------------------


def filled(view: View, *, field: str, fix: str = "") -> Problems:
    """The field may not be empty."""
    for record in view.records:
        if record.get(field) is None and field not in record.bad:
            yield Problem(record, field, "不能空着", fix or "补填")


def at_least(view: View, *, field: str, least: float, unit: str = "", unknown: bool = True) -> Problems:
    """Inclusive, as '以上' is in legal usage. An empty cell cannot be judged: to confirm, if `unknown`."""
    for record in view.records:
        if field in record.bad:
            continue
        value = record.get(field)
        if value is None:
            if unknown:
                says = f"未填，无法核对是否达到{values.show(least)}{unit}"
                yield Problem(record, field, says, "补填后再校验", TO_CONFIRM)
        elif value < least:
            yield Problem(record, field, f"应不少于{values.show(least)}{unit}（含本数）", "核对数字，达不到则不能推荐")


def at_most(view: View, *, field: str, most: float, unit: str = "", fix: str = "核对数字") -> Problems:
    """Inclusive, as '以下' is in legal usage; empty cells pass."""
    for record, value in known(view, field):
        if value > most:
            yield Problem(record, field, f"应不超过{values.show(most)}{unit}", fix)


def equals(view: View, *, field: str, value: str) -> Problems:
    """The field must hold exactly `value`; an empty one is to confirm."""
    for record in view.records:
        if field in record.bad or record.text(field) == value:
            continue
        if record.get(field) is None:
            yield Problem(record, field, f"未填，无法核对是否为“{value}”", "核对后填写", TO_CONFIRM)
        else:
            yield Problem(record, field, f"应为“{value}”", "核对")


def grade_at_least(view: View, *, field: str, order: list[str], least: str) -> Problems:
    """The field's option must not stand before `least` in `order` (lowest first)."""
    for record in view.records:
        grade = record.text(field)
        if not grade:
            yield Problem(record, field, f"未填，无法核对是否达到{least}", "补填后再校验", TO_CONFIRM)
        elif grade in order and order.index(grade) < order.index(least):
            yield Problem(record, field, f"应为{least}或更高", "核对，达不到则不能推荐")


def words_at_most(view: View, *, field: str, most: int) -> Problems:
    """字数 as Word counts it."""
    for record, value in known(view, field):
        count = values.word_count(str(value))
        if count > most:
            yield Problem(record, field, f"共{count}字，应不超过{most}字", f"删去{count - most}字")


def on_or_before(view: View, *, field: str, date: dt.date, what: str = "") -> Problems:
    """A day not after `date`; empty cells pass."""
    for record, value in known(view, field):
        if value > date:
            yield Problem(record, field, f"应不晚于{what}{values.show_date(date)}", "核对日期")


def contains_none(view: View, *, fields: list[str], words: list[str]) -> Problems:
    """None of `words` stands in any of `fields`."""
    for name in fields:
        for record, value in known(view, name):
            found = [word for word in words if word in str(value)]
            if found:
                yield Problem(record, name, f"出现“{'、'.join(found)}”，不得含有涉密信息", "删去或确认不涉密")


def full_name(view: View, *, field: str, endings: list[str], banned: list[str]) -> Problems:
    """Names as on the seal: suspected short when none of `endings` closes it; `banned` signs never belong."""
    for record, value in known(view, field):
        text = str(value)
        found = [sign for sign in banned if sign in text]
        if text != text.strip():
            yield Problem(record, field, "首尾多了空格，应与公章一致", "删去首尾空格")
        elif found:
            yield Problem(record, field, f"含有“{found[0]}”，应只写公章上的全称", f"删去“{found[0]}”")
        elif not text.rstrip("）)").endswith(tuple(endings)):
            yield Problem(record, field, "疑为简称，应写与公章一致的全称", "写全称；确是公章名称则不必改")


def parent_body(view: View, *, field: str, pattern: str) -> Problems:
    """A parent body in front of the name, as `pattern` describes it."""
    for record, value in known(view, field):
        if re.search(pattern, str(value)):
            yield Problem(record, field, "疑挂有上级部门，应只写公章上的全称", "删去上级部门；公章如此则不必改")


def topic_wording(view: View, *, field: str, type_field: str, wording: list[dict[str, Any]]) -> Problems:
    """Each entry of `wording`: `pattern`, then `types` the topic may have (or `not_types` it may not)."""
    searches = [(re.compile(rule["pattern"]).search, rule) for rule in wording]
    for record, topic in known(view, field):
        kind = record.text(type_field)
        if not kind or type_field in record.bad:
            continue
        for search, rule in searches:
            if not search(str(topic)):
                continue
            if ("types" in rule and kind not in rule["types"]) or kind in rule.get("not_types", ()):
                yield Problem(
                    record,
                    type_field,
                    f"课题“{topic}”的措辞像{rule['looks']}，与“{type_field}”不一致",
                    f"核对“{type_field}”",
                )
                break


def years_within(view: View, *, field: str, first: int, last: int) -> Problems:
    """Every year named in the text lies within first…last, both included."""
    for record, value in known(view, field):
        years = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d{2}(?=\s*[年.\-/—－至、，,]|$)", str(value))]
        outside = [str(year) for year in years if not first <= year <= last]
        if outside:
            yield Problem(record, field, f"有{'、'.join(outside)}年的荣誉，应为{first}至{last}年", "删去期限以外的荣誉")


# -- cells of one record ---------------------------------------------------------------------------


def not_above(view: View, *, field: str, other: str) -> Problems:
    """A number not greater than that of the field `other` of the same record."""
    for record, value in known(view, field):
        ceiling = record.get(other)
        if ceiling is not None and other not in record.bad and value > ceiling:
            yield Problem(record, field, f"应不超过“{other}”的{values.show(ceiling)}", "核对两处数字")


def ratio(view: View, *, field: str, numerator: str, denominator: str, most: float = 100) -> Problems:
    """A rate in % reckoned from two numbers: both are there, it is not above `most`; written by hand, it equals them
    to two decimals. What is wrong stands at the number to mend: a rate that is reckoned has no cell of its own."""
    for record in view.records:
        if {field, numerator, denominator} & record.bad:
            continue
        over, under = record.get(numerator), record.get(denominator)
        if over is None or not under:
            empty = denominator if under is None else numerator if over is None else ""
            fix = "补填" if empty else "核对数字"
            yield Problem(record, empty or denominator, f"“{field}”算不出", fix, TO_CONFIRM)
            continue
        rate = over / under * 100
        written = record.get(field)
        if written is not None and abs(written - rate) > 0.005 + 1e-9:
            says = f"应为{printed(percent(over, under), 2)}（{values.show(over)}÷{values.show(under)}×100%）"
            yield Problem(record, field, says, "恢复公式或核对数字")
        elif rate > most and (exact := percent(over, under)) > most:
            shown, limit = printed(exact, 2), f"应不超过{values.show(most)}%"
            says = f"“{field}”算得{shown}%，{limit}"
            if float(shown) <= most:
                share = "" if most == 100 else f"×{values.show(most)}%"
                says = f"大于“{denominator}”的{values.show(under)}{share}，“{field}”{limit}"
            yield Problem(record, numerator, says, f"核对“{numerator}”和“{denominator}”")


def head_count(view: View, *, field: str, members: str, leader: str) -> Problems:
    """人数 = leader + listed members."""
    for record, value in known(view, field):
        listed = len(view.team(record, members))
        total = listed + (record.get(leader) is not None)
        if listed and value != total:
            yield Problem(
                record, field, f"应为{total}（{leader}1人加“{members}”列出的{listed}人）", "核对人数或补齐成员"
            )


def presenters(view: View, *, field: str, members: str, leader: str, least: int = 0, most: int = 0) -> Problems:
    """Presenters' number within least…most (0 = no limit); one who is not in the group is to confirm."""
    for record, value in known(view, field):
        names = values.split_names(str(value))
        if (least and len(names) < least) or (most and len(names) > most):
            yield Problem(record, field, f"列了{len(names)}人，应为{least}至{most}人", "增减发表人")
            continue
        led = values.match_key(record.text(leader))
        strangers = [name for name in names if values.match_key(name) != led]
        if strangers:
            team = {values.match_key(row.text("姓名")) for row in view.team(record, members)}
            strangers = [name for name in strangers if values.match_key(name) not in team]
        if strangers:
            yield Problem(
                record, field, f"{'、'.join(strangers)}不在成员名单中", "核对姓名；确由他人发表则不必改", TO_CONFIRM
            )


# -- several records -------------------------------------------------------------------------------


def unique(view: View, *, fields: list[str], what: str, field: str = "", fix: str = "删去重复的一行或改正") -> Problems:
    """No two records share all `fields` (compared by key); records with one of them empty do not count."""
    seen: dict[tuple[str, ...], Record] = {}
    for record in view.records:
        key = join_key(record, fields)
        if not all(key):
            continue
        first = seen.setdefault(key, record)
        if first is not record:
            yield Problem(record, field or fields[-1], f"与第{first.row}行{sent_by(first)}重复，{what}", fix)


def sent_by(record: Record) -> str:
    """（太原，来自 太原.xlsm） of a row of a merged workbook; "" of any other."""
    if not record.text(SENDER):
        return ""
    return f"（{record.text(SENDER)}{'，来自 ' if record.text(ORIGIN) else ''}{record.text(ORIGIN)}）"


def across_units(view: View, *, fields: list[str], what: str, fix: str = "与两个单位核实，只留一个") -> Problems:
    """In a merged workbook, no two units send records that share all `fields`; each such record names the other's."""
    if not view.notice.merged:
        return
    alike: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in view.records:
        key = join_key(record, fields)
        if all(key) and not record.bad.intersection(fields):
            alike[key].append(record)
    for records in alike.values():
        senders = [values.match_key(record.text(SENDER)) for record in records]
        if len(set(senders)) < 2:
            continue
        for record, sender in zip(records, senders, strict=True):
            other = next(item for item, unit in zip(records, senders, strict=True) if unit != sender)
            says = f"{record.text(SENDER)}报的（{record.text(ORIGIN)}）在第{other.row}行{sent_by(other)}也有，{what}"
            yield Problem(record, fields[-1], says, fix)


def unique_in_team(view: View, *, members: str, leader: str) -> Problems:
    """One person once in a team: members among themselves, and against the leader."""
    done: set[tuple[str, ...]] = set()
    for record in view.records:
        team_key = join_key(record, view.team_key(members))
        if team_key in done:
            continue
        done.add(team_key)
        seen = {values.match_key(record.text(leader)): leader} if record.get(leader) else {}
        for row in view.team(record, members):
            name = values.match_key(row.text("姓名"))
            if name and name in seen:
                where = f"已写作{leader}" if seen[name] == leader else f"与第{seen[name]}行是同一人"
                yield Problem(
                    row,
                    "姓名",
                    f"{where}，一人在一个小组或班组中只能列一次",
                    "删去重复的一行；确为同名的两人则在分工中注明",
                )
            elif name:
                seen[name] = str(row.row)


def across_teams(view: View, *, field: str) -> Problems:
    """The same name in two teams of one enterprise: only told, for it may be right."""
    seen: dict[tuple[str, ...], Record] = {}
    for record, _ in known(view, field):
        key = join_key(record, (view.key[0], field))
        first = seen.setdefault(key, record)
        if first is not record and join_key(first, view.key) != join_key(record, view.key):
            yield Problem(record, field, f"与第{first.row}行同名而不在一个小组或班组，人数按人次计", "确认是否同一人")


def belongs(view: View, *, parent: str, field: str) -> Problems:
    """Every member row names an existing group or team."""
    parents = {join_key(record, view.key) for record in view.season.ledgers.get(parent, [])}
    for record in view.records:
        key = join_key(record, view.key)
        if all(key) and key not in parents:
            yield Problem(record, field, f"在“{parent}”中找不到", f"改成与“{parent}”一致的名称，或在“{parent}”中补录")


def has_members(view: View, *, members: str, field: str) -> Problems:
    """At least one row of the ledger `members` belongs to the record."""
    for record in view.records:
        if all(join_key(record, view.team_key(members))) and not view.team(record, members):
            yield Problem(record, field, f"在“{members}”中没有成员", f"到“{members}”补录成员")


def at_most_per(view: View, *, field: str, most: int, what: str, fallback: str = "") -> Problems:
    """No value of `field` (or, where it is empty, of `fallback`) on more than `most` records."""
    count: dict[str, int] = defaultdict(int)
    for record in view.records:
        name = field if record.get(field) is not None or not fallback else fallback
        key = values.match_key(record.text(name))
        if not key:
            continue
        count[key] += 1
        if count[key] > most:
            yield Problem(record, name, f"已是第{count[key]}个，{what}最多{most}个", "减去多报的，或核对名称")


def look_alike(view: View, *, places: list[str]) -> Problems:
    """Names equal but for width, blanks or signs, in any of `places` ("台账.字段"): seal names must agree."""
    spelt: dict[str, tuple[str, Record]] = {}
    for place in places:
        ledger, name = place.split(".")
        for record in view.season.ledgers.get(ledger, []):
            text = record.text(name)
            if not text or name in record.bad:
                continue
            first, other = spelt.setdefault(values.match_key(text), (text, record))
            if first != text:
                where = f"{other.tab}第{other.row}行"
                yield Problem(record, name, f"与{where}的“{first}”写法不一，应与公章完全一致", "两处改成一样")


def count_equals(view: View, *, field: str, listed: str) -> Problems:
    """A number in a table equals the number of records in a ledger."""
    for record, value in known(view, field):
        count = len(view.season.ledgers.get(listed, []))
        if value != count:
            yield Problem(record, field, f"应为“{listed}”的{count}条", "核对数字或补录")


def count_not_below(view: View, *, field: str, listed: str) -> Problems:
    """A number in a table is at least the number of records in a ledger."""
    for record, value in known(view, field):
        count = len(view.season.ledgers.get(listed, []))
        if value < count:
            yield Problem(record, field, f"应不少于“{listed}”的{count}条", "核对数字")


def within_quota(view: View, *, award: str) -> Problems:
    """Records beyond the quota of the recommending unit for `award`, one problem for each; in a merged workbook
    every unit has its own."""
    home = view.season.single.get("首页", Record())
    by_unit: dict[str, list[Record]] = defaultdict(list)
    for record in view.records:
        by_unit[record.text(SENDER) if view.notice.merged else home.text("推荐单位")].append(record)
    for unit, records in by_unit.items():
        yield from _beyond_quota(view, award, unit, records)


def _beyond_quota(view: View, award: str, unit: str, records: list[Record]) -> Iterator[Problem]:
    quota = view.notice.quota_of(unit, award)
    name = view.notice.award_named(award).at
    if quota is None:
        return
    if quota.state == "未列":
        yield Problem(records[0], name, f"{quota.row}没有列“{award}”的名额", "向发通知的单位核实后再报", TO_CONFIRM)
    elif quota.most is not None:
        who = quota.row if quota.state != "幅度" else f"按{quota.source}，{unit}"
        for number, record in enumerate(records[quota.most :], start=quota.most + 1):
            yield Problem(record, name, f"是第{number}个，{who}“{award}”的名额为{quota.shown}", "减去多报的")


def remark(view: View, *, field: str, says: str, fix: str) -> Problems:
    """A thing of the notice that the clerk must know for each of these records."""
    for record in view.records:
        yield Problem(record, field, says, fix)
