"""Values that are made when they are first asked for."""

import pytest

from pyfuncs.on_demand import OnDemand


@pytest.fixture
def asked():
    return []


@pytest.fixture
def tabs(asked):
    return OnDemand(["首页", "小组", "企业"], lambda name: asked.append(name) or f"{name}表")


def test_nothing_is_made_before_it_is_asked_for(tabs, asked):
    assert list(tabs) == ["首页", "小组", "企业"] and len(tabs) == 3 and "小组" in tabs and "班组" not in tabs
    assert tabs.get("班组") is None
    assert asked == []


def test_each_is_made_once(tabs, asked):
    assert tabs["小组"] is tabs["小组"] is tabs.get("小组")
    assert asked == ["小组"]


def test_all_of_them_are_as_in_a_dictionary(tabs):
    assert dict(tabs) == dict(tabs.items()) == {"首页": "首页表", "小组": "小组表", "企业": "企业表"}
    assert tabs == dict(tabs)


def test_they_are_made_one_after_the_other(tabs, asked):
    assert next(iter(tabs.values())) == "首页表"
    assert asked == ["首页"]


def test_a_name_that_is_not_there_is_missed_as_in_a_dictionary(tabs, asked):
    with pytest.raises(KeyError):
        tabs["班组"]
    assert asked == []


def test_what_cannot_be_made_is_told_each_time_it_is_asked_for():
    broken = OnDemand(["首页"], lambda name: int(name))
    for _ in range(2):
        with pytest.raises(ValueError, match="首页"):
            broken["首页"]
