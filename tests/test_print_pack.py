"""The print pack: every form as it is alone, on its own paper, in the notice's order, the cover first."""

import datetime as dt
import shutil
import tracemalloc
from io import BytesIO

import pytest
import word_text
from docx import Document
from docx.enum.section import WD_ORIENT
from payloads import FORMULAS, SPOILT, STRANGE
from seasons import records, season_of
from test_notice import FILES, NOTICE, write

from pyfuncs import samples
from pyfuncs.check import check
from pyfuncs.fill import Filling
from pyfuncs.forms import NothingToMake, jobs
from pyfuncs.letters import FOLDER
from pyfuncs.notice import NOTICE_FILE, TEMPLATES, load_notice
from pyfuncs.print_pack import PACK, make_packs
from pyfuncs.rules import Season
from pyfuncs.word import load_template, template_path
from pyfuncs.word_templates import refresh

DAY = dt.date(2018, 6, 1)


@pytest.fixture(scope="module")
def sample():
    notice = load_notice("2018")
    return notice, samples.load_sample("2018太原", notice)


@pytest.fixture(scope="module")
def folder(sample, tmp_path_factory):
    notice, season = sample
    out = tmp_path_factory.mktemp("打印 包") / "太原"
    make_packs(season, notice, check(season, notice), out, today=DAY)
    return out


def _paragraphs(data):
    root = Document(BytesIO(data)).element.body
    return ["".join(node.text or "" for node in p.iter("{*}t")) for p in root.iter("{*}p")]


def test_every_form_says_in_the_pack_what_it_says_alone(sample, folder):
    notice, season = sample
    alone = []
    for form, record in jobs(season, notice):
        alone += _paragraphs(load_template(form, notice).fill(Filling(notice, form, season, record)))
    pack = _paragraphs((folder / f"{PACK}.docx").read_bytes())
    start = pack.index(alone[0])
    assert pack[start : start + len(alone)] == alone
    assert pack[0] == "申报材料打印清单"
    assert pack[start + len(alone)] == "参会代表名单"


def test_a_section_a_form_in_the_notices_order_on_its_own_paper(sample, folder):
    notice, season = sample
    wanted = [form.landscape for form, _ in jobs(season, notice)]
    assert sum(wanted) == 1 and len(wanted) == 95
    sections = Document(folder / f"{PACK}.docx").sections
    assert [section.orientation == WD_ORIENT.LANDSCAPE for section in sections] == [False, *wanted, False]


def test_the_cover_says_copies_stamps_and_what_else_to_bring(folder):
    forms, others = word_text.tables((folder / f"{PACK}.docx").read_bytes())[:2]
    assert forms[1] == ["1", "附件3.1", "优秀质量管理小组成果申报表", "40", "1", "40", "盖章", "2018年6月10日前"]
    assert [row[1] for row in forms[1:]] == ["附件3.1", "附件3.2", "附件4", "附件5", "附件6", "附件9", "附件10"]
    assert ["6", "发表材料", "上会发表小组", "18份", "6", "报到时"] in others


def test_in_2023_the_entry_form_is_printed_twice(tmp_path):
    notice = load_notice("2023")
    season = samples.load_sample("2023信息通信", notice)
    make_packs(season, notice, [], tmp_path / "打印", today=DAY)
    assert [path.name for path in (tmp_path / "打印").iterdir()] == [f"{PACK}.docx"]
    rows = word_text.tables((tmp_path / "打印" / f"{PACK}.docx").read_bytes())[0]
    [row] = [row for row in rows if row[1] == "附件2"]
    assert int(row[5]) == 2 * int(row[3]) > 0 and row[6:] == ["盖章", "报名时"]


def test_a_template_restyled_by_hand_begins_another_file_in_the_same_order(tmp_path, sample):
    """附件3.2 restyled in Word: what the one file would say is said by three, each in its own dress."""
    notice, whole = sample
    season = Season({**whole.ledgers, "小组": whole.ledgers["小组"][:2]}, whole.single)
    make_packs(season, notice, [], tmp_path / "一本", today=DAY)
    shutil.copytree(TEMPLATES, tmp_path / "模板")
    own = load_notice("2018", tmp_path / "模板")
    path = template_path(own.forms["附件3.2"], own)
    document = Document(str(path))
    document.styles["Normal"].font.name = "华文楷体"
    document.save(str(path))
    [pack] = make_packs(season, own, [], tmp_path / "三本", today=DAY).packs
    assert pack.files == [f"{PACK}1.docx", f"{PACK}2.docx", f"{PACK}3.docx", "费用清单.docx"] and pack.volumes == 3
    parts = [(tmp_path / "三本" / name).read_bytes() for name in pack.files[:3]]
    whole_pack = (tmp_path / "一本" / f"{PACK}.docx").read_bytes()
    assert [words for part in parts for words in _paragraphs(part)] == _paragraphs(whole_pack)
    fonts = [Document(BytesIO(part)).styles["Normal"].font.name for part in parts]
    assert fonts[1] == "华文楷体" != fonts[0] == fonts[2]


