"""合并: 200 workbooks of 27 units against a count made with pandas; resent, doubled, broken files; all or nothing."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import built
import openpyxl
import pandas
import payloads
import pytest
import unit_books
from lxml import etree
from unit_books import book_bytes, save, slice_of

from pyfuncs import closed, layout, merge
from pyfuncs.check import check_reading
from pyfuncs.closed import read_book
from pyfuncs.file_receipts import REFUSED, REPLACED, TAKEN
from pyfuncs.master import FEES_TAB, REGISTER_TAB, STATISTICS_TAB, Kept, paid_of
from pyfuncs.records import address, read_season
from pyfuncs.report import findings_book
from pyfuncs.rules import Season
from pyfuncs.samples import STATISTICS, sample_tables
from pyfuncs.workbook import build_workbook

NOTICE = built.notice("2018")
UNITS = NOTICE.units()[:27]
ALIAS = {"企业名称": "单位名称", "邮编": "邮政编码", "电话": "联系电话", "登记注册号": "注册登记号"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096
TOLD = {"报送单位", "来源", "企业名称", "小组名称", "课题名称", "课题类型", "姓名", "登记注册号", "联系人", "主要事迹"}
LEDGERS = ("小组", "小组成员", "班组", "班组成员", "企业", "个人")


def home(unit: str, day: str = "2018.6.1") -> dict[str, str]:
    return {"当前通知": "2018", "推荐单位": unit, "填表人": "林晓", "填表人电话": "0351-7654321", "填表日期": day}


def ordinary(number: int, unit: str, day: str = "2018.6.1", **more) -> bytes:
    return book_bytes(NOTICE, slice_of(number, TABLES), home(unit, day), **more)


TABLES = sample_tables(unit_books.SAMPLE)


def moved() -> dict[str, list[str]]:
    """The columns of 小组 the other way round, some under a name that is also known, a stranger among them."""
    heads = [item.name for item in layout.columns_of([NOTICE], "小组")]
    return {"小组": [ALIAS.get(head, head) for head in reversed(heads)]}


@pytest.fixture(scope="module")
def two_hundred(tmp_path_factory):
    """The folder: 185 workbooks of 27 units, 5 of them sent again, 10 that are none of ours; and those that count."""
    folder = tmp_path_factory.mktemp("收") / "各单位"
    counted: dict[str, Path] = {}
    for number in range(185):
        unit = UNITS[number % len(UNITS)]
        more: dict[str, Any] = {"columns": moved(), "tabs": {"小组": "各小组"}} if number in (7, 70, 170) else {}
        name = f"{unit}/{unit}-{number}.xlsx"
        counted[name] = save(folder, name, ordinary(number, unit, **more))
    replaced = []
    for number in (0, 30, 60, 90, 120):
        unit, again = UNITS[number % len(UNITS)], slice_of(number, TABLES)
        again["小组"] = again["小组"][:-1]
        again["小组"][0]["课题类型"] = "管理"
        keys = {(row["企业名称"], row["小组名称"]) for row in again["小组"]}
        again["小组成员"] = [row for row in again["小组成员"] if (row["企业名称"], row["小组名称"]) in keys]
        replaced.append(f"{unit}/{unit}-{number}.xlsx")
        del counted[replaced[-1]]
        name = f"重报/{unit}-{number}.xlsx"
        counted[name] = save(folder, name, book_bytes(NOTICE, again, home(unit, "2018.6.5")))
    whole = ordinary(0, UNITS[0])
    refused = {
        "坏的.xlsx": whole[: len(whole) // 2],
        "空的.xlsx": b"",
        "网页.xlsx": b"<html></html>",
        "有密码.xlsx": OLE,
        "老格式.xls": OLE,
        "~$打开着.xlsx": b"lock",
        "重报/又一份.xlsx": ordinary(1, UNITS[1]),
        "没有单位.xlsx": ordinary(190, ""),
    }
    for name, data in refused.items():
        save(folder, name, data)
    shutil.copy(built.workbook(built.CONTEST), folder / "别的通知.xlsm")
    with zipfile.ZipFile(folder / "别家.xlsx", "w") as other:
        other.writestr("word/document.xml", "<a/>")
    return folder, counted, [*refused, "别的通知.xlsm", "别家.xlsx"], replaced


@pytest.fixture(scope="module")
def merged(two_hundred, tmp_path_factory):
    out = tmp_path_factory.mktemp("出") / "全省.xlsm"
    told: list[tuple[int, int, str]] = []
    made = merge.merge(two_hundred[0], out, step=lambda *step: told.append(step))
    return made, told


def by_pandas(path: Path) -> dict[str, pandas.DataFrame]:
    """The ledgers as pandas reads them below the row of the headings, empty rows left out; 小组 by our names."""
    frames = {}
    with pandas.ExcelFile(path, engine="calamine") as book:
        for tab in set(book.sheet_names) & {*LEDGERS, "各小组"}:
            frame = pandas.read_excel(book, sheet_name=tab, header=layout.LEDGER_HEADER_ROW, dtype=str).dropna(
                how="all"
            )
            frames[tab.removeprefix("各")] = frame.rename(columns={alias: name for name, alias in ALIAS.items()})
    return frames


@pytest.fixture(scope="module")
def counted_apart(two_hundred):
    """Every counted workbook by pandas: by ledger one frame of all."""
    frames: dict[str, list[pandas.DataFrame]] = {name: [] for name in LEDGERS}
    for name, path in two_hundred[1].items():
        for ledger, frame in by_pandas(path).items():
            frames[ledger].append(frame.assign(报送单位=name.split("/")[-1].split("-")[0], 来源=name))
    return {name: pandas.concat(found) for name, found in frames.items()}


def test_the_master_holds_what_pandas_counts(counted_apart, merged):
    """Ledger by ledger: rows by unit and by file, and the texts."""
    master = by_pandas(merged[0].master)
    for ledger, wanted in counted_apart.items():
        found = master[ledger]
        assert len(found) == len(wanted) >= 185, ledger
        for column in set(wanted.columns) & TOLD:
            assert Counter(found[column].dropna()) == Counter(wanted[column].dropna()), (ledger, column)


def test_every_file_has_its_receipt(two_hundred, merged):
    folder, counted, refused, replaced = two_hundred
    made, told = merged
    states = {receipt.file: receipt.state for receipt in made.outcome.receipts}
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert len(files) == 200 and states.keys() == files
    assert {name for name, state in states.items() if state == TAKEN} == set(counted)
    assert {name for name, state in states.items() if state == REPLACED} == set(replaced)
    assert {name for name, state in states.items() if state == REFUSED} == set(refused)
    assert all(receipt.why for receipt in made.outcome.receipts if receipt.state != TAKEN)
    assert [done for done, total, _ in told if total == 200][:-2] == list(range(2, 201))


def test_the_receipt_workbook_tells_the_same_and_says_why(two_hundred, merged):
    made, _ = merged
    book = openpyxl.load_workbook(made.receipt)
    rows = {row[0].value: row for row in book["收件"].iter_rows(min_row=5) if row[0].value}
    assert len(rows) == 200
    why = {name: row[3].value for name, row in rows.items()}
    assert "密码" in why["有密码.xlsx"] and "锁定标记" in why["~$打开着.xlsx"] and "2023通知" in why["别的通知.xlsm"]
    assert (
        "内容完全相同" in why["重报/又一份.xlsx"]
        and "没有选推荐单位" in why["没有单位.xlsx"]
        and "空文件" in why["空的.xlsx"]
    )
    assert "有宏，没有运行" in why["别的通知.xlsm"]
    replaced = two_hundred[3][0]
    assert "填表日期2018年6月5日晚于2018年6月1日" in why[replaced]
    changes = [[cell.value for cell in row] for row in book["重报改动"].iter_rows(min_row=5)]
    own = [row for row in changes if row[1] == replaced]
    assert {row[5] for row in own} == {"删去", "改动"} and ["课题类型", "管理"] in [[row[6], row[8]] for row in own]
    balance = {row[0].value.strip(): row[1].value for row in book["核对"].iter_rows(min_row=4) if row[0].value}
    assert balance["文件"] == 200 == balance["其中收入"] + balance["其中被替换"] + balance["其中拒收"]
    assert balance["读入的行"] == balance["合并工作簿里的行"] + balance["被替换的行"]


def test_quotas_and_statistics_are_those_of_all_units(counted_apart, merged):
    made, _ = merged
    rows = {row[0]: tuple(row) for row in closed.read_sheets(made.master)["名额统计"].rows if row and row[0]}
    groups = Counter(counted_apart["小组"]["报送单位"])
    for unit in UNITS:
        quota = NOTICE.quota_of(unit, "优秀QC小组")
        assert rows[unit][1] == "已报" and rows[unit][2] == groups[unit]
        if quota and quota.state == "名额":
            assert rows[unit][3:5] == (quota.most, quota.most - groups[unit])
    assert rows["合计"][2] == sum(groups.values())
    assert (rows["名额各行之和"][3], rows["通知印的合计"][3]) == (474, 475)
    once = {name: float(TABLES[STATISTICS][0][name]) for name in ("注册小组数", "取得成果小组数")}
    total = read_book(made.master).season.single["2018附件9"]
    assert {name: total[name] for name in once} == {name: 27 * value for name, value in once.items()}


def test_the_master_is_checked_and_reads_as_one(merged):
    made, _ = merged
    reading = read_book(made.master)
    assert reading.notice.merged and reading.season.single["首页"]["推荐单位"] == NOTICE.whole
    assert check_reading(reading) == list(made.outcome.findings)
    over = [item for item in made.outcome.findings if "名额为" in item.message]
    assert over and all(any(item.record.startswith(unit) for unit in UNITS) for item in over)
    assert {FEES_TAB, STATISTICS_TAB, REGISTER_TAB} <= set(closed.read_sheets(made.master))


# -- smaller folders -------------------------------------------------------------------------------------


def names(made) -> dict[str, str]:
    return {receipt.file: receipt.state for receipt in made.outcome.receipts}


@pytest.fixture(scope="module")
def earlier(tmp_path_factory) -> Path:
    """A master of one unit in which the clerk has typed, with its receipt: copied by those who merge again."""
    folder = tmp_path_factory.mktemp("早先")
    save(folder / "收", "太原.xlsx", ordinary(3, "太原"))
    made = merge.merge(
        folder / "收", folder / "全省.xlsm", kept=Kept({"太原": (900, "银行回单3号")}, {"填表人": "苗雨"})
    )
    assert made.earlier is None
    return folder


def copied(earlier: Path, folder: Path) -> Path:
    """The master and its receipt in another folder; its path there."""
    folder.mkdir(exist_ok=True)
    shutil.copy(earlier / "全省-回执.xlsx", folder)
    return Path(shutil.copy(earlier / "全省.xlsm", folder))


def test_what_two_units_send_is_told_with_both_sources(tmp):
    save(tmp / "收", "太原.xlsx", ordinary(3, "太原"))
    save(tmp / "收", "大同.xlsx", ordinary(3, "大同"))
    made = merge.merge(tmp / "收", tmp / "全省.xlsm")
    said = [item.message for item in made.outcome.across]
    group = next(text for text in said if "同一个小组只能由一个单位报送" in text)
    assert "太原报的（太原.xlsx）" in group and "大同，来自 大同.xlsx" in group
    assert any("登记注册号相同" in text for text in said) and any("一人的一个奖项" in text for text in said)


def test_columns_that_another_notice_asks_for_are_carried_and_those_that_none_knows_are_told(tmp):
    tables = slice_of(3, TABLES)
    tables["小组"][0] |= {"出场顺序": "7", "我的备注": "看过", "又记": "！"}
    tables["小组"][2] |= {"我的备注": "=1+1"}
    heads = [item.name for item in layout.columns_of([NOTICE], "小组")]
    for unit, more in (("太原", ["我的备注", "出场顺序", "又记"]), ("大同", [])):
        data = book_bytes(NOTICE, tables, home(unit), {"小组": [*heads, *more]} if more else None)
        save(tmp / "收", f"{unit}.xlsx", data)
    book = openpyxl.load_workbook(tmp / "收" / "太原.xlsx")
    book.create_sheet("自己的账")["A3"] = "账"
    book["首页"]["J40"] = "第三小组请放到下一批"
    book.save(tmp / "收" / "太原.xlsx")
    made = merge.merge(tmp / "收", tmp / "全省.xlsm")
    other = read_season(closed.read_sheets(made.master), built.notice("2023").as_merged())
    held = {(row.text("报送单位"), row.text("出场顺序")) for row in other.season.ledgers["小组"]}
    assert held == {("太原", "7"), ("太原", ""), ("大同", "")}
    receipt = openpyxl.load_workbook(made.receipt)
    told = [[cell.value for cell in row] for row in receipt["没有并入"].iter_rows(min_row=5)]
    top, at = layout.LEDGER_HEADER_ROW + 1, len(heads) + 1
    assert told == [
        ["太原.xlsx", "太原", TAKEN, "小组", address(top, at), "我的备注", 2],
        ["太原.xlsx", "太原", TAKEN, "小组", address(top, at + 2), "又记", 1],
        ["太原.xlsx", "太原", TAKEN, "自己的账", None, None, 1],
        ["太原.xlsx", "太原", TAKEN, "首页", "J40", "第三小组请放到下一批", 1],
    ]
    notes = {each.file: "".join(each.notes) for each in made.outcome.receipts}
    assert "台账没有的栏目3处" in notes["太原.xlsx"] and "我的备注" in notes["太原.xlsx"]
    assert "写在表外的话1处（首页!J40 第三小组请放到下一批）没有合并进来" in notes["太原.xlsx"]
    assert "栏目" not in notes["大同.xlsx"] and "表外" not in notes["大同.xlsx"]


def test_what_the_clerk_typed_stays_when_merging_again(earlier, tmp):
    for number, unit in ((3, "太原"), (4, "大同")):
        save(tmp / "收", f"{unit}.xlsx", ordinary(number, unit))
    made = merge.merge(tmp / "收", copied(earlier, tmp))
    held = paid_of(closed.read_sheets(made.master)[FEES_TAB])
    assert held == {"太原": (900, "银行回单3号")}
    assert made.earlier and paid_of(closed.read_sheets(made.earlier)[FEES_TAB]) == held
    assert read_book(made.master).season.single["首页"]["填表人"] == "苗雨"


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_stopped_anywhere_all_is_as_it_was(at, earlier, tmp):
    """After the first file, before the master is written, before the receipt: the old master, or none."""
    for number, unit in enumerate(("太原", "大同")):
        save(tmp / "收", f"{unit}.xlsx", ordinary(number, unit))
    if at % 2:
        copied(earlier, tmp)
    before = {path.name: path.read_bytes() for path in tmp.iterdir() if path.is_file()}
    calls = iter(range(9))

    def stop(*_):
        if next(calls) == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        merge.merge(tmp / "收", tmp / "全省.xlsm", step=stop)
    assert {path.name: path.read_bytes() for path in tmp.iterdir() if path.is_file()} == before
    assert sorted(path.name for path in tmp.iterdir()) == sorted([*before, "收"])


def test_a_file_that_is_no_master_is_never_written_over(tmp):
    save(tmp / "收", "太原.xlsx", ordinary(1, "太原"))
    for data in (b"mine", ordinary(2, "太原")):
        (tmp / "全省.xlsm").write_bytes(data)
        with pytest.raises(merge.NotMerged, match=r"“全省\.xlsm”已经存在"):
            merge.merge(tmp / "收", tmp / "全省.xlsm")
        assert (tmp / "全省.xlsm").read_bytes() == data


def test_a_master_in_the_folder_is_not_merged_again_and_nothing_else_of_ours_is_read(earlier, tmp):
    save(tmp / "收", "太原.xlsx", ordinary(1, "太原"))
    made = merge.merge(tmp / "收", copied(earlier, tmp / "收"))
    assert names(made) == {"太原.xlsx": TAKEN}
    other = merge.merge(tmp / "收", tmp / "另.xlsm", "2018")
    assert other.outcome.receipts[-1].file == "太原.xlsx"
    assert {state for name, state in names(other).items() if name != "太原.xlsx"} == {REFUSED}
    assert any("是合并工作簿" in receipt.why for receipt in other.outcome.receipts)


def test_nothing_that_can_be_merged_is_one_sentence(tmp):
    (tmp / "收").mkdir()
    with pytest.raises(merge.NotMerged, match="“收”里没有文件"):
        merge.merge(tmp / "收", tmp / "全省.xlsm")
    save(tmp / "收", "坏.xlsx", b"x")
    with pytest.raises(merge.NotMerged, match="没有一个是读得出的申报簿"):
        merge.merge(tmp / "收", tmp / "全省.xlsm")
    assert [path.name for path in tmp.iterdir()] == ["收"]


def test_books_that_do_not_balance_are_not_published(tmp, monkeypatch):
    save(tmp / "收", "太原.xlsx", ordinary(1, "太原"))
    monkeypatch.setattr(merge, "_rows_in", lambda *_: 1)
    with pytest.raises(merge.NotMerged, match="对不上"):
        merge.merge(tmp / "收", tmp / "全省.xlsm")
    assert [path.name for path in tmp.iterdir()] == ["收"]


def test_what_looks_like_a_formula_stays_text(tmp):
    """In the master and in the receipt, through read, merge and rewrite."""
    tables = slice_of(5, TABLES)
    texts = [*payloads.FORMULAS, *payloads.STRANGE]
    tables["小组"] = [dict(tables["小组"][0], 小组名称=text, 小组简介=text) for text in texts]
    tables["小组成员"] = []
    save(tmp / "收", "=cmd|'x'!A1.xlsx", book_bytes(NOTICE, tables, home("太原")))
    again = slice_of(5, TABLES) | {"小组": tables["小组"][:-1], "小组成员": []}
    save(tmp / "收", "重报.xlsx", book_bytes(NOTICE, again, home("太原", "2018.6.7")))
    made = merge.merge(tmp / "收", tmp / "全省.xlsm")
    with zipfile.ZipFile(made.master) as master:
        groups = etree.fromstring(master.read("xl/worksheets/sheet2.xml"))
    rows = [row for row in groups.iter(f"{payloads.SHEET}row") if int(row.get("r")) > layout.LEDGER_HEADER_ROW + 1]
    assert len(rows) == len(texts) - 1 and not [cell for row in rows for cell in row.iter(f"{payloads.SHEET}f")]
    assert [row["小组简介"] for row in read_book(made.master).season.ledgers["小组"]] == texts[:-1]
    assert not payloads.formula_cells(made.receipt.read_bytes())


def test_without_dates_the_time_of_saving_tells_the_later(tmp):
    for name, hour in (("一.xlsx", 8), ("二.xlsx", 7)):
        data = book_bytes(NOTICE, slice_of(1, TABLES) | ({"评委": []} if hour == 7 else {}), home("太原", ""))
        path = save(tmp / "收", name, data)
        stamped(path, dt.datetime(2018, 6, 1, hour), f"{hour}号")
    made = merge.merge(tmp / "收", tmp / "全省.xlsm")
    assert names(made) == {"一.xlsx": TAKEN, "二.xlsx": REPLACED}
    assert "保存时间2018-06-01 08:00:00晚于2018-06-01 07:00:00" in made.outcome.receipts[1].why


def stamped(path: Path, saved: dt.datetime, phone: str) -> None:
    """The workbook as if saved at that time; another phone, so that the two are not the same file."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    core = parts["docProps/core.xml"].decode()
    at = core.index("<dcterms:modified")
    start, end = core.index(">", at) + 1, core.index("</dcterms:modified>")
    parts["docProps/core.xml"] = (core[:start] + saved.strftime("%Y-%m-%dT%H:%M:%SZ") + core[end:]).encode()
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"0351-7654321", phone.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def test_a_link_that_leads_to_itself_is_refused_and_stops_no_other(tmp):
    save(tmp / "收", "太原.xlsx", ordinary(1, "太原"))
    (tmp / "收" / "环.xlsx").symlink_to("环.xlsx")
    made = merge.merge(tmp / "收", tmp / "全省.xlsm")
    assert names(made) == {"太原.xlsx": TAKEN, "环.xlsx": REFUSED}


