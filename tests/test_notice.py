"""Loading definitions: a third notice of next year, and every fault refused with file, key and the nearest name."""

import datetime as dt
import re
import shutil

import pytest

from pyfuncs.notice import (
    HOME,
    LEDGER_FILE,
    NOTICE_FILE,
    TEMPLATES,
    DefinitionError,
    did_you_mean,
    list_notices,
    load_ledgers,
    load_notice,
)

NOTICE = """
id = "2031"
name = "第三份通知"
color = "7030A0"
fact = [{ name = "标题", value = "关于举办2031年班组讲堂的通知", source = "标题" }]
deadline = [{ id = "C01", name = "报名", date = 2031-05-20, source = "二" }]
option = [
    { id = "C02", name = "课题类型", values = ["改善型", "攻关型", "设想型"], source = "三" },
    { name = "讲堂形式", values = ["现场", "视频"], source = "附件2" },
]
field = [{ ledger = "班组", name = "讲堂名称", type = "文本", required = true }]

[[award]]
name = "班组讲堂"
ledger = "班组"
at = "班组名称"
forms = ["附件1"]
fee = 80
fee_source = "四"
limit = 7
limit_per = "企业名称"
limit_source = "五"
quota_column = "讲堂"

[quota]
columns = ["讲堂", "观摩"]
printed_total = [9, 4]
source = "附件3"
rows = { "东区" = [5, "自定"], "西区" = [4, 4] }

[[prize]]
award = "班组讲堂"
level = "金奖"
count = 2
source = "六"

[[material]]
document = "讲堂登记表"
form = "附件1"
per = "班组讲堂"
original = 1
source = "五"

[[rule]]
id = "C03"
call = "at_most_per"
ledger = "班组"
field = "企业名称"
most = 7
what = "同一企业"
source = "五"

[[rule]]
id = "C04"
call = "head_count"
level = "核实"
ledger = "班组"
where = { "上会发表" = ["是"] }
field = "人数"
members = "班组成员"
leader = "班组长姓名"
source = "附件1"

[[rule]]
id = "C05"
call = "ratio"
ledger = "2031附件2"
field = "参加率"
numerator = "参加人数"
denominator = "职工总数"
source = "附件2"
"""

ENTRY = """
id = "附件1"
name = "讲堂登记表"
mode = "逐条"
ledger = "班组"
source = "附件1"

[[part]]
kind = "title"
text = "班组讲堂登记表"

[[part]]
kind = "line"
text = "报送单位 {首页.推荐单位}\\t讲堂：{讲堂名称}"

[[part]]
kind = "grid"
widths = [40, 40, 40, 40]
rows = '''
班组 | {班组名称} | 人数 | {人数}
姓名 | 职称 | 分工 | <
@班组成员*4: {姓名} | {职称} | {职责分工} | <
'''
heights = { 1 = 12 }
"""

TOTALS = """
id = "附件2"
name = "讲堂统计表"
mode = "单份"
source = "附件2"
field = [
    { name = "参加人数", type = "整数" },
    { name = "职工总数", type = "整数" },
    { name = "参加率", type = "百分数", ratio = ["参加人数", "职工总数"] },
    { name = "形式", type = "多选", options = "讲堂形式" },
]

[[part]]
kind = "grid"
widths = [80, 80]
rows = '''
参加率 | {参加率}
形式 | {形式=现场?□}现场 {形式=视频?□}视频
'''
"""

LIST = """
id = "附件10"
name = "讲堂汇总表"
mode = "汇总"
source = "附件10"

[[part]]
kind = "grid"
widths = [20, 80, 60]
where = { "上会发表" = ["是", "否"] }
rows = '''
序号 | 班组 | 人数
@班组*3: {#} | {班组名称} | {人数}
合计 | < | {Σ人数}
'''
"""

ENTRY_FILE, TOTALS_FILE, LIST_FILE = "附件1 讲堂登记表.toml", "附件2 讲堂统计表.toml", "附件10 讲堂汇总表.toml"
FILES = {NOTICE_FILE: NOTICE, LIST_FILE: LIST, TOTALS_FILE: TOTALS, ENTRY_FILE: ENTRY}


