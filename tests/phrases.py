"""The printed words of the attachments, as taken from the notices, and where they are missing from a text."""

from __future__ import annotations

import re
from pathlib import Path

PRINTED = Path(__file__).parent / "printed"
BOX = "□"


def bare(text: str) -> str:
    """Without white space and tick boxes, which the notices' text puts anywhere or lost."""
    return re.sub(rf"[\s{BOX}]", "", text)


def phrases(tab: str) -> list[str]:
    """The printed phrases of an attachment (tab: 2018附件3.1) in printed order."""
    return [line for line in (PRINTED / f"{tab}.txt").read_text("utf-8").splitlines() if line.strip()]


def missing(text: str, tab: str) -> list[str]:
    """Phrases of the attachment that do not occur in `text` after the one before; [] = all do, in order."""
    rest, lost = bare(text), []
    for phrase in phrases(tab):
        _, found, after = rest.partition(bare(phrase))
        if found:
            rest = after
        else:
            lost.append(phrase)
    return lost
