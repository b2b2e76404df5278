"""Filled Word forms: what was typed comes out whole, in its place, and nothing else changes."""

import itertools
import string
from io import BytesIO
from pathlib import Path

import pytest
import word_text
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from phrases import missing

from pyfuncs.fill import Filling, records_of
from pyfuncs.notice import load_notice
from pyfuncs.records import typed_record
from pyfuncs.rules import Season
from pyfuncs.samples import load_sample, sample_names, sample_notice
from pyfuncs.slots import Slot
from pyfuncs.word import ILLEGAL, Repeat, Rows, TemplateError, load_template, run_text

NOTICE = load_notice("2018")
GROUP = {"企业名称": "太原某某机械有限公司", "小组名称": "海岸灯塔QC小组", "课题名称": "降低皮带机月消耗"}
ODD = {
    "记号": "A&B公司 <研发> \"攻关\" '创新' &amp; </w:t>",
    "换行": "第一行\n第二行\r\n\n第四行",
    "制表": "左\t右",
    "生僻字": "𠮷野 镕基 㐂 ·買買提",
    "公式": "=1+1",
    "标记字": "\ue000 7 \ue001",
    "首尾空格": "  两头有空格  ",
    "三千字": "质量" * 1500,
}


def season(group=None, members=(), home=None):
    made = Season()
    made.ledgers["小组"] = [typed_record(NOTICE.ledgers["小组"].fields, GROUP | (group or {}), "小组", 4)]
    rows = [GROUP | member for member in members]
    keep = NOTICE.ledgers["小组成员"].fields
    made.ledgers["小组成员"] = [
        typed_record(keep, {name: value for name, value in row.items() if name in keep}, "小组成员", number)
        for number, row in enumerate(rows, start=4)
    ]
    made.single["首页"] = typed_record(NOTICE.ledgers["首页"].fields, home or {}, "首页", 0)
    return made


def made(form_id, entries):
    form = NOTICE.forms[form_id]
    record = records_of(form, entries)[0]
    return load_template(form, NOTICE).fill(Filling(NOTICE, form, entries, record))


def member(number):
    return {"姓名": f"组员{number}", "年龄": 20 + number, "职务(或职称)": "技师", "成员分工情况": f"分工{number}"}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_text_comes_out_as_typed(text):
    table = word_text.tables(made("附件3.1", season({"课题名称": text, "主要活动过程与效果": text})))[0]
    shown = text.replace("\r\n", "\n")
    assert table[1][1] == shown
    assert shown in table[7][0]


@given(text=st.text(st.characters(blacklist_categories=["Cs"]), max_size=80))
def test_any_text_comes_out_with_only_forbidden_signs_replaced(text):
    out = word_text.tables(made("附件3.1", season({"小组活动指导者": text})))[0][5][1]
    typed = text if text.strip() else ""
    assert out == ILLEGAL.sub("\ufffd", typed.replace("\r\n", "\n").replace("\r", "\n"))


def test_lone_surrogates_and_controls_are_shown_not_swallowed():
    table = word_text.tables(made("附件3.1", season({"课题名称": "前\x00\x0b\ud800后"})))[0]
    assert table[1][1] == "前���后"


def test_twenty_members_in_a_form_of_twelve_rows():
    table = word_text.tables(made("附件3.2", season(members=[member(n) for n in range(20)])))[0]
    listed = [row for row in table if row[0].startswith("组员")]
    assert [row[0] for row in listed] == [f"组员{n}" for n in range(20)]
    assert listed[19] == ["组员19", "39", "技师", "分工19"]


def test_fewer_members_leave_the_printed_rows_blank():
    table = word_text.tables(made("附件3.2", season(members=[member(1)])))[0]
    heading = next(number for number, row in enumerate(table) if row[0] == "成员姓名")
    assert len(table) - heading - 1 == 12
    assert table[-1] == ["", "", "", ""]


def test_members_side_by_side_run_from_left_to_right():
    entries = load_sample("2018太原", NOTICE)
    form = NOTICE.forms["附件4"]
    record = records_of(form, entries)[0]
    names = [row.text("姓名") for row in entries.members(record, "班组成员", ["企业名称", "班组名称"])]
    table = word_text.tables(load_template(form, NOTICE).fill(Filling(NOTICE, form, entries, record)))[0]
    start = next(number for number, row in enumerate(table) if row[0] == "成员姓名") + 1
    rows = [row for row in table[start:] if len(row) == 10]
    assert [row[at] for row in rows for at in (0, 5) if row[at]] == names


def test_an_empty_record_gives_the_blank_form():
    text = word_text.text(made("附件3.2", season({"课题名称": None})))
    assert "年   月   日" in text or "年" in text
    assert missing(text, "2018附件3.2") == []


def test_a_date_takes_the_place_of_the_printed_blanks():
    table = word_text.tables(made("附件3.2", season({"成立日期": "2017.3.1"})))[0]
    assert table[1][2] == "2017年3月1日"


def test_a_date_that_does_not_exist_is_printed_as_typed():
    assert word_text.tables(made("附件3.2", season({"成立日期": "2018.6.31"})))[0][1][2] == "2018.6.31"


