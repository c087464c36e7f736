"""The cut faces of a convex region: what of its planes lies within the body it is taken from.

Known is where the body's surface passes through each plane: closed lines, and open ones that end on
the region's edges. Along those the open ones are joined to the next, as a convex window clips.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from meshes.effects.filling import fill
from meshes.effects.regions import Region

Reals = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


class TangleError(Exception):
    """The surface grazes an edge of the region: which of its lines comes first is not certain."""


@dataclass(frozen=True, slots=True)
class CutFaces:
    """points: (k, 3) corners of the region within the body, numbered after those given.
    triangles: (m, 3) facing out of the region. number: (m,) plane of each."""

    points: Reals
    triangles: Whole
    number: Whole


def cut_faces(
    points: Reals,
    edges: Whole,
    tags: Whole,
    corners: Mapping[int, tuple[int, int]],
    region: Region,
    lower: Reals,
    upper: Reals,
) -> CutFaces:
    """Close what lies within a region.

    points: (n, 3). edges: (k, 2) directed lines on the planes, the body on their left seen from
    outside the region; tags: (k,) plane of each. corners: the two planes of each end of an open
    line. lower, upper: corners (3,) of a box that holds the body. Raises TangleError.
    """
    box = np.eye(3)
    offsets = np.concatenate([region.offsets, upper, -lower])
    frame = _Frame(points, np.concatenate([region.normals, box, -box]), offsets, corners, {}, [])
    open_planes = np.unique(tags).tolist()
    rims = {}
    within: set[int] = set()
    for plane in open_planes:
        rims[plane], beside = _joined(frame, edges[tags == plane], plane)
        within |= beside
    # A face that the surface does not pass, beside one that goes on to it, lies within as a whole.
    while within - set(rims):
        plane = min(within - set(rims))
        rims[plane], beside = _whole(frame, plane)
        within |= beside
    every = np.concatenate([points, np.array(frame.places).reshape(-1, 3)])
    triangles, number = [np.zeros((0, 3), np.int64)], [np.zeros(0, np.int64)]
    for plane, rim in rims.items():
        used, flat = np.unique(rim, return_inverse=True)
        axes = _plane_axes(frame.normals[plane])
        triangles.append(used[fill(every[used] @ axes, flat.reshape(-1, 2))])
        number.append(np.full(len(triangles[-1]), plane))
    return CutFaces(every[len(points) :], np.concatenate(triangles), np.concatenate(number))


@dataclass(frozen=True, slots=True)
class _Frame:
    """Planes of a region and of the box round it; `made`: its corners so far, by their planes."""

    points: Reals
    normals: Reals
    offsets: Reals
    corners: Mapping[int, tuple[int, int]]
    made: dict[frozenset[int], int]
    places: list[Reals]

    def corner(self, *planes: int) -> int:
        """Number of the point where three planes meet."""
        trio = frozenset(planes)
        if trio not in self.made:
            self.made[trio] = len(self.points) + len(self.places)
            rows = sorted(trio)
            found: Reals = np.linalg.solve(self.normals[rows], self.offsets[rows]).astype(
                np.float64
            )
            self.places.append(found)
        return self.made[trio]


def _joined(frame: _Frame, edges: Whole, plane: int) -> tuple[Whole, set[int]]:
    """The lines of a plane, (k, 2), closed along the region's edges; and the planes beside it on
    whose edges they were closed."""
    firsts, lasts = set(edges[:, 0].tolist()), set(edges[:, 1].tolist())
    begin, finish = firsts - lasts, lasts - firsts
    if not begin:
        return edges, set()
    axes = _plane_axes(frame.normals[plane])
    window, sides = _window(plane, axes, frame.normals, frame.offsets)
    order = {side: k for k, side in enumerate(sides)}

    def place(point: int) -> tuple[int, float]:
        pair = frame.corners[point]
        side = order.get(pair[0] if pair[1] == plane else pair[1], -1)
        if side < 0:
            raise TangleError
        way = window[(side + 1) % len(window)] - window[side]
        return side, float((frame.points[point] @ axes - window[side]) @ way / (way @ way))

    if not (begin | finish) <= frame.corners.keys():
        raise TangleError
    marks = sorted((*place(point), point) for point in begin | finish)
    if any((a[2] in begin) == (b[2] in begin) for a, b in pairwise([*marks, marks[0]])):
        raise TangleError
    extra: list[tuple[int, int]] = []
    beside: set[int] = set()
    for k, (side, _, point) in enumerate(marks):
        if point in begin:
            continue
        last = k + 1 == len(marks)
        goal_side, _, goal = marks[0 if last else k + 1]
        at, steps = point, (goal_side - side) % len(sides)
        if last and steps == 0:
            steps = len(sides)
        for step in range(steps):
            now, following = (side + step) % len(sides), (side + step + 1) % len(sides)
            corner = frame.corner(plane, sides[now], sides[following])
            extra.append((at, corner))
            beside |= {sides[now], sides[following]}
            at = corner
        extra.append((at, goal))
    return np.concatenate([edges, np.array(extra, np.int64).reshape(-1, 2)]), beside


def _whole(frame: _Frame, plane: int) -> tuple[Whole, set[int]]:
    """The rim of a whole face of the region, (k, 2), and the planes beside it."""
    axes = _plane_axes(frame.normals[plane])
    _, sides = _window(plane, axes, frame.normals, frame.offsets)
    loop = [frame.corner(plane, side, sides[(k + 1) % len(sides)]) for k, side in enumerate(sides)]
    return np.column_stack([loop, np.roll(loop, -1)]), set(sides)


def _window(plane: int, axes: Reals, normals: Reals, offsets: Reals) -> tuple[Reals, list[int]]:
    """The region's face on a plane: corners (k, 2) counter-clockwise, and the plane of the side
    that begins at each."""
    reach = 1e4
    middle = (offsets[plane] * normals[plane]) @ axes
    loop = [middle + reach * np.array(c) for c in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    sides = [-1, -2, -3, -4]
    base = offsets[plane] * normals[plane]
    for other in range(len(offsets)):
        if other == plane:
            continue
        normal = normals[other] @ axes
        offset = float(offsets[other] - normals[other] @ base + normal @ (base @ axes))
        heights = [float(normal @ c) - offset for c in loop]
        kept: list[Reals] = []
        names: list[int] = []
        for k, corner in enumerate(loop):
            m = (k + 1) % len(loop)
            here, there = heights[k] <= 0.0, heights[m] <= 0.0
            if here:
                kept.append(corner)
                names.append(sides[k])
            if here != there:
                share = heights[k] / (heights[k] - heights[m])
                kept.append(corner + share * (loop[m] - corner))
                names.append(other if here else sides[k])
        loop, sides = kept, names
    return np.array(loop), sides


def _plane_axes(normal: Reals) -> Reals:
    """Two unit directions of a plane as columns (3, 2), right-handed with its normal."""
    aside = np.eye(3)[int(np.abs(normal).argmin())]
    first = np.cross(aside, normal)
    first /= np.linalg.norm(first)
    return np.stack([first, np.cross(normal, first)], axis=1)
