"""The way without COM from end to end: LibreOffice, the product's macros in it, Python started by them."""

import random
import shutil
import time
import zipfile
from pathlib import Path

import built
import contests
import no_com
import openpyxl
import pytest
from button_cases import CASES, by_the_core, files, plain, prepare, sweep
from no_com import own, put_cells, wait_for_python
from random_edits import random_changes

from pyfuncs.changes import Ask, Changes, Go, Log, Open, Put, Say, Show, encode
from pyfuncs.notice import list_notices, load_notice
from pyfuncs.press import BUTTONS
from pyfuncs.samples import load_sample
from pyfuncs.workbook import build_workbook, own_conf

FINDINGS, UNDO, LOG, GROUPS, FORM = "校验结果", "撤销记录", "日志", "小组", "2018附件3.1"
SPOILT = f"{built.PROVINCE}-待改"
LINE = "———校验———"


@pytest.fixture(scope="module")
def contest(tmp_path_factory):
    """The contest decided and confirmed, with this Python in its settings."""
    return contests.write_decided(tmp_path_factory.mktemp("no-com") / "contest.xlsm", conf=own_conf())


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample with faults, with this Python in its settings."""
    file = tmp_path_factory.mktemp("no-com") / "sample.xlsm"
    notices = [load_notice(name) for name in list_notices()]
    season = load_sample(SPOILT, built.notice("2018"))
    build_workbook(file, notices, season, "2018", shown=["2018"], conf=own_conf())
    return file


@pytest.fixture
def path(tmp, sample):
    """A copy of it in a folder with an awkward name."""
    return Path(shutil.copy(sample, tmp / "2018 申报&'.xlsm"))


@pytest.fixture
def book(path):
    with no_com.open_book(path) as opened:
        yield opened


def test_check_lists_marks_and_is_undone_after_saving_and_opening_again(book, path):
    before = own(book.state())
    wanted = by_the_core("check", path)
    [words] = book.press("check")
    assert words in [item.text for item in wanted.items if isinstance(item, Say)]
    assert len([item for item in wanted.items if isinstance(item, Put)]) > 100
    assert put_cells(book, wanted) == []
    assert book.formula(FINDINGS, 5, 3).startswith("=HYPERLINK(")
    assert sum(LINE in text for text in book.notes(GROUPS).values()) > 3
    assert book.selection()[0] == FINDINGS
    marked = own(book.state())
    assert marked != before and marked["2018附件9"][3] is True
    book.save()
    kept = own(book.state())
    assert kept == marked
    with no_com.open_book(copy_of(path)) as again:
        assert put_cells(again, wanted) == []
        again.press("undo")
        assert own(again.state()) == before
        assert again.press("undo") == ["没有可以撤销的步骤。"]


def copy_of(path: Path) -> Path:
    copy = path.with_name("再开.xlsm")
    copy.write_bytes(path.read_bytes())
    return copy


def test_the_saved_file_holds_what_the_screen_showed(book, path):
    book.press("check")
    shown = book.block(FINDINGS, 5, 1, 12, 2)
    book.save()
    saved = openpyxl.load_workbook(path)[FINDINGS]
    assert [[saved.cell(row, col).value for col in (1, 2)] for row in range(5, 13)] == shown


def test_the_clerks_own_note_stays_under_marks_and_without_them(book):
    wanted = next(place for place, text in book.notes_after("check", GROUPS).items() if LINE in text)
    book.press("clear")
    book.call("note", book.number, GROUPS, wanted[0] - 1, wanted[1] - 1, "自己的")
    book.press("check")
    assert book.notes(GROUPS)[wanted].startswith(f"自己的\n{LINE}\n")
    book.press("clear")
    assert book.notes(GROUPS)[wanted] == "自己的"


def test_a_cell_changed_since_is_asked_about(book):
    before = own(book.state())
    book.press("check")
    book.write(FINDINGS, 5, 8, "我改的")
    [question] = book.press("undo", "No")
    assert "我改的" in question and book.value(FINDINGS, 5, 8) == "我改的"
    question, told = book.press("undo", "Yes")
    assert told.startswith("已撤销") and own(book.state()) == before


def test_undo_returns_every_cell_after_random_edits(book):
    """Value, formula, format, fill and note, on ledgers with the clerk's own fills and a note."""
    rng, tabs, rows, cols = random.Random(20180610), (GROUPS, "企业"), (5, 9), (1, 4)
    for _ in range(8):
        row, col = rng.randint(*rows) - 1, rng.randint(*cols) - 1
        book.call("color", book.number, GROUPS, [row, col, row, col], rng.choice([0x92D050, 0xFFC7CE, 0x0070C0]))
    book.call("note", book.number, GROUPS, 5, 2, "自己的")

    def looks():
        places = [[row, col, row, col] for row in range(rows[0] - 1, rows[1]) for col in range(cols[0] - 1, cols[1])]
        asked = [(what, tab, at) for what in ("color", "format") for tab in tabs for at in places]
        return own(book.state()), [book.call(what, book.number, tab, at) for what, tab, at in asked]

    for _ in range(3):
        before = looks()
        lines = encode(random_changes(rng, tabs, rows, cols)).decode().split("\r\n")[:-1]
        book.call("begin", book.number, "Applier.ApplyChanges", [lines, "试"])
        assert book.finish() == [] and looks() != before
        assert book.press("undo", "Yes")[-1].startswith("已撤销“试”") and looks() == before, lines


