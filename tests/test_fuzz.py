"""Good workbooks and forms spoilt at random, a fresh seed each time with --long: never a hang, an abort or a traceback.

20 seconds of each here; `python3 -m pyfuncs test --long tests/test_fuzz.py` tries 10,000 mutants, and 2,000 examples of
each property of what is written, read and merged, which takes about half an hour. What a seed found is found again with
QC_SEED=seed.
"""

from __future__ import annotations

import functools
import os
import pickle
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import clerk_book
import corpus
import form_files
import openpyxl
import pytest
from hostile import pack, parts_of
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from payloads import FORMULAS, SPOILT, STRANGE, formula_cells

from pyfuncs import intake, layout, reader, reading_pool, samples, submissions, table_book
from pyfuncs.file_receipts import REFUSED, REPLACED, TAKEN, Receipt
from pyfuncs.files import TEMPORARY
from pyfuncs.master import Kept, merged_season
from pyfuncs.merge import merge
from pyfuncs.notice import TEMPLATES, list_notices, load_notice
from pyfuncs.preflight import Unreadable
from pyfuncs.reading_pool import read_many
from pyfuncs.records import ForeignWorkbook

SECONDS, ALL = 20, 5_000
EXAMPLES, WHOLE = 2_000, 40
AT_ONCE = 25
WORDS = (
    b"<", b">", b"&#0;", b"&#xD800;", b"&lt;", b'"', b"'", b"-1", b"0", b"1048577", b"99999999999", b"NaN", b"1e999",
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"A1:XFD1048576", b"#REF!", b"../../x", b"]]>", b"<!--", b"<f>1</f>",
    "＝１＋１".encode(), "\u202e".encode(), b't="e"', b't="s"', b't="d"', b't="b"', b't="inlineStr"', b"<w:tbl>",
    b"<w:p/>", b'<w:gridSpan w:val="1000"/>', b"<w:vMerge/>",
)  # fmt: skip
Mutate = Callable[[random.Random, bytes], bytes]


