"""Presses a button: from what the desk shows to the changes to make, the same on every host."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable
from pathlib import Path

from . import __version__
from .changes import CRITICAL, Changes, Say
from .desk import Desk
from .shapes import shape

PRODUCT = "QC申报"
LOG_SUFFIX = "-错误记录.txt"


@shape(frozen=True)
class Button:
    """A button: what it is called, and the function that does its work (imported only when pressed)."""

    label: str
    module: str
    function: str

    def work(self) -> Callable[[Desk], Changes]:
        return getattr(importlib.import_module(f"{__package__}.{self.module}"), self.function)


BUTTONS = {
    "home": Button("首页", "guide", "home"),
    "guide": Button("向导", "guide", "guide"),
    "notice": Button("当前通知", "guide", "switch_notice"),
    "new_book": Button("新建申报簿", "guide", "new_book"),
    "repair": Button("恢复格式", "repair", "repair"),
    "previous": Button("上一条", "mirror", "previous"),
    "following": Button("下一条", "mirror", "following"),
    "source": Button("转到台账", "mirror", "source"),
    "edit": Button("表样录入", "mirror", "edit"),
    "store": Button("存入台账", "mirror", "store"),
    "check": Button("校验全部", "marks", "check_all"),
    "check_tab": Button("校验本表", "marks", "check_tab"),
    "previous_finding": Button("上一处", "marks", "previous_finding"),
    "next_finding": Button("下一处", "marks", "next_finding"),
    "clear": Button("清除标记", "marks", "clear"),
    "explain": Button("规则说明", "explanation", "explain"),
    "quota": Button("名额统计", "tallies", "show_quota"),
    "stats": Button("统计表计算", "tallies", "show_stats"),
    "fees": Button("费用", "tallies", "show_fees"),
    "charts": Button("图表", "tallies", "show_charts"),
    "materials": Button("材料清单", "checklist", "fill"),
    "this_form": Button("本条", "output", "this_form"),
    "picked_forms": Button("所选", "output", "picked_forms"),
    "forms": Button("全部", "output", "all_forms"),
    "summary": Button("汇总表", "output", "summary"),
    "print_pack": Button("打印包", "printing", "print_pack"),
    "folder": Button("打开文件夹", "output", "folder"),
    "pdf": Button("导出PDF", "output", "pdf"),
    "take": Button("导入Word", "taking", "take"),
    "merge": Button("合并工作簿", "merging", "merge_books"),
    "accept": Button("接受导入", "taking", "accept_lines"),
    "returns": Button("退回单", "returns", "returns"),
    "pack": Button("打包报送", "pack", "pack_book"),
    "draw_lots": Button("抽签", "jury", "draw_lots"),
    "score_books": Button("评分表", "jury_files", "score_books"),
    "take_scores": Button("收评分", "jury_files", "take_scores"),
    "results": Button("评审结果", "jury", "results"),
    "confirm": Button("确认获奖", "jury", "confirm"),
    "promote": Button("晋级转报", "handing_on", "promote"),
    "winners": Button("获奖名单", "award_list", "fill"),
    "proof": Button("名称校对", "commend", "proof"),
    "roll": Button("光荣册", "commend", "roll"),
    "certificates": Button("证书", "commend", "certificates"),
    "publicity": Button("公示", "commend", "publicity"),
    "undo": Button("撤销上一步", "undo", "undo"),
    "log": Button("日志", "helpdesk", "show_log"),
    "doctor": Button("环境自检", "helpdesk", "doctor"),
    "manual": Button("使用说明", "helpdesk", "manual"),
    "about": Button("关于", "helpdesk", "about"),
}
"""Every button by its id on the ribbon."""


def press(name: str, desk: Desk) -> Changes:
    """The changes a button asks for; whatever goes wrong becomes one Chinese sentence and no change at all."""
    button = BUTTONS[name]
    try:
        return button.work()(desk)
    except Exception as fault:
        return Changes([Say(CRITICAL, explain(button.label, fault, desk.path))], undoable=False)


def explain(label: str, fault: Exception, workbook: Path | None) -> str:
    """One Chinese sentence for a failure: its own where it is ours, else what to do and where the details are."""
    if type(fault).__module__.startswith(f"{__package__}."):
        text = str(fault)
        return text if text.endswith("。") else f"{text}。"
    if isinstance(fault, ModuleNotFoundError):
        return f"“{label}”没有做成：缺少软件包 {fault.name}，请重新运行安装程序。"
    if isinstance(fault, OSError):
        reason = fault.strerror or str(fault)
        return f"“{label}”没有做成：读写文件失败（{reason}），请看文件夹能否写入、磁盘是否已满。"
    return f"“{label}”没有做成，工作簿没有改动，请保存后再试；详情见 {write_log(label, workbook)}。"


def write_log(label: str, workbook: Path | None) -> Path:
    """Appends the failure at hand to a text file beside the workbook, or in the temporary folder; gives its path."""
    import tempfile
    import traceback

    entry = f"{dt.datetime.now():%Y-%m-%d %H:%M:%S} {label} {__version__}\n{traceback.format_exc()}\n"
    places = [workbook.with_name(workbook.stem + LOG_SUFFIX)] if workbook else []
    for path in [*places, Path(tempfile.gettempdir()) / (PRODUCT + LOG_SUFFIX)]:
        try:
            with path.open("a", encoding="utf-8") as file:
                file.write(entry)
        except OSError:
            continue
        return path
    return Path("（没有写成）")
