"""Filled forms as the reader gives them, made by hand: a group's two forms, a person's, a statistics table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import built

from pyfuncs.filled import FileTaken, FormTaken, RowTaken, Unread

ENTERPRISE, GROUP, TOPIC = "太原华岭机械有限公司", "星火QC小组", "降低齿轮箱返修率"
MEMBERS = "小组成员"
REPORT = {
    "小组名称": GROUP,
    "课题名称": TOPIC,
    "课题类型": "攻关",
    "企业名称": ENTERPRISE,
    "人数": "3",
    "邮编": "030001",
    "电话": "13800000000",
}
"""附件3.1 of 2018."""
REGISTER = {"小组名称": GROUP, "所在部门": "总装车间", "成立日期": "2016年3月1日", "组长姓名": "郝一帆"}
"""附件3.2 of 2018: it prints no enterprise."""
PEOPLE = ({"姓名": "苗雨", "年龄": "30", "成员分工情况": "数据"}, {"姓名": "𠮷祥", "年龄": "41"})


def form(form_id: str, values: dict[str, str], notice: str = "2018", **more: Any) -> FormTaken:
    """A form with its values in the rows of its first table, one a row; `members` rows of the one member ledger."""
    found = built.notice(notice).forms[form_id]
    places = {name: f"表1第{number}行" for number, name in enumerate(values, start=1)}
    rows = [RowTaken(dict(row), f"表1第{number}行") for number, row in enumerate(more.pop("members", ()), start=5)]
    ledger = next((row.ledger for part in found.part if part.grid for row in part.grid.rows if row.repeats), "")
    taken = FormTaken(found, notice, "表1", dict(values), places, {ledger: rows} if rows else {})
    for name, value in more.items():
        setattr(taken, name, value)
    return taken


def file(name: str, *forms: FormTaken, **more: Any) -> FileTaken:
    """A file of a folder of post that nobody has."""
    return FileTaken(Path("/收件") / name, list(forms), **more)


def group(folder: str = "华岭", **changed: str) -> list[FileTaken]:
    """The two forms of one group, in two files of one folder; `changed` fields of either."""
    report = REPORT | {name: text for name, text in changed.items() if name in REPORT}
    register = REGISTER | {name: text for name, text in changed.items() if name in REGISTER}
    return [
        file(f"{folder}/申报表.docx", form("附件3.1", report, home={"首页.推荐单位": "太原"})),
        file(f"{folder}/登记表.docx", form("附件3.2", register, members=PEOPLE)),
    ]


def unread(place: str = "表1第9行", text: str = "？？", why: str = "看不清") -> Unread:
    """Something that the reader left."""
    return Unread(place, text, why)
