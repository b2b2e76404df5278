"""Filled forms read back: every field and member to the letter, whoever saved the file and whatever was done to it."""

from __future__ import annotations

import functools
import io
import random
import re
from pathlib import Path

import form_files
import human_edits
import official_forms
import pytest
from form_files import What
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs import samples
from pyfuncs.document import read_document
from pyfuncs.fill import Filling
from pyfuncs.notice import list_notices, load_notice
from pyfuncs.recognition import Recognizer
from pyfuncs.records import typed_record
from pyfuncs.rules import Season
from pyfuncs.word import DOCUMENT, ILLEGAL, STAND_IN, load_template


@functools.cache
def notices():
    return [load_notice(name) for name in list_notices()]


@functools.cache
def recognizer():
    return Recognizer(notices())


@functools.cache
def sample(name):
    """Every form of a sample that somebody fills in, with what fills it."""
    notice = next(item for item in notices() if item.id == samples.sample_notice(name))
    return form_files.filled(samples.load_sample(name, notice), notice)


@functools.cache
def one_of_each():
    """The first filled form of each attachment."""
    made = {}
    for name in samples.sample_names():
        for filling, data in sample(name):
            made.setdefault(filling.form.tab, (filling, data))
    for notice in notices():
        for form in notice.forms.values():
            if form.mode == "逐条" and form.tab not in made:
                record = invented(form, notice)
                filling = Filling(notice, form, Season({form.ledger: [record]}), record)
                made[form.tab] = filling, load_template(form, notice).fill(filling)
    return made


WORDS = {"电话": "0351-2345678", "手机": "13900000001", "邮编": "030001", "整数": "12", "日期": "2018-05-04"}


def invented(form, notice):
    """A record for an attachment that no sample fills in."""
    fields = notice.fields_of(form.ledger)
    raw = {name: WORDS.get(item.type, f"某{name}") for name, item in fields.items() if item.typed}
    raw |= {name: options[0] for name, options in form.where.items()}
    raw |= {name: notice.options_of(fields[name])[0] for name in raw if notice.options_of(fields[name])}
    return typed_record(fields, raw | {name: options[0] for name, options in form.where.items()}, form.ledger, 2)


def read(data: bytes | Path, tmp: Path | None = None):
    """The forms in a file, and the texts of all that was left."""
    if isinstance(data, bytes):
        path = tmp / "来件.docx"
        path.write_bytes(data)
    else:
        path = data
    forms, left = recognizer().read(read_document(path))
    return forms, [item.text for item in left] + [item.text for form in forms for item in form.left]


def understood(data: bytes | Path, tmp: Path | None = None) -> tuple[list[What], list[str]]:
    forms, left = read(data, tmp)
    return [form_files.taken(form) for form in forms], left


TABS = [form.tab for notice in notices() for form in notice.forms.values() if form.mode in ("逐条", "单份")]


@pytest.mark.parametrize("tab", TABS)
def test_every_attachment_comes_back_to_the_letter(tab, tmp):
    filling, data = one_of_each()[tab]
    assert understood(data, tmp) == ([form_files.printed(filling)], [])


@pytest.mark.parametrize("name", samples.sample_names())
def test_every_form_of_a_sample_comes_back_to_the_letter(name, tmp):
    for filling, data in sample(name):
        assert understood(data, tmp) == ([form_files.printed(filling)], [])


# -- saved by another program ------------------------------------------------------------------------


@functools.cache
def unlike():
    """The forms of all samples, by notice; those that two samples share once."""
    made = {}
    for name in samples.sample_names():
        for filling, data in sample(name):
            made.setdefault(filling.notice.id, {}).setdefault(form_files.parts_of(data)[DOCUMENT], (filling, data))
    return {notice: list(forms.values()) for notice, forms in made.items()}


@pytest.fixture(scope="module")
def saved_again(office, tmp_path_factory):
    """All forms of a notice bound in one file, as they are and after LibreOffice: as .docx, as .doc and back."""
    folder = tmp_path_factory.mktemp("另存")
    files = [folder / f"{notice}.docx" for notice in unlike()]
    for forms, path in zip(unlike().values(), files, strict=True):
        path.write_bytes(form_files.bound([data for _, data in forms]))
    old = office.convert_all(files, "doc", folder / "doc")
    return {
        "as it is": files,
        "docx": office.convert_all(files, "docx", folder / "docx"),
        "doc": office.convert_all(old, "docx", folder / "doc-docx"),
    }


