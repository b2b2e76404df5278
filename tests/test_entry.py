"""What was typed in a cell, told apart from what is printed there."""

import pytest

from pyfuncs.entry import read_entry
from pyfuncs.grid import parse_lines
from pyfuncs.outline import _text


def entered(notation: str, lines: list[str], seal: int = 0) -> tuple[dict[str, str], list[str]]:
    """Text by field and what stands there besides; the last `seal` lines are for the seal."""
    printed = parse_lines(notation)
    entry = read_entry(lines, _text(printed, printed[len(printed) - seal :] if seal else ()))
    found: dict[str, str] = {}
    for blank, text in entry.filled:
        found[blank.field] = "、".join(filter(None, (found.get(blank.field), text)))
    return found, entry.extra


STORY = "事迹：\\n{事迹}\\n\\n→单位盖章    \\n→年    月    日"
CONTACT = "负责人：{负责人}        联系电话：{电话}\\n地址：{地址}"
TICKS = "{形式=现场?□}现场     {形式=视频?□}视频\\n{形式=书面?□}书面"
TWO = "说明：\\n{荣誉}\\n{简介}"
CASES = {
    "as printed": (STORY, ["事迹：", " 好 ", "", "单位盖章    ", "年    月    日"], 2, {"事迹": " 好 "}, []),
    "several paragraphs": (STORY, ["事迹：", "一", "", "二", "单位盖章", "年月日"], 2, {"事迹": "一\n\n二"}, []),
    "on the line of the words": (STORY, ["事迹: 一", "二"], 2, {"事迹": "一\n二"}, []),
    "seal dated": (STORY, ["事迹：", "好", "单位盖章  2018年5月2日"], 2, {"事迹": "好"}, ["单位盖章  2018年5月2日"]),
    "seal gone": (STORY, ["事 迹", "好"], 2, {"事迹": "好"}, []),
    "empty": (STORY, ["事迹：", "", "", "单位盖章    ", "年    月    日"], 2, {}, []),
    "line": (
        CONTACT,
        ["负责人：某某        联系电话：123", "地址：路1号"],
        0,
        {"负责人": "某某", "电话": "123", "地址": "路1号"},
        [],
    ),
    "blanks kept": ("{甲}/{乙}", [" 30 / 12"], 0, {"甲": " 30 ", "乙": " 12"}, []),
    "line loose": (
        CONTACT,
        ["负责人 某某", "联系电话:123 地 址：路1号"],
        0,
        {"负责人": "某某", "电话": "123", "地址": "路1号"},
        [],
    ),
    "wide slash": ("{甲}/{乙}", ["30人／12"], 0, {"甲": "30人", "乙": "12"}, []),
    "no slash": ("{甲}/{乙}", ["30人12时"], 0, {}, ["30人12时"]),
    "ticks": (TICKS, ["√现场     □视频", "√书面"], 0, {"形式": "现场、书面"}, []),
    "ticks by others": (TICKS, ["☐ 现场 ☑视频", "（√）书面"], 0, {"形式": "视频、书面"}, []),
    "ticks behind": (TICKS, ["现场√ 视频 书面√"], 0, {"形式": "现场、书面"}, []),
    "ticks and words": (TICKS, ["√现场 □视频 □书面 另有座谈"], 0, {"形式": "现场"}, ["另有座谈"]),
    "default stands": ("{日期?年   月   日}", ["年 月  日"], 0, {}, []),
    "date typed": ("{日期?年   月   日}", ["2018年5月2日"], 0, {"日期": "2018年5月2日"}, []),
    "two texts": (TWO, ["说明：", "获奖\n两次", "全文"], 0, {"荣誉": "获奖\n两次", "简介": "全文"}, []),
    "one text for two": (TWO, ["说明：", "只此一段"], 0, {"简介": "只此一段"}, []),
    "number": ("{#}", ["12"], 0, {}, []),
    "no number": ("{#}", ["甲"], 0, {}, ["甲"]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_was_typed(case):
    notation, lines, seal, found, extra = CASES[case]
    assert entered(notation, lines, seal) == (found, extra)
