"""The lines in which a plane cuts a closed mesh, and what lies within them, quick and rough."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from viewer.caps import Plane

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int32]
#: Strips that a rough face is made of.
_ROWS = 160


def loops(
    points: npt.NDArray[np.floating], triangles: npt.NDArray[np.integer], plane: Plane
) -> tuple[Reals, tuple[Reals, ...]]:
    """Where a closed mesh passes through a plane, in the plane's axes: as segments (n, 2, 2), and
    joined to closed lines (k, 2).

    Joined by the edges they pass, so that they close whatever the rounding; holes run against what
    they are holes of.
    """
    first, second, normal = plane.axes()
    height = points @ normal.astype(points.dtype) - points.dtype.type(normal @ plane.origin)
    above = height >= 0.0
    corners = triangles[_mixed(above[triangles])].astype(np.int64)
    if not len(corners):
        return np.zeros((0, 2, 2)), ()
    # Round each triangle, the line enters by the edge that goes down and leaves by that going up.
    sides, after = above[corners], np.roll(corners, -1, axis=1)
    then = np.roll(sides, -1, axis=1)
    down, up = (sides & ~then).argmax(axis=1), (~sides & then).argmax(axis=1)
    row = np.arange(len(corners))
    ends = [_edge_keys(corners[row, k], after[row, k], len(points)) for k in (down, up)]
    keys, where = np.unique(np.concatenate(ends), return_inverse=True)
    starts, stops = where[: len(row)], where[len(row) :]
    follows = np.full(len(keys), -1, dtype=np.int64)
    follows[starts] = stops
    a, b = keys // len(points), keys % len(points)
    from_, to = height[a].astype(np.float64), height[b].astype(np.float64)
    begin, end = points[a].astype(np.float64), points[b].astype(np.float64)
    place = begin + (from_ / (from_ - to))[:, None] * (end - begin)
    flat = (place - np.asarray(plane.origin)) @ np.stack([first, second], axis=1)
    segments = np.stack([flat[starts], flat[stops]], axis=1)
    return segments, tuple(flat[chain] for chain in _chains(follows))


def _mixed(sides: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which triangles have corners on both sides: (n, 3) -> (n,)."""
    return np.asarray((sides[:, 0] != sides[:, 1]) | (sides[:, 1] != sides[:, 2]), dtype=np.bool_)


def _edge_keys(
    a: npt.NDArray[np.int64], b: npt.NDArray[np.int64], count: int
) -> npt.NDArray[np.int64]:
    return np.asarray(np.minimum(a, b) * count + np.maximum(a, b))


def _chains(follows: npt.NDArray[np.int64]) -> list[list[int]]:
    """The closed chains of a "who follows whom"; what does not close is left out."""
    next_of, found = follows.tolist(), []
    seen = [False] * len(next_of)
    for begin in range(len(next_of)):
        if seen[begin]:
            continue
        chain, at = [], begin
        while at >= 0 and not seen[at]:
            seen[at] = True
            chain.append(at)
            at = next_of[at]
        if at == begin and len(chain) > 2:
            found.append(chain)
    return found


def strips(ends: Reals) -> tuple[Reals, Wholes]:
    """What lies within segments (n, 2, 2), as strips between evenly spaced rows: points (n, 2),
    triangles (m, 3)."""
    lower, upper = ends.min(axis=(0, 1)), ends.max(axis=(0, 1))
    high = max(float(upper[1] - lower[1]), 1e-6)
    step = high / _ROWS
    low, top = ends[:, :, 1].min(axis=1), ends[:, :, 1].max(axis=1)
    # Row k runs through the middle of strip k.
    first = np.ceil((low - lower[1]) / step - 0.5).astype(np.intp)
    last = np.ceil((top - lower[1]) / step - 0.5).astype(np.intp)
    times = last - first
    owner = np.repeat(np.arange(len(times)), times)
    row = np.arange(len(owner)) - np.repeat(np.cumsum(times) - times, times) + first[owner]
    start, way = ends[owner, 0], ends[owner, 1] - ends[owner, 0]
    middle = lower[1] + (row + 0.5) * step

    def across(height: Reals) -> Reals:
        share = np.clip((height - start[:, 1]) / way[:, 1], 0.0, 1.0)
        return np.asarray(start[:, 0] + share * way[:, 0])

    at = across(middle)
    order = np.lexsort((at, row))
    below, above = across(middle - step / 2)[order], across(middle + step / 2)[order]
    foot = (middle - step / 2)[order]
    count = len(order) // 2
    left, right = np.arange(0, 2 * count, 2), np.arange(1, 2 * count, 2)
    for edge in (below, above):
        # At a tip the two sides would pass each other.
        crossed = edge[left] > edge[right]
        edge[left[crossed]] = edge[right[crossed]] = at[order][left[crossed]]
    points = np.empty((4 * count, 2))
    points[0::4] = np.column_stack([below[left], foot[left]])
    points[1::4] = np.column_stack([below[right], foot[left]])
    points[2::4] = np.column_stack([above[right], foot[left] + step])
    points[3::4] = np.column_stack([above[left], foot[left] + step])
    corner = 4 * np.arange(count)[:, None]
    triangles = np.concatenate([corner + np.array([0, 1, 2]), corner + np.array([0, 2, 3])])
    return points, triangles.astype(np.int32)


def signed_area(loop: Reals) -> float:
    """Area within a closed line, negative where it runs clockwise."""
    x, y = loop[:, 0], loop[:, 1]
    return float(0.5 * (x @ np.roll(y, -1) - y @ np.roll(x, -1)))
