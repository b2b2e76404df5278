"""Taking filled forms: from the files that came in to the values of every blank, with their places.

The peers only take the text of every cell; which form it is, and which blank a text belongs to, they do not tell.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyfuncs.intake import take_files

from . import inputs
from .measure import OURS, Case, Job

SLOWER = 10
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def cases(size: int, work: Path) -> Iterator[Case]:
    """`size` registration forms, as the registering program of an enterprise would send them."""
    template, fillings = inputs.fillings(size)
    paths = []
    for number, filling in enumerate(fillings):
        paths.append(work / f"{number:06}.docx")
        paths[-1].write_bytes(template.fill(filling))
    few = paths[: max(size // SLOWER, 1)]
    own = inputs.notice()

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
            goal=8,
            note=f"{len(few)}份，按行取格",
        ),
        Job("lxml", lambda folder: [by_lxml(path) for path in paths], size, goal=0.5, note="只取每格的文字"),
    ]
    yield Case("take", f"导入{size}份填好的登记表", "份", jobs, agree)


def by_docx(path: Path) -> list[str]:
    from docx import Document

    return [cell.text for table in Document(str(path)).tables for row in table.rows for cell in row.cells]


def by_lxml(path: Path) -> list[str]:
    from lxml import etree

    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return ["".join(node.text or "" for node in cell.iter(f"{W}t")) for cell in root.iter(f"{W}tc")]
