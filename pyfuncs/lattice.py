"""The columns of a form's tab: the edges of all its grids and tab stops, in mm from the left."""

from __future__ import annotations

from .definitions import Part
from .grid import Blank, Grid, Line
from .notice import Form

PORTRAIT, LANDSCAPE = 165.0, 247.0
SNAP_GRID, SNAP_TAB = 2.5, 5.0


def split_tabs(line: Line) -> list[Line]:
    """A line's places, parted by tab characters."""
    places: list[list[str | Blank]] = [[]]
    for piece in line.pieces:
        if isinstance(piece, Blank):
            places[-1].append(piece)
            continue
        first, *others = piece.split("\t")
        places[-1].append(first)
        places.extend([other] for other in others)
    return [Line(tuple(piece for piece in place if piece != ""), line.align) for place in places]


def tab_stops(part: Part, places: int) -> list[float]:
    """Where `places` places begin, in % of the width, and 100 at the end."""
    stops = part.tabs if len(part.tabs) == places else [100 * n / places for n in range(places)]
    return [*stops, 100.0]


def edges_of(grid: Grid, total: float) -> list[float]:
    """The edges of a grid stretched to `total` mm."""
    scale, at, edges = total / sum(grid.widths), 0.0, [0.0]
    for width in grid.widths:
        at += width * scale
        edges.append(at)
    return edges


def lattice(form: Form) -> list[float]:
    """The edges of the tab's columns in mm: those of all grids and tab stops, near ones made one."""
    grids = [part.grid for part in form.part if part.grid]
    total = max((sum(grid.widths) for grid in grids), default=LANDSCAPE if form.landscape else PORTRAIT)
    wanted = [(edge, SNAP_GRID) for grid in grids for edge in edges_of(grid, total)]
    for part in form.part:
        for line in part.lines:
            stops = tab_stops(part, len(split_tabs(line)))
            wanted += [(total * stop / 100, SNAP_TAB) for stop in stops]
    edges = [0.0, total]
    for edge, snap in wanted:
        if all(abs(edge - known) > snap for known in edges):
            edges.append(edge)
    return sorted(edges)
