import dataclasses

import built
import pytest

from pyfuncs import layout
from pyfuncs.layout import MARGIN_COLUMNS, TALLEST_ROW, lay_out

FORMS = [pytest.param(notice, form, id=form.tab) for notice, form in layout.forms_of(built.notices())]


def places(box):
    return {(row, col) for row in range(box.row, box.last_row + 1) for col in range(box.col, box.last_col + 1)}


@pytest.mark.parametrize(("notice", "form"), FORMS)
def test_boxes_do_not_overlap_and_stay_on_the_form(notice, form):
    drawn = lay_out(form, notice, {})
    taken = set()
    for box in drawn.boxes:
        assert not places(box) & taken
        assert MARGIN_COLUMNS <= box.col <= box.last_col <= drawn.last_col < drawn.panel
        assert box.last_row < len(drawn.heights)
        taken |= places(box)
    grid_rows = {box.row for box in drawn.boxes if box.kind == "grid"}
    for row in grid_rows:
        assert {(row, col) for col in range(MARGIN_COLUMNS, drawn.last_col + 1)} <= taken


@pytest.mark.parametrize(("notice", "form"), FORMS)
def test_every_word_and_every_blank_has_its_place(notice, form):
    drawn = lay_out(form, notice, {})
    wanted = [(scope, blank) for scope, blank in form.blanks()]
    got = [(scope, blank) for _, _, scope, blank in drawn.blanks]
    assert {blank for _, blank in got} == {blank for _, blank in wanted}
    assert set(got) == set(wanted)
    for part in form.part:
        for line in part.lines:
            for words in line.words.split("\t"):
                assert any(words == each.words for box in drawn.boxes for each in box.lines)


@pytest.mark.parametrize(("notice", "form"), FORMS)
def test_no_row_is_taller_than_a_program_can_show(notice, form):
    assert max(lay_out(form, notice, {}).heights) <= TALLEST_ROW + 1


@pytest.mark.parametrize(("notice", "form"), FORMS)
def test_a_form_of_one_record_fits_one_page(notice, form):
    drawn = lay_out(form, notice, {})
    if form.mode == "逐条":
        assert sum(drawn.heights) * 25.4 / 72 <= layout.page_room(drawn) * 1.12


@pytest.mark.parametrize(("notice", "form"), FORMS)
def test_every_typed_field_of_a_form_typed_on_its_tab_has_one_labelled_cell(notice, form):
    spots = layout.input_cells(form, notice)
    if form.mode != "单份":
        assert spots == {}
        return
    assert set(spots) == {item.name for item in form.field if item.typed}
    assert len({spot[3:] for spot in spots.values()}) == len(spots)
    assert len({spot[2] for spot in spots.values()}) == len(spots)
    assert all(spot[2] and spot[1] < spot[4] for spot in spots.values())


def test_more_members_than_printed_rows_add_rows():
    form = built.notice("2018").forms["附件3.2"]
    part = next(number for number, part in enumerate(form.part) if part.listed)
    row = next(n for n, row in enumerate(form.part[part].grid.rows) if row.repeats)
    least = form.part[part].grid.rows[row].least
    printed = lay_out(form, built.notice("2018"), {})
    grown = lay_out(form, built.notice("2018"), {(part, row): 20})
    assert max(box.number for box in printed.boxes) == least
    assert max(box.number for box in grown.boxes) == 20
    assert len(grown.heights) == len(printed.heights) + 20 - least


def test_two_members_side_by_side_are_counted_across():
    form = built.notice("2018").forms["附件4"]
    boxes = [box for box in lay_out(form, built.notice("2018"), {}).boxes if box.number]
    first = min(box.row for box in boxes)
    assert {box.number for box in boxes if box.row == first} == {1, 2}
    assert {box.number for box in boxes if box.row == first + 1} == {3, 4}


def test_words_of_two_alignments_stand_in_rows_of_their_own_within_one_border():
    form = built.notice("2018").forms["附件5"]
    boxes = lay_out(form, built.notice("2018"), {}).boxes
    seal = next(box for box in boxes if box.align == "right" and "单位盖章" in box.lines[0].words)
    above = next(box for box in boxes if box.last_row == seal.row - 1 and box.col == seal.col)
    assert "B" not in above.sides and "T" not in seal.sides and "B" in seal.sides


def test_home_cells_stand_below_each_other_with_their_labels():
    spots = layout.home_cells()
    assert {"当前通知", "推荐单位"} <= set(spots)
    rows = [spot[3] for spot in spots.values()]
    assert rows == list(range(rows[0], rows[0] + len(rows)))


def test_columns_unite_the_fields_of_all_notices():
    names = [item.name for item in layout.columns_of(built.notices(), "小组")]
    assert len(names) == len(set(names))
    for notice in built.notices():
        assert {item.name for item in notice.ledgers["小组"].field if item.typed and not item.merged} <= set(names)
    assert "成员名单" not in names


def test_what_the_program_fills_stands_last_and_whose_a_row_is_only_in_a_merged_workbook():
    for ledger in layout.ledger_names(built.notices()):
        own = [item.program for item in layout.columns_of(built.notices(), ledger)]
        assert own == sorted(own)
        merged = layout.columns_of(built.notices(), ledger, merged=True)
        assert [item.name for item in merged[-2:]] == ["来源", "报送单位"]
        assert [item.program for item in merged] == [*own, True]


@pytest.mark.parametrize(("notice", "form"), FORMS)
def test_a_form_with_a_long_text_fills_its_page(notice, form):
    fields = notice.fields_of(form.scope)
    long = [blank for _, blank in form.blanks() if blank.field in fields and fields[blank.field].type == "长文本"]
    if form.mode == "逐条" and long:
        drawn = lay_out(form, notice, {})
        assert sum(drawn.heights) * 25.4 / 72 >= layout.page_room(drawn) * 0.98


def test_the_typed_cells_of_a_form_are_worked_out_anew_where_the_form_is_another(notice_2018):
    form = next(form for form in notice_2018.forms.values() if form.mode == "单份")
    cells = layout.input_cells(form, notice_2018)
    layout.input_cells(form, notice_2018).clear()
    assert layout.input_cells(form, notice_2018) == cells
    first = next(item for item in form.field if item.typed and item.name not in {name for _, name in form.prints})
    shorter = dataclasses.replace(form, field=[item for item in form.field if item is not first])
    shorter.notice, shorter.file = form.notice, form.file
    assert set(layout.input_cells(shorter, notice_2018)) == set(cells) - {first.name}