@pytest.mark.parametrize("kind", ["as it is", "docx", "doc"])
def test_all_forms_of_the_samples_in_one_file(kind, saved_again):
    """LibreOffice drops blanks at the end of a paragraph in a cell: they are not in its file, so not asked for."""
    for filled, path in zip(unlike().values(), saved_again[kind], strict=True):
        forms, left = understood(path)
        wanted = [form_files.printed(filling) for filling, _ in filled]
        if kind != "as it is":
            forms, wanted = unended(forms), unended(wanted)
        assert forms == wanted
        assert left == []


def unended(forms: list[What]) -> list[What]:
    def cut(fields):
        return {name: re.sub(r" +(?=\n|$)", "", text) for name, text in fields.items()}

    return [
        (*form[:2], cut(form[2]), cut(form[3]), {ledger: list(map(cut, rows)) for ledger, rows in form[4].items()})
        for form in forms
    ]


# -- changed by people -------------------------------------------------------------------------------


def edited(filling: Filling, data: bytes, edits, seed: int) -> bytes | None:
    """The form after these edits; None when none of them found anything to change."""
    page, chance = human_edits.Page(form_files.parts_of(data)[DOCUMENT], filling.form), random.Random(seed)
    done = [edit(page, chance) for edit in edits]
    return form_files.with_document(data, page.document()) if any(done) else None


@pytest.mark.parametrize("edit", human_edits.EDITS, ids=lambda edit: edit.__name__)
def test_what_people_do_to_a_form_loses_nothing(edit, tmp):
    changed = 0
    for filling, data in one_of_each().values():
        for seed in (1, 2):
            if made := edited(filling, data, [edit], seed):
                changed += made != data
                assert understood(made, tmp) == ([form_files.printed(filling)], []), filling.form.tab
    assert changed


@pytest.mark.parametrize("seed", range(30))
def test_four_changes_at_once_lose_nothing(seed, tmp):
    chance = random.Random(seed)
    for filling, data in chance.sample(list(one_of_each().values()), 5):
        made = edited(filling, data, chance.sample(human_edits.EDITS, 4), seed)
        assert made is None or understood(made, tmp) == ([form_files.printed(filling)], [])


def test_a_date_written_at_the_seal_is_told(tmp):
    filling, data = one_of_each()["2018附件6"]
    text = form_files.parts_of(data)[DOCUMENT].decode()
    text = text.replace("年     月     日", "2018年5月20日", 1)
    assert understood(form_files.with_document(data, text.encode()), tmp) == (
        [form_files.printed(filling)],
        ["2018年5月20日"],
    )


def test_what_has_no_place_on_the_form_is_told_with_its_place(tmp):
    filling, data = one_of_each()["2018附件3.1"]
    page = human_edits.Page(form_files.parts_of(data)[DOCUMENT], filling.form)
    page.tables[0].append(
        human_edits.make("tr", human_edits.make("tc", human_edits.make("p", human_edits.run("请王工再核一次"))))
    )
    page.body.insert(0, human_edits.make("p", human_edits.run("各位老师好，表见下")))
    forms, _ = read(form_files.with_document(data, page.document()), tmp)
    assert form_files.taken(forms[0]) == form_files.printed(filling)
    rows = len(page.rows())
    assert {(item.place, item.text) for item in forms[0].left} == {
        ("第1段", "各位老师好，表见下"),
        (f"表1第{rows}行", "请王工再核一次"),
    }
    assert forms[0].where == "表1" and forms[0].places["小组名称"] == "表1第1行"


def test_the_number_typed_behind_the_printed_words_is_told(tmp):
    filling, data = one_of_each()["2018附件4"]
    text = form_files.parts_of(data)[DOCUMENT].decode().replace("总编号：", "总编号：17")
    assert understood(form_files.with_document(data, text.encode()), tmp) == ([form_files.printed(filling)], ["17"])


def test_a_summary_is_known_and_not_taken(tmp):
    notice = notices()[0]
    season = samples.load_sample(samples.sample_names()[0], notice)
    form = next(form for form in notice.forms.values() if form.mode == "汇总")
    forms, left = read(load_template(form, notice).fill(Filling(notice, form, season)), tmp)
    assert [item.form for item in forms] == [form]
    assert (forms[0].values, forms[0].members, left) == ({}, {}, [form.name])


