"""评分表 out, LibreOffice types the scores and saves, 收评分 in: every score arrives and nothing is retyped."""

import copy
import shutil
from pathlib import Path

import applied
import openpyxl
import pytest
import uno_engine
import word_text
from contests import contest, workbook
from desks import of, said

from pyfuncs import closed
from pyfuncs.changes import Ask, Changes, Open, Wipe
from pyfuncs.desk import Desk
from pyfuncs.judge_book import HEAD_ROW, INFO_TAB
from pyfuncs.jury_desk import stand
from pyfuncs.jury_files import RETURNED, make_books
from pyfuncs.press import press
from pyfuncs.scores import item_fields


@pytest.fixture
def empty(tmp):
    """The sample's workbook in a folder of its own, its scores wiped."""
    path = Path(shutil.copy(workbook(), tmp / "评审.xlsm"))
    at = Desk(copy.deepcopy(closed.read_sheets(path)), path)
    place = stand(at, "scores")
    wiped = applied.make(at, Changes([Wipe("评分", place.heading + 1, 1, place.last, max(place.columns.values()))]))
    wiped.path = path
    return wiped


def typed_by_libreoffice(path, sheets):
    """Types rows (by group: items) into the tabs of a judge's workbook and saves it, in LibreOffice; the totals it
    computes, by tab and group."""
    totals = {}
    with uno_engine.open_book(path) as (book, _):
        for name, scores in sheets.items():
            tab = book.sheets[name]
            heads = tab.range((HEAD_ROW + 1, 1), (HEAD_ROW + 1, 20)).value
            rows = tab.range((HEAD_ROW + 2, 1), (HEAD_ROW + 25, 20)).value
            first = heads.index("第1项") + 1
            for number, row in enumerate(rows, start=HEAD_ROW + 2):
                items = scores.get(row[heads.index("小组名称")])
                if items:
                    tab.range((number, first), (number, first + len(items) - 1)).value = items
            shown = tab.range((HEAD_ROW + 2, 1), (HEAD_ROW + 25, 20)).value
            for row in shown:
                totals[name, row[heads.index("小组名称")]] = row[heads.index("总分")]
        book.impl.app.bridge("save", book.impl.id)
    return totals


def test_scores_typed_in_libreoffice_come_back_with_nothing_retyped(empty):
    season, notice = contest()
    items = item_fields(next(ledger for ledger in notice.ledgers.values() if ledger.role == "scores"))[:6]
    made = press("score_books", empty)
    assert "已为7名评委各生成" in said(made)
    [folder] = [path for path in empty.path.parent.iterdir() if "评分表" in path.name]
    back = empty.path.with_name(RETURNED)
    asked = press("take_scores", empty)
    assert of(asked, Open) and back.is_dir() and "请把评委交回的 .xlsx 评分表放进去" in said(asked)
    wanted = {}
    for judge in ("乔永平", "申玉梅"):
        scores = {"资料初审": {}, "现场发表": {}}
        for row in season.ledgers["评分"]:
            if row["评委"] == judge and all(row.get(name) is not None for name in items):
                scores[row["阶段"]][row["小组名称"]] = [row[name] for name in items]
                wanted[judge, row["阶段"], row["小组名称"]] = [row[name] for name in items]
        path = shutil.copy(folder / f"{judge}.xlsx", back)
        totals = typed_by_libreoffice(Path(path), scores)
        assert all(totals[p, g] == sum(found) for p, groups in scores.items() for g, found in groups.items())
    changes = press("take_scores", empty)
    assert f"新收{len(wanted)}行，改动0行，没有变0行" in said(changes)
    after = applied.make(empty, changes)
    after.path = empty.path
    found = {
        (row["评委"], row["阶段"], row["小组名称"]): [row[name] for name in items]
        for row in after.reading.season.ledgers["评分"]
    }
    assert found == wanted and len(wanted) == 24 * 2 + 23 * 2
    again = press("take_scores", after)
    assert f"新收0行，改动0行，没有变{len(wanted)}行" in said(again) and not again.touches()
    [first, *_] = sorted(empty.path.parent.glob("评审-收评分-*.xlsx"))
    lines = openpyxl.load_workbook(first)["逐行"]
    assert lines.max_row == 3 + 48 * 2


