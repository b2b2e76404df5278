"""Where a form's words and blanks stand on its tab: a lattice of columns, rows with heights, merged boxes.

Pure: knows the definitions, not XlsxWriter. Rows and columns count from 0, widths are mm, heights and
fonts pt. What the reader of a workbook needs (the places of typed inputs) is here as well.
"""

from __future__ import annotations

import functools
import itertools
import math
import pickle
from collections.abc import Iterator, Mapping, Sequence

from .definitions import Part
from .fill import unprinted
from .grid import Blank, Cell, Grid, Line, Row
from .lattice import edges_of, lattice, split_tabs, tab_stops
from .metrics import PT_PER_MM, text_height
from .notice import HOME, LEDGER_FILE, TEMPLATES, Field, Form, Notice, load_ledgers
from .ready import ready
from .shapes import field, shape

MARGIN_COLUMNS = 1
TALLEST_ROW = 400
FONT = {"label": 11, "title": 16, "heading": 12, "line": 11, "text": 11, "note": 9, "grid": 11}
LEAST_HEIGHT = {"label": 18, "title": 26, "heading": 22, "line": 20, "text": 16, "note": 12, "grid": 28}
LEAST_REPEATED = 22.0
EXPECTED_TEXT = "字" * 15
PAGE = {False: (179.0, 252.0), True: (266.0, 168.0)}
"""Printable mm of an A4 page (width, height) inside our margins, upright and lying."""
LEDGER_HEADER_ROW = 3
"""Row of a ledger's column headings; the records begin in the row below."""
HOME_FIRST_INPUT = 4, 2
"""Cell of the first typed field of 首页; the others stand below it, the labels on the left."""
BLOCK_FIRST_ROW = 5
PATTERNS = "样板"
"""The hidden tab with a row a ledger, its cells formatted as the ledger's data rows are."""

Counts = Mapping[tuple[int, int], int]
"""Records to draw, by (part, row of its grid), both from 0; a row that is missing gets its printed number."""


@shape()
class Box:
    """A merged range (both ends inclusive) and the lines in it.

    kind    the part's kind;  sides  borders: some of "LRTB";  width  mm
    scope   ledger of its blanks that name none; number  which record of a repeated row (from 1), else 0
    input   the field typed in this very cell, else ""
    """

    row: int
    col: int
    last_row: int
    last_col: int
    lines: tuple[Line, ...]
    kind: str
    width: float
    font: float
    scope: str
    align: str = ""
    top: bool = False
    sides: str = ""
    part: int = 0
    grid_row: int = -1
    number: int = 0
    input: str = ""


@shape()
class Layout:
    """A form on its tab. The form's columns begin at MARGIN_COLUMNS; `panel` is the first column beside it.

    blanks  (row, col, scope, blank) in printed order
    inputs  for a form typed on its own tab: the cell of each typed field
    labels  for the same fields: the cell and the text by which the input is found again
    results the computed fields that the form does not print: cells in the block beside it
    """

    columns: list[float]
    panel: int
    landscape: bool
    heights: list[float] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    blanks: list[tuple[int, int, str, Blank]] = field(default_factory=list)
    inputs: dict[str, tuple[int, int]] = field(default_factory=dict)
    labels: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    results: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def last_col(self) -> int:
        return MARGIN_COLUMNS + len(self.columns) - 1

    def grow(self, box: Box, text: str) -> None:
        """Makes the box's last row high enough for `text`."""
        above = sum(self.heights[box.row : box.last_row])
        wanted = min(text_height(text, box.width, box.font) - above, TALLEST_ROW)
        self.heights[box.last_row] = max(self.heights[box.last_row], wanted)


# -- drawing -----------------------------------------------------------------------------------------


def lay_out(form: Form, notice: Notice, counts: Counts) -> Layout:
    """The whole form; `counts` says how many records its repeated rows show."""
    layout = _draw(form, notice, counts, {})
    growing = _long_rows(form, notice) if form.mode == "逐条" else []
    spare = page_room(layout) - sum(layout.heights) / PT_PER_MM
    if growing and spare > 0:
        layout = _draw(form, notice, counts, dict.fromkeys(growing, spare / len(growing)))
    return layout


