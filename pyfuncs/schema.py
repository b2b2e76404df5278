"""Definition files in TOML, built into dataclasses; what does not fit is refused with file, key, nearest name."""

from __future__ import annotations

import datetime as dt
import types
import typing
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

LEAST_LIKENESS, MOST_NEAR = 0.4, 3
TYPE_NAMES = {str: "文字", int: "整数", float: "数字", bool: "true 或 false", dt.date: "日期"}
T = TypeVar("T")
_hints: Callable[[Any], dict[str, Any]] = cache(typing.get_type_hints)


class DefinitionError(Exception):
    """A definition file that cannot be used; the message names file and key, in Chinese."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """'，是否为“X”？' for the nearest known words (all that are equally near), else the list of known words."""
    import difflib

    known = list(known)
    likeness = {item: difflib.SequenceMatcher(None, word, item).ratio() for item in known}
    best = max(likeness.values(), default=0)
    near = [item for item in known if likeness[item] == best]
    if best < LEAST_LIKENESS or len(near) > MOST_NEAR:
        return f"，可用的有：{'、'.join(known)}"
    return f"，是否为{'或'.join(f'“{item}”' for item in near)}？"


def fits(value: Any, hint: Any) -> bool:
    """True when a TOML value is of the type a dataclass field declares; whole numbers pass for numbers."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return any(fits(value, arg) for arg in typing.get_args(hint))
    if hint is Any:
        return True
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if origin is list:
        (inner,) = typing.get_args(hint)
        return isinstance(value, list) and all(fits(item, inner) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(fits(item, typing.get_args(hint)[1]) for item in value.values())
    return isinstance(value, hint) and not (hint is dt.date and isinstance(value, dt.datetime))


def ill_typed(where: str, key: str, value: Any, hint: Any) -> DefinitionError:
    """The refusal of a value of the wrong type, in the notice writer's words."""
    kinds = [hint, *typing.get_args(hint)]
    wanted = next((TYPE_NAMES[kind] for kind in kinds if kind in TYPE_NAMES), "列表或表")
    wanted = "列表" if typing.get_origin(hint) is list else "表" if typing.get_origin(hint) is dict else wanted
    return DefinitionError(f"{where}：“{key}”应为{wanted}，写的是{value!r}")


def build(cls: type[T], table: dict[str, Any], where: str, extra: Iterable[str] = ()) -> T:
    """A dataclass from a TOML table; raises DefinitionError for an unknown, missing or ill-typed key.

    Keys in `extra` are left to the caller.
    """
    import dataclasses  # definitions that are ready need no building

    if not isinstance(table, dict):
        raise DefinitionError(f"{where}：应为一张表，写的是{table!r}")
    hints = _hints(cls)
    schema = {item.name: item for item in dataclasses.fields(cls) if item.init}  # type: ignore[arg-type]
    chosen: dict[str, Any] = {}
    for key, value in table.items():
        if key in schema:
            chosen[key] = _value(value, hints[key], key, where)
        elif key not in extra:
            raise DefinitionError(f"{where}：不认识“{key}”{did_you_mean(key, [*schema, *extra])}")
    for name, item in schema.items():
        required = item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
        if required and name not in chosen:
            raise DefinitionError(f"{where}：缺“{name}”")
    return cls(**chosen)


def _value(value: Any, hint: Any, key: str, where: str) -> Any:
    """The value of one key: a table or a list of tables becomes dataclasses where the schema wants them."""
    import dataclasses

    wanted: Any = next((arg for arg in (hint, *typing.get_args(hint)) if dataclasses.is_dataclass(arg)), None)
    if wanted and typing.get_origin(hint) is list and isinstance(value, list):
        return [build(wanted, item, f"{where} {key}[{number}]") for number, item in enumerate(value, start=1)]
    if wanted and typing.get_origin(hint) is not list and isinstance(value, dict):
        return build(wanted, value, f"{where} {key}")
    if not fits(value, hint):
        raise ill_typed(where, key, value, hint)
    return value


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises DefinitionError when it is missing or not TOML."""
    import tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise DefinitionError(f"找不到定义文件 {path.name}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise DefinitionError(f"{path.name} 不是正确的 TOML：{fault}") from None
