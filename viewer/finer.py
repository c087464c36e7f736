"""Meshes with four triangles for each, for machines with a graphics card: rounder outlines.

The new points lie on the curve that the normals at the ends of an edge tell (the middle of the
cubic of a PN triangle: Vlachos and others, Curved PN triangles, 2001): neighbours stay closed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from meshes.store import Mesh

#: Normals at the ends of an edge that turn by more than this are a rim, which stays sharp (chosen;
#: as a cosine: 60 degrees).
_RIM = 0.5
_FEWEST = 3


def finer(mesh: Mesh) -> Mesh:
    """The same surface with a point in the middle of each edge; all old points stay, first.

    Each triangle becomes four in its place in the row, of its named part.
    """
    corners = mesh.triangles.astype(np.int64)
    count = len(mesh.points)
    if len(corners) == 0 or count < _FEWEST:
        return mesh
    starts, ends = corners.ravel(), corners[:, [1, 2, 0]].ravel()
    keys = np.minimum(starts, ends) * count + np.maximum(starts, ends)
    edges, numbers = np.unique(keys, return_inverse=True)
    first, second = edges // count, edges % count
    middles = (count + numbers.reshape(-1, 3)).astype(np.int32)
    a, b, c = mesh.triangles.T
    ab, bc, ca = middles.T
    faces = np.stack([a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca], axis=1).reshape(-1, 3)
    points, normals = _between(mesh, first, second)
    shade = (mesh.shade[first] + mesh.shade[second]) / np.float32(2.0)
    return replace(
        mesh,
        points=np.concatenate([mesh.points, points]),
        normals=np.concatenate([mesh.normals, normals]),
        shade=np.concatenate([mesh.shade, shade]),
        triangles=np.ascontiguousarray(faces, dtype=np.int32),
        parts=None if mesh.parts is None else np.repeat(mesh.parts, 4),
    )


def _between(
    mesh: Mesh, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Points (n, 3) mm and unit normals (n, 3) in the middle of edges between numbered points."""
    start, end = mesh.points[first], mesh.points[second]
    before, after = mesh.normals[first], mesh.normals[second]
    along = end - start
    here = np.einsum("ij,ij->i", along, before)[:, None] * before
    there = np.einsum("ij,ij->i", along, after)[:, None] * after
    is_round = np.einsum("ij,ij->i", before, after) > _RIM
    bend = np.where(is_round[:, None], (there - here) / np.float32(8.0), np.float32(0.0))
    mean = before + after
    length = np.linalg.norm(mean, axis=1, keepdims=True)
    normals = np.where(
        length > np.float32(1e-6), mean / np.maximum(length, np.float32(1e-6)), before
    )
    return (start + end) / np.float32(2.0) + bend, normals
