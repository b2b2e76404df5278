import zipfile

import openpyxl
import pytest

from pyfuncs import build, samples
from pyfuncs.notice import list_notices, load_notice
from pyfuncs.rules import Season
from pyfuncs.workbook import CONF, CONF_TAB


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A folder with everything built anew, and the lines said."""
    out = tmp_path_factory.mktemp("fresh")
    steps = []
    lines = build.build(out, progress=lambda done, total, unit: steps.append((done, total, unit)))
    return out, lines, steps


def parts(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def settings_of(path):
    """What stands on the workbook's tab of xlwings' settings."""
    book = openpyxl.load_workbook(path, read_only=True)
    return {name: value or "" for name, value in book[CONF_TAB].iter_rows(max_col=2, values_only=True)}


TARGETS = [build.WORKBOOK, *(build.SAMPLES / f"{name}.xlsm" for name in samples.sample_names())]


@pytest.mark.parametrize("target", TARGETS, ids=lambda path: path.stem)
def test_the_committed_workbooks_are_what_a_fresh_build_gives(fresh, target, tmp):
    committed, made = parts(build.ROOT / target), parts(fresh[0] / target)
    settings = settings_of(build.ROOT / target)
    if settings != CONF:
        assert settings["PYTHONPATH"] == str(build.ROOT), "only `install` in this very folder may write settings"
        notices = [load_notice(name) for name in list_notices()]
        build.build_workbook(tmp / target.name, notices, Season(), notices[0].id, conf=settings)
        made = parts(tmp / target.name)
    assert list(committed) == list(made)
    assert [name for name in made if made[name] != committed[name]] == []


def test_it_says_what_it_made_and_how_far_it_is(fresh):
    out, lines, steps = fresh
    assert all(any(str(target) in line for line in lines) for target in TARGETS)
    assert [done for done, _, _ in steps] == list(range(1, len(steps) + 1)) and steps[-1][0] == steps[-1][1]
    assert not list(out.rglob("*.写入中"))
