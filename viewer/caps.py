"""Cut faces: what a plane shows of closed meshes, and how each tissue looks inside.

Pure functions of arrays. A cut face is a fine regular net, clipped by the outline, so that it can
carry a pattern by its points; even-odd filling takes outlines of any shape, holes among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

Reals = npt.NDArray[np.float64]
Whole = npt.NDArray[np.intp]

#: Lamellae of the annulus drawn from its outside to the nucleus: 15-25 in life (Marchand & Ahmed
#: 1990, Spine 15:402), on the few side, for they must be told apart in a picture.
LAMELLAE = 15
#: The solid rim of a cut bone, mm: cortex of a lumbar body 0.4-1, of the posterior elements and of
#: the sacrum up to 1.5.
CORTEX_MM = 0.8
# Sizes of the pattern in mm: trabeculae, fibres of the nucleus, and the wall of the sac.
_TRABECULAE, _FIBRES, _DURA = 0.75, 1.6, 0.4
# What leans less than this (cosine) to the axis of a disc is its side.
_ASIDE = 0.7
# The outline is known by points this share of the net's spacing apart.
_SAMPLE = 0.35


@dataclass(frozen=True, slots=True)
class Plane:
    """A cutting plane in the world; what the normal points away from stays."""

    origin: tuple[float, float, float]
    normal: tuple[float, float, float]

    def axes(self) -> tuple[Reals, Reals, Reals]:
        """Two unit directions in the plane and its unit normal, a right-handed set: (3,) each."""
        normal = np.asarray(self.normal, dtype=np.float64)
        normal = normal / np.linalg.norm(normal)
        aside = np.eye(3)[int(np.argmin(np.abs(normal)))]
        first = _cross(aside, normal)
        first = first / np.linalg.norm(first)
        return first, _cross(normal, first), normal


@dataclass(frozen=True)
class Outline:
    """Where a surface passes through a plane: segments (n, 2, 2) in the plane's axes, mm, and how
    far apart the points are by which distances to them are told."""

    plane: Plane
    segments: Reals
    step: float

    @cached_property
    def _tree(self) -> cKDTree:
        # Imported here: scipy takes longer to import than the window to appear.
        from scipy.spatial import cKDTree

        start, way = self.segments[:, 0], self.segments[:, 1] - self.segments[:, 0]
        length = np.linalg.norm(way, axis=1)
        count = np.maximum(np.ceil(length / self.step).astype(np.intp), 1)
        owner = np.repeat(np.arange(len(count)), count)
        number = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
        share = number / count[owner]
        return cKDTree(start[owner] + share[:, None] * way[owner])

    def distance(self, flat: Reals, most: float = np.inf) -> Reals:
        """Distance of points (n, 2) of the plane to the outline, no more than `most`: (n,)."""
        away, _ = self._tree.query(flat, distance_upper_bound=most)
        return np.asarray(np.minimum(away, most))


@dataclass(frozen=True, slots=True)
class Cap:
    """A cut face. flat: (n, 2) in the plane's axes; points: (n, 3) world; triangles: (m, 3), their
    front towards the normal; depth: (n,) mm from the outline, no more than asked for."""

    flat: Reals
    points: Reals
    triangles: npt.NDArray[np.int32]
    depth: Reals


def outline(
    points: npt.NDArray[np.floating],
    triangles: npt.NDArray[np.integer],
    plane: Plane,
    spacing: float = 0.4,
) -> Outline:
    """Where a closed mesh, (n, 3) and (m, 3), passes through a plane; no segments where it does
    not. spacing: of the net it will be filled with, mm."""
    first, second, normal = plane.axes()
    height = (points - np.asarray(plane.origin)) @ normal
    above = height[triangles] >= 0.0
    passing = np.flatnonzero(above.any(axis=1) & ~above.all(axis=1))
    corners, sides = triangles[passing], above[passing]
    # Each triangle turned so that the corner alone on its side comes first.
    alone = np.where(sides.sum(axis=1) == 1, sides.argmax(axis=1), (~sides).argmax(axis=1))
    turned = np.take_along_axis(corners, (alone[:, None] + np.arange(3)) % 3, axis=1)
    flat = (points - np.asarray(plane.origin)) @ np.stack([first, second], axis=1)
    ends = []
    for other in (1, 2):
        a, b = turned[:, 0], turned[:, other]
        share = height[a] / (height[a] - height[b])
        ends.append(flat[a] + share[:, None] * (flat[b] - flat[a]))
    segments = np.stack(ends, axis=1).astype(np.float64).reshape(-1, 2, 2)
    return Outline(plane, segments, _SAMPLE * spacing)


def side_faces(
    points: npt.NDArray[np.floating], triangles: npt.NDArray[np.integer]
) -> npt.NDArray[np.intp]:
    """Those triangles of a flat round body, a disc or its nucleus, that look aside and not along
    its shortest axis: (k, 3). Lamellae run from plate to plate, along these."""
    middle = points - points.mean(axis=0)
    axis = np.linalg.eigh(middle.T @ middle)[1][:, 0]
    a, b, c = (points[triangles[:, k]] for k in range(3))
    vectors = np.cross(b - a, c - a)
    along = np.abs(vectors @ axis) / np.maximum(np.linalg.norm(vectors, axis=1), 1e-12)
    return np.asarray(triangles[along < _ASIDE], dtype=np.intp)


def fill(edge: Outline, spacing: float = 0.4, most: float = 3.0) -> Cap:
    """The face within an outline as a net of this spacing, mm, clipped by the outline.

    most: how far inward its depth is told.
    """
    if len(edge.segments) == 0:
        none = np.zeros((0, 3))
        return Cap(none[:, :2], none, none.astype(np.int32), none[:, 0])
    lower = edge.segments.min(axis=(0, 1)) - 1.013 * spacing
    counts = np.ceil((edge.segments.max(axis=(0, 1)) - lower) / spacing).astype(np.intp) + 2
    inside = _inside(edge.segments, lower, counts, spacing)
    number = np.arange(counts[0] * counts[1]).reshape(counts)
    nodes = lower + spacing * np.indices(tuple(counts)).reshape(2, -1).T
    near = inside.copy()
    for axis in (0, 1):
        near |= np.roll(inside, 1, axis) | np.roll(inside, -1, axis)
    near |= np.roll(near, 1, 0) | np.roll(near, -1, 0)
    depth = np.full(len(nodes), -spacing)
    wanted = np.flatnonzero(near)
    away = np.maximum(edge.distance(nodes[wanted], most), 1e-4)
    depth[wanted] = np.where(inside.ravel()[wanted], away, -away)
    return _clipped(edge.plane, nodes, number, depth)


def lamellae(cap: Cap, outer: Outline, nucleus: Outline | None) -> Reals:
    """Place of each point of an annulus' cut face between its outside (0) and the nucleus (1).

    outer: outline of the disc's side faces in the same plane. nucleus: the nucleus' outline, None
    where the plane misses it; then the way inward counts up to the deepest point.
    """
    if len(cap.flat) == 0 or len(outer.segments) == 0:
        return np.zeros(len(cap.flat))
    away = outer.distance(cap.flat)
    if nucleus is None or len(nucleus.segments) == 0:
        return np.asarray(away / max(float(away.max()), 1e-6))
    return np.asarray(away / np.maximum(away + nucleus.distance(cap.flat), 1e-6))


def annulus_tone(place: Reals) -> Reals:
    """Tone 0..1 by place from outside (0) to nucleus (1): bands of layers that alternate, with a
    dark line between them, softer and blending inward."""
    layer = np.clip(place, 0.0, 1.0) * LAMELLAE
    odd = np.floor(layer) % 2
    seam = np.abs(layer - np.round(layer))
    contrast = 1.0 - 0.65 * np.clip(place, 0.0, 1.0)
    line = np.exp(-((seam / 0.16) ** 2))
    return np.asarray(0.97 - contrast * (0.20 * odd + 0.22 * line) + 0.03 * place)


def bone_tone(cap: Cap, cortex: float = CORTEX_MM) -> Reals:
    """Tone 0..1 of cut bone: a solid pale rim, spongy within; `cap.depth` up to 1.5 is enough."""
    wall = np.clip((cap.depth - cortex) / 0.35, 0.0, 1.0)
    coarse = _noise(cap.points, 3.1 * _TRABECULAE)
    sponge = 0.64 + 0.24 * _noise(cap.points + 31.7, _TRABECULAE) + 0.08 * coarse
    return np.asarray(1.0 - wall * (1.0 - sponge))


def nucleus_tone(cap: Cap) -> Reals:
    """Tone 0..1 of the nucleus: a gel with faint strands, a little darker at its edge."""
    strands = _noise(cap.points * np.array([0.6, 0.6, 1.5]), _FIBRES)
    rim = np.exp(-cap.depth / 0.6)
    return np.asarray(0.96 - 0.07 * strands - 0.08 * rim)


def sac_tone(cap: Cap) -> Reals:
    """Tone 0..1 of the dural sac: its wall a line, fluid within."""
    return np.asarray(np.where(cap.depth < _DURA, 0.62, 0.98))


def nerve_tone(cap: Cap) -> Reals:
    """Tone 0..1 of a cut nerve: bundles in a sheath."""
    bundles = _noise(cap.points, 0.7)
    return np.asarray(np.where(cap.depth < 0.18, 0.6, 0.82 + 0.16 * bundles))


def tone(tissue: str, cap: Cap) -> Reals:
    """Tone 0..1 of a cut face by the catalogue's word for its tissue; the annulus has its own."""
    match tissue:
        case "bone":
            return bone_tone(cap)
        case "nerve":
            return nerve_tone(cap)
        case "dura":
            return sac_tone(cap)
        case "ligament" | "capsule":
            return np.asarray(0.97 - 0.10 * _noise(cap.points, 1.1))
        case _:
            return np.full(len(cap.points), 0.95)


