"""Cells take the colour of their finding: as LibreOffice shows it, and as Excel's format allows it."""

import built
import desks
import openpyxl
import pytest
from applied import SPOILT
from openpyxl.worksheet.worksheet import Worksheet

from pyfuncs import layout, marks
from pyfuncs.changes import Put
from pyfuncs.highlights import LEVEL_COLORS, listed
from pyfuncs.listing import line_of


def colours(sheet: Worksheet, place: str) -> list[tuple[str, str, bool]]:
    """(condition, fill, stop) of the colours a cell may take, the first to win first."""
    rules = [rule for area in sheet.conditional_formatting if place in area.sqref for rule in area.rules]
    marked = [rule for rule in rules if rule.formula and "校验_位置" in rule.formula[0]]
    ordered = sorted(marked, key=lambda rule: rule.priority)
    return [(rule.formula[0], rule.dxf.fill.bgColor.rgb[-6:], rule.stopIfTrue) for rule in ordered]


def wanted(scope: str) -> list[tuple[str, str, bool]]:
    return [(listed(level, scope)[1:], color[1:], True) for level, color in LEVEL_COLORS.items()]


@pytest.mark.parametrize("ledger", layout.ledger_names(built.notices()))
def test_every_data_cell_of_a_ledger_looks_for_its_own_mark(ledger):
    sheet, columns = built.formulas(built.BLANK)[ledger], len(layout.columns_of(built.notices(), ledger))
    first, last = layout.LEDGER_HEADER_ROW + 2, layout.LEDGER_HEADER_ROW + 1 + built.notices()[0].ledgers[ledger].rows
    for row, col in ((first, 1), (last, columns)):
        assert colours(sheet, sheet.cell(row, col).coordinate) == wanted(ledger)
    assert colours(sheet, f"A{first - 1}") == colours(sheet, f"A{last + 1}") == []


def test_so_do_the_typed_cells_of_the_first_tab_and_of_typed_forms():
    spots = [("首页", spot) for spot in layout.home_cells().values()]
    for notice, form in layout.forms_of(built.notices()):
        spots += [(form.tab, spot) for spot in layout.input_cells(form, notice).values() if form.mode == "单份"]
    assert len(spots) > 20
    for tab, (_, _, _, row, col) in spots:
        sheet = built.formulas(built.BLANK)[tab]
        assert colours(sheet, sheet.cell(row + 1, col + 1).coordinate) == wanted(tab)


def test_no_condition_names_another_tab():
    for sheet in built.formulas(built.BLANK):
        for area in sheet.conditional_formatting:
            assert all("!$" not in formula and "'!" not in formula for rule in area.rules for formula in rule.formula)


def test_libreoffice_finds_exactly_the_listed_cells(tmp, office):
    """The condition itself, written beside each cell of a ledger that the list names, and of one it does not."""
    desk = desks.desk(SPOILT)
    book = openpyxl.load_workbook(built.workbook(SPOILT))
    for item in desks.of(marks.check_all(desk), Put):
        cell = book[item.tab].cell(item.row, item.col, item.text)
        cell.data_type = "f" if item.kind == "formula" else "s"
    levels: dict[tuple[int, int], set[str]] = {}
    for finding in desk.findings:
        if finding.scope == "小组" and finding.cell:
            levels.setdefault(line_of(finding).place[1:], set()).add(finding.level)
    levels[5, 1] = set()
    for number, level in enumerate(LEVEL_COLORS):
        for row, col in levels:
            formula = listed(level, "小组").replace("ROW()", str(row)).replace("COLUMN()", str(col))
            book["小组"].cell(row, 100 + 40 * number + col, formula)
    book.save(tmp / "标色.xlsx")
    computed = office.recalculated(tmp / "标色.xlsx", tmp)["小组"]
    for number, level in enumerate(LEVEL_COLORS):
        found = {place for place in levels if computed.cell(place[0], 100 + 40 * number + place[1]).value}
        assert found == {place for place, held in levels.items() if level in held}
    assert len(levels) > 20
