"""The README says what is true: its commands, buttons, pictures, modules and links are those of the product."""

from __future__ import annotations

import dataclasses
import itertools
import re
import shlex
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from applied import SPOILT
from button_cases import CASES, by_the_core, prepare, workbook
from test_house import LAYERS

from pyfuncs.catalogue import CALLS
from pyfuncs.changes import Go, Log, Open, Say, Show
from pyfuncs.command_line import VERBS, parser
from pyfuncs.notice import LEVELS, list_notices, load_notice, rule_modules
from pyfuncs.press import BUTTONS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
INLINE = re.compile(r"`python3 -m pyfuncs ([^`\n]+)`")
FENCED = re.compile(r"^ *```\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
ANCHOR = re.compile(r"\]\(#([^)]+)\)")
LARGEST, MOST = 280_000, 16


def section(title: str) -> str:
    """The text of one ## section."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def commands() -> list[str]:
    """What follows `python3 -m pyfuncs` in every code block that holds only commands, and in every inline code."""
    blocks = [block.splitlines() for block in FENCED.findall(README)]
    lines = [line.strip() for block in blocks for line in block]
    fenced = [line.removeprefix("python3 -m pyfuncs ") for line in lines if line.startswith("python3 -m pyfuncs ")]
    return sorted({*fenced, *INLINE.findall(README)})


def buttons() -> list[tuple[str, str]]:
    """(group, label) of every button and menu of the ribbon, in order within each group."""
    tree = ElementTree.parse(ROOT / "workbook" / "ribbon.xml")
    groups = [item for item in tree.iter() if item.tag.endswith("}group")]
    return [(group.get("label", ""), item.get("label", "")) for group in groups for item in group]


def told_buttons() -> list[list[str]]:
    """The rows of the table of buttons: group, label, what it does, what it changes."""
    rows = [line for line in section("功能区的按钮").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[1:]]


def pictures() -> list[str]:
    """Every picture the README shows, as linked."""
    return PICTURE.findall(README)


@pytest.mark.parametrize("command", commands())
def test_every_command_is_one_the_program_takes(command):
    words = shlex.split(command)
    if "--help" in words:
        with pytest.raises(SystemExit) as end:
            parser().parse_args(words)
        assert end.value.code == 0
    elif words[0] == "test":  # what follows is for pytest
        assert all((ROOT / word).exists() for word in words[1:] if not word.startswith("-"))
    else:
        assert parser().parse_args(words).verb == words[0]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_an_example_and_a_line_in_the_table(verb):
    assert any(command.split()[0] == verb for command in commands())
    assert f"| `{verb}` |" in section("命令")


@pytest.mark.parametrize("command", ["python3 -m pyfuncs demo", "python3 -m pyfuncs test"])
def test_the_two_commands_stand_on_lines_of_their_own(command):
    assert command in README.splitlines()


def test_the_ci_runs_the_test_command():
    assert (ROOT / ".ci" / "run").read_text("utf-8").splitlines()[-1] == "python3 -m pyfuncs test"


@pytest.mark.parametrize("label", [label for _, label in buttons()])
def test_every_button_is_to_be_tried_by_hand(label):
    assert f"- [ ] 未做　{label}：" in section("手工检查单（Windows）")


def test_the_buttons_told_are_those_of_the_ribbon():
    assert sorted((group, label) for group, label, *_ in told_buttons()) == sorted(buttons())
    assert all(len(row) == 4 and all(row) for row in told_buttons())


LATER = {"undo"}
"""Buttons with nothing to do in a fresh workbook."""
BEFORE = {"store": "edit"}
"""What must be pressed before a button to see all that it changes."""


@pytest.mark.parametrize("name", [name for name in BUTTONS if name not in LATER])
def test_what_a_button_changes_is_told(name, tmp, monkeypatch):
    """A line in 日志, and contents and notes that 撤销上一步 brings back."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp))
    monkeypatch.setitem(CASES, name, dataclasses.replace(CASES[name], before=BEFORE.get(name, CASES[name].before)))
    sample = Path(shutil.copy(workbook(name, SPOILT), tmp))
    prepare(name, tmp)
    changes = by_the_core(name, sample)
    told = next(row[3] for row in told_buttons() if row[1] == BUTTONS[name].label)
    told = told.replace("同上", next(row[3] for row in told_buttons() if row[1] == "校验全部"))
    assert ("“日志”一行" in told) == any(isinstance(item, Log) for item in changes.items)
    if changes.undoable and changes.touches():
        assert "可撤销" in told
    assert (told == "不改动") <= all(isinstance(item, Go | Say | Open | Show) for item in changes.items)


@pytest.mark.parametrize("link", pictures())
def test_every_picture_is_there_and_small(link):
    data = (ROOT / link).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) <= LARGEST


def test_no_picture_lies_about_unseen():
    stored = {path.relative_to(ROOT).as_posix() for path in (ROOT / "workbook" / "示例" / "图片").iterdir()}
    assert stored == set(pictures())
    assert 0 < len(stored) <= MOST


def slug(heading: str) -> str:
    """The anchor GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("anchor", sorted(set(ANCHOR.findall(README))))
def test_every_link_within_the_page_leads_somewhere(anchor):
    assert anchor in {slug(heading) for heading in re.findall(r"^#+ (.+)$", README, re.MULTILINE)}


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_is_explained(level):
    assert f"| {level} |" in section("校验结果的三种级别")


@pytest.mark.parametrize("notice", list_notices())
def test_every_notice_is_named_with_its_attachments(notice):
    forms = list(load_notice(notice).forms)
    assert re.search(rf"^\| {notice} \| .+ \| {forms[0]} 至{forms[-1]} \|$", README, re.MULTILINE)


def test_every_file_and_module_named_is_there():
    named = set(re.findall(r"`((?:templates|workbook|tests|pyfuncs|\.ci)/[^`*\s]+)`", README))
    own = {"templates/2027/"}
    assert {name for name in named - own if not (ROOT / name).exists()} == set()


def test_the_layers_told_are_in_the_order_of_the_house():
    layers = section("给开发者").split("### 层次")[1].split("```")[1].strip().splitlines()
    told = [re.findall(r"\b[a-z_]{3,}\b", line) for line in layers]
    place = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    assert {name for names in told for name in names} <= set(place)
    numbers = [[place[name] for name in names] for names in told]
    assert all(max(upper) < min(lower) for upper, lower in itertools.pairwise(numbers))


def test_the_list_of_rules_has_a_chinese_name_for_each_kind():
    called = {rule.call for name in list_notices() for rule in load_notice(name).rule}
    assert called <= set(CALLS)
    assert all(any(callable(getattr(kinds, name, None)) for kinds in rule_modules()) for name in CALLS)


def test_what_was_never_run_is_said():
    assert "没有在真的 Excel 和 WPS 里运行过" in section("已知的不足")
    assert "[x]" not in README.lower()
