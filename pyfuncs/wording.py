"""How printed words are compared with what stands in a document that people have worked on.

Width, case, blanks, signs and what stands in brackets do not count: 企业名称 is 企 业 名 称（以公章为准）：.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

NOT_WORDS = re.compile(r"[\W_]+")
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
SIGNS_OF_TICKS = "√✓✔☑☒■□☐"
IN_BRACKETS = rf"(?:\s*[(（\[【〔][^()（）\[\]【】〔〕\n{SIGNS_OF_TICKS}]{{0,40}}[)）\]】〕])?"
AFTER_LABEL = r"[ 　\t]*[:：]?"
BLANKS = re.compile(r"[ 　]+")
LONGEST_KEYED = 400
TICKS = frozenset("√✓✔☑☒■●▲◆vVＶｖ🗹🗸")
BOXES = frozenset("□☐○◯〇◻▢▫⬜×✗✘xX")
DAY_SIGNS = re.compile(r"[\d〇○零一二三四五六七八九十廿卅]+")


@lru_cache(maxsize=8192)
def full_key(text: str) -> str:
    """The letters, digits and characters of some words, width and case set aside."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_KEYED]).casefold()
    return folded if folded.isalnum() else NOT_WORDS.sub("", folded)


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """The same without what stands in brackets, where anything stands outside them."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_KEYED]).casefold()
    if folded.isalnum():  # neither signs nor brackets
        return folded
    return NOT_WORDS.sub("", BRACKETED.sub("", folded)) or NOT_WORDS.sub("", folded)


@lru_cache(maxsize=8192)
def same_words(text: str) -> str:
    """The signs too, blanks, width and case set aside."""
    return "".join(unicodedata.normalize("NFKC", text[:LONGEST_KEYED]).casefold().split())


@lru_cache(maxsize=8192)
def day_key(text: str) -> str:
    """The words of a line without any number in them: 2018年5月2日 is 年月日."""
    return DAY_SIGNS.sub("", full_key(text))


@lru_cache(maxsize=2048)
def loose(words: str) -> re.Pattern[str]:
    """Finds printed words, a colon after them included, whatever blanks, signs and brackets stand between."""
    parts: list[str] = []
    bare = BRACKETED.sub("\ue000", unicodedata.normalize("NFKC", words))
    if not NOT_WORDS.sub("", bare.replace("\ue000", "")):
        bare = unicodedata.normalize("NFKC", words)
    for ch in bare:
        if ch == "\ue000":
            parts.append(IN_BRACKETS)
        elif not NOT_WORDS.fullmatch(ch):
            if parts and parts[-1] != IN_BRACKETS:
                parts.append(r"[\s\W_]*?")
            parts.append(_any_width(ch))
    if parts and parts[-1] != IN_BRACKETS:
        parts.append(IN_BRACKETS)
    signs = re.search(r"[^\w\s]*$", words)
    after = "".join(rf"(?:\s*{_any_width(ch)})?" for ch in (signs[0] if signs else "") if ch not in ":：()（）")
    return re.compile("".join(parts) + after + AFTER_LABEL, re.IGNORECASE)


def _any_width(ch: str) -> str:
    """A character or its full-width twin."""
    code = ord(ch)
    wide = chr(code + 0xFEE0) if 0x21 <= code <= 0x7E else ""
    return f"[{re.escape(ch)}{wide}]" if wide else re.escape(ch)


def strict(pieces: list[str | None]) -> re.Pattern[str]:
    """Exactly the printed words of a line, a group for each None: what the program prints, read back to the letter."""
    parts = ["(.*?)" if piece is None else re.escape(piece) for piece in pieces]
    if pieces and pieces[-1] is None:
        parts[-1] = "(.*)"
    return re.compile("".join(parts), re.DOTALL)


def is_ticked(text: str) -> bool:
    """True when a place for a tick holds one."""
    return any(ch in TICKS for ch in text)


def is_mark(text: str) -> bool:
    """True for signs of a tick, boxes, brackets and blanks alone."""
    return all(ch in TICKS or ch in BOXES or ch.isspace() or ch in "()（）[]【】" for ch in text)


def trimmed(lines: list[str]) -> list[str]:
    """Lines without the empty ones at both ends."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]
