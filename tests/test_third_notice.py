"""Adding a notice is adding a folder: workbook, check, quotas, fees and Word forms of one that no code has seen."""

import pytest
import word_text
from test_notice import write

from pyfuncs import fees, quota, stats
from pyfuncs.check import check_reading
from pyfuncs.closed import read_book
from pyfuncs.forms import make_forms
from pyfuncs.notice import load_notice
from pyfuncs.records import typed_record
from pyfuncs.rules import Season
from pyfuncs.word_templates import refresh
from pyfuncs.workbook import build_workbook

MEMBERS = [
    ("甲", "技师", "主讲"),
    ("乙", "工程师", "板书"),
    ("丙", "工人", "演示"),
    ("丁", "工人", "计时"),
    ("戊", "工人", "摄像"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The third notice's workbook with eight teams of one enterprise, saved and read again."""
    folder = write(tmp_path_factory.mktemp("templates"))
    notice = load_notice("2031", folder)
    for form in notice.forms.values():
        refresh(form, notice)
    path = tmp_path_factory.mktemp("book") / "讲堂.xlsm"
    build_workbook(path, [notice], season(notice), notice.id, "东区")
    return read_book(path, folder)


def season(notice):
    def record(ledger, row, **fields):
        return typed_record(notice.ledgers[ledger].fields, fields, ledger, row, ledger)

    made = Season()
    unit = "东区某某机械有限公司"
    made.ledgers["班组"] = [
        record(
            "班组",
            5 + n,
            企业名称=unit,
            班组名称=f"第{n}班组",
            人数=6,
            班组长姓名="某某",
            讲堂名称="夜校",
            上会发表="是",
        )
        for n in range(8)
    ]
    made.ledgers["班组成员"] = [
        record("班组成员", 5 + n, 企业名称=unit, 班组名称="第0班组", 姓名=name, 职称=title, 职责分工=duty)
        for n, (name, title, duty) in enumerate(MEMBERS)
    ]
    fields = notice.fields_of("2031附件2")
    typed = {"参加人数": 30, "职工总数": 120, "形式": "视频"}
    made.single["2031附件2"] = typed_record(fields, typed, "2031附件2", 0)
    return made


def test_every_row_written_is_read_back(book):
    assert book.notice.id == "2031"
    assert (book.rows_seen["班组"], book.rows_taken["班组"], book.rows_taken["班组成员"]) == (8, 8, 5)
    assert book.season.ledgers["班组"][0]["讲堂名称"] == "夜校"


def test_its_own_limit_is_checked_at_the_eighth_team(book):
    found = [finding for finding in check_reading(book) if "同一企业" in finding.message]
    assert [(finding.level, finding.record, finding.source) for finding in found] == [("错误", "第7班组", "五")]


def test_its_quota_fee_and_rate(book):
    row = next(row for row in quota.rows(book.season, book.notice) if row.category.startswith("班组讲堂"))
    assert (row.declared, row.quota, row.left) == (8, 7, -1)
    assert fees.table(book.season, book.notice)["total"] == 8 * 80
    assert stats.table(book.season, book.notice)["参加率"]["value"] == 25.0


def test_its_forms_hold_the_member_table_and_the_list(book, tmp_path):
    result = make_forms(book.season, book.notice, check_reading(book), tmp_path / "表")
    assert len(result.made) == result.records == 8 + 1 + 1
    first = next(item for item in result.made if item.record == "第0班组")
    table = word_text.tables((tmp_path / "表" / first.file).read_bytes())[0]
    assert [row[0] for row in table[2:]] == [name for name, _, _ in MEMBERS]
    totals = next(item for item in result.made if item.form.startswith("附件2"))
    assert word_text.tables((tmp_path / "表" / totals.file).read_bytes())[0] == [
        ["参加率", "25.00"],
        ["形式", "□现场 √视频"],
    ]
    listed = next(item for item in result.made if item.form.startswith("附件10"))
    rows = word_text.tables((tmp_path / "表" / listed.file).read_bytes())[0]
    assert rows[1] == ["1", "第0班组", "6"]
    assert rows[-1] == ["合计", "48"]
