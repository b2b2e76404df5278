"""How a notice judges, as data: what the 2023 notice says and leaves open, and definitions that are refused."""

from fractions import Fraction

import pytest

from pyfuncs.contest import exact, load_judging, setting_fault, unequal
from pyfuncs.notice import TEMPLATES, load_notice
from pyfuncs.schema import DefinitionError

FILE = TEMPLATES / "2023" / "评审.toml"


def test_the_score_tables_of_the_standard_add_up_to_a_hundred(notice_2023):
    tables = {table.name: [item.points for item in table.item] for table in notice_2023.judging.table}
    assert tables["问题解决型发表评审表"] == [15, 30, 20, 20, 5, 10]
    assert tables["创新型发表评审表"] == [20, 30, 20, 15, 5, 10]
    assert tables["现场评审表"] == [10, 30, 30, 20, 10]
    assert tables["质量信得过班组评审表"] == []
    assert not any(unequal(table) for table in notice_2023.judging.table)


def test_the_table_follows_the_course_type(notice_2023):
    judging = notice_2023.judging
    phase = judging.phase_named("现场发表")
    assert judging.table_of(phase, "创新型").name == "创新型发表评审表"
    assert judging.table_of(phase, "别的") is None


def test_what_the_notice_leaves_open_is_empty_and_says_so(notice_2023):
    judging = notice_2023.judging
    assert [(phase.name, phase.weight) for phase in judging.phase] == [("资料初审", None), ("现场发表", None)]
    assert judging.value("tie_keys") is None and "占评审分比例" in judging.phase[0].note
    assert all(item.source for item in judging.setting) and judging.counted() == []


def test_prizes_and_the_places_that_go_on_to_the_province(notice_2023):
    judging = notice_2023.judging
    groups, promoters, companies, teams = judging.contest
    assert judging.lines(groups) == [(1, "一等奖"), (3, "二等奖"), (6, "三等奖"), (10, "")]
    assert judging.lines(promoters) == [(1, "一等奖"), (3, "二等奖"), (6, "三等奖")]
    assert judging.lines(companies) == [(6, "质量管理小组活动优秀企业")]
    assert judging.lines(teams) == []
    assert [item.is_scored for item in judging.contest] == [True, False, False, True]


def test_a_notice_without_judging_has_none(notice_2018):
    assert notice_2018.judging is None
    assert notice_2018.ledgers["评分"].is_jurys and not notice_2018.ledgers["评委"].is_jurys


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('points = 15, criteria = "结合', 'points = 16, criteria = "结合', "各项之和为101，合计写的是100"),
        ('"创新型" = "创新型发表评审表"', '"创新型" = "创新发表评审表"', "是否为“创新型发表评审表”"),
        ('id = "decimals"', 'id = "decimal"', "缺 [[setting]] id = “decimals”"),
        ('value = "否"', 'value = "混排"', "应为是、否之一"),
        ("value = 3\nleast = 3", "value = 2\nleast = 3", "应不小于3"),
        ("promotes = true", "promotes = 1", "“promotes”应为true 或 false"),
    ],
)
def test_a_definition_that_does_not_fit_is_refused_with_file_and_key(tmp_path, old, new, says):
    text = FILE.read_text("utf-8")
    assert old in text
    path = tmp_path / "评审.toml"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_judging(path, "2023/评审.toml")
    assert says in str(refused.value) and "2023/评审.toml" in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('award = "QC小组成果"', 'award = "QC小组成绩"', "是否为“QC小组成果”"),
        ('mark = "评审得分"', 'mark = "评审分"', "是否为“评审得分”"),
    ],
)
def test_a_contest_names_awards_and_fields_that_exist(tmp_path, old, new, says):
    import shutil

    templates = shutil.copytree(TEMPLATES, tmp_path / "templates")
    path = templates / "2023" / "评审.toml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_notice("2023", templates)
    assert says in str(refused.value)


def test_numbers_are_exact_as_typed(notice_2023):
    assert exact(0.1) + exact(0.2) == Fraction(3, 10) and exact(8) == 8
    step = next(item for item in notice_2023.judging.setting if item.id == "step")
    assert setting_fault(step, None) == "" and setting_fault(step, "半分") == "应为数字"


def test_a_way_of_rounding_that_nobody_knows_is_refused(tmp_path):
    text = FILE.read_text("utf-8").replace('"四舍五入", "四舍六入五成双"', '"四舍五入", "见分进角"')
    (tmp_path / "评审.toml").write_text(text, "utf-8")
    with pytest.raises(DefinitionError, match="得分取整办法：options 应为四舍五入、四舍六入五成双、只舍不入中的几个"):
        load_judging(tmp_path / "评审.toml", "2023/评审.toml")
