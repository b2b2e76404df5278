"""How far the tables of an OpenDocument spreadsheet reach, by what their text says."""

from __future__ import annotations

from xml.parsers import expat

import pytest

from pyfuncs.open_tables import MOST_REPEATED, Extent, OpenTables

TIMES = 'table:number-{}-repeated="{}"'


def cell(text: str = "甲", columns: int = 1, more: str = "") -> str:
    held = f'office:value-type="string" {more}' if text else more
    words = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell {held} {TIMES.format('columns', columns)}>{words}</table:table-cell>"


def row(*cells: str, rows: int = 1) -> str:
    return f"<table:table-row {TIMES.format('rows', rows)}>{''.join(cells)}</table:table-row>"


def extent(*rows: str) -> Extent:
    parser = expat.ParserCreate()
    tables = OpenTables(parser)
    parser.Parse(f'<body><table:table table:name="小组">{"".join(rows)}</table:table></body>', True)
    (name,) = tables.tables
    assert name == "小组"
    return tables.tables[name]


@pytest.mark.parametrize(
    ("rows", "reaches", "filled"),
    [
        ([row(cell(), cell())], (1, 2), 2),
        ([row(cell("", 3), cell())], (1, 4), 1),
        ([row(cell("", 9), rows=4), row(cell())], (5, 1), 1),
        ([row(cell(), cell("", 16_383)), row(cell("", 16_384), rows=1_048_575)], (1, 1), 1),
        ([row(cell(columns=16_384), rows=1_048_576)], (1_048_576, 16_384), 1_048_576 * 16_384),
        ([row(cell(columns=10**30))], (1, MOST_REPEATED), MOST_REPEATED),
        ([row("<table:covered-table-cell><text:p>乙</text:p></table:covered-table-cell>")], (1, 1), 1),
        ([row('<table:table-cell office:value-type="float" office:value="3"/>')], (1, 1), 1),
        ([row()], (0, 0), 0),
    ],
)
def test_as_far_as_what_is_filled(rows, reaches, filled):
    found = extent(*rows)
    assert (found.rows, found.columns) == reaches
    assert (found.filled, found.area) == (filled, reaches[0] * reaches[1])


def test_errors_and_what_is_merged_down_stand_at_their_cells():
    wrong = cell("#REF!", more='calcext:value-type="error"')
    down = cell("甲公司", more='table:number-rows-spanned="3"')
    found = extent(row(cell("", 2), rows=3), row(cell("", 2), wrong, down))
    assert found.errors == {(4, 3)}
    assert found.down == [(4, 4, 6)]


def test_a_comment_in_a_cell_moves_nothing():
    noted = "<table:table-cell><office:annotation><text:p>批注</text:p></office:annotation></table:table-cell>"
    assert extent(row(noted, cell())).columns == 2
