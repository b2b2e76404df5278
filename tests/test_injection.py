"""Text that would be reckoned, fetched or run if it were typed, through every way out of the program: it stays text.

Every book is made twice, of such texts and of harmless ones: it holds the same formulas, links and fields both times,
and the texts come back exactly.
"""

from __future__ import annotations

import copy
import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import built
import clerk_book
import contests
import honoured
import openpyxl
import pytest
import seasons
from lxml import etree
from payloads import INJECTIONS, LEADS, cells_of, formula_cells, formulas_of, ways_out

from pyfuncs import (
    closed,
    fee_list,
    fees,
    handout,
    intake,
    jury_files,
    master,
    merge,
    press,
    promotion,
    renewal,
    returns,
)
from pyfuncs.__main__ import main
from pyfuncs.certificates import certificates
from pyfuncs.changes import Ask, Changes, Put, decode, encode
from pyfuncs.check import check_reading
from pyfuncs.desk import Desk
from pyfuncs.difference import differences
from pyfuncs.difference_book import difference_book
from pyfuncs.forms import make_forms
from pyfuncs.honours import load_honours
from pyfuncs.joining import join
from pyfuncs.judge_book import judge_workbook
from pyfuncs.judge_return import take as take_scores
from pyfuncs.notice import HOME, load_notice
from pyfuncs.packing_list import Item, packing_list
from pyfuncs.proof import of_winners, proof_book
from pyfuncs.publicity import list_book, publicity
from pyfuncs.records import Reading
from pyfuncs.report import findings_book
from pyfuncs.roll import roll
from pyfuncs.sent import entries
from pyfuncs.store_book import tables
from pyfuncs.store_merge import merge_into
from pyfuncs.table_book import Link, Table, report, to_file
from pyfuncs.winners import read_winners
from pyfuncs.workbook import build_workbook, season_bytes

NOTICE = built.notice("2018")
HARMLESS = tuple(f"{'甲' * len(text)}{number}" for number, text in enumerate(INJECTIONS))


def season_of(texts):
    """A group for each text, which stands in every field that is free; members, an enterprise, a payer, too.

    Names have a number: two that differ in width alone would be one record."""
    groups, members, more = [], [], {"企业": [], "收费": []}
    for number, text in enumerate(texts):
        name = f"{text} {number}"
        free = {"小组名称": name} | dict.fromkeys(
            ("课题名称", "通讯地址", "联系人", "小组简介", "所在部门", "登记注册号"), text
        )
        groups.append({"企业名称": text, "人数": 3, "成立日期": dt.date(2016, 3, 1)} | free)
        members.append({"企业名称": text, "小组名称": name, "姓名": text, "成员分工情况": text})
        more["企业"].append({"企业名称": text, "申报奖项": "QC小组活动优秀企业", "企业事迹": text})
        more["收费"].append({"付款单位": text, "金额": 100 + number, "备注": text})
    season = seasons.season_of("太原", {"小组": groups, "小组成员": members, **more})
    season.single[HOME] = honoured.record(NOTICE, HOME, 0, 当前通知="2018", 推荐单位="太原", 填表人=texts[0])
    return season


def named(texts=INJECTIONS) -> list[str]:
    return [f"{text} {number}" for number, text in enumerate(texts)]


def seen(texts) -> set[str]:
    """As a reader of XML sees them, for which a return is a new line."""
    return {text.replace("\r", "\n") for text in texts}


def names(reading: Reading) -> list[str]:
    return [record["小组名称"] for record in reading.season.ledgers["小组"]]


def texts_in(data: bytes, tab: str | None = None) -> set[str]:
    """All texts of a list, or of one of its tabs, as another reader than ours sees them."""
    tabs = [tab] if tab else openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    return seen(value for name in tabs for row in cells_of(data, name) for value in row if isinstance(value, str))


