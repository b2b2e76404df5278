"""The list of materials on 费用与材料: by the time they are due, every material with what is still missing."""

import built
import xlsxwriter

from pyfuncs import materials
from pyfuncs.materials_tab import COUNTS, DUE_HEADINGS, HEADINGS, MISSING, UNSAID, write_materials


def written(name, notice_id):
    """The texts, numbers and values of formulas that are written, by place; and the book."""
    book = built.book(name)
    sheet = book.add_sheet("费用与材料", "Fees")
    assert isinstance(sheet, xlsxwriter.worksheet.Worksheet)
    below = write_materials(book, sheet, built.notice(notice_id), 5, "费用与材料")
    return book, sheet, below


def cells(book, sheet):
    strings = book.file.str_table
    strings._sort_string_data()
    found = {}
    for row, line in sheet.table.items():
        for col, cell in line.items():
            kind = type(cell).__name__
            value = strings.string_array[cell.string] if kind == "String" else getattr(cell, "value", None)
            found[row, col] = value if kind != "Number" else cell.number
    return found


def test_times_stand_first_then_every_material_with_its_counts():
    book, sheet, below = written(built.PROVINCE, "2018")
    notice = built.notice("2018")
    shown = cells(book, sheet)
    assert [shown[5, col] for col in range(5)] == list(DUE_HEADINGS)
    assert [shown[row, 0] for row in (6, 7, 8)] == ["2018年6月10日前", "2018年6月20日前", "报到时"]
    assert [shown[row, 1] for row in (6, 7, 8)] == ["2018年6月10日", "2018年6月20日", UNSAID]
    assert [shown[10, col] for col in range(MISSING + 1)] == [*HEADINGS, *COUNTS]
    assert [shown[row, 0] for row in range(11, below)] == [item.document for item in notice.material]
    wanted = len(materials.expected(built.season(built.PROVINCE), notice))
    assert sum(shown[row, MISSING] for row in range(11, below)) == wanted == sum(shown[row, 3] for row in (6, 7, 8))


def test_where_the_numbers_missing_stand_is_kept_for_the_first_tab():
    book, sheet, _ = written(built.PROVINCE, "2018")
    shown = cells(book, sheet)
    assert book.missing == {
        ("2018", "2018年6月10日前"): ("'费用与材料'!$D$7", shown[6, 3]),
        ("2018", "2018年6月20日前"): ("'费用与材料'!$D$8", shown[7, 3]),
        ("2018", "报到时"): ("'费用与材料'!$D$9", shown[8, 3]),
    }


def test_a_notice_that_does_not_say_when_says_so():
    book, sheet, _ = written(built.CONTEST, "2023")
    shown = cells(book, sheet)
    assert [shown[row, 0] for row in (6, 7)] == ["报名时", UNSAID]
