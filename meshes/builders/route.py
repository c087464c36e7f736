"""Courses that keep clear of what is solid: a string relaxed among distance fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from meshes.surface import Points, Surface

Values = npt.NDArray[np.float64]

# Shares of a round's step. The smoothing pair (length, bend) is stable up to a bend of 0.9; above,
# the string turns into a saw-tooth. The pull to the way-points is weak, the push is firm.
_SMOOTH = 0.5
_SHORTEN = 0.35
_STIFFEN = 0.6
_PULL = 0.03
_PUSH = 0.6
_LONGEST_STEP = 0.8
# Beyond this distance (mm) nobody asks how far exactly.
NEARBY = 6.0
# A point stands over a wall where it is no further than this aside of the nearest wall point's
# normal; beyond the wall's edge that normal would make a false overlap.
_OVER_WALL = 1.5


class Obstacle(Protocol):
    """Something solid in world coordinates, as a bone's field or a whole spine offers it."""

    def distance(self, points: Points) -> Values:
        """Signed distance of (n, 3) points, negative inside: (n,) mm."""
        ...

    def gradient(self, points: Points) -> Points:
        """Unit direction away from it: (n, 3)."""
        ...


@dataclass(frozen=True, slots=True)
class Obstacles:
    """Several obstacles as one: the nearest counts."""

    members: tuple[Obstacle, ...]

    def distance(self, points: Points) -> Values:
        """Distance to the nearest member: (n,) mm."""
        return np.asarray(np.min([m.distance(points) for m in self.members], axis=0))

    def gradient(self, points: Points) -> Points:
        """Direction away from the nearest member: (n, 3)."""
        nearest = np.argmin([m.distance(points) for m in self.members], axis=0)
        found = np.zeros_like(points)
        for k, member in enumerate(self.members):
            chosen = nearest == k
            if chosen.any():
                found[chosen] = member.gradient(points[chosen])
        return found


@dataclass(frozen=True, slots=True)
class Wall:
    """The outer wall of a disc as points with outward normals: quick, and right to 0.1 mm.

    Over the wall the distance is measured along the normals of the nearest points (the nearest
    point alone would make it bumpy), beyond its edge to the nearest point.
    """

    points: Points
    normals: Points
    tree: cKDTree

    @staticmethod
    def of(surface: Surface) -> Wall:
        """The whole of a disc's surface, plates included; points and triangle centres."""
        corners = surface.points[surface.triangles]
        centres = corners.mean(axis=1)
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        length = np.linalg.norm(across, axis=1)
        keep = length > 1e-9
        points = np.concatenate([surface.points, centres[keep]])
        normals = np.concatenate([surface.normals, across[keep] / length[keep, None]])
        return Wall(points, normals.astype(np.float64), cKDTree(points))

    @staticmethod
    def between(lower: Points, upper: Points, bulge: float = 0.8, rows: int = 13) -> Wall:
        """The wall of the space between two rims of matching points, (k, 3) each, anticlockwise.

        Stands in for a disc that is not built yet: the chord between the rims, bulging by `bulge`.
        """
        share = np.linspace(0.0, 1.0, rows)[:, None, None]
        chord = (1.0 - share) * lower + share * upper
        along = np.roll(chord, -1, axis=1) - np.roll(chord, 1, axis=1)
        normal = np.cross(along, (upper - lower)[None])
        normal /= np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-9)
        points = (chord + bulge * 4.0 * share * (1.0 - share) * normal).reshape(-1, 3)
        return Wall(points, normal.reshape(-1, 3), cKDTree(points))

    def distance(self, points: Points) -> Values:
        """Signed distance, negative inside: (n,) mm.

        More than NEARBY from the wall's box: the distance to the box, which is less.
        """
        lower, upper = self.tree.mins, self.tree.maxes
        beyond = np.maximum(np.maximum(lower - points, points - upper), 0.0)
        found = np.linalg.norm(beyond, axis=1)
        close = np.flatnonzero(found < NEARBY)
        if len(close):
            found[close] = self._over(points[close])
        return np.asarray(found)

    def _over(self, points: Points) -> Values:
        away, at = self.tree.query(points, k=3)
        offset = points[:, None] - self.points[at]
        along = np.einsum("ikj,ikj->ik", offset, self.normals[at])
        near = away[:, 0]
        aside = np.sqrt(np.maximum(near**2 - along[:, 0] ** 2, 0.0))
        return np.asarray(np.where(aside < _OVER_WALL, along.mean(axis=1), near))

    def gradient(self, points: Points) -> Points:
        """Unit direction away from the wall: (n, 3)."""
        _, at = self.tree.query(points, k=3)
        normal = self.normals[at].mean(axis=1)
        length = np.linalg.norm(normal, axis=1, keepdims=True)
        return np.asarray(normal / np.maximum(length, 0.2))


def relaxed(
    lines: Points,
    targets: Points,
    radii: Values,
    obstacle: Obstacle,
    margin: float,
    rounds: int,
    pull: float = _PULL,
) -> Points:
    """k lines of n points, (k, n, 3), drawn smooth near their targets and clear of the obstacle.

    Each point is to stay radii (k, n) + margin from the obstacle. The last point of each line stays
    where it is; the first is free but for the pull, so leave it in open space.
    """
    points = lines.copy()
    count = points.shape[0] * points.shape[1]
    wanted = (radii + margin).ravel()
    # Room each point has left by its last look at the obstacle and its moves since then: only
    # those that may have used it up are looked at again.
    room = np.full(count, -np.inf)
    for _ in range(rounds):
        bend = _sag(points)
        step = _SMOOTH * (_SHORTEN * bend - _STIFFEN * _sag(bend)) + pull * (targets - points)
        flat = points.reshape(count, 3)
        near = np.flatnonzero(room <= 0.0)
        room[near] = obstacle.distance(flat[near]) - wanted[near]
        touched = near[room[near] < 0.0]
        push = np.zeros((count, 3))
        push[touched] = -_PUSH * room[touched, None] * obstacle.gradient(flat[touched])
        step += push.reshape(points.shape)
        length = np.linalg.norm(step, axis=2, keepdims=True)
        shorter = np.minimum(1.0, _LONGEST_STEP / np.maximum(length, 1e-9))
        step *= shorter
        step[:, -1] = 0.0
        points += step
        room -= (length * shorter).ravel()
    return points


def eased(share: Values) -> Values:
    """Smooth step from 0 at 0 to 1 at 1."""
    t = np.clip(share, 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t))


def _sag(values: Points) -> Points:
    """Mean of the two neighbours less the point itself, along axis 1; zero at both ends."""
    found = np.zeros_like(values)
    found[:, 1:-1] = 0.5 * (values[:, :-2] + values[:, 2:]) - values[:, 1:-1]
    return found
