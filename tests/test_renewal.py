"""A closed workbook made anew: with everything it held, whatever notice it is of, and told what it cannot carry."""

from __future__ import annotations

import shutil

import built
import desks
import openpyxl
import pytest

from pyfuncs.acceptance import Accepted, Edit
from pyfuncs.closed import read_sheets
from pyfuncs.contest import Item, ScoreTable
from pyfuncs.notice import HOME
from pyfuncs.renewal import (
    Miscounted,
    left_behind,
    own_columns,
    own_tabs,
    read_old,
    reconciled,
    season_with,
    whole_season,
)
from pyfuncs.rules import Record
from pyfuncs.settings import lines
from pyfuncs.workbook import season_bytes

EXTRA = {"2018附件9": "职工总数", "2023附件7": "负责人"}


def shown(season):
    """Every value as the forms would print it."""
    ledgers = {
        name: [{k: row.text(k) for k in row if row.text(k)} for row in rows] for name, rows in season.ledgers.items()
    }
    return ledgers, {name: {k: row.text(k) for k in row if row.text(k)} for name, row in season.single.items()}


@pytest.fixture
def path(tmp):
    return shutil.copy(built.workbook(built.PROVINCE), tmp / "太原.xlsm")


def test_a_workbook_made_anew_with_nothing_accepted_holds_what_it_held(tmp):
    old = read_old(built.workbook(built.PROVINCE))
    season = whole_season(old, Accepted())
    made = tmp / "新.xlsm"
    made.write_bytes(season_bytes(season, old.notice)[0])
    new = read_old(made)
    assert shown(new.reading.season) == shown(old.reading.season)
    assert [shown(other.season) for other in new.others] == [shown(other.season) for other in old.others]
    counts = reconciled(old, Accepted(), new.sheets)
    assert ("小组", 40, 0, 40) in counts and all(before + added == after for _, before, added, after in counts)


def test_what_only_the_other_notice_has_goes_along(tmp):
    desk = desks.desk(built.PROVINCE)
    old = read_old(built.workbook(built.PROVINCE))
    own = [field.name for field in built.notice("2023").field if field.ledger == "小组" and field.typed]
    other = next(reading for reading in old.others if reading.notice.id == "2023")
    assert own and desk.notice.id == "2018"
    row = other.season.ledgers["小组"][0]
    row[own[0]] = row.raw[own[0]] = "只有2023有"
    other.season.single["2023附件7"]["负责人"] = other.season.single["2023附件7"].raw["负责人"] = "薛白"
    season = whole_season(old, Accepted())
    assert season.ledgers["小组"][0][own[0]] == "只有2023有"
    (tmp / "新.xlsm").write_bytes(season_bytes(season, old.notice)[0])
    again = next(reading for reading in read_old(tmp / "新.xlsm").others if reading.notice.id == "2023")
    assert again.season.ledgers["小组"][0].text(own[0]) == "只有2023有"
    assert again.season.single["2023附件7"]["负责人"] == "薛白"


def test_what_the_jury_has_set_goes_along(tmp):
    old = read_old(built.workbook(built.PROVINCE))
    [judging] = [notice.judging for notice in old.other_notices if notice.judging]
    judging.phase[0].weight, judging.phase[1].weight = 35, 65
    judging.prizes["QC小组成果"][0] = ("一等奖", 2)
    judging.table[0].item[0] = Item(name="选题和理由", points=15, criteria="评委会改过的要点")
    judging.table.append(ScoreTable(name="班组自评表", source="", total=10, item=[Item(name="现场", points=10)]))
    judging.phase[1].tables["质量信得过班组"] = "班组自评表"
    next(item for item in judging.setting if item.id == "tie_keys").value = "现场发表、中位数"
    (tmp / "新.xlsm").write_bytes(season_bytes(old.reading.season, old.notice, others=old.other_notices)[0])
    [again] = [notice.judging for notice in read_old(tmp / "新.xlsm").other_notices if notice.judging]
    assert again.faults == [] and list(lines(again)) == list(lines(judging))


def test_edits_change_their_record_and_new_rows_come_last():
    old = read_old(built.workbook(built.PROVINCE))
    before = old.reading.season.ledgers["企业"]
    edits = [Edit(None, {"企业名称": "新厂"}), Edit(before[0], {"联系人": "薛白"})]
    home = old.reading.season.single[HOME]
    after = season_with(
        old.reading.season, old.notice, Accepted({"企业": edits, HOME: [Edit(home, {"填表人": "温宁"})]})
    )
    rows = after.ledgers["企业"]
    assert [row.text("联系人") for row in rows[:-1]] == ["薛白", *(row.text("联系人") for row in before[1:])]
    assert rows[-1] == {"企业名称": "新厂"} and after.single[HOME]["填表人"] == "温宁"
    assert rows[0]["通讯地址"] == before[0]["通讯地址"] and before[0]["联系人"] != "薛白"


def test_what_does_not_add_up_is_never_handed_over():
    old = read_old(built.workbook(built.PROVINCE))
    accepted = Accepted({"企业": [Edit(None, {"企业名称": "新厂"})]})
    with pytest.raises(Miscounted, match="“企业”应有3条，新做的申报簿里有2条"):
        reconciled(old, accepted, old.sheets)


def test_what_stays_behind_is_one_sentence_that_names_it(path):
    book = openpyxl.load_workbook(path)
    book["小组"].cell(4, 40, "我的备注")
    book.create_sheet("我的表")["A1"] = "账"
    book.save(plain := path.with_suffix(".xlsx"))
    old, new = read_old(plain), read_sheets(path)
    assert list(own_columns(old)) == ["小组!AN4 我的备注"] and list(own_tabs(old, new)) == ["我的表"]
    says = left_behind(old, new)
    assert "小组!AN4 我的备注" in says and "我的表" in says and "太原.xlsx" in says and "\n" not in says
    assert "自己加的" not in left_behind(read_old(path), new)


def test_a_row_that_no_ledger_could_take_is_named():
    old = read_old(built.workbook(built.PROVINCE))
    desks.write(old.sheets["企业"], 60, 40, "飘着的")
    from pyfuncs.records import read_season

    old = type(old)(old.path, old.sheets, read_season(old.sheets, old.notice), old.others)
    assert "读不进台账的1行（企业!A60" in left_behind(old, old.sheets)
    assert isinstance(old.reading.season.single[HOME], Record)
