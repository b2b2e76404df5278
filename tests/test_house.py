"""The rules of the house: form of the code, direction of imports, nothing of a notice in Python."""

from __future__ import annotations

import ast
import datetime as dt
import functools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyfuncs import values
from pyfuncs.notice import Notice, list_notices, load_notice

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "pyfuncs").glob("*.py"))
TREES = {path.stem: ast.parse(path.read_text("utf-8")) for path in MODULES}

LAYERS = [
    {"shapes"},
    {"file_kinds", "plain_rows", "open_tables", "formulas", "collector", "on_demand"},
    {"spread"},
    {"values", "grid", "metrics", "package", "preflight", "shortcut", "system", "vba"}
    | {
        "changes",
        "patience",
        "turn",
        "schema",
        "ranking",
        "rounding",
        "draw",
        "markup",
        "wording",
        "child",
        "benchmark_table",
        "envelope",
    },
    {"columns"},
    {"amounts", "definitions", "contest", "rules", "files", "environment", "reader", "blocks", "document"},
    {"scores", "settings", "ready", "optional", "bulk_rows", "plain_workbook", "mould"},
    {"finalists"},
    {"score_rules", "fee_rules", "tie_keys", "suspects"},
    {"notice", "wheels", "folders"},
    {"fill", "quota", "catalogue", "lattice", "filled", "outline", "honours", "lookalikes", "next_level", "ticks"},
    {"entry", "judging"},
    {"alignment", "outcome_rows"},
    {"layout", "stats", "fees", "slots", "word_draw", "search", "entries"},
    {"records", "book", "word", "recognition", "joining", "accounts", "materials"},
    {"strays"},
    {"loose"},
    {"check", "closed", "lint", "table_book", "samples", "word_templates", "binder"} | {"placement", "arrival"},
    {"judge_book"},
    {"judge_return"},
    {"desk", "highlights", "letters", "winners", "sent", "master", "reading_pool"},
    {"report", "terminal", "award_rows", "honour_list", "proof", "expressions", "ledgers", "tabs", "summary_tab"}
    | {"converter", "file_receipts"},
    {"form_tab", "mirror_tab", "roll", "certificates", "publicity", "materials_tab", "unit_quota", "submissions"}
    | {"parquet"},
    {"fees_tab", "fee_list", "packing_list", "intake", "forms", "rates", "panels", "listing", "undo", "typed_boxes"}
    | {"store", "store_sql", "margin"},
    {"jury_tabs", "jury_desk", "results", "sheets", "bench", "marks", "repair", "tallies", "functions", "examination"}
    | {"ledger_rows", "typing_state", "checklist", "print_pack", "offers", "merge_book", "unit_tabs"}
    | {"stowing", "store_count"},
    {"home", "press", "cursor", "memory", "mirror", "perform", "findings_tab", "jury", "jury_files"}
    | {"difference", "difference_tab", "acceptance", "cluster"},
    {"live", "output", "printing", "pack", "helpdesk", "explanation", "press_file"}
    | {"difference_sheet", "difference_book", "post", "renewal", "store_book"},
    {"steps", "buttons", "taking", "commend", "award_list"},
    {"workbook"},
    {"build", "guide", "handout", "returns", "merge", "promotion"},
    {"commands", "merging", "sitting", "take", "handing_on", "store_merge"},
    {"demo", "drop", "install", "traffic", "benchmarks", "storing"},
    {"command_line"},
    {"__main__"},
]
"""A module imports only from the lines above its own."""

STRUCTURE = {
    "首页": "the single record every notice has",
    "当前通知": "the cell of 首页 that chooses the notice",
    "推荐单位": "the cell of 首页 that chooses the row of the quota table",
    "填表日期": "the cell of 首页 by which of two workbooks of a unit the later is known",
    "来源": "the column that says where a row comes from",
    "报送单位": "the column of a merged workbook that says whose a row is",
    "是": "the word of yes",
    "否": "the word of no",
    "评审结果": "the jury's results, and the button that reckons them",
    "获奖名单": "the list of winners, as buttons and verbs call it",
    "收费项目": "the list of awards that cost a fee, for a drop-down",
} | dict.fromkeys(values.READERS, "a type of field; some fields bear the name of their type")
"""Words of the definitions that Python may say, and why."""

