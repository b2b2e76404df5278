"""评审设定: read back as it was drawn, as the clerk changes it, and what cannot be used named with its cell."""

import pytest
from contests import contest, workbook
from desks import write

from pyfuncs import closed
from pyfuncs.records import read_season
from pyfuncs.settings import PRIZES, SETTINGS, TOTAL, USED, WAYS, WEIGHTS, lines, read_settings, refusal


@pytest.fixture
def sheet():
    return closed.read_sheets(workbook())[SETTINGS]


@pytest.fixture
def stated():
    return contest()[1].judging


def put(sheet, judging, category, item, value):
    """Types into the cell of a line."""
    cell = judging.cells[category, item]
    write(sheet, int(cell[1:]), ord(cell[0]) - 64, value)


def test_the_tab_as_built_says_what_the_notice_says(sheet, stated):
    read = read_settings(sheet, stated, "2023")
    assert read.faults == []
    assert [(line.category, line.item, line.value) for line in lines(read)] == [
        (line.category, line.item, line.value) for line in lines(stated)
    ]
    assert set(read.cells) == {(line.category, line.item) for line in lines(stated)}


def test_everything_can_be_changed_there(sheet, stated):
    read = read_settings(sheet, stated, "2023")
    for category, item, value in (
        (WEIGHTS, "资料初审", 40),
        (WEIGHTS, "现场发表", "60%"),
        (PRIZES, "QC小组成果：二等奖", 4),
        (USED, "资料初审：创新型", "现场评审表"),
        (WAYS, "得分小数位数", 3),
        (WAYS, "同分时依次比较", "现场发表、中位数"),
        (WAYS, "报省名额", 8),
        ("现场评审表", "质量管理小组教育", 12),
        ("现场评审表", "成果的维持与巩固", 18),
    ):
        put(sheet, read, category, item, value)
    now = read_settings(sheet, stated, "2023")
    assert now.faults == [] and [phase.weight for phase in now.phase] == [40, 60]
    assert now.lines(now.contest[0]) == [(1, "一等奖"), (5, "二等奖"), (8, "三等奖"), (8, "")]
    assert now.table_of(now.phase[0], "创新型").name == "现场评审表"
    assert [item.points for item in now.table_of(now.phase[0], "创新型").item] == [10, 30, 30, 18, 12]
    assert (now.value("decimals"), now.value("tie_keys"), refusal(now)) == (3, "现场发表、中位数", "")
    assert stated.phase[0].weight is None, "the notice itself stays as it is"


def test_the_empty_table_of_teams_is_filled_on_the_tab(sheet, stated):
    read = read_settings(sheet, stated, "2023")
    total = int(read.cells["质量信得过班组评审表", TOTAL][1:])
    for number, (name, points) in enumerate((("基础管理", 60), ("质量改进", 40)), start=1):
        write(sheet, total - 3 + number, 2, name)
        write(sheet, total - 3 + number, 3, points)
    write(sheet, total, 3, 100)
    table = read_settings(sheet, stated, "2023").table[-1]
    assert [(item.name, item.points) for item in table.item] == [("基础管理", 60), ("质量改进", 40)]


@pytest.mark.parametrize(
    ("category", "item", "value", "says"),
    [
        (WEIGHTS, "资料初审", "四成", "应为数字"),
        (WEIGHTS, "资料初审", -5, "应不小于0"),
        (USED, "现场发表：创新型", "创新表", "应为问题解决型发表评审表、创新型发表评审表"),
        (WAYS, "去高去低起算人数", 2, "应不小于3"),
        (WAYS, "每项成果至少几名评委", None, "不能空着"),
        ("创新型发表评审表", "选题", "二十", "应为大于0的数字"),
        ("创新型发表评审表", "选题", 25, "各项之和为105，合计写的是100"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_cell_and_nothing_is_ranked(sheet, stated, category, item, value, says):
    read = read_settings(sheet, stated, "2023")
    put(sheet, read, category, item, value)
    now = read_settings(sheet, stated, "2023")
    cell, words = now.faults[0]
    assert says in words and cell in (read.cells[category, item], read.cells.get((category, TOTAL)))
    assert refusal(now).startswith(f"“{SETTINGS}”{cell}：")


def retyped(sheet, old, new):
    """Every cell that says `old`, by its row (from 1), now says `new`."""
    found = [number for number, row in enumerate(sheet.rows) if old in row]
    for number in found:
        sheet.rows[number][sheet.rows[number].index(old)] = new
    return [sheet.first_row + number for number in found]


def test_a_category_or_total_retyped_in_another_width_or_with_blanks_is_the_same(sheet, stated):
    """Else the weights would be taken for a score table, and the notice's own tables would be lost."""
    put(sheet, read_settings(sheet, stated, "2023"), WEIGHTS, "资料初审", 40)
    for old, new in ((WEIGHTS, "阶段权重(%)"), (TOTAL, "合 计"), ("现场评审表", "现场 评审表"), (WAYS, " 办法")):
        assert retyped(sheet, old, new)
    now = read_settings(sheet, stated, "2023")
    assert now.faults == [] and [phase.weight for phase in now.phase] == [40, None]
    assert [table.name for table in now.table] == [table.name for table in stated.table]
    assert [table.total for table in now.table] == [table.total for table in stated.table]


def test_a_category_retyped_in_other_words_is_named_and_makes_no_score_table(sheet, stated):
    first, *_ = retyped(sheet, WEIGHTS, "各阶段权重")
    now = read_settings(sheet, stated, "2023")
    says = f"类别写的是“各阶段权重”，“资料初审”属于“{WEIGHTS}”，请改回原来的字"
    assert now.faults[0] == (f"C{first}", says) and says in refusal(now)
    assert [table.name for table in now.table] == [table.name for table in stated.table]


def test_a_table_with_more_items_than_there_are_columns_for_is_named_and_nothing_is_ranked():
    """The scores of the items beyond would count for nothing, and nobody would see it."""
    sheets = closed.read_sheets(workbook())
    settings = sheets[SETTINGS]
    number = next(n for n, row in enumerate(settings.rows, start=settings.first_row) if "选题" in row)
    name = settings.at(number, 1)
    settings.rows.extend([name, f"加{extra}", 1, "", ""] for extra in range(1, 6))
    reading = read_season(sheets, contest()[1])
    says = next(loss for loss in reading.losses if "没有地方打分" in loss.says)
    assert says.cell == f"C{settings.first_row + len(settings.rows) - 1}" and "“加5”起" in says.says
    assert f"“{name}”有11个项目，评分只有10栏" in refusal(reading.notice.judging)


def test_a_weight_left_empty_names_its_cell(sheet, stated):
    read = read_settings(sheet, stated, "2023")
    assert f"“{SETTINGS}”{read.cells[WEIGHTS, '资料初审']}：" in refusal(read)


def test_columns_that_were_moved_and_lines_sorted_are_found(sheet, stated):
    for row in sheet.rows:
        row[:0] = ["甲"] if len(row) > 2 else []
    heads = next(n for n, row in enumerate(sheet.rows) if "项目" in row)
    weights = [row for row in sheet.rows if WEIGHTS in row]
    weights[0][:], weights[1][:] = list(weights[1]), list(weights[0])
    assert heads and read_settings(sheet, stated, "2023").faults == []


def test_a_workbook_without_the_tab_keeps_what_the_notice_says(stated):
    read = read_settings(None, stated, "2023")
    assert read.cells == {} and "权重还空着" in refusal(read)