def test_a_form_is_paged_through_and_leads_to_its_ledger(book):
    book.go(FORM, 5, 3)
    assert book.press("following") == [] and book.press("following") == []
    shown = book.value(FORM, 4, 3)
    assert shown == book.value(GROUPS, 7, 2)
    assert book.press("previous") == []
    book.go(FORM, 4, 3)
    assert book.press("source") == []
    tab, box = book.selection()
    assert (tab, box[0]) == (GROUPS, 6)
    assert book.call("protected", book.number, FORM) is True


def test_a_form_is_typed_into_and_stored(book):
    place, name = (4, 3), book.value(GROUPS, 5, 2)
    book.go(FORM, *place)
    assert book.press("edit") == [] and book.value(FORM, *place) == name
    book.write(FORM, *place, f"{name}新")
    assert book.press("store", "Yes", "Yes") != []
    assert book.formula(FORM, *place).startswith("=") and book.value(GROUPS, 5, 2) == f"{name}新"
    assert book.press("undo")[-1].startswith("已撤销") and book.value(GROUPS, 5, 2) == name


@pytest.fixture(scope="module")
def walk(sample, tmp_path_factory):
    made = no_com.Reopened(sample, tmp_path_factory.mktemp("walk") / "打开 & 着" / "太原 样本.xlsm")
    yield made
    made.close()


def test_every_button_has_its_case():
    assert set(CASES) == set(BUTTONS)


@pytest.mark.parametrize("name", CASES)
def test_a_button_does_by_the_macros_what_the_core_asks_for(name, walk, sample, contest, tmp):
    """Words, cells, place, files, what it opens and the line of 日志; a question is answered as its case says."""
    case = CASES[name]
    sample = contest if case.contest else sample
    book = walk.fresh(sample)
    saved = Path(shutil.copy(sample, tmp / walk.path.name))
    sweep(walk.path)
    prepare(name, saved.parent)
    prepare(name, walk.path.parent)
    if case.before:
        book.press(case.before)
    book.go(case.tab, case.row, case.col, case.row + 1)
    log = next(row for row, [when] in enumerate(book.block(LOG, 5, 1, 60, 1), start=5) if when is None)
    said = [plain(text, walk.path) for text in book.press(name, "Yes" if case.yes else "No")]
    wanted = by_the_core(name, saved)
    told = [plain(item.text, saved) for item in wanted.items if isinstance(item, Say | Ask)]
    assert (said[-len(told) :] if case.yes else said) == told
    assert put_cells(book, wanted) == []
    assert book.value(LOG, log, 3) == next((item.action for item in wanted.items if isinstance(item, Log)), None)
    for item in wanted.items:
        if isinstance(item, Show):
            assert book.call("visible", book.number, item.tab) is item.visible
    gone = [item for item in wanted.items if isinstance(item, Go)]
    tab, box = book.selection()
    assert not gone or tab == gone[-1].tab
    assert not gone or name == "home" or box[:2] == (gone[-1].row, gone[-1].col)  # that macro needs no Python
    assert files(walk.path) == files(saved)
    assert not case.makes or list(walk.path.parent.rglob(case.makes))
    assert case.opens == any(isinstance(item, Open) for item in wanted.items)
    if case.before or wanted.touches():
        walk.close()