def test_a_row_that_differs_is_shown_and_written_only_on_yes(empty):
    at = Desk(copy.deepcopy(closed.read_sheets(empty.path)), empty.path)
    press("score_books", at)
    [folder] = [path for path in at.path.parent.iterdir() if "评分表" in path.name]
    back = at.path.with_name(RETURNED)
    back.mkdir()
    book = openpyxl.load_workbook(folder / "乔永平.xlsx")
    sheet = book["现场发表"]
    heads = [cell.value for cell in sheet[HEAD_ROW + 1]]
    name = sheet.cell(HEAD_ROW + 2, heads.index("小组名称") + 1).value
    for number in range(6):
        sheet.cell(HEAD_ROW + 2, heads.index("第1项") + 1 + number).value = 1
    book.save(back / "乔永平.xlsx")
    asked = press("take_scores", at)
    [question] = of(asked, Ask)
    assert "有1行与台账里已有的分不一样" in question.text and name in question.text and not asked.touches()
    at.answer = question.answer
    sheet.cell(HEAD_ROW + 2, heads.index("第1项") + 1).value = 2
    book.save(back / "乔永平.xlsx")
    [other] = of(press("take_scores", at), Ask)
    assert "第1项" in other.text and "→2" in other.text, "the file changed since it was shown: asked again"
    at.answer = other.answer
    after = applied.make(at, press("take_scores", at))
    rows = [row for row in after.reading.season.ledgers["评分"] if row["评委"] == "乔永平" and row["小组名称"] == name]
    assert len(rows) == 2, "changed where it stands, not added"
    assert [row["第2项"] for row in rows if row["阶段"] == "现场发表"] == [1]


def test_whatever_lies_in_the_folder_is_in_the_receipt_not_only_xlsx(empty):
    """A judge saved as .xls, another's name ends in capitals, a third's lies in a folder of its own."""
    press("score_books", empty)
    [folder] = [path for path in empty.path.parent.iterdir() if "评分表" in path.name]
    back = empty.path.with_name(RETURNED)
    (back / "第三组").mkdir(parents=True)
    (back / "申玉梅.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096)
    shutil.copy(folder / "乔永平.xlsx", back / "乔永平.XLSX")
    shutil.copy(folder / "申玉梅.xlsx", back / "第三组")
    (back / "~$乔永平.xlsx").write_bytes(b"lock")
    says = said(press("take_scores", empty))
    assert "看了3个文件" in says and "“申玉梅.xls”没有收" in says and "没有打分96行" in says


def test_the_hand_marking_form_has_a_page_for_each_entry_but_the_own(empty):
    press("score_books", empty)
    [folder] = [path for path in empty.path.parent.iterdir() if "评分表" in path.name]
    assert len(list(folder.iterdir())) == 7 * 3
    tables = word_text.tables((folder / "申玉梅-现场发表.docx").read_bytes())
    names = [table[1][1] for table in tables[::2]]
    assert len(names) == 23 and "倾听QC小组" not in names
    items = tables[1]
    assert items[1][1] == "选题" and items[-1][-2] == "100"


def test_without_judges_there_is_nothing_to_make(empty):
    place = stand(empty, "scores")
    ledger = next(item for item in empty.reading.notice.ledgers.values() if item.role == "judges")
    sheet = empty.sheets[ledger.name]
    wiped = applied.make(empty, Changes([Wipe(ledger.name, place.heading + 1, 1, len(sheet.rows) + 5, 8)]))
    wiped.path = empty.path
    assert "还没有评委" in said(press("score_books", wiped))


def test_an_unsaved_workbook_is_asked_to_be_saved_first(empty):
    empty.path = None
    for name in ("score_books", "take_scores"):
        assert "还没有保存过" in said(press(name, empty))


def test_the_hidden_tab_is_no_phase():
    assert INFO_TAB not in [phase.name for phase in contest()[1].judging.phase]


@pytest.mark.parametrize(
    ("marks", "left"), [(["是"] * 3 + ["否"] * 21, 3), (["否"] * 2, 22), (["是"] * 3, 3), ([], 24)]
)
def test_after_the_first_phase_the_judges_get_the_finalists_alone(tmp, marks, left):
    season, notice = contest()
    groups = season.ledgers["小组"]
    for number, row in enumerate(groups):
        row["进入现场发表"] = row.raw["进入现场发表"] = marks[number] if number < len(marks) else None
        row["会场"] = row.raw["会场"] = "二" if number < 3 else "一"
    judge = season.ledgers["评委"][0]
    season.ledgers["评委"] = [judge]
    for venue, wanted in (("", left), ("一", max(0, left - 3) if len(marks) != 2 else 21)):
        judge["会场"] = venue
        out = tmp / f"评分表{venue}"
        assert make_books(season, notice, out) == 1
        book = openpyxl.load_workbook(out / f"{judge['姓名']}.xlsx")
        counts = {sheet.title: sheet.max_row - HEAD_ROW - 1 for sheet in book if sheet.title != INFO_TAB}
        assert counts == {"资料初审": 21 if venue else 24} | ({"现场发表": wanted} if wanted else {})
        pages = {path.stem: len(word_text.tables(path.read_bytes())) // 2 for path in out.glob("*.docx")}
        assert pages == {f"{judge['姓名']}-{phase}": count for phase, count in counts.items()}
