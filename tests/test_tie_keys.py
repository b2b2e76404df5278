"""Tie keys: what each gives for an entry, and words that mean nothing."""

from fractions import Fraction

import pytest
from contests import WEIGHTS, contest, setting

from pyfuncs.judging import judge
from pyfuncs.scores import collect
from pyfuncs.tie_keys import tie_keys


def value(word, group):
    """What a key gives for a group of the sample."""
    season, notice = contest(*WEIGHTS)
    setting(notice, "tie_keys", word)
    [(name, key)], fault = tie_keys(notice.judging)
    assert (name, fault) == (word, "")
    [entry] = [entry for entry in collect(season, notice) if entry.name == group]
    return key(entry), entry


@pytest.mark.parametrize(
    ("word", "pick"),
    [
        ("中位数", lambda valid: sorted(valid)[len(valid) // 2]),
        ("最高分", max),
        ("最低分", min),
    ],
)
def test_a_key_of_all_phases_is_weighted_as_they_are(word, pick):
    found, entry = value(word, "稳盾QC小组")
    shares = zip(WEIGHTS, entry.panels, strict=True)
    assert found == [sum(weight * pick(panel.valid) for weight, panel in shares)]


def test_a_phase_is_its_score_and_an_item_the_mean_of_what_all_valid_judges_gave():
    found, entry = value("现场发表", "稳盾QC小组")
    assert found == [entry.panel("现场发表").score]
    found, entry = value("效果", "稳盾QC小组")
    means = [
        sum((mark.items[3] for mark in panel.marks if mark.total is not None), Fraction()) / len(panel.valid)
        for panel in entry.panels
    ]
    assert found == [sum(weight * mean for weight, mean in zip(WEIGHTS, means, strict=True))]


def test_keys_apply_in_the_order_written():
    _, notice = contest(*WEIGHTS)
    setting(notice, "tie_keys", "最高分、现场发表")
    assert [name for name, _ in tie_keys(notice.judging)[0]] == ["最高分", "现场发表"]


def test_a_tie_key_that_means_nothing_is_refused():
    season, notice = contest(*WEIGHTS)
    setting(notice, "tie_keys", "抽签")
    assert "写的是“抽签”，应为资料初审、现场发表、中位数" in judge(season, notice).refused
