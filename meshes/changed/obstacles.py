"""What can reach a nerve, each with the name it is spoken of: bones, discs, flava, new tissue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from meshes.changed.posed import slope
from meshes.effects.boxes import rows_in
from meshes.effects.changes import Values
from meshes.surface import Points

Distance = Callable[[Points], Values]

#: Of a solid that pushes one way, how much the shortest way out of it counts beside.
_SIDEWAYS = 0.5


@dataclass(frozen=True, slots=True)
class Solid:
    """Something a nerve cannot run through. id: the structure it is; lower, upper: its box in the
    world, mm, beyond which `distance` is not asked. is_new: it is not where, or what, it is in the
    normal model, so that what was clear of it may be no longer. way: unit direction (3,) in which
    it pushes what it meets, None for the shortest way out of it."""

    id: str
    distance: Distance
    lower: Points
    upper: Points
    is_new: bool = True
    way: Points | None = None

    def gradient(self, points: Points) -> Points:
        """Direction away from it at points (n, 3): (n, 3), about unit."""
        found = slope(self.distance, points)
        if self.way is None:
            return found
        # what it pushes does not slip off to one side of it or the other
        found = _SIDEWAYS * found + self.way
        length = np.sqrt(np.einsum("ij,ij->i", found, found))
        return np.asarray(found / np.maximum(length, 0.2)[:, None])


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Several solids as one obstacle; far ones are not asked."""

    solids: tuple[Solid, ...]

    @property
    def new(self) -> Surroundings:
        """Only what is new: enough for what stays within its normal room."""
        return Surroundings(tuple(solid for solid in self.solids if solid.is_new))

    def within(self, lower: Points, upper: Points) -> Surroundings:
        """Only what can be asked in a box of the world, corners (3,)."""
        return Surroundings(
            tuple(s for s in self.solids if np.all(s.lower < upper) and np.all(s.upper > lower))
        )

    def nearest(self, points: Points) -> tuple[Values, Values]:
        """Signed distance (mm) to the nearest solid and its number, -1 for none near: (n,), (n,).

        What is farther than a solid's box counts at least as far as the box.
        """
        found = np.full(len(points), np.inf)
        owner = np.full(len(points), -1)
        for number, solid in enumerate(self.solids):
            near = rows_in(points, solid.lower, solid.upper)
            if len(near) == len(points):
                here = solid.distance(points)
                nearer = here < found
                found = np.where(nearer, here, found)
                owner[nearer] = number
            elif len(near):
                here = solid.distance(points[near])
                nearer = here < found[near]
                found[near[nearer]] = here[nearer]
                owner[near[nearer]] = number
        return found, owner

    def distance(self, points: Points) -> Values:
        """Signed distance to the nearest solid: (n,) mm; inf where none is near."""
        return self.nearest(points)[0]

    def gradient(self, points: Points, owner: Values) -> Points:
        """Direction away from each point's own solid (number in `owner`): (n, 3)."""
        found = np.zeros_like(points)
        for number, solid in enumerate(self.solids):
            mine = owner == number
            if mine.any():
                found[mine] = solid.gradient(points[mine])
        return found
