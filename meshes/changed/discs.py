"""Discs between faces that moved: carried by both, bulging as changes say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from meshes.builders.disc_shape import ANGLES, RINGS, ROWS
from meshes.changed.giving_way import warped
from meshes.changed.grids import over_nearest, slopes, unit_across
from meshes.changed.normal import Normal
from meshes.changed.resting import skin
from meshes.changed.riding import Riding
from meshes.changed.skin import Moves, Skin, carried
from meshes.effects.changes import Changes, DiscChange, Values
from meshes.ids import StructureId
from meshes.surface import Points

Shades = npt.NDArray[np.float32]
#: Rows of the wall with both edges, as numbers of rows of the mesh.
_WALL = slice(len(RINGS) - 1, len(RINGS) + len(ROWS) + 1)
_SHARES = np.concatenate([[0.0], ROWS, [1.0]])
_SWELL = 4.0 * _SHARES * (1.0 - _SHARES)
#: How open a cleft is by height: from edge to edge but at the very edges.
_GAPING = np.clip(2.0 * _SWELL, 0.0, 1.0)
#: Points of a disc's outside, both poles included.
_OUTSIDE = 2 + ANGLES * (2 * len(RINGS) + len(ROWS))
_STEP = 360.0 / ANGLES
#: A cleft ends so far from the nucleus, mm; its sides close on it by this share of the spacing, and
#: its ground has this tone.
_LEFT_OF_ANNULUS, _CLOSED, _DARK = 0.5, 0.6, 0.25
#: So far beyond a disc's edges nothing is inside it, however its wall is drawn out; to within the
#: second figure neighbours in its wall agree on which side something lies, mm.
_BEYOND, _ALIKE = 1.0, 0.5
#: So far beside the nearest place of a wall its normal says nothing, mm.
_BESIDE = 1.5


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
    normal: Normal,
    changes: Changes,
    moves: Moves,
    own: Skin,
    id: StructureId,
    riding: Riding | None = None,
) -> Points:
    """The points of a disc, its annulus or nucleus in the changed world. riding: carries it quickly
    where no bone gave way."""
    given = normal.assets.meshes[id].points.astype(np.float64)
    points = warped(normal, changes, own, id, given, as_shipped=True)
    if riding is not None and points is given:
        points = riding.points(id).astype(np.float64)
    else:
        points = carried(own, points, moves)
    change = changes.discs.get(id.level_text)
    if id.part == "nucleus" or change is None or (change.bulge is None and not change.fissure):
        return points
    rows = points[1 : _OUTSIDE - 1].reshape(-1, ANGLES, 3)
    out = outward(rows[_WALL])
    if change.bulge is not None:
        rows[_WALL] += (_SWELL[:, None] * change.bulge)[..., None] * out
    for angle, depth in change.fissure:
        _cleave(rows[_WALL], out, angle, depth, annulus_thickness(normal, id.level_text))
    points[1 : _OUTSIDE - 1] = rows.reshape(-1, 3)
    return points


def annulus_points(
    normal: Normal,
    changes: Changes,
    moves: Moves,
    id: StructureId,
    disc: Points,
    riding: Riding,
) -> Points:
    """The points of an annulus, whose outside is that of its disc, (n, 3) in the changed world."""
    inside = _inside(normal, id)
    given = normal.assets.meshes[id].points[_OUTSIDE:].astype(np.float64)
    points = warped(normal, changes, inside, id, given, as_shipped=True)
    if points is given:
        points = riding.points(id)[_OUTSIDE:].astype(np.float64)
    else:
        points = carried(inside, points, moves)
    return np.concatenate([disc, points])


@lru_cache(maxsize=16)
def _inside(normal: Normal, id: StructureId) -> Skin:
    """Carriers of the inside of an annulus."""
    own = skin(normal, id)
    return Skin(own.lower[_OUTSIDE:], own.upper[_OUTSIDE:], own.share[_OUTSIDE:], own.carriers)


def cleft_shade(change: DiscChange, shade: Shades, id: StructureId) -> Shades:
    """Tone of a disc's points with its clefts in shadow."""
    if id.part == "nucleus" or not change.fissure:
        return shade
    found = shade.copy()
    rows = found[1 : _OUTSIDE - 1].reshape(-1, ANGLES)
    for angle, depth in change.fissure:
        column = round(angle / _STEP) % ANGLES
        rows[_WALL, column] *= 1.0 - (1.0 - _DARK) * min(3.0 * depth, 1.0) * _GAPING
    return found


