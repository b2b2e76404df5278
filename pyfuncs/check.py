"""Checks a season against its notice: types first, then the notice's rules; every finding with its cell and clause."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import filterfalse, groupby
from typing import Any

from . import values
from .collector import keeping_all
from .columns import Columns, bad_fields, column, values_held
from .metrics import LONGEST_CELL, is_too_long
from .notice import HOME, LEVELS, Field, Ledger, Notice, Rule, rule_modules
from .records import Reading, place
from .rules import SENDER, Problem, Record, Season, View, matches
from .shapes import field, shape
from .suspects import suspects

MUST_MEND, TO_CONFIRM, TO_NOTE = LEVELS
SHOWN_VALUE = 40
Found = tuple[Problem, str, str]
"""A problem with its level and the clause it rests on."""
RAW_ERROR = "单元格里是错误值（如#REF!），或公式还没有算出结果"


@shape(frozen=True)
class Finding:
    """One thing found. level 错误 must be mended · 核实 may stand when confirmed · 提示 to know.

    tab, cell  where; cell "" when the workbook has no such place
    record     the record's name; field, value  what is written there, as typed
    message    one sentence with all of it; fix  how to mend it; source  the clause it rests on
    scope, row the ledger (or form) and sheet row of the record it was found at
    says       what is wrong or allowed, alone, for a table that has the rest in its other columns
    """

    level: str
    tab: str
    cell: str
    record: str
    field: str
    value: str
    message: str
    fix: str
    source: str
    scope: str = ""
    row: int = 0
    says: str = ""

    def as_dict(self) -> dict[str, str]:
        """The finding as the clerk sees it: without what leads back to the record or repeats the message."""
        return {name: getattr(self, name) for name in self.__match_args__ if name not in ("scope", "row", "says")}

    @property
    def mark(self) -> str:
        """The word under which 校验结果 lists the finding's cell; "" where it has none."""
        return mark(self.level, self.scope or self.tab, self.cell) if self.cell else ""


def mark(level: str, scope: str, cell: str = "") -> str:
    """The word by which a cell finds its own level in 校验结果: '错误 小组!C5'."""
    return f"{level} {scope}!{cell}"


@shape()
class Table:
    """One set of records to check: a ledger's, or the one record of 首页 or of a form typed on its tab."""

    scope: str
    columns: Columns
    fields: dict[str, Field]
    ledger: Ledger | None
    _chosen: dict[str, Columns] = field(default_factory=dict)

    @property
    def records(self) -> list[Record]:
        return self.columns.records

    def chosen(self, where: dict[str, list[str]]) -> Columns:
        """The records that `where` describes: asked for anew by many rules, looked for once."""
        if not where:
            return self.columns
        name = repr(where)
        if name not in self._chosen:
            self._chosen[name] = self.columns.matching(where)
        return self._chosen[name]


@keeping_all()
def check(season: Season, notice: Notice) -> list[Finding]:
    """All findings at once, in the order of the tabs, their rows and columns."""
    season = Season(season.ledgers, season.single)  # so that nothing of it has been looked up before a cell was changed
    tables = {table.scope: table for table in _tables(season, notice)}
    found: list[Found] = []
    for table in tables.values():
        if table.records:
            found += _type_problems(table, notice)
    spent = _spent(found)
    for rule in notice.rule:
        table = tables[rule.ledger or HOME]
        for problem in run_rule(rule, table, season, notice):
            if (id(problem.record), problem.field) not in spent:
                found.append((problem, problem.level or rule.level, rule.source))
    return _sorted(_headings_once(found, tables), tables)


def check_reading(reading: Reading) -> list[Finding]:
    """Findings of a workbook as read: first what of it could not be taken in, then all of `check`."""
    return check_losses(reading) + check(reading.season, reading.notice)


def check_losses(reading: Reading) -> list[Finding]:
    """What of a workbook could not be taken in: a whole ledger must be mended, a row is to confirm."""
    return [
        Finding(
            TO_CONFIRM if loss.cell else MUST_MEND, loss.tab, loss.cell, "", "", "", _stop(loss.says), "核对", "台账"
        )
        for loss in reading.losses
    ]


def count_levels(findings: Iterable[Finding]) -> dict[str, int]:
    """Number of findings by level, all three levels present."""
    counts = dict.fromkeys(LEVELS, 0)
    for finding in findings:
        counts[finding.level] += 1
    return counts


