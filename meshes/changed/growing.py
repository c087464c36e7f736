"""How far a bone's surface rises where the bone grows, at rest to where the grown field has its
zero, and roughly while a slider is dragged (`meshes.changed.rising`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.rising import Spot, rise
from meshes.effects.changes import Changes, Values
from meshes.effects.growth_field import Boxed
from meshes.surface import Points

#: More than bone ever grows, mm.
_HIGHEST = 9.0
#: Rounds in which a grown surface is found at rest.
_ROUNDS = 7

Box = tuple[tuple[float, ...], tuple[float, ...]]


def growing(
    changes: Changes, bone: str, box: Box | None = None
) -> Callable[[Points], Values] | None:
    """How far a bone grows at points of its body frame, (n, 3) -> (n,) mm; None for one that does
    not. box: corners (3,) round points on it that are asked, and it grows from there; growths that
    these do not meet are left out."""
    parts = parts_of(changes, bone, box)
    if not parts:
        return None

    def by(points: Points) -> Values:
        total = parts[0](points)
        for part in parts[1:]:
            total = total + part(points)
        return total

    return by


def parts_of(
    changes: Changes, bone: str, box: Box | None = None
) -> list[Callable[[Points], Values]]:
    """The growths of a bone that reach what grows out of a box, as `growing`."""
    parts = [growth.by for growth in changes.growths if growth.bone == bone]
    return parts if box is None else [part for part in parts if meets(part, box)]


def meets(part: Callable[[Points], Values], box: Box) -> bool:
    """Whether a growth reaches what grows out of a box."""
    if not isinstance(part, Boxed):
        return True
    # numbers one by one: quicker than arrays of three
    return all(
        low < above + _HIGHEST and high > below - _HIGHEST
        for low, high, below, above in zip(*part.ends, *box, strict=True)
    )


def risen(by: Callable[[Points], Values], points: Points, out: Points) -> Values:
    """How far a surface at points (n, 3) with outward unit normals rises where bone grows by `by`,
    (n,) mm: to where the grown field has its zero, so that what is drawn is what is asked."""
    rise = by(points)
    rows = np.flatnonzero(rise > 1e-3)
    if len(rows) == 0:
        return rise
    start, way, high = points[rows], out[rows], rise[rows]
    for _ in range(_ROUNDS):
        high = 0.5 * (high + by(start + high[:, None] * way))
    rise[rows] = high
    return rise


def rise_of(changes: Changes, bone: str, spot: Spot, box: Box | None, draft: bool) -> Values | None:
    """How far places on a surface as it ships rise, (n,) mm; None where nothing grows there. draft:
    to some hundredths of a millimetre."""
    if not parts_of(changes, bone, box):
        return None
    # all of the bone's: what is asked beside others under the same growths is quick
    found = rise(spot, parts_of(changes, bone)) if draft else None
    if found is not None:
        return found
    by = growing(changes, bone, box)
    return None if by is None else risen(by, spot.points, spot.out)


def grown_bone(normal: Normal, changes: Changes, bone: str, *, draft: bool = False) -> Points:
    """Points of a bone's surface in its body frame after it grew."""
    spot = _surface(normal, bone)
    high = rise_of(changes, bone, spot, None, draft)
    return spot.points if high is None else spot.points + high[:, None] * spot.out


@lru_cache(maxsize=8)
def _surface(normal: Normal, bone: str) -> Spot:
    surface = normal.bones[bone].surface
    return Spot(surface.points, surface.normals.astype(np.float64))
