"""A notice as data: loads `templates/台账.toml` and `templates/<notice>/*.toml`, and refuses bad definitions.

A key, field, ledger or rule that does not exist is refused with file, key and the nearest existing name.
"""

from __future__ import annotations

import copy
import importlib
import typing
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from . import rules, shapes, values
from .contest import Contest, Judging, load_judging
from .definitions import (
    LEVELS,
    MODES,
    PARTS,
    Award,
    Contradiction,
    Deadline,
    Fact,
    Field,
    Form,
    Ledger,
    Material,
    Option,
    Part,
    Payee,
    Period,
    Prize,
    QuotaTable,
    Rule,
    WordLimit,
)
from .grid import NUMBER, GridError, parse_grid, parse_lines
from .ready import ready, shared
from .schema import DefinitionError, build, did_you_mean, fits, ill_typed, read_toml
from .shapes import field, replace, shape

if TYPE_CHECKING:
    from typing import Protocol

    class Vocabulary(Protocol):
        """What the blanks of a form may name, and where its Word template lies: a notice, or a letter."""

        folder: Path
        ledgers: dict[str, Ledger]
        words: dict[str, list[str]]

        def fields_of(self, scope: str) -> dict[str, Field]: ...

        def options_of(self, item: Field) -> list[str]: ...


TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
LEDGER_FILE = "台账.toml"
NOTICE_FILE = "notice.toml"
JUDGING_FILE = "评审.toml"
HOME = "首页"
UNIT = "单位"
KINDS = ("rules", "fee_rules", "score_rules")
"""The modules whose functions are kinds of rule."""
ORIGIN, SENDER = rules.ORIGIN, rules.SENDER


@shape(frozen=True)
class Quota:
    """What the notice allows for one award and one unit.

    state  名额 (a number) · 自定 (no cap) · 幅度 (least…most) · 未列 (blank) · 限额 (a limit in the text)
    row    the row of the table it stands in; shown  as printed; most None = no cap
    """

    state: str
    row: str
    shown: str
    source: str
    least: int = 0
    most: int | None = None


@shape(kw_only=True)
class Notice:
    """One notice with all its attachments and the shared ledgers (each with the notice's own fields added).

    whole  what 推荐单位 of a merged workbook says: all units together;  merged  see `as_merged`
    """

    id: str
    name: str
    color: str
    fact: list[Fact]
    award: list[Award]
    whole: str = "全部单位"
    deadline: list[Deadline] = field(default_factory=list)
    period: list[Period] = field(default_factory=list)
    option: list[Option] = field(default_factory=list)
    payee: Payee | None = None
    quota: QuotaTable | None = None
    word_limit: list[WordLimit] = field(default_factory=list)
    material: list[Material] = field(default_factory=list)
    prize: list[Prize] = field(default_factory=list)
    contradiction: list[Contradiction] = field(default_factory=list)
    field: list[Field] = shapes.field(default_factory=list)
    rule: list[Rule] = shapes.field(default_factory=list)

    merged: bool = shapes.field(default=False, init=False)
    folder: Path = shapes.field(default=Path(), init=False)
    judging: Judging | None = shapes.field(default=None, init=False)
    ledgers: dict[str, Ledger] = shapes.field(default_factory=dict, init=False)
    forms: dict[str, Form] = shapes.field(default_factory=dict, init=False)
    words: dict[str, list[str]] = shapes.field(default_factory=dict, init=False)

    def as_merged(self) -> Notice:
        """The same notice for a workbook that holds the records of all units: each row must say whose it is, and
        members belong to a group or team of the same unit."""
        copied = copy.copy(self)
        copied.merged = True
        copied.ledgers = {name: _merged(ledger) for name, ledger in self.ledgers.items()}
        return copied

    def fields_of(self, scope: str) -> dict[str, Field]:
        """Fields by name of a ledger, or of a form typed on its own tab (scope is its tab)."""
        if scope in self.ledgers:
            return self.ledgers[scope].fields
        return {item.name: item for form in self.forms.values() if form.tab == scope for item in form.field}

    def ledger_for(self, role: str) -> Ledger | None:
        """The ledger that the program knows by `role`; None when there is none."""
        return next((ledger for ledger in self.ledgers.values() if ledger.role == role), None)

    def award_named(self, name: str) -> Award:
        """Raises KeyError for an award the notice does not know."""
        return {award.name: award for award in self.award}[name]

    def options_of(self, item: Field) -> list[str]:
        """What a field may hold; [] = anything."""
        if isinstance(item.options, list):
            return item.options
        return self.words.get("是否" if item.type == "是否" else item.options, [])

    def printed_on(self, scope: str, name: str) -> list[str]:
        """Ids of the forms that print a field, in the notice's order."""
        return [form.id for form in self.forms.values() if (scope, name) in form.prints]

    def units(self) -> list[str]:
        """Recommending units the quota table names, those of the * note included; [] = the notice has no table."""
        if not self.quota:
            return []
        named = [unit for unit in self.quota.rows if unit != self.quota.star_row]
        return named + self.quota.star_units

    def is_unlisted(self, unit: str) -> bool:
        """True for a unit that the quota table does not name; without a table nobody is missed."""
        return self.quota is not None and unit not in (*self.quota.rows, *self.quota.star_units)

    def quota_of(self, unit: str, award_name: str) -> Quota | None:
        """What `unit` may recommend for an award; None where the notice sets nothing for that unit."""
        award = self.award_named(award_name)
        if award.limit is not None and not award.limit_per:
            return Quota("限额", unit, str(award.limit), award.limit_source, 0, award.limit)
        table = self.quota
        if not table or not award.quota_column or not unit:
            return None
        starred = unit in (table.star_row, *table.star_units)
        row = table.star_row if starred else unit
        if row not in table.rows:
            return None
        value = table.rows[row][table.columns.index(award.quota_column)]
        if starred and award.quota_column in table.star_columns:
            shown = f"{table.star_least}–{table.star_most}"
            return Quota("幅度", row, shown, table.star_source, table.star_least, table.star_most)
        if value == table.free:
            return Quota("自定", row, table.free, table.source)
        if value == "":
            return Quota("未列", row, "", table.source)
        return Quota("名额", row, str(value), table.source, 0, int(value))


