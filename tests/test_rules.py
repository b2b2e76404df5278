"""Each kind of rule: kept and broken at the boundary, with empty cells and with cells of a wrong type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from pyfuncs import rules
from pyfuncs.notice import HOME, Quota
from pyfuncs.rules import TO_CONFIRM, Problem, Record, Season, View

GROUP_KEY = ["企业名称", "小组名称"]
BAD = "坏"
Row = dict[str, Any]


def record(row: Row, number: int, ledger: str) -> Record:
    """A record of `row`; fields listed under 坏 hold something of a wrong type."""
    made = Record({name: value for name, value in row.items() if name != BAD}, ledger, number)
    made.bad = set(row.get(BAD, ()))
    return made


def problems(
    call: str,
    rows: Sequence[Row],
    ledgers: dict[str, list[Row]] | None = None,
    key: Sequence[str] = (),
    quota: Quota | None = None,
    merged: bool = False,
    **params: Any,
) -> list[Problem]:
    """What the rule finds in `rows`; `ledgers` stand beside them, `quota` is what the notice allows each unit;
    merged  the rows are of all units."""
    records = [record(row, number, "台账") for number, row in enumerate(rows, start=1)]
    season = Season(
        {name: [record(row, n, name) for n, row in enumerate(items, 1)] for name, items in (ledgers or {}).items()}
    )
    season.single[HOME] = Record({"推荐单位": "某市"})
    notice = SimpleNamespace(
        ledgers={name: SimpleNamespace(key=GROUP_KEY) for name in season.ledgers},
        quota_of=lambda unit, award: quota,
        award_named=lambda award: SimpleNamespace(at="小组名称"),
        merged=merged,
    )
    return list(getattr(rules, call)(View(records, season, notice, key), **params))


def told(*args: Any, **params: Any) -> list[tuple[int, str, str]]:
    """(row, field, level) of what a rule finds; level "" is the rule's own."""
    return [(item.record.row, item.field, item.level) for item in problems(*args, **params)]


def says(*args: Any, **params: Any) -> str:
    """The one sentence a rule finds to say."""
    (found,) = problems(*args, **params)
    return found.says


EVERY = {name for name, item in vars(rules).items() if getattr(item, "__annotations__", {}).get("return") == "Problems"}


def test_every_kind_of_rule_is_tested() -> None:
    with open(__file__, encoding="utf-8") as file:
        text = file.read()
    assert {name for name in EVERY if f'"{name}"' not in text} == set()
    assert len(EVERY) >= 25


# -- one cell --------------------------------------------------------------------------------------


def test_filled() -> None:
    rows = [{"人数": 1}, {"人数": 0}, {"人数": None}, {}, {"人数": None, BAD: ["人数"]}]
    assert told("filled", rows, field="人数") == [(3, "人数", ""), (4, "人数", "")]
    (found,) = problems("filled", [{}], field="人数", fix="没有填0")
    assert (found.says, found.fix) == ("不能空着", "没有填0")


@pytest.mark.parametrize("least", [3, 2.5])
def test_at_least(least: float) -> None:
    rows = [{"人数": 3}, {"人数": 2}, {}, {"人数": 0, BAD: ["人数"]}, {"人数": -1}]
    assert told("at_least", rows, field="人数", least=least) == [
        (2, "人数", ""),
        (3, "人数", TO_CONFIRM),
        (5, "人数", ""),
    ]
    assert told("at_least", rows, field="人数", least=least, unknown=False) == [(2, "人数", ""), (5, "人数", "")]


def test_at_least_says_that_the_limit_counts() -> None:
    assert says("at_least", [{"成果数": 4}], field="成果数", least=5, unit="个") == "应不少于5个（含本数）"
    assert says("at_least", [{}], field="成果数", least=5, unit="个") == "未填，无法核对是否达到5个"


def test_at_most() -> None:
    rows = [{"字数": 3000}, {"字数": 3001}, {}, {"字数": 9999, BAD: ["字数"]}, {"字数": 0}]
    assert told("at_most", rows, field="字数", most=3000) == [(2, "字数", "")]
    assert says("at_most", rows, field="字数", most=3000, unit="字") == "应不超过3000字"


def test_equals() -> None:
    rows = [{"高层": "是"}, {"高层": "否"}, {}, {"高层": "也许", BAD: ["高层"]}]
    assert told("equals", rows, field="高层", value="是") == [(2, "高层", ""), (3, "高层", TO_CONFIRM)]


