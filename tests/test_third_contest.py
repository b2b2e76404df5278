"""A contest that no code has seen: other prizes, phases, weights and tables, from its file alone to the winners."""

import math
from fractions import Fraction

import pytest
from test_jury import pressed, rows
from test_notice import FILES, NOTICE, write
from test_third_notice import season

from pyfuncs.changes import Ask
from pyfuncs.check import check_reading
from pyfuncs.closed import read_book, read_sheets
from pyfuncs.desk import Desk
from pyfuncs.judging import judge
from pyfuncs.notice import NOTICE_FILE, load_notice
from pyfuncs.records import typed_record
from pyfuncs.workbook import build_workbook

JUDGING = """
[[phase]]
name = "预演"
source = "七"
weight = 25
tables = { "班组讲堂" = "讲堂评分表" }
tables_source = "七"

[[phase]]
name = "开讲"
source = "七"
weight = 75
tables = { "班组讲堂" = "讲堂评分表" }
tables_source = "七"

[[contest]]
award = "班组讲堂"
unit = "企业名称"
name = "班组名称"
topic = "讲堂名称"
promotes = true

[[table]]
name = "讲堂评分表"
source = "附件4"
total = 50
item = [{ name = "内容", points = 30 }, { name = "表达", points = 12.5 }, { name = "互动", points = 7.5 }]
"""
SETTINGS = {
    "year": ("整数", "2031"),
    "trim_from": ("整数", "4"),
    "trim_each": ("整数", "1"),
    "decimals": ("整数", "1"),
    "rounding": ("文本", '"只舍不入"\noptions = ["四舍五入", "只舍不入"]'),
    "least_judges": ("整数", "2"),
    "step": ("数值", "0.5"),
    "tie_keys": ("名单", '"互动"'),
    "venues": ("是否", '"否"'),
    "seed": ("整数", "7"),
    "promoted": ("整数", "4"),
    "number": ("文本", '"讲-09"'),
}
RULE = '[[rule]]\ncall = "score_items"\nledger = "评分"\nsource = "附件4"\n'
JUDGES = ("甲某", "乙某", "丙某")


def judging():
    """The text of 评审.toml, every setting in it."""
    settings = [
        f'[[setting]]\nid = "{name}"\nname = "设定{name}"\ntype = "{kind}"\nvalue = {value}\nsource = "七"\n'
        for name, (kind, value) in SETTINGS.items()
    ]
    return JUDGING + "\n".join(settings)


def items(team, judge, phase):
    """Scores of a team: the higher its number the lower; teams 2 and 3 alike but for 互动, from other items."""
    base = 28 - team * 2 + judge * 0.5 + phase
    if team == 3:
        return [base + 2.5, 10, 4.5]
    return [base, 10, 5]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = write(tmp_path_factory.mktemp("templates"), FILES | {NOTICE_FILE: NOTICE + RULE, "评审.toml": judging()})
    notice = load_notice("2031", folder)
    made = season(notice)

    def record(ledger, row, **fields):
        return typed_record(notice.ledgers[ledger].fields, fields, ledger, row, ledger)

    made.ledgers["评委"] = [
        record("评委", 5 + n, 姓名=name, 工作单位=f"{name}研究院", 诊断师证书编号=f"号{n}", 联系电话="13800138000")
        for n, name in enumerate(JUDGES)
    ]
    made.ledgers["评分"] = [
        record(
            "评分", 0,
            阶段=phase, 企业名称=team["企业名称"], 小组名称=team["班组名称"], 课题名称=team["讲堂名称"], 评委=name,
            **{f"第{k}项": value for k, value in enumerate(items(number, place, at), start=1)},
        )
        for at, phase in enumerate(("预演", "开讲"))
        for number, team in enumerate(made.ledgers["班组"])
        for place, name in enumerate(JUDGES)
    ]  # fmt: skip
    file = tmp_path_factory.mktemp("book") / "讲堂.xlsm"
    build_workbook(file, [notice], made, notice.id, "东区")
    return file, folder


def test_its_scores_are_reckoned_by_its_own_weights_and_trimming(path):
    reading = read_book(*path)
    outcome = judge(reading.season, reading.notice)
    wanted = {}
    for number in range(8):
        means = [
            sum((Fraction(str(value)) for place in range(3) for value in items(number, place, at)), Fraction()) / 3
            for at in range(2)
        ]
        wanted[f"第{number}班组"] = Fraction(25, 100) * means[0] + Fraction(75, 100) * means[1]
    assert {item.entry.name: item.final for item in outcome.standings} == wanted
    assert wanted["第2班组"] == wanted["第3班组"], "a tie, which its own tie key settles"


def test_its_prizes_its_tie_key_and_who_goes_on(path):
    reading = read_book(*path)
    found = judge(reading.season, reading.notice).standings
    assert [item.level for item in found] == ["金奖", "金奖"] + [""] * 6
    assert [item.promoted for item in found] == ["是"] * 4 + [""] * 4
    assert [(item.entry.name, item.remark) for item in found[2:4]] == [
        ("第2班组", "同分，按“互动”定先后"),
        ("第3班组", "同分，按“互动”定先后"),
    ]


def test_its_tables_are_what_the_scores_are_checked_against(path):
    reading = read_book(*path)
    row = reading.season.ledgers["评分"][0]
    row["第2项"] = row.raw["第2项"] = 13
    row["第3项"] = row.raw["第3项"] = 0.25
    said = [item.says for item in check_reading(reading) if item.scope == "评分" and item.row == row.row]
    assert said == ["“讲堂评分表”的“表达”应在0至12.5分之间", "“讲堂评分表”的“互动”应是0.5的整数倍"]


def test_its_winners_are_confirmed_with_its_own_numbers_and_year(path):
    file, folder = path
    at = Desk(read_sheets(file), file, templates=folder)
    _, after = pressed("results", at)
    after.templates = folder
    asked, _ = pressed("confirm", after)
    [question] = [item for item in asked.items if isinstance(item, Ask)]
    assert "班组讲堂 金奖2个：第0班组、第1班组" in question.text and "报省4个" in question.text
    _, done = pressed("confirm", after, question.answer)
    done.templates = folder
    found = rows(done, "winners")
    assert [row["获奖编号"] for row in found] == ["讲-09", "讲-10", None, None]
    assert {row["获奖年度"] for row in found} == {2031} and found[0]["课题名称"] == "夜校"
    reading = read_book(*path)
    exact = [item.final for item in judge(reading.season, reading.notice).standings[:4]]
    assert [row["最终得分"] for row in found] == [math.floor(value * 10) / 10 for value in exact]
    assert any(value * 10 % 1 >= Fraction(1, 2) for value in exact), "where rounding would have gone up"