def _merged(ledger: Ledger) -> Ledger:
    if ledger.single:
        return ledger
    asked = not ledger.is_later  # what the merging body itself types is of no unit
    fields = [replace(item, required=item.required or (item.merged and asked)) for item in ledger.field]
    return replace(ledger, field=fields, key=[*ledger.key, *(item.name for item in fields if item.merged)])


# -- loading -----------------------------------------------------------------------------------------


def load_ledgers(folder: Path = TEMPLATES) -> tuple[list[Ledger], dict[str, list[str]]]:
    """The ledgers all notices share, each with the common fields, and the option lists they share."""
    if folder != TEMPLATES:
        return _read_ledgers(folder)
    return ready(LEDGER_FILE, [folder / LEDGER_FILE], lambda: _read_ledgers(folder))


def _read_ledgers(folder: Path) -> tuple[list[Ledger], dict[str, list[str]]]:
    table = read_toml(folder / LEDGER_FILE)
    ledgers = [
        build(Ledger, item, f"{LEDGER_FILE} [[ledger]] {item.get('name', n)}")
        for n, item in enumerate(table.get("ledger", []), start=1)
    ]
    common = [
        build(Field, item, f"{LEDGER_FILE} [[common]] {item.get('name', n)}")
        for n, item in enumerate(table.get("common", []), start=1)
    ]
    ledgers = [ledger if ledger.single else ledger.extended(common) for ledger in ledgers]
    for ledger in ledgers:
        for item in ledger.field:
            check_field(item, f"{LEDGER_FILE} {ledger.name}")
        for name in ledger.key:
            if name not in ledger.fields:
                raise DefinitionError(
                    f"{LEDGER_FILE} {ledger.name}：key 中没有字段“{name}”{did_you_mean(name, ledger.fields)}"
                )
    return ledgers, table.get("options", {})


def check_field(item: Field, where: str) -> None:
    """The field's type is one there is; else DefinitionError."""
    if item.type not in values.READERS:
        raise DefinitionError(f"{where} {item.name}：没有类型“{item.type}”{did_you_mean(item.type, values.READERS)}")


