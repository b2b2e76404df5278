"""费用与材料 as LibreOffice reckons it: money received and papers handed in are counted live."""

import datetime as dt

import built
import pytest
from seasons import records

from pyfuncs import accounts, materials
from pyfuncs.fees_tab import FEES, UNNAMED
from pyfuncs.notice import HOME
from pyfuncs.rules import Season
from pyfuncs.workbook import build_workbook

NOTICE = "2018"


@pytest.fixture(scope="module")
def sheets(office, tmp_path_factory):
    """The sample of 太原 with three receipts and half of its papers in, as LibreOffice computes it."""
    notice, sample = built.notice(NOTICE), built.season(built.PROVINCE)
    season = Season(dict(sample.ledgers), sample.single)
    lines = materials.expected(season, notice)
    rows = [
        {"材料名称": line.document, "份数要求": line.what, "须盖章": line.stamped, "对应项目": line.per}
        | {"企业名称": line.unit, "对应名称": line.entry, "交材料期限": line.when}
        | {"材料状态": ("未交", "已交", "已盖章")[number % 3]}
        for number, line in enumerate(lines)
    ]
    rows[2]["清单核对"] = "台账里已没有对应的申报，可以删去这一行"
    season.ledgers["材料"] = records("材料", rows)
    payer = season.ledgers["小组"][0]["企业名称"]
    paid = [(600, "优秀QC小组"), (1000, "班组建设优秀企业"), (150.5, "")]
    season.ledgers["收费"] = records(
        "收费", [{"收到日期": dt.date(2018, 5, 20), "付款单位": payer, "金额": a, "收费项目": b} for a, b in paid]
    )
    folder = tmp_path_factory.mktemp("费用")
    build_workbook(folder / "太原.xlsm", built.notices(), season, NOTICE, shown=[NOTICE])
    return office.recalculated(folder / "太原.xlsm", folder), built.openpyxl.load_workbook(
        folder / "太原.xlsm", data_only=True
    ), season  # fmt: skip


def rows(book):
    return [[cell.value for cell in row] for row in book[FEES].iter_rows()]


def test_received_and_left_by_item_and_in_all(sheets):
    computed, _, season = sheets
    shown = {row[0]: (row[3], row[5], row[6]) for row in rows(computed) if row[0]}
    made = accounts.account(season, built.notice(NOTICE))
    for line in made.items:
        assert shown[line.name] == (line.due, line.received, line.left)
    assert shown[UNNAMED][1] == 150.5
    assert shown["合计"] == (16_500, 1750.5, 14_749.5)


def test_papers_in_and_missing_are_those_of_the_core(sheets):
    computed, _, season = sheets
    notice = built.notice(NOTICE)
    seen = rows(computed)
    top = next(number for number, row in enumerate(seen) if row[0] == "报送材料") + 1
    lines = materials.expected(season, notice)
    assert sum(row[10] for row in seen[top : top + len(notice.material)]) == len(lines)
    lacking = materials.missing(season, notice)
    assert sum(row[12] for row in seen[top : top + len(notice.material)]) == len(lacking) > 0
    dues = {due.when: due.missing for due in materials.dues(season, notice)}
    for row in seen[: top - 1]:
        if row[0] in dues:
            assert row[3] == dues[row[0]]


def test_days_and_papers_missing_stand_on_the_first_tab(sheets):
    computed, _, _ = sheets
    words = [str(cell.value) for row in computed[HOME].iter_rows() for cell in row if cell.value]
    assert any(text.startswith("已过 ") and "还缺" in text and text.endswith("件材料") for text in words)
    assert any(text.startswith("还缺 ") for text in words)


def test_what_stands_in_the_file_is_what_it_computes(sheets):
    computed, cached, _ = sheets
    today = {2}
    for shown, kept in zip(rows(computed), rows(cached), strict=False):
        for col, (new, old) in enumerate(zip(shown, kept, strict=False)):
            if isinstance(new, (int, float)) and col not in today:
                assert new == old, shown[0]
