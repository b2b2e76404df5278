"""Tables of a definition file become dataclasses, or a refusal in one sentence."""

import datetime as dt
from dataclasses import dataclass, field

import pytest

from pyfuncs.schema import DefinitionError, build, fits, read_toml


@dataclass(kw_only=True)
class Stop:
    name: str
    day: dt.date | None = None


@dataclass(kw_only=True)
class Route:
    title: str
    length: float
    stops: list[Stop] = field(default_factory=list)
    tags: dict[str, list[str]] = field(default_factory=dict)


def test_nested_tables_become_nested_dataclasses():
    table = {"title": "环线", "length": 3, "stops": [{"name": "甲", "day": dt.date(2031, 5, 1)}, {"name": "乙"}]}
    assert build(Route, table, "线路") == Route(
        title="环线", length=3, stops=[Stop(name="甲", day=dt.date(2031, 5, 1)), Stop(name="乙")]
    )


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"title": "环线", "lenght": 3}, "线路：不认识“lenght”，是否为“length”？"),
        ({"title": "环线"}, "线路：缺“length”"),
        ({"title": 3, "length": 3}, "线路：“title”应为文字，写的是3"),
        ({"title": "环线", "length": True}, "线路：“length”应为数字，写的是True"),
        ({"title": "环线", "length": 3, "stops": {"name": "甲"}}, "“stops”应为列表"),
        ({"title": "环线", "length": 3, "stops": [{"name": "甲", "day": "五月"}]}, "线路 stops[1]：“day”应为日期"),
        ({"title": "环线", "length": 3, "tags": {"色": "红"}}, "“tags”应为表"),
    ],
)
def test_what_does_not_fit_is_named(table, says):
    with pytest.raises(DefinitionError) as refusal:
        build(Route, table, "线路")
    assert says in str(refusal.value)


def test_a_moment_is_not_a_day_and_truth_is_not_a_number():
    assert not fits(dt.datetime(2031, 5, 1), dt.date)
    assert not fits(True, int)
    assert fits(3, float)


def test_bad_toml_names_the_file(tmp_path):
    path = tmp_path / "坏.toml"
    path.write_text("a = ", "utf-8")
    with pytest.raises(DefinitionError, match=r"坏\.toml 不是正确的 TOML"):
        read_toml(path)
    with pytest.raises(DefinitionError, match=r"找不到定义文件 无\.toml"):
        read_toml(tmp_path / "无.toml")
