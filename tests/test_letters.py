"""Letters: filled whole, in place, kept apart when bound together; what the notice does not say stays blank."""

import datetime as dt
import shutil
from io import BytesIO

import pytest
import word_text
from docx import Document
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from test_notice import write
from test_word import ODD

from pyfuncs.letters import FOLDER, list_letters, load_letter, read_letter
from pyfuncs.notice import TEMPLATES, load_notice
from pyfuncs.schema import DefinitionError
from pyfuncs.word import ILLEGAL, load_template
from pyfuncs.word_templates import KEPT, is_restyled, refresh, template_bytes

NOTICE = load_notice("2018")
RETURN = load_letter("退回单")
FIELDS = {"收件单位": "太原", "通知名称": NOTICE.name, "收到文件": "太原.xlsm", "错误总数": 3, "核实总数": 1}
GROUPS = [
    {"附件名": "附件3.1 甲表", "处数": 2},
    {"附件名": "附件9 乙表", "处数": 1},
    {"附件名": "附件10 空表", "处数": 0},
]
ROWS = [
    {
        "附件名": "附件9 乙表",
        "级别": "错误",
        "在哪里": "统计!B3",
        "项目": "甲",
        "写的是": "x",
        "改法": "改",
        "依据": "附件9",
    },
    {
        "附件名": "附件3.1 甲表",
        "级别": "错误",
        "在哪里": "小组!C5",
        "项目": "乙",
        "写的是": "",
        "改法": "补",
        "依据": "五",
    },
    {
        "附件名": "附件3.1 甲表",
        "级别": "核实",
        "在哪里": "小组!D5",
        "项目": "丙",
        "写的是": "y",
        "改法": "核",
        "依据": "六",
    },
]
SMALL = """
name = "便函"
field = [ { name = "称呼", type = "姓名" }, { name = "落款日", type = "日期" } ]
[[table]]
name = "名册"
field = [ { name = "名称", type = "文本" }, { name = "数目", type = "整数" } ]
[[part]]
kind = "text"
text = "{称呼}：\\n←共{便函.称呼?某某}一人。"
[[part]]
kind = "grid"
widths = [20, 80, 40]
rows = '''
序号 | 名称 | 数目
@名册*2: {#} | {名称} | {数目}
合计 | < | {Σ数目}
'''
[[part]]
kind = "line"
text = "→{落款日?＿年＿月＿日}"
"""


@pytest.fixture
def small(tmp_path):
    """A letter no other test knows, drawn from its definition."""
    path = tmp_path / FOLDER / "便函.toml"
    path.parent.mkdir()
    path.write_text(SMALL, "utf-8")
    letter = read_letter(path)
    refresh(letter.form, letter)
    return letter


def paragraphs(data):
    return [block.text for block in word_text.blocks(data) if hasattr(block, "text")]


@pytest.mark.parametrize("path", list_letters(), ids=lambda path: path.stem)
def test_the_committed_template_is_what_its_definition_draws(path):
    letter = read_letter(path)
    if letter.plain:
        assert not any(part.grid for part in letter.part)
        return
    drawn = path.with_suffix(".docx")
    assert is_restyled(drawn) or drawn.read_bytes() == template_bytes(letter.form)


def test_fields_lists_and_sums_stand_in_their_places(small):
    rows = [{"名称": f"第{n}组", "数目": n} for n in range(1, 4)]
    data = small.one({"称呼": "林晓", "落款日": dt.date(2030, 5, 7)}, {"名册": rows})
    assert paragraphs(data) == ["林晓：", "共林晓一人。", "2030年5月7日"]
    assert word_text.tables(data)[0] == [
        ["序号", "名称", "数目"],
        ["1", "第1组", "1"],
        ["2", "第2组", "2"],
        ["3", "第3组", "3"],
        ["合计", "6"],
    ]


def test_what_is_not_given_stays_a_blank_to_fill_by_hand(small):
    data = small.one({})
    assert paragraphs(data) == ["：", "共某某一人。", "＿年＿月＿日"]
    assert word_text.tables(data)[0][1:3] == [["", "", ""], ["", "", ""]]


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_text_comes_out_as_typed(small, text):
    data = small.one({"称呼": text}, {"名册": [{"名称": text}]})
    shown = text.replace("\r\n", "\n")
    assert paragraphs(data)[0] == shown + "："
    assert word_text.tables(data)[0][1][1] == shown


