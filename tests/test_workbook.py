import time
import zipfile

import built
import office
import openpyxl
import phrases
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from pyfuncs import layout
from pyfuncs.closed import read_book, read_sheets, with_others
from pyfuncs.fill import Filling, records_of
from pyfuncs.records import typed_record
from pyfuncs.rules import Record, Season
from pyfuncs.workbook import new_workbook, season_workbook, workbook_bytes

NAMES = [built.BLANK, built.PROVINCE, f"{built.PROVINCE}-待改", built.CONTEST]
FORMS = [pytest.param(notice, form, id=form.tab) for notice, form in layout.forms_of(built.notices())]


def formula_text(value):
    return value.text if isinstance(value, ArrayFormula) else value


def formula_cells(name):
    for sheet in built.formulas(name):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, formula_text(cell.value)


def same(left, right):
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return abs(left - right) < 1e-9
    return (left or "") == (right or "") if not isinstance(left, (int, float)) else left == right


@pytest.mark.parametrize("name", NAMES)
def test_every_cached_value_is_what_the_formula_gives(name):
    shown, computed = built.cached(name), built.recalculated(name)
    wrong = [
        f"{tab}!{place}: {shown[tab][place].value!r} / {computed[tab][place].value!r}"
        for tab, place, formula in formula_cells(name)
        if "TODAY()" not in formula and not same(shown[tab][place].value, computed[tab][place].value)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_no_error_value_and_every_tab(name):
    computed = built.recalculated(name)
    assert office.errors_in(computed) == []
    assert computed.sheetnames == built.cached(name).sheetnames


def test_there_are_formulas_to_compare():
    assert sum(1 for _ in formula_cells(built.PROVINCE)) > 500


def test_tabs_stand_in_their_order():
    tabs = built.cached(built.BLANK).sheetnames
    forms = [form.tab for _, form in layout.forms_of(built.notices())]
    ledgers = layout.ledger_names(built.notices())
    results = ["校验结果", "名额统计", "费用与材料", "日志", "导入核对", "词表", "xlwings.conf", "样板", "撤销记录"]
    jurys = ["评审设定", "评审明细", "排名图"]
    assert tabs == ["首页", *ledgers, *jurys, *forms, *results]


def test_the_lists_are_hidden_and_a_sample_shows_its_own_notice_only():
    states = {sheet.title: sheet.sheet_state for sheet in built.formulas(built.BLANK)}
    unseen = {title: state for title, state in states.items() if state != "visible"}
    assert unseen == {"词表": "hidden", "xlwings.conf": "hidden", "样板": "veryHidden", "撤销记录": "veryHidden"}
    hidden = {sheet.title for sheet in built.formulas(built.CONTEST) if sheet.sheet_state != "visible"}
    assert hidden - set(unseen) == {form.tab for form in built.notice("2018").forms.values()}


@pytest.mark.parametrize(("notice", "form"), FORMS)
@pytest.mark.parametrize("name", [built.BLANK, built.PROVINCE])
def test_every_printed_word_stands_on_its_tab_in_order(name, notice, form):
    last = layout.lay_out(form, notice, {}).last_col
    rows = built.cached(name)[form.tab].iter_rows(max_col=last + 1, values_only=True)
    words = "\n".join(str(value) for row in rows for value in row if value is not None)
    lost = phrases.missing(words, form.tab)
    if name != built.BLANK:  # where a blank is filled, the words that stood in for it are gone
        defaults = {phrases.bare(blank.default) for _, blank in form.blanks() if blank.default}
        lost = [phrase for phrase in lost if phrases.bare(phrase) not in defaults]
    assert lost == []


def test_two_builds_are_alike_part_by_part():
    again = workbook_bytes(built.notices(), built.season(built.PROVINCE), "2018", shown=["2018"])
    assert again == built.workbook(built.PROVINCE).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_small_and_quick(name):
    begun = time.perf_counter()
    made = workbook_bytes(built.notices(), built.season(name), "2018")
    assert time.perf_counter() - begun < 10
    assert len(made) < 2_000_000


def test_no_part_holds_a_time_of_building(tmp):
    with zipfile.ZipFile(built.workbook(built.BLANK)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "xl/vbaProject.bin" in package.namelist()


def test_a_clerks_own_copy_has_one_notice_and_the_unit(tmp):
    new_workbook(tmp / "申报.xlsm", "2018", "太原")
    book = openpyxl.load_workbook(tmp / "申报.xlsm", data_only=True)
    spots = layout.home_cells()
    home = {name: book["首页"].cell(row + 1, col + 1).value for name, (_, _, _, row, col) in spots.items()}
    assert (home["当前通知"], home["推荐单位"]) == ("2018", "太原")
    assert book["2023附件2"].sheet_state == "hidden" and book["2018附件9"].sheet_state == "visible"


def test_a_season_written_anew_is_read_back_as_it_was_typed(tmp):
    """Mistyped cells, 首页 and the statistics form too; the unit may be another."""
    season, notice = built.season(f"{built.PROVINCE}-待改"), built.notice("2018")
    found = season_workbook(tmp / "新.xlsm", season, notice)
    assert found == []
    reading = read_book(tmp / "新.xlsm")
    for name, records in season.ledgers.items():
        assert [texts(record) for record in reading.season.ledgers[name]] == [texts(record) for record in records]
    for name, record in season.single.items():
        assert texts(reading.season.single[name]) == texts(record)
    season_workbook(tmp / "新.xlsm", season, notice, unit="大同")
    assert read_book(tmp / "新.xlsm").season.single["首页"]["推荐单位"] == "大同"


def texts(record):
    """What is understood or, where nothing is, what is written."""
    held = {name: record.raw.get(name) if name in record.bad else value for name, value in record.items()}
    return {name: value for name, value in held.items() if value is not None}


def test_what_only_another_notice_asks_for_is_not_lost(tmp):
    season, notice = built.season(built.PROVINCE), built.notice("2018")
    other = built.notice("2023")
    form = other.forms["附件7"]
    name = next(item.name for item in form.field if item.typed and item.type == "整数")
    own = next(item for item in other.field if item.ledger == "小组")
    group = typed_record(other.ledgers["小组"].fields, dict(season.ledgers["小组"][0].raw) | {own.name: "3"}, "小组", 5)
    single = season.single | {form.tab: typed_record(other.fields_of(form.tab), {name: 7}, form.tab, 0)}
    season_workbook(tmp / "两份.xlsm", Season({"小组": [group]}, single), notice)
    reading = with_others(read_sheets(tmp / "两份.xlsm"))
    assert reading.notice.id == "2018"
    assert reading.season.single[form.tab][name] == 7
    assert reading.season.ledgers["小组"][0].text(own.name) == "3"
    assert own.name not in read_book(tmp / "两份.xlsm").season.ledgers["小组"][0]


def test_a_merged_workbook_says_whose_each_row_is(tmp):
    notice = built.notice("2018")
    fields = notice.ledgers["评委"].fields
    row = {"姓名": "苗雨", "工作单位": "太原某某公司", "来源": "太原.xlsm", "报送单位": "太原"}
    season = Season({"评委": [typed_record(fields, row, "评委", 5)]}, {"首页": Record({"推荐单位": notice.whole})})
    season_workbook(tmp / "全省.xlsm", season, notice)
    reading = read_book(tmp / "全省.xlsm")
    assert [(record["来源"], record["报送单位"]) for record in reading.season.ledgers["评委"]] == [
        ("太原.xlsm", "太原")
    ]
    season_workbook(tmp / "太原.xlsm", season, notice, unit="太原")
    assert "报送单位" not in read_book(tmp / "太原.xlsm").season.ledgers["评委"][0]


def picked(name, number, tmp):
    """The sample with every picker at `number`, computed anew by LibreOffice."""
    book = openpyxl.load_workbook(built.workbook(name))
    for notice, form in layout.forms_of(built.notices()):
        if form.mode == "逐条":
            book[form.tab].cell(2, layout.lay_out(form, notice, {}).panel + 2, number)
    book.save(tmp / f"第{number}条.xlsx")
    return office.recalculated(tmp / f"第{number}条.xlsx", tmp)


@pytest.mark.parametrize("number", [2, 3, 99])
def test_the_picker_shows_any_record_with_its_members(number, tmp):
    book, notice, season = picked(built.PROVINCE, number, tmp), built.notice("2018"), built.season(built.PROVINCE)
    seen = 0
    for form in (form for form in notice.forms.values() if form.mode == "逐条"):
        records = records_of(form, season)
        drawn = layout.lay_out(form, notice, {})
        for row, col, scope, blank in drawn.blanks:
            box = next(box for box in drawn.boxes if (box.row, box.col) == (row, col))
            if box.number or len(box.lines) > 1 or len(box.lines[0].pieces) > 1 or scope != form.ledger:
                continue
            shown = book[form.tab].cell(row + 1, col + 1).value or ""
            if number > len(records):
                assert shown == blank.default
            else:
                assert shown == Filling(notice, form, season, records[number - 1]).text(blank)
                seen += 1
    assert seen > 20 or number == 99


def test_members_follow_the_picker(tmp):
    book, notice, season = picked(built.PROVINCE, 2, tmp), built.notice("2018"), built.season(built.PROVINCE)
    form = notice.forms["附件3.2"]
    wanted = [
        row.text("姓名") for row in season.members(season.ledgers["小组"][1], "小组成员", ["企业名称", "小组名称"])
    ]
    text = [str(value) for row in book[form.tab].iter_rows(values_only=True) for value in row if value]
    assert len(wanted) > 2 and [name for name in text if name in wanted] == wanted