def test_grade_at_least() -> None:
    rows = [{"级别": word} for word in ("无", "企业", "市级", "省级", "国家级")] + [{}, {"级别": "县级", BAD: ["级别"]}]
    order = ["无", "企业", "市级", "省级", "国家级"]
    expected = [(1, "级别", ""), (2, "级别", ""), (6, "级别", TO_CONFIRM)]
    assert told("grade_at_least", rows, field="级别", order=order, least="市级") == expected
    assert len(told("grade_at_least", rows, field="级别", order=order, least="国家级")) == 5


def test_words_at_most() -> None:
    rows = [{"事迹": "字" * 700}, {"事迹": "字" * 699 + "。"}, {"事迹": "字" * 701}, {"事迹": " 字" * 700}, {}]
    assert told("words_at_most", rows, field="事迹", most=700) == [(3, "事迹", "")]
    (found,) = problems("words_at_most", [{"事迹": "字" * 705}], field="事迹", most=700)
    assert (found.says, found.fix) == ("共705字，应不超过700字", "删去5字")


def test_on_or_before() -> None:
    day = dt.date(2018, 6, 10)
    rows = [
        {"日期": day},
        {"日期": day + dt.timedelta(1)},
        {},
        {"日期": None, BAD: ["日期"]},
        {"日期": dt.date(2017, 1, 1)},
    ]
    assert told("on_or_before", rows, field="日期", date=day) == [(2, "日期", "")]
    assert says("on_or_before", rows, field="日期", date=day, what="截止日") == "应不晚于截止日2018年6月10日"


def test_contains_none() -> None:
    rows = [{"简介": "公开资料"}, {"简介": "机密，涉密", "课题": "秘密"}, {}]
    found = told("contains_none", rows, fields=["课题", "简介"], words=["机密", "秘密", "涉密"])
    assert found == [(2, "课题", ""), (2, "简介", "")]
    assert says("contains_none", rows, fields=["简介"], words=["机密", "涉密"]).startswith("出现“机密、涉密”")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("太原华岭机械有限公司", ""),
        ("太原华岭机械（集团）", ""),
        ("华岭机械(太原)有限公司", ""),
        ("太原华岭", "疑为简称"),
        (" 太原华岭机械有限公司", "首尾多了空格"),
        ("太原华岭机械有限公司　", "首尾多了空格"),
        ("太原华岭机械有限公司/二分厂", "含有“/”"),
    ],
)
def test_full_name(name: str, word: str) -> None:
    found = problems("full_name", [{"企业": name}, {}], field="企业", endings=["公司", "集团"], banned=["/"])
    assert [item.says.startswith(word) for item in found] == ([True] if word else [])


def test_parent_body() -> None:
    rows = [{"企业": "晋原集团公司太原分公司"}, {"企业": "太原华岭机械有限公司"}, {}]
    assert told("parent_body", rows, field="企业", pattern="集团公司.+公司$") == [(1, "企业", "")]


def test_topic_wording() -> None:
    wording = [
        {"pattern": "研制|研发", "looks": "创新", "types": ["创新"]},
        {"pattern": "^(提高|降低)", "looks": "问题解决", "not_types": ["创新"]},
    ]
    rows = [
        {"课题": "研制快换夹具", "类型": "创新"},
        {"课题": "研制快换夹具", "类型": "现场"},
        {"课题": "降低返修率", "类型": "创新"},
        {"课题": "降低返修率", "类型": "攻关"},
        {"课题": "减少等待", "类型": "创新"},
        {"课题": "研制快换夹具"},
        {"类型": "创新"},
        {"课题": "研制快换夹具", "类型": "不详", BAD: ["类型"]},
    ]
    params: Row = {"field": "课题", "type_field": "类型", "wording": wording}
    assert told("topic_wording", rows, **params) == [(2, "类型", ""), (3, "类型", "")]


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("2015年、2017年省优秀", ""),
        ("2014年省优秀，2016年市先进", "2014"),
        ("2018年获奖", "2018"),
        ("2014—2018年", "2014、2018"),
        ("获2000元奖金", ""),
        ("编号12014年", ""),
        ("QC小组2013", "2013"),
    ],
)
def test_years_within(text: str, outside: str) -> None:
    found = problems("years_within", [{"荣誉": text}, {}], field="荣誉", first=2015, last=2017)
    assert [item.says.split("年")[0].removeprefix("有") for item in found] == ([outside] if outside else [])


# -- cells of one record ---------------------------------------------------------------------------


