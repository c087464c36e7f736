"""Bones that must not enter one another: how near they come when one moves, and the least further
motion that keeps them apart.

Rigid motions are 4x4 matrices of the normal world. Distances come from the bones' fields, so a
question about two neighbours costs a fraction of a millisecond.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from meshes.changed.normal import Normal
from meshes.effects.changes import Values, bones_of
from meshes.pose import placed, unplaced
from meshes.surface import Points

#: Points of a bone this near to the other one in the normal model can come to touch it, mm.
REACH = 14.0
#: What a solution keeps free where it can, mm: the points asked for lie up to 2 mm apart.
ROOM = 0.1
#: How much more an overlap of a millimetre weighs than a full departure.
_FIRM = 60.0
_ROUNDS = 12
#: A gap closes by no more than this for each mm of way, where bone grows towards it as well.
_HASTE = 2.0
#: Motion in one round, in full departures: fields are not true far from a surface.
_STEP = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """A rigid piece of bone in the normal world. points: (n, 3) on its surface; distance and
    gradient: of world points (n, 3), mm (negative inside) and unit vectors away from it. between:
    (m, 3) on its surface between the points, for where these lie too far apart."""

    points: Points
    distance: Callable[[Points], Values]
    gradient: Callable[[Points], Points]
    between: Points = field(default_factory=lambda: np.empty((0, 3)))


@dataclass(frozen=True, eq=False, slots=True)
class Contact:
    """Two pieces that can touch: `mover` moves, `rest` stays."""

    mover: Piece
    rest: Piece

    def gaps(self, move: Points) -> Values:
        """Distance of all points of either piece to the other, mover points first: (n + m,)."""
        across = self.rest.distance(placed(move, self.mover.points))
        back = self.mover.distance(unplaced(move, self.rest.points))
        return np.concatenate([across, back])

    def places(self, move: Points) -> Points:
        """Where each point of `gaps` is in the other piece's world: (n + m, 3)."""
        return np.concatenate([placed(move, self.mover.points), unplaced(move, self.rest.points)])

    def gaps_at(self, places: Points, rows: npt.NDArray[np.intp]) -> Values:
        """`gaps` of some rows alone, of which `places` tells where they are: (k,)."""
        first = int(np.searchsorted(rows, len(self.mover.points)))
        across = self.rest.distance(places[rows[:first]])
        return np.concatenate([across, self.mover.distance(places[rows[first:]])])

    def overlap(self, move: Points) -> float:
        """How deep one is in the other, mm; 0 where they are apart."""
        return max(0.0, -float(self.gaps(move).min(initial=0.0)))

    def slopes(self, move: Points, rows: npt.NDArray[np.intp]) -> tuple[Points, Points]:
        """For rows of `gaps`: where in the world, and the direction in which motion of the mover
        widens that gap, (k, 3) each."""
        first = len(self.mover.points)
        own, other = rows[rows < first], rows[rows >= first] - first
        here = placed(move, self.mover.points[own])
        there = self.rest.points[other]
        back = self.mover.gradient(unplaced(move, there)) @ move[:3, :3].T
        return np.concatenate([here, there]), np.concatenate([self.rest.gradient(here), -back])


class Watched:
    """A contact asked again and again as it moves: only of points that can have come near since
    they were asked last."""

    def __init__(self, contact: Contact) -> None:
        self._contact = contact
        self._seen: Points | None = None
        self._gaps: Values = np.empty(0)

    def nearer(self, move: Points, room: float) -> tuple[npt.NDArray[np.intp], Values]:
        """Rows of the contact's gaps that are less than `room`, and these: (k,), (k,) mm."""
        places = self._contact.places(move)
        if self._seen is None:
            self._seen, self._gaps = places, self._contact.gaps(move)
        else:
            way = places - self._seen
            least = self._gaps - _HASTE * np.sqrt(np.einsum("ij,ij->i", way, way))
            rows = np.flatnonzero(least < room)
            self._gaps[rows] = self._contact.gaps_at(places, rows)
            self._seen[rows] = places[rows]
            rows = rows[self._gaps[rows] < room]
            return rows, self._gaps[rows]
        rows = np.flatnonzero(self._gaps < room)
        return rows, self._gaps[rows]


@dataclass(frozen=True, slots=True)
class Freedom:
    """What a piece may give so as to keep clear, by direction: shifts (mm) along and turns
    (degrees) about the axes of a frame, right, anterior, superior. full: amounts that weigh alike,
    0 where it must not give; at most `most` times as much."""

    full: tuple[float, float, float, float, float, float]
    most: float = 3.0


