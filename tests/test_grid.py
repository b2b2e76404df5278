"""The notation of a form's grid: spans, repeated rows, ticks, defaults, and what is refused."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyfuncs.grid import Blank, GridError, parse_grid, parse_line


def spans(text, columns):
    """(row, col, rowspan, colspan, words) of every cell."""
    grid = parse_grid(text, [10] * columns)
    return [(cell.row, cell.col, cell.rowspan, cell.colspan, cell.words) for cell in grid.cells()]


SPANS = {
    "alone": ("a | b", 2, [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]),
    "to the left": ("a | < | b", 3, [(0, 0, 1, 2, "a"), (0, 2, 1, 1, "b")]),
    "a whole row": ("a | < | <", 3, [(0, 0, 1, 3, "a")]),
    "to above": ("a | b\n^ | c", 2, [(0, 0, 2, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c")]),
    "three rows": ("a | b\n^ | c\n^ | d", 2, [(0, 0, 3, 1, "a"), *((row, 1, 1, 1, "bcd"[row]) for row in range(3))]),
    "a block": ("a | < | b\n^ | < | c", 3, [(0, 0, 2, 2, "a"), (0, 2, 1, 1, "b"), (1, 2, 1, 1, "c")]),
    "a block by ^": ("a | < | b\n^ | ^ | c", 3, [(0, 0, 2, 2, "a"), (0, 2, 1, 1, "b"), (1, 2, 1, 1, "c")]),
    "empty cells": (" | a\nb | ", 2, [(0, 0, 1, 1, ""), (0, 1, 1, 1, "a"), (1, 0, 1, 1, "b"), (1, 1, 1, 1, "")]),
    "blank lines between rows": ("a\n\nb", 1, [(0, 0, 1, 1, "a"), (1, 0, 1, 1, "b")]),
    "line breaks": ("a\\nb", 1, [(0, 0, 1, 1, "a\nb")]),
    "a slash and a less-than within words": ("a/b | a<b", 2, [(0, 0, 1, 1, "a/b"), (0, 1, 1, 1, "a<b")]),
}


@pytest.mark.parametrize("name", SPANS)
def test_spans(name):
    text, columns, expected = SPANS[name]
    assert spans(text, columns) == expected


def test_width_of_a_merged_cell():
    grid = parse_grid("a | < | b", [20, 30, 50])
    assert [grid.width(cell) for cell in grid.cells()] == [50, 50]


BLANKS = {
    "{人数}": Blank("人数"),
    "{首页.推荐单位}": Blank("推荐单位", scope="首页"),
    "{成立日期?年   月   日}": Blank("成立日期", default="年   月   日"),
    "{课题类型=现场}": Blank("课题类型", option="现场"),
    "{评审形式=发表评审?□}": Blank("评审形式", option="发表评审", default="□"),
    "{Σ人数}": Blank("人数", sum=True),
    "{Σ班组.人数}": Blank("人数", scope="班组", sum=True),
    "{#}": Blank("#"),
    "{产品/服务不合格率}": Blank("产品/服务不合格率"),
    "{职务(或职称)}": Blank("职务(或职称)"),
}


@pytest.mark.parametrize("text", BLANKS)
def test_a_blank(text):
    assert parse_line(text).pieces == (BLANKS[text],)


def test_blanks_among_words_in_their_order():
    line = parse_line("{培训次数}/{培训人数}人")
    assert line.pieces == (Blank("培训次数"), "/", Blank("培训人数"), "人")
    assert [blank.field for blank in line.blanks] == ["培训次数", "培训人数"]


def test_words_are_those_that_stand_while_blanks_are_empty():
    line = parse_line("{甲=一?□}一 {乙}，{丙?年 月}")
    assert line.words == "□一 ，年 月"


@pytest.mark.parametrize(
    ("text", "align", "words"), [("→（章）", "right", "（章）"), ("↔中", "center", "中"), ("左→", "", "左→")]
)
def test_alignment(text, align, words):
    line = parse_line(text)
    assert (line.align, line.words) == (align, words)


def test_each_line_of_a_cell_has_its_own_alignment():
    (cell,) = parse_grid("意见：\\n{意见}\\n→（公章）", [100]).cells()
    assert [line.align for line in cell.lines] == ["", "", "right"]
    assert [blank.field for blank in cell.blanks] == ["意见"]


REPEATS = {
    "@小组成员*12: {姓名} | {年龄}": ("小组成员", 12, 1),
    "@班组成员*6x2: {姓名} | {姓名}": ("班组成员", 6, 2),
    "@评委*1:{#} | {姓名}": ("评委", 1, 1),
    "姓名 | 年龄": ("", 1, 1),
}


@pytest.mark.parametrize("text", REPEATS)
def test_repeated_rows(text):
    (row,) = parse_grid(text, [50, 50]).rows
    assert (row.ledger, row.least, row.across) == REPEATS[text]
    assert row.repeats == bool(row.ledger)
    assert len(row.cells) == 2


FAULTS = {
    "too few cells": ("a | b\na", 2, "第2行有1格，列宽却有2个"),
    "too many cells": ("a | b | c", 2, "第1行有3格，列宽却有2个"),
    "nothing on the left": ("< | a", 2, "第1行第1格左边没有可合并的格"),
    "nothing above": ("a | ^", 2, "第1行第2格上面没有可合并的格"),
    "a repeated row cannot be merged upwards": ("a | b\n@小组*2: ^ | {人数}", 2, "第2行第1格上面没有可合并的格"),
    "nothing is merged with a repeated row": ("@小组*2: {人数}\n^", 1, "第2行第1格上面没有可合并的格"),
    "cells that cannot be shared out": ("@小组*2x2: {人数} | {人数} | a", 3, "第1行的3格不能平分给2条记录"),
    "not a rectangle": ("a | b | <\na | c | ^", 3, "第1行第2格合并后不是长方形"),
    "brace not closed": ("a | b\na | {人数", 2, "第2行第2格：“{人数”中的花括号不成对"),
    "brace not opened": ("人数}", 1, "第1行第1格：“人数}”中的花括号不成对"),
    "empty braces": ("{}", 1, "花括号不成对"),
    "no rows": ("\n  \n", 1, "没有任何行"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_read_is_refused_with_row_and_cell(name):
    text, columns, message = FAULTS[name]
    with pytest.raises(GridError, match=re.escape(message)):
        parse_grid(text, [10] * columns)


TEXT = st.text(alphabet="组长姓名（以公章为准）年月日/:：、×%=?.#ΣA1 ", max_size=12).map(str.strip)
NAME = st.text(alphabet="组长姓名人数率(或)", min_size=1, max_size=6)
DEFAULT = st.text(alphabet="年月日□ ", max_size=5)
PIECE = st.one_of(
    TEXT.map(lambda words: (words, words)),
    NAME.map(lambda name: (f"{{{name}}}", "")),
    st.tuples(NAME, DEFAULT).map(lambda pair: (f"{{{pair[0]}?{pair[1]}}}", pair[1])),
)
CELL = st.lists(PIECE, min_size=1, max_size=4)


@settings(deadline=None)
@given(st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1)))
def test_words_of_the_grid_are_the_words_written(rows):
    text = "\n".join("字" + " | ".join("".join(piece[0] for piece in cell) for cell in row) for row in rows)
    written = ["字" * (col == 0) + "".join(piece[1] for piece in cell) for row in rows for col, cell in enumerate(row)]
    grid = parse_grid(text, [10] * len(rows[0]))
    assert [cell.words.replace(" ", "") for cell in grid.cells()] == [words.replace(" ", "") for words in written]


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(["a", "<", "^"]), min_size=3, max_size=3), min_size=1, max_size=5))
def test_cells_tile_the_grid_or_it_is_refused(rows):
    """Every place belongs to exactly one cell, and every cell is a full rectangle."""
    try:
        grid = parse_grid("\n".join(" | ".join(row) for row in rows), [10] * 3)
    except GridError:
        return
    places = [
        (row, col)
        for cell in grid.cells()
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    ]
    assert sorted(places) == [(row, col) for row in range(len(rows)) for col in range(3)]