def flip(chance: random.Random, data: bytes) -> bytes:
    """A few bits of the file turned."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 64))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def cut(chance: random.Random, data: bytes) -> bytes:
    """A piece of the file lost, or there twice."""
    start, end = sorted(chance.randrange(len(data)) for _ in range(2))
    return data[:start] + data[end:] if chance.random() < 0.5 else data[:end] + data[start:]


def in_a_part(chance: random.Random, data: bytes) -> bytes:
    """Bytes of one part changed, the package whole again."""
    parts = parts_of(data)
    name = chance.choice([name for name in parts if parts[name]])
    spoilt = bytearray(parts[name])
    for _ in range(chance.choice((1, 3, 10))):
        at = chance.randrange(max(len(spoilt), 1))
        spoilt[at : at + chance.choice((0, 1, 5, 40))] = chance.choice(WORDS)
    return pack(parts | {name: bytes(spoilt)})


def tags(chance: random.Random, data: bytes) -> bytes:
    """Elements of one part lost, doubled or moved."""
    parts = parts_of(data)
    name = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    pieces = re.split(rb"(?=<)", parts[name])
    for _ in range(chance.choice((1, 2, 20))):
        if not pieces:
            break
        at, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        pieces[at : at + 1] = chance.choice(([], [pieces[at]] * 2, [pieces[other]], [pieces[at]] * 1000))
    return pack(parts | {name: b"".join(pieces)})


def values(chance: random.Random, data: bytes) -> bytes:
    """What stands between quotation marks or tags, changed for something odd: the file stays well formed."""
    parts = parts_of(data)
    name = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    found = list(re.finditer(rb'(?<==")[^"<]*(?=")|(?<=>)[^<>]+(?=<)', parts[name]))
    for match in sorted(
        chance.sample(found, min(len(found), chance.choice((1, 5, 50)))), key=lambda item: -item.start()
    ):
        word = chance.choice((b"", b"-1", b"1048577", b"99999999999", b"NaN", b"1e999", b"#REF!", b"A1", b"x" * 40_000))
        parts[name] = parts[name][: match.start()] + word + parts[name][match.end() :]
    return pack(parts)


def parts_lost(chance: random.Random, data: bytes) -> bytes:
    """A part gone, another under its name, or its name changed."""
    parts = parts_of(data)
    name, other = chance.choice(list(parts)), chance.choice(list(parts))
    held = parts.pop(name)
    return pack(parts | chance.choice(({}, {name: parts.get(other, b"")}, {name.upper(): held}, {f"../{name}": held})))


MUTATIONS: tuple[Mutate, ...] = (flip, cut, in_a_part, tags, values, parts_lost)


@pytest.fixture
def seed(pytestconfig) -> int:
    """Another each time with --long, in the report of a test that failed; else always the same."""
    fresh = random.SystemRandom().randrange(1 << 32) if pytestconfig.getoption("long") else 20180610
    made = int(os.environ.get("QC_SEED", fresh))
    print(f"QC_SEED={made}")
    return made


@pytest.fixture(scope="module")
def forms() -> list[bytes]:
    """One of each printed form."""
    made: dict[str, bytes] = {}
    for name in samples.sample_names():
        notice = load_notice(samples.sample_notice(name))
        for filling, data in form_files.filled(samples.load_sample(name, notice), notice):
            made.setdefault(f"{notice.id} {filling.form.id}", data)
    return list(made.values())


def mutants(seed: int, originals: list[bytes], folder: Path, suffix: str, long: bool):
    """Batches of spoilt files, until the time is up or there have been enough."""
    chance = random.Random(seed)
    until, number = time.monotonic() + SECONDS, 0
    while number < ALL if long else time.monotonic() < until:
        batch = []
        for _ in range(AT_ONCE):
            number += 1
            batch.append(folder / f"{number}{suffix}")
            batch[-1].write_bytes(chance.choice(MUTATIONS)(chance, chance.choice(originals)))
        yield batch
        for path in batch:
            path.unlink()


def one_sentence(text: str) -> bool:
    return "\n" not in text and bool(re.search(r"[\u4e00-\u9fff]{2}", text)) and "Error" not in text


def test_spoilt_workbooks(seed, tmp, notice_2018, pytestconfig):
    """Each is read as `merge` reads it, in processes that take the next file after it."""
    good = corpus.good_book(tmp / "好的.xlsx", notice_2018).read_bytes()
    (tmp / "收件").mkdir()
    for batch in mutants(seed, [good], tmp / "收件", ".xlsx", pytestconfig.getoption("long")):
        before = [path.read_bytes() for path in batch]
        told = dict(read_many(batch, seconds=20))
        assert sorted(told) == list(range(len(batch)))
        for number, path in enumerate(batch):
            held = told[number]
            assert not isinstance(held, str) or (one_sentence(held) and "还没有读完" not in held), (path.name, held)
        assert [path.read_bytes() for path in batch] == before
    assert not list(tmp.rglob(f"*{TEMPORARY}"))


def test_spoilt_forms(seed, tmp, forms, pytestconfig):
    notices = [load_notice(name) for name in list_notices()]
    (tmp / "收件").mkdir()
    for batch in mutants(seed, forms, tmp / "收件", ".docx", pytestconfig.getoption("long")):
        before = [path.read_bytes() for path in batch]
        taken = intake.take_files(batch, notices)
        assert [item.path for item in taken] == batch
        for item in taken:
            says = item.refused
            assert not says or (one_sentence(says) and "还没有读完" not in says), says
        assert [path.read_bytes() for path in batch] == before


# -- what goes in comes out --------------------------------------------------------------------------

TEXTS = st.text(st.characters(), max_size=60) | st.sampled_from(
    [*FORMULAS, *STRANGE, *SPOILT, "_x000D_", "字" * 40_000]
)
CELLS = TEXTS | st.integers(-(10**15), 10**15) | st.floats(-1e9, 1e9).map(lambda number: round(number, 6))


def test_a_cell_is_read_as_it_was_written(tmp, pytestconfig):
    """A hundred cells a workbook; what no cell can hold is replaced by a visible sign when it is written."""

    @settings(max_examples=EXAMPLES if pytestconfig.getoption("long") else 3, phases=[Phase.generate])
    @given(st.lists(CELLS, min_size=100, max_size=100))
    def holds(cells):
        path = tmp / "列表.xlsx"
        path.write_bytes(table_book.report([table_book.Table("表", ["甲"], [[cell] for cell in cells], [10])]))
        wanted = [table_book.fit(cell) if isinstance(cell, str) else cell for cell in cells]
        rows, first_row, first_col, errors, _ = reader.read_here(path)["表"]
        found = {first_row + number: row[0] if row else "" for number, row in enumerate(rows)}
        assert [found.get(number, "") for number in range(2, len(cells) + 2)] == wanted
        assert (first_col, errors) == (1, set())
        assert formula_cells(path.read_bytes()) == []

    holds()


UNITS = ("太原", "晋城", "大同", "阳泉", "长治")
FIRST, AGAIN, PART = "2018.6.1", "2018.6.5", (7, 8)
Book = tuple[str, str, tuple[int, ...]]
"""The unit, the day on which it was filled in, the numbers of its groups."""


@st.composite
def folders(draw):
    """What lies in a folder of post, by name of the file: workbooks of units, some of them copied, sent again with a
    group more or followed by another part, and some broken."""
    files: dict[str, Book | bytes] = {}
    for unit in draw(st.lists(st.sampled_from(UNITS), unique=True, min_size=1)):
        groups = tuple(sorted(draw(st.sets(st.integers(1, 4), min_size=1, max_size=3))))
        files[f"{unit}.xlsx"] = unit, FIRST, groups
        if draw(st.booleans()):
            files[f"{unit} 副本.xlsx"] = files[f"{unit}.xlsx"]
        if draw(st.booleans()):
            files[f"{unit} 重报.xlsx"] = unit, AGAIN, (*groups, 9)
        if draw(st.booleans()):
            files[f"{unit} 另一部分.xlsx"] = unit, FIRST, PART
    for number in range(draw(st.integers(0, 2))):
        files[f"坏的{number}.xlsx"] = draw(st.binary(max_size=200))
    return files


@pytest.fixture(scope="module")
def workbook(tmp_path_factory, notice_2018):
    """A unit's workbook, each drawn once."""
    drawn = tmp_path_factory.mktemp("画") / "簿.xlsx"

    @functools.cache
    def made(book: Book) -> bytes:
        unit, day, groups = book
        rows = [clerk_book.GROUP | {"小组名称": f"{unit}{number}", "课题名称": f"课题{number}"} for number in groups]
        home = clerk_book.HOME_2018 | {"推荐单位": unit, "填表日期": day}
        return clerk_book.build(drawn, notice_2018, home, {"小组": rows}).read_bytes()

    return made


