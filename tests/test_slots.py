"""Blanks are found by the printed words around them, whatever a person did to the look of the template."""

import copy
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from pyfuncs.notice import list_notices, load_notice
from pyfuncs.slots import TemplateError, find
from pyfuncs.word import compile_template
from pyfuncs.word_draw import draw

MADE = [
    pytest.param(form, id=form.tab)
    for notice in map(load_notice, list_notices())
    for form in notice.forms.values()
    if form.mode != "阅览"
]


def restyle_fonts(document):
    for run in document.element.body.iter(qn("w:r")):
        shape = run.find(qn("w:rPr"))
        if shape is not None:
            run.remove(shape)


def split_runs(document):
    """As Word does when a word is edited: every letter in a run of its own."""
    for run in list(document.element.body.iter(qn("w:r"))):
        text = run.find(qn("w:t"))
        if text is None or not text.text or len(run) > 2:
            continue
        for letter in reversed(text.text[1:]):
            twin = copy.deepcopy(run)
            twin.find(qn("w:t")).text = letter
            run.addnext(twin)
        text.text = text.text[0]


def change_widths(document):
    for table in document.tables:
        for column in table.columns:
            column.width = Mm(17)


def space_out_labels(document):
    for text in document.element.body.iter(qn("w:t")):
        text.text = " ".join(text.text or "")


def add_member_rows(document):
    for table in document.tables:
        blank = [row._tr for row in table.rows if not "".join(cell.text for cell in row.cells)]
        if blank:
            blank[-1].addnext(copy.deepcopy(blank[-1]))


def add_a_paragraph_on_top(document):
    document.paragraphs[0].insert_paragraph_before("本单位内部编号").runs[0].font.size = Pt(9)


def drop_empty_lines(document):
    for table in document.tables:
        for cell in table._tbl.iter(qn("w:tc")):
            for paragraph in cell.findall(qn("w:p"))[1:]:
                if not "".join(paragraph.itertext()).strip():
                    cell.remove(paragraph)


CHANGES = [
    restyle_fonts,
    split_runs,
    change_widths,
    space_out_labels,
    add_member_rows,
    add_a_paragraph_on_top,
    drop_empty_lines,
]


@pytest.mark.parametrize("form", MADE)
def test_every_blank_of_the_definition_is_found(form):
    document = Document(BytesIO(draw(form)))
    assert [slot.blank for slot in find(document.element, form).slots] == [blank for _, blank in form.blanks()]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("form", MADE)
def test_a_restyled_template_keeps_its_blanks(form, change):
    document = Document(BytesIO(draw(form)))
    change(document)
    found = find(document.element, form)
    assert sorted(map(str, (slot.blank for slot in found.slots))) == sorted(map(str, (b for _, b in form.blanks())))


def test_rows_added_by_hand_are_all_taken_as_rows_to_fill(notice_2018):
    form = notice_2018.forms["附件3.2"]
    document = Document(BytesIO(draw(form)))
    add_member_rows(document)
    assert [len(listing.rows) for listing in find(document.element, form).listings] == [13]


def test_a_printed_label_that_was_deleted_is_named(notice_2018):
    form = notice_2018.forms["附件3.1"]
    document = Document(BytesIO(draw(form)))
    for text in document.element.body.iter(qn("w:t")):
        if text.text == "课题名称":
            text.text = "题目"
    buffer = BytesIO()
    document.save(buffer)
    with pytest.raises(TemplateError, match="找不到“课题名称"):
        compile_template(buffer.getvalue(), form)
