"""校验结果 as a list: found by its headings wherever they are, read back as written, written without leftovers."""

import built
import desks
import pytest
from applied import SPOILT, make
from desks import write

from pyfuncs.changes import Changes, Put, Wipe
from pyfuncs.desk import Desk
from pyfuncs.listing import (
    HEADS,
    Line,
    NoListing,
    cut,
    line_of,
    link,
    ordered,
    read_listing,
    rewrite,
    runs,
)
from pyfuncs.records import Sheet
from pyfuncs.report import FINDING_HEADS
from pyfuncs.results import PLACE, TABLE_ROW
from pyfuncs.tabs import FINDINGS


@pytest.fixture
def spoilt():
    return desks.desk(SPOILT)


def test_the_built_list_has_these_headings(spoilt):
    listing = read_listing(spoilt)
    assert (listing.heading, listing.lines, listing.is_new) == (TABLE_ROW + 1, [], False)
    assert list(listing.columns) == list(HEADS) == [*FINDING_HEADS, PLACE]


def test_what_is_written_is_read_back(spoilt):
    lines = [line_of(finding) for finding in spoilt.findings]
    after = make(spoilt, Changes(list(rewrite(read_listing(spoilt), lines))))
    read = read_listing(after).lines
    assert [line.words for line in read] == [line.words for line in lines]
    assert [line.row for line in read] == list(range(TABLE_ROW + 2, TABLE_ROW + 2 + len(lines)))


def test_a_shorter_list_leaves_nothing_of_the_longer(spoilt):
    lines = [line_of(finding) for finding in spoilt.findings]
    long = make(spoilt, Changes(list(rewrite(read_listing(spoilt), lines))))
    short = make(long, Changes(list(rewrite(read_listing(long), lines[3:5]))))
    assert [line.words for line in read_listing(short).lines] == [line.words for line in lines[3:5]]


def sheet_with(heads, first_row=7, first_col=3, name=FINDINGS):
    return Sheet(name, [["题目"], list(heads), ["错误", "小组"]], first_row, first_col)


def test_moved_columns_are_found_and_the_clerks_own_are_left_alone():
    heads = [*reversed(FINDING_HEADS[1:]), "我的备注", FINDING_HEADS[0], PLACE]
    listing = read_listing(Desk({"清单": sheet_with(heads, name="清单")}))
    assert listing.tab == "清单" and listing.heading == 8
    assert listing.columns["工作表"] == 3 + 7 and listing.columns[PLACE] == 3 + 10
    wipes = [item for item in rewrite(listing, []) if isinstance(item, Wipe)]
    assert wipes == [Wipe("清单", 9, 3, 9, 10), Wipe("清单", 9, 12, 9, 13)]


def test_headings_that_are_gone_are_written_again():
    desk = Desk({FINDINGS: Sheet(FINDINGS, [["校验结果"], [], [], ["改坏", "工作表"], ["错误"]])})
    listing = read_listing(desk)
    items = list(rewrite(listing, [Line(("错误", "小组", "C5", *[""] * 6, "错误 小组!C5"))]))
    assert [item.text for item in items if isinstance(item, Put)][: len(HEADS)] == list(HEADS)
    again = read_listing(make(desk, Changes(items)))
    assert [line.words[:3] for line in again.lines] == [("错误", "小组", "C5")] and not again.is_new


def test_no_tab_for_the_list_is_said():
    with pytest.raises(NoListing, match="没有“校验结果”表"):
        read_listing(Desk({"小组": Sheet("小组", [["企业名称"]])}))


def test_an_address_is_a_formula_that_leads_there():
    assert link(Line(("错误", "甲's \"表", "C5"))) == '=HYPERLINK("#\'甲\'\'s ""表\'!C5","C5")'


def test_a_finding_without_a_cell_has_neither_link_nor_mark(spoilt):
    del spoilt.sheets["班组"]
    [line] = [line_of(finding) for finding in spoilt.findings if finding.tab == "班组"]
    assert (line.cell, line.words[-1], line.place) == ("", "", None)
    assert not [item for item in rewrite(read_listing(spoilt), [line]) if getattr(item, "kind", "") == "formula"]


def test_marks_bear_the_ledgers_name_also_when_its_tab_was_renamed(spoilt):
    spoilt.sheets["各小组"] = spoilt.sheets.pop("小组")
    spoilt.sheets["各小组"].name = "各小组"
    lines = [line_of(finding) for finding in spoilt.findings if finding.scope == "小组"]
    assert lines and {line.tab for line in lines} == {"各小组"}
    assert all(line.words[-1] == f"{line.level} 小组!{line.cell}" for line in lines)


def test_a_long_text_shows_that_it_is_cut():
    assert cut("字" * 1024) == "字" * 1024
    assert cut("字" * 2500) == "字" * 1024 + "…（共2500字，这里只列开头）"
    desk = desks.desk(built.PROVINCE)
    write(desk.sheets["小组"], 5, 9, "9" * 3000)
    assert all(len(word) < 1100 for finding in desk.findings for word in line_of(finding).words)


def test_neighbouring_columns_are_taken_together():
    assert runs([7, 1, 3, 2, 2]) == [(1, 3), (7, 7)] and runs([]) == []


def test_lines_stand_tab_by_tab():
    lines = [Line(("错误", tab, cell)) for tab, cell in (("乙", "A1"), ("丙", "A1"), ("甲", "A2"), ("乙", "A0"))]
    assert [line.words[1:] for line in ordered(lines, ["甲", "乙"])] == [
        ("甲", "A2"), ("乙", "A1"), ("乙", "A0"), ("丙", "A1"),
    ]  # fmt: skip
