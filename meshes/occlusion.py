"""Baked ambient occlusion: how open each point of a surface lies, from a distance field.

Costs nothing per frame, and in software drawing it looks better than screen-space occlusion.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from meshes.surface import Points

DIRECTIONS = 36
"""Over the whole sphere; about half of them look out of a surface."""
STEPS = (1.2, 3.0, 6.0, 11.0)
"""Distances (mm) along each direction; small ones draw creases, large ones hollows."""
WEIGHTS = (0.2, 0.3, 0.3, 0.2)
STRENGTH = 1.35
GRAZING = 0.15
"""Directions closer to the surface than this (sine) say nothing but noise."""


class DistanceField(Protocol):
    """Anything that tells the signed distance of points."""

    def distance(self, points: Points) -> npt.NDArray[np.float64]: ...


def openness(field: DistanceField, points: Points, normals: Points) -> npt.NDArray[np.float32]:
    """Shade of each point, 1 = fully open, 0 = buried: (n,).

    A step along a direction counts as blocked as far as the field there falls short of what it
    would be over a plane. The directions are the same for all points and count by their cosine, so
    the shade changes smoothly with the normal.
    """
    blocked = np.zeros(len(points))
    total = np.zeros(len(points))
    steps = np.array(STEPS)[:, None]
    for way in _sphere(DIRECTIONS):
        cosine = normals @ way
        rows = np.flatnonzero(cosine > GRAZING)
        facing = cosine[rows]
        share = facing - GRAZING
        total[rows] += share
        probes = points[rows] + (steps * way)[:, None]
        found = field.distance(probes.reshape(-1, 3)).reshape(len(STEPS), len(rows))
        expected = steps * facing
        short = np.minimum(np.maximum((expected - found) / expected, 0.0), 1.0)
        blocked[rows] += share * (np.array(WEIGHTS) @ short)
    shade = 1.0 - STRENGTH * blocked / np.maximum(total, 1e-9)
    return np.clip(shade, 0.0, 1.0).astype(np.float32)


def _sphere(count: int) -> Points:
    """Directions spread evenly over the sphere (Fibonacci): (count, 3)."""
    k = np.arange(count) + 0.5
    height = 1.0 - 2.0 * k / count
    radius = np.sqrt(1.0 - height * height)
    angle = k * np.pi * (3.0 - np.sqrt(5.0))
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), height], axis=1)
