"""Python's search for objects that nothing holds any more: put off while much is read that is all needed."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def keeping_all() -> Iterator[None]:
    """Millions of values that are all needed until the end are not looked through for rubbish again and again, nor as
    soon as it is over: they count as old, and are looked through when all is."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()