def settled(
    contacts: Sequence[tuple[Contact, Points]],
    move: Points,
    frame: Points,
    freedom: Freedom,
    room: float = ROOM,
    start: Values | None = None,
) -> tuple[Points, Values]:
    """A mover's motion after the least further one that keeps its contacts apart, and that further
    one: shifts (mm) and turns (degrees) in `frame`, (6,).

    contacts: each with the motion of the piece that stays. start: amounts to begin with, of a case
    nearby. Where what may be given is not enough the least overlap remains.
    """
    full = np.array(freedom.full)
    unit = full * np.array([1.0, 1.0, 1.0, *[np.pi / 180.0] * 3])
    free = np.flatnonzero(unit)
    backs = [np.linalg.inv(rest) for _, rest in contacts]
    watched = [Watched(contact) for contact, _ in contacts]
    given = np.zeros(6)
    if start is not None:
        given[free] = (start / np.where(full > 0.0, full, 1.0))[free]
    found = further(frame, given * full) @ move
    for _ in range(_ROUNDS):
        slopes, short = [], []
        for (contact, rest), back, watch in zip(contacts, backs, watched, strict=True):
            relative = back @ found
            rows, gaps = watch.nearer(relative, room)
            if len(rows):
                places, widening = contact.slopes(relative, rows)
                slopes.append(_lever(frame, placed(rest, places), widening @ rest[:3, :3].T))
                short.append(room - gaps)
        if not short and not given.any():
            break
        wanted = np.zeros(6)
        if short:
            lever = (np.concatenate(slopes) * unit)[:, free]
            lacks = np.concatenate(short) + lever @ given[free]
            stiff = np.eye(len(free)) + _FIRM * lever.T @ lever
            wanted[free] = np.linalg.solve(stiff, _FIRM * lever.T @ lacks)
        wanted = np.clip(wanted, -freedom.most, freedom.most)
        step = np.clip(wanted - given, -_STEP, _STEP)
        if not short:
            step *= 0.25
        given = given + step
        found = further(frame, given * full) @ move
        if short and float(np.abs(step).max()) < 0.01:
            break
    return found, given * full


def further(frame: Points, amounts: Values) -> Points:
    """The motion of shifts (mm) along and turns (degrees) about a frame's axes: (6,) -> 4x4."""
    local = np.eye(4)
    local[:3, :3] = rotation(amounts[3:])
    local[:3, 3] = amounts[:3]
    return np.asarray(frame @ local @ np.linalg.inv(frame))


def rotation(turn_deg: Values) -> Points:
    """3x3 rotation about the direction of a vector, by its length in degrees."""
    angle = float(np.radians(np.linalg.norm(turn_deg)))
    if angle == 0.0:
        return np.eye(3)
    x, y, z = np.radians(turn_deg) / angle
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross)


@lru_cache(maxsize=16)
def contact_of(normal: Normal, level: str) -> Contact:
    """The bone above a disc against the one below."""
    upper, lower = bones_of(level)
    return contact_between(piece_of(normal, upper), piece_of(normal, lower))


def contact_between(mover: Piece, rest: Piece, reach: float = REACH) -> Contact:
    """A contact of what of two pieces is near enough to touch."""
    from scipy.spatial import cKDTree

    trees = [cKDTree(piece.points) for piece in (mover, rest)]

    def near(piece: Piece, other: int) -> Piece:
        points, between = (
            places[trees[other].query(places, distance_upper_bound=reach)[0] < reach]
            for places in (piece.points, piece.between)
        )
        return Piece(points, piece.distance, piece.gradient, between)

    return Contact(near(mover, 1), near(rest, 0))


def piece_of(normal: Normal, bone: str) -> Piece:
    """A whole bone as a piece."""
    pose, grid, surface = normal.pose(bone), normal.fields[bone], normal.bones[bone].surface
    return Piece(
        placed(pose, surface.points),
        lambda points: grid.distance(unplaced(pose, points)),
        lambda points: np.asarray(grid.gradient(unplaced(pose, points)) @ pose[:3, :3].T),
        placed(pose, surface.points[surface.triangles].mean(axis=1)),
    )


def _lever(frame: Points, places: Points, directions: Points) -> Points:
    """How much shifts along and turns (radians) about a frame's axes move places along
    directions: (n, 6)."""
    here, along = unplaced(frame, places), directions @ frame[:3, :3]
    return np.concatenate([along, np.cross(here, along)], axis=1)
