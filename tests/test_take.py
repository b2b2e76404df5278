"""take from end to end on closed workbooks: forms in, list, choice, new workbook; the old one never touched."""

from __future__ import annotations

import functools
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import built
import openpyxl
import pytest
from payloads import FORMULAS, formula_cells

from pyfuncs import closed, samples
from pyfuncs.__main__ import main
from pyfuncs.difference_tab import HEADS, TAB
from pyfuncs.files import TEMPORARY
from pyfuncs.forms import make_forms
from pyfuncs.notice import HOME
from pyfuncs.rules import Record, Season
from pyfuncs.values import match_key
from pyfuncs.workbook import new_workbook

ROOT = Path(__file__).resolve().parent.parent
EACH, ONE = "逐条", "单份"
LIST, MADE = "申报簿-导入核对.xlsx", "申报簿-导入后.xlsm"


@functools.cache
def forms_of(name: str) -> Path:
    """All Word forms of a sample, in a folder."""
    notice = built.notice(samples.sample_notice(name))
    folder = built.folder() / f"{name} 收件"
    make_forms(built.season(name), notice, [], folder)
    return folder


@functools.cache
def blank(notice: str) -> bytes:
    """A new workbook for a notice."""
    path = built.folder() / f"新 {notice}.xlsm"
    new_workbook(path, notice)
    return path.read_bytes()


def new_book(folder: Path, notice: str) -> Path:
    path = folder / "申报簿.xlsm"
    path.write_bytes(blank(notice))
    return path


@pytest.fixture
def book(tmp):
    return new_book(tmp, "2018")


@pytest.fixture
def few(tmp):
    """The forms of one enterprise of the sample."""
    notice, season = built.notice("2018"), built.season(built.PROVINCE)
    make_forms(season, notice, [], tmp / "收件", record=season.ledgers["小组"][0]["企业名称"])
    return tmp / "收件"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def printed(form, notice) -> dict[str, set[str]]:
    """Typed fields by ledger that a form prints."""
    found: dict[str, set[str]] = {}
    for scope, blank in form.blanks():
        fields = notice.fields_of(scope)
        if blank.field in fields and fields[blank.field].typed:
            found.setdefault(scope, set()).add(blank.field)
    return found


def text(record: Record, name: str) -> str:
    return str(record.raw[name]) if name in record.bad else record.text(name)


def told(season: Season, notice) -> dict[str, list]:
    """What all forms of a season print or imply, record by record: text by field. Members are listed with the key by
    which they join their group, for no form prints it beside them."""
    found: dict[str, list] = {}
    for ledger in notice.ledgers.values():
        for record in season.ledgers.get(ledger.name, []):
            forms = [form for form in notice.forms.values() if is_printed(form, ledger, record, season, notice)]
            names = {name for form in forms for name in [*printed(form, notice)[ledger.name], *form.where]}
            row = {name: text(record, name) for name in names if text(record, name)}
            if forms and ledger.parent:
                row |= {name: match_key(record.text(name)) for name in ledger.key}
            if row:
                found.setdefault(ledger.name, []).append(sorted(row.items()))
    for form in notice.forms.values():
        if form.mode == ONE:
            row = {name: text(season.single[form.tab], name) for name in printed(form, notice)[form.tab]}
            found[form.tab] = [(name, value) for name, value in row.items() if value]
    return {name: sorted(rows) for name, rows in found.items()}


def is_printed(form, ledger, record, season, notice) -> bool:
    """True when a form lists the record: its own, or a member of a record of its own."""
    if form.mode != EACH:
        return False
    if form.ledger == ledger.name:
        return all(record.text(name) in options for name, options in form.where.items())
    if ledger.parent != form.ledger or ledger.name not in printed(form, notice):
        return False
    return any(record in season.members(parent, ledger.name, ledger.key) for parent in season.ledgers[form.ledger])


def choose(path: Path, season: Season) -> None:
    """Fills in, as the clerk does, which award each person is put up for: the form prints two."""
    listed = openpyxl.load_workbook(path)
    for row in listed[TAB].iter_rows(min_row=5):
        words = dict(zip(HEADS, row, strict=False))
        if words["情况"].value == "看不懂" and words["字段"].value == "申报奖项":
            [award] = {person["申报奖项"] for person in season.ledgers["个人"] if person["姓名"] == words["记录"].value}
            words["表上写的"].value, words["接受"].value = award, "接受"
    listed.save(path)


