"""Word forms: a registration form with its member table for each group, as every maker of documents makes it.

The floor deflates the very same main documents, writes the very same files, and does nothing else.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from pyfuncs import envelope, forms, word
from pyfuncs.binder import bind_into
from pyfuncs.fill import Filling

from . import inputs
from .measure import OURS, Case, Job, differ

PARAGRAPH, TEXT = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL), re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
TAG_ROW = "<w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
MARKED_RUN = re.compile(r'<w:r>((?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?)<w:t xml:space="preserve">«(\w+)»</w:t></w:r>')
MERGE_FIELD = r'<w:fldSimple w:instr=" MERGEFIELD \2 "><w:r>\1<w:t xml:space="preserve">«\2»</w:t></w:r></w:fldSimple>'
SLOWER, COMPARED = 10, 5
"""Peers make one document in so many; so many are compared."""
NODE_MODULES = "PYFUNCS_BENCH_NODE"
"""Environment variable: the folder in which npm has installed docxtemplater."""
NO_NODE = "这台电脑没有 node 和 npm"
SCRIPT = Path(__file__).with_name("docxtemplater.js")
Texts = list[dict[str, Any]]


def cases(size: int, work: Path) -> Iterator[Case]:
    """`size` forms, and as many in one file to print."""
    template, fillings = inputs.fillings(size)
    few = texts_of(template, fillings[: max(size // SLOWER, min(size, COMPARED))])
    yield apart(template, fillings, few, work)
    yield together(template, fillings, few, work)


def texts_of(template: word.Template, fillings: list[Filling]) -> Texts:
    return [inputs.texts(template, filling) for filling in fillings]


def printed(document: bytes) -> list[str]:
    """The text of every paragraph of a main document that has any."""
    lines = ["".join(map(unescape, TEXT.findall(item))) for item in PARAGRAPH.findall(document.decode())]
    return [line for line in lines if line.strip()]


def main_document(data: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(word.DOCUMENT)


# -- a file a record ----------------------------------------------------------------------------------------


def apart(template: word.Template, fillings: list[Filling], few: Texts, work: Path) -> Case:
    own, held = inputs.notice(), fillings[0].season

    def ours(folder: Path) -> None:
        season = type(held)(held.ledgers, held.single)  # as a press finds it: nothing looked up yet
        forms.make_forms(season, own, [], folder / "out", inputs.FORM)

    def agree(results: dict[str, Any]) -> None:
        wanted = [printed(template.document(filling).encode()) for filling in fillings[:COMPARED]]
        assert all(lines in results[OURS] for lines in wanted)
        for name, found in results.items():
            if found is not None and name != OURS:
                for number, lines in enumerate(wanted):
                    differ(name, lines, found[number])

    count, note = len(few), f"{len(few)}份"
    jobs = [
        Job(OURS, ours, len(fillings), read_out),
        Job("下限（压缩并写出同样的字节）", floor(template, fillings), len(fillings), goal=1 / 3),
        Job("docxtpl", docxtpl(template, few, work), count, read_out, 100, note=note),
        Job("docx-mailmerge2", mailmerge(template, few, work), count, read_out, 30, note=note),
    ]
    if os.environ.get(NODE_MODULES):
        jobs.append(Job("docxtemplater", docxtemplater(template, few, work), count, read_out, 30, note=note))
    missing = {} if os.environ.get(NODE_MODULES) else {"docxtemplater": NO_NODE}
    return Case("forms", f"生成{len(fillings)}份登记表（每份13名成员）", "份", jobs, agree, missing=missing)


def read_out(folder: Path) -> list[list[str]]:
    """What the files made print."""
    paths = sorted((folder / "out").rglob("*.docx"))
    return [printed(main_document(path.read_bytes())) for path in paths]


def numbered(folder: Path) -> Iterator[str]:
    """Paths in folders of four, as ours lie in a folder for each enterprise; the folders are made on the way."""
    (folder / "out").mkdir()
    for number in itertools.count():
        place = f"{folder}/out/{number // inputs.PER_ENTERPRISE:06}"
        if number % inputs.PER_ENTERPRISE == 0:
            os.mkdir(place)
        yield f"{place}/{number:06}.docx"


def floor(template: word.Template, fillings: list[Filling]) -> Callable[[Path], None]:
    documents = [template.document(filling).encode() for filling in fillings]
    whole = template.packed(documents[0].decode())
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        rest = len(whole) - archive.getinfo(word.DOCUMENT).compress_size
    constant = os.urandom(rest)

    def run(folder: Path) -> None:
        for document, path in zip(documents, numbered(folder), strict=False):
            pressed = zlib.compressobj(envelope.LEVEL, zlib.DEFLATED, -15)
            with open(path, "wb", buffering=0) as file:
                file.write(constant + pressed.compress(document) + pressed.flush())

    return run


def docxtpl(template: word.Template, few: Texts, work: Path) -> Callable[[Path], None]:
    from docxtpl import DocxTemplate

    def rows(name: str, row: str, within: list[str]) -> str:
        row = row.replace("{{ ", "{{ row.")
        return TAG_ROW.format(f"{{%tr for row in {name} %}}") + row + TAG_ROW.format("{%tr endfor %}")

    path = work / "docxtpl.docx"
    path.write_bytes(inputs.peer_template(template, lambda name: f"{{{{ {name} }}}}", rows))

    def run(folder: Path) -> None:
        for texts, out in zip(few, numbered(folder), strict=False):
            document = DocxTemplate(path)
            document.render(texts, autoescape=True)
            document.save(out)

    return run


def merge_template(template: word.Template) -> bytes:
    """Our template with merge fields, as Word writes them."""
    marked = inputs.peer_template(template, "«{}»".format, lambda name, row, within: row)
    document = MARKED_RUN.sub(MERGE_FIELD, main_document(marked).decode())
    return template.packed(document)


def merge_fields(texts: dict[str, Any]) -> dict[str, Any]:
    """A repeated row is named by its first field."""
    return {f"{name}x0" if isinstance(value, list) else name: value for name, value in texts.items()}


def mailmerge(template: word.Template, few: Texts, work: Path) -> Callable[[Path], None]:
    from mailmerge import MailMerge

    path = work / "mailmerge.docx"
    path.write_bytes(merge_template(template))

    def run(folder: Path) -> None:
        for texts, out in zip(few, numbered(folder), strict=False):
            with MailMerge(path) as document:
                document.merge(**merge_fields(texts))
                document.write(out)

    return run


def docxtemplater(template: word.Template, few: Texts, work: Path) -> Callable[[Path], None]:
    def rows(name: str, row: str, within: list[str]) -> str:
        first, last = f"{{{within[0]}}}", f"{{{within[-1]}}}"
        return row.replace(first, f"{{#{name}}}{first}").replace(last, f"{last}{{/{name}}}")

    path, data = work / "docxtemplater.docx", work / "docxtemplater.json"
    path.write_bytes(inputs.peer_template(template, "{{{}}}".format, rows))
    data.write_text(json.dumps(few), "utf-8")

    def run(folder: Path) -> None:
        (folder / "out").mkdir()
        environment = os.environ | {"NODE_PATH": os.environ[NODE_MODULES]}
        subprocess.run(["node", str(SCRIPT), str(path), str(data), f"{folder}/out"], check=True, env=environment)

    return run


# -- all in one file to print -------------------------------------------------------------------------------


def together(template: word.Template, fillings: list[Filling], few: Texts, work: Path) -> Case:
    from mailmerge import MailMerge

    path = work / "merge-all.docx"
    path.write_bytes(merge_template(template))

    def ours(folder: Path) -> None:
        with open(folder / "all.docx", "wb") as file:
            bind_into(file, ((template, filling) for filling in fillings))

    def theirs(folder: Path) -> None:
        with MailMerge(path) as document:
            document.merge_templates([merge_fields(texts) for texts in few], separator="page_break")
            document.write(folder / "all.docx")

    def read(folder: Path) -> list[str]:
        return printed(main_document((folder / "all.docx").read_bytes()))

    def agree(results: dict[str, Any]) -> None:
        theirs = results["docx-mailmerge2"]
        differ("docx-mailmerge2", results[OURS][: len(theirs)], theirs)

    jobs = [
        Job(OURS, ours, len(fillings), read),
        Job("docx-mailmerge2", theirs, len(few), read, 10, note=f"{len(few)}份"),
    ]
    return Case("print", f"{len(fillings)}份登记表装进一个打印文件", "份", jobs, agree)
