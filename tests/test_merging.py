"""The verb merge and the button 合并工作簿: what they say, where the master goes, what an earlier one keeps."""

import json

import built
import desks
import pytest
import unit_books
from desks import of, said

from pyfuncs import merging
from pyfuncs.__main__ import main
from pyfuncs.changes import Log, Open, Say
from pyfuncs.closed import read_book, read_sheets
from pyfuncs.desk import Stopped
from pyfuncs.folders import BOOKS
from pyfuncs.master import FEES_TAB, paid_of

NOTICE = built.notice("2018")


def send(folder, unit, number):
    home = {"当前通知": "2018", "推荐单位": unit, "填表日期": "2018.6.1"}
    return unit_books.save(folder, f"{unit}.xlsx", unit_books.book_bytes(NOTICE, unit_books.slice_of(number), home))


def test_the_verb_says_the_balance_the_refused_and_where_things_are(tmp, capsys):
    send(tmp / "收", "太原", 1)
    (tmp / "收" / "坏.xlsx").write_bytes(b"x")
    status = main(["merge", str(tmp / "收"), "--out", str(tmp / "全省.xlsm"), "--json", str(tmp / "果.json")])
    out = capsys.readouterr().out
    assert status == 1 and "文件 2 ＝ 收入 1 ＋ 被替换 0 ＋ 拒收 1" in out
    assert "拒收 坏.xlsx：“坏.xlsx”不是Excel工作簿" in out and "全省-回执.xlsx" in out
    data = json.loads((tmp / "果.json").read_text("utf-8"))
    assert [file["state"] for file in data["files"]] == ["拒收", "收入"] or [f["state"] for f in data["files"]] == [
        "收入",
        "拒收",
    ]
    assert data["balance"]["读入的行"] == data["balance"]["合并工作簿里的行"] > 5


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["没有", "--out", "全省.xlsm"], "找不到文件夹"),
        (["收", "--out", "全省.xlsx"], "应存为 .xlsm"),
        (["收", "--out", "全省.xlsm", "--notice", "2081"], "没有通知“2081”，是否为“2018”？"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words, told, tmp, capsys, monkeypatch):
    monkeypatch.chdir(tmp)
    send(tmp / "收", "太原", 1)
    assert main(["merge", *words]) == 2
    assert told in capsys.readouterr().err
    assert [path.name for path in tmp.iterdir()] == ["收"]


def test_without_the_folder_the_button_makes_it_and_says_what_to_do(tmp):
    changes = merging.merge_books(desks.desk(built.PROVINCE, tmp / "申报簿.xlsm"))
    assert (tmp / BOOKS).is_dir() and of(changes, Open) == [Open(str(tmp / BOOKS))]
    assert f"放进“{BOOKS}”文件夹" in said(changes)
    assert "请先保存" in said(merging.merge_books(desks.desk(built.PROVINCE)))


def test_the_button_makes_a_new_master_beside_and_says_the_counts(tmp):
    send(tmp / BOOKS / "下级", "太原", 1)
    changes = merging.merge_books(desks.desk(built.PROVINCE, tmp / "申报簿.xlsm"))
    (master,) = tmp.glob("2018全省合并-*.xlsm")
    assert f"已合并：1个文件，收入1，被替换0，拒收0；合并工作簿里{rows(master)}行" in said(changes)
    assert of(changes, Say)[0].kind == "info" and of(changes, Log)[0].file == master.name
    assert of(changes, Open)[0].path.endswith("-回执.xlsx") and not changes.undoable


def rows(master):
    return sum(read_book(master).rows_taken.values())


def test_what_was_typed_in_the_last_master_goes_into_the_next(tmp, monkeypatch):
    send(tmp / BOOKS, "太原", 1)
    kept = {"太原": (900, "回单")}
    monkeypatch.setattr(merging, "_latest_kept", lambda desk, stem: merging.Kept(kept))
    merging.merge_books(desks.desk(built.PROVINCE, tmp / "申报簿.xlsm"))
    monkeypatch.undo()
    (first,) = tmp.glob("2018全省合并-*.xlsm")
    first.rename(tmp / "2018全省合并-20180601-080000.xlsm")
    merging.merge_books(desks.desk(built.PROVINCE, tmp / "申报簿.xlsm"))
    last = max(tmp.glob("2018全省合并-*.xlsm"))
    assert paid_of(read_sheets(last)[FEES_TAB]) == kept


def test_stopped_it_leaves_nothing(tmp):
    send(tmp / BOOKS, "太原", 1)
    desk = desks.desk(built.PROVINCE, tmp / "申报簿.xlsm")
    desk.is_stopped = lambda: True
    with pytest.raises(Stopped):
        merging.merge_books(desk)
    assert [path.name for path in tmp.iterdir()] == [BOOKS]
