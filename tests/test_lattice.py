import built
import pytest

from pyfuncs import layout
from pyfuncs.grid import parse_line
from pyfuncs.lattice import edges_of, lattice, split_tabs, tab_stops

FORMS = [form for _, form in layout.forms_of(built.notices())]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.tab)
def test_every_grid_column_keeps_a_column_of_its_own(form):
    edges = lattice(form)
    assert edges == sorted(set(edges))
    for part in form.part:
        if part.grid:
            nearest = [min((abs(edge - at), edge) for edge in edges)[1] for at in edges_of(part.grid, edges[-1])]
            assert len(set(nearest)) == len(nearest)
            assert all(abs(a - b) <= 2.5 for a, b in zip(nearest, edges_of(part.grid, edges[-1]), strict=True))


def test_a_tab_parts_a_line_and_keeps_its_blanks():
    left, right = split_tabs(parse_line("推荐市、行业 {首页.推荐单位}\t总编号："))
    assert left.words == "推荐市、行业 " and len(left.blanks) == 1
    assert right.words == "总编号："


def test_tab_stops_are_even_unless_given():
    part = next(part for form in FORMS for part in form.part if part.kind == "line" and len(part.tabs) == 2)
    assert tab_stops(part, 2) == [*part.tabs, 100]
    assert tab_stops(part, 4) == [0, 25, 50, 75, 100]
