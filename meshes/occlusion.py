"""Baked ambient occlusion: how open each point of a surface lies, from a distance field.

Costs nothing per frame, and in software drawing it looks better than screen-space occlusion.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from meshes.surface import Points

DIRECTIONS = 16
STEPS = (1.2, 3.0, 6.0, 11.0)
"""Distances (mm) along each direction; small ones draw creases, large ones hollows."""
WEIGHTS = (0.2, 0.3, 0.3, 0.2)
STRENGTH = 1.35


class DistanceField(Protocol):
    """Anything that tells the signed distance of points."""

    def distance(self, points: Points) -> npt.NDArray[np.float64]: ...


def openness(field: DistanceField, points: Points, normals: Points) -> npt.NDArray[np.float32]:
    """Shade of each point, 1 = fully open, 0 = buried: (n,).

    A step along a direction counts as blocked as far as the field there falls short of what it
    would be over a plane.
    """
    directions = _hemisphere(DIRECTIONS)
    first, second = _tangents(normals)
    blocked = np.zeros(len(points))
    for u, v, w in directions:
        way = u * first + v * second + w * normals
        for step, weight in zip(STEPS, WEIGHTS, strict=True):
            expected = step * w
            found = field.distance(points + step * way)
            blocked += weight * np.clip((expected - found) / expected, 0.0, 1.0)
    share = blocked / len(directions)
    return np.clip(1.0 - STRENGTH * share, 0.0, 1.0).astype(np.float32)


def _hemisphere(count: int) -> Points:
    """Directions spread evenly, weighted by cosine, about the third axis: (count, 3)."""
    k = np.arange(count) + 0.5
    radius = np.sqrt(k / count) * 0.97
    angle = k * np.pi * (3.0 - np.sqrt(5.0))
    height = np.sqrt(1.0 - radius * radius)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), height], axis=1)


def _tangents(normals: Points) -> tuple[Points, Points]:
    """Two unit vectors across each normal, continuous but where the normal points backward."""
    reference = np.where(np.abs(normals[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[0.0, 1.0, 0.0]])
    first = np.cross(normals, reference)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    return first, np.cross(normals, first)