def test_page_by_page_as_printed_alone_with_no_blank_page(office, sample, tmp_path):
    """A few forms of each kind: as many pages as each takes alone, none without words, 附件10 lying."""
    notice, whole = sample
    season = Season({name: rows[:2] for name, rows in whole.ledgers.items()}, whole.single)
    for name in ("小组成员", "班组成员"):
        season.ledgers[name] = whole.ledgers[name]
    make_packs(season, notice, [], tmp_path / "包", today=DAY)
    alone = []
    for number, (form, record) in enumerate(jobs(season, notice)):
        alone.append(tmp_path / "单" / f"{number:02}.docx")
        alone[-1].parent.mkdir(exist_ok=True)
        alone[-1].write_bytes(load_template(form, notice).fill(Filling(notice, form, season, record)))
    *single, pack = office.convert_all([*alone, tmp_path / "包" / f"{PACK}.docx"], "pdf", tmp_path / "pdf")
    pages = office.page_texts(pack)
    assert all(page.strip() for page in pages)
    forms = [page.strip() for file in single for page in office.page_texts(file)]
    cover = next(number for number, page in enumerate(pages) if page.strip() == forms[0])
    assert [page.strip() for page in pages[cover:-1]] == forms
    assert "参会代表名单" in pages[-1]


def test_delegates_stand_in_the_list_as_typed_and_rows_are_left_for_the_hand(sample, tmp_path):
    notice, whole = sample
    season = Season(dict(whole.ledgers), whole.single)
    names = ("单位名称", "姓名", "性别", "职务", "电话", "参会备注")
    row = ("=1+1公司", "郝一帆", "女", "<班长>", "0351-1", "发表人")
    season.ledgers["参会代表"] = records("参会代表", [dict(zip(names, row, strict=True))])
    make_packs(season, notice, [], tmp_path / "包", today=DAY)
    listed = word_text.tables((tmp_path / "包" / f"{PACK}.docx").read_bytes())[-1]
    assert listed[1] == ["1", *row]
    assert len(listed) == 13 and set(listed[2]) == {""}


def test_forms_of_faulty_records_are_counted(sample, tmp_path):
    notice, _ = sample
    season = samples.load_sample("2018太原-待改", notice)
    findings = check(season, notice)
    result = make_packs(season, notice, findings, tmp_path / "包", today=DAY)
    assert 0 < result.packs[0].mistakes < result.packs[0].forms == result.packs[0].expected
    assert f"记录还有错误的{result.packs[0].mistakes}份" in "".join(
        _paragraphs((tmp_path / "包" / f"{PACK}.docx").read_bytes())[:20]
    )


def test_a_merged_workbook_gives_a_pack_a_unit(sample, tmp_path):
    notice, whole = sample
    ledgers = {
        name: [type(row)({**row, "报送单位": ("太原", "大同")[n % 2]}, row.tab, row.row) for n, row in enumerate(rows)]
        for name, rows in whole.ledgers.items()
    }
    result = make_packs(Season(ledgers, whole.single), notice.as_merged(), [], tmp_path / "包", today=DAY)
    assert [pack.unit for pack in result.packs] == ["太原", "大同"]
    assert sorted(path.name for path in (tmp_path / "包").iterdir()) == [
        "大同 打印包.docx", "大同 费用清单.docx", "太原 打印包.docx", "太原 费用清单.docx",
    ]  # fmt: skip
    words = "".join(_paragraphs((tmp_path / "包" / "大同 打印包.docx").read_bytes()))
    assert "推荐单位：大同" in words and "活动统计表" not in words.split("二、另附")[0].split("一、本册")[0]


def test_hostile_texts_stay_text(tmp_path, notice_2018):
    texts = [*FORMULAS, *STRANGE, *SPOILT, "</w:t></w:p>", "<!--qc-seam-->", "{小组名称}"]
    season = season_of("太原", {"小组": [{"企业名称": text, "小组名称": text, "课题名称": text} for text in texts]})
    make_packs(season, notice_2018, [], tmp_path / "包", today=DAY)
    data = (tmp_path / "包" / f"{PACK}.docx").read_bytes()
    Document(BytesIO(data))
    rows = [row for table in word_text.tables(data) for row in table if row and row[0] == "QC小组名称"]
    assert len(rows) == len(texts)


def test_an_empty_workbook_has_nothing_to_print(notice_2018, tmp_path):
    with pytest.raises(NothingToMake, match="台账里还没有内容"):
        make_packs(season_of("太原"), notice_2018, [], tmp_path / "包")
    assert list(tmp_path.iterdir()) == []


def test_a_stop_leaves_nothing_behind(sample, tmp_path):
    notice, season = sample

    def stop(done, total, unit):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_packs(season, notice, [], tmp_path / "包", stop)
    assert list(tmp_path.iterdir()) == []


def test_a_third_notice_prints_its_own_forms_and_copies(tmp_path):
    folder = write(tmp_path, FILES | {NOTICE_FILE: NOTICE.replace("original = 1", "original = 3")})
    notice = load_notice("2031", folder)
    for form in notice.forms.values():
        refresh(form, notice)
    shutil.copytree(TEMPLATES / FOLDER, folder / FOLDER)
    season = season_of("东区", {"班组": [{"企业名称": "甲公司", "班组名称": str(n)} for n in range(2)]})
    result = make_packs(season, notice, [], tmp_path / "包", today=DAY)
    assert (result.packs[0].forms, result.packs[0].files) == (4, [f"{PACK}.docx", "费用清单.docx"])
    rows = word_text.tables((tmp_path / "包" / f"{PACK}.docx").read_bytes())[0]
    assert rows[1][1:7] == ["附件1", "讲堂登记表", "2", "3", "6", "不盖"]


def test_memory_does_not_grow_with_the_number_of_forms(sample, tmp_path):
    """Ten times the forms take less than twice the memory at their peak."""
    notice, whole = sample
    peaks = []
    for count in (4, 40):
        season = Season({"小组": whole.ledgers["小组"][:count], "小组成员": whole.ledgers["小组成员"]}, whole.single)
        tracemalloc.start()
        make_packs(season, notice, [], tmp_path / str(count), today=DAY)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]
