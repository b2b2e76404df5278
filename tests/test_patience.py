"""Waiting for a busy Excel: some seconds, never for ever."""

import pytest

from pyfuncs import patience
from pyfuncs.patience import BUSY_CODES, ExcelBusy, Patience, is_busy


class Refused(Exception):
    """As pywin32 raises it."""

    def __init__(self, code, inner=None):
        super().__init__(code)
        self.hresult = code
        self.excepinfo = (0, "", "", "", 0, inner) if inner else None


@pytest.fixture
def slept(monkeypatch):
    naps = []
    monkeypatch.setattr(patience.time, "sleep", naps.append)
    return naps


def calls(faults, result="做完"):
    left = list(faults)

    def call():
        if left:
            raise left.pop(0)
        return result

    return call


@pytest.mark.parametrize("code", sorted(BUSY_CODES))
def test_a_busy_excel_is_asked_again(slept, code):
    assert Patience().run(calls([Refused(code)] * 5)) == "做完"
    assert slept == [patience.PAUSE] * 5


def test_excels_own_code_is_found_inside_the_general_one(slept):
    assert Patience().run(calls([Refused(-2147352567, -2146777998)])) == "做完"
    assert not is_busy(Refused(-2147352567, -2146827284))


def test_after_its_seconds_it_ends_in_one_sentence(slept):
    with pytest.raises(ExcelBusy, match=r"^Excel 正忙.*再按一次$"):
        Patience().run(calls([Refused(min(BUSY_CODES))] * 10000))
    assert sum(slept) == patience.SECONDS


def test_all_waiting_of_a_press_counts_together(slept):
    waiting = Patience(1)
    for _ in range(2):
        waiting.run(calls([Refused(min(BUSY_CODES))] * 2))
    with pytest.raises(ExcelBusy):
        waiting.run(calls([Refused(min(BUSY_CODES))]))


def test_another_fault_is_not_waited_for(slept):
    with pytest.raises(ValueError):
        Patience().run(calls([ValueError()]))
    assert slept == []


def test_xlwings_own_loop_waits_by_it_and_ends(slept):
    """The very comparison of xlwings/_xlwindows.py."""
    attempts, n_attempt = Patience(2), 1
    while not attempts or n_attempt < attempts:
        n_attempt += 1
    assert n_attempt == 1 + 2 / patience.PAUSE
    assert sum(slept) == 2
