"""Effects by name, as data files ask for them, applied at a place with a severity.

An effect is a pure function `(normal, changes, site, **figures) -> changes`. In a data file a
figure that is a list of numbers runs through them as the severity goes from 0 to 1, one under
`{ extra = [...] }` as the second figure does; all else is as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from meshes.changed.normal import Normal
from meshes.effects.changes import Changes
from meshes.effects.site import Site as Site

Effect = Callable[..., Changes]

_EFFECTS: dict[str, Effect] = {}
#: When conditions at one place take their turn: a slip is read from the normal bones, and bone
#: grows into the room it finds between them where they stand; all else comes between.
_SLIDES, _GROWS = 0, 2
_TURNS = {
    "slip": _SLIDES,
    "facet-growth": _GROWS,
    "osteophytes": _GROWS,
    "narrow-canal": _GROWS,
    "narrow-recess": _GROWS,
    "transverse-process": _GROWS,
    "pars-hook": _GROWS,
}


def effect(name: str) -> Callable[[Effect], Effect]:
    """Give an effect the name it has in data files."""

    def named(function: Effect) -> Effect:
        _EFFECTS[name] = function
        return function

    return named


def effects() -> Mapping[str, Effect]:
    """All effects by name."""
    # the modules name their effects while they are imported
    from meshes.effects import known  # noqa: F401

    return _EFFECTS


def turn_of(steps: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """When a condition of these effects takes its turn among others at one place, to be sorted by:
    the first and the last turn of them."""
    turns = [_TURNS.get(step["do"], 1) for step in steps]
    return min(turns, default=1), max(turns, default=1)


def applied(
    normal: Normal,
    changes: Changes,
    steps: Iterable[Mapping[str, Any]],
    site: Site,
    severity: float,
    extra: float = 0.5,
) -> Changes:
    """Changes after the effects of one condition. steps: rows with the effect's name under `do` and
    its figures. extra: 0..1, a second figure the user can set, such as how far a piece migrated.
    Severity 0 changes nothing. Raises ValueError for an unknown effect."""
    if severity <= 0.0:
        return changes
    for step in steps:
        figures = {key: _at(value, severity, extra) for key, value in step.items() if key != "do"}
        found = effects().get(step["do"])
        if found is None:
            raise ValueError(f"no effect is named '{step['do']}'")
        changes = found(normal, changes, site, **figures)
    return changes


def _at(value: Any, severity: float, extra: float) -> Any:
    """A list of numbers at a severity, one under `extra` at the second figure, anything else as it
    is."""
    if isinstance(value, Mapping) and set(value) == {"extra"}:
        return _at(value["extra"], extra, extra)
    if not isinstance(value, list | tuple) or not all(isinstance(v, int | float) for v in value):
        return value
    return float(np.interp(severity, np.linspace(0.0, 1.0, len(value)), value))
