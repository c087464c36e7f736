"""What a shape tells apart from its meshes, kept at a key of a slider and taken between two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from meshes.changed.conflict import Verdict, lost_area, reach_of, verdicts
from meshes.changed.figures import Measure, between_figures, quick_measures
from meshes.changed.implants import Built
from meshes.changed.shape import Changed
from meshes.changed.tracks import TOLERANCE
from meshes.effects.disc_look import Colour
from meshes.ids import StructureId

#: What of each unit is as much as `TOLERANCE` of a clearance (chosen); a grade may be one off.
_AS_MUCH: Mapping[str, float] = {"mm": TOLERANCE, "°": 0.5, "%": 2.0, "mm²": 4.0, "": 1.0}


@dataclass(frozen=True, slots=True)
class Told:
    """made: what the changes bring; gone: what they take away. tints, opacities, fusions: as of a
    `Changed`. verdicts, quick measures, lost share of the sac's section: by level."""

    made: frozenset[StructureId]
    gone: frozenset[str]
    tints: Mapping[str, Colour]
    opacities: Mapping[str, float]
    fusions: tuple[Built, ...]
    has_needles: bool
    verdicts: Mapping[str, tuple[Verdict, ...]]
    measures: Mapping[str, tuple[Measure, ...]]
    lost: Mapping[str, float]


def told_of(shape: Changed, levels: Iterable[str]) -> Told:
    """What a shape tells at these levels."""
    return Told(
        frozenset(shape.made),
        shape.gone,
        shape.tints,
        shape.opacities,
        shape.fusions,
        bool(shape.changes.needles),
        {level: verdicts(shape, level) for level in levels},
        {level: quick_measures(shape, level) for level in levels},
        {level: lost_area(shape, level) for level in levels},
    )


def told_between(lower: Told, upper: Told) -> Callable[[float], Told] | None:
    """What is told on the way from one to another, by the share of it: figures in proportion, words
    by them and by the nearer one. None where not the same structures are there."""
    if (lower.made, lower.gone) != (upper.made, upper.gone):
        return None
    return partial(_between, lower, upper)


def _between(lower: Told, upper: Told, share: float) -> Told:
    near = lower if share < 0.5 else upper
    return Told(
        near.made,
        near.gone,
        {id: _colour(lower, upper, id, share) for id in near.tints},
        {
            id: _mixed(lower.opacities.get(id, 1.0), upper.opacities.get(id, 1.0), share)
            for id in near.opacities
        },
        near.fusions,
        near.has_needles,
        {level: _verdicts(lower, upper, level, share) for level in near.verdicts},
        {
            level: between_figures(lower.measures[level], upper.measures[level], share)
            for level in near.measures
        },
        {level: _mixed(lower.lost[level], upper.lost[level], share) for level in near.lost},
    )


def told_apart(foretold: Told, found: Told) -> float:
    """How far clearances were foretold wrong, mm, or figures, by what is as much of each; infinite
    where other structures are there."""
    if (foretold.made, foretold.gone) != (found.made, found.gone):
        return np.inf
    off = [
        _off(one.clearance, other.clearance, "mm")
        for level, rows in found.verdicts.items()
        for one, other in zip(foretold.verdicts[level], rows, strict=True)
    ]
    for level, figures in found.measures.items():
        pairs = zip(foretold.measures[level], figures, strict=True)
        off += [_off(one.value, other.value, one.unit) for one, other in pairs]
    return max(off, default=0.0)


def _off(one: float | None, other: float | None, unit: str) -> float:
    if one is None or other is None or not (np.isfinite(one) and np.isfinite(other)):
        return 0.0 if one == other else np.inf
    return abs(one - other) * TOLERANCE / _AS_MUCH[unit]


def _mixed(lower: float, upper: float, share: float) -> float:
    return lower + share * (upper - lower)


def _colour(lower: Told, upper: Told, id: str, share: float) -> Colour:
    if id not in lower.tints or id not in upper.tints:
        return (lower if share < 0.5 else upper).tints[id]
    first, second = lower.tints[id], upper.tints[id]
    red, green, blue = (_mixed(a, b, share) for a, b in zip(first, second, strict=True))
    return (red, green, blue)


def _verdicts(lower: Told, upper: Told, level: str, share: float) -> tuple[Verdict, ...]:
    pairs = zip(lower.verdicts[level], upper.verdicts[level], strict=True)
    return tuple(_verdict(one, other, share) for one, other in pairs)


def _verdict(lower: Verdict, upper: Verdict, share: float) -> Verdict:
    near = lower if share < 0.5 else upper
    if not (np.isfinite(lower.clearance) and np.isfinite(upper.clearance)):
        return near
    room = _mixed(lower.clearance, upper.clearance, share)
    lost = _mixed(lower.lost, upper.lost, share)
    place = (_mixed(a, b, share) for a, b in zip(lower.at, upper.at, strict=True))
    x, y, z = place
    return replace(near, reach=reach_of(room, lost), clearance=room, at=(x, y, z), lost=lost)
