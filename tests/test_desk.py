"""What a button sees: notice, records and findings of the open workbook, and whether the clerk has stopped it."""

import desks
import pytest

from pyfuncs.changes import WARNING, Say
from pyfuncs.desk import Desk, Stopped, warned
from pyfuncs.records import ForeignWorkbook


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return desks.desk("2018太原", tmp_path_factory.mktemp("desk") / "太原.xlsm")


def test_notice_records_and_findings_follow_from_the_tabs(desk):
    assert desk.notice.id == "2018"
    assert len(desk.reading.season.ledgers["小组"]) == 40
    assert {finding.level for finding in desk.findings} == {"提示"}


def test_they_are_read_once(desk):
    assert desk.reading is desk.reading
    assert desk.findings is desk.findings


def test_a_workbook_of_somebody_else_is_refused_when_it_is_looked_at():
    with pytest.raises(ForeignWorkbook):
        _ = Desk({}).reading


def test_progress_is_told_until_the_clerk_stops():
    told = []
    stop = iter([False, True])
    desk = Desk({}, progress=lambda *step: told.append(step), is_stopped=lambda: next(stop))
    desk.step(1, 3, "甲公司")
    with pytest.raises(Stopped, match="已停止"):
        desk.step(2, 3, "乙公司")
    assert told == [(1, 3, "甲公司")]


def test_a_fault_that_a_button_names_is_said_and_changes_nothing():
    @warned(KeyError, OSError)
    def button(at, kind=""):
        raise OSError(f"没有{kind or '文件'}")

    for arguments, words in [((), "没有文件。"), (("名单",), "没有名单。")]:
        answer = button(Desk({}), *arguments)
        assert answer.items == [Say(WARNING, words)] and not answer.undoable


def test_any_other_fault_goes_on():
    @warned(KeyError)
    def button(at):
        raise ValueError

    with pytest.raises(ValueError):
        button(Desk({}))
