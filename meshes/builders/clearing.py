"""Making way: soft sheets drawn back from nerves, and lifted off bone they would cut into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from meshes.builders.route import Wall
from meshes.builders.sheet import SUNK, Solid
from meshes.surface import Points, Surface, smooth_normals

Values = npt.NDArray[np.float64]

# Ligaments keep this clear of the sac, the roots and the ganglia.
CLEARANCE = 0.4
# A chord between points sunk in a rounded edge may lie this much deeper than they do.
_CHORD = 0.08
_ROUNDS = 8
_FLIP = np.array([-1.0, 1.0, 1.0])


def nerve_walls(nerves: Mapping[str, Surface]) -> list[Wall]:
    """The sac, and the roots and ganglia of the right side, as walls to keep clear of."""
    return [
        Wall.of(surface)
        for key, surface in sorted(nerves.items())
        if key == "thecal-sac" or (key.startswith(("root.", "ganglion.")) and "right" in key)
    ]


def drawn_back(points: Points, ways: Points, walls: list[Wall]) -> Values:
    """How far points (..., 3) must move along unit directions to be CLEARANCE off all walls: (...).

    The ways lead off the nerves.
    """
    shift = np.zeros(points.shape[:-1])
    for _ in range(_ROUNDS if walls else 0):
        moved = (points + shift[..., None] * ways).reshape(-1, 3)
        near = np.min([wall.distance(moved) for wall in walls], axis=0).reshape(shift.shape)
        if near.min() >= CLEARANCE - 0.02:
            break
        shift += np.clip(1.2 * (CLEARANCE - near), 0.0, 0.8)
    return shift


def seated(surface: Surface, solid: Solid, keys: tuple[str, ...]) -> Surface:
    """The surface with what cuts deeper than SUNK into bone lifted, triangles' middles included.

    A surface that is its own mirror image in the mid-plane stays so.
    """
    points = surface.points.copy()
    other = _mirror_images(points)
    for _ in range(_ROUNDS):
        middles = points[surface.triangles].mean(axis=1)
        depth = solid.distance(middles, keys)
        deep = np.flatnonzero(depth < -SUNK - _CHORD)
        if len(deep) == 0:
            break
        lift = (-SUNK - depth[deep])[:, None] * solid.gradient(middles[deep], keys)
        corners = surface.triangles[deep].T
        total, count = np.zeros_like(points), np.zeros(len(points))
        for corner in corners:
            np.add.at(total, corner, lift)
            np.add.at(count, corner, 1.0)
        if other is not None:
            total, count = total + total[other] * _FLIP, count + count[other]
        points += total / np.maximum(count, 1.0)[:, None]
    return replace(surface, points=points, normals=smooth_normals(points, surface.triangles))


def _mirror_images(points: Points) -> npt.NDArray[np.intp] | None:
    """Number of each point's mirror image, None where the points are not symmetric."""
    if points[:, 0].min() >= 0.0 or points[:, 0].max() <= 0.0:
        return None
    away, other = cKDTree(points).query(points * _FLIP)
    return np.asarray(other) if float(away.max()) < 1e-6 else None
