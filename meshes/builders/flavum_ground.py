"""Where the bone behind a canal and beside it lies: rays from the canal and the foramen backward,
in columns and rows. What a ligamentum flavum is laid on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d, label, median_filter, minimum_filter

from meshes.field import Distances, SignedDistanceGrid
from meshes.marching import march
from meshes.pose import RIM_ANTERIOR, RIM_POSTERIOR, placed
from meshes.spine import Spine
from meshes.surface import Points

Values = npt.NDArray[np.float64]

_SCAN = 0.7
_REACH = 26.0
# Deeper than this before the reach's end is the space between the spinous processes.
_OPEN = 6.0
# A lamina's face ends where it lies this much deeper than at its nearest.
_FALL = 4.0
# Nearer bone than this belongs to a facet beside the canal.
_NEAREST = 3.0
# Rays start this far off bone at least, at one of these places behind the frame's coronal plane:
# where there is most room, in the canal or, beside it, amid the foramen.
_ROOM = 0.6
_ONSETS = np.linspace(-6.0, 6.0, 13)
# From column to column the place moves at most this many of those steps.
_WANDER = 2
# The foramen's middle lies about this high over the disc's; it opens where there is this much room
# beyond the medial edge of the joint.
_FORAMEN, _BEYOND = 3.0, 0.5
# Beside the canal a ray has missed the joint where it goes this much farther than the usual one,
# the percentile of all of them.
_LEAK, _USUAL = 4.0, 40.0


@dataclass(frozen=True, slots=True)
class Ground:
    """What a flavum lies on: bones and, where there is one, the right capsule, in the world."""

    spine: Spine
    capsule: SignedDistanceGrid | None

    def distance(self, points: Points, keys: Iterable[str] | None = None) -> Distances:
        """Distance to the nearest of the bones and the capsule, negative inside: (n, 3) -> (n,)."""
        found = self.spine.distance(points, keys)
        if self.capsule is None:
            return found
        return np.asarray(np.minimum(found, self.capsule.distance(points)))

    def gradient(self, points: Points, keys: Iterable[str] | None = None) -> Points:
        """Direction away from the nearest of them: (n, 3) -> (n, 3)."""
        slope = self.spine.gradient(points, keys)
        if self.capsule is not None:
            nearer = self.capsule.distance(points) < self.spine.distance(points, keys)
            slope[nearer] = self.capsule.gradient(points[nearer])
        return slope


def canal_frame(spine: Spine, upper: str, lower: str) -> Points:
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


def depths(
    ground: Ground, keys: tuple[str, ...], frame: Points, x: Values, heights: Values
) -> Values:
    """How far behind the frame's coronal plane bone is met, at x and heights of the same shape,
    (columns, rows); _REACH for none."""
    onset = _onset(ground.spine, frame, x, heights, 0.3).ravel()
    # A ray that starts in a pedicle says nothing about the lamina.
    free = ~np.isnan(onset)
    onset = np.where(free, onset, 0.0)
    starts = placed(frame, flat(x, -onset, heights))
    met, hit = march(lambda p: ground.distance(p, keys), starts, -frame[:3, 1], _REACH)
    depth = (starts - met) @ frame[:3, 1] + onset
    hit &= free & (depth < _REACH)
    return np.asarray(np.where(hit, depth, _REACH)).reshape(heights.shape)


def _onset(spine: Spine, frame: Points, x: Values, heights: Values, room: float) -> Values:
    """How far behind the frame's coronal plane a ray starts, where there is most room; not a
    number where there is less than `room`: (columns, rows). The canal bends back at S1."""
    rooms = [
        spine.distance(placed(frame, flat(x, 0.0 * heights - shift, heights))) for shift in _ONSETS
    ]
    table = np.stack([r.reshape(heights.shape) for r in rooms])
    number, steps = np.arange(len(_ONSETS))[:, None], np.zeros(heights.shape, dtype=np.intp)
    for column in range(len(heights)):
        reach = len(_ONSETS) if column == 0 else _WANDER
        near = np.abs(number - steps[max(column - 1, 0)]) <= reach
        steps[column] = np.argmax(np.where(near, table[:, column], -np.inf), axis=0)
    widest = np.take_along_axis(table, steps[None], axis=0)[0]
    return np.where(widest > room, _ONSETS[steps], np.nan)


def free_columns(spine: Spine, frame: Points, x: Values, heights: Values, joint: float) -> Values:
    """x of each place of the grid, (columns, rows): drawn in where a pedicle or an articular
    process stands in the canal's side at that height, so that no ray starts in bone; beyond the
    medial edge of the joint only at the heights of the foramen."""
    plain = np.broadcast_to(x[:, None], heights.shape)
    blocked = np.isnan(_onset(spine, frame, plain, heights, _ROOM))
    last = np.where(blocked.any(axis=0), x[np.maximum(blocked.argmax(axis=0) - 1, 1)], x[-1])
    wide, _ = label(last > joint + _BEYOND)
    amid = int(np.argmin(np.abs(heights[-1] - _FORAMEN)))
    open_ = (wide == wide[amid]) & (wide > 0)
    # The part beside the canal is a lobe, its corners round, so that no row leaps aside.
    rows = np.arange(len(last))
    ends = rows[open_][[0, -1]] if open_.any() else (0, 0)
    off = (rows - 0.5 * (ends[0] + ends[1])) / (0.5 * (ends[1] - ends[0]) + 1.0)
    lobe = np.sqrt(np.clip(1.0 - np.abs(off) ** 2.5, 0.0, 1.0))
    beyond = np.minimum(last - joint, lobe * (x[-1] - joint))
    last = np.where(open_, joint + beyond, np.minimum(last, joint))
    return _reaching(x[0], (x - x[0]) / (x[-1] - x[0]), last)


def drawn_in(aside: Values, taken: npt.NDArray[np.bool_]) -> Values:
    """The columns drawn in so that each row ends before its first place that is taken."""
    first = np.maximum(taken.argmax(axis=0) - 1, 1)
    ends = np.take_along_axis(aside, first[None], axis=0)[0]
    last = np.where(taken.any(axis=0), ends, aside[-1])
    start = float(aside[0].min())
    share = (aside[:, 0] - start) / (aside[-1, 0] - start)
    return _reaching(start, share, last)


def _reaching(start: float, share: Values, last: Values) -> Values:
    """Columns from `start` to where each row ends, smoothly from row to row: (columns, rows)."""
    even = gaussian_filter1d(minimum_filter(last, 3), 1.2, mode="nearest")
    return np.asarray(start + np.outer(share, np.minimum(even, last) - start))


def lamina_edges(
    spine: Spine, upper: str, lower: str, frame: Points, x: Values
) -> tuple[Values, Values]:
    """Height of the upper lamina's lower edge and the lower lamina's upper edge, by column."""
    scan = np.arange(-27.0, 18.0, _SCAN)
    columns, heights = np.meshgrid(x, scan, indexing="ij")
    bare = Ground(spine, None)
    above = depths(bare, (upper,), frame, columns, heights)
    below = depths(bare, (lower,), frame, columns, heights)
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


def sealed(depth: Values, beside: npt.NDArray[np.bool_]) -> Values:
    """Depths with the ways out of the foramen closed, (columns, rows): where rays pass between the
    isthmus and the tip of the superior process, the flavum runs straight from one to the other."""
    if not beside.any():
        return depth
    leak = beside & (depth > np.percentile(depth[beside], _USUAL) + _LEAK)
    closed, rows = depth.copy(), np.arange(depth.shape[1])
    for column in np.flatnonzero(leak.any(axis=1)):
        sound = ~leak[column]
        if sound.sum() < 2:
            closed[column] = closed[column - 1]
        else:
            filled = np.interp(rows, rows[sound], depth[column][sound])
            closed[column] = np.where(leak[column], filled, depth[column])
    return closed


def bridged(depth: Values, gap: npt.NDArray[np.bool_]) -> Values:
    """Depths with the gap between the laminae filled straight, column by column."""
    filled = depth.copy()
    rows = np.arange(depth.shape[1])
    for column in range(len(depth)):
        bone = ~gap[column] & (depth[column] < _REACH - _OPEN)
        if bone.any():
            filled[column] = np.interp(rows, rows[bone], depth[column][bone])
    return filled


def flat(x: Values, y: Values, z: Values) -> Points:
    """Grids of coordinates as points (n, 3)."""
    return np.column_stack([x.ravel(), y.ravel(), z.ravel()])
