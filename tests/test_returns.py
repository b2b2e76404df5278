"""退回单: every unit with 错误 gets a letter of all its findings, its workbook marked, a mail; nobody else gets one."""

import datetime as dt

import built
import openpyxl
import pytest
import word_text
from desks import said
from hostile import HOSTILE, snapshot
from test_sent import merged

from pyfuncs.changes import Log, Open, Say
from pyfuncs.check import MUST_MEND, TO_CONFIRM, check, check_reading
from pyfuncs.closed import read_book, read_sheets
from pyfuncs.desk import Desk, Stopped
from pyfuncs.merge import merge
from pyfuncs.notice import LEVELS, load_notice
from pyfuncs.press import press
from pyfuncs.report import findings_book
from pyfuncs.returns import (
    LETTER_FILE,
    LIST,
    MAIL_FILE,
    WHOLE_BOOK,
    NothingToReturn,
    groups,
    return_all,
    return_set,
    returns,
)
from pyfuncs.sent import Entry, entries
from pyfuncs.workbook import season_workbook

NOTICE = load_notice("2018")
SPOILT, CLEAN = "2018太原-待改", built.PROVINCE
TODAY = dt.date(2018, 6, 1)


@pytest.fixture(scope="module")
def spoilt():
    """The files that go back for the spoilt sample, read only."""
    reading = read_book(built.workbook(SPOILT))
    [entry] = entries(reading, "下一层/太原 & 报来.xlsm")
    return return_set(entry, TODAY)


def letter_rows(data):
    """Every finding of the letter: (attachment, level, place, field)."""
    heads = [text for text in (getattr(block, "text", "") for block in word_text.blocks(data)) if text.endswith("处）")]
    tables = word_text.tables(data)
    assert len(heads) == len(tables)
    return [
        (head.split("（")[0], row[1], row[2].split("\n")[-1], row[3])
        for head, table in zip(heads, tables, strict=True)
        for row in table[1:]
    ]


def sent(tmp):
    """A folder of what came in: a faulty workbook, a clean one, a broken file, a foreign one, and a note."""
    folder = tmp / "收到"
    folder.mkdir()
    good = built.workbook(CLEAN).read_bytes()
    (folder / "太原.xlsm").write_bytes(built.workbook(SPOILT).read_bytes())
    (folder / "太原 重报.xlsm").write_bytes(good)
    HOSTILE["截断"][0](folder / "坏.xlsm", good)
    HOSTILE["别人的工作簿"][0](folder / "别家.xlsx", good)
    (folder / "说明.txt").write_text("x", "utf-8")
    return folder


def test_the_letter_lists_every_finding_under_its_attachment_in_the_notices_order(spoilt):
    files, counts = spoilt
    rows = letter_rows(files[LETTER_FILE])
    assert len(rows) == counts[MUST_MEND] + counts[TO_CONFIRM]
    order = [WHOLE_BOOK, *(f"{form.id} {form.name}" for form in NOTICE.forms.values()), *NOTICE.ledgers]
    assert [order.index(row[0]) for row in rows] == sorted(order.index(row[0]) for row in rows)
    for name in {row[0] for row in rows}:
        levels = [LEVELS.index(row[1]) for row in rows if row[0] == name]
        assert levels == sorted(levels)
    assert {"附件3.1 优秀质量管理小组成果申报表", "附件9 活动统计表", "附件10 推荐汇总表"} <= {row[0] for row in rows}


