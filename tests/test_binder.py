"""Documents bound into one: each on pages of its own, numbered from 1, in its own paper's shape."""

import dataclasses
import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from lxml import etree

from pyfuncs.binder import bind, bind_into
from pyfuncs.fill import Filling, records_of
from pyfuncs.letters import load_letter
from pyfuncs.notice import load_notice
from pyfuncs.samples import load_sample
from pyfuncs.word import TemplateError, load_template

NOTICE = load_notice("2018")
RETURN = load_letter("退回单")


def letters(count):
    return [
        (RETURN.template, RETURN.filling({"收件单位": f"第{n}单位"}, {"附件组": [{"附件名": "附件1 甲", "处数": n}]}))
        for n in range(count)
    ]


def test_nothing_to_bind_is_refused():
    with pytest.raises(ValueError):
        bind([])


def test_475_letters_are_475_sections_numbered_from_1():
    told = []
    document = Document(BytesIO(bind(letters(475), lambda: told.append(1))))
    assert len(told) == 475
    assert len(document.sections) == 475
    assert {section.start_type for section in document.sections} == {WD_SECTION.NEW_PAGE}
    starts = [section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) for section in document.sections]
    assert starts == ["1"] * 475
    names = [paragraph.text for paragraph in document.paragraphs if paragraph.text.endswith("单位：")]
    assert names == [f"第{n}单位：" for n in range(475)]


def test_a_stop_between_two_letters_stops_the_work():
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bind(letters(2), stop)


def test_each_document_keeps_its_own_paper():
    season = load_sample("2018太原", NOTICE)
    filled = []
    for name in ("附件3.1", "附件10", "附件9"):
        form = NOTICE.forms[name]
        filled.append((load_template(form, NOTICE), Filling(NOTICE, form, season, records_of(form, season)[0])))
    document = Document(BytesIO(bind(filled)))
    assert [section.orientation for section in document.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]


def test_settings_of_a_section_stand_in_the_order_word_asks_for():
    order = ["headerReference", "footerReference", "type", "pgSz", "pgMar", "pgBorders", "pgNumType", "cols", "docGrid"]
    with zipfile.ZipFile(BytesIO(bind(letters(2)))) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    found = list(root.iter(qn("w:sectPr")))
    assert len(found) == 2
    for section in found:
        names = [etree.QName(child).localname for child in section]
        assert names == sorted(names, key=order.index)
        assert "pgNumType" in names


def test_word_opens_it_page_by_page(office, tmp_path):
    path = tmp_path / "退回单 (全部).docx"
    path.write_bytes(bind(letters(3)))
    pages = office.page_texts(office.convert(path, "pdf", tmp_path / "out"))
    assert [f"第{n}单位" in page.replace(" ", "") for n, page in enumerate(pages)] == [True] * 3


def test_no_paragraph_is_added_so_none_can_run_over_to_a_blank_page():
    season = load_sample("2018太原", NOTICE)
    form = NOTICE.forms["附件3.1"]
    template = load_template(form, NOTICE)
    filled = [(template, Filling(NOTICE, form, season, record)) for record in records_of(form, season)]
    alone = [len(Document(BytesIO(template.fill(filling))).element.body) - 1 for _, filling in filled]
    assert len(Document(BytesIO(bind(filled))).element.body) - 1 == sum(alone)


def test_it_is_written_document_by_document(tmp_path):
    """What is being bound is asked for one at a time, the one before already written."""
    sizes = []

    def coming(file):
        for template_and_filling in letters(400):
            sizes.append(file.tell())
            yield template_and_filling

    with (tmp_path / "全部.docx").open("wb") as file:
        bind_into(file, coming(file))
    assert len(Document(tmp_path / "全部.docx").sections) == 400
    assert sizes[-1] > sizes[1] > 0


def form_of(name):
    season, form = load_sample("2018太原", NOTICE), NOTICE.forms[name]
    return load_template(form, NOTICE), Filling(NOTICE, form, season, records_of(form, season)[0])


def restyled(template):
    """The same template as if saved with a style of its own."""
    others = [(info, data + b" " * (info.filename == "word/styles.xml")) for info, data in template.others]
    return dataclasses.replace(template, others=others)


def test_templates_of_other_styles_are_not_bound_in_silence():
    template, filling = form_of("附件3.1")
    other, more = form_of("附件4")
    with pytest.raises(
        TemplateError, match="“质量信得过班组申报表”和“优秀质量管理小组成果申报表”的模板样式或页眉页脚不同"
    ):
        bind([(template, filling), (restyled(other), more)])


def test_a_foot_that_the_first_document_lacks_is_not_referred_to():
    with pytest.raises(TemplateError, match="页眉页脚不同"):
        bind([form_of("附件3.1"), *letters(1)])
