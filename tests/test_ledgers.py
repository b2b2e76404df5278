import datetime as dt
import pickle
import re

import built
import pytest

from pyfuncs import closed, layout, values
from pyfuncs.layout import PATTERNS, pattern_word
from pyfuncs.ledgers import bounds, column_kind
from pyfuncs.notice import Field

LEDGERS = layout.ledger_names(built.notices())
HEADER = layout.LEDGER_HEADER_ROW + 1


@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_table_of_the_ledgers_name_with_a_column_a_typed_field(ledger):
    sheet = built.formulas(built.BLANK)[ledger]
    fields = layout.columns_of(built.notices(), ledger)
    table = sheet.tables[ledger]
    assert [column.name for column in table.tableColumns] == [item.heading for item in fields]
    assert [sheet.cell(HEADER, col).value for col in range(1, len(fields) + 1)] == [item.heading for item in fields]
    rows = built.notices()[0].ledgers[ledger].rows
    assert table.ref.endswith(str(HEADER + rows)) and sheet.freeze_panes
    written = (cell.row for row in sheet.rows for cell in row if cell.value is not None or cell.has_style)
    assert max(written) < 100  # not the sheet's max_row: openpyxl counts the cells that another test has looked at


@pytest.mark.parametrize("ledger", LEDGERS)
def test_every_heading_is_explained(ledger):
    sheet = built.formulas(built.BLANK)[ledger]
    for col, item in enumerate(layout.columns_of(built.notices(), ledger), start=1):
        comment = sheet.cell(HEADER, col).comment.text
        assert item.name in comment and item.type in comment and item.hint in comment
        for notice in built.notices():
            for form in notice.printed_on(ledger, item.name):
                assert form in comment


@pytest.mark.parametrize("ledger", LEDGERS)
def test_no_check_of_a_ledger_refuses_what_is_pasted(ledger):
    rules = built.formulas(built.BLANK)[ledger].data_validations.dataValidation
    assert all(rule.errorStyle == "warning" for rule in rules)


def test_numbers_dates_and_choices_are_checked_as_they_are_typed():
    for ledger in LEDGERS:
        fields = layout.columns_of(built.notices(), ledger)
        checked = [item for item in fields if item.type in ("选项", "是否", "整数", "数值", "百分数", "日期")]
        assert len(built.formulas(built.BLANK)[ledger].data_validations.dataValidation) == len(checked)


def test_drop_downs_follow_the_current_notice():
    rules = built.formulas(built.BLANK)["小组"].data_validations.dataValidation
    column = [item.name for item in layout.columns_of(built.notices(), "小组")].index("课题类型")
    letter = chr(ord("A") + column)
    rule = next(rule for rule in rules if str(rule.sqref).startswith(letter + str(HEADER + 1)))
    assert rule.type == "list" and '="2018",' in rule.formula1 and rule.formula1.count("词表") == 2


def test_phones_and_post_codes_stay_text_and_dates_are_dates():
    sheet = built.formulas(built.PROVINCE)["小组"]
    names = [item.name for item in layout.columns_of(built.notices(), "小组")]
    cells = {name: sheet.cell(HEADER + 1, col) for col, name in enumerate(names, start=1)}
    assert cells["邮编"].number_format == "@" and cells["邮编"].value == "030003"
    assert cells["电话"].data_type == "s"
    assert isinstance(cells["成立日期"].value, dt.datetime) and "年" in cells["成立日期"].number_format
    assert cells["人数"].data_type == "n"


def test_planted_mistakes_are_written_as_they_were_typed():
    season = built.season(f"{built.PROVINCE}-待改")
    names = [item.name for item in layout.columns_of(built.notices(), "小组")]
    sheet = built.cached(f"{built.PROVINCE}-待改")["小组"]
    wrong = [(n, name) for n, row in enumerate(season.ledgers["小组"], start=HEADER + 1) for name in row.bad]
    assert wrong
    for row, name in wrong:
        raw = season.ledgers["小组"][row - HEADER - 1].raw[name]
        assert str(sheet.cell(row, names.index(name) + 1).value) == raw


