"""The store's folder: the old one or the new one whatever happens on the way, and never a file of anybody else's."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest

from pyfuncs import store, turn
from pyfuncs.store import NotAStore, Part, commit, open_or_new, open_store, part_id, path_of, staged_path, sweep

SETS = ("小组", "校验结果")


def part(unit: str, content: str, file: str = "", area: str = "全省") -> Part:
    file = file or f"{unit}.xlsx"
    return Part(part_id(content, area, file), "2018", "2018", area, unit, file, content, dict.fromkeys(SETS, 1))


def merge(root: Path, *parts: Part, name: str = "回执.xlsx") -> store.Store:
    """A merge of these parts, the files of each holding its content's name."""
    held = open_or_new(root)
    root.mkdir(exist_ok=True)
    work = root / ".x.写入中"
    for each in parts:
        for dataset in SETS:
            path = staged_path(work, each.id, dataset)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(each.digest, "utf-8")
    try:
        return commit(held, parts, work, (name, b"receipt"))
    finally:
        sweep(open_or_new(root))


def contents(root: Path) -> dict[tuple[str, str], str]:
    """What the files that count hold, by unit and file."""
    held = open_store(root)
    found = {(each.unit, each.file): path_of(root, each, "小组").read_text("utf-8") for each in held.parts}
    files = set(root.rglob("*.parquet"))
    assert files == {path_of(root, each, dataset) for each in held.parts for dataset in SETS}
    return found


def test_a_unit_s_partition_is_replaced_as_one_and_others_stay(tmp):
    root = tmp / "库"
    merge(root, part("太原", "甲", "一.xlsx"), part("太原", "乙", "二.xlsx"), part("大同", "丙"))
    merge(root, part("太 原", "丁", "三.xlsx"))
    assert contents(root) == {("大同", "大同.xlsx"): "丙", ("太 原", "三.xlsx"): "丁"}
    merge(root, part("太原", "戊", area="邻省"))
    assert set(contents(root).values()) == {"丙", "丁", "戊"}


def test_the_same_once_more_changes_nothing(tmp):
    root = tmp / "库"
    first = merge(root, part("太原", "甲"), part("大同", "乙"))
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*.parquet")}
    again = merge(root, part("太原", "甲"), part("大同", "乙"))
    assert again.parts == first.parts and again.stamp == first.stamp
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*.parquet")} == before


def test_paths_are_partitions_and_no_unit_s_name_leads_out(tmp):
    odd = part("../../外<1>", "甲")
    merge(tmp / "库", odd)
    (path,) = (tmp / "库" / "小组").rglob("*.parquet")
    assert path.relative_to(tmp / "库").parts[:4] == ("小组", "年度=2018", "通知=2018", "地区=全省")
    assert open_store(tmp / "库").parts == [odd]


@pytest.mark.parametrize("at", range(8))
def test_stopped_at_any_file_the_store_is_the_old_one(at, tmp, monkeypatch):
    """At each of the files that are moved (two a part), at the receipt, at the list: nothing has changed, nothing is
    left over; and the next merge goes through."""
    root = tmp / "库"
    merge(root, part("太原", "甲"), part("大同", "乙"))
    before = contents(root), (root / store.LIST).read_bytes(), sorted((root / store.RECEIPTS).iterdir())
    calls = iter(range(99))

    def stop(real):
        def moved(*args):
            if next(calls) == at:
                raise KeyboardInterrupt if at % 2 else OSError(28, "磁盘满了")
            return real(*args)

        return moved

    new = [part("太原", "丙"), part("太原", "丁", "二.xlsx"), part("阳泉", "戊")]
    with monkeypatch.context() as patch:
        patch.setattr(store.os, "replace", stop(store.os.replace))
        with pytest.raises((KeyboardInterrupt, OSError)):
            merge(root, *new, name="新.xlsx")
    assert (contents(root), (root / store.LIST).read_bytes(), sorted((root / store.RECEIPTS).iterdir())) == before
    merge(root, *new, name="新.xlsx")
    assert set(contents(root).values()) == {"乙", "丙", "丁", "戊"}


