"""Pieces of a mesh: what hangs together, how large it is, and parts of it as a mesh of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from meshes.store import Mesh


def components(mesh: Mesh) -> npt.NDArray[np.int64]:
    """Number of the piece each triangle belongs to, by shared points: (m,) from 0."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    a, b, c = mesh.triangles.T
    links = (np.ones(2 * len(a), np.bool_), (np.concatenate([a, a]), np.concatenate([b, c])))
    count = len(mesh.points)
    _, number = connected_components(coo_matrix(links, shape=(count, count)), directed=False)
    _, dense = np.unique(number[a], return_inverse=True)
    return np.asarray(dense, dtype=np.int64)


def volumes(mesh: Mesh, number: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Signed volume in mm3 of each numbered piece, positive where its faces look outward."""
    points = mesh.points.astype(np.float64)
    points = points - points.mean(axis=0)
    a, b, c = (points[mesh.triangles[:, k]] for k in range(3))
    shares = np.einsum("ij,ij->i", a, np.cross(b, c)) / 6.0
    return np.asarray(np.bincount(number, shares))


def kept(mesh: Mesh, faces: npt.NDArray[np.bool_]) -> Mesh:
    """Only these triangles, (m,), and the points they need; named parts keep their numbers."""
    left = mesh.triangles[faces]
    held = np.zeros(len(mesh.points), np.bool_)
    held[left] = True
    used, number = np.flatnonzero(held), np.cumsum(held, dtype=np.int32) - np.int32(1)
    return replace(
        mesh,
        points=mesh.points[used],
        normals=mesh.normals[used],
        shade=mesh.shade[used],
        triangles=number[left],
        parts=None if mesh.parts is None else mesh.parts[faces],
    )
