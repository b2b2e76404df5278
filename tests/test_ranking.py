"""Ranking: exact order, ties that stay ties, lines they cross, keys and rulings."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.ranking import rank

scores = st.dictionaries(
    st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=3), st.fractions(0, 5, max_denominator=3), min_size=1, max_size=12
)


def test_thirds_that_print_alike_are_not_a_tie():
    places = rank({"甲": Fraction(250, 3), "乙": Fraction("83.33")}, [1])
    assert [(place.item, place.rank, place.lines) for place in places] == [("甲", 1, []), ("乙", 2, [])]


def test_a_tie_is_open_only_where_a_line_runs_through_it():
    values = dict.fromkeys("甲乙", Fraction(9)) | {"丙": Fraction(8)}
    assert [place.lines for place in rank(values, [1, 2])] == [[1], [1], []]
    assert [place.lines for place in rank(values, [2])] == [[], [], []]
    assert [place.rank for place in rank(values)] == [1, 1, 3]


def test_keys_apply_in_their_order_and_leave_the_rest_to_a_ruling():
    values = dict.fromkeys("甲乙丙丁", Fraction(9))
    first, second = {"甲": 1, "乙": 2, "丙": 1, "丁": 1}, {"甲": 0, "乙": 0, "丙": 5, "丁": 0}
    keys = [lambda item: [Fraction(first[item])], lambda item: [Fraction(second[item])]]
    places = rank(values, [3], {"甲": 2, "丁": 1}, keys)
    assert [(place.item, place.rank, place.settled) for place in places] == [
        ("乙", 1, 1), ("丙", 2, 2), ("丁", 3, -1), ("甲", 4, -1),
    ]  # fmt: skip


@given(scores, st.lists(st.integers(1, 12), max_size=3), st.randoms())
def test_the_order_of_the_rows_makes_no_difference(values, lines, random):
    shuffled = list(values.items())
    random.shuffle(shuffled)
    one = {place.item: (place.rank, place.lines) for place in rank(values, lines)}
    assert one == {place.item: (place.rank, place.lines) for place in rank(dict(shuffled), lines)}


@given(scores, st.lists(st.integers(1, 12), max_size=3))
def test_a_rank_is_one_more_than_how_many_are_better(values, lines):
    for place in rank(values, lines):
        assert place.rank == 1 + sum(other > values[place.item] for other in values.values())
        tied = [item for item in values if values[item] == values[place.item]]
        crossed = {line for line in lines if place.rank <= line < place.rank + len(tied) - 1}
        assert set(place.lines) == crossed


@given(scores)
def test_a_full_ruling_leaves_no_tie(values):
    rulings = {item: number for number, item in enumerate(values)}
    assert [place.rank for place in rank(values, [1], rulings)] == list(range(1, len(values) + 1))
