"""Taking filled forms: from the files that came in to the values of every blank, with their places.

The peers only take the text of every cell; which form it is, and which blank a text belongs to, they do not tell.
"""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from zips import pack, parts_of

from pyfuncs.intake import take_files
from pyfuncs.word import DOCUMENT

from . import inputs
from .measure import OURS, Case, Job

SLOWER = 10
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARKED = re.compile(rb"<w:(p|r|tr)>")
TYPED = re.compile(rb'<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)<w:t xml:space="preserve">([^<>&]{6,})</w:t></w:r>')
"""A run of a text long enough to be cut between two characters: of two or more, each three bytes."""


def cases(size: int, work: Path) -> Iterator[Case]:
    """`size` registration forms: as the registering program of an enterprise would send them, and typed in Word."""
    template, fillings = inputs.fillings(size)
    printed = [template.fill(filling) for filling in fillings]
    yield case("take", f"导入{size}份填好的登记表", printed, work / "printed")
    yield case("take-typed", f"导入{size}份在Word里填好的登记表", map(typed, printed, range(size)), work / "typed")


def case(key: str, what: str, forms: Iterable[bytes], folder: Path) -> Case:
    """The job on some forms; the goals are those for forms of one make, which are read by their texts alone."""
    folder.mkdir()
    paths = []
    for number, data in enumerate(forms):
        paths.append(folder / f"{number:06}.docx")
        paths[-1].write_bytes(data)
    size = len(paths)
    few = paths[: max(size // SLOWER, 1)]
    own = inputs.notice()
    is_goal = key == "take"

    def agree(results: dict[str, Any]) -> None:
        taken = results[OURS]
        assert len(taken) == size and all(len(file.forms) == 1 and not file.left for file in taken)
        for name in ("python-docx", "lxml"):
            for file, texts in zip(taken, results[name], strict=False):
                (form,) = file.forms
                rows = [row.values for listed in form.members.values() for row in listed]
                assert len(rows) == 13
                taken_of = [
                    {name: text for name, text in form.values.items() if form.places[name].startswith("表")},
                    *rows,
                ]
                for text in (text for values in taken_of for text in values.values()):
                    assert any(text in cell for cell in texts), (name, text)

    jobs = [
        Job(OURS, lambda folder: take_files(paths, [own]), size),
        Job(
            "python-docx",
            lambda folder: [by_docx(path) for path in few],
            len(few),
            goal=8 if is_goal else None,
            note=f"{len(few)}份，按行取格",
        ),
        Job(
            "lxml",
            lambda folder: [by_lxml(path) for path in paths],
            size,
            goal=0.5 if is_goal else None,
            note="只取每格的文字",
        ),
    ]
    return Case(key, what, "份", jobs, agree)


def typed(form: bytes, number: int) -> bytes:
    """The form as Word saves it after typing: each paragraph and run marked with its session, what was typed in runs.

    No two such files have the same markup."""
    chance = random.Random(number)

    def marked(found: re.Match[bytes]) -> bytes:
        return b'<w:%s w:rsidR="%08X">' % (found[1], chance.randrange(1 << 32))

    def parted(found: re.Match[bytes]) -> bytes:
        shape, text = found[1], found[2].decode()
        at = chance.randrange(1, len(text))
        runs = (
            b'<w:r>%s<w:t xml:space="preserve">%s</w:t></w:r>' % (shape, x.encode()) for x in (text[:at], text[at:])
        )
        return b'<w:proofErr w:type="spellStart"/>'.join(runs)

    parts = parts_of(form)
    document = TYPED.sub(parted, parts[DOCUMENT])
    return pack(parts | {DOCUMENT: MARKED.sub(marked, document)})


def by_docx(path: Path) -> list[str]:
    from docx import Document

    return [cell.text for table in Document(str(path)).tables for row in table.rows for cell in row.cells]


def by_lxml(path: Path) -> list[str]:
    from lxml import etree

    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return ["".join(node.text or "" for node in cell.iter(f"{W}t")) for cell in root.iter(f"{W}tc")]