def write(folder, files=FILES):
    """A templates folder with the shared ledgers and the third notice alone."""
    shutil.copy(TEMPLATES / LEDGER_FILE, folder)
    (folder / "2031").mkdir()
    for name, text in files.items():
        (folder / "2031" / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def third(tmp_path_factory):
    return load_notice("2031", write(tmp_path_factory.mktemp("templates")))


# -- a third notice ----------------------------------------------------------------------------------


def test_forms_stand_in_the_order_of_their_numbers(third):
    assert list(third.forms) == ["附件1", "附件2", "附件10"]
    assert [form.tab for form in third.forms.values()] == ["2031附件1", "2031附件2", "2031附件10"]


BLANKS = {
    "附件1": {
        (HOME, "推荐单位"),
        *(("班组", name) for name in ("讲堂名称", "班组名称", "人数")),
        *(("班组成员", name) for name in ("姓名", "职称", "职责分工")),
    },
    "附件2": {("2031附件2", "参加率"), ("2031附件2", "形式")},
    "附件10": {("班组", "#"), ("班组", "班组名称"), ("班组", "人数")},
}


@pytest.mark.parametrize("form", BLANKS)
def test_blanks_with_the_ledger_each_belongs_to(third, form):
    assert third.forms[form].prints == BLANKS[form]


def test_a_sum_is_over_the_ledger_its_grid_lists(third):
    (scope,) = [scope for scope, blank in third.forms["附件10"].blanks() if blank.sum]
    assert scope == "班组"


def test_a_field_knows_the_forms_that_print_it(third):
    assert third.printed_on("班组", "人数") == ["附件1", "附件10"]
    assert third.printed_on("班组", "质量成本") == []


def test_a_field_of_the_notice_joins_the_ledger_and_leaves_other_notices_alone(third):
    assert third.fields_of("班组")["讲堂名称"].required
    assert "讲堂名称" not in {item.name for ledger in load_ledgers()[0] for item in ledger.field}


def test_options_are_the_notices_own(third):
    assert third.options_of(third.fields_of("小组")["课题类型"]) == ["改善型", "攻关型", "设想型"]
    assert third.options_of(third.fields_of("2031附件2")["形式"]) == ["现场", "视频"]
    assert third.options_of(third.fields_of("班组")["上会发表"]) == ["是", "否"]
    assert third.options_of(third.fields_of(HOME)["推荐单位"]) == ["东区", "西区"]


def test_dates_fees_limits_and_facts(third):
    (deadline,) = third.deadline
    assert (deadline.start, deadline.date) == (None, dt.date(2031, 5, 20))
    award = third.award_named("班组讲堂")
    assert (award.fee, award.limit, award.limit_per) == (80, 7, "企业名称")
    assert {item.name: item.value for item in third.fact}["标题"] == "关于举办2031年班组讲堂的通知"


@pytest.mark.parametrize(("unit", "most"), [("东区", 5), ("西区", 4)])
def test_quota(third, unit, most):
    assert third.quota_of(unit, "班组讲堂").most == most


def test_quota_of_a_unit_the_table_does_not_name(third):
    assert third.quota_of("北区", "班组讲堂") is None


def test_rules_with_their_parameters(third):
    own, shared = third.rule[:3], third.rule[3:]
    assert ("across_units", "台账") in {(rule.call, rule.source) for rule in shared}
    assert [(rule.id, rule.call, rule.level, rule.ledger) for rule in own] == [
        ("C03", "at_most_per", "错误", "班组"),
        ("C04", "head_count", "核实", "班组"),
        ("C05", "ratio", "错误", "2031附件2"),
    ]
    assert third.rule[0].params == {"field": "企业名称", "most": 7, "what": "同一企业"}
    assert third.rule[1].where == {"上会发表": ["是"]}


def test_as_merged_members_belong_to_a_team_of_the_same_unit_and_every_row_says_whose_it_is(third):
    merged = third.as_merged()
    assert merged.merged and not third.merged
    assert merged.ledgers["班组"].key == [*third.ledgers["班组"].key, "报送单位"]
    assert merged.ledgers["班组成员"].fields["报送单位"].required
    assert not third.ledgers["班组成员"].fields["报送单位"].required
    assert merged.ledgers[HOME] is third.ledgers[HOME]


def test_notices_are_the_folders_that_hold_one(tmp_path):
    write(tmp_path)
    (tmp_path / "草稿").mkdir()
    assert list_notices(tmp_path) == ["2031"]
    assert list_notices() == ["2018", "2023"]


# -- refusals ----------------------------------------------------------------------------------------

NOTICE_PATH = f"2031/{NOTICE_FILE}"

REFUSED = {
    # what is wrong: (file, what stands there, what is written instead, the message's parts)
    "unknown key": (NOTICE_FILE, "color =", "colour =", [NOTICE_PATH, "不认识“colour”", "是否为“color”？"]),
    "unknown key in a list": (NOTICE_FILE, "values = [", "value = [", ["option[1]", "“value”", "是否为“values”？"]),
    "missing key": (NOTICE_FILE, 'color = "7030A0"', "", [f"{NOTICE_PATH}：缺“color”"]),
    "missing key of an award": (NOTICE_FILE, 'at = "班组名称"\n', "", ["award[1]", "缺“at”"]),
    "text for a number": (NOTICE_FILE, "fee = 80", 'fee = "80"', ["award[1]：“fee”应为整数，写的是'80'"]),
    "number for a text": (NOTICE_FILE, 'what = "同一企业"', "what = 7", ["[[rule]] C03：“what”应为文字，写的是7"]),
    "text for a date": (NOTICE_FILE, "date = 2031-05-20", 'date = "5月20日"', ["deadline[1]：“date”应为日期"]),
    "date and time for a date": (NOTICE_FILE, "2031-05-20", "2031-05-20T08:00:00", ["“date”应为日期"]),
    "true for a number": (NOTICE_FILE, "fee = 80", "fee = true", ["“fee”应为整数，写的是True"]),
    "text for a list": (NOTICE_FILE, 'forms = ["附件1"]', 'forms = "附件1"', ["“forms”应为列表"]),
    "text for a table": (NOTICE_FILE, "fact = [{", 'fact = ["标题", {', ["fact[1]：应为一张表，写的是'标题'"]),
    "bad TOML": (NOTICE_FILE, 'color = "7030A0"', "color = 7030A0", [f"{NOTICE_FILE} 不是正确的 TOML"]),
    "another id than the folder's": (NOTICE_FILE, 'id = "2031"', 'id = "2032"', ["“id”应为文件夹的名称“2031”"]),
    "unknown ledger of a field": (
        NOTICE_FILE,
        'field = [{ ledger = "班组"',
        'field = [{ ledger = "班"',
        ["是否为“班组”？"],
    ),
    "field that the ledger has": (
        NOTICE_FILE,
        'name = "讲堂名称"',
        'name = "人数"',
        ["[[field]] 人数：台账“班组”已有"],
    ),
    "unknown type": (NOTICE_FILE, 'type = "文本"', 'type = "长文"', ["讲堂名称", "没有类型“长文”", "是否为“长文本”？"]),
    "unknown ledger of an award": (
        NOTICE_FILE,
        'ledger = "班组"\nat',
        'ledger = "班班组"\nat',
        ["班组讲堂", "是否为“班组”？"],
    ),
    "unknown form of an award": (
        NOTICE_FILE,
        'forms = ["附件1"]',
        'forms = ["附件11"]',
        ["没有“附件11”", "是否为“附件1"],
    ),
    "unknown field of a limit": (NOTICE_FILE, 'limit_per = "企业名称"', 'limit_per = "企业名"', ["是否为“企业名称”？"]),
    "unknown column of the quota": (NOTICE_FILE, 'quota_column = "讲堂"', 'quota_column = "讲座"', ["是否为“讲堂”？"]),
    "quota row too short": (NOTICE_FILE, '[5, "自定"]', "[5]", [f"{NOTICE_PATH} [quota] 东区：有1格，应有2格"]),
    "quota row too long": (NOTICE_FILE, "[4, 4]", "[4, 4, 4]", ["西区：有3格，应有2格"]),
    "prize of an unknown award": (
        NOTICE_FILE,
        'award = "班组讲堂"\nlevel',
        'award = "班组讲课"\nlevel',
        ["金奖", "是否为“班组讲堂”？"],
    ),
    "material of an unknown form": (NOTICE_FILE, 'form = "附件1"', 'form = "附件3"', ["讲堂登记表：没有“附件3”"]),
    "material of an unknown award": (
        NOTICE_FILE,
        'per = "班组讲堂"',
        'per = "讲堂"',
        ["讲堂登记表", "是否为“班组讲堂”？"],
    ),
    "unknown rule": (
        NOTICE_FILE,
        '"at_most_per"',
        '"at_most_each"',
        ["[[rule]] C03：没有规则“at_most_each”", "是否为“at_most"],
    ),
    "a helper is no rule": (NOTICE_FILE, '"at_most_per"', '"known"', ["[[rule]] C03：没有规则“known”"]),
    "unknown parameter of a rule": (
        NOTICE_FILE,
        "most = 7",
        "mots = 7",
        ["[[rule]] C03：不认识“mots”", "是否为“most”？"],
    ),
    "missing parameter of a rule": (NOTICE_FILE, "most = 7\n", "", ["[[rule]] C03：规则“at_most_per”缺“most”"]),
    "ill-typed parameter of a rule": (
        NOTICE_FILE,
        "most = 7",
        'most = "七"',
        ["[[rule]] C03：“most”应为整数，写的是'七'"],
    ),
    "unknown level": (NOTICE_FILE, '"核实"', '"核对"', ["[[rule]] C04：没有级别“核对”", "是否为“核实”？"]),
    "unknown ledger of a rule": (
        NOTICE_FILE,
        "2031附件2",
        "2031附件3",
        ["[[rule]] C05：没有台账“2031附件3”", "是否为“2031附件2”？"],
    ),
    "unknown field of a rule": (NOTICE_FILE, '"参加人数"', '"参加数"', ["[[rule]] C05", "是否为“参加人数”？"]),
    "unknown members of a rule": (NOTICE_FILE, '"班组成员"', '"班组人员"', ["[[rule]] C04", "是否为“班组成员”？"]),
    "unknown option in a rule's where": (NOTICE_FILE, '["是"]', '["对"]', ["[[rule]] C04：“上会发表”没有选项“对”"]),
    "unknown key of a form": (ENTRY_FILE, "mode =", "modes =", [f"{ENTRY_FILE}：不认识“modes”", "是否为“mode”？"]),
    "unknown mode": (ENTRY_FILE, '"逐条"', '"逐个"', [f"{ENTRY_FILE}：没有 mode “逐个”", "是否为“逐条”？"]),
    "unknown kind of part": (ENTRY_FILE, '"title"', '"titel"', ["[[part]] 1：没有 kind “titel”", "是否为“title”？"]),
    "unknown ledger of a form": (
        ENTRY_FILE,
        'ledger = "班组"',
        'ledger = "班祖"',
        [f"{ENTRY_FILE}：没有台账“班祖”", "是否为"],
    ),
    "unknown field in a line": (ENTRY_FILE, "{讲堂名称}", "{讲堂名}", ["“班组”没有字段“讲堂名”", "是否为“讲堂名称”？"]),
    "unknown field in a grid": (
        ENTRY_FILE,
        "{班组名称}",
        "{班组名}",
        [ENTRY_FILE, "“班组”没有字段“班组名”", "是否为“班组名称”？"],
    ),
    "unknown field of a member": (
        ENTRY_FILE,
        "{职责分工}",
        "{职责}",
        ["“班组成员”没有字段“职责”", "是否为“职责分工”？"],
    ),
    "unknown field of 首页": (
        ENTRY_FILE,
        "{首页.推荐单位}",
        "{首页.推荐}",
        ["“首页”没有字段“推荐”", "是否为“推荐单位”？"],
    ),
    "unknown ledger in a grid": (
        ENTRY_FILE,
        "@班组成员*4",
        "@班组人员*4",
        ["没有台账“班组人员”", "是否为“班组成员”？"],
    ),
    "wrong number of cells": (
        ENTRY_FILE,
        "姓名 | 职称 | 分工 | <",
        "姓名 | 职称 | <",
        ["[[part]] 3：第2行有3格，列宽却有4个"],
    ),
    "unpaired brace": (ENTRY_FILE, "{人数}", "{人数", ["[[part]] 3：第1行第4格", "花括号不成对"]),
    "unpaired brace in a line": (ENTRY_FILE, "{讲堂名称}", "讲堂名称}", ["[[part]] 2", "花括号不成对"]),
    "unknown option of a tick": (TOTALS_FILE, "=视频", "=录像", [TOTALS_FILE, "“形式”没有选项“录像”", "现场、视频"]),
    "unknown list of options": (TOTALS_FILE, '"讲堂形式"', '"形式"', ["没有选项表“形式”", "是否为“讲堂形式”？"]),
    "unknown input of a rate": (
        TOTALS_FILE,
        '["参加人数"',
        '["参加数"',
        ["参加率：没有字段“参加数”", "是否为“参加人数”？"],
    ),
    "unknown field in a part's where": (LIST_FILE, '"上会发表" =', '"上会" =', [LIST_FILE, "是否为“上会发表”？"]),
    "two forms of one id": (LIST_FILE, 'id = "附件10"', 'id = "附件2"', [f"{LIST_FILE}：“附件2”已在 {TOTALS_FILE} 中"]),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_faulty_definition_is_refused(what, tmp_path):
    file, old, new, parts = REFUSED[what]
    assert old in FILES[file]
    write(tmp_path, FILES | {file: FILES[file].replace(old, new, 1)})
    with pytest.raises(DefinitionError) as refusal:
        load_notice("2031", tmp_path)
    for part in parts:
        assert part in str(refusal.value)


LEDGERS_REFUSED = {
    "unknown type": ('type = "姓名"', 'type = "名字"', "没有类型“名字”"),
    "unknown key field": (
        'key = ["企业名称", "班组名称"]',
        'key = ["企业名称", "班组名"]',
        "key 中没有字段“班组名”，是否为“班组名称”？",
    ),
    "unknown key": ("rows = 2000", "row = 2000", "不认识“row”，是否为“rows”？"),
}


@pytest.mark.parametrize("what", LEDGERS_REFUSED)
def test_faulty_ledgers_are_refused(what, tmp_path):
    old, new, message = LEDGERS_REFUSED[what]
    ledgers = write(tmp_path) / LEDGER_FILE
    text = ledgers.read_text("utf-8")
    assert old in text
    ledgers.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionError, match=re.escape(LEDGER_FILE)) as refusal:
        load_notice("2031", tmp_path)
    assert message in str(refusal.value)


def test_a_form_whose_name_has_no_number(tmp_path):
    write(tmp_path, {NOTICE_FILE: NOTICE, "附件一 登记表.toml": ENTRY})
    with pytest.raises(DefinitionError, match=r"附件一 登记表\.toml：文件名应写作"):
        load_notice("2031", tmp_path)


def test_a_notice_that_is_not_there(tmp_path):
    with pytest.raises(DefinitionError, match="没有通知“2013”，是否为“2031”？"):
        load_notice("2013", write(tmp_path))


def test_a_file_that_is_not_utf8(tmp_path):
    (write(tmp_path) / "2031" / NOTICE_FILE).write_bytes(NOTICE.encode("gb18030"))
    with pytest.raises(DefinitionError, match=f"{NOTICE_FILE} 不是正确的 TOML"):
        load_notice("2031", tmp_path)


def test_all_names_that_are_equally_near_are_offered():
    assert did_you_mean("太元", ["太原", "太铁", "大同"]) == "，是否为“太原”或“太铁”？"
    assert did_you_mean("甲乙", ["太原", "大同"]) == "，可用的有：太原、大同"
