"""合并入库: what came in is what went in, a unit's partition is replaced as one, and a stop leaves the old store."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import openpyxl
import payloads
import pytest
import stores
import unit_books

from pyfuncs import parquet, store_merge
from pyfuncs.file_receipts import REFUSED, REPLACED, TAKEN
from pyfuncs.files import TEMPORARY
from pyfuncs.store import LIST, RECEIPTS, open_store
from pyfuncs.store_merge import merge_into
from pyfuncs.submissions import NotMerged


def files(root: Path) -> dict[str, int]:
    return {path.relative_to(root).as_posix(): path.stat().st_size for path in root.rglob("*") if path.is_file()}


def test_every_file_has_its_receipt_and_the_books_balance():
    folder, stored = stores.made()
    states = {each.file: each.state for each in stored.outcome.receipts}
    assert states.keys() == {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert [sum(state == each for state in states.values()) for each in (TAKEN, REPLACED, REFUSED)] == [10, 1, 2]
    balance = {name.strip(): number for name, number, _ in stored.outcome.balance}
    assert balance["读入的行"] == balance["写进库里的行"] + balance["被替换的行"] > 300
    assert balance["库里现有的行"] == balance["写进库里的行"]
    book = openpyxl.load_workbook(stored.receipt, read_only=True)
    assert book.sheetnames == [
        "收件", "重报改动", "没有并入", "全部问题", "名额", "2018附件9", "重复", "费用", "核对",
    ]  # fmt: skip
    findings = [row for row in book["全部问题"].iter_rows(min_row=5, values_only=True) if row[0]]
    assert len(findings) == sum(each.levels[level] for each in stored.outcome.receipts if each.state == TAKEN
                                for level in each.levels)  # fmt: skip
    assert findings[0][2] and findings[0][-1] in states


def test_anybody_s_duckdb_reads_the_partitions_and_counts_the_same():
    """By the folders alone, as a statistician of the association would."""
    root = stores.made()[1].store.root
    sql = f"SELECT 单位, count(*) FROM read_parquet('{root}/小组/**/*.parquet', hive_partitioning=true) GROUP BY 单位"
    assert dict(duckdb.sql(sql).fetchall()) == {"太原": 6, "大同": 4, "阳泉": 4, "长治": 6}


def test_a_unit_that_reports_anew_replaces_its_own_and_the_receipt_says_so(tmp):
    unit_books.save(tmp / "一", "太原.xlsx", stores.book(1, "太原"))
    unit_books.save(tmp / "一", "大同.xlsx", stores.book(2, "大同"))
    first = merge_into(tmp / "一", tmp / "库")
    unit_books.save(tmp / "二", "新的.xlsx", stores.book(3, "太原"))
    again = merge_into(tmp / "二", tmp / "库")
    assert {(part.unit, part.file) for part in again.store.parts} == {("大同", "大同.xlsx"), ("太原", "新的.xlsx")}
    (receipt,) = again.outcome.receipts
    assert any("原有的“太原.xlsx”" in note and "由这次报来的替换" in note for note in receipt.notes)
    balance = {name.strip(): number for name, number, _ in again.outcome.balance}
    before = {name.strip(): number for name, number, _ in first.outcome.balance}["库里现有的行"]
    assert before == balance["库里原有的行"]
    assert balance["库里现有的行"] == before - balance["其中由这次替换的行"] + balance["写进库里的行"]
    listed = {f"{part.id}.parquet" for part in again.store.parts}
    assert {path.name for path in (tmp / "库").rglob("*.parquet")} == listed
    assert len(list((tmp / "库" / RECEIPTS).iterdir())) == 2
    same = merge_into(tmp / "二", tmp / "库")
    assert same.store.parts == again.store.parts
    assert "库里已有同样的一本，没有变动。" in same.outcome.receipts[0].notes


def test_an_area_of_its_own_and_quotas_of_that_area_alone(tmp):
    unit_books.save(tmp / "收", "太原.xlsx", stores.book(1, "太原"))
    merge_into(tmp / "收", tmp / "库", area="邻省")
    unit_books.save(tmp / "收", "太原.xlsx", stores.book(2, "太原"))
    own = merge_into(tmp / "收", tmp / "库")
    assert {part.area for part in own.store.parts} == {"邻省", "全省"}
    assert own.told.entries("全省")["优秀QC小组"] == {"太原": 2} and own.told.areas() == ["全省"]


def test_what_looks_like_a_formula_is_text_in_the_store_and_its_receipt(tmp):
    tables = unit_books.slice_of(5, stores.TABLES)
    texts = [*payloads.FORMULAS, *payloads.STRANGE]
    tables["小组"] = [dict(tables["小组"][0], 小组名称=text, 小组简介=text) for text in texts]
    data = unit_books.book_bytes(stores.NOTICE, tables | {"小组成员": []}, stores.home("太原"))
    unit_books.save(tmp / "收", "=cmd|'x'!A1.xlsx", data)
    made = merge_into(tmp / "收", tmp / "库")
    (path,) = (tmp / "库" / "小组").rglob("*.parquet")
    assert [row[0] for row in parquet.read_rows(path, ["小组简介"])] == texts
    assert not payloads.formula_cells(made.receipt.read_bytes())


@pytest.mark.parametrize("at", [0, 1, 2])
def test_stopped_anywhere_the_store_is_as_it_was(at, tmp):
    """After the first file, after the last, while counting: the old store, or none."""
    for number, unit in enumerate(("太原", "大同")):
        unit_books.save(tmp / "收", f"{unit}.xlsx", stores.book(number, unit))
    if at % 2:
        merge_into(tmp / "收", tmp / "库")
        unit_books.save(tmp / "收", "大同.xlsx", stores.book(5, "大同"))
    before = files(tmp)
    calls = iter(range(9))

    def stop(*_):
        if next(calls) == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        merge_into(tmp / "收", tmp / "库", step=stop)
    assert files(tmp) == before and (tmp / "库").exists() == bool(at % 2)


def test_books_that_do_not_balance_are_not_taken_in(tmp, monkeypatch):
    unit_books.save(tmp / "收", "太原.xlsx", stores.book(1, "太原"))
    monkeypatch.setattr(store_merge.parquet, "row_count", lambda path: 1)
    with pytest.raises(NotMerged, match="对不上"):
        merge_into(tmp / "收", tmp / "库")
    assert [path.name for path in tmp.iterdir()] == ["收"]


def test_nothing_that_can_be_merged_is_one_sentence(tmp):
    (tmp / "收").mkdir()
    with pytest.raises(NotMerged, match="“收”里没有文件"):
        merge_into(tmp / "收", tmp / "库")
    unit_books.save(tmp / "收", "坏.xlsx", b"x")
    with pytest.raises(NotMerged, match="没有一个是读得出的申报簿"):
        merge_into(tmp / "收", tmp / "库")
    assert [path.name for path in tmp.iterdir()] == ["收"]


KILLED = """
import sys
from pathlib import Path
from pyfuncs.store_merge import merge_into
merge_into(*map(Path, sys.argv[1:]))
"""


def test_killed_in_the_midst_the_next_run_completes_and_nothing_is_left(tmp):
    """Killed as soon as rows wait in the store's folder: the list is the old one; then all is as if nothing was."""
    unit_books.save(tmp / "收", "太原.xlsx", stores.book(0, "太原"))
    merge_into(tmp / "收", tmp / "库")
    before = (tmp / "库" / LIST).read_bytes()
    for number in range(1, 7):
        unit_books.save(tmp / "收", f"大同{number}.xlsx", stores.book(number, "大同"))
    command = [sys.executable, "-c", KILLED, str(tmp / "收"), str(tmp / "库")]
    with subprocess.Popen(command, cwd=Path(__file__).parent.parent) as run:
        deadline = time.monotonic() + 120
        while not list((tmp / "库").glob(".*/*/小组.parquet")) and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(run.pid, signal.SIGKILL)
    assert (tmp / "库" / LIST).read_bytes() == before
    assert len(open_store(tmp / "库").parts) == 1
    made = merge_into(tmp / "收", tmp / "库")
    assert len(made.store.parts) == 7 and sorted({part.unit for part in made.store.parts}) == ["大同", "太原"]
    assert not [path for path in (tmp / "库").iterdir() if path.name.endswith(TEMPORARY)]
    assert sum(1 for _ in (tmp / "库" / "小组").rglob("*.parquet")) == 7