def test_the_places_in_the_letter_are_those_of_the_workbook_that_goes_back(spoilt, tmp):
    files, counts = spoilt
    [name] = [name for name in files if name.endswith(".xlsm")]
    assert name == "太原 & 报来-退回修改.xlsm"
    (tmp / name).write_bytes(files[name])
    found = check_reading(read_book(tmp / name))
    places = {f"{finding.tab}!{finding.cell}" if finding.cell else finding.tab for finding in found}
    assert {row[2] for row in letter_rows(files[LETTER_FILE])} <= places
    book = openpyxl.load_workbook(tmp / name)
    listed = [row for row in book["校验结果"].values if row[0] in LEVELS]
    assert len(listed) == sum(counts.values()) == len(found)
    assert any(
        cell.comment and "校验" in cell.comment.text for row in book["小组"].iter_rows(min_row=6) for cell in row
    )
    assert "PYTHONPATH" not in [cell.value for cell in book["xlwings.conf"]["A"]]


def test_every_record_goes_back_in_the_workbook(spoilt, tmp):
    before = read_book(built.workbook(SPOILT))
    [name] = [name for name in spoilt[0] if name.endswith(".xlsm")]
    (tmp / name).write_bytes(spoilt[0][name])
    after = read_book(tmp / name)
    assert after.rows_taken == before.rows_taken
    group = [(row["企业名称"], row["小组名称"]) for row in before.season.ledgers["小组"]]
    assert [(row["企业名称"], row["小组名称"]) for row in after.season.ledgers["小组"]] == group


def test_head_and_foot_come_from_the_notice_and_the_term_is_left_for_the_hand(spoilt):
    text = word_text.text(spoilt[0][LETTER_FILE])
    assert "太原：" in text
    assert "请于＿＿＿＿年＿＿月＿＿日前重新报送" in text
    assert "截止日期是2018年6月10日" in text
    assert text.rstrip().endswith("2018年6月1日")
    assert f"错误{spoilt[1][MUST_MEND]}处" in text


def test_the_mail_is_a_text_that_notepad_shows(spoilt):
    data = spoilt[0][MAIL_FILE]
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert text.count("\r\n") == text.count("\n") > 10
    assert "附件：退回单.docx、太原 & 报来-退回修改.xlsm" in text
    assert "附件9 活动统计表：" in text


def test_a_unit_is_told_the_name_of_its_file_not_the_folder_it_was_put_in(spoilt):
    for text in (spoilt[0][MAIL_FILE].decode("utf-8-sig"), word_text.text(spoilt[0][LETTER_FILE])):
        assert "报来的申报簿“太原 & 报来.xlsm”" in text and "下一层" not in text


def test_a_clean_workbook_does_not_go_back():
    [entry] = entries(read_book(built.workbook(CLEAN)), "太原.xlsm")
    assert return_set(entry, TODAY)[0] == {}


def test_hostile_text_comes_out_as_text(tmp):
    season = built.season(CLEAN)
    reading = read_book(built.workbook(CLEAN))
    record = reading.season.ledgers["小组"][0]
    for name, text in {"课题名称": "=cmd|'/c calc'!A0", "邮编": "</w:t><w:br/>&x;", "电话": "\x01\x0b"}.items():
        record.raw[name], record[name] = text, text
    files, _ = return_set(Entry("../..\\<坏>.xlsm", "=1+1", reading.season, NOTICE), TODAY)
    assert season is built.season(CLEAN)
    assert "</w:t><w:br/>&x;" in word_text.text(files[LETTER_FILE])
    assert "=1+1：" in word_text.text(files[LETTER_FILE])


def test_a_folder_is_read_file_by_file_and_every_one_is_accounted_for(tmp):
    told = []
    lines = return_all(sent(tmp), tmp / "退", lambda *step: told.append(step))
    assert [(line.file, bool(line.folder), bool(line.refused)) for line in lines] == [
        ("别家.xlsx", False, True),
        ("坏.xlsm", False, True),
        ("太原 重报.xlsm", False, False),
        ("太原.xlsm", True, False),
    ]
    assert told[-1] == (4, 4, LIST)
    assert set(snapshot(tmp / "退")) == {
        LIST,
        f"太原/{LETTER_FILE}",
        "太原/太原-退回修改.xlsm",
        f"太原/{MAIL_FILE}",
    }
    rows = list(openpyxl.load_workbook(tmp / "退" / LIST).active.values)
    assert rows[0][0] == "退回清单　共 4 份：退回 1 份，没有错误不用退 1 份，没有读成 2 份"
    assert [row[7] for row in rows[3:]] == ["没有读成", "没有读成", "没有错误，不用退", "已退回"]
    assert "不是QC申报汇总的工作簿" in rows[3][9]
    assert "不止一本" in rows[6][9]


