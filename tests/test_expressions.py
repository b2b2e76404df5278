import built

from pyfuncs.expressions import Expressions, tick, trimmed
from pyfuncs.grid import Blank, parse_lines
from pyfuncs.layout import lay_out
from pyfuncs.notice import Field


def expressions(notice_id, form_id):
    notice = built.notice(notice_id)
    form = notice.forms[form_id]
    places = lay_out(form, notice, {})
    return Expressions(built.book(built.BLANK), notice, form, places), places


def box_of(places, name):
    return next(box for box in places.boxes for line in box.lines for blank in line.blanks if blank.field == name)


def test_a_blank_of_the_record_is_index_over_its_column():
    made, places = expressions("2018", "附件3.1")
    formula = made.box(box_of(places, "课题名称"))
    assert "INDEX('小组'!" in formula and formula.startswith("(IF(" if formula[0] == "(" else "IF(")


def test_words_without_blanks_need_no_formula():
    made, places = expressions("2018", "附件3.1")
    title = next(box for box in places.boxes if box.kind == "title")
    assert made.box(title) == ""


def test_default_words_stand_while_the_blank_is_empty():
    made, places = expressions("2018", "附件3.2")
    box = box_of(places, "成立日期")
    default = box.lines[0].blanks[0].default
    assert default and made.box(box).count(f'"{default}"') == 2


def test_a_rate_is_empty_without_a_denominator():
    made, _ = expressions("2018", "附件9")
    rate = next(item for item in built.notice("2018").forms["附件9"].field if item.ratio)
    assert '=0,""' in made.rate(rate) and "ISNUMBER" in made.rate(rate) and "ROUND(" in made.rate(rate)


def test_every_formula_is_short_enough_for_excel():
    for notice in built.notices():
        for form in notice.forms.values():
            if form.mode in ("逐条", "单份"):
                made, places = expressions(notice.id, form.id)
                for box in places.boxes:
                    if not box.number:
                        assert len(made.box(box)) < 8192


def test_ticks_of_one_and_of_several_choices():
    one = tick("A1", Field(name="x", type="选项"), Blank("x", option="攻关"))
    assert one == 'IF(A1="攻关","√","")'
    several = tick("A1", Field(name="x", type="多选"), Blank("x", option="现场评审", default="□"))
    assert 'FIND("、现场评审、"' in several and several.endswith('"□")')


def test_only_empty_lines_at_the_end_are_left_out():
    assert len(trimmed(parse_lines("甲\\n\\n乙\\n\\n"))) == 3