def test_words_of_no_form_are_told(tmp):
    import docx

    document = docx.Document()
    document.add_paragraph("会议通知")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "时间", "九点"
    buffer = io.BytesIO()
    document.save(buffer)
    assert understood(buffer.getvalue(), tmp) == ([], ["会议通知", "时间", "九点"])


# -- drawn by others ---------------------------------------------------------------------------------

OFFICIAL = {
    "2018附件3.1": (
        official_forms.GROUP,
        {
            "小组名称": "星火QC小组",
            "人数": "8",
            "课题名称": "降低返修率\n（二期）",
            "课题类型": "攻关",
            "企业名称": "太原华岭机械有限公司",
            "邮编": "0 3 0 0 0 1",
            "通讯地址": "太原市某路1号",
            "联系人": "某某",
            "企业内主管部门": "质量部",
            "电话": "0351-2345678",
            "小组活动指导者": "某工",
            "小组简介": "成立于2011年。\n平均年龄35岁。",
            "主要活动过程与效果": "一、选题\n二、对策",
        },
        {},
        ["3", "单位盖章  2018年5月20日"],
    ),
    "2023附件5": (
        official_forms.REGISTER,
        {
            "企业名称": "山西云冈通信有限公司",
            "课题类型": "创新型",
            "小组名称": "启明QC小组",
            "所在部门": "网络部",
            "成立日期": "2021年3月",
            "登记注册号": "云2021-3",
            "组长姓名": "某某",
            "组长性别": "男",
            "组长职务": "主任",
        },
        {
            "小组成员": [
                {"姓名": "甲某", "年龄": "30", "职务(或职称)": "工程师", "成员分工情况": "记录"},
                {"姓名": "乙某", "成员分工情况": "绘图"},
                {"姓名": "丙某", "年龄": "41", "职务(或职称)": "高工", "成员分工情况": "指导"},
            ]
        },
        [],
    ),
    "2018附件9": (
        official_forms.STATISTICS,
        {
            "发表会次数": "3",
            "培训交流次数": "12",
            "培训交流人数": "600",
            "普及率": "33.2%",
            "评审形式": "发表评审、与QC小组合开",
            "归口部门": "质量处",
            "负责人": "某某",
            "联系电话": "0351-1234567",
        },
        {},
        [],
    ),
}


@pytest.mark.parametrize("tab", OFFICIAL)
def test_a_form_drawn_by_others_and_filled_by_hand_is_understood(tab, tmp):
    data, values, members, told = OFFICIAL[tab]
    [(notice, form, found, _, listed)], left = understood(data, tmp)
    assert (notice + form, found, listed, left) == (tab, values, members, told)


# -- whatever is typed -------------------------------------------------------------------------------

SIGNS = "山西 　A&B<>\"'\\;,=+-@1２𠮷é😀\n\t（）：/、□√"
TEXTS = st.text(SIGNS, min_size=1, max_size=40).map(lambda text: ILLEGAL.sub(STAND_IN, text))


@given(st.data())
@pytest.mark.parametrize("tab", ["2018附件3.2", "2018附件4", "2023附件2"])
def test_text_out_is_text_in(tab, tmp_path_factory, data):
    """Whatever stands in the cells that hold one blank each comes back, blanks in front and behind too."""
    filling, _ = one_of_each()[tab]
    notice, form = filling.notice, filling.form
    lines = {blank.field for part in form.part if not part.grid for line in part.lines for blank in line.blanks}
    names = sorted(
        blank.field
        for part in form.part
        if part.grid
        for row in part.grid.rows
        if not row.repeats
        for cell in row.cells
        if len(cell.blanks) == 1 and not cell.blanks[0].default
        for blank in cell.blanks
        if blank.field not in lines
    )
    chosen = {name: data.draw(TEXTS) for name in data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))}
    fields = notice.fields_of(form.ledger)
    plain = {
        name: text for name, text in chosen.items() if fields[name].type in ("文本", "长文本", "姓名", "单位", "选项")
    }
    record = typed_record(fields, plain, form.ledger, 2)
    ledger = next((item for item in notice.ledgers.values() if item.parent == form.ledger), None)
    member = typed_record(ledger.fields, {"姓名": data.draw(TEXTS)} | dict.fromkeys(ledger.key), ledger.name, 2)
    again = Filling(notice, form, Season({form.ledger: [record], ledger.name: [member]}), record)
    path = tmp_path_factory.mktemp("字") / "表.docx"
    path.write_bytes(load_template(form, notice).fill(again))
    assert understood(path) == ([form_files.printed(again)], [])
