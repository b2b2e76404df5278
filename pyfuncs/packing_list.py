"""材料清单 of a pack: every material the notice asks for, in its order, with the files that are in the pack.

What the program cannot supply is said to be brought: 请自备.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .materials import pieces
from .notice import LEVELS, UNIT, Material, Notice
from .quota import declared
from .report import FILLS
from .rules import Season
from .table_book import Link, Table, report, to_file

BRING, UNLISTED = "请自备", "通知的材料中没有单列"
STAMPED = "要盖章"
MUST_MEND, TO_CONFIRM = LEVELS[:2]


@dataclass(slots=True)
class Item:
    """A file of the pack: its name there, what it is, the attachment it fills ("" = none), 错误 of its record."""

    name: str
    what: str
    form: str = ""
    unit: str = ""
    record: str = ""
    mistakes: int = 0
    size: int = 0


@dataclass(slots=True)
class Wanted:
    """A material of the notice: for how many entries (1 for one of the unit), and the pack's files of it."""

    material: Material
    entries: int
    files: list[Item] = field(default_factory=list)


def form_order(notice: Notice) -> list[str]:
    """Attachments as the notice lists them among what is to be handed in; those it does not list come last."""
    listed = [item.form for item in notice.material if item.form]
    return list(dict.fromkeys([*listed, *notice.forms]))


def wanted(season: Season, notice: Notice, files: Sequence[Item]) -> list[Wanted]:
    """Every material asked of this season, in the notice's order; one for an award without entries is left out.

    A form two materials name (附件6 of two awards) stands with the first; its files are counted once.
    """
    counts = {award.name: len(declared(award, season)) for award in notice.award} | {UNIT: 1}
    left = list(files)
    lines = []
    for material in notice.material:
        if counts[material.per]:
            own = [item for item in left if material.form and item.form == material.form]
            line = Wanted(material, counts[material.per])
            line.files = own if material.per == UNIT else own[: line.entries]
            left = [item for item in left if not any(item is taken for taken in line.files)]
            lines.append(line)
    return lines


def packing_list(season: Season, notice: Notice, unit: str, files: Sequence[Item], counts: dict[str, int]) -> bytes:
    """材料清单 as .xlsx: the materials on one sheet, every file of the pack on another.

    counts  findings of the workbook by level
    """
    lines = wanted(season, notice, files)
    intro = [f"材料清单　{notice.name}　{unit}", _state(counts), f"包内共 {len(files)} 个文件，逐个列在“文件”表"]
    return report([_materials(lines, files, intro), _files(files, intro[:1])])


def _state(counts: dict[str, int]) -> str:
    if counts[MUST_MEND]:
        found = f"错误 {counts[MUST_MEND]} 处、需要核实的 {counts[TO_CONFIRM]} 处"
        return f"注意：申报簿还有{found}，见校验结果，请改正后重新打包"
    return f"申报簿没有错误，需要核实的 {counts[TO_CONFIRM]} 处"


def _materials(lines: Sequence[Wanted], files: Sequence[Item], intro: Sequence[str]) -> Table:
    heads = ("序号", "报什么", "用于", "应有（项）", "每项份数", "盖章", "交的时间", "本包所附", "说明", "依据")
    rows, fills = [], {}
    for number, line in enumerate(lines):
        item = line.material
        each = "、".join(filter(None, (what for what, _ in pieces(item))))
        if not line.files:
            fills[number] = FILLS[TO_CONFIRM]
        stamped = STAMPED if item.stamped else ""
        name = f"{item.document}（{item.form}）" if item.form else item.document
        note = "；".join(filter(None, (item.note.rstrip("。"), _short(line))))
        rows.append(
            [number + 1, name, item.per, line.entries, each, stamped, item.when, _in_pack(line), note, item.source]
        )
    known = {id(item) for line in lines for item in line.files}
    more = [item for item in files if item.form and id(item) not in known]
    for form in dict.fromkeys(item.form for item in more):
        own = [item for item in more if item.form == form]
        rows.append([len(rows) + 1, own[0].what, "", len(own), "", "", "", f"{len(own)} 份", UNLISTED, ""])
    widths = (6, 34, 16, 8, 22, 8, 16, 14, 38, 20)
    return Table("材料清单", heads, rows, widths, intro, fills)


def _in_pack(line: Wanted) -> str | Link:
    if not line.files:
        return BRING
    folder = line.files[0].name.split("/")[0]
    return Link(f"{len(line.files)} 份，见 {folder.split('_')[0]}", to_file(folder))


def _short(line: Wanted) -> str:
    """What else is asked beside the files: paper to print and stamp, and what the pack has too few of."""
    if not line.files:
        return ""
    item, missing = line.material, line.entries - len(line.files)
    says = [f"{missing} 份没有生成，请核对" if missing > 0 else ""]
    if item.original or item.copies:
        says.append("打印" + ("并盖章" if item.stamped else ""))
    if item.electronic and item.format:
        says.append(f"电子版另存为 {item.format} 格式")
    return "，".join(filter(None, says))


def _files(files: Sequence[Item], intro: Sequence[str]) -> Table:
    heads = ("序号", "文件", "内容", "哪个企业", "记录", "错误数", "大小（字节）")
    rows = [
        [number, Link(item.name, to_file(item.name)), item.what, item.unit, item.record, item.mistakes, item.size or ""]
        for number, item in enumerate(files, start=1)
    ]
    fills = {number: FILLS[MUST_MEND] for number, item in enumerate(files) if item.mistakes}
    return Table("文件", heads, rows, (6, 70, 36, 34, 24, 8, 14), intro, fills)
