"""What a clerk types beside 获奖名单 goes with its winner, whatever becomes of the order; nothing of it is lost."""

import datetime as dt
from random import Random

import built
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.changes import Changes, Like, Put
from pyfuncs.desk import Desk
from pyfuncs.jury_desk import rewrite
from pyfuncs.mirror_tab import LedgerPlace
from pyfuncs.records import Sheet, find_ledger

HEADS = ["经手人", "评审奖项", "单位名称", "获奖名称", "课题名称", "获奖等级", "取证日"]
FIRST = 3
DAY = dt.datetime(2026, 11, 3)
MANY = 9


def winner(name, level="一等奖"):
    return {"award": "QC小组成果", "unit": "晋通公司", "name": name, "topic": "", "level": level}


def listed(*rows):
    """The list as it stands: (经手人, 获奖名称, 取证日) of each row; no name, no winner."""
    sheet = Sheet("获奖名单", [HEADS], first_row=2)
    for remark, name, day in rows:
        own = ["QC小组成果", "晋通公司", name, "", "一等奖"] if name else [None] * 5
        sheet.rows.append([remark, *own, day])
    return Desk({sheet.name: sheet})


def again(desk, *names, formulas=()):
    """(经手人, 获奖名称, 取证日) of every row after the list was written anew, what was said, and the changes."""
    import applied

    desk.formulas = lambda tab: set(formulas)
    ledger = built.notice("2023").ledger_for("winners")
    place = LedgerPlace(ledger, *find_ledger(ledger, desk.sheets))
    moved = rewrite(desk, place, [winner(name) for name in names])
    sheet = applied.make(desk, Changes(moved.changes)).sheets["获奖名单"]
    rows = [tuple(sheet.at(row, col) for col in (1, 4, 7)) for row in range(FIRST, FIRST + len(sheet.rows) - 1)]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows, moved


def test_a_remark_stays_beside_its_winner_when_the_order_changes():
    desk = listed(("林晓", "星火", None), (None, "巧匠", None), ("周平", "稳盾", None))
    rows, moved = again(desk, "稳盾", "巧匠", "星火", "启明")
    assert rows == [("周平", "稳盾", None), (None, "巧匠", None), ("林晓", "星火", None), (None, "启明", None)]
    assert moved.says == ""


def test_what_stood_beside_one_that_is_gone_is_kept_below_and_told():
    desk = listed(("林晓", "星火", None), ("周平", "稳盾", 7))
    rows, moved = again(desk, "星火", "启明")
    assert rows == [("林晓", "星火", None), (None, "启明", None), ("周平", None, 7)]
    assert moved.says == "“获奖名单”已没有稳盾，旁边自己填的内容没有删，移到第5行，请核对。"


def test_the_many_that_are_gone_are_counted():
    desk = listed(*((f"第{number}人", f"第{number}组", None) for number in range(MANY)))
    rows, moved = again(desk, "启明")
    assert sorted(remark for remark, *_ in rows[1:]) == sorted(f"第{number}人" for number in range(MANY))
    assert f"第5组等{MANY}行" in moved.says and f"行等{MANY}行" in moved.says


def test_what_belongs_to_no_winner_stays_where_it_is_or_gives_way_to_the_list():
    desk = listed((None, "星火", None), ("以上核对过", None, None), (None, None, None), ("制表：林晓", None, None))
    rows, moved = again(desk, "星火", "稳盾")
    assert rows == [(None, "星火", None), (None, "稳盾", None), ("以上核对过", None, None), ("制表：林晓", None, None)]
    assert moved.says == ""


def test_two_alike_keep_their_order():
    rows, _ = again(listed(("先", "星火", None), ("后", "星火", None)), "启明", "星火", "星火")
    assert [remark for remark, *_ in rows] == [None, "先", "后"]


def test_a_formula_stays_in_its_row_for_it_reckons_for_any():
    desk = listed((1, "星火", 10), (2, "稳盾", 20))
    rows, _ = again(desk, "稳盾", "星火", formulas={(FIRST, 7), (FIRST + 1, 7)})
    assert rows == [(2, "稳盾", 10), (1, "星火", 20)]


def test_a_day_stays_a_day_and_its_cell_shows_one():
    desk = listed((None, "星火", DAY), (True, "稳盾", None))
    _, moved = again(desk, "稳盾", "星火")
    own = [item for item in moved.changes if isinstance(item, Put | Like) and item.col in (1, 7)]
    assert own == [
        Like("获奖名单", FIRST + 1, 7, FIRST + 1, 7, "获奖名单", FIRST, 7),
        Put("获奖名单", FIRST + 1, 7, "number", "46329.0"),
        Put("获奖名单", FIRST, 1, "formula", "=TRUE"),
        Put("获奖名单", FIRST, 7, "blank", ""),
        Put("获奖名单", FIRST + 1, 1, "blank", ""),
    ]


def test_a_list_written_again_as_it_stands_leaves_the_clerks_columns_alone():
    desk = listed(("林晓", "星火", DAY), (None, None, None), ("周平", None, None))
    _, moved = again(desk, "星火")
    assert not [item for item in moved.changes if getattr(item, "col", 2) in (1, 7)]


@given(st.lists(st.integers(0, 5), max_size=8), st.lists(st.integers(0, 5), max_size=8), st.randoms())
def test_nothing_is_lost_or_put_beside_another(before: list[int], after: list[int], random: Random):
    names = [f"第{number}组" if number else "" for number in before]
    remarks = [f"记{place} {name}" if random.random() < 0.7 else None for place, name in enumerate(names)]
    desk = listed(*zip(remarks, names, remarks, strict=True))
    rows, _ = again(desk, *(f"第{number}组" for number in after))
    assert sorted(filter(None, (row[0] for row in rows))) == sorted(filter(None, remarks))
    assert all(row[0] == row[2] for row in rows)
    assert all(row[0].endswith(f" {row[1]}") for row in rows if row[0] and row[1])
