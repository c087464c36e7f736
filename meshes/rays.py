"""Straight lines against closed triangle surfaces: where they enter and leave, how near they pass.

Exact to the triangles and in numpy alone. Any solid will do: shipped, changed or made for a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]

#: Edge of the cells (mm) whose triangles make a block: quickest for meshes with edges of 1-2 mm.
_BLOCK = 6.0


class Solid(Protocol):
    """A closed triangle surface, faces outward: `Mesh`, `Surface` and the like."""

    @property
    def points(self) -> npt.NDArray[np.floating]:
        """(n, 3) mm."""

    @property
    def triangles(self) -> npt.NDArray[np.int32]:
        """(m, 3) point numbers."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a line that lies inside a solid: mm along the line, and the triangles there.

    first, last: number of the triangle through which it goes in and out; -1 where the line begins
    or ends inside.
    """

    start: float
    stop: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Faces:
    """Triangles made ready to be asked often: sorted into blocks that lie together.

    corners: (m, 3, 3). numbers: (m,) of each in the solid it came from. starts: (k + 1,) first row
    of each block. centre, reach: (k, 3) and (k,) a ball about each block.
    """

    corners: Points
    numbers: Numbers
    starts: Numbers
    centre: Points
    reach: Floats

    @classmethod
    def of(cls, corners: Points, numbers: Numbers | None = None) -> Faces:
        """From the corners of m triangles, (m, 3, 3)."""
        named = np.arange(len(corners)) if numbers is None else numbers
        middle = (corners[:, 0] + corners[:, 1] + corners[:, 2]) / (3.0 * _BLOCK)
        cells = np.floor(middle).astype(np.intp)
        order = np.lexsort(cells.T)
        corners, named, cells = corners[order], named[order], cells[order]
        fresh = np.any(np.diff(cells, axis=0, prepend=cells[:1] - 1) != 0, axis=1)
        starts = np.flatnonzero(fresh)
        if not len(starts):
            return cls(corners, named, np.zeros(1, np.intp), corners[:, 0], np.zeros(0))
        # Plain ufuncs: a reduction over an axis of three is several times slower.
        a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
        low = np.minimum.reduceat(np.minimum(np.minimum(a, b), c), starts)
        high = np.maximum.reduceat(np.maximum(np.maximum(a, b), c), starts)
        ends = np.append(starts, len(corners))
        reach = 0.5 * np.linalg.norm(high - low, axis=1)
        return cls(corners, named, ends, 0.5 * (low + high), reach)

    @classmethod
    def of_solid(cls, solid: Solid) -> Faces:
        """All triangles of a solid."""
        return cls.of(np.asarray(solid.points, dtype=np.float64)[solid.triangles])

    def about(self, lower: Points, upper: Points) -> Faces:
        """Those that may come into the box lower..upper."""
        wide = self.reach[:, None]
        near = np.all((self.centre >= lower - wide) & (self.centre <= upper + wide), axis=1)
        rows = self.rows(near)
        starts = np.concatenate([[0], np.cumsum(np.diff(self.starts)[near])])
        return Faces(
            self.corners[rows], self.numbers[rows], starts, self.centre[near], self.reach[near]
        )

    def mirrored(self) -> Faces:
        """The same reflected in x = 0, faces outward."""
        flip = np.array([-1.0, 1.0, 1.0])
        turned = self.corners[:, ::-1] * flip
        return Faces(turned, self.numbers, self.starts, self.centre * flip, self.reach)

    def rows(self, blocks: npt.NDArray[np.bool_]) -> Numbers:
        """Rows of the triangles in the chosen blocks."""
        return np.flatnonzero(np.repeat(blocks, np.diff(self.starts)))


def joined(faces: Sequence[Faces]) -> Faces:
    """Several as one; their numbers no longer tell them apart."""
    if not faces:
        return Faces.of(np.zeros((0, 3, 3)))
    sizes = np.concatenate([np.diff(f.starts) for f in faces])
    return Faces(
        np.concatenate([f.corners for f in faces]),
        np.concatenate([f.numbers for f in faces]),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp),
        np.concatenate([f.centre for f in faces]),
        np.concatenate([f.reach for f in faces]),
    )


def stretches(start: Points, stop: Points, faces: Faces) -> tuple[Stretch, ...]:
    """Where the straight line from start to stop, (3,) each, lies inside a closed solid, in order.

    A line along an edge or through a corner counts once: every edge is judged by the same sums
    whichever triangle asks.
    """
    way = np.asarray(stop, dtype=np.float64) - start
    length = float(np.linalg.norm(way))
    if length == 0.0:
        return ()
    ahead = way / length
    from_start = faces.centre - start
    along = from_start @ ahead
    off = np.einsum("ij,ij->i", from_start, from_start) - along**2
    hit = faces.rows(off <= faces.reach**2 + 1e-9)
    local = faces.corners[hit] - start
    flat = local @ np.array(_square(ahead)).T
    may = _may_hold_origin(flat)
    struck = may[_holds_origin(flat[may])]
    if not len(struck):
        return ()
    at, facing = _depths(local[struck], ahead)
    order = np.lexsort((facing, at))
    return _inside(at[order], facing[order], faces.numbers[hit[struck]][order], length)


def parallel(
    starts: Points, ahead: Points, length: float, faces: Faces
) -> list[tuple[Stretch, ...]]:
    """`stretches` of many lines of one direction and length from their starts, (n, 3): much quicker
    than one by one."""
    if not len(starts):
        return []
    across = np.array(_square(ahead)).T
    where, centre, reach = starts @ across, faces.centre @ across, faces.reach[:, None]
    about = (centre + reach >= where.min(axis=0)) & (centre - reach <= where.max(axis=0))
    rows = faces.rows(about.all(axis=1))
    corners, numbers = faces.corners[rows], faces.numbers[rows]
    flat = corners @ across
    low = np.minimum(np.minimum(flat[:, 0], flat[:, 1]), flat[:, 2])
    high = np.maximum(np.maximum(flat[:, 0], flat[:, 1]), flat[:, 2])
    near = (low[:, 0] <= where[:, :1]) & (high[:, 0] >= where[:, :1])
    near &= (low[:, 1] <= where[:, 1:]) & (high[:, 1] >= where[:, 1:])
    line, face = np.nonzero(near)
    struck = _holds_origin(flat[face] - where[line][:, None])
    line, face = line[struck], face[struck]
    at, facing = _depths(corners[face] - starts[line][:, None], ahead)
    order = np.lexsort((facing, at, line))
    line, at, facing, numbers = line[order], at[order], facing[order], numbers[face[order]]
    ends = np.searchsorted(line, np.arange(len(starts) + 1))
    return [
        _inside(at[a:b], facing[a:b], numbers[a:b], length) if b > a else ()
        for a, b in pairwise(ends)
    ]


def distance(start: Points, stop: Points, faces: Faces) -> float:
    """Shortest way from the straight line start..stop to a surface, mm.

    0.0 where the line crosses it; infinite for no triangles.
    """
    if not len(faces.corners):
        return float("inf")
    off = _to_segment(faces.centre, start, stop)
    near = faces.corners[faces.rows(off - faces.reach <= (off + faces.reach).min())]
    middle, wide = _balls(near)
    off = _to_segment(middle, start, stop)
    left = off - wide <= (off + wide).min()
    return _least(start, stop, near[left], middle[left], wide[left])


def _balls(corners: Points) -> tuple[Points, Floats]:
    """The middle of each triangle, and how far it reaches about it."""
    middle = (corners[:, 0] + corners[:, 1] + corners[:, 2]) / 3.0
    away = corners - middle[:, None]
    square = np.einsum("ijk,ijk->ij", away, away)
    wide = np.maximum(np.maximum(square[:, 0], square[:, 1]), square[:, 2])
    return middle, np.sqrt(wide)


def _least(start: Points, stop: Points, near: Points, middle: Points, wide: Floats) -> float:
    """Shortest way from a line to any of some triangles, (k, 3, 3) with k > 0, and their balls."""
    if _crosses(start, stop, near):
        return 0.0
    sides = np.concatenate([near[:, [0, 1]], near[:, [1, 2]], near[:, [2, 0]]])
    found = float(_segments(start, stop, sides[:, 0], sides[:, 1]).min())
    for end in (start, stop):
        # An end can be nearest to the inside of a triangle, where that is near at all.
        off = middle - end
        may = np.sqrt(np.einsum("ij,ij->i", off, off)) - wide < found
        if may.any():
            found = min(found, float(_point_triangle(end, near[may]).min()))
    return found


def met(start: Points, stop: Points, faces: Faces, than: float, about: float = 0.0) -> Points:
    """Corners of the surface where a line comes nearer to it than so many mm, (k, 3), the one
    nearest to the line and those within `about` mm of it; no row where `distance` is not less.
    Several times quicker where the line keeps off.
    """
    off = _to_segment(faces.centre, start, stop) - faces.reach
    near = faces.corners[faces.rows(off < than)]
    if not len(near):
        return np.zeros((0, 3))
    points = near.reshape(-1, 3)
    away = _to_segment(points, start, stop)
    if away.min() >= than:
        middle, wide = _balls(near)
        left = _to_segment(middle, start, stop) - wide < than
        found = (near[left], middle[left], wide[left])
        if not left.any() or _least(start, stop, *found) >= than:
            return np.zeros((0, 3))
    off = points - points[int(np.argmin(away))]
    return np.unique(points[np.einsum("ij,ij->i", off, off) <= about**2], axis=0)


def within(point: Points, faces: Faces) -> bool:
    """Whether a point lies inside a closed solid."""
    return bool(stretches(point - np.array([0.0, 0.0, 1e-6]), point, faces))


def _square(ahead: Points) -> tuple[Points, Points]:
    """Two unit directions at right angles to the line and to each other."""
    least = np.eye(3)[int(np.argmin(np.abs(ahead)))]
    first = _cross(ahead, least)
    first /= np.linalg.norm(first)
    return first, _cross(ahead, first)


def _may_hold_origin(flat: Points) -> Numbers:
    """Which triangles of (k, 3, 2) flat corners have the origin in their upright box."""
    low = np.minimum(np.minimum(flat[:, 0], flat[:, 1]), flat[:, 2])
    high = np.maximum(np.maximum(flat[:, 0], flat[:, 1]), flat[:, 2])
    inside = (low <= 0.0) & (high >= 0.0)
    return np.flatnonzero(inside[:, 0] & inside[:, 1])


def _holds_origin(flat: Points) -> npt.NDArray[np.bool_]:
    """Which triangles of (k, 3, 2) flat corners hold the origin, by even and odd crossings.

    An edge is crossed if its ends lie on different sides of the axis, "on it" counting as below;
    the crossing is worked out from the lower end upward, hence the same for both neighbours.
    """
    odd = np.zeros(len(flat), dtype=bool)
    for a, b in ((0, 1), (1, 2), (2, 0)):
        one, two = flat[:, a], flat[:, b]
        swap = one[:, 1] > two[:, 1]
        low = np.where(swap[:, None], two, one)
        high = np.where(swap[:, None], one, two)
        spans = (low[:, 1] <= 0.0) & (high[:, 1] > 0.0)
        rise = np.where(spans, high[:, 1] - low[:, 1], 1.0)
        odd ^= spans & (low[:, 0] - low[:, 1] * (high[:, 0] - low[:, 0]) / rise > 0.0)
    return odd


def _depths(local: Points, ahead: Points) -> tuple[Floats, Floats]:
    """Way along the line to each struck triangle, and -1 going in, +1 going out."""
    normal = _cross(local[:, 1] - local[:, 0], local[:, 2] - local[:, 0])
    slope = normal @ ahead
    along = local @ ahead
    safe = np.where(slope == 0.0, 1.0, slope)
    at = np.einsum("ij,ij->i", normal, local[:, 0]) / safe
    # A triangle seen edge-on has no one depth; it is never left for beyond its own corners.
    return np.clip(at, along.min(axis=1), along.max(axis=1)), np.sign(slope)


def _inside(at: Floats, facing: Floats, numbers: Numbers, length: float) -> tuple[Stretch, ...]:
    """Stretches of a line of this length out of its crossings with the endless line."""
    found: list[Stretch] = []
    depth, since, entry = 0, 0.0, -1
    for where, side, number in zip(at, facing, numbers, strict=True):
        if side == 0.0:
            continue
        if side < 0.0:
            if depth == 0:
                since, entry = float(where), int(number)
            depth += 1
        elif depth > 0:
            depth -= 1
            if depth == 0:
                _keep(found, since, float(where), entry, int(number), length)
    return tuple(found)


def _keep(
    found: list[Stretch], start: float, stop: float, first: int, last: int, length: float
) -> None:
    if stop <= 0.0 or start >= length or stop <= start:
        return
    inside = Stretch(
        max(start, 0.0),
        min(stop, length),
        first if start >= 0.0 else -1,
        last if stop <= length else -1,
    )
    if found and inside.start - found[-1].stop < 1e-6:
        inside = Stretch(found[-1].start, inside.stop, found[-1].first, inside.last)
        found.pop()
    found.append(inside)


def _crosses(start: Points, stop: Points, triangles: Points) -> bool:
    way = stop - start
    length = float(np.linalg.norm(way))
    if length == 0.0 or not len(triangles):
        return False
    local = triangles - start
    flat = local @ np.array(_square(way / length)).T
    may = _may_hold_origin(flat)
    hit = may[_holds_origin(flat[may])]
    if not len(hit):
        return False
    at, _ = _depths(local[hit], way / length)
    return bool(np.any((at >= 0.0) & (at <= length)))


def _to_segment(points: Points, start: Points, stop: Points) -> Floats:
    way = stop - start
    square = max(float(way @ way), 1e-18)
    off = points - start
    share = np.minimum(np.maximum(off @ (way / square), 0.0), 1.0)
    off -= share[:, None] * way
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", off, off)))


def _point_triangle(point: Points, triangles: Points) -> Floats:
    """Distance of a point to each triangle: its plane where it stands over it, else its edges."""
    a, b, c = (triangles[:, k] for k in range(3))
    normal = _cross(b - a, c - a)
    size = np.maximum(np.linalg.norm(normal, axis=1), 1e-18)
    over = np.ones(len(a), dtype=bool)
    for one, two in ((a, b), (b, c), (c, a)):
        over &= np.einsum("ij,ij->i", _cross(two - one, point - one), normal) >= 0.0
    plane = np.abs(np.einsum("ij,ij->i", point - a, normal)) / size
    edges = np.min(
        [_point_segments(point, one, two) for one, two in ((a, b), (b, c), (c, a))], axis=0
    )
    return np.asarray(np.where(over, plane, edges))


def _point_segments(point: Points, a: Points, b: Points) -> Floats:
    way = b - a
    square = np.maximum(np.einsum("ij,ij->i", way, way), 1e-18)
    share = np.clip(np.einsum("ij,ij->i", point - a, way) / square, 0.0, 1.0)
    return np.asarray(np.linalg.norm(point - a - share[:, None] * way, axis=1))


def _segments(start: Points, stop: Points, a: Points, b: Points) -> Floats:
    """Distance of one segment to k others, (k, 3) ends each (Ericson 2005, ch. 5.1.9)."""
    one, two, gap = stop - start, b - a, start - a
    e = np.einsum("ij,ij->i", two, two)
    square = float(one @ one)
    f, c, d = np.einsum("ij,ij->i", two, gap), gap @ one, two @ one
    nearly = square * e - d * d
    s = np.clip(np.where(nearly > 1e-12, (d * f - c * e) / np.maximum(nearly, 1e-12), 0.0), 0, 1)
    t = np.clip((d * s + f) / np.maximum(e, 1e-18), 0.0, 1.0)
    s = np.clip((t * d - c) / max(square, 1e-18), 0.0, 1.0)
    return np.asarray(np.linalg.norm(gap + s[:, None] * one - t[:, None] * two, axis=1))


def _cross(a: Points, b: Points) -> Points:
    """Cross products of rows; several times quicker than numpy's for few rows."""
    ax, ay, az = a[..., 0], a[..., 1], a[..., 2]
    bx, by, bz = b[..., 0], b[..., 1], b[..., 2]
    return np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx], axis=-1)
