"""The button 打印包: a new folder beside the workbook with one print file; nothing when stopped."""

from pathlib import Path

import built
import desks
import pytest
from desks import of, said

from pyfuncs import converter, printing
from pyfuncs.changes import Log
from pyfuncs.converter import Converter
from pyfuncs.desk import Stopped
from pyfuncs.print_pack import Printed, Result


@pytest.fixture
def desk(tmp, monkeypatch):
    """The sample of 太原, saved, on a computer without Word and LibreOffice."""
    monkeypatch.setattr(converter, "find_converter", lambda: None)
    (tmp / "太原.xlsm").touch()
    return desks.desk(built.PROVINCE, tmp / "太原.xlsm")


def folder_of(desk):
    [folder] = [path for path in desk.path.parent.iterdir() if path.is_dir()]
    return folder


def test_a_workbook_never_saved_is_to_be_saved_first():
    assert "请先保存工作簿" in said(printing.print_pack(desks.desk(built.PROVINCE)))


def test_one_file_for_all_forms_and_the_list_of_fees(desk):
    changes = printing.print_pack(desk)
    folder = folder_of(desk)
    assert folder.name.startswith("太原-打印包-")
    assert sorted(path.name for path in folder.iterdir()) == ["打印包.docx", "费用清单.docx"]
    assert said(changes).startswith("已把95份表合成一个打印文件；这台电脑上没有 Word 或 LibreOffice，没有做PDF")
    assert of(changes, Log) == [Log("打印包", "95份", folder.name)] and not changes.undoable


def test_restyled_templates_are_said_to_be_in_files_of_their_own():
    result = Result(Path("包"), [Printed("太原", forms=95, volumes=3)], "某程序")
    assert "已把95份表合成3个打印文件，并用某程序做成PDF" in printing.told(result)
    assert "有的模板改过样式，不能装进同一个文件，请按文件名里的次序打印" in printing.told(result)


def test_pdf_is_made_where_something_can_make_it(desk, monkeypatch):
    def run(files, out, tick):
        for number, file in enumerate(files, start=1):
            file.with_suffix(".pdf").write_bytes(b"%PDF-1.7 " + file.stem.encode())
            tick(number)

    monkeypatch.setattr(converter, "find_converter", lambda: Converter("某程序", run))
    assert "并用某程序做成PDF" in said(printing.print_pack(desk))
    names = sorted(path.name for path in folder_of(desk).iterdir())
    assert names == ["打印包.docx", "打印包.pdf", "费用清单.docx", "费用清单.pdf"]


def test_a_stop_leaves_no_folder(desk):
    desk.is_stopped = lambda: True
    with pytest.raises(Stopped):
        printing.print_pack(desk)
    assert [path for path in desk.path.parent.iterdir() if path.is_dir()] == []


def test_pressed_twice_there_are_two_folders(desk):
    printing.print_pack(desk)
    printing.print_pack(desk)
    assert len([path for path in desk.path.parent.iterdir() if path.is_dir()]) == 2
