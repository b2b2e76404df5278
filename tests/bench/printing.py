"""PDF of many forms: bound into one file and converted, beside LibreOffice alone on that very file."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyfuncs import converter
from pyfuncs.binder import bind
from pyfuncs.system import find_office

from . import inputs
from .measure import OURS, Case, Job, differ

PAGE = re.compile(rb"/Type\s*/Page\b")
NO_OFFICE = "这台电脑没有 LibreOffice"


def cases(size: int, work: Path) -> Iterator[Case]:
    """`size` registration forms."""
    template, fillings = inputs.fillings(size)
    office = find_office()
    what = f"{size}份登记表装成一个文件再做成PDF"
    if office is None:
        yield Case("pdf", what, "份", [], missing={OURS: NO_OFFICE})
        return
    bound = work / "all.docx"
    bound.write_bytes(bind((template, filling) for filling in fillings))

    def ours(folder: Path) -> None:
        path = folder / "all.docx"
        path.write_bytes(bind((template, filling) for filling in fillings))
        program = converter.find_converter()
        assert program is not None
        converter.convert([path], [folder / "all.pdf"], program, lambda made: None)

    def alone(folder: Path) -> None:
        profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
        command = [str(office), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(bound)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def pages(folder: Path) -> list[int]:
        return [len(PAGE.findall((folder / "all.pdf").read_bytes()))]

    def agree(results: dict[str, Any]) -> None:
        assert results[OURS][0] >= size
        differ("LibreOffice", results[OURS], results["LibreOffice"])

    jobs = [
        Job(OURS, ours, size, pages),
        Job("LibreOffice", alone, size, pages, 1 / 1.3, note="同一个文件，用过的配置"),
    ]
    yield Case("pdf", what, "份", jobs, agree)
