import re

import built

from pyfuncs import layout
from pyfuncs.home import LAST, WIDTHS, full_name
from pyfuncs.metrics import line_count
from pyfuncs.notice import HOME


def words(name):
    return [str(cell.value) for row in built.recalculated(name)[HOME].iter_rows() for cell in row if cell.value]


def test_typed_cells_hold_the_sample_and_have_a_name():
    record = built.season(built.PROVINCE).single[HOME]
    for name, (row, col, label, at, place) in layout.home_cells().items():
        assert built.value(built.PROVINCE, HOME, row, col) == label
        found = built.value(built.PROVINCE, HOME, at, place)
        assert getattr(found, "date", lambda found=found: found)() == record.get(name)
        assert name in built.formulas(built.PROVINCE).defined_names


def test_notice_and_unit_are_text_with_a_drop_down():
    sheet = built.formulas(built.BLANK)[HOME]
    spots = layout.home_cells()
    for name in ("当前通知", "推荐单位"):
        cell = sheet.cell(spots[name][3] + 1, spots[name][4] + 1)
        assert cell.number_format == "@"
        rules = [rule for rule in sheet.data_validations.dataValidation if cell.coordinate in rule.sqref]
        assert [rule.type for rule in rules] == ["list"]


def test_counts_of_ledgers_and_awards():
    shown = words(built.PROVINCE)
    season = built.season(built.PROVINCE)
    for ledger in layout.ledger_names(built.notices()):
        assert f"{len(season.ledgers[ledger])} 条" in shown
    assert "已满" in shown and "错误 0" in shown


def test_every_deadline_with_its_days_left():
    sheet = built.recalculated(built.BLANK)[HOME]
    names = {item.name for notice in built.notices() for item in notice.deadline}
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    left = {row[1]: row[3] for row in rows if row[1] in names}
    assert set(left) == names
    assert all(str(value).split()[0] in ("已过", "还有", "今天") for value in left.values())


def test_every_contradiction_with_both_wordings_clauses_and_what_is_done():
    text = "\n".join(words(built.BLANK))
    for notice in built.notices():
        for item in notice.contradiction:
            assert item.topic in text and item.shown in text
            assert all(each["text"] in text and each["source"] in text for each in item.says)


def test_links_lead_to_every_tab_that_is_there():
    sheet = built.formulas(built.BLANK)[HOME]
    targets = {cell.hyperlink.location.split("!")[0].strip("'") for row in sheet for cell in row if cell.hyperlink}
    assert targets == set(built.cached(built.BLANK).sheetnames) - {HOME, "词表", "xlwings.conf", "样板", "撤销记录"}


def pale(sheet, cell):
    """The notices with which a cell of 首页 is not pale; all for one that never is."""
    rules = [rule for area in sheet.conditional_formatting if cell.coordinate in area.cells for rule in area.rules]
    texts = [text for rule in rules for text in rule.formula if "<>" in text]
    return set(re.findall(r'<>"(\w+)"', texts[0])) if texts else {notice.id for notice in built.notices()}


def test_a_link_to_a_tab_that_may_be_hidden_is_pale_with_the_other_notice():
    """Clicking it would lead nowhere: the words above the links say why."""
    sheet = built.formulas(built.BLANK)[HOME]
    jurys = {"评分", "评审结果", "获奖名单", "评审设定", "评审明细", "排名图"}
    for cell in (cell for row in sheet for cell in row if cell.hyperlink):
        tab = cell.hyperlink.location.split("!")[0].strip("'")
        owner = {notice.id for notice in built.notices() for form in notice.forms.values() if form.tab == tab}
        wanted = owner or ({"2023"} if tab in jurys else {"2018", "2023"})
        assert pale(sheet, cell) == wanted, tab
    assert any("灰色的是别的通知用的" in text for text in words(built.BLANK))


def test_what_a_ledger_is_for_is_not_cut():
    sheet = built.formulas(built.BLANK)[HOME]
    notes = {ledger.note.split("；")[0] for ledger in built.notices()[0].ledgers.values()}
    for cell in (cell for row in sheet for cell in row if cell.value in notes and cell.alignment.wrap_text):
        room = sum(WIDTHS[col] for col in range(cell.column - 1, LAST + 1))
        assert sheet.row_dimensions[cell.row].height >= 13 * line_count(cell.value, room * 1.9, 10), cell.value
        notes.discard(cell.value)
    assert notes == {built.notices()[0].ledgers[HOME].note.split("；")[0]}


def test_five_steps_and_how_to_unblock_macros():
    shown = words(built.BLANK)
    assert sum(text[0] in "①②③④⑤" for text in shown) == 5
    assert any("解除锁定" in text for text in shown)


def test_the_notice_is_named_in_full():
    assert full_name(built.notice("2018")).endswith("（晋质协字[2018] 11 号）")
    assert any(full_name(built.notice("2023")) == text for text in words(built.CONTEST))
