"""The faults of tests/mutants.py can still be put in: a module that has moved on takes its fault along."""

from __future__ import annotations

from pathlib import Path

import mutants
import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("fault", mutants.FAULTS, ids=lambda fault: f"{fault.module}: {fault.old.strip()}")
def test_a_fault_stands_in_the_program_and_has_tests(fault):
    text = (ROOT / "pyfuncs" / f"{fault.module}.py").read_text("utf-8")
    assert text.count(fault.old) == 1
    assert fault.new != fault.old
    assert [name for name in fault.tests.split() if not (ROOT / "tests" / f"test_{name}.py").exists()] == []


def test_there_are_thirty():
    assert len(set(mutants.FAULTS)) == 30
