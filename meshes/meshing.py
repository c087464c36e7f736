"""From a field to a bone's grid and surface: sampled on one half, mirrored, exactly symmetric.

`grid_of` samples a field (negative inside, (n, 3) float32 points with x >= 0 -> (n,)) and makes it
a true distance; `surface_of` draws the surface of such a grid. Both are deterministic.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyvista as pv
from scipy import ndimage

from meshes.field import SignedDistanceGrid
from meshes.occlusion import openness
from meshes.parting import Parting, part_labels, settle_on, straightened, with_parts
from meshes.surface import Points, Surface, Triangles

Floats = npt.NDArray[np.float32]
Field = Callable[[Floats], Floats]

SPACING = 0.7
PAD = 9.0
BLUR = 0.8
"""Gaussian (mm) over the sampled field: takes off staircases; beyond 1.3 mm processes shrink."""

_COARSE = 4
"""The field is first sampled at every fourth node; only blocks near the surface get the rest."""
_NEAR = 6.5
"""A block of 2.8 mm is refined if a corner of it lies within this distance (mm) of the surface."""
_SLAB = 60_000


def grid_of(
    field: Field,
    lower: tuple[float, float, float],
    upper: tuple[float, float, float],
    *,
    spacing: float = SPACING,
    pad: float = PAD,
    blur: float = BLUR,
) -> SignedDistanceGrid:
    """The bone of a field as a grid of true distances, mirrored about x = 0, `pad` mm around it.

    lower, upper: a box (mm) that holds the whole bone; generous is fine, lower x is ignored.
    Raises ValueError when no part of the box is inside the bone.
    """
    coarse_step = spacing * _COARSE
    axes = _axes(lower, upper, coarse_step)
    coarse = _sampled(field, axes)
    inside = np.argwhere(coarse < 0.5 * coarse_step)
    if len(inside) == 0 or float(coarse.min()) >= 0:
        raise ValueError("the field holds no solid")
    margin = int(np.ceil(pad / coarse_step)) + 1
    first = inside.min(axis=0) - margin
    last = inside.max(axis=0) + margin
    first[0] = 0
    axes = [
        axis[0] + coarse_step * np.arange(a, b + 1)
        for axis, a, b in zip(axes, first, last, strict=True)
    ]
    coarse = _sampled(field, axes)
    values = _refined(field, coarse, axes, spacing)
    sigma = (blur / spacing,) * 3
    values = ndimage.gaussian_filter(values, sigma, mode=("mirror", "nearest", "nearest"))
    values = _redistanced(values, spacing)
    origin = np.array([-axes[0][-1], axes[1][0], axes[2][0]], np.float64)
    whole = np.concatenate([values[:0:-1], values])
    return SignedDistanceGrid(origin, float(spacing), np.ascontiguousarray(whole))


def surface_of(
    grid: SignedDistanceGrid, triangles: int = 10_000, parting: Parting | None = None
) -> Surface:
    """The zero surface of a mirrored grid: closed, outward, symmetric, about `triangles` faces.

    Normals come from the field's gradient, shade from rays through it, the part of each face from
    `parting`.
    Raises ValueError when the decimated halves do not close at the mid-line or a part is empty.
    """
    points, faces = _half_contour(grid)
    points, faces = _decimated(points, faces, triangles // 2)
    rim = _rim(faces, len(points))
    points = _settled(grid, points, rim)
    if parting is not None:
        labels = part_labels(points, faces, parting)
        points = straightened(points, faces, labels, rim, settle_on(grid))
    normals = grid.gradient(points)
    normals[rim, 0] = 0
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    shade = openness(grid, points, normals)
    surface = _mirrored(points, faces, normals, shade, rim)
    if not is_closed(surface.triangles):
        raise ValueError("the halves of the bone do not close at the mid-line")
    return surface if parting is None else with_parts(surface, labels, parting)


def side_of(grid: SignedDistanceGrid, triangles: int = 12_000) -> Surface:
    """The surface of the right one of two mirror-image solids that keep clear of the mid-line.

    Closed, outward, about `triangles` faces. Raises ValueError when the solid reaches the mid-line.
    """
    points, faces = _half_contour(grid)
    points, faces = _decimated(points, faces, triangles)
    if not is_closed(faces):
        raise ValueError("the solid reaches the mid-line")
    points = _settled(grid, points, np.zeros(len(points), bool))
    normals = grid.gradient(points)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    shade = openness(grid, points, normals)
    return Surface(points, faces, normals.astype(np.float32), shade)


def is_closed(triangles: Triangles) -> bool:
    """Whether every edge has two faces that run along it in opposite directions."""
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    forward = edges[:, 0].astype(np.int64) << 32 | edges[:, 1]
    backward = edges[:, 1].astype(np.int64) << 32 | edges[:, 0]
    return len(np.unique(forward)) == len(forward) and bool(
        np.array_equal(np.sort(forward), np.sort(backward))
    )


def _axes(
    lower: tuple[float, float, float], upper: tuple[float, float, float], step: float
) -> list[Points]:
    """Node positions: x from the mid-line, y and z on multiples of the step."""
    starts = [0, int(np.floor(lower[1] / step)), int(np.floor(lower[2] / step))]
    stops = [int(np.ceil(u / step)) for u in upper]
    return [
        step * np.arange(a, b + 1, dtype=np.float64) for a, b in zip(starts, stops, strict=True)
    ]


def _sampled(field: Field, axes: list[Points]) -> Floats:
    nodes = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    return _evaluated(field, nodes.astype(np.float32)).reshape([len(a) for a in axes])


def _evaluated(field: Field, nodes: Floats) -> Floats:
    """The field in slabs that stay in the processor's cache."""
    found = np.empty(len(nodes), np.float32)
    for start in range(0, len(nodes), _SLAB):
        found[start : start + _SLAB] = field(nodes[start : start + _SLAB])
    return found


