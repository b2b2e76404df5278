"""`build` draws the Word templates anew, but never over one that a clerk restyled."""

import shutil

import pytest
from docx import Document
from docx.shared import Pt

from pyfuncs.notice import TEMPLATES, list_notices, load_notice
from pyfuncs.word import load_template, template_path
from pyfuncs.word_templates import DRAWN, KEPT, SAME, is_restyled, refresh, template_bytes

CASES = [
    pytest.param(notice, form, id=form.tab)
    for notice in map(load_notice, list_notices())
    for form in notice.forms.values()
]


@pytest.fixture
def notice(tmp_path):
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    return load_notice("2018", tmp_path / "templates")


@pytest.mark.parametrize(("notice", "form"), CASES)
def test_the_committed_template_is_what_its_definition_draws(notice, form):
    assert template_path(form, notice).read_bytes() == template_bytes(form)
    assert not is_restyled(template_path(form, notice))


def test_a_missing_template_is_drawn(notice):
    form = notice.forms["附件3.1"]
    template_path(form, notice).unlink()
    assert refresh(form, notice) == DRAWN
    assert refresh(form, notice) == SAME


def test_a_restyled_template_is_kept_until_redraw_is_asked(notice):
    form = notice.forms["附件3.1"]
    path = template_path(form, notice)
    document = Document(str(path))
    document.paragraphs[1].runs[0].font.size = Pt(26)
    document.save(str(path))
    styled = path.read_bytes()
    assert refresh(form, notice) == KEPT
    assert path.read_bytes() == styled
    assert load_template(form, notice).pieces
    assert refresh(form, notice, redraw=True) == DRAWN


def test_a_restyled_template_that_lost_a_printed_word_is_told(notice):
    form = notice.forms["附件3.1"]
    path = template_path(form, notice)
    document = Document(str(path))
    document.tables[0].rows[1].cells[0].paragraphs[0].runs[0].text = "题目"
    document.save(str(path))
    assert "找不到“课题名称" in refresh(form, notice)