def test_what_the_returned_workbook_does_not_have_is_told_to_both_sides(tmp):
    book = openpyxl.load_workbook(built.workbook(SPOILT))
    book["首页"]["J40"], book.create_sheet("自己的账")["A3"] = "第三小组请放到下一批", "账"
    heads = [cell.value for cell in book["小组"][4]]
    order = heads.index("出场顺序") + 1
    book["小组"].cell(4, len(heads) + 3).value = "我的备注"
    book["小组"].cell(5, len(heads) + 3).value = "看过"
    book["小组"].cell(5, order).value = 7
    (tmp / "收").mkdir()
    book.save(tmp / "收" / "太原.xlsx")
    [line] = return_all(tmp / "收", tmp / "退回")
    for words in ("我的备注", "自己的账", "首页!J40 第三小组请放到下一批"):
        assert words in line.note and words in (tmp / "退回" / line.folder / MAIL_FILE).read_text("utf-8-sig")
    [back] = (tmp / "退回" / line.folder).glob("*.xlsm")
    assert openpyxl.load_workbook(back)["小组"].cell(5, order).value == 7


def test_a_stop_leaves_nothing(tmp):
    folder = sent(tmp)
    before = snapshot(tmp)

    def stop(done, total, name):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        return_all(folder, tmp / "退", stop)
    assert snapshot(tmp) == before


def test_what_cannot_be_done_is_one_sentence(tmp):
    with pytest.raises(NothingToReturn, match="找不到“没有”"):
        return_all(tmp / "没有", tmp / "退")
    (tmp / "空").mkdir()
    with pytest.raises(NothingToReturn, match="“空”里没有申报簿"):
        return_all(tmp / "空", tmp / "退")
    (tmp / "空" / "我的.txt").write_text("x")
    with pytest.raises(NothingToReturn, match="已经有内容"):
        return_all(tmp / "空", tmp / "空")


def test_a_merged_workbook_gives_a_set_for_each_unit(tmp):
    found = entries(merged(("太原", "甲组"), ("大同", "乙组")), "合并.xlsm")
    for entry in found:
        files, counts = return_set(entry, TODAY)
        rows = letter_rows(files[LETTER_FILE])
        assert counts[MUST_MEND] and len(rows) == counts[MUST_MEND] + counts[TO_CONFIRM]
        assert {row[2].split("!")[0].split(" ")[0] for row in rows} == {"小组"}
        assert f"{entry.unit}：" in word_text.text(files[LETTER_FILE])


def test_a_finding_of_a_member_stands_under_the_form_that_lists_it():
    season = built.season(SPOILT)
    found = groups(check(season, NOTICE), NOTICE, season)
    by_scope = {(finding.scope, group.name.split(" ")[0]) for group in found for finding in group.findings}
    assert ("小组成员", "附件3.2") in by_scope
    assert ("班组成员", "附件4") in by_scope


def test_the_button_puts_the_set_beside_the_workbook(tmp):
    path = tmp / "太原.xlsm"
    path.write_bytes(built.workbook(SPOILT).read_bytes())
    changes = returns(Desk(read_sheets(path), path))
    [folder] = [item for item in tmp.iterdir() if item.is_dir()]
    assert {file.name for file in (folder / "太原").iterdir()} == {LETTER_FILE, MAIL_FILE, "太原-退回修改.xlsm"}
    says, log = changes.items
    assert isinstance(says, Say) and "退回 1 份" in says.text and "没有发送" in says.text
    assert log == Log("退回单", "1份", folder.name)
    assert press("folder", Desk(read_sheets(path), path)).items[0] == Open(str(folder))
    assert not changes.touches()