def test_the_unit_stands_in_the_header_line():
    text = word_text.text(made("附件3.1", season(home={"推荐单位": "太原"})))
    assert "推荐市、行业 太原\t总编号：" in text


@pytest.mark.parametrize("name", [name for name in sample_names() if "待改" not in name])
def test_every_printed_word_stays_in_the_filled_forms(name):
    notice = load_notice(name[:4])
    entries = load_sample(name, notice)
    for form in notice.forms.values():
        if form.mode != "单份" and form.mode != "逐条":
            continue
        template = load_template(form, notice)
        for record in records_of(form, entries)[:3]:
            data = template.fill(Filling(notice, form, entries, record))
            lost = missing(word_text.text(data), form.tab)
            assert [phrase for phrase in lost if not set(phrase) <= set("年月日 　/")] == []


def test_the_summary_has_as_many_rows_as_entries_and_the_heads_total():
    entries = load_sample("2018太原", NOTICE)
    form = NOTICE.forms["附件10"]
    found = word_text.tables(load_template(form, NOTICE).fill(Filling(NOTICE, form, entries)))
    groups = found[0][1:-1]
    assert [row[0] for row in groups] == [str(n) for n in range(1, 41)]
    assert [row[2] for row in groups] == [group["小组名称"] for group in entries.ledgers["小组"]]
    assert found[0][-1] == ["小组人数总计", str(sum(group["人数"] for group in entries.ledgers["小组"]))]
    first = entries.ledgers["小组"][0]
    team = [row["姓名"] for row in entries.members(first, "小组成员", ["企业名称", "小组名称"])]
    assert groups[0][5] == "、".join(team)


def test_opens_in_libreoffice_with_every_word(office, tmp_path: Path):
    entries = season({"课题名称": ODD["记号"], "小组简介": ODD["生僻字"], "主要活动过程与效果": ODD["三千字"]})
    source = tmp_path / "表 (一) & '二'.docx"
    source.write_bytes(made("附件3.1", entries))
    text = office.convert(source, "txt:Text (encoded):UTF8", tmp_path / "out").read_text("utf-8-sig")
    assert ODD["三千字"] in text
    assert ODD["记号"] in text
    assert "𠮷野 镕基" in text


def test_a_missing_or_broken_template_is_one_sentence(tmp_path, monkeypatch):
    form = NOTICE.forms["附件3.1"]
    monkeypatch.setattr(NOTICE, "folder", tmp_path)
    with pytest.raises(TemplateError, match=r"缺少模板“附件3\.1 .*\.docx”"):
        load_template(form, NOTICE)
    (tmp_path / form.file.replace(".toml", ".docx")).write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(TemplateError, match="已损坏"):
        load_template(form, NOTICE)


def test_parts_other_than_the_text_stay_as_in_the_template():
    data = made("附件3.1", season())
    assert {style.name for style in Document(BytesIO(data)).styles} >= {"Normal", "Table Grid"}
    assert not set(string.ascii_letters) & set(word_text.tables(data)[0][0][0].replace("QC", ""))


def piece_by_piece(pieces, filling):
    """The slow twin: one piece after the other, each text made fit for XML and encoded by itself."""
    for piece in pieces:
        if isinstance(piece, bytes):
            yield piece
        elif isinstance(piece, Slot):
            text = filling.sum(piece.part, piece.blank) if piece.blank.sum else filling.text(piece.blank)
            yield run_text(text).encode()
        elif isinstance(piece, Rows):
            row = piece.listing.row
            for number, records in enumerate(filling.sheet_rows(piece.listing.part, row, piece.least)):
                for constant, slot in itertools.zip_longest(piece.constant, piece.slots):
                    yield constant
                    record, at = (records[slot.across], number * row.across + slot.across + 1) if slot else (None, 0)
                    if record is not None:
                        yield run_text(filling.text(slot.blank, record, row.ledger, at)).encode()
                    elif slot:
                        yield run_text(slot.blank.default).encode()
        elif isinstance(piece, Repeat):
            for own in filling.each(piece.ledger):
                yield from piece_by_piece(piece.pieces, own)


def by_its_twin(template, filling):
    body = b"".join(piece_by_piece(template.pieces, filling))
    return template.packed((template.head + body + template.section + template.tail).decode())


@pytest.mark.parametrize("name", sample_names())
def test_encoding_all_texts_together_gives_the_very_file(name):
    own = load_notice(sample_notice(name))
    entries = load_sample(name, own)
    for form in own.forms.values():
        template = load_template(form, own)
        for record in list(records_of(form, entries))[:3]:
            filling = Filling(own, form, entries, record)
            assert template.fill(filling) == by_its_twin(template, filling)


@pytest.mark.parametrize("text", [*ODD.values(), "前\x00\x0b\ud800后", "\x00"], ids=[*ODD, "不许的", "只有不许的"])
def test_odd_texts_encoded_together_give_the_very_file(text):
    entries = season({"课题名称": text}, [member(1) | {"成员分工情况": text, "职务(或职称)": text}, member(2)])
    form = NOTICE.forms["附件3.2"]
    template, filling = load_template(form, NOTICE), Filling(NOTICE, form, entries, records_of(form, entries)[0])
    assert template.fill(filling) == by_its_twin(template, filling)