def test_not_above() -> None:
    rows = [
        {"参加": 10, "总数": 10},
        {"参加": 11, "总数": 10},
        {"参加": 11},
        {"总数": 10},
        {"参加": 11, "总数": 10, BAD: ["总数"]},
        {"参加": 11, "总数": 10, BAD: ["参加"]},
        {"参加": 0, "总数": 0},
    ]
    assert told("not_above", rows, field="参加", other="总数") == [(2, "参加", "")]


RATIO: Row = {"field": "率", "numerator": "分子", "denominator": "分母"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"分子": 2, "分母": 3}, []),
        ({"分子": 3, "分母": 3}, []),
        ({"分子": 0, "分母": 3}, []),
        ({"分子": 2, "分母": 3, "率": 66.67}, []),
        ({"分子": 2, "分母": 3, "率": 66.66}, [""]),
        ({"分子": 1, "分母": 8, "率": 12.5}, []),
        ({"分子": 4, "分母": 3}, [""]),
        ({"分子": 4, "分母": 0}, [TO_CONFIRM]),
        ({"分母": 3}, [TO_CONFIRM]),
        ({"分子": 2}, [TO_CONFIRM]),
        ({}, [TO_CONFIRM]),
        ({"分子": 2, "分母": 3, BAD: ["分母"]}, []),
        ({"分母": 3, BAD: ["分子"]}, []),
        ({"分子": 999999999999999, "分母": 1e-38}, [""]),
    ],
)
def test_ratio(row: Row, expected: list[str]) -> None:
    assert [item.level for item in problems("ratio", [row], **RATIO)] == expected


def test_ratio_says_what_it_should_be() -> None:
    assert says("ratio", [{"分子": 2, "分母": 3, "率": 70}], **RATIO) == "应为66.67（2÷3×100%）"
    assert says("ratio", [{"分子": 4, "分母": 3}], **RATIO) == "“率”算得133.33%，应不超过100%"


@pytest.mark.parametrize(("part", "whole", "shown"), [(870, 1600, "54.38"), (23, 160, "14.38"), (41, 160, "25.63")])
def test_a_rate_is_said_as_the_sheet_rounds_it(part: int, whole: int, shown: str) -> None:
    assert problems("ratio", [{"分子": part, "分母": whole, "率": float(shown)}], **RATIO) == []
    wrong = says("ratio", [{"分子": part, "分母": whole, "率": 70}], **RATIO)
    assert wrong == f"应为{shown}（{part}÷{whole}×100%）"
    above = says("ratio", [{"分子": part, "分母": whole}], most=10, **RATIO)
    assert above == f"“率”算得{shown}%，应不超过10%"


@pytest.mark.parametrize(
    ("part", "whole", "most", "told"),
    [
        (46201, 46200, 100, "大于“分母”的46200，“率”应不超过100%"),
        (20001, 20000, 100, "“率”算得100.01%，应不超过100%"),
        (475001, 500000, 95, "大于“分母”的500000×95%，“率”应不超过95%"),
    ],
)
def test_what_is_above_the_limit_by_less_than_is_printed_is_said_by_its_numbers(
    part: int, whole: int, most: int, told: str
) -> None:
    """That 100.00 % should be no more than 100 % helps nobody."""
    assert says("ratio", [{"分子": part, "分母": whole}], most=most, **RATIO) == told


def test_a_rate_right_at_its_limit_is_not_above_it() -> None:
    """11 ÷ 20 × 100 is 55.00000000000001 in the numbers of a processor."""
    assert problems("ratio", [{"分子": 11, "分母": 20}], most=55, **RATIO) == []


@pytest.mark.parametrize(
    ("row", "place", "fix"),
    [
        ({"分子": 4, "分母": 3}, "分子", "核对“分子”和“分母”"),
        ({"分子": 4}, "分母", "补填"),
        ({"分母": 3}, "分子", "补填"),
        ({"分子": 4, "分母": 0}, "分母", "核对数字"),
        ({"分子": 2, "分母": 3, "率": 70}, "率", "恢复公式或核对数字"),
    ],
)
def test_a_wrong_rate_is_told_at_the_number_to_mend(row: Row, place: str, fix: str) -> None:
    (found,) = problems("ratio", [row], **RATIO)
    assert (found.field, found.fix) == (place, fix)


TEAM = {"企业名称": "甲公司", "小组名称": "星火"}


def people(*names: str | None) -> dict[str, list[Row]]:
    return {"成员": [TEAM | {"姓名": name} for name in names]}