def load_form(path: Path, notice_id: str) -> Form:
    """One attachment's definition, its grids parsed; names are checked when the notice is complete."""
    form = build(Form, read_toml(path), path.name)
    form.notice, form.file = notice_id, path.name
    if form.mode not in MODES:
        raise DefinitionError(f"{path.name}：没有 mode “{form.mode}”{did_you_mean(form.mode, MODES)}")
    parse_parts(form.part, path.name)
    return form


def parse_parts(parts: Iterable[Part], file: str) -> None:
    """Reads the lines and grids of the parts of a file from their notation."""
    for number, part in enumerate(parts, start=1):
        where = f"{file} [[part]] {number}"
        if part.kind not in PARTS:
            raise DefinitionError(f"{where}：没有 kind “{part.kind}”{did_you_mean(part.kind, PARTS)}")
        try:
            if part.kind == "grid":
                part.grid = parse_grid(part.rows, part.widths)
            else:
                part.lines = tuple(line for text in part.text.strip("\n").split("\n") for line in parse_lines(text))
        except GridError as fault:
            raise DefinitionError(f"{where}：{fault}") from None


def load_notice(notice_id: str, folder: Path = TEMPLATES) -> Notice:
    """The notice in `folder/notice_id`. Raises DefinitionError naming file and key of the first fault."""
    return _load_notice(notice_id, folder, ready)


def shared_notice(notice_id: str, folder: Path = TEMPLATES) -> Notice:
    """The same, and the same object for all who ask until a definition changes: they change nothing of it."""
    return _load_notice(notice_id, folder, shared)


def _load_notice(notice_id: str, folder: Path, keep: Callable[..., Notice]) -> Notice:
    home = folder / notice_id
    if not (home / NOTICE_FILE).is_file():
        raise DefinitionError(f"没有通知“{notice_id}”{did_you_mean(notice_id, list_notices(folder))}")
    if folder != TEMPLATES:
        return _read_notice(notice_id, folder)
    sources = {folder / LEDGER_FILE, *home.glob("*.toml"), *folder.glob(f"*/{NOTICE_FILE}")}
    return keep(notice_id, sorted(sources), lambda: _read_notice(notice_id, folder))


def _read_notice(notice_id: str, folder: Path) -> Notice:
    home = folder / notice_id
    table = read_toml(home / NOTICE_FILE)
    rule_tables = [*table.pop("rule", []), *read_toml(folder / LEDGER_FILE).get("rule", [])]
    notice = build(Notice, table, f"{notice_id}/{NOTICE_FILE}")
    if notice.id != notice_id:
        raise DefinitionError(f"{notice_id}/{NOTICE_FILE}：“id”应为文件夹的名称“{notice_id}”，写的是“{notice.id}”")
    notice.folder = home
    ledgers, words = _read_ledgers(folder)
    notice.ledgers = {ledger.name: ledger for ledger in ledgers}
    notice.words = words | {option.name: option.values for option in notice.option}
    notice.words["通知"] = list_notices(folder)
    notice.words["推荐单位"] = notice.units()
    notice.words["收费项目"] = [award.name for award in notice.award if award.fee is not None]
    for item in notice.field:
        where = f"{notice_id}/{NOTICE_FILE} [[field]] {item.name}"
        if item.ledger not in notice.ledgers:
            raise DefinitionError(f"{where}：没有台账“{item.ledger}”{did_you_mean(item.ledger, notice.ledgers)}")
        check_field(item, where)
        ledger = notice.ledgers[item.ledger]
        if item.name in (known.name for known in ledger.field):
            raise DefinitionError(f"{where}：台账“{ledger.name}”已有这个字段")
        notice.ledgers[item.ledger] = ledger.extended([item])
    for path in sorted(home.glob("附件*.toml"), key=_natural):
        form = load_form(path, notice_id)
        if form.id in notice.forms:
            raise DefinitionError(f"{path.name}：“{form.id}”已在 {notice.forms[form.id].file} 中")
        notice.forms[form.id] = form
    _load_judging(notice, home / JUDGING_FILE)
    _check_names(notice)
    notice.rule = [
        _load_rule(item, notice, f"{notice_id}/{NOTICE_FILE} [[rule]] {item.get('id') or n}")
        for n, item in enumerate(rule_tables, start=1)
    ]
    return notice


