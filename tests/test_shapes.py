"""Shapes are data classes: what `dataclass` makes of a class, `shape` makes the same, without compiling anything."""

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, dataclass, fields

import pytest

from pyfuncs.shapes import field, replace, shape

OPTIONS = {
    "改不得": {"frozen": True, "slots": True},
    "改得": {"slots": True},
    "按名": {"slots": True, "kw_only": True},
    "有字典": {"slots": False},
}


def body(decorate, field, aside):
    @decorate
    class Group:
        """A group with its members."""

        name: str
        year: int = 1
        members: list[str] = field(default_factory=list)
        kept: str = field(default="记", init=False)
        seen: dict[str, int] = field(default_factory=dict, **aside)

        @property
        def title(self) -> str:
            return f"{self.name}{self.year}"

    return Group


KINDS = {
    (kind, name): body(decorate(**OPTIONS[name]), *fields)
    for kind, decorate, *fields in (
        ("data", dataclass, dataclasses.field, {"compare": False, "repr": False}),
        ("shape", shape, field, {"compare": False}),
    )
    for name in OPTIONS
}
for cls in KINDS.values():
    cls.__qualname__ = "Group"


@shape(frozen=True)
class Cell:
    tab: str
    row: int = 1


@shape()
class Tab:
    name: str
    cells: list[Cell] = field(default_factory=list)


@pytest.fixture(params=OPTIONS)
def pair(request):
    """The same class, made by `dataclass` and by `shape`."""
    return KINDS["data", request.param], KINDS["shape", request.param]


def of_both(pair, do):
    """What comes of it with either class: a value, or the kind of error."""
    results = []
    for cls in pair:
        try:
            results.append(do(cls))
        except Exception as fault:
            results.append(type(fault))
    return results


@pytest.mark.parametrize(
    "do",
    [
        lambda cls: [(item.name, item.type, item.init, item.compare, item.default) for item in fields(cls)],
        lambda cls: [(item.name, item.type) for item in fields(cls(name="甲"))],
        lambda cls: dataclasses.is_dataclass(cls),
        lambda cls: cls.__match_args__,
        lambda cls: cls.__doc__,
        lambda cls: repr(cls(name="甲", year=2)),
        lambda cls: repr(cls(name="甲")),
        lambda cls: repr(cls("甲", 2, ["乙"])),
        lambda cls: repr(cls("甲", members=["乙"])),
        lambda cls: cls(name="甲").title,
        lambda cls: cls(),
        lambda cls: cls(year=2),
        lambda cls: cls("甲", name="乙"),
        lambda cls: cls("甲", 2, [], {}, "记"),
        lambda cls: cls("甲", seen={"乙": 1}) == cls("甲"),
        lambda cls: cls("甲", seen={"乙": 1}).seen,
        lambda cls: cls(name="甲", kept="记"),
        lambda cls: cls(name="甲", colour="红"),
        lambda cls: cls(name="甲") == cls(name="甲"),
        lambda cls: cls(name="甲") == cls(name="乙"),
        lambda cls: cls(name="甲") == "甲",
        lambda cls: cls(name="甲") != cls(name="甲", members=["乙"]),
        lambda cls: dataclasses.asdict(cls(name="甲", members=["乙"])),
        lambda cls: repr(dataclasses.replace(cls(name="甲"), year=3)),
        lambda cls: repr(copy.copy(cls(name="甲", members=["乙"]))),
        lambda cls: repr(copy.deepcopy(cls(name="甲", members=["乙"]))),
        lambda cls: setattr(cls(name="甲"), "year", 2),
        lambda cls: delattr(cls(name="甲"), "year"),
        lambda cls: setattr(cls(name="甲"), "name", "乙"),
        lambda cls: hash(cls(name="甲", members=())) == hash(cls(name="甲", members=())),
        lambda cls: {cls(name="甲", members=()): 1},
    ],
)
def test_a_shape_does_as_a_data_class_does(pair, do):
    data, made = of_both(pair, do)
    assert repr(data) == repr(made)


def test_lists_are_not_shared():
    one, other = Tab("甲"), Tab("乙")
    one.cells.append(Cell("甲"))
    assert other.cells == []


def test_a_list_for_all_is_refused():
    """As `dataclass` refuses it: each object would hold the same one."""
    with pytest.raises(ValueError, match="default_factory"):

        @shape()
        class Team:
            members: list[str] = []  # noqa: RUF012


@pytest.mark.parametrize("change", [{"row": 3}, {"tab": "乙", "row": 1}, {}])
def test_a_copy_with_other_values_is_as_that_of_a_data_class(change):
    assert replace(Cell("甲", 2), **change) == dataclasses.replace(Cell("甲", 2), **change)


def test_a_value_that_no_field_has_is_refused():
    with pytest.raises(TypeError):
        replace(Cell("甲", 2), colour="红")


def test_a_frozen_shape_stays_as_it_is():
    cell = Cell("甲", 2)
    with pytest.raises(FrozenInstanceError):
        cell.row = 3  # type: ignore[misc]
    assert (cell.tab, cell.row) == ("甲", 2)


@pytest.mark.parametrize("item", [Cell("甲", 2), Tab("甲", [Cell("甲"), Cell("乙", 3)])], ids=["改不得", "改得"])
def test_shapes_are_pickled_whole(item):
    assert pickle.loads(pickle.dumps(item, pickle.HIGHEST_PROTOCOL)) == item


def test_a_shape_is_matched_as_a_data_class():
    match Cell("甲", 2):
        case Cell(tab, row):
            assert (tab, row) == ("甲", 2)


def test_methods_of_its_own_are_kept():
    @shape(frozen=True)
    class Place:
        tab: str

        def __repr__(self) -> str:
            return f"在{self.tab}"

    assert repr(Place("首页")) == "在首页"
