import io

import built
import openpyxl
import pytest
from seasons import season_of

from pyfuncs import stats
from pyfuncs.workbook import workbook_bytes


def test_rates_are_those_of_the_core():
    sheet = built.recalculated(built.PROVINCE)["名额统计"]
    rows = {row[0].value: [cell.value for cell in row[1:5]] for row in sheet.iter_rows() if row[0].value}
    table = stats.table(built.season(built.PROVINCE), built.notice("2018"))
    rates = {name: line for name, line in table.items() if "numerator" in line}
    assert {"普及率", "成果率", "活动率"} <= set(rates)
    first = [row for row in sheet.iter_rows(values_only=True) if row[0] in rates][: len(rates)]
    for name, rate, numerator, denominator, *_ in first:
        line = rates[name]
        assert (rate, numerator, denominator) == (line["value"], line["numerator"], line["denominator"])
    assert rows


def test_an_empty_table_gives_empty_rates_not_errors():
    sheet = built.recalculated(built.BLANK)["名额统计"]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] in ("普及率", "成果率", "活动率")]
    assert len(rows) == 6
    assert all(not value for row in rows for value in row[1:4])


@pytest.mark.parametrize(("part", "whole", "shown"), [(870, 1600, 54.38), (23, 160, 14.38), (41, 160, 25.63)])
def test_a_rate_right_between_two_hundredths_stands_there_as_its_formula_gives_it(part, whole, shown):
    """What is shown before the formulas are reckoned anew (a preview, a phone)."""
    season = season_of("太原", **{"2018附件9": {"参加QC小组人数": part, "职工总数": whole}})
    data = workbook_bytes([built.notice("2018")], season, "2018")
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["名额统计"]
    assert [row[1] for row in sheet.iter_rows(values_only=True) if row[0] == "普及率"] == [shown]