def test_repair_leaves_contents_formats_and_place_alone(book):
    book.go(GROUPS, 6, 2)
    before = own(book.state())
    book.call("format", book.number, GROUPS, [6, 6, 6, 6], "0.00")
    assert book.press("repair")
    assert own(book.state()) == before and book.selection() == (GROUPS, (6, 2, 6, 2))
    assert book.call("format", book.number, GROUPS, [6, 6, 6, 6]) == book.call(
        "format", book.number, GROUPS, [5, 6, 5, 6]
    )


def test_selected_rows_make_their_forms_beside_the_workbook(book, path):
    book.go(GROUPS, 6, 2, 7)
    [words] = book.press("picked_forms")
    assert "选了2条" in words
    [folder] = [item for item in path.parent.iterdir() if item.is_dir()]
    forms = list(folder.rglob("*.docx"))
    assert len(forms) == 4 and all(zipfile.is_zipfile(form) for form in forms)


def test_all_forms_are_made(book, path):
    [words] = book.press("forms")
    assert "份 Word 表" in words
    [made] = [item for item in path.parent.iterdir() if item.is_dir()]
    assert len(list(made.rglob("*.docx"))) > 80


def test_a_press_that_is_stopped_leaves_all_its_files_or_none(book, path):
    book.begin("forms")
    wait_for_python(book)
    [question] = book.call("second", book.number, "Press.PressButton", ["check"], "Yes")
    assert "停止" in question
    [words] = book.finish()
    made = list(path.parent.rglob("*.docx"))
    assert ("已停止" in words and made == []) or ("份 Word 表" in words and len(made) > 80)
    assert [item.name for item in path.parent.iterdir() if item.name.endswith(".写入中")] == []


def test_two_open_workbooks_are_not_mixed_up(book, path):
    with no_com.open_book(copy_of(path)) as other:
        kept = own(other.state())
        book.front()
        book.press("check")
        assert own(other.state()) == kept
        assert book.value(FINDINGS, 5, 1)
        other.front()
        other.press("quota")
        assert other.selection()[0] == "名额统计" and book.selection()[0] == FINDINGS


def test_a_second_press_says_that_the_first_is_running(book):
    book.begin("forms")
    wait_for_python(book)
    [question] = book.call("second", book.number, "Press.PressButton", ["check"], "No")
    assert "还没有做完" in question
    assert any("份 Word 表" in text for text in book.finish())


def test_a_workbook_that_changes_while_waiting_is_not_written_to(book):
    book.begin("forms")
    wait_for_python(book)
    book.type(GROUPS, 60, 3, "等待时改的")
    said = book.finish()
    assert ["又改动了" in text for text in said] == [True]
    assert book.value(LOG, 5, 1) is None and book.value(GROUPS, 60, 3) == "等待时改的"


def test_a_missing_interpreter_is_said(book):
    row = next(row for row in range(1, 9) if book.value("xlwings.conf", row, 1) == "Interpreter_Linux")
    book.write("xlwings.conf", row, 2, "/gone/python")
    [words] = book.press("check")
    assert "找不到" in words and book.value(FINDINGS, 5, 1) is None


def test_no_copy_is_left_in_the_temporary_folder(book):
    book.begin("check")
    assert wait_for_python(book) and len(book.call("handed_over")) == 1
    book.finish()
    assert book.call("handed_over") == []


def test_a_thousand_cells_are_applied_in_a_few_seconds(book):
    places = [divmod(number, 9) for number in range(1800)]
    changes = Changes([Put(FINDINGS, 5 + row, 1 + col, "text", f"第{row * 9 + col}格") for row, col in places])
    lines = encode(changes).decode().split("\r\n")[:-1]
    begun = time.perf_counter()
    book.call("begin", book.number, "Applier.ApplyChanges", [lines, "试"])
    book.finish()
    assert time.perf_counter() - begun < 15
    assert book.value(FINDINGS, 204, 9) == "第1799格" and book.value(UNDO, 1801, 8) == "第1799格"
