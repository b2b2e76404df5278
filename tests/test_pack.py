"""打包报送: all that a unit hands in, in one zip that Windows opens; as many files in it as were made."""

import io
import re
import zipfile

import built
import openpyxl
import pytest
import word_text
from desks import said
from hostile import snapshot

from pyfuncs.changes import Log, Open, Say
from pyfuncs.check import check_reading, count_levels
from pyfuncs.closed import read_book, read_sheets
from pyfuncs.desk import Desk, Stopped
from pyfuncs.forms import make_forms
from pyfuncs.notice import load_notice
from pyfuncs.pack import LONGEST_PATH, PackError, pack, pack_book, verify
from pyfuncs.records import Reading
from pyfuncs.samples import load_sample

NOTICE = load_notice("2018")
SPOILT = "2018太原-待改"
FORBIDDEN = re.compile(r'[<>:"\\|?*\x00-\x1f]')


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The pack of the spoilt sample: the zip's bytes, its workbook, what was told."""
    book = built.workbook(SPOILT)
    out = tmp_path_factory.mktemp("报送") / "太原 & 报送.zip"
    return out, book, pack(read_book(book), book, out)


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_as_many_files_as_forms_and_three_more(packed, tmp_path):
    out, _, made = packed
    reading = read_book(built.workbook(SPOILT))
    forms = make_forms(reading.season, NOTICE, [], tmp_path / "表").made
    files = parts(out)
    assert len(files) == len(made.files) == len(forms) + 3
    assert list(files) == [item.name for item in made.files]
    words = sorted(word_text.text(data) for name, data in files.items() if name.endswith(".docx"))
    assert words == sorted(word_text.text((tmp_path / "表" / item.file).read_bytes()) for item in forms)


def test_the_workbook_is_there_byte_for_byte(packed):
    out, book, _ = packed
    assert parts(out)[f"03_{book.stem}.xlsm"] == book.read_bytes()


def test_files_are_numbered_in_the_order_of_the_notice(packed):
    tops = list(dict.fromkeys(item.name.split("/")[0] for item in packed[2].files))
    assert [int(name[:2]) for name in tops] == list(range(1, len(tops) + 1))
    kinds = [name[3:].split(" ")[0] for name in tops]
    assert kinds[:3] == ["材料清单.xlsx", "校验结果.xlsx", f"{SPOILT}.xlsm"]
    assert (
        kinds[3:]
        == ["附件9", "附件10", "附件3.1", "附件3.2", "附件4", "附件5", "附件6", "附件7", "附件8"][: len(kinds) - 3]
    )
    inside = [item.name.split("/")[1][:2] for item in packed[2].files if "/附件3.1" in item.name.replace("_", "/")]
    assert inside == [f"{n:02}" for n in range(1, len(inside) + 1)]


def test_windows_accepts_every_name(packed):
    with zipfile.ZipFile(packed[0]) as archive:
        assert archive.testzip() is None
        for info in archive.infolist():
            assert info.flag_bits & 0x800
            assert not FORBIDDEN.search(info.filename)
            assert len(info.filename) <= LONGEST_PATH
            assert not [part for part in info.filename.split("/") if part != part.strip(" .")]


def test_a_workbook_with_mistakes_is_packed_and_says_so(packed):
    out, _, made = packed
    assert made.counts == count_levels(check_reading(read_book(built.workbook(SPOILT))))
    assert made.counts["错误"] > 30
    files = parts(out)
    first = openpyxl.load_workbook(io.BytesIO(files["01_材料清单.xlsx"]))
    assert f"还有错误 {made.counts['错误']} 处" in first["材料清单"]["A2"].value
    assert [row[1] for row in first["文件"].iter_rows(min_row=4, values_only=True)] == list(files)
    found = openpyxl.load_workbook(io.BytesIO(files["02_校验结果.xlsx"])).active
    links = [cell.hyperlink.target for row in found.iter_rows() for cell in row if cell.hyperlink]
    assert links and all(link.startswith(f"03_{SPOILT}.xlsm") for link in links)


