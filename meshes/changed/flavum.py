"""The ligamentum flavum when it thickens: its front bulges into the canal, most half-way between
the laminae and beside the mid-line, less in front of the joint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from meshes.changed.grids import over_nearest, slopes, unit_across
from meshes.changed.normal import Normal
from meshes.changed.riding import Riding
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
#: It buckles most no nearer to either of its ends than this share of its height. Chosen.
_NEAREST = 0.3
#: Buckled ones are 5-8 mm thick: what they gain fades towards this thickness, mm, so that the most
#: that conditions ask for ends at 8.
_THICKEST = 9.0
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
    riding: Riding | None = None,
) -> Points:
    """Points of a flavum, or of one side of it, in the changed world. riding: carries it quickly
    where it keeps its shape."""
    mesh = normal.assets.meshes[id]
    given = points = mesh.points.astype(np.float64)
    points = shaped(normal, changes, skin, id, points, mesh.normals, draft=draft)
    level = id.level_text
    is_thicker = any(changes.flavum.get(f"{level}.{side}", 0.0) > 0.0 for side in ("left", "right"))
    if riding is not None and points is given and not is_thicker:
        return riding.points(id).astype(np.float64)
    frame = normal.disc_frames[level]
    start = 0
    for side in ("left", "right"):
        if id.side is not None and id.side != side:
            continue
        rows = slice(start, start + _SHEET)
        thicker = changes.flavum.get(f"{level}.{side}", 0.0)
        if thicker > 0.0:
            sign = -1.0 if side == "left" else 1.0
            back = points[start + _SHEET : start + 2 * _SHEET]
            bulge = thicker * _bulge(normal, level, frame, points[rows], sign)
            points[rows] += _no_thicker(bulge, np.linalg.norm(points[rows] - back, axis=1))
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
    return evened(_outward(grid, anterior)).reshape(-1, 3)


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """The front of one side's flavum in the changed world. points, out: (n, 3) and unit directions
    off them; thick: (n,) mm to the back; yields: how far a nerve may lie in it, mm."""

    id: str
    points: Points
    out: Points
    thick: Values
    yields: float


def flavum_sheet(
    normal: Normal,
    changes: Changes,
    id: StructureId,
    both: Points,
    turned: Callable[[Points], Points] | None = None,
) -> Sheet:
    """The front of one side's flavum. both: the points of that side in the changed world
    (`flavum_points`), front and back. turned: carries directions of the front as it ships, quickly,
    for one that is no thicker."""
    points = both[:_SHEET]
    thick = np.linalg.norm(both[_SHEET : 2 * _SHEET] - points, axis=1)
    thicker = changes.flavum.get(f"{id.level_text}.{id.side}", 0.0)
    yields = max(slack(changes, id.level_text, str(id.side)), _YIELDS)
    if turned is not None and thicker <= 0.0:
        out = turned(_front_normals(normal, id))
    else:
        grid = points.reshape(COLUMNS, ROWS, 3)
        # evened: small folds of a sheet's border have no side of their own
        out = evened(_outward(grid, normal.disc_frames[id.level_text][:3, 1])).reshape(-1, 3)
    return Sheet(str(id), points, out, thick, yields)


def sheet_distance(*sheets: Sheet) -> Callable[[Points], Values]:
    """Sheets as one signed distance, negative within them."""
    points, out = (np.concatenate([getattr(s, k) for s in sheets]) for k in ("points", "out"))
    thick = np.concatenate([s.thick for s in sheets])
    yields = np.repeat([s.yields for s in sheets], [len(s.points) for s in sheets])
    over = over_nearest(points, out)

    def distance(places: Points) -> Values:
        (away, at), (a, b, c) = over(places)
        near, first = away[:, 0], at[:, 0]
        # at its sharp borders neighbours disagree which side is behind: that is beside it
        behind = np.maximum(np.maximum(a, b), c) < 0.0
        behind |= np.minimum(np.minimum(a, b), c) > 0.0
        depth = (a + b + c) / 3.0
        behind &= -depth <= thick[first]
        behind &= near * near - a * a < _ASIDE**2
        return np.asarray(np.where(behind, depth, near) + yields[first])

    return distance


def slack(changes: Changes, level: str, side: str) -> float:
    """How deep a flavum gives way that only went along with its bones, mm; 0 for a thick one."""
    return max(_SLACK - changes.flavum.get(f"{level}.{side}", 0.0), 0.0)


def _bulge(normal: Normal, level: str, frame: Points, front: Points, sign: float) -> Points:
    """How a front of (columns * rows, 3) points moves for each mm it thickens."""
    grid = front.reshape(COLUMNS, ROWS, 3)
    out = evened(_outward(grid, frame[:3, 1]))
    local = unplaced(frame, front).reshape(COLUMNS, ROWS, 3)
    swell = np.clip(1.0 - _off_middle(local[..., 2]) ** 2, 0.0, 1.0) ** 0.6
    swell = swell * np.clip(1.0 - (local[..., 2] / _TALL) ** 2, 0.0, 1.0) ** 1.2
    medial = normal.marks.bones[f"vertebra.{level.split('-')[0]}"].pedicle
    border = 11.0 if medial is None else float(medial["medial"])
    low, high = border + _LATERAL[0], border + _LATERAL[1]
    away = np.clip((sign * local[..., 0] - low) / (high - low), 0.0, 1.0)
    across = 1.0 - away * away * (3.0 - 2.0 * away)
    beside = np.clip(sign * local[..., 0] / 3.0, 0.0, 1.0)
    across = across * (0.75 + 0.25 * beside)
    return np.asarray(((swell * across)[..., None] * out).reshape(-1, 3))


def _off_middle(height: Values) -> Values:
    """How far each row of a sheet is from where it buckles most, of the way to its end there: 0..1,
    from heights over the disc's middle (columns, rows), superior first. It buckles most behind the
    disc; where the sheet hangs lower, as at L5-S1, as near to it as `_NEAREST` of its way down."""
    first, last = height[:, :1], height[:, -1:]
    top = np.clip(first / np.maximum(first - last, 1.0), _NEAREST, 1.0 - _NEAREST)
    share = np.linspace(0.0, 1.0, height.shape[1])[None]
    return np.asarray(np.where(share < top, (top - share) / top, (share - top) / (1.0 - top)))


def _no_thicker(bulge: Points, thick: Values) -> Points:
    """A bulge (n, 3) of sheets so thick, (n,) mm, less what would make them thicker than any is."""
    more = np.linalg.norm(bulge, axis=1)
    room = np.maximum(_THICKEST - thick, 0.1)
    # nearly all of it up to half the room, and ever less beyond
    less = room * np.tanh(more / room) / np.maximum(more, 1e-9)
    return np.asarray(bulge * less[:, None])


def evened(out: Points) -> Points:
    """Directions of a sheet (columns, rows, 3) evened out among neighbours, unit."""
    down, across, left = _waves()
    size = out.shape
    found = (down.T @ out.reshape(COLUMNS, -1)).reshape(size).transpose(0, 2, 1) @ across
    found = (found * left[:, None]) @ across.T
    found = (down @ found.reshape(COLUMNS, -1)).reshape(COLUMNS, 3, ROWS).transpose(0, 2, 1)
    length = np.sqrt(np.einsum("ijk,ijk->ij", found, found))
    return np.asarray(found / np.maximum(length, 1e-9)[..., None])


@cache
def _waves() -> tuple[Points, Points, Values]:
    """Rounds in which each place of a sheet becomes the mean of itself and its four neighbours, its
    border going on beyond it as it is: waves along columns (columns, columns) and rows (rows,
    rows), of which each keeps a share, (columns, rows)."""
    waves, slow = [], []
    for count in (COLUMNS, ROWS):
        turn = np.pi * np.arange(count) / count
        wave = np.cos((np.arange(count)[:, None] + 0.5) * turn)
        waves.append(wave / np.linalg.norm(wave, axis=0))
        slow.append(2.0 * np.cos(turn))
    return waves[0], waves[1], (0.2 * (1.0 + slow[0][:, None] + slow[1])) ** _EVEN


def _outward(grid: Points, anterior: Points) -> Points:
    """Unit normals of a sheet (columns, rows, 3) on its anterior side."""
    out = unit_across(slopes(grid), slopes(grid.transpose(1, 0, 2)).transpose(1, 0, 2))
    if float((out @ anterior).mean()) < 0.0:
        out = -out
    return np.asarray(out)