def page_room(layout: Layout) -> float:
    """Height in mm of what fits on one page when the form is as wide as the page."""
    wide, tall = PAGE[layout.landscape]
    return tall * max(1.0, sum(layout.columns) / wide)


def _long_rows(form: Form, notice: Notice) -> list[tuple[int, int]]:
    """(part, row) of the grid rows that take the page's spare room: those of required long texts, else of any."""
    fields = notice.fields_of(form.scope)
    needed: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    for number, part in enumerate(form.part):
        for index, row in enumerate(part.grid.rows if part.grid else []):
            items = [fields.get(blank.field) for cell in row.cells for blank in cell.blanks if not row.repeats]
            long = [item for item in items if item and item.type == "长文本"]
            if long:
                (needed if any(item.required for item in long) else others).append((number, index))
    return needed or others


def _draw(form: Form, notice: Notice, counts: Counts, extra: Mapping[tuple[int, int], float]) -> Layout:
    edges = lattice(form)
    widths = [right - left for left, right in itertools.pairwise(edges)]
    layout = Layout(widths, MARGIN_COLUMNS + len(widths) + 1, form.landscape)
    pen = _Pen(form, notice, counts, extra, edges, layout)
    for number, part in enumerate(form.part):
        if part.grid:
            pen.grid(number, part, part.grid)
        else:
            pen.words(number, part)
    for box in layout.boxes:
        for line in box.lines:
            for blank in line.blanks:
                scope = blank.scope or (blank.sum and form.part[box.part].listed) or box.scope
                layout.blanks.append((box.row, box.col, scope, blank))
    if form.mode == "单份":
        pen.block()
    return layout


