"""The drawn Word templates: every printed word, the official look, and widths that Word and WPS agree on."""

from io import BytesIO

import pytest
import word_text
from docx import Document
from docx.oxml.ns import qn
from phrases import missing

from pyfuncs.notice import list_notices, load_notice
from pyfuncs.word_draw import draw

ALL = [(notice, form) for notice in map(load_notice, list_notices()) for form in notice.forms.values()]
FORMS = [pytest.param(*pair, id=pair[1].tab) for pair in ALL]
MADE = [pytest.param(*pair, id=pair[1].tab) for pair in ALL if pair[1].mode != "阅览"]


@pytest.mark.parametrize(("notice", "form"), FORMS)
def test_every_printed_word_stands_in_order(notice, form):
    assert missing(word_text.text(draw(form)), form.tab) == []


@pytest.mark.parametrize(("notice", "form"), FORMS)
def test_page_is_a4_and_tables_fit_between_the_margins(notice, form):
    section = Document(BytesIO(draw(form))).sections[0]
    assert sorted((section.page_width.mm, section.page_height.mm)) == pytest.approx([210, 297], abs=0.1)
    free = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
    assert all(sum(part.widths) <= free + 0.5 for part in form.part if part.widths)


@pytest.mark.parametrize(("notice", "form"), MADE)
def test_widths_are_written_for_word_and_for_wps(notice, form):
    for table in Document(BytesIO(draw(form))).tables:
        columns = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
        total = table._tbl.tblPr.find(qn("w:tblW"))
        assert total.get(qn("w:type")) == "dxa"
        assert int(total.get(qn("w:w"))) == pytest.approx(sum(columns), abs=len(columns) + 1)
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"


@pytest.mark.parametrize(("notice", "form"), MADE)
def test_every_run_names_its_chinese_font(notice, form):
    document = Document(BytesIO(draw(form)))
    for run in document.element.body.iter(qn("w:r")):
        fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        assert fonts is not None and fonts.get(qn("w:eastAsia"))