@settings(max_examples=30)
@given(texts=st.lists(st.text(st.characters(blacklist_categories=["Cs"]), max_size=30), min_size=1, max_size=4))
def test_any_texts_bound_together_come_out_in_their_order(texts):
    groups = [{"附件名": "附件9 乙表", "处数": 1}]
    rows = [[{"附件名": "附件9 乙表", "改法": text or "无"}] for text in texts]
    data = RETURN.many(RETURN.filling(FIELDS, {"附件组": groups, "问题": row}) for row in rows)
    typed = [(text or "无").replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    shown = [ILLEGAL.sub("\ufffd", text if text.strip() else "") for text in typed]
    assert [table[1][5] for table in word_text.tables(data)] == shown


def test_parts_repeat_over_a_list_with_the_rows_that_belong_to_each_of_its_records():
    data = RETURN.one(FIELDS, {"附件组": GROUPS, "问题": ROWS})
    tables = word_text.tables(data)
    assert [[row[3] for row in table[1:]] for table in tables] == [["乙", "丙"], ["甲"], [""]]
    heads = [text for text in paragraphs(data) if text.startswith("附件")]
    assert heads == ["附件3.1 甲表（2处）", "附件9 乙表（1处）", "附件10 空表（0处）"]


def test_a_letter_whose_list_is_empty_keeps_its_other_parts():
    data = RETURN.one(FIELDS, {"附件组": [], "问题": []})
    assert word_text.tables(data) == []
    assert paragraphs(data)[-1] == "＿＿＿＿年＿＿月＿＿日"


def test_a_plain_letter_is_its_lines_with_those_that_repeat():
    mail = load_letter("退回邮件")
    text = mail.text(FIELDS, {"附件组": GROUPS[:2]}, NOTICE)
    assert "　　附件3.1 甲表：2处\n　　附件9 乙表：1处\n" in text
    assert text.startswith("主题：")
    assert "{" not in text


def test_the_notice_fills_what_it_states():
    text = word_text.text(RETURN.one(FIELDS, {}, NOTICE))
    assert "截止日期是2018年6月10日" in text
    assert "梁映林、李增平、梁丽娟" in text
    assert "sxaq001@126.com" in text


def test_what_a_third_notice_does_not_state_stays_blank(tmp_path):
    third = load_notice("2031", write(tmp_path))
    assert list(RETURN.stated(third)) == ["报送截止"]
    assert "联系人：＿＿＿＿＿＿＿＿，" in word_text.text(RETURN.one(FIELDS, {}, third))


def test_a_notice_may_have_its_own_letter(tmp_path):
    third = load_notice("2031", write(tmp_path))
    own = third.folder / FOLDER / "便函.toml"
    own.parent.mkdir()
    own.write_text(SMALL, "utf-8")
    assert load_letter("便函", third).folder == own.parent
    assert load_letter("退回单", third).folder == TEMPLATES / FOLDER
    assert own in list_letters(third.folder.parent)


def test_a_restyled_letter_keeps_its_style_and_its_words(small):
    path = small.folder / "便函.docx"
    document = Document(path)
    document.paragraphs[0].runs[0].font.size = Pt(31)
    document.save(path)
    assert refresh(small.form, small) == KEPT
    data = load_and_fill(small)
    assert Document(BytesIO(data)).paragraphs[0].runs[0].font.size == Pt(31)
    assert paragraphs(data)[0] == "林晓："


def load_and_fill(letter):
    return load_template(letter.form, letter).fill(letter.filling({"称呼": "林晓"}))


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (("{称呼}：", "{姓名}："), "没有字段“姓名”"),
        (("@名册*2", "@名单*2"), "没有台账“名单”"),
        (('type = "姓名"', 'type = "名字"'), "没有类型“名字”"),
        (('name = "便函"', 'name = "公函"'), "应为文件名“便函”"),
        (('kind = "line"', 'kind = "lines"'), "没有 kind “lines”"),
        (("[[table]]", "[[list]]"), "不认识“list”"),
        (('name = "名册"', ""), "缺“name”"),
    ],
)
def test_a_bad_definition_is_refused_with_file_and_place(tmp_path, edit, says):
    path = tmp_path / "便函.toml"
    path.write_text(SMALL.replace(*edit), "utf-8")
    with pytest.raises(DefinitionError, match=says):
        read_letter(path)


def test_a_field_the_letter_lacks_is_refused(small):
    with pytest.raises(DefinitionError, match="没有“地址”"):
        small.filling({"地址": "某地"})
    with pytest.raises(DefinitionError, match="“名册”没有“电话”"):
        small.filling({}, {"名册": [{"电话": "1"}]})


def test_a_copy_of_the_templates_is_read_from_there(tmp_path):
    shutil.copytree(TEMPLATES / FOLDER, tmp_path / FOLDER)
    assert [path.parent.parent for path in list_letters(tmp_path)] == [tmp_path] * len(list_letters())