def test_members_of_an_unknown_group_are_marked():
    formats = built.formulas(built.BLANK)["小组成员"].conditional_formatting
    formulas = [rule.formula[0] for area in formats for rule in area.rules if "校验" not in rule.formula[0]]
    assert formulas == ['AND($A5&$B5<>"",COUNTIFS(小组_企业名称,$A5,小组_小组名称,$B5)=0)']
    assert built.formulas(built.BLANK).defined_names["小组_小组名称"].attr_text == "'小组'!$B$5:$B$2004"


@pytest.mark.parametrize("ledger", LEDGERS)
def test_the_pattern_row_is_like_the_data_rows(ledger):
    book = built.formulas(built.PROVINCE)
    sheet, patterns = book[ledger], book[PATTERNS]
    row = LEDGERS.index(ledger) + 1
    for col, item in enumerate(layout.columns_of(built.notices(), ledger), start=1):
        pattern = patterns.cell(row, col)
        assert pattern.value == pattern_word(ledger, item.name) == f"{ledger}.{item.name}"
        cell = sheet.cell(HEADER + 1, col)
        assert cell.value is None or pattern._style == cell._style
        assert typing_help(patterns, pattern.coordinate) == typing_help(sheet, cell.coordinate)


def typing_help(sheet, place):
    """Drop-downs, checks and colours of a cell, places in them as seen from it."""
    checks = [rule for rule in sheet.data_validations.dataValidation if place in rule.sqref]
    told = [(rule.type, rule.formula1, rule.formula2, rule.error, rule.errorStyle) for rule in checks]
    row = "".join(filter(str.isdigit, place))
    areas = [area for area in sheet.conditional_formatting if place in area.sqref]
    colours = [
        (re.sub(rf"([A-Z]){row}\b", r"\1?", rule.formula[0]), look(rule.dxf), rule.stopIfTrue)
        for area in areas
        for rule in sorted(area.rules, key=lambda rule: rule.priority)
    ]
    assert len(colours) >= 3
    return told, colours


def look(dxf):
    """What a condition gives a cell: its colour, or how its number is shown."""
    return dxf.fill.bgColor.rgb if dxf.fill else dxf.numFmt.formatCode


def test_no_cell_of_the_patterns_reads_as_a_heading():
    sheets = closed.read_sheets(built.workbook(built.BLANK))
    names = {key for ledger in built.notices()[0].ledgers.values() for key in ledger.headings}
    assert sheets[PATTERNS].rows and not [
        value for row in sheets[PATTERNS].rows for value in row if values.match_key(str(value or "")) in names - {""}
    ]


def test_columns_are_of_four_kinds():
    book = built.book(built.BLANK)
    fields = {item.name: item for item in layout.columns_of(built.notices(), "班组")}
    kinds = {name: column_kind(book, "班组", item) for name, item in fields.items()}
    assert kinds["班组名称"] == "必填" and kinds["近三年荣誉"] == "选填" and kinds["经验材料字数"] == "佐证"
    assert kinds["来源"] == "程序"


def test_bounds_say_what_is_allowed():
    rule = bounds(Field(name="x", type="百分数", least=0, most=100))
    assert (rule["minimum"], rule["maximum"]) == (0, 100) and "不小于0、不大于100" in rule["error_message"]
    assert bounds(Field(name="x", type="整数"))["minimum"] == -(10**9)


@pytest.mark.parametrize("ledger", built.notices()[0].ledgers.values(), ids=lambda ledger: ledger.name)
def test_a_ledger_kept_ready_has_its_headings_with_it(ledger):
    kept = pickle.loads(pickle.dumps(ledger))
    assert vars(kept)["headings"] == ledger.headings and kept == ledger
