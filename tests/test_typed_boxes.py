import datetime as dt
from typing import Any

import built
import pytest
from desk_book import DeskBook
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.grid import Blank, parse_line, parse_lines
from pyfuncs.layout import Box
from pyfuncs.mirror_tab import Refused, open_mirror
from pyfuncs.notice import Field
from pyfuncs.rules import Record
from pyfuncs.typed_boxes import (
    blanks_of,
    box_content,
    is_typed,
    iter_members,
    lone,
    marked,
    needs_marks,
    pieces_of,
    raw_content,
    raw_text,
    read_box,
    read_form,
    typed_boxes,
    typed_fields,
)


def opened(tab="2018附件3.1"):
    book = DeskBook(built.PROVINCE)
    book.tab = tab
    return open_mirror(book.desk())


def box_of(tab, text):
    """The tab's first box, made to hold the lines of `text` in the notation of the definitions."""
    box = typed_boxes(tab)[0]
    box.lines = parse_lines(text)
    return box


def written(tab, box, text):
    tab.sheet.rows[box.row + 1 - tab.sheet.first_row][box.col + 1 - tab.sheet.first_col] = text


def back(tab, box, text):
    written(tab, box, text)
    return read_box(tab, box)


def record_of(**raw):
    record = Record(raw)
    record.raw = raw
    return record


def test_numbers_days_and_text_as_cells_to_type_over():
    number, day, text = Field(name="x", type="整数"), Field(name="x", type="日期"), Field(name="x", type="邮编")
    assert raw_content(number, 12.0) == ("number", "12")
    assert raw_content(number, None) == ("blank", "") and raw_content(text, None) == ("text", "")
    assert raw_content(number, "约12") == ("text", "约12")
    assert raw_content(day, dt.datetime(2018, 6, 10)) == ("text", "2018年6月10日")
    assert raw_content(text, "030001") == ("text", "030001")
    assert raw_text(dt.datetime(2018, 6, 10, 8, 30)) == "2018-06-10 08:30:00"


def test_typed_are_the_blanks_that_a_ledgers_row_feeds():
    tab = opened("2018附件3.2")
    kinds = {blank.scope or box.scope for box in typed_boxes(tab) for blank in blanks_of(box)}
    assert kinds == {"小组", "小组成员"}
    assert typed_fields(tab, "小组成员") == ["姓名", "年龄", "职务(或职称)", "成员分工情况"]
    box = box_of(tab, "{首页.推荐单位} {成员名单} {#} {Σ人数} {人数}")
    assert [is_typed(tab, box, blank) for blank in blanks_of(box)] == [False, False, False, False, True]


def test_words_and_blanks_are_told_apart():
    box = Box(0, 0, 0, 0, parse_lines("简介：\\n{甲}\\n"), "grid", 1, 1, "")
    assert pieces_of(box) == ["简介：\n", Blank("甲")]
    assert not lone(pieces_of(box)) and lone([Blank("甲")]) and not lone([Blank("甲", option="乙")])
    assert needs_marks([Blank("甲"), "\n", Blank("乙")]) and needs_marks([Blank("甲"), Blank("乙")])
    assert not needs_marks([" ", Blank("甲"), "/", Blank("乙"), "\n"])
    assert marked(["a", Blank("甲"), Blank("乙", option="丙")]) == [
        "a【甲】", Blank("甲"), "【乙：丙】", Blank("乙", option="丙"),
    ]  # fmt: skip


LONG = "主要活动过程与效果：\\n{主要活动过程与效果}"
TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1, max_size=30).filter(
    lambda text: text.strip()
)


@given(TEXTS)
def test_a_long_text_under_its_heading_comes_back_as_it_is(text):
    tab = shared_tab()
    box = box_of(tab, LONG)
    _, content = box_content(tab, box, record_of(主要活动过程与效果=text))
    assert back(tab, box, content) == {"主要活动过程与效果": text}


@given(TEXTS, TEXTS)
def test_two_texts_with_a_sign_between_come_back_apart(one, two):
    tab = shared_tab()
    box = box_of(tab, "{小组名称}/{课题名称}")
    _, content = box_content(tab, box, record_of(小组名称=one, 课题名称=two))
    assert back(tab, box, content) == {"小组名称": one, "课题名称": two}


_tabs = []


def shared_tab():
    if not _tabs:
        _tabs.append(opened())
    return _tabs[0]


