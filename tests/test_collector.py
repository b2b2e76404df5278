"""Python's search for rubbish is put off for a while, and goes on as before, whatever happens."""

import gc

import pytest

from pyfuncs.collector import keeping_all


@pytest.mark.parametrize("was_on", [True, False])
def test_it_is_off_for_a_while_and_as_before_afterwards(was_on):
    (gc.enable if was_on else gc.disable)()
    try:
        with pytest.raises(KeyError), keeping_all():
            assert not gc.isenabled()
            raise KeyError
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