def balanced(files: dict[str, Book | bytes], receipts: Sequence[Receipt], groups: list[str]) -> None:
    """Files in = taken + replaced + refused as doubles or as broken; every group of those taken stands once."""
    states = {receipt.file: receipt.state for receipt in receipts}
    sent = {held for held in files.values() if not isinstance(held, bytes)}
    again = {unit for unit, day, _ in sent if day == AGAIN}
    stand = {held for held in sent if held[0] not in again or held[1] == AGAIN or held[2] == PART}
    assert len(receipts) == len(states) and set(states) == set(files)
    for file, held in files.items():
        wanted = {REFUSED} if isinstance(held, bytes) else {TAKEN if held in stand else REPLACED, REFUSED}
        assert states[file] in wanted
    counts = Counter(states.values())
    assert (counts[TAKEN], counts[REPLACED]) == (len(stand), len(sent) - len(stand))
    assert sorted(groups) == sorted(f"{unit}{number}" for unit, _, numbers in stand for number in numbers)


def test_a_merge_takes_replaces_or_refuses_all_that_came(tmp_path, workbook, pytestconfig):
    """From the folder to the workbook that is written."""

    @settings(max_examples=WHOLE if pytestconfig.getoption("long") else 2, phases=[Phase.generate])
    @given(folders())
    def holds(files):
        with tempfile.TemporaryDirectory(dir=tmp_path) as name:
            folder = Path(name)
            (folder / "收件").mkdir()
            for file, held in files.items():
                (folder / "收件" / file).write_bytes(held if isinstance(held, bytes) else workbook(held))
            made = merge(folder / "收件", folder / "全省.xlsm")
            balanced(files, made.outcome.receipts, group_names(made.master))

    holds()


def test_what_is_decided_of_the_files_takes_replaces_or_refuses_all_that_came(
    tmp_path, workbook, notice_2018, pytestconfig
):
    """The same of many more folders, each workbook read once and nothing written."""
    notice = notice_2018.as_merged()

    @functools.cache
    def read(held: Book | bytes) -> bytes | str:
        path = tmp_path / "读.xlsx"
        path.write_bytes(held if isinstance(held, bytes) else workbook(held))
        try:
            return pickle.dumps(reading_pool.read(path, TEMPLATES))
        except (Unreadable, ForeignWorkbook) as fault:
            return str(fault)

    @settings(max_examples=EXAMPLES if pytestconfig.getoption("long") else 20, phases=[Phase.generate])
    @given(folders())
    def holds(files):
        def reader(paths, templates):
            for number, path in enumerate(paths):
                told = read(files[path.name])
                yield number, told if isinstance(told, str) else pickle.loads(told)

        paths = [tmp_path / name for name in sorted(files)]
        for path in paths:
            path.touch()
        intake = submissions.read(paths, tmp_path, TEMPLATES, None, reader=reader)
        submissions.refuse_others(intake, notice)
        submissions.refuse_doubles(intake)
        taken, _ = submissions.newest(intake, notice)
        season = merged_season(taken, notice, Kept())
        balanced(files, intake.receipts, [row["小组名称"] for row in season.ledgers["小组"]])

    holds()


def group_names(master: Path) -> list[str]:
    """The groups that stand in a workbook, read by another reader than ours."""
    rows = openpyxl.load_workbook(master)["小组"].iter_rows(min_row=layout.LEDGER_HEADER_ROW + 1, values_only=True)
    at = [str(head).strip() for head in next(rows)].index("小组名称")
    return [row[at] for row in rows if row[at]]
