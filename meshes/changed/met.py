"""Herniated pieces as nerves meet them: with the way they came out of a disc that bulges as well.

A piece on a bulging wall lies farther back, and its own depth about a nerve says no more how far
that one has to give way: what it went through on the way there counts too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from meshes.changed.discs import Wall, disc_points, disc_wall
from meshes.changed.resting import skin
from meshes.effects.changes import DiscChange, Values
from meshes.effects.herniation import Distance, Mass, herniated
from meshes.ids import StructureId
from meshes.surface import Points

if TYPE_CHECKING:
    from meshes.changed.shape import Changed


def masses_met(changed: Changed, bones_at: Callable[[str], Distance]) -> tuple[Mass, ...]:
    """The herniated pieces, each together with itself where it lies on the same disc without its
    bulge. bones_at: distance to the bones of a level."""
    pieces = [each for each in changed.changes.herniations if each.size > 0.0]
    found, flat = [], dict[str, Wall]()
    for mass, piece in zip(changed.masses, pieces, strict=True):
        level = piece.level
        disc = changed.changes.discs.get(level)
        if disc is not None and disc.bulge is not None and (disc.bulge > 0.0).any():
            if level not in flat:
                flat[level] = _flat_wall(changed, level, disc)
            first = herniated(changed.normal, flat[level], piece, bones_at(level))
            mass = _together(mass, first)
        found.append(mass)
    return tuple(found)


def _flat_wall(changed: Changed, level: str, disc: DiscChange) -> Wall:
    """A disc's wall without what bulges of it."""
    assert disc.bulge is not None
    less = replace(disc, bulge=np.minimum(disc.bulge, 0.0))
    changes = replace(changed.changes, discs={**changed.changes.discs, level: less})
    id = StructureId(f"disc.{level}")
    quick = changed.riding if changed.draft else None
    own = skin(changed.normal, id)
    return disc_wall(disc_points(changed.normal, changes, changed.moves, own, id, quick))


def _together(mass: Mass, first: Mass) -> Mass:
    def distance(points: Points) -> Values:
        return np.minimum(mass.distance(points), first.distance(points))

    def pushing(points: Points) -> Values:
        return np.minimum(mass.pushing(points), first.pushing(points))

    return replace(
        mass,
        lower=np.minimum(mass.lower, first.lower),
        upper=np.maximum(mass.upper, first.upper),
        distance=distance,
        pushing=pushing,
    )
