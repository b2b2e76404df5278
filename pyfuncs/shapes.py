"""Data classes that cost nothing to load: their methods are written once, here.

`dataclasses` writes and compiles the methods of every class each time the program starts: half a millisecond for a
frozen class, and a press of a button loads half a hundred before it has read a cell. A shape is a data class to
`fields`, `replace`, `asdict` and `match`, and is made, compared, hashed, shown and pickled as one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(field_specifiers=(field,))
def shape(*, frozen: bool = False, slots: bool = True, kw_only: bool = False) -> Callable[[type[T]], type[T]]:
    """As `dataclass` with these options; all fields take part in everything."""

    def wrap(cls: type[T]) -> type[T]:
        for name, method in (FROZEN if frozen else OPEN).items():
            if name not in cls.__dict__:
                setattr(cls, name, method)
        made = dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)
        items = fields(made)  # type: ignore[arg-type]
        given = [item for item in items if item.init]
        makers = tuple(_maker(item.default, item.default_factory) for item in given)
        places = tuple(_setter(made, item.name) for item in given)
        made._plan = places, tuple(item.name for item in given), makers, 0 if kw_only else len(given)  # type: ignore[attr-defined]
        made._own = tuple(  # type: ignore[attr-defined]
            (_setter(made, item.name), _maker(item.default, item.default_factory)) for item in items if not item.init
        )
        made._names = tuple(item.name for item in items)  # type: ignore[attr-defined]
        return made

    return wrap


def _setter(cls: type, name: str) -> Callable[[Any, Any], None]:
    """Sets a field of a new object, frozen or not."""
    slot = getattr(cls, name, None)
    if type(slot) is SLOT:
        return slot.__set__  # type: ignore[no-any-return]
    return lambda item, value: object.__setattr__(item, name, value)


def _maker(default: Any, factory: Any) -> Callable[[], Any] | None:
    """What gives a field that is not named its value; None where it must be named."""
    return factory if factory is not MISSING else None if default is MISSING else lambda: default


class _Slotted:
    __slots__ = ("slot",)


SLOT = type(_Slotted.__dict__["slot"])

# -- the methods -----------------------------------------------------------------------------------------


def _init(self: Any, *values: Any, **named: Any) -> None:
    places, names, makers, most = self._plan
    if len(values) > most:
        raise TypeError(f"{type(self).__name__}: {len(values)} values without a name, at most {most} are taken")
    if len(values) < len(places):
        values = (*values, *_rest(self, names[len(values) :], makers[len(values) :], named))
    if named:
        raise TypeError(f"{type(self).__name__}: {'、'.join(named)} is no field, or is given twice")
    for put, value in zip(places, values, strict=True):
        put(self, value)
    for put, make in self._own:
        if make:
            put(self, make())


def _rest(self: Any, names: tuple[str, ...], makers: tuple[Any, ...], named: dict[str, Any]) -> list[Any]:
    """The values of the fields that are given by name (taken out of `named`) or not at all."""
    values = []
    for name, make in zip(names, makers, strict=True):
        if name in named:
            values.append(named.pop(name))
        elif make:
            values.append(make())
        else:
            raise TypeError(f"{type(self).__name__}: {name} is missing")
    return values


def _values(self: Any) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name in self._names])


def _equal(self: Any, other: object) -> Any:
    return _values(self) == _values(other) if other.__class__ is self.__class__ else NotImplemented


def _shown(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._names)})"


def _hashed(self: Any) -> int:
    return hash(_values(self))


def _refuse(self: Any, name: str, *value: Any) -> None:
    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed")


def _reduced(self: Any) -> tuple[Any, ...]:
    return _restored, (type(self), _values(self))


def _restored(cls: type, values: tuple[Any, ...]) -> Any:
    """A frozen object as it was pickled."""
    item = object.__new__(cls)
    for name, value in zip(cls._names, values, strict=True):  # type: ignore[attr-defined]
        object.__setattr__(item, name, value)
    return item


OPEN = {"__init__": _init, "__eq__": _equal, "__repr__": _shown, "__hash__": None}
FROZEN = OPEN | {"__hash__": _hashed, "__setattr__": _refuse, "__delattr__": _refuse, "__reduce__": _reduced}