@pytest.mark.parametrize("name", [built.PROVINCE, built.CONTEST])
def test_every_field_and_member_of_a_samples_forms_comes_back_into_an_empty_workbook(name, tmp):
    """All forms of the sample, read into a new workbook: each field that a form prints, byte for byte."""
    notice, season = built.notice(samples.sample_notice(name)), built.season(name)
    path = new_book(tmp, notice.id)
    before = digest(path)
    assert main(["take", str(forms_of(name)), "--into", str(path)]) == 0
    choose(tmp / LIST, season)
    assert main(["take", "--into", str(path), "--accept", str(tmp / LIST)]) == 0
    after = closed.read_book(tmp / MADE).season
    expected, found = told(season, notice), told(after, notice)
    assert {scope: len(rows) for scope, rows in found.items()} == {scope: len(rows) for scope, rows in expected.items()}
    assert found == expected
    assert after.single[HOME]["推荐单位"] == season.single[HOME]["推荐单位"]
    assert all(row.text("来源").startswith("Word ") for row in after.ledgers["小组成员"])
    assert digest(path) == before


def test_the_spoilt_sample_comes_back_with_what_it_says_wrongly_and_both_of_what_it_says_twice(tmp):
    """Two groups bear one key there: their differing fields are both listed, neither is taken."""
    name = f"{built.PROVINCE}-待改"
    notice, season = built.notice("2018"), built.season(name)
    path = new_book(tmp, "2018")
    main(["take", str(forms_of(name)), "--into", str(path)])
    choose(tmp / LIST, season)
    listed = openpyxl.load_workbook(tmp / LIST)[TAB]
    main(["take", "--into", str(path), "--accept", str(tmp / LIST)])
    found, expected = told(closed.read_book(tmp / MADE).season, notice), told(season, notice)
    for scope, rows in expected.items():
        missing = [row for row in rows if row not in found[scope]]
        if scope == "小组":
            assert {dict(row)["小组名称"] for row in missing} == {"啄木鸟QC小组"} and len(missing) == 2
        elif scope == "2018附件9":
            assert missing == [("评审形式", "发表评审、答辩")]  # a form can only print its own options
        else:
            assert missing == [], scope
    ways = [[cell.value for cell in row[1:7]] for row in listed.iter_rows(min_row=5) if row[1].value == "冲突"]
    assert {row[3] for row in ways} >= {"主要活动过程与效果", "课题类型"}


def test_the_clerk_goes_through_the_list_and_gets_a_new_workbook(book, few, tmp, capfd):
    before = digest(book)
    assert main(["take", str(few), "--into", str(book)]) == 0
    says = capfd.readouterr().out
    assert LIST in says and "--accept" in says and "生成清单.xlsx" in says
    listed = openpyxl.load_workbook(tmp / LIST)
    rows = list(listed[TAB].iter_rows(min_row=5))
    field = HEADS.index("字段")
    refused = [row for row in rows if row[field].value == "通讯地址"]
    for row in refused:
        row[0].value = "不接受"
    listed.save(tmp / LIST)
    assert main(["take", "--into", str(book), "--accept", str(tmp / LIST)]) == 0
    says = capfd.readouterr().out
    after = closed.read_book(tmp / MADE).season
    groups = after.ledgers["小组"]
    assert groups and not any(group.text("通讯地址") for group in groups) and all(group["邮编"] for group in groups)
    assert f"小组：原有 0 条，新增 {len(groups)} 条，共 {len(groups)} 条" in says
    assert f"没有接受 {sum(row[0].value != '接受' for row in rows)} 行" in says
    assert "不带自己涂的颜色" in says and "没有改动" in says and "pyfuncs check" in says
    assert "其中写在首页、统计表和原有各条上 " in says and "改了原有" not in says
    assert digest(book) == before


