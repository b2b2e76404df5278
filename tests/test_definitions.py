"""The kinds of table: what follows from their keys."""

import pickle

import pytest

from pyfuncs.definitions import Field, Form, Ledger, Part
from pyfuncs.grid import parse_grid, parse_lines

GRID = "姓名 | {姓名} | 单位 | {首页.推荐单位}\n@小组成员*2: {姓名} | {年龄} | {#} | \n合计 | {Σ年龄} | < | <"


@pytest.fixture
def part():
    made = Part(kind="grid", rows=GRID, widths=[10, 10, 10, 10])
    made.grid = parse_grid(GRID, made.widths)
    return made


def form(part, **more):
    made = Form(id="附件1", name="登记表", source="附件1", part=[part], **more)
    made.notice = "2031"
    return made


def test_a_heading_bears_the_unit():
    assert Field(name="年龄", type="整数", unit="岁").heading == "年龄（岁）"
    assert Field(name="姓名", type="姓名").heading == "姓名"


def test_a_derived_field_and_a_rate_are_not_typed():
    assert Field(name="姓名", type="姓名").typed
    assert not Field(name="成员名单", type="名单", derived={"ledger": "小组成员", "field": "姓名"}).typed
    assert not Field(name="普及率", type="百分数", ratio=["甲", "乙"]).typed


def test_blanks_belong_to_the_record_the_list_or_the_single_record_they_name(part):
    blanks = [(scope, blank.field) for scope, blank in form(part, mode="逐条", ledger="小组").blanks()]
    assert blanks == [
        ("小组", "姓名"),
        ("首页", "推荐单位"),
        ("小组成员", "姓名"),
        ("小组成员", "年龄"),
        ("小组成员", "#"),
        ("小组成员", "年龄"),
    ]


def test_a_form_typed_on_its_own_tab_is_its_own_record():
    line = Part(kind="line", text="负责人：{负责人}")
    line.lines = parse_lines(line.text)
    made = form(line, mode="单份", field=[Field(name="负责人", type="姓名")])
    assert (made.tab, made.scope) == ("2031附件1", "2031附件1")
    assert made.prints == {("2031附件1", "负责人")}


def test_a_ledger_knows_its_fields_by_name():
    ledger = Ledger(name="小组", code="Groups", field=[Field(name="小组名称", type="文本")])
    assert ledger.fields["小组名称"].type == "文本"


def test_a_form_kept_ready_opens_its_parts_when_they_are_asked_for(part):
    read = form(part, mode="汇总", ledger="小组")
    kept = pickle.loads(pickle.dumps(read))
    assert "part" not in vars(kept) and kept.prints == read.prints
    again = pickle.loads(pickle.dumps(kept))
    assert kept.part == read.part and kept == read == again
    with pytest.raises(AttributeError, match="parts"):
        kept.parts  # noqa: B018  a word that is none of its own