def _refined(field: Field, coarse: Floats, axes: list[Points], spacing: float) -> Floats:
    """Coarse nodes filled in linearly, and by the field itself in blocks near the surface."""
    values: Floats = coarse
    for axis in range(3):
        values = _stretched(values, axis)
    near = np.abs(coarse) < _NEAR
    block = near[:-1] | near[1:]
    block = block[:, :-1] | block[:, 1:]
    block = block[:, :, :-1] | block[:, :, 1:]
    wanted = np.zeros(values.shape, bool)
    size = [n * _COARSE for n in block.shape]
    wanted[: size[0], : size[1], : size[2]] = np.kron(block, np.ones((_COARSE,) * 3, bool))
    at = np.nonzero(wanted)
    starts = [float(a[0]) for a in axes]
    nodes = np.stack([s + spacing * k for s, k in zip(starts, at, strict=True)], axis=1)
    values[at] = _evaluated(field, nodes.astype(np.float32))
    return values


def _stretched(values: Floats, axis: int) -> Floats:
    """Linear interpolation to _COARSE times as many cells along an axis."""
    values = np.moveaxis(values, axis, 0)
    out = np.empty(((len(values) - 1) * _COARSE + 1, *values.shape[1:]), np.float32)
    for k in range(_COARSE):
        share = np.float32(k / _COARSE)
        out[k:-1:_COARSE] = values[:-1] * (1 - share) + values[1:] * share
    out[-1] = values[-1]
    return np.moveaxis(out, 0, axis)


def _redistanced(values: Floats, spacing: float) -> Floats:
    """True signed distance with the same zero surface.

    Nodes next to the surface are divided by their slope; each of them has a foot point with a
    normal. Every other node takes its distance to the tangent plane at the foot of the nearest of
    these: feet are a cell apart, so the distance to the foot itself would be up to 0.1 mm too long
    and make the normals flicker.
    """
    slopes: Floats = np.stack([np.gradient(values, spacing, axis=k) for k in range(3)], axis=-1)
    slopes[0, :, :, 0] = 0  # mid-line: the field is even in x
    slope = np.sqrt(np.maximum((slopes * slopes).sum(axis=-1), 0.04))
    first_order = values / slope
    near = np.abs(first_order) < 0.9 * spacing
    nearest = ndimage.distance_transform_edt(
        ~near, return_distances=False, return_indices=True
    ).astype(np.int32)
    normal = slopes / slope[..., None]
    towards = normal[tuple(nearest)]
    here = np.stack(np.meshgrid(*[np.arange(n) for n in values.shape], indexing="ij")).astype(
        np.int32
    )
    gap = np.moveaxis(here - nearest, 0, -1).astype(np.float32) * np.float32(spacing)
    gap += first_order[tuple(nearest)][..., None] * towards  # from the foot to here
    above = np.einsum("...k,...k->...", gap, towards)
    straight = np.einsum("...k,...k->...", gap, gap)
    beside = straight - above * above
    distance = np.where(beside < spacing * spacing, np.abs(above), np.sqrt(straight))
    return np.asarray(np.where(near, first_order, distance * np.sign(values)), np.float32)


