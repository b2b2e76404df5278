"""Records placed as a new workbook will hold them: rows without gaps, the builder's columns, the cells of 首页."""

import built

from pyfuncs import layout
from pyfuncs.arrival import pack, unpack
from pyfuncs.check import check
from pyfuncs.placement import placed
from pyfuncs.records import address
from pyfuncs.rules import Season


def test_rows_follow_each_other_in_the_builders_columns():
    given = built.season("2018太原")
    gaps = Season({"小组": given.ledgers["小组"][3:30:9]}, {})
    copy = placed(gaps, built.notices())
    assert [record.row for record in copy.ledgers["小组"]] == [5, 6, 7]
    assert [dict(record) for record in copy.ledgers["小组"]] == [dict(record) for record in gaps.ledgers["小组"]]
    names = [item.name for item in layout.columns_of(built.notices(), "小组")]
    assert copy.ledgers["小组"][0].columns == {name: number for number, name in enumerate(names, start=1)}
    assert [record.row for record in gaps.ledgers["小组"]] == [5, 14, 23]


def test_rows_that_are_given_away_are_placed_themselves():
    given = built.season("2018太原-待改")
    own = Season({name: unpack(pack(rows, {}), name, {}) for name, rows in given.ledgers.items()}, given.single)
    copy, put = placed(own, built.notices()), placed(own, built.notices(), given=True)
    assert put.ledgers["小组"][0] is own.ledgers["小组"][0]
    for name, rows in copy.ledgers.items():
        assert put.ledgers[name] == rows
        for one, other in zip(put.ledgers[name], rows, strict=True):
            places = [(each.tab, each.scope, each.row, each.columns, each.bad) for each in (one, other)]
            assert places[0] == places[1]


def test_the_cells_of_home_and_of_the_statistics_form_are_theirs():
    copy = placed(built.season("2018太原"), built.notices())
    _, _, _, row, col = layout.home_cells()["推荐单位"]
    assert copy.single["首页"].cells["推荐单位"] == address(row + 1, col + 1)
    form = built.notice("2018").forms["附件9"]
    cells = {
        name: address(row + 1, col + 1)
        for name, (*_, row, col) in layout.input_cells(form, built.notice("2018")).items()
    }
    assert copy.single[form.tab].cells == cells and cells


def test_what_is_found_is_the_same_at_other_cells():
    given, notice = built.season("2018太原-待改"), built.notice("2018")
    before, after = check(given, notice), check(placed(given, built.notices()), notice)
    assert [(item.level, item.record, item.field) for item in before] == [
        (item.level, item.record, item.field) for item in after
    ]
    assert all(int(item.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) >= 5 for item in after if item.cell)
