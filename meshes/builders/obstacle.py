"""Soft parts as obstacles: how far points are from surfaces that have no distance grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from meshes.field import Distances
from meshes.spine import Spine
from meshes.surface import Points, Surface

# Nearer than this the distance is taken to the tangent plane of the nearest point: the distance to
# a point itself is too large by up to half a triangle there.
_PLANAR = 2.0


@dataclass(frozen=True, slots=True)
class Obstacles:
    """Bones by their fields and soft parts by their points, as one field in the world."""

    spine: Spine
    keys: tuple[str, ...]
    tree: cKDTree | None
    normals: Points

    def distance(self, points: Points) -> Distances:
        """Distance to the nearest obstacle, negative inside, good to 0.2 mm: (n, 3) -> (n,)."""
        found = self.spine.distance(points, self.keys)
        if self.tree is None:
            return found
        away, number = self.tree.query(points)
        offset = points - self.tree.data[number]
        height = np.einsum("ij,ij->i", offset, self.normals[number])
        soft = np.where((away < _PLANAR) | (height < 0.0), np.minimum(height, away), away)
        # A point beside the edge of a thin sheet is not inside it, however its plane runs.
        soft = np.where((height < 0.0) & (away > 2.0 * _PLANAR), away, soft)
        return np.asarray(np.minimum(found, soft), dtype=np.float64)


def obstacles(spine: Spine, keys: Sequence[str], surfaces: Iterable[Surface]) -> Obstacles:
    """Some bones and soft parts; the soft parts' triangle centres serve as points, too."""
    points, normals = [], []
    for surface in surfaces:
        corners = surface.points[surface.triangles]
        normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        length = np.linalg.norm(normal, axis=1, keepdims=True)
        points += [surface.points, corners.mean(axis=1)]
        normals += [surface.normals.astype(np.float64), normal / np.maximum(length, 1e-12)]
    if not points:
        return Obstacles(spine, tuple(keys), None, np.zeros((0, 3)))
    return Obstacles(spine, tuple(keys), cKDTree(np.concatenate(points)), np.concatenate(normals))