def _half_contour(grid: SignedDistanceGrid) -> tuple[Points, Triangles]:
    """The surface on x >= 0, open at the mid-line, faces outward."""
    middle = len(grid.values) // 2
    values = -grid.values[middle:]  # flying edges turns the faces of negative insides inward
    values = np.where(np.abs(values) < 1e-3, np.float32(1e-3), values)
    image = pv.ImageData(
        dimensions=values.shape,
        spacing=(grid.spacing,) * 3,
        origin=(0.0, float(grid.origin[1]), float(grid.origin[2])),
    )
    image.point_data["inside"] = values.ravel(order="F")
    found = image.contour([0.0], scalars="inside", method="flying_edges", compute_normals=False)
    found = found.connectivity("largest")
    return _arrays(found)


def _arrays(mesh: pv.PolyData) -> tuple[Points, Triangles]:
    """Points and whole triangles of a mesh, without points that no triangle uses."""
    faces = np.asarray(mesh.regular_faces, np.int64)
    whole = (
        (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    )
    used, numbers = np.unique(faces[whole], return_inverse=True)
    points = np.asarray(mesh.points, np.float64)[used]
    return points, numbers.reshape(-1, 3).astype(np.int32)


def _decimated(points: Points, faces: Triangles, target: int) -> tuple[Points, Triangles]:
    """The same open half with about `target` faces."""
    if len(faces) <= target:
        return points, faces
    mesh = pv.PolyData.from_regular_faces(points.astype(np.float32), faces)
    return _arrays(mesh.decimate(1.0 - target / len(faces)))


def _rim(faces: Triangles, count: int) -> npt.NDArray[np.bool_]:
    """Which points lie on an open edge: the half's mid-line."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).astype(np.int64)
    low, high = edges.min(axis=1), edges.max(axis=1)
    _, first, uses = np.unique(low * count + high, return_index=True, return_counts=True)
    open_edges = edges[first[uses == 1]]
    rim = np.zeros(count, bool)
    rim[open_edges.ravel()] = True
    return rim


def _settled(grid: SignedDistanceGrid, points: Points, rim: npt.NDArray[np.bool_]) -> Points:
    """Points moved on to the zero surface; the rim kept on the mid-line, the rest off it."""
    points = points.copy()
    for _ in range(2):
        points[rim, 0] = 0
        points[~rim, 0] = np.maximum(points[~rim, 0], 0.02)
        step = grid.distance(points)[:, None] * grid.gradient(points)
        points -= np.clip(step, -0.3, 0.3)
    points[rim, 0] = 0
    points[~rim, 0] = np.maximum(points[~rim, 0], 0.02)
    return points


def _mirrored(
    points: Points,
    faces: Triangles,
    normals: Points,
    shade: Floats,
    rim: npt.NDArray[np.bool_],
) -> Surface:
    """The half and its mirror image, sewn along the rim."""
    turn = np.array([-1.0, 1.0, 1.0])
    other = np.where(rim, np.arange(len(points)), len(points) + np.cumsum(~rim) - 1)
    return Surface(
        np.concatenate([points, points[~rim] * turn]),
        np.concatenate([faces, other[faces][:, ::-1]]).astype(np.int32),
        np.concatenate([normals, normals[~rim] * turn]).astype(np.float32),
        np.concatenate([shade, shade[~rim]]),
    )
