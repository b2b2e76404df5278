"""Honours and promotion of a notice that no code has seen: its awards, prizes, words and numbers, from files alone."""

import datetime as dt

import honoured
import pytest
import word_text
from test_notice import FILES, NOTICE, write
from test_third_notice import season

from pyfuncs.certificates import certificates
from pyfuncs.check import check_reading
from pyfuncs.closed import read_book
from pyfuncs.honours import load_honours
from pyfuncs.notice import NOTICE_FILE, load_notice
from pyfuncs.promotion import promote, told
from pyfuncs.promotion import write as write_book
from pyfuncs.publicity import publicity
from pyfuncs.roll import roll
from pyfuncs.rules import Season
from pyfuncs.winners import choose, confirmed_row, read_winners, winners_ledger

PRIZES = NOTICE.replace('level = "金奖"', 'level = "银奖"').split("[[prize]]")[1].split("[[material]]")[0]
HONOURS = """
year = 2031
event = "2031年班组讲堂"
source = "标题"
number = "讲{代码}字第{序号}号"
number_source = "七"
digits = 2

[[honour]]
award = "班组讲堂"
code = "甲"
title = "班组讲堂竞赛"
source = "六"
unit = "企业名称"
name = "班组名称"
topic = "讲堂名称"
listed = "成果"
citation = "你班组的“{课题}”，在{活动}中获{等级}。"
"""
PROMOTION = """
notice = "2032"
unit = "西区"
source = "八"

[[carry]]
award = "班组讲堂"
to = "班组讲堂"
source = "八"
"""
LEVELS = ("银奖", "金奖", "银奖", "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """2031 gives 金奖 and 银奖, 2032 is the notice of the next level."""
    made = write(
        tmp_path_factory.mktemp("templates"),
        FILES | {NOTICE_FILE: f"{NOTICE}\n[[prize]]{PRIZES}", "表彰.toml": HONOURS, "转报.toml": PROMOTION},
    )
    (made / "2032").mkdir()
    for name, text in (FILES | {NOTICE_FILE: NOTICE.replace("第三份通知", "第四份通知")}).items():
        (made / "2032" / name).write_text(text.replace("2031", "2032"), "utf-8")
    return made


@pytest.fixture(scope="module")
def confirmed(folder):
    """Four of its eight teams on the list, the last without a prize; all four go on."""
    notice = load_notice("2031", folder)
    honours, ledger, made = load_honours(notice), winners_ledger(notice), season(notice)
    rows = []
    for (honour, entry), level in zip(choose(made, notice, honours, []).chosen, LEVELS, strict=False):
        row = confirmed_row(entry, honour, ledger, honours, dt.date(2031, 6, 1), "")
        row |= {ledger.named("level"): level or None, ledger.named("promoted"): "是"}
        rows.append(honoured.record(notice, ledger.name, 5 + len(rows), **row))
    return Season({**made.ledgers, ledger.name: rows}, made.single), notice, honours


def test_its_roll_has_its_own_prizes_in_its_order_and_its_own_headings(confirmed):
    season, notice, honours = confirmed
    made = roll(read_winners(season, notice, honours), honours, notice)
    gold, silver = word_text.tables(made)
    assert gold[0] == silver[0] == ["序号", "企业名称", "班组名称", "讲堂名称"]
    assert ([row[2] for row in gold[1:]], [row[2] for row in silver[1:]]) == (["第1班组"], ["第0班组", "第2班组"])
    text = word_text.text(made)
    assert "一、班组讲堂竞赛（3个）" in text and "金奖（1个）" in text and "2031年度" in text


def test_its_certificates_say_its_words_and_its_numbers(confirmed):
    season, notice, honours = confirmed
    text = word_text.text(certificates(read_winners(season, notice, honours), honours, notice))
    assert text.count("特发此证。") == 3
    assert "你班组的“夜校”，在2031年班组讲堂中获金奖。" in text and "证书编号：讲甲字第02号" in text


def test_its_publicity_leaves_blank_what_it_does_not_say(confirmed):
    season, notice, honours = confirmed
    text = word_text.text(publicity(read_winners(season, notice, honours), honours, notice))
    assert "按照《关于举办2031年班组讲堂的通知》（＿＿＿＿＿＿）" in text and "拟对下列3个" in text


def test_its_winners_go_on_to_its_own_next_level(confirmed, folder, tmp_path):
    season, notice, _ = confirmed
    ready = promote(season, notice, "讲堂.xlsm")
    said = list(told(ready))
    assert said[0] == "按第四份通知、推荐单位“西区”转报班组讲堂4个"
    assert said[1].startswith("班组讲堂（东区某某机械有限公司）：已报4个，名额7个")
    write_book(ready, tmp_path / "西区.xlsm")
    reading = read_book(tmp_path / "西区.xlsm", folder)
    assert reading.notice.id == "2032"
    teams = reading.season.ledgers["班组"]
    assert [row["班组名称"] for row in teams] == [f"第{number}班组" for number in range(4)]
    assert {row["讲堂名称"] for row in teams} == {"夜校"}
    assert len(reading.season.ledgers["班组成员"]) == 5
    assert [item for item in check_reading(reading) if item.scope == "班组" and item.level == "错误"] == []
