"""Every rule of a notice as a list: its id, whether a check, a limit or a line of the materials list, its clause."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import values
from .notice import HOME, Award, Deadline, Fact, Material, Notice, Option, Payee, Period, Prize, Rule, WordLimit

CHECK, PARAMETER, MATERIAL = "检查", "参数", "材料清单"


CALLS = {
    "filled": "不能空着",
    "at_least": "不少于",
    "at_most": "不超过",
    "equals": "应为",
    "grade_at_least": "级别不低于",
    "words_at_most": "字数不超过",
    "on_or_before": "不晚于",
    "contains_none": "不含所列字样",
    "full_name": "写全称",
    "parent_body": "不挂上级部门",
    "topic_wording": "与课题措辞相符",
    "years_within": "年份在期限内",
    "not_above": "不大于",
    "ratio": "比率算得出且不超过100%",
    "head_count": "等于所列人员数",
    "presenters": "发表人在成员中、人数合规定",
    "unique": "不重复",
    "across_units": "合并后各单位之间不重复",
    "unique_in_team": "一人在一处只列一次",
    "across_teams": "同名人员跨组提醒",
    "belongs": "成员能找到所属",
    "has_members": "有成员",
    "at_most_per": "每个单位不超过",
    "look_alike": "同一名称写法一致",
    "count_equals": "等于台账条数",
    "count_not_below": "不少于台账条数",
    "within_quota": "不超过名额",
    "remark": "提醒",
    "payer_owes": "缴款的是有申报的单位",
    "paid_within_due": "一个单位缴的不多于应缴",
    "multiple_of_fee": "是费用的倍数",
    "score_known": "评分的阶段、成果、评委都有",
    "score_items": "各项都有分，在0至分值之间",
    "score_total": "总分等于各项之和",
    "scored_once": "一名评委对一项成果一个阶段只评一次",
    "recused": "本单位评委回避",
    "enough_judges": "有效评委够数",
    "every_judge": "评委没有漏打",
}
"""How the list names a kind of rule; one that is not here goes by the name of its function."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `id` as the notice's rules are numbered, "" for what every table of the kind must keep."""

    id: str
    kind: str
    says: str
    source: str


def catalogue(notice: Notice) -> list[Entry]:
    """All entries in the order of their ids, those without an id last."""
    return sorted(_entries(notice), key=lambda entry: (not entry.id, entry.id))


def _entries(notice: Notice) -> Iterator[Entry]:
    for rule in notice.rule:
        yield Entry(rule.id, CHECK, rule_words(rule), rule.source)
    for material in notice.material:
        yield Entry(material.id, MATERIAL, _material_words(material), material.source)
    for items in (notice.fact, notice.deadline, notice.period, notice.option, notice.word_limit, notice.prize):
        for item in items:
            if item.id:
                yield Entry(item.id, PARAMETER, _words(item), item.source)
    for award in notice.award:
        yield from _award_entries(award)
    if notice.payee and notice.payee.id:
        yield Entry(notice.payee.id, PARAMETER, _words(notice.payee), notice.payee.source)
    table = notice.quota
    if table:
        yield Entry(table.id, PARAMETER, f"名额表：{len(table.rows)}行×{len(table.columns)}栏", table.source)
        if table.star_id:
            span = f"{table.star}：{len(table.star_units)}个行业各{table.star_least}–{table.star_most}个"
            yield Entry(table.star_id, PARAMETER, span, table.star_source)


def _award_entries(award: Award) -> Iterator[Entry]:
    if award.fee is not None:
        yield Entry(award.fee_id, PARAMETER, f"{award.name}费用{award.fee}元", award.fee_source)
    if award.limit is not None:
        per = award.limit_per or "推荐单位"
        yield Entry(award.limit_id, PARAMETER, f"{award.name}每个{per}最多{award.limit}个", award.limit_source)


def rule_words(rule: Rule) -> str:
    """The rule in a line: where it holds, what it is about, at which level."""
    about = rule.params.get("field") or "、".join(rule.params.get("fields", [])) or rule.params.get("award", "")
    where = "、".join(option for options in rule.where.values() for option in options)
    limits = ("least", "most", "value", "date", "other", "listed")
    limit = "".join(f" {values.show(rule.params[name])}" for name in limits if name in rule.params)
    what = f"{about} {CALLS.get(rule.call, rule.call)}{limit}".strip()
    ledgers = dict.fromkeys(place.split(".")[0] for place in rule.params.get("places", []))
    scope = rule.ledger or "、".join(ledgers) or HOME
    return f"{scope}{f'（{where}）' if where else ''} {what} [{rule.level}]"


def _material_words(item: Material) -> str:
    copies = [("原件", item.original), ("纸质", item.copies), ("电子", item.electronic)]
    numbers = "".join(f" {name}{count}份" for name, count in copies if count)
    stamped = " 盖章" if item.stamped else ""
    return f"{item.per}：{item.document}{numbers}{stamped} {item.format}".rstrip()


def _words(item: Fact | Deadline | Period | Option | WordLimit | Prize | Payee) -> str:
    shown: list[Any] = [
        getattr(item, field.name) for field in dataclasses.fields(item) if field.name not in ("id", "source")
    ]
    return " ".join(
        "、".join(map(str, value)) if isinstance(value, list) else values.show(value) for value in shown if value
    )