def test_what_was_taken_once_is_the_same_the_second_time(book, few, tmp, capfd):
    main(["take", str(few), "--into", str(book), "--accept", "新增"])
    main(["take", str(few), "--into", str(tmp / MADE)])
    assert "新增" not in capfd.readouterr().out.rpartition("读了")[2]


def test_a_second_list_and_a_second_workbook_never_replace_the_first(book, few, tmp):
    for _ in range(2):
        main(["take", str(few), "--into", str(book)])
        main(["take", str(few), "--into", str(book), "--accept", "新增"])
    assert {path.name for path in tmp.iterdir()} == {
        book.name, few.name, LIST, MADE, "申报簿-导入核对(2).xlsx", "申报簿-导入后(2).xlsm",
    }  # fmt: skip


def test_a_form_that_cannot_be_read_does_not_stop_the_others(book, few, tmp, capfd):
    (few / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    assert main(["take", str(few), "--into", str(book), "--accept", "新增"]) == 0
    assert closed.read_book(tmp / MADE).season.ledgers["小组成员"]
    assert main(["take", str(few), "--into", str(book)]) == 1
    assert "坏.docx" in capfd.readouterr().out


def test_formulas_in_a_form_reach_no_cell_as_formulas(book, tmp):
    notice, season = built.notice("2018"), built.season(built.PROVINCE)
    before = len(formula_cells(book.read_bytes()))
    rows = [
        Record(
            dict(season.ledgers["企业"][0]) | {"企业名称": f"第{number}厂", "联系人": text, "企业事迹": text}, "企业", 5
        )
        for number, text in enumerate(FORMULAS)
    ]
    make_forms(Season({"企业": rows}, season.single), notice, [], tmp / "收件", only="附件5")
    assert main(["take", str(tmp / "收件"), "--into", str(book)]) == 0
    assert formula_cells((tmp / LIST).read_bytes()) == []
    assert main(["take", "--into", str(book), "--accept", str(tmp / LIST)]) == 0
    assert len(formula_cells((tmp / MADE).read_bytes())) == before
    found = {row["企业名称"]: row for row in closed.read_book(tmp / MADE).season.ledgers["企业"]}
    for number, text in enumerate(FORMULAS):
        kept = [found[f"第{number}厂"][name] for name in ("联系人", "企业事迹")]
        assert [text.strip() for text in kept] == [text.strip()] * 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["{book}"], "没有可读的 Word 表"),
        (["{tmp}/没有.docx"], "找不到"),
        (["--accept", "全部"], "还要写出"),
        (["--accept", "{book}"], "没有能写入"),
        (["--accept", "{tmp}/没有.xlsx"], "没有.xlsx"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_leaves_nothing(arguments, says, book, tmp, capfd):
    (tmp / "空").mkdir()
    words = [word.format(book=book, tmp=tmp) for word in arguments]
    words = [str(tmp / "空") if word == str(book) and "--accept" not in words else word for word in words]
    assert main(["take", *words, "--into", str(book)]) == 2
    told = capfd.readouterr().err.strip()
    assert says in told and "\n" not in told
    assert {path.name for path in tmp.iterdir()} == {book.name, "空"}


def test_stopping_leaves_the_old_workbook_alone_or_a_whole_new_one(book, tmp):
    """Killed at random moments while it works."""
    folder, before = forms_of(built.PROVINCE), digest(book)
    command = [sys.executable, "-m", "pyfuncs", "take", str(folder), "--into", str(book), "--accept", "新增"]
    chance = random.Random(20180610)
    begun = time.monotonic()
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
    length = time.monotonic() - begun
    whole = {name: len(rows) for name, rows in closed.read_book(tmp / MADE).season.ledgers.items()}
    for number, share in enumerate([0.97, 0.9, *(chance.random() for _ in range(6))]):
        for path in tmp.iterdir():
            if path != book:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(length * share)
        process.send_signal(signal.SIGINT if number % 2 and os.name != "nt" else signal.SIGKILL)
        process.wait()
        assert digest(book) == before
        left = [path for path in tmp.iterdir() if path != book and not path.name.endswith(TEMPORARY)]
        assert [path.name for path in left] in ([], [MADE])
        if left:
            season = closed.read_book(tmp / MADE).season
            assert {name: len(rows) for name, rows in season.ledgers.items()} == whole