def _load_judging(notice: Notice, path: Path) -> None:
    """The notice's judging, where it has a file for it; its phases are the words of the scores' drop-down."""
    notice.words["评审阶段"] = []
    if not path.is_file():
        return
    judging = notice.judging = load_judging(path, f"{notice.id}/{JUDGING_FILE}")
    notice.words["评审阶段"] = [phase.name for phase in judging.phase]
    for prize in notice.prize:
        judging.prizes.setdefault(prize.award, []).append((prize.level, prize.count))
        judging.prize_source[prize.award, prize.level] = prize.source
    most = sum(item.role == "item" for ledger in notice.ledgers.values() for item in ledger.field)
    for table in judging.table:
        if len(table.item) > most:
            raise DefinitionError(f"{notice.id}/{JUDGING_FILE} {table.name}：有{len(table.item)}项，最多{most}项")
    for contest in judging.contest:
        _check_contest(contest, notice, f"{notice.id}/{JUDGING_FILE} [[contest]] {contest.award}")


def _check_contest(contest: Contest, notice: Notice, where: str) -> None:
    _demand(where, contest.award, [award.name for award in notice.award], "没有奖项")
    ledger = notice.ledgers[notice.award_named(contest.award).ledger]
    for name in (contest.unit, contest.name, contest.topic, contest.type_field, contest.venue, contest.order):
        if name:
            _demand(where, name, ledger.fields, f"“{ledger.name}”没有字段")
    for name in filter(None, (contest.finalist, contest.mark, contest.place)):
        _demand(where, name, ledger.fields, f"“{ledger.name}”没有字段")


def list_notices(folder: Path = TEMPLATES) -> list[str]:
    """Ids of the notices there are: a notice is a folder with a notice.toml."""
    return sorted(path.parent.name for path in folder.glob(f"*/{NOTICE_FILE}"))


def _natural(path: Path) -> float:
    number = path.stem.removeprefix("附件").split(" ")[0]
    try:
        return float(number)
    except ValueError:
        raise DefinitionError(f"{path.name}：文件名应写作“附件N 名称.toml”，N 为数字") from None


def _demand(where: str, name: str, names: Iterable[str], what: str) -> None:
    """Refuses a `name` that is not among `names`; `what` is the sentence's beginning, as 没有台账."""
    if name not in names:
        raise DefinitionError(f"{where}：{what}“{name}”{did_you_mean(name, names)}")


def _check_where(where: str, notice: Vocabulary, scope: str, chosen: dict[str, list[str]]) -> None:
    """Fields of a `where` exist, and hold the options it asks for."""
    fields = notice.fields_of(scope)
    for name, wanted in chosen.items():
        _demand(where, name, fields, f"“{scope}”没有字段")
        options = notice.options_of(fields[name])
        for option in wanted if options else []:
            _demand(where, option, options, f"“{name}”没有选项")


def _check_names(notice: Notice) -> None:
    """Every ledger, field, option, award and form that the definitions name exists."""
    for form in notice.forms.values():
        check_form(form, notice)
    for award in notice.award:
        _check_award(award, notice)
    home = f"{notice.id}/{NOTICE_FILE}"
    awards = [award.name for award in notice.award]
    for prize in notice.prize:
        _demand(f"{home} [[prize]] {prize.level}", prize.award, awards, "没有奖项")
    for item in notice.material:
        where = f"{home} [[material]] {item.document}"
        _demand(where, item.per, [*awards, UNIT], "没有奖项")
        if item.form:
            _demand(where, item.form, notice.forms, "没有")
        if item.deadline:
            _demand(where, item.deadline, [limit.id for limit in notice.deadline if limit.id], "没有日期")
    if quota := notice.quota:
        for unit, row in quota.rows.items():
            if len(row) != len(quota.columns):
                raise DefinitionError(f"{home} [quota] {unit}：有{len(row)}格，应有{len(quota.columns)}格")