def _cross(a: Reals, b: Reals) -> Reals:
    """Cross product of two directions; numpy's own takes longer than all the rest of a plane."""
    return np.array(
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    )


def _inside(segments: Reals, lower: Reals, counts: Whole, spacing: float) -> npt.NDArray[np.bool_]:
    """Which nodes of a net lie within segments by the even-odd rule: (columns, rows)."""
    ends = (segments - lower) / spacing
    low, high = ends[:, :, 1].min(axis=1), ends[:, :, 1].max(axis=1)
    first, last = np.ceil(low).astype(np.intp), np.ceil(high).astype(np.intp)
    times = last - first
    owner = np.repeat(np.arange(len(times)), times)
    row = np.arange(len(owner)) - np.repeat(np.cumsum(times) - times, times) + first[owner]
    start, end = ends[owner, 0], ends[owner, 1]
    share = (row - start[:, 1]) / (end[:, 1] - start[:, 1])
    column = np.ceil(start[:, 0] + share * (end[:, 0] - start[:, 0])).astype(np.intp)
    toggles = np.zeros(tuple(counts), dtype=np.int32)
    np.add.at(toggles, (np.clip(column, 0, counts[0] - 1), row), 1)
    return np.asarray(np.cumsum(toggles, axis=0) % 2 == 1)


