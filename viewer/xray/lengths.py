"""How far each ray of a film runs within closed surfaces: exact sums over their triangles.

The length of a ray within a closed surface is the sum of the depths at which it leaves less those
at which it enters. Over the picture the depth of a triangle is a plane, so that along a row of
pixels it only has to be begun at one edge and ended at another: each edge adds the difference of
the two planes it parts to the pixels right of it, and a running sum over the row does the rest.
Neighbours share their edge's numbers, so no pixel is counted twice or missed. Under a cone beam the
plane is off by the square of a triangle's depth over four times the distance of the source:
0.001 mm at a millimetre.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from viewer.xray.as_long import AsLong
from viewer.xray.beam import Field, slant

Reals = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]

#: Triangles seen so much on edge (twice their area in pixels) cover no pixel; a plane through them
#: would only be noise.
_ON_EDGE = 1e-5


@dataclass(frozen=True, slots=True)
class _Edges:
    """Edges of a surface: the numbers of their ends and of the triangle that runs along them from
    start to end and the one that runs back; one past the last where there is none. (k,) each."""

    start: Whole
    end: Whole
    one: Whole
    two: Whole


@dataclass(frozen=True, slots=True)
class Patch:
    """Lengths in mm over a part of a picture. values: (rows, columns) from `top` and `left` on."""

    top: int
    left: int
    values: npt.NDArray[np.float32]

    def add_to(self, picture: Reals, weight: float) -> None:
        """Add so many times the lengths to a picture, in place."""
        rows, columns = self.values.shape
        picture[self.top : self.top + rows, self.left : self.left + columns] += weight * self.values


_EDGES: AsLong[_Edges] = AsLong()


def lengths(
    points: npt.NDArray[np.floating], triangles: npt.NDArray[np.integer], field: Field
) -> Patch:
    """Length in mm of each pixel's ray within a closed surface: (n, 3) world points and (m, 3)
    triangles that turn to the left when seen from outside, as those of all meshes here do."""
    column, row, deep = field.pixels(points)
    box = (
        max(0, int(np.ceil(row.min()))),
        max(0, int(np.ceil(column.min()))),
        min(field.height, int(np.floor(row.max())) + 1),
        min(field.width, int(np.floor(column.max())) + 1),
    )
    top, left, bottom, right = box
    if bottom <= top or right <= left:
        return Patch(0, 0, np.zeros((0, 0), dtype=np.float32))
    # Counted from the middle of the box, so that no large numbers cancel.
    column, row = column - left, row - top
    planes = _planes(column, row, deep, triangles)
    edges = _edges(triangles)
    summed = _swept(column, row, planes, edges, (bottom - top, right - left))
    longer = field.beam.handedness * slant(field)[top:bottom, left:right]
    return Patch(top, left, (summed * longer).astype(np.float32))


def _planes(
    column: Reals, row: Reals, deep: Reals, triangles: npt.NDArray[np.integer]
) -> tuple[Reals, Reals, Reals]:
    """Depth of each triangle as c + x column + y row, (m + 1,) each; the last is nought."""
    a, b, c = triangles.T
    x1, y1, z1 = column[b] - column[a], row[b] - row[a], deep[b] - deep[a]
    x2, y2, z2 = column[c] - column[a], row[c] - row[a], deep[c] - deep[a]
    area = x1 * y2 - x2 * y1
    flat = np.abs(area) < _ON_EDGE
    area[flat] = 1.0
    across = (z1 * y2 - z2 * y1) / area
    down = (x1 * z2 - x2 * z1) / area
    across[flat] = down[flat] = 0.0
    constant = deep[a] - across * column[a] - down * row[a]
    end = np.zeros(1)
    return tuple(np.concatenate([each, end]) for each in (constant, across, down))  # type: ignore[return-value]


def _swept(
    column: Reals,
    row: Reals,
    planes: tuple[Reals, Reals, Reals],
    edges: _Edges,
    shape: tuple[int, int],
) -> Reals:
    """The running sums over rows: (rows, columns) mm."""
    rows, columns = shape
    from_row, to_row = row[edges.start], row[edges.end]
    is_down = to_row > from_row
    first = np.clip(np.ceil(np.where(is_down, from_row, to_row)), 0, rows).astype(np.intp)
    past = np.clip(np.ceil(np.where(is_down, to_row, from_row)), 0, rows).astype(np.intp)
    count = past - first
    crossing = np.flatnonzero(count > 0)
    count, first = count[crossing], first[crossing]
    owner = np.repeat(np.arange(len(crossing)), count)
    at = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count - first, count)
    start, end = edges.start[crossing], edges.end[crossing]
    slope = (column[end] - column[start]) / (row[end] - row[start])
    foot = column[start] - slope * row[start]
    sign = np.where(is_down[crossing], -1.0, 1.0)
    one, two = edges.one[crossing], edges.two[crossing]
    constant, across, down = (sign * (each[one] - each[two]) for each in planes)
    from_column = np.clip(np.ceil(foot[owner] + slope[owner] * at), 0, columns).astype(np.intp)
    place = at * (columns + 1) + from_column
    size = rows * (columns + 1)
    begun = np.bincount(place, weights=constant[owner] + down[owner] * at, minlength=size)
    leaning = np.bincount(place, weights=across[owner], minlength=size)
    begun = np.cumsum(begun.reshape(rows, columns + 1)[:, :columns], axis=1)
    leaning = np.cumsum(leaning.reshape(rows, columns + 1)[:, :columns], axis=1)
    return np.asarray(begun + leaning * np.arange(columns))


def _edges(triangles: npt.NDArray[np.integer], *, keeps: bool = True) -> _Edges:
    """The edges of a surface, known as long as its triangles are the same object. keeps: whether
    those of a new one are worth keeping."""
    known = _EDGES.of(triangles)
    if known is not None:
        return known
    found = _found_edges(triangles.astype(np.int64))
    if keeps:
        _EDGES.keep(triangles, found)
    return found


def _found_edges(triangles: npt.NDArray[np.int64]) -> _Edges:
    start, end = triangles.T.ravel(), triangles[:, [1, 2, 0]].T.ravel()
    owner = np.tile(np.arange(len(triangles), dtype=np.int64), 3)
    low, high = np.minimum(start, end), np.maximum(start, end)
    # Both ways along an edge come together, the one from its lower number first.
    order = np.argsort((low * (int(triangles.max()) + 1) + high) * 2 + (start > end))
    pairs = order[: len(order) // 2 * 2].reshape(-1, 2)
    one, two = pairs[:, 0], pairs[:, 1]
    is_closed = (
        len(order) % 2 == 0
        and bool((start[one] == end[two]).all())
        and bool((end[one] == start[two]).all())
    )
    if is_closed:
        return _small(start[one], end[one], owner[one], owner[two])
    # Not every edge has two sides: each side stands alone, both told from the same end.
    none = np.full(len(start), len(triangles), dtype=np.int64)
    back = start > end
    return _small(low, high, np.where(back, none, owner), np.where(back, owner, none))


def _small(*numbers: npt.NDArray[np.int64]) -> _Edges:
    """Edges in half the memory: they are kept."""
    start, end, one, two = (each.astype(np.int32) for each in numbers)
    return _Edges(start, end, one, two)


def covered(
    points: npt.NDArray[np.floating], triangles: npt.NDArray[np.integer], field: Field
) -> npt.NDArray[np.bool_]:
    """Where a surface falls on the picture, be it closed or some faces of one: (h, w)."""
    found = np.zeros((field.height, field.width), dtype=bool)
    column, row, _ = field.pixels(points)
    a, b, c = triangles.T
    area = (column[b] - column[a]) * (row[c] - row[a])
    area -= (column[c] - column[a]) * (row[b] - row[a])
    # Each triangle counts one, whichever way it turns.
    counts = np.concatenate([np.sign(area), [0.0]])
    nought = np.zeros_like(counts)
    planes = (counts, nought, nought)
    edges = _edges(triangles, keeps=False)
    summed = _swept(column, row, planes, edges, (field.height, field.width))
    np.greater(np.abs(summed), 0.5, out=found)
    return found