def test_the_button_on_a_clean_workbook_makes_nothing(tmp):
    path = tmp / "太原.xlsm"
    path.write_bytes(built.workbook(CLEAN).read_bytes())
    changes = returns(Desk(read_sheets(path), path))
    assert said(changes) == "“太原.xlsm”没有错误，不用退回。" and len(changes.items) == 1
    assert list(tmp.iterdir()) == [path]


def test_the_button_asks_to_save_first():
    changes = returns(Desk(read_sheets(built.workbook(CLEAN))))
    assert "还没有保存过" in said(changes)


def test_the_button_can_be_stopped(tmp):
    path = tmp / "太原.xlsm"
    path.write_bytes(built.workbook(SPOILT).read_bytes())
    with pytest.raises(Stopped):
        returns(Desk(read_sheets(path), path, is_stopped=lambda: True))
    assert list(tmp.iterdir()) == [path]


def test_long_lists_repeat_their_heading_row_on_every_page(office, spoilt, tmp):
    path = tmp / "退回单.docx"
    path.write_bytes(spoilt[0][LETTER_FILE])
    pages = office.page_texts(office.convert(path, "pdf", tmp))
    assert len(pages) > 1
    assert all("应当怎样" in page for page in pages)


def test_every_column_of_the_letter_is_filled_from_the_finding(spoilt):
    table = word_text.tables(spoilt[0][LETTER_FILE])[1]
    assert table[0] == ["序号", "级别", "记录和位置", "项目", "写的是", "应当怎样、怎样改", "依据"]
    assert all(row[5] and row[6] for row in table[1:])


def test_what_merge_put_together_comes_apart_again(tmp):
    """Two units' workbooks merged for real; the master gives each unit its rows back, and names its file."""
    (tmp / "收到").mkdir()
    for unit in ("太原", "大同"):
        reading = read_book(built.workbook(SPOILT))
        season_workbook(tmp / "收到" / f"{unit}.xlsm", reading.season, NOTICE, unit=unit)
    merge(tmp / "收到", tmp / "合并.xlsm")
    lines = return_all(tmp / "合并.xlsm", tmp / "退")
    assert {(line.unit, line.file, line.rows, bool(line.folder)) for line in lines} == {
        (unit, f"{unit}.xlsm", sum(read_book(built.workbook(SPOILT)).rows_taken.values()), True)
        for unit in ("太原", "大同")
    }
    text = word_text.text((tmp / "退" / "大同" / LETTER_FILE).read_bytes())
    assert "“大同.xlsm”" in text
    assert "（太原，来自 太原.xlsm）也有，同一个小组只能由一个单位报送" in text
    assert "小组 第6行" in text


def test_lists_of_ours_links_and_closed_folders_are_each_told(tmp, closed_folder):
    folder = tmp / "收到"
    (folder / closed_folder).mkdir(parents=True)
    (folder / "太原-校验结果.xlsx").write_bytes(findings_book([], "太原.xlsm", NOTICE, "太原"))
    (folder / "网盘").symlink_to(tmp, target_is_directory=True)
    lines = {line.file: line for line in return_all(folder, tmp / "退")}
    assert lines["太原-校验结果.xlsx"].is_own and "不是申报簿" in lines["太原-校验结果.xlsx"].note
    assert "链接，没有进去找" in lines["网盘"].refused and "打不开文件夹" in lines[closed_folder].refused
    rows = list(openpyxl.load_workbook(tmp / "退" / LIST).active.values)
    assert rows[0][0].endswith("没有错误不用退 0 份，没有读成 2 份，本程序的清单 1 份")
    assert {row[1]: row[7] for row in rows[3:]}["太原-校验结果.xlsx"] == "本程序的清单"
