"""Ligamenta flava: from the anterior face of one lamina to the upper edge of the next."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter, gaussian_filter1d, median_filter, minimum_filter

from meshes.builders.clearing import drawn_back, nerve_walls, seated
from meshes.builders.sheet import slab, striped, weathered
from meshes.ligaments import ligament_figures
from meshes.marching import march
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, placed
from meshes.spine import Spine
from meshes.stacking import NEIGHBOURS, posture, segment_of
from meshes.surface import Points, Surface, merged, mirrored, smooth_normals

Values = npt.NDArray[np.float64]

COLUMNS = 23
ROWS = 26
# It starts on the lower half of the upper lamina's anterior face and ends just over the edge of
# the lower one.
ATTACHED_SUPERIOR = 6.0
ATTACHED_INFERIOR = 2.5
# Over bone it is a thin sheet; the back of the sheet lies this deep in the bone.
SHEET = 1.0
THINNEST = 0.3
SUNK = 0.1
_SCAN = 0.7
_REACH = 26.0
# Deeper than this before the reach's end is the space between the spinous processes.
_OPEN = 6.0
# A lamina's face ends where it lies this much deeper than at its nearest.
_FALL = 4.0
# Nearer bone than this belongs to a facet beside the canal.
_NEAREST = 3.0
# Rays start this far off bone at least.
_ROOM = 0.6
_ONSETS = (0.0, 3.0, 6.0)
# Its medial and lateral borders are rounded over this width.
_BORDER_MEDIAL, _BORDER_LATERAL = 1.2, 3.0


def build_flava(spine: Spine, nerves: Mapping[str, Surface] | None = None) -> dict[str, Surface]:
    """The ligamenta flava L1-L2 to L5-S1 in the world: `.left`, `.right` and both as one.

    nerves: sac, roots and ganglia to keep clear of, by id.
    """
    built: dict[str, Surface] = {}
    for upper, lower in NEIGHBOURS:
        right = build_flavum(spine, upper, lower, nerves)
        left = mirrored(right)
        name = f"ligamentum-flavum.{segment_of(upper, lower)}"
        built |= {name: merged([left, right]), f"{name}.left": left, f"{name}.right": right}
    return built


def build_flavum(
    spine: Spine, upper: str, lower: str, nerves: Mapping[str, Surface] | None = None
) -> Surface:
    """The right ligamentum flavum between two laminae, from the cleft in the mid-line to the
    capsule of the facet joint: a closed slab."""
    level = segment_of(upper, lower)
    thickness = posture().flavum[level]
    figures = ligament_figures().flavum
    frame = _canal_frame(spine, upper, lower)
    x = np.linspace(0.5 * figures.cleft, figures.half_width[level], COLUMNS)
    edge_upper, edge_lower = _lamina_edges(spine, upper, lower, frame, x)
    share = np.linspace(0.0, 1.0, ROWS)
    top, bottom = edge_upper + ATTACHED_SUPERIOR, edge_lower - ATTACHED_INFERIOR
    heights = top[:, None] + share * (bottom - top)[:, None]
    aside = _free_columns(spine, frame, x, heights)
    bone = _depths(spine, (upper, lower), frame, aside, heights)
    margin = 0.8
    gap = (heights < edge_upper[:, None] + margin) & (heights > edge_lower[:, None] - margin)
    # Never behind bone, the facets beside the canal among it; in the gap the sheet is free.
    depth = np.minimum(_bridged(bone, gap), bone)
    least = minimum_filter(bone, 3, mode="nearest")
    front = gaussian_filter(depth, (1.2, 1.2), mode="nearest") - SHEET
    front = np.minimum(front, gaussian_filter(np.minimum(front, least - 0.7), 0.8))
    face = placed(frame, _flat(aside, -front, heights)).reshape(*heights.shape, 3)
    front = front + drawn_back(face, -frame[:3, 1], nerve_walls(nerves or {}))
    body = gaussian_filter1d(gap.astype(np.float64), 1.6, axis=1, mode="nearest")
    medial = np.clip((x - x[0] + 0.1) / _BORDER_MEDIAL, 0.0, 1.0) ** 0.5
    lateral = np.clip((x[-1] - x) / _BORDER_LATERAL, 0.0, 1.0) ** 0.5
    rim = (SHEET + (thickness - SHEET) * body) * (medial * lateral)[:, None]
    back = front + SUNK + np.maximum(rim, THINNEST)
    # Bulk fills the gap only: what would reach into a lamina stops at its surface, and over bone
    # the sheet is attached to it.
    back = np.maximum(np.minimum(back, bone + SUNK), front + THINNEST)
    sheets = _slab(frame, aside, heights, front, back)
    keys = (upper, lower)
    return weathered(seated(_cleared(sheets, spine, keys), spine, keys), spine, keys)


def _free_columns(spine: Spine, frame: Points, x: Values, heights: Values) -> Values:
    """x of each place of the grid, (columns, rows): drawn in where a pedicle or an articular
    process stands in the canal's side at that height, so that no ray starts in bone."""
    plain = np.broadcast_to(x[:, None], heights.shape)
    blocked = np.isnan(_onset(spine, frame, plain, heights, _ROOM))
    last = np.where(blocked.any(axis=0), x[np.maximum(blocked.argmax(axis=0) - 1, 1)], x[-1])
    last = np.minimum(gaussian_filter1d(minimum_filter(last, 3), 1.0, mode="nearest"), last)
    return np.asarray(x[0] + np.outer((x - x[0]) / (x[-1] - x[0]), last - x[0]))


