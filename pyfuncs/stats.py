"""统计: the lines of the statistics table, with 普及率, 成果率 and 活动率 computed from their inputs."""

from __future__ import annotations

from typing import Any

from . import values
from .fill import RATE_DECIMALS, ratio, unread
from .notice import Field, Form, Notice
from .rounding import printed
from .rules import Record, Season


def table(season: Season, notice: Notice) -> dict[str, dict[str, Any]]:
    """Every field of the statistics table by name, in printed order.

    A plain line: {"value", "unit", "label"}, and "unread" where the value is the text of a cell that is not
    understood. A rate: also "numerator" and "denominator"; its value is in %
    to two decimals, None while an input is missing or the denominator is 0. {} without such a table.
    """
    lines: dict[str, dict[str, Any]] = {}
    for form in statistics_forms(notice):
        record = season.single.get(form.tab, Record())
        for item in form.field:
            lines[item.name] = _line(item, record)
    return lines


def statistics_forms(notice: Notice) -> list[Form]:
    """The attachments typed on their own tab."""
    return [form for form in notice.forms.values() if form.mode == "单份"]


def _line(item: Field, record: Record) -> dict[str, Any]:
    label = item.label or item.name
    if not item.ratio:
        raw = unread(record, item.name)
        if raw:
            return {"value": raw, "unit": item.unit, "label": label, "unread": True}
        value = record.get(item.name)
        shown = values.show(value) if item.type == "日期" and value else value
        return {"value": shown, "unit": item.unit, "label": label}
    rate = ratio(record, item)
    numerator, denominator = (unread(record, name) or record.get(name) for name in item.ratio)
    return {
        "value": None if rate is None else float(printed(rate, RATE_DECIMALS)),
        "unit": item.unit,
        "label": label,
        "numerator": numerator,
        "denominator": denominator,
    }