def test_a_folder_that_cannot_be_looked_into_stops_the_merge_by_name(tmp, closed_folder):
    """Its workbooks would be missing from the master, and from the receipt."""
    save(tmp / "收", "甲.xlsx", b"")
    (tmp / "收" / closed_folder).mkdir()
    with pytest.raises(merge.NotMerged, match="打不开文件夹“锁着的”"):
        merge.merge(tmp / "收", tmp / "汇总.xlsm")
    assert sorted(path.name for path in tmp.iterdir()) == ["收"]


def test_links_lists_of_ours_and_workbooks_left_empty_are_told_and_are_no_part_of_what_a_unit_sends(tmp):
    """A linked folder with another unit's workbook, a list that came along, and two empty workbooks of the unit."""
    save(tmp / "收", "太原.xlsx", ordinary(1, "太原"))
    save(tmp / "别处", "大同.xlsx", ordinary(2, "大同"))
    (tmp / "收" / "大同的").symlink_to(tmp / "别处", target_is_directory=True)
    save(tmp / "收", "太原-校验结果.xlsx", findings_book([], "太原.xlsx", NOTICE, "太原"))
    for name in ("空.xlsx", "又空.xlsx"):
        save(tmp / "收", name, book_bytes(NOTICE, {}, home("太原", name)))
    made = merge.merge(tmp / "收", tmp / "全省.xlsm")
    assert names(made) == {"太原.xlsx": TAKEN} | dict.fromkeys(
        ("大同的", "太原-校验结果.xlsx", "空.xlsx", "又空.xlsx"), REFUSED
    )
    why = {receipt.file: receipt.why for receipt in made.outcome.receipts}
    assert "链接，没有进去找" in why["大同的"] and "本程序写的清单，不是申报簿" in why["太原-校验结果.xlsx"]
    assert why["空.xlsx"] == why["又空.xlsx"] and why["空.xlsx"].startswith("没有填写")
    (taken,) = [receipt for receipt in made.outcome.receipts if receipt.state == TAKEN]
    assert taken.notes == [] and taken.why == ""