@pytest.mark.parametrize(
    "text", ["../../逃跑", "CON", "甲/乙\\丙:丁", '<">|?*', "很长的名称" * 60, "=cmd|'/c calc'!A0", " . ", "\u202e倒写"]
)
def test_hostile_names_stay_inside_the_zip_and_short(tmp, text):
    season = load_sample("2018太原", NOTICE)
    season.ledgers = {"小组": season.ledgers["小组"][:2]}
    for record in season.ledgers["小组"]:
        record["小组名称"] = record["企业名称"] = record.raw["小组名称"] = record.raw["企业名称"] = text
    book = tmp / "很长的名称".ljust(60, "长")
    book = book.with_name(book.name + ".xlsm")
    book.write_bytes(b"book")
    made = pack(Reading(NOTICE, season), book, tmp / "包.zip")
    files = parts(tmp / "包.zip")
    assert len(files) == len(made.files)
    for name in files:
        assert not FORBIDDEN.search(name) and ".." not in name.split("/") and len(name) <= LONGEST_PATH
        assert name.count("/") <= 1
    assert set(snapshot(tmp)) == {book.name, "包.zip"}


def test_what_did_not_come_back_is_refused():
    files = [("一.txt", b"1"), ("二.txt", b"2")]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("一.txt", b"1")
    with pytest.raises(PackError, match="应有 2 个文件，包里有 1 个"):
        verify(buffer.getvalue(), files)
    with pytest.raises(PackError, match="与原文件不同"):
        verify(buffer.getvalue(), [("一.txt", b"x")])


@pytest.mark.parametrize(("name", "says"), [("包.rar", "应为 .zip"), ("旧.zip", "已经存在")])
def test_a_wrong_or_taken_name_is_refused(tmp, name, says):
    (tmp / "旧.zip").write_bytes(b"old")
    with pytest.raises(PackError, match=says):
        pack(read_book(built.workbook(built.BLANK)), built.workbook(built.BLANK), tmp / name)
    assert snapshot(tmp) == {"旧.zip": b"old"}


def test_a_stop_leaves_nothing(tmp):
    def stop(done, total, unit):
        if done == 5:
            raise KeyboardInterrupt

    book = built.workbook(SPOILT)
    with pytest.raises(KeyboardInterrupt):
        pack(read_book(book), book, tmp / "包.zip", stop)
    assert snapshot(tmp) == {}


def desk_of(tmp, **more):
    path = tmp / "太原.xlsm"
    path.write_bytes(built.workbook(built.PROVINCE).read_bytes())
    return Desk(read_sheets(path), path, **more)


def test_the_button_packs_what_is_saved(tmp):
    desk = desk_of(tmp)
    says, log, shown = pack_book(desk).items
    [made] = tmp.glob("*.zip")
    assert made.name.startswith("太原-报送-")
    assert isinstance(says, Say) and "申报簿没有错误" in says.text and says.kind == "info"
    assert (log, shown) == (Log("打包报送", f"{len(parts(made))}个", made.name), Open(str(tmp)))


def test_the_button_asks_to_save_what_is_not_in_the_file_yet(tmp):
    desk = desk_of(tmp)
    sheet = desk.sheets["小组"]
    row = next(row for row in sheet.rows if "星火QC小组" in row or any(str(v).endswith("QC小组") for v in row))
    row[next(n for n, value in enumerate(row) if str(value).endswith("QC小组"))] = "改过的QC小组"
    assert "还没有保存的改动" in said(pack_book(desk))
    assert list(tmp.iterdir()) == [desk.path]


def test_the_button_can_be_stopped(tmp):
    desk = desk_of(tmp, is_stopped=lambda: True)
    with pytest.raises(Stopped):
        pack_book(desk)
    assert list(tmp.iterdir()) == [desk.path]


def test_the_button_asks_to_save_a_workbook_that_has_no_place():
    assert "还没有保存过" in said(pack_book(Desk(read_sheets(built.workbook(built.BLANK)))))