def _spent(found: Iterable[Found]) -> set[tuple[int, str]]:
    """The cells of which all has been said: nothing can be read there, or nothing stands there that must."""
    return {
        (id(record), name)
        for record, name in ((problem.record, problem.field) for problem, *_ in found)
        if name in record.bad or record.get(name) is None
    }


def _headings_once(found: list[Found], tables: dict[str, Table]) -> list[Found]:
    """What was found, of a row that repeats its ledger's headings one thing alone."""
    suspected = {id(record): record for record in (problem.record for problem, *_ in found) if record.row}
    repeated = {at: _heading_field(record, tables[record.scope].ledger) for at, record in suspected.items()}
    if not any(repeated.values()):
        return found
    told: list[Found] = [
        (Problem(suspected[at], name, "整行都是表头的字，不是一条记录", "删去这一行"), MUST_MEND, "台账")
        for at, name in repeated.items()
        if name
    ]
    return [item for item in found if not repeated.get(id(item[0].record))] + told


def _heading_field(record: Record, ledger: Ledger | None) -> str:
    """The first field filled in when two or more are, each with its own heading and nothing else; else ""."""
    if ledger is None:
        return ""
    said = []
    for name, raw in record.raw.items():
        item = ledger.fields.get(name)
        if raw is None or item is None or item.program:
            continue
        if type(raw) is not str or ledger.headings.get(values.KEYS[raw]) != name:
            return ""
        said.append(name)
    return said[0] if len(said) > 1 else ""


def run_rule(rule: Rule, table: Table, season: Season, notice: Notice) -> Iterator[Problem]:
    """The problems one rule finds; a `fix` in the definition takes the place of the rule's own.

    A rule speaks of the records it is given: where there are none it is not even asked.
    """
    own = table.chosen(rule.where)
    if not own.records:
        return
    key = table.ledger.key if table.ledger else ()
    kind = _kind(rule.call)
    view = suspects(kind, View(own.records, season, notice, key), own, rule.params)
    for problem in kind(view, **rule.params) if view.records else ():
        problem.fix = rule.fix or problem.fix
        yield problem


@functools.cache
def _kind(call: str) -> Callable[..., Iterator[Problem]]:
    """The function of this name, from the first module that has it."""
    return next(getattr(module, call) for module in rule_modules() if hasattr(module, call))


def _tables(season: Season, notice: Notice) -> Iterator[Table]:
    for ledger in notice.ledgers.values():
        alone = [season.single.get(ledger.name, Record(tab=ledger.name))] if ledger.single else None
        yield Table(ledger.name, Columns(alone) if alone else season.columns(ledger.name), ledger.fields, ledger)
    for form in notice.forms.values():
        if form.mode == "单份":
            fields = {item.name: item for item in form.field}
            yield Table(form.tab, Columns([season.single.get(form.tab, Record(tab=form.tab))]), fields, None)


# -- types -----------------------------------------------------------------------------------------


def _type_problems(table: Table, notice: Notice) -> Iterator[Found]:
    """Each value of a column is looked at once; then the records that hold one against which something may be said."""
    rows, mistyped = [record.raw for record in table.records], bad_fields(table.records)
    held = values_held(rows)
    for item in table.fields.values():
        if not item.typed:
            continue
        seen, is_bad = held.get(item.name, {None}), item.name in mistyped
        if not item.required:
            seen = seen - {None}  # for which nobody asks
        doubtful = doubtful_values(seen, item, notice) if seen else seen
        if not doubtful and not is_bad:
            continue
        asking = _asking_forms(table, item, notice)
        found = [
            said
            for record, raw in zip(table.records, column(rows, item.name), strict=True)
            if raw in doubtful or (is_bad and item.name in record.bad)
            for said in _field_problems(record, item, notice, raw, asking)
        ]
        source = _source(table.scope, item, notice) if found else ""
        yield from ((problem, level, source) for problem, level in found)


def doubtful_values(held: set[Any], item: Field, notice: Notice) -> set[Any]:
    """Those of the values of a column against which `_field_problems` may say something; mostly there are none."""
    options = frozenset(notice.options_of(item))
    if values.READERS[item.type] is values.read_text and item.least is None and item.most is None:
        says_nothing = options.__contains__ if options else str.isalpha if item.type == "姓名" else str.strip
        return _doubtful_texts(held, says_nothing)
    if options:
        return held
    is_right = functools.partial(_is_right_number_or_day, item)
    return set(filterfalse(is_right, held)) | (held & {True, False})  # True and 1 are one in a set


