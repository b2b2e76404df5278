"""Word's markup brought to what is seen: changes accepted, controls and links opened, field codes and fallbacks out.

After `clean` a tree holds paragraphs, tables, rows, cells and runs directly inside each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def _w(*names: str) -> list[str]:
    return [f"{{{W}}}{name}" for name in names]


P, R, T, TR, TC, VAL, FIELD, CODE, SYMBOL, FONT, FONTS, HIDDEN = _w(
    "p", "r", "t", "tr", "tc", "val", "fldChar", "instrText", "sym", "font", "rFonts", "vanish"
)
DEL, MOVE_FROM, CELL_DEL, P_PR, R_PR, TR_PR, TC_PR = _w("del", "moveFrom", "cellDel", "pPr", "rPr", "trPr", "tcPr")
BOX, SDT, SDT_PR, SDT_CONTENT, SIMPLE, RUBY_TEXT = _w("txbxContent", "sdt", "sdtPr", "sdtContent", "fldSimple", "rt")
FIELD_DATA, CHECK_BOX, CHECKED, DEFAULT, DROP_DOWN, ENTRY, RESULT = _w(
    "ffData", "checkBox", "checked", "default", "ddList", "listEntry", "result"
)
ALTERNATE, CHOICE, FALLBACK = (f"{{{MC}}}{name}" for name in ("AlternateContent", "Choice", "Fallback"))
SPLIT_OFF = [DEL, MOVE_FROM, CODE, SDT_PR, RUBY_TEXT, *_w("delText", "delInstrText", "sdtEndPr", "pPr", "rPr", "tblPr")]
OPENED = [ALTERNATE, CHOICE, FALLBACK, SDT, SDT_CONTENT, SIMPLE]
OPENED += _w("ins", "moveTo", "smartTag", "customXml", "hyperlink", "ruby", "rubyBase", "dir", "bdo")
SIGNS = {f"{{{W}}}{name}": sign for name, sign in (("tab", "\t"), ("ptab", "\t"), ("br", "\n"), ("cr", "\n"))}
SIGNS |= {f"{{{W}}}noBreakHyphen": "\u2011"}
MATH_TEXT = f"{{{MATH}}}t"
PRINTING = [T, MATH_TEXT, SYMBOL, *SIGNS]
TICKED, UNTICKED = "☑", "☐"
UNKNOWN = "〓"
WINGDINGS = {0xFE: TICKED, 0xFC: "✓", 0xFD: "☒", 0xFB: "✗", 0xA8: "□", 0x6F: "□", 0x6E: "■", 0x6C: "●", 0xB7: "•"}
WINGDINGS_2 = {0x52: TICKED, 0x50: "✓", 0x51: "☒", 0x53: "☒", 0x54: "☒", 0x4F: "✗", 0xA3: "□", 0x2A: "□", 0x30: "☐"}
OFF = ("0", "false", "off")
DDE = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
LINKING = re.compile(r"\b(?:INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|RD)\b", re.IGNORECASE)
COLD = re.compile(r"[\ue000-\uf8ff]")


@dataclass(slots=True)
class Findings:
    """What was met on the way: sentences for the clerk, and text that is in the file but not seen."""

    notes: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def text_of(paragraph: Element) -> str:
    """A cleaned paragraph's characters; tabs and line breaks as \\t and \\n."""
    text = "".join([node.text or "" for node in paragraph.iter(T, MATH_TEXT)])
    return COLD.sub(_private, text) if COLD.search(text) else text


def _sign(node: Element) -> str:
    """What an element other than text prints."""
    if node.tag == SYMBOL:
        return symbol(node.get(FONT, ""), node.get(f"{{{W}}}char", ""))
    return SIGNS.get(node.tag) or node.text or ""


def _private(found: re.Match[str]) -> str:
    """A sign of a symbol font left in the text: known ones by Wingdings, others as they are."""
    return WINGDINGS.get(ord(found[0]) & 0xFF, found[0]) if found[0] >= "\uf000" else found[0]


def symbol(font: str, code: str) -> str:
    """The sign that a symbol font shows for a code in hex: ticks and boxes; 〓 for one that is not known."""
    if not re.fullmatch(r"[0-9A-Fa-f]{1,6}", code):
        return UNKNOWN
    number = int(code, 16)
    if 0xF000 <= number <= 0xF0FF or "wingdings" in font.casefold():
        table = WINGDINGS_2 if font.casefold().startswith("wingdings 2") else WINGDINGS
        return table.get(number & 0xFF, UNKNOWN)
    return chr(number) if 0x20 <= number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else UNKNOWN


def clean(root: Element, source: bytes = b"") -> Findings:
    """Brings a tree to what is seen; the tree is changed.

    source  the part it was parsed from, where it is at hand: what does not stand in it is not looked for
    """
    findings = Findings()
    for tags, word, step in STEPS:
        if (not source or word in source) and next(root.iter(*tags), None) is not None:
            step(root, findings)
    etree.strip_elements(root, *SPLIT_OFF, with_tail=False)
    etree.strip_tags(root, *OPENED)
    for node in list(root.iter(SYMBOL, *SIGNS)):
        node.text = _sign(node)
        node.tag = T
    for box in list(root.iter(BOX)):
        _open_box(box)
    return findings


def _is_on(node: Element | None, name: str = VAL) -> bool:
    return node is not None and node.get(name, "1").casefold() not in OFF


# -- fields ------------------------------------------------------------------------------------------


