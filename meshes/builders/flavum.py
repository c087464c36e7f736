"""Ligamenta flava: from the anterior face of one lamina to the upper edge of the next."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter, gaussian_filter1d, median_filter, minimum_filter

from meshes.marching import march
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, placed
from meshes.spine import Spine
from meshes.stacking import NEIGHBOURS, posture, segment_of
from meshes.surface import Points, Surface, Triangles, smooth_normals, volume

Values = npt.NDArray[np.float64]

HALF_WIDTH = 11.0
COLUMNS = 41
ROWS = 26
# It starts on the lower half of the upper lamina's anterior face and ends just over the edge of
# the lower one.
ATTACHED_SUPERIOR = 6.0
ATTACHED_INFERIOR = 2.5
# Over bone it is a thin sheet; the back of the sheet lies this deep in the bone.
SHEET = 1.0
SUNK = 0.1
# Both halves meet in the mid-line in a cleft of 1-2 mm.
CLEFT = 1.3
_SCAN = 0.7
_REACH = 26.0
# Deeper than this before the reach's end is the space between the spinous processes.
_OPEN = 6.0
# A lamina's face ends where it lies this much deeper than at its nearest.
_FALL = 4.0
# Nearer bone than this belongs to a facet beside the canal.
_NEAREST = 3.0


def build_flava(spine: Spine) -> dict[str, Surface]:
    """The ligamenta flava L1-L2 to L5-S1 in the world."""
    return {
        f"ligamentum-flavum.{segment_of(upper, lower)}": build_flavum(spine, upper, lower)
        for upper, lower in NEIGHBOURS
    }


def build_flavum(spine: Spine, upper: str, lower: str) -> Surface:
    """The ligamentum flavum between two laminae: a closed slab, symmetric about the mid-plane."""
    thickness = posture().flavum[segment_of(upper, lower)]
    frame = _canal_frame(spine, upper, lower)
    x = np.linspace(-HALF_WIDTH, HALF_WIDTH, COLUMNS)
    edge_upper, edge_lower = _lamina_edges(spine, upper, lower, frame, x)
    share = np.linspace(0.0, 1.0, ROWS)
    top, bottom = edge_upper + ATTACHED_SUPERIOR, edge_lower - ATTACHED_INFERIOR
    heights = top[:, None] + share * (bottom - top)[:, None]
    depth = _depths(spine, (upper, lower), frame, x, heights)
    margin = 0.8
    gap = (heights < edge_upper[:, None] + margin) & (heights > edge_lower[:, None] - margin)
    bone = depth
    depth = _bridged(bone, gap)
    depth = 0.5 * (depth + depth[::-1])
    # Never behind bone, the facets beside the canal among it; in the gap the sheet is free.
    nearest = np.minimum(bone, bone[::-1])
    least = minimum_filter(nearest, 3, mode="nearest")
    front = gaussian_filter(np.minimum(depth, nearest), (1.2, 1.2), mode="nearest") - SHEET
    front = np.minimum(front, gaussian_filter(np.minimum(front, least - 0.7), 0.8))
    body = gaussian_filter1d(gap.astype(np.float64), 1.6, axis=1, mode="nearest")
    cleft = 1.0 - 0.75 * np.exp(-((x / (CLEFT / 2)) ** 2))
    side = np.clip((HALF_WIDTH - np.abs(x)) / 3.0, 0.0, 1.0) ** 0.5
    back = front + SHEET + SUNK + (thickness - SHEET) * body * (cleft * side)[:, None]
    # Bulk fills the gap only: what would reach into a lamina stops at its surface.
    back = np.maximum(np.minimum(back, np.minimum(bone, bone[::-1]) + SUNK), front + 0.3)
    return _cleared(_slab(frame, x, heights, front, back), spine, (upper, lower))


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
    points = 0.5 * (points + _reflection(points))
    return Surface(points, slab.triangles, smooth_normals(points, slab.triangles), slab.shade)


def _reflection(points: Points) -> Points:
    """The same points of the sheets, seen in a mirror at the mid-plane."""
    grid = points.reshape(2, COLUMNS, ROWS, 3)[:, ::-1] * np.array([-1.0, 1.0, 1.0])
    return np.asarray(grid.reshape(-1, 3), dtype=np.float64)


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
    """How far behind the frame's coronal plane bone is met: (columns, rows), _REACH for none."""
    columns = np.repeat(x, heights.shape[1])
    flat = np.column_stack([columns, np.zeros(len(columns)), heights.ravel()])
    starts = placed(frame, flat)
    met, hit = march(lambda p: spine.distance(p, keys), starts, -frame[:3, 1], _REACH)
    depth = (starts - met) @ frame[:3, 1]
    # A ray that starts in a pedicle says nothing about the lamina.
    hit &= spine.distance(starts) > 0.3
    return np.asarray(np.where(hit, depth, _REACH)).reshape(heights.shape)


def _lamina_edges(
    spine: Spine, upper: str, lower: str, frame: Points, x: Values
) -> tuple[Values, Values]:
    """Height of the upper lamina's lower edge and the lower lamina's upper edge, by column."""
    scan = np.arange(-27.0, 18.0, _SCAN)
    heights = np.broadcast_to(scan, (len(x), len(scan)))
    above = _depths(spine, (upper,), frame, x, heights)
    below = _depths(spine, (lower,), frame, x, heights)
    edges = np.empty((2, len(x)))
    for column in range(len(x)):
        edges[0, column] = _lower_edge(scan, above[column])
        edges[1, column] = _upper_edge(scan, below[column], edges[0, column])
    for row in edges:
        # Beside the canal rays meet the facets; there the edge of the lamina runs on.
        usual = float(np.nanmedian(row))
        row[:] = np.clip(np.where(np.isnan(row), usual, row), usual - 2.5, usual + 4.0)
    edges = 0.5 * (edges + edges[:, ::-1])
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
    """A closed slab between two sheets of (columns, rows) depths."""
    columns = np.repeat(x, heights.shape[1])
    sheets = [
        placed(frame, np.column_stack([columns, -depth.ravel(), heights.ravel()]))
        for depth in (front, back)
    ]
    points = np.concatenate(sheets)
    triangles = _slab_triangles(*heights.shape)
    shade = np.ones(len(points), dtype=np.float32)
    surface = Surface(points, triangles, smooth_normals(points, triangles), shade)
    if volume(surface) < 0:
        triangles = np.ascontiguousarray(triangles[:, ::-1])
        surface = Surface(points, triangles, smooth_normals(points, triangles), shade)
    return surface


def _slab_triangles(columns: int, rows: int) -> Triangles:
    """Two sheets of columns x rows points, joined round their border."""
    number = np.arange(columns * rows).reshape(columns, rows)
    a, b = number[:-1, :-1].ravel(), number[1:, :-1].ravel()
    c, d = number[1:, 1:].ravel(), number[:-1, 1:].ravel()
    face = np.concatenate([np.column_stack([a, b, c]), np.column_stack([a, c, d])])
    border = np.concatenate([number[:, 0], number[-1, 1:], number[-2::-1, -1], number[0, -2:0:-1]])
    following = np.roll(border, -1)
    other = columns * rows
    rim = np.concatenate(
        [
            np.column_stack([following, border, border + other]),
            np.column_stack([following, border + other, following + other]),
        ]
    )
    return np.concatenate([face, face[:, ::-1] + other, rim]).astype(np.int32)
