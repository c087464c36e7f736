"""The cut faces of a convex region: what of its planes lies within the body it is taken from.

Known is where the body's surface passes through each plane: closed lines, and open ones that end on
the region's edges. Along those the open ones are joined to the next, as a convex window clips.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from meshes.effects.filling import fill

Reals = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


class Planes(Protocol):
    """A convex region, as in `cutting.Region`."""

    @property
    def normals(self) -> Reals: ...
    @property
    def offsets(self) -> Reals: ...


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
    region: Planes,
    lower: Reals,
    upper: Reals,
) -> CutFaces:
    """Close what lies within a region.

    points: (n, 3). edges: (k, 2) directed lines on the planes, the body on their left seen from
    outside the region; tags: (k,) plane of each. corners: the two planes of each end of an open
    line. lower, upper: corners (3,) of a box that holds the body.
    """
    box = np.eye(3)
    normals = np.concatenate([region.normals, box, -box])
    offsets = np.concatenate([region.offsets, upper, -lower])
    made: dict[frozenset[int], int] = {}
    places: list[Reals] = []
    triangles, number = [], []
    for plane in np.unique(tags).tolist():
        own = edges[tags == plane]
        axes = _plane_axes(normals[plane])
        extra = _joins(points, own, corners, plane, axes, normals, offsets, made, places)
        rim = np.concatenate([own, np.array(extra, np.int64).reshape(-1, 2)])
        every = np.concatenate([points, np.array(places).reshape(-1, 3)]) if places else points
        used, flat = np.unique(rim, return_inverse=True)
        found = used[fill(every[used] @ axes, flat.reshape(-1, 2))]
        triangles.append(found)
        number.append(np.full(len(found), plane))
    if not triangles:
        none = np.zeros((0, 3), np.int64)
        return CutFaces(np.zeros((0, 3)), none, none[:, 0])
    return CutFaces(
        np.array(places).reshape(-1, 3), np.concatenate(triangles), np.concatenate(number)
    )


def _joins(
    points: Reals,
    edges: Whole,
    corners: Mapping[int, tuple[int, int]],
    plane: int,
    axes: Reals,
    normals: Reals,
    offsets: Reals,
    made: dict[frozenset[int], int],
    places: list[Reals],
) -> list[tuple[int, int]]:
    """Edges that join the open lines of a plane along the region's edges. New corners of the
    region go into `made`, by their three planes, and `places`."""
    firsts, lasts = set(edges[:, 0].tolist()), set(edges[:, 1].tolist())
    begin, finish = sorted(firsts - lasts), sorted(lasts - firsts)
    if not begin:
        return []
    window, sides = _window(plane, axes, normals, offsets)
    order = {side: k for k, side in enumerate(sides)}

    def place(point: int) -> tuple[int, float]:
        pair = corners[point]
        side = order[pair[0] if pair[1] == plane else pair[1]]
        way = window[(side + 1) % len(window)] - window[side]
        return side, float((points[point] @ axes - window[side]) @ way / (way @ way))

    marks = sorted(
        [(*place(point), 1, point) for point in begin]
        + [(*place(point), 0, point) for point in finish]
    )
    extra: list[tuple[int, int]] = []
    for k, (side, _, starts, point) in enumerate(marks):
        if starts:
            continue
        target_side, share, _, target = marks[(k + 1) % len(marks)]
        at, now = point, side
        round_ = target_side == side and (k + 1) == len(marks)
        while now != target_side or round_:
            round_ = False
            following = (now + 1) % len(sides)
            trio = frozenset((plane, sides[now], sides[following]))
            if trio not in made:
                made[trio] = len(points) + len(places)
                rows = sorted(trio)
                places.append(np.linalg.solve(normals[rows], offsets[rows]))
            extra.append((at, made[trio]))
            at, now = made[trio], following
        extra.append((at, target))
    return extra


def _window(
    plane: int, axes: Reals, normals: Reals, offsets: Reals
) -> tuple[Reals, list[int]]:
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