@shape()
class _Pen:
    form: Form
    notice: Notice
    counts: Counts
    extra: Mapping[tuple[int, int], float]
    edges: list[float]
    layout: Layout

    def column(self, edge: float) -> int:
        nearest = min(range(len(self.edges)), key=lambda n: abs(self.edges[n] - edge))
        return MARGIN_COLUMNS + nearest

    def words(self, number: int, part: Part) -> None:
        """Titles, lines and notes: a row a line, over the whole width or from tab to tab."""
        font = part.font or FONT[part.kind]
        align = "center" if part.kind == "title" else ""
        total = self.edges[-1]
        for line in part.lines:
            row, height = len(self.layout.heights), float(LEAST_HEIGHT[part.kind])
            places = split_tabs(line)
            stops = tab_stops(part, len(places))
            for place, start, end in zip(places, stops, stops[1:], strict=False):
                first, last = self.column(total * start / 100), self.column(total * end / 100) - 1
                width = self.edges[last + 1 - MARGIN_COLUMNS] - self.edges[first - MARGIN_COLUMNS]
                box = Box(row, first, row, last, (place,), part.kind, width, font, self.form.scope)
                box.align, box.part = place.align or align, number
                self.layout.boxes.append(box)
                height = max(height, text_height(place.words, width, font))
            self.rows([height])

    def rows(self, heights: list[float]) -> None:
        self.layout.heights += heights

    def grid(self, number: int, part: Part, grid: Grid) -> None:
        """Every row as often as it repeats; a row of its own for each run of lines with one alignment."""
        starts: list[list[int]] = []
        first = len(self.layout.heights)
        for index, row in enumerate(grid.rows):
            wanted = self.counts.get((number, index), 0)
            times = max(row.least, -(-wanted // row.across)) if row.repeats else 1
            at: list[int] = []
            for _ in range(times):
                at += [len(self.layout.heights)]
                self.rows(self.heights(number, part, grid, index, row))
            starts.append(at)
        ends = [*(at[0] for at in starts[1:]), len(self.layout.heights)]
        assert first == starts[0][0]
        for index, row in enumerate(grid.rows):
            for copy, start in enumerate(starts[index]):
                end = starts[index][copy + 1] if copy + 1 < len(starts[index]) else ends[index]
                for place, cell in enumerate(row.cells):
                    last = ends[index + cell.rowspan - 1] if cell.rowspan > 1 else end
                    group = place * row.across // max(len(row.cells), 1)
                    record = copy * row.across + group + 1 if row.repeats else 0
                    self.cell(number, part, grid, row, cell, start, last - 1, record)

    def heights(self, number: int, part: Part, grid: Grid, index: int, row: Row) -> list[float]:
        """Heights of the sheet rows that one printed row takes: least height, words, and no row too tall."""
        runs = max([len(split_runs(cell)) for cell in row.cells if cell.rowspan == 1], default=1)
        font = part.font or FONT["grid"]
        heights = [0.0] * runs
        for cell in row.cells:
            parts = split_runs(cell) if cell.rowspan == 1 else []
            for run, lines in enumerate(parts):
                words = "\n".join(line.words for line in lines)
                heights[run] = max(heights[run], text_height(words, self.width(grid, cell), font))
            heights[0] = max(heights[0], self.expected(row, cell, self.width(grid, cell), font))
        declared = part.heights.get(str(index + 1), 0) * PT_PER_MM
        least = max(declared, LEAST_REPEATED if row.repeats else 0) or LEAST_HEIGHT["grid"]
        spare = self.extra.get((number, index), 0) * PT_PER_MM
        heights[0] += max(0.0, least - sum(heights)) + spare
        return [height for tall in heights for height in _slices(tall)]

    def expected(self, row: Row, cell: Cell, width: float, font: float) -> float:
        """Room for a plain blank of text: names and addresses often take two lines of a narrow cell."""
        names = [blank.field for blank in cell.blanks if not blank.scope and not row.repeats]
        fields = self.notice.fields_of(self.form.scope)
        if not any(fields[name].type in ("文本", "单位") for name in names if name in fields):
            return 0
        return min(text_height(EXPECTED_TEXT, width, font), text_height("\n", width, font))

    def width(self, grid: Grid, cell: Cell) -> float:
        return grid.width(cell) * self.edges[-1] / sum(grid.widths)

    def cell(
        self, number: int, part: Part, grid: Grid, row: Row, cell: Cell, start: int, last: int, record: int
    ) -> None:
        """One cell as one box, or one box for each run of lines with one alignment, borders around them all."""
        edges = edges_of(grid, self.edges[-1])
        first = self.column(edges[cell.col])
        last_col = self.column(edges[cell.col + cell.colspan]) - 1
        runs = split_runs(cell) if cell.rowspan == 1 else [cell.lines]
        below = last - len(runs) + 1
        for run, lines in enumerate(runs):
            top, bottom = (start, below) if run == 0 else (below + run, below + run)
            box = Box(
                top, first, bottom, last_col, lines, "grid", self.width(grid, cell), part.font or FONT["grid"], ""
            )
            box.scope = row.ledger or self.form.scope
            box.part, box.grid_row, box.number = number, cell.row, record
            box.align = lines[0].align or ("" if len(lines) > 1 or len(runs) > 1 else cell_align(grid, lines[0]))
            box.top = (len(runs) > 1 and run == 0) or self.has_long_text(box)
            box.sides = "LR" + ("T" if run == 0 else "") + ("B" if run == len(runs) - 1 else "")
            self.layout.boxes.append(box)
            self.typed(box)

    def has_long_text(self, box: Box) -> bool:
        fields = self.notice.fields_of(box.scope)
        names = [blank.field for line in box.lines for blank in line.blanks]
        return any(name in fields and fields[name].type == "长文本" for name in names)

    def typed(self, box: Box) -> None:
        """Marks the box as an input where it is one plain typed blank of a form typed on its own tab."""
        if self.form.mode != "单份" or len(box.lines) != 1 or len(box.lines[0].pieces) != 1:
            return
        blank = box.lines[0].pieces[0]
        if not isinstance(blank, Blank) or blank.scope or blank.option or blank.sum or blank.default or box.number:
            return
        item = self.notice.fields_of(self.form.scope)[blank.field]
        left = [other for other in self.layout.boxes if (other.part, other.row) == (box.part, box.row)]
        words = [other for other in left if other is not box and not any(line.blanks for line in other.lines)]
        if not item.typed or item.name in self.layout.inputs or not words:
            return
        label = max(words, key=lambda other: len(box_words(other)))
        box.input = item.name
        self.layout.inputs[item.name] = box.row, box.col
        self.layout.labels[item.name] = label.row, label.col, box_words(label)

    def block(self) -> None:
        """Typed fields without a cell of their own in the form: a block beside it, a row a field."""
        row = BLOCK_FIRST_ROW
        for item in self.form.field:
            if item.typed and item.name not in self.layout.inputs:
                self.layout.inputs[item.name] = row, self.layout.panel + 1
                self.layout.labels[item.name] = row, self.layout.panel, item.heading
                row += 1
        for item in unprinted(self.form):
            if not item.typed:
                self.layout.results[item.name] = row, self.layout.panel + 1
                row += 1
        least = LEAST_HEIGHT["text"]
        self.rows([least] * (row - len(self.layout.heights)))


def _slices(height: float) -> list[float]:
    parts = max(1, math.ceil(height / TALLEST_ROW))
    return [height / parts] * parts


def split_runs(cell: Cell) -> list[tuple[Line, ...]]:
    """A cell's lines in runs of one alignment."""
    runs: list[list[Line]] = []
    for line in cell.lines:
        if runs and runs[-1][0].align == line.align:
            runs[-1].append(line)
        else:
            runs.append([line])
    return [tuple(run) for run in runs]


def cell_align(grid: Grid, line: Line) -> str:
    """Where the definition centres no cell itself: labels and values in the middle, sentences on the left."""
    marked = any(line.align == "center" for cell in grid.cells() for line in cell.lines)
    return "" if marked or len(line.blanks) > 1 else "center"


def box_words(box: Box) -> str:
    """The words printed in a box while its blanks are empty."""
    return "\n".join(line.words for line in box.lines)


# -- inputs of 首页 and columns of the ledgers -----------------------------------------------------------


Spot = tuple[int, int, str, int, int]
"""A typed cell: row and column of its label, the label's text, row and column of the cell itself."""


@functools.cache
def home_cells() -> dict[str, Spot]:
    """The typed cells of 首页 by field; read only, for all share it."""
    return ready(HOME, [TEMPLATES / LEDGER_FILE], _home_cells)


def _home_cells() -> dict[str, Spot]:
    ledgers, _ = load_ledgers()
    row, col = HOME_FIRST_INPUT
    typed = [item for ledger in ledgers if ledger.name == HOME for item in ledger.field if item.typed]
    return {item.name: (row + n, col - 1, item.heading, row + n, col) for n, item in enumerate(typed)}


def input_cells(form: Form, notice: Notice) -> dict[str, Spot]:
    """The typed cells by field of a form typed on its own tab; worked out once for forms that are alike."""
    alike = pickle.dumps(form.__getstate__() | {"prints": None})  # a set is written otherwise in each process
    if alike not in _known_inputs:
        is_own = notice.folder.parent == TEMPLATES
        _known_inputs[alike] = (
            ready(form.tab, [alike], lambda: _inputs(form, notice)) if is_own else _inputs(form, notice)
        )
    return dict(_known_inputs[alike])


def _inputs(form: Form, notice: Notice) -> dict[str, Spot]:
    layout = lay_out(form, notice, {})
    return {name: (*layout.labels[name], *layout.inputs[name]) for name in layout.inputs}


_known_inputs: dict[bytes, dict[str, Spot]] = {}


def ledger_names(notices: Sequence[Notice]) -> list[str]:
    """The ledgers that have a tab with rows, in order."""
    return [ledger.name for ledger in notices[0].ledgers.values() if not ledger.single]


def columns_of(notices: Sequence[Notice], ledger: str, merged: bool = False) -> list[Field]:
    """The typed fields of a ledger, those of all notices together, in the order of the columns: those that the
    program fills last. `merged` adds what only a merged workbook shows."""
    found: dict[str, Field] = {}
    for notice in notices:
        for item in notice.ledgers[ledger].field:
            if item.typed and (merged or not item.merged):
                found.setdefault(item.name, item)
    return sorted(found.values(), key=lambda item: item.program)


def pattern_word(ledger: str, field: str) -> str:
    """What a cell of 样板 says: the field whose data cells look like it; no heading reads so, for the tab must
    never be taken for a ledger."""
    return f"{ledger}.{field}"


def forms_of(notices: Sequence[Notice]) -> Iterator[tuple[Notice, Form]]:
    """Every form that has a tab, in the order of the tabs."""
    for notice in notices:
        for form in notice.forms.values():
            yield notice, form
