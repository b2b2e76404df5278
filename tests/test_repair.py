"""恢复格式: each ledger gets the looks of its pattern row, its table all its rows, damaged headings their words."""

import built
import desks
import pytest
from applied import make
from desks import of, said, write

from pyfuncs import layout, repair
from pyfuncs.changes import Like, Log, Put, Resize

LEDGERS = layout.ledger_names(built.notices())
HEADING = layout.LEDGER_HEADER_ROW + 1
GROUP = "小组"


@pytest.fixture
def desk():
    return desks.desk(built.PROVINCE)


def headings(ledger):
    return [item.heading for item in layout.columns_of(built.notices(), ledger)]


def columns(ledger):
    return [item.name for item in layout.columns_of(built.notices(), ledger)]


def test_a_sound_workbook_gets_its_looks_again_and_no_content(desk):
    changes = repair.repair(desk)
    rows = built.notices()[0].ledgers
    for number, name in enumerate(LEDGERS, start=1):
        last, width = HEADING + rows[name].rows, len(headings(name))
        assert Like(name, HEADING + 1, 1, last, width, layout.PATTERNS, number, 1) in changes.items
        assert Resize(name, name, HEADING, 1, last, width) in changes.items
    assert len(of(changes, Like)) == len(of(changes, Resize)) == len(LEDGERS) and not of(changes, Put)
    assert "内容没有动" in said(changes) and all(f"“{name}”" in said(changes) for name in LEDGERS)
    assert of(changes, Log) == [Log("恢复格式", f"{len(LEDGERS)}张表", "")]


def test_tables_of_the_built_workbook_have_these_names_and_spans(desk):
    for item in of(repair.repair(desk), Resize):
        ref = built.formulas(built.PROVINCE)[item.tab].tables[item.table].ref
        sheet = built.formulas(built.PROVINCE)[item.tab]
        assert ref == f"A{item.row}:{sheet.cell(item.last_row, item.last_col).coordinate}"


@pytest.mark.parametrize("damage", [None, "列3", "Column3", "课题名", " 课题名称\n"])
def test_a_damaged_heading_is_written_again(desk, damage):
    at = columns(GROUP).index("课题名称") + 1
    write(desk.sheets[GROUP], HEADING, at, damage)
    changes = repair.repair(desk)
    assert of(changes, Put) == [Put(GROUP, HEADING, at, "text", "课题名称")]
    assert f"“{GROUP}”（表头改回课题名称）" in said(changes)
    assert not of(repair.repair(make(desk, changes)), Put)


def test_many_damaged_headings_are_all_written_again(desk):
    lost = headings(GROUP)[5:9]
    for col in range(6, 10):
        write(desk.sheets[GROUP], HEADING, col, None)
    written = {item.col: item.text for item in of(repair.repair(desk), Put)}
    while len(written) < len(lost):
        more = of(repair.repair(desk := make(desk, repair.repair(desk))), Put)
        assert more
        written |= {item.col: item.text for item in more}
    assert written == dict(enumerate(lost, start=6))


def test_a_column_of_the_clerks_own_keeps_its_heading(desk):
    at = columns(GROUP).index("传真") + 1
    write(desk.sheets[GROUP], HEADING, at, "微信号")
    changes = repair.repair(desk)
    assert not of(changes, Put)
    assert not [item for item in of(changes, Like) if item.tab == GROUP and item.col <= at <= item.last_col]


def test_moved_columns_get_the_looks_of_their_field(desk):
    sheet = desk.sheets[GROUP]
    for row in sheet.rows:
        row += [None] * (len(headings(GROUP)) - len(row))
        row[0], row[3] = row[3], row[0]
    likes = [item for item in of(repair.repair(desk), Like) if item.tab == GROUP]
    pattern = {}
    for item in likes:
        for col in range(item.col, item.last_col + 1):
            assert col not in pattern
            pattern[col] = item.pattern_col + col - item.col
    assert pattern == {col: {1: 4, 4: 1}.get(col, col) for col in range(1, len(headings(GROUP)) + 1)}


def test_rows_below_and_columns_beside_the_table_are_taken_in(desk):
    sheet, width = desk.sheets[GROUP], len(headings(GROUP))
    write(sheet, 3000, 1, "太原华岭机械有限公司")
    write(sheet, HEADING, width + 1, "备注")
    write(sheet, HEADING, width + 3, "远处")
    items = repair.repair(desk).items
    assert Resize(GROUP, GROUP, HEADING, 1, 3000, width + 1) in items
    assert Like(GROUP, HEADING + 1, 1, 3000, width, layout.PATTERNS, 1, 1) in items


def test_a_renamed_tab_and_a_lower_heading_are_found(desk):
    sheet = desk.sheets.pop(GROUP)
    sheet.name, sheet.first_row = "各小组", sheet.first_row + 2
    desk.sheets["各小组"] = sheet
    items = repair.repair(desk).items
    assert any(isinstance(item, Like) and (item.tab, item.row) == ("各小组", HEADING + 3) for item in items)
    assert any(isinstance(item, Resize) and (item.tab, item.table) == ("各小组", GROUP) for item in items)


def test_a_ledger_that_cannot_be_read_is_named_and_left_alone(desk):
    desk.sheets[GROUP].rows = [["别的东西"], ["一", "二"]]
    changes = repair.repair(desk)
    assert f"“{GROUP}”台账没有找到" in said(changes) and GROUP not in {item.tab for item in of(changes, Like)}


def test_a_filter_is_told(desk):
    desk.filtered = [GROUP]
    assert f"“{GROUP}”正在筛选，隐藏的行可能没有恢复" in said(repair.repair(desk))


def test_without_patterns_nothing_is_promised(desk):
    del desk.sheets[layout.PATTERNS]
    with pytest.raises(repair.NoPatterns, match="没有隐藏的“样板”表"):
        repair.repair(desk)
