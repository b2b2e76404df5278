"""The winners in the order of the roll: by award, then by recommending unit or by level; and their tables in Word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from .honours import LISTS, Honour, Honours
from .letters import Tables
from .notice import Notice
from .slots import TBL, TR, Element, P, W
from .values import show
from .winners import Winner

DIGITS = "零一二三四五六七八九"
SECTION_END = f"{{{W}}}pPr/{{{W}}}sectPr"
OUTLINE = f"{{{W}}}pPr/{{{W}}}outlineLvl"
VALUE = f"{{{W}}}val"


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the roll. chapter: number of its award (from 1), `size` how many that has in all;
    first: it opens the chapter; title: a recommending unit, a level, or both, "" = the award has one list."""

    chapter: int
    honour: Honour
    size: int
    first: bool
    title: str
    winners: list[Winner]


def sections(winners: Sequence[Winner], honours: Honours, notice: Notice) -> list[Section]:
    """All winners, by award in the order of the honours, levels and units in the order of the notice."""
    given = {item.honour.award for item in winners}
    order = [honour.award for honour in honours.honour if honour.award in given]
    found = []
    for chapter, award in enumerate(order, start=1):
        own = [item for item in winners if item.honour.award == award]
        groups: dict[tuple[str, str], list[Winner]] = {}
        for item in sorted(own, key=lambda item: _rank(item, notice)):
            groups.setdefault((item.level, _sender(item, own)), []).append(item)
        for number, ((level, sender), listed) in enumerate(groups.items()):
            level = "" if level in (award, listed[0].honour.title) else level
            title = "　".join(filter(None, (level, sender)))
            found.append(Section(chapter, listed[0].honour, len(own), number == 0, title, listed))
    return found


def _sender(item: Winner, own: Sequence[Winner]) -> str:
    """The recommending unit, where the award is listed by them and they are several."""
    return item.sender if item.honour.by_unit and len({other.sender for other in own}) > 1 else ""


def _rank(item: Winner, notice: Notice) -> tuple[int, int]:
    levels = [prize.level for prize in notice.prize if prize.award == item.honour.award]
    units = notice.units()
    level = levels.index(item.level) if item.level in levels else len(levels)
    return level, units.index(item.sender) if item.sender in units else len(units)


def chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十; up to 99."""
    tens, ones = divmod(number, 10)
    words = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return words + (DIGITS[ones] if ones or not tens else "")


def tables(found: Iterable[Section]) -> Tables:
    """The lists of a letter: its sections, and each table's rows."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("节", *LISTS)}
    for number, section in enumerate(found, start=1):
        honour = section.honour
        rows["节"].append(
            {
                "章序": chinese(section.chapter),
                "章名": honour.title,
                "章数": section.size,
                "节名": section.title,
                "节数": len(section.winners),
                "节号": number,
                "量词": honour.count,
                "单位栏": honour.unit,
                "名称栏": honour.name,
                "课题栏": honour.topic,
            }
        )
        for item in section.winners:
            row = {"节号": number, "单位全称": item.unit, "获奖者": item.name, "课题": item.topic}
            wanted = {"成果": row.keys(), "名称": ("节号", "单位全称", "获奖者"), "单位": ("节号", "单位全称")}
            rows[honour.listed].append({name: row[name] for name in wanted[honour.listed]})
    return rows


def parse(document: str) -> Element:
    """A main document's XML as a tree."""
    return etree.fromstring(document.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True))


def text_of(element: Element) -> str:
    """All characters in an element."""
    texts: Iterable[Any] = element.itertext(f"{{{W}}}t")
    return "".join(texts)


def headings(body: Element, level: int) -> list[Element]:
    """The paragraphs of an outline level (from 1)."""
    found = []
    for paragraph in body.findall(P):
        mark = paragraph.find(OUTLINE)
        if mark is not None and mark.get(VALUE) == str(level - 1):
            found.append(paragraph)
    return found


def prune(body: Element, found: Sequence[Section]) -> None:
    """Takes out the headings of chapters that are open already or have one list, and the tables that list nothing,
    with the gaps between them."""
    for paragraph, section in zip(headings(body, 1), found, strict=True):
        if not section.first:
            body.remove(paragraph)
    for paragraph, section in zip(headings(body, 2), found, strict=True):
        if not section.title:
            body.remove(paragraph)
    for table in body.findall(TBL):
        if not any(text_of(row).strip() for row in table.findall(TR)[1:]):
            gap = next((node for node in (table.getnext(), table.getprevious()) if _is_gap(node)), None)
            if gap is not None:
                body.remove(gap)
            body.remove(table)


def _is_gap(node: Element | None) -> bool:
    """True for the paragraph that parts two tables: without a word, and no end of a section."""
    return node is not None and node.tag == P and not text_of(node).strip() and node.find(SECTION_END) is None


def list_rows(found: Iterable[Section]) -> Iterator[list[Any]]:
    """A line a winner for a spreadsheet: award, level, recommending unit, enterprise, name, topic, number."""
    for section in found:
        for item in section.winners:
            yield [
                item.honour.title, item.level, item.sender, item.unit, item.name, item.topic, show(item.number)
            ]  # fmt: skip