def _doubtful_texts(held: set[Any], says_nothing: Callable[[str], Any]) -> set[Any]:
    texts = held - {None} if None in held else held
    if set(map(type, texts)) == {str} and all(map(says_nothing, texts)) and 2 * max(map(len, texts)) < LONGEST_CELL:
        return held - texts
    return {raw for raw in held if type(raw) is not str or not says_nothing(raw) or 2 * len(raw) >= LONGEST_CELL}


def _is_right_number_or_day(item: Field, raw: Any) -> bool:
    value, fault, changed = values.read(item.type, raw)
    if value is None or fault or changed or (item.suspect is not None and 0 < value <= item.suspect):
        return False
    return (item.least is None or value >= item.least) and (item.most is None or value <= item.most)


def _field_problems(
    record: Record, item: Field, notice: Notice, raw: Any, asking: list[dict[str, list[str]]] | None
) -> Iterator[tuple[Problem, str]]:
    reading = values.read(item.type, raw)
    if item.name in record.bad and reading == values.EMPTY:
        yield Problem(record, item.name, RAW_ERROR, "重新录入"), MUST_MEND
    elif reading.fault:
        record.bad.add(item.name)
        yield Problem(record, item.name, reading.fault, "改正"), MUST_MEND
    elif reading.value is None:
        if record.get(item.name) is None and _is_asked(record, asking):
            yield _left_empty(record, item, notice)
    else:
        yield from _value_problems(record, item, notice, reading)


def _left_empty(record: Record, item: Field, notice: Notice) -> tuple[Problem, str]:
    """On 首页 of a merged workbook nobody is waited for: each unit has said it in its own workbook, and who merges may
    print without."""
    if notice.merged and record.scope == HOME:
        return Problem(record, item.name, "各单位的写在各自的申报簿里，这里是合并的人自己的", "打印时补填"), TO_NOTE
    return Problem(record, item.name, "不能空着", "补填"), MUST_MEND


def _value_problems(
    record: Record, item: Field, notice: Notice, reading: values.Reading
) -> Iterator[tuple[Problem, str]]:
    options = notice.options_of(item)
    if notice.merged and record.scope == HOME and reading.value == notice.whole:
        return
    if options:
        held = values.split_names(str(reading.value)) if item.type == "多选" else [str(reading.value)]
        for word in held:
            if word not in options:
                record.bad.add(item.name)
                says = f"应为{'、'.join(options)}{'之一' if len(held) == 1 else ''}"
                yield Problem(record, item.name, *_option_problem(word, options, says)), MUST_MEND
    if isinstance(reading.value, str) and is_too_long(reading.value):
        says = f"有{len(reading.value)}个字，一格最多放{LONGEST_CELL}个字，再存一次后面的就没有了"
        yield Problem(record, item.name, says, "删短，全文另附"), MUST_MEND
    if item.least is not None and reading.value < item.least:
        yield Problem(record, item.name, f"应不小于{values.show(item.least)}{item.unit}", "改正"), MUST_MEND
    elif item.most is not None and reading.value > item.most:
        yield Problem(record, item.name, f"应不大于{values.show(item.most)}{item.unit}", "改正"), MUST_MEND
    elif item.suspect is not None and 0 < reading.value <= item.suspect:
        says = f"是百分数，若指{values.show(reading.value * 100)}%应写{values.show(reading.value * 100)}"
        yield Problem(record, item.name, says, "核对"), TO_CONFIRM
    if item.type == "姓名" and any(ch.isdigit() or ch in "@/\\" for ch in str(reading.value)):
        yield Problem(record, item.name, "应为姓名，不应有数字和符号", "改正"), TO_CONFIRM
    if reading.changed:
        yield Problem(record, item.name, f"按“{reading.changed}”理解", "核对，不对时改正"), TO_NOTE


def _option_problem(word: str, options: list[str], says: str) -> tuple[str, str]:
    """What is wrong with a word that is none of the options, and how to mend it."""
    if word.strip() in options:
        return "首尾多了空格", "删去空格"
    near = _nearest(word, tuple(options))
    return says, f"改为“{near}”" if near else "从下拉框中选择"