def test_a_blank_workbook_of_ours_counts_as_not_filled_in_and_one_with_statistics_alone_does_not(tmp):
    build_workbook(tmp / "收" / "空.xlsm", [NOTICE], Season(), "2018", "太原")
    save(tmp / "收", "只有统计表.xlsx", book_bytes(NOTICE, {STATISTICS: TABLES[STATISTICS]}, home("大同")))
    made = merge.merge(tmp / "收", tmp / "全省.xlsm")
    assert names(made) == {"空.xlsm": REFUSED, "只有统计表.xlsx": TAKEN}


def test_a_text_longer_than_a_cell_holds_is_cut_in_the_master_and_told_with_its_place_and_file(tmp):
    """Excel would ask to repair the master; another program had written it whole."""
    tables = slice_of(1, TABLES)
    tables["小组"][0]["小组简介"] = "此处很长"
    path, long = save(tmp / "收", "太原.xlsx", book_bytes(NOTICE, tables, home("太原"))), "很长" * 20_000
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace("此处很长".encode(), long.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    made = merge.merge(tmp / "收", tmp / "全省.xlsm")
    for book in (made.master, made.receipt):
        with zipfile.ZipFile(book) as archive:
            texts: Any = etree.fromstring(archive.read("xl/sharedStrings.xml"), etree.XMLParser(huge_tree=True))
        held = [text for item in texts if len(text := "".join(item.itertext())) > 20_000]
        assert held and all(len(text) == 32_767 and text.endswith("…（全文见原文件）") for text in held)
    (receipt,) = made.outcome.receipts
    assert "1格的文字太长（小组!S5 小组简介），一格最多放32767个字" in receipt.notes[0]
    found = [
        item for item in made.outcome.findings if item.field == "小组简介" and "一格最多放32767个字" in item.message
    ]
    assert [(item.level, item.tab, item.cell) for item in found] == [("错误", "小组", "S5")]


def test_nobody_is_asked_who_fills_in_the_workbook_of_all_units(merged):
    own = [item for item in merged[0].outcome.findings if item.scope == "首页"]
    assert [(item.field, item.level) for item in own] == [("填表人", "提示"), ("填表人电话", "提示")]
    assert "各单位的写在各自的申报簿里" in own[0].message