@pytest.mark.parametrize(
    ("row", "members", "found"),
    [
        ({"人数": 3, "组长": "林晓"}, ("苗雨", "贺文"), 0),
        ({"人数": 2, "组长": "林晓"}, ("苗雨", "贺文"), 1),
        ({"人数": 4, "组长": "林晓"}, ("苗雨", "贺文"), 1),
        ({"人数": 2}, ("苗雨", "贺文"), 0),
        ({"人数": 9, "组长": "林晓"}, (), 0),
        ({"组长": "林晓"}, ("苗雨",), 0),
        ({"人数": 9, "组长": "林晓", BAD: ["人数"]}, ("苗雨",), 0),
    ],
)
def test_head_count(row: Row, members: tuple[str, ...], found: int) -> None:
    rows = [TEAM | row]
    assert len(told("head_count", rows, people(*members), field="人数", members="成员", leader="组长")) == found


def test_head_count_says_who_was_counted() -> None:
    rows = [TEAM | {"人数": 5, "组长": "林晓"}]
    (found,) = problems("head_count", rows, people("苗雨", "贺文"), field="人数", members="成员", leader="组长")
    assert found.says == "应为3（组长1人加“成员”列出的2人）"


def test_members_are_found_by_enterprise_and_name_whatever_the_width() -> None:
    """Two enterprises have a group of one name; width and blanks do not part a group from its members."""
    rows = [{"企业名称": "甲公司", "小组名称": "ＱＣ小组", "人数": 2, "组长": "林晓"}]
    ledgers = {
        "成员": [
            {"企业名称": "甲 公司", "小组名称": "QC小组", "姓名": "苗雨"},
            {"企业名称": "乙公司", "小组名称": "QC小组", "姓名": "贺文"},
        ]
    }
    assert told("head_count", rows, ledgers, field="人数", members="成员", leader="组长") == []


@pytest.mark.parametrize(
    ("names", "level"),
    [
        ("林晓", "多少"),
        ("林晓、苗雨", None),
        ("林　晓、苗雨", None),
        ("林晓、苗雨、贺文、甲一、乙二", TO_CONFIRM),
        ("林晓、苗雨、贺文、甲一、乙二、丙三", "多少"),
        ("林晓、陌生", TO_CONFIRM),
        ("、", "多少"),
        (None, None),
    ],
)
def test_presenters(names: str | None, level: str | None) -> None:
    rows = [TEAM | {"发表人": names, "组长": "林晓"}]
    found = problems(
        "presenters", rows, people("苗雨", "贺文"), field="发表人", members="成员", leader="组长", least=2, most=5
    )
    expected = [] if level is None else [TO_CONFIRM if level == TO_CONFIRM else ""]
    assert [item.level for item in found] == expected
    assert all("应为2至5人" in item.says for item in found if not item.level)


def test_presenters_without_a_limit() -> None:
    rows = [TEAM | {"发表人": "林晓", "组长": "林晓"}]
    assert told("presenters", rows, people(), field="发表人", members="成员", leader="组长") == []


# -- several records -------------------------------------------------------------------------------


def test_unique() -> None:
    rows = [
        {"企业": "甲公司", "小组": "星火"},
        {"企业": "甲公司", "小组": "先锋"},
        {"企业": "甲 公司", "小组": "星火"},
        {"企业": "乙公司", "小组": "星火"},
        {"企业": "甲公司"},
        {"企业": "甲公司"},
    ]
    params: Row = {"fields": ["企业", "小组"], "what": "只报一次"}
    assert told("unique", rows, **params) == [(3, "小组", "")]
    assert told("unique", rows, field="企业", **params) == [(3, "企业", "")]
    assert says("unique", rows, **params) == "与第1行重复，只报一次"


def test_unique_in_team() -> None:
    rows = [TEAM | {"组长": "林晓"}, TEAM | {"组长": "林晓", "课题": "第二个课题"}]
    ledgers = people("苗雨", "林 晓", "贺文", "苗雨", None, None)
    found = problems("unique_in_team", rows, ledgers, members="成员", leader="组长")
    assert [(item.record.row, item.says[:8]) for item in found] == [(2, "已写作组长，一人"), (4, "与第1行是同一人")]


def test_unique_in_team_without_a_leader() -> None:
    assert told("unique_in_team", [TEAM], people("苗雨"), members="成员", leader="组长") == []


