"""Every verb on every file of a corpus of hostile and odd ones: a result or one Chinese sentence, soon and small.

One verb on each file here; `python3 -m pyfuncs test --long tests/test_corpus.py` tries all of them, each as a new
process, which takes about twenty minutes.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import corpus
import form_files
import pytest
from corpus import BOOKS, FORMS, READ, SAME
from hostile import snapshot
from lab import Lab, Outcome

from pyfuncs import changes, closed, samples
from pyfuncs.changes import Say
from pyfuncs.notice import load_notice
from pyfuncs.records import Reading

ROOT = Path(__file__).resolve().parent.parent
CONTEST = ROOT / "workbook" / "示例" / "2023评审.xlsm"
MOST_SECONDS, MOST_MEMORY = 10, 300
NAME, GOOD, FORM = "收到的 表&簿.xlsx", "好的.xlsx", "收到的 表.docx"
VERBS: dict[str, tuple[str, ...]] = {
    "check": ("check", "BOOK"),
    "quota": ("quota", "BOOK"),
    "stats": ("stats", "BOOK"),
    "fees": ("fees", "BOOK", "--out", "OUT.docx"),
    "materials": ("materials", "BOOK"),
    "forms": ("forms", "BOOK", "--out", "OUT"),
    "print": ("print", "BOOK", "--out", "OUT", "--no-pdf"),
    "merge": ("merge", "FOLDER", "--out", "OUT.xlsm"),
    "returns": ("returns", "FOLDER", "--out", "OUT"),
    "pack": ("pack", "BOOK", "--out", "OUT.zip"),
    "promote": ("promote", "BOOK", "--out", "OUT.xlsm"),
    "honours": ("honours", "BOOK", "--out", "OUT"),
    "judge": ("judge", "BOOK", "results"),
    "take into": ("take", "FORM", "--into", "BOOK"),
    "take list": ("take", "--into", "GOOD", "--accept", "BOOK"),
    "scores": ("judge", "CONTEST", "take", "--from", "FOLDER"),
    "units": ("new", "--notice", "2018", "--all", "--units", "BOOK", "--out", "OUT"),
    "press": ("press", "check", "--workbook", "BOOK", "--changes", "OUT.txt"),
}
"""How each verb that reads a file of others is called."""
MANY = ("merge", "returns", "scores")
"""These read a folder: a bad file keeps them from nothing."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    made = Lab(tmp_path_factory.mktemp("lab"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def good(tmp_path_factory, notice_2018) -> Path:
    return corpus.good_book(tmp_path_factory.mktemp("good") / GOOD, notice_2018)


@pytest.fixture(scope="module")
def form() -> bytes:
    notice = load_notice("2018")
    return form_files.filled(samples.load_sample("2018太原", notice), notice, ["附件3.1"])[0][1]


@pytest.fixture
def desk(tmp, good) -> Path:
    """The folder of the clerk: the bad file will come into 收件, beside a good one."""
    (tmp / "收件").mkdir()
    shutil.copy(good, tmp / "收件" / GOOD)
    shutil.copy(good, tmp / GOOD)
    return tmp


def command(verb: str, desk: Path) -> list[str]:
    places = {"BOOK": desk / "收件" / NAME, "FOLDER": desk / "收件", "GOOD": desk / GOOD, "FORM": desk / FORM}
    places |= {"CONTEST": desk / "评审.xlsm", "OUT": desk / "出"}
    return [re.sub(r"^[A-Z]+", lambda found: str(places.get(found[0], found[0])), word) for word in VERBS[verb]]


def contents(reading: Reading) -> object:
    """All records of a reading without their places."""
    ledgers = {
        name: [(dict(row), dict(row.raw if row.bad else {})) for row in rows]
        for name, rows in reading.season.ledgers.items()
    }
    return ledgers, {name: dict(row) for name, row in reading.season.single.items()}


def digests(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in snapshot(folder).items()}


def well_behaved(done: Outcome, before: dict[str, str], desk: Path, verb: str) -> None:
    """What holds of every run, whatever it was given."""
    said = done.out + done.err
    assert not done.hung, "it hung"
    assert done.status in (0, 1, 2), said
    assert "Traceback" not in said and "意外" not in said, said
    assert done.seconds <= MOST_SECONDS
    assert done.memory <= MOST_MEMORY
    assert done.opened == "", "a socket or another program"
    assert [name for name in done.left if "QC申报-按钮" not in name] == []
    after = digests(desk)
    assert {name: after.get(name) for name in before} == before, "a file that was there is another"
    assert not [path for path in desk.rglob("*") if path.name.startswith(".")], "something half written"
    if done.status == 2:
        assert done.err.count("\n") == 1 and done.err.endswith(("。\n", "？\n")), done.err
        assert re.search(r"[\u4e00-\u9fff]{2}", done.err)
        assert set(after) <= set(before)
    else:
        assert done.out or verb == "press"


def told_by_press(desk: Path) -> list[str]:
    """What the macro would say."""
    return [item.text for item in changes.decode((desk / "出.txt").read_bytes()).items if isinstance(item, Say)]


@pytest.mark.parametrize("kind", BOOKS)
def test_a_workbook_of_the_corpus(kind, lab, good, form, desk, pytestconfig):
    everything = pytestconfig.getoption("long")
    make, becomes = BOOKS[kind]
    book = desk / "收件" / NAME
    make(book, good.read_bytes())
    (desk / FORM).write_bytes(form)
    place = list(BOOKS).index(kind)
    for verb in VERBS if everything else [list(VERBS)[place % len(VERBS)]]:
        if verb == "scores":
            shutil.copy(CONTEST, desk / "评审.xlsm")
        before = digests(desk)
        done = lab.run(*command(verb, desk), real=everything)
        well_behaved(done, before, desk, verb)
        if becomes in (SAME, READ) or re.fullmatch(r"[A-Z]+\d+", becomes):
            assert verb != "check" or done.status in (0, 1), done.err
        elif verb == "press":
            assert done.status == 0 and told_by_press(desk)
        elif verb not in (*MANY, "take list", "units"):
            assert becomes in done.err and done.status == 2, verb
        for path in desk.iterdir():
            if path.name not in ("收件", GOOD, FORM):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.mark.parametrize("kind", [name for name, (_, becomes) in corpus.ODD.items() if becomes != READ])
def test_an_odd_workbook_is_read_whole_or_told_at_its_cell(kind, good, tmp):
    make, becomes = corpus.ODD[kind]
    make(tmp / NAME, good.read_bytes())
    wanted, found = closed.read_book(good), closed.read_book(tmp / NAME)
    if becomes == SAME:
        assert contents(found) == contents(wanted)
        assert (found.losses, found.rows_taken) == (wanted.losses, wanted.rows_taken)
    else:
        bad = [(record.cells | {name: f"{chr(64 + at)}{record.row}" for name, at in record.columns.items()})[name]
               for rows in found.season.ledgers.values() for record in rows for name in record.bad]  # fmt: skip
        assert bad == [becomes]


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_of_the_corpus(kind, lab, good, form, desk, pytestconfig):
    spoil, becomes = FORMS[kind]
    (desk / FORM).write_bytes(spoil(form))
    before = digests(desk)
    done = lab.run("take", desk / FORM, "--into", desk / GOOD, real=pytestconfig.getoption("long"))
    well_behaved(done, before, desk, "take")
    assert done.status == (0 if becomes in (SAME, READ) else 1), done.out
    assert becomes in (SAME, READ) or becomes in done.out