@functools.lru_cache
def _nearest(word: str, options: tuple[str, ...]) -> str:
    """The option most like a word; "" when none is."""
    import difflib

    return next(iter(difflib.get_close_matches(word, options, n=1, cutoff=0.4)), "")


def _asking_forms(table: Table, item: Field, notice: Notice) -> list[dict[str, list[str]]] | None:
    """The `where` of every form that asks for a required field; None = nobody asks; [{}] = asked of all.

    A statistics form of all units together holds sums alone. What is chosen on 首页 steers the program: always asked.
    """
    if not item.required or (notice.merged and table.ledger is None and item.type not in values.NUMERIC):
        return None
    if table.ledger is None or item.name in table.ledger.key or (table.ledger.single and item.options):
        return [{}]
    forms = [notice.forms[name] for name in notice.printed_on(table.scope, item.name)]
    single = [form.where for form in forms if form.mode == "逐条" and form.ledger == table.scope]
    if single:
        return single
    return [{}] if forms else None


def _is_asked(record: Record, asking: list[dict[str, list[str]]] | None) -> bool:
    return asking is not None and any(matches(record, where) for where in asking)


def _source(scope: str, item: Field, notice: Notice) -> str:
    printed = notice.printed_on(scope, item.name)
    said = [option.source for option in notice.option if option.name == item.options and option.source not in printed]
    own = next((form.id for form in notice.forms.values() if form.tab == scope), "台账")
    return "；".join(filter(None, ("、".join(printed), *said))) or own


# -- findings --------------------------------------------------------------------------------------


def _sorted(found: list[Found], tables: dict[str, Table]) -> list[Finding]:
    levels = {level: number for number, level in enumerate(LEVELS)}
    scopes = {problem.record.scope for problem, *_ in found}
    columns = {
        scope: (number, {name: column for column, name in enumerate(table.fields)})
        for number, (scope, table) in enumerate(tables.items())
        if scope in scopes
    }

    def rank(item: Found) -> tuple[int, int, int, int]:
        problem, level, _ = item
        number, fields = columns[problem.record.scope]
        return number, problem.record.row, fields.get(problem.field, len(tables)), levels[level]

    ranks = list(map(rank, found))
    findings: list[Finding] = []
    for _, places in groupby(sorted(range(len(found)), key=ranks.__getitem__), ranks.__getitem__):
        alike = [_finding(*found[place], tables) for place in places]
        findings += dict.fromkeys(alike) if len(alike) > 1 else alike  # what is said twice is of one rank
    return findings


def _finding(problem: Problem, level: str, source: str, tables: dict[str, Table]) -> Finding:
    record, name, fix = problem.record, problem.field, problem.fix or "核对"
    cell, title = place(record, name), record_name(record, tables[record.scope].ledger)
    value = values.text_of(record.raw[name]) if name in record.raw else record.text(name)
    written = f"写的是“{_short(value)}”" if value.strip() else "没有填"
    where = f"{record.tab}!{cell}" if cell else record.tab
    about = f"（{title}）" if title else ""
    message = f"{where}{about}“{name}”{written}，{problem.says}，请{fix}（依据：{source}）。"
    return Finding(
        level, record.tab, cell, title, name, value, message, fix, source, record.scope, record.row, problem.says
    )


def record_name(record: Record, ledger: Ledger | None) -> str:
    """How the clerk knows a record: its title field, members with their group or team before it, and in a merged
    workbook first of all the unit that sent it."""
    if ledger is None or not ledger.title:
        return ""
    group = ledger.key[1:2] if ledger.parent else ()
    return " ".join([text for name in (SENDER, *group, ledger.title) if (text := record.text(name))])


def _short(text: str) -> str:
    """Blanks that would not be seen in a sentence, or break it, are made plain."""
    if " ".join(text.split()) != text:
        text = re.sub(r"\s+", " ", text)
        text = re.sub(r"^ | $", "␣", text)
    return text if len(text) <= SHOWN_VALUE else text[:SHOWN_VALUE] + "…"


def _stop(text: str) -> str:
    return text if text.endswith("。") else text + "。"


def summary(findings: Iterable[Finding], notice: Notice, unit: str) -> dict[str, Any]:
    """The findings as data: {"notice","unit","counts","findings"}."""
    findings = list(findings)
    return {
        "notice": notice.id,
        "unit": unit,
        "counts": count_levels(findings),
        "findings": [finding.as_dict() for finding in findings],
    }
