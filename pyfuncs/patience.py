"""Waits for an Excel that is busy (a cell being edited, a dialogue open), but never for ever."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TypeVar

SECONDS = 30.0
PAUSE = 0.25
BUSY_CODES = frozenset({-2147418111, -2147417846, -2146777998})
"""RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER and Excel's own 0x800AC472, as signed numbers."""
MANY = 1 << 20
T = TypeVar("T")


class ExcelBusy(Exception):
    """Excel took no call for as long as we wait; the message is one Chinese sentence."""

    def __init__(self) -> None:
        super().__init__(
            f"Excel 正忙，等了{SECONDS:.0f}秒仍没有回应，工作簿没有改动：可能有单元格正在编辑或有对话框没有关，"
            "请按回车结束编辑、关掉对话框后再按一次"
        )


class Patience(int):
    """The time one press may spend waiting, as xlwings' count of attempts: asked for another try, it pauses.

    xlwings tries for ever, or a number of times without a pause, and knows one code of the three. It asks
    `n_attempt < N_COM_ATTEMPTS`, which Python answers here.
    """

    left: float

    def __new__(cls, seconds: float = SECONDS) -> Patience:
        made = super().__new__(cls, MANY)
        made.left = seconds
        return made

    def __gt__(self, tried: object) -> bool:
        """True when another try may be made, after a pause."""
        if self.left <= 0:
            return False
        self.left -= PAUSE
        time.sleep(PAUSE)
        return True

    def bound_xlwings(self) -> None:
        """Lets xlwings wait by this clock too; it does so on Windows only."""
        if sys.platform == "win32":
            import xlwings._xlwindows as engine

            engine.N_COM_ATTEMPTS = self

    def run(self, call: Callable[[], T]) -> T:
        """What `call` gives, called again while Excel is busy: it must do no harm twice. Raises ExcelBusy."""
        while True:
            try:
                return call()
            except Exception as fault:
                if not is_busy(fault):
                    raise
                if not self > 0:
                    raise ExcelBusy from fault


def is_busy(fault: BaseException) -> bool:
    """True when Excel refused the call because it was busy, not because the call was wrong."""
    code = getattr(fault, "hresult", None)
    inner = getattr(fault, "excepinfo", None)
    codes = {code, inner[5] if isinstance(inner, tuple) and len(inner) > 5 else None}
    return bool(codes & BUSY_CODES) or type(fault).__name__ == "ExcelBusyError"
