"""证书: a page for each winner in one Word document; long names become smaller, then stand in two lines, never cut.

The sizes to begin with and the room on the page are those of the template, so one restyled in Word is followed.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from .binder import bind
from .fill import NAME_MARK, Filling
from .honour_list import parse, sections, text_of
from .honours import EVENT, LEVEL, TOPIC, YEAR, Honours, filled
from .letters import Letter, load_letter
from .metrics import LEADING, WIDER, Fitted, fitted, text_width
from .notice import Notice
from .slots import Element, P, W
from .winners import Winner
from .word import DOCUMENT, SECTION, Template

LETTER = "证书"
ADDRESSED, CITED, SIGNED = "受奖者", "颁奖词", "颁奖机关"
LEAST, MOST_LINES, CITED_LINES = 14.0, 2, 3
"""The smallest font in pt; the lines that the winner's name and the citation have room for."""
TIGHT = 2
"""By how many pt a name of one line more is larger than the citation at most: its lines are set closer."""
ENDINGS = (" ", "公司", "集团", "分公司", "厂", "局", "院", "所", "中心", "部", "处", "队")
"""Where a long name is best broken."""
PROBE = "\ue0f0"
TWIPS = 20
Look = tuple[float, float, float]
"""Font in pt of a paragraph, its line in pt (0: as drawn), and the blank added above it (less than 0: taken away)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands on the page: number of its paragraph; its font, its line and the room across, in pt."""

    number: int
    font: float
    line: float
    room: float


def certificates(
    winners: Sequence[Winner], honours: Honours, notice: Notice, step: Callable[[int, int, str], object] | None = None
) -> bytes:
    """The .docx of all certificates, in the order of the roll. Raises DefinitionError, TemplateError.

    step  told n, the total and whose certificate it was; what it raises stops the work
    """
    letter = load_letter(LETTER, notice)
    places = [place_of(letter, name) for name in (ADDRESSED, CITED, SIGNED)]
    ordered = [item for section in sections(winners, honours, notice) for item in section.winners]
    looks: list[list[Look]] = []
    done = 0

    def made() -> Iterator[tuple[Template, Filling]]:
        for item in ordered:
            fields, own = _laid_out(item, letter, honours, notice, places)
            looks.append(own)
            yield letter.template, letter.filling(fields, None, notice)

    def told() -> None:
        nonlocal done
        done += 1
        if step:
            step(done, len(ordered), ordered[done - 1].full)

    return _styled(bind(made(), told), [place.number for place in places], looks)


def _laid_out(
    winner: Winner, letter: Letter, honours: Honours, notice: Notice, places: Sequence[Place]
) -> tuple[dict[str, str], list[Look]]:
    """The fields of a certificate, and how its three paragraphs look: those who sign stand at one height on all."""
    addressed, cited, signed = places
    name = named(f"{winner.full}：", addressed, cited.font)
    words = citation(winner, honours)
    font, lines = cited_font(words, cited)
    signs = _signed(letter.stated(notice).get(SIGNED, ""), signed)
    close = name.font * LEADING if len(name.lines) > MOST_LINES else 0.0
    free = (
        MOST_LINES * addressed.line - len(name.lines) * (close or addressed.line) + (CITED_LINES - lines) * cited.line
    )
    free += (MOST_LINES - len(signs.lines)) * signed.line
    fields = {ADDRESSED: "\n".join(name.lines).removesuffix("："), CITED: words, "编号": winner.number}
    fields[SIGNED] = "\n".join(signs.lines)
    return fields, [(name.font, close, 0), (font, 0, 0), (signs.font, 0, free)]


def named(text: str, place: Place, cited: float) -> Fitted:
    """The winner's name: in its two lines no smaller than the citation (`cited` pt), else in three that stand closer,
    else in two as small as they must be; of these the first that is broken at a fit place, if any is."""
    ways = [
        (fitted(text, place.room, place.font, cited, MOST_LINES, ENDINGS), MOST_LINES),
        (fitted(text, place.room, cited + TIGHT, cited, MOST_LINES + 1, ENDINGS), MOST_LINES + 1),
        (fitted(text, place.room, place.font, LEAST, MOST_LINES, ENDINGS), MOST_LINES),
    ]
    fits = [way for way, most in ways if len(way.lines) <= most]
    return next((way for way in fits if _is_well_broken(text, way.lines)), next(iter(fits), ways[-1][0]))