def test_a_sign_within_a_value_brings_the_fields_names():
    tab = opened()
    box = box_of(tab, "{小组名称}/{课题名称}")
    assert box_content(tab, box, record_of(小组名称="甲", 课题名称="乙")) == ("text", "甲/乙")
    assert "【小组名称】甲/乙" in box_content(tab, box, record_of(小组名称="甲/乙", 课题名称="丙"))[1]


def test_white_space_in_the_printed_words_may_differ():
    tab = opened()
    box = box_of(tab, "QC小组简介：\\n{小组简介}")
    assert back(tab, box, " QC小组 简介：本组\r\n五人") == {"小组简介": "本组\n五人"}


def test_an_empty_box_and_one_typed_over_are_understood():
    tab = opened()
    box = box_of(tab, "QC小组简介：\\n{小组简介}")
    assert back(tab, box, "") == {"小组简介": None}
    assert back(tab, box, "QC小组简介：\n") == {"小组简介": None}
    assert back(tab, box, "本组五人") == {"小组简介": "本组五人"}


def test_spoilt_words_are_refused():
    tab = opened()
    with pytest.raises(Refused, match="小组简介"):
        back(tab, box_of(tab, "QC小组简介：\\n{小组简介}"), "甲 QC小组简介：\n乙")
    with pytest.raises(Refused, match="小组名称"):
        back(tab, box_of(tab, "{小组名称}/{课题名称}"), "没有斜线")


def test_default_words_left_standing_are_an_empty_blank():
    tab = opened()
    box = box_of(tab, "{成立日期?年   月   日}")
    assert box_content(tab, box, Record()) == ("text", "")
    assert back(tab, box, "年 月 日".replace(" ", "   ")) == {"成立日期": None}
    assert back(tab, box, "2018年6月10日") == {"成立日期": "2018年6月10日"}


def test_ticks_are_read_as_the_options_they_stand_for():
    tab = opened()
    box = box_of(tab, "攻关{课题类型=攻关?□} 现场{课题类型=现场?□}")
    _, content = box_content(tab, box, record_of(课题类型="现场"))
    assert content == "攻关□ 现场√"
    assert back(tab, box, content) == {"课题类型": "现场"}
    assert back(tab, box, "攻关√ 现场√") == {"课题类型": "攻关、现场"}
    assert back(tab, box, "攻关□ 现场□") == {"课题类型": None}


def test_a_word_of_the_front_page_within_a_box_is_passed_over():
    tab = opened()
    box = box_of(tab, "{首页.推荐单位}推荐：{小组名称}")
    _, content = box_content(tab, box, record_of(小组名称="甲"))
    assert content == "太原推荐：甲"
    assert back(tab, box, content) == {"小组名称": "甲"}


def test_a_box_left_as_it_was_gives_the_raw_value_itself():
    tab = opened()
    box = box_of(tab, "攻关{课题类型=攻关?□} 现场{课题类型=现场?□}")
    record = record_of(课题类型="攻关型")
    written(tab, box, box_content(tab, box, record)[1])
    typed, members = read_form(tab, lambda other: record if other is box else tab.record)
    assert typed["课题类型"] == "攻关型" and members == {}


def test_a_field_printed_at_two_places_takes_the_one_that_was_retyped():
    tab = opened()
    box = box_of(tab, "{课题名称}")
    held = tab.record.raw["课题名称"]
    written(tab, box, "新题")
    assert read_form(tab, lambda _: tab.record)[0]["课题名称"] == "新题"
    other = next(each for each in typed_boxes(tab)[1:] if blanks_of(each)[0].field == "课题名称")
    written(tab, other, "别的题")
    with pytest.raises(Refused, match=f"(?!.*{held}).*新题.*别的题"):
        read_form(tab, lambda _: tab.record)


def test_member_rows_without_anything_typed_are_left_out():
    rows: dict[int, dict[str, Any]] = {2: {"姓名": None, "年龄": " "}, 3: {"姓名": None, "年龄": 30}}
    rows[1] = {"姓名": "林晓舟"}
    assert list(iter_members(rows)) == [(1, {"姓名": "林晓舟"}), (3, {"姓名": None, "年龄": 30})]


def test_a_line_of_the_notation_is_one_blank():
    assert lone(parse_line("{人数}").pieces)