def test_stopped_when_the_list_stands_already_the_store_is_the_new_one(tmp, monkeypatch):
    """Ctrl-C while the disk still makes the new list durable: the files it names stay."""
    root = tmp / "库"
    merge(root, part("太原", "甲"))
    write = store.write_new

    def write_and_stop(path, data):
        write(path, data)
        if path.name == store.LIST:
            raise KeyboardInterrupt

    monkeypatch.setattr(store, "write_new", write_and_stop)
    with pytest.raises(KeyboardInterrupt):
        merge(root, part("太原", "乙"), part("大同", "丙"))
    assert set(contents(root).values()) == {"乙", "丙"}


def test_what_a_killed_merge_left_goes_with_the_next_one(tmp):
    root = tmp / "库"
    merge(root, part("太原", "甲"))
    orphan = path_of(root, part("太原", "没有提交"), "小组")
    orphan.write_text("half", "utf-8")
    (root / ".old.写入中").mkdir()
    (root / "说明.txt").write_text("my own", "utf-8")
    assert list(contents_listed(root).values()) == ["甲"]
    merge(root, part("大同", "乙"))
    assert set(contents(root).values()) == {"甲", "乙"}
    assert sorted(path.name for path in root.iterdir()) == sorted(["说明.txt", store.LIST, store.RECEIPTS, *SETS])


def contents_listed(root: Path) -> dict[str, str]:
    return {each.id: path_of(root, each, "小组").read_text("utf-8") for each in open_store(root).parts}


def test_a_merge_elsewhere_meanwhile_is_noticed(tmp):
    root = tmp / "库"
    merge(root, part("太原", "甲"))
    mine = open_store(root)
    merge(root, part("大同", "乙"))
    with pytest.raises(NotAStore, match="刚被别处的“合并入库”改过"):
        commit(mine, [], tmp, ("x.xlsx", b""))
    assert set(contents(root).values()) == {"甲", "乙"}


def test_two_merges_at_once_the_second_is_told(tmp):
    with store.writing(tmp / "库"), pytest.raises(NotAStore, match="正在写“库”"), store.writing(tmp / "库"):
        pass
    assert list(tmp.iterdir()) == []


def test_a_drive_that_cannot_lock_is_said_to_be_so_not_another_merge(tmp, monkeypatch):
    """Some shared drives cannot: to wait for a merge that is not there would never end."""

    def cannot(*_, **__):
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr(turn, "_locking", cannot)
    with pytest.raises(NotAStore, match="“库”所在的磁盘不支持加锁"), store.writing(tmp / "库"):
        pass
    assert list(tmp.iterdir()) == []


def test_a_folder_of_something_else_is_left_alone(tmp):
    (tmp / "库").mkdir()
    (tmp / "库" / "照片.jpg").write_bytes(b"mine")
    with pytest.raises(NotAStore, match="已有别的东西"):
        open_or_new(tmp / "库")
    (tmp / "文件").write_bytes(b"mine")
    for name in ("文件", "没有"):
        with pytest.raises(NotAStore, match="不是汇总库"):
            open_store(tmp / name)


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"\xff", b"[1]", b'{"format": 1, "parts": [{"id": 1}]}'])
def test_a_spoilt_list_is_one_sentence(tmp, spoilt):
    merge(tmp / "库", part("太原", "甲"))
    (tmp / "库" / store.LIST).write_bytes(spoilt)
    with pytest.raises(NotAStore, match=r"清单\.json被改坏了"):
        open_or_new(tmp / "库")


def test_a_later_version_s_store_is_not_read_as_ours(tmp):
    merge(tmp / "库", part("太原", "甲"))
    path = tmp / "库" / store.LIST
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"format": 99}), "utf-8")
    with pytest.raises(NotAStore, match="更新的版本"):
        open_store(tmp / "库")


def test_parts_are_chosen_by_notice_and_area(tmp):
    parts = [part("太原", "甲"), part("太原", "乙", area="邻省"), replace(part("太原", "丙"), notice="2023")]
    held = store.Store(tmp, parts)
    assert [each.digest for each in held.chosen("2018")] == ["甲", "乙"]
    assert [each.digest for each in held.chosen(area=" 邻省")] == ["乙"]
