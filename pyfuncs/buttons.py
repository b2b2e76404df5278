"""The buttons of the ribbon in Excel: one short function each, named as its id, called by xlwings' RunPython.

Nothing but the standard library and xlwings is imported before a button is pressed, so that whatever is missing can
be said in Excel. Whatever happens, the clerk sees one Chinese sentence, never a traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlwings

if TYPE_CHECKING:
    from xlwings import Book

PRODUCT = "QC申报"


def home() -> None:
    """首页: goes to 首页."""
    _press("home")


def guide() -> None:
    """向导: says what the next step of this workbook is."""
    _press("guide")


def notice() -> None:
    """当前通知: shows the tabs of the notice in use."""
    _press("notice")


def new_book() -> None:
    """新建申报簿: makes a clerk's new workbook."""
    _press("new_book")


def repair() -> None:
    """恢复格式: brings back drop-downs, formats and table ranges that pasting destroyed."""
    _press("repair")


def previous() -> None:
    """上一条: the record before on a mirror tab."""
    _press("previous")


def following() -> None:
    """下一条: the record after on a mirror tab."""
    _press("following")


def source() -> None:
    """转到台账: goes to the ledger cell that feeds a mirror's."""
    _press("source")


def edit() -> None:
    """表样录入: turns a mirror's blanks into cells to type in."""
    _press("edit")


def store() -> None:
    """存入台账: checks what was typed on a mirror and writes it to the ledgers."""
    _press("store")


def check() -> None:
    """校验全部: lists and marks all that is wrong in the workbook."""
    _press("check")


def check_tab() -> None:
    """校验本表: lists and marks what is wrong on this tab."""
    _press("check_tab")


def previous_finding() -> None:
    """上一处: goes to the finding before."""
    _press("previous_finding")


def next_finding() -> None:
    """下一处: goes to the finding after."""
    _press("next_finding")


def clear() -> None:
    """清除标记: takes marks and list away."""
    _press("clear")


def explain() -> None:
    """规则说明: the rule and clause behind the current cell."""
    _press("explain")


def quota() -> None:
    """名额统计: declared, allowed and left."""
    _press("quota")


def stats() -> None:
    """统计表计算: the rates of the statistics table."""
    _press("stats")


def fees() -> None:
    """费用: what is owed."""
    _press("fees")


def charts() -> None:
    """图表: goes to the charts."""
    _press("charts")


def materials() -> None:
    """材料清单: the ledger of materials filled in, and what is missing."""
    _press("materials")


def this_form() -> None:
    """本条: the Word form of the record shown."""
    _press("this_form")


def picked_forms() -> None:
    """所选: the Word forms of the selected rows that can be seen."""
    _press("picked_forms")


def forms() -> None:
    """全部: every Word form, in a new folder."""
    _press("forms")


def summary() -> None:
    """汇总表: the summary tables as Word files."""
    _press("summary")


def print_pack() -> None:
    """打印包: all forms in one print file."""
    _press("print_pack")


def folder() -> None:
    """打开文件夹: opens the folder made last."""
    _press("folder")


def pdf() -> None:
    """导出PDF: the Word forms as PDF."""
    _press("pdf")


def take() -> None:
    """导入Word: lists how the Word forms that came in differ from the ledgers."""
    _press("take")


def merge() -> None:
    """合并工作簿: the workbooks that units sent into one."""
    _press("merge")


def accept() -> None:
    """接受导入: writes the accepted lines of that list into the ledgers."""
    _press("accept")


def returns() -> None:
    """退回单: what goes back to each unit with mistakes, in a new folder."""
    _press("returns")


def pack() -> None:
    """打包报送: all that is handed in, in one zip."""
    _press("pack")


def draw_lots() -> None:
    """抽签: draws the order of presentation from a seed that is kept."""
    _press("draw_lots")


def score_books() -> None:
    """评分表: makes a score workbook and a hand-marking form for every judge."""
    _press("score_books")


def take_scores() -> None:
    """收评分: takes the judges' workbooks that came back into the scores."""
    _press("take_scores")


def results() -> None:
    """评审结果: reckons scores, ranking and provisional prizes."""
    _press("results")


def confirm() -> None:
    """确认获奖: writes the winners, after a preview."""
    _press("confirm")


def promote() -> None:
    """晋级转报: the promoted winners as a new workbook under the next level's notice."""
    _press("promote")


def winners() -> None:
    """获奖名单: fills the list of winners where the notice has no scores."""
    _press("winners")


def proof() -> None:
    """名称校对: every name that will be printed, look-alikes side by side."""
    _press("proof")


def roll() -> None:
    """光荣册: the roll of honour."""
    _press("roll")


def certificates() -> None:
    """证书: a certificate for each winner."""
    _press("certificates")


def publicity() -> None:
    """公示: the public notice of those to be honoured."""
    _press("publicity")


def undo() -> None:
    """撤销上一步: brings back the cells the last button changed."""
    _press("undo")


def log() -> None:
    """日志: goes to 日志."""
    _press("log")


def doctor() -> None:
    """环境自检: versions, paths, what is there and what is missing."""
    _press("doctor")


def manual() -> None:
    """使用说明: opens the manual."""
    _press("manual")


def about() -> None:
    """关于: version and notice in use."""
    _press("about")


# -- around every button -----------------------------------------------------------------------------


def _press(name: str) -> None:
    """Presses the button on the workbook it was pressed in, one press at a time."""
    try:
        book = xlwings.Book.caller()
    except Exception:
        raise SystemExit("找不到调用程序的工作簿，请在 Excel 中打开工作簿后再按按钮。") from None
    try:
        _take_turn(book, name)
    except Exception as fault:
        book.app.alert(_sentence(book, name, fault), PRODUCT, "ok", "critical")
    finally:
        book.app.status_bar = False


def _take_turn(book: Book, name: str) -> None:
    """The press itself, and again with the answer each time a question is agreed to."""
    from . import live
    from .patience import Patience
    from .press import BUTTONS, press
    from .turn import turn

    label, answer = BUTTONS[name].label, ""
    with turn(_key(book), label):
        while True:
            patience = Patience()
            patience.bound_xlwings()
            book.app.status_bar = f"正在{label}…"
            changes = press(name, live.desk(book, answer, patience=patience))
            asked, answer = answer, live.apply(book, changes, label, patience)
            if not answer or answer == asked:
                return


def _key(book: Book) -> str:
    """What tells this workbook from every other open one, saved or not."""
    from .live import saved_path

    path = saved_path(book)
    return str(path) if path else f"{book.app.pid}:{book.name}"


def _sentence(book: Book, name: str, fault: Exception) -> str:
    """One Chinese sentence for a failure outside the button's own work."""
    try:
        from .live import saved_path
        from .patience import ExcelBusy, is_busy
        from .press import BUTTONS, explain

        return explain(BUTTONS[name].label, ExcelBusy() if is_busy(fault) else fault, saved_path(book))
    except ModuleNotFoundError as missing:
        return f"缺少软件包 {missing.name}，请重新运行安装程序。"
