"""合并 is killed: the old master or the new one stands there, what was sent in is untouched, the next merge works.

What a kill leaves is what the disk holds at that moment: it is looked at before every file operation of a merge, and
after the program has been killed at moments of chance. `python3 -m pyfuncs test --long tests/test_merge_killed.py`
kills it at three hundred moments, which takes about half an hour.
"""

from __future__ import annotations

import random
from pathlib import Path

import built
import killing
import pytest
from hostile import snapshot
from unit_books import book_bytes, save, slice_of

from pyfuncs import merge
from pyfuncs.closed import read_book
from pyfuncs.files import TEMPORARY

NOTICE = built.notice("2018")
MASTER, RECEIPT = "全省.xlsm", "全省-回执.xlsx"
MOMENTS, FEW = 300, 2
SEED = 20180610


def send(folder: Path, number: int, unit: str) -> None:
    home = {"当前通知": "2018", "推荐单位": unit, "填表日期": "2018.6.1"}
    save(folder / "收", f"{unit}.xlsx", book_bytes(NOTICE, slice_of(number), home))


def words(folder: Path) -> list[str]:
    return ["merge", str(folder / "收"), "--out", str(folder / MASTER)]


def assert_old_or_new(state: dict[str, bytes], before: dict[str, bytes], after: dict[str, bytes] | None) -> None:
    """`after` None: a new master differs from any other in its times, so it is enough that it can be read."""
    assert {name: state.get(name) for name in before if name.startswith("收")} == {
        name: data for name, data in before.items() if name.startswith("收")
    }
    for name, data in state.items():
        if name.startswith("全省-合并前-"):
            assert data == before[MASTER]
        elif after is not None and TEMPORARY not in name:
            assert data in (before.get(name), after.get(name)), name
    assert (MASTER in state) >= (MASTER in before)


def assert_the_next_merge_works(folder: Path, units: int) -> None:
    """Nothing twice, nothing left, at most one copy of the master that stood there before."""
    made = merge.merge(folder / "收", folder / MASTER)
    rows = read_book(made.master).season.ledgers["小组"]
    assert len(rows) == 3 * units == len({(row["企业名称"], row["小组名称"]) for row in rows})
    assert not [path for path in folder.rglob("*") if TEMPORARY in path.name]
    others = {path.name for path in folder.iterdir()} - {"收", MASTER, RECEIPT}
    assert all(name.startswith("全省-合并前-") for name in others)
    assert len({(folder / name).read_bytes() for name in others}) == len(others)


@pytest.mark.parametrize("units", [1, 2], ids=["first", "again"])
def test_before_every_file_operation_the_disk_holds_the_old_or_the_new(units, tmp, tmp_path, pytestconfig):
    folder = tmp / "合并"
    send(folder, 0, "太原")
    if units == 2:
        merge.merge(folder / "收", folder / MASTER)
        send(folder, 1, "大同")
    before = snapshot(folder)
    states, after = killing.watched(folder, words(folder), tmp_path / "states"), snapshot(folder)
    assert after[MASTER] != before.get(MASTER)
    assert len(states) > 4 and any(TEMPORARY in name for state in states for name in state)
    for state in states:
        assert_old_or_new(state, before, after)
    for state in states if pytestconfig.getoption("long") else random.Random(SEED).sample(states, FEW):
        killing.put(folder, state)
        assert_the_next_merge_works(folder, units)


def test_killed_at_any_moment_the_master_is_the_old_or_the_new(tmp, pytestconfig):
    folder = tmp / "合并"
    send(folder, 0, "太原")
    merge.merge(folder / "收", folder / MASTER)
    send(folder, 1, "大同")
    before = snapshot(folder)
    killer = killing.Killer(words(folder), random.Random(SEED))
    assert killer.whole() in (0, 1)
    for _ in range(MOMENTS if pytestconfig.getoption("long") else FEW):
        killing.put(folder, before)
        killer.strike()
        assert_old_or_new(snapshot(folder), before, None)
        if (folder / MASTER).read_bytes() != before[MASTER]:
            assert len(read_book(folder / MASTER).season.ledgers["小组"]) == 6
    assert_the_next_merge_works(folder, 2)
