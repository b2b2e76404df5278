"""生成: what each button makes beside the workbook, what it says, and that nothing half done stays."""

import os
import time
from pathlib import Path

import built
import desks
import docx
import pytest
from desks import of, said

from pyfuncs import converter, forms, output
from pyfuncs.changes import WARNING, Go, Log, Open, Put, Say
from pyfuncs.desk import Stopped
from pyfuncs.fill import records_of

EVERY = ["this_form", "picked_forms", "all_forms", "summary", "folder", "pdf"]


def saved(tmp, name=built.PROVINCE, **where):
    """A desk over a workbook that is saved in `tmp`."""
    return desks.desk(name, tmp / "太原 2018.xlsm", **where)


def folders(tmp) -> list[Path]:
    return sorted(item for item in tmp.iterdir() if item.is_dir())


def made(tmp) -> list[str]:
    """Names of the Word files in the one folder there is."""
    [folder] = folders(tmp)
    return sorted(path.name for path in folder.rglob("*.docx"))


@pytest.mark.parametrize("button", EVERY)
def test_a_workbook_that_was_never_saved_is_to_be_saved_first(button):
    desk = desks.desk(built.PROVINCE, tab="小组", row=5, picked=[5])
    changes = getattr(output, button)(desk)
    assert of(changes, Say)[0].kind == WARNING and "请先保存工作簿" in said(changes)
    assert len(changes.items) == 1


# -- which records -----------------------------------------------------------------------------------


def test_this_form_on_a_ledger_is_every_form_of_the_record(tmp):
    desk = saved(tmp, tab="小组")
    desk.row = desks.first_row(desk, "小组") + 1
    changes = output.this_form(desk)
    name = desk.reading.season.ledgers["小组"][1].text("小组名称")
    assert made(tmp) == [
        f"附件3.1 优秀质量管理小组成果申报表 {name}.docx", f"附件3.2 优秀质量管理小组注册登记表 {name}.docx",
    ]  # fmt: skip
    assert said(changes).startswith("已生成2份 Word 表")
    assert of(changes, Log) == [Log("本条", "2份", folders(tmp)[0].name)]
    assert not changes.undoable and not changes.touches()


def test_this_form_on_a_mirror_is_that_attachment_of_the_record_shown(tmp):
    output.this_form(saved(tmp, tab="2018附件3.2"))
    [name] = made(tmp)
    assert name.startswith("附件3.2 ")


@pytest.mark.parametrize(("tab", "form"), [("2018附件9", "附件9"), ("2018附件10", "附件10"), ("2018附件2", "附件2")])
def test_this_form_of_what_is_but_one(tmp, tab, form):
    output.this_form(saved(tmp, tab=tab))
    assert [name.split()[0] for name in made(tmp)] == [form]


def test_two_records_of_one_name_are_two(tmp):
    desk = saved(tmp, tab="小组")
    row = desks.first_row(desk, "小组")
    first = desk.reading.season.ledgers["小组"][0]
    desk = saved(tmp, tab="小组", row=row + 1)
    desks.enter(desk, "小组", row + 1, 企业名称=first["企业名称"], 小组名称=first["小组名称"])
    output.this_form(desk)
    assert len(made(tmp)) == 2


def test_picked_forms_are_those_of_the_picked_rows(tmp):
    desk = saved(tmp, tab="班组")
    row = desks.first_row(desk, "班组")
    desk.picked = [row, row + 2]
    changes = output.picked_forms(desk)
    teams = desk.reading.season.ledgers["班组"]
    assert [name.split(" ", 2)[2] for name in made(tmp)] == sorted(f"{teams[n].text('班组名称')}.docx" for n in (0, 2))
    assert said(changes).startswith("选了2条，已生成2份 Word 表")


def test_a_record_without_a_form_is_told(tmp):
    desk = saved(tmp, tab="评委")
    desk.row = desks.first_row(desk, "评委")
    with pytest.raises(forms.NothingToMake, match="选中的内容没有对应的申报表"):
        output.this_form(desk)
    assert folders(tmp) == []


@pytest.mark.parametrize("name", [built.PROVINCE, built.CONTEST])
def test_all_forms_are_all(tmp, name):
    desk = saved(tmp, name, filtered=["小组"])
    changes = output.all_forms(desk)
    wanted = [form for form in desk.notice.forms.values() if form.mode != "阅览"]
    count = sum(len(records_of(form, desk.reading.season)) for form in wanted)
    assert len(made(tmp)) == count
    assert said(changes).startswith("“小组”正在筛选，隐藏的行也算在内。已生成")
    assert (folders(tmp)[0] / forms.MANIFEST).exists()


def test_faulty_records_are_counted(tmp):
    changes = output.all_forms(saved(tmp, "2018太原-待改"))
    assert "份的记录还有错误，见生成清单" in said(changes)


def test_text_like_a_formula_is_copied(tmp):
    desk = saved(tmp, tab="小组")
    desk.row = desks.first_row(desk, "小组")
    desks.enter(desk, "小组", desk.row, 小组简介="=1+1 的写法照抄")
    output.this_form(desk)
    texts = "".join(node.text or "" for path in tmp.rglob("*.docx") for node in docx.Document(path).element.iter())
    assert "=1+1 的写法照抄" in texts


# -- progress and stop -------------------------------------------------------------------------------


def test_every_form_is_told_on_the_way(tmp):
    steps = []
    output.all_forms(saved(tmp, progress=lambda done, total, unit: steps.append((done, total, unit))))
    assert [done for done, _, _ in steps] == list(range(1, len(made(tmp)) + 1))
    assert {total for _, total, _ in steps} == {len(made(tmp))}
    assert all(unit for _, _, unit in steps)


