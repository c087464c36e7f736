"""How much of each pixel of a slice lies within a closed surface: cut, then filled row by row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Patch:
    """A part of a picture. rows, columns: where it lies; share: (h, w) 0..1 of each pixel."""

    rows: slice
    columns: slice
    share: Floats


def segments(
    flat: npt.NDArray[np.floating], triangles: npt.NDArray[np.integer], depth: float
) -> tuple[Reals, npt.NDArray[np.intp]]:
    """Where a closed mesh passes through a plane. flat: (n, 3) across, up, deep, mm; depth: of the
    plane. Segments (k, 2, 2) across and up, the inside always on the same hand, and the triangle
    (k,) each is of."""
    above = flat[:, 2] >= depth
    sides = above[triangles]
    passing = np.flatnonzero((sides[:, 0] != sides[:, 1]) | (sides[:, 1] != sides[:, 2]))
    corners, sides = triangles[passing], sides[passing]
    then, after = np.roll(sides, -1, axis=1), np.roll(corners, -1, axis=1)
    row = np.arange(len(passing))
    ends = []
    # Round each triangle, the line enters by the edge that goes down and leaves by that going up.
    for edge in ((sides & ~then).argmax(axis=1), (~sides & then).argmax(axis=1)):
        a, b = flat[corners[row, edge]], flat[after[row, edge]]
        share = (depth - a[:, 2]) / (b[:, 2] - a[:, 2])
        ends.append(a[:, :2] + share[:, None] * (b[:, :2] - a[:, :2]))
    return np.stack(ends, axis=1).astype(np.float64), passing


def filled(lines: Reals, width: int, height: int, phase: float = 0.0) -> Patch | None:
    """The pixels within closed lines; None where there are none in the picture. lines: (k, 2, 2)
    column and row in pixels, whole numbers middles. phase: where in its row a pixel is asked, rows
    from its middle. What overlaps itself counts once."""
    if not len(lines):
        return None
    low, high = lines.min(axis=(0, 1)), lines.max(axis=(0, 1))
    first = max(0, int(np.ceil(low[1] - phase)))
    last = min(height - 1, int(np.floor(high[1] - phase)))
    left = max(0, int(np.floor(low[0])))
    right = min(width - 1, int(np.ceil(high[0])) + 1)
    if first > last or left > right:
        return None
    at, row, sign = _crossings(lines, phase, first, last)
    wide = right - left + 1
    # Left of the picture a line is crossed at its edge; right of it, not at all.
    at = np.clip(at - left + 0.5, 0.0, wide + 1.0)
    cell = np.minimum(at.astype(np.intp), wide)
    share = at - cell
    where = (row - first) * (wide + 2) + cell
    size = (last - first + 1) * (wide + 2)
    sums = np.bincount(where, sign * (1.0 - share), minlength=size)
    sums += np.bincount(where + 1, sign * share, minlength=size)[:size]
    turns = np.cumsum(sums.reshape(-1, wide + 2), axis=1)[:, :wide]
    inside = np.clip(np.abs(turns), 0.0, 1.0).astype(np.float32)
    return Patch(slice(first, last + 1), slice(left, right + 1), inside)


def _crossings(
    lines: Reals, phase: float, first: int, last: int
) -> tuple[Reals, npt.NDArray[np.intp], Reals]:
    """Columns at which lines cross the middles of rows, which row, and which way (1 down)."""
    begin, end = lines[:, 0], lines[:, 1]
    top = np.minimum(begin[:, 1], end[:, 1]) - phase
    foot = np.maximum(begin[:, 1], end[:, 1]) - phase
    start = np.maximum(np.ceil(top).astype(np.intp), first)
    stop = np.minimum(np.ceil(foot).astype(np.intp), last + 1)
    times = np.maximum(stop - start, 0)
    owner = np.repeat(np.arange(len(lines)), times)
    row = np.arange(len(owner)) - np.repeat(np.cumsum(times) - times, times) + start[owner]
    way = end[owner] - begin[owner]
    share = np.clip((row + phase - begin[owner, 1]) / way[:, 1], 0.0, 1.0)
    return begin[owner, 0] + share * way[:, 0], row, np.sign(way[:, 1])


def holds(lines: Reals, across: float, up: float) -> bool:
    """Whether a place lies within closed lines (k, 2, 2), by the even-odd rule."""
    ends = lines - np.array([across, up])
    a, b = ends[:, 0], ends[:, 1]
    passing = (a[:, 1] > 0.0) != (b[:, 1] > 0.0)
    a, b = a[passing], b[passing]
    cross = a[:, 0] - a[:, 1] * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1])
    return bool((cross > 0.0).sum() % 2)
