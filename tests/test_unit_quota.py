"""名额统计 of a merged workbook: live, every unit by every award, what is over, who sent nothing, the printed sums."""

import built
import master_book
from master_book import NOTICE

from pyfuncs.unit_quota import FIRST_AWARD, awards_of

TAB = "名额统计"
AWARDS = [award.name for award in awards_of(NOTICE)]
GROUPS = FIRST_AWARD + 3 * AWARDS.index("优秀QC小组")


def test_declared_quota_and_left_of_every_unit():
    rows = master_book.rows(TAB)
    quota = built.notice("2018").quota_of("太原", "优秀QC小组").most
    assert rows["太原"][:2] == ("太原", "已报") and rows["太原"][GROUPS : GROUPS + 3] == (41, quota, quota - 41)
    assert rows["晋城"][GROUPS] == 2
    assert set(NOTICE.units()) <= rows.keys()


def test_who_sent_nothing_is_said_and_words_of_the_table_stay_words():
    rows = master_book.rows(TAB)
    silent = [unit for unit in NOTICE.units() if rows[unit][1] == "未报"]
    assert len(silent) == len(NOTICE.units()) - 2 and rows["大同"][GROUPS] == 0
    words = 0
    for unit in NOTICE.units():
        for place, award in enumerate(awards_of(NOTICE)):
            quota = NOTICE.quota_of(unit, award.name)
            col = FIRST_AWARD + 3 * place
            if quota and quota.state in ("自定", "幅度"):
                assert rows[unit][col + 1] == quota.shown and not rows[unit][col + 2]
                words += 1
    assert words


def test_sums_stand_beside_the_printed_ones():
    rows = master_book.rows(TAB)
    assert rows["合计"][GROUPS] == 43
    assert (rows["名额各行之和"][GROUPS + 1], rows["通知印的合计"][GROUPS + 1]) == (474, 475)


def test_what_is_stored_is_what_the_formulas_give():
    for tab in (TAB, "各单位费用", "各单位统计表"):
        stored, computed = master_book.stored()[tab], master_book.book()[tab]
        for row in stored.iter_rows():
            for cell in row:
                assert (cell.value or "") == (computed[cell.coordinate].value or ""), (tab, cell.coordinate)
