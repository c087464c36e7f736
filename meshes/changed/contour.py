"""Closed surfaces of solids given as distances, in a small box: pieces of disc, grafts, spurs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from meshes.changed.posed import slope
from meshes.effects.changes import Values
from meshes.effects.zero_surface import Faces, zero_surface
from meshes.surface import Points, Surface, Triangles


def solid_surface(
    distance: Callable[[Points], Values], lower: Points, upper: Points, spacing: float = 0.5
) -> Surface | None:
    """The closed surface of a solid that lies within a box (mm). None where there is nothing.

    Deterministic. The solid is closed at the box's faces where it would reach beyond them.
    """
    lower, upper = np.asarray(lower, np.float64), np.asarray(upper, np.float64)
    counts = np.maximum(np.ceil((upper - lower) / spacing).astype(int) + 1, 3)
    axes = [lower[k] + spacing * np.arange(counts[k]) for k in range(3)]
    nodes = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    values = distance(nodes).reshape(tuple(counts))
    for axis in range(3):
        ends = np.moveaxis(values, axis, 0)
        ends[0], ends[-1] = np.maximum(ends[0], 0.5 * spacing), np.maximum(ends[-1], 0.5 * spacing)
    if values.min() >= 0.0:
        return None
    # flying edges turns the faces of negative insides inward
    values = np.where(np.abs(values) < 1e-4, 1e-4, -values)
    points, cells = zero_surface(values.astype(np.float32), spacing, lower)
    if len(points) == 0:
        return None
    points, triangles = _welded(points, cells)
    normals = slope(distance, points, 0.5 * spacing)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    return Surface(points, triangles, normals.astype(np.float32), np.ones(len(points), np.float32))


def _welded(points: Points, cells: Faces) -> tuple[Points, Triangles]:
    """Coincident points as one, triangles without area left out."""
    cell = np.round((points - points.min(axis=0)) * 1e4).astype(np.int64)
    key = (cell[:, 0] << 42) + (cell[:, 1] << 21) + cell[:, 2]
    _, first, numbers = np.unique(key, return_index=True, return_inverse=True)
    unique = points[first]
    faces = numbers.reshape(-1)[cells]
    whole = (
        (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    )
    return unique, faces[whole].astype(np.int32)
