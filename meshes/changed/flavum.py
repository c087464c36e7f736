"""The ligamentum flavum when it thickens: its front bulges into the canal, most half-way between
the laminae and beside the mid-line, less in front of the joint."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from meshes.changed.normal import Normal
from meshes.changed.obstacles import Solid
from meshes.changed.shaped import shaped
from meshes.changed.skin import Moves, Skin, carried
from meshes.effects.changes import Changes, Values
from meshes.ids import StructureId
from meshes.pose import unplaced
from meshes.surface import Points

#: Columns and rows of the front of one side, first in its mesh; the builder's own figures, which
#: cannot be had without all it imports.
COLUMNS, ROWS = 31, 30
_SHEET = COLUMNS * ROWS
#: A front that thickens keeps so far from the mid-line, mm: half the cleft between both ligaments.
_CLEFT = 0.5
#: Where the thickening ends beside the canal, mm lateral of the medial border of the pedicles.
_LATERAL = (-5.5, 2.5)
#: Over and under the middle of the disc it ends at this height, mm: laminae are behind the bodies.
_TALL = 13.0
#: Rounds of evening out the direction a front bulges in: buckles are round, not creased.
_EVEN = 12
#: Beyond its border a sheet says no more than "near", mm.
_ASIDE = 1.2
#: It is elastic: a nerve that lies against it in the normal model is not pressed, mm.
_YIELDS = 0.3
#: One that is no thicker than normal and only went along with its bones gives way by this much, mm:
#: the S1 root lies against it from the start. As it thickens it becomes as firm as any.
_SLACK = 0.8


def flavum_points(
    normal: Normal,
    changes: Changes,
    moves: Moves,
    skin: Skin,
    id: StructureId,
    *,
    draft: bool = False,
) -> Points:
    """Points of a flavum, or of one side of it, in the changed world."""
    mesh = normal.assets.meshes[id]
    points = mesh.points.astype(np.float64)
    points = shaped(normal, changes, skin, id, points, mesh.normals, draft=draft)
    level = id.level_text
    frame = normal.disc_frames[level]
    start = 0
    for side in ("left", "right"):
        if id.side is not None and id.side != side:
            continue
        rows = slice(start, start + _SHEET)
        thicker = changes.flavum.get(f"{level}.{side}", 0.0)
        if thicker > 0.0:
            sign = -1.0 if side == "left" else 1.0
            points[rows] += thicker * _bulge(normal, level, frame, points[rows], sign)
            across = np.maximum(sign * points[rows, 0], _CLEFT)
            was = sign * mesh.points[rows, 0]
            points[rows, 0] = sign * np.where(was < _CLEFT, np.maximum(was, 0.0), across)
        start += 2 * _SHEET
    return carried(skin, points, moves)


def halves(level: str) -> tuple[StructureId, StructureId]:
    """Both sides of a level's flavum, in the order the whole mesh holds them."""
    left, right = (StructureId(f"ligamentum-flavum.{level}.{side}") for side in ("left", "right"))
    return left, right


@lru_cache(maxsize=16)
def _front_normals(normal: Normal, id: StructureId) -> Points:
    """Directions off the front of one side as it ships, evened out, (columns * rows, 3)."""
    front = normal.assets.meshes[id].points[:_SHEET].astype(np.float64)
    anterior = normal.disc_frames[id.level_text][:3, 1]
    grid = front.reshape(COLUMNS, ROWS, 3)
    return _evened(_outward(grid, anterior)).reshape(-1, 3)