def _is_well_broken(text: str, lines: Sequence[str]) -> bool:
    """True when every line but the last ends where a name is best broken."""
    at = 0
    for line in lines[:-1]:
        at = text.index(line, at) + len(line)
        if not text[: at + 1].endswith(" ") and not line.endswith(ENDINGS):
            return False
    return True


def _signed(text: str, place: Place) -> Fitted:
    """Those who sign: in two lines sooner than smaller."""
    found = fitted(text, place.room, place.font, place.font, MOST_LINES, (NAME_MARK,))
    if len(found.lines) <= MOST_LINES:
        return found
    return fitted(text, place.room, place.font, LEAST, MOST_LINES, (NAME_MARK,))


def citation(winner: Winner, honours: Honours) -> str:
    """What the certificate says of the winner."""
    said = {EVENT: honours.event, f"{YEAR}度": str(winner.year), LEVEL: winner.level, TOPIC: winner.topic}
    return filled(winner.honour.citation, said)


def place_of(letter: Letter, field: str) -> Place:
    """Where a field of the letter stands on its page."""
    root = parse(letter.template.document(letter.filling({field: PROBE})))
    body = root.find(f"{{{W}}}body")
    paragraphs = list(body.iter(P))
    number = next(n for n, paragraph in enumerate(paragraphs) if PROBE in text_of(paragraph))
    size = paragraphs[number].find(f"{{{W}}}r/{{{W}}}rPr/{{{W}}}sz")
    font = float(size.get(f"{{{W}}}val")) / 2 if size is not None else 12.0
    spacing = paragraphs[number].find(f"{{{W}}}pPr/{{{W}}}spacing")
    exact = spacing is not None and spacing.get(f"{{{W}}}lineRule") in ("exact", "atLeast")
    line = float(spacing.get(f"{{{W}}}line")) / TWIPS if exact else font * LEADING
    section = body.find(SECTION)
    page, margins = section.find(f"{{{W}}}pgSz"), section.find(f"{{{W}}}pgMar")
    sides = sum(float(margins.get(f"{{{W}}}{side}")) for side in ("left", "right"))
    return Place(number, font, line, (float(page.get(f"{{{W}}}w")) - sides) / TWIPS)


def cited_font(words: str, place: Place) -> tuple[float, int]:
    """The largest font at which the citation, its first line indented, needs no more lines than it may have; and
    how many it needs."""
    font = place.font
    while font > LEAST and _lines(words, font, place.room) > CITED_LINES:
        font -= 1
    return font, _lines(words, font, place.room)


def _lines(words: str, font: float, room: float) -> int:
    return math.ceil((text_width(words, font) + 2 * font) * WIDER / (room - font))


def _styled(data: bytes, numbers: Sequence[int], looks: Sequence[Sequence[Look]]) -> bytes:
    """The document with the paragraphs of these numbers on every certificate as they have to look."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            text = old.read(info)
            if info.filename == DOCUMENT:
                text = _document(text, numbers, looks)
            new.writestr(info, text)
    return buffer.getvalue()


def _document(text: bytes, numbers: Sequence[int], looks: Sequence[Sequence[Look]]) -> bytes:
    root = parse(text.decode())
    paragraphs = list(root.find(f"{{{W}}}body").iter(P))
    each = (len(paragraphs) + 1) // len(looks)
    for at, own in enumerate(looks):
        for number, look in zip(numbers, own, strict=True):
            _set(paragraphs[at * each + number], *look)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _set(paragraph: Element, font: float, line: float, above: float) -> None:
    for size in paragraph.iter(f"{{{W}}}sz", f"{{{W}}}szCs"):
        size.set(f"{{{W}}}val", str(round(font * 2)))
    spacing = paragraph.find(f"{{{W}}}pPr/{{{W}}}spacing")
    if spacing is None:
        return
    if line:
        spacing.set(f"{{{W}}}line", str(round(line * TWIPS)))
    if above:
        before = float(spacing.get(f"{{{W}}}before", "0"))
        spacing.set(f"{{{W}}}before", str(max(0, round(before + above * TWIPS))))
