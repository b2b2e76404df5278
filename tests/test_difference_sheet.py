"""The tab 导入核对 of a built workbook."""

import built

from pyfuncs.difference_tab import HEADING_ROW, HEADS, OFFER, TAB
from pyfuncs.offers import KIND_COLORS, NO, YES


def sheet():
    return built.formulas(built.BLANK)[TAB]


def test_it_has_its_headings_and_hides_what_the_program_needs():
    row = [cell.value for cell in sheet()[HEADING_ROW]]
    assert row == [*HEADS, OFFER]
    letter = sheet().cell(HEADING_ROW, len(row)).column_letter
    assert sheet().column_dimensions[letter].hidden


def test_the_first_column_offers_the_two_words():
    [rule] = [rule for rule in sheet().data_validations.dataValidation if rule.type == "list"]
    assert rule.formula1 == f'"{YES},{NO}"' and str(rule.sqref).startswith("A5:A")


def test_every_kind_has_its_colour_and_text_stays_text():
    formulas = [rule.formula[0] for rules in sheet().conditional_formatting for rule in rules.rules]
    assert {f'$B5="{kind}"' for kind in KIND_COLORS} <= set(formulas)
    assert sheet().column_dimensions["G"].number_format == "@"


def test_it_says_how_many_lines_would_be_written():
    assert built.cached(built.BLANK)[TAB]["B3"].value == built.recalculated(built.BLANK)[TAB]["B3"].value
