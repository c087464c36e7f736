"""What can reach a nerve, each with the name it is spoken of: bones, discs, flava, new tissue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshes.changed.posed import rough_slope, slope
from meshes.effects.boxes import rows_in
from meshes.effects.changes import Values
from meshes.surface import Points

Distance = Callable[[Points], Values]
#: The least distances there can be of places, known at rest, that are elsewhere now; None where
#: that cannot be told.
Least = Callable[[Points, Points], Values | None]
#: What is outside a solid's box is at least this far from it, mm.
BEYOND = 4.8
#: Room is lost no quicker than this share of a way: distances are true but where bone grew.
HASTE = 1.2
#: Of a solid that pushes one way, how much the shortest way out of it counts beside.
_SIDEWAYS = 0.5


@dataclass(frozen=True, slots=True)
class Solid:
    """Something a nerve cannot run through. id: the structure it is; lower, upper: its box in the
    world, mm, beyond which `distance` is not asked. is_new: it is not where, or what, it is in the
    normal model, so that what was clear of it may be no longer. way: unit direction (3,) in which
    it pushes what it meets, None for the shortest way out of it. least: tells of places (n, 3) at
    rest and now (n, 3), without asking it, how far from it they are at least, (n,) mm."""

    id: str
    distance: Distance
    lower: Points
    upper: Points
    is_new: bool = True
    way: Points | None = None
    least: Least | None = None

    def gradient(self, points: Points, away: Values | None = None) -> Points:
        """Direction away from it at points (n, 3): (n, 3), about unit. away: their distances,
        where a rough answer from these will do."""
        rough = None if away is None else rough_slope(self.distance, points, away)
        found = slope(self.distance, points) if rough is None else rough
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

    def gradient(self, points: Points, owner: Values, away: Values | None = None) -> Points:
        """Direction away from each point's own solid (number in `owner`): (n, 3). away: the
        distances to them, where a rough answer from these will do."""
        found = np.zeros_like(points)
        for number, solid in enumerate(self.solids):
            mine = np.flatnonzero(owner == number)
            if len(mine):
                known = None if away is None else away[mine]
                found[mine] = solid.gradient(points[mine], known)
        return found


class Watch:
    """Points that move among solids, asked again only where one of these can have come near.

    Keeps for each solid and point the least distance there can be: what was asked, less the way
    gone since. Boxes of solids reach farther round them than any nerve is thick.
    """

    def __init__(self, solids: tuple[Solid, ...], least: Values) -> None:
        self.solids, self.least = solids, least

    @staticmethod
    def over(around: Surroundings, count: int) -> Watch:
        """Of so many points of which nothing is known yet."""
        return Watch(around.solids, np.full((len(around.solids), count), -np.inf))

    @staticmethod
    def along(around: Surroundings, lines: Points, every: int, rest: Points | None = None) -> Watch:
        """Of the stations of lines (k, n, 3), flattened, of which every so many are asked: the
        others are no nearer than these less the way to them. rest: where they lie in the normal
        model, (k * n, 3), so that solids that can tell from this are not asked."""
        looked = lines[:, ::every]
        step = np.linalg.norm(np.diff(lines, axis=1), axis=2)
        way = np.concatenate([np.zeros((len(lines), 1)), np.cumsum(step, axis=1)], axis=1)
        first = np.minimum(np.arange(lines.shape[1]) // every, looked.shape[1] - 1)
        ends = [first, np.minimum(first + 1, looked.shape[1] - 1)]
        between = [np.abs(way - way[:, end * every]) for end in ends]
        flat, whole, found = looked.reshape(-1, 3), lines.reshape(-1, 3), []
        for solid in around.solids:
            least = solid.least
            known = None if least is None or rest is None else least(rest, whole)
            if known is not None:
                found.append(known)
                continue
            room = np.full(len(flat), BEYOND)
            rows = rows_in(flat, solid.lower, solid.upper)
            if len(rows):
                room[rows] = solid.distance(flat[rows])
            table = room.reshape(looked.shape[:2])
            bounds = [table[:, end] - gone for end, gone in zip(ends, between, strict=True)]
            found.append(np.maximum(*bounds).ravel())
        return Watch(around.solids, np.array(found).reshape(-1, lines.shape[0] * lines.shape[1]))

    def of(self, rows: npt.NDArray[np.intp]) -> Watch:
        """Only some of the points."""
        return Watch(self.solids, self.least[:, rows])

    def moved(self, by: Values) -> None:
        """Points went so far, (n,) mm."""
        self.least -= by

    def nearest(
        self, points: Points, wanted: Values, *, quick: bool = False
    ) -> tuple[Values, Values]:
        """Distance to the nearest solid, exact where it is less than wanted, (n,) mm, and its
        number: (n,), (n,). quick: no solid is asked that another one is nearer than it can be."""
        wanted = wanted.copy() if quick else wanted
        for number, solid in enumerate(self.solids):
            rows = np.flatnonzero(self.least[number] < wanted)
            if len(rows) == 0:
                continue
            here = points[rows]
            inside = rows_in(here, solid.lower, solid.upper)
            found = np.full(len(rows), BEYOND)
            if len(inside):
                found[inside] = solid.distance(here[inside])
            self.least[number, rows] = found
            if quick:
                wanted[rows] = np.minimum(wanted[rows], found)
        if not self.solids:
            return np.full(len(points), np.inf), np.full(len(points), -1)
        owner = self.least.argmin(axis=0)
        return self.least[owner, np.arange(len(points))], owner