EXAMPLES = {
    ("command_line", "太原"): "an example in the help",
    ("command_line", "附件3.1"): "an example in the help",
    ("demo", "太原"): "an example of the command to go on with",
    ("rules", "成员名单"): "plain words: the list of members",
    ("values", "电子邮箱"): "plain words: an e-mail address",
    ("values", "2018年6月10日"): "an example of how a day is written",
    ("report", "企业"): "heading of the manifest: the folder a form lies in",
}
"""(module, word) that stand there for another reason, and which."""

STAMP = "the fixed day in built files, so that two builds are alike; any day would do"
NUMBERS = {
    ("preflight", 2000): "how many parts a file may have",
    ("book", 2018): STAMP,
    ("table_book", 2018): STAMP,
    ("word", 2018): STAMP,
    ("word_draw", 2018): STAMP,
}
"""(module, number) equal to a fee, a limit or a year of a notice but another thing, and what it is."""


@functools.cache
def notices() -> list[Notice]:
    return [load_notice(name) for name in list_notices()]


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, text) of every string but docstrings and bare strings that explain a constant."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def names_of(notice: Notice) -> set[str]:
    """What only a notice can name: units, awards, forms, facts, documents, prizes, the payee."""
    words = {*notice.units(), notice.name}
    words |= {word for award in notice.award for word in (award.name, award.quota_column)}
    words |= {word for form in notice.forms.values() for word in (form.id, form.name, form.tab)}
    words |= {item.value for item in notice.fact if isinstance(item.value, str)}
    words |= {limit.document for limit in notice.word_limit} | {item.document for item in notice.material}
    words |= {item.level for item in notice.prize}
    if notice.quota:
        words |= {*notice.quota.columns, *notice.quota.rows}
    if notice.payee:
        words |= {notice.payee.name, notice.payee.account, notice.payee.bank}
    return words - {""}


def terms_of(notice: Notice) -> set[str]:
    """Its ledgers, fields and options: words of the language too, so a sentence may hold the short ones."""
    fields = [item for ledger in notice.ledgers.values() for item in ledger.field]
    fields += [item for form in notice.forms.values() for item in form.field]
    words = {name for item in fields for name in (item.name, *item.alias)}
    words |= {word for item in fields for word in notice.options_of(item)}
    words |= {word for options in notice.words.values() for word in options}
    return (words | set(notice.ledgers)) - {""}


def numbers_of(notice: Notice) -> set[int]:
    """Fees, limits of length and years of the notice: numbers that mean nothing else in a program."""
    numbers = {award.fee for award in notice.award if award.fee}
    numbers |= {item.most for item in notice.word_limit}
    return numbers | {day.year for item in notice.deadline for day in (item.date, item.start) if day}