def _fields(root: Element, findings: Findings) -> None:
    """Field codes are told and never followed; what a code holds as text is no text of the document."""
    codes = [node.get(f"{{{W}}}instr", "") for node in root.iter(SIMPLE)]
    codes.append("".join(node.text or "" for node in root.iter(CODE)))
    for pattern, says in ((DDE, "有DDE域（打开时会叫别的程序），没有执行"), (LINKING, "有取外部内容的域，没有执行")):
        if any(pattern.search(code) for code in codes):
            findings.notes.append(says)
    stack: list[list[Element] | None] = []
    for node in list(root.iter(FIELD, T)):
        if node.tag == T:
            for inside in reversed(stack):
                if inside is not None:
                    inside.append(node)
                    break
            continue
        kind = node.get(f"{{{W}}}fldCharType")
        if kind == "begin":
            stack.append([])
            _form_field(node)
        elif stack and kind in ("separate", "end"):
            for dropped in stack[-1] or ():
                dropped.text = ""
            if kind == "separate":
                stack[-1] = None
            else:
                stack.pop()


def _form_field(begin: Element) -> None:
    """Old form fields: a box shows whether it is ticked, a list its chosen entry."""
    data = begin.find(FIELD_DATA)
    if data is None:
        return
    shown = ""
    box, chosen = data.find(CHECK_BOX), data.find(DROP_DOWN)
    if box is not None:
        state = box.find(CHECKED) if box.find(CHECKED) is not None else box.find(DEFAULT)
        shown = TICKED if _is_on(state) else UNTICKED
    elif chosen is not None:
        entries = [node.get(VAL, "") for node in chosen.iterfind(ENTRY)]
        result = chosen.find(RESULT)
        number = result.get(VAL, "0") if result is not None else "0"
        shown = entries[int(number)] if number.isdecimal() and int(number) < len(entries) else ""
    if shown:
        node = etree.Element(T)
        node.text = shown
        begin.addnext(node)


# -- content controls --------------------------------------------------------------------------------


def _controls(root: Element, _: Findings) -> None:
    """A ticked box of a content control as a sign; its words that only invite to type are no text."""
    for control in list(root.iter(SDT)):
        properties, content = control.find(SDT_PR), control.find(SDT_CONTENT)
        if properties is None or content is None:
            continue
        box = properties.find(f"{{{W14}}}checkbox")
        if box is not None:
            _show_box(content, _is_on(box.find(f"{{{W14}}}checked"), f"{{{W14}}}val"))
        elif _is_on(properties.find(f"{{{W}}}showingPlcHdr")):
            for node in content.iter(T):
                node.text = ""


def _show_box(content: Element, ticked: bool) -> None:
    signs = list(content.iter(T, SYMBOL))
    for number, node in enumerate(signs):
        if number == 0:
            node.tag, node.text = T, TICKED if ticked else UNTICKED
        else:
            node.getparent().remove(node)


# -- changes, boxes, signs ---------------------------------------------------------------------------


def _choose(root: Element, _: Findings) -> None:
    """Of a content and its stand-in for older programs, the content."""
    for node in list(root.iter(ALTERNATE)):
        choices = node.findall(CHOICE) or node.findall(FALLBACK)
        for other in list(node):
            if other not in choices[:1]:
                node.remove(other)


def _accept(root: Element, _: Findings) -> None:
    """Rows, cells and paragraph ends that a tracked change took out."""
    for node in list(root.iter(DEL, MOVE_FROM, CELL_DEL)):
        parent = node.getparent()
        owner = parent.getparent() if parent is not None else None
        if owner is None:
            continue
        if parent.tag in (TR_PR, TC_PR) and owner.getparent() is not None:
            owner.getparent().remove(owner)
        elif parent.tag == R_PR and owner.tag == P_PR:
            _join_next(owner.getparent())


def _join_next(paragraph: Element) -> None:
    """A paragraph whose end was deleted goes on in the next: its content moves there, in front."""
    following = paragraph.getnext()
    if following is None or following.tag != P:
        return
    at = 1 if following.find(P_PR) is not None else 0
    for node in reversed([node for node in paragraph if node.tag != P_PR]):
        following.insert(at, node)
    paragraph.getparent().remove(paragraph)


def _symbols(root: Element, _: Findings) -> None:
    """Letters set in a symbol font as the signs they show."""
    for fonts in root.iter(FONTS):
        name = fonts.get(f"{{{W}}}ascii") or ""
        run = fonts.getparent().getparent()
        if name.casefold().startswith("wingdings") and run is not None and run.tag == R:
            for node in run.iterchildren(T):
                node.text = "".join(symbol(name, f"{ord(ch):x}") if ch > " " else ch for ch in node.text or "")


def _hide(root: Element, findings: Findings) -> None:
    """Text that is set not to show is taken out, and told."""
    for mark in root.iter(HIDDEN):
        run = mark.getparent().getparent()
        if _is_on(mark) and run is not None and run.tag == R:
            text = "".join(_hidden_pieces(run))
            if text.strip():
                findings.hidden.append(text)


def _hidden_pieces(run: Element) -> Iterator[str]:
    for node in run.iterchildren(*PRINTING):
        yield _sign(node)
        node.tag, node.text = T, ""


def _open_box(box: Element) -> None:
    """What stands in a text box follows the paragraph it hangs on."""
    anchor = next(box.iterancestors(P), None)
    if anchor is not None:
        for node in reversed(list(box)):
            anchor.addnext(node)


STEPS: list[tuple[list[str], bytes, Callable[[Element, Findings], None]]] = [
    ([FIELD, SIMPLE, CODE], b"", _fields),
    ([SDT], b"", _controls),
    ([ALTERNATE], b"", _choose),
    ([DEL, MOVE_FROM, CELL_DEL], b"", _accept),
    ([FONTS], b"ingdings", _symbols),
    ([HIDDEN], b"", _hide),
]
"""What is done before codes are taken out, the elements that call for it, and a word without which none does."""