def _clipped(plane: Plane, nodes: Reals, number: Whole, depth: Reals) -> Cap:
    """The part of a net where the depth is positive; points on its edges where it is nought."""
    a, b = number[:-1, :-1].ravel(), number[1:, :-1].ravel()
    c, d = number[1:, 1:].ravel(), number[:-1, 1:].ravel()
    cells = np.concatenate([np.column_stack([a, b, c]), np.column_stack([a, c, d])])
    within = depth[cells] > 0.0
    count = within.sum(axis=1)
    one, two = cells[count == 1], cells[count == 2]
    one = np.take_along_axis(
        one, (within[count == 1].argmax(axis=1)[:, None] + np.arange(3)) % 3, axis=1
    )
    two = np.take_along_axis(
        two, ((~within[count == 2]).argmax(axis=1)[:, None] + np.arange(3)) % 3, axis=1
    )
    # Every edge that is passed gives one point, numbered after the nodes.
    passed = np.concatenate([one[:, [0, 1]], one[:, [0, 2]], two[:, [1, 0]], two[:, [2, 0]]])
    keys, which = np.unique(passed[:, 0] * len(nodes) + passed[:, 1], return_inverse=True)
    start, end = keys // len(nodes), keys % len(nodes)
    share = depth[start] / (depth[start] - depth[end])
    cut = nodes[start] + share[:, None] * (nodes[end] - nodes[start])
    which = which.ravel() + len(nodes)
    p, q, r, s = np.split(which, np.cumsum([len(one), len(one), len(two)]))
    triangles = np.concatenate(
        [
            cells[count == 3],
            np.column_stack([one[:, 0], p, q]),
            np.column_stack([r, two[:, 1], two[:, 2]]),
            np.column_stack([r, two[:, 2], s]),
        ]
    )
    used, numbers = np.unique(triangles, return_inverse=True)
    flat = np.concatenate([nodes, cut])[used]
    deep = np.concatenate([depth, np.zeros(len(cut))])[used]
    first, second, _ = plane.axes()
    points = np.asarray(plane.origin) + flat @ np.stack([first, second])
    return Cap(flat, points, numbers.reshape(-1, 3).astype(np.int32), deep)


def _noise(points: Reals, size: float) -> Reals:
    """Irregular 0..1 of grains of a size, mm, by place alone: (n, 3) -> (n,)."""
    at = points / size
    cell = np.floor(at)
    share = at - cell
    share = share * share * (3.0 - 2.0 * share)
    total = np.zeros(len(points))
    for corner in np.ndindex(2, 2, 2):
        u, v, w = (share[:, k] if corner[k] else 1.0 - share[:, k] for k in range(3))
        total += u * v * w * _scattered(cell + np.array(corner))
    return total


def _scattered(cells: Reals) -> Reals:
    """A number 0..1 for each whole cell (n, 3), the same every time."""
    whole = cells.astype(np.int64)
    mixed = whole[:, 0] * 73856093 ^ whole[:, 1] * 19349663 ^ whole[:, 2] * 83492791
    mixed = (mixed ^ (mixed >> 13)) * 1274126177
    return np.asarray(((mixed ^ (mixed >> 16)) & 0xFFFF) / 65535.0)