# -- form of the code --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [["check", "--output-format=concise"], ["format", "--check", "--quiet"]], ids=["check", "format"]
)
def test_ruff(command):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "pyfuncs", "tests"], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_hold(tmp_path):
    """A name that is nowhere, an argument too many, one name for two things: in the program and in its tests."""
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def undocumented(tree: ast.Module) -> list[str]:
    """Its public functions and classes, and the module itself, that have no docstring."""
    parts: list[tuple[str, ast.Module | ast.FunctionDef | ast.ClassDef]] = [("the module", tree)]
    parts += [(node.name, node) for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    return [name for name, node in parts if not name.startswith("_") and not ast.get_docstring(node)]


@pytest.mark.parametrize("module", TREES)
def test_everything_public_says_what_it_is(module):
    assert undocumented(TREES[module]) == []


@pytest.mark.parametrize("module", [name for name in TREES if not name.startswith("__")])
def test_every_module_has_its_tests(module):
    tests = ROOT / "tests" / f"test_{module}.py"
    assert tests.exists()
    assert "def test_" in tests.read_text("utf-8")


def test_no_test_is_skipped_or_expected_to_fail():
    marks = {"skip", "skipif", "skipIf", "xfail", "importorskip"}
    found = [
        f"{path.name}:{node.lineno}"
        for path in sorted((ROOT / "tests").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in marks
    ]
    assert found == []


# -- direction of imports ----------------------------------------------------------------------------


def imports(tree: ast.AST) -> set[str]:
    """The modules of pyfuncs that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.level or str(node.module).split(".")[0] == "pyfuncs"):
            inner = (node.module or "").removeprefix("pyfuncs").strip(".")
            names |= {inner.split(".")[0]} if inner else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("pyfuncs.")}
    return names & set(TREES)


def test_every_module_has_its_one_place_in_the_order():
    placed = [name for layer in LAYERS for name in layer]
    assert len(placed) == len(set(placed))
    assert set(TREES) - {"__init__"} - set(placed) == set()


@pytest.mark.parametrize("module", TREES)
def test_imports_go_one_way(module):
    place = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    against = {name for name in imports(TREES[module]) if place[name] >= place.get(module, 0)}
    assert against == set()


# -- nothing of a notice in Python -------------------------------------------------------------------


def test_the_words_looked_for_are_the_notices_own():
    names, terms = set().union(*map(names_of, notices())), set().union(*map(terms_of, notices()))
    assert {"太原", "附件3.1", "质量信得过班组", "一等奖"} <= names
    assert {"攻关", "创新型", "组长姓名", "小组成员", "当前通知"} <= terms
    assert {300, 600, 1000, 700, 2018, 2023} <= set().union(*map(numbers_of, notices()))


def without_examples(module: str, text: str) -> str:
    """A string of the module without the words that stand there for another reason."""
    for where, word in EXAMPLES:
        text = text.replace(word, "") if where == module else text
    return text


@pytest.mark.parametrize("module", TREES)
def test_python_names_no_form_field_or_option(module):
    """No string of the program is a word of the definitions; none holds a name, a long term or 附件1."""
    names, terms = set().union(*map(names_of, notices())), set().union(*map(terms_of, notices()))
    held = {word for word in names if len(word) > 1} | {word for word in terms if len(word) >= 4}
    held -= {*list_notices(), *STRUCTURE}
    found = []
    for line, text in strings(TREES[module]):
        text = without_examples(module, text)
        named = {word for word in held if word in text} | ({text.strip()} & (names | terms))
        named |= set(re.findall(r"附件\d+(?:\.\d+)?", text))
        found += [f"{line}: {word}" for word in sorted(named - set(STRUCTURE))]
    assert "\n".join(found) == ""


@pytest.mark.parametrize(("module", "word"), EXAMPLES)
def test_no_exception_outlives_its_reason(module, word):
    assert any(word in text for _, text in strings(TREES[module]))


@pytest.mark.parametrize("module", TREES)
def test_python_states_no_fee_limit_or_year(module):
    numbers = set().union(*map(numbers_of, notices()))
    found = [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.Constant)
        and type(node.value) is int
        and node.value in numbers
        and (module, node.value) not in NUMBERS
    ]
    assert found == []


@pytest.mark.parametrize("module", TREES)
def test_the_program_calls_nobody_you(module):
    """Neither 你 nor 您: which of them a clerk is, is for letters and certificates to say."""
    assert not [f"{line}: {text}" for line, text in strings(TREES[module]) if "你" in text or "您" in text]


def test_python_states_no_deadline():
    """No string of the program reads as a day of a deadline or of a period of a notice."""
    days = {day for notice in notices() for item in notice.deadline for day in (item.start, item.date) if day}
    days |= {day for notice in notices() for item in notice.period for day in (item.start, item.end)}
    assert dt.date(2018, 6, 10) in days
    shown = {form for day in days for form in (day.isoformat(), values.show_date(day), f"{day.month}月{day.day}日")}
    for module, tree in TREES.items():
        assert not [line for line, text in strings(tree) if any(day in without_examples(module, text) for day in shown)]