@pytest.mark.parametrize("button", ["all_forms", "summary"])
def test_stopped_on_the_way_nothing_is_left(tmp, button):
    with pytest.raises(Stopped):
        getattr(output, button)(saved(tmp, is_stopped=lambda: True))
    assert list(tmp.iterdir()) == []


def test_pressing_twice_overwrites_nothing(tmp):
    for _ in range(2):
        output.summary(saved(tmp))
    assert len(folders(tmp)) == 2


def test_what_a_killed_press_has_left_is_swept(tmp):
    left = tmp / ".a.写入中"
    left.mkdir()
    os.utime(left, (1, 1))
    output.this_form(saved(tmp, tab="2018附件9"))
    assert not left.exists()


# -- 汇总表 ------------------------------------------------------------------------------------------


def test_the_summary_is_made_and_its_tab_is_as_the_ledgers_already(tmp):
    changes = output.summary(saved(tmp))
    assert made(tmp) == ["附件10 推荐汇总表.docx"]
    assert "“2018附件10”也已按台账填好。" in said(changes)
    assert not of(changes, Put) and not changes.undoable


def test_the_summarys_tab_is_filled_and_can_be_undone(tmp):
    desk = saved(tmp)
    desks.enter(desk, "小组", desks.first_row(desk, "小组"), 课题名称="降低废品率")
    changes = output.summary(desk)
    assert {item.text for item in of(changes, Put)} == {"降低废品率"}
    assert {item.tab for item in of(changes, Put)} == {"2018附件10"}
    assert changes.undoable


def test_a_tab_too_short_is_said_and_the_word_file_has_all(tmp):
    desk = saved(tmp)
    desk.sheets["2018附件10"] = desks.desk(built.BLANK).sheets["2018附件10"]
    changes = output.summary(desk)
    assert of(changes, Say)[0].kind == WARNING
    assert "“2018附件10”行数不够，没有列全（" in said(changes)
    [path] = tmp.rglob("*.docx")
    words = "".join(cell.text for table in docx.Document(path).tables for row in table.rows for cell in row.cells)
    assert all(row.text("小组名称") in words for row in desk.reading.season.ledgers["小组"])


def test_a_tab_with_other_words_is_said(tmp):
    desk = saved(tmp)
    desk.sheets["2018附件10"].rows = [["我的汇总"]]
    changes = output.summary(desk)
    assert "“2018附件10”上印好的文字改动过，没有填它。" in said(changes)
    assert not changes.touches()


# -- folder and PDF ----------------------------------------------------------------------------------


def test_folder_opens_what_was_made_last(tmp):
    desk = saved(tmp)
    assert of(output.folder(desk), Open) == [Open(str(tmp))]
    old, new = tmp / "太原 2018-申报表-20180601-090000", tmp / "太原 2018-PDF-20180602-090000"
    for number, folder in enumerate((old, new, tmp / "别的-申报表-1")):
        folder.mkdir()
        os.utime(folder, (number, number))
    changes = output.folder(desk)
    assert of(changes, Open) == [Open(str(new))]
    assert of(changes, Log) == [Log("打开文件夹", "", new.name)]
    assert not of(changes, Go)


def test_pdf_of_nothing_says_what_to_press(tmp):
    changes = output.pdf(saved(tmp))
    assert "还没有可导出的 Word 表" in said(changes) and folders(tmp) == []


def test_pdf_without_a_program_says_so(tmp, monkeypatch):
    output.this_form(saved(tmp, tab="2018附件9"))
    monkeypatch.setattr(converter, "find_converter", lambda: None)
    assert "没有找到 Word 或 LibreOffice" in said(output.pdf(saved(tmp)))
    assert len(folders(tmp)) == 1


def test_pdf_has_the_shape_of_the_forms_made_last(tmp, office, monkeypatch):
    monkeypatch.setattr(converter, "has_word", lambda: False)
    desk = saved(tmp, tab="小组")
    desk.row = desks.first_row(desk, "小组")
    output.this_form(desk)
    [source] = folders(tmp)
    steps = []
    changes = output.pdf(saved(tmp, progress=lambda done, total, unit: steps.append((done, total, unit))))
    out = next(folder for folder in folders(tmp) if folder != source)
    wanted = {path.relative_to(source).with_suffix("") for path in source.rglob("*.docx")}
    assert {path.relative_to(out).with_suffix("") for path in out.rglob("*.pdf")} == wanted
    assert out.name.startswith("太原 2018-PDF-")
    assert f"把“{source.name}”里的2份 Word 表导出为PDF" in said(changes)
    assert of(changes, Log) == [Log("导出PDF", "2份", out.name)]
    company = desk.reading.season.ledgers["小组"][0].text("企业名称")
    assert steps[-1] == (2, 2, company)


def test_pdf_stopped_leaves_nothing(tmp, monkeypatch):
    output.this_form(saved(tmp, tab="2018附件9"))
    before = folders(tmp)

    def one(files, out, tick):
        (out / f"{files[0].stem}.pdf").write_bytes(b"%PDF")
        tick(1)

    monkeypatch.setattr(converter, "find_converter", lambda: converter.Converter("LibreOffice", one))
    started = time.monotonic()
    with pytest.raises(Stopped):
        output.pdf(saved(tmp, is_stopped=lambda: True))
    assert time.monotonic() - started < 5
    assert sorted(tmp.iterdir()) == before
