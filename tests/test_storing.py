"""merge --store and store as the clerk calls them: one sentence for what is wrong, the results as .xlsx and JSON."""

from __future__ import annotations

import json
from typing import Any

import built
import openpyxl
import pytest
import stores
import unit_books

from pyfuncs import optional
from pyfuncs.__main__ import main
from pyfuncs.store import LIST, open_store, path_of


@pytest.fixture(scope="module")
def stored():
    return stores.made()[1].store


def test_merging_into_a_store_says_what_came_in_and_where_it_went(tmp, capsys):
    unit_books.save(tmp / "收", "太原.xlsx", stores.book(1, "太原"))
    unit_books.save(tmp / "收", "坏.xlsx", b"x")
    status = main(["merge", str(tmp / "收"), "--store", str(tmp / "库"), "--json", str(tmp / "说.json")])
    said = capsys.readouterr().out
    assert status == 1 and "文件 2 ＝ 收入 1 ＋ 被替换 0 ＋ 拒收 1" in said and "拒收 坏.xlsx" in said
    assert "库里现有的行" in said and "回执在" in said
    data = json.loads((tmp / "说.json").read_text("utf-8"))
    assert data["balance"]["文件"] == 2 and data["books"] == 1 and len(data["files"]) == 2


def test_a_store_is_read_back_on_the_screen_and_as_a_workbook(stored, tmp, capsys):
    status = main(["store", str(stored.root), "--out", str(tmp / "全省.xlsx"), "--json", str(tmp / "全省.json")])
    said = capsys.readouterr().out
    assert status == 1 and "10 本申报簿" in said and "太原：优秀QC小组" in said and "重复（14 处）" in said
    book = openpyxl.load_workbook(tmp / "全省.xlsx", read_only=True)
    assert book.sheetnames == ["名额", "2018附件9", "重复", "费用"] and "名额、统计、重复、费用都在" in said
    data = json.loads((tmp / "全省.json").read_text("utf-8"))["2018"]
    assert len(data["alike"]) == 14 and {"form", "field", "unit", "value"} == set(data["rates"][0])
    quotas = {row["category"]: row["declared"] for row in data["quotas"]["全省"]}
    assert (quotas["太原：优秀QC小组"], quotas["大同：优秀QC小组"]) == (6, 4)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["store", "没有"], "“没有”不是汇总库"),
        (["store", "库", "--notice", "2019"], "没有通知“2019”"),
        (["store", "库", "--area", "邻省"], "没有要找的，库里有：2018通知全省"),
        (["store", "库", "--out", "全省.csv"], "结果应存为 .xlsx"),
        (["store", "库", "--cluster", "tcp://127.0.0.1:x"], "连不上集群“tcp://127.0.0.1:x”"),
        (["merge", "没有", "--store", "新库"], "找不到文件夹“没有”"),
        (["merge", "库"], "--out 和 --store 要写一个"),
        (["merge", "库", "--out", "册.xlsm", "--store", "库"], "只能写一个"),
        (["merge", "库", "--out", "册.xlsm", "--area", "邻省"], "要和 --store 一起写"),
    ],
)
def test_what_is_wrong_is_one_sentence(words, says, stored, tmp, monkeypatch, capsys):
    monkeypatch.chdir(tmp)
    words = [str(stored.root) if word == "库" else word for word in words]
    status: Any
    try:
        status = main(words)
    except SystemExit as stop:
        status = stop.code
    said = capsys.readouterr().err
    assert status == 2 and says in said and said.count("\n") == 1 and "Traceback" not in said
    assert list(tmp.iterdir()) == []


def test_without_the_packages_it_says_what_to_install(stored, monkeypatch, capsys):
    monkeypatch.setattr(optional.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr("pyfuncs.environment.has_requirements", lambda: True)
    assert main(["store", str(stored.root)]) == 2
    assert "pyarrow、duckdb 没有装：请先运行 python3 -m pyfuncs install --store" in capsys.readouterr().err


def test_a_lost_file_is_named(tmp, capsys):
    unit_books.save(tmp / "收", "太原.xlsx", stores.book(1, "太原"))
    main(["merge", str(tmp / "收"), "--store", str(tmp / "库")])
    held = open_store(tmp / "库")
    path_of(held.root, held.parts[0], "小组").unlink()
    capsys.readouterr()
    assert main(["store", str(tmp / "库")]) == 2
    said = capsys.readouterr().err
    assert f"少了文件（{held.parts[0].id}.parquet）" in said and (tmp / "库" / LIST).exists()
    main(["merge", str(tmp / "收"), "--store", str(tmp / "库")])
    assert main(["store", str(tmp / "库")]) in (0, 1)


def test_two_notices_in_a_store_are_written_out_one_at_a_time(tmp, capsys):
    unit_books.save(tmp / "收18", "太原.xlsx", stores.book(1, "太原"))
    unit_books.save(tmp / "收23", "通信.xlsm", built.workbook("2023信息通信").read_bytes())
    for folder in ("收18", "收23"):
        main(["merge", str(tmp / folder), "--store", str(tmp / "库")])
    capsys.readouterr()
    out = tmp / "结果.xlsx"
    assert main(["store", str(tmp / "库"), "--out", str(out)]) == 2 and not out.exists()
    assert "库里有 2018、2023 这 2 份通知的" in capsys.readouterr().err
    assert main(["store", str(tmp / "库"), "--out", str(out), "--notice", "2023"]) == 0 and out.exists()
