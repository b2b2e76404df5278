"""Forms as enterprises draw them: the printed words of the notice in tables of another shape, filled by hand."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx


def drawn(paragraphs: Sequence[str], rows: Sequence[Sequence[str]], after: Sequence[str] = ()) -> bytes:
    """A .docx of paragraphs, one table (rows of any number of cells, the last one as wide as is left) and notes."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    width = max(map(len, rows))
    table = document.add_table(len(rows), width)
    for number, row in enumerate(rows):
        cells = table.rows[number].cells
        if len(row) < width:
            cells[len(row) - 1].merge(cells[width - 1])
        for at, text in enumerate(row):
            table.rows[number].cells[at].text = text
    for text in after:
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


GROUP = drawn(
    ["附件3.1", "山西省优秀质量管理小组", "成果申报表", "推荐市、行业：太原        总编号：3"],
    [
        ["QC小组名称：星火QC小组", "人  数：8"],
        ["课题名称", "降低返修率\n（二期）", "课题类型", "攻关"],
        ["企业名称", "太原华岭机械有限公司", "邮政编码", "0 3 0 0 0 1"],
        ["通 讯 地 址", "太原市某路1号", "联 系 人", "某某"],
        ["企业内\n主管部门", "质量部", "联系电话", "0351-2345678"],
        ["小组活动\n指 导 者", "某工"],
        ["QC小组简介（300字）：成立于2011年。\n平均年龄35岁。"],
        ["主要活动过程与效果\n一、选题\n二、对策\n\n单位盖章  2018年5月20日"],
    ],
    ["注：1.此表要求认真填写,并加盖公章。"],
)
REGISTER = drawn(
    ["优秀QC小组注册登记表", "单位（章）： 山西云冈通信有限公司", "课题类型: 创新型"],
    [
        ["小组名称", "所在部门", "成立日期", "登记注册号"],
        ["启明QC小组", "网络部", "2021年3月", "云2021-3"],
        ["组长姓名", "某某", "性别", "男", "职务", "主任"],
        ["姓名", "年龄", "职称", "成员分工"],
        ["甲某", "30", "工程师", "记录"],
        ["乙某", "", "", "绘图"],
        ["", "", "", ""],
        ["姓名", "年龄", "职称", "成员分工"],
        ["丙某", "41", "高工", "指导"],
    ],
)
STATISTICS = drawn(
    ["质量管理小组/质量信得过班组活动统计表", "推荐市、行业：太原"],
    [
        ["统计项目", "单位", "数量"],
        ["本年度市、行业召开QC小组成果发表会次数", "次", "3"],
        ["本年度本市、行业质协组织的培训/交流次数与人数", "次/人", "12／600"],
        ["本年度QC小组普及率", "%", "33.2%"],
        ["质量信得过班组评审及交流形式（在□上打V）", "☑发表评审 □现场评审 ■与QC小组合开"],
        ["QC小组/质量信得过班组工作归口部门：质量处\n负责人：某某 联系电话：0351-1234567"],
    ],
)
