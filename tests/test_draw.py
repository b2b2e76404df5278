"""Drawing lots: the same seed gives the same order, however the entries were listed."""

from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.draw import SEEDS, drawn, new_seed

names = st.dictionaries(st.integers(), st.tuples(st.text(max_size=4), st.text(max_size=4)), max_size=20)


def test_an_order_that_anybody_can_draw_again():
    entries = {number: (f"单位{number}", f"小组{number}") for number in range(6)}
    assert drawn(entries, 4711) == drawn(dict(reversed(entries.items())), 4711) == [1, 4, 0, 2, 3, 5]
    assert drawn(entries, 4712) != drawn(entries, 4711)


@given(names, st.integers(0, SEEDS))
def test_everybody_is_drawn_once(entries, seed):
    assert sorted(drawn(entries, seed)) == sorted(entries)


def test_every_entry_comes_first_for_some_seed():
    entries = {number: (f"小组{number}",) for number in range(4)}
    assert {drawn(entries, seed)[0] for seed in range(60)} == set(entries)


def test_a_seed_of_our_own_has_at_most_six_digits():
    assert all(0 <= new_seed() < SEEDS for _ in range(50))
