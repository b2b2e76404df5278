"""A press's worth of edits by chance, of every kind that undo has to take back."""

from __future__ import annotations

import random
from collections.abc import Sequence

from pyfuncs.changes import Change, Changes, Note, Put, Unnote, Wipe, put

VALUES = ["", "甲", "=1+1", "0012", "2018-6-10", "两行\n文字", 7, 0.1, 43261, -3, None, "=SUM(B2:B5)", "'"]
COLORS = [(146, 208, 80), (255, 199, 206), (0, 112, 192)]


def random_changes(rng: random.Random, tabs: Sequence[str], rows: tuple[int, int], cols: tuple[int, int]) -> Changes:
    """Up to 25 edits of cells within `rows` and `cols` (first and last, from 1) of the tabs."""
    items: list[Change] = []
    for _ in range(rng.randint(1, 25)):
        tab, row, col = rng.choice(tabs), rng.randint(*rows), rng.randint(*cols)
        kind = rng.random()
        if kind < 0.55:
            items.append(put(tab, row, col, rng.choice(VALUES)))
        elif kind < 0.65:
            items.append(Put(tab, row, col, "formula", rng.choice(["=B3*2", '=A2&"x"', "=ROW()"])))
        elif kind < 0.75:
            items.append(Wipe(tab, row, col, row + rng.randint(0, 3), col + rng.randint(0, 2)))
        elif kind < 0.95:
            items.append(Note(tab, row, col, rng.choice(["", "错误", "两行\n说明"])))
        else:
            items.append(Unnote(tab))
    return Changes(items)
