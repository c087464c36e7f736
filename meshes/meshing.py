"""From a field to a bone's grid and surface: sampled on one half, mirrored, exactly symmetric.

`grid_of` samples a field (negative inside, (n, 3) float32 points with x >= 0 -> (n,)) and makes it
a true distance; `surface_of` draws the surface of such a grid. Both are deterministic.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyvista as pv
from scipy import ndimage

from meshes.field import SignedDistanceGrid
from meshes.occlusion import openness
from meshes.parting import Parting, part_labels, settle_on, straightened, with_parts
from meshes.redistance import redistanced
from meshes.sampling import COARSE, Field, Floats, coarse_axes, refined, sampled
from meshes.surface import Points, Surface, Triangles

SPACING = 0.7
PAD = 9.0
BLUR = 0.8
"""Gaussian (mm) over the sampled field: takes off staircases; beyond 1.3 mm processes shrink."""


def grid_of(
    field: Field,
    lower: tuple[float, float, float],
    upper: tuple[float, float, float],
    *,
    spacing: float = SPACING,
    pad: float = PAD,
    blur: float = BLUR,
    exact: bool = False,
) -> SignedDistanceGrid:
    """The bone of a field as a grid of true distances, mirrored about x = 0, `pad` mm around it.

    lower, upper: a box (mm) that holds the whole bone; generous is fine, lower x is ignored.
    exact: whether the field tells true distances, so that none need be found.
    Raises ValueError when no part of the box is inside the bone.
    """
    step = spacing * COARSE
    margin = int(np.ceil(pad / step + 0.5))
    axes = coarse_axes(lower, upper, step, margin)
    coarse = sampled(field, axes)
    inside = np.argwhere(coarse < 0.5 * step)
    if len(inside) == 0 or float(coarse.min()) >= 0:
        raise ValueError("the field holds no solid")
    first = np.maximum(inside.min(axis=0) - margin, 0)
    first[0] = 0
    box = [slice(a, b + margin + 1) for a, b in zip(first, inside.max(axis=0), strict=True)]
    axes = [axis[part] for axis, part in zip(axes, box, strict=True)]
    # the surface is looked for beyond the blur's reach too, which draws on nodes beside it
    values = refined(field, coarse[tuple(box)], axes, step + 2.0 * blur)
    sigma = (blur / spacing,) * 3
    values = ndimage.gaussian_filter(values, sigma, mode=("mirror", "nearest", "nearest"))
    if not exact:
        values = redistanced(values, spacing)
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
