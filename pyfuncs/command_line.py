"""The words of the command line: its verbs, what may be said to each, its help and its complaints."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from . import press_file
from .environment import FAILED
from .system import say

VERBS = {
    "check": "校验工作簿，写出“工作簿-校验结果.xlsx”",
    "quota": "名额统计：已报、名额、剩余",
    "stats": "活动统计：普及率、成果率、活动率",
    "fees": "应缴、已收和差额，可打印费用清单",
    "materials": "要交的材料：已齐、还缺、还有几天",
    "print": "把全部申报表合成一个打印文件，附封面清单",
    "forms": "生成全部Word申报表",
    "new": "新建一本自己的申报簿",
    "merge": "把各单位报来的申报簿合并成一本，每个文件有回执",
    "store": "看汇总库：名额统计、普及率成果率、两个单位都报的",
    "take": "导入收到的Word申报表：先列出不同，接受以后做出新的申报簿",
    "returns": "把有错误的申报簿退回去：退回单、标出问题的申报簿、邮件的文字",
    "pack": "把要报送的全部打成一个zip",
    "judge": "评审：抽签、评分表、收评分、算结果、列获奖名单",
    "rules": "列出两份通知的全部规则和依据",
    "promote": "晋级转报：报省的转成上一级通知的一本新申报簿",
    "honours": "表彰：名称校对表、光荣册、证书、公示",
    "build": "由定义文件重建工作簿、示例和Word模板",
    "install": "安装到这台电脑（再装一次就是修复）",
    "wheels": "下载软件包，供不能上网的电脑安装",
    "drop": "校验几本工作簿，并打开各自的校验结果（“校验.cmd”用它）",
    "press": "按一个按钮：读工作簿的拷贝，把改动写成清单（不经过 xlwings 的宏用它）",
    "demo": "安装所需软件包，用示例演示一遍",
    "test": "安装所需软件包，运行全部测试",
    "bench": "同别的工具比速度：安装它们，轮流做同样的事，列表并存下结果",
}
COMPLAINTS = {
    r"the following arguments are required: (.*)": r"缺少 \1",
    r"unrecognized arguments: (.*)": r"不认识 \1",
    r"argument (.*): invalid choice: '(.*?)' .*": r"没有“\2”这个\1",
    r"argument (.*): expected (?:at least )?one argument": r"\1 后面要写上内容",
    r"argument (.*): invalid int value: '(.*)'": r"\1 后面写的是“\2”，应为整数",
    r"argument (.*): ignored explicit argument '(.*)'": r"\1 后面不用写“\2”",
    r"ambiguous option: (.*) could match (.*)": r"\1 没有写全，可能是 \2",
    r"one of the arguments (.*) (.*) is required": r"\1 和 \2 要写一个",
    r"argument (.*): not allowed with argument (.*)": r"\1 和 \2 只能写一个",
}
"""What argparse complains of, and how it is said here."""


class Parser(argparse.ArgumentParser):
    """argparse in Chinese: its help, and complaints of one sentence with exit status 2."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False)
        self._positionals.title, self._optionals.title = "要写的", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> None:  # type: ignore[override]
        for english, chinese in COMPLAINTS.items():
            message = re.sub(english, chinese, message)
        say(f"命令写得不对：{message}，请看 {self.prog} --help。")
        raise SystemExit(FAILED)


