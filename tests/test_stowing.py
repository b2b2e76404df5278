"""A workbook read in a process of its own and put into files: all of its rows, and nothing half written."""

from __future__ import annotations

import stores
import unit_books

from pyfuncs import parquet, stowing
from pyfuncs.arrival import Arrival
from pyfuncs.notice import TEMPLATES
from pyfuncs.reading_pool import read
from pyfuncs.store import Stowed
from pyfuncs.stowing import Place, stow, stow_many


def place(tmp) -> Place:
    (tmp / "等").mkdir(exist_ok=True)
    return Place(TEMPLATES, tmp / "等", tmp / "收", "")


def files_of(told: object) -> Stowed:
    """What of an arrival lies in files."""
    assert isinstance(told, Arrival) and isinstance(told.ledgers, Stowed)
    return told.ledgers


def test_a_workbook_s_rows_lie_in_files_and_read_as_those_of_a_merge(tmp):
    path = unit_books.save(tmp / "收", "太原/一.xlsx", stores.book(3, "太原"))
    held, plain = stow(path, place(tmp)), read(path)
    assert isinstance(held, Arrival) and held.digest == plain.digest
    assert files_of(held).unit == "太原" and len(files_of(held).id) == 32
    for name, packed in plain.ledgers.items():
        rows = held.ledgers[name].rows if packed.rows else []
        assert [row[0] for row in rows] == [row[0] for row in packed.rows]
        columns = held.ledgers[name].columns if packed.rows else {}
        for (_, stowed, *_), (_, said, *_) in zip(rows, packed.rows, strict=True):
            told = dict(zip(columns, stowed, strict=True))
            assert {item: told[item] for item in packed.columns if item in told} == {
                item: value for item, value in zip(packed.columns, said, strict=True) if item in told
            }
    counts = {name: number for name, number in held.rows_taken.items() if number}
    assert {name: files_of(held).counts[name] for name in counts} == counts


def test_a_second_try_writes_the_same_and_leaves_one(tmp):
    path = unit_books.save(tmp / "收", "一.xlsx", stores.book(3, "太原"))
    first, again = (files_of(stow(path, place(tmp))) for _ in range(2))
    assert first.id == again.id and first.counts == again.counts
    assert [item.name for item in (tmp / "等").iterdir()] == [first.id]


def test_the_notice_s_spelling_of_a_unit_counts(tmp):
    path = unit_books.save(tmp / "收", "一.xlsx", stores.book(3, "太原", 首页=[]))
    assert files_of(stow(path, place(tmp))).unit == "太原"
    assert stowing._spelt(stores.NOTICE, "太 原") == "太原" and stowing._spelt(stores.NOTICE, "某 县") == "某 县"


def test_a_disk_that_is_full_stops_the_merge_and_is_no_fault_of_the_file(tmp, monkeypatch):
    path = unit_books.save(tmp / "收", "一.xlsx", stores.book(3, "太原"))

    def full(*_):
        raise OSError(28, "磁盘满了")

    monkeypatch.setattr(parquet, "write", full)
    fault = stow(path, place(tmp))
    assert isinstance(fault, OSError) and fault.errno == 28
    assert list((tmp / "等").iterdir()) == []


def test_many_files_each_once_in_processes_of_their_own(tmp):
    names = ["一.xlsx", "坏.xlsx", "二.xlsx"]
    paths = [unit_books.save(tmp / "收", name, stores.book(at, "大同")) for at, name in enumerate(names)]
    paths[1].write_bytes(b"x")
    told = dict(stow_many(paths, place(tmp), 2))
    assert [isinstance(told[number], str) for number in range(3)] == [False, True, False]
    assert {item.name for item in (tmp / "等").iterdir()} == {files_of(told[0]).id, files_of(told[2]).id}
