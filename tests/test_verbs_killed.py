"""Verbs and a press are killed at any moment: what stands there is whole, old or new; what came in is untouched; the
next run does all of the work, once, and leaves nothing else.

`python3 -m pyfuncs test --long tests/test_verbs_killed.py` kills each at three hundred moments and goes on from every
state of the disk, which takes about half an hour. A merge is killed in tests/test_merge_killed.py, every button in
tests/test_killed.py.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import clerk_book
import corpus
import killing
import pytest
from button_cases import TIME
from hostile import snapshot

from pyfuncs.changes import decode
from pyfuncs.closed import read_book
from pyfuncs.files import TEMPORARY
from pyfuncs.forms import MANIFEST, make_forms
from pyfuncs.take import MADE

State = Mapping[str, bytes]
MOMENTS, FEW = 300, 1
LOOKS = 20
"""How many kills there are to one run after them."""
SEED = 20180610
BOOK, SENT, TOLD = "簿.xlsx", "表", "改动.txt"
WORKS = {
    "forms": ("forms", BOOK, "--out", "新的表"),
    "forms again": ("forms", BOOK, "--out", SENT),
    "take": ("take", SENT, "--into", BOOK),
    "take accepted": ("take", SENT, "--into", BOOK, "--accept", "全部"),
    "press": ("press", "forms", "--workbook", "副本.xlsx", "--book", BOOK, "--changes", TOLD),
}
"""What is run in the clerk's folder; 表 holds the forms of a year before, which `forms again` makes anew."""
ARE_FILES = {BOOK, SENT, TOLD, "副本.xlsx", "新的表"}


@pytest.fixture(scope="module")
def laid(tmp_path_factory, notice_2018) -> dict[str, bytes]:
    """The clerk's folder: the workbook, its copy for a press, and forms of the same groups before they moved."""
    made = tmp_path_factory.mktemp("laid")
    moved = [row | {"通讯地址": "太原市旧址路9号"} for row in corpus.GOOD["小组"]]
    before = clerk_book.build(made / BOOK, notice_2018, clerk_book.HOME_2018, corpus.GOOD | {"小组": moved})
    make_forms(read_book(before).season, notice_2018, [], made / SENT)
    corpus.good_book(made / BOOK, notice_2018)
    (made / "副本.xlsx").write_bytes((made / BOOK).read_bytes())
    return snapshot(made)


def entries(state: State) -> dict[str, set[str]]:
    """The names below each folder or file that stands in the clerk's folder; what is being written is no part of it.
    Times and numbers in names count for nothing."""
    found = defaultdict(set)
    for name in state:
        if TEMPORARY not in name:
            first, _, rest = plain(name).partition("/")
            found[first].add(rest)
    return found


def plain(name: str) -> str:
    return re.sub(r"\(\d\)", "", TIME.sub("‹时间›", name))


def assert_whole(state: State, before: State, after: State, work: str) -> None:
    """Nothing that came in has changed; every entry has all the files it had or will have, and each can be read."""
    for name, data in before.items():
        assert (work == "forms again" and name.startswith(SENT)) or state.get(name) == data, name
    old, new = entries(before), entries(after)
    assert set(old) <= set(entries(state))
    for name, files in entries(state).items():
        assert files in (old.get(name), new.get(name)), name
    for name, data in state.items():
        if name == TOLD:
            decode(data)
        elif TEMPORARY not in name:
            assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def assert_old_or_new(state: State, before: State, after: State) -> None:
    """Byte by byte; once there is a new list of what was made, all that it lists is new."""
    for name, data in state.items():
        assert TEMPORARY in name or data in (before.get(name), after.get(name)), name
    listed = f"{SENT}/{MANIFEST}"
    if state[listed] != before[listed]:
        assert {name: data for name, data in state.items() if TEMPORARY not in name} == after


def assert_done(state: State, after: State, folder: Path) -> None:
    """All of the work is there, and nothing else; in a new workbook each group once."""
    assert not [name for name in state if TEMPORARY in name]
    assert entries(state) == entries(after)
    forms = {plain(name): data for name, data in after.items() if name.endswith(".docx")}
    assert {plain(name): data for name, data in state.items() if name.endswith(".docx")} == forms
    for path in folder.glob(f"*{MADE}*.xlsm"):
        groups = [row["小组名称"] for row in read_book(path).season.ledgers["小组"]]
        assert sorted(groups) == sorted(str(row["小组名称"]) for row in corpus.GOOD["小组"])


@pytest.mark.parametrize("work", WORKS)
def test_killed_at_any_moment_nothing_is_half_and_the_next_run_completes(work, laid, tmp, tmp_path, pytestconfig):
    long, chance = pytestconfig.getoption("long"), random.Random(f"{SEED} {work}")
    folder = tmp / "申报"
    words = [str(folder / word) if word in ARE_FILES else word for word in WORKS[work]]
    folder.mkdir()
    killing.put(folder, laid)
    states = killing.watched(folder, words, tmp_path / "states")
    after = snapshot(folder)
    assert len(states) > 1 and any(TEMPORARY in name for state in states for name in state)
    for state in states:
        assert_whole(state, laid, after, work)
        assert_old_or_new(state, laid, after)
    killer = killing.Killer(words, chance)
    for state in states if long else chance.sample(states, 1):
        killing.put(folder, state)
        assert killer.whole() in (0, 1)
        assert_done(snapshot(folder), after, folder)
    for number in range(1, 1 + (MOMENTS if long else FEW)):
        killing.put(folder, laid)
        killer.strike()
        assert_whole(snapshot(folder), laid, after, work)
        if number % (LOOKS if long else FEW) == 0:
            assert killer.whole() in (0, 1)
            assert_done(snapshot(folder), after, folder)