@lru_cache(maxsize=16)
def annulus_thickness(normal: Normal, level: str) -> Values:
    """Thickness of the annulus half-way up, by angle: (96,) mm."""
    whole = normal.assets.meshes[StructureId(f"disc.{level}")].points.astype(np.float64)
    core = normal.assets.meshes[StructureId(f"disc.{level}.nucleus")].points.astype(np.float64)
    rings = core[1:-1].reshape(-1, ANGLES, 3)
    wall = disc_wall(whole).middle[0]
    return np.asarray(np.linalg.norm(wall - rings[len(rings) // 2], axis=1))


def _cleave(wall: Points, out: Points, angle: float, depth: float, thick: Values) -> None:
    """Press a thin wedge into wall rows (r, 96, 3), in place: one column goes in, its neighbours
    close on it so that the mouth is narrow."""
    column = round(angle / _STEP) % ANGLES
    deep = depth * max(float(thick[column]) - _LEFT_OF_ANNULUS, 0.0)
    mouth = wall[:, column].copy()
    close = _CLOSED * min(3.0 * depth, 1.0)
    for beside in (column - 1, (column + 1) % ANGLES):
        wall[:, beside] += (close * _GAPING)[:, None] * (mouth - wall[:, beside])
    wall[:, column] -= (deep * _GAPING)[:, None] * out[:, column]


def disc_wall(points: Points) -> Wall:
    """The wall among the points of a whole disc."""
    rows = points[1 : _OUTSIDE - 1].reshape(-1, ANGLES, 3)[_WALL]
    return Wall(rows, outward(rows))


def outward(rows: Points) -> Points:
    """Outward unit normals of wall rows (r, 96, 3), from their contour and their rise."""
    wide = np.concatenate([rows[:, -1:], rows, rows[:, :1]], axis=1)
    around = wide[:, 2:] - wide[:, :-2]
    return unit_across(around, slopes(rows))


def wall_distance(*walls: Wall) -> Callable[[Points], Values]:
    """The walls of discs that are not neighbours as one signed distance, negative inside the discs;
    right beside a wall."""
    points = np.concatenate([wall.points.reshape(-1, 3) for wall in walls])
    normals = np.concatenate([wall.normals.reshape(-1, 3) for wall in walls])
    over, each = over_nearest(points, normals), len(points) // len(walls)
    lids = [_lids(walls, row, sign) for row, sign in ((0, -1.0), (-1, 1.0))]

    def distance(places: Points) -> Values:
        (away, at), (a, b, c) = over(places)
        near = away[:, 0]
        # beyond the edges of the wall its normals would make false overlaps
        beside = near * near - a * a >= _BESIDE**2
        # round the sharp rim of a disc drawn out by a slip they disagree: that is outside ...
        mixed = np.minimum(np.minimum(a, b), c) < -_ALIKE
        mixed &= np.maximum(np.maximum(a, b), c) > _ALIKE
        found = np.where(beside | mixed, near, (a + b + c) / 3.0)
        # ... and what is inside is between the plates
        rows = np.flatnonzero(found < -_BEYOND)
        if len(rows):
            own = at[rows, 0] // each
            for middles, ways in lids:
                high = np.einsum("ij,ij->i", places[rows] - middles[own], ways[own])
                past = rows[high > _BEYOND]
                found[past] = near[past]
        return np.asarray(found)

    return distance


def _lids(walls: Sequence[Wall], row: int, sign: float) -> tuple[Points, Points]:
    """Middles of an edge of each disc, and the ways out of the discs across them: (w, 3) each."""
    found = [_lid(wall.points[row], sign) for wall in walls]
    return np.array([middle for middle, _ in found]), np.array([way for _, way in found])


def _lid(rim: Points, sign: float) -> tuple[Points, Points]:
    """Middle of a disc's edge (96, 3) and the unit direction out of the disc across it, along the
    normal of its area times `sign`."""
    middle = rim.mean(axis=0)
    # the sum of the triangles to the middle, which itself drops out of it
    x, y, z = rim.T
    u, v, w = np.concatenate([rim[1:], rim[:1]]).T
    out = np.array([y @ w - z @ v, z @ u - x @ w, x @ v - y @ u])
    return middle, sign * out / np.linalg.norm(out)