def test_across_teams() -> None:
    rows = [
        TEAM | {"姓名": "苗雨"},
        TEAM | {"姓名": "苗雨"},
        {"企业名称": "甲公司", "小组名称": "先锋", "姓名": "苗雨"},
        {"企业名称": "乙公司", "小组名称": "先锋", "姓名": "苗雨"},
        {"企业名称": "甲公司", "小组名称": "先锋"},
    ]
    assert told("across_teams", rows, key=GROUP_KEY, field="姓名") == [(3, "姓名", "")]


def test_belongs() -> None:
    rows = [
        TEAM,
        {"企业名称": "甲公司", "小组名称": "先锋"},
        {"企业名称": "甲公司"},
        {"企业名称": "乙公司", "小组名称": "星火"},
    ]
    found = told("belongs", rows, {"小组": [TEAM]}, GROUP_KEY, parent="小组", field="小组名称")
    assert found == [(2, "小组名称", ""), (4, "小组名称", "")]


def test_has_members() -> None:
    rows = [TEAM, TEAM | {"小组名称": "先锋"}, {"企业名称": "甲公司"}]
    found = told("has_members", rows, people("苗雨"), members="成员", field="小组名称")
    assert found == [(2, "小组名称", "")]


def test_at_most_per() -> None:
    rows: list[Row] = [{"企业": "甲公司"} for _ in range(20)] + [{"企业": "乙公司"}, {}]
    params: Row = {"field": "企业", "most": 20, "what": "同一企业申报的小组"}
    assert told("at_most_per", rows, **params) == []
    assert told("at_most_per", [*rows, {"企业": "甲　公司"}], **params) == [(23, "企业", "")]
    assert says("at_most_per", [*rows, {"企业": "甲公司"}], **params) == "已是第21个，同一企业申报的小组最多20个"


def test_at_most_per_falls_back() -> None:
    rows = [
        {"会员": "甲集团", "企业": "甲公司"},
        {"企业": "甲集团"},
        {"企业": "乙公司"},
        {"会员": "乙集团", "企业": "乙公司"},
    ]
    found = told("at_most_per", rows, field="会员", fallback="企业", most=1, what="每个会员单位")
    assert found == [(2, "企业", "")]


def test_look_alike() -> None:
    ledgers: dict[str, list[Row]] = {
        "小组": [{"企业": "甲公司（太原）"}, {"企业": "乙公司"}, {}],
        "个人": [{"单位": "甲公司(太原)"}, {"单位": "甲公司（太原）"}, {"单位": "乙公司 ", BAD: ["单位"]}],
    }
    (found,) = problems("look_alike", [], ledgers, places=["小组.企业", "个人.单位", "班组.企业"])
    assert (found.record.scope, found.record.row, found.field) == ("个人", 1, "单位")
    assert "小组第1行的“甲公司（太原）”" in found.says


def test_count_equals() -> None:
    ledgers = {"班组": [{}, {}]}
    rows = [{"班组数": 2}, {"班组数": 3}, {"班组数": 1}, {}, {"班组数": 9, BAD: ["班组数"]}]
    assert told("count_equals", rows, ledgers, field="班组数", listed="班组") == [(2, "班组数", ""), (3, "班组数", "")]


def test_count_not_below() -> None:
    ledgers = {"小组": [{}, {}]}
    rows = [{"注册数": 2}, {"注册数": 3}, {"注册数": 1}, {}]
    assert told("count_not_below", rows, ledgers, field="注册数", listed="小组") == [(3, "注册数", "")]


@pytest.mark.parametrize(
    ("quota", "count", "expected"),
    [
        (Quota("名额", "某市", "2", "附件2", 0, 2), 2, []),
        (Quota("名额", "某市", "2", "附件2", 0, 2), 4, [(3, ""), (4, "")]),
        (Quota("名额", "某市", "0", "附件2", 0, 0), 1, [(1, "")]),
        (Quota("限额", "某市", "1", "附件1", 0, 1), 2, [(2, "")]),
        (Quota("幅度", "其他", "1–5", "附件2注", 1, 5), 6, [(6, "")]),
        (Quota("幅度", "其他", "1–5", "附件2注", 1, 5), 5, []),
        (Quota("自定", "某会", "自定", "附件2"), 99, []),
        (Quota("未列", "某会", "", "附件2"), 3, [(1, TO_CONFIRM)]),
        (Quota("未列", "某会", "", "附件2"), 0, []),
        (None, 99, []),
    ],
)
def test_within_quota(quota: Quota | None, count: int, expected: list[tuple[int, str]]) -> None:
    found = told("within_quota", [{} for _ in range(count)], quota=quota, award="优秀小组")
    assert found == [(row, "小组名称", level) for row, level in expected]