def parser() -> Parser:
    """The verbs and their options; Chinese help for each."""
    top = Parser(prog="python3 -m pyfuncs", description="QC申报汇总：质量管理小组申报的校验、统计和申报表生成。")
    verbs = top.add_subparsers(dest="verb", metavar="命令", required=True)
    made = {name: verbs.add_parser(name, help=text, description=text) for name, text in VERBS.items()}
    for name in ("check", "quota", "stats", "fees", "materials", "forms", "print"):
        made[name].add_argument("book", metavar="工作簿", help="由本程序新建的 .xlsm 或 .xlsx")
    for name in ("check", "quota", "stats", "fees", "materials", "forms", "rules"):
        made[name].add_argument("--json", default="", metavar="文件", help="另以JSON写到文件；- 表示写到屏幕")
    made["fees"].add_argument("--out", default="", metavar="文件", help="另把费用清单写成这个 .docx，可打印")
    made["print"].add_argument("--out", required=True, metavar="文件夹", help="写到哪个文件夹")
    made["print"].add_argument("--no-pdf", action="store_true", help="只要 Word 文件，不做PDF")
    made["print"].set_defaults(json="")
    made["forms"].add_argument("--out", required=True, metavar="文件夹", help="写到哪个文件夹")
    made["forms"].add_argument("--only", default="", metavar="附件", help="只生成这一种，如 附件3.1")
    made["forms"].add_argument("--record", default="", metavar="名称", help="只生成这个小组、班组、企业或个人的")
    made["new"].add_argument("file", nargs="?", default="", metavar="文件", help="新申报簿的文件名，.xlsm")
    made["new"].add_argument("--notice", required=True, metavar="通知", help="通知的编号，如 2018")
    made["new"].add_argument("--unit", default="", metavar="单位", help="推荐单位，如 太原")
    made["new"].add_argument("--all", action="store_true", help="给每个单位各建一本，写到 --out 的文件夹")
    made["new"].add_argument("--out", default="", metavar="文件夹", help="同 --all 用：写到哪个新文件夹")
    made["new"].add_argument(
        "--units", default="", metavar="名单", help="同 --all 用：单位名单，.txt、.csv 或 .xlsx，一行一个"
    )
    made["merge"].add_argument("folder", metavar="文件夹", help="各单位的申报簿所在的文件夹，连同里面的文件夹")
    whither = made["merge"].add_mutually_exclusive_group(required=True)
    whither.add_argument("--out", default="", metavar="文件", help="合并工作簿写到哪里，.xlsm")
    whither.add_argument("--store", default="", metavar="文件夹", help="不写合并工作簿，写进这个汇总库")
    made["store"].add_argument("folder", metavar="文件夹", help="merge --store 写成的汇总库")
    made["store"].add_argument("--out", default="", metavar="文件", help="把结果写成这个 .xlsx")
    for name in ("merge", "store"):
        made[name].add_argument("--notice", default="", metavar="通知", help="只要这份通知的，如 2018")
        made[name].add_argument("--area", default="", metavar="地区", help="汇总库里属于哪个省或协会，默认由通知定")
        made[name].add_argument("--cluster", default="", metavar="地址", help="由Dask集群来做，如 tcp://主机:8786")
        made[name].add_argument("--json", default="", metavar="文件", help="另以JSON写到文件；- 表示写到屏幕")
    made["take"].add_argument("files", nargs="*", metavar="文件", help="收到的Word文件，或放着它们的文件夹")
    made["take"].add_argument("--into", required=True, metavar="工作簿", help="导入到哪一本；它自己不会改动")
    made["take"].add_argument("--accept", default="", metavar="哪些", help="核对过的列表文件，或 全部、新增")
    judge = made["judge"]
    judge.add_argument("book", metavar="工作簿", help="由本程序新建的 .xlsm 或 .xlsx；它自己不会改动")
    judge.add_argument(
        "action", choices=("draw", "sheets", "take", "results", "winners"), metavar="动作",
        help="draw 抽签，sheets 给评委生成评分表，take 收评分表，results 算结果（暂定），winners 列获奖名单",
    )  # fmt: skip
    judge.add_argument("--out", default="", metavar="文件夹", help="sheets：写到哪个新文件夹")
    judge.add_argument("--from", dest="source", default="", metavar="文件夹", help="take：评委交回的评分表在哪里")
    judge.add_argument("--seed", type=int, default=None, metavar="数", help="draw：抽签种子，默认用评审设定上的")
    made["returns"].add_argument("place", metavar="文件夹", help="放着收到的申报簿；也可以写一本（合并的也行）")
    made["returns"].add_argument("--out", required=True, metavar="文件夹", help="写到哪个新文件夹")
    made["pack"].add_argument("book", metavar="工作簿", help="由本程序新建的 .xlsm 或 .xlsx")
    made["pack"].add_argument("--out", required=True, metavar="文件", help="打成哪个文件，.zip")
    for name in ("promote", "honours"):
        made[name].add_argument("book", metavar="工作簿", help="由本程序新建的 .xlsm 或 .xlsx；它自己不会改动")
    made["promote"].add_argument("--out", required=True, metavar="文件", help="新申报簿写到哪里，.xlsm")
    made["honours"].add_argument("--out", required=True, metavar="文件夹", help="写到哪个文件夹")
    made["honours"].add_argument("--only", default="", metavar="哪样", help="只做名称校对表、光荣册、证书、公示之一")
    made["build"].add_argument("--redraw", action="store_true", help="连被人在Word中改过的模板也重画")
    made["install"].add_argument("--wheels", type=Path, metavar="文件夹", help="不联网，从这个文件夹里的软件包安装")
    made["install"].add_argument("--store", action="store_true", help="连同汇总库要用的软件包")
    made["install"].add_argument("--shortcut", action="store_true", help="在 Linux 桌面上也放快捷方式")
    made["wheels"].add_argument("folder", nargs="?", type=Path, metavar="文件夹", help="下载到哪里，默认 wheels")
    made["wheels"].add_argument("--platform", default="", metavar="平台", help="那台电脑的平台，如 win_amd64")
    made["wheels"].add_argument("--python", default="", metavar="版本", help="那台电脑的 Python，如 3.12")
    made["wheels"].add_argument("--store", action="store_true", help="连同汇总库要用的软件包")
    made["drop"].add_argument("books", nargs="*", metavar="工作簿", help="由本程序新建的 .xlsm 或 .xlsx")
    press_file.add_arguments(made["press"])
    made["bench"].add_argument("--only", default="", metavar="哪些", help="只比这几项，用逗号隔开，如 forms,reading")
    made["bench"].add_argument("--rounds", type=int, default=5, metavar="数", help="轮流跑几轮取中位数，默认 5")
    made["bench"].add_argument("--quick", action="store_true", help="用很小的数量跑一遍，只看能不能跑")
    made["bench"].add_argument("--full", action="store_true", help="用最大的数量，要跑几个小时")
    made["bench"].add_argument("--out", default="", metavar="文件", help="结果写到哪里，默认在 tests/bench/results")
    made["bench"].add_argument("--compare", nargs=2, default=(), metavar="文件", help="不跑，只比较两次的结果")
    made["demo"].add_argument("--out", default="", metavar="文件夹", help="演示结果写到哪里，默认 输出/演示")
    return top
