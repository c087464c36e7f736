"""Discs between faces that moved: carried by both, bulging as changes say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meshes.builders.disc_shape import ANGLES, RINGS, ROWS
from meshes.changed.normal import Normal
from meshes.changed.shaped import warped
from meshes.changed.skin import Moves, Skin, carried
from meshes.effects.changes import Changes, Values
from meshes.ids import StructureId
from meshes.surface import Points

#: Rows of the wall with both edges, as numbers of rows of the mesh.
_WALL = slice(len(RINGS) - 1, len(RINGS) + len(ROWS) + 1)
_SHARES = np.concatenate([[0.0], ROWS, [1.0]])


@dataclass(frozen=True, slots=True)
class Wall:
    """The wall of a disc in the changed world: points (rows, 96, 3) from the inferior to the
    superior edge, outward unit normals alike."""

    points: Points
    normals: Points

    @property
    def middle(self) -> tuple[Points, Points]:
        """The contour half-way up: points and normals, (96, 3) each."""
        row = int(np.argmin(np.abs(_SHARES - 0.5)))
        return self.points[row], self.normals[row]

    @property
    def up(self) -> Points:
        """Mean unit direction from the inferior to the superior edge: (3,)."""
        total = (self.points[-1] - self.points[0]).mean(axis=0)
        return np.asarray(total / np.linalg.norm(total))


def disc_points(
    normal: Normal, changes: Changes, moves: Moves, skin: Skin, id: StructureId
) -> Points:
    """The points of a disc, its annulus or nucleus in the changed world."""
    points = normal.assets.meshes[id].points.astype(np.float64)
    points = carried(skin, warped(normal, changes, skin, points), moves)
    change = changes.discs.get(id.level_text)
    if id.part == "nucleus" or change is None or change.bulge is None:
        return points
    count = 2 + ANGLES * (2 * len(RINGS) + len(ROWS))
    rows = points[1 : count - 1].reshape(-1, ANGLES, 3)
    out = outward(rows[_WALL])
    swell = 4.0 * _SHARES * (1.0 - _SHARES)
    rows[_WALL] += (swell[:, None] * change.bulge)[..., None] * out
    points[1 : count - 1] = rows.reshape(-1, 3)
    return points


def disc_wall(points: Points) -> Wall:
    """The wall among the points of a whole disc."""
    rows = points[1 : 1 + ANGLES * (2 * len(RINGS) + len(ROWS))].reshape(-1, ANGLES, 3)[_WALL]
    return Wall(rows, outward(rows))


def outward(rows: Points) -> Points:
    """Outward unit normals of wall rows (r, 96, 3), from their contour and their rise."""
    around = np.roll(rows, -1, axis=1) - np.roll(rows, 1, axis=1)
    rise = np.gradient(rows, axis=0)
    out = np.cross(around, rise)
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=2, keepdims=True), 1e-9))


def wall_distance(wall: Wall):  # type: ignore[no-untyped-def]
    """The wall as a signed distance, negative inside the disc; right beside the wall."""
    from scipy.spatial import cKDTree

    points, normals = wall.points.reshape(-1, 3), wall.normals.reshape(-1, 3)
    tree = cKDTree(points)

    def distance(places: Points) -> Values:
        away, at = tree.query(places, k=3)
        offset = places[:, None] - points[at]
        along = np.einsum("ikj,ikj->ik", offset, normals[at])
        near = away[:, 0]
        aside = np.sqrt(np.maximum(near**2 - along[:, 0] ** 2, 0.0))
        # beyond the edges of the wall its normals would make false overlaps
        return np.asarray(np.where(aside < 1.5, along.mean(axis=1), near))

    return distance