def check_form(form: Form, notice: Vocabulary) -> None:
    """Every ledger, field and option that a form's definition names exists; else DefinitionError."""
    own = notice.fields_of(form.tab)
    for item in form.field:
        check_field(item, form.file)
        for name in item.ratio:
            _demand(f"{form.file} {item.name}", name, own, "没有字段")
    if form.ledger:
        _demand(form.file, form.ledger, notice.ledgers, "没有台账")
        _check_where(form.file, notice, form.ledger, form.where)
    for scope, blank in form.blanks():
        fields = notice.fields_of(scope)
        if not fields:
            raise DefinitionError(f"{form.file}：没有台账“{scope}”{did_you_mean(scope, notice.ledgers)}")
        if blank.field == NUMBER:
            continue
        _demand(form.file, blank.field, fields, f"“{scope}”没有字段")
        item = fields[blank.field]
        if isinstance(item.options, str) and item.options:
            _demand(f"{form.file} {item.name}", item.options, notice.words, "没有选项表")
        if blank.option:
            _demand(form.file, blank.option, notice.options_of(item), f"“{item.name}”没有选项")
    for part in form.part:
        _check_where(form.file, notice, part.listed, part.where)


def _check_award(award: Award, notice: Notice) -> None:
    where = f"{notice.id}/{NOTICE_FILE} [[award]] {award.name}"
    _demand(where, award.ledger, notice.ledgers, "没有台账")
    _check_where(where, notice, award.ledger, award.where)
    for name in filter(None, (award.at, award.limit_per, award.limit_fallback)):
        _demand(where, name, notice.ledgers[award.ledger].fields, f"“{award.ledger}”没有字段")
    for name in award.forms:
        _demand(where, name, notice.forms, "没有")
    if award.quota_column and notice.quota:
        _demand(where, award.quota_column, notice.quota.columns, "名额表没有这一栏")


def rule_modules() -> Iterator[ModuleType]:
    """The modules of KINDS; each is loaded when those before it do not have the rule that is looked for."""
    for name in KINDS:
        yield importlib.import_module(f"{__package__}.{name}")


def _rule_kinds() -> dict[str, Any]:
    """The functions of the modules of rules that a definition may call, by name."""
    import inspect

    functions = [item for module in rule_modules() for item in inspect.getmembers(module, inspect.isfunction)]
    return {name: item for name, item in functions if item.__annotations__.get("return") == "Problems"}


def _load_rule(table: dict[str, Any], notice: Notice, where: str) -> Rule:
    import inspect

    kinds = _rule_kinds()
    _demand(where, str(table.get("call", "")), kinds, "没有规则")
    function = kinds[table["call"]]
    parameters = dict(list(inspect.signature(function).parameters.items())[1:])
    rule = build(Rule, table, where, extra=parameters)
    rule.params = {key: value for key, value in table.items() if key in parameters}
    hints = typing.get_type_hints(function)
    for name, parameter in parameters.items():
        if name not in rule.params and parameter.default is inspect.Parameter.empty:
            raise DefinitionError(f"{where}：规则“{rule.call}”缺“{name}”")
        if name in rule.params and not fits(rule.params[name], hints[name]):
            raise ill_typed(where, name, rule.params[name], hints[name])
    _demand(where, rule.level, LEVELS, "没有级别")
    _check_rule_names(rule, notice, where)
    return rule


RULE_FIELDS = ("field", "other", "type_field", "numerator", "denominator", "leader", "fallback")
RULE_LEDGERS = ("members", "parent", "listed")


def _check_rule_names(rule: Rule, notice: Notice, where: str) -> None:
    """Every ledger, field and award that a rule's parameters name exists."""
    scope = rule.ledger or HOME
    tabs = [form.tab for form in notice.forms.values() if form.mode == "单份"]
    _demand(where, scope, [*notice.ledgers, *tabs], "没有台账")
    _check_where(where, notice, scope, rule.where)
    named = [rule.params[key] for key in RULE_FIELDS if rule.params.get(key)]
    for name in [*named, *rule.params.get("fields", [])]:
        _demand(where, name, notice.fields_of(scope), f"“{scope}”没有字段")
    for key in RULE_LEDGERS:
        if key in rule.params:
            _demand(where, rule.params[key], notice.ledgers, "没有台账")
    if "award" in rule.params:
        _demand(where, rule.params["award"], [award.name for award in notice.award], "没有奖项")
    for place in rule.params.get("places", []):
        ledger, _, name = place.partition(".")
        _demand(where, ledger, notice.ledgers, "没有台账")
        _demand(where, name, notice.ledgers[ledger].fields, f"“{ledger}”没有字段")
