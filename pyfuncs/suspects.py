"""Which records a rule must look at one by one: found by column, for against most nothing can be said.

A rule says of its suspects alone, in the season they are left with, what it says of all records. What it says, and why,
only the rule itself knows: here stands no limit and no message.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from .columns import MISTYPED, Columns, repeated
from .rules import SENDER, Problems, Record, Season, View
from .values import KEYS

FEW = 8
"""So many records are looked at as quickly one by one."""
CELLS = {
    "filled": ("field",),
    "at_least": ("field",),
    "at_most": ("field",),
    "equals": ("field",),
    "grade_at_least": ("field",),
    "words_at_most": ("field",),
    "on_or_before": ("field",),
    "contains_none": ("fields",),
    "full_name": ("field",),
    "parent_body": ("field",),
    "topic_wording": ("field", "type_field"),
    "years_within": ("field",),
    "not_above": ("field", "other"),
    "ratio": ("field", "numerator", "denominator"),
}
"""Kinds of rule that look at nothing but a few cells of one record, and the parameters that name their fields."""


def suspects(kind: Callable[..., Problems], view: View, own: Columns, params: dict[str, Any]) -> View:
    """What a rule of this kind has to look at of `view`, whose records are those of `own`."""
    name = kind.__name__
    if name in CELLS:
        return _by_cells(kind, view, own, params) if len(view.records) > FEW else view
    return LOOKS[name](view, own, **params) if name in LOOKS else view


def _by_cells(kind: Callable[..., Problems], view: View, own: Columns, params: dict[str, Any]) -> View:
    """Each set of values is judged once, in a record that has it."""
    named = [params[parameter] for parameter in CELLS[kind.__name__]]
    fields = [name for names in named for name in ([names] if isinstance(names, str) else names)]
    values, samples = own.samples(fields)
    faulty = {id(problem.record) for problem in kind(_of(view, list(samples.values())), **params)}
    wrong = {value for value, record in samples.items() if id(record) in faulty or _is_mistyped(value)}
    return _of(view, own.having(values, wrong))


def _is_mistyped(value: Any) -> bool:
    return value is MISTYPED or (type(value) is tuple and MISTYPED in value)


def _of(view: View, records: list[Record]) -> View:
    return View(records, view.season, view.notice, view.key)


# -- rules that look at several records: the quick look has the parameters of its rule ---------------------------


def unique(view: View, own: Columns, *, fields: list[str], **_: Any) -> View:
    """All records of a key that comes twice; none where a field alone tells all apart."""
    if any(len(set(own.keys(name))) == len(own.records) for name in fields):
        return _of(view, [])
    keys = own.joint(fields)
    return _of(view, own.having(keys, {key for key in repeated(keys) if all(key)}))


def across_units(view: View, own: Columns, *, fields: list[str], **_: Any) -> View:
    """All records of a key that two units have sent."""
    if not view.notice.merged:
        return _of(view, [])
    keys = own.joint(fields)
    sent = set(zip(keys, own.keys(SENDER), strict=True))
    return _of(view, own.having(keys, repeated(key for key, _ in sent)))


def unique_in_team(view: View, own: Columns, *, members: str, leader: str) -> View:
    """The teams that list a name twice, the leader's among them."""
    key, listed = view.team_key(members), view.season.columns(members)
    teams, names, keys = listed.by_key(key), listed.keys("姓名"), own.joint(key)
    twice = set()
    for team, led in zip(keys, own.keys(leader), strict=True):
        people = [names[place] for place in teams.get(team, ())]
        people.append(led)
        if len(set(people)) < len(people):
            twice.add(team)
    return _of(view, own.having(keys, twice))


def across_teams(view: View, own: Columns, *, field: str) -> View:
    """All records of a name that comes twice in an enterprise."""
    names, listed = own.keys(field), defaultdict[str, list[int]](list)
    for key, places in own.by_key(view.key).items():
        listed[key[0]] += places
    found: list[int] = []
    for places in listed.values():
        twice = repeated(names[place] for place in places)
        found += [place for place in places if names[place] in twice] if twice else []
    return _of(view, [own.records[place] for place in sorted(found)])


def belongs(view: View, own: Columns, *, parent: str, **_: Any) -> View:
    """The records whose group or team there is not."""
    parents = view.season.columns(parent)
    alone = own.by_key(view.key).keys() - set(parents.joint(view.key))
    left = Season({parent: parents.having(parents.joint(view.key), alone)})
    return View(own.having(own.joint(view.key), alone) if alone else [], left, view.notice, view.key)


def has_members(view: View, own: Columns, *, members: str, **_: Any) -> View:
    """The records to which no member belongs."""
    key = view.team_key(members)
    keys = own.joint(key)
    return _of(view, own.having(keys, set(keys).difference(view.season.columns(members).by_key(key))))


def head_count(view: View, own: Columns, *, field: str, members: str, leader: str) -> View:
    """The records whose number is not that of the people listed."""
    key = view.team_key(members)
    teams = view.season.columns(members).by_key(key)
    rows = zip(own.records, own.known(field), own.joint(key), own.typed(leader), strict=True)
    return _of(
        view, [record for record, count, team, led in rows if count != len(teams.get(team, ())) + (led is not None)]
    )


def at_most_per(view: View, own: Columns, *, field: str, most: int, fallback: str = "", **_: Any) -> View:
    """All records of a name that comes too often."""
    keys: Sequence[str] = own.keys(field)
    if fallback:
        rows = zip(own.typed(field), keys, own.keys(fallback), strict=True)
        keys = [second if value is None else first for value, first, second in rows]
    return _of(view, own.having(keys, repeated(keys, most)))


def look_alike(view: View, own: Columns, *, places: list[str]) -> View:
    """The season with those records alone that have a name spelt in two ways."""
    columns = [(ledger, view.season.columns(ledger), name) for ledger, name in (place.split(".") for place in places)]
    spelt = {text for _, listed, name in columns for text in set(listed.typed(name))}
    alike = repeated(map(KEYS.__getitem__, spelt))
    if not alike:
        return View([], Season(), view.notice, view.key)
    odd: dict[str, set[int]] = {}
    for ledger, listed, name in columns:
        odd.setdefault(ledger, set()).update(map(id, listed.having(listed.keys(name), alike)))
    left = {
        ledger: [record for record in view.season.ledgers.get(ledger, []) if id(record) in found]
        for ledger, found in odd.items()
        if found
    }
    return View(view.records, Season(left), view.notice, view.key)


LOOKS: dict[str, Callable[..., View]] = {
    look.__name__: look
    for look in (
        unique,
        across_units,
        unique_in_team,
        across_teams,
        belongs,
        has_members,
        head_count,
        at_most_per,
        look_alike,
    )
}
