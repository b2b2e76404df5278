"""Data classes that cost nothing to load: their methods are written once, here.

`dataclasses` writes and compiles the methods of every class each time the program starts: half a millisecond for a
frozen class, and a press of a button loads half a hundred before it has read a cell; to load `dataclasses`
itself takes ten. A shape is a data class to its `fields`, `replace`, `asdict` and `match`, and is made,
compared, hashed, shown and pickled as one.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from operator import call
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")
MISSING: Any = object()


class Item:
    """A field of a shape: what stands in the class where more than a default is to be said of it."""

    def __init__(self, default: Any, default_factory: Any = MISSING, init: bool = True, compare: bool = True) -> None:
        self.default, self.default_factory, self.init, self.compare = default, default_factory, init, compare

    def maker(self) -> Callable[[], Any] | None:
        """What gives the field its value where none is named; None where one must be."""
        if self.default_factory is not MISSING:
            return self.default_factory
        default = self.default
        return None if default is MISSING else lambda: default

    def options(self) -> dict[str, Any]:
        """The same, to be said to `dataclasses.field`."""
        return {name: value for name, value in vars(self).items() if value is not MISSING} | {"repr": self.compare}


def field(*, default: Any = MISSING, default_factory: Any = MISSING, init: bool = True, compare: bool = True) -> Any:
    """As `dataclasses.field` with these options; what is not compared is not shown either."""
    return Item(default, default_factory, init, compare)


@dataclass_transform(field_specifiers=(field,))
def shape(*, frozen: bool = False, slots: bool = True, kw_only: bool = False) -> Callable[[type[T]], type[T]]:
    """As `dataclass` with these options; every annotation is a field."""

    def wrap(cls: type[T]) -> type[T]:
        held = dict(cls.__dict__)
        items = {name: _item(held.pop(name, MISSING)) for name in held.get("__annotations__", {})}
        held = {**(FROZEN if frozen else OPEN), **held}
        for name in ("__dict__", "__weakref__"):
            held.pop(name, None)
        if slots:
            held["__slots__"] = tuple(items)
        else:
            held |= {name: item.default for name, item in items.items() if item.default is not MISSING}
        maker: Any = type(cls)
        made = maker(cls.__name__, cls.__bases__, held)
        made.__qualname__ = cls.__qualname__
        given = tuple(name for name, item in items.items() if item.init)
        places, makers = (tuple(_setter(made, name) for name in given), tuple(items[name].maker() for name in given))
        made._plan = places, given, makers, 0 if kw_only else len(given)
        made._own = tuple((_setter(made, name), item.maker()) for name, item in items.items() if not item.init)
        made._names = tuple(items)
        made._compared = tuple(name for name, item in items.items() if item.compare)
        made.__match_args__ = () if kw_only else given  # type: ignore[misc]
        made.__dataclass_fields__ = _DataFields(items, kw_only)
        return made

    return wrap


def replace(item: T, **changes: Any) -> T:
    """As `dataclasses.replace`, of a shape."""
    names = item._plan[1]  # type: ignore[attr-defined]
    return type(item)(**{name: getattr(item, name) for name in names} | changes)


def _item(value: Any) -> Item:
    item = value if type(value) is Item else Item(value)
    if item.default.__class__.__hash__ is None:
        raise ValueError(f"{item.default!r} would be shared by all, give it as a default_factory")
    return item


def _setter(cls: type, name: str) -> Callable[[Any, Any], None]:
    """Sets a field of a new object, frozen or not."""
    slot: Any = getattr(cls, name, None)
    if type(slot) is SLOT:
        return slot.__set__
    return lambda item, value: object.__setattr__(item, name, value)


class _Slotted:
    __slots__ = ("slot",)


SLOT = type(_Slotted.__dict__["slot"])


class _DataFields:
    """What `dataclasses` looks for in a class, made when it is first looked for."""

    def __init__(self, items: dict[str, Item], kw_only: bool) -> None:
        self.items, self.kw_only = items, kw_only

    def __get__(self, item: Any, cls: Any) -> dict[str, Any]:
        import dataclasses

        said = {name: dataclasses.field(**item.options()) for name, item in self.items.items()}
        twin = type(cls.__name__, (), said | {"__annotations__": cls.__annotations__, "__doc__": cls.__doc__})
        found: Any = dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=self.kw_only)(twin)
        fields: dict[str, Any] = found.__dataclass_fields__
        cls.__dataclass_fields__ = fields
        return fields


# -- the methods -----------------------------------------------------------------------------------------


def _init(self: Any, *values: Any, **named: Any) -> None:
    places, names, makers, most = self._plan
    if len(values) > most:
        raise TypeError(f"{type(self).__name__}: {len(values)} values without a name, at most {most} are taken")
    if len(values) < len(places):
        values = (*values, *_rest(self, names[len(values) :], makers[len(values) :], named))
    if named:
        raise TypeError(f"{type(self).__name__}: {'、'.join(named)} is no field, or is given twice")
    any(map(call, places, repeat(self), values))  # each place takes its value, and gives None
    for put, make in self._own:
        if make:
            put(self, make())


def _rest(self: Any, names: tuple[str, ...], makers: tuple[Any, ...], named: dict[str, Any]) -> list[Any]:
    """The values of the fields that are given by name (taken out of `named`) or not at all."""
    if not named and None not in makers:
        return [make() for make in makers]
    values = []
    for name, make in zip(names, makers, strict=True):
        if name in named:
            values.append(named.pop(name))
        elif make:
            values.append(make())
        else:
            raise TypeError(f"{type(self).__name__}: {name} is missing")
    return values


def _values(self: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name in names])


def _equal(self: Any, other: object) -> Any:
    names = self._compared
    return _values(self, names) == _values(other, names) if other.__class__ is self.__class__ else NotImplemented


def _shown(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._compared)})"


def _hashed(self: Any) -> int:
    return hash(_values(self, self._compared))


def _refuse(self: Any, name: str, *value: Any) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed")


def _reduced(self: Any) -> tuple[Any, ...]:
    return _restored, (type(self), _values(self, self._names))


def _restored(cls: type, values: tuple[Any, ...]) -> Any:
    """A frozen object as it was pickled."""
    item: Any = object.__new__(cls)
    for name, value in zip(cls._names, values, strict=True):  # type: ignore[attr-defined]
        object.__setattr__(item, name, value)
    return item


OPEN = {"__init__": _init, "__eq__": _equal, "__repr__": _shown, "__hash__": None}
FROZEN = OPEN | {"__hash__": _hashed, "__setattr__": _refuse, "__delattr__": _refuse, "__reduce__": _reduced}