def _onset(spine: Spine, frame: Points, x: Values, heights: Values, room: float) -> Values:
    """How far behind the frame's coronal plane a ray can start `room` off bone, as near to it as
    may be; not a number where the place is taken: (columns, rows). The canal bends back at S1."""
    found = np.full(heights.shape, np.nan)
    for shift in _ONSETS:
        clear = spine.distance(placed(frame, _flat(x, 0.0 * heights - shift, heights))) > room
        found = np.where(np.isnan(found) & clear.reshape(heights.shape), shift, found)
    return found


def _flat(x: Values, y: Values, z: Values) -> Points:
    """Grids of coordinates as points (n, 3)."""
    return np.column_stack([x.ravel(), y.ravel(), z.ravel()])


def _cleared(slab: Surface, spine: Spine, keys: tuple[str, ...]) -> Surface:
    """The slab with its margins lifted off the facets beside the canal, back to SUNK inside."""
    points = slab.points.copy()
    for _ in range(6):
        inside = -2 * SUNK - spine.distance(points, keys)
        deep = inside > 0.0
        if not deep.any():
            break
        away = spine.gradient(points[deep], keys)
        points[deep] += (inside[deep] + SUNK)[:, None] * away
    return Surface(points, slab.triangles, smooth_normals(points, slab.triangles), slab.shade)


def _canal_frame(spine: Spine, upper: str, lower: str) -> Points:
    """4x4 frame in the canal behind a disc: x right, y posterior wall to front, z superior."""
    rims = spine.plate(upper, "inferior").rim, spine.plate(lower, "superior").rim
    corners = [0.5 * (rims[0][k] + rims[1][k]) for k in (RIM_POSTERIOR, RIM_ANTERIOR)]
    forward = corners[1] - corners[0]
    forward[0] = 0.0
    forward = forward / np.linalg.norm(forward)
    right = np.array([1.0, 0.0, 0.0])
    frame = np.eye(4)
    frame[:3, :3] = np.stack([right, forward, np.cross(right, forward)], axis=1)
    frame[:3, 3] = corners[0] - 7.0 * forward
    frame[0, 3] = 0.0
    return frame


def _depths(
    spine: Spine, keys: tuple[str, ...], frame: Points, x: Values, heights: Values
) -> Values:
    """How far behind the frame's coronal plane bone is met, at x and heights of the same shape,
    (columns, rows); _REACH for none."""
    onset = _onset(spine, frame, x, heights, 0.3).ravel()
    # A ray that starts in a pedicle says nothing about the lamina.
    free = ~np.isnan(onset)
    onset = np.where(free, onset, 0.0)
    starts = placed(frame, _flat(x, -onset, heights))
    met, hit = march(lambda p: spine.distance(p, keys), starts, -frame[:3, 1], _REACH)
    depth = (starts - met) @ frame[:3, 1] + onset
    hit &= free & (depth < _REACH)
    return np.asarray(np.where(hit, depth, _REACH)).reshape(heights.shape)


def _lamina_edges(
    spine: Spine, upper: str, lower: str, frame: Points, x: Values
) -> tuple[Values, Values]:
    """Height of the upper lamina's lower edge and the lower lamina's upper edge, by column."""
    scan = np.arange(-27.0, 18.0, _SCAN)
    columns, heights = np.meshgrid(x, scan, indexing="ij")
    above = _depths(spine, (upper,), frame, columns, heights)
    below = _depths(spine, (lower,), frame, columns, heights)
    edges = np.empty((2, len(x)))
    for column in range(len(x)):
        edges[0, column] = _lower_edge(scan, above[column])
        edges[1, column] = _upper_edge(scan, below[column], edges[0, column])
    for row in edges:
        # Beside the canal rays meet the facets; there the edge of the lamina runs on.
        usual = float(np.nanmedian(row))
        row[:] = np.clip(np.where(np.isnan(row), usual, row), usual - 2.5, usual + 4.0)
    edges = gaussian_filter1d(median_filter(edges, (1, 9)), 2.0, axis=1, mode="nearest")
    edges[1] = np.minimum(edges[1], edges[0] - 2.0)
    return edges[0], edges[1]


def _lower_edge(scan: Values, depth: Values) -> float:
    """Height where a lamina, followed downward, falls away backwards; not a number if none."""
    on = np.flatnonzero(depth < _REACH - _OPEN)
    if len(on) == 0:
        return float("nan")
    first = int(on[-1])
    limit = float(depth[on].min()) + _FALL
    row = first
    while row > 0 and depth[row - 1] < min(limit, _REACH - _OPEN):
        row -= 1
    return float(scan[row])


def _upper_edge(scan: Values, depth: Values, beneath: float) -> float:
    """Height of the first bone met going down from an edge; not a number if there is none."""
    found = np.flatnonzero((depth > _NEAREST) & (depth < _REACH - _OPEN) & (scan < beneath - 2.0))
    return float(scan[found[-1]]) if len(found) else float("nan")


def _bridged(depth: Values, gap: npt.NDArray[np.bool_]) -> Values:
    """Depths with the gap between the laminae filled straight, column by column."""
    filled = depth.copy()
    rows = np.arange(depth.shape[1])
    for column in range(len(depth)):
        bone = ~gap[column] & (depth[column] < _REACH - _OPEN)
        if bone.any():
            filled[column] = np.interp(rows, rows[bone], depth[column][bone])
    return filled


def _slab(frame: Points, x: Values, heights: Values, front: Values, back: Values) -> Surface:
    """A closed slab between two sheets of (columns, rows) depths, striped along its fibres."""
    shape = (*heights.shape, 3)
    sheets = [placed(frame, _flat(x, -depth, heights)).reshape(shape) for depth in (front, back)]
    return slab(sheets[0], sheets[1], striped(x, heights))
