import built
import pytest

from pyfuncs import quota
from pyfuncs.award_rows import NO_LIMIT, NOT_LISTED, allowed, award_rows, state


def test_declared_and_allowed_agree_with_the_quota_table_of_the_core():
    book, notice = built.book(built.PROVINCE), built.notice("2018")
    shown = {row.award.name: (row.declared[1], row.allowed[1]) for row in award_rows(book, notice)}
    wanted = {row.category: (row.declared, row.quota) for row in quota.rows(built.season(built.PROVINCE), notice)}
    assert shown == wanted


def test_a_limit_per_enterprise_shows_the_largest():
    book, notice = built.book(built.CONTEST), built.notice("2023")
    row = next(row for row in award_rows(book, notice) if row.per)
    groups = quota.declared(row.award, built.season(built.CONTEST))
    names = [group.text(row.award.limit_per) for group in groups]
    assert row.declared[1] == max(names.count(name) for name in names) > 1
    assert row.allowed[1] == row.award.limit == 20


@pytest.mark.parametrize(
    ("unit", "award", "shown"),
    [
        ("太原", "优秀QC小组", 40),
        ("科协", "质量信得过班组", "自定"),
        ("科协", "优秀企业", NOT_LISTED),
        ("建材", "优秀QC小组", "1–5"),
        ("大同市", "优秀QC小组", quota.UNCHECKED),
        ("科协", "班组建设优秀企业", 1),
    ],
)
def test_the_states_of_a_quota(unit, award, shown):
    notice = built.notice("2018")
    found = next(item for item in notice.award if award in item.name)
    quota_shown = found.limit if found.limit is not None else allowed(notice, unit, found)
    assert quota_shown == shown


def test_words_of_the_state():
    assert [state(41, 40), state(40, 40), state(1, 40), state(3, "自定")] == ["超出 1", "已满", "还可报 39", "自定"]
    assert state(3, NO_LIMIT) == NO_LIMIT


def test_one_group_too_many_is_seen_when_recalculated():
    sheet = built.recalculated(built.CONTEST)["名额统计"]
    rows = [[cell.value for cell in row[:5]] for row in sheet.iter_rows()]
    shown = next(row for row in rows if str(row[0]).startswith("QC小组成果"))
    assert shown[2] == 20 and shown[3] == 20 - shown[1]