def saved(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def words_of(data: bytes) -> str:
    """All text of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body: Any = etree.fromstring(archive.read("word/document.xml"))
    return "".join(body.itertext("{*}t"))


@pytest.fixture(scope="module")
def books():
    """The workbook of the texts, and of the harmless ones."""
    return tuple(season_bytes(season_of(texts), NOTICE)[0] for texts in (INJECTIONS, HARMLESS))


@pytest.fixture(scope="module")
def reading(books, tmp_path_factory) -> Reading:
    return closed.read_book(saved(tmp_path_factory.mktemp("书"), "太原.xlsm", books[0]))


def test_there_are_enough_of_them():
    assert len(set(INJECTIONS)) == len(INJECTIONS) >= 22


def test_ledgers_keep_them_as_text_also_when_read_and_written_again(books, reading, tmp):
    mine, harmless = books
    assert formulas_of(mine) == formulas_of(harmless) and ways_out(mine) == ways_out(harmless)
    assert names(reading) == named()
    for field in ("课题名称", "小组简介", "企业名称"):
        assert [record.raw[field] for record in reading.season.ledgers["小组"]] == list(INJECTIONS)
    for _ in range(2):
        again, _ = season_bytes(reading.season, NOTICE)
        assert formulas_of(again) == formulas_of(harmless)
        reading = closed.read_book(saved(tmp, "再.xlsm", again))
        assert names(reading) == named()


def test_results_and_lists_keep_them_as_text(reading):
    findings = check_reading(reading)
    listed = findings_book(findings, "=1+1.xlsm", NOTICE, "=2+2")
    assert formula_cells(listed) == [] and len(findings) > len(INJECTIONS)
    told = "\n".join(texts_in(listed))
    assert [name for name in seen(named()) if name.strip() not in told] == []
    items = [Item(text, text, unit=text, record=text) for text in INJECTIONS]
    packed = packing_list(reading.season, NOTICE, "=1+1", items, {"错误": 0, "核实": 0, "提示": 0})
    assert formula_cells(packed) == [] and seen(INJECTIONS) <= texts_in(packed, "文件")
    for sent in entries(reading, "=1+1.xlsm"):
        files, _ = returns.return_set(sent, dt.date(2018, 6, 1))
        assert files
        for name, data in files.items():
            if name.endswith((".xlsm", ".docx")):
                assert not {link for link in ways_out(data) if "example.com" in link or "passwd" in link}
            if name.endswith(".xlsm"):
                kept = [text for text in formulas_of(data).values() if any(f'"{word}"' in text for word in INJECTIONS)]
                assert kept == []


def test_any_list_keeps_them_also_as_links(tmp):
    """A link that is made of a text leads nowhere but where the program says."""
    rows = [[text, Link(text, to_file("表.xlsx", f"'表'!A{n}"))] for n, text in enumerate(INJECTIONS, start=1)]
    data = report([Table("表", ("=甲", "乙"), rows, (10, 10), ("=1+1",))])
    assert formula_cells(data) == [] and ways_out(data) == {"表.xlsx"}
    assert seen(INJECTIONS) <= texts_in(data)
    assert all(row[0] == row[1] for row in cells_of(data)[3:])


def test_a_merged_workbook_and_its_receipt_keep_them_also_when_merged_again(books, tmp):
    made = []
    for name, data in zip(("坏", "好"), books, strict=True):
        saved(tmp / name, "=1+1.xlsm", data)
        out = tmp / f"{name}-全省.xlsm"
        for _ in range(2):
            merged = merge.merge(tmp / name, out)
        made.append((out.read_bytes(), merged.receipt.read_bytes()))
    (mine, receipt), (harmless, _) = made
    assert formulas_of(mine) == formulas_of(harmless) and ways_out(mine) == ways_out(harmless)
    assert formula_cells(receipt) == []
    assert "=1+1.xlsm" in texts_in(receipt)
    assert sorted(names(closed.read_book(tmp / "坏-全省.xlsm"))) == sorted(named())


def test_forms_carry_them_as_text_and_bring_them_back(reading, books, tmp, capsys):
    """Printed into Word forms, taken from them into a list of differences, accepted into a new workbook."""
    made = make_forms(reading.season, NOTICE, [], tmp / "表", "附件3.1", "", None)
    assert len(made.made) == len(INJECTIONS)
    files = [tmp / "表" / one.file for one in made.made]
    assert set().union(*(ways_out(path.read_bytes()) for path in files)) == set()
    assert formula_cells((tmp / "表" / "生成清单.xlsx").read_bytes()) == []
    empty = seasons.season_of("太原", {"小组": [], "小组成员": []})
    taken = intake.take_files(files, [NOTICE])
    joined = join(taken, NOTICE, empty)
    lines = differences(taken, joined, NOTICE, empty, dt.datetime(2018, 6, 1))
    listed = difference_book(lines, taken, joined, "=1+1.xlsm")
    assert formula_cells(listed) == []
    plain = {name for name in named() if name == " ".join(name.split()) and name.isprintable()}
    assert len(plain) > 22 and plain <= texts_in(listed)
    book = saved(tmp, "新.xlsm", season_bytes(season_of(["甲"]), NOTICE)[0])
    assert main(["take", str(tmp / "表"), "--into", str(book), "--accept", "全部"]) in (0, 1), capsys.readouterr()
    [new] = tmp.glob("新-导入后*.xlsm")
    assert plain <= set(names(closed.read_book(new)))
    assert not {text for text in formulas_of(new.read_bytes()).values() if any(word in text for word in plain)}


def test_fees_keep_them_as_text(reading):
    data = fee_list.fee_list(reading.season, NOTICE)
    other = fee_list.fee_list(season_of(HARMLESS), NOTICE)
    assert ways_out(data) == ways_out(other)
    assert fees.table(reading.season, NOTICE)["total"] == fees.table(season_of(HARMLESS), NOTICE)["total"]
    told = words_of(data)
    assert all(text in told for text in INJECTIONS if text.isprintable() and text.strip() == text)


def test_a_judges_workbook_and_what_comes_back_of_it_keep_them(tmp):
    made = []
    for texts in (INJECTIONS, HARMLESS):
        season, notice = contests.contest()
        for row, text in zip(season.ledgers["小组"], texts, strict=False):
            row["小组名称"] = row["课题名称"] = row.raw["小组名称"] = row.raw["课题名称"] = text
        judge = season.ledgers["评委"][0]
        data = judge_workbook(notice, judge, jury_files.seen_by(judge, jury_files.in_order(season, notice), notice))
        receipts = take_scores([saved(tmp, "=评委.xlsx", data)], season, notice)
        made.append((data, jury_files.receipt_book(receipts)))
    (mine, receipt), (harmless, _) = made
    assert formulas_of(mine) == formulas_of(harmless) and ways_out(mine) == ways_out(harmless)
    entered = seen(INJECTIONS[: len(season.ledgers["小组"])])
    assert entered <= texts_in(mine)
    assert formula_cells(receipt) == [] and entered <= texts_in(receipt, "逐行")


def test_what_honours_the_winners_keeps_them(tmp):
    made = []
    for texts in (INJECTIONS, HARMLESS):
        season, notice, honours = honoured.province()
        rows = [
            honoured.record(
                notice, "小组", row, 企业名称=f"太原{row}公司", 小组名称=text, 课题名称=text, 报送单位="太原"
            )
            for row, text in enumerate(texts, start=5)
        ]
        own = honoured.confirmed(type(season)({"小组": rows}, season.single), notice, load_honours(notice))
        winners = read_winners(own, notice, honours)
        assert len(winners) == len(texts)
        books = [list_book(winners, honours, notice), proof_book(of_winners(winners, notice), [], notice, True)]
        papers = [roll(winners, honours, notice), publicity(winners, honours, notice)]
        papers.append(certificates(winners, honours, notice, lambda *_: None))
        assert [formula_cells(data) for data in books] == [[], []]
        made.append((books, [ways_out(data) for data in books + papers]))
    (books, out), (_, other) = made
    assert out == other
    for data in books:
        assert seen(INJECTIONS) <= texts_in(data)


def test_what_a_unit_paid_for_is_kept_in_the_master(books, tmp):
    """What the clerk types in the master is taken over into the next one as text."""
    saved(tmp / "收", "太原.xlsm", books[0])
    kept = master.Kept(paid={"太原": (100, "=1+1")})
    merged = merge.merge(tmp / "收", tmp / "全省.xlsm", kept=kept)
    assert "1+1" not in formulas_of(merged.master.read_bytes()).values()
    assert renewal.read_old(merged.master).notice.merged and load_notice("2018").merged is False


def test_a_store_its_receipt_and_its_lists_keep_them(tmp):
    """Two units send the same, so that every text is told as a double. (openpyxl, by which they are drawn, does not
    escape what looks like an escape.)"""
    (tmp / "收").mkdir()
    wanted = [text for text in named() if "_x003D_" not in text]
    groups = [clerk_book.GROUP | {"小组名称": name, "课题名称": name} for name in wanted]
    for unit in ("太原", "大同"):
        home = clerk_book.HOME_2018 | {"推荐单位": unit}
        clerk_book.build(tmp / "收" / f"={unit}.xlsx", NOTICE, home, {"小组": groups})
    stored = merge_into(tmp / "收", tmp / "库")
    alike = {item.record.strip() for item in stored.told.alike}
    assert [text for text in wanted if not any(text.strip() in item for item in alike)] == []
    listed = report(tables(stored.told, "=1+1"))
    for data in (listed, stored.receipt.read_bytes()):
        assert formula_cells(data) == []
        told = "\n".join(texts_in(data))
        assert [name for name in seen(wanted) if name.strip() not in told] == []
    assert "=太原.xlsx" in texts_in(stored.receipt.read_bytes())


def renamed(season, texts):
    """A copy in which the groups bear these texts for names, wherever they are named."""
    season = copy.deepcopy(season)
    names = {row["小组名称"]: text for row, text in zip(season.ledgers["小组"], texts, strict=False)}
    for rows in season.ledgers.values():
        for row in rows:
            for field, value in list(row.items()):
                if value in names:
                    row[field] = row.raw[field] = names[value]
    return season


def test_a_workbook_handed_on_to_the_next_level_keeps_them(tmp):
    made = []
    for texts in (INJECTIONS, HARMLESS):
        season, notice, _ = honoured.contest()
        promotion.write(promotion.promote(renamed(season, texts), notice, "=1+1.xlsm"), tmp / "转报.xlsm")
        made.append((tmp / "转报.xlsm").read_bytes())
    mine, harmless = ({re.sub(r"\d+", "", text) for text in formulas_of(data).values()} for data in made)
    assert mine == harmless and ways_out(made[0]) == ways_out(made[1])  # how many rows show hangs on their heights
    groups = closed.read_book(saved(tmp, "再.xlsm", made[0])).season.ledgers["小组"]
    assert [row["小组名称"] for row in groups] == list(INJECTIONS[: len(groups)]) and len(groups) == 10
    assert groups[0]["来源"].startswith("=1+1.xlsm ")


def test_workbooks_handed_out_and_their_list_keep_them(tmp):
    """A notice without a table of quotas takes whatever units a file lists."""
    notice = load_notice("2023")
    handout.hand_out(notice, handout.Units(["=1+1", "@import"]), tmp / "分发")
    listed = (tmp / "分发" / handout.LIST).read_bytes()
    assert formula_cells(listed) == [] and {"=1+1", "@import"} <= texts_in(listed)
    handout.hand_out(notice, handout.Units(["甲甲", "乙乙"]), tmp / "好的")
    bad, good = (
        formulas_of(next(path for path in sorted((tmp / name).glob("*.xlsm"))).read_bytes())
        for name in ("分发", "好的")
    )
    assert bad == good


BUTTONS = ("check", "quota", "stats", "fees", "charts", "materials", "explain", "winners")
JURY = ("draw_lots", "results", "confirm")
NAMED = {"results": 20, "confirm": 8, "winners": len(INJECTIONS)}
"""How many of the texts these put at least."""


@pytest.fixture(scope="module")
def juries(tmp_path_factory):
    """The decided contest whose groups bear the texts, and the harmless ones."""
    season, notices = contests.decided_season()
    made = []
    for number, texts in enumerate((INJECTIONS, HARMLESS)):
        made.append(tmp_path_factory.mktemp("赛") / f"{number}.xlsm")
        build_workbook(made[-1], notices, renamed(season, texts), "2023", shown=["2023"])
    return made


def pressed(name: str, path: Path) -> Changes:
    """What a button asks for on the saved workbook, its question answered with yes."""
    desk = Desk(closed.read_sheets(path), path, "小组", 5, 2, list(range(5, 5 + len(INJECTIONS))))
    changes = press.press(name, desk)
    for item in changes.items:
        if isinstance(item, Ask):
            desk.answer = item.answer
            return press.press(name, desk)
    return changes


@pytest.mark.parametrize("name", [*BUTTONS, *JURY])
def test_what_a_button_puts_into_the_open_workbook_is_text(name, books, juries, tmp):
    """The formulas it puts are the same as without them, and the texts come out of the file of changes as they are."""
    paths = juries if name in JURY else [saved(tmp, f"{number}.xlsm", data) for number, data in enumerate(books)]
    formulas, texts = [], []
    for path in paths:
        changes = pressed(name, path)
        assert decode(encode(changes)) == changes
        puts = [item for item in changes.items if isinstance(item, Put)]
        formulas.append([item.text for item in puts if item.kind == "formula" and not LEADS.fullmatch(item.text[1:])])
        texts.append({item.text for item in puts if item.kind == "text"})
    assert formulas[0] == formulas[1]
    assert len({*INJECTIONS, *named()} & texts[0]) >= NAMED.get(name, 0)
