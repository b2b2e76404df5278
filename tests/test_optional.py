"""Packages of 汇总库 that are not there: one sentence that says what to install; the rest of the program needs none."""

import subprocess
import sys

import pytest

from pyfuncs import environment, optional


def test_what_is_there_is_no_matter():
    optional.demand("pyarrow", "duckdb", "distributed")


def test_what_is_missing_is_named_with_what_to_do(monkeypatch):
    monkeypatch.setattr(optional.importlib.util, "find_spec", lambda name: None if name == "duckdb" else object())
    with pytest.raises(
        optional.NotInstalled,
        match=r"^[^。]*duckdb[^。]*install --store[^。]*-r pyfuncs/requirements-store\.txt[^。]*$",
    ):
        optional.demand("pyarrow", "duckdb")


def test_the_requirements_are_pinned_apart_from_those_of_every_day():
    store, daily = (environment.pins(files) for files in (environment.STORE_REQUIREMENTS, environment.REQUIREMENTS))
    assert {"pyarrow", "duckdb", "dask", "distributed"} <= set(store) - set(daily)


def test_every_day_s_verbs_load_none_of_them():
    code = "import sys; from pyfuncs import merging, commands, __main__; print(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=environment.ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert "'pyfuncs.merging'" in done.stdout
    assert not [name for name in environment.STORE_MODULES if f"'{name}'" in done.stdout]
