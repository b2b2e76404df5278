"""What may be said to each verb, and what is answered to a word that may not."""

import re

import pytest

from pyfuncs.command_line import COMPLAINTS, VERBS, parser

WRONG = {
    "缺少 工作簿": ["check"],
    "不认识 --colour": ["quota", "a.xlsx", "--colour"],
    "没有“paint”这个动作": ["judge", "a.xlsx", "paint"],
    "--out 后面要写上内容": ["forms", "a.xlsx", "--out"],
    "--seed 后面写的是“三”，应为整数": ["judge", "a.xlsx", "draw", "--seed", "三"],
    "--redraw 后面不用写“1”": ["build", "--redraw=1"],
    "--o 没有写全，可能是 --out, --only": ["forms", "a.xlsx", "--o", "甲"],
    "--out 和 --store 要写一个": ["merge", "收到的"],
    "--store 和 --out 只能写一个": ["merge", "收到的", "--out", "a.xlsm", "--store", "库"],
}


@pytest.mark.parametrize(("says", "words"), WRONG.items(), ids=WRONG)
def test_a_wrong_word_is_told_in_one_sentence(says, words, capsys):
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(words)
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert re.fullmatch(r"命令写得不对：.*，请看 python3 -m pyfuncs.* --help。\n", told)
    assert says in told


def test_every_complaint_is_met():
    assert len(COMPLAINTS) == len(WRONG)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_help_with_what_it_does(verb):
    told = parser().format_help()
    assert "".join(VERBS[verb].split()) in "".join(told.split())