def test_in_a_merged_workbook_every_unit_has_its_own_quota() -> None:
    rows = [{"报送单位": unit} for unit in ("太原", "大同", "太原", "大同", "大同")]
    quota = Quota("名额", "某市", "2", "附件2", 0, 2)
    assert told("within_quota", rows, quota=quota, merged=True, award="优秀小组") == [(5, "小组名称", "")]


GROUP = {"企业名称": "甲公司", "小组名称": "星火"}


def test_across_units() -> None:
    """The same group of two units is told at both, with both sources; of one unit, or unmerged, it is not."""
    rows = [
        GROUP | {"报送单位": "太原", "来源": "太原.xlsm"},
        GROUP | {"报送单位": "太原", "来源": "太原.xlsm"},
        {"企业名称": " 甲公司", "小组名称": "星火", "报送单位": "大同", "来源": "报/大同.xlsx"},
        {"企业名称": "甲公司", "小组名称": None, "报送单位": "朔州", "来源": "朔州.xlsx"},
    ]
    found = problems("across_units", rows, merged=True, fields=["企业名称", "小组名称"], what="只能由一个单位报送")
    assert [item.record.row for item in found] == [1, 2, 3]
    assert found[0].says == "太原报的（太原.xlsm）在第3行（大同，来自 报/大同.xlsx）也有，只能由一个单位报送"
    assert "大同报的（报/大同.xlsx）在第1行（太原，来自 太原.xlsm）也有" in found[2].says
    assert not problems("across_units", rows, merged=True, fields=["小组名称", "报送单位"], what="")
    assert not problems("across_units", rows, fields=["企业名称", "小组名称"], what="")


def test_a_row_of_a_merged_workbook_is_named_with_its_source() -> None:
    rows = [{"号": "1", "报送单位": "太原", "来源": "太原.xlsm"}, {"号": "1", "报送单位": "太原", "来源": "太原.xlsm"}]
    assert says("unique", rows, merged=True, fields=["号"], what="应不同").startswith(
        "与第1行（太原，来自 太原.xlsm）重复"
    )


def test_remark() -> None:
    found = problems("remark", [{"奖项": "甲"}, {}], field="奖项", says="汇总表没有这一栏", fix="随原件报送")
    assert [(item.record.row, item.field, item.says, item.fix) for item in found] == [
        (1, "奖项", "汇总表没有这一栏", "随原件报送"),
        (2, "奖项", "汇总表没有这一栏", "随原件报送"),
    ]


# -- records ---------------------------------------------------------------------------------------


def test_matches() -> None:
    row = Record({"上会": "是", "奖项": "甲"})
    assert rules.matches(row, {}) and rules.matches(row, {"上会": ["是"], "奖项": ["乙", "甲"]})
    assert not rules.matches(row, {"上会": ["否"]}) and not rules.matches(row, {"没有": ["是"]})


def test_members_keep_the_order_of_the_sheet() -> None:
    season = Season({"成员": [record(TEAM | {"姓名": name}, n, "成员") for n, name in enumerate("丙甲乙", 1)]})
    parent = Record(TEAM)
    assert [row["姓名"] for row in season.members(parent, "成员", GROUP_KEY)] == ["丙", "甲", "乙"]
    assert season.members(Record(TEAM | {"小组名称": "先锋"}), "成员", GROUP_KEY) == []
    assert season.members(parent, "没有的台账", GROUP_KEY) == []


@pytest.mark.parametrize("where", [{}, {"级别": ["一等", "3"]}, {"级别": ["一等"], "类型": {"现场型"}}, {"级别": [""]}])
def test_records_that_match_are_those_that_match_one_by_one(where: dict[str, Any]) -> None:
    held = ("一等", "二等", None, 3, 3.0)
    records = [Record({"级别": level, "类型": kind}) for level in held for kind in ("现场型", None)]
    records.append(Record({"类型": "现场型"}))
    assert rules.matching(records, where) == [record for record in records if rules.matches(record, where)]


def test_the_largest_team_is_that_of_most_members() -> None:
    groups = [Record({"小组": name}) for name in ("甲", "Ａ", "丙")]
    members = [Record({"小组": name}) for name in ("甲", "A", "a", "丁", "丁", "丁")]
    season = Season({"成员": members})
    assert season.most_members(groups, "成员", ["小组"]) == 2
    assert season.most_members(groups[2:], "成员", ["小组"]) == season.most_members([], "成员", ["小组"]) == 0
