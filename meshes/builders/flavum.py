"""Ligamenta flava: from the anterior face of one lamina to the upper edge of the next, and aside
over the front of the facet joint, where they are the posterior wall of the foramen."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter, gaussian_filter1d, grey_opening, minimum_filter

from meshes.builders.clearing import drawn_back, nerve_walls, seated
from meshes.builders.flavum_ground import (
    Ground,
    bridged,
    canal_frame,
    depths,
    drawn_in,
    flat,
    free_columns,
    lamina_edges,
    sealed,
)
from meshes.builders.route import Wall
from meshes.builders.sheet import slab, striped, weathered
from meshes.field import SignedDistanceGrid
from meshes.ligaments import FlavumFigures, ligament_figures
from meshes.pose import placed
from meshes.spine import Spine
from meshes.stacking import NEIGHBOURS, posture, segment_of
from meshes.surface import Points, Surface, merged, mirrored, smooth_normals

Values = npt.NDArray[np.float64]

COLUMNS = 31
ROWS = 30
# It starts on the lower half of the upper lamina's anterior face and ends just over the edge of
# the lower one.
ATTACHED_SUPERIOR = 6.0
ATTACHED_INFERIOR = 2.5
# Over bone it is a thin sheet; the back of the sheet lies this deep in the bone.
SHEET = 1.0
THINNEST = 0.3
SUNK = 0.1
# It never lies nearer to a nerve than this.
_SPARED = 0.3
# Its medial and lateral borders are rounded over this width.
_BORDER_MEDIAL, _BORDER_LATERAL = 1.2, 3.0
# In front of the facet joint it is thick from the lower pedicle up, and thins out over this height
# below the upper one: the ganglion lies there, and the deep layer lines the posteroinferior part
# of the foramen (Chau 2014, 14 cadavers, Spine J 14:2467).
_FADE_SUPERIOR, _FADE_INFERIOR = 7.0, 5.0
# It bridges clefts of the joint up to these numbers of columns and rows.
_CLEFT = (3, 5)
# Where a nerve leaves no room in front of bone, but pushes the sheet this deep into it, the sheet
# is drawn in; looked at this often.
_TAKEN, _ROUNDS = 0.2, 3
_TURNS = 6
_SPRING = 6.0
# The gap between the laminae runs this far over their edges.
_MARGIN = 0.8
# It passes from the gap between the laminae on to the joint over this width.
_PASSAGE = 3.0


def build_flava(
    spine: Spine,
    nerves: Mapping[str, Surface] | None = None,
    facets: Mapping[str, Surface] | None = None,
) -> dict[str, Surface]:
    """The ligamenta flava L1-L2 to L5-S1 in the world: `.left`, `.right` and both as one.

    nerves: sac, roots and ganglia to keep clear of, by id. facets: the joints' parts by id; the
    flava lie on the front of their capsules.
    """
    built: dict[str, Surface] = {}
    for upper, lower in NEIGHBOURS:
        level = segment_of(upper, lower)
        capsule = (facets or {}).get(f"facet.{level}.capsule.right")
        right = build_flavum(spine, upper, lower, nerves, capsule)
        left = mirrored(right)
        name = f"ligamentum-flavum.{level}"
        built |= {name: merged([left, right]), f"{name}.left": left, f"{name}.right": right}
    return built


def build_flavum(
    spine: Spine,
    upper: str,
    lower: str,
    nerves: Mapping[str, Surface] | None = None,
    capsule: Surface | None = None,
) -> Surface:
    """The right ligamentum flavum between two laminae, from the cleft in the mid-line over the
    front of the facet joint and its capsule into the foramen: a closed slab."""
    level, keys = segment_of(upper, lower), (upper, lower)
    figures = ligament_figures().flavum
    grid = None if capsule is None else SignedDistanceGrid.from_surface(capsule, 0.8, 3.0)
    ground, frame = Ground(spine, grid), canal_frame(spine, upper, lower)
    x = np.linspace(0.5 * figures.cleft, figures.half_width[level], COLUMNS)
    edges = lamina_edges(spine, upper, lower, frame, x)
    share = np.linspace(0.0, 1.0, ROWS)
    top, bottom = edges[0] + ATTACHED_SUPERIOR, edges[1] - ATTACHED_INFERIOR
    heights = top[:, None] + share * (bottom - top)[:, None]
    gap = (heights < edges[0][:, None] + _MARGIN) & (heights > edges[1][:, None] - _MARGIN)
    aside = free_columns(spine, frame, x, heights, figures.joint[level])
    walls = nerve_walls(nerves or {})
    for _ in range(_ROUNDS):
        beside = _beside(figures, level, aside)
        bone = sealed(depths(ground, keys, frame, aside, heights), beside > 0.0)
        rim = _thickness(level, figures, aside, heights, gap)
        front = _front(bone, gap, rim, beside)
        face = placed(frame, flat(aside, -front, heights)).reshape(*heights.shape, 3)
        front = front + drawn_back(face, -frame[:3, 1], walls)
        # It ends before a nerve that lies on the bone, and where bone springs forward beside it.
        springs = np.diff(bone, axis=0, prepend=bone[:1]) < -_SPRING
        taken = (front > bone + _TAKEN) | (springs & (beside > 0.0))
        if not taken.any():
            break
        aside = drawn_in(aside, taken)
    back = front + SUNK + np.maximum(rim, THINNEST)
    # Bulk fills the gap only: what would reach into a lamina stops at its surface, and over bone
    # the sheet is attached to it.
    back = np.maximum(np.minimum(back, bone + SUNK), front + THINNEST)
    sheets = _cleared(_slab(frame, aside, heights, front, back), ground, keys)
    sheets = seated(sheets, ground, keys)
    # Between a nerve and the bone it lies on, both have their way in turn.
    for _ in range(_TURNS):
        sheets = _cleared(_spared(sheets, walls), ground, keys)
    return weathered(sheets, spine, keys)


def _front(bone: Values, gap: npt.NDArray[np.bool_], rim: Values, beside: Values) -> Values:
    """Depth of the anterior face by place, (columns, rows): never behind bone, the facets beside
    the canal among it; in the gap the sheet is free."""
    depth = np.minimum(bridged(bone, gap), bone)
    least = minimum_filter(bone, 3, mode="nearest")
    front = gaussian_filter(depth, (1.2, 1.2), mode="nearest") - SHEET
    front = np.minimum(front, gaussian_filter(np.minimum(front, least - 0.7), 0.8))
    # In front of a joint it bridges the clefts, and all its thickness lies before the joint.
    joint = np.minimum(gaussian_filter(grey_opening(bone, _CLEFT), 0.8, mode="nearest"), bone)
    return np.asarray((1.0 - beside) * front + beside * (joint - np.maximum(rim, THINNEST)))


def _beside(figures: FlavumFigures, level: str, aside: Values) -> Values:
    """Share 0..1 of the foramen in each place: 0 behind the canal and in rows that do not reach
    beyond it, 1 in front of the joint."""
    share = np.clip((aside - figures.joint[level]) / _PASSAGE + 0.5, 0.0, 1.0)
    open_ = np.clip(aside[-1] - figures.joint[level], 0.0, 1.0)
    return np.asarray(open_ * share * share * (3.0 - 2.0 * share))


def _thickness(
    level: str,
    figures: FlavumFigures,
    aside: Values,
    heights: Values,
    gap: npt.NDArray[np.bool_],
) -> Values:
    """Thickness by place, (columns, rows): full between the laminae, where it is a sheet over
    them, and in front of the joint, where it thins out superiorly; rounded borders."""
    thickness = posture().flavum[level]
    body = gaussian_filter1d(gap.astype(np.float64), 1.6, axis=1, mode="nearest")
    # The room beside the canal, between the pedicles: where the columns are not drawn in.
    free = aside[-1] > figures.joint[level]
    high, low = (heights[-1][free].max(), heights[-1][free].min()) if free.any() else (0.0, 0.0)
    rise = np.clip((high - heights) / _FADE_SUPERIOR, 0.0, 1.0) ** 0.7
    rise = rise * np.clip((heights - low) / _FADE_INFERIOR, 0.0, 1.0) ** 0.7
    beside = _beside(figures, level, aside)
    whole = (SHEET + (thickness - SHEET) * body) * (1.0 - beside)
    whole = whole + beside * (0.5 * SHEET + (figures.share_beside * thickness - 0.5 * SHEET) * rise)
    medial = np.clip((aside - aside[0] + 0.1) / _BORDER_MEDIAL, 0.0, 1.0) ** 0.5
    lateral = np.clip((aside[-1] - aside) / _BORDER_LATERAL, 0.0, 1.0) ** 0.5
    return np.asarray(whole * medial * lateral)


def _cleared(slab: Surface, ground: Ground, keys: tuple[str, ...]) -> Surface:
    """The slab with its margins lifted off the facets beside the canal, back to SUNK inside."""
    points = slab.points.copy()
    for _ in range(6):
        inside = -2 * SUNK - ground.distance(points, keys)
        deep = inside > 0.0
        if not deep.any():
            break
        away = ground.gradient(points[deep], keys)
        points[deep] += (inside[deep] + SUNK)[:, None] * away
    return Surface(points, slab.triangles, smooth_normals(points, slab.triangles), slab.shade)


def _spared(slab: Surface, walls: list[Wall]) -> Surface:
    """The slab with what was lifted off bone towards a nerve moved off the nerve again."""
    points = slab.points.copy()
    for _ in range(4 if walls else 0):
        close = np.flatnonzero(_nearest(walls, points) < _SPARED)
        if len(close) == 0:
            break
        at = points[close]
        steps = 0.1 * np.eye(3)
        slope = [_nearest(walls, at + step) - _nearest(walls, at - step) for step in steps]
        away = np.stack(slope, axis=1)
        away /= np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
        points[close] += (_SPARED + 0.02 - _nearest(walls, at))[:, None] * away
    return Surface(points, slab.triangles, smooth_normals(points, slab.triangles), slab.shade)


def _nearest(walls: list[Wall], points: Points) -> Values:
    """Distance to the nearest of some walls: (n, 3) -> (n,)."""
    return np.asarray(np.min([wall.distance(points) for wall in walls], axis=0))


def _slab(frame: Points, x: Values, heights: Values, front: Values, back: Values) -> Surface:
    """A closed slab between two sheets of (columns, rows) depths, striped along its fibres."""
    shape = (*heights.shape, 3)
    sheets = [placed(frame, flat(x, -depth, heights)).reshape(shape) for depth in (front, back)]
    return slab(sheets[0], sheets[1], striped(x, heights))