def flavum_solid(
    normal: Normal,
    changes: Changes,
    id: StructureId,
    both: Points,
    reach: float,
    turned: Callable[[Points], Points] | None = None,
) -> Solid:
    """The front of one side's flavum as an obstacle, `reach` mm round it. both: the points of that
    side in the changed world (`flavum_points`), front and back. turned: carries directions of the
    front as it ships, quickly, for one that is no thicker."""
    from scipy.spatial import cKDTree

    points = both[:_SHEET]
    thick = np.linalg.norm(both[_SHEET : 2 * _SHEET] - points, axis=1)
    thicker = changes.flavum.get(f"{id.level_text}.{id.side}", 0.0)
    yields = max(slack(changes, id.level_text, str(id.side)), _YIELDS)
    if turned is not None and thicker <= 0.0:
        out = turned(_front_normals(normal, id))
    else:
        grid = points.reshape(COLUMNS, ROWS, 3)
        # evened: small folds of a sheet's border have no side of their own
        out = _evened(_outward(grid, normal.disc_frames[id.level_text][:3, 1])).reshape(-1, 3)
    tree = cKDTree(points)

    def distance(places: Points) -> Values:
        away, at = tree.query(places, k=3)
        offset = places[:, None] - points[at]
        along = np.einsum("ikj,ikj->ik", offset, out[at])
        near = away[:, 0]
        aside = np.sqrt(np.maximum(near**2 - along[:, 0] ** 2, 0.0))
        # at its sharp borders neighbours disagree which side is behind: that is beside it
        behind = (along < 0.0).all(axis=1) | (along > 0.0).all(axis=1)
        depth = along.mean(axis=1)
        behind &= -depth <= thick[at[:, 0]]
        return np.asarray(np.where((aside < _ASIDE) & behind, depth, near) + yields)

    return Solid(str(id), distance, points.min(axis=0) - reach, points.max(axis=0) + reach)


def slack(changes: Changes, level: str, side: str) -> float:
    """How deep a flavum gives way that only went along with its bones, mm; 0 for a thick one."""
    return max(_SLACK - changes.flavum.get(f"{level}.{side}", 0.0), 0.0)


def _bulge(normal: Normal, level: str, frame: Points, front: Points, sign: float) -> Points:
    """How a front of (columns * rows, 3) points moves for each mm it thickens."""
    grid = front.reshape(COLUMNS, ROWS, 3)
    out = _evened(_outward(grid, frame[:3, 1]))
    local = unplaced(frame, front).reshape(COLUMNS, ROWS, 3)
    share = np.linspace(-1.0, 1.0, ROWS)[None]
    swell = np.clip(1.0 - share**2, 0.0, 1.0) ** 0.6
    swell = swell * np.clip(1.0 - (local[..., 2] / _TALL) ** 2, 0.0, 1.0) ** 1.2
    medial = normal.marks.bones[f"vertebra.{level.split('-')[0]}"].pedicle
    border = 11.0 if medial is None else float(medial["medial"])
    low, high = border + _LATERAL[0], border + _LATERAL[1]
    away = np.clip((sign * local[..., 0] - low) / (high - low), 0.0, 1.0)
    across = 1.0 - away * away * (3.0 - 2.0 * away)
    beside = np.clip(sign * local[..., 0] / 3.0, 0.0, 1.0)
    across = across * (0.75 + 0.25 * beside)
    return np.asarray(((swell * across)[..., None] * out).reshape(-1, 3))


def _evened(out: Points) -> Points:
    """Directions of a sheet (columns, rows, 3) evened out among neighbours, unit."""
    wide = np.empty((out.shape[0] + 2, out.shape[1] + 2, 3))
    for _ in range(_EVEN):
        wide[1:-1, 1:-1] = out
        wide[0, 1:-1], wide[-1, 1:-1] = out[0], out[-1]
        wide[1:-1, 0], wide[1:-1, -1] = out[:, 0], out[:, -1]
        out = 0.2 * (out + wide[2:, 1:-1] + wide[:-2, 1:-1] + wide[1:-1, 2:] + wide[1:-1, :-2])
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=2, keepdims=True), 1e-9))


def _outward(grid: Points, anterior: Points) -> Points:
    """Unit normals of a sheet (columns, rows, 3) on its anterior side."""
    out = np.cross(np.gradient(grid, axis=0), np.gradient(grid, axis=1))
    out /= np.maximum(np.linalg.norm(out, axis=2, keepdims=True), 1e-9)
    if float((out @ anterior).mean()) < 0.0:
        out = -out
    return np.asarray(out)
