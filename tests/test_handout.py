"""Blank workbooks for each unit: the unit chosen, its quotas shown, a list of all; the whole folder or nothing."""

import openpyxl
import pytest
from hostile import HOSTILE, snapshot
from test_notice import write

from pyfuncs.closed import read_book
from pyfuncs.handout import LIST, BadUnits, Units, hand_out, headings, read_units, units_for
from pyfuncs.notice import HOME, load_notice
from pyfuncs.preflight import Unreadable

NOTICE = load_notice("2018")
ODD = ["东区<某>公司", "CON", "甲/乙:丙", "=1+1", "A&B 集团", "很长的单位名称" * 30]


def third(tmp_path):
    return load_notice("2031", write(tmp_path))


def named(path, text):
    path.write_text(text, "utf-8")
    return path


def test_every_unit_of_the_quota_table_those_of_its_note_included():
    units = units_for(NOTICE, None).names
    assert len(units) == 26 + 20
    assert {"太原", "妇联", "太原高新"} <= set(units)
    assert "其他" not in units


def test_a_notice_without_a_table_asks_for_a_list(notice_2023, tmp):
    with pytest.raises(BadUnits, match="没有各单位的名额"):
        units_for(notice_2023, None)
    listed = units_for(notice_2023, named(tmp / "名单.txt", "\ufeff甲公司\r\n\r\n 乙公司 \n甲公司\n"))
    assert listed == Units(["甲公司", "乙公司"], ["甲公司"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("名单.txt", "甲公司\n“乙,丙”公司"),
        ("名单.csv", '序号,单位名称,电话\r\n1,甲公司,1\r\n2,"“乙,丙”公司",2\r\n'),
        ("名单.csv", '各单位名单,,\n,,\n编号,推荐单位\n1,甲公司\n2,"“乙,丙”公司"\n'),
        ("名单.tsv", "单位\t电话\n甲公司\t1\n“乙,丙”公司\t\n"),
    ],
)
def test_a_list_is_read_from_text_and_csv(notice_2023, tmp, name, text, encoding):
    (tmp / name).write_bytes(text.encode(encoding))
    assert units_for(notice_2023, tmp / name).names == ["甲公司", "“乙,丙”公司"]


def test_a_list_is_read_from_a_workbook(notice_2023, tmp):
    book = openpyxl.Workbook()
    for row in (["单位名单"], ["序号", "企业名称"], [1, "甲公司"], [2, None], [3, "乙公司"]):
        book.active.append(row)
    book.save(tmp / "名单.xlsx")
    assert units_for(notice_2023, tmp / "名单.xlsx").names == ["甲公司", "乙公司"]
    assert read_units(tmp / "名单.xlsx", headings(notice_2023))[1] == ("第5行", "乙公司")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("名单.txt", "太原\n太源\n", "第2行写的是“太源”，名额表中没有这个单位，是否为“太原”"),
        ("名单.txt", " \n\n", "里没有单位"),
        ("名单.pdf", "太原", "应为 .txt、.csv 或 .xlsx"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_its_place(tmp, name, text, says):
    with pytest.raises(BadUnits, match=says):
        units_for(NOTICE, named(tmp / name, text))


def test_a_list_of_fifteen_hundred_and_one_is_another_file(notice_2023, tmp):
    with pytest.raises(BadUnits, match="最多1500个"):
        units_for(notice_2023, named(tmp / "名单.txt", "\n".join(f"单位{n}" for n in range(1501))))


def test_a_list_of_unknown_encoding_is_refused(notice_2023, tmp):
    (tmp / "名单.txt").write_bytes(b"\xff\xff\xff")
    with pytest.raises(BadUnits, match="请另存为 UTF-8"):
        units_for(notice_2023, tmp / "名单.txt")


@pytest.mark.parametrize("kind", ["压缩炸弹", "打开密码", "最末行末列"])
def test_a_hostile_list_is_refused(notice_2023, tmp, kind):
    book = openpyxl.Workbook()
    book.create_sheet("二")
    book.save(tmp / "好.xlsx")
    HOSTILE[kind][0](tmp / "坏.xlsx", (tmp / "好.xlsx").read_bytes())
    with pytest.raises(Unreadable):
        units_for(notice_2023, tmp / "坏.xlsx")


def test_each_unit_gets_its_workbook_and_a_line(tmp):
    told = []
    files = hand_out(NOTICE, Units(["太原", "建材", "科协"]), tmp / "发放", lambda *step: told.append(step))
    assert files == ["2018太原申报簿.xlsm", "2018建材申报簿.xlsm", "2018科协申报簿.xlsm"]
    assert {path.name for path in (tmp / "发放").iterdir()} == {*files, LIST}
    assert told[-1] == (3, 3, LIST)
    for unit, file in zip(("太原", "建材", "科协"), files, strict=True):
        reading = read_book(tmp / "发放" / file)
        assert (reading.notice.id, reading.season.single[HOME].text("推荐单位")) == ("2018", unit)
    book = openpyxl.load_workbook(tmp / "发放" / files[0])
    assert "PYTHONPATH" not in [cell.value for cell in book["xlwings.conf"]["A"]]
    rows = list(openpyxl.load_workbook(tmp / "发放" / LIST).active.values)
    heads = rows[2]
    lines = {row[1]: dict(zip(heads, row, strict=True)) for row in rows[3:]}
    assert [lines[unit]["优秀QC小组"] for unit in lines] == ["40", "1–5", "5"]
    assert lines["科协"]["质量信得过班组"] == "自定"
    assert lines["太原"]["申报簿"] == files[0]


def test_the_first_page_shows_the_quotas_of_the_unit(office, tmp):
    hand_out(NOTICE, Units(["太原"]), tmp / "发放")
    home = office.recalculated(tmp / "发放" / "2018太原申报簿.xlsm", tmp)[HOME]
    shown = [[cell for cell in row if cell is not None] for row in home.values]
    groups = next(row for row in shown if row and str(row[0]).startswith("优秀QC小组"))
    assert 40 in groups


def test_hostile_names_become_files_that_windows_accepts(tmp_path):
    (tmp_path / "templates").mkdir()
    notice = third(tmp_path / "templates")
    notice.quota = None
    files = hand_out(notice, Units(ODD), tmp_path / "发放")
    assert len(set(files)) == len(ODD)
    assert not [name for name in files if set(name) & set('<>:"/\\|?*') or len(name) > 90]
    listed = openpyxl.load_workbook(tmp_path / "发放" / LIST).active
    cells = [row[1] for row in listed.iter_rows(min_row=4)]
    assert [cell.value for cell in cells] == ODD
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_stop_leaves_nothing(tmp):
    def stop(done, total, unit):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hand_out(NOTICE, Units(["太原", "大同"]), tmp / "发放", stop)
    assert snapshot(tmp) == {}


def test_a_folder_that_holds_something_is_left_alone(tmp):
    (tmp / "发放").mkdir()
    named(tmp / "发放" / "我的.txt", "mine")
    with pytest.raises(BadUnits, match="已经有内容"):
        hand_out(NOTICE, Units(["太原"]), tmp / "发放")
    assert snapshot(tmp) == {"发放/我的.txt": b"mine"}
