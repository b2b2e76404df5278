"""打包报送: one zip of what a unit hands in: lists, the workbook itself, all forms in the notice's order.

The zip is read back and compared before it takes its place: as many files in it as were put in, byte for byte.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from . import tabs
from .changes import INFO, WARNING, Changes, Log, Open, Say
from .check import MUST_MEND, TO_CONFIRM, check_reading, count_levels
from .closed import read_book
from .desk import Desk, Progress
from .files import Names, safe_name, staging, sweep, write_new
from .folders import PACK, new_folder_name
from .forms import Made, NothingToMake, make_forms
from .notice import HOME
from .packing_list import Item, form_order, packing_list
from .records import UNIT_FIELD, Reading
from .report import findings_book

SUFFIX = ".zip"
LONGEST_PATH, LONGEST_PART = 200, 60
"""Signs of a path in the zip: Windows allows 260 with the folder it is unpacked to."""
FORMS_FOLDER = "表"
UNIX, PLAIN_FILE = 3, 0o100644
"""What every unpacking program takes to hold names in UTF-8, with the flag that says so."""


class PackError(Exception):
    """A pack that cannot be made, or that did not come back as it was written; one Chinese sentence."""


@dataclass(slots=True)
class Packed:
    """A pack that was made: its files in order, and the workbook's findings by level."""

    path: Path
    files: list[Item] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def pack(reading: Reading, book: Path, out: Path, progress: Progress | None = None) -> Packed:
    """Writes the pack of a saved workbook, `reading` being what it holds, to the new file `out`: whole or not at all.

    A workbook with 错误 is packed too, and the lists say so. Raises PackError, TemplateError, OSError; whatever
    `progress` raises stops it.
    """
    if out.suffix.lower() != SUFFIX:
        raise PackError(f"打包的文件应为 {SUFFIX}，写的是“{out.name}”，请改文件名")
    if out.exists():
        raise PackError(f"“{out.name}”已经存在，没有改动它，请换一个文件名")
    notice, season = reading.notice, reading.season
    unit = season.single[HOME].text(UNIT_FIELD)
    findings = check_reading(reading)
    counts = count_levels(findings)
    with staging(out.with_suffix("")) as work:
        try:
            made = make_forms(season, notice, findings, work / FORMS_FOLDER, progress=progress).made
        except NothingToMake:
            raise PackError(f"“{book.name}”的台账里还没有内容，没有可以打包的，请录入后再试") from None
        names = Names()
        heads = [names.give("", f"{number:02}_{what}", kind) for number, what, kind in _heads(book)]
        listed, found, copied = heads
        forms = list(
            _placed(made, [f"{key} {notice.forms[key].name}" for key in form_order(notice)], names, len(heads))
        )
        data = {copied: book.read_bytes(), found: findings_book(findings, copied, notice, unit)}
        data |= {item.name: (work / FORMS_FOLDER / one.file).read_bytes() for item, one in forms}
    files = [Item(listed, "材料清单"), Item(found, "校验结果"), Item(copied, "申报簿"), *(item for item, _ in forms)]
    for item in files[1:]:
        item.size = len(data[item.name])
    data[listed] = packing_list(season, notice, unit, files, counts)
    _write(out, [(item.name, data[item.name]) for item in files])
    return Packed(out, files, counts)


def _heads(book: Path) -> Iterator[tuple[int, str, str]]:
    stem = book.stem if len(book.stem) <= LONGEST_PART else book.stem[: LONGEST_PART - 1] + "…"
    yield 1, "材料清单", ".xlsx"
    yield 2, "校验结果", ".xlsx"
    yield 3, stem, book.suffix.lower()


def _placed(made: list[Made], order: list[str], names: Names, before: int) -> Iterator[tuple[Item, Made]]:
    """Each form with its place: a numbered folder for each attachment that has records, else a numbered file."""
    kinds = sorted({one.form for one in made}, key=order.index)
    for number, kind in enumerate(kinds, start=before + 1):
        own = [one for one in made if one.form == kind]
        top = f"{number:02}_{safe_name(kind)[:LONGEST_PART]}".rstrip(" .")
        width = max(2, len(str(len(own))))
        for at, one in enumerate(own, start=1):
            if one.unit or one.record:
                who = safe_name("_".join(filter(None, dict.fromkeys((one.unit, one.record)))))[:LONGEST_PART]
                name = f"{top}/" + names.give(top, f"{at:0{width}}_{who}", ".docx")
            else:
                name = names.give("", top, ".docx")
            yield Item(name, kind, kind.split(" ")[0], one.unit, one.record, one.mistakes), one


def _write(out: Path, files: list[tuple[str, bytes]]) -> None:
    """The zip at its place, once it has been read back and found to hold just these files."""
    buffer = BytesIO()
    now = dt.datetime.now().timetuple()[:6]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name, now)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, UNIX, PLAIN_FILE << 16
            archive.writestr(info, data)
    verify(buffer.getvalue(), files)
    write_new(out, buffer.getvalue())
    verify(out.read_bytes(), files)


def verify(data: bytes, files: list[tuple[str, bytes]]) -> None:
    """Raises PackError unless the zip holds these files, in this order, byte for byte, under short enough names."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        if names != [name for name, _ in files]:
            raise PackError(f"打包没有做成：应有 {len(files)} 个文件，包里有 {len(names)} 个，请再试一次")
        for name, content in files:
            if archive.read(name) != content:
                raise PackError(f"打包没有做成：包里的“{name}”与原文件不同，请检查磁盘后再试")
            if len(name) > LONGEST_PATH:
                raise PackError(f"打包没有做成：包里的路径“{name[:20]}…”太长，请改短名称后再试")


def told(packed: Packed) -> str:
    """What is in the pack, and whether its workbook is free of 错误."""
    counts = packed.counts
    if counts[MUST_MEND]:
        state = f"注意：申报簿还有错误{counts[MUST_MEND]}处，请改正后重新打包"
    else:
        state = f"申报簿没有错误，要核实的{counts[TO_CONFIRM]}处"
    made = f"已把{len(packed.files)}个文件打成一包“{packed.path.name}”，读回核对无误"
    return f"{made}。{state}；还要自备的材料见包里的材料清单。"


# -- the button --------------------------------------------------------------------------------------


def pack_book(desk: Desk) -> Changes:
    """打包报送: the pack of the workbook as saved, beside it; what is not saved yet is asked to be."""
    if desk.path is None:
        return Changes([tabs.unsaved("打好的包")], undoable=False)
    saved = read_book(desk.path, desk.templates)
    if not _is_alike(saved, desk.reading):
        says = "本工作簿有还没有保存的改动，包里要放保存过的申报簿：请先保存，再按一次。"
        return Changes([Say(WARNING, says)], undoable=False)
    sweep(desk.path.parent)
    folder = new_folder_name(desk.path, PACK, dt.datetime.now())
    packed = pack(saved, desk.path, folder.with_name(folder.name + SUFFIX), desk.step)
    kind = WARNING if packed.counts[MUST_MEND] else INFO
    log = Log("打包报送", f"{len(packed.files)}个", packed.path.name)
    return Changes([Say(kind, told(packed)), log, Open(str(desk.path.parent))], undoable=False)


def _is_alike(saved: Reading, shown: Reading) -> bool:
    """True when file and screen hold the same records."""
    return _content(saved) == _content(shown)


def _content(reading: Reading) -> object:
    ledgers = {name: [dict(row) for row in rows] for name, rows in reading.season.ledgers.items()}
    single = {name: dict(row) for name, row in reading.season.single.items()}
    return reading.notice.id, ledgers, single
